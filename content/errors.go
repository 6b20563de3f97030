package content

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// maxErrors bounds what one pack is told: whoever has a thousand errors mends
// the first ones first.
const maxErrors = 1000

// Error is one thing to mend in a pack.
type Error struct {
	Place
	// Path leads to the place inside the file, such as "questions[2].area"; it is
	// empty for the file as a whole.
	Path string
	// Text says what is wrong, what is allowed and what to do.
	Text string
}

// Error writes "questions/day-33.yaml:41: area "C9" does not exist; …".
func (e Error) Error() string { return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Text) }

// Errors are all errors of a pack, by file and line.
type Errors []Error

// Error writes one error a line.
func (es Errors) Error() string {
	lines := make([]string, len(es))
	for i, e := range es {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// in moves the errors into a folder.
func (es Errors) in(folder string) Errors {
	if folder == "" {
		return es
	}
	moved := make(Errors, len(es))
	for i, e := range es {
		e.File = folder + "/" + e.File
		moved[i] = e
	}
	return moved
}

// report collects errors while a pack is read, with the lines where they are.
type report struct {
	errs  Errors
	lines map[string][]string // of each file
}

// add reports something about a file as a whole.
func (r *report) add(file string, format string, args ...any) {
	r.at(Place{File: file, Line: 1}, "", format, args...)
}

// line reports something about a line; word is what is marked in it, near a column.
func (r *report) line(file string, line, near int, word, format string, args ...any) {
	r.at(r.place(file, line, near, word), "", format, args...)
}

func (r *report) at(place Place, path, format string, args ...any) {
	switch n := len(r.errs); {
	case n > maxErrors:
	case n == maxErrors:
		r.errs = append(r.errs, Error{
			Place: place, Path: path,
			Text: fmt.Sprintf("there are more than %d errors: mend these first, then look again", maxErrors),
		})
	default:
		r.errs = append(r.errs, Error{Place: place, Path: path, Text: fmt.Sprintf(format, args...)})
	}
}

func (r *report) sorted() Errors {
	slices.SortStableFunc(r.errs, func(a, b Error) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Text, b.Text))
	})
	return slices.Compact(r.errs)
}

// shown quotes a piece of a pack for an error, shortened.
func shown(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		s = string(r[:most-1]) + "…"
	}
	return fmt.Sprintf("%q", s)
}

// allowed lists what a field may hold; a long list is shown by its ends.
func allowed[T any](all []T) string {
	names := make([]string, len(all))
	for i, v := range all {
		names[i] = fmt.Sprint(v)
	}
	switch n := len(names); {
	case n == 0:
		return "none is defined yet"
	case n == 1:
		return "allowed is " + names[0]
	case n <= 12:
		return "allowed are " + strings.Join(names, ", ")
	default:
		return "allowed are " + names[0] + "…" + names[n-1]
	}
}
