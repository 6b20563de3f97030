package guide

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"studybot/content/source"
	"studybot/content/source/guide/assess"
	"studybot/content/source/guide/draft"
	"studybot/content/source/guide/page"
	"studybot/content/source/guide/terms"
)

// Reads says whether a file looks like a review guide: Markdown with at least two
// of the parts that only such guides have.
func Reads(f source.File) bool {
	switch strings.ToLower(path.Ext(f.Path)) {
	case ".md", ".markdown", ".mdown", ".txt":
	default:
		return false
	}
	if len(f.Data) > page.MaxBytes {
		return false
	}
	found := map[terms.Section]bool{}
	for line := range strings.Lines(string(f.Data)) {
		line = strings.TrimSpace(line)
		heading := strings.TrimLeft(line, "#")
		if len(line) > 200 || heading == line && !(strings.HasPrefix(line, "**") && strings.HasSuffix(line, "**")) {
			continue
		}
		found[terms.Classify(strings.Trim(heading, "*"))] = true
	}
	main := 0
	for _, s := range []terms.Section{terms.Matrix, terms.Themes, terms.Assessment, terms.Levels, terms.Plans} {
		if found[s] {
			main++
		}
	}
	return main >= 2
}

// reader reads one guide.
type reader struct {
	*draft.Draft
	*terms.Grammar
	// found are the main parts by kind, in the order of the guide.
	found map[terms.Section][]*page.Part
}

// Read takes the structure of a course out of a review guide: Found.Outline holds
// what the guide says and nothing else; Found.Questions stays empty, because a
// guide's questions have no answers and belong to its themes. An error says that
// the file is no text or too large to be a guide.
func Read(f source.File) (source.Found, error) {
	if len(f.Data) > page.MaxBytes {
		return source.Found{}, fmt.Errorf("%s has %d bytes, a review guide has at most %d: split it", f.Path, len(f.Data), page.MaxBytes)
	}
	text, notes, err := source.Text(f)
	if err != nil {
		return source.Found{}, fmt.Errorf("read the review guide: %w", err)
	}
	r := &reader{Draft: draft.New(f.Path, notes), Grammar: terms.New(), found: map[terms.Section][]*page.Part{}}
	root := page.Read(text, r.Grammar, r.Skipped)
	found := source.Found{Outline: r.Pack}
	rest := root
	if h := r.titled(root); h != nil {
		found.Title, rest = h.Text, h
		if day, name, ok := r.DayName(h.Text); ok {
			found.Day, found.Title = min(day, draft.MaxDay), cmp.Or(name, h.Text)
		}
		r.Pack.Name = r.courseName(h.Line, found.Title)
	}
	r.opening(root.Blocks)
	if rest != root {
		r.opening(rest.Blocks)
	}
	for _, kid := range rest.Kids {
		r.sort(kid)
	}
	r.readAll()
	slices.SortStableFunc(r.Notes, func(a, b source.Note) int { return cmp.Compare(a.Line, b.Line) })
	found.Notes = r.Notes
	return found, nil
}

// titled is the heading that names the guide: the only one of its level, above
// all others.
func (r *reader) titled(root *page.Part) *page.Part {
	if len(root.Kids) != 1 {
		return nil
	}
	only := root.Kids[0]
	if len(only.Kids) == 0 && terms.Classify(only.Text) != terms.Unknown && only.Holds() {
		return nil
	}
	return only
}

// courseName takes off a title what says that this is a guide.
func (r *reader) courseName(line int, s string) string {
	if before, after, ok := strings.Cut(s, ":"); ok && terms.Has(before, "guide, leitfaden") && strings.TrimSpace(after) != "" {
		s = strings.TrimSpace(after)
	}
	for _, mark := range []string{" - ", " – ", " — ", ": "} {
		if at := strings.LastIndex(s, mark); at > 0 && terms.Has(s[at:], "guide, leitfaden, handbuch") {
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
	return r.Short(line, "the name of the course", s, draft.MaxName)
}

// sort puts a heading to the main parts, or looks for them below it.
func (r *reader) sort(h *page.Part) {
	kind := r.kindOf(h)
	if kind != terms.Unknown {
		r.found[kind] = append(r.found[kind], h)
		return
	}
	inside := func(k *page.Part) bool { return r.kindOf(k) != terms.Unknown }
	if slices.ContainsFunc(h.Kids, inside) {
		r.opening(h.Blocks)
		for _, kid := range h.Kids {
			r.sort(kid)
		}
		return
	}
	r.Skipped(h.Line, "the heading %q is none that a review guide has; it was left out with the %d paragraphs, lists and tables below it", draft.Clip(h.Text, 60), len(h.All()))
}

// kindOf is what a heading opens: by its words, else by what stands below it.
func (r *reader) kindOf(h *page.Part) terms.Section {
	switch kind := terms.Classify(h.Text); {
	case kind == terms.Assessment && !assess.Rates(r.Grammar, h) && h.Ticks():
		return terms.Checklists
	case kind == terms.Matrix && !r.holdsTopics(h) && len(h.Kids) > 0, kind == terms.Themes && len(h.Kids) == 0 && r.holdsTopics(h):
		if kind == terms.Matrix && h.Holds() {
			return terms.Themes
		}
		return terms.Matrix
	case kind != terms.Unknown:
		return kind
	}
	switch {
	case r.Dayed(h.Text) && h.Holds():
		return terms.Themes
	case assess.Rates(r.Grammar, h):
		return terms.Assessment
	case r.holdsTopics(h):
		return terms.Matrix
	}
	return terms.Unknown
}

// readAll reads the main parts, what is referred to first.
func (r *reader) readAll() {
	for _, h := range r.found[terms.Contents] {
		r.Took(h.Line, "the table of contents is not needed and was left out")
	}
	for _, h := range r.found[terms.Objectives] {
		r.objectives(h)
	}
	for _, h := range r.found[terms.Matrix] {
		r.matrix(h)
	}
	r.topicsOfThemes()
	r.sortTopics()
	r.themes()
	for _, h := range r.found[terms.Checklists] {
		r.checklist(h)
	}
	assess.Read(r.Draft, r.Grammar, assess.Parts{
		Areas: r.found[terms.Assessment], Levels: r.found[terms.Levels], Plans: r.found[terms.Plans],
	})
	r.match()
	for _, h := range r.found[terms.Preparation] {
		r.preparation(h)
	}
	r.Pack.Resources = r.groups(r.found[terms.Resources], r.resource)
	r.Pack.Support = r.groups(r.found[terms.Support], r.entry)
	r.recognition()
}

func (r *reader) objectives(h *page.Part) {
	for _, b := range h.All() {
		switch b.Kind {
		case page.Paragraph:
			r.about(b.Line, b.Words)
		case page.List:
			for _, it := range b.Items {
				if len(r.Pack.Objectives) == draft.MaxItems {
					r.Skipped(it.Line, "more than %d objectives; this one was left out", draft.MaxItems)
					continue
				}
				r.Pack.Objectives = append(r.Pack.Objectives, r.entry(it, draft.MaxTitle))
			}
		default:
			r.LeftOut(b)
		}
	}
}
