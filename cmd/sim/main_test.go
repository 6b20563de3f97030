package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"math"
	"os"
	"strings"
	"testing"

	"studybot/cmd/sim/chance"
	"studybot/cmd/sim/classroom"
	"studybot/cmd/sim/rival"
)

func TestTheSameSeedsGiveTheSameBytes(t *testing.T) {
	say := func(cores int) string {
		p, err := pack()
		if err != nil {
			t.Fatal(err)
		}
		e := experiment{
			pack: p, seeds: []chance.Seed{3, 4}, team: 2, days: []int{12}, ks: []int{0, 2},
			truths: allTruths(), policies: allPolicies(t.Context(), ""),
		}
		f, err := e.run(t.Context(), cores, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		f.print(&out)
		return out.String()
	}
	one := say(1)
	if two := say(3); one != two {
		t.Errorf("on one core:\n%s\non three:\n%s", one, two)
	}
	if rows := strings.Count(one, "\n| curves") + strings.Count(one, "\n| traces"); rows != 2*2*(8+1) { // eight ways to choose, and what one of them knew
		t.Errorf("%d rows:\n%s", rows, one)
	}
}

func TestFlagsAreExplainedWhenTheyAreWrong(t *testing.T) {
	for args, want := range map[string]string{
		"-policies luck": "luck", "-truth nobody": "nobody", "-days 0": "from 1", "-k x": `"x"`, "-seeds 1": "at least 2", "-k -1": "from 0",
	} {
		if err := run(t.Context(), strings.Fields(args), io.Discard, io.Discard); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", args, err)
		}
	}
}

func TestWhoForecastsNothingIsNotJudgedByForecasts(t *testing.T) {
	p, err := pack()
	if err != nil {
		t.Fatal(err)
	}
	e := experiment{
		pack: p, seeds: []chance.Seed{3, 4}, team: 2, days: []int{12}, ks: []int{2}, truths: allTruths()[:1],
		policies: []policy{{name: "mute", open: rival.Unseen, judged: true}},
	}
	f, err := e.run(t.Context(), 2, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	mute := f.Forecasts[0]
	for name, v := range map[string]target{"AUC": mute.AUC, "log loss": mute.LogLoss, "RMSE": mute.RMSE, "coverage": mute.Coverage} {
		if v.aimed() || v.text() != "" {
			t.Errorf("%s is %q", name, v.text())
		}
	}
	if math.IsNaN(f.Gains[0].Gain.mean) || f.Gains[0].Share.aimed() {
		t.Errorf("the gain is %v, the share of an oracle that did not run %q", f.Gains[0].Gain, f.Gains[0].Share.text())
	}
}

// TestActsAsLab is the program that TestALabIsJudged starts: it chooses at random.
func TestActsAsLab(t *testing.T) {
	if os.Getenv("SIM_TEST_ACTS_AS_LAB") == "" {
		t.Skip("started by TestALabIsJudged only")
	}
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<20)
	out := json.NewEncoder(os.Stdout)
	var w classroom.World
	var s classroom.Session
	for in.Scan() {
		var l line
		if err := json.Unmarshal(in.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		answer := map[string]any{"id": l.ID}
		switch l.Type {
		case "init":
			if err := json.Unmarshal(in.Bytes(), &w.Course); err != nil {
				t.Fatal(err)
			}
			s, _ = rival.Random(&w)
			answer["ok"], answer["predicts"], answer["scores"] = true, true, true
		case "channel":
			answer["question"], _ = s.Asker.Channel(l.Day)
		case "personal":
			answer["questions"], _ = s.Asker.Personal(l.Day, l.Member, l.K, l.Exclude)
		case "rated":
			continue
		case "predict":
			answer["p"] = 0.4
		case "area_scores":
			scores := map[string]map[string]classroom.Score{}
			for _, m := range w.Course.Members {
				scores[m.ID] = map[string]classroom.Score{}
				for _, a := range w.Course.Areas {
					scores[m.ID][a.ID] = classroom.Score{Score: 3, Low: 1, High: 5}
				}
			}
			answer["scores"] = scores
		default:
			answer["error"] = "what is " + l.Type
		}
		if err := out.Encode(answer); err != nil {
			t.Fatal(err)
		}
	}
}

func TestALabIsJudged(t *testing.T) {
	t.Setenv("SIM_TEST_ACTS_AS_LAB", "1")
	args := []string{
		"-lab", os.Args[0] + " -test.run=^TestActsAsLab$", "-json", "-policies", "random,lab",
		"-seeds", "2", "-team", "2", "-days", "20", "-k", "3", "-truth", "traces", "-first", "5",
	}
	var out bytes.Buffer
	if err := run(t.Context(), args, &out, io.Discard); err != nil {
		t.Fatal(err)
	}
	type verdict struct {
		Mean    float64
		Reached bool
	}
	var f struct {
		Gains []struct {
			Policy string
			Gain   struct{ Mean, Low, High float64 }
		}
		Forecasts []struct {
			AUC      verdict
			Coverage verdict `json:"coverage_of_90"`
		}
	}
	if err := json.Unmarshal(out.Bytes(), &f); err != nil {
		t.Fatalf("%v in %s", err, &out)
	}
	if len(f.Gains) != 2 || f.Gains[0].Gain != f.Gains[1].Gain || f.Gains[0].Gain.Low > f.Gains[0].Gain.Mean {
		t.Errorf("the lab chose as random does, with other gains: %+v", f.Gains)
	}
	if len(f.Forecasts) != 1 || f.Forecasts[0].AUC.Mean != 0.5 || f.Forecasts[0].AUC.Reached || f.Forecasts[0].Coverage.Mean != 1 {
		t.Errorf("forecasts: %+v", f.Forecasts)
	}
}

func TestALabThatFailsIsNamed(t *testing.T) {
	args := []string{"-lab", "false", "-policies", "lab", "-seeds", "2", "-days", "5", "-k", "0"}
	if err := run(t.Context(), args, io.Discard, io.Discard); err == nil || !strings.Contains(err.Error(), "false did not take the course") {
		t.Errorf("%v", err)
	}
}

func TestAUC(t *testing.T) {
	of := []classroom.Forecast{{Believed: 0.9, Recalled: true}, {Believed: 0.8}, {Believed: 0.8, Recalled: true}, {Believed: 0.1}}
	if got := auc(of, func(f classroom.Forecast) float64 { return f.Believed }); got != 3.5/4 {
		t.Errorf("auc %v", got)
	}
}

func TestEstimates(t *testing.T) {
	values := []float64{1, 2, 3, 4, 5, 6, 7, 8}
	e := estimated(len(values), func(of []int) float64 {
		sum := 0.0
		for _, i := range of {
			sum += values[i]
		}
		return sum / float64(len(of))
	})
	// The standard error of the mean is 0.81, so 95 % is about 1.6 either way.
	if e.mean != 4.5 || math.Abs(e.low-2.9) > 0.3 || math.Abs(e.high-6.1) > 0.3 {
		t.Errorf("estimate %+v", e)
	}
	if e := estimated(3, func([]int) float64 { return math.NaN() }); !math.IsNaN(e.mean) || e.text(1, 2) != "" {
		t.Errorf("an unknown figure is %+v", e)
	}
}

func TestForecastsAreComparedWithTheBestConstant(t *testing.T) {
	told := func(p float64, recalled bool) classroom.Forecast {
		return classroom.Forecast{Believed: p, Recalled: recalled}
	}
	r := summed(classroom.Report{Forecasts: []classroom.Forecast{told(0.75, true), told(0.75, true), told(0.75, true), told(0.75, false)}})
	if got := underConstant([]result{r}, []int{0}); math.Abs(got) > 1e-12 {
		t.Errorf("the best constant itself is %v under it", got)
	}
	r = summed(classroom.Report{Forecasts: []classroom.Forecast{told(1, true), told(1, true), told(0, false)}})
	if got := underConstant([]result{r}, []int{0}); math.Abs(got-0.6365) > 1e-3 {
		t.Errorf("a perfect forecast is %v under the constant", got)
	}
}

func TestVerdicts(t *testing.T) {
	e := estimate{0.9, 0.8, 1}
	for want, v := range map[string]target{
		"0.900 (0.800 to 1.000), at least 0.85: yes": atLeast(e, 0.85),
		"0.900 (0.800 to 1.000), at least 1.20: no":  atLeast(e, 1.2),
		"0.900 (0.800 to 1.000), at most 0.50: no":   {e, 0, 0.5},
		"0.900 (0.800 to 1.000), 0.88 to 0.98: yes":  {e, 0.88, 0.98},
		"0.900 (0.800 to 1.000)":                     noAim(e),
	} {
		if got := v.text(); got != want {
			t.Errorf("%q instead of %q", got, want)
		}
	}
}
