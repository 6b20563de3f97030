package write

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
)

// width is the longest line, where the text allows it.
const width = 110

// object is a group of fields in the order to write them. A value is a string, an
// int, a float64, a bool, []string, []int, an object, inline or []object; empty ones
// are left out, except numbers.
type object []field

type field struct {
	key   string
	value any
}

// inline is an object in braces on one line, where it fits.
type inline object

// sheet writes one file.
type sheet struct {
	strings.Builder
}

// file is a comment, on lines of its own, then the fields.
func file(comment string, fields object) []byte {
	var s sheet
	for _, line := range wrap(strings.Join(strings.Fields(comment), " "), width-2) {
		fmt.Fprintf(&s, "# %s\n", line)
	}
	s.object(fields, 0)
	return []byte(s.String())
}

// object writes fields, each on a line of its own at the indent.
func (s *sheet) object(o object, indent int) {
	for _, f := range o {
		if empty(f.value) {
			continue
		}
		s.pad(indent)
		s.field(f, indent)
	}
}

func (s *sheet) field(f field, indent int) {
	s.WriteString(f.key + ":")
	switch v := f.value.(type) {
	case object:
		s.WriteString("\n")
		s.object(v, indent+2)
	case inline:
		if line, ok := flow(v); ok && indent+len(f.key)+2+utf8.RuneCountInString(line) <= width {
			s.WriteString(" " + line + "\n")
			return
		}
		s.WriteString("\n")
		s.object(object(v), indent+2)
	case []object:
		s.WriteString("\n")
		for _, entry := range v {
			s.pad(indent + 2)
			s.WriteString("- ")
			s.entry(entry, indent+4)
		}
	case []inline:
		s.WriteString("\n")
		for _, entry := range v {
			s.pad(indent + 2)
			s.WriteString("- ")
			if line, ok := flow(entry); ok && indent+4+utf8.RuneCountInString(line) <= width {
				s.WriteString(line + "\n")
			} else {
				s.entry(object(entry), indent+4)
			}
		}
	case []string:
		if line, ok := flowList(v); ok && indent+len(f.key)+2+utf8.RuneCountInString(line) <= width {
			s.WriteString(" " + line + "\n")
			return
		}
		s.WriteString("\n")
		for _, text := range v {
			s.pad(indent + 2)
			s.WriteString("-")
			s.text(text, indent+2, 2)
		}
	case []int:
		s.WriteString(" " + days(v) + "\n")
	case string:
		s.text(v, indent, len(f.key)+1)
	default:
		fmt.Fprintf(s, " %s\n", scalar(v))
	}
}

// entry writes an entry of a list: its first field stands behind the dash.
func (s *sheet) entry(o object, indent int) {
	first := true
	for _, f := range o {
		if empty(f.value) {
			continue
		}
		if !first {
			s.pad(indent)
		}
		first = false
		s.field(f, indent)
	}
}

func (s *sheet) pad(n int) { s.WriteString(strings.Repeat(" ", n)) }

// text writes a value behind its key, which took so many columns after the indent.
func (s *sheet) text(text string, indent, taken int) {
	text = strings.TrimSpace(text)
	switch {
	case !strings.Contains(text, "\n") && indent+taken+1+utf8.RuneCountInString(text)+2 <= width:
		fmt.Fprintf(s, " %s\n", short(text, false))
	case s.block(text, indent+2):
	default:
		fmt.Fprintf(s, " %s\n", quoted(text))
	}
}

// block writes a text over several lines: folded where every line break is one of
// paragraphs, else as it stands. False when neither would read back the same.
func (s *sheet) block(text string, indent int) bool {
	if strings.ContainsFunc(text, func(r rune) bool { return unsafe(r) && r != '\n' }) {
		return false
	}
	pad := strings.Repeat(" ", indent)
	styles := []struct {
		mark  string
		lines []string
	}{{">-", folded(text, max(40, width-indent))}, {"|-", strings.Split(text, "\n")}}
	for _, style := range styles {
		if style.lines == nil {
			continue
		}
		out := " " + style.mark + "\n"
		for _, line := range style.lines {
			if line != "" {
				line = pad + line
			}
			out += line + "\n"
		}
		// One paragraph of words always reads back; trying each would double the time.
		if style.mark == ">-" && !strings.Contains(text, "\n") || readsBack(out, text) {
			s.WriteString(out)
			return true
		}
	}
	return false
}

// readsBack tries a block where it will stand: behind a key, before another.
func readsBack(block, text string) bool {
	var got map[string]any
	if err := yaml.Unmarshal([]byte("a:"+block+"b: 1\n"), &got); err != nil {
		return false
	}
	return got["a"] == text
}

// folded wraps a text for ">-"; nil when folding would change it.
func folded(text string, limit int) []string {
	var lines []string
	paragraphs := strings.Split(text, "\n")
	for i, p := range paragraphs {
		if strings.HasPrefix(p, " ") || strings.HasSuffix(p, " ") || strings.Contains(p, "  ") {
			return nil
		}
		lines = append(lines, wrap(p, limit)...)
		if p != "" && i < len(paragraphs)-1 { // one line break alone would be a space
			lines = append(lines, "")
		}
	}
	return lines
}

// wrap breaks a text at its spaces; an empty one is one empty line.
func wrap(text string, limit int) []string {
	var lines []string
	line := ""
	for i, word := range strings.Split(text, " ") {
		if i > 0 && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > limit {
			lines = append(lines, line)
			line = word
			continue
		}
		if i > 0 {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}

// short writes a text on one line, without quotes where it cannot be taken for
// something else.
func short(text string, inFlow bool) string {
	marks := " ./()+_'&=-"
	if !inFlow {
		marks += ",;?!\"<>%"
	}
	bare := strings.IndexFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(marks, r)
	}) < 0
	if first, _ := utf8.DecodeRuneInString(text); bare && unicode.IsLetter(first) && !reserved(text) {
		return text
	}
	return quoted(text)
}

// reserved says whether a reader could take a word for something other than text.
func reserved(word string) bool {
	switch strings.ToLower(word) {
	case "true", "false", "yes", "no", "on", "off", "null", "nan", "inf", "y", "n":
		return true
	}
	return false
}

// quoted writes a text in double quotes.
func quoted(text string) string {
	var q strings.Builder
	q.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			q.WriteByte('\\')
			q.WriteRune(r)
		case r == '\n':
			q.WriteString(`\n`)
		case r == '\t':
			q.WriteString(`\t`)
		case unsafe(r) && r <= 0xffff:
			fmt.Fprintf(&q, `\u%04x`, r)
		default:
			q.WriteRune(r)
		}
	}
	q.WriteByte('"')
	return q.String()
}

// unsafe finds characters that look like nothing, or that a reader could take for
// a line's end.
func unsafe(r rune) bool {
	return r < ' ' || r >= 0x7f && r <= 0xa0 || r == 0x2028 || r == 0x2029 || r == 0xfeff
}

// flow writes an object in braces; false when it holds more than scalars and lists of them.
func flow(o inline) (string, bool) {
	var parts []string
	for _, f := range o {
		if empty(f.value) {
			continue
		}
		value := ""
		switch v := f.value.(type) {
		case string:
			if strings.Contains(v, "\n") {
				return "", false
			}
			value = short(strings.TrimSpace(v), true)
		case []string:
			list, ok := flowList(v)
			if !ok {
				return "", false
			}
			value = list
		case []int:
			value = days(v)
		case int, float64, bool:
			value = scalar(v)
		default:
			return "", false
		}
		parts = append(parts, f.key+": "+value)
	}
	return "{" + strings.Join(parts, ", ") + "}", true
}

// flowList writes short words in brackets.
func flowList(words []string) (string, bool) {
	var parts []string
	for _, w := range words {
		if strings.Contains(w, "\n") || utf8.RuneCountInString(w) > 40 {
			return "", false
		}
		parts = append(parts, short(strings.TrimSpace(w), true))
	}
	return "[" + strings.Join(parts, ", ") + "]", true
}

func days(all []int) string {
	var parts []string
	for _, d := range all {
		parts = append(parts, strconv.Itoa(d))
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

func scalar(v any) string {
	f, ok := v.(float64)
	if !ok {
		return fmt.Sprint(v)
	}
	if f == 0 {
		return "0" // minus nought too
	}
	if a := math.Abs(f); a >= 1e-4 && a < 1e15 {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	text := strconv.FormatFloat(f, 'e', -1, 64)
	if mantissa, exponent, _ := strings.Cut(text, "e"); !strings.Contains(mantissa, ".") {
		text = mantissa + ".0e" + exponent // else it is not a number to every reader
	}
	return text
}

func empty(v any) bool {
	switch v := v.(type) {
	case string:
		return strings.TrimSpace(v) == ""
	case bool:
		return !v
	case []string:
		return len(v) == 0
	case []int:
		return len(v) == 0
	case []object:
		return len(v) == 0
	case []inline:
		return len(v) == 0
	case object:
		return allEmpty(v)
	case inline:
		return allEmpty(object(v))
	}
	return false
}

func allEmpty(o object) bool {
	for _, f := range o {
		if !empty(f.value) {
			return false
		}
	}
	return true
}
