// Package table reads questions from tables of text: CSV, TSV and their like, with
// or without a header, in several languages.
//
// It must not know the other forms that questions come in, nor what becomes of what
// it read. It never decides which option is right: a key that it does not understand
// makes a draft.
package table

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"studybot/content/source"
	"studybot/content/source/cells"
)

// Reader reads tables.
type Reader struct {
	// Columns says which column holds a field, field to column name, where a person
	// wants it otherwise than the header suggests. Fields are those of Fields; a column
	// is named as in the header, or counted from 1 in a file without one.
	Columns map[string]string
}

// Fields are the names that Columns understands. "option" takes a letter or a number
// as well, as in "option b".
func Fields() []string {
	names := make([]string, 0, len(words()))
	for _, w := range words() {
		names = append(names, string(w.field))
	}
	return append(names, string(option), string(wrong))
}

// Reads tells tables by their name, and text files by a header that it knows or by
// tabs in every line.
func (r Reader) Reads(f source.File) bool {
	ext := strings.ToLower(path.Ext(f.Path))
	switch ext {
	case ".csv", ".tsv", ".tab", ".txt":
	default:
		return false
	}
	text := string(f.Data[:min(len(f.Data), 16<<10)])
	if belongsToCards(text) || strings.IndexByte(text, 0) >= 0 {
		return false
	}
	if ext != ".txt" {
		return true
	}
	text = strings.ReplaceAll(strings.TrimPrefix(text, "\ufeff"), "\r\n", "\n")
	separator, columns, share := cells.Separator(text)
	if columns < 2 || separator == '|' && strings.Contains(text, "|--") || separator == '|' && strings.Contains(text, "| --") {
		return false // none, or one drawn in Markdown
	}
	if separator == '\t' && share > 0.9 && bothFilled(text) {
		return true
	}
	rows := 0
	for record := range cells.Records(text, separator, 0) {
		if h, ok := readHeader(record.Cells, nil); ok && h.known() {
			return true
		}
		if rows++; rows == maxPreamble {
			break
		}
	}
	return false
}

// belongsToCards tells the text exports of flash card programs, which say what they
// are in their first line or delete words in double braces.
func belongsToCards(text string) bool {
	text = strings.TrimPrefix(text, "\ufeff")
	if line, _, _ := strings.Cut(text, "\n"); strings.HasPrefix(line, "#") {
		key, _, found := strings.Cut(strings.ToLower(line[1:]), ":")
		switch key = strings.TrimSpace(key); {
		case !found:
		case slices.Contains([]string{"separator", "html", "tags", "columns", "notetype", "deck"}, key), strings.HasSuffix(key, " column"):
			return true
		}
	}
	return strings.Contains(text, "{{c1::")
}

// bothFilled says whether nearly all rows of a text with tabs have something in their
// first two cells, as indented lists have not.
func bothFilled(text string) bool {
	rows, filled := 0, 0
	for record := range cells.Records(text, '\t', 0) {
		rows++
		if len(record.Cells) > 1 && strings.TrimSpace(record.Cells[0]) != "" && strings.TrimSpace(record.Cells[1]) != "" {
			filled++
		}
	}
	return rows > 0 && filled*10 >= rows*9
}

// maxPreamble is how many rows may stand above the header, such as a title.
const maxPreamble = 10

// Read reads a table. An error says that the file is no text or no table, or that a
// column or field of r.Columns does not exist.
func (r Reader) Read(f source.File) (source.Found, error) {
	text, notes, err := source.Text(f)
	if err != nil {
		return source.Found{}, err
	}
	separator, columns, _ := cells.Separator(text)
	if strings.EqualFold(path.Ext(f.Path), ".tsv") && strings.Contains(text, "\t") {
		separator = '\t'
	}
	if columns < 2 {
		return source.Found{}, fmt.Errorf("%s is not a table: no comma, semicolon, tab or bar cuts its lines into columns", f.Path)
	}
	t := &reading{path: f.Path, found: source.Found{Notes: notes}, keys: map[string]int{}}
	var above []cells.Record
	var rows []cells.Record
	known := false
	for record := range cells.Records(text, separator, 0) {
		switch {
		case known:
		case len(above) < maxPreamble:
			if t.header, known = readHeader(record.Cells, r.Columns); known {
				for _, skipped := range above {
					t.say(skipped.Line, source.Skipped, "the line stands above the header and was not read")
				}
				above = nil
				continue
			}
			above = append(above, record)
			continue
		default:
			rows = append(rows, above...)
			above, known = nil, true
			if t.header, err = r.withoutHeader(); err != nil {
				return source.Found{}, fmt.Errorf("%s: %w", f.Path, err)
			}
		}
		if len(rows) > source.MaxQuestions {
			break
		}
		rows = append(rows, record)
	}
	if !known {
		rows = above
		if t.header, err = r.withoutHeader(); err != nil {
			return source.Found{}, fmt.Errorf("%s: %w", f.Path, err)
		}
	}
	if err := t.header.mapped(r.Columns); err != nil {
		return source.Found{}, fmt.Errorf("%s: %w", f.Path, err)
	}
	t.aboutColumns(columns)
	t.countsFrom = t.header.countsFrom(rows)
	t.aboutNumbers()
	for _, row := range rows {
		if len(t.found.Questions) == source.MaxQuestions {
			t.say(row.Line, source.Skipped, "the file has more than %d questions; those from here on were not read: split the file", source.MaxQuestions)
			break
		}
		t.row(row)
	}
	t.found.Day = oneDay(t.found.Questions)
	return t.found, nil
}

// withoutHeader is the header of a file that has none: question and answer, or the
// columns that a person counted.
func (r Reader) withoutHeader() (header, error) {
	if len(r.Columns) == 0 {
		return header{none: true, columns: []column{{field: prompt}, {field: answer}}}, nil
	}
	h, counted := countedHeader(r.Columns)
	if !counted {
		return header{}, errors.New("the columns of the mapping are not in its first rows; name them as the header does, or by number in a file without a header")
	}
	return h, nil
}

// reading is the state of one Read.
type reading struct {
	path       string
	header     header
	countsFrom numbering
	found      source.Found
	keys       map[string]int // a source's own key -> its line
}

func (t *reading) say(line int, kind source.Kind, format string, args ...any) {
	t.found.Notes = append(t.found.Notes, source.Note{Path: t.path, Line: line, Kind: kind, Text: fmt.Sprintf(format, args...)})
}

// aboutColumns says which columns were not read.
func (t *reading) aboutColumns(columns int) {
	h := t.header
	switch {
	case h.none && columns > len(h.columns):
		t.say(0, source.Doubtful, "the file has no header that is known, so its first two columns were taken as question and answer and the other %d were not read; add a header or a mapping",
			columns-len(h.columns))
	case h.none:
		t.say(0, source.Took, "the file has no header, so its two columns were taken as question and answer")
	}
	var unread []string
	for _, c := range h.columns {
		if c.field == "" && c.name != "" {
			unread = append(unread, fmt.Sprintf("%q", c.name))
		}
	}
	if len(unread) > 0 {
		t.say(0, source.Took, "columns that were not read: %s; a mapping can say what they hold", strings.Join(unread, ", "))
	}
}

func (t *reading) aboutNumbers() {
	switch t.countsFrom {
	case fromZero:
		t.say(0, source.Took, "the keys count the options from 0")
	case unknown:
		t.say(0, source.Doubtful, "nothing tells whether the keys count the options from 0 or from 1; write letters or the text of the option instead")
	case fromOne:
	}
}

// oneDay is the day that all questions share, or 0.
func oneDay(questions []source.Question) int {
	day := 0
	for i, q := range questions {
		if i > 0 && q.Topic != day {
			return 0
		}
		day = q.Topic
	}
	return day
}
