package sheet

import (
	"slices"
	"strings"

	"studybot/content/source/quiz/sheet/marks"
	"studybot/content/source/quiz/sheet/page"

	"studybot/content/source"
)

// ahead is how many lines are looked at around an option to tell whose it is.
const ahead = 40

// unnumbered opens a question that has no number and no heading: a paragraph with
// options below it. l is its first option. Behind an answer, where options are
// often spoken about, the paragraph has to ask and a key has to follow.
func (s *Scan) unnumbered(l page.Line) bool {
	o, ok := s.Marks.OptionMark(l.Text)
	if !ok || o.Letter != "A" || s.aside > 0 {
		return false
	}
	from := s.paragraphAbove()
	if from < 0 {
		return false
	}
	first := s.Lines[from]
	second, keyed := s.optionsFollow()
	text := s.Plain(first.Text)
	asks := s.Marks.Asks.MatchString(text) || strings.ContainsAny(s.Lines[s.at-1].Text, "?？") || strings.HasSuffix(text, ":")
	if !second || !asks && !keyed {
		return false
	}
	if q := s.cur; q != nil && (q.place == inAnswer || q.place == inWhy) {
		if !asks || !keyed || s.Marks.Why.MatchString(first.Text) || from == 0 || s.Lines[from-1].Kind == page.Prose {
			return false
		}
		q.Why = before(q.Why, first.No)
		for i := range q.Answers {
			q.Answers[i] = before(q.Answers[i], first.No)
		}
	}
	if s.strays >= first.No {
		for i := len(s.Notes) - 1; i >= max(0, len(s.Notes)-ahead); i-- { // it is no stray after all
			if s.Notes[i].Line == s.strays && s.Notes[i].Kind == source.Skipped {
				s.Notes = slices.Delete(s.Notes, i, i+1)
				break
			}
		}
		s.strays = 0
	}
	by := ByList
	if strings.HasPrefix(first.Text, "**") {
		by = ByBold
	}
	s.start(first, marks.Numbered{Rest: first.Text}, by)
	for _, more := range s.Lines[from+1 : s.at] {
		s.cur.add(more)
	}
	return true
}

// before is the part above a line.
func before(p page.Part, no int) page.Part {
	if i := slices.IndexFunc(p, func(l page.Line) bool { return l.No >= no }); i >= 0 {
		return p[:i]
	}
	return p
}

// paragraphAbove is the place of the first line of the text above the line that is
// read, or -1 where there is none.
func (s *Scan) paragraphAbove() int {
	i := s.at
	for i > 0 && s.Lines[i-1].Kind == page.Blank {
		i--
	}
	end := i
	for i > 0 && i > s.at-ahead && s.Lines[i-1].Kind == page.Prose {
		l := s.Lines[i-1]
		_, option := s.Marks.OptionMark(l.Text)
		_, numbered := s.Marks.Number(l.Text, false)
		if option || numbered || s.Marks.IsKey(l.Text) || s.Marks.Meta.MatchString(l.Text) || s.Marks.PlainMeta.MatchString(l.Text) {
			break
		}
		i--
	}
	if i == end {
		return -1
	}
	return i
}

// optionsFollow looks for the second option and for a key behind it.
func (s *Scan) optionsFollow() (second, keyed bool) {
	for i := s.at + 1; i < len(s.Lines) && i < s.at+ahead; i++ {
		l := s.Lines[i]
		if l.Kind == page.Heading || l.Kind == page.Rule {
			break
		}
		o, ok := s.Marks.OptionMark(l.Text)
		switch {
		case ok && o.Letter == "B":
			second = true
		case ok && o.Letter == "A":
			return second, keyed
		case second && (s.Marks.IsKey(l.Text) || l.Kind == page.Fold):
			return second, true
		}
	}
	return second, keyed
}

// emphasized opens a question whose prompt is a line in bold or slanted letters
// that asks, with a list below it in which something is marked. Where questions
// have numbers such a line is only text.
func (s *Scan) emphasized(l page.Line) bool {
	text := strings.TrimSpace(l.Text)
	bare := strings.Trim(text, "*_ ")
	if q := s.cur; q != nil && !q.slanted && !(q.loose && len(q.Options)+len(q.Answers) == 0) {
		return false
	}
	if text == "" || !strings.ContainsAny(text[:1], "*_") || !strings.HasSuffix(text, text[:1]) || !strings.HasSuffix(bare, "?") && !strings.HasSuffix(bare, "？") {
		return false
	}
	items, marked := 0, false
	for i := s.at + 1; i < len(s.Lines) && i < s.at+ahead; i++ {
		next := s.Lines[i]
		if next.Kind == page.Blank {
			continue
		}
		item, bullet := page.Bullet(next.Text)
		o, option := s.Marks.OptionMark(next.Text)
		if next.Kind != page.Prose || !bullet && !option {
			break
		}
		if option && o.Letter != "" && s.cur != nil && s.cur.loose {
			return false // its heading may belong to it
		}
		items++
		marked = marked || option || s.Marks.Right.MatchString(item)
	}
	if items < 2 || !marked {
		return false
	}
	s.start(l, marks.Numbered{Rest: text}, ByBold)
	s.cur.slanted = true
	return true
}
