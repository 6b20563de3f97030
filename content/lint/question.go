package lint

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"studybot/bot/study"
)

// What a question should keep to. The figures are this project's: those of its own
// bank, widened a little.
const (
	leastPrompt = 5  // words
	mostPrompt  = 90 // words
	leastAnswer = 40 // words
	openMinutes = 15 // more is an exercise and no question
	keyMinutes  = 10
	readAMinute = 250 // words, read fast
)

// question looks at one question by itself. Drafts wait, and retired questions are
// not asked any more.
func (l *look) question(q *study.Question) {
	switch q.Status {
	case study.Draft:
		l.say("draft", q, "status", "", "question %q waits to be completed", q.ID)
		return
	case study.Retired:
		return
	}
	l.prompt(q)
	l.options(q)
	l.keyPoints(q)
	l.answer(q)
	l.number(q)
	l.rest(q)
}

func (l *look) prompt(q *study.Question) {
	texts := append([]string{q.Prompt}, q.Variants...)
	for i, text := range texts {
		path := "prompt"
		if i > 0 {
			path = fmt.Sprintf("variants[%d]", i-1)
		}
		prose := withoutCode(text)
		switch n := len(strings.Fields(prose)); {
		case n > mostPrompt:
			l.say("prompt-length", q, path, text, "this prompt has %d words", n)
		case len(strings.Fields(text)) < leastPrompt:
			l.say("prompt-length", q, path, text, "this prompt has only %s", count(len(strings.Fields(text)), "word"))
		}
		asked := questions(prose)
		switch {
		case len(asked) > 1:
			l.say("two-questions", q, path, asked[1], "this prompt has %d question marks", len(asked))
		case len(asked) == 0 && !asksOtherwise(text):
			l.say("no-question", q, path, text, "no question mark, and no word that says what to do")
		}
		for _, s := range sentences(prose) {
			if words, twice := deniesTwice(s); twice {
				l.say("negation", q, path, s, "%s in one question", words)
				break
			}
		}
	}
}

func (l *look) options(q *study.Question) {
	if q.Format != study.MultipleChoice {
		return
	}
	right := slices.IndexFunc(q.Options, func(c study.Choice) bool { return c.Correct })
	var lengths []int // of the wrong ones
	bare := []string{}
	for i, o := range q.Options {
		if i != right {
			lengths = append(lengths, runes(o.Text))
		}
		path := fmt.Sprintf("options[%d].text", i)
		if found := l.above.FindString(o.Text); found != "" {
			l.say("above", q, path, found, "this option stands on the others")
		}
		if o.Why == "" {
			bare = append(bare, strconv.Itoa(i+1))
		}
		for k, other := range q.Options[:i] {
			if same(o.Text, other.Text) {
				l.say("options-alike", q, path, o.Text, "options %d and %d read alike", k+1, i+1)
				break
			}
		}
	}
	if len(bare) > 0 {
		l.say("option-why", q, "options", "", "%s of %d options without a why (%s)", count(len(bare), ""), len(q.Options), strings.Join(bare, ", "))
	}
	if right < 0 || len(lengths) == 0 {
		return
	}
	key, short, long := runes(q.Options[right].Text), slices.Min(lengths), slices.Max(lengths)
	path := fmt.Sprintf("options[%d].text", right)
	// Of numbers and single words nobody sees the length.
	switch {
	case key > long+long/4 && key >= long+10:
		l.say("longest", q, path, q.Options[right].Text, "the right option has %d characters, the others at most %d", key, long)
	case key < short-short/4 && key <= short-10:
		l.say("longest", q, path, q.Options[right].Text, "the right option has %d characters, the others at least %d", key, short)
	}
}

func (l *look) keyPoints(q *study.Question) {
	n, essential := len(q.KeyPoints), 0
	for _, k := range q.KeyPoints {
		if k.Essential {
			essential++
		}
	}
	switch {
	case n == 0:
		l.say("key-points", q, "key_points", "", "question %q has no key points", q.ID)
	case essential == 0:
		l.say("key-points", q, "key_points", "", "none of %s is essential", count(n, "key point"))
	case essential == n && n > 2:
		l.say("key-points", q, "key_points", "", "all %d key points are essential", n)
	}
}

func (l *look) answer(q *study.Question) {
	n := len(strings.Fields(q.Answer))
	switch {
	case n == 0:
		l.say("answer-short", q, "answer", "", "question %q has no answer to learn from", q.ID)
		return
	case n < leastAnswer:
		l.say("answer-short", q, "answer", q.Answer, "this answer has %s", count(n, "word"))
	}
	told := stems(q.Answer)
	if q.Number != nil { // the reasoning may stand there as well
		told = append(told, stems(q.Number.Working)...)
	}
	for _, o := range q.Options {
		if o.Correct {
			told = append(told, stems(o.Text+" "+o.Why)...)
		}
	}
	for i, k := range q.KeyPoints {
		if want := stems(k.Text); k.Essential && len(want) > 3 && shared(want, told) == 0 {
			l.say("answer-misses", q, fmt.Sprintf("key_points[%d].text", i), k.Text, "the answer has not one word of this essential key point")
		}
	}
	for i, o := range q.Options {
		if want := stems(o.Text); o.Correct && len(want) > 3 && shared(want, stems(q.Answer)) == 0 {
			l.say("answer-misses", q, fmt.Sprintf("options[%d].text", i), o.Text, "the answer has not one word of the right option")
		}
	}
	if q.Number != nil && !l.tells(q.Answer, q.Number.Value) {
		l.say("answer-misses", q, "numeric.value", "", "the answer does not name the number %s", strconv.FormatFloat(q.Number.Value, 'g', -1, 64))
	}
}

func (l *look) number(q *study.Question) {
	k := q.Number
	if k == nil || q.Format != study.Numeric {
		return
	}
	var lacks []string
	if k.Unit == "" {
		lacks = append(lacks, "no unit")
	}
	if k.Working == "" {
		lacks = append(lacks, "no working")
	}
	switch written := l.at == nil || l.at.Written(q.ID, "numeric.tolerance"); {
	case k.Tolerance == 0 && k.Value != math.Trunc(k.Value):
		lacks = append(lacks, "no tolerance, so a rounded answer is wrong")
	case k.Tolerance == 0 && !written:
		lacks = append(lacks, "no tolerance")
	}
	if len(lacks) > 0 {
		l.say("numeric", q, "numeric", "", "%s", strings.Join(lacks, ", "))
	}
}

func (l *look) rest(q *study.Question) {
	for i, m := range q.Misconceptions {
		if len(strings.Fields(m.Why)) < 3 || same(m.Why, m.Text) {
			l.say("misconception-why", q, fmt.Sprintf("misconceptions[%d].why", i), m.Why, "this does not say why it is wrong")
		}
	}
	if q.Source == (study.Source{}) {
		l.say("source", q, "source", "", "question %q has no source", q.ID)
	}
	words := len(strings.Fields(q.Prompt))
	for _, o := range q.Options {
		words += len(strings.Fields(o.Text))
	}
	most := openMinutes
	if q.Format.Keyed() {
		most = keyMinutes
	}
	switch {
	case q.Minutes > most:
		l.say("minutes", q, "minutes", "", "%d minutes are an exercise, not a question", q.Minutes)
	case words > readAMinute*q.Minutes:
		l.say("minutes", q, "minutes", "", "%d words are not read in %s", words, count(q.Minutes, "minute"))
	}
	topic, _ := l.pack.Topic(q.Topic)
	for i, day := range q.Prereq {
		if day > topic.Day {
			l.say("prerequisite", q, fmt.Sprintf("prereq[%d]", i), "", "question %q of day %d needs day %d, which comes later", q.ID, topic.Day, day)
		}
	}
}

// ofTheAbove finds options that stand on others.
func ofTheAbove() *regexp.Regexp {
	return regexp.MustCompile(`(?i)\b(?:(?:all|none|both|neither|any|most|two|some) of (?:the|these|those)(?: (?:above|following|other options|options|others|answers|choices|below))?\.?$|(?:all|none|both|neither|any) of the (?:above|below|other options)\b|(?:both|neither) (?:option |answer )?\(?[A-H]\)? (?:and|nor) \(?[A-H]\)?(?:$|\W)|^(?:options? |answers? )?\(?[A-H]\)? and \(?[A-H]\)?\.?$)`)
}
