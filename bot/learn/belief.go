package learn

import "math"

// belief is what is held of a quantity: its mean and how unsure that is.
type belief struct{ mean, variance float64 }

// leastVariance keeps a belief able to move.
const leastVariance = 1e-4

// term is a belief with the weight at which it enters a sum.
type term struct {
	*belief
	x float64
}

// observe moves the beliefs towards an outcome: o, 0 to 1, of an event whose log
// odds are offset plus the sum of the terms. It is one step of Bayesian logistic
// regression with a diagonal covariance (Glickman's and Herbrich's updates have the
// same form): each belief moves in the measure in which it was unsure.
func observe(o, offset float64, terms []term) {
	z, v := offset, 0.0
	for _, t := range terms {
		z += t.x * t.mean
		v += t.x * t.x * t.variance
	}
	s := sigma(z)
	h := s * (1 - s)
	d := 1 + h*v
	for _, t := range terms {
		k := t.variance * t.x / d
		t.mean += k * (o - s)
		t.variance = max(leastVariance, t.variance-k*k*h*d)
	}
}

func sigma(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

func logit(p float64) float64 { return math.Log(p / (1 - p)) }

func clamp(x, low, high float64) float64 { return max(low, min(high, x)) }
