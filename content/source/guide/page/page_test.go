package page

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"studybot/content/source"
	"studybot/content/source/guide/terms"
	"studybot/content/source/sourcetest"
)

// tree writes what stands in a guide, a word for each heading, block and note.
func tree(text string) []string {
	var all []string
	root := Read(text, terms.New(), func(line int, format string, args ...any) {
		all = append(all, fmt.Sprintf("%d left: %s", line, fmt.Sprintf(format, args...)))
	})
	var walk func(p *Part, depth string)
	walk = func(p *Part, depth string) {
		for _, b := range p.Blocks {
			what := b.Words.Text
			switch b.Kind {
			case List:
				what = "list"
				for _, it := range b.Items {
					what += fmt.Sprintf("|%d %s", it.Line, WithSubs(it.Text, it.Subs))
				}
			case Grid:
				what = "table " + b.Header()
				for _, rw := range b.Rows[1:] {
					what += fmt.Sprintf("|%d %s %s", rw.Line, rw.At(0), rw.At(9))
				}
			}
			all = append(all, fmt.Sprintf("%s%d %s", depth, b.Line, what))
		}
		for _, k := range p.Kids {
			all = append(all, fmt.Sprintf("%s%d #%d %s", depth, k.Line, k.Number, k.Text))
			walk(k, depth+" ")
		}
	}
	walk(root, "")
	return all
}

func TestTree(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"headings":       {"# 🎯 A:\n\n### 2. B\n\nc\nd\n\n## Day 4: E\n", []string{"1 #0 A", " 3 #2 B", "  5 c d", " 8 #4 Day 4: E"}},
		"bold lines":     {"**G**\n\n**Topics**\n\n- a\n\n**1. One**\n\n- b\n", []string{"1 #0 G", " 3 #0 Topics", "  5 list|5 a", "  7 #1 One", "   9 list|9 b"}},
		"lists":          {"- [ ] a\n  - b\n  - c\n- **d**: `*e*`\n\n  f\n", []string{"1 list|1 a: b; c|4 d: `*e*` f"}},
		"tables":         {"| a | b |\n|--|--|\n| 1 | 2 |\n| | |\n| 3 |\n", []string{"1 table a | b|3 1 |5 3 "}},
		"what is left":   {"<!-- a -->\n\n> b\n\n<p>c</p>\n\n    d\n", []string{"3 b", "5 a block of HTML", "7 a block of code"}},
		"entities":       {"a &lt; b \\* [c](https://example.org) <b>d</b>\n", []string{"1 a < b * c d"}},
		"front matter":   {"---\na: b\n---\n# C\n", []string{`1 left: the fields between the lines "---" at the top were left out; put them in pack.yaml`, "4 #0 C"}},
		"a quoted list":  {"- a\n\n  > b\n", []string{"3 left: code, a table or a quotation inside a list was left out; write it as text", "1 list|1 a"}},
		"deep":           {strings.Repeat("> ", 30) + "a\n\nb\n", []string{"1 left: lines 1 to 1 were left out: it has too many marks at its start", "3 b"}},
		"far":            {"a\n" + strings.Repeat(" ", 120) + "b\n", []string{"2 left: lines 2 to 2 were left out: it is indented too far", "1 a"}},
		"wide":           {"a\n\n" + strings.Repeat("|b", 80) + "\n\nc", []string{"3 left: lines 3 to 3 were left out: a table with too many columns", "1 a", "5 c"}},
		"long":           {"a\n\n" + strings.Repeat("b\n", maxParagraph/2+1) + "\nc", []string{"3 left: lines 3 to 4099 were left out: a paragraph of more than 8 KB; split it", "1 a", "4101 c"}},
		"nothing at all": {"", nil},
	} {
		got := tree(c.text)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s:\ngot  %q\nwant %q", name, got, c.want)
		}
	}
}

// reader reads the tree only, with patterns that are compiled once: what is
// measured is the parser.
type reader struct{ *terms.Grammar }

func (reader) Reads(source.File) bool { return true }

func (r reader) Read(f source.File) (source.Found, error) {
	Read(string(f.Data), r.Grammar, func(int, string, ...any) {})
	return source.Found{}, nil
}

// What costs the parser much is taken out, so that the time grows with the size.
func TestTimeGrowsWithSize(t *testing.T) {
	r := reader{terms.New()}
	for name, piece := range map[string]string{
		"brackets": "[a](", "quotes": "> ", "lists": "- ", "lines": "a\n", "stairs": "  - a\n>", "tables": "a|b\n-|-\n",
		"wide tables": "|a", "stars": "**a ", "links": "[a]: b\n", "below": "  - b\n", "ticks": "`` ` ", "tags": "<a ", "bold": "**a**\n\n- b\n\n",
	} {
		t.Run(name, func(t *testing.T) {
			sourcetest.Linear(t, r, func(n int) source.File {
				return source.File{Path: "g.md", Data: []byte(strings.Repeat(piece, n/len(piece)))}
			})
		})
	}
}
