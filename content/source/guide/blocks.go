package guide

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	table "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// words is a run of text in the forms in which a guide's parts say things.
type words struct {
	text string // all of it, without markup; code keeps its backticks
	lead string // the bold or linked words at its start, without a closing colon
	rest string // what follows the lead
	url  string // of the first link
	bold bool   // the lead is the whole text, but for signs
}

// part is a heading with what stands below it: its own blocks, then its kids.
type part struct {
	words
	level, line int
	number      int // that it starts with, 0 when with none
	blocks      []block
	kids        []*part
}

// block is a paragraph, a list, a table, or something that is none of them.
type block struct {
	kind  blockKind
	line  int
	words words
	items []item
	rows  []row // the first is the header
}

type blockKind int

const (
	paragraph blockKind = iota
	list
	grid
	other
)

type item struct {
	words
	line int
	task bool
	subs []item
}

type row struct {
	line  int
	cells []words
	more  bool // the line has more cells than the header
}

// Levels of bold lines that stand for headings; below every real one.
const (
	boldTitle = 7 + iota
	boldSection
	boldChapter
	boldGroup
)

// parse turns Markdown into the tree of its headings. The root has no title.
func (r *reader) parse(src string) *part {
	p := &outliner{reader: r, src: []byte(src)}
	for at, c := range p.src {
		if c == '\n' {
			p.ends = append(p.ends, at)
		}
	}
	doc := goldmark.New(goldmark.WithExtensions(extension.Table, extension.TaskList)).Parser().Parse(text.NewReader(p.src))
	root := &part{line: 1}
	p.open = []*part{root}
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		if n.Kind() == ast.KindHeading {
			p.headings++
		}
	}
	p.blocks(doc)
	return root
}

// outliner walks the document and keeps the headings that are open.
type outliner struct {
	*reader
	src      []byte
	ends     []int // of the lines
	open     []*part
	headings int // real ones
}

func (p *outliner) line(n ast.Node) int {
	pos := n.Pos()
	for c := n; pos < 0 && c != nil; c = c.FirstChild() {
		pos = c.Pos()
	}
	if pos < 0 {
		return p.open[len(p.open)-1].line
	}
	at, _ := slices.BinarySearch(p.ends, pos)
	return at + 1
}

func (p *outliner) blocks(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Heading:
			p.heading(p.words(n), n.Level, p.line(n))
		case *ast.Paragraph, *ast.TextBlock:
			w := p.words(n)
			if level, ok := p.boldHeading(w, n); ok {
				p.heading(w, level, p.line(n))
				continue
			}
			p.add(block{kind: paragraph, line: p.line(n), words: w})
		case *ast.List:
			p.add(block{kind: list, line: p.line(n), items: p.items(n)})
		case *table.Table:
			p.add(p.grid(n))
		case *ast.Blockquote:
			p.blocks(n)
		case *ast.ThematicBreak, *ast.LinkReferenceDefinition:
		case *ast.HTMLBlock:
			if !p.isComment(n) {
				p.add(block{kind: other, line: p.line(n), words: words{text: "a block of HTML"}})
			}
		default:
			p.add(block{kind: other, line: p.line(n), words: words{text: "a block of code"}})
		}
	}
}

func (p *outliner) isComment(n *ast.HTMLBlock) bool {
	return n.HTMLBlockType == ast.HTMLBlockType2
}

func (p *outliner) add(b block) {
	last := p.open[len(p.open)-1]
	last.blocks = append(last.blocks, b)
}

func (p *outliner) heading(w words, level, line int) {
	raw := signless(w.text)
	w.text = p.title(raw)
	if w.text == "" {
		return
	}
	for len(p.open) > 1 && p.open[len(p.open)-1].level >= level {
		p.open = p.open[:len(p.open)-1]
	}
	h := &part{words: w, level: level, line: line, number: p.number(raw)}
	above := p.open[len(p.open)-1]
	above.kids = append(above.kids, h)
	p.open = append(p.open, h)
}

// boldHeading says whether a paragraph is a bold line over something, written in
// place of a heading, and at which level.
func (p *outliner) boldHeading(w words, n ast.Node) (int, bool) {
	next := n.NextSibling()
	if !w.bold || next == nil || utf8.RuneCountInString(w.text) > 100 || strings.HasSuffix(w.lead, ".") || strings.HasSuffix(w.lead, "!") {
		return 0, false
	}
	switch next.(type) {
	case *ast.Paragraph, *ast.List, *table.Table:
	default:
		return 0, false
	}
	t := signless(w.text)
	kind := classify(t)
	inChapter := slices.ContainsFunc(p.open, func(h *part) bool { return h.level == boldChapter })
	switch {
	case p.headings == 0 && len(p.open) == 1 && kind == unknown:
		return boldTitle, true
	case p.headings <= 1 && kind != unknown && !(inChapter && (kind == questions || kind == checklists)):
		return boldSection, true
	case p.numbered.MatchString(t) || p.dayed.MatchString(t) || p.banded(t):
		return boldChapter, true
	}
	return boldGroup, true
}

func (p *outliner) items(l *ast.List) []item {
	var all []item
	for n := l.FirstChild(); n != nil; n = n.NextSibling() {
		it := item{line: p.line(n)}
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			switch c := c.(type) {
			case *ast.Paragraph, *ast.TextBlock:
				if len(it.text) > enough {
					continue
				}
				if it.text != "" {
					more := p.words(c)
					it.text, it.rest = it.text+" "+more.text, strings.TrimSpace(it.rest+" "+more.text)
					it.url = cmp.Or(it.url, more.url)
					continue
				}
				it.line = p.line(c)
				_, it.task = c.FirstChild().(*table.TaskCheckBox)
				it.words = p.words(c)
			case *ast.List:
				it.subs = append(it.subs, p.items(c)...)
			case *ast.Heading:
				it.words, it.line = p.words(c), p.line(c)
			case *ast.ThematicBreak:
			default:
				p.note(p.line(c), skipped, "code, a table or a quotation inside a list was left out; write it as text")
			}
		}
		for _, box := range []string{"[ ]", "[x]", "[X]", "[]", "☐", "☑", "✅", "⬜"} {
			if after, ok := strings.CutPrefix(it.text, box); ok && strings.HasPrefix(after, " ") {
				it.task = true
				it.text = strings.TrimSpace(after)
				it.rest = strings.TrimSpace(strings.TrimPrefix(it.rest, box))
			}
		}
		if it.text != "" || len(it.subs) > 0 {
			all = append(all, it)
		}
	}
	return all
}

func (p *outliner) grid(t *table.Table) block {
	b := block{kind: grid, line: p.line(t)}
	for n := t.FirstChild(); n != nil; n = n.NextSibling() {
		rw := row{line: p.line(n)}
		filled := false
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			w := p.words(c)
			filled = filled || w.text != ""
			rw.cells = append(rw.cells, w)
		}
		rw.more = p.cellsOn(rw.line) > len(rw.cells)
		if filled || len(b.rows) == 0 {
			b.rows = append(b.rows, rw)
		}
	}
	return b
}

// cellsOn counts the cells that are written on a line of a table.
func (p *outliner) cellsOn(line int) int {
	from, to := 0, len(p.src)
	if line > 1 {
		from = p.ends[line-2] + 1
	}
	if line <= len(p.ends) {
		to = p.ends[line-1]
	}
	s := strings.ReplaceAll(strings.TrimSpace(string(p.src[from:to])), `\|`, "")
	s = strings.TrimSuffix(strings.TrimPrefix(s, "|"), "|")
	return strings.Count(s, "|") + 1
}

// words reads the inline content of a block.
func (p *outliner) words(n ast.Node) words {
	var w words
	lead := n.FirstChild()
	if _, box := lead.(*table.TaskCheckBox); box {
		lead = lead.NextSibling()
	}
	for lead != nil { // emoji and spaces before a bold name do not count
		t, ok := lead.(*ast.Text)
		if !ok || signless(string(t.Value(p.src))) != "" {
			break
		}
		lead = lead.NextSibling()
	}
	var all, rest strings.Builder
	switch lead.(type) {
	case *ast.Emphasis, *ast.Link:
		var b strings.Builder
		p.plain(&b, lead, &w.url)
		w.lead = squeeze(b.String())
	}
	after := false
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		p.inline(&all, c, &w.url)
		if after {
			p.inline(&rest, c, &w.url)
		}
		after = after || c == lead && w.lead != ""
	}
	w.text, w.rest = squeeze(all.String()), squeeze(rest.String())
	if e, ok := lead.(*ast.Emphasis); ok && e.Level == 2 {
		w.bold = signless(w.rest) == "" || w.rest == ":"
	}
	if before, colon := strings.CutSuffix(w.lead, ":"); colon {
		w.lead, w.rest = strings.TrimSpace(before), ": "+w.rest
	}
	return w
}

func (p *outliner) plain(b *strings.Builder, n ast.Node, url *string) {
	if l, ok := n.(*ast.Link); ok && *url == "" {
		*url = webAddress(string(l.Destination))
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		p.inline(b, c, url)
	}
}

func (p *outliner) inline(b *strings.Builder, n ast.Node, url *string) {
	switch n := n.(type) {
	case *ast.Text:
		b.Write(util.UnescapePunctuations(util.ResolveEntityNames(util.ResolveNumericReferences(n.Segment.Value(p.src)))))
		if n.SoftLineBreak() || n.HardLineBreak() {
			b.WriteByte(' ')
		}
	case *ast.String:
		b.Write(n.Value)
	case *ast.CodeSpan:
		b.WriteByte('`')
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			if t, ok := c.(*ast.Text); ok {
				b.Write(t.Segment.Value(p.src))
			}
		}
		b.WriteByte('`')
	case *ast.AutoLink:
		address := string(n.URL(p.src))
		*url = cmp.Or(*url, webAddress(address))
		b.WriteString(address)
	case *ast.RawHTML:
		b.WriteByte(' ')
	case *table.TaskCheckBox:
	default:
		p.plain(b, n, url)
	}
}

// squeeze makes one line with single spaces.
func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// webAddress is s when it is an address that a pack may hold, else "".
func webAddress(s string) string {
	if (strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://")) && len(s) <= 500 && len(s) > len("https://") {
		return s
	}
	return ""
}
