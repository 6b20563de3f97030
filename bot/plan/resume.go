package plan

import (
	"cmp"
	"fmt"
	"slices"

	"studybot/bot/plan/name"
	"studybot/bot/study"
)

// resume takes over what was done: earlier weeks stay as they were, and what is
// done of the others stays in its place.
func (c *course) resume(p Progress) {
	n := len(c.template.Weeks)
	c.start = min(max(p.Week, 1), n) - 1
	for _, i := range p.Done {
		c.isDone[i.ID] = true
		if i.Kind == RateMissing { // asked for once is enough
			c.missing = 0
		}
	}
	weekOf := map[string]int{}
	for _, w := range p.Before {
		switch at := w.Number - 1; {
		case at < 0 || at >= n:
			continue
		case at < c.start:
			c.kept = append(c.kept, w)
		default:
			for _, i := range w.Items { // a spread may have put it off, so that two weeks have it
				if c.isDone[i.ID] && weekOf[i.ID] <= c.start {
					c.pinned[at] = append(c.pinned[at], i)
				}
			}
		}
		for _, i := range w.Items {
			weekOf[i.ID] = w.Number
		}
	}
	for _, i := range p.Done {
		if !i.Kind.HasTopic() || !c.Has(i.Topic) {
			continue
		}
		c.done[i.Topic] = true
		if a, ok := c.pack.Area(i.Area); ok && len(a.Topics) > 0 && a.Topics[0] == i.Topic {
			if at, known := c.studied[i.Area]; !known || weekOf[i.ID]-1 < at {
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
		i.ID = name.Of(i.ID)
		a, known := c.pack.Area(i.Area)
		belongs := c.Has(i.Topic) && (i.Area == "" && i.Kind == Template || known && a.ID == i.Area && slices.Contains(a.Topics, i.Topic))
		if _, again := c.studied[i.Area]; again && i.Kind == Study && a.Topics[0] == i.Topic {
			continue
		}
		if !belongs || !i.Kind.HasTopic() || c.isDone[i.ID] {
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
		minutes += shortest
	}
	return minutes
}

// Reviews take at most ReviewPart of ReviewOf of a week, and each some minutes.
const (
	ReviewPart    = 2
	ReviewOf      = 5
	reviewMinutes = 3
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
	late := 0 // what is due by then without room
	for week := c.start; week < len(c.template.Weeks); week++ {
		ripe := len(days)
		if end := asOf.Add(7*(week-c.start+1) - 1); asOf != "" {
			ripe, _ = slices.BinarySearch(days, end.Add(1))
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
		room := min(c.cap*ReviewPart/ReviewOf-had, c.cap-used)
		n := min(ripe, room/reviewMinutes)
		late = ripe
		if n < 1 || room < shortest {
			continue
		}
		c.reviews[week] = reviewItems(week, n)
		days, late = days[n:], ripe-n
	}
	if n := late; n > 0 {
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
			ID: name.Of("due", name.Week(week+1), i+1), Kind: Reviews, Minutes: max(shortest, part*reviewMinutes),
			Because: []Because{{Fact: DueNow, Value: float64(part)}},
		})
	}
	return items
}
