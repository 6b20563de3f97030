package guide

import (
	"slices"
	"strings"

	"studybot/bot/study"
)

// plans reads the plan of each level: a heading that names it, below it lines or
// headings for the weeks, and other lines as activities.
func (r *reader) plans() {
	for _, h := range r.found[plans] {
		for _, b := range h.blocks {
			if b.kind == list && !r.hasWeeks(b) || b.kind != list && b.kind != grid {
				r.leftOut(b)
			}
		}
		matched := false
		for _, k := range h.kids {
			l := r.levelNamed(k.text)
			if l == nil {
				continue
			}
			matched = true
			plan := r.plan(k)
			if len(l.Plan.Weeks) > 0 && len(plan.Weeks) > 0 {
				r.note(k.line, doubtful, "the level %q has two plans; the last was taken", l.Name)
			}
			if len(plan.Weeks) == 0 {
				plan.Weeks = l.Plan.Weeks
			}
			l.Plan = plan
		}
		if matched {
			for _, k := range h.kids {
				if r.levelNamed(k.text) == nil {
					r.note(k.line, skipped, "the plan %q names no level of this guide and was left out", clip(k.text, 60))
				}
			}
			continue
		}
		r.planForAll(h)
	}
	for i := range r.pack.Levels {
		l := &r.pack.Levels[i]
		if len(l.Plan.Weeks) == 0 {
			r.note(r.levelLines[l.Name], doubtful, "the level %q has no plan; write a heading \"For %s\" with a line for each week", l.Name, l.Name)
		}
	}
}

// planForAll reads a plan that no level is named for.
func (r *reader) planForAll(h *part) {
	plan := r.plan(h)
	if len(plan.Weeks) == 0 {
		r.note(h.line, skipped, "no weeks were found under %q", clip(h.text, 60))
		return
	}
	r.note(h.line, took, "the plan names no level; it became that of every level")
	for i := range r.pack.Levels {
		if l := &r.pack.Levels[i]; len(l.Plan.Weeks) == 0 {
			l.Plan = plan
		}
	}
}

// levelNamed is the level that a heading names, by the longest name that it
// contains, else by its band.
func (r *reader) levelNamed(heading string) *study.Level {
	var best *study.Level
	folded := " " + strings.Join(strings.FieldsFunc(fold(heading), func(c rune) bool { return strings.ContainsRune(" ():,;.-–—", c) }), " ") + " "
	for i := range r.pack.Levels {
		l := &r.pack.Levels[i]
		name := " " + strings.Join(strings.FieldsFunc(fold(l.Name), func(c rune) bool { return strings.ContainsRune(" ():,;.-–—", c) }), " ") + " "
		if strings.Contains(folded, name) && (best == nil || len(l.Name) > len(best.Name)) {
			best = l
		}
	}
	return best
}

func (r *reader) hasWeeks(b block) bool {
	for _, it := range b.items {
		if _, _, _, ok := r.week(it.text); ok {
			return true
		}
	}
	return false
}

func isActivities(heading string) bool {
	return has(heading, "activit, recommended, aktivitat, empfohlen, ideas, extras, tips")
}

// plan reads the weeks below a heading; days and tasks below a week's own heading
// join its line.
func (r *reader) plan(h *part) study.PlanTemplate {
	var plan study.PlanTemplate
	var read func(k *part, own bool)
	read = func(k *part, own bool) {
		open, from := false, 0
		if first, last, theme, ok := r.week(k.text); ok && !own {
			from = len(plan.Weeks)
			r.addWeeks(&plan, k.line, first, last, theme, nil)
			open = len(plan.Weeks) > from
		} else if !own && !isActivities(k.text) && plan.Focus == "" {
			plan.Focus = r.short(k.line, "the focus of a plan", k.text, maxTitle)
		}
		for _, b := range k.blocks {
			switch {
			case b.kind == list:
				for _, it := range b.items {
					if open {
						r.join(plan.Weeks[from:], it)
						continue
					}
					r.planLine(&plan, it)
				}
			case b.kind == grid && r.planTable(&plan, b):
			case b.kind == paragraph && is(b.words.text, "focus, schwerpunkt, objectif, ziel"):
				_, focus, _ := strings.Cut(b.words.text, ":")
				plan.Focus = r.short(b.line, "the focus of a plan", strings.TrimSpace(focus), maxTitle)
			case b.kind == paragraph && open:
				r.join(plan.Weeks[from:], item{words: b.words})
			case b.kind == paragraph && r.weeked.MatchString(b.words.text):
				r.planLine(&plan, item{words: b.words, line: b.line})
			case b.kind == paragraph && own && plan.Focus == "" && len([]rune(b.words.text)) <= maxTitle:
				plan.Focus = b.words.text
			default:
				r.leftOut(b)
			}
		}
		for _, kid := range k.kids {
			read(kid, false)
		}
	}
	read(h, true)
	for i := range plan.Weeks {
		w := &plan.Weeks[i]
		w.Theme = r.short(h.line, "the line of a week", w.Theme, maxText)
	}
	return plan
}

// join adds a task to the line of its weeks.
func (r *reader) join(weeks []study.PlanWeek, it item) {
	for i := range weeks {
		w := &weeks[i]
		mark := "; "
		switch {
		case len(w.Theme) > enough:
			return
		case w.Theme == "":
			mark = ""
		case !strings.Contains(w.Theme, ": "):
			mark = ": "
		}
		w.Theme += mark + withSubs(it.text, it.subs)
		if !r.dayed.MatchString(it.text) { // "Day 2: ..." is a day of the week
			w.Topics = r.alsoNamed(w.Topics, it.text)
		}
	}
}

// alsoNamed adds the days that a text names.
func (r *reader) alsoNamed(days []int, text string) []int {
	days = slices.Clone(days) // the weeks of one line share theirs
	for _, d := range r.topicsIn(text) {
		if !slices.Contains(days, d) {
			days = append(days, d)
		}
	}
	if !has(text, "project days, projekttage") {
		return days
	}
	for _, t := range r.pack.Topics {
		if t.Project && !slices.Contains(days, t.Day) {
			days = append(days, t.Day)
		}
	}
	return days
}

func (r *reader) planLine(plan *study.PlanTemplate, it item) {
	first, last, theme, week := r.week(it.text)
	label, value := labelled(it)
	switch {
	case week:
		r.addWeeks(plan, it.line, first, last, theme, it.subs)
	case is(label, "focus, schwerpunkt, ziel"):
		plan.Focus = r.short(it.line, "the focus of a plan", value, maxTitle)
	case len(plan.Activities) == maxActivities:
		r.note(it.line, skipped, "more than %d activities of one plan; this one was left out", maxActivities)
	default:
		plan.Activities = append(plan.Activities, r.short(it.line, "an activity", withSubs(it.text, it.subs), maxText))
	}
}

// addWeeks writes a line for each of the weeks first to last.
func (r *reader) addWeeks(plan *study.PlanTemplate, line, first, last int, theme string, subs []item) {
	if at := len(plan.Weeks); first != at+1 {
		r.note(line, doubtful, "week %d stands where week %d is next; it was taken in this order", first, at+1)
	}
	days := r.alsoNamed(nil, theme)
	for _, sub := range subs {
		if !r.dayed.MatchString(sub.text) { // "Day 2: ..." is a day of the week
			days = r.alsoNamed(days, sub.text)
		}
	}
	theme = withSubs(theme, subs)
	for w := first; w <= last; w++ {
		if len(plan.Weeks) == maxWeeks {
			r.note(line, skipped, "a plan has at most %d weeks; week %d and what follows were left out", maxWeeks, w)
			return
		}
		plan.Weeks = append(plan.Weeks, study.PlanWeek{Theme: theme, Topics: days})
	}
}

// planTable reads a table with a column of weeks.
func (r *reader) planTable(plan *study.PlanTemplate, b block) bool {
	if !is(b.rows[0].at(0), "week, weeks, woche, wochen, semaine, semaines") {
		return false
	}
	for _, rw := range b.rows[1:] {
		first, last, theme, ok := r.week(rw.at(0))
		if !ok {
			first, last, theme, ok = r.week("week " + rw.at(0))
		}
		if !ok {
			r.note(rw.line, skipped, "%q is no number of a week; the line was left out", clip(rw.at(0), 40))
			continue
		}
		for i := 1; i < len(rw.cells); i++ {
			if s := rw.at(i); s != "" {
				theme = strings.TrimPrefix(theme+"; "+s, "; ")
			}
		}
		r.addWeeks(plan, rw.line, first, last, theme, nil)
	}
	return true
}
