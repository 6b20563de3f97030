package guide

import (
	"strings"
	"unicode"

	"studybot/bot/study"
	"studybot/content/source/guide/draft"
	"studybot/content/source/guide/page"
	"studybot/content/source/guide/terms"
)

// groups reads the lists below headings: a group for each list, named after its
// heading; part is the heading that groups share.
func (r *reader) groups(sections []*page.Part, entry func(page.Item, int) study.Item) []study.Group {
	var all []study.Group
	groupIDs, itemIDs := draft.IDs{}, draft.IDs{}
	for _, h := range sections {
		r.eachList(h, func(k, above *page.Part, b page.Block) {
			all = r.addList(all, k, above, b, groupIDs, itemIDs, entry)
		}, r.LeftOut)
	}
	return all
}

// eachList calls list for every list below a heading, with the heading that it
// stands under and, when that is not the section's own or its direct child, the
// one above; all other blocks go to rest.
func (r *reader) eachList(h *page.Part, each func(k, above *page.Part, b page.Block), rest func(page.Block)) {
	var walk func(k, above *page.Part, depth int)
	walk = func(k, above *page.Part, depth int) {
		for _, b := range k.Blocks {
			if b.Kind == page.List {
				each(k, above, b)
			} else {
				rest(b)
			}
		}
		for _, kid := range k.Kids {
			if depth == 0 {
				walk(kid, nil, 1)
			} else {
				walk(kid, k, depth+1)
			}
		}
	}
	walk(h, nil, 0)
}

func (r *reader) addList(all []study.Group, k, above *page.Part, b page.Block, groupIDs, itemIDs draft.IDs, entry func(page.Item, int) study.Item) []study.Group {
	g := study.Group{Name: r.Short(k.Line, "the name of a group", k.Text, draft.MaxName)}
	if above != nil {
		g.Part = r.Short(above.Line, "the name of a part", above.Text, draft.MaxName)
	}
	for _, it := range b.Items {
		g.Items = r.appendItem(g.Items, it, itemIDs, entry(it, draft.MaxTitle))
	}
	g.ID = groupIDs.Of(g.Name)
	return r.appendGroup(b.Line, all, g)
}

func (r *reader) appendGroup(line int, all []study.Group, g study.Group) []study.Group {
	switch {
	case len(g.Items) == 0:
		return all
	case len(all) == draft.MaxGroups:
		r.Skipped(line, "more than %d lists in one part; %q was left out", draft.MaxGroups, g.Name)
		return all
	}
	return append(all, g)
}

func (r *reader) appendItem(all []study.Item, from page.Item, itemIDs draft.IDs, it study.Item) []study.Item {
	switch {
	case it.Name == "":
		r.Skipped(from.Line, "a line without words was left out")
		return all
	case len(all) == draft.MaxItems:
		r.Skipped(from.Line, "more than %d lines in one list; %q was left out", draft.MaxItems, draft.Clip(it.Name, 60))
		return all
	}
	it.ID = itemIDs.Of(it.Name)
	return append(all, it)
}

// entry reads a line such as "**Name**: text"; a name may have limit characters,
// and of a longer one the whole stands in the text.
func (r *reader) entry(it page.Item, limit int) study.Item {
	e := study.Item{URL: it.URL}
	switch {
	case it.Lead != "" && strings.HasPrefix(it.Text, it.Lead):
		e.Name, e.Text = it.Lead, strings.TrimLeft(it.Rest, " :-–—")
	default:
		e.Name = terms.Signless(it.Text)
		if before, after, ok := terms.CutName(e.Name); ok && len(before) <= draft.MaxName {
			e.Name, e.Text = before, after
		}
	}
	e.Name = terms.Signless(e.Name)
	if e.Name == "" {
		e.Name, e.Text = e.Text, ""
	}
	for _, sub := range it.Subs {
		r.under(&e, sub)
	}
	if name := draft.Clip(e.Name, limit); name != e.Name {
		e.Name, e.Text = name, terms.Squeeze(e.Name+" "+e.Text)
	}
	e.Text = r.Short(it.Line, "a text", e.Text, draft.MaxText)
	return e
}

// under joins the lines below an entry to its text.
func (r *reader) under(e *study.Item, sub page.Item) {
	if len(e.Text) > page.Enough {
		return
	}
	if e.Text != "" && !strings.HasSuffix(e.Text, ".") && !strings.HasSuffix(e.Text, ":") {
		e.Text += ";"
	}
	e.Text = terms.Squeeze(e.Text + " " + sub.Text)
	if e.URL == "" {
		e.URL = sub.URL
	}
	for _, s := range sub.Subs {
		r.under(e, s)
	}
}

// tick reads a line with a box: its name stands on a button, so it is short.
func (r *reader) tick(it page.Item) study.Item { return r.entry(it, draft.MaxName) }

// resource reads "**"Title"** by Author", "[Title](address) - what it is" and
// "**Subject**: "Title" (Author)".
func (r *reader) resource(it page.Item, limit int) study.Item {
	e := r.entry(it, limit)
	if address, before, after := bareAddress(e.Name + " " + e.Text); e.URL == "" && address != "" {
		e.URL = address
		if e.Text == "" {
			e.Name = terms.Signless(strings.Trim(before, " :-–—("))
		} else {
			e.Text = terms.Squeeze(strings.TrimRight(strings.TrimPrefix(before, e.Name), " :-–—(") + " " + strings.TrimLeft(after, " )"))
		}
		if e.Name == "" {
			e.Name = draft.Clip(address, limit)
		}
	}
	if title, rest, ok := quoted(e.Text); ok && it.Lead != "" && !isQuoted(it.Lead) {
		e.Text = e.Name
		if inner := strings.TrimSuffix(strings.TrimPrefix(rest, "("), ")"); inner != rest && strings.HasPrefix(rest, "(") && !isAcronym(inner) {
			e.By = inner
		} else {
			e.Text = terms.Squeeze(e.Text + " " + rest)
		}
		e.Name = title
	}
	if title, rest, ok := quoted(e.Name); ok {
		e.Name, e.Text = title, terms.Squeeze(rest+" "+e.Text)
	}
	for _, by := range []string{"by ", "von ", "par "} {
		for _, place := range []*string{&e.Text, &e.Name} {
			before, after, ok := strings.Cut(" "+*place, " "+by)
			if !ok || e.By != "" || place == &e.Text && strings.TrimSpace(before) != "" || place == &e.Name && (strings.TrimSpace(before) == "" || it.Lead != "" || isLower(after)) {
				continue
			}
			author, text, more := terms.CutName(after)
			e.By = author
			if place == &e.Name {
				e.Name = strings.TrimSpace(before)
			} else {
				e.Text = ""
			}
			if more {
				e.Text = terms.Squeeze(text + " " + e.Text)
			}
		}
	}
	e.By = r.Short(it.Line, "the authors", strings.TrimRight(strings.TrimSpace(e.By), ".,"), draft.MaxTitle)
	e.Name = r.Short(it.Line, "the name of a resource", e.Name, limit)
	return e
}

// quoted takes a title in quotation marks off the start of a text.
func quoted(s string) (title, rest string, ok bool) {
	for _, marks := range [][2]string{{`"`, `"`}, {"“", "”"}, {"„", "“"}, {"«", "»"}} {
		if after, found := strings.CutPrefix(s, marks[0]); found {
			if title, rest, ok = strings.Cut(after, marks[1]); ok && strings.TrimSpace(title) != "" {
				return strings.TrimSpace(title), strings.TrimSpace(rest), true
			}
		}
	}
	return "", "", false
}

func isQuoted(s string) bool {
	_, _, ok := quoted(s)
	return ok
}

// isAcronym says whether brackets after a title hold a short name of the thing and
// not an author.
func isAcronym(s string) bool {
	return !strings.Contains(s, " ") && strings.ToUpper(s) == s
}

func isLower(s string) bool {
	for _, c := range s {
		return unicode.IsLower(c)
	}
	return true
}

// bareAddress finds a web address that is written as text.
func bareAddress(s string) (address, before, after string) {
	at := max(strings.Index(s, "https://"), strings.Index(s, "http://"))
	if at < 0 {
		return "", s, ""
	}
	end := at + len(strings.TrimRight(strings.Fields(s[at:])[0], ".,;)>\"'"))
	return page.WebAddress(s[at:end]), s[:at], s[end:]
}

// checklist reads a part that is a list to tick.
func (r *reader) checklist(h *page.Part) {
	c := study.Checklist{Name: r.Short(h.Line, "the name of a list", h.Text, draft.MaxName)}
	groupIDs, itemIDs := draft.IDs{}, draft.IDs{}
	r.eachList(h, func(k, above *page.Part, b page.Block) {
		c.Groups = r.addTicks(c.Groups, k, above, b, groupIDs, itemIDs)
	}, r.LeftOut)
	r.addChecklist(h, c)
}

func (r *reader) addTicks(all []study.Group, k, above *page.Part, b page.Block, groupIDs, itemIDs draft.IDs) []study.Group {
	return r.addList(all, k, above, b, groupIDs, itemIDs, func(it page.Item, _ int) study.Item { return r.tick(it) })
}

func (r *reader) addChecklist(h *page.Part, c study.Checklist) {
	switch {
	case len(c.Groups) == 0:
		r.Skipped(h.Line, "no list was found under %q", draft.Clip(h.Text, 60))
		return
	case len(r.Pack.Checklists) == draft.MaxChecklists:
		r.Skipped(h.Line, "more than %d lists to tick; %q was left out", draft.MaxChecklists, c.Name)
		return
	}
	used := draft.IDs{}
	for _, other := range r.Pack.Checklists {
		used[other.ID] = 1
	}
	c.ID = used.Of(c.Name)
	r.Pack.Checklists = append(r.Pack.Checklists, c)
}

// preparation reads what comes next: lists with boxes become lists to tick, the
// others groups of advice.
func (r *reader) preparation(h *page.Part) {
	groupIDs, itemIDs := draft.IDs{}, draft.IDs{}
	for _, g := range r.Pack.Preparation {
		groupIDs[g.ID] = 1
		for _, it := range g.Items {
			itemIDs[it.ID] = 1
		}
	}
	tops := append([]*page.Part{{Words: h.Words, Line: h.Line, Blocks: h.Blocks}}, h.Kids...)
	for i, top := range tops {
		c := study.Checklist{Name: r.Short(top.Line, "the name of a list", top.Text, draft.MaxName)}
		cGroups, cItems := draft.IDs{}, draft.IDs{}
		r.eachList(top, func(k, above *page.Part, b page.Block) {
			if b.Ticked() {
				c.Groups = r.addTicks(c.Groups, k, above, b, cGroups, cItems)
				return
			}
			if above == nil && k != top && i > 0 {
				above = top
			}
			r.Pack.Preparation = r.addList(r.Pack.Preparation, k, above, b, groupIDs, itemIDs, r.entry)
		}, r.LeftOut)
		if len(c.Groups) > 0 {
			r.addChecklist(top, c)
		}
	}
}

// recognition reads what a member who has done everything is told. Its groups are
// named by the headings over them; the first heading without a list is the title.
func (r *reader) recognition() {
	rec := &r.Pack.Recognition
	groupIDs, itemIDs := draft.IDs{}, draft.IDs{}
	var texts []string
	for _, h := range r.found[terms.Recognition] {
		tops := append([]*page.Part{{Words: h.Words, Line: h.Line, Blocks: h.Blocks}}, h.Kids...)
		for i, top := range tops {
			titles := rec.Title == "" && i > 0 && r.lists(top.Blocks) == 0
			if titles {
				rec.Title = r.Short(top.Line, "the title of the recognition", top.Text, draft.MaxTitle)
			}
			r.eachList(top, func(k, above *page.Part, b page.Block) {
				switch {
				case above == nil && k != top && titles:
					above = h
				case above == nil && k != top && i > 0:
					above = top
				}
				rec.Groups = r.addList(rec.Groups, k, above, b, groupIDs, itemIDs, r.entry)
			}, func(b page.Block) {
				if b.Kind != page.Paragraph {
					r.LeftOut(b)
					return
				}
				if text := terms.Signless(draft.WithoutLeadIn(b.Words.Text)); text != "" {
					texts = append(texts, text)
				}
			})
		}
		if rec.Title == "" {
			rec.Title = r.Short(h.Line, "the title of the recognition", h.Text, draft.MaxTitle)
		}
	}
	if len(texts) > 0 {
		rec.Text = r.Short(r.found[terms.Recognition][0].Line, "the text of the recognition", strings.Join(texts, " "), draft.MaxText)
	}
}

func (r *reader) lists(blocks []page.Block) int {
	n := 0
	for _, b := range blocks {
		if b.Kind == page.List {
			n++
		}
	}
	return n
}
