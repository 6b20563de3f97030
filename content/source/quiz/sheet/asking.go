package sheet

import (
	"slices"
	"strings"

	"studybot/content/source/quiz/sheet/marks"
	"studybot/content/source/quiz/sheet/page"

	"studybot/content/source"
)

// Style is how a question's number is written. Inside a question of one style the
// numbers of a lower one are only text.
type Style int

// The styles, the weakest first.
const (
	ByList    Style = iota // 3.
	ByBold                 // **3.** or Question 3:
	ByHeading              // ### 3.
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

// Asked is a question as it is written in the file.
type Asked struct {
	Line      int
	Number    string
	Style     Style
	level     int  // of its heading
	loose     bool // a heading without a number: a question only if options or an answer follow
	labeled   bool // opened by "Q:", so that "A:" is its answer
	indent    int
	Section   string
	Above     []string // titles of the parts that the section is a part of, the outermost first
	before    string   // the section before a loose heading
	Remark    string   // in brackets behind the number
	Prompt    page.Part
	Options   []Option
	Answers   []page.Part // each key that stands with the question
	Why       page.Part
	Tags      []string
	place     place
	announced bool      // "Options:" was read
	slanted   bool      // the prompt is a line in bold or slanted letters, without a number
	inner     int       // the last number of a list inside of it
	signs     [2]string // behind its own number and behind those of that list
}

// MaxKeys is how many keys of one question are looked at.
const MaxKeys = 16

// Option is one option as written.
type Option struct {
	marks.Lettered
	line, indent int
	index        int // among the scanned lines
	Body         page.Part
	Why          page.Part
}

// answer begins a key. An empty one that waits for its text is used first.
func (q *Asked) answer(p page.Part) {
	q.place = inAnswer
	if n := len(q.Answers); n > 0 && q.Answers[n-1].Empty() {
		q.Answers[n-1] = append(q.Answers[n-1], p...)
		return
	} else if n == MaxKeys {
		q.Answers[n-1] = append(q.Answers[n-1], p...)
		return
	}
	q.Answers = append(q.Answers, p)
}

// indented makes code of a line that stands four columns further in than the text
// of the question, below an empty line or such a line.
func (q *Asked) indented(p page.Part, l page.Line) page.Line {
	base := q.indent
	if q.Style == ByList {
		base += 3
	}
	if _, item := page.Bullet(l.Text); item || l.Kind != page.Prose || l.Indent < base+4 || len(p) == 0 {
		return l
	}
	if last := p[len(p)-1]; last.Kind != page.Blank && last.Kind != page.Code || slices.ContainsFunc(p, func(l page.Line) bool { _, item := page.Bullet(l.Text); return item }) {
		return l
	}
	l.Kind, l.Text = page.Code, strings.Repeat(" ", l.Indent-base)+l.Text
	return l
}

// add puts a line where it belongs; false when it belongs nowhere.
func (q *Asked) add(l page.Line) bool {
	switch q.place {
	case inPrompt:
		q.Prompt = append(q.Prompt, q.indented(q.Prompt, l))
	case inOptions:
		o := &q.Options[len(q.Options)-1]
		if l.Kind == page.Prose && l.Indent <= o.indent && len(o.Body) > 0 && o.Body[len(o.Body)-1].Kind == page.Blank {
			return false // a paragraph of its own below the options
		}
		o.Body = append(o.Body, l)
	case inAnswer:
		n := len(q.Answers) - 1
		q.Answers[n] = append(q.Answers[n], q.indented(q.Answers[n], l))
	case inWhy:
		q.Why = append(q.Why, q.indented(q.Why, l))
	default:
		return l.Kind == page.Blank
	}
	return true
}

// finish closes the question that is open and keeps it if it is one.
func (s *Scan) finish() {
	q := s.cur
	s.cur, s.ruled = nil, false
	if q == nil {
		return
	}
	if len(q.Options) == 1 { // "A. Turing asked" is no option
		o := q.Options[0]
		text := page.Line{No: o.line, Indent: o.indent, Text: s.Lines[o.index].Text}
		body := o.Body
		if o.Text != "" {
			body = body[1:] // the same line
		}
		q.Prompt = append(append(q.Prompt, text), body...)
		q.Options = nil
	}
	checklist := len(q.Options) > 0 && q.Options[0].Style == "box" && len(q.Answers) == 0 && !strings.Contains(q.Prompt[0].Text, "?") &&
		!slices.ContainsFunc(q.Options, func(o Option) bool { return o.Checked })
	if q.loose && (len(q.Options) == 0 || checklist) && len(q.Answers) == 0 {
		if !q.Prompt[1:].Empty() || checklist {
			s.Note(q.Line+1, source.Skipped, "The text below %q is no question and was left out.", page.Cut(s.Plain(q.Prompt[0].Text), 80))
		}
		return
	}
	if q.loose {
		s.section = q.before
		s.dropTitle(q)
	}
	if s.read++; s.read > source.MaxQuestions {
		if s.read == source.MaxQuestions+1 {
			s.Note(q.Line, source.Skipped, "The file holds more than %d questions; those from here on were left out. Split the file.", source.MaxQuestions)
		}
		return
	}
	b := s.batch()
	if len(b.Entries) > 0 {
		b = s.newBatch()
	}
	b.Questions = append(b.Questions, q)
	key := page.PlainKey(s.Plain(q.Prompt[0].Text))
	b.Prompts[key] = append(b.Prompts[key], q)
}

// dropTitle makes a section of a heading such as "Quiz: Nets" or "P-08-001 | Recall",
// below which the prompt itself stands.
func (s *Scan) dropTitle(q *Asked) {
	title := q.Prompt[0].Text
	if title == "" || q.Prompt[1:].Empty() || strings.Contains(title, "?") || q.level > 6 {
		return
	}
	if s.Marks.Part.MatchString(title) || strings.Contains(title, " | ") || q.labeled {
		q.Section, q.Prompt = s.sectionName(title), q.Prompt[1:]
		for q.Prompt[0].Kind == page.Blank {
			q.Prompt = q.Prompt[1:]
		}
	}
}

// start opens a question.
func (s *Scan) start(l page.Line, n marks.Numbered, by Style) {
	// "## 1. Basics" above "### Question 1" is a section.
	if q := s.cur; q != nil && q.Style == ByHeading && len(q.Options)+len(q.Answers) == 0 && (by != ByHeading || l.Level > q.level) && !q.loose {
		s.cur = nil
		s.section = s.sectionName(q.Prompt[0].Text)
	}
	s.finish()
	q := &Asked{Line: l.No, Number: n.Number, Style: by, level: l.Level, indent: l.Indent, Section: s.section, Remark: n.Paren, signs: [2]string{n.Sign}}
	switch level := strings.Trim(n.Rest, "*_ []()🟢🟡🔴"); strings.ToLower(level) {
	case "easy", "medium", "hard", "beginner", "intermediate", "advanced", "mcq", "true/false", "multiple choice", "short answer", "msq", "multi-select", "multiple select", "single choice", "case study", "nat":
		q.Remark, q.Tags, n.Rest = q.Remark+" "+level, append(q.Tags, level), ""
	}
	_, q.Above = under(s.above, 0)
	q.Prompt = page.Part{{No: l.No, Kind: page.Prose, Text: n.Rest, Broken: by == ByHeading || n.Worded && s.boldNext()}}
	s.cur = q
	q.Tags, s.tags = append(q.Tags, s.tags...), nil
	s.tellTail(q, l)
	s.inlineOptions(q.Prompt[0].Text, l, func(before string) { q.Prompt[0].Text = before })
}

// boldNext is true when the next line is a bold prompt, so that the words beside
// the number are only its title.
func (s *Scan) boldNext() bool {
	return s.at+1 < len(s.Lines) && strings.HasPrefix(s.Lines[s.at+1].Text, "**")
}

// startLoose opens a heading that may be a question or the name of a section.
func (s *Scan) startLoose(l page.Line) {
	if q := s.cur; q != nil && q.Style == ByHeading && q.level == 1 && l.Level > 1 && len(q.Options)+len(q.Answers) == 0 && !s.Marks.Asks.MatchString(q.Prompt[0].Text) {
		s.cur = nil // "# Exercise 1.1: Trains" above its questions
	}
	s.finish()
	if l.Level == 1 && s.Title == "" {
		s.Title = s.Plain(l.Text)
	}
	before := s.section
	if l.Level > 1 {
		s.section = s.sectionName(l.Text)
	}
	s.cur = &Asked{
		Tags: s.tags, Line: l.No, Style: ByList, level: l.Level, loose: true, Section: before, before: before,
		Prompt: page.Part{{No: l.No, Kind: page.Prose, Text: l.Text, Broken: true}},
	}
	s.tags = nil
	_, s.cur.Above = under(s.above, 0)
	if g := s.Marks.Label.FindStringSubmatch(strings.TrimRight(l.Text, ": ") + ":"); g != nil && (strings.EqualFold(g[1], "prompt") || strings.EqualFold(g[1], "question")) {
		s.cur.labeled, s.cur.Prompt[0].Text = true, ""
	}
}

// sectionName is a heading as a section's name; words that only say that
// questions follow name none.
func (s *Scan) sectionName(text string) string {
	name := s.Plain(text)
	switch strings.ToLower(strings.Trim(name, ": ")) {
	case "questions", "quiz", "quiz questions", "the questions", "the quiz", "question":
		return ""
	}
	return name
}

// prose reads a line of text outside of keys.
func (s *Scan) prose(l page.Line) {
	if s.opensZone(l) {
		return
	}
	n, numbered := s.Marks.Number(l.Text, false)
	if s.aside > 0 {
		if !numbered || n.Plain {
			return
		}
		s.aside = 0
	}
	if numbered && n.Answer && s.Marks.Counted.MatchString(l.Text) && s.countedAnswer(l, n) {
		return
	}
	if numbered && s.begins(l, n) {
		by := ByList
		if !n.Plain {
			by = ByBold
		}
		s.start(l, n, by)
		return
	}
	if s.emphasized(l) {
		return
	}
	if g := s.Marks.Label.FindStringSubmatch(l.Text); g != nil && s.labeled(l, strings.ToLower(g[1]), marks.Balance(g[2])) {
		return
	}
	if s.cur == nil && !s.unnumbered(l) {
		s.stray(l)
		return
	}
	if s.isSectionLine(l.Text) {
		s.startLoose(page.Line{No: l.No, Level: 7, Text: strings.Trim(l.Text, "*_: ")})
		return
	}
	if s.cur.place > inOptions {
		s.unnumbered(l)
	}
	if s.leavesList(l) {
		s.cur.place = after
	}
	if !s.answerLine(l) && !s.optionLine(l) {
		s.more(l)
	}
}

// isSectionLine is true for a bold line such as "**Part B: True/False**".
func (s *Scan) isSectionLine(text string) bool {
	bare := strings.Trim(text, "*_: ")
	if q := s.cur; !strings.HasPrefix(text, "**") || len(bare) > 80 || !s.paragraphBegins() || q.Style == ByHeading || len(q.Options)+len(q.Answers) == 0 {
		return false
	}
	return strings.HasSuffix(strings.TrimRight(text, ": "), "**") && s.Marks.Part.MatchString(bare)
}

// paragraphBegins is true for a line that does not go on with the text above it.
func (s *Scan) paragraphBegins() bool {
	return s.at == 0 || s.Lines[s.at-1].Kind != page.Prose || s.cur.place == inOptions
}

// more adds a line to what is open.
func (s *Scan) more(l page.Line) {
	if s.aside > 0 {
		return
	}
	if s.cur == nil || !s.cur.add(l) {
		s.stray(l)
	}
}

// stray notes text that belongs to no question, once for each heading.
func (s *Scan) stray(l page.Line) {
	if l.Kind == page.Blank || s.strays > 0 {
		return
	}
	s.strays = l.No
	s.Note(l.No, source.Skipped, "Text that belongs to no question was left out; it begins %q.", page.Cut(s.Plain(l.Text), 60))
}
