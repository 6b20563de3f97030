// Package markup turns the HTML of flash cards and question banks into plain text:
// line breaks, lists and code survive, the rest of the markup goes.
//
// It must not know what the text is about. It is no browser: it draws nothing, runs
// nothing and fetches nothing.
package markup

import (
	"html"
	"strconv"
	"strings"
)

// Text is what a reader would see of the HTML, and media the names of the pictures,
// sounds and films in it. A picture leaves "[picture: name]" where it stood. Inline
// code is put between backticks; what stood in pre keeps its line ends and spaces.
// The time is linear in the text.
func Text(markup string) (text string, media []string) {
	w := writer{}
	for rest := markup; rest != ""; {
		open := strings.IndexByte(rest, '<')
		if open < 0 {
			w.words(rest)
			break
		}
		w.words(rest[:open])
		rest = rest[open:]
		tag, length := next(rest)
		if length == 0 { // "a < b"
			w.words("<")
			rest = rest[1:]
			continue
		}
		rest = rest[length:]
		if skipped := tag.name == "script" || tag.name == "style"; skipped && !tag.closing {
			// What never closes is text to nobody.
			if end := indexFold(rest, "</"+tag.name); end >= 0 {
				rest = rest[end:]
			} else {
				rest = ""
			}
			continue
		}
		w.tag(tag)
	}
	return w.done(), w.media
}

// Has says whether the text holds HTML: one of the usual tags.
func Has(text string) bool {
	for rest := text; ; {
		open := strings.IndexByte(rest, '<')
		if open < 0 {
			return false
		}
		rest = rest[open:]
		if t, n := next(rest); n > 0 && (isBlock(t.name) || strings.Contains(" b i u em strong code sub sup span a img br hr font small ", " "+t.name+" ")) {
			return true
		}
		rest = rest[1:]
	}
}

type tag struct {
	name    string
	closing bool
	inside  string // the attributes, as written
}

// maxTag is the most bytes that a tag may have; longer ones, such as pictures
// written into the page, are still tags, but a "<" must find its ">" in bounded time.
const maxTag = 4 << 20

// next reads the tag at the start of s; length 0 means that none is there.
func next(s string) (t tag, length int) {
	if strings.HasPrefix(s, "<!--") {
		if end := strings.Index(s, "-->"); end >= 0 {
			return tag{name: "!"}, end + 3
		}
		return tag{name: "!"}, len(s) // as browsers do
	}
	at := 1
	if at < len(s) && s[at] == '/' {
		t.closing = true
		at++
	}
	if at < len(s) && s[at] == '!' && !t.closing {
		at++
	}
	start := at
	for at < len(s) && (isLetter(s[at]) || at > start && s[at] >= '0' && s[at] <= '9') {
		at++
	}
	if at == start || at >= len(s) {
		return tag{}, 0
	}
	t.name = strings.ToLower(s[start:at])
	if c := s[at]; c != '>' && c != '/' && c != ' ' && c != '\n' && c != '\t' {
		return tag{}, 0 // "a<b=c", an address in brackets
	}
	start = at
	quote := byte(0)
	for ; at < len(s) && at < maxTag; at++ {
		switch c := s[at]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case (c == '"' || c == '\'') && s[at-1] == '=':
			quote = c
		case c == '<':
			return tag{}, 0
		case c == '>':
			t.inside = s[start:at]
			return t, at + 1
		}
	}
	if quote != 0 {
		// A quotation mark that never closes: what follows would be lost in silence.
		if end := strings.IndexByte(s, '>'); end > start && end < maxTag {
			t.inside = s[start:end]
			return t, end + 1
		}
	}
	return tag{}, 0
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// attribute finds the value of an attribute, without entities.
func (t tag) attribute(name string) string {
	for rest := t.inside; ; {
		at := indexFold(rest, name+"=")
		if at < 0 {
			return ""
		}
		value := rest[at+len(name)+1:]
		if at > 0 && isLetter(rest[at-1]) || at > 0 && rest[at-1] == '-' { // data-src
			rest = value
			continue
		}
		if value != "" && (value[0] == '"' || value[0] == '\'') {
			value, _, _ = strings.Cut(value[1:], value[:1])
		} else if end := strings.IndexAny(value, " \t\n/>"); end >= 0 {
			value = value[:end]
		}
		return strings.TrimSpace(html.UnescapeString(value))
	}
}

// indexFold finds an ASCII word in lower case, whatever its case in s.
func indexFold(s, word string) int {
	for from := 0; ; from++ {
		at := strings.IndexAny(s[from:], word[:1]+strings.ToUpper(word[:1]))
		if at < 0 || from+at+len(word) > len(s) {
			return -1
		}
		from += at
		if strings.EqualFold(s[from:from+len(word)], word) {
			return from
		}
	}
}

func isBlock(name string) bool {
	return strings.Contains(" p div ul ol li table tr td th thead tbody pre h1 h2 h3 h4 h5 h6 blockquote section article details summary dl dt dd figure hr br center ", " "+name+" ")
}

// list is a list that is open: numbered from n, or with dashes.
type list struct {
	numbered bool
	n        int
}

type writer struct {
	b     strings.Builder
	media []string
	lists []list
	// pre is how many pre are open, code how many code outside them.
	pre, code int
	// ends is how many line ends the text ends with, space whether a space is due.
	ends  int
	space bool
}

// words writes the text between two tags.
func (w *writer) words(s string) {
	if s == "" {
		return
	}
	s = html.UnescapeString(s)
	s = strings.ReplaceAll(s, "\u00a0", " ")
	if w.pre > 0 {
		w.put(s)
		return
	}
	for i, word := range strings.FieldsFunc(s, isSpace) {
		if i > 0 || isSpace(rune(s[0])) {
			w.space = true
		}
		if w.space && w.ends == 0 && w.b.Len() > 0 {
			w.b.WriteByte(' ')
		}
		w.space = false
		w.put(word)
	}
	if isSpace(rune(s[len(s)-1])) {
		w.space = true
	}
}

func isSpace(r rune) bool { return r == ' ' || r == '\n' || r == '\t' || r == '\r' || r == '\f' }

func (w *writer) put(s string) {
	w.b.WriteString(s)
	w.ends = 0
	for i := len(s) - 1; i >= 0 && s[i] == '\n'; i-- {
		w.ends++
	}
}

// lines sees to it that the text ends with n line ends.
func (w *writer) lines(n int) {
	w.space = false
	for w.b.Len() > 0 && w.ends < n {
		w.b.WriteByte('\n')
		w.ends++
	}
}

func (w *writer) tag(t tag) {
	switch t.name {
	case "br":
		w.space = false
		w.put("\n")
	case "p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "dl", "figure":
		w.lines(2)
	case "hr", "div", "tr", "section", "article", "details", "summary", "dt", "dd", "center":
		w.lines(1)
	case "td", "th":
		if !t.closing && w.ends == 0 && w.b.Len() > 0 {
			w.b.WriteString(" | ")
			w.space = false
		}
	case "ul", "ol":
		w.lines(1)
		switch {
		case !t.closing && len(w.lists) < 20:
			w.lists = append(w.lists, list{numbered: t.name == "ol"})
		case t.closing && len(w.lists) > 0:
			w.lists = w.lists[:len(w.lists)-1]
		}
	case "li":
		w.item(t)
	case "pre":
		w.lines(1)
		if !t.closing {
			w.pre++
		} else if w.pre > 0 {
			w.pre--
		}
	case "code", "tt", "kbd":
		w.inline(t)
	case "sup":
		w.raised(t, "^")
	case "sub":
		w.raised(t, "_")
	case "img":
		if src := t.attribute("src"); src != "" {
			w.picture(src)
		}
	case "audio", "video", "source", "object", "embed":
		if src := t.attribute("src"); src != "" {
			w.media = append(w.media, name(src))
		}
	}
}

func (w *writer) item(t tag) {
	w.lines(1)
	if t.closing {
		return
	}
	if len(w.lists) == 0 {
		w.put("- ")
		return
	}
	l := &w.lists[len(w.lists)-1]
	l.n++
	w.b.WriteString(strings.Repeat("  ", len(w.lists)-1))
	if l.numbered {
		w.put(strconv.Itoa(l.n) + ". ")
	} else {
		w.put("- ")
	}
}

// inline puts code between backticks, but not inside pre.
func (w *writer) inline(t tag) {
	switch {
	case w.pre > 0:
	case !t.closing:
		if w.code == 0 {
			w.due()
			w.put("`")
		}
		w.code++
	case w.code > 0:
		if w.code--; w.code == 0 {
			w.space = false
			w.put("`")
		}
	}
}

// raised writes "x^2" for what stands above the line, and "x_2" below it.
func (w *writer) raised(t tag, sign string) {
	if !t.closing {
		w.space = false
		w.put(sign)
	}
}

func (w *writer) picture(src string) {
	n := name(src)
	w.media = append(w.media, n)
	w.due()
	w.put("[picture: " + n + "]")
}

// due writes the space that stood before.
func (w *writer) due() {
	if w.space && w.ends == 0 && w.b.Len() > 0 {
		w.b.WriteByte(' ')
	}
	w.space = false
}

// name shortens a picture that is written into the page itself.
func name(src string) string {
	if strings.HasPrefix(src, "data:") {
		return "a picture inside the text"
	}
	if len(src) > 200 {
		return "a picture with a very long name"
	}
	return src
}

// done is the text without spaces at line ends and with at most one empty line in a row.
func (w *writer) done() string {
	lines := strings.Split(w.b.String(), "\n")
	kept := lines[:0]
	empty := true
	for _, l := range lines {
		l = strings.TrimRight(l, " \t")
		if l == "" && empty {
			continue
		}
		empty = l == ""
		kept = append(kept, l)
	}
	return strings.Trim(strings.Join(kept, "\n"), "\n")
}
