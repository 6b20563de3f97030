package learn

// value is what asking the member the question on day is worth: the more the topic
// matters; nothing for what is known, most for what is half known or not known, a
// little less for what is hopeless today; and more for what is new. The factors were
// chosen on seeds 1001 to 1016 of cmd/sim, where gains differ by no more than one or two
// in a hundred around them.
func (m *Model) value(who *member, question, day int) float64 {
	it := &m.bank.items[question]
	t, before := who.traces[question]
	p, news := 0.0, 0.8
	if before {
		p = m.kept(who, t, day)
	} else {
		p, news = m.fresh(who, question, day), 1-0.1*(it.difficulty-2)
	}
	return it.weight * (1 - p*p*p) * min(1, 0.85+0.6*p) * news
}
