// Package sourcetest is what every reader of foreign material must pass: golden
// files, the bounds of what it may find, and time that grows with the file.
//
// It must not know any reader.
package sourcetest

import (
	"bytes"
	"encoding/json"
	"flag"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"studybot/bot/study"
	"studybot/content/source"
)

var update = flag.Bool("update", false, "write the golden files")

// Reader is what every reader is.
type Reader interface {
	Reads(f source.File) bool
	Read(f source.File) (source.Found, error)
}

// Golden reads every sample of testdata/samples and compares what was found with the
// file of its name in testdata/golden. Run with -update after a wanted change.
func Golden(t *testing.T, r Reader) {
	t.Helper()
	samples, err := filepath.Glob("testdata/samples/*")
	if err != nil || len(samples) == 0 {
		t.Fatalf("no samples in testdata/samples: %v", err)
	}
	for _, sample := range samples {
		data, err := os.ReadFile(sample)
		if err != nil {
			t.Fatalf("read the sample: %v", err)
		}
		GoldenFile(t, r, source.File{Path: filepath.Base(sample), Data: data})
	}
}

// GoldenFile is Golden for one file, which need not lie in testdata/samples.
func GoldenFile(t *testing.T, r Reader, f source.File) {
	t.Helper()
	if !r.Reads(f) {
		t.Errorf("%s: the reader does not know its own form", f.Path)
	}
	found, err := r.Read(f)
	if err != nil {
		t.Errorf("%s: %v", f.Path, err)
		return
	}
	Sound(t, f, found)
	got, err := json.MarshalIndent(shown(found), "", "  ")
	if err != nil {
		t.Fatalf("%s: %v", f.Path, err)
	}
	Same(t, filepath.Join("testdata", "golden", f.Path+".json"), append(got, '\n'))
}

// Same compares what was got with a file, or writes the file when the tests run with
// -update.
func Same(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%s: run with -update and read what was found: %v", file, err)
	}
	if !bytes.Equal(want, got) {
		t.Errorf("%s is not what was found; run with -update and read the difference:\n%s", file, got)
	}
}

// shown is what was found, without the fields that are empty.
func shown(found source.Found) any {
	type question struct {
		Line         int                   `json:",omitempty"`
		Key          string                `json:",omitempty"`
		Section      string                `json:",omitempty"`
		Tags         []string              `json:",omitempty"`
		Day          int                   `json:",omitempty"`
		Area         string                `json:",omitempty"`
		Difficulty   int                   `json:",omitempty"`
		Minutes      int                   `json:",omitempty"`
		Format       study.Format          `json:",omitempty"`
		Status       study.Status          `json:",omitempty"`
		Prompt       string                `json:",omitempty"`
		Options      []string              `json:",omitempty"`
		Number       *study.NumericKey     `json:",omitempty"`
		Answer       string                `json:",omitempty"`
		KeyPoints    []study.KeyPoint      `json:",omitempty"`
		Misconceived []study.Misconception `json:",omitempty"`
		Heading      string                `json:",omitempty"`
		Reference    string                `json:",omitempty"`
	}
	all := struct {
		Title     string      `json:",omitempty"`
		Day       int         `json:",omitempty"`
		Questions []question  `json:",omitempty"`
		Outline   *study.Pack `json:",omitempty"`
		Notes     []string    `json:",omitempty"`
	}{Title: found.Title, Day: found.Day, Outline: found.Outline}
	for _, q := range found.Questions {
		s := question{
			q.Line, q.Key, q.Section, q.Tags, q.Topic, q.Area, q.Difficulty, q.Minutes, q.Format, q.Status,
			q.Prompt, nil, q.Number, q.Answer, q.KeyPoints, q.Misconceptions, q.Source.Heading, q.Source.Reference,
		}
		for _, o := range q.Options {
			text := "- " + o.Text
			if o.Correct {
				text = "* " + o.Text
			}
			if o.Why != "" {
				text += " // " + o.Why
			}
			s.Options = append(s.Options, text)
		}
		all.Questions = append(all.Questions, s)
	}
	kinds := []string{"took: ", "skipped: ", "doubtful: "}
	for _, n := range found.Notes {
		all.Notes = append(all.Notes, kinds[n.Kind]+n.String())
	}
	return all
}

// Sound checks what holds for whatever any reader finds: texts within the limits of
// a pack, an active question with its one key, notes that say something.
func Sound(t testing.TB, f source.File, found source.Found) {
	t.Helper()
	if len(found.Questions) > source.MaxQuestions {
		t.Errorf("%d questions of one file, at most %d", len(found.Questions), source.MaxQuestions)
	}
	for _, n := range found.Notes {
		if n.Path != f.Path || n.Text == "" || n.Line < 0 || !utf8.ValidString(n.Text) || len(n.Text) > 2000 {
			t.Errorf("a note that says nothing, or too much: %+v", n)
		}
	}
	text := func(what, s string, limit int) {
		if n := utf8.RuneCountInString(s); n > limit {
			t.Errorf("%s has %d characters, at most %d", what, n, limit)
		}
		if !utf8.ValidString(s) {
			t.Errorf("%s is not UTF-8: %q", what, s)
		}
		if at := strings.IndexFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }); at >= 0 {
			t.Errorf("%s holds a control character: %q", what, s)
		}
	}
	for _, q := range found.Questions {
		if strings.TrimSpace(q.Prompt) == "" {
			t.Errorf("a question on line %d has no prompt", q.Line)
		}
		text("a prompt", q.Prompt, source.MaxPrompt)
		text("an answer", q.Answer, source.MaxAnswer)
		text("a heading", q.Source.Heading, source.MaxHeading)
		text("a section", q.Section, math.MaxInt)
		right := 0
		for _, o := range q.Options {
			text("an option", o.Text, source.MaxOption)
			text("why", o.Why, source.MaxWhy)
			if o.Correct {
				right++
			}
			if strings.TrimSpace(o.Text) == "" {
				t.Errorf("%q has an empty option", q.Prompt)
			}
		}
		if len(q.Options) > source.MaxOptions || q.Topic < 0 || q.Topic > 9999 || q.Difficulty < 0 || q.Difficulty > 3 || q.Line < 0 {
			t.Errorf("%q does not fit into a pack: %+v", q.Prompt, q)
		}
		if q.Number != nil && (math.IsNaN(q.Number.Value) || math.IsInf(q.Number.Value, 0) || math.IsInf(q.Number.Tolerance, 0) || !(q.Number.Tolerance >= 0)) {
			t.Errorf("%q has the number %+v", q.Prompt, *q.Number)
		}
		switch {
		case q.Status == study.Draft:
		case q.Status != study.Active:
			t.Errorf("%q is %q", q.Prompt, q.Status)
		case q.Format == study.MultipleChoice && (right != 1 || len(q.Options) < source.MinOptions):
			t.Errorf("%q is active with %d right of %d options", q.Prompt, right, len(q.Options))
		case q.Format == study.Numeric && q.Number == nil:
			t.Errorf("%q is active without its number", q.Prompt)
		case !q.Format.Keyed() && q.Answer == "" && len(q.KeyPoints) == 0:
			t.Errorf("%q is active without an answer", q.Prompt)
		}
	}
}

// Seeds adds the files of a pattern, such as testdata/samples/*, to a fuzz target.
func Seeds(f *testing.F, pattern string) {
	f.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		f.Fatalf("no files in %s: %v", pattern, err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
}

// Any reads a file of whatever content: reading ends, and what was found is Sound.
func Any(t testing.TB, r Reader, f source.File) {
	t.Helper()
	r.Reads(f)
	if found, err := r.Read(f); err == nil {
		Sound(t, f, found)
	}
}

// Linear checks that a file takes about as long as its eighth part takes when it is
// read eight times, by the ratio, whatever the machine: file makes one of about n
// bytes. A quadratic reader takes eight times as long. Both are measured over spans
// of the same length, long enough for the clock, so that a busy machine and the garbage
// collector trouble both alike, and each counts with its least time of several tries.
func Linear(t *testing.T, r Reader, file func(n int) source.File) {
	t.Helper()
	const small, parts, tolerated, tries, span = 8 << 10, 8, 4, 12, 2 * time.Millisecond
	took := func(f source.File, times int, least time.Duration) time.Duration {
		start := time.Now()
		for range times {
			r.Reads(f)
			_, _ = r.Read(f) // what cannot be read must be refused as quickly
		}
		return min(least, max(time.Since(start), time.Microsecond))
	}
	a, b := file(small), file(small*parts)
	const long = time.Duration(math.MaxInt64)
	rounds := 1
	for took(a, parts*rounds, long) < span {
		rounds *= 2
	}
	apart, whole := long, long
	for range tries {
		apart, whole = took(a, parts*rounds, apart), took(b, rounds, whole)
		if whole < apart*tolerated {
			return
		}
	}
	t.Errorf("%s: a file of %d bytes takes %.1f times as long as %d of %d bytes; the time should grow with the file",
		a.Path, len(b.Data), float64(whole)/float64(apart), parts, len(a.Data))
}
