// Package anki reads what Anki writes: notes as text, and packages of cards (.apkg,
// .colpkg).
//
// It must not know the other forms that questions come in, nor what becomes of what
// it read. Nothing is written to disk: a package is unpacked and queried in memory,
// and what it holds is not trusted.
//
// Sources: docs.ankiweb.net, "Text files" (the headers) and "Field Replacements",
// and Anki's own exporter for what a package holds.
package anki

import (
	"fmt"
	"path"
	"strings"

	"studybot/bot/study"
	"studybot/content/source"
)

// Reader reads text exports and packages.
type Reader struct{}

// sniffed is how much of a text file is looked at, in bytes.
const sniffed = 64 << 10

// Reads tells packages by their name and content, and text exports by their headers
// or by the braces of a deleted word.
func (Reader) Reads(f source.File) bool {
	ext := strings.ToLower(path.Ext(f.Path))
	switch ext {
	case ".apkg", ".colpkg":
		return true // refused with a sentence when it is none
	case ".txt", ".csv", ".tsv", "":
	default:
		return false
	}
	text := strings.TrimPrefix(string(f.Data[:min(len(f.Data), sniffed)]), "\ufeff")
	if strings.IndexByte(text, 0) >= 0 {
		return false
	}
	if line, _, _ := strings.Cut(text, "\n"); isHeader(line) {
		return true
	}
	return strings.Contains(text, "{{c1::")
}

// Read reads a text export or a package. An error says in a sentence why a file
// cannot be read at all.
func (Reader) Read(f source.File) (source.Found, error) {
	ext := strings.ToLower(path.Ext(f.Path))
	if ext == ".apkg" || ext == ".colpkg" {
		return readPackage(f)
	}
	text, notes, err := source.Text(f)
	if err != nil {
		return source.Found{}, err
	}
	r := newReading(f.Path)
	r.found.Notes = notes
	if err := r.text(text); err != nil {
		return source.Found{}, err
	}
	return r.done(), nil
}

// reading is the state of one Read.
type reading struct {
	path  string
	found source.Found
	full  bool
	keys  map[string]bool
	// decks in the order of their first note, with how many notes they have.
	decks map[string]int
	// media are the names of the pictures and sounds in the notes.
	media map[string]bool
}

func newReading(path string) *reading {
	return &reading{path: path, keys: map[string]bool{}, decks: map[string]int{}, media: map[string]bool{}}
}

func (r *reading) say(line int, kind source.Kind, format string, args ...any) {
	r.found.Notes = append(r.found.Notes, source.Note{Path: r.path, Line: line, Kind: kind, Text: fmt.Sprintf(format, args...)})
}

// add takes a question of a note. What is said of it names the note, since those of
// a package have no line.
func (r *reading) add(n note, q source.Question) {
	if r.full {
		return
	}
	if len(r.found.Questions) == source.MaxQuestions {
		r.full = true
		r.say(n.line, source.Skipped, "the file has more than %d questions; %s and those after it were not read: export fewer decks at once", source.MaxQuestions, n.label())
		return
	}
	q.Line, q.Section, q.Tags, q.Topic = n.line, n.deck, n.tags, source.DayOf(n.deck)
	for _, tag := range n.tags {
		if q.Topic == 0 {
			q.Topic = source.DayOf(tag)
		}
	}
	if q.Status == "" {
		q.Status = study.Active
	}
	if q.Key != "" && r.keys[q.Key] {
		r.say(n.line, source.Doubtful, "%s has the GUID of another note, so it is known by its text only", n.label())
		q.Key = ""
	}
	r.keys[q.Key] = true
	for _, said := range q.Settle(r.path) {
		if n.line == 0 {
			said.Text = n.label() + ": " + said.Text
		}
		r.found.Notes = append(r.found.Notes, said)
	}
	r.found.Questions = append(r.found.Questions, q)
}

// done adds what is said of the whole file.
func (r *reading) done() source.Found {
	if len(r.decks) == 1 {
		for deck := range r.decks {
			r.found.Title = deck
			r.found.Day = source.DayOf(deck)
		}
	}
	return r.found
}

// short is a text for a note.
func short(s string) string {
	r := []rune(strings.Join(strings.Fields(strings.ToValidUTF8(s[:min(len(s), 400)], "")), " "))
	if len(r) > 50 {
		r = append(r[:49:49], '…')
	}
	return string(r)
}
