package main

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"

	"studybot/cmd/sim/chance"
	"studybot/cmd/sim/classroom"
)

// estimate is a figure over all seeds with its 95 % interval; NaN is unknown.
type estimate struct{ mean, low, high float64 }

// MarshalJSON writes null for what is unknown.
func (e estimate) MarshalJSON() ([]byte, error) {
	if math.IsNaN(e.mean) {
		return []byte("null"), nil
	}
	return json.Marshal(map[string]float64{"mean": e.mean, "low": e.low, "high": e.high})
}

// resamples is how often the bootstrap draws the seeds anew.
const resamples = 1000

// estimated computes a figure from all seeds, and its interval from seeds drawn
// with replacement. The draws are the same for every figure, and a draw takes
// all policies' runs with a seed together, so comparisons are paired.
func estimated(seeds int, figure func(of []int) float64) estimate {
	of := make([]int, seeds)
	for i := range of {
		of[i] = i
	}
	e := estimate{mean: figure(of)}
	drawn := make([]float64, 0, resamples)
	for r := range resamples {
		for i := range of {
			of[i] = chance.Seed(1).Named("bootstrap").At(r, i).Below(seeds)
		}
		if v := figure(of); !math.IsNaN(v) {
			drawn = append(drawn, v)
		}
	}
	if len(drawn) < resamples/2 {
		return estimate{math.NaN(), math.NaN(), math.NaN()}
	}
	slices.Sort(drawn)
	e.low, e.high = drawn[len(drawn)*25/1000], drawn[len(drawn)*975/1000]
	return e
}

// result is what is kept of a run.
type result struct {
	gain, since float64

	auc, ceiling float64 // of first answers, by the forecast and by the truth itself; NaN without both outcomes

	again, againRight, againLoss float64 // answers to questions that come again, right ones, sum of -log of the forecast's chance

	areas, areaSquares, covered, width float64 // sums over members and areas
	self, selfSquares                  float64 // the same for self-assessments
}

func summed(r classroom.Report) result {
	s := result{gain: r.Gain, since: r.SinceStart}
	var first []classroom.Forecast
	for _, f := range r.Forecasts {
		if f.First {
			first = append(first, f)
			continue
		}
		s.again++
		believed := 1 - f.Believed
		if f.Recalled {
			s.againRight++
			believed = f.Believed
		}
		s.againLoss -= math.Log(max(1e-9, believed))
	}
	s.auc = auc(first, func(f classroom.Forecast) float64 { return f.Believed })
	s.ceiling = auc(first, func(f classroom.Forecast) float64 { return f.True })
	for _, a := range r.Areas {
		s.areas++
		s.areaSquares += (a.Believed.Score - a.True) * (a.Believed.Score - a.True)
		s.width += a.Believed.High - a.Believed.Low
		if a.Believed.Low <= a.True && a.True <= a.Believed.High {
			s.covered++
		}
		if a.Self > 0 {
			s.self++
			s.selfSquares += (float64(a.Self) - a.True) * (float64(a.Self) - a.True)
		}
	}
	return s
}

// auc is the chance that an answer that was recalled had a higher value than one
// that was not; equal values count half.
func auc(of []classroom.Forecast, value func(classroom.Forecast) float64) float64 {
	sorted := slices.SortedFunc(slices.Values(of), func(a, b classroom.Forecast) int { return cmp.Compare(value(a), value(b)) })
	right, wrong, ranks := 0.0, 0.0, 0.0
	for i := 0; i < len(sorted); {
		end := i
		for end < len(sorted) && value(sorted[end]) == value(sorted[i]) {
			end++
		}
		for _, f := range sorted[i:end] {
			if f.Recalled {
				right++
				ranks += float64(i+1+end) / 2 // the mean rank of equals
			} else {
				wrong++
			}
		}
		i = end
	}
	return (ranks - right*(right+1)/2) / (right * wrong)
}

// mean and ratio of sums, over the runs of some seeds.
func mean(runs []result, of []int, value func(result) float64) float64 {
	return share(runs, of, value, func(result) float64 { return 1 })
}

func share(runs []result, of []int, above, below func(result) float64) float64 {
	a, b := 0.0, 0.0
	for _, i := range of {
		a += above(runs[i])
		b += below(runs[i])
	}
	return a / b
}

// underConstant is by how much the forecasts' log loss is below that of the best
// constant in hindsight.
func underConstant(runs []result, of []int) float64 {
	right := share(runs, of, func(r result) float64 { return r.againRight }, func(r result) float64 { return r.again })
	loss := share(runs, of, func(r result) float64 { return r.againLoss }, func(r result) float64 { return r.again })
	return -right*math.Log(right) - (1-right)*math.Log(1-right) - loss
}
