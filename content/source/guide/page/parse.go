package page

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

	"studybot/content/source/guide/terms"
)

// Read turns Markdown into the tree of its headings, whose root has no title. What
// would keep the parser busy for long is blanked first. left is told of everything
// that is not in the tree, with its line.
func Read(src string, g *terms.Grammar, left func(line int, format string, args ...any)) *Part {
	p := &outliner{Grammar: g, left: left, src: []byte(tame(src, left))}
	for at, c := range p.src {
		if c == '\n' {
			p.ends = append(p.ends, at)
		}
	}
	doc := goldmark.New(goldmark.WithExtensions(extension.Table, extension.TaskList)).Parser().Parse(text.NewReader(p.src))
	root := &Part{Line: 1}
	p.open = []*Part{root}
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
	*terms.Grammar
	left     func(line int, format string, args ...any)
	src      []byte
	ends     []int // of the lines
	open     []*Part
	headings int // real ones
}

func (p *outliner) line(n ast.Node) int {
	pos := n.Pos()
	for c := n; pos < 0 && c != nil; c = c.FirstChild() {
		pos = c.Pos()
	}
	if pos < 0 {
		return p.open[len(p.open)-1].Line
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
			p.add(Block{Kind: Paragraph, Line: p.line(n), Words: w})
		case *ast.List:
			p.add(Block{Kind: List, Line: p.line(n), Items: p.items(n)})
		case *table.Table:
			p.add(p.grid(n))
		case *ast.Blockquote:
			p.blocks(n)
		case *ast.ThematicBreak, *ast.LinkReferenceDefinition:
		case *ast.HTMLBlock:
			if !p.isComment(n) {
				p.add(Block{Kind: Other, Line: p.line(n), Words: Words{Text: "a block of HTML"}})
			}
		default:
			p.add(Block{Kind: Other, Line: p.line(n), Words: Words{Text: "a block of code"}})
		}
	}
}

func (p *outliner) isComment(n *ast.HTMLBlock) bool {
	return n.HTMLBlockType == ast.HTMLBlockType2
}

func (p *outliner) add(b Block) {
	last := p.open[len(p.open)-1]
	last.Blocks = append(last.Blocks, b)
}

func (p *outliner) heading(w Words, level, line int) {
	raw := terms.Signless(w.Text)
	w.Text = p.Title(raw)
	if w.Text == "" {
		return
	}
	for len(p.open) > 1 && p.open[len(p.open)-1].Level >= level {
		p.open = p.open[:len(p.open)-1]
	}
	h := &Part{Words: w, Level: level, Line: line, Number: p.Grammar.Number(raw)}
	above := p.open[len(p.open)-1]
	above.Kids = append(above.Kids, h)
	p.open = append(p.open, h)
}

// boldHeading says whether a paragraph is a bold line over something, written in
// place of a heading, and at which level.
func (p *outliner) boldHeading(w Words, n ast.Node) (int, bool) {
	next := n.NextSibling()
	if !w.Bold || next == nil || utf8.RuneCountInString(w.Text) > 100 || strings.HasSuffix(w.Lead, ".") || strings.HasSuffix(w.Lead, "!") {
		return 0, false
	}
	switch next.(type) {
	case *ast.Paragraph, *ast.List, *table.Table:
	default:
		return 0, false
	}
	t := terms.Signless(w.Text)
	kind := terms.Classify(t)
	inChapter := slices.ContainsFunc(p.open, func(h *Part) bool { return h.Level == BoldChapter })
	switch {
	case p.headings == 0 && len(p.open) == 1 && kind == terms.Unknown:
		return BoldTitle, true
	case p.headings <= 1 && kind != terms.Unknown && !(inChapter && (kind == terms.Questions || kind == terms.Checklists)):
		return BoldSection, true
	case p.Numbered(t) || p.Dayed(t) || p.Banded(t):
		return BoldChapter, true
	}
	return BoldGroup, true
}

func (p *outliner) items(l *ast.List) []Item {
	var all []Item
	for n := l.FirstChild(); n != nil; n = n.NextSibling() {
		it := Item{Line: p.line(n)}
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			switch c := c.(type) {
			case *ast.Paragraph, *ast.TextBlock:
				if len(it.Text) > Enough {
					continue
				}
				if it.Text != "" {
					more := p.words(c)
					it.Text, it.Rest = it.Text+" "+more.Text, strings.TrimSpace(it.Rest+" "+more.Text)
					it.URL = cmp.Or(it.URL, more.URL)
					continue
				}
				it.Line = p.line(c)
				_, it.Task = c.FirstChild().(*table.TaskCheckBox)
				it.Words = p.words(c)
			case *ast.List:
				it.Subs = append(it.Subs, p.items(c)...)
			case *ast.Heading:
				it.Words, it.Line = p.words(c), p.line(c)
			case *ast.ThematicBreak:
			default:
				p.left(p.line(c), "code, a table or a quotation inside a list was left out; write it as text")
			}
		}
		for _, box := range []string{"[ ]", "[x]", "[X]", "[]", "☐", "☑", "✅", "⬜"} {
			if after, ok := strings.CutPrefix(it.Text, box); ok && strings.HasPrefix(after, " ") {
				it.Task = true
				it.Text = strings.TrimSpace(after)
				it.Rest = strings.TrimSpace(strings.TrimPrefix(it.Rest, box))
			}
		}
		if it.Text != "" || len(it.Subs) > 0 {
			all = append(all, it)
		}
	}
	return all
}

func (p *outliner) grid(t *table.Table) Block {
	b := Block{Kind: Grid, Line: p.line(t)}
	for n := t.FirstChild(); n != nil; n = n.NextSibling() {
		rw := Row{Line: p.line(n)}
		filled := false
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			w := p.words(c)
			filled = filled || w.Text != ""
			rw.Cells = append(rw.Cells, w)
		}
		rw.More = p.cellsOn(rw.Line) > len(rw.Cells)
		if filled || len(b.Rows) == 0 {
			b.Rows = append(b.Rows, rw)
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
func (p *outliner) words(n ast.Node) Words {
	var w Words
	lead := n.FirstChild()
	if _, box := lead.(*table.TaskCheckBox); box {
		lead = lead.NextSibling()
	}
	for lead != nil { // emoji and spaces before a bold name do not count
		t, ok := lead.(*ast.Text)
		if !ok || terms.Signless(string(t.Value(p.src))) != "" {
			break
		}
		lead = lead.NextSibling()
	}
	var all, rest strings.Builder
	switch lead.(type) {
	case *ast.Emphasis, *ast.Link:
		var b strings.Builder
		p.plain(&b, lead, &w.URL)
		w.Lead = terms.Squeeze(b.String())
	}
	after := false
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		p.inline(&all, c, &w.URL)
		if after {
			p.inline(&rest, c, &w.URL)
		}
		after = after || c == lead && w.Lead != ""
	}
	w.Text, w.Rest = terms.Squeeze(all.String()), terms.Squeeze(rest.String())
	if e, ok := lead.(*ast.Emphasis); ok && e.Level == 2 {
		w.Bold = terms.Signless(w.Rest) == "" || w.Rest == ":"
	}
	if before, colon := strings.CutSuffix(w.Lead, ":"); colon {
		w.Lead, w.Rest = strings.TrimSpace(before), ": "+w.Rest
	}
	return w
}

func (p *outliner) plain(b *strings.Builder, n ast.Node, url *string) {
	if l, ok := n.(*ast.Link); ok && *url == "" {
		*url = WebAddress(string(l.Destination))
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
		*url = cmp.Or(*url, WebAddress(address))
		b.WriteString(address)
	case *ast.RawHTML:
		b.WriteByte(' ')
	case *table.TaskCheckBox:
	default:
		p.plain(b, n, url)
	}
}

// WebAddress is s when it is an address that a pack may hold, else "".
func WebAddress(s string) string {
	if (strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://")) && len(s) <= 500 && len(s) > len("https://") {
		return s
	}
	return ""
}
