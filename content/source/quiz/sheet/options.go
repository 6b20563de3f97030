package sheet

import (
	"strings"

	"studybot/content/source/quiz/sheet/marks"
	"studybot/content/source/quiz/sheet/page"
)

// optionLine reads a line that begins with an option's mark.
func (s *Scan) optionLine(l page.Line) bool {
	q := s.cur
	if q.place != inPrompt && q.place != inOptions {
		return false
	}
	o, ok := s.Marks.OptionMark(l.Text)
	if !ok {
		return false
	}
	if len(q.Options) > 0 {
		first, last := q.Options[0], q.Options[len(q.Options)-1]
		next := o.Letter != "" && o.Letter == NextLetter(last.Letter)
		if !next && o.Style != first.Style || l.Indent > first.indent+3 && last.indent == first.indent && !next {
			return false
		}
	} else if o.Letter != "A" && o.Letter != "" {
		return false
	}
	if s.inlineOptions(l.Text, l, nil) {
		return true
	}
	s.addOption(o, l)
	return true
}

// serialOptions reads "Choices: this; that; those". They have no letters, so the key
// has to repeat one of them: where a sign between two was no border, none does.
func (s *Scan) serialOptions(l page.Line, text string) bool {
	if strings.IndexFunc(text, page.IsWord) < 0 {
		return text != "" // "Options: ..." of a form to fill in
	}
	hidden := page.MaskCode(text)
	sign := ";"
	if !strings.Contains(hidden, sign) {
		sign = ","
	}
	q, n, from := s.cur, 0, 0
	place := q.place
	for from <= len(text) && n < mostSerial {
		end := strings.Index(hidden[from:], sign)
		if end < 0 {
			end = len(text) - from
		}
		if one := strings.TrimSpace(text[from : from+end]); one != "" {
			s.addOption(marks.Lettered{Style: "serial", Text: one}, l)
			n++
		}
		from += end + len(sign)
	}
	if n < 2 {
		q.Options, q.place = nil, place
		return false
	}
	if place != inPrompt {
		q.place = place
	} else {
		q.place = after
	}
	return true
}

// mostSerial is how many options of one line are looked at, more than a question may have.
const mostSerial = 12

// NextLetter is the letter behind an option's, "" behind none.
func NextLetter(letter string) string {
	if letter == "" {
		return ""
	}
	return string(letter[0] + 1)
}

func (s *Scan) addOption(o marks.Lettered, l page.Line) {
	q := s.cur
	if o.Letter == "" {
		o.Letter = string(rune('A' + len(q.Options)%26))
	}
	q.Options = append(q.Options, Option{Lettered: o, line: l.No, indent: l.Indent, index: s.at})
	q.place = inOptions
	if o.Text != "" {
		last := &q.Options[len(q.Options)-1]
		last.Body = page.Part{{No: l.No, Kind: page.Prose, Indent: l.Indent, Text: o.Text, Broken: l.Broken}}
	}
}

// inlineOptions reads options that stand in one line: "A) x  B) y  C) z". before
// gets the text in front of them; without it they must begin the line.
func (s *Scan) inlineOptions(text string, l page.Line, before func(string)) bool {
	q := s.cur
	if q.place != inPrompt && q.place != inOptions || !strings.ContainsAny(text, ").:") {
		return false
	}
	hidden := page.MaskCode(text)
	want := "A"
	if n := len(q.Options); n > 0 {
		want = NextLetter(q.Options[n-1].Letter)
	}
	var at [][]int
	lower := false
	for _, m := range s.Marks.Inline.FindAllStringSubmatchIndex(hidden, -1) {
		letter := hidden[m[2]:m[3]]
		if len(at) == 0 {
			lower = letter != strings.ToUpper(letter)
		}
		if strings.ToUpper(letter) == want && lower == (letter != strings.ToUpper(letter)) {
			at = append(at, m)
			want = NextLetter(want)
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
		one := strings.Trim(text[m[0]:end], "|;, ·—–")
		if o, ok := s.Marks.OptionMark(one); ok {
			s.addOption(o, l)
		}
	}
	return true
}
