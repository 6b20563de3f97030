package guide

import (
	"cmp"
	"slices"
	"strings"

	"studybot/bot/study"
)

// chapters are the headings that stand for themes.
func (r *reader) chapters() []*part {
	var all []*part
	for _, h := range r.found[themes] {
		if r.dayed.MatchString(h.text) || len(h.kids) == 0 || !slices.ContainsFunc(h.kids, func(k *part) bool { return r.holds(k) }) {
			all = append(all, h)
			continue
		}
		all = append(all, h.kids...)
	}
	return all
}

// themes reads the chapters: groups of concepts, open questions, things to build.
func (r *reader) themes() {
	hands := study.Checklist{ID: "hands-on", Name: "Hands-on review"}
	groupIDs, itemIDs := ids{}, ids{}
	chapters := r.chapters()
	own := map[*part]bool{}
	for _, h := range chapters {
		own[h] = true
	}
	for _, h := range r.found[themes] {
		if !own[h] {
			for _, b := range h.blocks {
				r.leftOut(b)
			}
		}
	}
	counted := r.countsDays(chapters)
	for _, h := range chapters {
		r.theme(h, counted, &hands, groupIDs, itemIDs)
	}
	for _, h := range r.found[questions] {
		t := study.Theme{Name: r.short(h.line, "the name of a chapter", h.text, maxName)}
		for _, b := range h.all() {
			r.themeQuestions(&t, b)
		}
		r.addTheme(h, t)
	}
	if len(hands.Groups) > 0 {
		r.pack.Checklists = append(r.pack.Checklists, hands)
	}
}

func (r *reader) theme(h *part, counted bool, hands *study.Checklist, groupIDs, itemIDs ids) {
	name, days := r.cutDays(h.text)
	if day, own, ok := r.dayName(name); ok {
		name = cmp.Or(own, name)
		days = append(days, day)
	} else if _, ok := r.pack.Topic(h.number); ok && counted && len(days) == 0 {
		days = []int{h.number}
	}
	t := study.Theme{Name: r.short(h.line, "the name of a chapter", name, maxName)}
	for _, d := range days {
		if _, ok := r.pack.Topic(d); !ok {
			r.note(h.line, doubtful, "the chapter names day %d, and no topic has it", d)
		} else if !slices.Contains(t.Topics, d) {
			t.Topics = append(t.Topics, d)
		}
	}
	inside := ids{}
	groups := ids{}
	var read func(k *part, own bool)
	read = func(k *part, own bool) {
		for _, b := range k.blocks {
			asks := !own && isQuestions(k.text)
			switch {
			case asks || b.kind == list && asksAll(b):
				r.themeQuestions(&t, b)
			case b.kind != list:
				r.leftOut(b)
			case ticked(b) || !own && is(k.text, "hands-on, exercise, exercises, review exercises, practice, checklist, review checklist, to do, ubungen, exercices"):
				g := study.Group{Name: r.short(k.line, "the name of a group", joinName(t.Name, k.text, own), maxName)}
				for _, it := range b.items {
					g.Items = r.appendItem(g.Items, it, itemIDs, r.tick(it))
				}
				if len(g.Items) == 0 {
					continue
				}
				if len(hands.Groups) == maxGroups {
					r.note(b.line, skipped, "more than %d lists of things to build; %q was left out", maxGroups, g.Name)
					continue
				}
				g.ID = groupIDs.of(t.Name)
				hands.Groups = append(hands.Groups, g)
				if t.Checklist == "" {
					t.Checklist, t.Group = hands.ID, g.ID
				}
			default:
				g := study.Group{Name: t.Name}
				if !own {
					g.Name = r.short(k.line, "the name of a group", k.text, maxName)
				}
				for _, it := range b.items {
					g.Items = r.appendItem(g.Items, it, inside, r.entry(it, maxTitle))
				}
				g.ID = groups.of(g.Name)
				t.Groups = r.appendGroup(b.line, t.Groups, g)
			}
		}
		for _, kid := range k.kids {
			read(kid, false)
		}
	}
	read(h, true)
	r.addTheme(h, t)
}

// countsDays says whether every topic is a chapter of the same number.
func (r *reader) countsDays(chapters []*part) bool {
	if len(chapters) != len(r.pack.Topics) {
		return false
	}
	for i, h := range chapters {
		if h.number != r.pack.Topics[i].Day {
			return false
		}
	}
	return true
}

func joinName(theme, group string, own bool) string {
	if own {
		return theme
	}
	return theme + ": " + group
}

func isQuestions(heading string) bool { return has(heading, "question, fragen") }

// asksAll says whether every line of a list is a question.
func asksAll(b block) bool {
	return !slices.ContainsFunc(b.items, func(it item) bool { return !strings.HasSuffix(it.text, "?") || it.task })
}

func (r *reader) themeQuestions(t *study.Theme, b block) {
	if b.kind != list {
		r.leftOut(b)
		return
	}
	for _, it := range b.items {
		text := withSubs(it.text, it.subs)
		if len(t.Questions) == maxQuestions {
			r.note(it.line, skipped, "more than %d questions of one chapter; this one was left out", maxQuestions)
			continue
		}
		t.Questions = append(t.Questions, r.short(it.line, "a question", text, maxText))
	}
}

func (r *reader) addTheme(h *part, t study.Theme) {
	switch {
	case len(t.Groups) == 0 && len(t.Questions) == 0 && t.Checklist == "":
		r.note(h.line, skipped, "the chapter %q holds no list of concepts, questions or things to build, and was left out", clip(h.text, 60))
	case len(r.pack.Themes) == maxThemes:
		r.note(h.line, skipped, "more than %d chapters; %q was left out", maxThemes, t.Name)
	default:
		r.pack.Themes = append(r.pack.Themes, t)
	}
}
