package content

import (
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"

	"studybot/bot/study"
	"studybot/content/complete"
	"studybot/content/mistake"
)

// Limits of texts in characters, and of ids in bytes. Names are drawn as labels
// of menus and buttons, where the platforms allow 75; ids travel in the paths of
// actions. The schemas say the same, and a test compares them.
const (
	maxName     = complete.MaxName
	maxTitle    = 150
	maxText     = 2000
	maxLabel    = 40
	maxLevel    = 24
	maxOption   = 500
	maxAnswer   = 6000
	maxURL      = 500
	maxPackID   = 24
	maxAreaID   = 16
	maxItemID   = 32
	maxQuestion = 32
	maxDay      = 9999
	maxWeeks    = 12
)

// loader reads one pack: its files, then what they say, in an order in which
// everything that is referred to is known first.
type loader struct {
	report  *report
	sheets  map[string]node // the documents by file
	present map[string]bool // the files, those that could not be read included
	pack    study.Pack
	places  Places
	// What may be referred to; nil while its file is not readable, so that one
	// broken file does not make every reference to it an error.
	days       []int
	areas      []string
	categories []string
	lists      map[string][]string // a checklist's groups
}

func (l *loader) read() {
	l.files()
	l.about()
	l.topics()
	l.areasAndCategories()
	l.scale()
	l.levels()
	l.checklists()
	l.themes()
	l.pack.Preparation = l.groupFile("preparation")
	l.pack.Resources = l.groupFile("resources")
	l.pack.Support = l.groupFile("support")
	l.recognition()
	l.questions()
	l.aliases()
}

// sheetNames are the files of a pack beside its questions.
func sheetNames() []string {
	return []string{
		"pack.yaml", "topics.yaml", "areas.yaml", "levels.yaml", "scale.yaml", "themes.yaml",
		"checklists.yaml", "preparation.yaml", "resources.yaml", "support.yaml", "recognition.yaml", "aliases.yaml",
	}
}

// files refuses YAML that would not be read.
func (l *loader) files() {
	names := sheetNames()
	for name := range l.present {
		switch dir := path.Dir(name); {
		case path.Ext(name) != ".yaml":
			l.report.add(name, "the file would not be read; name it %s", strings.TrimSuffix(name, ".yml")+".yaml")
		case dir == "." && !slices.Contains(names, name):
			l.report.add(name, "unknown file; allowed are %s and questions/*.yaml%s", strings.Join(names, ", "), mistake.Meant(name, names))
		}
	}
}

// sheet opens a file of the pack that has these fields.
func (l *loader) sheet(name string, must need, fields ...string) (object, bool) {
	if !l.present[name] {
		if must {
			l.report.add(name, "the file is missing; add it with %s; docs/packs.md shows an example", strings.Join(fields, ", "))
		}
		return object{}, false
	}
	doc, ok := l.sheets[name]
	if !ok {
		return object{}, false
	}
	return doc.object(fields...)
}

func (l *loader) about() {
	o, ok := l.sheet("pack.yaml", required, "id", "name", "version", "summary", "phase", "next", "objectives", "modules")
	if !ok {
		return
	}
	l.keep("pack", o.node)
	p := &l.pack
	p.ID = o.id("id", required, maxPackID)
	p.Name = o.text("name", required, maxName)
	p.Version = o.text("version", required, maxLabel)
	p.Summary = o.text("summary", required, maxText)
	p.Phase = o.text("phase", optional, maxTitle)
	p.Next = o.text("next", optional, maxTitle)
	p.Objectives = l.items(o, "objectives", optional, seen{}, false)
	last := 0
	for _, n := range o.list("modules", optional, 1, 50) {
		m, ok := n.object("name", "weeks", "from", "to")
		if !ok {
			continue
		}
		module := study.Module{
			Name: m.text("name", required, maxName), Weeks: m.text("weeks", optional, maxLabel),
			From: m.integer("from", required, 1, maxDay), To: m.integer("to", required, 1, maxDay),
		}
		if module.From > 0 && module.To > 0 {
			if module.To < module.From {
				m.wrong("the module ends on day %d, before its first day %d; swap from and to", module.To, module.From)
			} else if module.From <= last {
				m.wrong("the module starts on day %d, but the one before ends on day %d; modules follow each other", module.From, last)
			}
			last = max(last, module.To)
		}
		p.Modules = append(p.Modules, module)
	}
}

func (l *loader) scale() {
	o, ok := l.sheet("scale.yaml", optional, "scale")
	if !ok {
		return
	}
	entries := o.list("scale", required, 5, 5)
	for i, n := range entries {
		a, ok := n.object("value", "label", "text")
		if !ok {
			continue
		}
		anchor := study.Anchor{
			Value: a.integer("value", required, 1, 5),
			Label: a.text("label", required, maxLabel), Text: a.text("text", required, maxText),
		}
		if anchor.Value != 0 && anchor.Value != i+1 && len(entries) == 5 {
			a.wrong("the value here must be %d, not %d; the scale is 1, 2, 3, 4, 5 in this order", i+1, anchor.Value)
		}
		l.pack.Scale = append(l.pack.Scale, anchor)
	}
}

func (l *loader) checklists() {
	l.lists = map[string][]string{}
	o, ok := l.sheet("checklists.yaml", optional, "checklists")
	if !ok {
		if l.present["checklists.yaml"] {
			l.lists = nil
		}
		return
	}
	ids := seen{}
	for _, n := range o.list("checklists", required, 1, 20) {
		c, ok := n.object("id", "name", "groups")
		if !ok {
			continue
		}
		list := study.Checklist{ID: c.id("id", required, maxItemID), Name: c.text("name", required, maxName)}
		ids.once(c.fields["id"], "checklist id", list.ID)
		list.Groups = l.groups(c, "groups", required, true)
		var groups []string
		for _, g := range list.Groups {
			groups = append(groups, g.ID)
		}
		l.lists[list.ID] = groups
		l.pack.Checklists = append(l.pack.Checklists, list)
	}
}

func (l *loader) themes() {
	o, ok := l.sheet("themes.yaml", optional, "themes")
	if !ok {
		return
	}
	for _, n := range o.list("themes", required, 1, 50) {
		t, ok := n.object("name", "topics", "groups", "questions", "checklist", "group")
		if !ok {
			continue
		}
		theme := study.Theme{
			Name: t.text("name", required, maxName), Topics: l.someDays(t, "topics", required),
			Groups: l.groups(t, "groups", optional, false), Questions: t.texts("questions", optional, 1, 30, maxText),
			Checklist: t.id("checklist", optional, maxItemID), Group: t.id("group", optional, maxItemID),
		}
		l.themeList(t, theme)
		l.pack.Themes = append(l.pack.Themes, theme)
	}
}

func (l *loader) themeList(t object, theme study.Theme) {
	if l.lists == nil {
		return
	}
	var names []string
	for name := range l.lists {
		names = append(names, name)
	}
	slices.Sort(names)
	groups, found := l.lists[theme.Checklist]
	switch {
	case theme.Checklist == "" && theme.Group != "":
		t.fields["group"].wrong("a group needs its checklist; add the field checklist")
	case theme.Checklist == "":
	case !found:
		t.fields["checklist"].wrong("checklist %q does not exist; %s%s", theme.Checklist, allowed(names), mistake.Meant(theme.Checklist, names))
	case theme.Group != "" && !slices.Contains(groups, theme.Group):
		t.fields["group"].wrong("checklist %q has no group %q; %s%s", theme.Checklist, theme.Group, allowed(groups), mistake.Meant(theme.Group, groups))
	}
}

// groupFile reads a file that holds one list of groups under its own name.
func (l *loader) groupFile(name string) []study.Group {
	o, ok := l.sheet(name+".yaml", optional, name)
	if !ok {
		return nil
	}
	return l.groups(o, name, required, false)
}

func (l *loader) recognition() {
	file, ok := l.sheet("recognition.yaml", optional, "recognition")
	if !ok {
		return
	}
	n, ok := file.field("recognition", required)
	if !ok {
		return
	}
	if o, ok := n.object("title", "text", "groups"); ok {
		l.pack.Recognition = study.Recognition{
			Title: o.text("title", required, maxTitle), Text: o.text("text", required, maxText),
			Groups: l.groups(o, "groups", optional, false),
		}
	}
}

// groups reads named groups of items. Those of a checklist are ticked, so each
// group and item needs an id, unique in the list, and a name that fits a label.
func (l *loader) groups(o object, key string, must need, ticked bool) []study.Group {
	var all []study.Group
	groupIDs, itemIDs := seen{}, seen{}
	for _, n := range o.list(key, must, 1, 40) {
		g, ok := n.object("id", "name", "part", "items")
		if !ok {
			continue
		}
		group := study.Group{
			ID: g.id("id", need(ticked), maxItemID), Name: g.text("name", required, maxName),
			Part: g.text("part", optional, maxName),
		}
		groupIDs.once(g.fields["id"], "group id", group.ID)
		group.Items = l.items(g, "items", required, itemIDs, ticked)
		all = append(all, group)
	}
	return all
}

func (l *loader) items(o object, key string, must need, ids seen, ticked bool) []study.Item {
	var all []study.Item
	limit := maxTitle
	if ticked {
		limit = maxName
	}
	for _, n := range o.list(key, must, 1, 100) {
		i, ok := n.object("id", "name", "text", "by", "url")
		if !ok {
			continue
		}
		item := study.Item{
			ID: i.id("id", need(ticked), maxItemID), Name: i.text("name", required, limit),
			Text: i.text("text", optional, maxText), By: i.text("by", optional, maxTitle), URL: i.text("url", optional, maxURL),
		}
		ids.once(i.fields["id"], "item id", item.ID)
		if item.URL != "" {
			if u, err := url.Parse(item.URL); err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
				i.fields["url"].wrong("%s is not a web address; write https://… or leave the field out", shown(item.URL))
			}
		}
		all = append(all, item)
	}
	return all
}

// seen holds where an id was first used.
type seen map[string]node

// once reports an id that was used before; an empty one is none.
func (s seen) once(n node, what, id string) {
	if id == "" {
		return
	}
	if first, twice := s[id]; twice {
		another := ""
		if strings.HasSuffix(what, " id") {
			another = fmt.Sprintf(", such as %q", id+"-2")
		}
		n.wrong("%s %s is already used in %s; choose another%s", what, shown(id), fmt.Sprintf("%s:%d", first.file, first.line), another)
		return
	}
	s[id] = n
}
