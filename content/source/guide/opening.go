package guide

import (
	"strings"
)

// opening reads paragraphs that stand before the main parts: what the course
// calls the stretch that is reviewed, what follows it, and what it is about.
func (r *reader) opening(blocks []block) {
	for _, b := range blocks {
		if b.kind != paragraph {
			r.leftOut(b)
			continue
		}
		r.about(b.line, b.words)
	}
}

func (r *reader) about(line int, w words) {
	after := strings.TrimLeft(w.rest, " :-–—")
	switch {
	case w.lead != "" && after != "" && is(w.lead, "phase, course, kurs, cours"):
		r.pack.Phase = r.short(line, "the name of the phase", after, maxTitle)
		return
	case w.lead != "" && after != "" && is(w.lead, "next, what follows, danach, ensuite"):
		r.pack.Next = r.short(line, "the name of what follows", after, maxTitle)
		return
	}
	for _, name := range phases(w.text) {
		if r.pack.Phase == "" {
			r.pack.Phase = r.short(line, "the name of the phase", name, maxTitle)
		} else if r.pack.Next == "" && name != r.pack.Phase {
			r.pack.Next = r.short(line, "the name of what follows", name, maxTitle)
		}
	}
	if text := withoutLeadIn(w.text); r.pack.Summary == "" {
		r.pack.Summary = r.short(line, "the introduction", text, maxText)
	} else if text != "" {
		r.note(line, skipped, "a paragraph was left out: %q", clip(text, 60))
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

// withoutLeadIn takes off a last sentence that only announces a list, as "Use
// this guide to:" does.
func withoutLeadIn(s string) string {
	if !strings.HasSuffix(s, ":") {
		return s
	}
	at := max(strings.LastIndex(s, ". "), strings.LastIndex(s, "! "), strings.LastIndex(s, "? "))
	return strings.TrimSpace(s[:at+1])
}
