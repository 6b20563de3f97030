package guide

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"studybot/bot/study"
	"studybot/content/source"
)

// Limits of what a pack holds, texts in characters; docs/packs.md has them.
const (
	maxName       = 75
	maxTitle      = 150
	maxText       = 2000
	maxLevel      = 24
	maxTopics     = 400
	maxModules    = 50
	maxThemes     = 50
	maxCategories = 10
	maxAreas      = 40
	maxLevels     = 20
	maxWeeks      = 12
	maxActivities = 20
	maxChecklists = 20
	maxGroups     = 40
	maxItems      = 100
	maxWords      = 40 // concepts or skills of a topic
	maxQuestions  = 30 // of a theme
	maxDay        = 9999

	// enough is the length in bytes of a text that will be cut, so that nothing
	// needs to be added to it.
	enough = 4*maxText + 1
)

const (
	took     = source.Took
	skipped  = source.Skipped
	doubtful = source.Doubtful
)

// Reads says whether a file looks like a review guide: Markdown with at least two
// of the parts that only such guides have.
func Reads(f source.File) bool {
	switch strings.ToLower(path.Ext(f.Path)) {
	case ".md", ".markdown", ".mdown", ".txt":
	default:
		return false
	}
	if len(f.Data) > maxGuide {
		return false
	}
	found := map[section]bool{}
	for line := range strings.Lines(string(f.Data)) {
		line = strings.TrimSpace(line)
		heading := strings.TrimLeft(line, "#")
		if len(line) > 200 || heading == line && !(strings.HasPrefix(line, "**") && strings.HasSuffix(line, "**")) {
			continue
		}
		found[classify(strings.Trim(heading, "*"))] = true
	}
	main := 0
	for _, s := range []section{matrix, themes, assessment, levels, plans} {
		if found[s] {
			main++
		}
	}
	return main >= 2
}

// reader reads one guide.
type reader struct {
	grammar
	path  string
	pack  *study.Pack
	notes []source.Note
	// found are the main parts by kind, in the order of the guide.
	found map[section][]*part
	// levelLines are where the levels stand, by name.
	levelLines map[string]int
	scale      scale
	totals     []total
}

// Read takes the structure of a course out of a review guide: Found.Outline holds
// what the guide says and nothing else; Found.Questions stays empty, because a
// guide's questions have no answers and belong to its themes. An error says that
// the file is no text or too large to be a guide.
func Read(f source.File) (source.Found, error) {
	r := &reader{grammar: newGrammar(), path: f.Path, pack: &study.Pack{}, found: map[section][]*part{}, levelLines: map[string]int{}}
	if len(f.Data) > maxGuide {
		return source.Found{}, fmt.Errorf("%s has %d bytes, a review guide has at most %d: split it", f.Path, len(f.Data), maxGuide)
	}
	text, notes, err := source.Text(f)
	if err != nil {
		return source.Found{}, fmt.Errorf("read the review guide: %w", err)
	}
	r.notes = notes
	root := r.parse(r.tame(text))
	found := source.Found{Outline: r.pack}
	rest := root
	if h := r.titled(root); h != nil {
		found.Title, rest = h.text, h
		if day, name, ok := r.dayName(h.text); ok {
			found.Day, found.Title = min(day, maxDay), cmp.Or(name, h.text)
		}
		r.pack.Name = r.courseName(h.line, found.Title)
	}
	r.opening(root.blocks)
	if rest != root {
		r.opening(rest.blocks)
	}
	for _, kid := range rest.kids {
		r.sort(kid)
	}
	r.readAll()
	slices.SortStableFunc(r.notes, func(a, b source.Note) int { return cmp.Compare(a.Line, b.Line) })
	found.Notes = r.notes
	return found, nil
}

// titled is the heading that names the guide: the only one of its level, above
// all others.
func (r *reader) titled(root *part) *part {
	if len(root.kids) != 1 {
		return nil
	}
	only := root.kids[0]
	if len(only.kids) == 0 && classify(only.text) != unknown && r.holds(only) {
		return nil
	}
	return only
}

// courseName takes off a title what says that this is a guide.
func (r *reader) courseName(line int, s string) string {
	if before, after, ok := strings.Cut(s, ":"); ok && has(before, "guide, leitfaden") && strings.TrimSpace(after) != "" {
		s = strings.TrimSpace(after)
	}
	for _, mark := range []string{" - ", " – ", " — ", ": "} {
		if at := strings.LastIndex(s, mark); at > 0 && has(s[at:], "guide, leitfaden, handbuch") {
			s = s[:at]
			break
		}
	}
	for _, tail := range []string{" & Assessment", " and Assessment", " Guide", " Review Guide"} {
		if before, ok := strings.CutSuffix(s, tail); ok && before != "" {
			s = before
			break
		}
	}
	return r.short(line, "the name of the course", s, maxName)
}

// sort puts a heading to the main parts, or looks for them below it.
func (r *reader) sort(h *part) {
	kind := r.kindOf(h)
	if kind != unknown {
		r.found[kind] = append(r.found[kind], h)
		return
	}
	inside := func(k *part) bool { return r.kindOf(k) != unknown }
	if slices.ContainsFunc(h.kids, inside) {
		r.opening(h.blocks)
		for _, kid := range h.kids {
			r.sort(kid)
		}
		return
	}
	r.note(h.line, skipped, "the heading %q is none that a review guide has; it was left out with the %d paragraphs, lists and tables below it", clip(h.text, 60), len(h.all()))
}

// kindOf is what a heading opens: by its words, else by what stands below it.
func (r *reader) kindOf(h *part) section {
	switch kind := classify(h.text); {
	case kind == assessment && !r.rates(h) && h.ticks():
		return checklists
	case kind == matrix && !r.holdsTopics(h) && len(h.kids) > 0, kind == themes && len(h.kids) == 0 && r.holdsTopics(h):
		if kind == matrix && r.holds(h) {
			return themes
		}
		return matrix
	case kind != unknown:
		return kind
	}
	switch {
	case r.dayed.MatchString(h.text) && r.holds(h):
		return themes
	case r.rates(h):
		return assessment
	case r.holdsTopics(h):
		return matrix
	}
	return unknown
}

// readAll reads the main parts, what is referred to first.
func (r *reader) readAll() {
	for _, h := range r.found[contents] {
		r.note(h.line, took, "the table of contents is not needed and was left out")
	}
	for _, h := range r.found[objectives] {
		r.objectives(h)
	}
	for _, h := range r.found[matrix] {
		r.matrix(h)
	}
	r.topicsOfThemes()
	r.sortTopics()
	r.themes()
	for _, h := range r.found[checklists] {
		r.checklist(h)
	}
	r.assessment()
	r.levels()
	r.plans()
	r.match()
	for _, h := range r.found[preparation] {
		r.preparation(h)
	}
	r.pack.Resources = r.groups(r.found[resources], r.resource)
	r.pack.Support = r.groups(r.found[support], r.entry)
	r.recognition()
}

func (r *reader) objectives(h *part) {
	for _, b := range h.all() {
		switch b.kind {
		case paragraph:
			r.about(b.line, b.words)
		case list:
			for _, it := range b.items {
				if len(r.pack.Objectives) == maxItems {
					r.note(it.line, skipped, "more than %d objectives; this one was left out", maxItems)
					continue
				}
				r.pack.Objectives = append(r.pack.Objectives, r.entry(it, maxTitle))
			}
		default:
			r.leftOut(b)
		}
	}
}

func (r *reader) note(line int, kind source.Kind, format string, args ...any) {
	r.notes = append(r.notes, source.Note{Path: r.path, Line: line, Kind: kind, Text: fmt.Sprintf(format, args...)})
}

// leftOut notes a block that nothing was made of.
func (r *reader) leftOut(b block) {
	switch b.kind {
	case paragraph:
		if text := withoutLeadIn(b.words.text); text != "" {
			r.note(b.line, skipped, "a paragraph was left out: %q", clip(text, 60))
		}
	case list:
		r.note(b.line, skipped, "a list of %d lines stands where none is known, and was left out; put it under a heading that says what it is", len(b.items))
	case grid:
		r.note(b.line, skipped, "a table with the columns %q is not known and was left out", clip(header(b), 100))
	case other:
		r.note(b.line, skipped, "%s was left out; a pack holds plain text", b.words.text)
	}
}

// short cuts a text to at most limit characters, with a note when it does.
func (r *reader) short(line int, what, s string, limit int) string {
	cut := clip(s, limit)
	if cut != s {
		r.note(line, doubtful, "%s is longer than %d characters and was cut: %q", what, limit, clip(s, 60))
	}
	return cut
}

// clip cuts s at a word to at most limit characters, an ellipsis included.
func clip(s string, limit int) string {
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

// all are the blocks of a part and of everything below it, in their order.
func (h *part) all() []block {
	blocks := slices.Clone(h.blocks)
	for _, kid := range h.kids {
		blocks = append(blocks, kid.all()...)
	}
	return blocks
}

// ticks says whether there is a list of boxes to tick below a heading.
func (h *part) ticks() bool {
	return slices.ContainsFunc(h.all(), func(b block) bool { return b.kind == list && ticked(b) })
}

// ticked says whether most lines of a list have a box.
func ticked(b block) bool {
	n := 0
	for _, it := range b.items {
		if it.task {
			n++
		}
	}
	return 2*n > len(b.items)
}

// holds says whether there is a list or a table below a heading.
func (r *reader) holds(h *part) bool {
	return slices.ContainsFunc(h.all(), func(b block) bool { return b.kind == list || b.kind == grid })
}
