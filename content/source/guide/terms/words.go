package terms

import (
	"strings"
	"unicode"
)

// Is says whether a folded text starts with one of the words, separated by ", ".
func Is(text, wordList string) bool {
	f := Fold(Signless(text))
	for _, w := range strings.Split(wordList, ", ") {
		if after, ok := strings.CutPrefix(f, w); ok && (after == "" || !isWord(after)) {
			return true
		}
	}
	return false
}

func isWord(s string) bool {
	for _, r := range s {
		return unicode.IsLetter(r) || unicode.IsDigit(r)
	}
	return false
}

// Has says whether a folded text contains one of the words, separated by ", ".
func Has(text, wordList string) bool {
	f := Fold(text)
	for _, w := range strings.Split(wordList, ", ") {
		if strings.Contains(f, w) {
			return true
		}
	}
	return false
}

// Fold writes s in small letters without the accents of German and French.
func Fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, c := range s {
		switch c = unicode.ToLower(c); c {
		case 'ä', 'à', 'â', 'á':
			c = 'a'
		case 'é', 'è', 'ê', 'ë':
			c = 'e'
		case 'î', 'ï', 'í':
			c = 'i'
		case 'ö', 'ô', 'ó':
			c = 'o'
		case 'ü', 'û', 'ù', 'ú':
			c = 'u'
		case 'ç':
			c = 'c'
		case 'ñ':
			c = 'n'
		case 'ß':
			b.WriteByte('s')
			c = 's'
		case 'œ':
			b.WriteByte('o')
			c = 'e'
		case 'æ':
			b.WriteByte('a')
			c = 'e'
		case '’':
			c = '\''
		case '‑':
			c = '-'
		}
		b.WriteRune(c)
	}
	return b.String()
}

// Signless takes emoji, other signs and spaces from both ends.
func Signless(s string) string {
	return strings.TrimFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || r > 0x7f && unicode.In(r, unicode.So, unicode.Sk, unicode.Cf) ||
			r >= 0xfe00 && r <= 0xfe0f || r == 0x20e3
	})
}

// Squeeze makes one line with single spaces.
func Squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// CutName takes "Name: text" and "Name - text" apart.
func CutName(s string) (name, text string, ok bool) {
	for _, mark := range []string{": ", " - ", " – ", " — "} {
		if before, after, found := strings.Cut(s, mark); found && before != "" {
			return strings.TrimSpace(before), strings.TrimSpace(after), true
		}
	}
	return s, "", false
}
