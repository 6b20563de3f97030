package anki

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"studybot/bot/study"
	"studybot/content/source"
)

// choice takes notes that are multiple choice: with a field an option, or with
// lettered lines on the front and a letter on the back. It says whether the note was
// one.
func (r *reading) choice(n note) bool {
	if r.choiceFields(n) {
		return true
	}
	asks, answers := n.sides()
	if answers < 0 {
		return false
	}
	prompt, options := letteredLines(n.fields[asks].value)
	if prompt == "" || len(options) < source.MinOptions {
		return false
	}
	first, rest, _ := strings.Cut(n.fields[answers].value, "\n")
	at, why, ok := letterKey(first, options)
	if !ok {
		return false // a card with an answer in words
	}
	q := source.Question{Key: n.guid, Question: study.Question{Format: study.MultipleChoice, Prompt: prompt}}
	for i, text := range options {
		q.Options = append(q.Options, study.Choice{Text: text, Correct: i == at})
	}
	q.Answer = join(why, rest, n.others(asks, answers))
	r.add(n, q)
	return true
}

func join(parts ...string) string {
	kept := slices.DeleteFunc(parts, func(s string) bool { return strings.TrimSpace(s) == "" })
	for i := range kept {
		kept[i] = strings.TrimSpace(kept[i])
	}
	return strings.Join(kept, "\n")
}

// letteredLines cuts "A) one", "B) two" and so on off the end of a text.
func letteredLines(text string) (prompt string, options []string) {
	lines := strings.Split(text, "\n")
	first := slices.IndexFunc(lines, func(l string) bool { at, _, ok := lettered(l); return ok && at == 0 })
	if first < 0 {
		return text, nil
	}
	for _, l := range lines[first:] {
		if strings.TrimSpace(l) == "" {
			continue
		}
		at, option, ok := lettered(l)
		if !ok || at != len(options) {
			return text, nil
		}
		options = append(options, option)
	}
	return strings.TrimSpace(strings.Join(lines[:first], "\n")), options
}

// lettered reads "B) text", "b. text", "- B) text" or "(B) text"; at is from 0.
func lettered(line string) (at int, text string, ok bool) {
	line = strings.TrimLeft(line, " \t-*•(")
	if len(line) < 3 || (line[1] != ')' && line[1] != '.' && line[1] != ':') || (line[2] != ' ' && line[2] != '\t') {
		return 0, "", false
	}
	letter := line[0] | 0x20
	if letter < 'a' || letter > 'z' {
		return 0, "", false
	}
	return int(letter - 'a'), strings.TrimSpace(line[2:]), true
}

// letterKey reads "B", "Answer: b)", or "B. its text"; a text behind the letter that
// is not the option's is why it is right after a dash or in a new sentence, else no key.
func letterKey(s string, options []string) (at int, why string, ok bool) {
	s = strings.TrimSpace(s)
	if before, after, found := strings.Cut(s, ":"); found && len(before) < 20 && len(strings.TrimSpace(before)) > 1 {
		s = strings.TrimSpace(after)
	}
	s = strings.TrimLeft(s, "(")
	if s == "" || s[0]|0x20 < 'a' || int(s[0]|0x20-'a') >= len(options) {
		return 0, "", false
	}
	at = int(s[0] | 0x20 - 'a')
	rest := s[1:]
	if rest == "" || strings.Trim(rest, ").") == "" {
		return at, "", true
	}
	if !strings.ContainsAny(rest[:1], ").:") && !strings.HasPrefix(rest, " -") && !strings.HasPrefix(rest, " –") {
		return 0, "", false
	}
	text := strings.TrimSpace(strings.TrimLeft(rest, ").:-– "))
	after, same := strings.CutPrefix(text, options[at])
	if same {
		return at, strings.TrimLeft(after, ".:-– "), true
	}
	// "A) the text of another option" has no key.
	return 0, "", false
}

// slot says whether a field's name is that of an option, and of which.
func slot(name string) (at int, ok bool) {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if len(words) == 1 {
		w := words[0]
		cut := strings.IndexFunc(w, unicode.IsDigit)
		if cut > 0 {
			words = []string{w[:cut], w[cut:]}
		} else if len(w) == 1 && w[0] >= 'a' && w[0] <= 'h' {
			words = []string{"option", w}
		}
	}
	if len(words) != 2 || !slices.Contains([]string{"option", "opt", "choice", "q", "answer", "antwort", "réponse", "respuesta", "opción", "auswahl"}, words[0]) {
		return 0, false
	}
	w := words[1]
	if len(w) == 1 && w[0] >= 'a' && w[0] <= 'h' {
		return int(w[0] - 'a'), true
	}
	if n, err := strconv.Atoi(w); err == nil && n >= 1 && n <= 20 {
		return n - 1, true
	}
	return 0, false
}

// choiceFields takes notes whose type has a field for every option.
func (r *reading) choiceFields(n note) bool {
	type option struct{ place, field int }
	var slots []option
	keyAt, asks := -1, -1
	for i, f := range n.fields {
		name := strings.ToLower(f.name)
		if at, ok := slot(f.name); ok {
			slots = append(slots, option{at, i})
		} else if strings.Contains(",answers,correct,correct answer,correct option,correct answers,key,answer,solution,right answer,richtig,richtige antwort,lösung,", ","+name+",") && keyAt < 0 {
			keyAt = i
		} else if strings.Contains(front, ","+name+",") && asks < 0 {
			asks = i
		}
	}
	if asks < 0 && !slices.ContainsFunc(slots, func(o option) bool { return o.field == 0 }) && keyAt != 0 {
		asks = 0
	}
	slots = slices.DeleteFunc(slots, func(o option) bool { return n.fields[o.field].value == "" })
	if len(slots) < source.MinOptions || asks < 0 || n.fields[asks].value == "" {
		return false
	}
	slices.SortStableFunc(slots, func(a, b option) int { return a.place - b.place })
	q := source.Question{Key: n.guid, Question: study.Question{Format: study.MultipleChoice, Prompt: n.fields[asks].value}}
	used := []int{asks, keyAt}
	var places []int
	for _, s := range slots {
		used = append(used, s.field)
		places = append(places, s.place)
		q.Options = append(q.Options, study.Choice{Text: n.fields[s.field].value})
	}
	key := ""
	if keyAt >= 0 {
		key = n.fields[keyAt].value
	}
	right := fieldKey(key, q.Options, places)
	for _, at := range right {
		q.Options[at].Correct = true
	}
	if len(right) == 0 {
		q.Status = study.Draft
		r.say(n.line, source.Doubtful, "%s has options and no key that names one (%q); the question is a draft", n.label(), short(key))
	}
	q.Answer = n.others(used...)
	r.add(n, q)
	return true
}

// fieldKey finds the options that a key names: by a 1 for each right one ("0 1 0"), by
// text, by letters or by numbers from 1. What can be read in two ways names none.
func fieldKey(key string, options []study.Choice, places []int) []int {
	key = strings.TrimSpace(key)
	parts := strings.FieldsFunc(key, func(r rune) bool { return strings.ContainsRune(" ,;/&", r) || r == '\n' })
	if len(parts) >= len(options) && len(parts) > 1 && !slices.ContainsFunc(parts, func(p string) bool { return p != "0" && p != "1" }) {
		var right []int
		for i, place := range places {
			if place < len(parts) && parts[place] == "1" {
				right = append(right, i)
			}
		}
		return right
	}
	byText := slices.IndexFunc(options, func(o study.Choice) bool { return strings.EqualFold(o.Text, key) })
	var byLabel []int
	for _, p := range parts {
		p = strings.ToLower(strings.Trim(p, "().:"))
		place := -1
		if n, err := strconv.Atoi(p); err == nil {
			place = n - 1
		} else if len(p) == 1 && p[0] >= 'a' && p[0] <= 'z' {
			place = int(p[0] - 'a')
		}
		at := slices.Index(places, place)
		if at < 0 {
			byLabel = nil
			break
		}
		if !slices.Contains(byLabel, at) {
			byLabel = append(byLabel, at)
		}
	}
	switch {
	case byText < 0:
		return byLabel
	case byLabel == nil || len(byLabel) == 1 && byLabel[0] == byText:
		return []int{byText}
	}
	return nil
}
