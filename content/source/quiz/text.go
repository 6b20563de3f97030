package quiz

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"
)

// render turns lines into the plain text of a pack: code verbatim, bullets and
// rows a line each, other lines flowing together, markup taken off.
func (s *scan) render(p part) string {
	var out, flow strings.Builder
	flush := func() {
		if flow.Len() > 0 {
			out.WriteString(s.strip(flow.String()))
			flow.Reset()
		}
	}
	last := kind(blank)
	breaks := false
	for _, l := range p {
		if l.kind == blank {
			if last != blank && out.Len()+flow.Len() > 0 {
				flow.WriteString("\n")
				breaks = true
			}
			last = blank
			continue
		}
		item, isItem := bullet(l.text)
		if isItem && l.kind == prose {
			l.text = "- " + item
			if l.indent > 3 {
				l.text = "  " + l.text
			}
		} else if n, ok := s.marks.number(l.text, false); ok && n.plain {
			isItem = true
		}
		switch {
		case out.Len()+flow.Len() == 0:
		case last == blank, last == prose && l.kind == prose && !isItem && !breaks:
			if last == blank {
				flow.WriteString("\n")
			} else {
				flow.WriteString(" ")
			}
		default:
			flow.WriteString("\n")
		}
		if l.kind == code {
			flush()
			out.WriteString(l.text)
		} else {
			flow.WriteString(l.text)
		}
		last, breaks = l.kind, l.broken || l.kind == row
	}
	flush()
	return strings.Trim(strings.ReplaceAll(out.String(), "\n\n\n", "\n\n"), "\n ")
}

// plain is a text without markup and without white space around it.
func (s *scan) plain(text string) string { return strings.TrimSpace(s.strip(text)) }

// strip takes the markup off a text, but not inside of code spans.
func (s *scan) strip(text string) string {
	text = outsideCode(text, func(t string) string {
		if strings.ContainsAny(t, "[<") {
			t = s.marks.comment.ReplaceAllString(t, "")
			t = s.marks.image.ReplaceAllStringFunc(t, func(found string) string {
				s.images++
				return "[image: " + s.marks.image.FindStringSubmatch(found)[1] + "]"
			})
			t = s.marks.link.ReplaceAllStringFunc(t, func(found string) string {
				g := s.marks.link.FindStringSubmatch(found)
				if strings.HasPrefix(g[2], "http") && g[1] != g[2] {
					return g[1] + " (" + g[2] + ")"
				}
				return g[1]
			})
			t = s.marks.html.ReplaceAllString(t, "")
		}
		return t
	})
	text = emphasis(text)
	return outsideCode(text, func(t string) string { return html.UnescapeString(unescape(t)) })
}

// emphasis takes "**bold**" and "*slanted*" marks away: a run of stars or
// underscores that opens where a word begins and closes where one ends. Lone
// stars, as in "2 * 3", and names such as snake_case stay.
func emphasis(text string) string {
	if !strings.ContainsAny(text, "*_") {
		return text
	}
	hidden := maskCode(text)
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
		opens := i+n < len(hidden) && !unicode.IsSpace(next) && (i == 0 || !isWord(before) || n > 1 && c == '*')
		closes := i > 0 && !unicode.IsSpace(before) && (i+n == len(hidden) || !isWord(next) || n > 1 && c == '*')
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

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

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
