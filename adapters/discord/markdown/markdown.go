// Package markdown draws text as Discord's markdown: as it was written, with nothing
// in it that formats, mentions or hides, and cut to fit where it must be.
//
// It must not know components, requests or what a card is for.
package markdown

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"studybot/bot/chat"
	"studybot/bot/chat/edge"
)

// Units counts as JavaScript does: a character beyond U+FFFF is two. Discord's API
// counts code points (discord-api-docs issue 1315), its apps count like this; what
// fits here fits both.
func Units(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}

// Weight is how much of a message's text a text display takes. Besides the characters
// Discord bounds their bytes: above 10,170 in all displays, each of them 12 more, it
// answers 500 (discord-api-docs issue 8554). With 2.4 bytes to a unit and at most 40
// displays a card stays below that.
func Weight(s string) int { return max(Units(s), (len(s)*10+23)/24) }

// Fit cleans s and shortens it to at most limit units, at a word where one ends
// near. What is empty becomes a dash: Discord takes no empty text. It is for
// places without markup, such as labels.
func Fit(s string, limit int) string {
	if s = edge.Clean(s); strings.TrimSpace(s) == "" {
		return "-"
	}
	if Units(s) <= limit {
		return s
	}
	return Longest(utf8.RuneCountInString(s), limit, Units, func(n int) string { return Head(s, n) })
}

// Line is fit for places that show one line.
func Line(s string, limit int) string { return Fit(OneLine(s), limit) }

// OneLine is s in one line, cleaned.
func OneLine(s string) string { return strings.Join(strings.Fields(edge.Clean(s)), " ") }

// Head is the first n characters of s, marked when there were more.
func Head(s string, n int) string {
	h, _ := chat.Cut(s, n)
	return h
}

// Longest is show(n) for about the greatest n up to most whose result measures at
// most limit. Texts are cut before they are escaped, so no escape, no fence and
// no pair of surrogates is ever cut in two.
func Longest(most, limit int, measure func(string) int, show func(n int) string) string {
	if s := show(most); measure(s) <= limit {
		return s
	}
	low, high := 1, most // show(high) is too long
	for high-low > 1 {
		if mid := (low + high) / 2; measure(show(mid)) <= limit {
			low = mid
		} else {
			high = mid
		}
	}
	return show(low)
}

// Escape makes a text appear as it is where Discord reads markdown: a backslash
// stands before each character that could format, mention, link, become an emoji
// or hide. Marks that count only where a line starts are escaped only there.
// https://support.discord.com/hc/en-us/articles/210298617
func Escape(s string) string {
	text := []rune(edge.Clean(s))
	var b strings.Builder
	b.Grow(len(s) + len(s)/8)
	first := true // nothing but white space so far on this line
	for i := 0; i < len(text); i++ {
		r := text[i]
		if first && r >= '0' && r <= '9' {
			for i < len(text) && text[i] >= '0' && text[i] <= '9' {
				b.WriteRune(text[i])
				i++
			}
			if i < len(text) && (text[i] == '.' || text[i] == ')') {
				b.WriteByte('\\')
			}
			first = false
			i-- // what follows the figures is next
			continue
		}
		if special(text, i, first) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
		first = r == '\n' || first && unicode.IsSpace(r)
	}
	return b.String()
}

func special(text []rune, i int, first bool) bool {
	rest := text[i+1:]
	switch text[i] {
	case '\\', '*', '_', '~', '|', '`', '<', '[', ']':
		return true
	case '#', '>':
		return first
	case '-', '+':
		return first && (len(rest) == 0 || rest[0] == '#' || unicode.IsSpace(rest[0]))
	case '@':
		word := strings.ToLower(string(rest[:min(len(rest), len("everyone"))]))
		return word == "everyone" || strings.HasPrefix(word, "here")
	case ':': // https://, and :emoji:
		if len(rest) > 1 && rest[0] == '/' && rest[1] == '/' {
			return true
		}
		at := slices.IndexFunc(rest, func(r rune) bool { return r == ':' || unicode.IsSpace(r) })
		return at >= 0 && rest[at] == ':'
	}
	return false
}

// Piece is one part of a card's text that can be drawn shorter: show draws it with
// about n characters of what it says, and most shows all.
type Piece struct {
	Heading bool // it names what follows
	IsField bool // a name and a value
	most    int
	show    func(n int) string
}

// Block draws one block as markdown.
func Block(b chat.Block) Piece {
	if b.Kind == chat.List || b.Kind == chat.Steps {
		return listOf(b.Items, b.Kind == chat.Steps)
	}
	most := utf8.RuneCountInString(b.Lead) + utf8.RuneCountInString(b.Text) + 1
	p := Piece{Heading: b.Kind == chat.Heading, most: most}
	all := strings.TrimSpace(edge.Clean(Join(b.Lead, b.Text)))
	if all == "" {
		all = "-"
	}
	switch b.Kind {
	case chat.Heading:
		p.show = func(n int) string { return "### " + Escape(Head(OneLine(all), n)) }
	case chat.Quote:
		p.show = func(n int) string { return Prefixed("> ", Escape(Head(all, n))) }
	case chat.Code:
		code := strings.Trim(edge.Clean(Join(b.Lead, b.Text)), "\n")
		if strings.TrimSpace(code) == "" {
			code = "-"
		}
		p.show = func(n int) string { return fence(Head(code, n)) }
	default:
		p.show = func(n int) string {
			if l := utf8.RuneCountInString(b.Lead); l < n {
				return words(b.Lead, Head(b.Text, n-l))
			}
			return words(Head(b.Lead, n), "")
		}
	}
	return p
}

// Join puts a space between a lead and a text, where both are.
func Join(lead, text string) string {
	if lead == "" || text == "" {
		return lead + text
	}
	return lead + " " + text
}

// Prefixed puts a mark before each line.
func Prefixed(mark, s string) string {
	return mark + strings.ReplaceAll(s, "\n", "\n"+mark)
}

// fence draws preformatted text. Three backticks would end it early: a space
// without width parts them.
func fence(s string) string {
	if strings.Contains(s, "```") {
		s = strings.ReplaceAll(s, "``", "`\u200b`")
		s = strings.ReplaceAll(s, "``", "`\u200b`")
	}
	return "```\n" + s + "\n```"
}

// words draws a strong lead and then text, whose edge.CodeSpans become code.
func words(lead, text string) string {
	lead = OneLine(lead)
	text = strings.TrimSpace(edge.Clean(text))
	var b strings.Builder
	if lead != "" {
		b.WriteString("**" + Escape(lead) + "**")
		if text != "" {
			b.WriteString(" ")
		}
	}
	parts := edge.CodeSpans(text)
	for i, part := range parts {
		switch {
		case i%2 == 1:
			b.WriteString("`" + OneLine(part) + "`")
		case part == "" && i > 0 && i < len(parts)-1:
			b.WriteString(" ") // else two pieces of code would be read as one
		default:
			b.WriteString(linked(part))
		}
	}
	if b.Len() == 0 {
		return `\-`
	}
	return b.String()
}

// linked is escape, but web addresses can be followed: in angle brackets Discord
// shows an address as it is and reads no markdown in it.
func linked(text string) string {
	var b strings.Builder
	for {
		at, end := address(text)
		if at < 0 {
			b.WriteString(Escape(text))
			return b.String()
		}
		b.WriteString(Escape(text[:at]) + "<" + text[at:end] + ">")
		text = text[end:]
	}
}

// address finds the first web address in text that is safe to link: of plain
// characters, none of which could end it early or hide its host, and not cut off.
func address(text string) (at, end int) {
	for from := 0; ; from = end {
		i := strings.Index(text[from:], "https://")
		if i < 0 {
			return -1, -1
		}
		at = from + i
		end = at + len("https://")
		for end < len(text) && (text[end] >= 'a' && text[end] <= 'z' || text[end] >= 'A' && text[end] <= 'Z' || text[end] >= '0' && text[end] <= '9' || strings.IndexByte("-._~/?#&=%+", text[end]) >= 0) {
			end++
		}
		whole := end == len(text) || strings.IndexByte(" \n\t,;:!)\"'", text[end]) >= 0
		for strings.IndexByte(".?", text[end-1]) >= 0 {
			end--
		}
		free := at == 0 || strings.IndexByte(" \n\t(", text[at-1]) >= 0 && !strings.HasSuffix(text[:at], "](")
		if whole && free && end > at+len("https://") {
			return at, end
		}
	}
}

// listOf draws items, each of them shortened before the last ones are left out.
func listOf(items []chat.Item, numbered bool) Piece {
	const least = 12 // characters of an item that still say something
	most := least
	for _, it := range items {
		most = max(most, utf8.RuneCountInString(it.Lead), utf8.RuneCountInString(it.Text))
	}
	draw := func(count, n int) string {
		var lines []string
		for i, it := range items[:count] {
			mark := "- "
			if numbered {
				mark = strconv.Itoa(i+1) + ". "
			}
			lines = append(lines, mark+item(it, n))
		}
		if left := len(items) - count; left > 0 {
			lines = append(lines, fmt.Sprintf("- … and %d more", left))
		}
		return strings.Join(lines, "\n")
	}
	return Piece{most: most + len(items), show: func(n int) string {
		if n >= len(items)+least { // all items, shorter
			return draw(len(items), n-len(items))
		}
		return draw(min(n-1, len(items)), least)
	}}
}

// item draws a list's entry; ticked and open are said in words as well, for those
// who hear the list.
func item(it chat.Item, n int) string {
	var parts []string
	if it.Done != nil {
		parts = append(parts, mark(*it.Done))
	}
	if strings.TrimSpace(edge.Clean(it.Lead+it.Text)) != "" {
		text := slices.DeleteFunc(strings.Split(edge.Clean(it.Text), "\n"), func(l string) bool { return strings.TrimSpace(l) == "" })
		parts = append(parts, strings.ReplaceAll(words(Head(it.Lead, n), Head(strings.Join(text, "\n"), n)), "\n", "\n  "))
	}
	if !it.At.IsZero() {
		parts = append(parts, moment(it.At))
	}
	if len(parts) == 0 {
		return `\-`
	}
	return strings.Join(parts, " ")
}

func mark(done bool) string {
	if done {
		return "☑ Done:"
	}
	return "☐ Open:"
}

// Field draws a field as one line; Discord has no columns.
func Field(f chat.Field) Piece {
	most := max(utf8.RuneCountInString(f.Name), utf8.RuneCountInString(f.Value))
	return Piece{IsField: true, most: most, show: func(n int) string {
		s := words(Head(OneLine(f.Name), n), Head(f.Value, n))
		if !f.At.IsZero() {
			s += " " + moment(f.At)
		}
		return s
	}}
}

// moment is an instant in each reader's own zone, with UTC where it can not be drawn.
// https://docs.discord.com/developers/reference#message-formatting
func moment(at time.Time) string {
	if at.Unix() <= 0 || at.Year() > 9999 {
		return Escape(at.UTC().Format("2006-01-02 15:04 UTC"))
	}
	return fmt.Sprintf("<t:%d:f>", at.Unix())
}

// Draw draws pieces in at most room units together. When they are too long, the
// Longest are shortened, all to the same length: headings, short paragraphs and
// fields stay whole, and every part of the card keeps its beginning, which is what
// a reader needs most.
func Draw(pieces []Piece, room int) []string {
	out := make([]string, len(pieces))
	sizes := make([]int, len(pieces))
	for i, p := range pieces {
		out[i] = p.show(p.most)
		sizes[i] = Weight(out[i])
	}
	for i, limit := range shares(sizes, room) {
		if sizes[i] > limit {
			out[i] = Longest(pieces[i].most, limit, Weight, pieces[i].show)
		}
	}
	return out
}

// shares divides room: who needs no more than an equal part gets it, the others
// divide what that leaves.
func shares(sizes []int, room int) []int {
	order := make([]int, len(sizes))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return sizes[a] - sizes[b] })
	out := make([]int, len(sizes))
	for k, i := range order {
		out[i] = min(sizes[i], room/(len(order)-k))
		room -= out[i]
	}
	return out
}
