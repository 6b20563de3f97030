package quiz

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"studybot/bot/study"
	"studybot/content/source"
)

func read(t *testing.T, text string) source.Found {
	t.Helper()
	return checkRead(t, source.File{Path: "quiz.md", Data: []byte(text)})
}

// noted finds a note that holds text.
func noted(t *testing.T, found source.Found, text string) {
	t.Helper()
	for _, n := range found.Notes {
		if strings.Contains(n.Text, text) {
			return
		}
	}
	t.Errorf("no note says %q: %v", text, found.Notes)
}

func TestReads(t *testing.T) {
	options := "1. Which?\n   - A) x\n   - B) y\n2. Who?\n   - A) x\n   - B) y\n"
	cases := []struct {
		path, text string
		want       bool
	}{
		{"day-03-quiz.md", "### 1. Why?\nBecause?\n", true},
		{"notes/week.md", options, true},
		{"week.MARKDOWN", options, true},
		{"lesson.md", "# Lesson\n\n## Knowledge Check\n\n1. Why?\n2. When?\n", true},
		{"lesson.md", "# Lesson\n\nWhy? Because. How? So.\n", false},
		{"week-02/quizzes/all.md", "# All weeks\n\n**Q1.** Why?\n\n**Q2.** When?\n", true},
		{"lesson.md", "1. Why? a) x b) y Answer: a\n2. Who? a) x b) y Answer: b\n", true},
		{"lesson.md", "1. Why?\n2. Who?\n\n# Solutions\n\n1. So.\n2. She.\n", true},
		{"quizzes/README.md", "# Quizzes of this course\n\nOne a week. Ready? Go.\n", false},
		{"lesson.md", "# Steps\n\n1. Open it.\n2. Close it.\n\n# Solutions\n", false},
		{"quiz.csv", options, false},
		{"quiz.txt", options, false},
		{"quiz.md", "\xff\xfe", false},
		{"quiz.md", "", false},
	}
	for _, c := range cases {
		if got := Reads(source.File{Path: c.path, Data: []byte(c.text)}); got != c.want {
			t.Errorf("Reads(%s, %.30q) = %v", c.path, c.text, got)
		}
	}
}

func TestErrors(t *testing.T) {
	for text, want := range map[string]error{
		"\xff\xfe1. Why?":                     ErrNoText,
		"1. Why?\x00":                         ErrNoText,
		strings.Repeat("a", source.MaxFile+1): ErrTooLarge,
	} {
		_, err := Read(source.File{Path: "week/quiz.md", Data: []byte(text)})
		if !errors.Is(err, want) || !strings.Contains(err.Error(), "week/quiz.md") {
			t.Errorf("Read(%.20q): %v", text, err)
		}
	}
}

func TestDay(t *testing.T) {
	cases := []struct {
		path, text string
		want       int
	}{
		{"quiz.md", "# Day 25 Quiz: Ropes\n", 25},
		{"quiz.md", "---\nday: 7\n---\n# Day 8\n", 7},
		{"day-09-knots--quiz.md", "# Knots\n", 9},
		{"day_10/quiz.md", "# Knots\n", 10},
		{"course/Day 011/quiz.md", "", 11},
		{"quiz.md", "# Birthday 5\n", 0},
		{"today-3.md", "# Knots\n", 0},
	}
	for _, c := range cases {
		found := checkRead(t, source.File{Path: c.path, Data: []byte(c.text)})
		if found.Day != c.want {
			t.Errorf("%s with %q is of day %d, want %d", c.path, c.text, found.Day, c.want)
		}
	}
}

// What is beyond the limits of a pack is cut, said, and never asked.
func TestLimits(t *testing.T) {
	long := strings.Repeat("word ", 600)
	found := read(t, "### 1. Why "+long+"?\n- A) x\n- B) y\n\n**Answer:** A\n")
	if q := found.Questions[0]; q.Status != study.Draft {
		t.Errorf("a cut prompt is asked: %+v", q)
	}
	noted(t, found, "cut at 2000")

	found = read(t, "### 1. Why?\n- A) "+long+"\n- B) y\n\n**Answer:** B\n")
	if q := found.Questions[0]; q.Status != study.Draft {
		t.Errorf("a cut option is asked: %+v", q)
	}
	noted(t, found, "cut at 500")

	found = read(t, "### 1. Why?\n- A) x\n- B) y\n\n**Answer:** B\n\n**Explanation:** "+strings.Repeat(long, 3)+"\n")
	if q := found.Questions[0]; q.Status != study.Active {
		t.Errorf("a long explanation makes a draft: %+v", q)
	}
	noted(t, found, "cut at 6000")

	var many strings.Builder
	many.WriteString("### 1. Which?\n")
	for i := range 10 {
		fmt.Fprintf(&many, "- %c) option %d\n", 'A'+i, i)
	}
	found = read(t, many.String()+"\n**Answer:** B\n")
	if q := found.Questions[0]; q.Status != study.Draft || len(q.Options) != 8 {
		t.Errorf("ten options: %+v", q)
	}
	noted(t, found, "it has 10 options")

	found = read(t, "### 1. Which?\n- A) same\n- B) same\n- C) other\n\n**Answer:** C\n")
	if q := found.Questions[0]; q.Status != study.Draft || len(q.Options) != 2 {
		t.Errorf("equal options: %+v", q)
	}
	noted(t, found, "A and B are the same")

	found = read(t, strings.Repeat("1. Why?\n\n   Answer: so\n\n", source.MaxQuestions+5))
	if len(found.Questions) != source.MaxQuestions {
		t.Errorf("%d questions", len(found.Questions))
	}
	noted(t, found, "more than 5000 questions")
}

// A key counts only where it says without doubt which option is meant.
func TestNeverGuessed(t *testing.T) {
	for name, key := range map[string]string{
		"no key":                  "",
		"blanks":                  "**Answer:** ____",
		"a letter that is a word": "**Answer:** A boat is what floats",
		"no such letter":          "**Answer:** D",
		"several":                 "**Answer:** A and C",
		"several joined":          "**Answer:** A/B",
		"another option's text":   "**Answer:** A) river",
		"part of an option":       "**Answer:** riv",
		"two keys":                "**Answer:** A\n\n**Correct answer:** B",
		"key and text differ":     "**Answer: B**\n\n## Answer Key\n1. C",
		"two lists differ":        "## Answer Key\n1. C\n\n## Answers\n1. B",
		"key of another number":   "## Answer Key\n2. C",
		"all of them":             "**Answer:** All of the above",
	} {
		found := read(t, "### 1. What floats here?\n- A) boat\n- B) river\n- C) stone\n\n"+key+"\n")
		if len(found.Questions) != 1 || found.Questions[0].Status != study.Draft || len(found.Notes) == 0 {
			t.Errorf("%s: %+v %v", name, found.Questions, found.Notes)
		}
	}
}

func TestKeyForms(t *testing.T) {
	for _, key := range []string{
		"\n- B", "\n- B) river", "\n- river\n- not a boat", "\n- b\n- it flows",
		"B", "b", "B.", "(B)", "b)", "B) river", "B. river", "**B**", "`B`", "B - it flows", "B – it flows", "B: it flows", "B (it flows)", "B, because it flows", "Option B",
		"option b", "river", "River.", "\"river\"", "river - it flows", "B ✅", "**B) river** — it flows", "B) River", "[B]",
	} {
		found := read(t, "### 1. What flows?\n- A) boat\n- B) river\n- C) A and B\n\n**Answer:** "+key+"\n")
		if q := found.Questions[0]; q.Status != study.Active || !q.Options[1].Correct {
			t.Errorf("%q: %+v %v", key, q, found.Notes)
		}
	}
}

// A key that names a second option never makes the first one right.
func TestKeysOfSeveral(t *testing.T) {
	for _, key := range []string{
		"A, B", "A and B", "A) boat, B) river", "A) boat and B) river", "**A) boat** & **B) river**", "boat; river", "boat, river.", "boat; river;",
		"\n- A\n- B", "\n- A) boat\n- B) river", "\n- boat\n- river", "boat and (B) river",
	} {
		found := read(t, "### 1. What is in the water?\n- A) boat\n- B) river\n- C) dust\n\n**Answer:** "+key+"\n")
		q := found.Questions[0]
		if q.Status != study.Draft {
			t.Errorf("%q: %+v %v", key, q, found.Notes)
		}
		if q.Options[0].Correct != q.Options[1].Correct {
			t.Errorf("%q says that one is right: %+v", key, q.Options)
		}
	}
}
