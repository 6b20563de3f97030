package export_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"studybot/bot/study"
	"studybot/content"
	"studybot/content/export"
)

var update = flag.Bool("update", false, "write the golden files anew")

// quiz has a question of each format, with texts that programs trip over.
func quiz() *study.Pack {
	return &study.Pack{
		ID: "quiz", Name: "A\tquiz", Version: "1",
		Topics: []study.Topic{{Day: 1, Name: "One, two", Priority: study.Critical}, {Day: 2, Name: "Two", Priority: study.Medium}},
		Areas:  []study.Area{{ID: "A1"}},
		Questions: []study.Question{
			{
				ID: "open", Topic: 1, Area: "A1", Difficulty: 1, Format: study.Open, Minutes: 2, Status: study.Active, Prereq: []int{1, 2},
				Prompt: "Is <b> bold & \"quoted\"?\n\n    code:\tx", Variants: []string{"Once more?"},
				KeyPoints: []study.KeyPoint{{Text: "It is.", Essential: true}, {Text: "Mostly."}}, Answer: "Yes, a < b.\nReally.",
				Misconceptions: []study.Misconception{{Text: "It is not.", Why: "It looks so."}}, Source: study.Source{Heading: "H", Reference: "A book, ch. 1"},
			},
			{
				ID: "mc", Topic: 2, Area: "A1", Difficulty: 2, Format: study.MultipleChoice, Minutes: 1, Status: study.Active, Prompt: "#which?",
				Options: []study.Choice{{Text: "this", Why: "No."}, {Text: "that; \"that\"", Correct: true, Why: "Yes."}, {Text: "neither"}},
			},
			{
				ID: "number", Topic: 2, Area: "A1", Difficulty: 3, Format: study.Numeric, Minutes: 3, Status: study.Active, Prompt: "How many?",
				Number: &study.NumericKey{Value: 1500000, Tolerance: 0.5, Unit: "GB", Working: "3 x 500000"},
			},
			{ID: "old", Topic: 2, Area: "A1", Difficulty: 1, Format: study.Open, Minutes: 1, Status: study.Retired, Prompt: "Not asked"},
		},
	}
}

func written(t *testing.T, p *study.Pack, f export.Format) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := export.Write(&b, p, f); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestGolden(t *testing.T) {
	for _, f := range []export.Format{export.JSONLines, export.CSV, export.Anki} {
		got := written(t, quiz(), f)
		golden := filepath.Join("testdata", "quiz."+string(f)+".golden")
		if *update {
			if err := os.MkdirAll("testdata", 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(golden, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is\n%s\nwant\n%s", f, got, want)
		}
	}
}

// TestTheBuiltInPack: every question is there, and machines can read each form.
func TestTheBuiltInPack(t *testing.T) {
	packs, err := content.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	p := packs[0]
	lines := strings.Split(strings.TrimSpace(string(written(t, p, export.JSONLines))), "\n")
	if len(lines) != len(p.Questions) {
		t.Fatalf("%d lines for %d questions", len(lines), len(p.Questions))
	}
	fields := []string{"id", "topic", "area", "priority", "difficulty", "format", "minutes", "prompt", "key_points", "answer", "misconceptions", "options", "numeric", "source", "prereq", "status"}
	for i, line := range lines {
		var q map[string]any
		if err := json.Unmarshal([]byte(line), &q); err != nil {
			t.Fatal(err)
		}
		if len(q) != len(fields) || q["id"] != p.Questions[i].ID || q["topic"] != float64(p.Questions[i].Topic) {
			t.Errorf("line %d: %v", i+1, q)
		}
		for _, f := range fields {
			if v, ok := q[f]; !ok || v == nil && f != "numeric" {
				t.Errorf("line %d has no %s", i+1, f)
			}
		}
	}
	rows, err := csv.NewReader(bytes.NewReader(written(t, p, export.CSV))).ReadAll()
	if err != nil || len(rows) != len(p.Questions)+1 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	active := 0
	for _, q := range p.Questions {
		if q.Status == study.Active {
			active++
		}
	}
	notes := 0
	guids := map[string]bool{}
	for _, line := range strings.Split(strings.TrimSuffix(string(written(t, p, export.Anki)), "\n"), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		columns := strings.Split(line, "\t")
		if len(columns) != 4 || guids[columns[0]] || !strings.HasPrefix(columns[0], p.ID+"/") || strings.ContainsAny(line, "\"\r") {
			t.Errorf("a note of %d columns: %.200s", len(columns), line)
		}
		guids[columns[0]] = true
		notes++
	}
	if notes != active {
		t.Errorf("%d notes for %d questions", notes, active)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("the disk is full") }

func TestTrouble(t *testing.T) {
	if err := export.Write(&bytes.Buffer{}, quiz(), "pdf"); err == nil || !strings.Contains(err.Error(), "jsonl, csv and anki") {
		t.Errorf("an unknown format: %v", err)
	}
	for _, f := range []export.Format{export.JSONLines, export.CSV, export.Anki} {
		if err := export.Write(full{}, quiz(), f); err == nil || !strings.Contains(err.Error(), "the disk is full") {
			t.Errorf("%s on a full disk: %v", f, err)
		}
	}
}
