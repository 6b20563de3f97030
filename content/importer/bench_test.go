package importer

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"studybot/content/source/gather"
)

// sixtyDays writes a course of sixty days with ten questions each, in the shapes of
// testdata/course by turns.
func sixtyDays(t testing.TB, dir string) {
	t.Helper()
	for day := 1; day <= 60; day++ {
		var s, keys strings.Builder
		shape := day % 3
		fmt.Fprintf(&s, "# Day %d Quiz: Subject number %d\n\n", day, day)
		if shape == 1 {
			s.WriteString("## Questions\n")
		}
		for n := 1; n <= 10; n++ {
			key := byte('A' + (day+n)%4)
			prompt := fmt.Sprintf("What does part %d of subject %d do when load %d arrives at once?", n, day, day*n)
			switch shape {
			case 0:
				fmt.Fprintf(&s, "\n### %d. **%s**\n", n, prompt)
				fmt.Fprintf(&keys, "%d. %c - Because part %d is made for it\n", n, key, n)
			case 1:
				fmt.Fprintf(&s, "\n### %d. %s\n", n, prompt)
				fmt.Fprintf(&keys, "\n### %d. %s\n**Answer: %c) It does thing %c of part %d**\n\n**Explanation:** Part %d is made for it.\n\n---\n", n, prompt, key+32, key, n, n)
			default:
				fmt.Fprintf(&s, "\n### Question %d\n%s\n\n", n, prompt)
			}
			for o := byte('A'); o <= 'D'; o++ {
				switch text := fmt.Sprintf("It does thing %c of part %d", o, n); shape {
				case 0:
					fmt.Fprintf(&s, "   - %c) %s\n", o, text)
				case 1:
					fmt.Fprintf(&s, "- %c) %s\n", o+32, text)
				default:
					fmt.Fprintf(&s, "%c) %s  \n", o, text)
				}
			}
			if shape == 2 {
				fmt.Fprintf(&s, "\n**Answer**: %c\n\n**Explanation**: Part %d is made for it.\n\n---\n", key, n)
			}
		}
		switch shape {
		case 0:
			s.WriteString("\n---\n\n**Answers:**\n" + keys.String())
		case 1:
			s.WriteString("\n---\n\n## Answers\n" + keys.String())
		}
		folder := filepath.Join(dir, fmt.Sprintf("day-%02d", day))
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, "quiz.md"), []byte(s.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestSixtyDays looks at every key of a whole course.
func TestSixtyDays(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "sixty-days")
	sixtyDays(t, dir)
	in, err := gather.Paths([]string{dir})
	if err != nil {
		t.Fatal(err)
	}
	r := mustImport(t, in, nil)
	if len(r.Pack.Topics) != 60 || len(r.Pack.Questions) != 600 || r.Report.Drafts != 0 || len(r.Report.Notes) != 0 {
		t.Fatalf("%d topics, %d questions, %d drafts, notes %v", len(r.Pack.Topics), len(r.Pack.Questions), r.Report.Drafts, r.Report.Notes)
	}
	for i, q := range r.Pack.Questions {
		day, n := i/10+1, i%10+1
		for o, option := range q.Options {
			if option.Correct != (o == (day+n)%4) || q.Topic != day || len(q.Options) != 4 {
				t.Errorf("day %d, question %d: %+v", day, n, q)
			}
		}
	}
}

// BenchmarkCourse is studybot import of a course of sixty days, from the folder on
// the disk to the pack on the disk.
func BenchmarkCourse(b *testing.B) {
	dir := filepath.Join(b.TempDir(), "sixty-days")
	sixtyDays(b, dir)
	for i := 0; b.Loop(); i++ {
		in, err := gather.Paths([]string{dir})
		if err != nil {
			b.Fatal(err)
		}
		if err := mustImport(b, in, nil).Save(filepath.Join(b.TempDir(), fmt.Sprint(i))); err != nil {
			b.Fatal(err)
		}
	}
}
