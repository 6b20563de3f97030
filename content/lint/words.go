package lint

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

func runes(s string) int { return utf8.RuneCountInString(s) }

// count writes "1 word", "3 words", and only the number for no noun.
func count(n int, noun string) string {
	switch {
	case noun == "":
		return strconv.Itoa(n)
	case n == 1:
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// withoutCode takes out what stands between backticks, and blocks of code.
func withoutCode(s string) string {
	var out strings.Builder
	for i, part := range strings.Split(strings.ReplaceAll(s, "```", "`"), "`") {
		if i%2 == 0 {
			out.WriteString(part)
		} else {
			out.WriteString("x") // stands for a word
		}
	}
	return out.String()
}

// sentences cuts a text after each full stop, question mark or exclamation mark
// that a space follows, and at each blank line.
func sentences(s string) []string {
	var all []string
	start := 0
	text := []rune(s)
	add := func(end int) {
		if one := strings.TrimSpace(string(text[start:end])); one != "" {
			all = append(all, one)
		}
		start = end
	}
	for i, c := range text {
		last := i+1 == len(text)
		switch {
		case strings.ContainsRune(".?!", c) && (last || unicode.IsSpace(text[i+1]) || strings.ContainsRune(`"')”’`, text[i+1])):
			add(i + 1)
		case c == '\n' && !last && text[i+1] == '\n':
			add(i + 1)
		}
	}
	add(len(text))
	return all
}

// questions are the sentences that end with a question mark outside quotes.
func questions(prose string) []string {
	var all []string
	for _, s := range sentences(prose) {
		// A mark that closes a quotation is somebody else's question.
		if strings.HasSuffix(s, "?") && strings.Count(s, `"`)%2 == 0 && strings.Count(s, "“") == strings.Count(s, "”") {
			all = append(all, s)
		}
	}
	return all
}

// asksOtherwise says whether a prompt without a question mark still asks: with an
// order, a question word, a gap, or a sentence to complete.
func asksOtherwise(prompt string) bool {
	if strings.Contains(prompt, "__") || strings.Contains(prompt, "?") {
		return true
	}
	end := strings.TrimSpace(prompt)
	if strings.HasSuffix(end, ":") || strings.HasSuffix(end, "…") || strings.HasSuffix(end, "...") || !latin(prompt) {
		return true
	}
	for _, s := range sentences(prompt) {
		for _, clause := range strings.FieldsFunc(s, func(c rune) bool { return strings.ContainsRune(",;:", c) }) {
			words := strings.Fields(strings.ToLower(clause))
			for len(words) > 0 && slices.Contains([]string{"and", "or", "then", "please", "briefly", "now", "first", "also", "in", "your", "own", "words"}, words[0]) {
				words = words[1:]
			}
			if len(words) > 0 && slices.Contains(orders(), strings.Trim(words[0], `.,:;!"'()*`)) {
				return true
			}
		}
	}
	return false
}

// latin says whether most letters are Latin; of other writing systems nothing is
// known about the words of a question.
func latin(s string) bool {
	all, ours := 0, 0
	for _, c := range s {
		if unicode.IsLetter(c) {
			all++
			if unicode.Is(unicode.Latin, c) {
				ours++
			}
		}
	}
	return ours*2 >= all
}

func orders() []string {
	return strings.Fields(`what why how which when where who whose whom is are does do did can could should would will has have was were
		analyse analyze answer apply argue arrange arrive assess assume build calculate categorise categorize change check choose cite classify
		combine comment compare complete compute conclude consider construct contrast convert correct count create critique debug decide deduce
		define demonstrate derive describe design determine develop diagnose differentiate discuss distinguish draft draw elaborate estimate
		evaluate examine explain express extend fill find fix formulate generate give identify illustrate implement improve infer interpret
		judge justify label list locate map match mark mention model modify name note order outline paraphrase pick plan plot point
		predict prepare present propose prove provide put rank rate read reason recall recommend reconstruct reduce refactor relate reorder replace
		rewrite say select show simplify sketch solve sort specify spell state suggest summarise summarize suppose tell test trace transform translate
		true try use verify walk weigh work write`)
}

// deniesTwice says whether a sentence denies something denied, and with which words.
func deniesTwice(sentence string) (string, bool) {
	if !strings.HasSuffix(sentence, "?") {
		return "", false
	}
	var no []string
	var at []int
	words := strings.FieldsFunc(strings.ToLower(strings.ReplaceAll(sentence, "’", "'")), func(c rune) bool {
		return !unicode.IsLetter(c) && c != '\'' && c != '-' && c != ','
	})
	for i, w := range words {
		w = strings.Trim(w, ",'-")
		if slices.Contains([]string{"not", "never", "no", "none", "cannot", "neither", "except", "incorrect", "untrue", "false", "invalid", "wrong", "unlikely", "impossible"}, w) || strings.HasSuffix(w, "n't") {
			no, at = append(no, w), append(at, i)
		}
	}
	for i := 1; i < len(no); i++ {
		// "whether or not" denies nothing, "no, not" only once; far apart they deny two things.
		first := no[i-1]
		plain := slices.Contains([]string{"not", "never", "cannot", "none", "neither", "except"}, first) || strings.HasSuffix(first, "n't")
		apart := slices.ContainsFunc(words[at[i-1]:at[i]], func(w string) bool { return strings.HasSuffix(w, ",") })
		choice := words[at[i]-1] == "or" || at[i-1] > 0 && words[at[i-1]-1] == "or"
		if plain && at[i]-at[i-1] <= 6 && !apart && !choice {
			return fmt.Sprintf("%q and %q", first, no[i]), true
		}
	}
	return "", false
}

// same says whether two texts differ only in what nobody would notice. Letters
// count as they are in code, and signs always do.
func same(a, b string) bool { return plain(a) == plain(b) }

func plain(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if !strings.ContainsAny(s, "`=(){}[]<>_/\\") {
		s = strings.ToLower(s)
	}
	for _, article := range []string{"the ", "a ", "an "} {
		s = strings.TrimPrefix(s, article)
	}
	return strings.TrimRight(strings.TrimSpace(s), ".;,!")
}

// stems are the words of a text that carry meaning, without their endings, and its
// numbers; each once.
func stems(s string) []string {
	words := strings.FieldsFunc(strings.ToLower(s), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) })
	var all []string
	for _, w := range words {
		r := []rune(w)
		if len(r) < 3 && !unicode.IsDigit(r[0]) || slices.Contains(small(), w) {
			continue
		}
		if len(r) > 4 {
			w = string(r[:4])
		}
		all = append(all, w)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func small() []string {
	return []string{
		"the", "and", "for", "are", "but", "not", "you", "all", "any", "can", "had", "her", "was", "one", "our", "out", "has", "his", "how",
		"its", "may", "who", "did", "get", "him", "let", "she", "too", "use", "that", "with", "have", "this", "will", "your", "from", "they", "been",
		"what", "when", "why", "which", "than", "then", "them", "these", "those", "there", "their", "were", "would", "could", "should", "does", "into",
		"more", "most", "only", "also", "such", "each", "other", "some", "very", "over", "must",
	}
}

// shared counts the words of want that are in told.
func shared(want, told []string) int {
	n := 0
	for _, w := range want {
		if slices.Contains(told, w) {
			n++
		}
	}
	return n
}

// tells says whether a text names a number, in figures or, up to twelve, in words;
// rounding to three figures is good enough.
func (l *look) tells(text string, value float64) bool {
	for _, found := range l.figures.FindAllString(text, -1) {
		plain := strings.Map(func(c rune) rune {
			if strings.ContainsRune(",_\u202f\u00a0", c) {
				return -1
			}
			return c
		}, found)
		n, err := strconv.ParseFloat(plain, 64)
		if err != nil {
			continue
		}
		for _, scale := range []float64{1, 100, 0.01, 1e3, 1e-3, 1e6, 1e-6, 1e9, 1e-9} { // per cent, k, M, G
			if near(n*scale, value) {
				return true
			}
		}
	}
	words := []string{"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}
	i := int(value)
	return float64(i) == value && i >= 0 && i < len(words) && slices.Contains(strings.Fields(strings.ToLower(text)), words[i])
}

// figures finds numbers in a text, with what groups their digits.
func figures() *regexp.Regexp {
	return regexp.MustCompile(`[0-9][0-9,_\x{202f}\x{a0}]*(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?`)
}

func near(a, b float64) bool {
	if b < 0 {
		a, b = -a, -b
		if a < 0 {
			a = -a // the sign may be a dash of the text
		}
	}
	d := a - b
	return d <= 0.006*b && d >= -0.006*b
}
