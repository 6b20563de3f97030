package importer

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"studybot/bot/study"
	"studybot/content/source"
)

// Report says what became of every file, and what changes for a pack that exists.
type Report struct {
	// Files are all that were given, each once, in their order; those that were not
	// opened come last.
	Files []FileReport
	// Notes are about places in files: what was repaired, left out, or wants a look.
	Notes []source.Note
	// Changes are what an import into an existing pack does to its questions, topics
	// and structure; empty for a new pack.
	Changes []Change
	// Update is true when the pack existed, and Same when nothing of it changes.
	Update, Same bool
	// Topics, Questions, Drafts and Retired count what is in the pack afterwards.
	Topics, Questions, Drafts, Retired int
}

// FileReport is one file's line.
type FileReport struct {
	Path string
	// Form is what the file was read as, such as "quiz"; empty when it was not read.
	Form string
	// Questions were taken, drafts among them; Doubles were there already.
	Questions, Drafts, Doubles int
	// Guide is true for the file whose structure the pack has.
	Guide bool
	// Why says why nothing was taken.
	Why string
}

// Change is what happens to one thing in an existing pack.
type Change struct {
	// Kind is one of the words of the report, such as "edited".
	Kind string
	// What is a question's id or a topic, with the beginning of its text.
	What string
	// Where is the place in the source, when there is one.
	Where string
	// Text says more; may be empty.
	Text string
}

// The kinds of a change, in the order of the report.
const (
	added    = "new"
	edited   = "edited"
	moved    = "moved"
	back     = "back"
	retired  = "retired"
	kept     = "kept"
	conflict = "look at"
)

// log collects notes while the pack is put together.
type log struct {
	notes   []source.Note
	doubles map[string]int // by path
	toldDay map[string]bool
}

func (l *log) add(n source.Note) { l.notes = append(l.notes, n) }

func (l *log) note(path string, line int, kind source.Kind, format string, args ...any) {
	l.add(source.Note{Path: path, Line: line, Kind: kind, Text: fmt.Sprintf(format, args...)})
}

// double tells a question that is in the pack already.
func (l *log) double(it, first *item) {
	l.doubles[it.path]++
	l.note(it.path, it.Line, source.Skipped, "the same question is in %s:%d; it was taken once", first.path, first.Line)
}

// WriteFiles prints a line a file, then what wants a look.
func (r *Report) WriteFiles(w io.Writer) error {
	_, err := io.WriteString(w, r.listed())
	return err
}

func (r *Report) listed() string {
	var s strings.Builder
	width := 0
	for _, f := range r.Files {
		width = max(width, min(utf8.RuneCountInString(f.Path), 60))
	}
	for _, f := range r.Files {
		fmt.Fprintf(&s, "%-*s  %s\n", width, f.Path, f.said())
	}
	r.details(&s, "Look at these", source.Doubtful)
	r.details(&s, "Not taken", source.Skipped)
	r.details(&s, "Good to know", source.Took)
	return s.String()
}

// Write prints the whole report in plain words: the files, what changes, and what to
// do next with the pack in folder. dry says that nothing was written.
func (r *Report) Write(w io.Writer, folder string, dry bool) error {
	var s strings.Builder
	s.WriteString(r.listed())
	read := 0
	for _, f := range r.Files {
		if f.Questions > 0 || f.Guide {
			read++
		}
	}
	if len(r.Changes) > 0 {
		s.WriteString("\nChanges in the pack:\n")
		for _, c := range r.Changes {
			fmt.Fprintf(&s, "  %-8s %s\n", c.Kind, strings.TrimSpace(c.What+in(c.Where)))
			if c.Text != "" {
				fmt.Fprintf(&s, "           %s\n", strings.ReplaceAll(c.Text, "\n", "\n           "))
			}
		}
	}
	fmt.Fprintf(&s, "\n%d of %s gave something. The pack has %s on %s", read, count(len(r.Files), "file"),
		count(r.Questions, "question"), count(r.Topics, "day"))
	if r.Drafts > 0 {
		fmt.Fprintf(&s, ", %d of them drafts that are not asked", r.Drafts)
	}
	if r.Retired > 0 {
		fmt.Fprintf(&s, ", %d retired", r.Retired)
	}
	s.WriteString(".\n")
	switch {
	case r.Same:
		fmt.Fprintf(&s, "Nothing changed: %s stays as it is.\n", folder)
	case dry:
		s.WriteString("This was a dry run: nothing was written. Leave --dry-run out to write it.\n")
	default:
		fmt.Fprintf(&s, "Written to %s. Next: studybot pack lint %s\n", folder, folder)
	}
	_, err := io.WriteString(w, s.String())
	return err
}

func (f FileReport) said() string {
	if f.Why != "" {
		return f.Why
	}
	parts := []string{}
	if f.Guide {
		parts = append(parts, "the course's structure")
	}
	if f.Questions > 0 || !f.Guide {
		parts = append(parts, count(f.Questions, "question"))
	}
	if f.Drafts > 0 {
		parts = append(parts, count(f.Drafts, "draft")+" among them")
	}
	if f.Doubles > 0 {
		parts = append(parts, fmt.Sprintf("%d more that were there already", f.Doubles))
	}
	return strings.Join(parts, ", ")
}

// details lists the notes of one kind by file and line; equal sentences of a file
// stand in one line.
func (r *Report) details(s *strings.Builder, title string, kind source.Kind) {
	type said struct{ path, text string }
	lines := map[said][]int{}
	var order []said
	for _, n := range r.Notes {
		if n.Kind != kind {
			continue
		}
		at := said{n.Path, n.Text}
		if _, there := lines[at]; !there {
			order = append(order, at)
		}
		lines[at] = append(lines[at], n.Line)
	}
	if len(order) == 0 {
		return
	}
	fmt.Fprintf(s, "\n%s:\n", title)
	for _, at := range order {
		numbers := lines[at]
		slices.Sort(numbers)
		numbers = slices.Compact(numbers)
		n := source.Note{Path: at.path, Line: numbers[0], Text: at.text}
		more := ""
		if len(numbers) > 1 {
			var also []string
			for _, line := range numbers[1:min(len(numbers), 6)] {
				also = append(also, fmt.Sprint(line))
			}
			more = " (also in line " + strings.Join(also, ", ")
			if len(numbers) > 6 {
				more += fmt.Sprintf(" and %d more", len(numbers)-6)
			}
			more += ")"
		}
		fmt.Fprintf(s, "  %s%s\n", n, more)
	}
}

func in(where string) string {
	if where == "" {
		return ""
	}
	return " in " + where
}

// count writes "1 file", "2 files".
func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// shown is a question as a change names it.
func shown(q study.Question) string {
	return q.ID + ": " + shorten(oneLine(q.Prompt), 60)
}

// sorted orders changes by their kind, keeping the order inside.
func sorted(changes []Change) []Change {
	order := []string{conflict, added, edited, moved, back, retired, kept}
	slices.SortStableFunc(changes, func(a, b Change) int {
		return cmp.Compare(slices.Index(order, a.Kind), slices.Index(order, b.Kind))
	})
	return changes
}
