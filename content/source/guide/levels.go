package guide

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"studybot/bot/study"
)

// banding is a level as the guide has it, before its band is brought to totals.
type banding struct {
	study.Level
	band band
	had  bool
	line int
}

// levels reads the score bands: a heading, a line of a list or a row of a table for
// each.
func (r *reader) levels() {
	var all []*banding
	line := 0
	for _, h := range r.found[levels] {
		line = cmp.Or(line, h.line)
		for _, b := range h.blocks {
			all = append(all, r.levelBlock(b)...)
		}
		for _, k := range h.kids {
			l := r.newLevel(k.line, k.text)
			for _, b := range k.all() {
				r.levelText(l, b)
			}
			all = append(all, l)
		}
	}
	if len(all) > maxLevels {
		r.note(all[maxLevels].line, skipped, "more than %d levels; the others were left out", maxLevels)
		all = all[:maxLevels]
	}
	if len(all) == 0 {
		r.note(0, doubtful, "no levels were found; write a heading for each score band, such as \"80-100 points: Expert\"")
		return
	}
	r.fit(line, all)
}

// newLevel reads a name and a band, as in "90-100 Points: Expert Level".
func (r *reader) newLevel(line int, s string) *banding {
	l := &banding{line: line}
	name := s
	var at []int
	if l.band, at, l.had = r.bandIn(s); l.had {
		name = s[:at[0]] + " " + s[at[1]:]
	} else {
		r.note(line, doubtful, "no score band was found in %q; write one such as 80-100", clip(s, 60))
	}
	l.Name = r.short(line, "the name of a level", r.levelName(name), maxLevel)
	return l
}

func (r *reader) levelName(s string) string {
	for _, w := range []string{"points", "Points", "point", "Point", "pts", "Punkten", "Punkte", "%", "of 100", "Level", "level", "Niveau", "niveau", "Stufe", "score", "Score"} {
		s = strings.ReplaceAll(" "+s+" ", " "+w+" ", " ")
		s = strings.ReplaceAll(s, " "+w+":", " ")
		s = strings.ReplaceAll(s, " "+w+")", " )")
	}
	s = strings.ReplaceAll(strings.ReplaceAll(s, "( )", " "), "()", " ")
	s = signless(strings.Trim(squeeze(s), " :-–—,.()"))
	return strings.Trim(r.title(strings.TrimLeft(trimNumber(s), " :-–—.")), " :-–—,.()")
}

// trimNumber takes the number off "1: Beginner", which was "Level 1: Beginner".
func trimNumber(s string) string {
	if rest := strings.TrimLeft(s, "0123456789"); rest != s && strings.HasPrefix(strings.TrimSpace(rest), ":") {
		return rest
	}
	return s
}

func (r *reader) levelBlock(b block) []*banding {
	var all []*banding
	switch b.kind {
	case list:
		for _, it := range b.items {
			b, at, ok := r.bandIn(it.text)
			if !ok {
				r.note(it.line, skipped, "a line without a score band was left out: %q", clip(it.text, 60))
				continue
			}
			name, about := r.levelName(it.text[:at[0]]), r.afterBand.ReplaceAllString(it.text[at[1]:], "")
			if name == "" {
				name, about, _ = cutName(about)
			} else if at[1] < len(it.lead) {
				name, about = r.levelName(it.lead[:at[0]]+" "+it.lead[at[1]:]), strings.TrimLeft(it.rest, " :-–—")
			}
			l := &banding{line: it.line, band: b, had: true}
			l.Name = r.short(it.line, "the name of a level", r.levelName(name), maxLevel)
			l.Strengths = r.short(it.line, "a text", about, maxText)
			for _, sub := range it.subs {
				r.levelLine(l, sub)
			}
			all = append(all, l)
		}
	case grid:
		all = r.levelTable(b)
	default:
		r.leftOut(b)
	}
	return all
}

func (r *reader) levelTable(b block) []*banding {
	score, name := -1, -1
	for i, w := range b.rows[0].cells {
		switch {
		case score < 0 && is(w.text, "score, points, total, range, band, punkte, summe, percent, percentage, prozent, score range"):
			score = i
		case name < 0 && is(w.text, "level, name, stufe, niveau, meaning, rating, result, bedeutung"):
			name = i
		}
	}
	if score < 0 || name < 0 {
		r.leftOut(b)
		return nil
	}
	var all []*banding
	for _, rw := range b.rows[1:] {
		l := r.newLevel(rw.line, rw.at(score))
		l.Name = r.short(rw.line, "the name of a level", r.levelName(rw.at(name)), maxLevel)
		for i := range rw.cells {
			if i != score && i != name && i < len(b.rows[0].cells) {
				r.levelField(l, rw.line, b.rows[0].cells[i].text, rw.at(i))
			}
		}
		all = append(all, l)
	}
	return all
}

func (r *reader) levelText(l *banding, b block) {
	switch {
	case b.kind == list:
		for _, it := range b.items {
			r.levelLine(l, it)
		}
	case b.kind == paragraph && b.words.lead != "" && b.words.rest != "":
		r.levelField(l, b.line, b.words.lead, strings.TrimLeft(b.words.rest, " :-–—"))
	case b.kind == paragraph && l.Strengths == "":
		l.Strengths = r.short(b.line, "a text", b.words.text, maxText)
	default:
		r.leftOut(b)
	}
}

func (r *reader) levelLine(l *banding, it item) {
	if first, last, theme, ok := r.week(it.text); ok {
		r.addWeeks(&l.Plan, it.line, first, last, theme, it.subs)
		return
	}
	label, value := labelled(it)
	if label == "" {
		label, value = "strengths", it.text
		if l.Strengths != "" {
			label = ""
		}
	}
	r.levelField(l, it.line, label, withSubs(value, it.subs))
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
		if has(label, f.words) {
			*f.to = r.short(line, "a text", squeeze(*f.to+" "+value), maxText)
			return
		}
	}
	r.note(line, skipped, "a line of the level %q was left out: %q; known are Strengths, Readiness, Next steps and Challenge", l.Name, clip(label+": "+value, 60))
}

func withSubs(text string, subs []item) string {
	for i, s := range subs {
		mark := "; "
		if i == 0 {
			mark = ": "
		}
		if text == "" {
			mark = ""
		}
		if len(text) > enough {
			break
		}
		text += mark + withSubs(s.text, s.subs)
	}
	return text
}

// fit brings the bands to the totals of the areas, rated 1 to 5: each level starts
// where its band does, and ends before the next better one.
func (r *reader) fit(line int, all []*banding) {
	slices.SortStableFunc(all, func(a, b *banding) int { return cmp.Compare(b.band.low(), a.band.low()) })
	names := map[string]bool{}
	for _, l := range all {
		name := cmp.Or(l.Name, "Level")
		for n := 2 - min(1, len(name)-len(l.Name)); l.Name == "" || names[l.Name]; n++ {
			l.Name = clip(name, maxLevel-3) + " " + next("", n)[1:]
		}
		names[l.Name] = true
		r.levelLines[l.Name] = l.line
	}
	n := len(r.pack.Areas)
	if n == 0 {
		r.note(line, doubtful, "without areas the bands stay as they are written")
		for _, l := range all {
			l.Min, l.Max = int(l.band.min), int(l.band.max)
			r.pack.Levels = append(r.pack.Levels, l.Level)
		}
		return
	}
	start := r.starts(line, all)
	end := 5 * n
	for i, l := range all {
		l.Min, l.Max = max(start(l.band.low()), n), end
		if i == len(all)-1 {
			l.Min = n
		}
		if l.Min > end {
			r.note(l.line, skipped, "no total of %d areas falls into the level %q; it was left out", n, l.Name)
			continue
		}
		if l.band.hasMax {
			if written := start(l.band.max+r.step(l.band)) - 1; written != l.Max && i > 0 {
				r.note(l.line, doubtful, "the bands leave a gap or overlap; the level %q now ends at %d, where the next one starts", l.Name, l.Max)
			}
		}
		end = l.Min - 1
		r.pack.Levels = append(r.pack.Levels, l.Level)
		if end < n && i < len(all)-1 {
			for _, lost := range all[i+1:] {
				r.note(lost.line, skipped, "no total of %d areas falls into the level %q; it was left out", n, lost.Name)
			}
			r.pack.Levels[len(r.pack.Levels)-1].Min = n
			return
		}
	}
}

// step is the distance from the end of a band to the start of the next.
func (r *reader) step(b band) float64 {
	if b.max != math.Trunc(b.max) {
		return 0.1
	}
	return 1
}

// low is where a band starts; one without a start is the lowest.
func (b band) low() float64 {
	if b.hasMin {
		return b.min
	}
	return math.Inf(-1)
}

// starts is the function from a score of the guide to a total of ours: the least
// and the greatest total stay the ends, what is between moves in proportion. With
// ratings from 1 to 5 and bands in points nothing moves.
func (r *reader) starts(line int, all []*banding) func(float64) int {
	n := float64(len(r.pack.Areas))
	low, high := float64(r.scale.low), float64(r.scale.high)
	top, percent := 0.0, false
	for _, l := range all {
		top = max(top, l.band.max, l.band.min)
		percent = percent || l.band.percent
	}
	factor := 1.0 // from the guide's figures to its points
	switch most := n * high; {
	case percent || top == 100 && most != 100:
		factor = most / 100
		r.note(line, took, "the bands are shares of the highest total: 100 %% is %d here", int(5*n))
	case top > most:
		factor = most / top
		r.note(line, doubtful, "the bands go up to %g, and the areas that were read make %g; they were scaled down", top, most)
	}
	return func(score float64) int {
		if math.IsInf(score, -1) {
			return int(n)
		}
		points := score * factor
		return int(math.Ceil(n + (points-low*n)*4/(high-low) - 1e-6))
	}
}
