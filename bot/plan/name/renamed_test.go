package name_test

import (
	"slices"
	"testing"

	"studybot/bot/plan/kept"
	"studybot/bot/study"
)

func TestItemsOfOlderNames(t *testing.T) {
	pack := &study.Pack{
		Topics: []study.Topic{{Day: 36}}, Areas: []study.Area{{ID: "C3a"}, {ID: "C3b"}, {ID: "D-1"}},
		Aliases: study.Aliases{Topics: map[int]int{35: 36}, Areas: map[string][]string{"C3": {"C3a", "C3b"}, "D1": {"D-1"}}},
	}
	for id, want := range map[string][]string{
		"study-35-C3": {"study-36-C3a", "study-36-C3b"}, "retest-36-D1": {"retest-36-D-1"}, "practice-w2-35-D1": {"practice-w2-36-D-1"},
		"template-w1-35": {"template-w1-36"}, "template-w1-36-D-1": {"template-w1-36-D-1"}, "reassess": {"reassess"},
		"rate-missing": {"rate-missing"}, "study-x-C3": {"study-x-C3"}, "study-7-gone": {"study-7-gone"},
	} {
		if got := kept.ItemsNow(pack, id); !slices.Equal(got, want) {
			t.Errorf("%s is %v, want %v", id, got, want)
		}
	}
}
