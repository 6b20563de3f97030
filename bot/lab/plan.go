package lab

import (
	"encoding/json"
	"fmt"

	"studybot/bot/plan"
	"studybot/bot/study"
)

// Plan makes plans for the pack: each line is a member's ratings, each answer a plan.
func Plan(pack *study.Pack) Tool {
	return func(text []byte) (any, error) {
		var in planIn
		if err := json.Unmarshal(text, &in); err != nil {
			return nil, fmt.Errorf("the input of a plan: %w", err)
		}
		return planOut(in, pack, plan.Make(pack, plan.Input{Ratings: in.Ratings, Minutes: in.Minutes})), nil
	}
}

// planIn is one input line.
type planIn struct {
	ID      json.RawMessage `json:"id"`
	Case    json.RawMessage `json:"case"`
	Minutes int             `json:"minutes_per_week"`
	Ratings map[string]int  `json:"ratings"`
}

// planAnswer is one output line.
type planAnswer struct {
	ID         json.RawMessage `json:"id,omitempty"`
	Case       json.RawMessage `json:"case,omitempty"`
	Level      string          `json:"level"`
	Total      *int            `json:"total"`
	TotalRange [2]int          `json:"total_range"`
	Weeks      []plan.Week     `json:"weeks"`
}

func planOut(in planIn, _ *study.Pack, p plan.Plan) planAnswer {
	a := planAnswer{ID: in.ID, Case: in.Case, Level: p.Level, TotalRange: [2]int{p.Low, p.High}, Weeks: p.Weeks}
	if !p.Provisional() {
		a.Total = &p.Low
	}
	return a
}
