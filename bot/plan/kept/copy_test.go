package kept_test

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"studybot/bot/plan"
	"studybot/bot/plan/kept"
	"studybot/bot/study"
	"studybot/content"
)

func load(t *testing.T) *study.Pack {
	t.Helper()
	packs, err := content.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return packs[0]
}

// life is a member with a plan, from day to day.
type life struct {
	pack  *study.Pack
	in    plan.Input
	kept  study.StoredPlan
	ticks []study.Tick
}

func (l *life) look(t *rapid.T, day study.Day) kept.Copy {
	c := kept.See(l.pack, day, l.ticks)
	renamed, err := c.Open(l.kept)
	if err != nil || renamed {
		t.Fatalf("renamed: %t, %v", renamed, err)
	}
	return c
}

func (l *life) keep(t *rapid.T, c kept.Copy) {
	text, err := c.Text()
	if err != nil {
		t.Fatal(err)
	}
	l.kept = study.StoredPlan{Revision: l.kept.Revision + 1, Text: text}
}

// known draws what the plan is made from.
func (l *life) known(t *rapid.T, day study.Day) plan.Input {
	in := l.in
	in.Evidence = map[string]plan.Evidence{}
	for _, a := range l.pack.Areas {
		if rapid.IntRange(0, 3).Draw(t, "answered") == 0 {
			in.Evidence[a.ID] = plan.Evidence{Score: float64(rapid.IntRange(10, 50).Draw(t, a.ID)) / 10, Answers: rapid.IntRange(0, 9).Draw(t, "answers")}
		}
	}
	for n := range rapid.SampledFrom([]int{0, 0, 5, 60}).Draw(t, "due") {
		in.Due = append(in.Due, plan.Due{Question: fmt.Sprint(n), Due: day.Add(n % 30)})
	}
	return in
}

// Over any course of days: what is shown twice is the same, what was done stays
// done, and earlier weeks are not rewritten.
func TestAPlanOverItsDays(t *testing.T) {
	pack := load(t)
	rapid.Check(t, func(t *rapid.T) {
		l := &life{pack: pack, in: plan.Input{Ratings: map[string]int{}, Minutes: rapid.IntRange(30, 400).Draw(t, "minutes")}}
		for _, a := range pack.Areas {
			if r := rapid.IntRange(0, 5).Draw(t, a.ID); r > 0 {
				l.in.Ratings[a.ID] = r
			}
		}
		begun := study.Day("2026-03-02").Add(rapid.IntRange(0, 6).Draw(t, "begun"))
		day := begun.Add(rapid.SampledFrom([]int{0, 0, 0, 1, 9, 80}).Draw(t, "first seen"))
		at := begun.Date().Add(12 * time.Hour)
		first := kept.See(pack, day, nil)
		first.Begin(l.known(t, day), at, begun, at)
		l.keep(t, first)
		if got := l.look(t, day); got.First.Weekday() != time.Monday || got.Week != first.Week || !reflect.DeepEqual(got.Weeks, first.Weeks) {
			t.Fatalf("what was kept is not what is read:\n%+v\n%+v", got, first)
		}
		for range rapid.IntRange(1, 12).Draw(t, "days") {
			c := l.look(t, day)
			if rapid.IntRange(0, 5).Draw(t, "other minutes") == 0 {
				l.in.Minutes = rapid.IntRange(30, 400).Draw(t, "minutes")
			}
			if !c.Fresh(l.in.Minutes) {
				before, done := c, c.CountDone(c.Items())
				c.Again(l.known(t, day))
				checkAgain(t, before, c, done)
				l.keep(t, c)
			}
			again := l.look(t, day)
			text, err := again.Text()
			if err != nil || !bytes.Equal(text, l.kept.Text) || !again.Fresh(l.in.Minutes) {
				t.Fatalf("on %s it is made twice: %v", day, err)
			}
			if !c.Over {
				checkRescue(t, l, day)
			}
			for _, i := range l.look(t, day).Counted() {
				if rapid.IntRange(0, 4).Draw(t, "done") == 0 {
					l.ticks = append(l.ticks, study.Tick{List: kept.List, Item: i.ID, At: at})
				}
			}
			day = day.Add(rapid.IntRange(0, 9).Draw(t, "later"))
		}
	})
}

func checkAgain(t *rapid.T, before, c kept.Copy, done int) {
	checkShorter(t, before, c)
	for n, w := range c.Weeks {
		if w.Number != n+1 {
			t.Fatalf("week %d is called %d", n+1, w.Number)
		}
		if w.Number < c.Week && !reflect.DeepEqual(w, before.Weeks[n]) {
			t.Fatalf("week %d was rewritten", w.Number)
		}
	}
	if now := c.CountDone(c.Items()); now != done {
		t.Fatalf("%d items were done, now %d are", done, now)
	}
	if c.Cause == "" {
		t.Fatal("it does not say why")
	}
	if over, roomless := c.Missed(); len(over)+len(roomless) > 0 {
		for _, i := range append(over, roomless...) {
			if c.Done[i.ID] {
				t.Fatalf("%s is done and missed", i.ID)
			}
		}
	}
}

// checkShorter: what is open and was longer when it was first planned says so, and the
// weeks that are left hold what is open.
func checkShorter(t *rapid.T, before, c kept.Copy) {
	was := map[string]int{}
	maps.Copy(was, before.Were) // one that was put off since is in no week
	for _, i := range before.Items() {
		was[i.ID] = max(i.Minutes, was[i.ID])
	}
	for _, w := range c.Weeks[c.Week-1:] {
		open := 0
		for _, i := range c.OpenIn(w) {
			open += i.Minutes
			if first := was[i.ID]; first >= i.Minutes+10 && c.Were[i.ID] != first || first < i.Minutes+10 && c.Were[i.ID] != 0 {
				t.Fatalf("%s took %d minutes at first and takes %d: it says %d", i.ID, first, i.Minutes, c.Were[i.ID])
			}
		}
		if open > c.Limit {
			t.Fatalf("in week %d %d minutes of %d are open", w.Number, open, c.Limit)
		}
	}
}

// checkRescue spreads what is open, and sometimes keeps it.
func checkRescue(t *rapid.T, l *life, day study.Day) {
	tt := study.Timetable{Weekdays: study.Workdays(), Holidays: []study.Day{"2026-03-17"}}
	c := l.look(t, day)
	r, err := c.Rescue(tt)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := c.Rescue(tt); err != nil || again.Stamp != r.Stamp {
		t.Fatalf("two spreads of one plan: %s, %s, %v", r.Stamp, again.Stamp, err)
	}
	for _, d := range r.Rescue.Days {
		if d.Minutes > r.Daily || d.Day < day || !tt.Weekdays[d.Day.Weekday()] || slices.Contains(tt.Holidays, d.Day) {
			t.Fatalf("on %s, %s takes %d minutes of %d", day, d.Day, d.Minutes, r.Daily)
		}
	}
	if r.DaysLeft == 0 || len(r.Open) == 0 || rapid.IntRange(0, 2).Draw(t, "spread") > 0 {
		return
	}
	from := l.kept.Revision
	done := c.CountDone(c.Items())
	c.Spread(r)
	l.keep(t, c)
	now := l.look(t, day)
	if now.SpreadFrom != from || !now.Fresh(now.Limit) || now.CountDone(now.Items()) != done {
		t.Fatalf("spread from %d: %+v", from, now.Record)
	}
}

func TestWhatCannotBeReadIsToBeMadeAnew(t *testing.T) {
	pack := load(t)
	for _, text := range []string{
		"", "{", "[]", `"text"`, `{"form":1}`, `{"form":2,"first":"2026-03-02","planned":"2026-03-02","plan":{"form":1,"weeks":[{"week":1}]}}`,
		`{"form":1,"first":"soon","planned":"2026-03-02","plan":{"form":1,"weeks":[{"week":1}]}}`, `{"form":1,"first":"2026-03-02","plan":{"form":1,"weeks":[{"week":1}]}}`,
		`{"form":1,"first":"2026-03-02","planned":"2026-03-02","plan":{"form":9,"weeks":[{"week":1}]}}`, `{"form":1,"first":"2026-03-02","planned":"2026-03-02","plan":{"form":1}}`,
	} {
		c := kept.See(pack, "2026-03-02", nil)
		if _, err := c.Open(study.StoredPlan{Revision: 7, Text: []byte(text)}); !errors.Is(err, kept.ErrForm) || c.Revision != 7 {
			t.Errorf("%q: %v, revision %d", text, err, c.Revision)
		}
	}
	c := kept.See(pack, "2026-03-02", nil)
	text := `{"form":1,"new":true,"first":"2026-03-02","planned":"2026-03-02","plan":{"form":1,"weeks":[{"week":1,"new":[]}]}}`
	if _, err := c.Open(study.StoredPlan{Revision: 1, Text: []byte(text)}); err != nil {
		t.Errorf("fields of a later version: %v", err)
	}
}

// A plan whose weeks an earlier version kept.
func TestWeeksOfAnEarlierVersionAreRead(t *testing.T) {
	weeks, err := os.ReadFile("testdata/plan-form-1.json")
	if err != nil {
		t.Fatal(err)
	}
	c := kept.See(load(t), "2026-03-02", nil)
	text := `{"form":1,"first":"2026-03-02","planned":"2026-03-02","plan":` + string(weeks) + `}`
	if _, err := c.Open(study.StoredPlan{Revision: 1, Text: []byte(text)}); err != nil {
		t.Fatal(err)
	}
	if c.Level != "Intermediate" || len(c.Weeks) != 4 || len(c.Targets) != 7 || c.Weeks[0].Items[0].ID != "study-32-E1" || c.Limit != 40 {
		t.Errorf("%+v", c.Plan)
	}
}

func TestAPlanGoesOnOnlyWhenRatingsAreAdded(t *testing.T) {
	pack := load(t)
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	ratings := func(but map[string]int) map[string]int {
		all := map[string]int{}
		for _, a := range pack.Areas {
			all[a.ID] = 4
		}
		for area, r := range but {
			if all[area] = r; r == 0 {
				delete(all, area)
			}
		}
		return all
	}
	old := ratings(map[string]int{"E4": 0})
	for name, c := range map[string]struct {
		newest map[string]int
		today  study.Day
		want   bool
	}{
		"added":                   {ratings(nil), "2026-03-03", true},
		"added and changed":       {ratings(map[string]int{"A1": 3}), "2026-03-03", false},
		"the same again":          {old, "2026-03-03", false},
		"one less":                {ratings(map[string]int{"E4": 0, "A1": 0}), "2026-03-03", false},
		"when the weeks are over": {ratings(nil), "2026-09-03", false},
	} {
		p := kept.See(pack, c.today, nil)
		p.Begin(plan.Input{Ratings: old}, at, "2026-03-02", at)
		assessed := []study.Assessment{{At: at, Ratings: old}, {At: at.Add(time.Hour), Ratings: c.newest}}
		if got := p.Completes(assessed); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
