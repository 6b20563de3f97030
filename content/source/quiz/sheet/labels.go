package sheet

import (
	"strings"

	"studybot/content/source/quiz/sheet/marks"
	"studybot/content/source/quiz/sheet/page"

	"studybot/content/source"
)

// labeled reads "Question: ...", "Options:".
func (s *Scan) labeled(l page.Line, label, rest string) bool {
	q := s.cur
	if strings.HasPrefix(label, "option") || strings.Contains(label, "choices") || label == "opciones" || strings.Contains(label, "answer") {
		if q != nil && rest == "" && q.place == inPrompt {
			q.announced = true
			return true
		}
		return q != nil && len(q.Options) == 0 && !strings.Contains(label, "answer") && s.serialOptions(l, rest)
	}
	if n, ok := s.Marks.Number(rest, false); ok && n.Plain && n.Sign != "" && strings.HasPrefix(label, "q") { // "Question: 3. Why?"
		s.start(l, n, ByBold)
		return true
	}
	if q != nil && q.place == inPrompt && len(q.Prompt) <= 2 && strings.TrimSpace(q.Prompt[0].Text) == "" {
		return q.add(page.Line{No: l.No, Kind: page.Prose, Text: rest})
	}
	if q != nil && q.place == inPrompt && !q.labeled && (rest == "" || !q.loose) { // "**Question:** ..." below what it is about
		return rest == "" || q.add(page.Line{No: l.No, Kind: page.Prose, Text: rest})
	}
	if rest == "" || q != nil && q.place == inPrompt && !q.loose {
		return false
	}
	s.start(l, marks.Numbered{Rest: rest}, ByBold)
	s.cur.labeled = true
	return true
}

// answerLine reads the lines that carry a question's key and what explains it.
func (s *Scan) answerLine(l page.Line) bool {
	q, m := s.cur, s.Marks
	if rest, ok := m.Key(l.Text); ok && (m.IsKey(l.Text) || s.saysKey(rest)) {
		if strings.HasPrefix(strings.TrimLeft(l.Text, "*_ "), "(") {
			rest = strings.TrimRight(rest, " .")
			rest = strings.TrimSuffix(rest, ")")
		}
		q.answer(page.Part{{No: l.No, Kind: page.Prose, Text: strings.TrimSpace(rest), Broken: l.Broken}})
		return true
	}
	if q.labeled && q.place == inPrompt {
		if g := m.Reply.FindStringSubmatch(l.Text); g != nil {
			q.answer(page.Part{{No: l.No, Kind: page.Prose, Text: marks.Balance(g[1])}})
			return true
		}
	}
	if g := m.Why.FindStringSubmatch(l.Text); g != nil && (len(q.Options) > 0 || len(q.Answers) > 0 || s.explains(l.Text)) {
		text := page.Line{No: l.No, Kind: page.Prose, Text: marks.Inside(l.Text, g[2]), Broken: l.Broken}
		if q.place == inOptions && strings.EqualFold(g[1], "feedback") {
			o := &q.Options[len(q.Options)-1]
			o.Why = append(o.Why, text)
			return true
		}
		q.place = inWhy
		q.Why = append(q.Why, text)
		return true
	}
	if g := m.About.FindStringSubmatch(l.Text); g != nil && s.tellAbout(g[1], l, marks.Inside(l.Text, g[2])) {
		return true
	}
	if g := m.Verdict.FindStringSubmatch(l.Text); g != nil && len(q.Options) > 0 && q.place != inPrompt && q.place != inOptions && len(q.Answers) > 0 {
		for i := range q.Options {
			if o := &q.Options[i]; o.Letter == strings.ToUpper(g[1]) && g[3] != "" && !q.Answers[len(q.Answers)-1].Empty() {
				o.Why = append(o.Why, page.Line{No: l.No, Kind: page.Prose, Text: marks.Inside(l.Text, g[3])})
				return true
			}
		}
	}
	if g := m.Tick.FindStringSubmatch(l.Text); g != nil && len(q.Options) > 1 && (q.place == after || q.place == inOptions && s.blankAbove()) {
		q.answer(page.Part{{No: l.No, Kind: page.Prose, Text: g[1]}})
		return true
	}
	return s.metaLine(l)
}

// countedAnswer reads "A3. text" below question 3, or the first of such answers to
// all the questions above.
func (s *Scan) countedAnswer(l page.Line, n marks.Numbered) bool {
	q := s.cur
	if q == nil || q.loose {
		return false
	}
	if n.Number == q.Number {
		q.answer(page.Part{{No: l.No, Kind: page.Prose, Text: n.Rest, Broken: l.Broken}})
		return true
	}
	all := s.batch().Questions
	if len(all) == 0 || len(q.Answers) > 0 || all[0].Number != n.Number || len(all[0].Answers) > 0 {
		return false
	}
	s.finish()
	s.openZone(0, "")
	return s.newKey(l)
}

// explains is true for an explanation that stands above the answer of an open question.
func (s *Scan) explains(text string) bool {
	return strings.HasPrefix(text, "**Expl") && s.cur.place == inPrompt && !s.cur.Prompt.Empty()
}

// saysKey tells "The correct answer is B" from a sentence of an explanation: it
// names a letter, or an answer is awaited.
func (s *Scan) saysKey(rest string) bool {
	q := s.cur
	awaited := q.place == inAnswer && q.Answers[len(q.Answers)-1].Empty()
	return q.place != inWhy && (awaited || q.place != inAnswer && len(q.Options) > 0 && s.Marks.NamesLetter(rest)) || awaited
}

// tellAbout keeps what is said of one option.
func (s *Scan) tellAbout(letter string, l page.Line, text string) bool {
	for i := range s.cur.Options {
		if o := &s.cur.Options[i]; o.Letter == strings.ToUpper(letter) {
			o.Why = append(o.Why, page.Line{No: l.No, Kind: page.Prose, Text: text})
			return true
		}
	}
	return false
}

// aboutQuestion tells remarks below an answer from what may be a part of it, such as
// "**Time:** O(n)".
func aboutQuestion(word string, hasOptions bool) bool {
	word, _, _ = strings.Cut(strings.ToLower(word), " ")
	switch strings.TrimSuffix(strings.TrimSuffix(word, "'s"), "s") {
	case "difficulty", "point", "mark", "bloom", "concept":
		return true
	case "topic", "tag", "category", "domain":
		return hasOptions
	}
	return false
}

// metaLine reads "**Topic:** nets" and the like, which are no part of any text.
func (s *Scan) metaLine(l page.Line) bool {
	q := s.cur
	g := s.Marks.Meta.FindStringSubmatch(l.Text)
	if g == nil && (q.place == inPrompt || q.place == after || s.blankAbove()) {
		g = s.Marks.PlainMeta.FindStringSubmatch(l.Text)
	}
	if g == nil && q.place <= inOptions {
		g = s.Marks.Kind.FindStringSubmatch(l.Text)
	}
	if g == nil || q.place > inOptions && !s.ruled && !aboutQuestion(g[1], len(q.Options) > 0) {
		return false
	}
	tags := &q.Tags
	if s.ruled { // below a line across the page: it is about the next question
		tags = &s.tags
	}
	word := strings.ToLower(g[1])
	switch {
	case strings.HasPrefix(word, "topic"), strings.HasPrefix(word, "tag"), strings.HasPrefix(word, "concept"), word == "category", word == "domain":
		*tags = append(*tags, s.Plain(g[2]))
	case !s.remarks[word]:
		s.remarks[word] = true
		s.Note(l.No, source.Skipped, "The remark %q of the question was left out, and others of its kind.", page.Cut(s.Plain(l.Text), 80))
	}
	return true
}

func (s *Scan) blankAbove() bool { return s.at > 0 && s.Lines[s.at-1].Kind == page.Blank }

// tellTail takes an answer off the end of a prompt: "... (Answer: True)", also
// behind options in the same line.
func (s *Scan) tellTail(q *Asked, l page.Line) {
	text := q.Prompt[0].Text
	if g := s.Marks.Closing.FindStringSubmatch(text); g != nil && s.inlineOptions(marks.Balance(g[1]), l, func(before string) { q.Prompt[0].Text = before }) {
		q.answer(page.Part{{No: q.Line, Kind: page.Prose, Text: strings.ToUpper(g[2])}})
		q.place = after
	} else if g := s.Marks.Tail.FindStringSubmatch(text); g != nil {
		q.Prompt[0].Text = marks.Balance(g[1])
		s.inlineOptions(q.Prompt[0].Text, l, func(before string) { q.Prompt[0].Text = before })
		q.answer(page.Part{{No: q.Line, Kind: page.Prose, Text: strings.Trim(g[2]+g[3], "*_ ")}})
		q.place = after
	} else if g := s.Marks.Stated.FindStringSubmatch(text); g != nil {
		q.Prompt[0].Text = g[1]
		q.answer(page.Part{{No: q.Line, Kind: page.Prose, Text: g[2]}})
	}
}
