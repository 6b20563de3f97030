package classroom

import (
	"fmt"
	"strings"
	"testing"

	"studybot/bot/study"
)

// smallPack has 20 areas with two questions each.
func smallPack() *study.Pack {
	p := &study.Pack{ID: "small", Topics: []study.Topic{{Day: 25, Priority: study.Critical}, {Day: 30, Priority: study.Medium}}}
	for a := range 20 {
		area := study.Area{ID: fmt.Sprintf("A%d", a), Category: fmt.Sprint("C", a%3), Topics: []int{25}}
		p.Areas = append(p.Areas, area)
		for i := range 2 {
			p.Questions = append(p.Questions, study.Question{
				ID: fmt.Sprintf("%s-%d", area.ID, i), Topic: 25 + 5*i, Area: area.ID, Difficulty: 1 + a%3,
				Format: []study.Format{study.Open, study.MultipleChoice}[i], Status: study.Active,
			})
		}
	}
	return p
}

func TestChannelRules(t *testing.T) {
	course, err := courseOf(smallPack(), 90)
	if err != nil {
		t.Fatal(err)
	}
	walk := func(n int) []string { // all areas in turn, then their second questions
		var ids []string
		for i := range n {
			ids = append(ids, fmt.Sprintf("A%d-%d", i%20, i/20%2))
		}
		return ids
	}
	fewAreas := func(n int) []string { // never the last of the 20 areas
		var ids []string
		for i := range n {
			ids = append(ids, fmt.Sprintf("A%d-%d", i%19, i/19%2))
		}
		return ids
	}
	for name, c := range map[string]struct {
		asked []string
		wrong string
	}{
		"all areas in turn":         {walk(64), ""},
		"a question does not exist": {[]string{"A1-0", "A1-7"}, "does not exist"},
		"no question":               {[]string{""}, "does not exist"},
		"a question comes back":     {[]string{"A1-0", "A2-0", "A1-0"}, "returns to the channel after 2 days"},
		"an area twice running":     {[]string{"A1-0", "A1-1"}, "twice running"},
		"an area is left out":       {fewAreas(30), "none of area A19"},
		"an area is still in time":  {fewAreas(29), ""},
	} {
		v := newInvigilator(course)
		var err error
		day := 0
		for i, q := range c.asked {
			if err != nil {
				t.Fatalf("%s: refused before the end: %v", name, err)
			}
			for day++; !WorkingDay(day); day++ {
			}
			if err = v.channel(day, q); err != nil && i < len(c.asked)-1 {
				t.Fatalf("%s: question %d: %v", name, i, err)
			}
		}
		if c.wrong == "" && err != nil || c.wrong != "" && (err == nil || !strings.Contains(err.Error(), c.wrong)) {
			t.Errorf("%s: %v, want %q", name, err, c.wrong)
		}
	}
}

func TestPersonalRules(t *testing.T) {
	course, err := courseOf(smallPack(), 60)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		questions []string
		wrong     string
	}{
		"as asked":       {[]string{"A1-0", "A1-1"}, ""},
		"none":           {nil, ""},
		"too many":       {[]string{"A1-0", "A1-1", "A2-0"}, "at most 2"},
		"unknown":        {[]string{"A1-0", "Z"}, "does not exist"},
		"excluded":       {[]string{"A5-0"}, "was excluded"},
		"the same again": {[]string{"A1-0", "A1-0"}, "twice"},
	} {
		err := newInvigilator(course).personal(1, "m1", c.questions, 2, []string{"A5-0"})
		if c.wrong == "" && err != nil || c.wrong != "" && (err == nil || !strings.Contains(err.Error(), c.wrong)) {
			t.Errorf("%s: %v, want %q", name, err, c.wrong)
		}
	}
}

func TestAPackThatCannotKeepTheRulesIsRefused(t *testing.T) {
	p := smallPack()
	p.Questions = p.Questions[2:]
	if _, err := NewWorld(Setting{Pack: p, Days: 5, Team: 2, Truth: nil}); err == nil || !strings.Contains(err.Error(), "A0") {
		t.Errorf("an area without questions: %v", err)
	}
}

func TestDaysOfTheWeek(t *testing.T) {
	working := 0
	for day := range 61 {
		if WorkingDay(day) {
			working++
		}
	}
	if working != 44 || !WorkingDay(1) || !WorkingDay(5) || WorkingDay(6) || WorkingDay(7) || WorkingDay(0) {
		t.Errorf("%d working days until day 60", working)
	}
}
