package quiz

import "strings"

// optionLine reads a line that begins with an option's mark.
func (s *scan) optionLine(l line) bool {
	q := s.cur
	if q.place != inPrompt && q.place != inOptions {
		return false
	}
	o, ok := s.marks.optionMark(l.text)
	if !ok {
		return false
	}
	if len(q.options) > 0 {
		first, last := q.options[0], q.options[len(q.options)-1]
		next := o.letter != "" && o.letter == nextLetter(last.letter)
		if !next && o.style != first.style || l.indent > first.indent+3 && last.indent == first.indent && !next {
			return false
		}
	} else if o.letter != "A" && o.letter != "" {
		return false
	}
	if s.inlineOptions(l.text, l, nil) {
		return true
	}
	s.addOption(o, l)
	return true
}

func nextLetter(letter string) string {
	if letter == "" {
		return ""
	}
	return string(letter[0] + 1)
}

func (s *scan) addOption(o lettered, l line) {
	q := s.cur
	if o.letter == "" {
		o.letter = string(rune('A' + len(q.options)%26))
	}
	q.options = append(q.options, option{lettered: o, line: l.no, indent: l.indent, index: s.at})
	q.place = inOptions
	if o.text != "" {
		last := &q.options[len(q.options)-1]
		last.body = part{{no: l.no, kind: prose, indent: l.indent, text: o.text, broken: l.broken}}
	}
}

// inlineOptions reads options that stand in one line: "A) x  B) y  C) z". before
// gets the text in front of them; without it they must begin the line.
func (s *scan) inlineOptions(text string, l line, before func(string)) bool {
	q := s.cur
	if q.place != inPrompt && q.place != inOptions || !strings.ContainsAny(text, ").:") {
		return false
	}
	hidden := maskCode(text)
	want := "A"
	if n := len(q.options); n > 0 {
		want = nextLetter(q.options[n-1].letter)
	}
	var at [][]int
	lower := false
	for _, m := range s.marks.inline.FindAllStringSubmatchIndex(hidden, -1) {
		letter := hidden[m[2]:m[3]]
		if len(at) == 0 {
			lower = letter != strings.ToUpper(letter)
		}
		if strings.ToUpper(letter) == want && lower == (letter != strings.ToUpper(letter)) {
			at = append(at, m)
			want = nextLetter(want)
		}
	}
	if len(at) < 2 || before == nil && at[0][0] > 0 && strings.Trim(text[:at[0][0]], "-+* ") != "" {
		return false
	}
	spaced := true
	for _, m := range at[1:] {
		gap := strings.TrimRight(text[:m[2]], "(*")
		spaced = spaced && (strings.HasSuffix(gap, "  ") || strings.HasSuffix(gap, "| ") || strings.HasSuffix(gap, "; ") || strings.HasSuffix(gap, ", "))
	}
	if len(at) < 3 && !spaced {
		return false
	}
	if before != nil {
		before(strings.TrimSpace(text[:at[0][0]]))
	}
	for i, m := range at {
		end := len(text)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		one := strings.Trim(text[m[0]:end], "|;, ")
		if o, ok := s.marks.optionMark(one); ok {
			s.addOption(o, l)
		}
	}
	return true
}
