package guide

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"studybot/bot/study"
	"studybot/content/source/guide/draft"
	"studybot/content/source/guide/page"
	"studybot/content/source/guide/terms"
)

// columns are where a table of topics has what; -1 for a column that is not there.
type columns struct{ day, name, concepts, skills, priority int }

// topicColumns recognises a table of topics by its header, in any order. others
// are the columns that it does not know.
func (r *reader) topicColumns(b page.Block) (c columns, others []string, ok bool) {
	c = columns{-1, -1, -1, -1, -1}
	head := b.Rows[0].Cells
	for i, w := range head {
		s := w.Text
		switch {
		case c.priority < 0 && terms.Is(s, "priority, review priority, importance, prioritat, wichtigkeit, priorite, prio, weight") || c.priority < 0 && terms.Has(s, "priorit"):
			c.priority = i
		case c.concepts < 0 && terms.Has(s, "concept, konzept, begriff, notions, key idea, ideas"):
			c.concepts = i
		case c.skills < 0 && terms.Has(s, "skill, fahigkeit, competence, practice, praxis, abilities, konnen"):
			c.skills = i
		case c.day < 0 && terms.Is(s, "day, module, chapter, unit, session, lesson, lecture, tag, kapitel, modul, lektion, einheit, sitzung, jour, chapitre, seance, lecon, unite, no, nr, #, n°"):
			c.day = i
		case c.name < 0 && terms.Is(s, "topic, name, title, subject, thema, themen, titel, sujet, theme, titre, what, content"):
			c.name = i
		default:
			others = append(others, s)
		}
	}
	if c.name < 0 && c.day >= 0 { // "Module | Concepts": the name is in the first column
		c.name, c.day = c.day, -1
		if r.numberedColumn(b, c.name) {
			c.day = c.name
		}
	}
	return c, others, c.name >= 0 && (c.day >= 0 || c.concepts >= 0 || c.priority >= 0)
}

func (r *reader) numberedColumn(b page.Block, i int) bool {
	for _, rw := range b.Rows[1:] {
		if _, _, _, ok := r.DayCell(rw.At(i)); !ok {
			return false
		}
	}
	return len(b.Rows) > 1
}

// holdsTopics says whether there is a table of topics below a heading.
func (r *reader) holdsTopics(h *page.Part) bool {
	return slices.ContainsFunc(h.All(), func(b page.Block) bool {
		if b.Kind != page.Grid {
			return false
		}
		c, _, ok := r.topicColumns(b)
		return ok && c.day >= 0
	})
}

// matrix reads the topics below a heading; each heading in it is a module.
func (r *reader) matrix(h *page.Part) {
	before := len(r.Pack.Topics)
	for _, b := range h.Blocks {
		r.topicBlock(b)
	}
	if h.Level > page.BoldSection || len(h.Kids) == 0 && len(r.DayNumbers(h.Text)) > 0 {
		r.module(h, before)
	}
	for _, kid := range h.Kids {
		before := len(r.Pack.Topics)
		for _, b := range kid.All() {
			r.topicBlock(b)
		}
		r.module(kid, before)
	}
}

func (r *reader) topicBlock(b page.Block) {
	switch {
	case b.Kind == page.Grid:
		r.topicTable(b)
	case b.Kind == page.List:
		for _, it := range b.Items {
			r.topicItem(it)
		}
	default:
		r.LeftOut(b)
	}
}

// module makes one of a heading such as "Week 4-5: Foundation (Days 25-31)" and of
// the topics that were read since before.
func (r *reader) module(h *page.Part, before int) {
	name, weeks := h.Text, ""
	if first, last, theme, ok := r.Week(name); ok && theme != "" {
		name, weeks = theme, span(first, last)
	}
	name, days := r.CutDays(name)
	for _, t := range r.Pack.Topics[before:] {
		days = append(days, t.Day)
	}
	if len(days) == 0 {
		r.Skipped(h.Line, "no topics were found under %q", draft.Clip(h.Text, 60))
		return
	}
	m := study.Module{
		Name: r.Short(h.Line, "the name of a module", name, draft.MaxName), Weeks: weeks,
		From: min(slices.Min(days), draft.MaxDay), To: min(slices.Max(days), draft.MaxDay),
	}
	switch {
	case len(r.Pack.Modules) == draft.MaxModules:
		r.Skipped(h.Line, "more than %d modules; %q was left out", draft.MaxModules, m.Name)
	case m.From < 1 || slices.ContainsFunc(r.Pack.Modules, func(o study.Module) bool { return m.From <= o.To && o.From <= m.To }):
		r.Skipped(h.Line, "the days of %q are those of another module too; it was left out", m.Name)
	default:
		r.Pack.Modules = append(r.Pack.Modules, m)
	}
}

func (r *reader) topicTable(b page.Block) {
	c, others, ok := r.topicColumns(b)
	if !ok {
		r.LeftOut(b)
		return
	}
	if len(others) > 0 {
		r.Skipped(b.Line, "the columns %q are not known and were left out", draft.Clip(strings.Join(others, ", "), 100))
	}
	if c.priority < 0 {
		r.Doubtful(b.Line, "the table says no priorities; its topics have none yet")
	}
	stars := 0
	for _, rw := range b.Rows[1:] {
		stars = max(stars, terms.Stars(rw.Raw(c.priority)))
	}
	last := 0
	if n := len(r.Pack.Topics); n > 0 {
		last = r.Pack.Topics[n-1].Day
	}
	for _, rw := range b.Rows[1:] {
		if rw.More {
			r.Doubtful(rw.Line, "the line has more cells than the table has columns; the last were left out; write \\| for a bar in a text")
		}
		t := study.Topic{Name: rw.At(c.name), Concepts: r.listed(rw, c.concepts), Skills: r.listed(rw, c.skills)}
		if c.day < 0 {
			t.Day = last + 1
		} else if first, until, name, ok := r.DayCell(rw.At(c.day)); ok {
			t.Day = terms.Atoi(first)
			if c.day == c.name {
				t.Name = name
			}
			if until != "" {
				r.Doubtful(rw.Line, "one line for the days %s-%s: it became a topic of day %d", first, until, t.Day)
			}
		} else {
			t.Day = last + 1
			r.Doubtful(rw.Line, "%q is no number of a day; the topic got day %d", draft.Clip(rw.At(c.day), 40), t.Day)
		}
		if c.day == c.name && t.Name == "" {
			t.Name = rw.At(c.name)
		}
		last = t.Day
		t.Priority = r.ranked(rw.Line, rw.Raw(c.priority), stars, c.priority >= 0)
		r.topic(rw.Line, t)
	}
	if c.day < 0 {
		r.Took(b.Line, "the table has no column of days; its topics were counted in their order")
	}
}

func (r *reader) listed(rw page.Row, i int) []string {
	return r.split(rw.Line, rw.At(i))
}

// split takes a list apart at commas and semicolons that are not in brackets.
func (r *reader) split(line int, s string) []string {
	var all []string
	depth, from := 0, 0
	end := func(to int) {
		if w := strings.TrimSpace(s[from:to]); w != "" && w != "-" && w != "–" && w != "—" {
			all = append(all, r.Short(line, "a concept or skill", w, draft.MaxTitle))
		}
		from = to + 1
	}
	for i := range len(s) {
		switch c := s[i]; {
		case c == '(' || c == '[':
			depth++
		case (c == ')' || c == ']') && depth > 0:
			depth--
		case depth == 0 && (c == ',' || c == ';'):
			end(i)
		}
	}
	end(len(s))
	if len(all) > draft.MaxWords {
		r.Skipped(line, "more than %d concepts or skills of one topic; the others were left out", draft.MaxWords)
		all = all[:draft.MaxWords]
	}
	return all
}

func (r *reader) ranked(line int, s string, stars int, column bool) study.Priority {
	if s == "" {
		if column {
			r.Doubtful(line, "the topic has no priority yet")
		}
		return ""
	}
	p, exact, ok := terms.Priority(s, stars)
	switch {
	case !ok:
		r.Doubtful(line, "the priority %q is not known; write CRITICAL, HIGH or MEDIUM", draft.Clip(s, 40))
	case !exact:
		r.Took(line, "the priority %q became %s", draft.Clip(s, 40), p)
	}
	return p
}

// topic adds a topic, if its day is free.
func (r *reader) topic(line int, t study.Topic) {
	t.Name = r.Short(line, "the name of a topic", t.Name, draft.MaxName)
	t.Project = terms.Is(t.Name, "project, projekt, projet, capstone")
	switch _, twice := r.Pack.Topic(t.Day); {
	case t.Name == "":
		r.Skipped(line, "a topic without a name was left out")
	case t.Day < 1 || t.Day > draft.MaxDay:
		r.Skipped(line, "the topic %q was left out: its day must be 1 to %d", t.Name, draft.MaxDay)
	case twice:
		r.Skipped(line, "the topic %q was left out: day %d has one already", t.Name, t.Day)
	case len(r.Pack.Topics) == draft.MaxTopics:
		r.Skipped(line, "more than %d topics; %q was left out", draft.MaxTopics, t.Name)
	default:
		r.Pack.Topics = append(r.Pack.Topics, t)
	}
}

// topicItem reads a topic that is written as a line: "Day 3: Loops", with its
// concepts, skills and priority as lines below it.
func (r *reader) topicItem(it page.Item) {
	t := study.Topic{Name: terms.Signless(cmp.Or(it.Lead, it.Text))}
	if day, name, ok := r.DayName(terms.Signless(it.Text)); ok && name != "" {
		t.Day, t.Name = day, terms.Signless(name)
	} else if n := len(r.Pack.Topics); n > 0 {
		t.Day = r.Pack.Topics[n-1].Day + 1
	} else {
		t.Day = 1
	}
	if t.Name != it.Text {
		if before, after, ok := terms.CutName(t.Name); ok {
			t.Name, t.Concepts = before, r.split(it.Line, after)
		}
	}
	for _, sub := range it.Subs {
		label, value := sub.Labelled()
		switch {
		case terms.Has(label, "concept, konzept, begriff, notion"):
			t.Concepts = r.split(sub.Line, value)
		case terms.Has(label, "skill, fahigkeit, competence"):
			t.Skills = r.split(sub.Line, value)
		case terms.Has(label, "priorit"):
			t.Priority = r.ranked(sub.Line, value, terms.Stars(value), true)
		default:
			t.Concepts = append(t.Concepts, r.Short(sub.Line, "a concept", sub.Text, draft.MaxTitle))
		}
	}
	r.topic(it.Line, t)
}

// topicsOfThemes makes topics of chapters such as "Module 2: Loops" when no table
// or list gave any.
func (r *reader) topicsOfThemes() {
	if len(r.Pack.Topics) > 0 {
		return
	}
	for _, h := range r.chapters() {
		name, days := r.CutDays(h.Text)
		if _, own, ok := r.DayName(name); ok && own != "" {
			name = own
		}
		if len(days) == 0 && h.Number > 0 {
			days = []int{h.Number}
		}
		if len(days) > 0 {
			r.Took(h.Line, "the guide has no table of topics; the chapter %q became the topic of day %d", draft.Clip(name, 60), days[0])
			r.topic(h.Line, study.Topic{Day: days[0], Name: name})
		}
	}
}

// sortTopics puts topics and modules in the order of their days.
func (r *reader) sortTopics() {
	slices.SortStableFunc(r.Pack.Topics, func(a, b study.Topic) int { return cmp.Compare(a.Day, b.Day) })
	slices.SortStableFunc(r.Pack.Modules, func(a, b study.Module) int { return cmp.Compare(a.From, b.From) })
	if len(r.Pack.Topics) == 0 {
		r.Doubtful(0, "no topics were found; write a table with the columns Day, Topic and Priority")
	}
}

func span(first, last int) string {
	if first == last {
		return strconv.Itoa(first)
	}
	return fmt.Sprintf("%d-%d", first, last)
}
