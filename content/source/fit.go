package source

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"studybot/bot/study"
)

// Limits of a question in a pack, texts in characters; docs/packs.md has them.
const (
	MaxPrompt  = 2000
	MaxOption  = 500
	MaxAnswer  = 6000
	MaxWhy     = 2000
	MaxHeading = 150
	MinOptions = 2
	MaxOptions = 8
)

// Text is the file as UTF-8 text with "\n" line ends and without a byte order mark;
// what is not UTF-8, and control characters, are replaced or taken out with a note.
// An error says that the file is too large or no text.
func Text(f File) (string, []Note, error) {
	if len(f.Data) > MaxFile {
		return "", nil, fmt.Errorf("%s has %d bytes, at most %d are read: split it", f.Path, len(f.Data), MaxFile)
	}
	if bytes.IndexByte(f.Data, 0) >= 0 {
		return "", nil, fmt.Errorf("%s is not text: save it as UTF-8 text", f.Path)
	}
	var notes []Note
	text := string(bytes.TrimPrefix(f.Data, []byte("\ufeff")))
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "\ufffd")
		notes = append(notes, Note{
			Path: f.Path, Kind: Doubtful,
			Text: "some bytes are not UTF-8 and became \ufffd: save the file as UTF-8 and import it again",
		})
	}
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.ReplaceAll(text, "\r", "\n")
	clean := Clean(text)
	if n := utf8.RuneCountInString(text) - utf8.RuneCountInString(clean); n > 0 {
		notes = append(notes, Note{Path: f.Path, Kind: Took, Text: fmt.Sprintf("%d control characters were taken out", n)})
	}
	return clean, notes, nil
}

// Clean takes out control characters, which a pack refuses, but for tabs and line ends.
func Clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\u2028' || r == '\u2029':
			return '\n'
		case r == '\ufeff' || unicode.IsControl(r) && r != '\n' && r != '\t':
			return -1
		}
		return r
	}, text)
}

// DayOf reads the course day from a name such as "Day 12: Queues" or "day-12"; 0
// when it names none.
func DayOf(name string) int {
	lower := strings.ToLower(name)
	for from := 0; ; {
		at := strings.Index(lower[from:], "day")
		if at < 0 {
			return 0
		}
		at += from
		from = at + len("day")
		if before, _ := utf8.DecodeLastRuneInString(lower[:at]); at > 0 && unicode.IsLetter(before) {
			continue // "Monday 3"
		}
		digits := strings.TrimLeft(lower[from:], " \t_-#:")
		end := 0
		for end < len(digits) && digits[end] >= '0' && digits[end] <= '9' {
			end++
		}
		if day, err := strconv.Atoi(digits[:end]); err == nil && day >= 1 && day <= 9999 {
			return day
		}
	}
}

// Settle brings a question within the limits of a pack: it cuts what is too long,
// and makes a draft of what cannot be asked as it is, each with a note. It never
// chooses a key.
func (q *Question) Settle(path string) []Note {
	var notes []Note
	say := func(kind Kind, format string, args ...any) {
		notes = append(notes, Note{Path: path, Line: q.Line, Kind: kind, Text: fmt.Sprintf(format, args...)})
	}
	draft := func(format string, args ...any) {
		q.Status = study.Draft
		say(Doubtful, format+"; it is a draft until somebody mends it", args...)
	}
	if q.Status == "" {
		q.Status = study.Active
	}
	if cut(&q.Prompt, MaxPrompt) {
		draft("the prompt is longer than %d characters and was cut", MaxPrompt)
	}
	if cut(&q.Answer, MaxAnswer) {
		say(Doubtful, "the answer is longer than %d characters and was cut", MaxAnswer)
	}
	if cut(&q.Source.Heading, MaxHeading) {
		say(Took, "the title is longer than %d characters and was cut", MaxHeading)
	}
	switch q.Format {
	case study.MultipleChoice:
		q.settleOptions(say, draft)
	case study.Numeric:
		if q.Number == nil {
			draft("the question has no number as its key")
		}
	default:
		if strings.TrimSpace(q.Answer) == "" && len(q.KeyPoints) == 0 {
			draft("the question has no answer")
		}
	}
	return notes
}

func (q *Question) settleOptions(say func(Kind, string, ...any), draft func(string, ...any)) {
	seen := map[string]int{} // text -> place in kept
	var kept []study.Choice
	for _, o := range q.Options {
		o.Text = strings.TrimSpace(o.Text)
		if o.Text == "" {
			if o.Correct {
				draft("the option that the key names is empty")
			} else {
				say(Took, "an empty option was left out")
			}
			continue
		}
		if cut(&o.Text, MaxOption) {
			draft("an option is longer than %d characters and was cut", MaxOption)
		}
		if cut(&o.Why, MaxWhy) {
			say(Doubtful, "why an option is right or wrong takes more than %d characters and was cut", MaxWhy)
		}
		if first, twice := seen[o.Text]; twice {
			if kept[first].Correct != o.Correct {
				draft("two options have the same text, and only one is right")
			} else {
				say(Doubtful, "two options have the same text; the second was left out")
			}
			continue
		}
		seen[o.Text] = len(kept)
		kept = append(kept, o)
	}
	q.Options = kept
	if n := len(q.Options); n > MaxOptions {
		draft("the question has %d options, at most %d fit; the others were left out", n, MaxOptions)
		q.Options = q.Options[:MaxOptions:MaxOptions]
	}
	right := 0
	for _, o := range q.Options {
		if o.Correct {
			right++
		}
	}
	switch n := len(q.Options); {
	case n < MinOptions:
		draft("the question has fewer than %d options", MinOptions)
	case right > 1:
		draft("%d options are right, and exactly one can be", right)
	case right == 0 && q.Status != study.Draft:
		draft("no right option was found")
	}
}

// cut shortens a text to at most limit characters and says whether it did.
func cut(s *string, limit int) bool {
	*s = strings.TrimSpace(*s)
	if len(*s) <= limit || utf8.RuneCountInString(*s) <= limit {
		return false
	}
	n := 0
	for i := range *s {
		if n++; n == limit {
			*s = strings.TrimSpace((*s)[:i]) + "…"
			return true
		}
	}
	return false
}
