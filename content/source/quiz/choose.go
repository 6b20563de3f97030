package quiz

import (
	"fmt"
	"slices"
	"strings"

	"studybot/content/source/quiz/sheet"
	"studybot/content/source/quiz/sheet/page"

	"studybot/bot/study"
	"studybot/content/source"
)

// chosen fills a question with options. Every key, every checked box and every
// sign beside an option has to name the same one; what keeps the question from
// being asked is returned.
func (s *reader) chosen(out *source.Question, options []choice, keys []key, why string) (wrong []string) {
	out.Format = study.MultipleChoice
	var sets [][]int
	var from []int // lines
	texts := []string{why}
	unread := ""
	for _, k := range keys {
		if k.wrong != "" {
			wrong = append(wrong, k.wrong)
		}
		for i := range options {
			if more := k.whys[options[i].letter]; more != "" && options[i].why == "" {
				options[i].why = more
			}
		}
		if k.text == "" {
			texts = append(texts, k.why)
			continue
		}
		v := s.value(k.text, options)
		switch {
		case v.wrong != "" && v.right == nil:
			unread = v.wrong
			texts = append(texts, v.why)
		case v.wrong != "":
			wrong = append(wrong, v.wrong)
			texts = append(texts, v.why)
		default:
			sets, from = append(sets, v.right), append(from, k.line)
			texts = append(texts, v.why)
		}
		if k.wrong != "" && len(sets) > 0 && v.wrong == "" { // told, but not trusted
			sets, from = sets[:len(sets)-1], from[:len(from)-1]
		}
		texts = append(texts, k.why)
	}
	if set := marked(options, func(c choice) bool { return c.checked }); set != nil {
		sets, from = append(sets, set), append(from, out.Line)
	}
	if set := marked(options, func(c choice) bool { return c.bold }); len(sets)+len(keys) == 0 && len(set) == 1 {
		sets, from = append(sets, set), append(from, out.Line)
	}
	if set := marked(options, func(c choice) bool { return c.odd }); set != nil {
		wrong = append(wrong, fmt.Sprintf("the box of option %s holds a sign that says neither yes nor no", letters(set, options)))
	}
	right := []int(nil)
	for i, set := range sets {
		switch {
		case i == 0:
			right = set
		case !slices.Equal(set, sets[0]):
			wrong = append(wrong, fmt.Sprintf("it has two different keys, %s in line %d and %s in line %d", letters(sets[0], options), from[0], letters(set, options), from[i]))
		}
	}
	switch {
	case len(right) > 1 && len(wrong) == 0:
		wrong = append(wrong, fmt.Sprintf("%s are right, but a question here has one right option; make it several questions or reword it", letters(right, options)))
	case len(right) == 0 && len(wrong) == 0 && unread != "":
		wrong = append(wrong, unread)
	case len(right) == 0 && len(wrong) == 0:
		wrong = append(wrong, "no key was found for it; mark the right option")
	}
	sure := len(wrong) == 0
	wrong = append(wrong, s.fill(out, options, right, len(sets) > 0 && (sure || len(right) > 1 && len(wrong) == 1))...)
	s.explain(out, options, right, texts, sure)
	return wrong
}

func marked(options []choice, is func(choice) bool) (set []int) {
	for i, c := range options {
		if is(c) {
			set = append(set, i)
		}
	}
	return set
}

func letters(set []int, options []choice) string {
	names := make([]string, len(set))
	for i, at := range set {
		names[i] = options[at].letter
	}
	return strings.Join(names, ", ")
}

// fill writes the options, within the limits of a pack.
func (s *reader) fill(out *source.Question, options []choice, right []int, keyed bool) (wrong []string) {
	seen := map[string]string{}
	for i, c := range options {
		if i > 0 && c.letter != sheet.NextLetter(options[i-1].letter) && c.letter != "F" && !isNumberName(c.letter) {
			wrong = append(wrong, fmt.Sprintf("the letters of its options do not run on: %s follows %s", c.letter, options[i-1].letter))
		}
		if c.text == "" {
			wrong = append(wrong, "option "+c.letter+" is empty")
			c.text = "(empty)"
		}
		if n := len([]rune(c.text)); n > maxOption {
			wrong = append(wrong, fmt.Sprintf("option %s has %d characters and was cut at %d", c.letter, n, maxOption))
			c.text = page.Cut(c.text, maxOption)
		}
		if other, twice := seen[c.text]; twice {
			wrong = append(wrong, fmt.Sprintf("options %s and %s are the same, so the second was left out", other, c.letter))
			continue
		}
		if len(out.Options) == maxOptions {
			wrong = append(wrong, fmt.Sprintf("it has %d options, of which the first %d were taken", len(options), maxOptions))
			break
		}
		seen[c.text] = c.letter
		s.limit(out, &c.why, maxWhy, "explanation of option "+c.letter)
		out.Options = append(out.Options, study.Choice{Text: c.text, Correct: keyed && slices.Contains(right, i), Why: c.why})
	}
	return wrong
}

// explain writes the answer and the right option's why.
func (s *reader) explain(out *source.Question, options []choice, right []int, texts []string, sure bool) {
	var kept []string
	for _, t := range texts {
		if t = strings.TrimSpace(t); t == "" || slices.ContainsFunc(kept, func(k string) bool { return strings.Contains(page.PlainKey(k), page.PlainKey(t)) }) {
			continue
		}
		kept = append(kept, t)
	}
	why := strings.Join(kept, "\n\n")
	out.Answer = why
	if sure {
		text := options[right[0]].text
		out.KeyPoints = []study.KeyPoint{{Text: page.Cut(text, maxOption), Essential: true}}
		if why == "" {
			out.Answer = "The right option is: " + text
		}
		for i := range out.Options {
			if o := &out.Options[i]; o.Correct && o.Why == "" {
				o.Why = page.Cut(why, maxWhy)
			}
		}
	}
	s.limit(out, &out.Answer, maxAnswer, "explanation")
}
