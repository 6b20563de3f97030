package moodle

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"studybot/bot/study"
	"studybot/content/source"
)

// reading is the state of one Read.
type reading struct {
	path  string
	found source.Found
	full  bool // no more questions are taken
}

func (r *reading) say(line int, kind source.Kind, format string, args ...any) {
	r.found.Notes = append(r.found.Notes, source.Note{Path: r.path, Line: line, Kind: kind, Text: fmt.Sprintf(format, args...)})
}

func (r *reading) add(q source.Question) {
	if r.full {
		return
	}
	if len(r.found.Questions) == source.MaxQuestions {
		r.full = true
		r.say(q.Line, source.Skipped, "the file has more than %d questions; those from here on were not read: split the file", source.MaxQuestions)
		return
	}
	r.found.Notes = append(r.found.Notes, q.Settle(r.path)...)
	r.found.Questions = append(r.found.Questions, q)
}

// aikenOption reads "A) text" or "A. text"; at is from 0.
func aikenOption(line string) (at int, text string, ok bool) {
	if len(line) < 2 || line[0] < 'A' || line[0] > 'Z' || (line[1] != ')' && line[1] != '.') {
		return 0, "", false
	}
	if len(line) > 2 && line[2] != ' ' && line[2] != '\t' {
		return 0, "", false // "A.I. is"
	}
	return int(line[0] - 'A'), strings.TrimSpace(line[2:]), true
}

// aikenQuestion is a question that is being read.
type aikenQuestion struct {
	line    int
	prompt  []string
	options []string
	// blank is true when the line before was empty.
	blank bool
	// broken says why the letters of the options mean nothing.
	broken string
}

// aiken reads questions of some lines, options, and a line that names the right one.
func (r *reading) aiken(text string) {
	var q aikenQuestion
	explains := -1 // the question that a FEEDBACK: line belongs to
	line := 0
	for s := range strings.SplitSeq(text, "\n") {
		line++
		raw := strings.TrimRight(s, " \t")
		s = strings.TrimSpace(s)
		if r.full {
			return
		}
		if s == "" {
			q.blank = true
			if len(q.prompt) > 0 && len(q.options) == 0 {
				q.prompt = append(q.prompt, "")
			}
			continue
		}
		if at, option, ok := aikenOption(s); ok && (len(q.options) > 0 || at == 0 && len(q.prompt) > 0) {
			if at != len(q.options) {
				q.broken = "its options are not lettered in order"
			}
			q.options, q.blank, explains = append(q.options, option), false, -1
			continue
		}
		if rest, ok := strings.CutPrefix(s, "ANSWER:"); ok {
			explains = r.finish(q, strings.TrimSpace(rest))
			q = aikenQuestion{}
			continue
		}
		if rest, ok := cutFold(s, "FEEDBACK:"); ok && explains >= 0 {
			r.explain(explains, strings.TrimSpace(rest))
			continue
		}
		switch {
		case len(q.options) > 0 && !q.blank:
			// What is too long already will be cut with a note; to add to it costs time only.
			if last := &q.options[len(q.options)-1]; len(*last) <= utf8.UTFMax*source.MaxOption {
				*last += "\n" + s
			}
		case len(q.options) > 0:
			r.finish(q, "")
			q = aikenQuestion{line: line, prompt: []string{raw}}
		case explains >= 0 && !q.blank && len(q.prompt) == 0 && r.found.Questions[explains].Answer != "":
			r.explain(explains, s)
			continue
		default:
			if len(q.prompt) == 0 {
				q.line = line
			}
			q.prompt = append(q.prompt, raw)
		}
		q.blank, explains = false, -1
	}
	if len(q.prompt) > 0 || len(q.options) > 0 {
		r.finish(q, "")
	}
}

func (r *reading) explain(at int, text string) {
	q := &r.found.Questions[at]
	if len(q.Answer)+len(text) > source.MaxAnswer {
		r.say(q.Line, source.Skipped, "the feedback is longer than %d characters, so a part was left out", source.MaxAnswer)
		return
	}
	q.Answer = strings.TrimSpace(q.Answer + "\n" + text)
}

func cutFold(s, prefix string) (rest string, ok bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return "", false
	}
	return s[len(prefix):], true
}

// finish takes a question whose key is answer; the result is its index, or -1.
func (r *reading) finish(a aikenQuestion, answer string) int {
	prompt := strings.TrimSpace(strings.Join(a.prompt, "\n"))
	switch {
	case prompt == "" && len(a.options) == 0:
		return -1
	case prompt == "":
		r.say(a.line, source.Skipped, "options without a question above them were not taken: %s", short(strings.Join(a.options, "; ")))
		return -1
	case len(a.options) == 0 && answer == "":
		r.say(a.line, source.Skipped, "a text without options was not taken: %q", short(prompt))
		return -1
	}
	q := source.Question{Line: a.line, Question: study.Question{Prompt: prompt, Format: study.MultipleChoice, Status: study.Active}}
	for _, o := range a.options {
		q.Options = append(q.Options, study.Choice{Text: o})
	}
	if problem := a.key(answer, q.Options); problem != "" {
		q.Status = study.Draft
		r.say(a.line, source.Doubtful, "the question is a draft: %s", problem)
	}
	r.add(q)
	if r.full {
		return -1
	}
	return len(r.found.Questions) - 1
}

// key marks the options that the answer names and says what is wrong with it, if anything.
func (a aikenQuestion) key(answer string, options []study.Choice) (problem string) {
	if a.broken != "" {
		return a.broken
	}
	if answer == "" {
		return "no line ANSWER: follows its options"
	}
	letters := strings.FieldsFunc(strings.ToUpper(answer), func(r rune) bool { return strings.ContainsRune(" ,;&.)", r) })
	for _, l := range letters {
		if len(l) != 1 || l[0] < 'A' || int(l[0]-'A') >= len(options) {
			return fmt.Sprintf("its key %q names no option", short(answer))
		}
	}
	for _, l := range letters {
		options[l[0]-'A'].Correct = true
	}
	if len(letters) == 0 {
		return fmt.Sprintf("its key %q names no option", short(answer))
	}
	return ""
}

// short is a text for a note.
func short(s string) string {
	r := []rune(strings.Join(strings.Fields(s[:min(len(s), 400)]), " "))
	if len(r) > 50 {
		r = append(r[:49:49], '…')
	}
	return strings.ToValidUTF8(string(r), "")
}
