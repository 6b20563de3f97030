package importer

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"studybot/bot/study"
	"studybot/content"
	"studybot/content/source"
	"studybot/content/source/gather"
)

var update = flag.Bool("update", false, "write the golden files")

const today = "2030-01-02"

// files are given in memory, in the folder "course".
func files(text map[string]string, order ...string) gather.All {
	in := gather.All{Folder: "course", Folders: []string{"course"}}
	for _, name := range order {
		in.Files = append(in.Files, gather.File{File: source.File{Path: name, Data: []byte(text[name])}, Name: "course/" + name})
	}
	return in
}

func mustImport(t testing.TB, in gather.All, old *Existing) *Result {
	t.Helper()
	r, err := Import(in, old, Settings{Version: today})
	if err != nil {
		t.Fatalf("import: %v\n%+v", err, r.Report)
	}
	return r
}

func save(t testing.TB, r *Result, dir string) *Existing {
	t.Helper()
	if err := r.Save(dir); err != nil {
		t.Fatal(err)
	}
	old, err := Open(dir)
	if err != nil || old == nil {
		t.Fatalf("open what was written: %v", err)
	}
	return old
}

// TestCourse imports a folder with the shapes that courses write, by its report and
// by what is in the pack.
func TestCourse(t *testing.T) {
	in, err := gather.Paths([]string{filepath.Join("testdata", "course")})
	if err != nil {
		t.Fatal(err)
	}
	r := mustImport(t, in, nil)
	var report bytes.Buffer
	if err := r.Report.Write(&report, "my-pack", false); err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "course.report")
	if *update {
		if err := os.WriteFile(golden, report.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || !bytes.Equal(want, report.Bytes()) {
		t.Errorf("the report is\n%s\nwant\n%s (%v)", report.String(), want, err)
	}
	p := r.Pack
	if p.ID != "course" || p.Name != "Course" || p.Version != today || len(p.Topics) != 3 || len(p.Questions) != 6 {
		t.Errorf("pack %s %q %s with %d topics, %d questions", p.ID, p.Name, p.Version, len(p.Topics), len(p.Questions))
	}
	for i, want := range []string{"2 Branches", "10 Remotes", "11 Review"} {
		if got := fmt.Sprint(p.Topics[i].Day, " ", p.Topics[i].Name); got != want {
			t.Errorf("topic %q, want %q", got, want)
		}
	}
	keys := map[string]string{}
	for _, q := range p.Questions {
		for i, o := range q.Options {
			if o.Correct {
				keys[q.Prompt] = fmt.Sprintf("%d:%c:%s", q.Topic, 'A'+i, q.Status)
			}
		}
	}
	for prompt, want := range map[string]string{
		"What does a branch hold?":                        "2:B:active",
		"Which command makes a branch and changes to it?": "2:C:active",
		"What does git fetch change?":                     "10:B:active",
		"What does it’s “behind 3” mean?":                 "10:A:active",
		"What does a tag name?":                           "11:A:active",
		"What does a stash hold?":                         "",
	} {
		if keys[prompt] != want {
			t.Errorf("%q has the key %q, want %q", prompt, keys[prompt], want)
		}
	}
	old := save(t, r, filepath.Join(t.TempDir(), "pack"))
	again := mustImport(t, in, old)
	if !again.Report.Same || len(again.Report.Changes) > 0 {
		t.Errorf("the same files change the pack: %+v", again.Report.Changes)
	}
}

// TestEveryFileIsInTheReportOnce also holds for what cannot be read at all.
func TestEveryFileIsInTheReportOnce(t *testing.T) {
	in := files(map[string]string{
		"day-1.md": quizText("one"), "broken.apkg": "PK\x03\x04 no archive", "nul.md": "a\x00\x00b", "readme.md": "# Hi\n", "empty.csv": ",,,\n", "x.unknown": "text",
	}, "day-1.md", "broken.apkg", "nul.md", "readme.md", "empty.csv", "x.unknown")
	in.LeftOut = []gather.LeftOut{{Path: ".git", Name: "course/.git", Why: "it is hidden"}}
	r := mustImport(t, in, nil)
	seen := map[string]int{}
	for _, f := range r.Report.Files {
		seen[f.Path]++
		if f.Questions == 0 && f.Why == "" {
			t.Errorf("%s gave nothing, and nobody says why", f.Path)
		}
	}
	for _, f := range in.Files {
		if seen[f.Path] != 1 {
			t.Errorf("%s is in the report %d times", f.Path, seen[f.Path])
		}
	}
	if len(r.Report.Files) != len(in.Files)+1 {
		t.Errorf("%d lines for %d files", len(r.Report.Files), len(in.Files)+1)
	}
}

func TestNothingToAsk(t *testing.T) {
	for _, text := range []string{"# Hi\n", "# Quiz\n\n1. What?\n\nA) a\nB) b\n"} {
		r, err := Import(files(map[string]string{"a.md": text}, "a.md"), nil, Settings{Version: today})
		if !errors.Is(err, ErrNothing) || len(r.Report.Files) != 1 {
			t.Errorf("%q: %v, %+v", text, err, r.Report)
		}
	}
}

// quizText is a quiz of three questions about a subject.
func quizText(subject string) string {
	return "# Quiz: " + subject + "\n" + strings.Join([]string{ask("What is "+subject+"?", "a thing"), ask("Why is "+subject+" needed?", "it helps"), ask("Who wrote "+subject+"?", "a person")}, "")
}

// ask is one question with its key.
func ask(prompt, right string) string {
	return fmt.Sprintf("\n### %s\n\n- a) not %s, which is wrong\n- b) %s\n- c) none of it\n\n**Answer: b**\n", prompt, right, right)
}

func TestDays(t *testing.T) {
	q := quizText
	tests := []struct {
		name  string
		files []string // "name=subject"
		want  string   // "day name", by day
	}{
		{"names of files", []string{"day-25-caches.md=caches", "Day_3 joins.md=joins"}, "3 joins, 25 caches"},
		{"names of folders", []string{"day-07/quiz.md=seven", "week 1/day 8/quiz.md=eight"}, "7 seven, 8 eight"},
		{"numbers without days", []string{"01-intro.md=intro", "02-more.md=more", "10-end.md=end"}, "1 intro, 2 more, 10 end"},
		{"numbers that repeat", []string{"week-1/quiz-1.md=a", "week-2/quiz-1.md=b"}, "1 a, 2 b"},
		{"running numbers after those taken", []string{"day-4.md=four", "extra.md=extra", "more.md=more"}, "4 four, 5 extra, 6 more"},
		{"two files of a day", []string{"day-2.md=two", "day-2-again.md=again"}, "2 two"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			text := map[string]string{}
			var order []string
			for _, f := range test.files {
				name, subject, _ := strings.Cut(f, "=")
				text[name] = q(subject)
				order = append(order, name)
			}
			r := mustImport(t, files(text, order...), nil)
			var got []string
			for _, topic := range r.Pack.Topics {
				got = append(got, fmt.Sprint(topic.Day, " ", topic.Name))
			}
			if s := strings.Join(got, ", "); s != test.want {
				t.Errorf("topics %s, want %s", s, test.want)
			}
			told := false
			for _, n := range r.Report.Notes {
				told = told || strings.Contains(n.Text, "is also that of another file")
			}
			if want := strings.HasPrefix(test.name, "two files"); told != want {
				t.Errorf("a shared day was told: %v, want %v", told, want)
			}
		})
	}
}

func TestTitles(t *testing.T) {
	for title, want := range map[string]string{
		"Day 25 Quiz: Feature Stores - Feast & Tecton":        "Feature Stores - Feast & Tecton",
		"Day 60: Capstone Production System - Knowledge Quiz": "Capstone Production System",
		"🎯 **Day 3** | Joins (Quiz)":                          "Joins",
		"Quiz: Joins":                                         "Joins",
		"Joins Quiz":                                          "Joins",
		"Week 2 Quiz":                                         "",
		"Quiz":                                                "",
		"Testing in production":                               "Testing in production",
		"Quizzing people well":                                "Quizzing people well",
		"Day 5 - Testing":                                     "Testing",
	} {
		if got := topicName(title, "x"); got != want && (want != "" || got != "X") {
			t.Errorf("%q became %q, want %q", title, got, want)
		}
	}
	if got := topicName("", "course/day-07-deep_learning.v2.md"); got != "Deep learning v2" {
		t.Errorf("a file's name became %q", got)
	}
}

func TestQuestionsThatAreThereTwice(t *testing.T) {
	one, other := "# A\n"+ask("What is it?", "a thing"), "# B\n"+ask("What is  It?", "a thing")
	r := mustImport(t, files(map[string]string{"day-1.md": one, "day-2.md": other + ask("New?", "yes")}, "day-1.md", "day-2.md"), nil)
	if len(r.Pack.Questions) != 2 || r.Report.Files[1].Doubles != 1 || r.Report.Files[1].Questions != 1 {
		t.Errorf("%d questions, %+v", len(r.Pack.Questions), r.Report.Files)
	}
	disagree := strings.Replace(other, "Answer: b", "Answer: a", 1)
	r = mustImport(t, files(map[string]string{"day-1.md": one + ask("New?", "yes"), "day-2.md": disagree}, "day-1.md", "day-2.md"), nil)
	if r.Report.Drafts != 1 {
		t.Errorf("two files disagree about the key, and there are %d drafts", r.Report.Drafts)
	}
	keyless := strings.Replace(other, "**Answer: b**", "", 1)
	r = mustImport(t, files(map[string]string{"day-1.md": keyless + ask("New?", "yes"), "day-2.md": one}, "day-1.md", "day-2.md"), nil)
	if r.Report.Drafts != 0 || len(r.Pack.Questions) != 2 {
		t.Errorf("the copy has the key: %d drafts", r.Report.Drafts)
	}
}

// TestIDsAreThoseOfAnyMachine: neither the order of the files nor their folder matters.
func TestIDsAreThoseOfAnyMachine(t *testing.T) {
	text := map[string]string{"day-1.md": quizText("one"), "day-2.md": quizText("two")}
	a, b := mustImport(t, files(text, "day-1.md", "day-2.md"), nil), mustImport(t, files(text, "day-2.md", "day-1.md"), nil)
	for i, q := range a.Pack.Questions {
		if other := b.Pack.Questions[i]; q.ID != other.ID || q.Prompt != other.Prompt {
			t.Errorf("%q is %s here and %s there", q.Prompt, q.ID, other.ID)
		}
		if len(q.ID) > maxID {
			t.Errorf("%s has %d bytes", q.ID, len(q.ID))
		}
	}
	if id := a.Pack.Questions[0].ID; !strings.HasPrefix(id, "1-one-") {
		t.Errorf("an id says nothing: %s", id)
	}
}

func TestWhatTheLoaderRefusesBecomesADraft(t *testing.T) {
	fake := reader{form: "fake", reads: func(source.File) bool { return true }, read: func(source.File) (source.Found, error) {
		bad := study.Question{Prompt: "Bad?", Format: study.MultipleChoice, Status: study.Draft, Options: []study.Choice{{Text: strings.Repeat("x", 600)}, {Text: "b"}}}
		good := study.Question{Prompt: "Good?", Format: study.Open, Answer: "Yes."}
		return source.Found{Questions: []source.Question{{Question: bad, Line: 3}, {Question: good, Line: 9}}}, nil
	}}
	panics := reader{form: "panics", reads: func(f source.File) bool { return f.Path == "p.md" }, read: func(source.File) (source.Found, error) { panic("no") }}
	r, err := imported(files(map[string]string{"a.md": "a", "p.md": "p"}, "a.md", "p.md"), nil, Settings{Version: today}, []reader{panics, fake})
	if err != nil {
		t.Fatal(err)
	}
	if r.Report.Drafts != 1 || len(r.Pack.Questions) != 2 || !strings.Contains(r.Report.Files[1].Why, "gave up") {
		t.Errorf("%d drafts, %d questions, %+v", r.Report.Drafts, len(r.Pack.Questions), r.Report.Files)
	}
	if n := r.Report.Notes[len(r.Report.Notes)-1]; n.Line != 3 || n.Kind != source.Doubtful || !strings.Contains(n.Text, "does not fit a pack") {
		t.Errorf("note %v", n)
	}
}

func TestForeignFoldersAreRefused(t *testing.T) {
	dir := t.TempDir()
	if old, err := Open(filepath.Join(dir, "new")); old != nil || err != nil {
		t.Errorf("a new folder: %v, %v", old, err)
	}
	if old, err := Open(dir); old != nil || err != nil {
		t.Errorf("an empty folder: %v, %v", old, err)
	}
	if err := os.WriteFile(filepath.Join(dir, "thesis.md"), []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir); err == nil || !strings.Contains(err.Error(), "does not exist yet") {
		t.Errorf("a folder with other things: %v", err)
	}
	in := files(map[string]string{"day-1.md": quizText("one")}, "day-1.md")
	packs, err := content.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Import(in, &Existing{pack: packs[0], adopt: true}, Settings{Version: today}); !errors.Is(err, ErrForeign) {
		t.Errorf("a pack of somebody else: %v", err)
	}
	pack := filepath.Join(t.TempDir(), "pack")
	save(t, mustImport(t, in, nil), pack)
	if err := os.Remove(filepath.Join(pack, sideFile)); err != nil {
		t.Fatal(err)
	}
	old, err := Open(pack)
	if err != nil {
		t.Fatal(err)
	}
	r := mustImport(t, in, old)
	if r.Report.Same || len(r.Report.Changes) != 0 {
		t.Errorf("only import.json is missing: %+v", r.Report)
	}
	if again := mustImport(t, in, save(t, r, pack)); !again.Report.Same {
		t.Errorf("after import.json was made again: %+v", again.Report.Changes)
	}
}
