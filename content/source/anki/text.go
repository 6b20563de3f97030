package anki

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"studybot/content/source"
	"studybot/content/source/cells"
	"studybot/content/source/markup"
)

// headers are what stands above the notes of a text export.
type headers struct {
	separator byte
	html      bool
	htmlSaid  bool
	tags      []string
	columns   []string
	kind      string // the type of all notes
	deck      string // the deck of all notes
	// at are the columns, from 1, that hold no field: "guid", "notetype", "deck", "tags".
	at map[string]int
}

// isHeader tells a line such as "#separator:tab" or "#deck column:3".
func isHeader(line string) bool {
	key, _, ok := headerOf(line)
	return ok && (key == "separator" || key == "html" || key == "tags" || key == "columns" || key == "notetype" || key == "deck" || strings.HasSuffix(key, " column"))
}

func headerOf(line string) (key, value string, ok bool) {
	rest, ok := strings.CutPrefix(line, "#")
	if !ok {
		return "", "", false
	}
	key, value, ok = strings.Cut(rest, ":")
	return strings.ToLower(strings.TrimSpace(key)), strings.TrimRight(value, "\r"), ok
}

// readHeaders reads the headers and says how many lines they take.
func (r *reading) readHeaders(text string) (h headers, rest string, lines int) {
	h.at = map[string]int{}
	for text != "" {
		line, after, _ := strings.Cut(text, "\n")
		if tags, ok := strings.CutPrefix(line, "tags:"); ok && lines == 0 { // the old form
			h.tags = strings.Fields(tags)
			text, lines = after, lines+1
			continue
		}
		if !isHeader(line) {
			break
		}
		key, value, _ := headerOf(line)
		text, lines = after, lines+1
		switch key {
		case "separator":
			h.separator = separatorOf(value)
			if h.separator == 0 {
				r.say(lines, source.Doubtful, "the separator %q is not known, so it was guessed", short(value))
			}
		case "html":
			h.html, h.htmlSaid = strings.EqualFold(strings.TrimSpace(value), "true"), true
		case "tags":
			h.tags = strings.Fields(value)
		case "columns":
			separator := h.separator
			if separator == 0 {
				separator, _, _ = cells.Separator(value)
			}
			for record := range cells.Records(value, max(separator, 1), 0) {
				h.columns = record.Cells
				break
			}
		case "notetype":
			h.kind = strings.TrimSpace(value)
		case "deck":
			h.deck = strings.TrimSpace(value)
		default:
			what := strings.TrimSuffix(key, " column")
			n, err := strconv.Atoi(strings.TrimSpace(value))
			switch {
			case err != nil || n < 1:
				r.say(lines, source.Doubtful, "the header %q names no column", short(line))
			case what == "guid" || what == "notetype" || what == "deck" || what == "tags":
				h.at[what] = n
			default:
				r.say(lines, source.Took, "the header %q is not known and was not read", short(line))
			}
		}
	}
	return h, text, lines
}

func separatorOf(value string) byte {
	if len(value) == 1 && strings.Contains("\t;,|: ", value) {
		return value[0]
	}
	switch strings.ToLower(strings.TrimSpace(value)) {
	case "tab", `\t`:
		return '\t'
	case "comma":
		return ','
	case "semicolon":
		return ';'
	case "pipe":
		return '|'
	case "colon":
		return ':'
	case "space":
		return ' '
	}
	return 0
}

// text reads an export of notes, or of cards, as text.
func (r *reading) text(text string) error {
	h, rest, above := r.readHeaders(text)
	if h.separator == 0 {
		if h.separator, _, _ = cells.Separator(rest); h.separator == 0 {
			h.separator = '\t' // a single column: cloze notes without anything else
		}
	}
	if !h.htmlSaid {
		h.html = markup.Has(rest)
	}
	count := 0
	for record := range cells.Records(rest, h.separator, '#') {
		if r.full {
			break
		}
		count++
		r.notes(h.note(record, above))
	}
	if count == 0 {
		return errors.New(r.path + " holds no notes")
	}
	return nil
}

// maxFields is the most fields of a note.
const maxFields = 100

// note takes a record apart.
func (h headers) note(record cells.Record, above int) note {
	n := note{line: record.Line + above, kind: h.kind, deck: h.deck, html: h.html, tags: h.tags}
	for i, cell := range record.Cells {
		special := ""
		for what, at := range h.at {
			if at == i+1 {
				special = what
			}
		}
		switch special {
		case "guid":
			n.guid = strings.TrimSpace(source.Clean(cell))
		case "notetype":
			n.kind = strings.TrimSpace(cell)
		case "deck":
			n.deck = strings.TrimSpace(cell)
		case "tags":
			n.tags = append(n.tags[:len(n.tags):len(n.tags)], strings.Fields(cell)...)
		default:
			name := ""
			if i < len(h.columns) {
				name = strings.TrimSpace(h.columns[i])
			}
			if name == "" {
				name = fmt.Sprint(len(n.fields) + 1)
			}
			n.fields = append(n.fields, entry{name: name, value: cell})
		}
	}
	if strings.Contains(strings.ToLower(n.kind), "reversed") {
		n.reversed = true
	}
	return n
}
