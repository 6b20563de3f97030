package quiz

import (
	"fmt"
	"slices"
	"strings"

	"studybot/content/source"
)

// part is text as written: lines of prose, code, rows and bullets.
type part []line

func (p part) empty() bool {
	return !slices.ContainsFunc(p, func(l line) bool { return l.kind != blank })
}

// batch is a run of questions with the keys that follow it: a file may hold
// several quizzes, each with its own answers.
type batch struct {
	questions []*asked
	entries   []*entry
	prompts   map[string][]*asked // by plainKey of the words beside the number
}

// scan walks over the lines. At any time it stands in one of three places: at a
// question (cur), among keys (zone), or in a part that is no quiz (aside).
type scan struct {
	marks   *marks
	lines   []line
	at      int // the line it looks at
	path    string
	title   string
	section string
	cur     *asked
	zone    *zone
	aside   int // level of the heading of a part that is left out, 0 for none
	folds   []folded
	batches []*batch
	notes   []source.Note
	images  int // found in texts
	read    int // questions
	keys    int // entries
	strays  int // line of the first text outside of everything, since the last heading
}

// folded is what an open fold holds.
type folded int

const (
	foldOpen   folded = iota // nothing special
	foldAnswer               // the answer of the question
	foldZone                 // the keys of many
	foldHint                 // left out
)

func (s *scan) note(line int, kind source.Kind, format string, args ...any) {
	s.notes = append(s.notes, source.Note{Path: s.path, Line: line, Kind: kind, Text: fmt.Sprintf(format, args...)})
}

// batch is the one that new questions go to.
func (s *scan) batch() *batch {
	if len(s.batches) == 0 {
		return s.newBatch()
	}
	return s.batches[len(s.batches)-1]
}

func (s *scan) newBatch() *batch {
	b := &batch{prompts: map[string][]*asked{}}
	s.batches = append(s.batches, b)
	return b
}

func (s *scan) run() {
	for s.at = range s.lines {
		l := s.lines[s.at]
		switch {
		case l.kind == heading:
			s.heading(l)
		case l.kind == fold:
			s.openFold(l)
		case l.kind == unfold:
			s.closeFold()
		case slices.Contains(s.folds, foldHint):
			// told when it was opened
		case l.kind == rule:
			s.rule()
		case s.zone != nil:
			s.keyLine(l)
		case l.kind == prose:
			s.prose(l)
		default:
			s.more(l)
		}
	}
	s.finish()
}

// rule is a line across the page: a question that has its options, or a part that
// was left out, ends there.
func (s *scan) rule() {
	if s.zone != nil {
		return
	}
	s.aside = 0
	if s.cur != nil && (len(s.cur.options) > 0 || len(s.cur.answers) > 0) {
		s.cur.place = after
	}
}

func (s *scan) heading(l line) {
	s.folds = nil
	if l.text == "" {
		return
	}
	n, numbered := s.marks.number(l.text, true)
	if s.zone != nil && s.keyHeading(l, n, numbered) {
		return
	}
	s.zone = nil
	switch {
	case !numbered && s.isAnswersTitle(l.text) || numbered && !n.worded && s.isAnswersTitle(n.rest):
		s.finish()
		s.aside = 0
		s.openZone(l.level)
	case numbered && n.answer && s.cur == nil && len(s.batch().questions) == 0:
		// a key without any question
		s.openZone(l.level)
		s.keyHeading(l, n, true)
	case numbered && n.answer:
		s.finish()
		s.openZone(l.level)
		s.keyHeading(l, n, true)
	case s.aside > 0 && l.level > s.aside && !(numbered && n.worded):
		// a part of what is left out
	case numbered:
		s.aside = 0
		s.start(l, n, byHeading)
	case s.cur != nil && s.labelHeading(l):
	case l.level > 1 && s.isAside(l):
		s.finish()
		s.aside = l.level
		s.section = ""
		s.note(l.no, source.Skipped, "The part %q holds no question and was left out.", cut(s.plain(l.text), 80))
	default:
		s.aside = 0
		s.startLoose(l)
	}
	s.strays = 0
}

// isAnswersTitle is true for titles such as "Answer Key" and "Quiz 2: Answers".
func (s *scan) isAnswersTitle(text string) bool {
	if !speaksOfAnswers(text) {
		return false
	}
	text = s.plain(text)
	g := s.marks.answers.FindStringSubmatch(text)
	low := strings.ToLower(text)
	return g != nil && g[2] == "" && !strings.Contains(text, "?") &&
		!strings.Contains(low, "short answer") && !strings.Contains(low, "questions and") && !strings.Contains(low, "questions &")
}

// speaksOfAnswers is a quick look before the expression for such titles is tried.
func speaksOfAnswers(text string) bool {
	text = text[:min(len(text), 200)]
	return indexFold(text, "answer") >= 0 || indexFold(text, "solution") >= 0 || indexFold(text, "marking") >= 0 || indexFold(text, "key") >= 0
}

// isAside is true for headings such as "Scoring Guide", unless options follow.
func (s *scan) isAside(l line) bool {
	text := s.plain(l.text)
	if strings.Contains(text, "?") || !s.marks.aside.MatchString(text) {
		return false
	}
	for i := s.at + 1; i < len(s.lines) && i < s.at+60; i++ {
		next := s.lines[i]
		if next.kind == heading && next.level <= l.level {
			break
		}
		if o, ok := s.marks.optionMark(next.text); ok && next.kind == prose && o.letter == "A" {
			return false
		}
	}
	return true
}

// labelHeading takes headings that only name a part of the question above them:
// "#### Answer", "#### Explanation", "#### Options".
func (s *scan) labelHeading(l line) bool {
	text := strings.TrimRight(l.text, ": ") + ":"
	q := s.cur
	if s.marks.label.MatchString(text) && l.level > q.level {
		return true
	}
	switch {
	case q.loose && len(q.options) == 0 && q.level >= l.level:
		return false
	case s.marks.key.MatchString(text):
		q.answer(nil)
	case s.marks.why.MatchString(text):
		q.place = inWhy
	default:
		return false
	}
	return true
}

// openFold decides what a part that readers click open holds. Its title may say
// anything, so what is inside counts as well.
func (s *scan) openFold(l line) {
	title := l.text
	is := foldOpen
	n, numbered := s.marks.number(title, true)
	numbers, options := s.lookInto()
	low := strings.ToLower(s.plain(title))
	switch {
	case s.zone != nil:
	case slices.Contains(s.folds, foldHint), s.marks.hint.MatchString(title):
		is = foldHint
		s.note(l.no, source.Skipped, "A hint was left out.")
	case numbered && !n.answer && n.rest != "" || numbered && n.worded && !n.answer:
		s.start(l, n, byHeading)
		if options == 0 && s.cur != nil && n.rest != "" {
			s.cur.answer(nil)
			is = foldAnswer
		}
	case s.isAnswersTitle(title) && numbers > 0, numbers > 1 && !strings.HasSuffix(low, "answer") && options == 0:
		s.finish()
		s.openZone(0)
		is = foldZone
	case s.cur == nil, options > 1 && !strings.Contains(low, "answer") && !strings.Contains(low, "solution"):
		if title != "" && options > 1 {
			s.startLoose(line{no: l.no, level: 7, text: title})
		}
	case s.marks.why.MatchString(title + ":"):
		s.cur.place = inWhy
	default:
		s.cur.answer(nil)
		is = foldAnswer
	}
	s.folds = append(s.folds, is)
}

// lookInto counts the numbered lines and the option marks of the fold that opens here.
func (s *scan) lookInto() (numbers, options int) {
	depth := 1
	for i := s.at + 1; i < len(s.lines) && i < s.at+80 && depth > 0; i++ {
		switch l := s.lines[i]; l.kind {
		case fold:
			depth++
		case unfold:
			depth--
		case prose, row:
			if _, ok := s.marks.number(l.text, false); ok {
				numbers++
			} else if o, ok := s.marks.optionMark(l.text); ok && (o.letter == "A" || o.letter == "B" || o.letter == "") {
				options++
			}
			if g := s.marks.pairs.FindStringSubmatch(l.text); g != nil {
				numbers += len(s.marks.pair.FindAllString(g[1], 3))
			}
		}
	}
	return numbers, options
}

func (s *scan) closeFold() {
	if len(s.folds) == 0 {
		return
	}
	last := s.folds[len(s.folds)-1]
	s.folds = s.folds[:len(s.folds)-1]
	switch {
	case last == foldZone:
		s.zone = nil
	case last == foldAnswer && s.cur != nil:
		s.cur.place = after
	}
}
