package quiz

import (
	"slices"
	"strconv"
	"strings"

	"studybot/content/source/quiz/sheet"
	"studybot/content/source/quiz/sheet/marks"
	"studybot/content/source/quiz/sheet/page"

	"studybot/content/source"
)

// key is one key of one question, as text, with what was said about it.
type key struct {
	line  int
	text  string // begins with the letter, the right option's text, or is the answer
	why   string
	whys  map[string]string // by letter, what is said of single options
	wrong string            // why it cannot be trusted
}

// match gives the entries of a batch to its questions: by number where that says
// which; else by section and number; else by order, when the numbers of questions
// and keys run alike. What stays ambiguous is told to every question it may concern.
func (s *reader) match(b *sheet.Batch) map[*sheet.Asked][]key {
	found := map[*sheet.Asked][]key{}
	give := func(q *sheet.Asked, e *sheet.Entry) {
		switch n := len(found[q]); {
		case n < sheet.MaxKeys:
			found[q] = append(found[q], s.entryKey(e, q))
		case n == sheet.MaxKeys:
			found[q] = append(found[q], key{line: e.Line, wrong: "it has more answers than anybody would write"})
		}
	}
	told := map[string]bool{} // numbers whose answers are ambiguous

	questions := map[string][]*sheet.Asked{}
	for _, q := range b.Questions {
		questions[q.Number] = append(questions[q.Number], q)
	}
	entries := map[string]int{}
	for _, e := range b.Entries {
		entries[e.Number]++
	}
	if len(questions[""]) == len(b.Questions) && len(b.Questions) > 0 { // questions without numbers count themselves
		if alike(b.Entries, len(b.Questions)) {
			for i, e := range b.Entries {
				give(b.Questions[i], e)
			}
			return found
		}
	}
	inOrder := sameNumbers(b)
	for i, e := range b.Entries {
		fit := questions[e.Number]
		switch {
		case e.Number == "":
			fit = b.Prompts[page.PlainKey(s.Plain(e.Head))]
			if len(fit) == 0 && inOrder {
				fit = b.Questions[i : i+1]
			}
		case len(fit) > 1:
			if one := s.inSection(e, fit); one != nil {
				fit = []*sheet.Asked{one}
			} else if inOrder {
				fit = b.Questions[i : i+1]
			}
		}
		switch len(fit) {
		case 1:
			give(fit[0], e)
		case 0:
			s.Note(e.Line, source.Doubtful, "There is an answer %q that belongs to no question here; look where its question is.", page.Cut(s.Plain(e.Number+" "+e.Head+e.Value), 60))
		default:
			if told[e.Number] {
				continue
			}
			told[e.Number] = true
			for _, q := range fit {
				found[q] = append(found[q], key{line: e.Line, wrong: "its number stands before several questions, and nothing says which of them the answer belongs to"})
			}
		}
	}
	return found
}

// alike is true when there are n entries, without numbers or numbered 1 to n.
func alike(entries []*sheet.Entry, n int) bool {
	if len(entries) != n {
		return false
	}
	for i, e := range entries {
		if e.Number != "" && e.Number != strconv.Itoa(i+1) {
			return false
		}
	}
	return true
}

// sameNumbers is true when the numbers of questions and keys run alike.
func sameNumbers(b *sheet.Batch) bool {
	return slices.EqualFunc(b.Questions, b.Entries, func(q *sheet.Asked, e *sheet.Entry) bool { return q.Number == e.Number || e.Number == "" })
}

// inSection is the one question that stands in the section of the key, or nil. A
// section may also be named by a title further up, of the questions or of the keys.
func (s *reader) inSection(e *sheet.Entry, fit []*sheet.Asked) *sheet.Asked {
	if len(fit) > 100 {
		return nil // no quiz has so many sections
	}
	section := sectionKey(e.Section)
	found := fit
	if section != "" {
		if found = s.below(fit, section, false); len(found) == 0 {
			found = s.below(fit, section, true)
		}
	}
	for i := len(e.Above) - 1; i >= 0 && len(found) > 1; i-- {
		if key := sectionKey(e.Above[i]); key != "" && key != section {
			if narrow := s.below(found, key, true); len(narrow) > 0 {
				found = narrow
			}
		}
	}
	if section == "" && len(found) > 1 { // keys of no section are those of questions of none
		if narrow := s.below(found, "", false); len(narrow) > 0 {
			found = narrow
		}
	}
	if len(found) > 1 { // a letter is the key of the only one that has letters
		if lettered := slices.DeleteFunc(slices.Clone(found), func(q *sheet.Asked) bool { return len(s.asText(q).options) == 0 }); len(lettered) == 1 {
			if k := s.entryKey(e, lettered[0]); s.readable(k.text, s.asText(lettered[0]).options) && k.wrong == "" {
				return lettered[0]
			}
		}
	}
	if len(found) != 1 {
		return nil
	}
	return found[0]
}

// below are the questions of a section, or of one whose title stands further up.
func (s *reader) below(all []*sheet.Asked, section string, anywhere bool) (found []*sheet.Asked) {
	for _, q := range all {
		t := s.asText(q)
		if sameSection(section, t.section) || anywhere && slices.ContainsFunc(t.above, func(a string) bool { return sameSection(section, a) }) {
			found = append(found, q)
		}
	}
	return found
}

// asText is what of a question is compared with keys, many times perhaps.
type asText struct {
	prompts [2]string // plainKey of the words beside the number, and of the whole prompt
	options []choice
	section string   // sectionKey
	above   []string // and of the titles above it
}

// asText is the question for comparisons.
func (s *reader) asText(q *sheet.Asked) *asText {
	if s.texts[q] == nil {
		s.texts[q] = &asText{
			prompts: [2]string{page.PlainKey(page.Cut(s.Plain(q.Prompt[0].Text), maxPrompt)), page.PlainKey(page.Cut(s.Render(q.Prompt), maxPrompt))},
			options: s.choices(q),
			section: sectionKey(q.Section),
		}
		for _, title := range q.Above {
			s.texts[q].above = append(s.texts[q].above, sectionKey(title))
		}
	}
	return s.texts[q]
}

// sameSection compares the keys of headings such as "Section A: Basics" and
// "Section A answers".
func sameSection(a, b string) bool {
	if a == "" || b == "" {
		return a == b
	}
	return a == b || strings.Contains(" "+a+" ", " "+b+" ") || strings.Contains(" "+b+" ", " "+a+" ") || designation(a) != "" && designation(a) == designation(b)
}

func sectionKey(s string) string {
	words := strings.Fields(strings.NewReplacer("mcqs", "multiple choice", "mcq", "multiple choice", "/", " ", "-", " ").Replace(page.PlainKey(s)))
	words = slices.DeleteFunc(words, func(w string) bool {
		return slices.Contains([]string{"answers", "answer", "key", "solutions", "questions", "question", "for", "to", "the", "and"}, w)
	})
	return strings.Join(words, " ")
}

// designation is "section a" of "section a basics".
func designation(s string) string {
	words := strings.Fields(s)
	if len(words) > 1 && slices.Contains([]string{"section", "part", "quiz", "chapter", "module", "unit", "test", "exam", "day", "week"}, words[0]) {
		return words[0] + " " + words[1]
	}
	return ""
}

// entryKey reads what an entry says about a question: the value may stand beside
// the number, or below a repeated prompt.
func (s *reader) entryKey(e *sheet.Entry, q *sheet.Asked) key {
	k := key{line: e.Line, whys: map[string]string{}}
	if e.Value != "" {
		k.text = e.Value
		return k
	}
	var value, why, other page.Part
	labeled := false
	into := &other
	for _, l := range e.Body {
		if l.Kind == page.Prose {
			if rest, ok := s.Marks.Key(l.Text); ok && (!labeled || value.Empty()) {
				labeled, into, l.Text = true, &value, rest
			} else if g := s.Marks.Why.FindStringSubmatch(l.Text); g != nil {
				into, l.Text = &why, marks.Inside(l.Text, g[2])
			} else if g := s.Marks.Verdict.FindStringSubmatch(l.Text); g != nil && len(q.Options) > 0 && g[3] != "" {
				k.whys[strings.ToUpper(g[1])] = s.Plain(marks.Balance(g[3]))
				continue
			}
		}
		if l.Text != "" || l.Kind == page.Code || l.Kind == page.Blank {
			*into = append(*into, l)
		}
	}
	k.why = s.Render(why)
	body := join(s.Render(value), s.Render(other))
	options := s.asText(q).options
	head := strings.TrimSpace(e.Head)
	if rest, ok := s.Marks.Key(head); ok { // "1. Correct answer: B"
		head = rest
	}
	plainHead := s.Plain(head)
	asks := strings.HasSuffix(plainHead, "?")
	switch {
	case head == "":
		k.text = body
	case s.readable(markedHead(head, s), options) && page.PlainKey(plainHead) != s.asText(q).prompts[0]:
		k.text = join(markedHead(head, s), body)
	case body == "" && k.why == "" && !asks && page.PlainKey(plainHead) != s.asText(q).prompts[0] && page.PlainKey(plainHead) != s.asText(q).prompts[1]:
		k.text = markedHead(head, s) // a prompt with its gap filled
	case s.likePrompt(plainHead, q):
		k.text = body
	case labeled, asks:
		k.text = body
		k.wrong = "the heading of its answer repeats another prompt"
	case s.readable(body, options):
		k.text = body
		k.wrong = "the heading of its answer repeats another prompt"
	default:
		k.text = join(markedHead(head, s), body)
	}
	return k
}

// markedHead keeps the emphasis around a letter, which shows that it is a key.
func markedHead(head string, s *reader) string {
	if g := s.Marks.Letters.FindStringSubmatch(head); g != nil && marks.Follows(g[1], g[2], g[3]) {
		if rest := strings.TrimLeft(s.Plain(marks.Balance(g[3])), " )].:,;–—-"); rest != "" {
			return g[1] + " - " + rest
		}
		return g[1]
	}
	return s.Plain(head)
}

func (s *reader) readable(text string, options []choice) bool {
	return len(options) > 0 && s.value(text, options).wrong == ""
}

// likePrompt is true when a heading repeats the question: the same words, or most of them.
func (s *reader) likePrompt(head string, q *sheet.Asked) bool {
	a := page.PlainKey(head)
	for _, b := range s.asText(q).prompts {
		if a == b && a != "" {
			return true
		}
		one, two := strings.Fields(a), strings.Fields(b)
		if len(one) < 3 || len(two) < 3 {
			continue
		}
		if strings.HasPrefix(b, a) || strings.HasPrefix(a, b) {
			return true
		}
		in := map[string]bool{}
		for _, w := range two {
			in[w] = true
		}
		shared := 0
		for _, w := range one {
			if in[w] {
				shared++
			}
		}
		if 10*shared >= 7*max(len(one), len(in)) {
			return true
		}
	}
	return false
}
