package quiz

import (
	"strconv"
	"strings"

	"studybot/content/source"
)

// zone is a part of the file that holds the keys of many questions.
type zone struct {
	level   int // of its heading, 0 when something else opened it
	section string
	style   style
	begun   bool // a key has been read, so style and indent are known
	indent  int
	cur     *entry
	columns []string // of the table that is open, lower case
}

// entry is one key as it is written there.
type entry struct {
	line    int
	number  string
	section string
	head    string // the text beside the number
	value   string // from tables and lists in one line, where nothing follows
	body    part
}

// openZone begins a part with keys.
func (s *scan) openZone(level int) { s.zone = &zone{level: level} }

// opensZone reads a line such as "**Answers:**" or "Answers: 1. b, 2. c".
func (s *scan) opensZone(l line) bool {
	if !speaksOfAnswers(l.text) {
		return false
	}
	g := s.marks.answers.FindStringSubmatch(l.text)
	if g == nil {
		return false
	}
	rest := strings.Trim(g[2], "*_() ")
	switch pairs := s.marks.pairs.FindStringSubmatch(rest); {
	case pairs != nil && rest != "":
		s.finish()
		s.openZone(0)
		s.addPairs(pairs[1], "", l.no)
	case rest != "" && s.addSerial(rest, l.no):
	case rest != "" || !strings.ContainsAny(l.text, ":*_") || !s.keysFollow():
		return false
	default:
		s.finish()
		s.openZone(0)
	}
	s.aside = 0
	return true
}

// addSerial reads answers in words that follow each other: "1. This. 2. That."
func (s *scan) addSerial(text string, no int) bool {
	want := 1
	var at [][]int
	for _, m := range s.marks.serial.FindAllStringSubmatchIndex(maskCode(text), -1) {
		if text[m[2]:m[3]] == strconv.Itoa(want) {
			at = append(at, m)
			want++
		}
	}
	if len(at) < 2 || at[0][0] != 0 {
		return false
	}
	s.finish()
	s.openZone(0)
	for i, m := range at {
		end := len(text)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		s.addEntry(&entry{line: no, number: text[m[2]:m[3]], head: strings.Trim(text[m[1]:end], " ,;·")})
	}
	s.zone.cur, s.zone.begun = nil, true
	return true
}

// keysFollow looks whether numbers come next: "**Answers:**" may also stand below
// one question, with its two right letters.
func (s *scan) keysFollow() bool {
	for i := s.at + 1; i < len(s.lines) && i < s.at+6; i++ {
		l := s.lines[i]
		if l.kind == blank || l.kind == fold {
			continue
		}
		_, numbered := s.marks.number(l.text, l.kind == heading)
		return numbered || l.kind == row || s.marks.pairs.MatchString(l.text) || s.cur == nil
	}
	return false
}

// keyHeading reads a heading among keys. It returns false when the heading ends them.
func (s *scan) keyHeading(l line, n numbered, isNumbered bool) bool {
	z := s.zone
	if isNumbered {
		ends := z.begun && z.style != byHeading || z.level > 0 && l.level < z.level ||
			z.level == 0 && !z.begun
		if ends && !n.answer {
			return false
		}
		z.style, z.begun, z.columns = byHeading, true, nil
		s.addEntry(&entry{line: l.no, number: n.number, head: n.rest})
		return true
	}
	if z.level == 0 || l.level <= z.level {
		if !s.isAnswersTitle(l.text) || z.level == 0 {
			return s.repeats(l)
		}
	}
	if s.repeats(l) {
		return true
	}
	if text := strings.TrimRight(l.text, ": ") + ":"; z.cur != nil && (s.marks.why.MatchString(text) || s.marks.key.MatchString(text)) {
		z.cur.body = append(z.cur.body, line{no: l.no, kind: prose, text: text})
		return true
	}
	if s.marks.aside.MatchString(l.text) && !s.marks.part.MatchString(l.text) {
		return false
	}
	z.section, z.begun, z.cur, z.columns = s.plain(l.text), false, nil, nil
	return true
}

// repeats takes a heading without a number that repeats a question's prompt.
func (s *scan) repeats(l line) bool {
	want := plainKey(s.plain(l.text))
	if want == "" || len(s.batch().prompts[want]) == 0 {
		return false
	}
	s.zone.style, s.zone.begun = byHeading, true
	s.addEntry(&entry{line: l.no, head: l.text})
	return true
}

func (s *scan) addEntry(e *entry) {
	if e.section == "" {
		e.section = s.zone.section
	}
	s.zone.cur = e
	if s.keys++; s.keys > 4*source.MaxQuestions {
		if s.keys == 4*source.MaxQuestions+1 {
			s.note(e.line, source.Skipped, "The file holds more than %d answers; those from here on were left out.", 4*source.MaxQuestions)
		}
		return
	}
	b := s.batch()
	b.entries = append(b.entries, e)
}

// keyLine reads a line among keys.
func (s *scan) keyLine(l line) {
	z := s.zone
	if l.kind == row {
		s.keyRow(l)
		return
	}
	z.columns = nil
	if l.kind == prose && s.newKey(l) {
		return
	}
	if z.cur != nil && z.cur.value == "" {
		z.cur.body = append(z.cur.body, l)
		return
	}
	s.stray(l)
}

// newKey reads lines that begin a key or name a section.
func (s *scan) newKey(l line) bool {
	z, m := s.zone, s.marks
	if g := m.pairs.FindStringSubmatchIndex(l.text); g != nil && (!z.begun || z.style == byList && l.indent <= z.indent+1) {
		found := m.pair.FindAllString(l.text[g[2]:g[3]], 2)
		if prefix := strings.Trim(l.text[:g[2]], "*_:-• "); len(found) > 1 || prefix != "" {
			s.addPairs(l.text[g[2]:g[3]], s.plain(prefix), l.no)
			return true
		}
	}
	n, ok := m.number(l.text, false)
	if !ok {
		if item, is := bullet(l.text); is {
			if n, ok = m.number(item, false); !ok && z.style != byHeading && (z.cur == nil || z.cur.number == "" && z.begun) {
				if g := m.letters.FindStringSubmatch(item); g != nil && follows(g[1], g[2], g[3]) {
					z.style, z.begun, z.indent = byList, true, l.indent
					s.addEntry(&entry{line: l.no, head: item})
					return true
				}
			}
		}
	}
	by := byBold
	if n.plain {
		by = byList
	}
	switch {
	case !ok:
		bare := strings.Trim(l.text, "*_: ")
		isLabel := m.why.MatchString(l.text) || m.key.MatchString(l.text)
		whole := strings.HasPrefix(l.text, "**") && strings.HasSuffix(strings.TrimRight(l.text, ": "), "**") || strings.HasSuffix(l.text, ":**") || strings.HasSuffix(l.text, ":")
		if whole && !isLabel && len(bare) < 80 && z.style != byHeading && (z.cur == nil || m.part.MatchString(bare)) {
			z.section, z.begun, z.cur = s.plain(bare), false, nil
			return true
		}
		return false
	case z.begun && (by < z.style || by == byList && l.indent > z.indent+1):
		return false
	}
	z.style, z.begun, z.indent = by, true, l.indent
	s.addEntry(&entry{line: l.no, number: n.number, head: n.rest})
	return true
}

// addPairs reads "1. b, 2. c".
func (s *scan) addPairs(text, section string, no int) {
	z := s.zone
	for _, g := range s.marks.pair.FindAllStringSubmatch(text, source.MaxQuestions) {
		s.addEntry(&entry{line: no, number: g[1], value: g[2], section: section})
	}
	z.begun, z.style = true, byList
}
