package cells

import (
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func all(text string, separator byte) (rows [][]string, lines []int) {
	for r := range Records(text, separator, '#') {
		rows = append(rows, r.Cells)
		lines = append(lines, r.Line)
	}
	return rows, lines
}

func TestRecords(t *testing.T) {
	tests := map[string]struct {
		text  string
		want  [][]string
		lines []int
	}{
		"plain":                    {"a,b\nc,d\n", [][]string{{"a", "b"}, {"c", "d"}}, []int{1, 2}},
		"no last line end":         {"a,b", [][]string{{"a", "b"}}, []int{1}},
		"empty cells":              {",a,\n", [][]string{{"", "a", ""}}, []int{1}},
		"empty lines":              {"\n\na\n ,\n\nb\n", [][]string{{"a"}, {"b"}}, []int{3, 6}},
		"comment":                  {"# x,y\na,b\n#z", [][]string{{"a", "b"}}, []int{2}},
		"quoted":                   {`"a,b","say ""x"""` + "\n", [][]string{{"a,b", `say "x"`}}, []int{1}},
		"line end in quotes":       {"\"a\nb\",c\nd,e", [][]string{{"a\nb", "c"}, {"d", "e"}}, []int{1, 3}},
		"spaces around quotes":     {`a, "b, c" ,d`, [][]string{{"a", "b, c", "d"}}, []int{1}},
		"stray quote":              {"\"Front\" side,back\nx,y\n", [][]string{{`"Front" side`, "back"}, {"x", "y"}}, []int{1, 2}},
		"quote that never closes":  {"\"a,b\nc,d\n", [][]string{{`"a`, "b"}, {"c", "d"}}, []int{1, 2}},
		"quote inside":             {`5" disk,x`, [][]string{{`5" disk`, "x"}}, []int{1}},
		"empty quotes":             {`"",""` + "\na", [][]string{{"a"}}, []int{2}},
		"quoted cell at the end":   {`a,"b"`, [][]string{{"a", "b"}}, []int{1}},
		"separator right at end":   {"a,", [][]string{{"a", ""}}, []int{1}},
		"a comment sign in quotes": {"\"#a\",b", [][]string{{"#a", "b"}}, []int{1}},
	}
	for name, test := range tests {
		rows, lines := all(test.text, ',')
		if !reflect.DeepEqual(rows, test.want) || !reflect.DeepEqual(lines, test.lines) {
			t.Errorf("%s: %q on lines %v, want %q on %v", name, rows, lines, test.want, test.lines)
		}
	}
}

func TestSeparator(t *testing.T) {
	tests := map[string]struct {
		text string
		want byte
	}{
		"comma":               {"question,answer\na,b\n", ','},
		"tab with commas":     {"a, b, c\tx\nd, e, f\ty\n", '\t'},
		"semicolon, decimals": {"q;1,5\nr;2,5\ns;3,5\n", ';'},
		"pipe":                {"a|b\nc|d", '|'},
		"none":                {"one\ntwo", 0},
		"quoted commas":       {"\"a,b\",c\n\"d,e,f\",g\n", ','},
	}
	for name, test := range tests {
		if got, _, _ := Separator(test.text); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

func TestWrittenRecordsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.StringOfN(rapid.RuneFrom([]rune("ab\"\n,;\t# ü")), 0, 8, -1)
		rows := rapid.SliceOfN(rapid.SliceOfN(cell, 1, 4), 0, 6).Draw(t, "rows")
		var b strings.Builder
		var want [][]string
		for _, row := range rows {
			for i, c := range row {
				if i > 0 {
					b.WriteByte(',')
				}
				b.WriteString(`"` + strings.ReplaceAll(c, `"`, `""`) + `"`)
			}
			b.WriteByte('\n')
			if !blank(row) {
				want = append(want, row)
			}
		}
		if got, _ := all(b.String(), ','); !reflect.DeepEqual(got, want) {
			t.Fatalf("%q\nread as %q\nwant    %q", b.String(), got, want)
		}
	})
}

func FuzzRecords(f *testing.F) {
	for _, seed := range []string{"a,b\n\"c\"\"\n,d\"\n", "\"\"\"\n\"\"\"a\n", "# x\n\"a\nb\",", "a\tb|c;d"} {
		f.Add(seed, byte(','))
	}
	f.Fuzz(func(t *testing.T, text string, separator byte) {
		if separator >= 0x80 || separator == '"' || separator == '\n' {
			return
		}
		line, size := 0, 0
		for r := range Records(text, separator, 0) {
			if r.Line <= line || r.Line > strings.Count(text, "\n")+1 {
				t.Fatalf("a record on line %d after %d", r.Line, line)
			}
			line = r.Line
			for _, c := range r.Cells {
				size += len(c)
			}
		}
		if size > len(text) {
			t.Fatalf("%d bytes of cells from %d", size, len(text))
		}
		if got, columns, share := Separator(text); (got == 0) != (columns == 0) || share < 0 || share > 1 {
			t.Fatalf("separator %q, %d columns, share %v", got, columns, share)
		}
	})
}
