package plan

import (
	"studybot/bot/plan/need"
	"studybot/bot/study"
)

// Input is what a plan is made from.
type Input struct {
	// Ratings holds 1 to 5 by area id; an area that was not rated is absent.
	Ratings map[string]int
	// Evidence holds what the member's answers say, by area id.
	Evidence map[string]Evidence
	// Due are the questions to ask again, in any order.
	Due []Due
	// AsOf is the day on which the plan is made, the first of its current week.
	// Without it every question in Due is due already.
	AsOf study.Day
	// Minutes is the most work in a week; 0 means 180, less than 10 is read as 10,
	// and more than a week has as a week.
	Minutes int
	// Progress is what became of the plan so far; zero for a new plan.
	Progress Progress
}

// Evidence is what answers say about an area.
type Evidence = need.Evidence

// Due is a question to ask again.
type Due struct {
	Question string
	Topic    int
	Area     string
	Due      study.Day
}

// Progress is where a member is with a plan that is made anew.
type Progress struct {
	// Week is the current week, from 1; 0 is read as 1.
	Week int
	// Done are finished items, whichever week they stood in.
	Done []Item
	// Missed are open items of earlier weeks; they come first in the current one.
	Missed []Item
	// Before are the weeks as they were. Those before Week are kept as they are,
	// and what is done of the others stays in its place.
	Before []Week
}

// Since is where somebody is with plan before in week: what was done, by id, and
// what earlier weeks left open. Practice is not carried on, it is planned anew;
// nor is a retest whose study is open too.
func Since(before Plan, week int, done func(id string) bool) Progress {
	p := Progress{Week: week, Before: before.Weeks}
	seen := map[string]bool{}
	open := map[string]bool{} // areas whose study was missed
	for _, w := range before.Weeks {
		for _, i := range w.Items {
			if seen[i.ID] {
				continue
			}
			switch {
			case done(i.ID):
				p.Done = append(p.Done, i)
			case w.Number >= week || i.Kind == Practice || !i.Kind.HasTopic() || i.Kind == Retest && open[i.Area]:
				continue
			default:
				p.Missed = append(p.Missed, i)
				open[i.Area] = open[i.Area] || i.Kind == Study
			}
			seen[i.ID] = true
		}
	}
	return p
}
