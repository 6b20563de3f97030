package lint

import (
	"strings"
	"testing"

	"studybot/content"
)

func shown(t *testing.T, r Report, s Style) string {
	t.Helper()
	var out strings.Builder
	if err := r.Text(&out, s); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func finding(excerpt, mark, text string, rule *Rule) Finding {
	before, _, _ := strings.Cut(excerpt, mark)
	return Finding{Place: content.Place{File: "a.yaml", Line: 7, Column: runes(before) + 1, Width: runes(mark), Excerpt: excerpt}, Rule: rule, Text: text}
}

func TestExcerpts(t *testing.T) {
	for _, c := range []struct{ name, line, mark, want string }{
		{"plain", "area: C9", "C9", "     7 | area: C9\n       |       ^^\n"},
		{"a tab is an arrow", "\tday: 2", "\t", "     7 | →day: 2\n       | ^\n"},
		{"wide characters", "name: 日本 tea", "tea", "     7 | name: 日本 tea\n       |            ^^^\n"},
		{"emoji", "name: 🍵 tea", "tea", "     7 | name: 🍵 tea\n       |          ^^^\n"},
		{"combining marks", "name: e\u0301 tea", "tea", "     7 | name: e\u0301 tea\n       |         ^^^\n"},
		{"an escape does nothing", "name: \x1b[31m tea", "tea", "     7 | name: \ufffd[31m tea\n       |             ^^^\n"},
		{"nothing turns the writing", "name: \u202e tea", "tea", "     7 | name: \ufffd tea\n       |         ^^^\n"},
		{"a mark far right", "x: " + strings.Repeat("ab ", 60) + "here", "here", "     7 | …b" + strings.Repeat(" ab", 10) + " here\n       | " + strings.Repeat(" ", 33) + "^^^^\n"},
		{"a long mark", "x: " + strings.Repeat("y", 200), strings.Repeat("y", 200), "     7 | x: " + strings.Repeat("y", 93) + "…\n       |    " + strings.Repeat("^", 93) + "\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			out := shown(t, Report{Packs: []Pack{{Findings: []Finding{finding(c.line, c.mark, "it is wrong", nil)}}}}, Style{})
			_, after, _ := strings.Cut(out, "\n")
			if !strings.HasPrefix(after, c.want) {
				t.Errorf("shown\n%s\nwant\n%s", after, c.want)
			}
		})
	}
}

func TestOnlyTheFirstOfAKind(t *testing.T) {
	rule := &Rules()[0]
	var all []Finding
	for range 51 {
		all = append(all, finding("text: a", "a", "it is long", rule))
	}
	r := Report{Packs: []Pack{{Folder: "mine", Findings: all}}}
	out := shown(t, r, Style{Most: 20})
	if strings.Count(out, "mine/a.yaml:7: it is long") != 20 || !strings.Contains(out, "and 31 more (--all)") || !strings.Contains(out, "(51) [longest]") {
		t.Errorf("shown\n%s", out)
	}
	if out = shown(t, r, Style{}); strings.Count(out, "it is long") != 51 || strings.Contains(out, "more (--all)") {
		t.Errorf("all shown\n%s", out)
	}
	if !strings.HasSuffix(out, "\nNothing to mend, 51 worth a look.\n") {
		t.Errorf("the end is %q", out[max(0, len(out)-60):])
	}
}

func TestSummaryCountsFiles(t *testing.T) {
	one, other := finding("a", "a", "x", nil), finding("a", "a", "y", nil)
	other.File = "b.yaml"
	r := Report{Packs: []Pack{{Findings: []Finding{one, one, other}}, {Folder: "mine", Findings: []Finding{finding("a", "a", "z", &Rules()[1])}}}}
	if out := shown(t, r, Style{}); !strings.HasSuffix(out, "3 to mend in 2 files, 1 worth a look.\n") {
		t.Errorf("shown\n%s", out)
	}
}

func TestColourOnlyWhenAsked(t *testing.T) {
	r := Report{Packs: []Pack{{Findings: []Finding{finding("area: C9", "C9", "wrong; allowed are A1", nil), finding("a", "a", "long", &Rules()[0])}}}}
	plain, coloured := shown(t, r, Style{}), shown(t, r, Style{Colour: true})
	if strings.Contains(plain, "\x1b") || !strings.Contains(coloured, "\x1b[1;31m^^\x1b[0m") || !strings.Contains(coloured, "\x1b[1;33m^\x1b[0m") {
		t.Errorf("plain %q\ncoloured %q", plain, coloured)
	}
	bare := coloured
	for _, code := range []string{"1;31", "1;33", "31", "33", "36", "1", "2", "0"} {
		bare = strings.ReplaceAll(bare, "\x1b["+code+"m", "")
	}
	if bare != plain {
		t.Errorf("without colours it says\n%s\nand not\n%s", bare, plain)
	}
}

func TestAdviceOfAnErrorIsCutOutsideQuotes(t *testing.T) {
	what, do := advice(`area "a; \"b; c" does not exist; allowed are d; did you mean "d; e"?`)
	if what != `area "a; \"b; c" does not exist` || len(do) != 2 || do[0] != `did you mean "d; e"?` || do[1] != "allowed are d" {
		t.Errorf("%q and %q", what, do)
	}
}
