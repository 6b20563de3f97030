// Package memory is what a question's answers leave in a head, after FSRS-6: how
// long it lasts (stability), how hard it is to strengthen (difficulty), and the
// chance that it is still there. The formulas are go-fsrs's; this room checks the
// parameters first, because the library falls back to its defaults in silence, and
// gives the intervals the order that the reference implementation gives them.
//
// It must not know questions, members, ratings or clocks: time is whole days.
package memory

import (
	"errors"
	"fmt"
	"math"

	fsrs "github.com/open-spaced-repetition/go-fsrs/v4"
)

// Grade is how an answer counts for the memory.
type Grade int

// The grades. Hard is a pass: FSRS reads only Again as forgotten.
const (
	Again Grade = iota + 1
	Hard
	Good
	Easy
)

// Weights are the 21 parameters of FSRS-6, w0 to w20.
type Weights [21]float64

// Settings are how a Curve schedules.
type Settings struct {
	// Retention is the recall at which a question is due again, above 0 and at most 1.
	Retention float64
	// Longest is the greatest interval in days, 1 to 36500.
	Longest int
	// ShortTerm lets a second answer on one day strengthen by the same-day formula.
	ShortTerm bool
	Weights   Weights
}

// Product are studybot's own settings: due at 90 %, at most 365 days, no steps, the
// default weights.
func Product() Settings {
	return Settings{Retention: 0.9, Longest: 365, Weights: Weights(fsrs.DefaultWeights())}
}

// ErrSettings says that FSRS would not use the settings as they are.
var ErrSettings = errors.New("the memory's settings are out of range")

// Curve computes memories with checked settings. It is immutable.
type Curve struct {
	fsrs          *fsrs.FSRS
	longest       float64
	decay, factor float64
}

// New checks the settings; ErrSettings with what is wrong when FSRS would clip or
// replace them.
func New(s Settings) (*Curve, error) {
	p := fsrs.DefaultParam()
	p.RequestRetention, p.MaximumInterval, p.W = s.Retention, float64(s.Longest), fsrs.Weights(s.Weights)
	p.EnableShortTerm, p.EnableFuzz = s.ShortTerm, false
	p.LearningSteps, p.RelearningSteps = nil, nil
	if err := p.Validate(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSettings, err)
	}
	if s.Longest < 1 {
		return nil, fmt.Errorf("%w: the longest interval is a day at the least", ErrSettings)
	}
	f := fsrs.NewFSRS(p)
	for i, w := range f.W {
		if w != s.Weights[i] {
			return nil, fmt.Errorf("%w: weight w%d is %v, and the nearest that FSRS-6 takes is %v", ErrSettings, i, s.Weights[i], w)
		}
	}
	return &Curve{fsrs: f, longest: p.MaximumInterval, decay: f.Decay, factor: f.Factor}, nil
}

// State is one memory. The zero value is that of a question that was never answered.
type State struct {
	// Stability is the number of days after which recall has fallen to 90 %.
	Stability float64
	// Difficulty is 1 to 10.
	Difficulty float64
}

// Known says whether there was an answer.
func (s State) Known() bool { return s.Stability > 0 }

// Recall is the chance that a memory is still there after days without an answer,
// R = (1 + F t/S)^(-w20); 0 for one that never was.
func (c *Curve) Recall(s State, days int) float64 {
	if !s.Known() {
		return 0
	}
	return math.Pow(1+c.factor*float64(max(0, days))/s.Stability, c.decay)
}

// Next is the memory after an answer that came days after the last one.
func (c *Curve) Next(s State, days int, g Grade) State {
	next := c.fsrs.NextState(&fsrs.MemoryState{Stability: s.Stability, Difficulty: s.Difficulty}, c.fsrs.RequestRetention, uint64(max(0, days)), fsrs.Rating(g))
	return State(next.Memory)
}

// Interval is the number of days after an answer of grade g at which the question
// is due; days passed between it and the answer before, and s was the memory until
// then. The four intervals of an answer are kept in the order of their grades, as
// ts-fsrs does: with long intervals Good and Easy may come out one and two days
// beyond the longest.
func (c *Curve) Interval(s State, days int, g Grade) int {
	plain := func(g Grade) float64 {
		next := c.Next(s, days, g)
		raw := next.Stability / c.factor * (math.Pow(c.fsrs.RequestRetention, 1/c.decay) - 1)
		return max(1, min(c.longest, math.Round(raw)))
	}
	if c.fsrs.EnableShortTerm {
		if !s.Known() || g == Again {
			return int(plain(g))
		}
		hard, good := plain(Hard), plain(Good)
		hard = min(hard, good)
		good = max(good, hard+1)
		return int([...]float64{Hard: hard, Good: good, Easy: max(plain(Easy), good+1)}[g])
	}
	hard := plain(Hard)
	again := min(plain(Again), hard)
	hard = max(hard, again+1)
	good := max(plain(Good), hard+1)
	return int([...]float64{Again: again, Hard: hard, Good: good, Easy: max(plain(Easy), good+1)}[g])
}
