package mistake

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// unread is what the YAML library says about a line, and what is said instead.
type unread struct {
	lines []string
	line  int // from 1
	says  string
	form  *regexp.Regexp // compiled once: a file has many lines
}

// Told is a sentence about a line, with what to write.
type Told struct {
	Line int    // from 1
	Word string // what is meant in the line; "" is the whole line
	Text string
}

// Explain turns what a YAML library says about a line into a sentence for somebody
// who writes questions. The library names what it did not expect; the lines
// themselves show what was meant.
func Explain(lines []string, line int, says string) Told {
	return unread{lines: lines, line: line, says: says, form: form()}.explain()
}

func (u unread) explain() Told {
	for _, look := range []func(unread) (Told, bool){unread.tab, unread.quotes, unread.brackets, unread.front, unread.colon, unread.indent} {
		if t, ok := look(u); ok {
			return t
		}
	}
	return Told{Line: u.line, Text: fmt.Sprintf("this line cannot be read (%s); compare it with the lines around it, and mend it or the one before", strconv.Quote(short(u.says)))}
}

// at is a line, "" where there is none.
func (u unread) at(line int) string {
	if line < 1 || line > len(u.lines) {
		return ""
	}
	return u.lines[line-1]
}

func (u unread) tab() (Told, bool) {
	for line := 1; line <= min(u.line+1, len(u.lines)); line++ {
		if text := u.at(line); strings.Contains(text[:indentOf(text)], "\t") && (line >= u.line || strings.Contains(u.says, `'\t'`)) {
			return Told{line, "\t", "there is a tab at the front of this line; use spaces instead, as the lines around it do"}, true
		}
	}
	return Told{}, false
}

func (u unread) quotes() (Told, bool) {
	if line, mark := u.openQuote(); line > 0 {
		return Told{line, mark, "the quotation mark that opens here is never closed; write the same mark at the end of the text"}, true
	}
	switch {
	case strings.Contains(u.says, "could not find end character of double-quoted"):
		return Told{u.line, `"`, "the quotation mark that opens here is never closed; write the same mark at the end of the text"}, true
	case strings.Contains(u.says, "could not find end character of single-quoted"):
		return Told{u.line, `'`, "the quotation mark that opens here is never closed; write the same mark at the end of the text, or put a text with an apostrophe in \"…\""}, true
	case strings.Contains(u.says, "unknown escape character"):
		return Told{u.line, `\`, `a backslash in "…" has a meaning; write two of them, or put the text in '…' instead`}, true
	case strings.Contains(u.says, "pre-defined") && strings.ContainsAny(u.at(u.line), `"'`):
		text := "the text goes on after a closing quotation mark; put all of it in '…', quotation marks inside it may stay"
		if strings.Contains(u.at(u.line), "'") {
			text = "the apostrophe ends the text, which goes on after it; put all of it in \"…\" instead of '…'"
		}
		return Told{u.line, "", text}, true
	}
	return Told{}, false
}

// openQuote finds the last text before the line that begins with a quotation mark
// and ends without one: the reader takes the next mark, which opens another text, for
// its end, and notices far below.
func (u unread) openQuote() (line int, mark string) {
	for line := u.line; line >= 1; line-- {
		_, value := u.field(u.at(line))
		for _, mark := range []string{`"`, "'"} {
			if !strings.HasPrefix(value, mark) || strings.Contains(value[1:], mark) {
				continue
			}
			for next := line + 1; next <= len(u.lines); next++ {
				text := strings.TrimSpace(u.at(next))
				name, _ := u.field(text)
				switch {
				case name != "" || strings.HasPrefix(text, "- "):
					return line, mark
				case strings.Contains(text, mark): // it is closed, over several lines
					return 0, ""
				}
			}
		}
	}
	return 0, ""
}

func (u unread) brackets() (Told, bool) {
	for _, pair := range []string{"[]", "{}"} {
		open, shut := pair[:1], pair[1:]
		if !strings.Contains(u.says, "or '"+shut+"' must") && !strings.Contains(u.says, "'"+shut+"' not found") && !strings.Contains(u.says, "'"+shut+"'") {
			continue
		}
		for line := u.line; line >= 1; line-- {
			if text := u.at(line); strings.Count(text, open) > strings.Count(text, shut) {
				return Told{line, open, fmt.Sprintf("the bracket %s that opens here is never closed; write %s where it ends, or put a text that begins with %s in quotes", open, shut, open)}, true
			}
		}
	}
	return Told{}, false
}

// form is that of a line with "name: value".
func form() *regexp.Regexp { return regexp.MustCompile(`^\s*(?:- +)*([A-Za-z_]+):(?: +(.*))?$`) }

// field takes a line of that form apart.
func (u unread) field(line string) (name, value string) {
	m := u.form.FindStringSubmatch(line)
	if m == nil {
		return "", ""
	}
	return m[1], strings.TrimSpace(m[2])
}

// front looks at what a text begins with.
func (u unread) front() (Told, bool) {
	name, value := u.field(u.at(u.line))
	if value == "" {
		return Told{}, false
	}
	first, _ := utf8.DecodeRuneInString(value)
	if strings.Contains(u.says, "reserved character") || strings.Contains(u.says, "invalid header option") || first == '[' || first == '{' {
		return Told{u.line, string(first), fmt.Sprintf("a text must not begin with %c; put all of it in quotes%s", first, quoted(name, value))}, true
	}
	return Told{}, false
}

// quoted shows how a value is written in quotes, when it is short.
func quoted(name, value string) string {
	mark := `"`
	if strings.ContainsAny(value, `"\`) {
		mark = "'"
	}
	if strings.Contains(value, mark) || utf8.RuneCountInString(value) > 80 {
		return ""
	}
	return fmt.Sprintf(": %s: %s%s%s", name, mark, value, mark)
}

// colon looks for colons and dashes that are missing, or lack their space.
func (u unread) colon() (Told, bool) {
	text := strings.TrimSpace(u.at(u.line))
	if name, value := u.field(u.at(u.line)); strings.Contains(value, ": ") || strings.HasSuffix(value, ":") {
		return Told{u.line, value, "this text holds a colon with a space after it, which looks like a new field; put all of it in quotes" + quoted(name, value)}, true
	}
	if strings.HasPrefix(text, "-") && !strings.HasPrefix(text, "- ") && text != "-" && !strings.HasPrefix(text, "--") {
		return Told{u.line, "-", "there is no space after the dash; write - " + short(strings.TrimPrefix(text, "-"))}, true
	}
	text = strings.TrimPrefix(text, "- ")
	if m := regexp.MustCompile(`^([a-z_]+):(\S.*)$`).FindStringSubmatch(text); m != nil && slices.Contains(fieldNames(), m[1]) {
		return Told{u.line, m[1] + ":", fmt.Sprintf("there is no space after the colon; write %s: %s", m[1], short(m[2]))}, true
	}
	if m := regexp.MustCompile(`^([a-z_]+) +([^:\s].*)$`).FindStringSubmatch(text); m != nil && slices.Contains(fieldNames(), m[1]) {
		return Told{u.line, m[1], fmt.Sprintf("there is no colon after the name of the field; write %s: %s", m[1], short(m[2]))}, true
	}
	return Told{}, false
}

// indent looks for lines that begin too far left or right.
func (u unread) indent() (Told, bool) {
	here := u.at(u.line)
	name, value := u.field(here)
	starts := indentOf(here)
	if name == "" && !strings.HasPrefix(strings.TrimSpace(here), "-") {
		return Told{u.line, "", "this line has no name of a field; if it goes on with the text above, let it begin further right than the name of that text"}, true
	}
	fits := map[int]bool{}
	nearest, least := -1, 1<<20
	for line := u.line - 1; line >= 1; line-- {
		text := u.at(line)
		if n, _ := u.field(text); n == "" && !strings.HasPrefix(strings.TrimSpace(text), "- ") {
			continue
		}
		for _, column := range []int{indentOf(text), keyColumn(text)} {
			fits[column] = true
			if d := max(column-starts, starts-column); d < least {
				nearest, least = column, d
			}
		}
	}
	if !fits[starts] && nearest >= 0 {
		return Told{u.line, "", fmt.Sprintf("this line begins after %s, where no line above it begins; let it begin exactly under the line it belongs with, perhaps after %s", spaces(starts), spaces(nearest))}, true
	}
	// What is indented more than a field that has its value already belongs nowhere.
	for next := u.line + 1; name != "" && value != "" && next <= len(u.lines); next++ {
		text := u.at(next)
		if strings.TrimSpace(text) == "" {
			continue
		}
		if starts := keyColumn(here); indentOf(text) > starts && !strings.HasPrefix(value, ">") && !strings.HasPrefix(value, "|") {
			return Told{next, "", fmt.Sprintf("this line begins further right than the one it follows; let it begin after %s, like %q", spaces(starts), name)}, true
		}
		break
	}
	return Told{}, false
}

// keyColumn is where the name of a field begins, behind the dashes of its list.
func keyColumn(line string) int { return len(line) - len(strings.TrimLeft(line, " \t-")) }

func spaces(n int) string {
	if n == 1 {
		return "1 space"
	}
	return fmt.Sprintf("%d spaces", n)
}

// fieldNames are the names that a line of a pack may begin with.
func fieldNames() []string {
	return strings.Fields(`activities answer area areas by categories category challenge checklist checklists concepts correct day difficulty
		essential focus format from group groups heading id items key_points label levels max min minutes misconceptions modules name next
		next_step numeric objectives options part phase plan preparation prereq priority project prompt questions readiness recognition
		reference resources scale skills source status strengths summary support text themes title to tolerance topic topics unit url value
		variants version weeks why working`)
}

// short cuts what is quoted from a line.
func short(s string) string {
	if r := []rune(s); len(r) > 60 {
		return strings.TrimSpace(string(r[:59])) + "…"
	}
	return s
}

func indentOf(line string) int { return len(line) - len(strings.TrimLeft(line, " \t")) }
