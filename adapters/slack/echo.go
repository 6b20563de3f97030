package slack

import "bytes"

// echoed is how Slack begins the copy of the message in a click's payload.
const echoed = `"message":{`

// withoutEcho cuts the echoed message out of a click's payload. It is most of the
// bytes, nothing in it is used, and reading it would be half of a click's cost. A
// payload that does not look as Slack writes it is returned as it is; what is left
// is still read by encoding/json, so a wrong cut could only make it unreadable.
func withoutEcho(data []byte) []byte {
	depth := 0
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case '"':
			if depth == 1 && bytes.HasPrefix(data[i:], []byte(echoed)) {
				from := i + len(echoed) - 1
				if to := objectEnd(data, from); to > 0 {
					return append(append(make([]byte, 0, from+4+len(data)-to), data[:from]...), append([]byte("null"), data[to:]...)...)
				}
				return data
			}
			if i = stringEnd(data, i) - 1; i < 0 {
				return data
			}
		}
	}
	return data
}

// objectEnd is the index after the object that begins at i, or 0 when it has no end.
func objectEnd(data []byte, i int) int {
	for depth := 0; i < len(data); i++ {
		switch data[i] {
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		case '"':
			if i = stringEnd(data, i) - 1; i < 0 {
				return 0
			}
		}
	}
	return 0
}

// stringEnd is the index after the string whose quote is at i, or 0 when it has no end.
func stringEnd(data []byte, i int) int {
	for from := i + 1; ; {
		n := bytes.IndexByte(data[from:], '"')
		if n < 0 {
			return 0
		}
		end := from + n
		escapes := 0
		for end-1-escapes > i && data[end-1-escapes] == '\\' {
			escapes++
		}
		if escapes%2 == 0 {
			return end + 1
		}
		from = end + 1
	}
}
