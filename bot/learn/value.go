package learn

import "math"

// value is what asking the member the question on day is worth: the more the topic
// matters; nothing for what is known, most for what is half known or not known, a
// little less for what is hopeless today; and more for what is new. The factors were
// chosen on seeds 1001 to 1012 of cmd/sim, where gains differ by no more than one or two
// in a hundred around them.
func (m *Model) value(who *member, question, day int) float64 {
	it := &m.bank.items[question]
	p := m.chance(who, question, day)
	v := it.weight * (1 - math.Pow(p, 3)) * min(1, 0.7+p)
	if _, before := who.traces[question]; before {
		return v * 0.8
	}
	return v * (1 - 0.15*(it.difficulty-2))
}
