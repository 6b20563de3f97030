package quiz

import (
	"slices"
	"strconv"
	"strings"

	"studybot/content/source"
)

// style is how a question's number is written. Inside a question of one style the
// numbers of a lower one are only text.
type style int

const (
	byList    style = iota // 3.
	byBold                 // **3.** or Question 3:
	byHeading              // ### 3.
)

// place is the part of a question that the next line belongs to.
type place int

const (
	inPrompt place = iota
	inOptions
	inAnswer
	inWhy
	after // all is said; more text is a stray
)

// asked is a question as it is written in the file.
type asked struct {
	line    int
	number  string
	style   style
	level   int  // of its heading
	loose   bool // a heading without a number: a question only if options or an answer follow
	labeled bool // opened by "Q:", so that "A:" is its answer
	indent  int
	section string
	before  string // the section before a loose heading
	remark  string // in brackets behind the number
	prompt  part
	options []option
	answers []part // each key that stands with the question
	why     part
	tags    []string
	place   place
	text    *asText // made when first asked for
}

// asText is what of a question is compared with keys, many times perhaps.
type asText struct {
	prompts [2]string // plainKey of the words beside the number, and of the whole prompt
	options []choice
	section string // sectionKey
}

// maxKeys is how many keys of one question are looked at.
const maxKeys = 16

// option is one option as written.
type option struct {
	lettered
	line, indent int
	index        int // among the scanned lines
	body         part
	why          part
}

// answer begins a key. An empty one that waits for its text is used first.
func (q *asked) answer(p part) {
	q.place = inAnswer
	if n := len(q.answers); n > 0 && q.answers[n-1].empty() {
		q.answers[n-1] = append(q.answers[n-1], p...)
		return
	} else if n == maxKeys {
		q.answers[n-1] = append(q.answers[n-1], p...)
		return
	}
	q.answers = append(q.answers, p)
}

// indented makes code of a line that stands four columns further in than the text
// of the question, below an empty line or such a line.
func (q *asked) indented(p part, l line) line {
	base := q.indent
	if q.style == byList {
		base += 3
	}
	if _, item := bullet(l.text); item || l.kind != prose || l.indent < base+4 || len(p) == 0 {
		return l
	}
	if last := p[len(p)-1]; last.kind != blank && last.kind != code || slices.ContainsFunc(p, func(l line) bool { _, item := bullet(l.text); return item }) {
		return l
	}
	l.kind, l.text = code, strings.Repeat(" ", l.indent-base)+l.text
	return l
}

// add puts a line where it belongs; false when it belongs nowhere.
func (q *asked) add(l line) bool {
	switch q.place {
	case inPrompt:
		q.prompt = append(q.prompt, q.indented(q.prompt, l))
	case inOptions:
		o := &q.options[len(q.options)-1]
		if l.kind == prose && l.indent <= o.indent && len(o.body) > 0 && o.body[len(o.body)-1].kind == blank {
			return false // a paragraph of its own below the options
		}
		o.body = append(o.body, l)
	case inAnswer:
		n := len(q.answers) - 1
		q.answers[n] = append(q.answers[n], q.indented(q.answers[n], l))
	case inWhy:
		q.why = append(q.why, q.indented(q.why, l))
	default:
		return l.kind == blank
	}
	return true
}

// finish closes the question that is open and keeps it if it is one.
func (s *scan) finish() {
	q := s.cur
	s.cur = nil
	if q == nil {
		return
	}
	if len(q.options) == 1 { // "A. Turing asked" is no option
		o := q.options[0]
		text := line{no: o.line, indent: o.indent, text: s.lines[o.index].text}
		body := o.body
		if o.text != "" {
			body = body[1:] // the same line
		}
		q.prompt = append(append(q.prompt, text), body...)
		q.options = nil
	}
	checklist := len(q.options) > 0 && q.options[0].style == "box" && len(q.answers) == 0 && !strings.Contains(q.prompt[0].text, "?") &&
		!slices.ContainsFunc(q.options, func(o option) bool { return o.checked })
	if q.loose && (len(q.options) == 0 || checklist) && len(q.answers) == 0 {
		if !q.prompt[1:].empty() || checklist {
			s.note(q.line+1, source.Skipped, "The text below %q is no question and was left out.", cut(s.plain(q.prompt[0].text), 80))
		}
		return
	}
	if q.loose {
		s.section = q.before
	}
	if s.read++; s.read > source.MaxQuestions {
		if s.read == source.MaxQuestions+1 {
			s.note(q.line, source.Skipped, "The file holds more than %d questions; those from here on were left out. Split the file.", source.MaxQuestions)
		}
		return
	}
	b := s.batch()
	if len(b.entries) > 0 {
		b = s.newBatch()
	}
	b.questions = append(b.questions, q)
	key := plainKey(s.plain(q.prompt[0].text))
	b.prompts[key] = append(b.prompts[key], q)
}

// start opens a question.
func (s *scan) start(l line, n numbered, by style) {
	// "## 1. Basics" above "### Question 1" is a section.
	if q := s.cur; q != nil && q.style == byHeading && len(q.options)+len(q.answers) == 0 && (by != byHeading || l.level > q.level) && !q.loose {
		s.cur = nil
		s.section = s.sectionName(q.prompt[0].text)
	}
	s.finish()
	q := &asked{line: l.no, number: n.number, style: by, level: l.level, indent: l.indent, section: s.section, remark: n.paren}
	switch level := strings.Trim(n.rest, "*_ []()🟢🟡🔴"); strings.ToLower(level) {
	case "easy", "medium", "hard", "beginner", "intermediate", "advanced", "mcq", "true/false", "multiple choice", "short answer":
		q.remark, q.tags, n.rest = q.remark+" "+level, append(q.tags, level), ""
	}
	q.prompt = part{{no: l.no, kind: prose, text: n.rest, broken: by == byHeading || n.worded && s.boldNext()}}
	s.cur = q
	s.tellTail(q)
	s.inlineOptions(q.prompt[0].text, l, func(before string) { q.prompt[0].text = before })
}

// boldNext is true when the next line is a bold prompt, so that the words beside
// the number are only its title.
func (s *scan) boldNext() bool {
	return s.at+1 < len(s.lines) && strings.HasPrefix(s.lines[s.at+1].text, "**")
}

// startLoose opens a heading that may be a question or the name of a section.
func (s *scan) startLoose(l line) {
	s.finish()
	if l.level == 1 && s.title == "" {
		s.title = s.plain(l.text)
	}
	before := s.section
	if l.level > 1 {
		s.section = s.sectionName(l.text)
	}
	s.cur = &asked{
		line: l.no, style: byList, level: l.level, loose: true, section: before, before: before,
		prompt: part{{no: l.no, kind: prose, text: l.text, broken: true}},
	}
}

// sectionName is a heading as a section's name; words that only say that
// questions follow name none.
func (s *scan) sectionName(text string) string {
	name := s.plain(text)
	switch strings.ToLower(strings.Trim(name, ": ")) {
	case "questions", "quiz", "quiz questions", "the questions", "the quiz", "question":
		return ""
	}
	return name
}

// prose reads a line of text outside of keys.
func (s *scan) prose(l line) {
	if s.opensZone(l) {
		return
	}
	n, numbered := s.marks.number(l.text, false)
	if s.aside > 0 {
		if !numbered || n.plain {
			return
		}
		s.aside = 0
	}
	if numbered && s.begins(l, n) {
		by := byList
		if !n.plain {
			by = byBold
		}
		s.start(l, n, by)
		return
	}
	if g := s.marks.label.FindStringSubmatch(l.text); g != nil && s.labeled(l, strings.ToLower(g[1]), balance(g[2])) {
		return
	}
	if s.cur == nil {
		s.stray(l)
		return
	}
	if s.isSectionLine(l.text) {
		s.startLoose(line{no: l.no, level: 7, text: strings.Trim(l.text, "*_: ")})
		return
	}
	if !s.answerLine(l) && !s.optionLine(l) {
		s.more(l)
	}
}

// begins says whether a number opens a question here or is a part of one.
func (s *scan) begins(l line, n numbered) bool {
	q := s.cur
	if n.answer {
		return false
	}
	switch {
	case q == nil || q.loose && len(q.options) == 0 && len(q.answers) == 0:
		return true
	case !n.plain && q.style == byHeading:
		return n.worded && !q.prompt.empty() && (len(q.options) > 0 || len(q.answers) > 0) || s.asksNext()
	case !n.plain:
		return l.indent <= q.indent+1
	case q.style == byHeading:
		return n.number == "1" && len(q.options)+len(q.answers) == 0 && s.asksNext()
	case q.style == byBold:
		return false
	case l.indent > q.indent+1:
		return false
	}
	// Two items of one list: numbers rise, or all are "1." and count themselves.
	now, _ := strconv.Atoi(n.number)
	last, _ := strconv.Atoi(q.number)
	return now > last || now == 1 && (len(q.options) > 0 || len(q.answers) > 0) || strings.Contains(n.number, ".")
}

// asksNext looks whether options follow before the next number does: then a list
// inside of a numbered part holds the questions.
func (s *scan) asksNext() bool {
	for i := s.at + 1; i < len(s.lines) && i < s.at+40; i++ {
		l := s.lines[i]
		if l.kind == heading {
			return false
		}
		if o, ok := s.marks.optionMark(l.text); ok && l.kind == prose && (o.letter == "A" || o.letter == "") {
			return true
		}
		if _, ok := s.marks.number(l.text, false); ok && l.kind == prose {
			return false
		}
	}
	return false
}

// isSectionLine is true for a bold line such as "**Part B: True/False**".
func (s *scan) isSectionLine(text string) bool {
	bare := strings.Trim(text, "*_: ")
	if q := s.cur; !strings.HasPrefix(text, "**") || len(bare) > 80 || q.style == byHeading || len(q.options)+len(q.answers) == 0 {
		return false
	}
	return strings.HasSuffix(strings.TrimRight(text, ": "), "**") && s.marks.part.MatchString(bare)
}

// more adds a line to what is open.
func (s *scan) more(l line) {
	if s.aside > 0 {
		return
	}
	if s.cur == nil || !s.cur.add(l) {
		s.stray(l)
	}
}

// stray notes text that belongs to no question, once for each heading.
func (s *scan) stray(l line) {
	if l.kind == blank || s.strays > 0 {
		return
	}
	s.strays = l.no
	s.note(l.no, source.Skipped, "Text that belongs to no question was left out; it begins %q.", cut(s.plain(l.text), 60))
}
