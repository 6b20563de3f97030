package source_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"studybot/content/source"
	"studybot/content/source/anki"
	"studybot/content/source/guide"
	"studybot/content/source/moodle"
	"studybot/content/source/quiz"
	"studybot/content/source/table"
)

// readers are all of them, by the name of their room.
func readers() map[string]func(source.File) bool {
	return map[string]func(source.File) bool{
		"anki": anki.Reader{}.Reads, "guide": guide.Reads, "moodle": moodle.Reader{}.Reads, "quiz": quiz.Reads, "table": table.Reader{}.Reads,
	}
}

// samples are the sample files of a room, without what was found in them.
func samples(t *testing.T, room string) []source.File {
	t.Helper()
	var all []source.File
	for _, pattern := range []string{"testdata/*", "testdata/samples/*"} {
		names, err := filepath.Glob(filepath.Join(room, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			info, err := os.Stat(name)
			if err != nil {
				t.Fatal(err)
			}
			if info.IsDir() || strings.Contains(filepath.Base(name), ".golden") {
				continue
			}
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, source.File{Path: filepath.ToSlash(name), Data: data})
		}
	}
	if len(all) == 0 {
		t.Fatalf("%s has no samples", room)
	}
	return all
}

// Every sample of these three forms is read by its own room and by no other, and they
// read none of the others' samples, so that the order in which the importer asks them
// does not matter. What is a guide and what a quiz, both Markdown, is theirs to settle.
func TestEverySampleHasOneReader(t *testing.T) {
	all := readers()
	for room := range all {
		for _, f := range samples(t, room) {
			for name, reads := range all {
				markdown := func(room string) bool { return room == "quiz" || room == "guide" }
				if got := reads(f); got != (name == room) && !(markdown(name) && markdown(room)) {
					t.Errorf("%s: %s reads it is %v, want %v", f.Path, name, got, name == room)
				}
			}
		}
	}
}

// A name says little: under .txt, a sample of Markdown must not become a table, cards
// or GIFT, nor those each other.
func TestATextIsNoOtherForm(t *testing.T) {
	all := readers()
	for room := range all {
		for _, f := range samples(t, room) {
			f.Path = strings.TrimSuffix(f.Path, filepath.Ext(f.Path)) + ".txt"
			for _, name := range []string{"anki", "moodle", "table"} {
				if name != room && all[name](f) {
					t.Errorf("%s: %s takes it for its own", f.Path, name)
				}
			}
		}
	}
}
