package quiz

import (
	"slices"
	"strings"

	"studybot/content/source/quiz/sheet/marks"
	"studybot/content/source/quiz/sheet/page"
)

// value is what one key says about a question's options.
type value struct {
	right []int  // places of the options that it names
	why   string // what it adds
	wrong string // why it cannot be used, a sentence's end; "" when it can
}

// choice is an option as text.
type choice struct {
	letter, text, why string
	checked, bold     bool
	odd               bool // ticked with a sign that may mean anything
}

// value finds the options that a key names, by letter or by text. The first
// paragraph of the key holds it; the rest explains.
func (s *reader) value(text string, options []choice) value {
	if strings.HasPrefix(text, "- ") {
		return s.inBullets(text, options)
	}
	first, rest, _ := strings.Cut(text, "\n")
	first = strings.TrimSpace(first)
	rest = strings.TrimSpace(rest)
	if v, ok := byName(first, options); ok {
		v.why = wrapped(v.why, rest)
		return v
	}
	if v, ok := s.byLetter(first, options); ok {
		v.why = wrapped(v.why, rest)
		return v
	}
	if i, why := byText(first, options); i >= 0 {
		v := value{right: []int{i}, why: wrapped(why, rest)}
		if before := strings.TrimRight(strings.TrimSuffix(first, why), " "); strings.HasSuffix(before, ",") || strings.HasSuffix(before, ";") {
			if other, _ := byText(why, options); other >= 0 { // "this; that"
				v.right = append(v.right, other)
			}
		}
		return s.withOthers(v, first, options)
	}
	if g := s.Marks.Truth.FindStringSubmatch(first); g != nil {
		for i, c := range options {
			if len(c.text) >= len(g[1]) && strings.EqualFold(c.text[:1], g[1][:1]) && isTruth(c.text) {
				return value{right: []int{i}, why: join(g[2], rest)}
			}
		}
	}
	return value{why: text, wrong: "the answer names none of the options"}
}

// inBullets reads a key that is a list: its first item names the option, and each
// other item that names one too is another right option. What comes behind more
// items than there can be options explains.
func (s *reader) inBullets(text string, options []choice) value {
	items := strings.SplitN(strings.TrimLeft(text, "- "), "\n- ", maxOptions+1)
	v := s.value(items[0], options)
	if v.wrong != "" {
		return value{why: text, wrong: v.wrong, right: v.right}
	}
	for _, item := range items[1:] {
		if more := s.value(strings.TrimLeft(item, "- "), options); more.wrong == "" {
			v.right = append(v.right, more.right...)
		}
	}
	if len(items) > 1 {
		v.why = join(v.why, "- "+strings.Join(items[1:], "\n- "))
	}
	slices.Sort(v.right)
	v.right = slices.Compact(v.right)
	return v
}

func isTruth(text string) bool {
	key := page.PlainKey(text)
	return key == "true" || key == "false" || strings.HasPrefix(key, "true ") || strings.HasPrefix(key, "false ")
}

func (s *reader) byLetter(first string, options []choice) (value, bool) {
	g := s.Marks.Letters.FindStringSubmatch(first)
	if g == nil || !marks.Follows(g[1], g[2], g[3]) && !repeats(g[1], g[3], options) {
		return value{}, false
	}
	var v value
	named := 0
	for _, r := range strings.ReplaceAll(strings.ToUpper(g[1]), "AND", "") {
		if r < 'A' || r > 'J' {
			continue
		}
		named++
		same := 0
		for i, c := range options {
			if c.letter == string(r) {
				v.right = append(v.right, i)
				same++
			}
		}
		switch {
		case same == 0:
			v.wrong = "the answer names option " + string(r) + ", which does not exist"
		case same > 1:
			v.wrong = "two options have the letter " + string(r)
		}
	}
	slices.Sort(v.right)
	v.right = slices.Compact(v.right)
	v.why = strings.TrimSpace(strings.TrimLeft(g[3], " )].:,;–—-。，：；）、"))
	if strings.HasPrefix(strings.TrimSpace(g[3]), "(") {
		v.why = strings.TrimSpace(g[3])
	}
	if strings.IndexFunc(v.why, page.IsWord) < 0 { // an emoji
		v.why = ""
	}
	if len(v.right) != 1 || named != 1 {
		return v, true
	}
	v = s.withOthers(v, g[3], options)
	if len(v.right) == 1 {
		v.why, v.wrong = confirmed(v.why, v.right[0], options)
	}
	return v, true
}

// withOthers adds the options that a key names behind its first, each with its text:
// "A) this and C) that".
func (s *reader) withOthers(v value, line string, options []choice) value {
	for _, m := range s.Marks.More.FindAllStringSubmatchIndex(line, maxOptions) {
		letter := strings.ToUpper(line[m[2]:m[3]])
		for i, c := range options {
			if _, repeated := cutPrefixFold(strings.TrimLeft(line[m[1]:], " *_"), c.text); c.letter == letter && repeated {
				v.right = append(v.right, i)
			}
		}
	}
	slices.Sort(v.right)
	v.right = slices.Compact(v.right)
	return v
}

// repeats is true for "B the text of option B", without a sign behind the letter.
func repeats(letter, rest string, options []choice) bool {
	return slices.ContainsFunc(options, func(c choice) bool {
		return strings.EqualFold(c.letter, letter) && page.PlainKey(c.text) == page.PlainKey(rest) && c.text != ""
	})
}

// byName reads the numbers that name options which have numbers, roman ones too:
// "2", "Option 2: text", "ii) text".
func byName(first string, options []choice) (value, bool) {
	var v value
	rest := strings.TrimSpace(strings.Trim(first, "*_ "))
	for _, word := range []string{"option", "choice", "number", "no.", "#"} {
		if more, ok := cutPrefixFold(rest, word); ok {
			rest = strings.TrimLeft(more, " ")
			break
		}
	}
	for {
		rest = strings.TrimLeft(rest, "*([ ")
		n := len(rest) - len(strings.TrimLeft(strings.ToLower(rest), "0123456789ivx"))
		name := strings.ToLower(rest[:n])
		if n == 0 || !isNumberName(name) {
			return value{}, false
		}
		at := slices.IndexFunc(options, func(c choice) bool { return c.letter == name })
		if rest = rest[n:]; at < 0 || rest != "" && !strings.ContainsAny(rest[:1], ")].:,;&*( -–—") && !strings.HasPrefix(rest, " ") {
			return value{}, false
		}
		v.right = append(v.right, at)
		sign := strings.TrimLeft(rest, ")].*: ")
		more, several := strings.CutPrefix(sign, ",")
		if !several {
			more, several = strings.CutPrefix(sign, "&")
		}
		if !several {
			more, several = strings.CutPrefix(sign, "and ")
		}
		if several && len(v.right) < len(options) {
			rest = more
			continue
		}
		if rest != "" && strings.HasPrefix(rest, " ") && sign != "" && !strings.ContainsAny(sign[:1], "(-") && !strings.HasPrefix(sign, "–") && !strings.HasPrefix(sign, "—") {
			return value{}, false // "2 apples"
		}
		v.why = strings.TrimSpace(strings.TrimLeft(sign, ",;–—- "))
		break
	}
	slices.Sort(v.right)
	v.right = slices.Compact(v.right)
	if len(v.right) == 1 {
		v.why, v.wrong = confirmed(v.why, v.right[0], options)
	}
	return v, true
}

// confirmed reads what stands behind a name: the option's text confirms the name,
// the text of another denies it.
func confirmed(why string, at int, options []choice) (rest, wrong string) {
	text := why
	if strings.HasPrefix(text, "(") && strings.HasSuffix(text, ")") {
		text = text[1 : len(text)-1]
	}
	if i, more := byText(text, options); i == at {
		return more, ""
	} else if i >= 0 && page.PlainKey(options[i].text) == page.PlainKey(why) {
		return why, "the answer names option " + options[at].letter + " but repeats the text of option " + options[i].letter
	}
	return why, ""
}

// byText finds the one option whose text the key repeats, alone or before what it adds.
func byText(text string, options []choice) (at int, why string) {
	key := page.PlainKey(text)
	if key == "" {
		return -1, ""
	}
	at = -1
	for i, c := range options {
		if page.PlainKey(c.text) == key {
			if at >= 0 {
				return -1, ""
			}
			at = i
		}
	}
	if at >= 0 {
		return at, ""
	}
	long := 0
	for i, c := range options {
		more, ok := cutPrefixFold(text, c.text)
		if !ok { // quoted, or in code
			more, ok = cutPrefixFold(strings.TrimLeft(text, "\"“'` "), strings.Trim(c.text, "\"“”'` "))
		}
		if !ok || len(c.text) <= long {
			continue
		}
		more = strings.TrimLeft(more, "\"”'`")
		ended := strings.HasSuffix(c.text, ".") && strings.HasPrefix(more, " ") // the option is a sentence, and another follows
		if more = strings.TrimLeft(more, "\"”'` "); more != "" && (ended || strings.ContainsRune(".:;,(–—-", []rune(more)[0])) {
			at, long, why = i, len(c.text), strings.TrimSpace(strings.TrimLeft(more, ".:;,–—- "))
		}
	}
	return at, why
}

// cutPrefixFold cuts a prefix off, whatever its case.
func cutPrefixFold(s, prefix string) (string, bool) {
	if prefix == "" || len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}

// wrapped joins a line with the next one, in the sentence where none has ended.
func wrapped(a, b string) string {
	if a == "" || b == "" || strings.ContainsAny(a[len(a)-1:], ".!?:;") || strings.ContainsAny(b[:1], "-`|\n") {
		return join(a, b)
	}
	return a + " " + b
}

func join(a, b string) string {
	switch {
	case a == "" || b == "":
		return a + b
	}
	return a + "\n" + b
}
