package quiz

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"studybot/content/source/quiz/sheet"
	"studybot/content/source/quiz/sheet/marks"
	"studybot/content/source/quiz/sheet/page"
)

// item is a line of a list or table that may be an option: how it is named there,
// "" for a bullet, and its text.
type item struct {
	name, text    string
	checked, bold bool
	kind          string // items of one list share it
}

// listed finds options that are a plain list or a table at the end of the prompt,
// numbered, with bullets, or with letters. They are options only when the key
// names or repeats one of them, or some are marked. doubts say why such a
// question has to be looked at.
func (s *reader) listed(q *sheet.Asked, keys []key) (options []choice, left []key, doubts []string) {
	items, from, to := s.itemsAtEnd(q.Prompt)
	if len(items) == 1 && isTruth(items[0].text) && len(keys) == 0 { // "- **True**" below a statement
		q.Prompt = q.Prompt[:from]
		return nil, []key{{line: q.Line, text: items[0].text}}, nil
	}
	if len(items) < 2 {
		return nil, keys, nil
	}
	marked, bold := 0, 0
	for i, it := range items {
		c := choice{letter: string(rune('A' + i%26)), text: it.text, checked: it.checked, bold: it.bold}
		if it.name != "" {
			c.letter = it.name
		}
		if c.checked {
			marked++
		}
		if c.bold {
			bold++
		}
		options = append(options, c)
	}
	fits := marked > 0 && marked < len(items) || bold == 1 && items[0].kind == "-"
	lettered := slices.ContainsFunc(q.Prompt, func(l page.Line) bool {
		return strings.Contains(l.Text, "upper-alpha") || strings.Contains(l.Text, "lower-alpha")
	})
	for _, k := range keys {
		first, _, _ := strings.Cut(k.text, "\n")
		switch v, named := byName(first, options); {
		case named:
			fits = true
			if v.wrong == "" && s.Marks.Counts.MatchString(s.Render(q.Prompt[:from])) && v.why == "" {
				doubts = append(doubts, fmt.Sprintf("the key %q may name an option or be a count; look at the list", page.Cut(first, 20)))
			}
		case s.Marks.NamesLetter(first) && items[0].kind != "-":
			fits = true
			if !lettered && isNumberName(items[0].name) {
				doubts = append(doubts, fmt.Sprintf("its key is the letter %q, but its options have numbers", page.Cut(first, 20)))
			}
		default:
			at, _ := byText(k.text, options)
			fits = fits || at >= 0
		}
	}
	if !fits {
		return nil, keys, nil
	}
	q.Prompt = append(slices.Clone(q.Prompt[:from]), q.Prompt[to:]...)
	if lettered {
		for i := range options {
			options[i].letter = string(rune('A' + i%26))
		}
	}
	return options, keys, doubts
}

// itemsAtEnd are the items of the list that ends a prompt, and the lines that they
// take. Only a closing tag, a hint and empty lines may follow.
func (s *reader) itemsAtEnd(p page.Part) (items []item, from, to int) {
	to = len(p)
	for to > 1 && (p[to-1].Kind == page.Blank || p[to-1].Kind == page.Prose && (s.Plain(p[to-1].Text) == "" || s.Marks.Hint.MatchString(p[to-1].Text))) {
		to--
	}
	from = to
	for from > 1 {
		l := p[from-1]
		if l.Kind == page.Blank && len(items) > 0 {
			if from > 2 && p[from-2].Kind == page.Prose {
				if it, ok := s.item(p[from-2]); ok && it.kind == items[0].kind && it.kind != "-" {
					from--
					continue
				}
			}
			break
		}
		it, ok := s.item(l)
		if top := s.wrappedItem(p, from-1); !ok && top >= 0 {
			it, ok = s.item(p[top])
			it.text = strings.TrimSpace(s.Render(append(page.Part{{Kind: page.Prose, Text: it.text}}, p[top+1:from]...)))
			from = top + 1
		}
		if l.Kind == page.Row && (isTableHead(l.Text) || !ok && len(items) > 0 && items[0].kind == "row") { // the line below a table's head, and the head
			from--
			continue
		}
		if !ok || len(items) > 0 && it.kind != items[0].kind {
			break
		}
		items = append(items, it)
		from--
		if it.name == "1" && s.countsItself(p, from) { // "1." before each item
			continue
		}
		if it.name == "1" || it.name == "i" || it.name == "A" {
			for from > 1 && p[from-1].Kind == page.Row && it.kind == "row" {
				from--
			}
			break
		}
	}
	slices.Reverse(items)
	if !slices.ContainsFunc(items, func(it item) bool { return it.name != "1" }) {
		for i := range items {
			items[i].name = strconv.Itoa(i + 1)
		}
	}
	for i, it := range items {
		if it.name != "" && it.name != nameLike(items[len(items)-1].name, i) {
			return nil, len(p), len(p)
		}
	}
	return items, from, to
}

// wrappedItem is the place of the item that goes on in the indented line at i, or -1.
func (s *reader) wrappedItem(p page.Part, i int) int {
	const most = 8 // lines of an item
	for top := i; top > 0 && top > i-most && p[top].Kind == page.Prose && p[top].Indent > 0; top-- {
		if _, ok := s.item(p[top]); ok {
			if top == i {
				return -1
			}
			return top
		}
	}
	return -1
}

// countsItself is true when the item above the line at i has the number 1 as well.
func (s *reader) countsItself(p page.Part, i int) bool {
	for i > 1 && p[i-1].Kind == page.Blank {
		i--
	}
	if i < 2 || p[i-1].Kind != page.Prose {
		return false
	}
	it, ok := s.item(p[i-1])
	if top := s.wrappedItem(p, i-1); !ok && top >= 0 {
		it, ok = s.item(p[top])
	}
	return ok && it.name == "1"
}

func isTableHead(row string) bool { return strings.Trim(row, "|-: ") == "" }

// item reads a line as an item.
func (s *reader) item(l page.Line) (item, bool) {
	var it item
	text := l.Text
	switch l.Kind {
	case page.Row:
		cells := strings.Split(strings.Trim(text, "| "), "|")
		g := s.Marks.Named.FindStringSubmatch(strings.TrimSpace(cells[0]) + " ")
		if len(cells) < 2 || g == nil || strings.TrimSpace(g[2]) != "" {
			return it, false
		}
		it.name, it.kind, text = g[1], "row", strings.TrimSpace(cells[1])
		if it.name = strings.ToUpper(it.name); isNumberName(it.name) {
			it.name = strings.ToLower(it.name)
		}
		for _, cell := range cells[2:] {
			it.checked = it.checked || s.Marks.Ticked.MatchString(strings.TrimSpace(cell))
		}
	case page.Prose:
		inner, bullet := page.Bullet(text)
		if g := s.Marks.Named.FindStringSubmatch(inner); g != nil && isNumberName(g[1]) {
			it.name, text, it.kind = strings.ToLower(g[1]), g[2], "1"
		} else if bullet {
			text, it.kind = inner, "-"
		} else if s.Marks.Ticked.MatchString(text) || s.Marks.Crossed.MatchString(text) {
			it.kind = "-"
		} else {
			return it, false
		}
	default:
		return it, false
	}
	for _, mark := range []func(string) string{
		func(t string) string { return s.Marks.Right.ReplaceAllString(t, "") },
		func(t string) string { return s.Marks.Ticked.ReplaceAllString(t, "") },
	} {
		if bare := mark(text); bare != text && bare != "" {
			text, it.checked = marks.Balance(bare), true
		}
	}
	text = s.Marks.Crossed.ReplaceAllString(s.Marks.Wrong.ReplaceAllString(text, ""), "")
	text = strings.TrimSpace(text)
	it.bold = strings.HasPrefix(text, "**") && strings.HasSuffix(text, "**") && strings.Count(text, "**") == 2
	it.text = s.Plain(text)
	return it, true
}

// lostOptions says why an answer looks like the name of an option, though no
// options were found.
func (s *reader) lostOptions(q *sheet.Asked, keys []key) []string {
	for _, k := range keys {
		first, rest, _ := strings.Cut(k.text, "\n")
		first = strings.TrimSpace(first)
		pairs := s.Marks.Pairs.FindAllString(first, -1)
		// "a 1-D array and a 2-D table" speaks of other things
		if rest := s.Marks.Pairs.ReplaceAllString(first, " "); len(pairs) > 1 && len(strings.Fields(rest)) <= 2*len(pairs) {
			return []string{"its answer holds the keys of several items; give each its own answer, or write the pairs in words"}
		}
		if s.Marks.LoneName.MatchString(first) && (rest == "" || len(q.Prompt) > 1) {
			return []string{fmt.Sprintf("its answer %q names an option, but its options were not found; write them as A) to D) below it", page.Cut(first, 40))}
		}
		if s.Marks.LoneNumber.MatchString(first) && s.hasList(q.Prompt) {
			return []string{fmt.Sprintf("its answer %q may name an item of its list; write the options as A) to D) below it", page.Cut(first, 40))}
		}
	}
	return nil
}

// hasList says whether lines of the prompt are numbered.
func (s *reader) hasList(p page.Part) bool {
	return slices.ContainsFunc(p, func(l page.Line) bool {
		text, _ := page.Bullet(strings.Trim(l.Text, "| "))
		g := s.Marks.Named.FindStringSubmatch(text + " ")
		return g != nil && (g[1] == "1" || strings.EqualFold(g[1], "i"))
	})
}
