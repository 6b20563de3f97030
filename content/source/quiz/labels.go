package quiz

import (
	"strings"

	"studybot/content/source"
)

// labeled reads "Question: ...", "Options:".
func (s *scan) labeled(l line, label, rest string) bool {
	q := s.cur
	if strings.HasPrefix(label, "option") || strings.Contains(label, "choices") || label == "opciones" || strings.Contains(label, "answer") {
		return q != nil && rest == "" && q.place == inPrompt
	}
	if q != nil && q.place == inPrompt && len(q.prompt) <= 2 && strings.TrimSpace(q.prompt[0].text) == "" {
		return q.add(line{no: l.no, kind: prose, text: rest})
	}
	if rest == "" || q != nil && q.place == inPrompt && !q.loose {
		return false
	}
	s.start(l, numbered{rest: rest}, byBold)
	s.cur.labeled = true
	return true
}

// answerLine reads the lines that carry a question's key and what explains it.
func (s *scan) answerLine(l line) bool {
	q, m := s.cur, s.marks
	if g := m.key.FindStringSubmatch(l.text); g != nil {
		rest := inside(l.text, g[1])
		if strings.HasPrefix(strings.TrimLeft(l.text, "*_ "), "(") {
			rest = strings.TrimRight(rest, " .")
			rest = strings.TrimSuffix(rest, ")")
		}
		q.answer(part{{no: l.no, kind: prose, text: strings.TrimSpace(rest), broken: l.broken}})
		return true
	}
	if q.labeled && q.place == inPrompt {
		if g := m.reply.FindStringSubmatch(l.text); g != nil {
			q.answer(part{{no: l.no, kind: prose, text: balance(g[1])}})
			return true
		}
	}
	if g := m.why.FindStringSubmatch(l.text); g != nil && (len(q.options) > 0 || len(q.answers) > 0) {
		text := line{no: l.no, kind: prose, text: inside(l.text, g[2]), broken: l.broken}
		if q.place == inOptions && strings.EqualFold(g[1], "feedback") {
			o := &q.options[len(q.options)-1]
			o.why = append(o.why, text)
			return true
		}
		q.place = inWhy
		q.why = append(q.why, text)
		return true
	}
	if g := m.verdict.FindStringSubmatch(l.text); g != nil && len(q.options) > 0 && q.place != inPrompt && q.place != inOptions && len(q.answers) > 0 {
		for i := range q.options {
			if o := &q.options[i]; o.letter == strings.ToUpper(g[1]) && g[3] != "" && !q.answers[len(q.answers)-1].empty() {
				o.why = append(o.why, line{no: l.no, kind: prose, text: inside(l.text, g[3])})
				return true
			}
		}
	}
	if g := m.tick.FindStringSubmatch(l.text); g != nil && len(q.options) > 1 && (q.place == after || q.place == inOptions && s.blankAbove()) {
		q.answer(part{{no: l.no, kind: prose, text: g[1]}})
		return true
	}
	if g := m.meta.FindStringSubmatch(l.text); g != nil && q.place == inPrompt {
		if word := strings.ToLower(g[1]); strings.HasPrefix(word, "topic") || strings.HasPrefix(word, "tag") || word == "category" || word == "domain" {
			q.tags = append(q.tags, s.plain(g[2]))
		} else {
			s.note(l.no, source.Skipped, "The remark %q of the question was left out.", cut(s.plain(l.text), 80))
		}
		return true
	}
	return false
}

func (s *scan) blankAbove() bool { return s.at > 0 && s.lines[s.at-1].kind == blank }

// tellTail takes an answer off the end of a prompt: "... (Answer: True)".
func (s *scan) tellTail(q *asked) {
	text := q.prompt[0].text
	if g := s.marks.tail.FindStringSubmatch(text); g != nil {
		q.prompt[0].text = g[1]
		q.answer(part{{no: q.line, kind: prose, text: g[2]}})
		q.place = after
	} else if g := s.marks.stated.FindStringSubmatch(text); g != nil {
		q.prompt[0].text = g[1]
		q.answer(part{{no: q.line, kind: prose, text: g[2]}})
	}
}
