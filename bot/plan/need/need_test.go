package need_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"studybot/bot/plan/need"
	"studybot/bot/study"
)

// five are areas of one topic each, by falling priority.
func five() *study.Pack {
	p := &study.Pack{}
	for i, priority := range []study.Priority{study.Critical, study.Critical, study.High, study.High, study.Medium} {
		p.Areas = append(p.Areas, study.Area{ID: fmt.Sprint("A", i), Topics: []int{i + 1}, Priority: priority})
	}
	return p
}

func TestEvidenceTakesARatingsPlace(t *testing.T) {
	for _, c := range []struct {
		rating   int
		evidence need.Evidence
		want     need.Standing
	}{
		{0, need.Evidence{}, need.Standing{}},
		{4, need.Evidence{}, need.Standing{Rating: 4, Effective: 4}},
		{4, need.Evidence{Score: 2.2, Answers: 4}, need.Standing{Rating: 4, Evidence: 2.2, Effective: 2.2}},
		{4, need.Evidence{Score: 2.2, Answers: 3}, need.Standing{Rating: 4, Effective: 4}},
		{4, need.Evidence{Score: 3, Answers: 9}, need.Standing{Rating: 4, Evidence: 3, Effective: 3}},
		{4, need.Evidence{Score: 3.1, Answers: 9}, need.Standing{Rating: 4, Effective: 4}},
		{2, need.Evidence{Score: 4.6, Answers: 9}, need.Standing{Rating: 2, Evidence: 4.6, Effective: 4.6}},
		{0, need.Evidence{Score: 2.2, Answers: 4}, need.Standing{Evidence: 2.2, Effective: 2.2}},
		{0, need.Evidence{Score: 2.2, Answers: 3}, need.Standing{}},
		{6, need.Evidence{Score: math.NaN(), Answers: 9}, need.Standing{}},
		{-1, need.Evidence{Score: 5.1, Answers: 9}, need.Standing{}},
	} {
		got := need.Standings(five(), map[string]int{"A0": c.rating}, map[string]need.Evidence{"A0": c.evidence})["A0"]
		if got != c.want {
			t.Errorf("%d and %+v: %+v, want %+v", c.rating, c.evidence, got, c.want)
		}
	}
}

func TestTheLowestAreTargets(t *testing.T) {
	for name, c := range map[string]struct {
		effective [5]float64
		limit     int
		now       string
		later     int
	}{
		"nothing known":         {[5]float64{}, 8, "", 0},
		"all known well":        {[5]float64{4.5, 5, 4.6, 4.5, 5}, 8, "", 0},
		"three are weak":        {[5]float64{3, 2, 2.4, 3.4, 1}, 8, "A1 weak 9, A2 weak 5.2, A4 weak 4", 0},
		"two weak, one joins":   {[5]float64{3, 2, 2.4, 2.6, 4}, 8, "A1 weak 9, A0 next 6, A2 weak 5.2", 0},
		"next by priority":      {[5]float64{3.4, 3, 2.5, 2.5, 2.5}, 8, "A1 next 6, A2 next 5, A0 next 4.8", 0},
		"stretch":               {[5]float64{4.4, 3.5, 3.6, 4.5, 3.5}, 8, "A1 stretch 4.5, A2 stretch 2.8, A0 stretch 1.8", 0},
		"no stretch beside any": {[5]float64{3.6, 3.5, 3.6, 4.5, 3.4}, 8, "A4 next 1.6", 0},
		"at most two":           {[5]float64{2, 2, 2, 1, 1}, 2, "A0 weak 9, A1 weak 9", 3},
		"ties by rating, id":    {[5]float64{5, 5, 3, 3, 1}, 8, "A4 weak 4, A2 next 4, A3 next 4", 0},
	} {
		known := map[string]need.Standing{}
		for i, e := range c.effective {
			known[fmt.Sprint("A", i)] = need.Standing{Effective: e}
		}
		now, later := need.Targets(five(), known, c.limit)
		var said []string
		for _, t := range now {
			said = append(said, fmt.Sprintf("%s %s %.3g", t.Area, t.Reach, t.Need))
		}
		if got := strings.Join(said, ", "); got != c.now || len(later) != c.later {
			t.Errorf("%s: %s, and %d later", name, got, len(later))
		}
	}
}
