package page

import "strings"

// Bounds that keep the parser's time linear: it tries every bracket of a
// paragraph against the rest of it, and opens every quotation mark of a line.
const (
	// MaxBytes is the size of the largest guide; one of forty days has twenty thousand.
	MaxBytes = 1 << 20

	maxParagraph = 8 << 10 // bytes of lines that belong together
	maxNesting   = 24      // marks at the start of a line
	maxIndent    = 100     // columns
	maxColumns   = 64
)

// tame blanks what would keep the parser busy, with a note for each, and the front
// matter, which is no Markdown. Line numbers stay.
func tame(text string, left func(line int, format string, args ...any)) string {
	lines := strings.Split(text, "\n")
	from := frontMatter(lines, left)
	size, start := 0, from
	blank := func(from, to int, why string) {
		left(from+1, "lines %d to %d were left out: %s", from+1, to, why)
		for i := from; i < to; i++ {
			lines[i] = ""
		}
	}
	for i := from; i < len(lines); i++ {
		s := lines[i]
		trimmed := strings.TrimLeft(s, " \t")
		marks := len(trimmed) - len(strings.TrimLeft(trimmed, "> \t-*+0123456789.)"))
		switch {
		case trimmed == "":
			lines[i], size, start = "", 0, i+1
			continue
		case strings.HasPrefix(trimmed, "|"):
			size, start = 0, i
		case strings.ContainsAny(trimmed[:1], "#-*+"):
			size, start = 0, i
		}
		switch size += len(s) + 1; {
		case size > maxParagraph:
			blank(start, i+1, "a paragraph of more than 8 KB; split it")
			size, start = 0, i+1
		case len(s)-len(trimmed) > maxIndent:
			blank(i, i+1, "it is indented too far")
		case deep(trimmed[:marks]):
			blank(i, i+1, "it has too many marks at its start")
		case strings.Count(s, "|") > maxColumns:
			blank(i, i+1, "a table with too many columns")
		}
	}
	return strings.Join(lines, "\n")
}

// deep says whether the start of a line nests too far; a rule such as "---" does not.
func deep(marks string) bool {
	return strings.Count(marks, ">")+strings.Count(marks, "- ")+strings.Count(marks, "* ")+strings.Count(marks, "+ ")+
		strings.Count(marks, ". ")+strings.Count(marks, ") ") > maxNesting
}

// frontMatter blanks the lines between two "---" at the top of a file and says
// where the text starts.
func frontMatter(lines []string, left func(line int, format string, args ...any)) int {
	if strings.TrimRight(lines[0], " \t") != "---" {
		return 0
	}
	for i := 1; i < min(len(lines), 60); i++ {
		if strings.TrimRight(lines[i], " \t") != "---" {
			continue
		}
		if i > 1 {
			left(1, "the fields between the lines \"---\" at the top were left out; put them in pack.yaml")
		}
		for k := range i + 1 {
			lines[k] = ""
		}
		return i + 1
	}
	return 0
}
