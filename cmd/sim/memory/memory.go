// Package memory holds two accounts of how people remember, with learners drawn
// from each. Neither is the product's, and neither is called right: a choice of
// questions that is good under both is less likely to be good by luck.
//
// It must not know who chooses the questions, nor anything of the product's
// learning core: its formulas are its own.
package memory

import (
	"math"

	"studybot/cmd/sim/chance"
)

// Item is what a memory may depend on of a question.
type Item struct {
	Area, Category int  // counted from 0
	Difficulty     int  // 1 to 3
	Age            int  // days from when the course taught it to day 0
	Keyed          bool // a key judges the answer, and the rating is confidence before the key
}

// Person is what people bring along under every account.
type Person struct {
	// Bias is how many points of 5 the person judges themselves too high.
	Bias float64
}

// latent are the sizes of what lies behind first answers, in logits.
type latent struct {
	mean, member, category, area, item, difficulty float64
}

// draw is the logit of knowing item q of area and category, before the course's end.
func (l latent) draw(s chance.Seed, member, q int, it Item) float64 {
	return l.mean +
		l.member*s.Named("skill").At(member).Normal() +
		l.category*s.Named("category").At(member, it.Category).Normal() +
		l.area*s.Named("area").At(member, it.Area).Normal() +
		l.item*s.Named("item").At(q).Normal() +
		l.difficulty*float64(it.Difficulty-2)
}

func sigma(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// spread is a positive factor with median 1.
func spread(s chance.Seed, deviation float64) float64 { return math.Exp(deviation * s.Normal()) }

// pressed makes a button of a feeling on the scale from 1 to 5.
func pressed(feeling float64) int {
	return int(math.Round(min(5, max(1, feeling))))
}
