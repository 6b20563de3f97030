package content

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// Place is a place in a file of a pack.
type Place struct {
	// File is the file's path inside the pack's folder, with slashes.
	File string
	// Line counts from 1.
	Line int
	// Column is where in the line the marked characters begin, counted from 1 in
	// characters, and Width is how many they are; 0 when the place is the whole file.
	Column, Width int
	// Excerpt is the line as it stands in the file; "" when the place is the whole file.
	Excerpt string
}

// Places knows where the parts of a pack stand in its files, for those who have
// something to say about them. The zero value, and nil, know none.
type Places struct {
	at map[string]node
}

// Question is the place of a part of a question: path leads to it from the
// question, such as "options[1].text", and mark is a piece of its text, or the
// text itself. What was not written is shown at what it would belong to.
func (p *Places) Question(id, path, mark string) Place { return p.find("question "+id, path, mark) }

// Topic is the place of a part of a topic, as Question.
func (p *Places) Topic(day int, path, mark string) Place {
	return p.find("topic "+strconv.Itoa(day), path, mark)
}

// Area is the place of a part of an area, as Question; of an area that no file
// names it is the list of topics.
func (p *Places) Area(id, path, mark string) Place {
	if p == nil || p.at["area "+id].report == nil {
		return Place{File: "topics.yaml", Line: 1}
	}
	return p.find("area "+id, path, mark)
}

// Written says whether the part of a question stands in the file.
func (p *Places) Written(id, path string) bool {
	if p == nil {
		return false
	}
	_, all := p.at["question "+id].part(path)
	return all
}

func (p *Places) find(what, path, mark string) Place {
	if p == nil {
		return Place{}
	}
	root, ok := p.at[what]
	if !ok {
		return Place{}
	}
	n, all := root.part(path)
	if !all {
		mark = ""
	}
	return n.where(mark)
}

// keep remembers where a part of the pack stands.
func (l *loader) keep(what string, n node) {
	if l.places.at == nil {
		l.places.at = map[string]node{}
	}
	if _, twice := l.places.at[what]; !twice {
		l.places.at[what] = n
	}
}

// part follows a path such as "options[1].text"; false, with how far it came, when
// it leads to nothing.
func (n node) part(path string) (node, bool) {
	for _, step := range strings.FieldsFunc(path, func(c rune) bool { return strings.ContainsRune(".[]", c) }) {
		next, ok := n.step(step)
		if !ok {
			return n, false
		}
		n = next
	}
	return n, n.report != nil
}

func (n node) step(name string) (node, bool) {
	switch v := n.yaml.(type) {
	case ast.MapNode:
		for it := v.MapRange(); it.Next(); {
			if tk := it.Key().GetToken(); tk != nil && tk.Value == name {
				return n.under(tk, it.Value()), true
			}
		}
	case *ast.SequenceNode:
		if i, err := strconv.Atoi(name); err == nil && i < len(v.Values) {
			return n.entry(v.Values[i]), true
		}
	}
	return n, false
}

// under is the value that stands under a key.
func (n node) under(key *token.Token, value ast.Node) node {
	if key != nil && key.Position != nil {
		n.line, n.column, n.label = key.Position.Line, key.Position.Column, key.Value
	}
	n.yaml = value
	return n
}

// entry is an entry of a list.
func (n node) entry(value ast.Node) node {
	n.yaml, n.label, n.column = value, "", 0
	// An empty entry has no token of its own place; it keeps the list's line.
	if _, empty := value.(*ast.NullNode); !empty {
		n.line = lineOf(value)
	}
	return n
}

// where is the node's place: its value if that stands in the node's own line, else
// its key, else the whole line. A mark is looked for in all lines of the node, as
// much of it as stands in one line.
func (n node) where(mark string) Place {
	at := Place{File: n.file, Line: max(n.line, 1)}
	lines := n.report.lines[n.file]
	if mark != "" {
		best := 0
		for i := range n.last(lines) - n.line + 1 {
			line := n.line + i
			from := 0
			if i == 0 {
				from = max(n.column-1, 0)
			}
			if start, width := longest(lines[line-1], mark, from); width > best {
				best = width
				at.Line, at.Column, at.Width = line, start, width
			}
		}
		if best > 0 {
			at.Excerpt = lines[at.Line-1]
			return at
		}
	}
	word, near := n.label, n.column
	if tk := n.scalar(); tk != nil && tk.Position.Line == n.line {
		word, near = tk.Value, tk.Position.Column
	}
	return n.report.place(n.file, at.Line, near, word)
}

// scalar is the token of a value that is no list, no group and not empty.
func (n node) scalar() *token.Token {
	switch n.yaml.(type) {
	case nil, ast.MapNode, *ast.SequenceNode, *ast.LiteralNode, *ast.NullNode:
		return nil
	}
	if tk := n.yaml.GetToken(); tk != nil && tk.Position != nil && strings.TrimSpace(tk.Value) != "" {
		return tk
	}
	return nil
}

// last is the last line of the node: those that follow its first are indented more.
func (n node) last(lines []string) int {
	if n.line < 1 || n.line > len(lines) {
		return n.line - 1
	}
	indent := max(n.column-1, 0)
	if n.column == 0 {
		indent = indentOf(lines[n.line-1])
	}
	last := n.line
	for last < len(lines) && (strings.TrimSpace(lines[last]) == "" || indentOf(lines[last]) > indent) {
		last++
	}
	return last
}

func indentOf(line string) int { return len(line) - len(strings.TrimLeft(line, " \t")) }

// place marks a word in a line, the one nearest to a column; the whole line where
// the word is not found.
func (r *report) place(file string, line, near int, word string) Place {
	at := Place{File: file, Line: max(line, 1)}
	lines := r.lines[file]
	if line < 1 || line > len(lines) || strings.TrimSpace(lines[line-1]) == "" {
		return at
	}
	at.Excerpt = lines[line-1]
	word, _, _ = strings.Cut(word, "\n")
	word = strings.Trim(word, " \r")
	if word != "" {
		away := len(at.Excerpt) + near + 1
		for from := 0; ; {
			i := strings.Index(at.Excerpt[from:], word)
			if i < 0 {
				break
			}
			column := utf8.RuneCountInString(at.Excerpt[:from+i]) + 1
			if d := max(column-near, near-column); d < away {
				away, at.Column, at.Width = d, column, utf8.RuneCountInString(word)
			}
			from += i + len(word)
		}
	}
	if at.Column == 0 {
		indent := indentOf(at.Excerpt)
		at.Column = indent + 1
		at.Width = utf8.RuneCountInString(strings.TrimSpace(at.Excerpt))
	}
	return at
}

// longest finds as many of the first words of mark as stand together in the line,
// whatever their case, and says in characters where they begin and how long they are.
func longest(line, mark string, from int) (column, width int) {
	text := []rune(line)
	want := []rune(mark)
	for i := from; i < len(text); i++ {
		if i > from && isWord(text[i-1]) && isWord(want[0]) {
			continue
		}
		n, end := 0, 0 // characters that fit, and those of whole words
		for n < len(want) && i+n < len(text) && unicode.ToLower(text[i+n]) == unicode.ToLower(want[n]) {
			n++
			if n == len(want) || i+n == len(text) && unicode.IsSpace(want[n]) || n < len(want) && unicode.IsSpace(want[n]) && i+n < len(text) && unicode.IsSpace(text[i+n]) {
				end = n
			}
		}
		if end > width {
			column, width = i+1, end
		}
	}
	return column, width
}

func isWord(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }

// linesOf are the lines of a file for its excerpts.
func linesOf(data []byte) []string {
	text := strings.ToValidUTF8(strings.TrimPrefix(string(data), "\ufeff"), "\ufffd")
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimSuffix(line, "\r")
	}
	return lines
}
