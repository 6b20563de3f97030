package decode

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"studybot/content/source"
)

// upper1252 are the characters of the bytes 0x80 to 0x9f in Windows-1252; the
// five that it leaves undefined are control characters, as the WHATWG Encoding
// Standard has it. From 0xa0 on, the byte is the code point.
const upper1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ"

// Text makes UTF-8 of a file's text: it takes the byte order mark off, reads
// UTF-16, takes bytes that are no UTF-8 for Windows-1252, and mends what was
// encoded twice. The notes say what was done and where; the text keeps its lines. An
// error says that data is no text.
func Text(path string, data []byte) (text []byte, notes []source.Note, err error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		data = data[3:]
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		data = wide(data[2:], binary.LittleEndian)
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		data = wide(data[2:], binary.BigEndian)
	case isWide(data, 1):
		data = wide(data, binary.LittleEndian)
	case isWide(data, 0):
		data = wide(data, binary.BigEndian)
	}
	if IsBinary(data) {
		return nil, nil, errors.New("it is no text")
	}
	if !utf8.Valid(data) {
		var line int
		data, line = fromWindows(data)
		notes = append(notes, source.Note{
			Path: path, Line: line, Kind: source.Took,
			Text: "the text is not UTF-8 and was read as Windows-1252; if letters look wrong, save the file as UTF-8 and import again",
		})
	}
	mended, lines := mend(string(data))
	if len(lines) > 0 {
		where := "this line"
		if len(lines) > 1 {
			where = fmt.Sprintf("%d lines, the first of them this one,", len(lines))
		}
		notes = append(notes, source.Note{
			Path: path, Line: lines[0], Kind: source.Took,
			Text: where + " had characters that were encoded twice; they were repaired",
		})
		data = []byte(mended)
	}
	return data, notes, nil
}

// IsBinary says whether data is something else than text of any encoding we read.
func IsBinary(data []byte) bool {
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		return false
	}
	return bytes.IndexByte(data, 0) >= 0 && !isWide(data, 0) && !isWide(data, 1)
}

// isWide recognises UTF-16 without its mark by the zeros of ASCII characters, on
// the even places (0, big endian) or the odd ones (1).
func isWide(data []byte, place int) bool {
	if len(data) > 4096 {
		data = data[:4096]
	}
	zeros, others := 0, 0
	for i, b := range data {
		switch {
		case b != 0:
		case i%2 == place:
			zeros++
		default:
			others++
		}
	}
	return others == 0 && zeros >= 2 && zeros*10 >= len(data)/2*7
}

func wide(data []byte, order binary.ByteOrder) []byte {
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	return []byte(string(utf16.Decode(units)))
}

// fromWindows reads the bytes that are no UTF-8 as Windows-1252, and says in which
// line the first is.
func fromWindows(data []byte) (text []byte, line int) {
	upper := []rune(upper1252)
	text = make([]byte, 0, len(data)+len(data)/8)
	at := 1
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		b := data[0]
		if r == utf8.RuneError && size == 1 {
			if line == 0 {
				line = at
			}
			if r = rune(b); b < 0xa0 {
				r = upper[b-0x80]
			}
		}
		if b == '\n' {
			at++
		}
		text = utf8.AppendRune(text, r)
		data = data[size:]
	}
	return text, line
}

// mend repairs text that was UTF-8, was read as Windows-1252 and written as UTF-8
// again ("â€™" for "’"), and tells the lines. Only what cannot be meant is touched:
// what could be ("Ã”" at the end of a word in capitals) is repaired where the same
// line has something that cannot, or where the whole file is so.
func mend(text string) (string, []int) {
	if isASCII(text) {
		return text, nil
	}
	all := strings.SplitAfter(text, "\n")
	whole := wholeFile(all)
	var lines []int
	for i, line := range all {
		if isASCII(line) {
			continue
		}
		for range 3 { // some files went wrong more than once
			better, sure, other := unscramble(line, whole)
			if sure > 0 && other == 0 && !whole {
				better, _, _ = unscramble(line, true)
			}
			if better == line {
				break
			}
			line = better
		}
		if line != all[i] {
			all[i] = line
			lines = append(lines, i+1)
		}
	}
	if lines == nil {
		return text, nil
	}
	return strings.Join(all, ""), lines
}

// wholeFile says whether everything beyond ASCII looks encoded twice, and some of
// it certainly is.
func wholeFile(lines []string) bool {
	certain := 0
	for _, line := range lines {
		if isASCII(line) {
			continue
		}
		_, sure, other := unscramble(line, true)
		if other > 0 {
			return false
		}
		certain += sure
	}
	return certain > 0
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
