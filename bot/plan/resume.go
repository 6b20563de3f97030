package plan

import (
	"cmp"
	"fmt"
	"slices"

	"studybot/bot/study"
)

// resume takes over what was done: earlier weeks stay as they were, and what is
// done of the others stays in its place.
func (c *course) resume(p Progress) {
	n := len(c.template.Weeks)
	c.start = min(max(p.Week, 1), n) - 1
	isDone := make(map[string]bool, len(p.Done))
	for _, i := range p.Done {
		isDone[i.ID] = true
	}
	weekOf := map[string]int{}
	for _, w := range p.Before {
		switch at := w.Number - 1; {
		case at < 0 || at >= n:
			continue
		case at < c.start:
			c.kept = append(c.kept, w)
		default:
			for _, i := range w.Items {
				if isDone[i.ID] {
					c.pinned[at] = append(c.pinned[at], i)
				}
			}
		}
		for _, i := range w.Items {
			weekOf[i.ID] = w.Number
		}
	}
	for _, i := range p.Done {
		if !i.Kind.hasTopic() || c.topics[i.Topic] == nil {
			continue
		}
		c.done[i.Topic] = true
		if a, ok := c.pack.Area(i.Area); ok && len(a.Topics) > 0 && a.Topics[0] == i.Topic {
			if _, known := c.studied[i.Area]; !known || i.Kind == Study {
				c.studied[i.Area] = weekOf[i.ID] - 1
			}
		}
		c.retaken[i.Area] = c.retaken[i.Area] || i.Kind == Retest
	}
}

// carry takes what was missed into the current week, as much as could ever fit
// there: work on the targets first, the greatest need first of all. What no longer
// needs doing is dropped: what was done since, and what is planned anew anyway.
func (c *course) carry(p Progress, wanted []Target) {
	isDone := make(map[string]bool, len(p.Done))
	for _, i := range p.Done {
		isDone[i.ID] = true
	}
	place := func(area string) int {
		if i := slices.IndexFunc(wanted, func(t Target) bool { return t.Area == area }); i >= 0 {
			return i
		}
		return len(wanted)
	}
	for _, i := range p.Missed {
		if i.ID == "" {
			i.ID = fmt.Sprintf("%s-%d-%s", i.Kind, i.Topic, i.Area)
		}
		i.ID = itemID(i.ID)
		a, known := c.pack.Area(i.Area)
		belongs := c.topics[i.Topic] != nil && (i.Area == "" && i.Kind == Template || known && a.ID == i.Area && slices.Contains(a.Topics, i.Topic))
		if _, again := c.studied[i.Area]; again && i.Kind == Study && a.Topics[0] == i.Topic {
			continue
		}
		if !belongs || !i.Kind.hasTopic() || isDone[i.ID] {
			continue
		}
		if place(i.Area) == len(wanted) {
			i.Kind = Template
		}
		c.missed = append(c.missed, i)
	}
	kinds := []Kind{Study, Retest, Template, Practice}
	slices.SortStableFunc(c.missed, func(a, b Item) int {
		return cmp.Or(cmp.Compare(place(a.Area), place(b.Area)), cmp.Compare(slices.Index(kinds, a.Kind), slices.Index(kinds, b.Kind)), cmp.Compare(a.ID, b.ID))
	})
	c.open = c.missed
	room := c.cap - c.fixed(c.start)
	for _, i := range c.pinned[c.start] {
		room -= i.Minutes
	}
	for len(c.missed) > 0 && len(c.missed)*shortest > room {
		c.missed = c.missed[:len(c.missed)-1]
	}
}

// leave notes what was missed and is neither in the weeks nor planned again for
// its target.
func (c *course) leave(weeks []Week, kept []Target) {
	for _, i := range c.open {
		is := slices.ContainsFunc(kept, func(t Target) bool { return t.Area == i.Area })
		if (i.Kind == Template || is && i.Kind == Practice) && !slices.ContainsFunc(weeks[0].Items, func(j Item) bool { return j.ID == i.ID }) {
			i.Because = []Because{{Fact: Carried}}
			i.Minutes = max(i.Minutes, shortest)
			c.left = append(c.left, Left{Item: i})
		}
	}
}

// fixed are the minutes of a week that are spoken for before anything else.
func (c *course) fixed(week int) int {
	d := draft{course: c}
	minutes := 0
	if week == len(c.template.Weeks)-1 {
		minutes += d.minutes(reassessMinutes)
	}
	if week == c.start && c.missing > 0 {
		minutes += c.ratingMinutes()
	}
	return minutes
}

// ratingMinutes is what the areas without a rating take: a minute each, in steps of 5.
func (c *course) ratingMinutes() int {
	return min(20, 5*((c.missing+4)/5), max(shortest, c.cap/3/5*5))
}

const (
	reviewMinutes = 3
	// Reviews take at most two fifths of a week.
	reviewPart, reviewOf = 2, 5
)

// reserve gives the due questions their minutes, the longest overdue first, each
// in the first week that has room and in which it is due.
func (c *course) reserve(due []Due, asOf study.Day) {
	if len(due) == 0 {
		return
	}
	days := make([]study.Day, len(due))
	for i, q := range due {
		days[i] = q.Due
	}
	slices.Sort(days)
	for week := c.start; week < len(c.template.Weeks); week++ {
		ripe := len(days)
		if asOf != "" {
			end := asOf.Add(7*(week-c.start+1) - 1)
			ripe, _ = slices.BinarySearchFunc(days, end, func(d, end study.Day) int {
				if d <= end {
					return -1
				}
				return 1
			})
		}
		used, had := c.fixed(week), 0
		for _, i := range c.pinned[week] {
			used += i.Minutes
			if i.Kind == Reviews {
				had += i.Minutes
			}
		}
		if week == c.start {
			used += len(c.missed) * shortest
		}
		n := min(ripe, min(c.cap*reviewPart/reviewOf-had, c.cap-used)/reviewMinutes)
		if n < 1 || n == 1 && min(c.cap*reviewPart/reviewOf-had, c.cap-used) < shortest {
			continue
		}
		c.reviews[week] = reviewItems(week, n)
		days = days[n:]
	}
	if asOf != "" {
		end := asOf.Add(7*(len(c.template.Weeks)-c.start) - 1)
		days = slices.DeleteFunc(days, func(d study.Day) bool { return d > end })
	}
	if n := len(days); n > 0 {
		c.left = append(c.left, Left{Item: Item{ID: "due", Kind: Reviews, Minutes: n * reviewMinutes, Because: []Because{{Fact: DueNow, Value: float64(n)}}}})
	}
}

// reviewItems are n questions in as few sittings as the longest one allows, all
// about as long.
func reviewItems(week, n int) []Item {
	const most = longest / reviewMinutes
	sittings := (n + most - 1) / most
	var items []Item
	for i := range sittings {
		part := (n*(i+1))/sittings - n*i/sittings
		items = append(items, Item{
			ID: itemID("due", "w"+itoa(week+1), i+1), Kind: Reviews, Minutes: max(shortest, part*reviewMinutes),
			Because: []Because{{Fact: DueNow, Value: float64(part)}},
		})
	}
	return items
}
