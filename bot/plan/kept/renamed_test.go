package kept

import (
	"reflect"
	"testing"

	"studybot/bot/plan"
	"studybot/bot/study"
)

func TestAPlanOfAnOlderPack(t *testing.T) {
	pack := &study.Pack{
		Topics: []study.Topic{{Day: 36}, {Day: 33}}, Areas: []study.Area{{ID: "C3a"}, {ID: "C3b"}, {ID: "B"}},
		Aliases: study.Aliases{Topics: map[int]int{35: 36}, Areas: map[string][]string{"C3": {"C3a", "C3b"}, "B1": {"B"}, "B2": {"B"}}},
	}
	old := plan.Plan{
		Targets: []plan.Target{{Area: "C3"}, {Area: "B1"}, {Area: "B2"}, {Area: "gone"}},
		Weeks: []plan.Week{{Number: 1, Minutes: 200, Items: []plan.Item{
			{ID: "study-35-C3", Kind: plan.Study, Topic: 35, Area: "C3", Minutes: 45},
			{ID: "study-33-B1", Kind: plan.Study, Topic: 33, Area: "B1", Minutes: 30},
			{ID: "study-33-B2", Kind: plan.Study, Topic: 33, Area: "B2", Minutes: 30},
			{ID: "template-w1-35", Kind: plan.Template, Topic: 35, Area: "C3", Minutes: 20},
			{ID: "template-w1-33", Kind: plan.Template, Topic: 33, Minutes: 20},
			{ID: "study-9-B1", Kind: plan.Study, Topic: 9, Area: "B1", Minutes: 30},
			{ID: "study-33-gone", Kind: plan.Study, Topic: 33, Area: "gone", Minutes: 25},
			{ID: "due-w1-1", Kind: plan.Reviews, Minutes: 5},
		}}},
	}
	now, differs := renamed(pack, old)
	want := []plan.Item{
		{ID: "study-36-C3a", Kind: plan.Study, Topic: 36, Area: "C3a", Minutes: 20},
		{ID: "study-36-C3b", Kind: plan.Study, Topic: 36, Area: "C3b", Minutes: 20},
		{ID: "study-33-B", Kind: plan.Study, Topic: 33, Area: "B", Minutes: 30},
		{ID: "template-w1-36", Kind: plan.Template, Topic: 36, Area: "C3a", Minutes: 20},
		{ID: "template-w1-33", Kind: plan.Template, Topic: 33, Minutes: 20},
		{ID: "due-w1-1", Kind: plan.Reviews, Minutes: 5},
	}
	if !differs || !reflect.DeepEqual(now.Weeks[0].Items, want) || now.Weeks[0].Minutes != 115 {
		t.Errorf("differs: %t, the week has %d minutes:\n%+v, want\n%+v", differs, now.Weeks[0].Minutes, now.Weeks[0].Items, want)
	}
	if len(now.Targets) != 3 || now.Targets[1].Area != "C3b" || now.Targets[2].Area != "B" {
		t.Errorf("the targets are %+v", now.Targets)
	}
	if again, differs := renamed(pack, now); differs || !reflect.DeepEqual(again, now) {
		t.Error("what has the names of now is renamed")
	}
}
