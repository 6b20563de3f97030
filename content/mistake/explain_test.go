package mistake

import (
	"strings"
	"testing"
)

func TestExplain(t *testing.T) {
	for _, c := range []struct {
		name, text string
		line       int
		says       string
		want       Told
	}{
		{"a field without its colon", "id: a\nminutes 3", 2, "non-map value is specified", Told{2, "minutes", "there is no colon after the name of the field; write minutes: 3"}},
		{"a quotation over several lines is no mistake", "a: \"one\n  two\"\nminutes:3", 3, "unexpected", Told{3, "minutes:", "there is no space after the colon; write minutes: 3"}},
		{"an open quotation, noticed far below", "a: \"one\nb: two\nc: \"three\"", 3, "value is not allowed in this context. map key-value is pre-defined", Told{1, `"`, "the quotation mark that opens here is never closed; write the same mark at the end of the text"}},
		{"a bracket of a list", "a: [1, 2\nb: 3", 2, "',' or ']' must be specified", Told{1, "[", "the bracket [ that opens here is never closed; write ] where it ends, or put a text that begins with [ in quotes"}},
		{"a tab", "a:\n\tb: 1", 2, `found character '\t' that cannot start any token`, Told{2, "\t", "there is a tab at the front of this line; use spaces instead, as the lines around it do"}},
		{"nothing that is known", "a: 1\nb: 2", 2, "odd", Told{2, "", `this line cannot be read ("odd"); compare it with the lines around it, and mend it or the one before`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Explain(strings.Split(c.text, "\n"), c.line, c.says); got != c.want {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
		})
	}
}

// FuzzExplain: whatever a file holds, something is said about a line that it has.
func FuzzExplain(f *testing.F) {
	for _, says := range []string{
		"", `found character '\t' that cannot start any token`, "value is not allowed in this context. map key-value is pre-defined",
		"',' or ']' must be specified", "could not find end character of single-quoted text", "invalid header option: \"x\"", "non-map value is specified",
	} {
		f.Add("a: 1\n- b: \"c\n\td: [e\n  -f", 3, says)
	}
	f.Fuzz(func(t *testing.T, text string, line int, says string) {
		lines := strings.Split(text, "\n")
		line = 1 + (line%len(lines)+len(lines))%len(lines)
		told := Explain(lines, line, says)
		if told.Line < 1 || told.Line > len(lines) || told.Text == "" || strings.Contains(told.Text, "\n") {
			t.Errorf("of line %d of %q (%q) it says %+v", line, text, says, told)
		}
	})
}
