package learn

import (
	"cmp"
	"slices"
)

// Due is a question whose memory wants refreshing.
type Due struct {
	// Question is its number in the bank, and Day when its recall falls to 90 %.
	Question, Day int
}

// Due are the active questions that the member answered and that are due by the day,
// the longest overdue first.
func (m *Model) Due(id string, by int) []Due {
	who := m.seenAs(id)
	var due []Due
	for q, it := range m.bank.items {
		t, before := who.traces[q]
		if !it.asked || !before {
			continue
		}
		if day := t.day + t.interval; day <= by {
			due = append(due, Due{q, day})
		}
	}
	slices.SortFunc(due, func(a, b Due) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(m.bank.items[a.Question].id, m.bank.items[b.Question].id))
	})
	return due
}
