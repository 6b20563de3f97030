package quiz

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"studybot/content/source/quiz/sheet/marks"

	"studybot/bot/study"
	"studybot/content/source"
)

// FuzzRead promises for any text: reading ends, does not panic, and what it gives
// fits into a pack.
func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/*.md")
	if err != nil || len(files) == 0 {
		f.Fatalf("the quizzes in testdata: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatalf("read a quiz: %v", err)
		}
		f.Add(text)
	}
	for _, h := range hostile() {
		f.Add(h.of(300))
	}
	shared := marks.New() // to compile them takes longer than to read a page
	f.Fuzz(func(t *testing.T, text []byte) {
		checkFound(t, shared, source.File{Path: "quiz.md", Data: text})
	})
}

func checkRead(t *testing.T, f source.File) source.Found {
	t.Helper()
	return checkFound(t, marks.New(), f)
}

func checkFound(t *testing.T, m *marks.Marks, f source.File) source.Found {
	t.Helper()
	found, err := readWith(m, f)
	Reads(f)
	if err != nil {
		if !errors.Is(err, ErrNoText) && !errors.Is(err, ErrTooLarge) {
			t.Fatalf("an error that nobody knows: %v", err)
		}
		return found
	}
	if len(found.Questions) > source.MaxQuestions {
		t.Fatalf("%d questions", len(found.Questions))
	}
	for _, q := range found.Questions {
		checkQuestion(t, q)
	}
	for _, n := range found.Notes {
		if n.Text == "" || n.Line < 0 || n.Path != f.Path {
			t.Fatalf("a note without place or text: %+v", n)
		}
	}
	return found
}

func checkQuestion(t *testing.T, q source.Question) {
	t.Helper()
	length := utf8.RuneCountInString
	right := 0
	seen := map[string]bool{}
	for _, o := range q.Options {
		if o.Correct {
			right++
		}
		if o.Text == "" || seen[o.Text] || length(o.Text) > maxOption || length(o.Why) > maxWhy {
			t.Fatalf("an option that no pack takes: %+v", q)
		}
		seen[o.Text] = true
	}
	if q.Prompt == "" || length(q.Prompt) > maxPrompt || length(q.Answer) > maxAnswer || len(q.Options) > maxOptions || q.Line < 1 || q.Difficulty != 2 || q.Minutes != 2 {
		t.Fatalf("a question that no pack takes: %+v", q)
	}
	active := q.Status == study.Active
	switch {
	case active && (q.Answer == "" || len(q.KeyPoints) == 0 || len(q.KeyPoints) > maxPoints):
		t.Fatalf("an active question without an answer: %+v", q)
	case active && q.Format == study.MultipleChoice && (right != 1 || len(q.Options) < 2):
		t.Fatalf("an active question with %d right options of %d: %+v", right, len(q.Options), q)
	case q.Format != study.MultipleChoice && len(q.Options) > 0:
		t.Fatalf("options of an open question: %+v", q)
	case !active && q.Status != study.Draft:
		t.Fatalf("status %q", q.Status)
	}
}

// repeated is a hostile text: head, text many times, and perhaps more of another
// text behind middle.
type repeated struct{ name, head, text, middle, more string }

func (r repeated) of(size int) []byte {
	if r.more == "" {
		return []byte(r.head + strings.Repeat(r.text, size/len(r.text)+1))
	}
	return []byte(r.head + strings.Repeat(r.text, size/2/len(r.text)+1) + r.middle + strings.Repeat(r.more, size/2/len(r.more)+1))
}

func hostile() []repeated {
	return []repeated{
		{name: "options", head: "1. Which?\n", text: "A) x\nB) y\n"},
		{name: "boxes", head: "# Q1\nWhich?\n", text: "- [x] y\n"},
		{name: "questions", head: "", text: "1. Why?\n"},
		{name: "restarting", head: "", text: "### 1. Why?\n- A) x\n- B) y\n"},
		{name: "folds", head: "", text: "<details><summary>1. Why?</summary>\n"},
		{name: "folds in one line", head: "", text: "<details></details></summary><summary>"},
		{name: "open comments", head: "", text: "<!-- "},
		{name: "quotes", head: "", text: "> > > > > 1. Why?\n> - A) x\n"},
		{name: "deep quotes", head: "", text: ">"},
		{name: "backticks", head: "", text: "`` ` ``` "},
		{name: "stars", head: "", text: "**a *b __c _d "},
		{name: "brackets", head: "", text: "[a](![b]("},
		{name: "keys", head: "1. Why?\n\n## Answers\n", text: "1. A\n"},
		{name: "keys in a line", head: "1. Why?\n\nAnswers: ", text: "1. A, "},
		{name: "answers", head: "### 1. Why?\n- A) x\n- B) y\n", text: "**Answer:** A\n"},
		{name: "zones", head: "", text: "1. Why?\n## Answers\n1. Because\n"},
		{name: "repeated prompts", head: "", text: "### What is this thing here?\n- A) x\n- B) y\n## Answers\n### What is this thing here?\nAnswer: A\n"},
		{name: "fences", head: "", text: "```\n1. Why?\n"},
		{name: "table", head: "1. Why?\n\n## Answers\n", text: "| 1 | A | why |\n"},
		{name: "headings", head: "", text: "## Part\n### Sub\ntext\n"},
		{name: "lists", head: "1. Why?\n", text: "- item\n"},
		{name: "spaces", head: "", text: "   \t "},
		{name: "digits", head: "", text: "1234567890"},
		{name: "prompts and headings", text: "1. Why?\n", middle: "\n# Answers\n", more: "### Why?\n"},
		{name: "prompts and other headings", text: "1. Why?\n", middle: "\n# Answers\n", more: "## How?\n"},
		{name: "one number, many keys", text: "1. Why?\n- A) x\n- B) y\n", middle: "\n## Answers\n", more: "1. A\n"},
		{name: "a long prompt, many keys", head: "1. Why?\n", text: "really and truly\n", middle: "\n## Answers\n", more: "1. A\n"},
		{name: "many options, many keys", head: "1. Why?\n", text: "- A) x\n- B) y\n", middle: "\n## Answers\n", more: "1. A\n"},
		{name: "many sections", text: "## Part\n1. Why?\n", middle: "\n# Answers\n", more: "## Part\n1. A\n"},
		{name: "options with numbers", head: "### 1. Which?\n", text: "1. x\n2. y\n"},
		{name: "long lists of numbers", head: "### 1. Which?\n", text: "7. x\n", middle: "\nAnswer: 2\n", more: "Answer: 7, 7, 7\n"},
		{name: "tables as options", head: "### 1. Which?\n", text: "| A | x |\n"},
		{name: "without numbers", text: "Which?\nA) x\nB) y\nAnswer: A\n\n"},
		{name: "strays without numbers", text: "## Part\n---\nWhich?\n\nA) x\nB) y\n"},
		{name: "slanted prompts", text: "*Which?*\n- x (correct)\n- y\n"},
		{name: "metadata", head: "1. Which?\n", text: "**Topic:** x\n"},
		{name: "labels of others", text: "**Pregunta 1:** ¿Cuál?\n**Opción A:** x\n【答案】A\n"},
		{name: "a key of bullets", head: "### 1. Which?\n- A) x\n- B) y\n\n**Answer:**\n", text: "- A) x\n"},
		{name: "a key of many", head: "### 1. Which?\n- A) x\n- B) y\n\nAnswer: ", text: "A) x and "},
		{name: "choices in a line", head: "1. Which?\nChoices: ", text: "a; "},
		{name: "many lines of choices", text: "- Question 1: Which?\n  - Answer: b\n  - Choices: a; b; c\n"},
		{name: "titles above titles", text: "# A\n## B\n### C\n1. Why?\n", middle: "\n# Answers\n", more: "## A\n### C\n1. So\n"},
		{name: "columns of keys", head: "1. Why?\n\n## Answers\n| Q | Ans | Note | Level |\n|---|---|---|---|\n", text: "| 1 | A | x | y | 2 | B | x | y |\n"},
		{name: "a wide table of keys", head: "1. Why?\n\n## Answers\n", text: "| 1 | A | x "},
		{name: "tight lists", text: "1. Why?\n2. Who?\n\nWell.\n"},
		{name: "one long word", head: "", text: "Answer:"},
	}
}

// Reading takes time in proportion to the text: eight times the text takes about
// eight times as long, where nested loops would take sixty-four times. The text is
// made long enough to be measured. A busy machine spoils single measurements, so
// one good one of several is enough.
func TestReadingIsLinear(t *testing.T) {
	const times, tries = 8, 6
	shared := marks.New()
	for _, h := range hostile() {
		t.Run(h.name, func(t *testing.T) {
			took := func(size int) time.Duration {
				f := source.File{Path: "quiz.md", Data: h.of(size)}
				start := time.Now()
				checkFound(t, shared, f)
				return max(time.Since(start), 100*time.Microsecond)
			}
			size := 2_000
			for size < 32_000 && took(size) < 3*time.Millisecond {
				size *= 2
			}
			var ratios []int
			for range tries {
				first := took(size)
				ratio := int(took(size*times) / first)
				if ratio < 4*times {
					return
				}
				ratios = append(ratios, ratio)
			}
			t.Errorf("%d times the text took these times as long: %v", times, ratios)
		})
	}
}
