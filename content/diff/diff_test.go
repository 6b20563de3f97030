package diff_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"studybot/bot/study"
	"studybot/content"
	"studybot/content/diff"
)

var update = flag.Bool("update", false, "write the golden files anew")

func builtin(t *testing.T) *study.Pack {
	t.Helper()
	packs, err := content.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return packs[0]
}

// course is a small pack, fresh each time.
func course() *study.Pack {
	q := func(id string, topic int, area, prompt string) study.Question {
		return study.Question{ID: id, Topic: topic, Area: area, Difficulty: 1, Format: study.Open, Minutes: 2, Prompt: prompt, Status: study.Active, Answer: "A."}
	}
	mc := q("keys", 2, "A2", "Which key is right?")
	mc.Format, mc.Options = study.MultipleChoice, []study.Choice{{Text: "this", Correct: true}, {Text: "that"}}
	numeric := q("count", 3, "B1", "How many?")
	numeric.Format, numeric.Number = study.Numeric, &study.NumericKey{Value: 3, Unit: "GB"}
	plan := func(weeks ...string) study.PlanTemplate {
		p := study.PlanTemplate{Focus: "Focus"}
		for _, w := range weeks {
			p.Weeks = append(p.Weeks, study.PlanWeek{Theme: w})
		}
		return p
	}
	return &study.Pack{
		ID: "course", Name: "A course", Version: "1.0",
		Topics: []study.Topic{
			{Day: 1, Name: "One", Priority: study.High},
			{Day: 2, Name: "Two", Priority: study.High},
			{Day: 3, Name: "Three", Priority: study.Medium, Prereq: []int{2}},
			{Day: 4, Name: "Four", Priority: study.Medium},
		},
		Categories: []study.Category{{ID: "A", Name: "First"}, {ID: "B", Name: "Second"}},
		Areas: []study.Area{
			{ID: "A1", Name: "One", Category: "A", Topics: []int{1}, Priority: study.High},
			{ID: "A2", Name: "Two", Category: "A", Topics: []int{2}, Priority: study.High},
			{ID: "B1", Name: "Three", Category: "B", Topics: []int{3}, Priority: study.Medium},
			{ID: "B2", Name: "Four", Category: "B", Topics: []int{4}, Priority: study.Medium},
			{ID: "B3", Name: "More", Category: "B", Topics: []int{4}, Priority: study.Medium},
		},
		Levels: []study.Level{{Name: "Good", Min: 18, Max: 25, Plan: plan("a", "b")}, {Name: "Fair", Min: 5, Max: 17, Plan: plan("a", "b", "c")}},
		Checklists: []study.Checklist{{ID: "list", Name: "List", Groups: []study.Group{{ID: "g", Name: "G", Items: []study.Item{
			{ID: "one", Name: "Do one"}, {ID: "two", Name: "Do two"}, {ID: "three", Name: "Do three"},
		}}}}},
		Questions: []study.Question{
			q("first", 1, "A1", "What comes first?"), q("old-name", 1, "A1", "Who was called otherwise?"), mc, numeric,
			q("gone", 3, "B1", "Who remembers this one, which has a rather long prompt that goes on?"), q("enough", 4, "B2", "Is it enough?"), q("same", 4, "B3", "Is it the same?"),
		},
		Aliases: study.Aliases{Questions: map[string]string{"ancient": "first", "elder": "first"}},
	}
}

// nextCourse changes a bit of everything.
func nextCourse() *study.Pack {
	p := course()
	p.Version, p.Name = "2.0", "The course"
	p.Topics[0].Priority = study.Critical
	p.Topics[2].Prereq = []int{1, 2}
	p.Topics[3] = study.Topic{Day: 5, Name: "Five", Priority: study.Medium}
	p.Categories[0].Name = "Foundations"
	p.Areas = []study.Area{
		{ID: "A1", Name: "The one", Category: "A", Topics: []int{1}, Priority: study.Critical},
		{ID: "A2a", Name: "Two, left", Category: "A", Topics: []int{2}, Priority: study.High},
		{ID: "A2b", Name: "Two, right", Category: "A", Topics: []int{2}, Priority: study.High},
		{ID: "B", Name: "Both", Category: "B", Topics: []int{3}, Priority: study.Medium},
		{ID: "C", Name: "New", Category: "B", Topics: []int{5}, Priority: study.Medium},
	}
	p.Levels[0].Min, p.Levels[1].Max = 20, 19
	p.Levels[1].Plan.Weeks[1].Theme = "another"
	p.Levels[0].Plan.Weeks = p.Levels[0].Plan.Weeks[:1]
	p.Levels[0].Strengths = "other"
	items := []study.Item{{ID: "first", Name: "Do one"}, {ID: "two", Name: "Do two"}, {ID: "four", Name: "Do four"}}
	p.Checklists[0].Groups[0].Items = items
	p.Questions = slices.DeleteFunc(p.Questions, func(q study.Question) bool { return q.ID == "gone" })
	for i := range p.Questions {
		q := &p.Questions[i]
		switch q.ID {
		case "first":
			q.Prompt, q.Minutes, q.KeyPoints = "What comes first, and why?", 3, []study.KeyPoint{{Text: "k"}}
		case "old-name":
			q.ID = "new-name"
		case "keys":
			q.Area, q.Options = "A2a", []study.Choice{{Text: "this"}, {Text: "that", Correct: true}}
		case "count":
			q.Format, q.Number, q.Area = study.Open, nil, "B"
		case "enough":
			q.Status, q.Topic, q.Area = study.Retired, 5, "C"
		case "same":
			q.Topic, q.Area = 5, "C"
		}
	}
	p.Questions = append(p.Questions, study.Question{ID: "fresh", Topic: 5, Area: "C", Difficulty: 2, Format: study.Scenario, Prompt: "What is new?", Status: study.Active})
	p.Aliases = study.Aliases{
		Questions: map[string]string{"old-name": "new-name", "ancient": "first"}, Areas: map[string][]string{"A2": {"A2a", "A2b"}, "B1": {"B"}, "B2": {"B"}},
		Topics: map[int]int{4: 5}, Items: map[string]string{"list/one": "list/first"},
	}
	return p
}

func TestReport(t *testing.T) {
	r := diff.Between(course(), nextCourse())
	golden := filepath.Join("testdata", "report.golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, []byte(r.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got := r.String(); got != string(want) {
		t.Errorf("the report is\n%s\nwant\n%s", got, want)
	}
	if r.Lost() != 4 { // a question, an area, a format, an old name
		t.Errorf("%d things are lost", r.Lost())
	}
}

func TestNothingChanges(t *testing.T) {
	p := builtin(t)
	next := *p
	next.Version = "later"
	r := diff.Between(p, &next)
	if r.Lost() != 0 || !strings.HasSuffix(r.String(), "Nothing changes for members.\n") {
		t.Error(r)
	}
}

// TestEveryLossIsTold changes one thing at a time.
func TestEveryLossIsTold(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(p *study.Pack)
		want   string // of the entry that is a loss; none when empty
	}{
		{"pack id", func(p *study.Pack) { p.ID = "other" }, "keep the id"},
		{"question removed", func(p *study.Pack) { p.Questions = p.Questions[1:] }, "question first \"What comes first?\" was removed"},
		{"question retired", func(p *study.Pack) { p.Questions[0].Status = study.Retired }, ""},
		{"question renamed", func(p *study.Pack) {
			p.Questions[0].ID = "renamed"
			p.Aliases.Questions = map[string]string{"first": "renamed", "ancient": "renamed", "elder": "renamed"}
		}, ""},
		{"question renamed without a word", func(p *study.Pack) { p.Questions[1].ID = "renamed" }, "question old-name"},
		{"format", func(p *study.Pack) { p.Questions[0].Format = study.MultipleChoice }, "give it a new id and retire the old one"},
		{"area removed", func(p *study.Pack) { p.Areas = p.Areas[:4] }, "area B3 \"More\" was removed"},
		{"area renamed", func(p *study.Pack) {
			p.Areas[0].ID, p.Aliases.Areas = "Z", map[string][]string{"A1": {"Z"}}
		}, ""},
		{"old name forgotten", func(p *study.Pack) { p.Aliases = study.Aliases{Questions: map[string]string{"elder": "first"}} }, "the old name ancient of question first"},
		{"checklist item removed", func(p *study.Pack) { p.Checklists[0].Groups[0].Items = nil }, ""},
		{"topic removed", func(p *study.Pack) { p.Topics = p.Topics[:3] }, ""},
	} {
		next := course()
		c.change(next)
		r := diff.Between(course(), next)
		if c.want == "" {
			if r.Lost() != 0 || len(r.Groups) == 0 || !strings.Contains(r.String(), "Members keep everything they did.") {
				t.Errorf("%s:\n%s", c.name, r)
			}
			continue
		}
		if r.Lost() == 0 || !r.Groups[0].Lost || !strings.Contains(strings.Join(r.Groups[0].Entries, "\n"), c.want) {
			t.Errorf("%s does not say %q:\n%s", c.name, c.want, r)
		}
	}
}

// TestOldNamesOfEveryKind: each that is dropped is told.
func TestOldNamesOfEveryKind(t *testing.T) {
	old, next := course(), course()
	old.Aliases = study.Aliases{
		Areas: map[string][]string{"X": {"A1"}}, Checklists: map[string]string{"olist": "list"}, Items: map[string]string{"list/x": "list/one"},
	}
	next.Aliases = study.Aliases{}
	if r := diff.Between(old, next); r.Lost() != 3 {
		t.Error(r)
	}
	if r := diff.Between(old, old); r.Lost() != 0 || len(r.Groups) != 0 {
		t.Error(r)
	}
}
