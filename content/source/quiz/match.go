package quiz

import (
	"slices"
	"strconv"
	"strings"

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
func (s *scan) match(b *batch) map[*asked][]key {
	found := map[*asked][]key{}
	give := func(q *asked, e *entry) {
		switch n := len(found[q]); {
		case n < maxKeys:
			found[q] = append(found[q], s.entryKey(e, q))
		case n == maxKeys:
			found[q] = append(found[q], key{line: e.line, wrong: "it has more answers than anybody would write"})
		}
	}
	told := map[string]bool{} // numbers whose answers are ambiguous

	questions := map[string][]*asked{}
	for _, q := range b.questions {
		questions[q.number] = append(questions[q.number], q)
	}
	entries := map[string]int{}
	for _, e := range b.entries {
		entries[e.number]++
	}
	if len(questions[""]) == len(b.questions) && len(b.questions) > 0 { // questions without numbers count themselves
		if alike(b.entries, len(b.questions)) {
			for i, e := range b.entries {
				give(b.questions[i], e)
			}
			return found
		}
	}
	inOrder := sameNumbers(b)
	for i, e := range b.entries {
		fit := questions[e.number]
		switch {
		case e.number == "":
			fit = b.prompts[plainKey(s.plain(e.head))]
			if len(fit) == 0 && inOrder {
				fit = b.questions[i : i+1]
			}
		case len(fit) > 1:
			if one := s.inSection(e, fit); one != nil {
				fit = []*asked{one}
			} else if inOrder {
				fit = b.questions[i : i+1]
			}
		}
		switch len(fit) {
		case 1:
			give(fit[0], e)
		case 0:
			s.note(e.line, source.Doubtful, "There is an answer %q that belongs to no question here; look where its question is.", cut(s.plain(e.number+" "+e.head+e.value), 60))
		default:
			if told[e.number] {
				continue
			}
			told[e.number] = true
			for _, q := range fit {
				found[q] = append(found[q], key{line: e.line, wrong: "its number stands before several questions, and nothing says which of them the answer belongs to"})
			}
		}
	}
	return found
}

// alike is true when there are n entries, without numbers or numbered 1 to n.
func alike(entries []*entry, n int) bool {
	if len(entries) != n {
		return false
	}
	for i, e := range entries {
		if e.number != "" && e.number != strconv.Itoa(i+1) {
			return false
		}
	}
	return true
}

// sameNumbers is true when the numbers of questions and keys run alike.
func sameNumbers(b *batch) bool {
	return slices.EqualFunc(b.questions, b.entries, func(q *asked, e *entry) bool { return q.number == e.number || e.number == "" })
}

// inSection is the one question that stands in the section of the key, or nil.
func (s *scan) inSection(e *entry, fit []*asked) *asked {
	if len(fit) > 100 {
		return nil // no quiz has so many sections
	}
	var one *asked
	section := sectionKey(e.section)
	for _, q := range fit {
		if !sameSection(section, s.asText(q).section) {
			continue
		}
		if one != nil {
			return nil
		}
		one = q
	}
	return one
}

// asText is the question for comparisons.
func (s *scan) asText(q *asked) *asText {
	if q.text == nil {
		q.text = &asText{
			prompts: [2]string{plainKey(cut(s.plain(q.prompt[0].text), maxPrompt)), plainKey(cut(s.render(q.prompt), maxPrompt))},
			options: s.choices(q),
			section: sectionKey(q.section),
		}
	}
	return q.text
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
	words := strings.Fields(strings.NewReplacer("mcqs", "multiple choice", "mcq", "multiple choice", "/", " ", "-", " ").Replace(plainKey(s)))
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
func (s *scan) entryKey(e *entry, q *asked) key {
	k := key{line: e.line, whys: map[string]string{}}
	if e.value != "" {
		k.text = e.value
		return k
	}
	var value, why, other part
	labeled := false
	into := &other
	for _, l := range e.body {
		if l.kind == prose {
			if g := s.marks.key.FindStringSubmatch(l.text); g != nil && (!labeled || value.empty()) {
				labeled, into, l.text = true, &value, inside(l.text, g[1])
			} else if g := s.marks.why.FindStringSubmatch(l.text); g != nil {
				into, l.text = &why, inside(l.text, g[2])
			} else if g := s.marks.verdict.FindStringSubmatch(l.text); g != nil && len(q.options) > 0 && g[3] != "" {
				k.whys[strings.ToUpper(g[1])] = s.plain(balance(g[3]))
				continue
			}
		}
		if l.text != "" || l.kind == code || l.kind == blank {
			*into = append(*into, l)
		}
	}
	k.why = s.render(why)
	body := join(s.render(value), s.render(other))
	options := s.asText(q).options
	head := strings.TrimSpace(e.head)
	if g := s.marks.key.FindStringSubmatch(head); g != nil { // "1. Correct answer: B"
		head = inside(head, g[1])
	}
	plainHead := s.plain(head)
	asks := strings.HasSuffix(plainHead, "?")
	switch {
	case head == "":
		k.text = body
	case s.readable(markedHead(head, s), options) && plainKey(plainHead) != s.asText(q).prompts[0]:
		k.text = join(markedHead(head, s), body)
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
func markedHead(head string, s *scan) string {
	if g := s.marks.letters.FindStringSubmatch(head); g != nil && follows(g[1], g[2], g[3]) {
		if rest := strings.TrimLeft(s.plain(balance(g[3])), " )].:,;–—-"); rest != "" {
			return g[1] + " - " + rest
		}
		return g[1]
	}
	return s.plain(head)
}

func (s *scan) readable(text string, options []choice) bool {
	return len(options) > 0 && s.marks.value(text, options).wrong == ""
}

// likePrompt is true when a heading repeats the question: the same words, or most of them.
func (s *scan) likePrompt(head string, q *asked) bool {
	a := plainKey(head)
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
