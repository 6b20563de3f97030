package content

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"studybot/content/mistake"
)

// Limits of one file. The parser recurses with the nesting and takes quadratic
// time in the number of tokens, so both are bounded before it runs: a quarter of
// a megabyte of "- - - -" would otherwise keep it busy for minutes.
const (
	maxFileSize   = 256 << 10
	maxTokens     = 40_000
	maxFlowDepth  = 8
	maxMarksALine = 4
)

// parse reads one file's YAML and returns its only document. What is wrong is
// reported, and the node is then zero.
func parse(r *report, file string, data []byte) (node, bool) {
	if r.lines == nil {
		r.lines = map[string][]string{}
	}
	if len(data) <= maxFileSize {
		r.lines[file] = linesOf(data)
	}
	text, ok := clean(r, file, data)
	if !ok {
		return node{}, false
	}
	tokens, ok := lex(r, file, text)
	if !ok {
		return node{}, false
	}
	tree, err := parseTokens(tokens)
	if err != nil {
		line, near, says := 1, 0, err.Error()
		var at yaml.Error
		if errors.As(err, &at) {
			says = at.GetMessage()
			if tk := at.GetToken(); tk != nil && tk.Position != nil {
				line, near = tk.Position.Line, tk.Position.Column
			}
		}
		told := mistake.Explain(r.lines[file], line, says)
		r.line(file, told.Line, near, told.Word, "%s", told.Text)
		return node{}, false
	}
	var body ast.Node
	for _, doc := range tree.Docs {
		if doc.Body == nil || doc.Body.Type() == ast.CommentType {
			continue
		}
		if body != nil {
			r.line(file, lineOf(doc.Body), 0, "", "a second document starts here; keep one document in a file, without \"---\"")
			return node{}, false
		}
		body = doc.Body
	}
	if body == nil {
		r.add(file, "the file is empty; write its fields or remove the file")
		return node{}, false
	}
	return node{report: r, file: file, line: lineOf(body), yaml: body}, true
}

// clean takes off what editors add (a byte order mark, CRLF) and refuses what is
// not text.
func clean(r *report, file string, data []byte) (string, bool) {
	if len(data) > maxFileSize {
		r.add(file, "the file has %d bytes, at most %d are read; split it", len(data), maxFileSize)
		return "", false
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	for i, line := range bytes.Split(data, []byte("\n")) {
		if !utf8.Valid(line) {
			r.line(file, i+1, 0, "", "this line is not UTF-8; save the file as UTF-8")
			return "", false
		}
		if at := bytes.IndexFunc(line, isControl); at >= 0 {
			r.line(file, i+1, 0, "", "this line holds the control character %U; remove it", rune(line[at]))
			return "", false
		}
	}
	return string(data), true
}

// isControl finds characters that YAML does not allow in a file, and a carriage
// return alone, which editors and the parser count as a line differently.
func isControl(c rune) bool { return c < ' ' && c != '\t' && c != '\n' || c == 0x7f }

// lex splits the text into tokens and refuses what a pack does not need and what
// could make parsing expensive.
func lex(r *report, file, text string) (token.Tokens, bool) {
	var tokens token.Tokens
	if err := guarded(func() error { tokens = lexer.Tokenize(text); return nil }); err != nil {
		r.add(file, "the file cannot be read (%v); compare it with the example in docs/packs.md", err)
		return nil, false
	}
	if len(tokens) > maxTokens {
		r.add(file, "the file has %d pieces of YAML, at most %d are read; split it", len(tokens), maxTokens)
		return nil, false
	}
	before := len(r.errs)
	flow, line, marks := 0, 0, 0
	for _, tk := range tokens {
		if tk.Position == nil {
			continue
		}
		at := tk.Position.Line
		if at != line {
			line, marks = at, 0
		}
		switch tk.Type {
		case token.AnchorType, token.AliasType, token.MergeKeyType:
			r.line(file, at, tk.Position.Column, tk.Value, "a text must not begin with & or *, nor a name be << (anchors, aliases and merge keys are not allowed); put it in quotes, or write the value out")
		case token.TagType:
			r.line(file, at, tk.Position.Column, tk.Value, "a text must not begin with ! (tags are not allowed); put it in quotes")
		case token.DirectiveType:
			r.line(file, at, tk.Position.Column, tk.Value, "directives (%%) are not allowed; remove the line")
		case token.MappingKeyType:
			r.line(file, at, tk.Position.Column, tk.Value, "a key with \"?\" is not allowed; write \"key: value\"")
		case token.SequenceStartType, token.MappingStartType:
			if flow++; flow == maxFlowDepth+1 {
				r.line(file, at, tk.Position.Column, tk.Value, "brackets are nested more than %d deep; a pack needs at most 2", maxFlowDepth)
			}
		case token.SequenceEndType, token.MappingEndType:
			flow = max(flow-1, 0)
		case token.SequenceEntryType, token.MappingValueType:
			if marks++; flow == 0 && marks == maxMarksALine+1 {
				r.line(file, at, tk.Position.Column, tk.Value, "too many \"-\" or \":\" in one line; start a new line for each, or put text in quotes")
			}
		}
	}
	return tokens, len(r.errs) == before
}

func parseTokens(tokens token.Tokens) (tree *ast.File, err error) {
	err = guarded(func() error {
		// Duplicate keys are looked for by object, which tells all of them.
		tree, err = parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
		return err
	})
	return tree, err
}

// guarded turns a panic of the YAML library into an error: a broken pack must
// never stop the bot.
func guarded(do func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the reader gave up (%s)", strings.SplitN(fmt.Sprint(p), "\n", 2)[0])
		}
	}()
	return do()
}

// lineOf is the line where a node starts.
func lineOf(n ast.Node) int {
	if m, ok := n.(ast.MapNode); ok {
		if it := m.MapRange(); it.Next() {
			if k := it.Key(); k != nil && k.GetToken() != nil {
				return k.GetToken().Position.Line
			}
		}
	}
	if n == nil || n.GetToken() == nil || n.GetToken().Position == nil {
		return 1
	}
	return n.GetToken().Position.Line
}
