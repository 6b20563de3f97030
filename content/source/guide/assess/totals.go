package assess

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"studybot/content/source/guide/draft"
)

// fit brings the bands to the totals of the areas, rated 1 to 5: each level starts
// where its band does, and ends before the next better one.
func (r *reader) fit(line int, all []*banding) {
	slices.SortStableFunc(all, func(a, b *banding) int { return cmp.Compare(b.band.Low(), a.band.Low()) })
	names := map[string]bool{}
	for _, l := range all {
		name := cmp.Or(l.Name, "Level")
		for n := 2 - min(1, len(name)-len(l.Name)); l.Name == "" || names[l.Name]; n++ {
			l.Name = draft.Clip(name, draft.MaxLevel-3) + " " + strconv.Itoa(n)
		}
		names[l.Name] = true
		r.levelLines[l.Name] = l.line
	}
	n := len(r.Pack.Areas)
	if n == 0 {
		r.Doubtful(line, "without areas the bands stay as they are written")
		for _, l := range all {
			l.Min, l.Max = int(l.band.Min), int(l.band.Max)
			r.Pack.Levels = append(r.Pack.Levels, l.Level)
		}
		return
	}
	start := r.starts(line, all)
	end := 5 * n
	for i, l := range all {
		l.Min, l.Max = max(start(l.band.Low()), n), end
		if i == len(all)-1 {
			l.Min = n
		}
		if l.Min > end {
			r.Skipped(l.line, "no total of %d areas falls into the level %q; it was left out", n, l.Name)
			continue
		}
		if l.band.HasMax {
			if written := start(l.band.Max+l.band.Step()) - 1; written != l.Max && i > 0 {
				r.Doubtful(l.line, "the bands leave a gap or overlap; the level %q now ends at %d, where the next one starts", l.Name, l.Max)
			}
		}
		end = l.Min - 1
		r.Pack.Levels = append(r.Pack.Levels, l.Level)
		if end < n && i < len(all)-1 {
			for _, lost := range all[i+1:] {
				r.Skipped(lost.line, "no total of %d areas falls into the level %q; it was left out", n, lost.Name)
			}
			r.Pack.Levels[len(r.Pack.Levels)-1].Min = n
			return
		}
	}
}

// starts is the function from a score of the guide to a total of ours: the least
// and the greatest total stay the ends, what is between moves in proportion. With
// ratings from 1 to 5 and bands in points nothing moves.
func (r *reader) starts(line int, all []*banding) func(float64) int {
	n := float64(len(r.Pack.Areas))
	low, high := float64(r.scale.low), float64(r.scale.high)
	top, percent := 0.0, false
	for _, l := range all {
		top = max(top, l.band.Max, l.band.Min)
		percent = percent || l.band.Percent
	}
	factor := 1.0 // from the guide's figures to its points
	switch most := n * high; {
	case percent || top == 100 && most != 100:
		factor = most / 100
		r.Took(line, "the bands are shares of the highest total: 100 %% is %d here", int(5*n))
	case top > most:
		factor = most / top
		r.Doubtful(line, "the bands go up to %g, and the areas that were read make %g; they were scaled down", top, most)
	}
	return func(score float64) int {
		if math.IsInf(score, -1) {
			return int(n)
		}
		points := score * factor
		return int(math.Ceil(n + (points-low*n)*4/(high-low) - 1e-6))
	}
}
