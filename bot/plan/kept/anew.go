package kept

import (
	"fmt"
	"time"

	"studybot/bot/plan"
	"studybot/bot/plan/revise"
	"studybot/bot/study"
)

// Fresh says whether the plan may be shown as it is: it was made since the last
// Monday, for the minutes that the member has, or its weeks are over.
func (c Copy) Fresh(minutes int) bool {
	return c.Over || c.Planned >= c.today.Monday() && c.Limit == minutes
}

// Begin starts a new plan on the study day begun, which is that of the instant at.
// One that is first seen in a later week is what it would have been, made anew for
// what is left.
func (c *Copy) Begin(in plan.Input, at time.Time, begun study.Day, assessed time.Time) {
	c.Record = Record{Begun: at, Assessed: assessed, First: firstMonday(begun), Planned: c.today}
	if weekAt(c.First, c.today) == 1 {
		in.AsOf = c.First
		c.Plan = plan.Make(c.pack, in)
		c.settle()
		return
	}
	c.Plan = plan.Make(c.pack, plan.Input{Ratings: in.Ratings, Minutes: in.Minutes})
	if c.settle(); !c.Over {
		c.Again(in)
		c.Were = nil // nobody has seen those minutes
	}
}

// Again makes the weeks anew from the current one on: what is done stays, what was
// missed comes first, earlier weeks are not touched.
func (c *Copy) Again(in plan.Input) {
	before, done := c.Plan, func(id string) bool { return c.Done[id] }
	in.AsOf = c.First.Add(7 * (c.Week - 1))
	in.Progress = plan.Since(before, c.Week, done)
	c.Plan = plan.Make(c.pack, in)
	change := revise.Between(c.pack, before, c.Plan, c.Week, done)
	if change.Cause == "" {
		change.Cause = c.unchanged(change.Resized)
	}
	for _, i := range c.Items() { // what was shorter before is seen against its first length
		if first := c.Were[i.ID]; first-i.Minutes >= revise.Notable && !done(i.ID) {
			change.Shorter[i.ID] = first
		}
	}
	c.Planned, c.Cause, c.Large, c.SpreadFrom, c.SpreadOn = c.today, change.Cause, change.Large, 0, ""
	c.Were = change.Shorter
	c.settle()
}

// unchanged says what was made anew when the same work is left, resized or not.
func (c Copy) unchanged(resized bool) string {
	carried := 0
	for _, i := range c.Weeks[c.Week-1].Items {
		if i.IsCarried() && !c.Done[i.ID] {
			carried++
		}
	}
	switch {
	case carried == 0 && resized:
		return "The same items are left, some of them with other minutes."
	case carried == 0:
		return "What is left stays as it was."
	case carried == 1:
		return "One open item of earlier weeks comes first now."
	}
	return fmt.Sprintf("%d open items of earlier weeks come first now.", carried)
}

// Completes says whether the newest assessment only adds what was missing to the
// one that the plan rests on, so that the plan goes on. Assessed are all, oldest first.
func (c Copy) Completes(assessed []study.Assessment) bool {
	newest := assessed[len(assessed)-1].Ratings
	for _, a := range assessed {
		if !a.At.Equal(c.Assessed) {
			continue
		}
		for area, rating := range a.Ratings {
			if newest[area] != rating {
				return false
			}
		}
		weeks := len(plan.Make(c.pack, plan.Input{Ratings: newest}).Weeks)
		return len(newest) > len(a.Ratings) && !c.Over && weeks == len(c.Weeks)
	}
	return false
}

// firstMonday is where the first week of a plan begins: the Monday before, until
// Wednesday, else the next, so that no week is over before it has begun.
func firstMonday(day study.Day) study.Day {
	if monday := day.Monday(); day <= monday.Add(2) {
		return monday
	}
	return day.Monday().Add(7)
}
