package edge

import (
	"strings"
	"unicode/utf8"
)

// Clean drops what could hide or turn round a text: NUL and the other control
// characters but tab and newline, the byte order mark, and the characters that
// override the direction of writing (Unicode TR #36). Broken UTF-8, lone
// surrogates among it, becomes U+FFFD. Everything else stays as it is.
func Clean(s string) string {
	bad := false
	for _, r := range s {
		if dropped(r) || r == utf8.RuneError {
			bad = true
			break
		}
	}
	if !bad {
		return s
	}
	return strings.Map(func(r rune) rune {
		if dropped(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

func dropped(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case r < 0x20, r >= 0x7f && r <= 0x9f, r == '\uFEFF':
		return true
	case r >= '\u202A' && r <= '\u202E', r >= '\u2066' && r <= '\u2069':
		return true
	}
	return false
}

// CodeSpans splits text at pairs of backticks: the odd parts are code. A backtick
// without a partner, and an empty pair, stay as they are.
func CodeSpans(text string) []string {
	out := []string{""}
	for {
		from := strings.IndexByte(text, '`')
		length := -1
		if from >= 0 {
			length = strings.IndexByte(text[from+1:], '`')
		}
		if length < 0 {
			out[len(out)-1] += text
			return out
		}
		inside := text[from+1 : from+1+length]
		if strings.TrimSpace(inside) == "" {
			out[len(out)-1] += text[:from+1]
			text = text[from+1:]
			continue
		}
		out[len(out)-1] += text[:from]
		out = append(out, inside, "")
		text = text[from+length+2:]
	}
}
