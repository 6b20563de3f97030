package guide

import (
	"os"
	"strings"
	"testing"

	"studybot/bot/study"
	"studybot/content/source"
	"studybot/content/source/guide/page"
	"studybot/content/source/sourcetest"
)

func outline(t *testing.T, text string) (*study.Pack, []string) {
	t.Helper()
	found, err := Read(source.File{Path: "g.md", Data: []byte(text)})
	if err != nil {
		t.Fatal(err)
	}
	wellFormed(t, found.Outline)
	var notes []string
	for _, n := range found.Notes {
		notes = append(notes, n.String())
	}
	return found.Outline, notes
}

// What is not understood is said, with its line.
func TestNothingIsDroppedInSilence(t *testing.T) {
	text := `# G

## Matrix

| Day | Topic | Priority | Mood |
|---|---|---|---|
| 1 | One | high | fine | and more |
| 1 | Twice | high | |
| x | Two | soon | |

## Zebras

- one

## Self-Assessment

- One ___/5
- Two ___/5

A word in between.

## Resources

| a | b |
|---|---|
| c | d |
`
	_, notes := outline(t, text)
	all := strings.Join(notes, "\n")
	for _, want := range []string{
		`g.md:5: the columns "Mood"`, "g.md:7: the line has more cells", `g.md:8: the topic "Twice"`, `g.md:9: "x" is no number`, `g.md:9: the priority "soon"`,
		`g.md:11: the heading "Zebras"`, `g.md:20: a paragraph was left out: "A word in between."`, `g.md:24: a table with the columns "a | b"`, "no levels were found",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("no note says %q; there are\n%s", want, all)
		}
	}
}

func TestReads(t *testing.T) {
	for name, c := range map[string]struct {
		path, text string
		want       bool
	}{
		"a guide":     {"g.md", "# G\n\n## Content Matrix\n\n## Self-Assessment\n", true},
		"bold":        {"g.markdown", "**Topics**\n\n**Self-assessment**\n", true},
		"a quiz":      {"q.md", "# Quiz\n\n## Question 1\n\n## Answers\n", false},
		"a table":     {"t.csv", "# Matrix\n## Self-Assessment\n", false},
		"nothing":     {"e.md", "", false},
		"plain words": {"p.md", "There is a matrix and a self-assessment.\n", false},
	} {
		if got := Reads(source.File{Path: c.path, Data: []byte(c.text)}); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if _, err := Read(source.File{Path: "big.md", Data: make([]byte, page.MaxBytes+1)}); err == nil {
		t.Error("a file that is too large was read")
	}
	if _, err := Read(source.File{Path: "b.md", Data: []byte("a\x00b")}); err == nil {
		t.Error("a file that is no text was read")
	}
}

type reading struct{}

func (reading) Reads(f source.File) bool                 { return Reads(f) }
func (reading) Read(f source.File) (source.Found, error) { return Read(f) }

// What costs the parser alone is in the tests of guide/page.
func TestTimeGrowsWithSize(t *testing.T) {
	data, err := os.ReadFile("testdata/review-guide.md")
	if err != nil {
		t.Fatal(err)
	}
	for name, piece := range map[string]string{
		"guide": string(data), "boxes": "- [ ] a ___/5\n", "headings": "## Levels\n### 1-2: a\n", "themes": "## Chapters\n### 1. a\n- b\n",
		"plans": "## Plans\n### a\n- Week 1: b\n", "topics": "## Topics\n- Day 1: a\n", "deep": "###### a\n- b\n", "recognition": "## Bravo\na.\n\n",
		"support": "## Help\n- a\n  - b\n",
	} {
		t.Run(name, func(t *testing.T) {
			sourcetest.Linear(t, reading{}, func(n int) source.File {
				return source.File{Path: "g.md", Data: []byte(strings.Repeat(piece, n/len(piece)+1)[:n])}
			})
		})
	}
}

func FuzzRead(f *testing.F) {
	sourcetest.Seeds(f, "testdata/*.md")
	f.Add([]byte("# a\n## Matrix\n|Day|Topic|\n|-|-|\n|0|a|\n|99999|b|\n## Self-Assessment\n- a ___/0\n- b ___/5\n## Scoring\n- 9999-1%: x\n- <0: y\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 64<<10 {
			return
		}
		file := source.File{Path: "g.md", Data: data}
		Reads(file)
		found, err := Read(file)
		if err != nil {
			return
		}
		wellFormed(t, found.Outline)
		lines := strings.Count(string(data), "\n") + strings.Count(string(data), "\r") + 1
		for _, n := range found.Notes {
			if n.Text == "" || n.Path != "g.md" || n.Line < 0 || n.Line > lines+strings.Count(string(data), "\u2028")+strings.Count(string(data), "\u2029") {
				t.Errorf("the note %+v of a file of %d lines", n, lines)
			}
		}
	})
}
