// Package source holds what the readers of foreign material share: a file, and
// what was found in it. Each reader is a room of its own below this one and knows
// one form: quizzes in Markdown, review guides, tables, Anki, Moodle.
//
// It must not know where files come from, how a pack is written, or how what was
// found in many files becomes one pack: that is content/importer.
package source

import (
	"fmt"

	"studybot/bot/study"
)

// File is one file to read, bounded and in memory.
type File struct {
	// Path is as the person gave it, with forward slashes; used in notes and ids.
	Path string
	Data []byte
}

// Found is what a reader took from one file.
type Found struct {
	// Title is what the file calls itself; may be empty.
	Title string
	// Day is the course day that the file says it belongs to; 0 when it says none.
	Day int
	// Questions are in the order of the file.
	Questions []Question
	// Outline is the structure of a course that a review guide holds: topics,
	// areas, levels, plans, lists, resources; nil from other files. It may lack
	// what a whole pack needs.
	Outline *study.Pack
	// Notes say what was not taken and why, and what was repaired. Nothing is
	// dropped without one.
	Notes []Note
}

// Question is a question with its place in the file. A question whose key was not
// found has the status Draft and a note; a key is never guessed.
type Question struct {
	study.Question
	// Key is the source's own stable name for it, such as an Anki note's GUID or the
	// value of an id column; empty where it has none.
	Key string
	// Section is the heading that it stands under; may be empty.
	Section string
	// Tags are the source's own words for its subject.
	Tags []string
	Line int
}

// Note is a remark about a place in a file.
type Note struct {
	Path string
	Line int // 0 for the whole file
	Kind Kind
	// Text is one sentence that says what, why, and what to do where something can be done.
	Text string
}

// Kind says how much a note matters.
type Kind int

// The kinds of a note.
const (
	Took     Kind = iota // something was read or repaired in a way worth knowing
	Skipped              // something was not taken
	Doubtful             // it was taken, but somebody should look at it, such as a draft
)

// String is the note with its place, as "path:line: text".
func (n Note) String() string {
	if n.Line == 0 {
		return n.Path + ": " + n.Text
	}
	return fmt.Sprintf("%s:%d: %s", n.Path, n.Line, n.Text)
}

// Bounds of what is read.
const (
	MaxFile      = 8 << 20 // bytes of a text file
	MaxQuestions = 5000    // of one file
)
