package moodle

import "strings"

// special are the characters that a backslash takes the meaning from; `\n` is a line end.
const special = `\:#={}~n`

// unescaped finds the first of the characters that no backslash stands before, or -1.
func unescaped(s, chars string) int {
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && strings.IndexByte(special, s[i+1]) >= 0 {
			i++
			continue
		}
		if strings.IndexByte(chars, s[i]) >= 0 {
			return i
		}
	}
	return -1
}

// plain takes the backslashes away that protected a character.
func plain(s string) string {
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && strings.IndexByte(special, s[i+1]) >= 0 {
			i++
			if s[i] == 'n' {
				b.WriteByte('\n')
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// item is one answer: its sign, = or ~, and what follows. The sign is 0 for text
// before the first one.
type item struct {
	sign byte
	text string
}

// items cuts the answers of a question apart.
func items(s string) []item {
	var all []item
	sign := byte(0)
	for {
		end := unescaped(s, "=~")
		text := s
		if end >= 0 {
			text = s[:end]
		}
		if text = strings.TrimSpace(text); text != "" {
			all = append(all, item{sign, text})
		}
		if end < 0 {
			return all
		}
		sign, s = s[end], s[end+1:]
	}
}

// cutFeedback cuts an answer at its first #.
func cutFeedback(s string) (answer, feedback string) {
	if at := unescaped(s, "#"); at >= 0 {
		return strings.TrimSpace(s[:at]), strings.TrimSpace(s[at+1:])
	}
	return strings.TrimSpace(s), ""
}

// cutGeneral cuts the feedback for everybody, behind the last ####, off the answers.
func cutGeneral(s string) (answers, feedback string) {
	from, last := 0, -1
	for {
		at := unescaped(s[from:], "#")
		if at < 0 {
			break
		}
		at += from
		end := at
		for end < len(s) && s[end] == '#' {
			end++
		}
		if end-at >= 4 {
			last = end
		}
		from = end
	}
	if last < 0 {
		return s, ""
	}
	return strings.TrimSpace(s[:last-4]), strings.TrimSpace(s[last:])
}
