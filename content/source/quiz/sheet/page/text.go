package page

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Render turns lines into the plain text of a pack: code verbatim, bullets and
// rows a line each, other lines flowing together, markup taken off.
func (m *Markup) Render(p Part) string {
	var out, flow strings.Builder
	flush := func() {
		if flow.Len() > 0 {
			out.WriteString(m.strip(flow.String()))
			flow.Reset()
		}
	}
	last := Blank
	breaks := false
	for _, l := range p {
		if l.Kind == Blank {
			if last != Blank && out.Len()+flow.Len() > 0 {
				flow.WriteString("\n")
				breaks = true
			}
			last = Blank
			continue
		}
		item, isItem := Bullet(l.Text)
		if isItem && l.Kind == Prose {
			l.Text = "- " + item
			if l.Indent > 3 {
				l.Text = "  " + l.Text
			}
		} else if isNumbered(l.Text) {
			isItem = true
		}
		switch {
		case out.Len()+flow.Len() == 0:
		case last == Blank, last == Prose && l.Kind == Prose && !isItem && !breaks:
			if last == Blank {
				flow.WriteString("\n")
			} else {
				flow.WriteString(" ")
			}
		default:
			flow.WriteString("\n")
		}
		if l.Kind == Code {
			flush()
			out.WriteString(l.Text)
		} else {
			flow.WriteString(l.Text)
		}
		last, breaks = l.Kind, l.Broken || l.Kind == Row
	}
	flush()
	return strings.Trim(strings.ReplaceAll(out.String(), "\n\n\n", "\n\n"), "\n ")
}

// Plain is a text without markup and without white space around it.
func (m *Markup) Plain(text string) string { return strings.TrimSpace(m.strip(text)) }

// strip takes the markup off a text, but not inside of code spans.
func (m *Markup) strip(text string) string {
	text = OutsideCode(text, func(t string) string {
		if strings.ContainsAny(t, "[<") {
			t = m.comment.ReplaceAllString(t, "")
			t = m.image.ReplaceAllStringFunc(t, func(found string) string {
				m.Images++
				return "[image: " + m.image.FindStringSubmatch(found)[1] + "]"
			})
			t = m.link.ReplaceAllStringFunc(t, func(found string) string {
				g := m.link.FindStringSubmatch(found)
				if strings.HasPrefix(g[2], "http") && g[1] != g[2] {
					return g[1] + " (" + g[2] + ")"
				}
				return g[1]
			})
			t = m.html.ReplaceAllString(t, "")
		}
		return t
	})
	text = Emphasis(text)
	return OutsideCode(text, func(t string) string { return html.UnescapeString(unescape(t)) })
}

// Emphasis takes "**bold**" and "*slanted*" marks away: a run of stars or
// underscores that opens where a word begins and closes where one ends. Lone
// stars, as in "2 * 3", and names such as snake_case stay.
func Emphasis(text string) string {
	if !strings.ContainsAny(text, "*_") {
		return text
	}
	hidden := MaskCode(text)
	type mark struct{ at, n int }
	open := map[string]mark{}
	drop := map[int]int{} // place -> length
	for i := 0; i < len(hidden); {
		c := hidden[i]
		if c != '*' && c != '_' {
			if c == '\n' && i+1 < len(hidden) && hidden[i+1] == '\n' {
				clear(open)
			}
			i++
			if c == '\\' {
				i++
			}
			continue
		}
		n := 1
		for i+n < len(hidden) && hidden[i+n] == c {
			n++
		}
		before, _ := utf8.DecodeLastRuneInString(hidden[:i])
		next, _ := utf8.DecodeRuneInString(hidden[i+n:])
		opens := i+n < len(hidden) && !unicode.IsSpace(next) && (i == 0 || !IsWord(before) || n > 1 && c == '*')
		closes := i > 0 && !unicode.IsSpace(before) && (i+n == len(hidden) || !IsWord(next) || n > 1 && c == '*')
		run := hidden[i : i+n]
		if o, ok := open[run]; ok && closes && !(c == '_' && isName(hidden[o.at+n:i])) {
			drop[o.at], drop[i] = n, n
			delete(open, run)
		} else if opens && n <= 3 {
			open[run] = mark{at: i, n: n}
		}
		i += n
	}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if n := drop[i]; n > 0 {
			i += n - 1
			continue
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

// IsWord is true for letters and digits.
func IsWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// isName is true for what stands between the underscores of __init__.
func isName(s string) bool {
	return len(s) < 40 && s == strings.ToLower(s) && !strings.ContainsAny(s, " .,;:?!")
}

// unescape drops the backslash before signs that mean something in Markdown.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && strings.IndexByte("*_#<>[]|~-.!+`)", s[i+1]) >= 0 {
			continue
		}
		b.WriteByte(s[i])
	}
	return strings.TrimSuffix(b.String(), `\`)
}

// isNumbered is true for an item of a numbered list.
func isNumbered(s string) bool {
	rest := strings.TrimLeft(s, "0123456789")
	return len(rest) < len(s) && len(rest) > 1 && (rest[0] == '.' || rest[0] == ')') && rest[1] == ' '
}

// PlainKey is a text for comparison: letters and digits, lower case, single spaces.
func PlainKey(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("+<>=/*^%&|!-", r) {
			gap = b.Len() > 0
			continue
		}
		if gap {
			b.WriteByte(' ')
			gap = false
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// Bullet cuts the bullet of a list item off, if there is one.
func Bullet(text string) (string, bool) {
	if len(text) > 1 && strings.ContainsAny(text[:1], "-+*") && text[1] == ' ' {
		return strings.TrimSpace(text[2:]), true
	}
	if rest, ok := strings.CutPrefix(text, "• "); ok {
		return strings.TrimSpace(rest), true
	}
	return text, false
}

// Markup takes markup off texts; images counts the images that it met.
type Markup struct {
	*Expressions
	Images int
}

// Expressions are compiled once and shared.
type Expressions struct{ comment, tag, image, link, html *regexp.Regexp }

// NewExpressions compiles what markup is known by.
func NewExpressions() *Expressions {
	re := regexp.MustCompile
	return &Expressions{
		comment: re(`<!--.*?-->`),
		tag:     re(`(?i)</?(?:details|summary)\b[^>]*>?|<!--`),
		image:   re(`!\[([^\]\n]*)\]\([^)\n]*\)`),
		link:    re(`\[([^\]\n]+)\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"\n]*")?\s*\)`),
		html:    re(`(?i)</?(?:b|strong|i|em|u|sub|sup|span|p|div|font|center|small|mark|ins|del|h[1-6]|ul|ol|li|quiz|question)(?:\s[^>]*)?/?>`),
	}
}

// Part is text as written: lines of prose, code, rows and bullets.
type Part []Line

// Empty is true when nothing but empty lines is there.
func (p Part) Empty() bool {
	return !slices.ContainsFunc(p, func(l Line) bool { return l.Kind != Blank })
}
