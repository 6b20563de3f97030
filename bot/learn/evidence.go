package learn

import (
	"math"
	"slices"

	"studybot/bot/study"
)

// Evidence is what the answers say about one area on one day. It stands beside the
// self-assessment and never replaces it.
type Evidence struct {
	Area study.Area
	// Self is the self-assessment, 1 to 5; 0 when the area is not rated.
	Self int
	// Score is 1 to 5: 1 + 4 times the share of the area's questions that the member
	// could answer that day. Low and High bound its 90 % interval.
	Score, Low, High float64
	// Answers counts the member's answers in the area, and Age the days since the last; -1 for none.
	Answers, Age int
	// Questions counts the active questions of the area, Seen those that were answered at
	// least once, and Could is how many they could answer that day.
	Questions, Seen int
	Could           float64
}

// fewAnswers is the number from which an area's score counts.
const fewAnswers = 4

// Few says that the score rests on too little to be compared.
func (e Evidence) Few() bool { return e.Answers < fewAnswers }

// Differs says which way the answers point from the self-assessment: -1 lower, 1
// higher, 0 when they agree within a point, are few, or there is nothing to compare.
func (e Evidence) Differs() int {
	switch {
	case e.Self == 0 || e.Few() || math.Abs(e.Score-float64(e.Self)) < 1:
		return 0
	case e.Score < float64(e.Self):
		return -1
	}
	return 1
}

// halfWidth is how many standard deviations half a 90 % interval has. A normal one would
// have 1.645; the beliefs' variances are a little larger than their errors, so that
// in the simulation those intervals held the truth 98 times in 100.
const halfWidth = 1.55

// The shares of an outcome's own variance in the interval: what the model cannot
// know of a question that was answered, and of one that was not.
const (
	ownRated   = 0.35
	ownUnrated = 0.8
)

// Evidence is the member's, area by area in the order of the pack. Areas without
// active questions are left out.
func (m *Model) Evidence(id string, day int) []Evidence {
	who := m.seenAs(id)
	all := make([]Evidence, len(m.bank.areas))
	own, unrated := make([]float64, len(all)), make([]float64, len(all))
	for n, a := range m.bank.areas {
		all[n] = Evidence{Area: a, Self: int(who.self[n]), Age: -1}
	}
	for q := range m.bank.items {
		it := &m.bank.items[q]
		e := &all[it.area]
		t, seen := who.traces[q]
		if seen {
			e.Answers += t.answers
			if age := max(0, day-t.day); e.Age < 0 || age < e.Age {
				e.Age = age
			}
		}
		if !it.asked {
			continue
		}
		p := m.chance(who, q, day)
		e.Questions++
		e.Could += p
		if seen {
			e.Seen++
			own[it.area] += ownRated * p * (1 - p)
		} else {
			own[it.area] += ownUnrated * p * (1 - p)
			unrated[it.area] += p * (1 - p)
		}
	}
	for n := range all {
		e := &all[n]
		if e.Questions == 0 {
			continue
		}
		count := float64(e.Questions)
		rated, unasked := who.rated(n), who.unasked(day)
		shared := m.base.variance + rated*rated*m.self.variance + unasked*unasked*m.fade.variance + who.skill.variance +
			who.category[m.bank.category[n]].variance + who.area[n].variance + m.area[n].variance
		half := 4 * halfWidth * math.Sqrt(own[n]/(count*count)+shared*math.Pow(unrated[n]/count, 2))
		e.Score = 1 + 4*e.Could/count
		e.Low, e.High = max(1, e.Score-half), min(5, e.Score+half)
	}
	return slices.DeleteFunc(all, func(e Evidence) bool { return e.Questions == 0 })
}

// Total is the sum of the areas' scores: the evidence total, which stands beside the
// assessment's.
func Total(areas []Evidence) float64 {
	sum := 0.0
	for _, e := range areas {
		sum += e.Score
	}
	return sum
}

// Remembered is how much is still there on day of what the member answered at least
// once: the mean chance over Questions active questions; 0, 0 when there are none.
func (m *Model) Remembered(id string, day int) (share float64, questions int) {
	who := m.seenAs(id)
	sum := 0.0
	for q := range m.bank.items { // in order: sums of a map's values would differ in their last bit
		if _, seen := who.traces[q]; seen && m.bank.items[q].asked {
			sum += m.chance(who, q, day)
			questions++
		}
	}
	if questions == 0 {
		return 0, 0
	}
	return sum / float64(questions), questions
}

// Answers counts the member's answers.
func (m *Model) Answers(id string) int { return m.seenAs(id).answers }
