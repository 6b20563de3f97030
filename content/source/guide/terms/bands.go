package terms

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// Band is a range of scores as it is written; a side that is open is not had.
type Band struct {
	Min, Max       float64
	HasMin, HasMax bool
	Percent        bool
}

// BandIn finds the first band in a text and where it stands.
func (g *Grammar) BandIn(s string) (Band, []int, bool) {
	value := func(m []int, i int) (float64, bool) {
		f, _ := strconv.ParseFloat(strings.ReplaceAll(s[m[2*i]:m[2*i+1]], ",", "."), 64)
		return f, m[2*i+3] > m[2*i+2]
	}
	best, kind := []int(nil), 0
	for i, re := range []*regexp.Regexp{g.spanned, g.upTo, g.floored, g.capped, g.over} {
		if m := re.FindStringSubmatchIndex(s); m != nil && (best == nil || m[0] < best[0]) {
			best, kind = m, i
		}
	}
	if best == nil {
		return Band{}, nil, false
	}
	group := 1
	if best[2] < 0 {
		group = 3
	}
	v, percent := value(best, group)
	b := Band{Percent: percent}
	switch kind {
	case 0:
		w, too := value(best, 3)
		b = Band{Min: min(v, w), Max: max(v, w), HasMin: true, HasMax: true, Percent: percent || too}
	case 1:
		b.Max, b.HasMax = v, true
	case 2:
		b.Min, b.HasMin = v, true
	case 3:
		b.Max, b.HasMax = v-1, true
	case 4:
		b.Min, b.HasMin = v+1, true
	}
	return b, best[:2], true
}

// Banded says whether a heading is that of a score band.
func (g *Grammar) Banded(s string) bool {
	_, _, ok := g.BandIn(s)
	return ok && len(g.DayNumbers(s)) == 0 && !g.weeked.MatchString(s)
}

// Low is where a band starts; one without a start is the lowest.
func (b Band) Low() float64 {
	if b.HasMin {
		return b.Min
	}
	return math.Inf(-1)
}

// Step is the distance from the end of a band to the start of the next.
func (b Band) Step() float64 {
	if b.Max != math.Trunc(b.Max) {
		return 0.1
	}
	return 1
}

// AfterBand takes off what may stand between a band and the name of its level.
func (g *Grammar) AfterBand(s string) string { return g.afterBand.ReplaceAllString(s, "") }
