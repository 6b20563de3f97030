package sheet

import (
	"strconv"
	"strings"

	"studybot/content/source/quiz/sheet/marks"
	"studybot/content/source/quiz/sheet/page"
)

// leavesList is true for a paragraph at the margin, behind the last item of a list
// whose items follow each other without a gap: it is below the list, not in it.
func (s *Scan) leavesList(l page.Line) bool {
	q := s.cur
	all := s.batch().Questions
	if q.Style != ByList || q.place != inPrompt || l.Indent > q.indent || len(q.Prompt) != 2 || q.Prompt[1].Kind != page.Blank || len(all) < 2 {
		return false
	}
	for _, before := range all[len(all)-2:] {
		if len(before.Prompt) != 1 || len(before.Options)+len(before.Answers) > 0 || before.Style != ByList {
			return false
		}
	}
	_, item := page.Bullet(l.Text)
	_, option := s.Marks.OptionMark(l.Text)
	return !item && !option && !s.asksNext() && q.Line == all[len(all)-1].Line+1
}

// begins says whether a number opens a question here or is a part of one.
func (s *Scan) begins(l page.Line, n marks.Numbered) bool {
	q := s.cur
	if n.Answer {
		return false
	}
	open := q != nil && len(q.Options)+len(q.Answers) == 0
	switch {
	case q == nil || q.loose && open && !q.announced:
		return true
	case !n.Plain && q.Style == ByHeading:
		return n.Worded && !q.Prompt.Empty() && !open || s.asksNext()
	case !n.Plain:
		return l.Indent <= q.indent+1
	}
	now, _ := strconv.Atoi(n.Number)
	last, _ := strconv.Atoi(q.Number)
	inside := now == 1 && open || q.inner > 0 && now == q.inner+1
	switch {
	case q.Style == ByHeading && now == 1 && open && s.asksNext():
		return true
	case l.Indent > q.indent+1:
		return false
	case inside && s.continues(q, n, now, last):
		q.inner, q.signs[1] = now, n.Sign
		return false
	case q.Style == ByHeading:
		return false
	case q.Style == ByBold: // "4." behind "Q3)" is question 4 all the same
		return !open && now == last+1 && (s.Marks.Asks.MatchString(n.Rest) || s.asksNext())
	}
	// Two items of one list: numbers rise, or all are "1." and count themselves.
	return now > last || now == 1 && !open || strings.Contains(n.Number, ".")
}

// continues says whether a number belongs to the list inside of the question,
// where it may be the next question's just as well.
func (s *Scan) continues(q *Asked, n marks.Numbered, now, last int) bool {
	switch {
	case now == 1 || q.Style != ByList || now != last+1:
		return true
	case n.Sign != q.signs[0] || n.Sign != q.signs[1]:
		return n.Sign == q.signs[1]
	}
	return !strings.HasSuffix(strings.TrimSpace(n.Rest), "?")
}

// asksNext looks whether options follow before the next number does: then a list
// inside of a numbered part holds the questions.
func (s *Scan) asksNext() bool {
	for i := s.at + 1; i < len(s.Lines) && i < s.at+40; i++ {
		l := s.Lines[i]
		if l.Kind == page.Heading {
			return false
		}
		if o, ok := s.Marks.OptionMark(l.Text); ok && l.Kind == page.Prose && (o.Letter == "A" || o.Letter == "") {
			return true
		}
		if _, ok := s.Marks.Number(l.Text, false); ok && l.Kind == page.Prose {
			return false
		}
	}
	return false
}
