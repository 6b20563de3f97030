package content

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"

	"studybot/content/mistake"
)

// node is a value in a file, with where it stands.
type node struct {
	report *report
	file   string
	line   int
	column int    // of its key or of its first character, from 1; 0 when not known
	label  string // its key, "" when it has none
	path   string
	yaml   ast.Node
}

func (n node) wrong(format string, args ...any) {
	n.report.at(n.where(""), n.path, format, args...)
}

// wrongKey reports something about the name of the field, not about its value.
func (n node) wrongKey(format string, args ...any) {
	n.report.at(n.report.place(n.file, n.line, n.column, n.label), n.path, format, args...)
}

// name is the last step of the node's path, for errors: "topics[2].day" is "day".
func (n node) name() string {
	at := strings.LastIndexByte(n.path, '.')
	return n.path[at+1:]
}

// kind says what a value is, in words.
func (n node) kind() string {
	switch n.yaml.(type) {
	case *ast.StringNode, *ast.LiteralNode:
		return "text"
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		return "a number"
	case *ast.BoolNode:
		return "true or false"
	case *ast.SequenceNode:
		return "a list"
	case ast.MapNode:
		return "a group of fields"
	case *ast.NullNode, nil:
		return "empty"
	}
	return "something else"
}

// text reads a text of at most limit characters.
func (n node) text(limit int) string {
	var s string
	switch v := n.yaml.(type) {
	case *ast.StringNode:
		s = v.Value
	case *ast.LiteralNode:
		if v.Value != nil {
			s = v.Value.Value
		}
	case *ast.NullNode:
	default:
		hint := ""
		if k := n.kind(); k == "a number" || k == "true or false" {
			hint = "; put it in quotes"
			if tk := n.scalar(); tk != nil && n.label != "" {
				hint += fmt.Sprintf(": %s: %q", n.label, tk.Value)
			}
		}
		n.wrong("%q must be text but is %s%s", n.name(), n.kind(), hint)
		return ""
	}
	s = strings.TrimSpace(s)
	switch length := utf8.RuneCountInString(s); {
	case s == "":
		n.wrong("%q is empty; write its text or leave the field out", n.name())
	case length > limit:
		n.wrong("%q has %d characters; at most %d are allowed, shorten it", n.name(), length, limit)
	case !utf8.ValidString(s):
		n.wrong("%q is not UTF-8 text; remove the escape", n.name())
	default:
		if at := strings.IndexFunc(s, isControl); at >= 0 {
			n.wrong("%q holds the control character %U; remove it", n.name(), rune(s[at]))
		}
	}
	return s
}

// integer reads a whole number between low and high.
func (n node) integer(low, high int) int {
	v, ok := n.yaml.(*ast.IntegerNode)
	if !ok {
		n.wrong("%q must be a whole number but is %s; allowed are %d to %d", n.name(), n.kind(), low, high)
		return 0
	}
	i := 0
	switch value := v.Value.(type) {
	case int64:
		i = int(value)
	case uint64:
		i = int(min(value, math.MaxInt))
	default:
		n.wrong("%q must be a whole number; allowed are %d to %d", n.name(), low, high)
		return 0
	}
	if i < low || i > high {
		n.wrong("%q is %d; allowed are %d to %d", n.name(), i, low, high)
		return 0
	}
	return i
}

// number reads any finite number.
func (n node) number() float64 {
	f := math.NaN()
	switch v := n.yaml.(type) {
	case *ast.IntegerNode:
		switch value := v.Value.(type) {
		case int64:
			f = float64(value)
		case uint64:
			f = float64(value)
		}
	case *ast.FloatNode:
		f = v.Value
	case *ast.InfinityNode, *ast.NanNode:
	default:
		n.wrong("%q must be a number but is %s; write only a number, such as 12 or 0.5", n.name(), n.kind())
		return 0
	}
	if math.IsNaN(f) || math.IsInf(f, 0) {
		n.wrong("%q must be a finite number", n.name())
		return 0
	}
	return f
}

// flag reads true or false.
func (n node) flag() bool {
	v, ok := n.yaml.(*ast.BoolNode)
	if !ok {
		n.wrong("%q must be true or false but is %s", n.name(), n.kind())
		return false
	}
	return v.Value
}

// list reads a list with low to high entries.
func (n node) list(low, high int) []node {
	v, ok := n.yaml.(*ast.SequenceNode)
	if !ok {
		n.wrong("%q must be a list but is %s; write each entry in a line of its own that begins with \"- \"", n.name(), n.kind())
		return nil
	}
	if len(v.Values) < low || len(v.Values) > high {
		entries, most := "entries", fmt.Sprintf("allowed are %d to %d", low, high)
		if len(v.Values) == 1 {
			entries = "entry"
		}
		if low == high {
			most = fmt.Sprintf("exactly %d are needed", low)
		}
		n.wrong("%q has %d %s; %s", n.name(), len(v.Values), entries, most)
	}
	entries := make([]node, 0, len(v.Values))
	for i, e := range v.Values {
		entry := n.entry(e)
		entry.path = fmt.Sprintf("%s[%d]", n.path, i)
		entries = append(entries, entry)
	}
	return entries
}

// object reads a group of fields and refuses those that are not named.
func (n node) object(fields ...string) (object, bool) {
	m, ok := n.yaml.(ast.MapNode)
	if !ok {
		n.wrong("%s must be a group of fields but is %s; the fields are %s", n.place(), n.kind(), strings.Join(fields, ", "))
		return object{}, false
	}
	o := object{node: n, fields: map[string]node{}}
	for it := m.MapRange(); it.Next(); {
		key, tk := "", it.Key().GetToken()
		if tk != nil {
			key = tk.Value
		}
		field := n.under(tk, it.Value())
		field.path = join(n.path, key)
		before, twice := o.fields[key]
		switch {
		case !slices.Contains(fields, key):
			field.wrongKey("unknown field %s; allowed are %s%s", shown(key), strings.Join(fields, ", "), mistake.Meant(key, fields))
		case twice:
			field.wrongKey("%q is written twice, first in line %d; keep one", key, before.line)
		default:
			o.fields[key] = field
		}
	}
	return o, true
}

// place names the node for an error when it may have no name of its own.
func (n node) place() string {
	if n.path == "" {
		return "the file"
	}
	return fmt.Sprintf("%q", n.name())
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// object is a group of fields that were read. A required field that is absent is
// reported; its value is then the zero value.
type object struct {
	node
	fields map[string]node
}

// need says whether a field must be there.
type need bool

const (
	required need = true
	optional need = false
)

func (o object) field(key string, must need) (node, bool) {
	n, ok := o.fields[key]
	if !ok && bool(must) {
		missing := o.node
		missing.path = join(o.path, key)
		missing.wrong("%q is missing here; add it%s", key, mistake.Example(key))
	}
	return n, ok
}

func (o object) text(key string, must need, limit int) string {
	if n, ok := o.field(key, must); ok {
		return n.text(limit)
	}
	return ""
}

func (o object) integer(key string, must need, low, high int) int {
	if n, ok := o.field(key, must); ok {
		return n.integer(low, high)
	}
	return 0
}

func (o object) flag(key string) bool {
	if n, ok := o.field(key, optional); ok {
		return n.flag()
	}
	return false
}

func (o object) list(key string, must need, low, high int) []node {
	if n, ok := o.field(key, must); ok {
		return n.list(low, high)
	}
	return nil
}

func (o object) texts(key string, must need, low, high, limit int) []string {
	var all []string
	for _, n := range o.list(key, must, low, high) {
		all = append(all, n.text(limit))
	}
	return all
}

// word reads one of a few words; "" when it is none of them.
func word[T ~string](o object, key string, must need, words ...T) T {
	n, ok := o.field(key, must)
	if !ok {
		return ""
	}
	before := len(o.report.errs)
	s := T(n.text(maxText))
	if len(o.report.errs) == before && !slices.Contains(words, s) {
		names := make([]string, len(words))
		for i, w := range words {
			names[i] = string(w)
		}
		n.wrong("%s %s does not exist; %s%s", key, shown(string(s)), allowed(names), mistake.Meant(string(s), names))
		return ""
	}
	return s
}

// id reads an identifier of lower-case letters, digits and dashes.
func (o object) id(key string, must need, limit int) string {
	return o.identifier(key, must, limit, false)
}

// areaID reads an identifier that may have capitals, such as "A1".
func (o object) areaID(key string) string { return o.identifier(key, required, maxAreaID, true) }

func (o object) identifier(key string, must need, limit int, capitals bool) string {
	n, ok := o.field(key, must)
	if !ok {
		return ""
	}
	before := len(o.report.errs)
	s := n.text(maxText)
	if len(o.report.errs) > before {
		return ""
	}
	if !n.isID(key, s, limit, capitals) {
		return ""
	}
	return s
}

// isID says whether s is an identifier, and reports what is wrong with it.
func (n node) isID(what, s string, limit int, capitals bool) bool {
	for i, c := range s {
		letter := c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || capitals && c >= 'A' && c <= 'Z'
		if !letter && (c != '-' || i == 0) {
			letters := "lower-case letters"
			if capitals {
				letters = "letters"
			}
			n.wrong("%s %s is not allowed; use %s, digits and dashes, not a dash first%s", what, shown(s), letters, mistake.IDLike(s, limit, capitals))
			return false
		}
	}
	if s == "" || len(s) > limit {
		n.wrong("%s %s has %d bytes; at most %d are allowed, shorten it", what, shown(s), len(s), limit)
		return false
	}
	return true
}

// keys are the names of a group of fields as written; nil when it is none.
func (n node) keys() []string {
	m, ok := n.yaml.(ast.MapNode)
	if !ok {
		return nil
	}
	names := []string{}
	for it := m.MapRange(); it.Next(); {
		name := ""
		if tk := it.Key().GetToken(); tk != nil {
			name = tk.Value
		}
		names = append(names, name)
	}
	return names
}
