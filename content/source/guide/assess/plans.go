package assess

import (
	"slices"
	"strings"

	"studybot/bot/study"
	"studybot/content/source/guide/draft"
	"studybot/content/source/guide/page"
	"studybot/content/source/guide/terms"
)

// plans reads the plan of each level: a heading that names it, below it lines or
// headings for the weeks, and other lines as activities.
func (r *reader) plans() {
	for _, h := range r.parts.Plans {
		for _, b := range h.Blocks {
			if b.Kind == page.List && !r.hasWeeks(b) || b.Kind != page.List && b.Kind != page.Grid {
				r.LeftOut(b)
			}
		}
		matched := false
		for _, k := range h.Kids {
			l := r.levelNamed(k.Text)
			if l == nil {
				continue
			}
			matched = true
			plan := r.plan(k)
			if len(l.Plan.Weeks) > 0 && len(plan.Weeks) > 0 {
				r.Doubtful(k.Line, "the level %q has two plans; the last was taken", l.Name)
			}
			if len(plan.Weeks) == 0 {
				plan.Weeks = l.Plan.Weeks
			}
			l.Plan = plan
		}
		if matched {
			for _, k := range h.Kids {
				if r.levelNamed(k.Text) == nil {
					r.Skipped(k.Line, "the plan %q names no level of this guide and was left out", draft.Clip(k.Text, 60))
				}
			}
			continue
		}
		r.planForAll(h)
	}
	for i := range r.Pack.Levels {
		l := &r.Pack.Levels[i]
		if len(l.Plan.Weeks) == 0 {
			r.Doubtful(r.levelLines[l.Name], "the level %q has no plan; write a heading \"For %s\" with a line for each week", l.Name, l.Name)
		}
	}
}

// planForAll reads a plan that no level is named for.
func (r *reader) planForAll(h *page.Part) {
	plan := r.plan(h)
	if len(plan.Weeks) == 0 {
		r.Skipped(h.Line, "no weeks were found under %q", draft.Clip(h.Text, 60))
		return
	}
	r.Took(h.Line, "the plan names no level; it became that of every level")
	for i := range r.Pack.Levels {
		if l := &r.Pack.Levels[i]; len(l.Plan.Weeks) == 0 {
			l.Plan = plan
		}
	}
}

// levelNamed is the level that a heading names, by the longest name that it
// contains, else by its band.
func (r *reader) levelNamed(heading string) *study.Level {
	var best *study.Level
	folded := " " + strings.Join(strings.FieldsFunc(terms.Fold(heading), func(c rune) bool { return strings.ContainsRune(" ():,;.-–—", c) }), " ") + " "
	for i := range r.Pack.Levels {
		l := &r.Pack.Levels[i]
		name := " " + strings.Join(strings.FieldsFunc(terms.Fold(l.Name), func(c rune) bool { return strings.ContainsRune(" ():,;.-–—", c) }), " ") + " "
		if strings.Contains(folded, name) && (best == nil || len(l.Name) > len(best.Name)) {
			best = l
		}
	}
	return best
}

func (r *reader) hasWeeks(b page.Block) bool {
	for _, it := range b.Items {
		if _, _, _, ok := r.Week(it.Text); ok {
			return true
		}
	}
	return false
}

func isActivities(heading string) bool {
	return terms.Has(heading, "activit, recommended, aktivitat, empfohlen, ideas, extras, tips")
}

// plan reads the weeks below a heading; days and tasks below a week's own heading
// join its line.
func (r *reader) plan(h *page.Part) study.PlanTemplate {
	var plan study.PlanTemplate
	var read func(k *page.Part, own bool)
	read = func(k *page.Part, own bool) {
		open, from := false, 0
		if first, last, theme, ok := r.Week(k.Text); ok && !own {
			from = len(plan.Weeks)
			r.addWeeks(&plan, k.Line, first, last, theme, nil)
			open = len(plan.Weeks) > from
		} else if !own && !isActivities(k.Text) && plan.Focus == "" {
			plan.Focus = r.Short(k.Line, "the focus of a plan", k.Text, draft.MaxTitle)
		}
		for _, b := range k.Blocks {
			switch {
			case b.Kind == page.List:
				for _, it := range b.Items {
					if open {
						r.join(plan.Weeks[from:], it)
						continue
					}
					r.planLine(&plan, it)
				}
			case b.Kind == page.Grid && r.planTable(&plan, b):
			case b.Kind == page.Paragraph && terms.Is(b.Words.Text, "focus, schwerpunkt, objectif, ziel"):
				_, focus, _ := strings.Cut(b.Words.Text, ":")
				plan.Focus = r.Short(b.Line, "the focus of a plan", strings.TrimSpace(focus), draft.MaxTitle)
			case b.Kind == page.Paragraph && open:
				r.join(plan.Weeks[from:], page.Item{Words: b.Words})
			case b.Kind == page.Paragraph && r.Weeked(b.Words.Text):
				r.planLine(&plan, page.Item{Words: b.Words, Line: b.Line})
			case b.Kind == page.Paragraph && own && plan.Focus == "" && len([]rune(b.Words.Text)) <= draft.MaxTitle:
				plan.Focus = b.Words.Text
			default:
				r.LeftOut(b)
			}
		}
		for _, kid := range k.Kids {
			read(kid, false)
		}
	}
	read(h, true)
	for i := range plan.Weeks {
		w := &plan.Weeks[i]
		w.Theme = r.Short(h.Line, "the line of a week", w.Theme, draft.MaxText)
	}
	return plan
}

// join adds a task to the line of its weeks.
func (r *reader) join(weeks []study.PlanWeek, it page.Item) {
	for i := range weeks {
		w := &weeks[i]
		mark := "; "
		switch {
		case len(w.Theme) > page.Enough:
			return
		case w.Theme == "":
			mark = ""
		case !strings.Contains(w.Theme, ": "):
			mark = ": "
		}
		w.Theme += mark + page.WithSubs(it.Text, it.Subs)
		if !r.Dayed(it.Text) { // "Day 2: ..." is a day of the week
			w.Topics = r.alsoNamed(w.Topics, it.Text)
		}
	}
}

// topicsIn are the days that a text names and the guide teaches, each once.
func (r *reader) topicsIn(s string) []int {
	var days []int
	for _, d := range r.DayNumbers(s) {
		if _, ok := r.Pack.Topic(d); ok && !slices.Contains(days, d) {
			days = append(days, d)
		}
	}
	return days
}

// alsoNamed adds the days that a text names.
func (r *reader) alsoNamed(days []int, text string) []int {
	days = slices.Clone(days) // the weeks of one line share theirs
	for _, d := range r.topicsIn(text) {
		if !slices.Contains(days, d) {
			days = append(days, d)
		}
	}
	if !terms.Has(text, "project days, projekttage") {
		return days
	}
	for _, t := range r.Pack.Topics {
		if t.Project && !slices.Contains(days, t.Day) {
			days = append(days, t.Day)
		}
	}
	return days
}

func (r *reader) planLine(plan *study.PlanTemplate, it page.Item) {
	first, last, theme, week := r.Week(it.Text)
	label, value := it.Labelled()
	switch {
	case week:
		r.addWeeks(plan, it.Line, first, last, theme, it.Subs)
	case terms.Is(label, "focus, schwerpunkt, ziel"):
		plan.Focus = r.Short(it.Line, "the focus of a plan", value, draft.MaxTitle)
	case len(plan.Activities) == draft.MaxActivities:
		r.Skipped(it.Line, "more than %d activities of one plan; this one was left out", draft.MaxActivities)
	default:
		plan.Activities = append(plan.Activities, r.Short(it.Line, "an activity", page.WithSubs(it.Text, it.Subs), draft.MaxText))
	}
}

// addWeeks writes a line for each of the weeks first to last.
func (r *reader) addWeeks(plan *study.PlanTemplate, line, first, last int, theme string, subs []page.Item) {
	if at := len(plan.Weeks); first != at+1 {
		r.Doubtful(line, "week %d stands where week %d is next; it was taken in this order", first, at+1)
	}
	days := r.alsoNamed(nil, theme)
	for _, sub := range subs {
		if !r.Dayed(sub.Text) { // "Day 2: ..." is a day of the week
			days = r.alsoNamed(days, sub.Text)
		}
	}
	theme = page.WithSubs(theme, subs)
	for w := first; w <= last; w++ {
		if len(plan.Weeks) == draft.MaxWeeks {
			r.Skipped(line, "a plan has at most %d weeks; week %d and what follows were left out", draft.MaxWeeks, w)
			return
		}
		plan.Weeks = append(plan.Weeks, study.PlanWeek{Theme: theme, Topics: days})
	}
}

// planTable reads a table with a column of weeks.
func (r *reader) planTable(plan *study.PlanTemplate, b page.Block) bool {
	if !terms.Is(b.Rows[0].At(0), "week, weeks, woche, wochen, semaine, semaines") {
		return false
	}
	for _, rw := range b.Rows[1:] {
		first, last, theme, ok := r.Week(rw.At(0))
		if !ok {
			first, last, theme, ok = r.Week("week " + rw.At(0))
		}
		if !ok {
			r.Skipped(rw.Line, "%q is no number of a week; the line was left out", draft.Clip(rw.At(0), 40))
			continue
		}
		for i := 1; i < len(rw.Cells); i++ {
			if s := rw.At(i); s != "" {
				theme = strings.TrimPrefix(theme+"; "+s, "; ")
			}
		}
		r.addWeeks(plan, rw.Line, first, last, theme, nil)
	}
	return true
}
