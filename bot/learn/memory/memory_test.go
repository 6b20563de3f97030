package memory

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"testing"

	"pgregory.net/rapid"
)

// vector is a sequence of grades with what ts-fsrs 5.4.2 made of it.
type vector struct {
	ID, Config, Weights string
	Steps               []struct {
		Grade       Grade    `json:"grade"`
		ElapsedDays int      `json:"elapsed_days"`
		Before      *float64 `json:"retrievability_before"`
		Stability   float64  `json:"stability"`
		Difficulty  float64  `json:"difficulty"`
		Interval    int      `json:"interval_days"`
		Due         int      `json:"due_day"`
	}
}

func TestAgreesWithTheReferenceImplementation(t *testing.T) {
	data, err := os.ReadFile("testdata/ts-fsrs-5.4.2.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Configs map[string]struct {
			Retention float64 `json:"request_retention"`
			Longest   int     `json:"maximum_interval"`
			ShortTerm bool    `json:"enable_short_term"`
		}
		Weights map[string]Weights
		Vectors []vector
	}
	if err := json.Unmarshal(data, &file); err != nil || len(file.Vectors) == 0 {
		t.Fatal("the vectors cannot be read", err)
	}
	for _, v := range file.Vectors {
		c := file.Configs[v.Config]
		curve, err := New(Settings{Retention: c.Retention, Longest: c.Longest, ShortTerm: c.ShortTerm, Weights: file.Weights[v.Weights]})
		if err != nil {
			t.Fatal(v.ID, err)
		}
		var s State
		day := 0
		for i, step := range v.Steps {
			day += step.ElapsedDays
			if step.Before != nil && math.Abs(curve.Recall(s, step.ElapsedDays)-*step.Before) > 1e-5 {
				t.Errorf("%s step %d: recall %v, want %v", v.ID, i, curve.Recall(s, step.ElapsedDays), *step.Before)
			}
			interval := curve.Interval(s, step.ElapsedDays, step.Grade)
			s = curve.Next(s, step.ElapsedDays, step.Grade)
			if interval != step.Interval || day+interval != step.Due {
				t.Errorf("%s step %d: interval %d, due %d; want %d, %d", v.ID, i, interval, day+interval, step.Interval, step.Due)
			}
			if math.Abs(s.Stability-step.Stability) > 1e-4*max(1, step.Stability) || math.Abs(s.Difficulty-step.Difficulty) > 1e-4 {
				t.Errorf("%s step %d: %+v, want stability %v, difficulty %v", v.ID, i, s, step.Stability, step.Difficulty)
			}
		}
	}
}

// What FSRS would mend in silence is refused.
func TestSettingsOutOfRangeAreRefused(t *testing.T) {
	for name, spoil := range map[string]func(*Settings){
		"no retention":     func(s *Settings) { s.Retention = 0 },
		"retention over 1": func(s *Settings) { s.Retention = 1.01 },
		"no interval":      func(s *Settings) { s.Longest = 0 },
		"interval too far": func(s *Settings) { s.Longest = 36501 },
		"weight not a number": func(s *Settings) {
			s.Weights[3] = math.NaN()
		},
		"decay of nothing":     func(s *Settings) { s.Weights[20] = 0 },
		"weight to be clipped": func(s *Settings) { s.Weights[4] = 11 },
	} {
		s := Product()
		spoil(&s)
		if _, err := New(s); !errors.Is(err, ErrSettings) {
			t.Errorf("%s: %v, want ErrSettings", name, err)
		}
	}
	if _, err := New(Product()); err != nil {
		t.Error("the product's own settings are refused:", err)
	}
}

func TestMemoriesFadeAndAnswersStrengthen(t *testing.T) {
	curve, err := New(Product())
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		var s State
		for range rapid.IntRange(1, 12).Draw(t, "answers") {
			days := rapid.IntRange(0, 400).Draw(t, "days")
			g := Grade(rapid.IntRange(1, 4).Draw(t, "grade"))
			last := 0
			for grade := Again; grade <= Easy; grade++ {
				i := curve.Interval(s, days, grade)
				if i < 1 || i > 367 || grade > Hard && i <= last {
					t.Fatalf("intervals out of order at grade %d: %d after %d", grade, i, last)
				}
				last = i
			}
			before := s
			s = curve.Next(s, days, g)
			if s.Difficulty < 1 || s.Difficulty > 10 || s.Stability <= 0 {
				t.Fatalf("%+v", s)
			}
			if before.Known() && (g == Again) != (s.Stability < before.Stability) && days > 0 && s.Stability != before.Stability {
				t.Fatalf("grade %d took stability from %v to %v", g, before.Stability, s.Stability)
			}
		}
		if curve.Recall(s, 0) != 1 || curve.Recall(s, 10) <= curve.Recall(s, 11) {
			t.Fatal("recall does not fade")
		}
	})
}
