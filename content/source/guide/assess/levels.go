package assess

import (
	"cmp"
	"strings"

	"studybot/bot/study"
	"studybot/content/source/guide/draft"
	"studybot/content/source/guide/page"
	"studybot/content/source/guide/terms"
)

// banding is a level as the guide has it, before its band is brought to totals.
type banding struct {
	study.Level
	band terms.Band
	had  bool
	line int
}

// levels reads the score bands: a heading, a line of a list or a row of a table for
// each.
func (r *reader) levels() {
	var all []*banding
	line := 0
	for _, h := range r.parts.Levels {
		line = cmp.Or(line, h.Line)
		for _, b := range h.Blocks {
			all = append(all, r.levelBlock(b)...)
		}
		for _, k := range h.Kids {
			l := r.newLevel(k.Line, k.Text)
			for _, b := range k.All() {
				r.levelText(l, b)
			}
			all = append(all, l)
		}
	}
	if len(all) > draft.MaxLevels {
		r.Skipped(all[draft.MaxLevels].line, "more than %d levels; the others were left out", draft.MaxLevels)
		all = all[:draft.MaxLevels]
	}
	if len(all) == 0 {
		r.Doubtful(0, "no levels were found; write a heading for each score band, such as \"80-100 points: Expert\"")
		return
	}
	r.fit(line, all)
}

// newLevel reads a name and a band, as in "90-100 Points: Expert Level".
func (r *reader) newLevel(line int, s string) *banding {
	l := &banding{line: line}
	name := s
	var at []int
	if l.band, at, l.had = r.BandIn(s); l.had {
		name = s[:at[0]] + " " + s[at[1]:]
	} else {
		r.Doubtful(line, "no score band was found in %q; write one such as 80-100", draft.Clip(s, 60))
	}
	l.Name = r.Short(line, "the name of a level", r.levelName(name), draft.MaxLevel)
	return l
}

func (r *reader) levelName(s string) string {
	for _, w := range []string{"points", "Points", "point", "Point", "pts", "Punkten", "Punkte", "%", "of 100", "Level", "level", "Niveau", "niveau", "Stufe", "score", "Score"} {
		s = strings.ReplaceAll(" "+s+" ", " "+w+" ", " ")
		s = strings.ReplaceAll(s, " "+w+":", " ")
		s = strings.ReplaceAll(s, " "+w+")", " )")
	}
	s = strings.ReplaceAll(strings.ReplaceAll(s, "( )", " "), "()", " ")
	s = terms.Signless(strings.Trim(terms.Squeeze(s), " :-–—,.()"))
	return strings.Trim(r.Title(strings.TrimLeft(trimNumber(s), " :-–—.")), " :-–—,.()")
}

// trimNumber takes the number off "1: Beginner", which was "Level 1: Beginner".
func trimNumber(s string) string {
	if rest := strings.TrimLeft(s, "0123456789"); rest != s && strings.HasPrefix(strings.TrimSpace(rest), ":") {
		return rest
	}
	return s
}

func (r *reader) levelBlock(b page.Block) []*banding {
	var all []*banding
	switch b.Kind {
	case page.List:
		for _, it := range b.Items {
			b, at, ok := r.BandIn(it.Text)
			if !ok {
				r.Skipped(it.Line, "a line without a score band was left out: %q", draft.Clip(it.Text, 60))
				continue
			}
			name, about := r.levelName(it.Text[:at[0]]), r.AfterBand(it.Text[at[1]:])
			if name == "" {
				name, about, _ = terms.CutName(about)
			} else if at[1] < len(it.Lead) {
				name, about = r.levelName(it.Lead[:at[0]]+" "+it.Lead[at[1]:]), strings.TrimLeft(it.Rest, " :-–—")
			}
			l := &banding{line: it.Line, band: b, had: true}
			l.Name = r.Short(it.Line, "the name of a level", r.levelName(name), draft.MaxLevel)
			l.Strengths = r.Short(it.Line, "a text", about, draft.MaxText)
			for _, sub := range it.Subs {
				r.levelLine(l, sub)
			}
			all = append(all, l)
		}
	case page.Grid:
		all = r.levelTable(b)
	default:
		r.LeftOut(b)
	}
	return all
}

func (r *reader) levelTable(b page.Block) []*banding {
	score, name := -1, -1
	for i, w := range b.Rows[0].Cells {
		switch {
		case score < 0 && terms.Is(w.Text, "score, points, total, range, band, punkte, summe, percent, percentage, prozent, score range"):
			score = i
		case name < 0 && terms.Is(w.Text, "level, name, stufe, niveau, meaning, rating, result, bedeutung"):
			name = i
		}
	}
	if score < 0 || name < 0 {
		r.LeftOut(b)
		return nil
	}
	var all []*banding
	for _, rw := range b.Rows[1:] {
		l := r.newLevel(rw.Line, rw.At(score))
		l.Name = r.Short(rw.Line, "the name of a level", r.levelName(rw.At(name)), draft.MaxLevel)
		for i := range rw.Cells {
			if i != score && i != name && i < len(b.Rows[0].Cells) {
				r.levelField(l, rw.Line, b.Rows[0].Cells[i].Text, rw.At(i))
			}
		}
		all = append(all, l)
	}
	return all
}

func (r *reader) levelText(l *banding, b page.Block) {
	switch {
	case b.Kind == page.List:
		for _, it := range b.Items {
			r.levelLine(l, it)
		}
	case b.Kind == page.Paragraph && b.Words.Lead != "" && b.Words.Rest != "":
		r.levelField(l, b.Line, b.Words.Lead, strings.TrimLeft(b.Words.Rest, " :-–—"))
	case b.Kind == page.Paragraph && l.Strengths == "":
		l.Strengths = r.Short(b.Line, "a text", b.Words.Text, draft.MaxText)
	default:
		r.LeftOut(b)
	}
}

func (r *reader) levelLine(l *banding, it page.Item) {
	if first, last, theme, ok := r.Week(it.Text); ok {
		r.addWeeks(&l.Plan, it.Line, first, last, theme, it.Subs)
		return
	}
	label, value := it.Labelled()
	if label == "" {
		label, value = "strengths", it.Text
		if l.Strengths != "" {
			label = ""
		}
	}
	r.levelField(l, it.Line, label, page.WithSubs(value, it.Subs))
}

func (r *reader) levelField(l *banding, line int, label, value string) {
	fields := []struct {
		words string
		to    *string
	}{
		{"strength, starke, forces, points forts, meaning, what it means", &l.Strengths},
		{"ready, readiness, bereit, pret, einsatz", &l.Readiness},
		{"next, nachste, prochaine, action, what to do, recommend, empfehlung", &l.NextStep},
		{"challenge, herausforderung, defi, stretch", &l.Challenge},
	}
	for _, f := range fields {
		if terms.Has(label, f.words) {
			*f.to = r.Short(line, "a text", terms.Squeeze(*f.to+" "+value), draft.MaxText)
			return
		}
	}
	r.Skipped(line, "a line of the level %q was left out: %q; known are Strengths, Readiness, Next steps and Challenge", l.Name, draft.Clip(label+": "+value, 60))
}
