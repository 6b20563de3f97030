package quiz

import (
	"fmt"
	"slices"
	"strings"

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
func (s *scan) choices(q *asked) []choice {
	var all []choice
	for i := range q.options {
		o := &q.options[i]
		c := choice{letter: o.letter, checked: o.checked, why: s.render(o.why)}
		if len(o.body) > 0 && o.body[0].kind == prose {
			first := &o.body[0]
			if text := s.marks.right.ReplaceAllString(first.text, ""); text != first.text {
				first.text, o.checked, c.checked = text, true, true
			}
			first.text = s.marks.wrong.ReplaceAllString(first.text, "")
			bare := strings.TrimSpace(first.text)
			c.bold = strings.HasPrefix(bare, "**") && strings.HasSuffix(bare, "**") && strings.Count(bare, "**") == 2
		}
		c.text = s.render(o.body)
		all = append(all, c)
	}
	return all
}

// build makes a question of what was written; false when it is none.
func (s *scan) build(q *asked, keys []key) (source.Question, bool) {
	out := source.Question{Section: q.section, Tags: q.tags, Line: q.line}
	out.Difficulty, out.Minutes, out.Status = 2, 2, study.Active
	options := slices.Clone(s.asText(q).options)
	keys = append(s.inlineKeys(q), keys...)
	keys = slices.DeleteFunc(keys, func(k key) bool {
		return k.wrong == "" && strings.Trim(k.text+k.why, "_. \n-") == "" && len(k.whys) == 0
	})
	why := s.render(q.why)
	trueFalse := s.marks.trueFalse.MatchString(q.remark + " " + q.section + " " + s.plain(q.prompt[0].text))

	if len(options) == 0 {
		options, keys = s.listed(q, keys)
	}
	if len(options) == 0 && s.isTruth(keys, trueFalse) {
		options = []choice{{letter: "T", text: "True"}, {letter: "F", text: "False"}}
	}
	out.Prompt = s.render(q.prompt)
	named := strings.TrimSpace(s.number(q))
	out.Source.Heading = q.section
	if out.Source.Heading == "" {
		out.Source.Heading = s.title
	}
	out.Source.Heading = cut(out.Source.Heading, 150)
	var wrong []string
	if len(options) > 0 {
		wrong = s.chosen(&out, options, keys, why)
	} else {
		if len(keys) == 0 && why == "" && q.style != byHeading && q.number != "" && !s.asks(q, out.Prompt) {
			s.note(q.line, source.Skipped, "The numbered text %q asks nothing and was left out.", cut(out.Prompt, 60))
			return out, false
		}
		wrong = s.opened(&out, keys, why)
		if strings.Contains(strings.ToLower(q.section+" "+q.remark), "scenario") || strings.Contains(strings.ToLower(q.section), "case stud") {
			out.Format = study.Scenario
		}
	}
	switch n := len([]rune(out.Prompt)); {
	case n == 0:
		out.Prompt = "Question " + q.number
		wrong = append(wrong, "it has no prompt")
	case n > maxPrompt:
		out.Prompt = cut(out.Prompt, maxPrompt)
		wrong = append(wrong, fmt.Sprintf("its prompt has %d characters and was cut at %d", n, maxPrompt))
	}
	if len(wrong) > 0 {
		out.Status = study.Draft
		s.note(q.line, source.Doubtful, "%s is a draft: %s.", named, strings.Join(slices.Compact(wrong), "; "))
	}
	return out, true
}

func (s *scan) number(q *asked) string {
	if q.number != "" {
		return "Question " + q.number
	}
	return fmt.Sprintf("The question %q", cut(s.plain(q.prompt[0].text), 50))
}

func (s *scan) asks(q *asked, prompt string) bool {
	first, _, _ := strings.Cut(prompt, "\n")
	return s.marks.asks.MatchString(prompt) || s.marks.asks.MatchString(first) || s.marks.worded.MatchString(s.lineText(q.line))
}

func (s *scan) lineText(no int) string {
	i, ok := slices.BinarySearchFunc(s.lines, no, func(l line, no int) int { return l.no - no })
	if !ok {
		return ""
	}
	return s.lines[i].text
}

// inlineKeys are the keys that stand with the question.
func (s *scan) inlineKeys(q *asked) []key {
	var keys []key
	for _, p := range q.answers {
		if p.empty() {
			continue
		}
		k := key{line: p[0].no}
		first := 0
		for first < len(p) && p[first].kind == blank {
			first++
		}
		k.text = s.render(p)
		if p[first].kind == prose && len(q.options) > 0 {
			k.text = join(markedHead(p[first].text, s), s.render(p[first+1:]))
		}
		keys = append(keys, k)
	}
	return keys
}

// listed finds options that are a plain list at the end of the prompt: only when
// the key repeats one of the items, or just one of them is marked.
func (s *scan) listed(q *asked, keys []key) ([]choice, []key) {
	end := len(q.prompt)
	for end > 0 && q.prompt[end-1].kind == blank {
		end--
	}
	from := end
	var options []choice
	for from > 1 {
		item, ok := bullet(q.prompt[from-1].text)
		if !ok || q.prompt[from-1].kind != prose {
			break
		}
		c := choice{text: item}
		if text := s.marks.right.ReplaceAllString(item, ""); text != item {
			c.text, c.checked = text, true
		}
		c.bold = strings.HasPrefix(item, "**") && strings.HasSuffix(item, "**") && strings.Count(item, "**") == 2
		c.text = s.plain(c.text)
		options = append(options, c)
		from--
	}
	slices.Reverse(options)
	marked, bold := 0, 0
	for i, c := range options {
		options[i].letter = string(rune('A' + i%26))
		if c.checked {
			marked++
		}
		if c.bold {
			bold++
		}
	}
	if len(options) == 1 && isTruth(options[0].text) && len(keys) == 0 { // "- **True**" below a statement
		q.prompt = q.prompt[:from]
		return nil, []key{{line: q.line, text: options[0].text}}
	}
	fits := marked == 1 || bold == 1
	for _, k := range keys {
		at, _ := byText(k.text, options)
		fits = fits || at >= 0
	}
	if len(options) < 2 || !fits {
		return nil, keys
	}
	q.prompt = q.prompt[:from]
	return options, keys
}

// isTruth says whether a question without options is one of true or false.
func (s *scan) isTruth(keys []key, announced bool) bool {
	if len(keys) == 0 {
		return announced
	}
	first, _, _ := strings.Cut(keys[0].text, "\n")
	g := s.marks.truth.FindStringSubmatch(first)
	return g != nil && (announced || len(g[1]) > 1 && g[2] == "")
}

// opened fills a question that is answered in words.
func (s *scan) opened(out *source.Question, keys []key, why string) (wrong []string) {
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
			out.KeyPoints = append(out.KeyPoints, study.KeyPoint{Text: cut(strings.TrimSpace(item), maxOption), Essential: true})
		}
	}
	if len(out.KeyPoints) == 0 {
		first, _, _ := strings.Cut(answer, "\n\n")
		out.KeyPoints = []study.KeyPoint{{Text: cut(first, maxOption), Essential: true}}
	}
	return wrong
}

// limit cuts a text that is longer than a pack takes, and says so.
func (s *scan) limit(out *source.Question, text *string, most int, what string) {
	if n := len([]rune(*text)); n > most {
		*text = cut(*text, most)
		s.note(out.Line, source.Took, "The %s has %d characters and was cut at %d.", what, n, most)
	}
}
