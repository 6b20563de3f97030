package quiz

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"studybot/content/source/quiz/sheet"
	"studybot/content/source/quiz/sheet/page"

	"studybot/bot/study"
	"studybot/content/source"
)

// What a pack takes, in characters; content/read.go holds the same numbers.
const (
	maxPrompt  = 2000
	maxOption  = 500
	maxOptions = 8
	maxWhy     = 2000
	maxAnswer  = 6000
	maxPoints  = 12
)

// choices are the options of a question as text.
func (s *reader) choices(q *sheet.Asked) []choice {
	var all []choice
	for i := range q.Options {
		o := &q.Options[i]
		c := choice{letter: o.Letter, checked: o.Checked, odd: o.Odd, why: s.Render(o.Why)}
		if len(o.Body) > 0 && o.Body[0].Kind == page.Prose {
			first := &o.Body[0]
			if text := s.Marks.Right.ReplaceAllString(first.Text, ""); text != first.Text {
				first.Text, o.Checked, c.checked = text, true, true
			}
			first.Text = s.Marks.Wrong.ReplaceAllString(first.Text, "")
			bare := strings.TrimSpace(first.Text)
			c.bold = strings.HasPrefix(bare, "**") && strings.HasSuffix(bare, "**") && strings.Count(bare, "**") == 2
		}
		c.text = s.Render(o.Body)
		all = append(all, c)
	}
	return all
}

// build makes a question of what was written; false when it is none.
func (s *reader) build(q *sheet.Asked, keys []key) (source.Question, bool) {
	out := source.Question{Section: q.Section, Tags: q.Tags, Line: q.Line}
	out.Difficulty, out.Minutes, out.Status = 2, 2, study.Active
	options := slices.Clone(s.asText(q).options)
	keys = append(s.inlineKeys(q), keys...)
	keys = slices.DeleteFunc(keys, func(k key) bool {
		return k.wrong == "" && strings.Trim(k.text+k.why, "_. \n-") == "" && len(k.whys) == 0
	})
	why := s.Render(q.Why)
	trueFalse := s.Marks.TrueFalse.MatchString(q.Remark + " " + q.Section + " " + s.Plain(q.Prompt[0].Text))

	var doubts []string
	if len(options) == 0 {
		options, keys, doubts = s.listed(q, keys)
	}
	if len(options) == 0 && s.isTruth(keys, trueFalse) {
		options = []choice{{letter: "T", text: "True"}, {letter: "F", text: "False"}}
	}
	if len(options) == 0 {
		options = s.foreignTruth(q, keys)
	}
	out.Prompt = s.Render(q.Prompt)
	named := strings.TrimSpace(s.number(q))
	out.Source.Heading = q.Section
	if out.Source.Heading == "" {
		out.Source.Heading = s.Title
	}
	out.Source.Heading = page.Cut(out.Source.Heading, 150)
	wrong := doubts
	if len(options) > 0 {
		if more := s.chosen(&out, options, keys, why); len(doubts) == 0 {
			wrong = more
		}
		if s.Marks.Several.MatchString(out.Prompt) && len(wrong) == 0 {
			wrong = append(wrong, "it asks for several right options, but its key names one; reword it or make it several questions")
		}
	} else {
		if len(keys) == 0 && why == "" && q.Style != sheet.ByHeading && q.Number != "" && !s.asks(q, out.Prompt) && !s.goesOn(q) {
			s.Note(q.Line, source.Skipped, "The numbered text %q asks nothing and was left out.", page.Cut(out.Prompt, 60))
			return out, false
		}
		wrong = append(wrong, s.opened(&out, keys, why)...)
		if len(wrong) == 0 {
			wrong = s.lostOptions(q, keys)
		}
		if strings.Contains(strings.ToLower(q.Section+" "+q.Remark), "scenario") || strings.Contains(strings.ToLower(q.Section), "case stud") {
			out.Format = study.Scenario
		}
	}
	if len(options) == 0 && strings.IndexFunc(out.Prompt+out.Answer, page.IsWord) < 0 && out.Prompt != "" && strings.Trim(out.Answer, ".… ") == "" {
		s.Note(q.Line, source.Skipped, "%s has no words and was left out.", strings.TrimSpace(s.number(q)))
		return out, false
	}
	switch n := len([]rune(out.Prompt)); {
	case n == 0:
		out.Prompt = "Question " + q.Number
		wrong = append(wrong, "it has no prompt")
	case n > maxPrompt:
		out.Prompt = page.Cut(out.Prompt, maxPrompt)
		wrong = append(wrong, fmt.Sprintf("its prompt has %d characters and was cut at %d", n, maxPrompt))
	}
	if len(wrong) > 0 {
		out.Status = study.Draft
		s.Note(q.Line, source.Doubtful, "%s is a draft: %s.", named, strings.Join(slices.Compact(wrong), "; "))
	}
	return out, true
}

func (s *reader) number(q *sheet.Asked) string {
	if q.Number != "" {
		return "Question " + q.Number
	}
	return fmt.Sprintf("The question %q", page.Cut(s.Plain(q.Prompt[0].Text), 50))
}

func (s *reader) asks(q *sheet.Asked, prompt string) bool {
	first, _, _ := strings.Cut(prompt, "\n")
	return s.Marks.Asks.MatchString(prompt) || s.Marks.Asks.MatchString(first) || s.Marks.Worded.MatchString(s.lineText(q.Line))
}

// goesOn is true for the next number of a list whose last item was a question: such
// a text is one too, though it does not say so ("Picture a lake. Its depth is 3 m.").
func (s *reader) goesOn(q *sheet.Asked) bool {
	n, err := strconv.Atoi(q.Number)
	return err == nil && n > 1 && s.last == n-1
}

func (s *reader) lineText(no int) string {
	i, ok := slices.BinarySearchFunc(s.Lines, no, func(l page.Line, no int) int { return l.No - no })
	if !ok {
		return ""
	}
	return s.Lines[i].Text
}

// inlineKeys are the keys that stand with the question.
func (s *reader) inlineKeys(q *sheet.Asked) []key {
	var keys []key
	for _, p := range q.Answers {
		if p.Empty() {
			continue
		}
		k := key{line: p[0].No}
		first := 0
		for first < len(p) && p[first].Kind == page.Blank {
			first++
		}
		k.text = s.Render(p)
		if p[first].Kind == page.Prose && len(q.Options) > 0 {
			head, mark := p[first].Text, ""
			if item, is := page.Bullet(head); is {
				head, mark = item, "- "
			}
			k.text = join(mark+markedHead(head, s), s.Render(p[first+1:]))
		}
		keys = append(keys, k)
	}
	return keys
}

// isTruth says whether a question without options is one of true or false.
func (s *reader) isTruth(keys []key, announced bool) bool {
	if len(keys) == 0 {
		return announced
	}
	first, _, _ := strings.Cut(keys[0].text, "\n")
	g := s.Marks.Truth.FindStringSubmatch(first)
	return g != nil && (announced || len(g[1]) > 1 && g[2] == "")
}

// opened fills a question that is answered in words.
func (s *reader) opened(out *source.Question, keys []key, why string) (wrong []string) {
	out.Format = study.Open
	var texts []string
	for _, k := range keys {
		if k.wrong != "" {
			wrong = append(wrong, k.wrong)
		}
		if text := join(k.text, k.why); text != "" && !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	if why != "" {
		texts = append(texts, why)
	}
	answer := strings.Join(texts, "\n\n")
	if answer == "" {
		return append(wrong, "no answer to it was found; write one, with key points")
	}
	s.limit(out, &answer, maxAnswer, "answer")
	out.Answer = answer
	for text := range strings.SplitSeq(answer, "\n") {
		if item, ok := strings.CutPrefix(text, "- "); ok && len(out.KeyPoints) < maxPoints {
			out.KeyPoints = append(out.KeyPoints, study.KeyPoint{Text: page.Cut(strings.TrimSpace(item), maxOption), Essential: true})
		}
	}
	if len(out.KeyPoints) == 0 {
		first, _, _ := strings.Cut(answer, "\n\n")
		out.KeyPoints = []study.KeyPoint{{Text: page.Cut(first, maxOption), Essential: true}}
	}
	return wrong
}

// limit cuts a text that is longer than a pack takes, and says so.
func (s *reader) limit(out *source.Question, text *string, most int, what string) {
	if n := len([]rune(*text)); n > most {
		*text = page.Cut(*text, most)
		s.Note(out.Line, source.Took, "The %s has %d characters and was cut at %d.", what, n, most)
	}
}
