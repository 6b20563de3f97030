package terms

import "strings"

// Scale finds "rate 1-5" in a text: the lowest and the highest rating.
func (g *Grammar) Scale(s string) (low, high int, ok bool) {
	m := g.scale.FindStringSubmatch(s)
	if m == nil {
		return 0, 0, false
	}
	return Atoi(m[1] + m[3]), Atoi(m[2] + m[4]), true
}

// Rated says whether a line ends with a blank for a rating, as "___/5".
func (g *Grammar) Rated(s string) bool { return g.rating.MatchString(s) }

// Rating takes the blank for a rating off a line; high is the greatest rating that
// the blank says, 0 when it says none. Without a blank the line is all name.
func (g *Grammar) Rating(line string) (name string, high int) {
	m := g.rating.FindStringSubmatchIndex(line)
	if m == nil {
		return line, 0
	}
	const boxes = 3 // the group of the pattern that is no number
	for i := 1; i <= 4; i++ {
		if m[2*i] < 0 {
			continue
		}
		blank := line[m[2*i]:m[2*i+1]]
		if i != boxes {
			high = Atoi(blank)
			continue
		}
		high = strings.Count(blank, "[")
		for _, c := range blank {
			if strings.ContainsRune("☐□○◯⬜▢", c) {
				high++
			}
		}
	}
	return line[:m[0]], high
}
