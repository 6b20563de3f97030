package memory

import "math"

// possible is a memory that somebody may have, and how likely it is theirs.
type possible[M any] struct {
	chance float64
	memory M
}

// lots are a normal draw in three: its values in deviations, with their chances. The
// sums of their first five powers are the normal's (Gauss-Hermite quadrature).
func lots() []possible[float64] {
	return []possible[float64]{{1. / 6, -math.Sqrt(3)}, {2. / 3, 0}, {1. / 6, math.Sqrt(3)}}
}

// Foreseen is Gain as one can know it who knows the people, the items and how memory
// works, and of each memory only what the answers so far have shown of it: not what luck
// decided.
func (c *Curves) Foreseen(member, question, day, later int) float64 {
	sum := 0.0
	for _, p := range c.may[member][question] {
		sum += p.chance * p.memory.gain(day, later)
	}
	return sum
}

// shown is what the memories may be after an answer and the key points.
func (c *Curves) shown(may []possible[card], day int, recalled bool) []possible[card] {
	var then []possible[card]
	for _, p := range weighed(may, recalled, func(k card) float64 { return k.recall(day) }) {
		if !p.memory.known {
			learns := sigma(p.memory.learns)
			then = append(then, possible[card]{p.chance * learns, p.memory.study(day, recalled, true)})
			p.chance *= 1 - learns
		}
		then = append(then, possible[card]{p.chance, p.memory.study(day, recalled, false)})
	}
	return then
}

// Foreseen is as for Curves.
func (t *Traces) Foreseen(member, question, day, later int) float64 {
	sum := 0.0
	for _, p := range t.may[member][question] {
		sum += p.chance * p.memory.gain(t.heads[member], day, later)
	}
	return sum
}

// shown is what the memories may be after an answer and the key points.
func (t *Traces) shown(may []possible[notion], h head, day int, recalled bool) []possible[notion] {
	then := weighed(may, recalled, func(n notion) float64 { return n.recall(n.active(float64(day))) })
	for i := range then {
		n := &then[i].memory
		n.traces = append(n.traces, n.laid(h, day, recalled))
	}
	return then
}

// weighed makes those memories likelier that would have given the answer, by Bayes' rule.
func weighed[M any](may []possible[M], recalled bool, recall func(M) float64) []possible[M] {
	then, sum := make([]possible[M], 0, len(may)), 0.0
	for _, p := range may {
		likely := recall(p.memory)
		if !recalled {
			likely = 1 - likely
		}
		p.chance *= likely
		sum += p.chance
		then = append(then, p)
	}
	if sum == 0 { // an answer that none of them would have given teaches nothing
		return may
	}
	for i := range then {
		then[i].chance /= sum
	}
	return then
}
