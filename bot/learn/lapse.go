package learn

import (
	"cmp"
	"slices"

	"studybot/bot/learn/memory"
	"studybot/bot/study"
)

// Lapse is a question whose last answer says that it was forgotten or never known.
type Lapse struct {
	// Question is its number in the bank, and Day the study day of that answer.
	Question, Day int
	// Value is the rating, or how sure the member was, and Outcome what the key said.
	Value   int
	Outcome study.Outcome
	// Misconception says that the member was sure of the answer and wrong.
	Misconception bool
}

// Lapses are the member's, of active questions: misconceptions first, then the newest.
func (m *Model) Lapses(id string) []Lapse {
	who := m.seenAs(id)
	var all []Lapse
	for q, it := range m.bank.items {
		if t, before := who.traces[q]; before && it.asked && t.grade == memory.Again {
			all = append(all, Lapse{Question: q, Day: t.day, Value: int(t.value), Outcome: t.outcome, Misconception: t.misconception()})
		}
	}
	slices.SortFunc(all, func(a, b Lapse) int {
		return cmp.Or(compareBool(a.Misconception, b.Misconception), cmp.Compare(b.Day, a.Day), cmp.Compare(m.bank.items[a.Question].id, m.bank.items[b.Question].id))
	})
	return all
}
