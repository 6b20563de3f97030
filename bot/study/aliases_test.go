package study

import (
	"fmt"
	"testing"
	"time"
)

func aliased() *Pack {
	return &Pack{
		Topics:     []Topic{{Day: 2, Name: "two"}},
		Areas:      []Area{{ID: "a"}, {ID: "b"}, {ID: "c"}},
		Checklists: []Checklist{{ID: "list"}},
		Questions:  []Question{{ID: "q"}},
		Aliases: Aliases{
			Questions: map[string]string{"p": "q"}, Topics: map[int]int{1: 2},
			Areas:      map[string][]string{"ab": {"a", "b"}, "c1": {"c"}, "c2": {"c"}},
			Checklists: map[string]string{"olist": "list"}, Items: map[string]string{"list/x": "list/y", "olist/z": "list/w"},
		},
	}
}

func TestLookupsByOldNames(t *testing.T) {
	p := aliased()
	if a, ok := p.Area("ab"); !ok || a.ID != "a" {
		t.Errorf("area ab is %v", a)
	}
	if l, ok := p.Checklist("olist"); !ok || l.ID != "list" {
		t.Errorf("list olist is %v", l)
	}
	for _, id := range []string{"p", "q"} {
		if q, ok := p.Question(id); !ok || q.ID != "q" {
			t.Errorf("question %s is %v", id, q.ID)
		}
		if q, ok := p.QuestionByKey(KeyOf(id)); !ok || q.ID != "q" {
			t.Errorf("the key of %s is that of %v", id, q.ID)
		}
	}
	for _, day := range []int{1, 2} {
		if topic, ok := p.Topic(day); !ok || topic.Day != 2 {
			t.Errorf("topic %d is %v", day, topic)
		}
	}
	_, question := p.Question("x")
	_, key := p.QuestionByKey(7)
	_, area := p.Area("x")
	_, topic := p.Topic(7)
	_, list := p.Checklist("x")
	if question || key || area || topic || list || p.AreaIDs("x") != nil {
		t.Error("a name that never was leads somewhere")
	}
}

func TestRatingsOfOldAreas(t *testing.T) {
	for _, c := range []struct {
		name         string
		stored, want map[string]int
	}{
		{"split", map[string]int{"ab": 4}, map[string]int{"a": 4, "b": 4}},
		{"split, one part rated anew", map[string]int{"ab": 4, "b": 1}, map[string]int{"a": 4, "b": 1}},
		{"merged", map[string]int{"c1": 1, "c2": 5}, map[string]int{"c": 3}},
		{"merged, a half is the lower", map[string]int{"c1": 2, "c2": 5}, map[string]int{"c": 3}},
		{"merged, only one rated", map[string]int{"c2": 5}, map[string]int{"c": 5}},
		{"merged, rated anew", map[string]int{"c1": 2, "c2": 5, "c": 2}, map[string]int{"c": 2}},
		{"not known any more", map[string]int{"gone": 5}, map[string]int{}},
	} {
		if got := aliased().Ratings(c.stored); fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestTicksOfOldItems(t *testing.T) {
	at := func(h int) time.Time { return time.Date(2026, 3, 2, h, 0, 0, 0, time.UTC) }
	got := aliased().Ticks([]Tick{
		{"olist", "y", at(3)}, {"list", "x", at(1)}, {"olist", "x", at(2)}, {"olist", "z", at(4)}, {"plan", "study-1-ab", at(5)},
	})
	want := []Tick{{"list", "y", at(1)}, {"list", "w", at(4)}, {"plan", "study-1-ab", at(5)}}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v, want %v", got, want)
	}
}
