package lab

import (
	"encoding/json"
	"fmt"

	"studybot/bot/learn/memory"
)

// fsrsLine is one sequence of answers to one question.
type fsrsLine struct {
	ID     json.RawMessage `json:"id"`
	Config struct {
		Retention float64 `json:"request_retention"`
		Longest   int     `json:"maximum_interval"`
		ShortTerm bool    `json:"enable_short_term"`
	} `json:"config"`
	W     []float64 `json:"w"`
	Steps []struct {
		Grade   memory.Grade `json:"grade"`
		Elapsed int          `json:"elapsed_days"`
	} `json:"steps"`
}

// fsrsStep is the memory after an answer.
type fsrsStep struct {
	Stability  float64 `json:"stability"`
	Difficulty float64 `json:"difficulty"`
	Interval   int     `json:"interval_days"`
	// Due counts from the first answer.
	Due int `json:"due_day"`
	// Before is the recall just before the answer; null at the first.
	Before *float64 `json:"retrievability_before"`
}

// longestElapsed bounds a step, so that the days of a sequence can be added up.
const longestElapsed = 1_000_000

// FSRS answers a line of `lab fsrs`: the memory after each of its steps. Settings that
// are left out are the product's.
func FSRS(line []byte) (any, error) {
	in := fsrsLine{}
	settings := memory.Product()
	in.Config.Retention, in.Config.Longest = settings.Retention, settings.Longest
	if err := json.Unmarshal(line, &in); err != nil {
		return nil, fmt.Errorf("read the sequence: %w", err)
	}
	settings.Retention, settings.Longest, settings.ShortTerm = in.Config.Retention, in.Config.Longest, in.Config.ShortTerm
	if in.W != nil {
		if len(in.W) != len(settings.Weights) {
			return nil, fmt.Errorf("w has %d numbers; FSRS-6 takes %d", len(in.W), len(settings.Weights))
		}
		copy(settings.Weights[:], in.W)
	}
	curve, err := memory.New(settings)
	if err != nil {
		return nil, err
	}
	steps := make([]fsrsStep, 0, len(in.Steps))
	var s memory.State
	day := 0
	for i, step := range in.Steps {
		if step.Grade < memory.Again || step.Grade > memory.Easy {
			return nil, fmt.Errorf("step %d has grade %d; grades are 1 to 4", i+1, step.Grade)
		}
		if step.Elapsed < 0 || step.Elapsed > longestElapsed {
			return nil, fmt.Errorf("step %d has %d elapsed days; 0 to %d are possible", i+1, step.Elapsed, longestElapsed)
		}
		out := fsrsStep{}
		if s.Known() {
			before := curve.Recall(s, step.Elapsed)
			out.Before = &before
			day += step.Elapsed
		}
		out.Interval = curve.Interval(s, step.Elapsed, step.Grade)
		s = curve.Next(s, step.Elapsed, step.Grade)
		out.Stability, out.Difficulty, out.Due = s.Stability, s.Difficulty, day+out.Interval
		steps = append(steps, out)
	}
	return struct {
		ID    json.RawMessage `json:"id"`
		Steps []fsrsStep      `json:"steps"`
	}{in.ID, steps}, nil
}
