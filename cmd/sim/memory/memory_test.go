package memory

import (
	"fmt"
	"math"
	"testing"

	"studybot/cmd/sim/chance"
)

// account is what the tests ask of both.
type account interface {
	Recall(member, question, day int) float64
	Study(member, question, day int, recalled bool)
	Gain(member, question, day, later int) float64
	Foreseen(member, question, day, later int) float64
	Judge(member, question, day int, recalled bool) int
}

func accounts(seed chance.Seed) map[string]account {
	people := make([]Person, 6)
	var items []Item
	for i := range 60 {
		items = append(items, Item{Area: i % 5, Category: i % 2, Difficulty: 1 + i%3, Age: 1 + i%15, Keyed: i%4 == 0})
	}
	return map[string]account{"curves": NewCurves(seed, people, items), "traces": NewTraces(seed, people, items)}
}

// each visits every member and question.
func each(visit func(member, question int)) {
	for m := range 6 {
		for q := range 60 {
			visit(m, q)
		}
	}
}

func TestForgettingNeverTurnsBack(t *testing.T) {
	for name, a := range accounts(1) {
		each(func(m, q int) {
			if q%2 == 0 {
				a.Study(m, q, 0, q%4 == 0)
			}
			last := 1.0
			for day := range 120 {
				r := a.Recall(m, q, day)
				if math.IsNaN(r) || r < 0 || r > last {
					t.Fatalf("%s: recall of %d by %d on day %d is %v after %v", name, q, m, day, r, last)
				}
				last = r
			}
		})
	}
}

func TestStudyRaisesRecall(t *testing.T) {
	for _, recalled := range []bool{true, false} {
		studied, left := accounts(2), accounts(2)
		for name := range studied {
			each(func(m, q int) {
				studied[name].Study(m, q, 20, recalled)
				if a, b := studied[name].Recall(m, q, 21), left[name].Recall(m, q, 21); a < b {
					t.Errorf("%s: a day after study recall of %d by %d is %v instead of %v", name, q, m, a, b)
				}
				if a, b := studied[name].Recall(m, q, 60), left[name].Recall(m, q, 60); recalled && a < b {
					t.Errorf("%s: 40 days after a right answer recall of %d by %d is %v instead of %v", name, q, m, a, b)
				}
			})
		}
	}
}

func TestSpacedStudyLastsLonger(t *testing.T) {
	massed, spaced := accounts(3), accounts(3)
	for name := range massed {
		m, s := 0.0, 0.0
		each(func(member, q int) {
			for _, day := range []int{20, 21} {
				massed[name].Study(member, q, day, true)
			}
			for _, day := range []int{11, 21} {
				spaced[name].Study(member, q, day, true)
			}
			m += massed[name].Recall(member, q, 80)
			s += spaced[name].Recall(member, q, 80)
		})
		if s <= m {
			t.Errorf("%s: 59 days after spaced study recall is %.1f, after massed study %.1f", name, s, m)
		}
	}
}

// The oracle lives of Gain and the observer of Foreseen, so both have to be what happens
// on average: at first, and after answers.
func TestGainIsWhatStudyBrings(t *testing.T) {
	const later = 61
	expected, foreseen, happened := map[string]float64{}, map[string]float64{}, map[string]float64{}
	for seed := range chance.Seed(20) {
		for name, a := range accounts(seed) {
			for _, day := range []int{5, 15, 30} {
				each(func(m, q int) {
					gain := a.Gain(m, q, day, later)
					if gain < -1e-9 {
						t.Errorf("%s: to study %d costs %d recall: %v", name, q, m, gain)
					}
					at := fmt.Sprintf("%s, day %d", name, day)
					expected[at] += gain
					foreseen[at] += a.Foreseen(m, q, day, later)
					before := a.Recall(m, q, later)
					a.Study(m, q, day, seed.Named("answer").At(m, q, day).Uniform() < a.Recall(m, q, day))
					happened[at] += a.Recall(m, q, later) - before
				})
			}
		}
	}
	for at := range expected {
		if math.Abs(happened[at]/expected[at]-1) > 0.03 {
			t.Errorf("%s: study brought %.1f, Gain promised %.1f", at, happened[at], expected[at])
		}
		if math.Abs(happened[at]/foreseen[at]-1) > 0.05 {
			t.Errorf("%s: study brought %.1f, Foreseen promised %.1f", at, happened[at], foreseen[at])
		}
	}
}

func TestRatingsFollowTheAnswerAndTheBias(t *testing.T) {
	rated := func(a account, recalled bool) float64 {
		sum := 0.0
		each(func(m, q int) {
			r := a.Judge(m, q, 3, recalled)
			if r < 1 || r > 5 {
				t.Fatalf("a rating of %d", r)
			}
			sum += float64(r) / 360
		})
		return sum
	}
	for name, a := range accounts(4) {
		if right, wrong := rated(a, true), rated(a, false); right < wrong+1 {
			t.Errorf("%s: answers that were right are rated %.2f, others %.2f", name, right, wrong)
		}
	}
	items := []Item{{Difficulty: 2, Age: 5}}
	modest, proud := NewCurves(5, []Person{{Bias: -1}}, items), NewCurves(5, []Person{{Bias: 1}}, items)
	if a, b := modest.Judge(0, 0, 1, true), proud.Judge(0, 0, 1, true); a >= b {
		t.Errorf("a modest member rates %d, a proud one %d", a, b)
	}
}
