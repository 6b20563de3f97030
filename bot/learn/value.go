package learn

import "math"

// value is what asking the member the question on day is worth: the more the topic
// matters; nothing for what is known, most for what is half known or not known, a
// little less for what is hopeless today; and more for what is new.
func (m *Model) value(who *member, question, day int) float64 {
	it := &m.bank.items[question]
	p := m.chance(who, question, day)
	v := it.weight * (1 - math.Pow(p, 3)) * min(1, 0.5+1.6*p)
	if _, before := who.traces[question]; before {
		return v * 0.8
	}
	return v * (1 - 0.15*(it.difficulty-2))
}
