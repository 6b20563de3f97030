package show_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"studybot/bot/study"
	"studybot/content"
	"studybot/content/example"
	"studybot/content/show"
)

var update = flag.Bool("update", false, "write the golden files anew")

// sample is the example pack, with a checklist, a draft and a retired question.
func sample(t *testing.T) *study.Pack {
	t.Helper()
	schemas, err := content.Schemas()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "sql")
	if err := example.Write(dir, schemas); err != nil {
		t.Fatal(err)
	}
	packs, err := content.LoadFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	p := *packs[0]
	p.Checklists = []study.Checklist{{ID: "l", Name: "Try it", Groups: []study.Group{{Items: []study.Item{{ID: "a"}}}}}}
	p.Questions = append(p.Questions,
		study.Question{ID: "later", Topic: 2, Area: "A2", Difficulty: 1, Format: study.Open, Minutes: 1, Status: study.Draft, Prompt: "Soon?\n\n    SELECT 1;\n\nAnd then?"},
		study.Question{ID: "gone", Topic: 2, Area: "A2", Difficulty: 1, Format: study.Open, Minutes: 1, Status: study.Retired, Prompt: "Once?"})
	return &p
}

func TestGolden(t *testing.T) {
	p := sample(t)
	pages := map[string]string{"overview": show.Overview(p)}
	for _, q := range p.Questions {
		pages[q.ID] = show.Card(p, q)
	}
	for name, got := range pages {
		golden := filepath.Join("testdata", name+".golden")
		if *update {
			if err := os.MkdirAll("testdata", 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s is\n%s\nwant\n%s", name, got, want)
		}
	}
}

// TestEveryQuestionOfThePack: a card holds all of its texts, in lines of 80 columns.
func TestEveryQuestionOfThePack(t *testing.T) {
	packs, err := content.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	p := packs[0]
	flat := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	for _, q := range p.Questions {
		card := show.Card(p, q)
		texts := append([]string{q.Prompt, q.Answer, q.Source.Reference}, q.Variants...)
		for _, k := range q.KeyPoints {
			texts = append(texts, k.Text)
		}
		for _, o := range q.Options {
			texts = append(texts, o.Text, o.Why)
		}
		for _, m := range q.Misconceptions {
			texts = append(texts, m.Text, m.Why)
		}
		for _, text := range texts {
			if !strings.Contains(flat(card), flat(text)) {
				t.Errorf("%s does not show %q", q.ID, text)
			}
		}
		for _, line := range strings.Split(card, "\n") {
			if n := utf8.RuneCountInString(line); n > 80 && strings.Contains(strings.TrimSpace(line), " ") && !strings.HasPrefix(line, "    ") {
				t.Errorf("%s has a line of %d columns: %s", q.ID, n, line)
			}
		}
	}
}
