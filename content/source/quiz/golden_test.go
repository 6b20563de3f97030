package quiz

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"studybot/bot/study"
	"studybot/content/source"
)

var update = flag.Bool("update", false, "write the golden files anew")

// told is what a golden file holds: all that a reader of quizzes can say.
type told struct {
	Reads     bool
	Title     string `json:",omitempty"`
	Day       int    `json:",omitempty"`
	Questions []toldQuestion
	Notes     []string `json:",omitempty"`
}

type toldQuestion struct {
	Line       int
	Section    string   `json:",omitempty"`
	Tags       []string `json:",omitempty"`
	Format     study.Format
	Status     study.Status
	Prompt     string
	Options    []study.Choice `json:",omitempty"`
	Answer     string
	KeyPoints  []study.KeyPoint
	Heading    string `json:",omitempty"`
	Difficulty int
	Minutes    int
}

func tell(t *testing.T, f source.File) told {
	t.Helper()
	found, err := Read(f)
	if err != nil {
		t.Fatalf("Read: %v", err)
	}
	out := told{Reads: Reads(f), Title: found.Title, Day: found.Day}
	for _, q := range found.Questions {
		out.Questions = append(out.Questions, toldQuestion{
			Line: q.Line, Section: q.Section, Tags: q.Tags, Format: q.Format, Status: q.Status, Prompt: q.Prompt, Options: q.Options,
			Answer: q.Answer, KeyPoints: q.KeyPoints, Heading: q.Source.Heading, Difficulty: q.Difficulty, Minutes: q.Minutes,
		})
	}
	for _, n := range found.Notes {
		out.Notes = append(out.Notes, n.String())
	}
	return out
}

// Every shape of quiz that was met in courses stands in testdata, in our words,
// with what has to be read from it.
func TestShapes(t *testing.T) {
	files, err := filepath.Glob("testdata/*.md")
	if err != nil || len(files) < 30 {
		t.Fatalf("found %d quizzes in testdata: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".md"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatalf("read the quiz: %v", err)
			}
			var got bytes.Buffer
			write := json.NewEncoder(&got)
			write.SetEscapeHTML(false)
			write.SetIndent("", "  ")
			if err := write.Encode(tell(t, source.File{Path: filepath.ToSlash(file), Data: text})); err != nil {
				t.Fatalf("write what was read: %v", err)
			}
			golden := strings.TrimSuffix(file, ".md") + ".golden.json"
			if *update {
				if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
					t.Fatalf("write the golden file: %v", err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatalf("read the golden file (write it with -update): %v", err)
			}
			if !bytes.Equal(got.Bytes(), want) {
				t.Errorf("got\n%s\nwant\n%s", got.Bytes(), want)
			}
		})
	}
}
