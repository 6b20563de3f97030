package importer

import (
	"fmt"
	"strings"

	"studybot/content/source"
	"studybot/content/source/anki"
	"studybot/content/source/decode"
	"studybot/content/source/gather"
	"studybot/content/source/guide"
	"studybot/content/source/moodle"
	"studybot/content/source/quiz"
	"studybot/content/source/table"
)

// The forms, as the report names them.
const (
	formCards  = "Anki cards"
	formMoodle = "Moodle questions"
	formTable  = "table"
	formGuide  = "review guide"
	formQuiz   = "quiz"
)

// readers are asked in this order: the stricter a form is to recognise, the earlier.
func readers(columns map[string]string) []reader {
	cards, moodle, table, quizzes := anki.Reader{}, moodle.Reader{}, table.Reader{Columns: columns}, quiz.NewReader()
	return []reader{
		{form: formCards, reads: cards.Reads, read: cards.Read, bytes: true},
		{form: formCards, reads: cards.Reads, read: cards.Read},
		{form: formMoodle, reads: moodle.Reads, read: moodle.Read},
		{form: formTable, reads: table.Reads, read: table.Read},
		{form: formGuide, reads: guide.Reads, read: guide.Read},
		{form: formQuiz, reads: quiz.Reads, read: quizzes.Read},
	}
}

// reader is one of the rooms that know a form.
type reader struct {
	form  string
	reads func(source.File) bool
	read  func(source.File) (source.Found, error)
	bytes bool // it reads bytes, not text
}

// take decodes a file and lets the first reader that knows its form read it. The
// error says why nothing was taken.
func take(all []reader, f source.File) (found source.Found, form string, err error) {
	defer func() {
		if p := recover(); p != nil { // a file of others must not end the import
			found, err = source.Found{}, fmt.Errorf("the reader gave up (%s)", strings.SplitN(fmt.Sprint(p), "\n", 2)[0])
		}
	}()
	var notes []source.Note
	if !gather.IsDeck(f.Path) {
		if f.Data, notes, err = decode.Text(f.Path, f.Data); err != nil {
			return source.Found{}, "", err
		}
	}
	for _, r := range all {
		if r.bytes != gather.IsDeck(f.Path) || !r.reads(f) {
			continue
		}
		found, err = r.read(f)
		if err != nil {
			return source.Found{}, r.form, err
		}
		found.Notes = append(notes, found.Notes...)
		return found, r.form, nil
	}
	return source.Found{}, "", errNoForm
}
