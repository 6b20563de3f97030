package lab_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"studybot/bot/lab"
	"studybot/bot/study"
	"studybot/content"
)

// answer is a plan as the lab writes it.
type answer struct {
	ID          any
	Error       string
	Case        any
	Level       string
	Total       *int
	Range       [2]int `json:"total_range"`
	Provisional *bool
	Weeks       []struct {
		Week    int
		Theme   string
		Minutes int
		Items   []item
	}
	Targets []struct {
		Area, Priority, Kind string
		Rating               float64
		Topic                int
	}
	Deferred []struct {
		Area, Reason string
		Minutes      *int `json:"minutes_missing"`
	}
	Left []struct {
		Kind, Reason string
		Minutes      int `json:"minutes_missing"`
	}
}

type item struct {
	ID, Kind string
	Topic    *int
	Area     *string
	Minutes  int
	Because  []struct {
		Kind  string
		Value any
	}
	Reason string
}

type input struct {
	Minutes  int `json:"minutes_per_week"`
	Ratings  map[string]float64
	Evidence map[string]struct{ Score float64 }
	Due      []any
}

func pack(t testing.TB) *study.Pack {
	t.Helper()
	packs, err := content.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(packs, func(p *study.Pack) bool { return p.ID == "ml-systems" })
	return packs[i]
}

// plans runs lines through the tool and reads its answers.
func plans(t testing.TB, p *study.Pack, lines ...string) ([]answer, string) {
	t.Helper()
	var out bytes.Buffer
	if err := lab.Serve(context.Background(), strings.NewReader(strings.Join(lines, "\n")), &out, lab.Plan(p)); err != nil {
		t.Fatal(err)
	}
	var answers []answer
	for _, line := range strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n") {
		var a answer
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		answers = append(answers, a)
	}
	return answers, out.String()
}

// profiles are the inputs of the four members that bot/plan is tested with, as text.
func profiles(t testing.TB) []string {
	t.Helper()
	data, err := os.ReadFile("../plan/testdata/profiles.json")
	if err != nil {
		t.Fatal(err)
	}
	var in struct {
		Cases []struct{ Input json.RawMessage }
	}
	if err := json.Unmarshal(data, &in); err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, c := range in.Cases {
		var line bytes.Buffer
		if err := json.Compact(&line, c.Input); err != nil {
			t.Fatal(err)
		}
		all = append(all, line.String())
	}
	return all
}

func TestPlansAreWrittenInTheirForm(t *testing.T) {
	p := pack(t)
	all := profiles(t)
	answers, _ := plans(t, p, all...)
	for n, a := range answers {
		var in input
		if err := json.Unmarshal([]byte(all[n]), &in); err != nil {
			t.Fatal(err)
		}
		if a.Error != "" || a.Case == nil || a.Total == nil || *a.Total != a.Range[0] || *a.Provisional || len(a.Weeks) == 0 {
			t.Fatalf("%+v", a)
		}
		level, _ := p.LevelOf(*a.Total)
		for w, week := range a.Weeks {
			if week.Week != w+1 || week.Theme != level.Plan.Weeks[w].Theme || week.Minutes > in.Minutes {
				t.Errorf("%s: week %d: %+v", a.Case, w+1, week)
			}
			for _, i := range week.Items {
				checkItem(t, p, in, i)
			}
		}
		for _, d := range a.Deferred {
			if d.Minutes == nil || d.Reason == "" {
				t.Errorf("%s: %+v", a.Case, d)
			}
		}
	}
	if k := answers[2].Targets[3]; k.Area != "C3" || k.Rating != 2.2 || k.Kind != "weak" || k.Topic != 36 || k.Priority != "CRITICAL" {
		t.Errorf("p07's last target is %+v", k)
	}
	said := fmt.Sprint(answers[2])
	if !strings.Contains(said, "our answers pointed to 2.2 of 5 in CI/CD pipeline implementation when this was planned; you had rated it 4") {
		t.Error("p07 does not say where the answers point")
	}
}

// checkItem holds what is said of an item against the input.
func checkItem(t *testing.T, p *study.Pack, in input, i item) {
	t.Helper()
	kinds := []string{"study", "practice", "retest", "template"}
	if slices.Contains(kinds, i.Kind) != (i.Topic != nil) || (i.Topic == nil) != (i.Area == nil) || !slices.Contains(append(kinds, "due", "checkpoint", "reassess", "rate_missing"), i.Kind) {
		t.Errorf("%+v", i)
	}
	if strings.Count(i.Reason, ".") < 1 || !strings.HasSuffix(i.Reason, ".") || strings.Contains(i.Reason, ". ") || len(i.Because) == 0 {
		t.Errorf("%s: reason %q, %d facts", i.ID, i.Reason, len(i.Because))
	}
	for _, b := range i.Because {
		ok := true
		switch b.Kind {
		case "rating":
			ok = b.Value == in.Ratings[*i.Area]
		case "evidence":
			ok = b.Value == in.Evidence[*i.Area].Score
		case "priority":
			topic, _ := p.Topic(*i.Topic)
			ok = b.Value == string(topic.Priority)
		case "due":
			ok = b.Value.(float64) <= float64(len(in.Due)) && b.Value.(float64) >= 1
		case "template", "prerequisite", "retest", "missing", "carried":
		default:
			ok = false
		}
		if !ok {
			t.Errorf("%s: %+v", i.ID, b)
		}
	}
}

// Keys in another order, ids beside, and other lines before give the same bytes.
func TestPlansDependOnTheirInputOnly(t *testing.T) {
	p := pack(t)
	for _, line := range profiles(t) {
		_, want := plans(t, p, line)
		var fields map[string]json.RawMessage
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			t.Fatal(err)
		}
		_, got := plans(t, p, `{"id":1,"ratings":{"C1":1}}`, backwards(t, fields), `{"id":2}`)
		if lines := strings.Split(got, "\n"); lines[1]+"\n" != want {
			t.Errorf("got  %s\nwant %s", lines[1], want)
		}
	}
}

// backwards writes the object, and those in it, with their keys in falling order.
func backwards(t *testing.T, fields map[string]json.RawMessage) string {
	t.Helper()
	var parts []string
	for _, k := range slices.Backward(slices.Sorted(maps.Keys(fields))) {
		v := string(fields[k])
		var inner map[string]json.RawMessage
		if v[0] == '{' && json.Unmarshal(fields[k], &inner) == nil {
			v = backwards(t, inner)
		}
		parts = append(parts, fmt.Sprintf("%q:%s", k, v))
	}
	return "{" + strings.Join(parts, ",") + "}"
}

func TestWhatIsMissingStaysMissing(t *testing.T) {
	answers, _ := plans(t, pack(t),
		`{"id":"none"}`,
		`{"id":"some","ratings":{"A1":4,"A2":null}}`,
		`{"id":"answers","evidence":{"C3":{"score":1.8,"answers":6},"C4":{"score":1.1,"answers":3}},"minutes_per_week":120.0}`)
	for n, want := range [][2]int{{20, 100}, {23, 99}, {20, 100}} {
		a := answers[n]
		if a.Total != nil || a.Range != want || !*a.Provisional || a.Level != "Foundation" || a.Weeks[0].Items[0].Kind != "rate_missing" {
			t.Errorf("%v: total %v, %v, %s, first %+v", a.ID, a.Total, a.Range, a.Level, a.Weeks[0].Items[0])
		}
	}
	if got := answers[2].Targets; len(got) != 1 || got[0].Area != "C3" || got[0].Rating != 1.8 {
		t.Errorf("targets %+v", got)
	}
}

func TestProgressInAnyPlainForm(t *testing.T) {
	p := pack(t)
	line := strings.TrimSuffix(profiles(t)[2], "}") // p07: E1, C1, E3 and C3 are targets
	with := func(progress string) string { return line + `,"progress":` + progress + "}" }
	for _, c := range []struct{ progress, back, gone string }{
		{`{"week":2,"completed":["study-32-E1"],"missed":["study-33-C1"]}`, "study 33 C1", "study 32 E1"},
		{`{"week":2,"done":[{"id":"x9","kind":"study","topic":32,"area":"E1","minutes":30}],"missed":[{"kind":"study","topic":33,"area":"C1","minutes":30}]}`, "study 33 C1", "study 32 E1"},
		{`{"week":2,"completed":[{"topic":32,"area":"E1"}],"missed":[{"topic":33,"area":"C1"}]}`, "study 33 C1", "study 32 E1"},
		{`{"week":2,"completed":["w1-1"],"missed":["w1-2"]}`, "study 33 C1", "study 32 E1"},
		{`{"week":2,"completed":[32],"missed":[33]}`, "study 33 C1", "study 32 E3"},
		{`{"week":3,"completed":["E1"],"missed":["C1","template-w1-38"]}`, "template 38 E4", "study 32 E1"},
		{`{"week":2,"missed":[{"kind":"due","topic":null,"area":null,"minutes":12},{"kind":"reassess"},"rate-missing",{"kind":"template","topic":27,"area":"B2"}]}`, "template 27 B2", ""},
		{`{"week":4,"completed":[{"topic":32,"area":"E1"},{"topic":33,"area":"C1"},{"topic":32,"area":"E3"},{"topic":36,"area":"C3"}]}`, "retest 36 C3", "study 36 C3"},
	} {
		answers, _ := plans(t, p, with(c.progress))
		a := answers[0]
		if a.Error != "" || !strings.Contains(c.progress, fmt.Sprintf(`"week":%d`, a.Weeks[0].Week)) || a.Weeks[len(a.Weeks)-1].Week != 4 {
			t.Errorf("%s: %s, %d weeks", c.progress, a.Error, len(a.Weeks))
			continue
		}
		found := func(in []item, what string) bool {
			return slices.ContainsFunc(in, func(i item) bool { return i.Topic != nil && fmt.Sprintf("%s %d %s", i.Kind, *i.Topic, *i.Area) == what })
		}
		if !found(a.Weeks[0].Items, c.back) {
			t.Errorf("%s: %q is not in the first week: %+v", c.progress, c.back, a.Weeks[0].Items)
		}
		for _, w := range a.Weeks {
			if found(w.Items, c.gone) {
				t.Errorf("%s: %q is in week %d", c.progress, c.gone, w.Week)
			}
		}
	}
}

func TestWhatIsWrongIsSaid(t *testing.T) {
	p := pack(t)
	for line, want := range map[string]string{
		`{"ratings":{"Z9":2}}`:                                      `ratings: the pack ml-systems has no area "Z9"`,
		`{"ratings":{"A1":6}}`:                                      `ratings: A1 is 6 and has to be 1, 2, 3, 4 or 5`,
		`{"ratings":3}`:                                             `the input of a plan: json: cannot unmarshal number`,
		`{"minutes_per_week":9}`:                                    `minutes_per_week is 9 and has to be a whole number from 10 to 10080`,
		`{"as_of":"today"}`:                                         `as_of is "today": a date is written 2026-03-02`,
		`{"evidence":{"A1":{"score":7,"answers":4}}}`:               `evidence: the score of A1 is 7 and has to be 1 to 5`,
		`{"evidence":{"Q1":{"score":3,"answers":4}}}`:               `evidence: the pack ml-systems has no area "Q1"`,
		`{"due":[{"question":"q1","due":"soon"}]}`:                  `due[0], question "q1", is due "soon": a date is written 2026-03-02`,
		`{"progress":{}}`:                                           `progress.week has to be a week of the plan, 1 to 8`,
		`{"progress":{"week":9}}`:                                   `progress.week has to be a week of the plan, 1 to 8`,
		`{"progress":{"week":2,"missed":["w7-99"]}}`:                `progress.missed[0]: the plan has no item "w7-99"`,
		`{"progress":{"week":2,"done":[{"topic":36,"area":"B2"}]}}`: `progress.done[0]: day 36 does not belong to area B2, which has the days [27]`,
		`{"progress":{"week":2,"missed":[{"kind":"nap"}]}}`:         `progress.missed[0]: there is no kind "nap"`,
		`{"progress":{"week":2,"completed":[true]}}`:                `progress.completed[0]: true: an entry is an item`,
		`{"progress":{"week":2,"completed":[7]}}`:                   `progress.completed[0]: the pack ml-systems has no area with day 7`,
	} {
		answers, out := plans(t, p, strings.Replace(line, "{", `{"id":"n1",`, 1), `{"id":2,"ratings":{"A1":1}}`)
		if len(answers) != 2 || answers[0].ID != "n1" || !strings.HasPrefix(answers[0].Error, want) || answers[1].Error != "" {
			t.Errorf("%s: %.300s", line, out)
		}
	}
}

// FuzzPlan: whatever comes, there is one answer: a plan that keeps its limit and
// has reasons, or what is wrong.
func FuzzPlan(f *testing.F) {
	p := pack(f)
	for _, line := range profiles(f) {
		f.Add([]byte(line))
	}
	f.Add([]byte(`{"id":3,"ratings":{"C3":1},"minutes_per_week":30,"progress":{"week":2,"completed":["w1-1",{"topic":33}],"missed":["study-36-C3",35]}}`))
	f.Add([]byte(`{"evidence":{"C3":{"score":1.8,"answers":6}},"due":[{"question":"q","due":"2026-03-01"}],"as_of":"2026-03-02"}`))
	f.Add([]byte(`{"minutes_per_week":10080,"ratings":{"A1":5}}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		if bytes.ContainsAny(line, "\n") || len(bytes.TrimSpace(line)) == 0 {
			return
		}
		answers, _ := plans(t, p, string(line))
		if len(answers) != 1 || (answers[0].Error == "") == (len(answers[0].Weeks) == 0) {
			t.Fatalf("%+v", answers)
		}
		var in struct {
			Minutes *float64 `json:"minutes_per_week"`
		}
		limit := 180.0
		if json.Unmarshal(line, &in) == nil && in.Minutes != nil {
			limit = *in.Minutes
		}
		for _, w := range answers[0].Weeks {
			if float64(w.Minutes) > limit || len(w.Items) == 0 {
				t.Fatalf("week %d has %d minutes of %v and %d items", w.Week, w.Minutes, limit, len(w.Items))
			}
			for _, i := range w.Items {
				if i.Reason == "" || len(i.Because) == 0 {
					t.Fatalf("%+v", i)
				}
			}
		}
	})
}
