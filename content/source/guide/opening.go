package guide

import (
	"strings"

	"studybot/content/source/guide/draft"
	"studybot/content/source/guide/page"
	"studybot/content/source/guide/terms"
)

// opening reads paragraphs that stand before the main parts: what the course
// calls the stretch that is reviewed, what follows it, and what it is about.
func (r *reader) opening(blocks []page.Block) {
	for _, b := range blocks {
		if b.Kind != page.Paragraph {
			r.LeftOut(b)
			continue
		}
		r.about(b.Line, b.Words)
	}
}

func (r *reader) about(line int, w page.Words) {
	after := strings.TrimLeft(w.Rest, " :-–—")
	switch {
	case w.Lead != "" && after != "" && terms.Is(w.Lead, "phase, course, kurs, cours"):
		r.Pack.Phase = r.Short(line, "the name of the phase", after, draft.MaxTitle)
		return
	case w.Lead != "" && after != "" && terms.Is(w.Lead, "next, what follows, danach, ensuite"):
		r.Pack.Next = r.Short(line, "the name of what follows", after, draft.MaxTitle)
		return
	}
	for _, name := range phases(w.Text) {
		if r.Pack.Phase == "" {
			r.Pack.Phase = r.Short(line, "the name of the phase", name, draft.MaxTitle)
		} else if r.Pack.Next == "" && name != r.Pack.Phase {
			r.Pack.Next = r.Short(line, "the name of what follows", name, draft.MaxTitle)
		}
	}
	if text := draft.WithoutLeadIn(w.Text); r.Pack.Summary == "" {
		r.Pack.Summary = r.Short(line, "the introduction", text, draft.MaxText)
	} else if text != "" {
		r.Skipped(line, "a paragraph was left out: %q", draft.Clip(text, 60))
	}
}

// phases are names such as "Phase 3: Advanced ML" in a running text.
func phases(text string) []string {
	var names []string
	rest := text
	for {
		at, kind := -1, ""
		for _, w := range []string{"Phase ", "Part ", "Stage ", "Term ", "Semester ", "Block ", "Level ", "Teil ", "Abschnitt ", "Partie "} {
			if i := strings.Index(rest, w); i >= 0 && (at < 0 || i < at) {
				at, kind = i, w
			}
		}
		if at < 0 {
			return names
		}
		rest = rest[at:]
		digits := strings.TrimLeft(rest[len(kind):], "0123456789IVX")
		if len(digits) == len(rest)-len(kind) || !strings.HasPrefix(digits, ": ") {
			rest = rest[len(kind):]
			continue
		}
		end := len(rest)
		for _, stop := range []string{" (", "; ", ". ", ", ", " und ", " et "} {
			if i := strings.Index(rest, stop); i > 0 {
				end = min(end, i)
			}
		}
		name := rest[:end]
		// "Part 1: Wires and Packets and gets you ready for": a small word goes on
		// with the sentence.
		for at, from := 0, 0; ; {
			if at = strings.Index(name[from:], " and "); at < 0 {
				break
			}
			from += at + len(" and ")
			if from < len(name) && name[from] >= 'a' && name[from] <= 'z' {
				name = name[:from-len(" and ")]
				break
			}
		}
		names = append(names, strings.TrimRight(name, ".!: "))
		rest = rest[len(name):]
	}
}
