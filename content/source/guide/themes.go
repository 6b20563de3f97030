package guide

import (
	"cmp"
	"slices"
	"strings"

	"studybot/bot/study"
	"studybot/content/source/guide/draft"
	"studybot/content/source/guide/page"
	"studybot/content/source/guide/terms"
)

// chapters are the headings that stand for themes.
func (r *reader) chapters() []*page.Part {
	var all []*page.Part
	for _, h := range r.found[terms.Themes] {
		if r.Dayed(h.Text) || len(h.Kids) == 0 || !slices.ContainsFunc(h.Kids, func(k *page.Part) bool { return k.Holds() }) {
			all = append(all, h)
			continue
		}
		all = append(all, h.Kids...)
	}
	return all
}

// themes reads the chapters: groups of concepts, open questions, things to build.
func (r *reader) themes() {
	hands := study.Checklist{ID: "hands-on", Name: "Hands-on review"}
	groupIDs, itemIDs := draft.IDs{}, draft.IDs{}
	chapters := r.chapters()
	own := map[*page.Part]bool{}
	for _, h := range chapters {
		own[h] = true
	}
	for _, h := range r.found[terms.Themes] {
		if !own[h] {
			for _, b := range h.Blocks {
				r.LeftOut(b)
			}
		}
	}
	counted := r.countsDays(chapters)
	for _, h := range chapters {
		r.theme(h, counted, &hands, groupIDs, itemIDs)
	}
	for _, h := range r.found[terms.Questions] {
		t := study.Theme{Name: r.Short(h.Line, "the name of a chapter", h.Text, draft.MaxName)}
		for _, b := range h.All() {
			r.themeQuestions(&t, b)
		}
		r.addTheme(h, t)
	}
	if len(hands.Groups) > 0 {
		r.Pack.Checklists = append(r.Pack.Checklists, hands)
	}
}

func (r *reader) theme(h *page.Part, counted bool, hands *study.Checklist, groupIDs, itemIDs draft.IDs) {
	name, days := r.CutDays(h.Text)
	if day, own, ok := r.DayName(name); ok {
		name = cmp.Or(own, name)
		days = append(days, day)
	} else if _, ok := r.Pack.Topic(h.Number); ok && counted && len(days) == 0 {
		days = []int{h.Number}
	}
	t := study.Theme{Name: r.Short(h.Line, "the name of a chapter", name, draft.MaxName)}
	for _, d := range days {
		if _, ok := r.Pack.Topic(d); !ok {
			r.Doubtful(h.Line, "the chapter names day %d, and no topic has it", d)
		} else if !slices.Contains(t.Topics, d) {
			t.Topics = append(t.Topics, d)
		}
	}
	inside := draft.IDs{}
	groups := draft.IDs{}
	var read func(k *page.Part, own bool)
	read = func(k *page.Part, own bool) {
		for _, b := range k.Blocks {
			asks := !own && isQuestions(k.Text)
			switch {
			case asks || b.Kind == page.List && asksAll(b):
				r.themeQuestions(&t, b)
			case b.Kind != page.List:
				r.LeftOut(b)
			case b.Ticked() || !own && terms.Is(k.Text, "hands-on, exercise, exercises, review exercises, practice, checklist, review checklist, to do, ubungen, exercices"):
				g := study.Group{Name: r.Short(k.Line, "the name of a group", joinName(t.Name, k.Text, own), draft.MaxName)}
				for _, it := range b.Items {
					g.Items = r.appendItem(g.Items, it, itemIDs, r.tick(it))
				}
				if len(g.Items) == 0 {
					continue
				}
				if len(hands.Groups) == draft.MaxGroups {
					r.Skipped(b.Line, "more than %d lists of things to build; %q was left out", draft.MaxGroups, g.Name)
					continue
				}
				g.ID = groupIDs.Of(t.Name)
				hands.Groups = append(hands.Groups, g)
				if t.Checklist == "" {
					t.Checklist, t.Group = hands.ID, g.ID
				}
			default:
				g := study.Group{Name: t.Name}
				if !own {
					g.Name = r.Short(k.Line, "the name of a group", k.Text, draft.MaxName)
				}
				for _, it := range b.Items {
					g.Items = r.appendItem(g.Items, it, inside, r.entry(it, draft.MaxTitle))
				}
				g.ID = groups.Of(g.Name)
				t.Groups = r.appendGroup(b.Line, t.Groups, g)
			}
		}
		for _, kid := range k.Kids {
			read(kid, false)
		}
	}
	read(h, true)
	r.addTheme(h, t)
}

// countsDays says whether every topic is a chapter of the same number.
func (r *reader) countsDays(chapters []*page.Part) bool {
	if len(chapters) != len(r.Pack.Topics) {
		return false
	}
	for i, h := range chapters {
		if h.Number != r.Pack.Topics[i].Day {
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

func isQuestions(heading string) bool { return terms.Has(heading, "question, fragen") }

// asksAll says whether every line of a list is a question.
func asksAll(b page.Block) bool {
	return !slices.ContainsFunc(b.Items, func(it page.Item) bool { return !strings.HasSuffix(it.Text, "?") || it.Task })
}

func (r *reader) themeQuestions(t *study.Theme, b page.Block) {
	if b.Kind != page.List {
		r.LeftOut(b)
		return
	}
	for _, it := range b.Items {
		text := page.WithSubs(it.Text, it.Subs)
		if len(t.Questions) == draft.MaxQuestions {
			r.Skipped(it.Line, "more than %d questions of one chapter; this one was left out", draft.MaxQuestions)
			continue
		}
		t.Questions = append(t.Questions, r.Short(it.Line, "a question", text, draft.MaxText))
	}
}

func (r *reader) addTheme(h *page.Part, t study.Theme) {
	switch {
	case len(t.Groups) == 0 && len(t.Questions) == 0 && t.Checklist == "":
		r.Skipped(h.Line, "the chapter %q holds no list of concepts, questions or things to build, and was left out", draft.Clip(h.Text, 60))
	case len(r.Pack.Themes) == draft.MaxThemes:
		r.Skipped(h.Line, "more than %d chapters; %q was left out", draft.MaxThemes, t.Name)
	default:
		r.Pack.Themes = append(r.Pack.Themes, t)
	}
}
