package learn

import (
	"cmp"
	"slices"

	"studybot/bot/study"
)

// A misconception, something that a member was sure of and that was wrong, comes
// again so many days later: not while the key is still in the ear.
const (
	MisconceptionFrom = 3
	MisconceptionTo   = 7
	// sure is the confidence from which a wrong answer is a misconception.
	sure = 4
)

// unready is what is left of a question's worth while the member has not met a topic
// that it builds on.
const unready = 0.9

// Personal chooses at most k questions for the member on day: what they were sure of
// and had wrong, when its time has come, then what is worth the most to them. At most
// 1 + k/4 come from one area and two of one topic never follow each other, both as far
// as the bank allows; what was answered that day counts for both. Nothing comes that
// the member answered that day, nor what except names. The first is the best to begin
// with; ties go by id.
func (m *Model) Personal(id string, day, k int, except []int) []Choice {
	who := m.seenAs(id)
	met := map[int]bool{} // topics
	for q := range who.traces {
		met[m.bank.items[q].topic] = true
	}
	type candidate struct {
		question int
		worth    float64
		again    bool
	}
	var all []candidate
	for q, it := range m.bank.items {
		t, before := who.traces[q]
		if !it.asked || before && t.day >= day || slices.Contains(except, q) {
			continue
		}
		c := candidate{question: q, worth: m.value(who, q, day)}
		if !before && slices.ContainsFunc(it.prereq, func(topic int) bool { return !met[topic] }) {
			c.worth *= unready
		}
		c.again = before && t.misconception() && day-t.day >= MisconceptionFrom && day-t.day <= MisconceptionTo
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b candidate) int {
		return cmp.Or(compareBool(a.again, b.again), cmp.Compare(b.worth, a.worth), cmp.Compare(m.bank.items[a.question].id, m.bank.items[b.question].id))
	})
	// What was answered that day counts as handed out: a member may ask one by one.
	perArea, topics := map[int]int{}, map[int]bool{}
	for q, t := range who.traces {
		if t.day == day {
			perArea[m.bank.items[q].area]++
			topics[m.bank.items[q].topic] = true
		}
	}
	var picked []candidate
	pick := func(most int, skip map[int]bool) {
		for _, c := range all {
			it := m.bank.items[c.question]
			if len(picked) >= k || slices.Contains(picked, c) || perArea[it.area] >= most || skip[it.topic] {
				continue
			}
			picked = append(picked, c)
			perArea[it.area]++
		}
	}
	pick(1+k/4, topics)
	for most := 1 + k/4; len(picked) < min(k, len(all)); most++ {
		pick(most, nil)
	}
	var chosen []Choice
	last := -1
	for len(picked) > 0 {
		var open []int
		for _, c := range picked {
			open = append(open, c.question)
		}
		next := m.bank.apart(open, last)
		c := m.WhyPersonal(id, picked[next].question, day)
		chosen, last = append(chosen, c), c.Question
		picked = slices.Delete(picked, next, next+1)
	}
	return chosen
}

// apart is the place of the open question that comes after last (-1: none): the first
// of another area and topic, else of another topic, else the first. A topic that has more
// than half of what is open comes now, or two of it would follow each other in the end.
func (b *Bank) apart(open []int, last int) int {
	perTopic := map[int]int{}
	for _, q := range open {
		perTopic[b.items[q].topic]++
	}
	best, rank := 0, 0
	for i, q := range open {
		it, r := b.items[q], 1
		switch {
		case last >= 0 && it.topic == b.items[last].topic:
			r = 0
		case 2*perTopic[it.topic] > len(open):
			r = 3
		case last < 0 || it.area != b.items[last].area:
			r = 2
		}
		if i == 0 || r > rank {
			best, rank = i, r
		}
	}
	return best
}

// WhyPersonal says what speaks for asking the member the question on day.
func (m *Model) WhyPersonal(id string, question, day int) Choice {
	who := m.seenAs(id)
	c := Choice{Question: question, Before: -1, Chance: m.chance(who, question, day), People: 1, Answers: who.answers}
	if t, before := who.traces[question]; before {
		c.Before, c.Last, c.LastOutcome, c.Misconception = max(0, day-t.day), int(t.value), t.outcome, t.misconception()
	}
	return c
}

// misconception says that the last answer was wrong and the member sure of it.
func (t trace) misconception() bool { return t.outcome == study.Wrong && t.value >= sure }

// Misconceptions are the numbers of the questions that the member last answered
// wrong while being sure, in the order of the bank.
func (m *Model) Misconceptions(id string) []int {
	who := m.seenAs(id)
	var found []int
	for q := range m.bank.items {
		if t, before := who.traces[q]; before && t.misconception() {
			found = append(found, q)
		}
	}
	return found
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}
