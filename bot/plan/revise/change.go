package revise

import (
	"fmt"
	"slices"
	"strings"

	"studybot/bot/plan"
	"studybot/bot/study"
)

// Change is how the open items from the current week on differ between two plans.
type Change struct {
	Came []plan.Item // open in the new plan only
	Went []plan.Item // open in the old plan only
	Kept int         // open in both
	// Resized says that an item stays with other minutes. Shorter are those that have
	// at least Notable fewer: their minutes before, by id.
	Resized bool
	Shorter map[string]int
	// Large says that more than half of what was open went, or that more than half
	// of what is open now is new: tell the member.
	Large bool
	// Cause says in one true sentence what made the difference; "" without one.
	Cause string
}

// Notable is how many minutes less of an item are worth a word. Smaller
// differences come with any Monday.
const Notable = 10

// Between compares the plan before with the one made anew in week, from 1. What is
// done, by id, counts in neither; nor does it matter where in the weeks an item
// stands, or that an open item of an earlier week came over.
func Between(pack *study.Pack, before, after plan.Plan, week int, done func(id string) bool) Change {
	was, is := openItems(before, week, done), openItems(after, week, done)
	var c Change
	earlier := map[string]bool{} // what was carried over is no news
	for _, w := range before.Weeks {
		for _, i := range w.Items {
			earlier[i.ID] = earlier[i.ID] || w.Number < week
		}
	}
	for _, i := range is {
		switch _, there := find(was, i); {
		case there:
			c.Kept++
		case !earlier[i.ID]:
			c.Came = append(c.Came, i)
		}
	}
	for _, i := range was {
		if _, there := find(is, i); !there {
			c.Went = append(c.Went, i)
		}
	}
	c.resize(before, after, is)
	c.Large = 2*len(c.Went) > len(was) || 2*len(c.Came) > len(is)
	if len(c.Came)+len(c.Went) > 0 {
		c.Cause = cause(pack, before, after, week, done)
	}
	return c
}

// resize compares the minutes of the items that are open with those before.
func (c *Change) resize(before, after plan.Plan, open []plan.Item) {
	was := map[string]int{}
	for _, i := range before.Items() {
		was[i.ID] = i.Minutes
	}
	c.Shorter = map[string]int{}
	for _, i := range open {
		minutes, stays := was[i.ID]
		c.Resized = c.Resized || stays && minutes != i.Minutes
		if minutes-i.Minutes >= Notable {
			c.Shorter[i.ID] = minutes
		}
	}
}

// openItems are those from the week on that are not done.
func openItems(p plan.Plan, week int, done func(id string) bool) []plan.Item {
	var open []plan.Item
	for _, w := range p.Weeks {
		for _, i := range w.Items {
			if w.Number >= week && !done(i.ID) {
				open = append(open, i)
			}
		}
	}
	return open
}

// find looks for the same work. plan.Practice and reviews are the same in any week:
// their ids only tell sittings apart.
func find(in []plan.Item, i plan.Item) (plan.Item, bool) {
	at := slices.IndexFunc(in, func(j plan.Item) bool {
		same := j.Kind == i.Kind && j.Topic == i.Topic && j.Area == i.Area
		return j.ID == i.ID || same && (i.Kind == plan.Practice || i.Kind == plan.Reviews || i.Kind == plan.Retest)
	})
	if at < 0 {
		return plan.Item{}, false
	}
	return in[at], true
}

// cause finds what differs in what the plans rest on, the weightiest first.
func cause(pack *study.Pack, before, after plan.Plan, week int, done func(id string) bool) string {
	name := func(area string) string {
		a, _ := pack.Area(area)
		return a.Name
	}
	var better, worse, moved []string
	for _, t := range after.Targets {
		was, had := before.Target(t.Area)
		switch {
		case !had:
			worse = append(worse, name(t.Area))
		case was.Effective != t.Effective:
			moved = append(moved, name(t.Area))
		}
	}
	for _, t := range before.Targets {
		if _, has := after.Target(t.Area); !has {
			better = append(better, name(t.Area))
		}
	}
	missed := 0
	for _, i := range plan.Since(before, week, done).Missed {
		if slices.ContainsFunc(after.Items(), func(j plan.Item) bool { return j.ID == i.ID && j.IsCarried() }) {
			missed++
		}
	}
	switch {
	case before.Level != after.Level:
		return fmt.Sprintf("Your plan follows the level %s now, and no longer %s.", after.Level, before.Level)
	case before.Limit != after.Limit:
		return fmt.Sprintf("A week has %d minutes now, and had %d before.", after.Limit, before.Limit)
	case len(worse) > 0 && len(better) > 0:
		return fmt.Sprintf("The plan works on %s now, and no longer on %s.", listed(worse), listed(better))
	case len(worse) > 0:
		return fmt.Sprintf("The plan works on %s now, too.", listed(worse))
	case len(better) > 0:
		return fmt.Sprintf("The plan no longer works on %s.", listed(better))
	case len(moved) > 0:
		return fmt.Sprintf("Where you stand has moved in %s.", listed(moved))
	case missed == 1:
		return "One open item of earlier weeks comes first now."
	case missed > 1:
		return fmt.Sprintf("%d open items of earlier weeks come first now.", missed)
	case reviewsOf(before, week) != reviewsOf(after, week):
		return fmt.Sprintf("There are %d questions to review now, and there were %d before.", reviewsOf(after, week), reviewsOf(before, week))
	default:
		return "The weeks that are left were made anew from what is done."
	}
}

// reviewsOf counts the due questions that the weeks have room for.
func reviewsOf(p plan.Plan, week int) int {
	n := 0.0
	for _, i := range openItems(p, week, func(string) bool { return false }) {
		for _, b := range i.Because {
			if b.Fact == plan.DueNow {
				n += b.Value
			}
		}
	}
	return int(n)
}

// listed is "A", "A and B", or "A, B and 3 more areas".
func listed(names []string) string {
	const most = 3
	if n := len(names); n > most {
		return fmt.Sprintf("%s and %d more areas", strings.Join(names[:most-1], ", "), n-most+1)
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
