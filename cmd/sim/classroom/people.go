package classroom

import (
	"math"

	"studybot/cmd/sim/chance"
)

// habits are what a member does, whatever is asked and however memory works.
type habits struct {
	answers   float64 // chance to answer the channel's question of a day
	opens     float64 // chance to open the bot on a working day
	awayFrom  int     // the first day of an absence
	awayUntil int     // and the day after it
	assesses  bool    // did the formal assessment
	bias      float64 // points of 5 by which they rate themselves too high
}

// finishes is the chance that somebody who opened the bot answers one of its questions.
const finishes = 0.95

func drawHabits(seed chance.Seed, days int) habits {
	diligence := seed.Named("diligence").Normal()
	h := habits{
		answers:  within(0.15, 0.97, 0.7+0.16*diligence+0.08*seed.Named("answers").Normal()),
		opens:    within(0.1, 0.95, 0.6+0.18*diligence+0.1*seed.Named("opens").Normal()),
		assesses: seed.Named("assesses").Uniform() >= 0.1,
		bias:     0.15 + 0.4*seed.Named("bias").Normal(),
	}
	if seed.Named("holiday").Uniform() < 0.3 {
		h.awayFrom = 1 + seed.Named("from").Below(days)
		h.awayUntil = h.awayFrom + 5 + seed.Named("until").Below(10)
	}
	return h
}

func within(low, high, x float64) float64 { return min(high, max(low, x)) }

func (h habits) away(day int) bool { return day >= h.awayFrom && day < h.awayUntil }

// assess is a member's formal assessment: the truth, leaned towards their bias
// and blurred, with some areas left open.
func (w *World) assess(seed chance.Seed, m int) map[string]int {
	self := map[string]int{}
	if !w.habits[m].assesses {
		return self
	}
	for a, area := range w.Course.Areas {
		here := seed.At(a)
		if here.Named("open").Uniform() < 0.1 {
			continue
		}
		felt := w.areaTruth(m, a, 0) + 1.3*w.habits[m].bias + 0.85*here.Named("blur").Normal()
		self[area.ID] = int(math.Round(within(1, 5, felt)))
	}
	return self
}
