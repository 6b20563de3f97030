package revise_test

import (
	"maps"
	"slices"
	"testing"

	"studybot/bot/plan"
	"studybot/bot/plan/revise"
)

func TestAChangeSaysWhatCameAndWentAndWhy(t *testing.T) {
	pack, profiles := load(t)
	const p04, p07, p12 = 1, 2, 3
	for name, c := range map[string]struct {
		profile, week int
		missed        bool // everything of the earlier weeks, else it is done
		change        func(*plan.Input)
		large         bool
		cause         string
	}{
		"all done":        {p07, 2, false, nil, false, ""},
		"missed, room":    {p07, 2, true, nil, false, ""},
		"missed, no room": {p12, 2, true, nil, false, "8 open items of earlier weeks come first now."},
		"twice missed":    {p12, 3, true, nil, true, "8 open items of earlier weeks come first now."},
		"more time":       {p12, 2, false, func(in *plan.Input) { in.Minutes = 300 }, false, "A week has 300 minutes now, and had 40 before."},
		"answers point elsewhere": {p07, 2, false, func(in *plan.Input) {
			in.Evidence = answers(4.8, "E1", "C1", "E3")
			maps.Copy(in.Evidence, answers(1.2, "B1", "C2", "B4"))
		}, true, "The plan works on Ensemble methods and optimization, A/B testing and experimentation and Recommendation system design now, and no longer on ROI calculation and business metrics, Model serving and deployment and 2 more areas."},
		"another level":   {p07, 2, false, func(in *plan.Input) { in.Ratings["B1"], in.Ratings["A1"], in.Ratings["A2"] = 1, 1, 1 }, true, "Your plan follows the level Developing now, and no longer Intermediate."},
		"reviews are due": {p04, 3, false, func(in *plan.Input) { in.Due = in.Due[:10] }, false, "There are 10 questions to review now, and there were 0 before."},
	} {
		in := profiles[c.profile]
		before := plan.Make(pack, in)
		done := func(id string) bool {
			return !c.missed && slices.ContainsFunc(before.Weeks[:c.week-1], func(w plan.Week) bool {
				return slices.ContainsFunc(w.Items, func(i plan.Item) bool { return i.ID == id })
			})
		}
		in.Ratings, in.Progress = maps.Clone(in.Ratings), plan.Since(before, c.week, done)
		if c.change != nil {
			c.change(&in)
		}
		got := revise.Between(pack, before, plan.Make(pack, in), c.week, done)
		if got.Large != c.large || got.Cause != c.cause {
			t.Errorf("%s: large %v, %d came, %d went, %d kept: %q", name, got.Large, len(got.Came), len(got.Went), got.Kept, got.Cause)
		}
	}
}

func TestNothingChangedIsNoChange(t *testing.T) {
	pack, profiles := load(t)
	for n, c := range profiles {
		p := plan.Make(pack, c)
		if got := revise.Between(pack, p, p, 1, func(string) bool { return false }); len(got.Came)+len(got.Went) > 0 || got.Large || got.Cause != "" || got.Kept != len(p.Items()) {
			t.Errorf("profile %d: %+v", n, got)
		}
	}
}

// TestAChangeSaysWhatGotShorter: of what stays and is open, by ten minutes or more.
func TestAChangeSaysWhatGotShorter(t *testing.T) {
	pack, _ := load(t)
	item := func(id string, minutes int) plan.Item { return plan.Item{ID: id, Kind: plan.Study, Minutes: minutes} }
	of := func(items ...plan.Item) plan.Plan {
		return plan.Plan{Limit: 180, Weeks: []plan.Week{{Number: 1, Items: []plan.Item{item("missed", 30), item("left", 30)}}, {Number: 2, Items: items}}}
	}
	before := of(item("much", 60), item("little", 25), item("longer", 20), item("done", 40), item("gone", 40))
	after := of(item("missed", 20), item("much", 36), item("little", 20), item("longer", 30), item("done", 20), item("new", 5))
	done := func(id string) bool { return id == "done" }
	got := revise.Between(pack, before, after, 2, done)
	if want := map[string]int{"missed": 30, "much": 60}; !maps.Equal(got.Shorter, want) || !got.Resized {
		t.Errorf("%v (resized %t), want %v", got.Shorter, got.Resized, want)
	}
	if same := revise.Between(pack, before, before, 2, done); len(same.Shorter) > 0 || same.Resized {
		t.Errorf("the same plan: %v, resized %t", same.Shorter, same.Resized)
	}
}

// answers are enough of them to put the areas at score.
func answers(score float64, areas ...string) map[string]plan.Evidence {
	all := map[string]plan.Evidence{}
	for _, a := range areas {
		all[a] = plan.Evidence{Score: score, Answers: 9}
	}
	return all
}
