package bot

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"studybot/bot/study"
)

// total is what an assessment adds up to. An area that was not rated counts for
// nothing: it may turn out to be 1 to 5.
type total struct {
	subtotals  []subtotal
	sum, rated int
	areas      int
	low, high  int
}

// subtotal is a total's part in one category.
type subtotal struct {
	category          study.Category
	sum, rated, areas int
}

func totalOf(pack *study.Pack, a study.Assessment) total {
	var t total
	for _, c := range pack.Categories {
		s := subtotal{category: c}
		for _, area := range pack.AreasOf(c.ID) {
			s.areas++
			if r := a.Ratings[area.ID]; r > 0 {
				s.rated++
				s.sum += r
			}
		}
		t.subtotals = append(t.subtotals, s)
		t.sum += s.sum
		t.rated += s.rated
		t.areas += s.areas
	}
	t.low = t.sum + t.areas - t.rated
	t.high = t.sum + 5*(t.areas-t.rated)
	return t
}

func (t total) complete() bool    { return t.rated == t.areas }
func (s subtotal) complete() bool { return s.rated == s.areas && s.areas > 0 }

// String is "14 of 20", "9 + 1 open area: 10-14 of 20", or "not rated".
func (s subtotal) String() string {
	switch open := s.areas - s.rated; {
	case s.rated == 0:
		return "not rated"
	case open == 0:
		return fmt.Sprintf("%d of %d", s.sum, 5*s.areas)
	default:
		return fmt.Sprintf("%d + %s: %d-%d of %d", s.sum, count(open, "open area", "open areas"), s.sum+open, s.sum+5*open, 5*s.areas)
	}
}

// figure is the total without its level: "75 of 100" or "64-72 of 100".
func (t total) figure() string {
	if t.complete() {
		return fmt.Sprintf("%d of %d", t.sum, 5*t.areas)
	}
	return fmt.Sprintf("%d-%d of %d", t.low, t.high, 5*t.areas)
}

// between explains the range of a partial assessment: "Between 64 and 72 of 100:
// 18 areas give 62, 2 are not rated yet."
func (t total) between() string {
	return fmt.Sprintf("Between %d and %d of %d: %s %d, %s not rated yet.", t.low, t.high, 5*t.areas,
		count(t.rated, "area gives", "areas give"), t.sum, count(t.areas-t.rated, "is", "are"))
}

// oneLevel says whether the level is the same however the open areas turn out.
func (t total) oneLevel(pack *study.Pack) bool {
	low, _ := levelAt(pack, t.low)
	high, _ := levelAt(pack, t.high)
	return low == high
}

// levels is the name of the level: "Intermediate", "Intermediate (provisional)"
// while areas are open, or "too early to say" while they may change it.
func (t total) levels(pack *study.Pack) string {
	_, level := levelAt(pack, t.low)
	switch {
	case t.complete():
		return level.Name
	case t.oneLevel(pack):
		return level.Name + " (provisional)"
	default:
		return tooEarly
	}
}

// tooEarly stands for the level while open areas may change it.
const tooEarly = "too early to say"

// totalLine is an assessment in one line: "75 of 100, Intermediate" or "32-96 of
// 100, level too early to say".
func totalLine(pack *study.Pack, a study.Assessment) string {
	t := totalOf(pack, a)
	if !t.oneLevel(pack) {
		return t.figure() + ", level " + tooEarly
	}
	return t.figure() + ", " + t.levels(pack)
}

// levelAt is the level of a total and its place in the pack; one outside every
// band is in the lowest.
func levelAt(pack *study.Pack, sum int) (int, study.Level) {
	lowest := -1
	for i, l := range pack.Levels {
		if sum >= l.Min && sum <= l.Max {
			return i, l
		}
		if lowest < 0 || l.Min < pack.Levels[lowest].Min {
			lowest = i
		}
	}
	if lowest < 0 {
		return 0, study.Level{}
	}
	return lowest, pack.Levels[lowest]
}

// move is an area that two assessments rate differently.
type move struct {
	area     study.Area
	from, to int
}

// movesOf are the areas that moved, the greatest steps first, then in the order
// of the pack.
func movesOf(pack *study.Pack, before, now study.Assessment) []move {
	var moves []move
	for _, a := range pack.Areas {
		from, to := before.Ratings[a.ID], now.Ratings[a.ID]
		if from > 0 && to > 0 && from != to {
			moves = append(moves, move{a, from, to})
		}
	}
	slices.SortStableFunc(moves, func(a, b move) int { return abs(b.to-b.from) - abs(a.to-a.from) })
	return moves
}

func abs(n int) int { return max(n, -n) }

// ago says how long before now an instant was, in the days of loc.
func ago(at, now time.Time, loc *time.Location) string {
	switch n := daysAgo(at, now, loc); n {
	case 0:
		return "today"
	case 1:
		return "yesterday"
	default:
		return fmt.Sprintf("%d days ago", n)
	}
}

// daysAgo counts the midnights of loc between the two instants; 0 for the future.
func daysAgo(at, now time.Time, loc *time.Location) int {
	from, to := study.DayOf(at.In(loc)), study.DayOf(now.In(loc))
	return max(0, int(to.Date().Sub(from.Date()).Hours()/24))
}

// onDay writes an instant's local date as "2 Mar 2026".
func onDay(at time.Time, loc *time.Location) string { return at.In(loc).Format("2 Jan 2006") }

// joined writes "a", "a and b", "a, b and c".
func joined(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
