package rival

import (
	"math"

	"studybot/cmd/sim/classroom"
)

// Flashcards is FSRS-6 with its default weights, used as flashcard programs use
// it: what is due comes first, the most forgotten first, then new cards in the
// order of the course. The channel takes what is due for most members.
func Flashcards(w *classroom.World) (classroom.Session, error) {
	f := &flashcards{desk: newDesk(w.Course), cards: make([][]flashcard, len(w.Course.Members))}
	for m := range f.cards {
		f.cards[m] = make([]flashcard, len(w.Course.Questions))
	}
	f.place = placesInAreas(f.desk)
	return session(f, f), nil
}

type flashcards struct {
	*desk
	cards [][]flashcard
	place []float64
}

// flashcard is FSRS's state; the zero value is a new card.
type flashcard struct {
	stability, difficulty float64
	last, due             int
}

func (f *flashcards) Channel(day int) (string, error) {
	return f.publish(day, func(q int) float64 {
		sum := 0.0
		for m := range f.cards {
			switch c := f.cards[m][q]; {
			case c.stability > 0 && c.due <= day:
				sum += 2 - c.recall(day)
			case c.stability == 0:
				sum += 0.01
			}
		}
		return sum - 0.01*f.place[q]
	})
}

func (f *flashcards) Personal(day int, member string, k int, exclude []string) ([]string, error) {
	cards := f.cards[f.member[member]]
	return f.hand(k, exclude, func(q int) float64 {
		switch c := cards[q]; {
		case c.stability == 0:
			return -f.place[q]
		case c.due <= day:
			return 2 - c.recall(day)
		default:
			return -float64(1 + c.due - day) // nothing new is left: the next that falls due
		}
	}), nil
}

func (f *flashcards) Rated(r classroom.Rating) error {
	q := f.question[r.Question]
	c := &f.cards[f.member[r.Member]][q]
	c.review(r.Day, gradeOf(r))
	return f.desk.Rated(r)
}

// gradeOf is 1 again, 2 hard, 3 good, 4 easy.
func gradeOf(r classroom.Rating) int {
	switch {
	case r.Keyed && !r.Correct:
		return 1
	case r.Keyed:
		return []int{2, 2, 3, 3, 4}[r.Rating-1]
	default:
		return []int{1, 1, 2, 3, 4}[r.Rating-1]
	}
}

// The weights of FSRS-6 that a schedule of whole days needs; w0 to w3 are in newCard.
const (
	w4  = 6.4133
	w5  = 0.8334
	w6  = 3.0194
	w7  = 0.001
	w8  = 1.8722
	w9  = 0.1666
	w10 = 0.796
	w11 = 1.4835
	w12 = 0.0614
	w13 = 0.2629
	w14 = 1.6483
	w15 = 0.6014
	w16 = 1.8729
	w17 = 0.5425
	w18 = 0.0912
	w20 = 0.1542
)

func (c flashcard) recall(day int) float64 {
	factor := math.Pow(0.9, -1/w20) - 1
	return math.Pow(1+factor*float64(day-c.last)/c.stability, -w20)
}

func (c *flashcard) review(day, grade int) {
	first := func(grade int) float64 { return w4 - math.Exp(w5*float64(grade-1)) + 1 }
	if c.stability == 0 {
		c.stability = [4]float64{0.212, 1.2931, 2.3065, 8.2956}[grade-1]
		c.difficulty = min(10, max(1, first(grade)))
	} else {
		recall := c.recall(day)
		if grade == 1 {
			lapsed := w11 * math.Pow(c.difficulty, -w12) * (math.Pow(c.stability+1, w13) - 1) * math.Exp(w14*(1-recall))
			c.stability = min(c.stability/math.Exp(w17*w18), lapsed)
		} else {
			factor := [5]float64{0, 0, w15, 1, w16}[grade]
			c.stability *= 1 + factor*math.Exp(w8)*(11-c.difficulty)*math.Pow(c.stability, -w9)*(math.Exp(w10*(1-recall))-1)
		}
		towards := c.difficulty - w6*float64(grade-3)*(10-c.difficulty)/9
		c.difficulty = min(10, max(1, w7*first(4)+(1-w7)*towards))
	}
	c.last = day
	c.due = day + max(1, int(math.Round(c.stability))) // at a retention of 90 % the interval is the stability
}
