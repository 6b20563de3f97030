package draft

import (
	"fmt"
	"strings"

	"studybot/bot/study"
	"studybot/content/source"
	"studybot/content/source/guide/page"
)

// Limits of what a pack holds, texts in characters; docs/packs.md has them.
const (
	MaxName       = 75
	MaxTitle      = 150
	MaxText       = 2000
	MaxLevel      = 24
	MaxTopics     = 400
	MaxModules    = 50
	MaxThemes     = 50
	MaxCategories = 10
	MaxAreas      = 40
	MaxLevels     = 20
	MaxWeeks      = 12
	MaxActivities = 20
	MaxChecklists = 20
	MaxGroups     = 40
	MaxItems      = 100
	MaxWords      = 40 // concepts or skills of a topic
	MaxQuestions  = 30 // of a theme
	MaxDay        = 9999
)

// Draft is the outline of one guide.
type Draft struct {
	Pack  *study.Pack
	Notes []source.Note
	path  string
}

// New is an empty draft of the guide in the file path; notes are those that there
// are already.
func New(path string, notes []source.Note) *Draft {
	return &Draft{Pack: &study.Pack{}, Notes: notes, path: path}
}

// Took notes something that was read in a way worth knowing; line 0 is the whole file.
func (d *Draft) Took(line int, format string, args ...any) {
	d.note(source.Took, line, fmt.Sprintf(format, args...))
}

// Skipped notes something that was not taken.
func (d *Draft) Skipped(line int, format string, args ...any) {
	d.note(source.Skipped, line, fmt.Sprintf(format, args...))
}

// Doubtful notes something that was taken and that somebody should look at.
func (d *Draft) Doubtful(line int, format string, args ...any) {
	d.note(source.Doubtful, line, fmt.Sprintf(format, args...))
}

func (d *Draft) note(kind source.Kind, line int, text string) {
	d.Notes = append(d.Notes, source.Note{Path: d.path, Line: line, Kind: kind, Text: text})
}

// LeftOut notes a block that nothing was made of.
func (d *Draft) LeftOut(b page.Block) {
	switch b.Kind {
	case page.Paragraph:
		if text := WithoutLeadIn(b.Words.Text); text != "" {
			d.Skipped(b.Line, "a paragraph was left out: %q", Clip(text, 60))
		}
	case page.List:
		d.Skipped(b.Line, "a list of %d lines stands where none is known, and was left out; put it under a heading that says what it is", len(b.Items))
	case page.Grid:
		d.Skipped(b.Line, "a table with the columns %q is not known and was left out", Clip(b.Header(), 100))
	case page.Other:
		d.Skipped(b.Line, "%s was left out; a pack holds plain text", b.Words.Text)
	}
}

// Short cuts a text to at most limit characters, with a note when it does.
func (d *Draft) Short(line int, what, s string, limit int) string {
	cut := Clip(s, limit)
	if cut != s {
		d.Doubtful(line, "%s is longer than %d characters and was cut: %q", what, limit, Clip(s, 60))
	}
	return cut
}

// Clip cuts s at a word to at most limit characters, an ellipsis included.
func Clip(s string, limit int) string {
	n := 0
	for at := range s {
		if n++; n > limit {
			runes := []rune(s[:at])
			s = string(runes[:limit-1])
			if space := strings.LastIndexByte(s, ' '); space > len(s)/2 {
				s = s[:space]
			}
			return strings.TrimRight(s, " ,;:") + "…"
		}
	}
	return s
}

// WithoutLeadIn takes off a last sentence that only announces a list, as "Use
// this guide to:" does.
func WithoutLeadIn(s string) string {
	if !strings.HasSuffix(s, ":") {
		return s
	}
	at := max(strings.LastIndex(s, ". "), strings.LastIndex(s, "! "), strings.LastIndex(s, "? "))
	return strings.TrimSpace(s[:at+1])
}
