package plan

import (
	"fmt"
	"slices"
	"strings"

	"studybot/bot/study"
)

// Change is how the open items from the current week on differ between two plans.
type Change struct {
	Came []Item // open in the new plan only
	Went []Item // open in the old plan only
	Kept int    // open in both
	// Large says that more than half of what was open went, or that more than half
	// of what is open now is new: tell the member.
	Large bool
	// Cause says in one true sentence what made the difference; "" without one.
	Cause string
}

// Between compares the plan before with the one made anew in week, from 1. What is
// done, by id, counts in neither; nor does it matter where in the weeks an item
// stands, or that an open item of an earlier week came over.
func Between(pack *study.Pack, before, after Plan, week int, done func(id string) bool) Change {
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
	c.Large = 2*len(c.Went) > len(was) || 2*len(c.Came) > len(is)
	if len(c.Came)+len(c.Went) > 0 {
		c.Cause = cause(pack, before, after, week, done)
	}
	return c
}

// openItems are those from the week on that are not done.
func openItems(p Plan, week int, done func(id string) bool) []Item {
	var open []Item
	for _, w := range p.Weeks {
		for _, i := range w.Items {
			if w.Number >= week && !done(i.ID) {
				open = append(open, i)
			}
		}
	}
	return open
}

// find looks for the same work. Practice and reviews are the same in any week:
// their ids only tell sittings apart.
func find(in []Item, i Item) (Item, bool) {
	at := slices.IndexFunc(in, func(j Item) bool {
		same := j.Kind == i.Kind && j.Topic == i.Topic && j.Area == i.Area
		return j.ID == i.ID || same && (i.Kind == Practice || i.Kind == Reviews || i.Kind == Retest)
	})
	if at < 0 {
		return Item{}, false
	}
	return in[at], true
}

// cause finds what differs in what the plans rest on, the weightiest first.
func cause(pack *study.Pack, before, after Plan, week int, done func(id string) bool) string {
	name := func(area string) string {
		a, _ := pack.Area(area)
		return a.Name
	}
	var better, worse, moved []string
	for _, t := range after.Targets {
		was, had := before.target(t.Area)
		switch {
		case !had:
			worse = append(worse, name(t.Area))
		case was.Effective != t.Effective:
			moved = append(moved, name(t.Area))
		}
	}
	for _, t := range before.Targets {
		if _, has := after.target(t.Area); !has {
			better = append(better, name(t.Area))
		}
	}
	missed := 0
	for _, i := range Since(before, week, done).Missed {
		if slices.ContainsFunc(after.Items(), func(j Item) bool { return j.ID == i.ID && j.Carried() }) {
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
func reviewsOf(p Plan, week int) int {
	n := 0.0
	for _, i := range openItems(p, week, func(string) bool { return false }) {
		for _, b := range i.Because {
			if b.Fact == DueNow {
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
