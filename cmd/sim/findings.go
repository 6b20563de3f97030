package main

import (
	"encoding/json"
	"math"

	"studybot/bot/study"
)

// findings are all figures, cell by cell.
type findings struct {
	Seeds     int        `json:"seeds"`
	Team      int        `json:"team"`
	Questions int        `json:"questions"`
	Gains     []gain     `json:"gains"`
	Forecasts []forecast `json:"forecasts"`
}

// place says to which cell and policy figures belong.
type place struct {
	Truth  string `json:"truth"`
	Days   int    `json:"days"`
	K      int    `json:"k"`
	Policy string `json:"policy"`
}

// gain is what a policy did for recall, in shares of 1.
type gain struct {
	place
	Gain  estimate `json:"gain"`
	Since estimate `json:"gain_since_day_0"`
	Ratio target   `json:"of_better_of_random_and_round_robin"`
	Share target   `json:"of_oracle"`
	// Knowable is the share of what can be gained without second sight.
	Knowable estimate `json:"of_observer"`
}

// forecast is what a policy knew of members and questions.
type forecast struct {
	place
	// These are of runs in which a random policy asked.
	AUC      target   `json:"auc"`
	Ceiling  estimate `json:"auc_of_the_truth"`
	Again    float64  `json:"asked_again"`
	LogLoss  target   `json:"log_loss_under_constant"`
	RMSE     target   `json:"area_rmse"`
	Coverage target   `json:"coverage_of_90"`
	Width    estimate `json:"width"`
	// Of the policy's own runs, and of the members' self-assessments against the same.
	OwnRMSE  estimate `json:"area_rmse_own_questions"`
	SelfRMSE estimate `json:"area_rmse_of_self_assessment"`
}

// target is an estimate with the range that is aimed at; both ends 0 is no aim.
type target struct {
	estimate
	from, to float64
}

// MarshalJSON is the estimate's, with the aim when there is one.
func (t target) MarshalJSON() ([]byte, error) {
	if !t.aimed() {
		return json.Marshal(t.estimate)
	}
	all := map[string]any{"mean": t.mean, "low": t.low, "high": t.high, "aim_from": t.from, "reached": t.reached()}
	if !math.IsInf(t.to, 1) {
		all["aim_to"] = t.to
	}
	return json.Marshal(all)
}

func (t target) aimed() bool { return (t.from != 0 || t.to != 0) && !math.IsNaN(t.mean) }

func (t target) reached() bool { return t.mean >= t.from && t.mean <= t.to }

func atLeast(e estimate, aim float64) target { return target{e, aim, math.Inf(1)} }

func noAim(e estimate) target { return target{estimate: e} }

// Aims that do not depend on the number of personal questions.
const (
	aimAUC     = 0.60
	aimLogLoss = 0.04
	aimRMSE    = 0.5
	coverLow   = 0.88
	coverHigh  = 0.98
	fewAgain   = 10 // answers to questions that come again, a run: below it their log loss is no aim
)

// aimOf are the aims for the ratio and for the share of the oracle.
func aimOf(k int) (ratio, share float64) {
	switch {
	case k >= 5:
		return 1.20, 0.85
	case k > 0:
		return 1.30, 0.80
	}
	return 1.12, 0.80
}

func (e experiment) findings(jobs []job, results []result) findings {
	f := findings{Seeds: len(e.seeds), Team: e.team}
	for _, q := range e.pack.Questions {
		if q.Status == study.Active {
			f.Questions++
		}
	}
	n := len(e.seeds)
	own, forecasts := map[place][]result{}, map[place][]result{}
	for i := 0; i < len(jobs); i += n {
		where := own
		if jobs[i].forecast {
			where = forecasts
		}
		where[placeOf(jobs[i].cell, jobs[i].policy.name)] = results[i : i+n]
	}
	for _, c := range e.cells() {
		for _, p := range e.policies {
			at := placeOf(c, p.name)
			f.Gains = append(f.Gains, gainOf(at, own, n, p.judged))
			if p.judged {
				f.Forecasts = append(f.Forecasts, forecastOf(at, forecasts[at], own[at], n))
			}
		}
	}
	return f
}

func placeOf(c cell, policy string) place { return place{c.truth.name, c.days, c.k, policy} }

func (p place) of(policy string) place { p.Policy = policy; return p }

func gainOf(at place, own map[place][]result, n int, judged bool) gain {
	value := func(r result) float64 { return r.gain }
	average := func(policy string, of []int) float64 {
		if runs := own[at.of(policy)]; runs != nil {
			return mean(runs, of, value)
		}
		return math.NaN()
	}
	g := gain{
		place: at,
		Gain:  estimated(n, func(of []int) float64 { return average(at.Policy, of) }),
		Since: estimated(n, func(of []int) float64 { return mean(own[at], of, func(r result) float64 { return r.since }) }),
	}
	ratio := estimated(n, func(of []int) float64 {
		return average(at.Policy, of) / max(average(random, of), average(roundRobin, of))
	})
	share := estimated(n, func(of []int) float64 { return average(at.Policy, of) / average(oracle, of) })
	g.Knowable = estimated(n, func(of []int) float64 { return average(at.Policy, of) / average(observer, of) })
	g.Ratio, g.Share = noAim(ratio), noAim(share)
	if judged {
		r, s := aimOf(at.K)
		g.Ratio, g.Share = atLeast(ratio, r), atLeast(share, s)
	}
	return g
}

func forecastOf(at place, runs, own []result, n int) forecast {
	areas := func(r result) float64 { return r.areas }
	rmse := func(runs []result) func(of []int) float64 {
		return func(of []int) float64 {
			return math.Sqrt(share(runs, of, func(r result) float64 { return r.areaSquares }, areas))
		}
	}
	f := forecast{
		place:    at,
		AUC:      atLeast(estimated(n, func(of []int) float64 { return mean(runs, of, func(r result) float64 { return r.auc }) }), aimAUC),
		Ceiling:  estimated(n, func(of []int) float64 { return mean(runs, of, func(r result) float64 { return r.ceiling }) }),
		LogLoss:  noAim(estimated(n, func(of []int) float64 { return underConstant(runs, of) })),
		RMSE:     target{estimated(n, rmse(runs)), 0, aimRMSE},
		Coverage: target{estimated(n, func(of []int) float64 { return share(runs, of, func(r result) float64 { return r.covered }, areas) }), coverLow, coverHigh},
		Width:    estimated(n, func(of []int) float64 { return share(runs, of, func(r result) float64 { return r.width }, areas) }),
		OwnRMSE:  estimated(n, rmse(own)),
		SelfRMSE: estimated(n, func(of []int) float64 {
			return math.Sqrt(share(own, of, func(r result) float64 { return r.selfSquares }, func(r result) float64 { return r.self }))
		}),
	}
	for _, r := range runs {
		f.Again += r.again / float64(n)
	}
	if f.Again >= fewAgain {
		f.LogLoss = atLeast(f.LogLoss.estimate, aimLogLoss)
	}
	return f
}
