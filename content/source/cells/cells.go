// Package cells splits text into records of cells, as spreadsheets and flash card
// programs write it: quoted cells, line ends inside quotes, and the quotation marks
// of people who never heard of quoting.
//
// It must not know what the cells mean.
package cells

import (
	"iter"
	"strings"
)

// Record is one row.
type Record struct {
	Line  int // of its first character, from 1
	Cells []string
}

// Records splits a text with "\n" line ends at the ASCII character separator. Empty
// lines are no records; lines that begin with comment, unless it is 0, are none
// either.
//
// A cell in quotation marks may hold the separator, line ends and doubled quotation
// marks. A quotation mark that does not close before a separator or a line end is an
// ordinary character: a stray one never swallows the rows below it. The time is
// linear in the text: a search for a closing mark ends at the next odd run of marks,
// and only odd runs begin one that goes further.
func Records(text string, separator, comment byte) iter.Seq[Record] {
	return func(yield func(Record) bool) {
		s := scanner{text: text, separator: separator}
		line := 1
		for s.at < len(text) {
			if text[s.at] == '\n' {
				s.at++
				line++
				continue
			}
			if comment != 0 && text[s.at] == comment {
				s.literal("\n")
				continue
			}
			start := s.at
			r := Record{Line: line, Cells: s.record()}
			line += strings.Count(text[start:s.at], "\n")
			if !blank(r.Cells) && !yield(r) {
				return
			}
		}
	}
}

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

type scanner struct {
	text      string
	at        int
	separator byte
}

// record reads the cells of a row and its line end.
func (s *scanner) record() []string {
	var all []string
	for {
		cell, ok := s.quoted()
		if !ok {
			cell = s.literal(string(s.separator) + "\n")
		}
		all = append(all, cell)
		if s.at >= len(s.text) {
			return all
		}
		s.at++
		if s.text[s.at-1] == '\n' {
			return all
		}
	}
}

// literal reads up to one of the characters of stop.
func (s *scanner) literal(stop string) string {
	end := strings.IndexAny(s.text[s.at:], stop)
	if end < 0 {
		end = len(s.text) - s.at
	}
	cell := s.text[s.at : s.at+end]
	s.at += end
	return cell
}

// quoted reads a cell in quotation marks; ok is false when the cell is none, and
// nothing was read.
func (s *scanner) quoted() (cell string, ok bool) {
	at := s.at
	for at < len(s.text) && s.text[at] == ' ' && s.separator != ' ' {
		at++
	}
	if at >= len(s.text) || s.text[at] != '"' {
		return "", false
	}
	at++
	start, doubled := at, false
	for {
		end := strings.IndexByte(s.text[at:], '"')
		if end < 0 {
			return "", false
		}
		at += end
		if at+1 < len(s.text) && s.text[at+1] == '"' {
			doubled = true
			at += 2
			continue
		}
		break
	}
	cell = s.text[start:at]
	at++
	for at < len(s.text) && s.text[at] == ' ' && s.separator != ' ' {
		at++
	}
	if at < len(s.text) && s.text[at] != s.separator && s.text[at] != '\n' {
		return "", false
	}
	s.at = at
	if doubled {
		cell = strings.ReplaceAll(cell, `""`, `"`)
	}
	return cell, true
}

// sample is how much of a file the separator is guessed from.
const sample = 16 << 10

// Separator guesses which character separates the cells of a text: the first of
// tab, semicolon, comma and bar that cuts nearly all rows into equally many, at least
// two; else the one that cuts most rows so. Tabs come first because sentences hold
// commas but no tabs. share is the part of the rows, from 0 to 1, that have columns
// cells.
func Separator(text string) (separator byte, columns int, share float64) {
	if len(text) > sample {
		text = text[:sample]
		if end := strings.LastIndexByte(text, '\n'); end > 0 {
			text = text[:end]
		}
	}
	for _, candidate := range []byte{'\t', ';', ',', '|'} {
		widths, rows := map[int]int{}, 0
		for r := range Records(text, candidate, 0) {
			widths[len(r.Cells)]++
			rows++
		}
		best := 0
		for width, n := range widths {
			if width > 1 && (n > widths[best] || n == widths[best] && width > best) {
				best = width
			}
		}
		if best == 0 {
			continue
		}
		got := float64(widths[best]) / float64(rows)
		if got > share {
			separator, columns, share = candidate, best, got
		}
		if share > 0.9 {
			break
		}
	}
	return separator, columns, share
}
