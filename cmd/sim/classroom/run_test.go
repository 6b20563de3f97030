package classroom

import (
	"math"
	"strings"
	"testing"

	"studybot/bot/study"
	"studybot/cmd/sim/chance"
	"studybot/cmd/sim/memory"
)

// stubborn asks the same question every day, in the channel or of a member.
type stubborn struct{ channel, personal []string }

func (s stubborn) Channel(day int) (string, error) { return s.channel[day%len(s.channel)], nil }

func (s stubborn) Personal(int, string, int, []string) ([]string, error) { return s.personal, nil }

func smallWorld(t *testing.T) *World {
	t.Helper()
	w, err := NewWorld(Setting{
		Pack: smallPack(), Seed: 5, Days: 5, Team: 4,
		Truth: func(s chance.Seed, p []memory.Person, i []memory.Item) Truth { return memory.NewTraces(s, p, i) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestABreachEndsTheRun(t *testing.T) {
	fine := []string{"A1-0", "A2-0", "A3-0", "A4-0", "A5-0", "A6-0"}
	for wrong, asker := range map[string]stubborn{
		"returns to the channel": {channel: []string{"A1-0", "A2-0"}},
		"was excluded":           {channel: fine, personal: fine},
		"twice":                  {channel: fine, personal: []string{"A9-0", "A9-0"}},
	} {
		if _, err := smallWorld(t).Run(Lesson{Asker: asker, K: 6}); err == nil || !strings.Contains(err.Error(), wrong) {
			t.Errorf("%v instead of %q", err, wrong)
		}
	}
	if _, err := smallWorld(t).Run(Lesson{Asker: stubborn{channel: fine, personal: []string{"A9-0"}}, K: 6}); err != nil {
		t.Errorf("a run without a breach: %v", err)
	}
}

// believer gives every chance as p and remembers what it was told.
type believer struct {
	p    float64
	told []Rating
}

func (b *believer) Predict(int, string, string) (float64, error) { return b.p, nil }

func (b *believer) AreaScores(int) (map[string]map[string]Score, error) { return nil, nil }

func (b *believer) Rated(r Rating) error { b.told = append(b.told, r); return nil }

func TestForecastsAreAskedForAndChecked(t *testing.T) {
	asker := stubborn{channel: []string{"A1-0", "A2-1", "A3-0", "A4-1", "A5-0", "A6-1"}, personal: []string{"A9-0", "A8-1"}}
	b := &believer{p: math.NaN()}
	if _, err := smallWorld(t).Run(Lesson{Asker: asker, Forecaster: b, K: 2}); err == nil || !strings.Contains(err.Error(), "NaN") {
		t.Errorf("a chance that is no number: %v", err)
	}
	b.p = 0.5
	r, err := smallWorld(t).Run(Lesson{Asker: asker, Learners: []Learner{b}, Forecaster: b, K: 2})
	if err == nil || !strings.Contains(err.Error(), "no score in area") {
		t.Errorf("areas without scores: %v", err)
	}
	if len(b.told) != len(r.Forecasts) || len(b.told) == 0 {
		t.Fatalf("%d ratings told, %d forecasts", len(b.told), len(r.Forecasts))
	}
	again := 0
	for i, told := range b.told {
		if keyed := strings.HasSuffix(told.Question, "-1"); told.Keyed != keyed || told.Correct && !keyed {
			t.Errorf("a rating of %s: %+v", told.Question, told)
		}
		if personal := told.Question[1] >= '8'; told.Channel == personal {
			t.Errorf("the channel's or not: %+v", told)
		}
		if !r.Forecasts[i].First {
			again++
		}
	}
	if r.Answers != len(b.told) || r.Again != again || again == 0 {
		t.Errorf("%d answers, %d of them again; counted %d and %d", r.Answers, r.Again, len(b.told), again)
	}
}

func TestGainIsAgainstNobodyStudying(t *testing.T) {
	w := smallWorld(t)
	untouched := w.Mastery(w.Course.ExamDay)
	r, err := w.Run(Lesson{Asker: stubborn{channel: []string{"A1-0", "A2-0", "A3-0", "A4-0", "A5-0", "A6-0"}}})
	if err != nil {
		t.Fatal(err)
	}
	if got := w.Mastery(w.Course.ExamDay) - untouched; math.Abs(got-r.Gain) > 1e-12 || r.Gain <= 0 || r.SinceStart >= r.Gain {
		t.Errorf("gain %v, since day 0 %v, want %v", r.Gain, r.SinceStart, got)
	}
}

func TestKeysSlipAndAreGuessed(t *testing.T) {
	for format, want := range map[study.Format][2]float64{
		study.MultipleChoice: {0.97, 0.25}, study.Numeric: {0.97, 0.05}, study.Open: {0, 0},
	} {
		for i, recalled := range []bool{true, false} {
			right := 0.0
			for n := range 4000 {
				keyed, correct := key(format, recalled, chance.Seed(9).At(n))
				if keyed != format.Keyed() {
					t.Fatalf("%s is keyed: %v", format, keyed)
				}
				if correct {
					right += 1.0 / 4000
				}
			}
			if math.Abs(right-want[i]) > 0.02 {
				t.Errorf("%s, recalled %v: right in %.3f, want %.2f", format, recalled, right, want[i])
			}
		}
	}
}
