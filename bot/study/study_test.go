package study_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"studybot/bot/study"
)

func TestClockReadsWhatPeopleWrite(t *testing.T) {
	for s, want := range map[string]study.Clock{"09:00": 540, "9:05": 545, " 17:30 ": 1050, "0": 0, "23:59": 1439, "7": 420} {
		if got, err := study.ParseClock(s); err != nil || got != want {
			t.Errorf("%q is %d (%v), want %d", s, got, err, want)
		}
	}
	for _, s := range []string{"", "24:00", "12:60", "-1:00", "9am", "9:5", "009:00", "12:00:00", "12.30", "noon"} {
		if got, err := study.ParseClock(s); err == nil {
			t.Errorf("%q was read as %s", s, got)
		}
	}
}

func TestClockAndDayComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := study.Clock(rapid.IntRange(0, 1439).Draw(t, "minutes"))
		if back, err := study.ParseClock(c.String()); err != nil || back != c {
			t.Fatalf("%s came back as %s (%v)", c, back, err)
		}
		at := time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "seconds"), 0).UTC()
		d := study.DayOf(at)
		if back, err := study.ParseDay(string(d)); err != nil || back != d {
			t.Fatalf("%s came back as %s (%v)", d, back, err)
		}
		n := rapid.IntRange(-1000, 1000).Draw(t, "days")
		if d.Add(n).Add(-n) != d || d.Weekday() != at.Weekday() {
			t.Fatalf("%s: adding %d days and taking them away", d, n)
		}
	})
}

func TestDaysThatDoNotExist(t *testing.T) {
	for _, s := range []string{"", "2026-02-30", "2026-2-3", "2026-13-01", "26-01-01", "2026-01-01x", "01-01-2026", "tomorrow"} {
		if d, err := study.ParseDay(s); err == nil {
			t.Errorf("%q was read as %s", s, d)
		}
	}
}

func TestWeekdaysAreNamedMondayFirst(t *testing.T) {
	w := study.Workdays()
	w[time.Sunday] = true
	if got := w.String(); got != "Mon Tue Wed Thu Fri Sun" {
		t.Error(got)
	}
}

func TestTallyCountsAnswers(t *testing.T) {
	if n := (study.Tally{99, 1, 2, 3, 4, 5}).Answered(); n != 15 {
		t.Errorf("%d answers, want 15", n)
	}
}

func TestPackLooksThingsUp(t *testing.T) {
	p := &study.Pack{
		Topics:    []study.Topic{{Day: 25, Name: "one"}},
		Areas:     []study.Area{{ID: "A1", Category: "A"}, {ID: "B1", Category: "B"}, {ID: "A2", Category: "A"}},
		Levels:    []study.Level{{Name: "high", Min: 60, Max: 100}, {Name: "low", Min: 20, Max: 59}},
		Questions: []study.Question{{ID: "q1", Status: study.Retired}}, Scale: []study.Anchor{{Value: 3, Label: "three"}},
		Checklists: []study.Checklist{{ID: "c"}},
	}
	if t1, ok := p.Topic(25); !ok || t1.Name != "one" {
		t.Error("the topic is not found")
	}
	if as := p.AreasOf("A"); len(as) != 2 || as[1].ID != "A2" {
		t.Errorf("areas of A: %v", as)
	}
	for total, want := range map[int]string{59: "low", 60: "high", 100: "high", 20: "low"} {
		if l, ok := p.LevelOf(total); !ok || l.Name != want {
			t.Errorf("%d is %q, want %q", total, l.Name, want)
		}
	}
	if _, ok := p.LevelOf(101); ok {
		t.Error("101 has a level")
	}
	if q, ok := p.QuestionByKey(study.KeyOf("q1")); !ok || q.ID != "q1" {
		t.Error("a retired question is not found by its key")
	}
	for name, missing := range map[string]bool{
		"topic": second(p.Topic(1)), "area": second(p.Area("Z9")), "question": second(p.Question("q2")),
		"checklist": second(p.Checklist("d")), "anchor": second(p.Anchor(9)),
	} {
		if missing {
			t.Errorf("a %s that is not there was found", name)
		}
	}
}

func second[T any](_ T, ok bool) bool { return ok }

func TestNumbersAreWrittenAsPeopleDo(t *testing.T) {
	for want, n := range map[string]study.NumericKey{
		"1500000 GB":                      {Value: 1.5e6, Unit: "GB"},
		"0.00002":                         {Value: 2e-5},
		"12.5 ms (0.5 either way counts)": {Value: 12.5, Tolerance: 0.5, Unit: "ms"},
		"6e+23 (1e+22 either way counts)": {Value: 6e23, Tolerance: 1e22},
		"-3 (1000000 either way counts)":  {Value: -3, Tolerance: 1e6},
		"0":                               {},
	} {
		if got := n.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestWordingsTakeTurns(t *testing.T) {
	q := study.Question{ID: "q", Prompt: "one", Variants: []string{"two", "three"}}
	seen := map[string]int{}
	for d := 1; d <= 28; d++ {
		day := study.Day(fmt.Sprintf("2026-02-%02d", d))
		w := q.Wording(day)
		seen[w]++
		if w != q.Wording(day) {
			t.Errorf("on %s the wording changes", day)
		}
	}
	if len(seen) != 3 || seen["one"] < 4 || seen["two"] < 4 || seen["three"] < 4 {
		t.Errorf("the wordings are asked so often: %v", seen)
	}
	if w := (study.Question{Prompt: "only"}).Wording("2026-02-01"); w != "only" {
		t.Errorf("%q", w)
	}
}
