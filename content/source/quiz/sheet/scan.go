package sheet

import (
	"fmt"
	"slices"
	"strings"

	"studybot/content/source/quiz/sheet/marks"
	"studybot/content/source/quiz/sheet/page"

	"studybot/content/source"
)

// Batch is a run of questions with the keys that follow it: a file may hold
// several quizzes, each with its own answers.
type Batch struct {
	Questions []*Asked
	Entries   []*Entry
	Prompts   map[string][]*Asked // by plainKey of the words beside the number
}

// Scan walks over the lines. At any time it stands in one of three places: at a
// question (cur), among keys (zone), or in a part that is no quiz (aside).
type Scan struct {
	Marks   *marks.Marks
	Lines   []page.Line
	at      int // the line it looks at
	Path    string
	Title   string
	section string
	cur     *Asked
	zone    *zone
	aside   int // level of the heading of a part that is left out, 0 for none
	folds   []folded
	Batches []*Batch
	Notes   []source.Note
	*page.Markup
	above  []above
	read   int // questions
	keys   int // entries
	strays int // line of the first text outside of everything, since the last heading

	ruled   bool            // a line across the page has closed the question
	tags    []string        // of the question that will follow it
	remarks map[string]bool // kinds of metadata that were told to be left out
}

// above is a heading that still stands above the line that is looked at.
type above struct {
	level int
	title string
}

// maxTitle is how much of a title is remembered, in characters.
const maxTitle = 200

// under closes the headings that end where one of a level begins, and says which
// stand above it. A level of 0 closes none.
func under(all []above, level int) (open []above, titles []string) {
	for level > 0 && len(all) > 0 && all[len(all)-1].level >= level {
		all = all[:len(all)-1]
	}
	for _, a := range all {
		titles = append(titles, a.title)
	}
	return all, titles
}

// folded is what an open fold holds.
type folded int

const (
	foldOpen   folded = iota // nothing special
	foldAnswer               // the answer of the question
	foldZone                 // the keys of many
	foldHint                 // left out
)

// Note remarks on a line; 0 is the whole file.
func (s *Scan) Note(line int, kind source.Kind, format string, args ...any) {
	s.Notes = append(s.Notes, source.Note{Path: s.Path, Line: line, Kind: kind, Text: fmt.Sprintf(format, args...)})
}

// batch is the one that new questions go to.
func (s *Scan) batch() *Batch {
	if len(s.Batches) == 0 {
		return s.newBatch()
	}
	return s.Batches[len(s.Batches)-1]
}

func (s *Scan) newBatch() *Batch {
	b := &Batch{Prompts: map[string][]*Asked{}}
	s.Batches = append(s.Batches, b)
	return b
}

// Run walks over all lines; Batches, Title and Notes then hold what was found.
func (s *Scan) Run() {
	s.remarks = map[string]bool{}
	for i, l := range s.Lines {
		if l.Kind == page.Prose || l.Kind == page.Heading {
			s.Lines[i].Text = s.Marks.Language.English(l.Text, l.Kind == page.Heading)
		}
	}
	for s.at = range s.Lines {
		l := s.Lines[s.at]
		switch {
		case l.Kind == page.Heading:
			s.heading(l)
		case l.Kind == page.Fold:
			s.openFold(l)
		case l.Kind == page.Unfold:
			s.closeFold()
		case slices.Contains(s.folds, foldHint):
			// told when it was opened
		case l.Kind == page.Rule:
			s.rule()
		case s.zone != nil:
			s.keyLine(l)
		case l.Kind == page.Prose:
			s.prose(l)
		default:
			s.more(l)
		}
	}
	s.finish()
}

// rule is a line across the page: a question that has its options, or a part that
// was left out, ends there.
func (s *Scan) rule() {
	if s.zone != nil {
		return
	}
	s.aside = 0
	if s.cur != nil && (len(s.cur.Options) > 0 || len(s.cur.Answers) > 0) {
		s.cur.place, s.ruled = after, true
	}
}

func (s *Scan) heading(l page.Line) {
	s.folds = nil
	if l.Text == "" {
		return
	}
	s.above, _ = under(s.above, l.Level)
	defer func() { s.above = append(s.above, above{l.Level, page.Cut(s.Plain(l.Text), maxTitle)}) }()
	n, numbered := s.Marks.Number(l.Text, true)
	if s.zone != nil && s.keyHeading(l, n, numbered) {
		return
	}
	s.zone = nil
	switch {
	case !numbered && s.isAnswersTitle(l.Text) || numbered && !n.Worded && s.isAnswersTitle(n.Rest):
		s.finish()
		s.aside = 0
		s.openZone(l.Level, l.Text)
	case numbered && n.Answer && s.cur == nil && len(s.batch().Questions) == 0:
		// a key without any question
		s.openZone(l.Level, l.Text)
		s.keyHeading(l, n, true)
	case numbered && n.Answer:
		s.finish()
		s.openZone(l.Level, l.Text)
		s.keyHeading(l, n, true)
	case s.aside > 0 && l.Level > s.aside && !(numbered && n.Worded):
		// a part of what is left out
	case numbered:
		s.aside = 0
		s.start(l, n, ByHeading)
	case s.cur != nil && s.labelHeading(l):
	case l.Level > 1 && s.isAside(l):
		s.finish()
		s.aside = l.Level
		s.section = ""
		s.Note(l.No, source.Skipped, "The part %q holds no question and was left out.", page.Cut(s.Plain(l.Text), 80))
	default:
		s.aside = 0
		s.startLoose(l)
	}
	if s.strays != l.No {
		s.strays = 0
	}
}

// isAnswersTitle is true for titles such as "Answer Key" and "Quiz 2: Answers".
func (s *Scan) isAnswersTitle(text string) bool {
	if !speaksOfAnswers(text) {
		return false
	}
	text = s.Plain(text)
	g := s.Marks.Answers.FindStringSubmatch(text)
	low := strings.ToLower(text)
	return g != nil && g[2] == "" && !strings.Contains(text, "?") &&
		!strings.Contains(low, "short answer") && !strings.Contains(low, "questions and") && !strings.Contains(low, "questions &")
}

// speaksOfAnswers is a quick look before the expression for such titles is tried.
func speaksOfAnswers(text string) bool {
	text = text[:min(len(text), 200)]
	return page.IndexFold(text, "answer") >= 0 || page.IndexFold(text, "solution") >= 0 || page.IndexFold(text, "marking") >= 0 || page.IndexFold(text, "key") >= 0
}

// isAside is true for headings such as "Scoring Guide", unless options follow.
func (s *Scan) isAside(l page.Line) bool {
	text := s.Plain(l.Text)
	if strings.Contains(text, "?") || !s.Marks.Aside.MatchString(text) {
		return false
	}
	for i := s.at + 1; i < len(s.Lines) && i < s.at+60; i++ {
		next := s.Lines[i]
		if next.Kind == page.Heading && next.Level <= l.Level {
			break
		}
		if o, ok := s.Marks.OptionMark(next.Text); ok && next.Kind == page.Prose && o.Letter == "A" {
			return false
		}
	}
	return true
}

// labelHeading takes headings that only name a part of the question above them:
// "#### Answer", "#### Explanation", "#### Options".
func (s *Scan) labelHeading(l page.Line) bool {
	text := strings.TrimRight(l.Text, ": ") + ":"
	q := s.cur
	if q.labeled && q.loose && l.Level == q.level && s.partHeading(l) {
		return true
	}
	if g := s.Marks.Label.FindStringSubmatch(text); g != nil && l.Level > q.level {
		q.labeled = q.labeled || q.loose && strings.HasPrefix(strings.ToLower(g[1]), "q") // what is above is a title
		return true
	}
	rest, _ := s.Marks.Key(text)
	rest = strings.TrimRight(rest, ": ")
	switch {
	case q.loose && len(q.Options) == 0 && q.level >= l.Level:
		return false
	case rest != "" && strings.Contains(strings.ToLower(text), "short answer"):
		return false // "## Short answer - 3 points" names a part
	case rest != "" && s.Marks.IsKey(text) && (len(q.Options) > 0 && s.Marks.NamesLetter(rest) || !s.Marks.Part.MatchString(rest)): // "#### Answer: B"
		q.answer(page.Part{{No: l.No, Kind: page.Prose, Text: rest, Broken: true}})
	case s.Marks.IsKey(text) && s.closesQuiz(l):
		s.finish()
		s.openZone(l.Level, l.Text)
	case s.Marks.IsKey(text):
		q.answer(nil)
	case s.Marks.Why.MatchString(text):
		q.place = inWhy
	default:
		return false
	}
	return true
}

// partHeading takes the headings of a file whose only question has its parts below
// headings of one level: "# Prompt", "# Code", "# Options", "# Hint", "# Explanation".
func (s *Scan) partHeading(l page.Line) bool {
	q := s.cur
	text := strings.TrimRight(l.Text, ": ") + ":"
	switch {
	case s.Marks.Label.MatchString(text) || strings.EqualFold(l.Text, "code"):
		return !strings.HasPrefix(strings.ToLower(l.Text), "q") && !strings.EqualFold(l.Text, "prompt")
	case s.Marks.Hint.MatchString(text):
		q.place = after
		s.strays = l.No // told with this note
		s.Note(l.No, source.Skipped, "A hint was left out.")
	case s.Marks.IsKey(text):
		q.answer(nil)
	case s.Marks.Why.MatchString(text):
		q.place = inWhy
	default:
		return false
	}
	return true
}

// closesQuiz tells "## Answer" above the keys of all questions from "#### Answer"
// below one of them.
func (s *Scan) closesQuiz(l page.Line) bool {
	return s.keysFollow() && (s.cur.Style == ByHeading && l.Level <= s.cur.level || s.cur.Style != ByHeading && s.unanswered())
}

// unanswered is true when the question before the open one has no key either.
func (s *Scan) unanswered() bool {
	if len(s.Batches) == 0 {
		return false
	}
	all := s.batch().Questions
	return len(all) > 0 && len(all[len(all)-1].Answers) == 0
}

// openFold decides what a part that readers click open holds. Its title may say
// anything, so what is inside counts as well.
func (s *Scan) openFold(l page.Line) {
	title := l.Text
	is := foldOpen
	n, numbered := s.Marks.Number(title, true)
	numbers, options := s.lookInto()
	low := strings.ToLower(s.Plain(title))
	switch {
	case s.zone != nil:
	case slices.Contains(s.folds, foldHint), s.Marks.Hint.MatchString(title):
		is = foldHint
		s.Note(l.No, source.Skipped, "A hint was left out.")
	case numbered && !n.Answer && n.Rest != "" || numbered && n.Worded && !n.Answer:
		s.start(l, n, ByHeading)
		if options == 0 && s.cur != nil && n.Rest != "" {
			s.cur.answer(nil)
			is = foldAnswer
		}
	case s.isAnswersTitle(title) && numbers > 0, numbers > 1 && options == 0 && (s.cur == nil || s.unanswered() || len(s.batch().Questions) == 0 && !strings.HasSuffix(low, "answer")):
		s.finish()
		s.openZone(0, "")
		is = foldZone
	case s.cur == nil, options > 1 && !strings.Contains(low, "answer") && !strings.Contains(low, "solution"):
		if title != "" && options > 1 {
			s.startLoose(page.Line{No: l.No, Level: 7, Text: title})
		}
	case s.Marks.Why.MatchString(title + ":"):
		s.cur.place = inWhy
	default:
		s.cur.answer(s.keyInTitle(l))
		is = foldAnswer
	}
	s.folds = append(s.folds, is)
}

// keyInTitle is the key in a title such as "Answer: B) why". Without options any
// words behind "Answer:" are one.
func (s *Scan) keyInTitle(l page.Line) page.Part {
	for _, text := range []string{l.Text, s.Marks.Shown.ReplaceAllString(l.Text, ""), s.Marks.Revealed.ReplaceAllString(l.Text, "")} {
		if rest, ok := s.Marks.Key(text); ok && (s.Marks.NamesLetter(rest) || len(s.cur.Options) == 0 && s.Marks.IsKey(text)) && rest != "" {
			return page.Part{{No: l.No, Kind: page.Prose, Text: rest, Broken: true}}
		}
	}
	return nil
}

// lookInto counts the numbered lines and the option marks of the fold that opens here.
func (s *Scan) lookInto() (numbers, options int) {
	depth := 1
	for i := s.at + 1; i < len(s.Lines) && i < s.at+80 && depth > 0; i++ {
		switch l := s.Lines[i]; l.Kind {
		case page.Fold:
			depth++
		case page.Unfold:
			depth--
		case page.Prose, page.Row:
			if _, ok := s.Marks.Number(l.Text, false); ok {
				numbers++
			} else if o, ok := s.Marks.OptionMark(l.Text); ok && (o.Letter == "A" || o.Letter == "B" || o.Letter == "") {
				options++
			}
			if g := s.Marks.PairList.FindStringSubmatch(l.Text); g != nil {
				numbers += len(s.Marks.Pair.FindAllString(g[1], 3))
			}
		}
	}
	return numbers, options
}

func (s *Scan) closeFold() {
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
