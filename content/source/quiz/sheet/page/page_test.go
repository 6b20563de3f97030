package page

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestPlainText(t *testing.T) {
	s := &Markup{Expressions: NewExpressions()}
	for from, want := range map[string]string{
		"**bold** and *slanted* and __Both of it__": "bold and slanted and Both of it",
		"2 * 3 * 4, snake_case_name, __init__":      "2 * 3 * 4, snake_case_name, __init__",
		"`**kept**` but **`this`** too":             "`**kept**` but `this` too",
		"[a page](https://example.org) [x](#here)":  "a page (https://example.org) x",
		"![a gear](gear.png)":                       "[image: a gear]",
		"2 &lt; 3 &amp; `&lt;`":                     "2 < 3 & `&lt;`",
		"H<sub>2</sub>O, Vec<int>":                  "H2O, Vec<int>",
		`1\. not a list \* no star`:                 "1. not a list * no star",
		"***all***":                                 "all",
		"*open":                                     "*open",
		"f(*args, **kwargs)":                        "f(*args, **kwargs)",
	} {
		if got := s.Plain(from); got != want {
			t.Errorf("plain(%q) = %q, want %q", from, got, want)
		}
	}
}

// lines writes what Split made of a text, a word for each line.
func lines(text string) []string {
	names := map[Kind]string{Prose: "", Blank: "blank", Code: "code", Heading: "heading", Rule: "rule", Row: "row", Fold: "fold", Unfold: "unfold"}
	s := Split(text, 1, &Markup{Expressions: NewExpressions()}, func(c string) bool { return strings.HasPrefix(c, "Answer") })
	var all []string
	for _, l := range s.Out {
		all = append(all, strings.TrimSpace(fmt.Sprintf("%d %s %s", l.No, names[l.Kind], l.Text)))
	}
	return all
}

func TestSplit(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"headings":        {"# A\n##B ##\nC\n===\n#tag", []string{"1 heading A", "2 heading B", "3 heading C", "5  #tag"}},
		"line ends":       {"a\r\nb\rc\n", []string{"1  a", "2  b", "2  c"}},
		"rules":           {"---\n* * *\n--\n", []string{"1 rule ---", "2 rule * * *", "3  --"}},
		"code":            {"```go\n  # x\n~~~\n```\n# A", []string{"1 code ```go", "2 code   # x", "3 code ~~~", "4 code ```", "5 heading A"}},
		"code in a list":  {"   ```\n     x\n   y\n   ```", []string{"1 code ```", "2 code   x", "3 code y", "4 code ```"}},
		"folds":           {"<details><summary>The <b>key</b></summary>B</details>", []string{"1 fold The <b>key</b>", "1  B", "1 unfold"}},
		"folds in code":   {"`<details>` x", []string{"1  `<details>` x"}},
		"a long title":    {"<details>\n<summary>\nKey\n</summary>\nB\n</details>", []string{"4 fold Key", "5  B", "6 unfold"}},
		"callouts":        {"> [!tip]- Key\n> B\n\nC", []string{"1 fold Key", "2  B", "3 unfold", "3 blank", "4  C"}},
		"quotes":          {"> > a", []string{"1  a"}},
		"colons":          {"::: details Key\nB\n:::", []string{"1 fold Key", "2  B", "3 unfold"}},
		"admonitions":     {"??? note \"Key\"\n    B\nC", []string{"1 fold Key", "2  B", "3 unfold", "3  C"}},
		"comments":        {"a <!-- b --> c\n<!-- d\n# e\n--> f", []string{"1  a  c", "4  f"}},
		"a told comment":  {"a <!-- Answer: B -->", []string{"1  a", "1  Answer: B"}},
		"breaks":          {"a<br>b<br/>`<br>`", []string{"1  a", "1  b", "1  `<br>`"}},
		"full-width":      {"Ａ）x：y", []string{"1  A)x:y"}},
		"spaces":          {"\u00a0&nbsp;a\u00a0b", []string{"1  a b"}},
		"rows":            {"| a | b |", []string{"1 row | a | b |"}},
		"too long a line": {strings.Repeat("a", MaxLine+1) + "\nb", []string{"2  b"}},
	} {
		want := make([]string, len(c.want))
		for i, w := range c.want {
			want[i] = strings.Replace(w, "  ", " ", 1)
		}
		got := lines(c.text)
		for i := range got {
			got[i] = strings.Replace(got[i], "  ", " ", 1)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}
