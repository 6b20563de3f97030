package plan

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"studybot/bot/study"
)

// anyInput draws a member: ratings full, partial or none, answers, due questions
// and minutes; no progress.
func anyInput(t *rapid.T, pack *study.Pack) Input {
	in := Input{Ratings: map[string]int{}, Evidence: map[string]Evidence{}, AsOf: "2026-03-02", Minutes: rapid.IntRange(30, 600).Draw(t, "minutes")}
	if rapid.Bool().Draw(t, "usual minutes") {
		in.Minutes = 0
	}
	about := rapid.IntRange(1, 5).Draw(t, "about")
	rated := rapid.SampledFrom([]int{20, 20, 19, 10, 0}).Draw(t, "rated of 20")
	answered := rapid.SampledFrom([]int{0, 0, 5, 15}).Draw(t, "answered of 20")
	for _, a := range pack.Areas {
		r := rapid.OneOf(rapid.IntRange(1, 5), rapid.Just(about)).Draw(t, a.ID)
		if rapid.IntRange(0, 19).Draw(t, "rated") < rated {
			in.Ratings[a.ID] = r
		}
		if rapid.IntRange(0, 19).Draw(t, "answered") < answered {
			in.Evidence[a.ID] = Evidence{Score: float64(rapid.IntRange(10, 50).Draw(t, "score")) / 10, Answers: rapid.IntRange(0, 9).Draw(t, "answers")}
		}
	}
	for n := range rapid.SampledFrom([]int{0, 0, 1, 7, 30, 150}).Draw(t, "due") {
		a := pack.Areas[n%len(pack.Areas)]
		day := study.Day("2026-02-20").Add(rapid.IntRange(0, 30).Draw(t, "overdue"))
		in.Due = append(in.Due, Due{Question: fmt.Sprintf("q%d", n), Topic: a.Topics[0], Area: a.ID, Due: day})
	}
	return in
}

// anyProgress draws what became of a plan: some weeks on, some of it done.
func anyProgress(t *rapid.T, p Plan) Progress {
	if len(p.Weeks) < 2 {
		return Progress{}
	}
	week := rapid.IntRange(2, len(p.Weeks)).Draw(t, "week")
	luck := rapid.IntRange(0, 10).Draw(t, "luck")
	done := map[string]bool{}
	for _, w := range p.Weeks[:min(week, len(p.Weeks))] {
		for _, i := range w.Items {
			if w.Number < week || rapid.IntRange(0, 4).Draw(t, "ahead") == 0 {
				done[i.ID] = rapid.IntRange(0, 9).Draw(t, i.ID) < luck
			}
		}
	}
	progress := Since(p, week, func(id string) bool { return done[id] })
	if rapid.Bool().Draw(t, "only lists") {
		progress.Before = nil
		progress.Done = slices.DeleteFunc(progress.Done, func(i Item) bool {
			return !slices.ContainsFunc(p.Weeks[:week-1], func(w Week) bool { return slices.ContainsFunc(w.Items, func(j Item) bool { return i.ID == j.ID }) })
		})
	}
	return progress
}

func holds(t *rapid.T, pack *study.Pack, in Input, p Plan) {
	t.Helper()
	tight := in.Minutes > 0 && (pack.ID == "any" && in.Minutes < 90 || in.Progress.Week > 1 && in.Minutes < 60)
	if wrong := (check{pack: pack, in: in, plan: p, tight: tight}).all(); len(wrong) > 0 {
		t.Fatalf("%s\n%s", strings.Join(wrong, "\n"), show(pack, p))
	}
}

func TestEveryPlanHoldsTheProperties(t *testing.T) {
	pack, _ := load(t)
	rapid.Check(t, func(t *rapid.T) {
		in := anyInput(t, pack)
		p := Make(pack, in)
		holds(t, pack, in, p)
		if in.Minutes == 0 || in.Minutes >= 60 {
			keepsLines(t, pack, in, p)
		}
	})
}

// keepsLines holds P2: what the lines name is there.
func keepsLines(t *rapid.T, pack *study.Pack, in Input, p Plan) {
	level, _ := pack.LevelOf(p.Low)
	for i, line := range level.Plan.Weeks {
		named, other := 0, 0
		for _, item := range p.Weeks[i].Items {
			if slices.Contains(line.Topics, item.Topic) || slices.Contains(line.Areas, item.Area) {
				named++
			} else if item.Topic != 0 {
				other++
			}
		}
		if len(line.Topics)+len(line.Areas) > 0 && named == 0 || len(line.Topics) > 2 && named < other {
			t.Errorf("week %d, %s: %d items of it, %d others\n%s", i+1, line.Theme, named, other, show(pack, p))
		}
	}
	if p.Level != "Foundation" {
		return
	}
	by := 4
	if p.Limit >= usualLimit {
		by = 2
	}
	for _, topic := range pack.Topics {
		if first := firstWeeks(p)[topic.Day]; first == 0 || first > by {
			t.Errorf("day %d comes first in week %d of the Foundation plan\n%s", topic.Day, first, show(pack, p))
		}
	}
}

func TestEveryPlanMadeAnewHoldsTheProperties(t *testing.T) {
	pack, _ := load(t)
	rapid.Check(t, func(t *rapid.T) {
		in := anyInput(t, pack)
		before := Make(pack, in)
		in.Progress = anyProgress(t, before)
		p := Make(pack, in)
		holds(t, pack, in, p)
		if in.Progress.Before != nil {
			for i, w := range before.Weeks[:in.Progress.Week-1] {
				if !reflect.DeepEqual(p.Weeks[i], w) {
					t.Fatalf("week %d was rewritten", w.Number)
				}
			}
			for _, d := range in.Progress.Done {
				if !slices.ContainsFunc(p.Items(), func(i Item) bool { return i.ID == d.ID }) {
					t.Fatalf("%s is done and gone", d.ID)
				}
			}
		}
	})
}

func TestThePlanIsTheSameTwiceAndSmallChangesKeepIt(t *testing.T) {
	pack, _ := load(t)
	rapid.Check(t, func(t *rapid.T) {
		in := anyInput(t, pack)
		p := Make(pack, in)
		in.Ratings, in.Evidence = maps.Clone(in.Ratings), maps.Clone(in.Evidence)
		slices.Reverse(in.Due)
		if again := Make(pack, in); !reflect.DeepEqual(p, again) {
			t.Fatal("the same input made two plans")
		}
		for _, a := range pack.Areas {
			waits := slices.ContainsFunc(p.Deferred, func(d Deferred) bool { return d.Area == a.ID })
			if _, is := p.Target(a.ID); is || waits || in.Ratings[a.ID] != 4 {
				continue
			}
			raised := in
			raised.Ratings = maps.Clone(in.Ratings)
			raised.Ratings[a.ID] = 5
			q := Make(pack, raised)
			if _, is := q.Target(a.ID); is || q.Level != p.Level {
				continue // the answers now differ from the rating
			}
			if kept, all := inBoth(p, q), len(p.Items()); 10*kept < 8*all {
				t.Fatalf("%s from 4 to 5 keeps only %d of %d items", a.ID, kept, all)
			}
		}
	})
}

// inBoth counts items with the same week, kind, topic and area.
func inBoth(p, q Plan) int {
	kept := 0
	for n, w := range p.Weeks {
		for _, i := range w.Items {
			if slices.ContainsFunc(q.Weeks[n].Items, func(j Item) bool { return j.Kind == i.Kind && j.Topic == i.Topic && j.Area == i.Area }) {
				kept++
			}
		}
	}
	return kept
}
