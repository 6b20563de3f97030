package guide

import (
	"strings"
	"unicode"

	"studybot/bot/study"
)

// groups reads the lists below headings: a group for each list, named after its
// heading; part is the heading that groups share.
func (r *reader) groups(sections []*part, entry func(item, int) study.Item) []study.Group {
	var all []study.Group
	groupIDs, itemIDs := ids{}, ids{}
	for _, h := range sections {
		r.eachList(h, func(k, above *part, b block) {
			all = r.addList(all, k, above, b, groupIDs, itemIDs, entry)
		}, r.leftOut)
	}
	return all
}

// eachList calls list for every list below a heading, with the heading that it
// stands under and, when that is not the section's own or its direct child, the
// one above; all other blocks go to rest.
func (r *reader) eachList(h *part, each func(k, above *part, b block), rest func(block)) {
	var walk func(k, above *part, depth int)
	walk = func(k, above *part, depth int) {
		for _, b := range k.blocks {
			if b.kind == list {
				each(k, above, b)
			} else {
				rest(b)
			}
		}
		for _, kid := range k.kids {
			if depth == 0 {
				walk(kid, nil, 1)
			} else {
				walk(kid, k, depth+1)
			}
		}
	}
	walk(h, nil, 0)
}

func (r *reader) addList(all []study.Group, k, above *part, b block, groupIDs, itemIDs ids, entry func(item, int) study.Item) []study.Group {
	g := study.Group{Name: r.short(k.line, "the name of a group", k.text, maxName)}
	if above != nil {
		g.Part = r.short(above.line, "the name of a part", above.text, maxName)
	}
	for _, it := range b.items {
		g.Items = r.appendItem(g.Items, it, itemIDs, entry(it, maxTitle))
	}
	g.ID = groupIDs.of(g.Name)
	return r.appendGroup(b.line, all, g)
}

func (r *reader) appendGroup(line int, all []study.Group, g study.Group) []study.Group {
	switch {
	case len(g.Items) == 0:
		return all
	case len(all) == maxGroups:
		r.note(line, skipped, "more than %d lists in one part; %q was left out", maxGroups, g.Name)
		return all
	}
	return append(all, g)
}

func (r *reader) appendItem(all []study.Item, from item, itemIDs ids, it study.Item) []study.Item {
	switch {
	case it.Name == "":
		r.note(from.line, skipped, "a line without words was left out")
		return all
	case len(all) == maxItems:
		r.note(from.line, skipped, "more than %d lines in one list; %q was left out", maxItems, clip(it.Name, 60))
		return all
	}
	it.ID = itemIDs.of(it.Name)
	return append(all, it)
}

// entry reads a line such as "**Name**: text"; a name may have limit characters,
// and of a longer one the whole stands in the text.
func (r *reader) entry(it item, limit int) study.Item {
	e := study.Item{URL: it.url}
	switch {
	case it.lead != "" && strings.HasPrefix(it.text, it.lead):
		e.Name, e.Text = it.lead, strings.TrimLeft(it.rest, " :-–—")
	default:
		e.Name = signless(it.text)
		if before, after, ok := cutName(e.Name); ok && len(before) <= maxName {
			e.Name, e.Text = before, after
		}
	}
	e.Name = signless(e.Name)
	if e.Name == "" {
		e.Name, e.Text = e.Text, ""
	}
	for _, sub := range it.subs {
		r.under(&e, sub)
	}
	if name := clip(e.Name, limit); name != e.Name {
		e.Name, e.Text = name, squeeze(e.Name+" "+e.Text)
	}
	e.Text = r.short(it.line, "a text", e.Text, maxText)
	return e
}

// under joins the lines below an entry to its text.
func (r *reader) under(e *study.Item, sub item) {
	if len(e.Text) > enough {
		return
	}
	if e.Text != "" && !strings.HasSuffix(e.Text, ".") && !strings.HasSuffix(e.Text, ":") {
		e.Text += ";"
	}
	e.Text = squeeze(e.Text + " " + sub.text)
	if e.URL == "" {
		e.URL = sub.url
	}
	for _, s := range sub.subs {
		r.under(e, s)
	}
}

// tick reads a line with a box: its name stands on a button, so it is short.
func (r *reader) tick(it item) study.Item { return r.entry(it, maxName) }

// resource reads "**"Title"** by Author", "[Title](address) - what it is" and
// "**Subject**: "Title" (Author)".
func (r *reader) resource(it item, limit int) study.Item {
	e := r.entry(it, limit)
	if address, before, after := bareAddress(e.Name + " " + e.Text); e.URL == "" && address != "" {
		e.URL = address
		if e.Text == "" {
			e.Name = signless(strings.Trim(before, " :-–—("))
		} else {
			e.Text = squeeze(strings.TrimRight(strings.TrimPrefix(before, e.Name), " :-–—(") + " " + strings.TrimLeft(after, " )"))
		}
		if e.Name == "" {
			e.Name = clip(address, limit)
		}
	}
	if title, rest, ok := quoted(e.Text); ok && it.lead != "" && !isQuoted(it.lead) {
		e.Text = e.Name
		if inner := strings.TrimSuffix(strings.TrimPrefix(rest, "("), ")"); inner != rest && strings.HasPrefix(rest, "(") && !isAcronym(inner) {
			e.By = inner
		} else {
			e.Text = squeeze(e.Text + " " + rest)
		}
		e.Name = title
	}
	if title, rest, ok := quoted(e.Name); ok {
		e.Name, e.Text = title, squeeze(rest+" "+e.Text)
	}
	for _, by := range []string{"by ", "von ", "par "} {
		for _, place := range []*string{&e.Text, &e.Name} {
			before, after, ok := strings.Cut(" "+*place, " "+by)
			if !ok || e.By != "" || place == &e.Text && strings.TrimSpace(before) != "" || place == &e.Name && (strings.TrimSpace(before) == "" || it.lead != "" || isLower(after)) {
				continue
			}
			author, text, more := cutName(after)
			e.By = author
			if place == &e.Name {
				e.Name = strings.TrimSpace(before)
			} else {
				e.Text = ""
			}
			if more {
				e.Text = squeeze(text + " " + e.Text)
			}
		}
	}
	e.By = r.short(it.line, "the authors", strings.TrimRight(strings.TrimSpace(e.By), ".,"), maxTitle)
	e.Name = r.short(it.line, "the name of a resource", e.Name, limit)
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
	return webAddress(s[at:end]), s[:at], s[end:]
}

// checklist reads a part that is a list to tick.
func (r *reader) checklist(h *part) {
	c := study.Checklist{Name: r.short(h.line, "the name of a list", h.text, maxName)}
	groupIDs, itemIDs := ids{}, ids{}
	r.eachList(h, func(k, above *part, b block) {
		c.Groups = r.addTicks(c.Groups, k, above, b, groupIDs, itemIDs)
	}, r.leftOut)
	r.addChecklist(h, c)
}

func (r *reader) addTicks(all []study.Group, k, above *part, b block, groupIDs, itemIDs ids) []study.Group {
	return r.addList(all, k, above, b, groupIDs, itemIDs, func(it item, _ int) study.Item { return r.tick(it) })
}

func (r *reader) addChecklist(h *part, c study.Checklist) {
	switch {
	case len(c.Groups) == 0:
		r.note(h.line, skipped, "no list was found under %q", clip(h.text, 60))
		return
	case len(r.pack.Checklists) == maxChecklists:
		r.note(h.line, skipped, "more than %d lists to tick; %q was left out", maxChecklists, c.Name)
		return
	}
	used := ids{}
	for _, other := range r.pack.Checklists {
		used[other.ID] = 1
	}
	c.ID = used.of(c.Name)
	r.pack.Checklists = append(r.pack.Checklists, c)
}

// preparation reads what comes next: lists with boxes become lists to tick, the
// others groups of advice.
func (r *reader) preparation(h *part) {
	groupIDs, itemIDs := ids{}, ids{}
	for _, g := range r.pack.Preparation {
		groupIDs[g.ID] = 1
		for _, it := range g.Items {
			itemIDs[it.ID] = 1
		}
	}
	tops := append([]*part{{words: h.words, line: h.line, blocks: h.blocks}}, h.kids...)
	for i, top := range tops {
		c := study.Checklist{Name: r.short(top.line, "the name of a list", top.text, maxName)}
		cGroups, cItems := ids{}, ids{}
		r.eachList(top, func(k, above *part, b block) {
			if ticked(b) {
				c.Groups = r.addTicks(c.Groups, k, above, b, cGroups, cItems)
				return
			}
			if above == nil && k != top && i > 0 {
				above = top
			}
			r.pack.Preparation = r.addList(r.pack.Preparation, k, above, b, groupIDs, itemIDs, r.entry)
		}, r.leftOut)
		if len(c.Groups) > 0 {
			r.addChecklist(top, c)
		}
	}
}

// recognition reads what a member who has done everything is told. Its groups are
// named by the headings over them; the first heading without a list is the title.
func (r *reader) recognition() {
	rec := &r.pack.Recognition
	groupIDs, itemIDs := ids{}, ids{}
	var texts []string
	for _, h := range r.found[recognition] {
		tops := append([]*part{{words: h.words, line: h.line, blocks: h.blocks}}, h.kids...)
		for i, top := range tops {
			titles := rec.Title == "" && i > 0 && r.lists(top.blocks) == 0
			if titles {
				rec.Title = r.short(top.line, "the title of the recognition", top.text, maxTitle)
			}
			r.eachList(top, func(k, above *part, b block) {
				switch {
				case above == nil && k != top && titles:
					above = h
				case above == nil && k != top && i > 0:
					above = top
				}
				rec.Groups = r.addList(rec.Groups, k, above, b, groupIDs, itemIDs, r.entry)
			}, func(b block) {
				if b.kind != paragraph {
					r.leftOut(b)
					return
				}
				if text := signless(withoutLeadIn(b.words.text)); text != "" {
					texts = append(texts, text)
				}
			})
		}
		if rec.Title == "" {
			rec.Title = r.short(h.line, "the title of the recognition", h.text, maxTitle)
		}
	}
	if len(texts) > 0 {
		rec.Text = r.short(r.found[recognition][0].line, "the text of the recognition", strings.Join(texts, " "), maxText)
	}
}

func (r *reader) lists(blocks []block) int {
	n := 0
	for _, b := range blocks {
		if b.kind == list {
			n++
		}
	}
	return n
}
