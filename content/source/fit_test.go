package source

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
	"studybot/bot/study"
)

func TestDayOf(t *testing.T) {
	for name, want := range map[string]int{
		"Day 12: Queues": 12, "day-3": 3, "week1/day_07-caches.txt": 7, "Course::Day 40::Review": 40,
		"Monday 3": 0, "Days": 0, "": 0, "Today 5, Day 6": 6, "Day 0": 0, "Day 10000": 0, "Birthday": 0, "DAY9": 9,
	} {
		if got := DayOf(name); got != want {
			t.Errorf("DayOf(%q) = %d, want %d", name, got, want)
		}
	}
}

func TestText(t *testing.T) {
	text, notes, err := Text(File{Path: "a.txt", Data: []byte("\ufeffa\r\nb\rc\x01\u2028d\xff")})
	if err != nil || text != "a\nb\nc\nd\ufffd" {
		t.Errorf("Text = %q, %v", text, err)
	}
	if len(notes) != 2 {
		t.Errorf("bytes and control characters should each have a note: %v", notes)
	}
	for name, data := range map[string][]byte{"too large": make([]byte, MaxFile+1), "binary": []byte("PK\x00\x01")} {
		if _, _, err := Text(File{Path: "x", Data: data}); err == nil || !strings.Contains(err.Error(), "x") {
			t.Errorf("a file that is %s: err = %v", name, err)
		}
	}
}

func TestSettle(t *testing.T) {
	choice := func(right ...bool) []study.Choice {
		var all []study.Choice
		for i, r := range right {
			all = append(all, study.Choice{Text: string(rune('a' + i)), Correct: r})
		}
		return all
	}
	tests := map[string]struct {
		q     study.Question
		draft bool
		notes int
	}{
		"one right":         {study.Question{Format: study.MultipleChoice, Options: choice(false, true)}, false, 0},
		"none right":        {study.Question{Format: study.MultipleChoice, Options: choice(false, false)}, true, 1},
		"two right":         {study.Question{Format: study.MultipleChoice, Options: choice(true, true, false)}, true, 1},
		"one option":        {study.Question{Format: study.MultipleChoice, Options: choice(true)}, true, 1},
		"nine options":      {study.Question{Format: study.MultipleChoice, Options: choice(true, false, false, false, false, false, false, false, false)}, true, 1},
		"key is the ninth":  {study.Question{Format: study.MultipleChoice, Options: choice(false, false, false, false, false, false, false, false, true)}, true, 1},
		"same text, wrong":  {study.Question{Format: study.MultipleChoice, Options: append(choice(true, false), study.Choice{Text: "b"})}, false, 1},
		"same text, a key":  {study.Question{Format: study.MultipleChoice, Options: append(choice(true, false), study.Choice{Text: "a"})}, true, 1},
		"empty option":      {study.Question{Format: study.MultipleChoice, Options: append(choice(true, false), study.Choice{Text: " "})}, false, 1},
		"empty key":         {study.Question{Format: study.MultipleChoice, Options: append(choice(false, false), study.Choice{Correct: true})}, true, 1},
		"long option":       {study.Question{Format: study.MultipleChoice, Options: append(choice(true, false), study.Choice{Text: strings.Repeat("x", MaxOption+1)})}, true, 1},
		"option just fits":  {study.Question{Format: study.MultipleChoice, Options: append(choice(true, false), study.Choice{Text: strings.Repeat("ü", MaxOption)})}, false, 0},
		"long prompt":       {study.Question{Format: study.Open, Answer: "a", Prompt: strings.Repeat("x", MaxPrompt+1)}, true, 1},
		"long answer":       {study.Question{Format: study.Open, Answer: strings.Repeat("x", MaxAnswer+1)}, false, 1},
		"no answer":         {study.Question{Format: study.Open}, true, 1},
		"key points answer": {study.Question{Format: study.Open, KeyPoints: []study.KeyPoint{{Text: "a"}}}, false, 0},
		"no number":         {study.Question{Format: study.Numeric}, true, 1},
		"a number":          {study.Question{Format: study.Numeric, Number: &study.NumericKey{}}, false, 0},
	}
	for name, test := range tests {
		q := Question{Question: test.q, Line: 3}
		notes := q.Settle("a.csv")
		if got := q.Status == study.Draft; got != test.draft {
			t.Errorf("%s: draft is %v, want %v", name, got, test.draft)
		}
		if len(notes) != test.notes {
			t.Errorf("%s: %d notes, want %d: %v", name, len(notes), test.notes, notes)
		}
		for _, n := range notes {
			if n.Line != 3 || n.Path != "a.csv" {
				t.Errorf("%s: the note is at %s:%d", name, n.Path, n.Line)
			}
		}
	}
}

func TestSettledQuestionsFitIntoAPack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := func(label string, limit int) string {
			return strings.Repeat(rapid.SampledFrom([]string{"a", "ü ", "世", " "}).Draw(t, label), rapid.IntRange(0, limit+2).Draw(t, label+" length"))
		}
		q := Question{Question: study.Question{Format: study.MultipleChoice, Prompt: text("prompt", MaxPrompt), Answer: text("answer", MaxAnswer)}}
		for range rapid.IntRange(0, 12).Draw(t, "options") {
			q.Options = append(q.Options, study.Choice{Text: text("option", MaxOption), Correct: rapid.Bool().Draw(t, "correct"), Why: text("why", MaxWhy)})
		}
		q.Settle("x")
		if utf8.RuneCountInString(q.Prompt) > MaxPrompt || utf8.RuneCountInString(q.Answer) > MaxAnswer || len(q.Options) > MaxOptions {
			t.Fatalf("too long: %d, %d, %d options", utf8.RuneCountInString(q.Prompt), utf8.RuneCountInString(q.Answer), len(q.Options))
		}
		right := 0
		for _, o := range q.Options {
			if o.Correct {
				right++
			}
			if o.Text == "" || utf8.RuneCountInString(o.Text) > MaxOption || utf8.RuneCountInString(o.Why) > MaxWhy {
				t.Fatalf("option %q", o.Text)
			}
		}
		if q.Status == study.Active && (right != 1 || len(q.Options) < MinOptions) {
			t.Fatalf("active with %d right of %d", right, len(q.Options))
		}
	})
}
