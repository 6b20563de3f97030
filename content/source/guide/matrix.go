package guide

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"studybot/bot/study"
)

// columns are where a table of topics has what; -1 for a column that is not there.
type columns struct{ day, name, concepts, skills, priority int }

// topicColumns recognises a table of topics by its header, in any order. others
// are the columns that it does not know.
func (r *reader) topicColumns(b block) (c columns, others []string, ok bool) {
	c = columns{-1, -1, -1, -1, -1}
	head := b.rows[0].cells
	for i, w := range head {
		s := w.text
		switch {
		case c.priority < 0 && is(s, "priority, review priority, importance, prioritat, wichtigkeit, priorite, prio, weight") || c.priority < 0 && has(s, "priorit"):
			c.priority = i
		case c.concepts < 0 && has(s, "concept, konzept, begriff, notions, key idea, ideas"):
			c.concepts = i
		case c.skills < 0 && has(s, "skill, fahigkeit, competence, practice, praxis, abilities, konnen"):
			c.skills = i
		case c.day < 0 && is(s, "day, module, chapter, unit, session, lesson, lecture, tag, kapitel, modul, lektion, einheit, sitzung, jour, chapitre, seance, lecon, unite, no, nr, #, n°"):
			c.day = i
		case c.name < 0 && is(s, "topic, name, title, subject, thema, themen, titel, sujet, theme, titre, what, content"):
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

func (r *reader) numberedColumn(b block, i int) bool {
	for _, rw := range b.rows[1:] {
		if !r.dayCell.MatchString(rw.at(i)) {
			return false
		}
	}
	return len(b.rows) > 1
}

// at is the text of a cell, "" where the row is short.
func (rw row) at(i int) string {
	if i < 0 || i >= len(rw.cells) {
		return ""
	}
	return signless(rw.cells[i].text)
}

func header(b block) string {
	var names []string
	for _, w := range b.rows[0].cells {
		names = append(names, w.text)
	}
	return strings.Join(names, " | ")
}

// holdsTopics says whether there is a table of topics below a heading.
func (r *reader) holdsTopics(h *part) bool {
	return slices.ContainsFunc(h.all(), func(b block) bool {
		if b.kind != grid {
			return false
		}
		c, _, ok := r.topicColumns(b)
		return ok && c.day >= 0
	})
}

// matrix reads the topics below a heading; each heading in it is a module.
func (r *reader) matrix(h *part) {
	before := len(r.pack.Topics)
	for _, b := range h.blocks {
		r.topicBlock(b)
	}
	if h.level > boldSection || len(h.kids) == 0 && len(r.dayNumbers(h.text)) > 0 {
		r.module(h, before)
	}
	for _, kid := range h.kids {
		before := len(r.pack.Topics)
		for _, b := range kid.all() {
			r.topicBlock(b)
		}
		r.module(kid, before)
	}
}

func (r *reader) topicBlock(b block) {
	switch {
	case b.kind == grid:
		r.topicTable(b)
	case b.kind == list:
		for _, it := range b.items {
			r.topicItem(it)
		}
	default:
		r.leftOut(b)
	}
}

// module makes one of a heading such as "Week 4-5: Foundation (Days 25-31)" and of
// the topics that were read since before.
func (r *reader) module(h *part, before int) {
	name, weeks := h.text, ""
	if first, last, theme, ok := r.week(name); ok && theme != "" {
		name, weeks = theme, span(first, last)
	}
	name, days := r.cutDays(name)
	for _, t := range r.pack.Topics[before:] {
		days = append(days, t.Day)
	}
	if len(days) == 0 {
		r.note(h.line, skipped, "no topics were found under %q", clip(h.text, 60))
		return
	}
	m := study.Module{
		Name: r.short(h.line, "the name of a module", name, maxName), Weeks: weeks,
		From: min(slices.Min(days), maxDay), To: min(slices.Max(days), maxDay),
	}
	switch {
	case len(r.pack.Modules) == maxModules:
		r.note(h.line, skipped, "more than %d modules; %q was left out", maxModules, m.Name)
	case m.From < 1 || slices.ContainsFunc(r.pack.Modules, func(o study.Module) bool { return m.From <= o.To && o.From <= m.To }):
		r.note(h.line, skipped, "the days of %q are those of another module too; it was left out", m.Name)
	default:
		r.pack.Modules = append(r.pack.Modules, m)
	}
}

func (r *reader) topicTable(b block) {
	c, others, ok := r.topicColumns(b)
	if !ok {
		r.leftOut(b)
		return
	}
	if len(others) > 0 {
		r.note(b.line, skipped, "the columns %q are not known and were left out", clip(strings.Join(others, ", "), 100))
	}
	if c.priority < 0 {
		r.note(b.line, doubtful, "the table says no priorities; its topics have none yet")
	}
	stars := 0
	for _, rw := range b.rows[1:] {
		stars = max(stars, starsIn(rw.raw(c.priority)))
	}
	last := 0
	if n := len(r.pack.Topics); n > 0 {
		last = r.pack.Topics[n-1].Day
	}
	for _, rw := range b.rows[1:] {
		if rw.more {
			r.note(rw.line, doubtful, "the line has more cells than the table has columns; the last were left out; write \\| for a bar in a text")
		}
		t := study.Topic{Name: rw.at(c.name), Concepts: r.listed(rw, c.concepts), Skills: r.listed(rw, c.skills)}
		if c.day < 0 {
			t.Day = last + 1
		} else if m := r.dayCell.FindStringSubmatch(rw.at(c.day)); m != nil {
			t.Day = atoi(m[1])
			if c.day == c.name {
				t.Name = m[3]
			}
			if m[2] != "" {
				r.note(rw.line, doubtful, "one line for the days %s-%s: it became a topic of day %d", m[1], m[2], t.Day)
			}
		} else {
			t.Day = last + 1
			r.note(rw.line, doubtful, "%q is no number of a day; the topic got day %d", clip(rw.at(c.day), 40), t.Day)
		}
		if c.day == c.name && t.Name == "" {
			t.Name = rw.at(c.name)
		}
		last = t.Day
		t.Priority = r.ranked(rw.line, rw.raw(c.priority), stars, c.priority >= 0)
		r.topic(rw.line, t)
	}
	if c.day < 0 {
		r.note(b.line, took, "the table has no column of days; its topics were counted in their order")
	}
}

// raw is a cell with its signs, for stars.
func (rw row) raw(i int) string {
	if i < 0 || i >= len(rw.cells) {
		return ""
	}
	return rw.cells[i].text
}

func (r *reader) listed(rw row, i int) []string {
	return r.split(rw.line, rw.at(i))
}

// split takes a list apart at commas and semicolons that are not in brackets.
func (r *reader) split(line int, s string) []string {
	var all []string
	depth, from := 0, 0
	end := func(to int) {
		if w := strings.TrimSpace(s[from:to]); w != "" && w != "-" && w != "–" && w != "—" {
			all = append(all, r.short(line, "a concept or skill", w, maxTitle))
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
	if len(all) > maxWords {
		r.note(line, skipped, "more than %d concepts or skills of one topic; the others were left out", maxWords)
		all = all[:maxWords]
	}
	return all
}

func (r *reader) ranked(line int, s string, stars int, column bool) study.Priority {
	if s == "" {
		if column {
			r.note(line, doubtful, "the topic has no priority yet")
		}
		return ""
	}
	p, exact, ok := priority(s, stars)
	switch {
	case !ok:
		r.note(line, doubtful, "the priority %q is not known; write CRITICAL, HIGH or MEDIUM", clip(s, 40))
	case !exact:
		r.note(line, took, "the priority %q became %s", clip(s, 40), p)
	}
	return p
}

// topic adds a topic, if its day is free.
func (r *reader) topic(line int, t study.Topic) {
	t.Name = r.short(line, "the name of a topic", t.Name, maxName)
	t.Project = is(t.Name, "project, projekt, projet, capstone")
	switch _, twice := r.pack.Topic(t.Day); {
	case t.Name == "":
		r.note(line, skipped, "a topic without a name was left out")
	case t.Day < 1 || t.Day > maxDay:
		r.note(line, skipped, "the topic %q was left out: its day must be 1 to %d", t.Name, maxDay)
	case twice:
		r.note(line, skipped, "the topic %q was left out: day %d has one already", t.Name, t.Day)
	case len(r.pack.Topics) == maxTopics:
		r.note(line, skipped, "more than %d topics; %q was left out", maxTopics, t.Name)
	default:
		r.pack.Topics = append(r.pack.Topics, t)
	}
}

// topicItem reads a topic that is written as a line: "Day 3: Loops", with its
// concepts, skills and priority as lines below it.
func (r *reader) topicItem(it item) {
	t := study.Topic{Name: signless(cmp.Or(it.lead, it.text))}
	if day, name, ok := r.dayName(signless(it.text)); ok && name != "" {
		t.Day, t.Name = day, signless(name)
	} else if n := len(r.pack.Topics); n > 0 {
		t.Day = r.pack.Topics[n-1].Day + 1
	} else {
		t.Day = 1
	}
	if t.Name != it.text {
		if before, after, ok := cutName(t.Name); ok {
			t.Name, t.Concepts = before, r.split(it.line, after)
		}
	}
	for _, sub := range it.subs {
		label, value := labelled(sub)
		switch {
		case has(label, "concept, konzept, begriff, notion"):
			t.Concepts = r.split(sub.line, value)
		case has(label, "skill, fahigkeit, competence"):
			t.Skills = r.split(sub.line, value)
		case has(label, "priorit"):
			t.Priority = r.ranked(sub.line, value, starsIn(value), true)
		default:
			t.Concepts = append(t.Concepts, r.short(sub.line, "a concept", sub.text, maxTitle))
		}
	}
	r.topic(it.line, t)
}

// labelled takes "Label: value" apart; a line without a label is all value.
func labelled(it item) (label, value string) {
	if it.lead != "" && it.rest != "" {
		return it.lead, strings.TrimLeft(it.rest, " :-–—")
	}
	if before, after, ok := strings.Cut(it.text, ":"); ok && len(before) < maxName {
		return before, strings.TrimSpace(after)
	}
	return "", it.text
}

// cutName takes "Name: text" and "Name - text" apart.
func cutName(s string) (name, text string, ok bool) {
	for _, mark := range []string{": ", " - ", " – ", " — "} {
		if before, after, found := strings.Cut(s, mark); found && before != "" {
			return strings.TrimSpace(before), strings.TrimSpace(after), true
		}
	}
	return s, "", false
}

// topicsOfThemes makes topics of chapters such as "Module 2: Loops" when no table
// or list gave any.
func (r *reader) topicsOfThemes() {
	if len(r.pack.Topics) > 0 {
		return
	}
	for _, h := range r.chapters() {
		name, days := r.cutDays(h.text)
		if _, own, ok := r.dayName(name); ok && own != "" {
			name = own
		}
		if len(days) == 0 && h.number > 0 {
			days = []int{h.number}
		}
		if len(days) > 0 {
			r.note(h.line, took, "the guide has no table of topics; the chapter %q became the topic of day %d", clip(name, 60), days[0])
			r.topic(h.line, study.Topic{Day: days[0], Name: name})
		}
	}
}

// sortTopics puts topics and modules in the order of their days.
func (r *reader) sortTopics() {
	slices.SortStableFunc(r.pack.Topics, func(a, b study.Topic) int { return cmp.Compare(a.Day, b.Day) })
	slices.SortStableFunc(r.pack.Modules, func(a, b study.Module) int { return cmp.Compare(a.From, b.From) })
	if len(r.pack.Topics) == 0 {
		r.note(0, doubtful, "no topics were found; write a table with the columns Day, Topic and Priority")
	}
}

func span(first, last int) string {
	if first == last {
		return strconv.Itoa(first)
	}
	return fmt.Sprintf("%d-%d", first, last)
}
