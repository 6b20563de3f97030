package decode

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// certainty says how sure it is that characters were encoded twice.
type certainty int

const (
	no      certainty = iota
	perhaps           // it could be meant
	surely
)

// unscramble repairs a line and says how many places surely were encoded twice,
// and how many other characters beyond ASCII there are. Without bold, what could
// be meant stays as it is.
func unscramble(line string, bold bool) (better string, sure, other int) {
	runes := []rune(line)
	var s strings.Builder
	s.Grow(len(line))
	for i := 0; i < len(runes); {
		if runes[i] < utf8.RuneSelf {
			s.WriteByte(byte(runes[i]))
			i++
			continue
		}
		n, meant, how := sequence(runes, i)
		switch {
		case how == no:
			other++
			n, meant = 1, string(runes[i])
		case how == surely:
			sure++
		case !bold:
			meant = string(runes[i : i+n])
		}
		s.WriteString(meant)
		i += n
	}
	return s.String(), sure, other
}

// sequence looks at the characters from i on as bytes of Windows-1252, and as
// UTF-8 then: how many belong together and what they stand for.
func sequence(runes []rune, i int) (n int, meant string, how certainty) {
	switch lead := byteOf(runes[i]); {
	case lead >= 0xc2 && lead <= 0xc5:
		return latin(runes, i)
	case lead == 0xe2:
		return symbol(runes, i)
	case lead == 0xef:
		return mark(runes, i)
	case lead == 0xf0:
		return emoji(runes, i)
	case lead >= 0xce && lead <= 0xd1: // Greek and Cyrillic
		return script(runes, i, 2, 3)
	case lead >= 0xe0 && lead <= 0xed: // Asian scripts
		return script(runes, i, 3, 2)
	}
	return 0, "", no
}

// one decodes the character of size bytes at i.
func one(runes []rune, i, size int) (rune, bool) {
	if i+size > len(runes) {
		return 0, false
	}
	raw := make([]byte, size)
	for k := range raw {
		if raw[k] = byteOf(runes[i+k]); raw[k] == 0 {
			return 0, false
		}
	}
	r, got := utf8.DecodeRune(raw)
	return r, got == size && r != utf8.RuneError
}

// latin is a letter or sign of Western and Central Europe: "Ã¼" for "ü". A capital
// letter before a sign can be meant, so the neighbours decide.
func latin(runes []rune, i int) (int, string, certainty) {
	r, ok := one(runes, i, 2)
	if !ok || r < 0xa0 {
		return 0, "", no
	}
	before, sign, after := neighbour(runes, i-1), runes[i+1], neighbour(runes, i+2)
	capital := unicode.IsUpper(before) || before == 'ß' // which stays small among capitals
	small := unicode.IsLower(before) && before < 0x250 && !capital
	found := func(sure bool) (int, string, certainty) {
		if sure {
			return 2, string(r), surely
		}
		return 2, string(r), perhaps
	}
	switch {
	case sign >= 0x80 && sign < 0xa0: // a control character is never meant
		return found(true)
	case r < 0xc0 && strings.ContainsRune("«»°²³¹ªº®¨·\u00a0\u00ad", sign):
		return found(small || unicode.IsDigit(before) && strings.ContainsRune("°²³ªº", sign))
	case r < 0xc0:
		return found(!capital)
	case strings.ContainsRune("–—…’”\u00a0†‡", sign):
		return found(small)
	case strings.ContainsRune("®™¹²³°ªº‘“•»›«‹\u00ad·´¨", sign):
		return found(small || unicode.IsLower(after) && after < 0x250)
	}
	if unicode.IsLetter(sign) {
		return found(small) // "ÄŽ" begins no word, but who knows all words
	}
	return found(!capital) // after other capitals, "©" can be meant
}

// symbol is a dash, a quotation mark, an arrow, a tick: "â€™" for "’". Two marks
// of a sentence after an "â" can be meant.
func symbol(runes []rune, i int) (int, string, certainty) {
	const marks = "…‘’“”•–—™›»«®©°²³¹ªº·´¨\u00a0\u00ad"
	r, ok := one(runes, i, 3)
	second, third := neighbour(runes, i+1), neighbour(runes, i+2)
	switch {
	case ok && r > 0x2bff:
		return script(runes, i, 3, 2) // radicals and the like
	case ok && (unicode.IsLetter(second) || second == '†' || second == '‡') && unicode.IsLetter(neighbour(runes, i-1)):
		return 3, string(r), perhaps // in the middle of a word
	case ok && (!strings.ContainsRune(marks, second) || !strings.ContainsRune(marks+"„‚¿¡§†‡", third)):
		return 3, string(r), surely
	case ok:
		return 3, string(r), perhaps
	case second == '€' && !continues(third):
		return 2, "”", surely // 0x9d got lost: Windows-1252 has no character for it
	case second == 'Œ' && !continues(third):
		return 2, "❌", surely // likewise
	}
	return 0, "", no
}

// mark is a byte order mark, a variation selector, or the sign for what was lost before.
func mark(runes []rune, i int) (int, string, certainty) {
	switch r, ok := one(runes, i, 3); {
	case ok && r == 0xfeff:
		return 3, "", surely
	case ok && r == 0xfe0f:
		return 3, string(r), surely
	case neighbour(runes, i+1) == '¸' && !continues(neighbour(runes, i+2)):
		return 2, "\ufe0f", surely // 0x8f got lost
	case neighbour(runes, i+1) == '¿' && neighbour(runes, i+2) == '½':
		return 3, string(utf8.RuneError), surely
	}
	return 0, "", no
}

// emoji is a picture: "ðŸŽ¯" for "🎯". One that lost a byte cannot be told from
// others, and is taken away.
func emoji(runes []rune, i int) (int, string, certainty) {
	second := byteOf(neighbour(runes, i+1))
	if r, ok := one(runes, i, 4); ok && (second == 0x9f || second == 0x9d || second == 0x90) { // "Ÿ", or what is no character
		return 4, string(r), surely
	}
	if second != 0x9f {
		return 0, "", no
	}
	n := 2
	for n < 4 && continues(neighbour(runes, i+n)) {
		n++
	}
	return n, "", surely
}

// script is text of another alphabet; a run of least characters in a row cannot be
// meant otherwise.
func script(runes []rune, i, size, least int) (int, string, certainty) {
	var s strings.Builder
	n := 0
	for {
		r, ok := one(runes, i+n*size, size)
		if !ok || !unicode.IsLetter(r) && !unicode.IsMark(r) {
			break
		}
		s.WriteRune(r)
		n++
	}
	switch {
	case n == 0:
		return 0, "", no
	case n >= least:
		return n * size, s.String(), surely
	}
	return n * size, s.String(), perhaps
}

func neighbour(runes []rune, i int) rune {
	if i < 0 || i >= len(runes) {
		return 0
	}
	return runes[i]
}

// continues says whether r stands for a byte that can follow in a character.
func continues(r rune) bool {
	b := byteOf(r)
	return b >= 0x80 && b < 0xc0
}

// byteOf is the byte of Windows-1252 that r stands for, from 0x80 on, or 0.
func byteOf(r rune) byte {
	switch {
	case r >= 0x80 && r <= 0xff:
		return byte(r) // C1 controls: it was read as Latin-1
	case r < 0x80 || r > 0x2122:
		return 0
	}
	b := byte(0x80)
	for _, u := range upper1252 {
		if u == r {
			return b
		}
		b++
	}
	return 0
}
