package sheet

import (
	"strconv"
	"strings"

	"studybot/content/source/quiz/sheet/marks"
	"studybot/content/source/quiz/sheet/page"

	"studybot/content/source"
)

// zone is a part of the file that holds the keys of many questions.
type zone struct {
	level   int // of its heading, 0 when something else opened it
	title   string
	section string
	above   []above // headings of its parts that are open
	style   Style
	begun   bool // a key has been read, so style and indent are known
	indent  int
	cur     *Entry
	columns []string // of the table that is open
	heads   heads    // what their names say
}

// Entry is one key as it is written there.
type Entry struct {
	Line    int
	Number  string
	Section string
	Above   []string // titles that the section stands below, the outermost first
	Head    string   // the text beside the number
	Value   string   // from tables and lists in one line, where nothing follows
	Body    page.Part
}

// openZone begins a part with keys, below a title.
func (s *Scan) openZone(level int, title string) {
	s.zone = &zone{level: level, title: page.Cut(s.Plain(title), maxTitle)}
}

// opensZone reads a line such as "**Answers:**" or "Answers: 1. b, 2. c".
func (s *Scan) opensZone(l page.Line) bool {
	if !speaksOfAnswers(l.Text) {
		return false
	}
	g := s.Marks.Answers.FindStringSubmatch(l.Text)
	if g == nil {
		return false
	}
	rest := strings.Trim(g[2], "*_() ")
	switch pairs := s.Marks.PairList.FindStringSubmatch(rest); {
	case pairs != nil && rest != "":
		s.finish()
		s.openZone(0, "")
		s.addPairs(pairs[1], "", l.No)
	case rest != "" && s.addSerial(rest, l.No):
	case rest != "" || !strings.ContainsAny(l.Text, ":*_") || !s.keysFollow():
		return false
	default:
		s.finish()
		s.openZone(0, "")
	}
	s.aside = 0
	return true
}

// addSerial reads answers in words that follow each other: "1. This. 2. That."
func (s *Scan) addSerial(text string, no int) bool {
	want := 1
	var at [][]int
	for _, m := range s.Marks.Serial.FindAllStringSubmatchIndex(page.MaskCode(text), -1) {
		if text[m[2]:m[3]] == strconv.Itoa(want) {
			at = append(at, m)
			want++
		}
	}
	if len(at) < 2 || at[0][0] != 0 {
		return false
	}
	s.finish()
	s.openZone(0, "")
	for i, m := range at {
		end := len(text)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		s.addEntry(&Entry{Line: no, Number: text[m[2]:m[3]], Head: strings.Trim(text[m[1]:end], " ,;·")})
	}
	s.zone.cur, s.zone.begun = nil, true
	return true
}

// keysFollow looks whether numbers come next: "**Answers:**" may also stand below
// one question, with its two right letters.
func (s *Scan) keysFollow() bool {
	for i := s.at + 1; i < len(s.Lines) && i < s.at+6; i++ {
		l := s.Lines[i]
		if l.Kind == page.Blank || l.Kind == page.Fold {
			continue
		}
		_, numbered := s.Marks.Number(l.Text, l.Kind == page.Heading)
		return numbered || l.Kind == page.Row || s.Marks.PairList.MatchString(l.Text) || s.cur == nil
	}
	return false
}

// keyHeading reads a heading among keys. It returns false when the heading ends them.
func (s *Scan) keyHeading(l page.Line, n marks.Numbered, isNumbered bool) bool {
	z := s.zone
	if isNumbered {
		ends := z.begun && z.style != ByHeading || z.level > 0 && l.Level < z.level ||
			z.level == 0 && !z.begun
		if ends && !n.Answer {
			return false
		}
		z.style, z.begun, z.columns = ByHeading, true, nil
		s.addEntry(&Entry{Line: l.No, Number: n.Number, Head: n.Rest})
		return true
	}
	if z.level == 0 || l.Level <= z.level {
		if !s.isAnswersTitle(l.Text) || z.level == 0 {
			return s.repeats(l)
		}
	}
	if s.repeats(l) {
		return true
	}
	if text := strings.TrimRight(l.Text, ": ") + ":"; z.cur != nil && (s.Marks.Why.MatchString(text) || s.Marks.IsKey(text)) {
		z.cur.Body = append(z.cur.Body, page.Line{No: l.No, Kind: page.Prose, Text: text})
		return true
	}
	if s.Marks.Aside.MatchString(l.Text) && !s.Marks.Part.MatchString(l.Text) {
		return false
	}
	z.above, _ = under(z.above, l.Level)
	z.above = append(z.above, above{l.Level, page.Cut(s.Plain(l.Text), maxTitle)})
	z.section, z.begun, z.cur, z.columns = s.Plain(l.Text), false, nil, nil
	return true
}

// repeats takes a heading without a number that repeats a question's prompt.
func (s *Scan) repeats(l page.Line) bool {
	want := page.PlainKey(s.Plain(l.Text))
	if want == "" || len(s.batch().Prompts[want]) == 0 {
		return false
	}
	s.zone.style, s.zone.begun = ByHeading, true
	s.addEntry(&Entry{Line: l.No, Head: l.Text})
	return true
}

func (s *Scan) addEntry(e *Entry) {
	if e.Section == "" {
		e.Section = s.zone.section
	}
	_, e.Above = under(s.zone.above, 0)
	e.Above = append([]string{s.zone.title}, e.Above...)
	s.zone.cur = e
	if s.keys++; s.keys > 4*source.MaxQuestions {
		if s.keys == 4*source.MaxQuestions+1 {
			s.Note(e.Line, source.Skipped, "The file holds more than %d answers; those from here on were left out.", 4*source.MaxQuestions)
		}
		return
	}
	b := s.batch()
	b.Entries = append(b.Entries, e)
}

// keyLine reads a line among keys.
func (s *Scan) keyLine(l page.Line) {
	z := s.zone
	if l.Kind == page.Row {
		s.keyRow(l)
		return
	}
	z.columns = nil
	if l.Kind == page.Prose && s.newKey(l) {
		return
	}
	if z.cur != nil && z.cur.Value == "" {
		z.cur.Body = append(z.cur.Body, l)
		return
	}
	s.stray(l)
}

// newKey reads lines that begin a key or name a section.
func (s *Scan) newKey(l page.Line) bool {
	z, m := s.zone, s.Marks
	if g := m.PairList.FindStringSubmatchIndex(l.Text); g != nil && (!z.begun || z.style == ByList && l.Indent <= z.indent+1) {
		found := m.Pair.FindAllString(l.Text[g[2]:g[3]], 2)
		if prefix := strings.Trim(l.Text[:g[2]], "*_:-• "); len(found) > 1 || prefix != "" {
			s.addPairs(l.Text[g[2]:g[3]], s.Plain(prefix), l.No)
			return true
		}
	}
	n, ok := m.Number(l.Text, false)
	if !ok {
		if item, is := page.Bullet(l.Text); is {
			if n, ok = m.Number(item, false); !ok && z.style != ByHeading && (z.cur == nil || z.cur.Number == "" && z.begun) {
				if g := m.Letters.FindStringSubmatch(item); g != nil && marks.Follows(g[1], g[2], g[3]) {
					z.style, z.begun, z.indent = ByList, true, l.Indent
					s.addEntry(&Entry{Line: l.No, Head: item})
					return true
				}
			}
		}
	}
	by := ByBold
	if n.Plain {
		by = ByList
	}
	switch {
	case !ok:
		bare := strings.Trim(l.Text, "*_: ")
		isLabel := m.Why.MatchString(l.Text) || m.IsKey(l.Text)
		whole := strings.HasPrefix(l.Text, "**") && strings.HasSuffix(strings.TrimRight(l.Text, ": "), "**") || strings.HasSuffix(l.Text, ":**") || strings.HasSuffix(l.Text, ":")
		if whole && !isLabel && len(bare) < 80 && z.style != ByHeading && (z.cur == nil || m.Part.MatchString(bare)) {
			z.section, z.begun, z.cur = s.Plain(bare), false, nil
			return true
		}
		return false
	case z.begun && (by < z.style || by == ByList && l.Indent > z.indent+1):
		return false
	}
	z.style, z.begun, z.indent = by, true, l.Indent
	s.addEntry(&Entry{Line: l.No, Number: n.Number, Head: n.Rest})
	return true
}

// addPairs reads "1. b, 2. c".
func (s *Scan) addPairs(text, section string, no int) {
	z := s.zone
	for _, g := range s.Marks.Pair.FindAllStringSubmatch(text, source.MaxQuestions) {
		s.addEntry(&Entry{Line: no, Number: marks.Unpadded(g[1]), Value: g[2], Section: section})
	}
	z.begun, z.style = true, ByList
}
