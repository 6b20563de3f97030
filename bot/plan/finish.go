package plan

import (
	"cmp"
	"slices"
)

// finish puts every week into its order and adds what its items are needed for.
func (d *draft) finish() []Week {
	kinds := []Kind{RateMissing, Study, Template, Practice, Retest, Reviews, Checkpoint, Reassess}
	weeks := make([]Week, 0, len(d.weeks)-d.start)
	for w := d.start; w < len(d.weeks); w++ {
		items := d.weeks[w]
		for i := range items {
			if items[i].Kind == Study && d.first[items[i].Topic] == w && !d.still[items[i].ID] {
				items[i].Because = append(items[i].Because, d.neededFor(items[i].Topic)...)
			}
		}
		turn, carried := d.turns(w)
		place := func(i Item) int {
			switch i.Kind {
			case RateMissing:
				return -1
			case Reviews: // behind what was missed
				return 2*carried - 1
			case Reassess, Checkpoint:
				return 2 * len(d.rank)
			default:
				return 2 * slices.Index(turn, i.Topic)
			}
		}
		slices.SortFunc(items, func(a, b Item) int {
			return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(slices.Index(kinds, a.Kind), slices.Index(kinds, b.Kind)), cmp.Compare(a.ID, b.ID))
		})
		weeks = append(weeks, Week{Number: w + 1, Theme: d.template.Weeks[w].Theme, Minutes: d.used[w], Items: items})
	}
	return weeks
}

// turns are the week's topics in the order to take them: what was missed first,
// then the more urgent, among those whose prerequisites have had their turn.
// Carried is how many of them it takes until all that was missed has had its turn.
func (d *draft) turns(week int) (turn []int, carried int) {
	var open []int
	missed := map[int]bool{}
	for _, i := range d.weeks[week] {
		if i.Topic != 0 && !slices.Contains(open, i.Topic) {
			open = append(open, i.Topic)
		}
		missed[i.Topic] = missed[i.Topic] || i.Topic != 0 && i.Carried()
	}
	for len(open) > 0 {
		waits := func(day int) bool {
			return d.first[day] == week && slices.ContainsFunc(d.before(day), func(before int) bool {
				return before != day && d.first[before] == week && d.rank[before] < d.rank[day] && slices.Contains(open, before)
			})
		}
		next := slices.MinFunc(open, func(a, b int) int {
			return cmp.Or(cmp.Compare(btoi(waits(a)), btoi(waits(b))), cmp.Compare(btoi(missed[b]), btoi(missed[a])),
				cmp.Compare(d.priority(b).Weight(), d.priority(a).Weight()), cmp.Compare(d.rank[a], d.rank[b]))
		})
		turn = append(turn, next)
		if missed[next] {
			carried = len(turn)
		}
		open = slices.DeleteFunc(open, func(day int) bool { return day == next })
	}
	return turn, carried
}

// neededFor are the plan's topics that build on day.
func (d *draft) neededFor(day int) []Because {
	var facts []Because
	for _, later := range d.builds[day] {
		if first, in := d.first[later]; in && first >= 0 {
			facts = append(facts, Because{Fact: NeededFor, Value: float64(later)})
		}
	}
	return facts
}
