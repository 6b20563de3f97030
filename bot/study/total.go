package study

import (
	"fmt"
	"slices"
	"time"
)

// Total is what an assessment adds up to. An area that was not rated counts for
// nothing: it may turn out to be 1 to 5.
type Total struct {
	Subtotals []Subtotal // in the order of the pack's categories
	// Sum is of the Rated among the Areas.
	Sum, Rated, Areas int
	// Low and High are what the sum may come to, with every open area a 1 or a 5.
	Low, High int
}

// Subtotal is a total's part in one category.
type Subtotal struct {
	Category          Category
	Sum, Rated, Areas int
}

// TotalOf adds an assessment up.
func TotalOf(pack *Pack, a Assessment) Total {
	var t Total
	for _, c := range pack.Categories {
		s := Subtotal{Category: c}
		for _, area := range pack.AreasOf(c.ID) {
			s.Areas++
			if r := a.Ratings[area.ID]; r > 0 {
				s.Rated++
				s.Sum += r
			}
		}
		t.Subtotals = append(t.Subtotals, s)
		t.Sum += s.Sum
		t.Rated += s.Rated
		t.Areas += s.Areas
	}
	t.Low = t.Sum + t.Areas - t.Rated
	t.High = t.Sum + 5*(t.Areas-t.Rated)
	return t
}

// Complete says whether every area is rated.
func (t Total) Complete() bool { return t.Rated == t.Areas }

// Complete says whether there are areas, all of them rated.
func (s Subtotal) Complete() bool { return s.Rated == s.Areas && s.Areas > 0 }

// String is "14 of 20", "9 + 1 open area: 10-14 of 20", or "not rated".
func (s Subtotal) String() string {
	switch open := s.Areas - s.Rated; {
	case s.Rated == 0:
		return "not rated"
	case open == 0:
		return fmt.Sprintf("%d of %d", s.Sum, 5*s.Areas)
	default:
		return fmt.Sprintf("%d + %s: %d-%d of %d", s.Sum, several(open, "open area", "open areas"), s.Sum+open, s.Sum+5*open, 5*s.Areas)
	}
}

// String is the total without its level: "75 of 100" or "64-72 of 100".
func (t Total) String() string {
	if t.Complete() {
		return fmt.Sprintf("%d of %d", t.Sum, 5*t.Areas)
	}
	return fmt.Sprintf("%d-%d of %d", t.Low, t.High, 5*t.Areas)
}

// Between explains the range of a partial assessment: "Between 64 and 72 of 100:
// 18 areas give 62, 2 are not rated yet."
func (t Total) Between() string {
	return fmt.Sprintf("Between %d and %d of %d: %s %d, %s not rated yet.", t.Low, t.High, 5*t.Areas,
		several(t.Rated, "area gives", "areas give"), t.Sum, several(t.Areas-t.Rated, "is", "are"))
}

// Move is an area that two assessments rate differently.
type Move struct {
	Area     Area
	From, To int
}

// MovesOf are the areas that moved, the greatest steps first, then in the order
// of the pack.
func MovesOf(pack *Pack, before, now Assessment) []Move {
	var moves []Move
	for _, a := range pack.Areas {
		from, to := before.Ratings[a.ID], now.Ratings[a.ID]
		if from > 0 && to > 0 && from != to {
			moves = append(moves, Move{a, from, to})
		}
	}
	slices.SortStableFunc(moves, func(a, b Move) int { return abs(b.To-b.From) - abs(a.To-a.From) })
	return moves
}

// Record is what a member answered in one area in some time.
type Record struct {
	Answers       int
	self, selfSum int // judged by the member
	right, keyed  int // judged by a key
}

// String is "3 answers, rated 3.3 on average" or, as a mean is never said of answers that a
// key judged, "6 answers, 2 of them rated 4.0 on average, 1 of 4 choice or number questions right".
func (r Record) String() string {
	text := several(r.Answers, "answer", "answers")
	switch mean := float64(r.selfSum) / float64(max(r.self, 1)); {
	case r.self == 0:
	case r.self < r.Answers:
		text += fmt.Sprintf(", %d of them rated %.1f on average", r.self, mean)
	default:
		text += fmt.Sprintf(", rated %.1f on average", mean)
	}
	if r.keyed > 0 {
		text += fmt.Sprintf(", %d of %s right", r.right, several(r.keyed, "choice or number question", "choice or number questions"))
	}
	return text
}

// RecordsOf sums up the answers after from until to by area; a zero to is no end.
func RecordsOf(pack *Pack, ratings []Rating, from, to time.Time) map[string]Record {
	byArea := map[string]Record{}
	for _, r := range ratings {
		q, known := pack.QuestionByKey(r.Question)
		if !known || !r.At.After(from) || !to.IsZero() && r.At.After(to) {
			continue
		}
		rec := byArea[q.Area]
		rec.Answers++
		switch r.Outcome {
		case Unkeyed:
			rec.self++
			rec.selfSum += r.Value
		case Right:
			rec.keyed++
			rec.right++
		case Wrong:
			rec.keyed++
		}
		byArea[q.Area] = rec
	}
	return byArea
}

// LevelAt is the level of a total and its place in Levels; a total outside every
// band is in the lowest.
func (p *Pack) LevelAt(sum int) (place int, level Level) {
	lowest := -1
	for i, l := range p.Levels {
		if sum >= l.Min && sum <= l.Max {
			return i, l
		}
		if lowest < 0 || l.Min < p.Levels[lowest].Min {
			lowest = i
		}
	}
	if lowest < 0 {
		return 0, Level{}
	}
	return lowest, p.Levels[lowest]
}

func abs(n int) int { return max(n, -n) }

func several(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
