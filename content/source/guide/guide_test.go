package guide

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"studybot/bot/study"
	"studybot/content/source"
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

func TestBandsBecomeTotals(t *testing.T) {
	for name, c := range map[string]struct {
		areas int
		rate  string
		bands []string
		want  string
	}{
		"points":            {20, "5", []string{"90-100: A", "60-89: B", "below 60: C"}, "A 90-100, B 60-89, C 20-59"},
		"percentages":       {4, "5", []string{"90-100%: A", "50% to 89%: B", "0–49 %: C"}, "A 18-20, B 10-17, C 4-9"},
		"open ends":         {10, "5", []string{"45+: A", "30 and above: B", "at least 20: C", "less than 20: D"}, "A 45-50, B 30-44, C 20-29, D 10-19"},
		"worst first":       {2, "5", []string{"2-5: C", "6-8: B", "9-10: A"}, "A 9-10, B 6-8, C 2-5"},
		"ratings to 10":     {18, "10", []string{"140-180: A", "80-139: B", "under 80: C"}, "A 73-90, B 46-72, C 18-45"},
		"shares of 100":     {3, "5", []string{"80-100: A", "0-79: B"}, "A 12-15, B 3-11"},
		"too few totals":    {1, "5", []string{"90-100%: A", "88-89%: B", "40-87%: C", "0-39%: D"}, "A 5-5, C 2-4, D 1-1"},
		"German":            {4, "5", []string{"16 bis 20: A", "ab 10: B", "unter 10: C"}, "A 16-20, B 10-15, C 4-9"},
		"French":            {4, "5", []string{"16 à 20: A", "à partir de 10: B", "moins de 10: C"}, "A 16-20, B 10-15, C 4-9"},
		"signs and decimal": {4, "5", []string{"≥ 80%: A", "50-79.9%: B", "< 50%: C"}, "A 16-20, B 10-15, C 4-9"},
		"a gap":             {4, "5", []string{"16-20: A", "8-13: B"}, "A 16-20, B 4-15"},
	} {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			b.WriteString("# G\n\n## Self-Assessment\n\n")
			for i := range c.areas {
				fmt.Fprintf(&b, "- Area %c ___/%s\n", 'a'+i, c.rate)
			}
			b.WriteString("\n## Scoring\n\n")
			for _, band := range c.bands {
				fmt.Fprintf(&b, "- %s\n", band)
			}
			p, _ := outline(t, b.String())
			var got []string
			for _, l := range p.Levels {
				got = append(got, fmt.Sprintf("%s %d-%d", l.Name, l.Min, l.Max))
			}
			if strings.Join(got, ", ") != c.want {
				t.Errorf("got  %s\nwant %s", strings.Join(got, ", "), c.want)
			}
		})
	}
}

func TestPriorities(t *testing.T) {
	for words, want := range map[string]study.Priority{
		"CRITICAL, P1, must, Kritisch, ★★★, 🔴, 🔴 Critical, 1, très critique": study.Critical,
		"High, P2, HOCH, élevée, ★★, 🟠, should":                              study.High,
		"Medium, Med, P3, low, ★, mittel, 🟢, nice to have, basse":            study.Medium,
	} {
		for _, w := range strings.Split(words, ", ") {
			got, _, ok := priority(w, 3)
			if w == "très critique" {
				if ok {
					t.Errorf("%q was guessed", w)
				}
			} else if got != want {
				t.Errorf("%q is %q, want %s", w, got, want)
			}
		}
	}
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
	if _, err := Read(source.File{Path: "big.md", Data: make([]byte, maxGuide+1)}); err == nil {
		t.Error("a file that is too large was read")
	}
	if _, err := Read(source.File{Path: "b.md", Data: []byte("a\x00b")}); err == nil {
		t.Error("a file that is no text was read")
	}
}

// What costs the parser much is cut out, so that the time grows with the size. Only
// the ratio counts: eight times the size takes eight times as long when the time is
// linear, and 64 times when it is quadratic. A machine that is busy elsewhere gets
// several chances.
func TestTimeGrowsWithSize(t *testing.T) {
	data, err := os.ReadFile("testdata/review-guide.md")
	if err != nil {
		t.Fatal(err)
	}
	for name, piece := range map[string]string{
		"guide": string(data), "brackets": "[a](", "quotes": "> ", "lists": "- ", "lines": "a\n", "stairs": "  - a\n>", "tables": "a|b\n-|-\n",
		"stars": "**a ", "boxes": "- [ ] a ___/5\n", "headings": "## Levels\n### 1-2: a\n", "links": "[a]: b\n", "themes": "## Chapters\n### 1. a\n- b\n",
		"plans": "## Plans\n### a\n- Week 1: b\n", "topics": "## Topics\n- Day 1: a\n", "deep": "###### a\n- b\n", "recognition": "## Bravo\na.\n\n",
		"support": "## Help\n- a\n  - b\n", "below": "  - b\n",
	} {
		t.Run(name, func(t *testing.T) {
			took := func(size int) time.Duration {
				text := []byte(strings.Repeat(piece, size/len(piece)+1)[:size])
				start := time.Now()
				if _, err := Read(source.File{Path: "g.md", Data: text}); err != nil {
					t.Fatal(err)
				}
				return time.Since(start)
			}
			ratio := 0.0
			for range 5 {
				small, large := took(8<<10), took(64<<10)
				if ratio = float64(large) / float64(small); ratio < 32 || large < 20*time.Millisecond {
					return
				}
			}
			t.Errorf("8 times the size took %.0f times as long", ratio)
		})
	}
}

func FuzzRead(f *testing.F) {
	guides, err := filepath.Glob("testdata/*.md")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range guides {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
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
