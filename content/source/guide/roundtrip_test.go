package guide

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"studybot/bot/study"
	"studybot/content"
	"studybot/content/source"
	"studybot/content/source/guide/draft"
	"studybot/content/source/guide/terms"
	"studybot/content/source/sourcetest"
)

// A guide is drawn from a pack and read again: what comes out must be the pack.

// guideOf draws a pack as a review guide, in the shape that courses give it.
func guideOf(p *study.Pack) string {
	d := &drawing{}
	d.line("# Day %d: %s - Comprehensive Review Guide\n", lastDay(p)+1, md(p.Name))
	d.line("## 🎯 Review Objectives\n")
	if p.Phase != "" {
		d.line("**Phase**: %s\n", md(p.Phase))
	}
	if p.Next != "" {
		d.line("**Next**: %s\n", md(p.Next))
	}
	d.line("%s Use it to:\n", md(p.Summary))
	d.items(p.Objectives)
	d.matrix(p)
	d.themes(p)
	for _, c := range p.Checklists {
		if c.ID != "hands-on" {
			d.line("\n---\n\n## 🛠️ %s\n", md(c.Name))
			d.groups(c.Groups, "- [ ] ")
		}
	}
	d.assessment(p)
	d.plans(p)
	for _, list := range []struct {
		name   string
		groups []study.Group
	}{{"🚀 Preparation", p.Preparation}, {"📚 Resources", p.Resources}, {"📞 Support", p.Support}} {
		if len(list.groups) > 0 {
			d.line("\n---\n\n## %s\n", list.name)
			d.groups(list.groups, "- ")
		}
	}
	if r := p.Recognition; r.Title != "" {
		d.line("\n## 🏆 Recognition\n\n### %s\n\n%s\n", md(r.Title), md(r.Text))
		d.groups(r.Groups, "- ")
	}
	return d.String()
}

type drawing struct{ strings.Builder }

func (d *drawing) line(format string, args ...any) { fmt.Fprintf(d, format+"\n", args...) }

// md writes text so that Markdown does not read marks in it.
func md(s string) string {
	return regexp.MustCompile("[\\\\`*_\\[\\]<>#|~&]").ReplaceAllString(s, `\$0`)
}

func lastDay(p *study.Pack) int {
	if len(p.Topics) == 0 {
		return 0
	}
	return p.Topics[len(p.Topics)-1].Day
}

func (d *drawing) items(items []study.Item) {
	for _, it := range items {
		d.item("- ", it)
	}
}

func (d *drawing) item(mark string, it study.Item) {
	name := "**" + md(it.Name) + "**"
	if it.URL != "" {
		name = "**[" + md(it.Name) + "](" + it.URL + ")**"
	}
	if it.By != "" {
		name += " by " + md(it.By)
	}
	if it.Text != "" {
		name += ": " + md(it.Text)
	}
	d.line("%s%s", mark, name)
}

func (d *drawing) groups(groups []study.Group, mark string) {
	part := ""
	for _, g := range groups {
		if g.Part != "" && g.Part != part {
			d.line("\n### %s", md(g.Part))
		}
		part = g.Part
		level := "###"
		if part != "" {
			level = "####"
		}
		d.line("\n%s %s", level, md(g.Name))
		for _, it := range g.Items {
			d.item(mark, it)
		}
	}
}

func (d *drawing) matrix(p *study.Pack) {
	d.line("\n---\n\n## 📚 Content Review Matrix")
	table := func(topics []study.Topic) {
		d.line("\n| Day | Topic | Key Concepts | Production Skills | Review Priority |\n|-----|-------|---|---|:---:|")
		for _, t := range topics {
			d.line("| **%d** | %s | %s | %s | **%s** |", t.Day, md(t.Name), md(strings.Join(t.Concepts, ", ")), md(strings.Join(t.Skills, ", ")), t.Priority)
		}
	}
	if len(p.Modules) == 0 {
		table(p.Topics)
		return
	}
	for _, m := range p.Modules {
		weeks := "Week " + m.Weeks + ": "
		if m.Weeks == "" {
			weeks = ""
		}
		d.line("\n### %s%s (Days %d-%d)", weeks, md(m.Name), m.From, m.To)
		table(slices.DeleteFunc(slices.Clone(p.Topics), func(t study.Topic) bool { return t.Day < m.From || t.Day > m.To }))
	}
}

func days(all []int) string {
	if len(all) == 0 {
		return ""
	}
	return " (Days " + strings.Trim(strings.ReplaceAll(fmt.Sprint(all), " ", ", "), "[]") + ")"
}

func (d *drawing) themes(p *study.Pack) {
	if len(p.Themes) == 0 {
		return
	}
	d.line("\n---\n\n## 🔍 Detailed Topic Review")
	for i, t := range p.Themes {
		d.line("\n### %d. %s%s", i+1, md(t.Name), days(t.Topics))
		for _, g := range t.Groups {
			d.line("\n#### %s", md(g.Name))
			d.items(g.Items)
		}
		if len(t.Questions) > 0 {
			d.line("\n#### Review Questions")
			for i, q := range t.Questions {
				d.line("%d. %s", i+1, md(q))
			}
		}
		list, _ := p.Checklist(t.Checklist)
		for _, g := range list.Groups {
			if g.ID == t.Group {
				_, name, _ := strings.Cut(g.Name, ": ")
				d.line("\n#### %s", md(name))
				for _, it := range g.Items {
					d.item("- [ ] ", it)
				}
			}
		}
	}
}

func (d *drawing) assessment(p *study.Pack) {
	d.line("\n---\n\n## 📊 Self-Assessment Framework\n\n### Knowledge Assessment (Rate 1-5 for each area)")
	for _, c := range p.Categories {
		d.line("\n#### %s", md(c.Name))
		for _, a := range p.AreasOf(c.ID) {
			d.line("- [ ] %s%s ___/5", md(a.Name), days(a.Topics))
		}
		d.line("- **Subtotal**: ___/%d", 5*len(p.AreasOf(c.ID)))
	}
	d.line("\n**Total Self-Assessment Score**: ___/%d\n\n### Scoring Interpretation", 5*len(p.Areas))
	for i, l := range p.Levels {
		d.line("\n#### %s: %s Level", bandOf(l, i == len(p.Levels)-1, "Points"), md(l.Name))
		d.line("- **Strengths**: %s\n- **Readiness**: %s\n- **Next Steps**: %s\n- **Challenge**: %s", md(l.Strengths), md(l.Readiness), md(l.NextStep), md(l.Challenge))
	}
}

func bandOf(l study.Level, last bool, points string) string {
	if last {
		return fmt.Sprintf("Below %d %s", l.Max+1, points)
	}
	return fmt.Sprintf("%d-%d %s", l.Min, l.Max, points)
}

func (d *drawing) plans(p *study.Pack) {
	d.line("\n---\n\n## 🎯 Targeted Review Plans")
	for i, l := range p.Levels {
		d.line("\n### For %s Level (%s)\n\n#### %s", md(l.Name), bandOf(l, i == len(p.Levels)-1, "points"), md(l.Plan.Focus))
		for from := 0; from < len(l.Plan.Weeks); {
			to := from + 1
			for to < len(l.Plan.Weeks) && l.Plan.Weeks[to].Theme == l.Plan.Weeks[from].Theme {
				to++
			}
			d.line("- **Week %s**: %s", span(from+1, to), md(l.Plan.Weeks[from].Theme))
			from = to
		}
		if len(l.Plan.Activities) > 0 {
			d.line("\n#### Recommended Activities")
			for _, a := range l.Plan.Activities {
				d.line("- %s", md(a))
			}
		}
	}
}

// bare is a pack as lines, without what a guide does not say: ids of lists, days
// to study before, the areas of a week.
func bare(p *study.Pack) []string {
	var all []string
	add := func(what string, v any) {
		text, err := json.Marshal(v)
		if err != nil {
			panic(err)
		}
		all = append(all, what+" "+string(text))
	}
	groups := func(what string, groups []study.Group) {
		for _, g := range groups {
			add(what, []string{g.Part, g.Name})
			for _, it := range g.Items {
				it.ID = ""
				add(what, it)
			}
		}
	}
	add("pack", []string{p.Name, p.Summary, p.Phase, p.Next})
	groups("objective", []study.Group{{Items: p.Objectives}})
	for _, m := range p.Modules {
		add("module", m)
	}
	for _, t := range p.Topics {
		t.Prereq = nil
		add("topic", t)
	}
	for _, t := range p.Themes {
		add("theme", []any{t.Name, t.Topics, t.Questions, t.Checklist != "", t.Group != ""})
		groups("theme", t.Groups)
	}
	for _, c := range p.Categories {
		add("category", c)
	}
	for _, a := range p.Areas {
		add("area", a)
	}
	for _, l := range p.Levels {
		weeks := []any{}
		for _, w := range l.Plan.Weeks {
			weeks = append(weeks, w.Theme)
		}
		add("level", []any{l.Name, l.Min, l.Max, l.Strengths, l.Readiness, l.NextStep, l.Challenge, l.Plan.Focus, weeks, l.Plan.Activities})
	}
	for _, c := range p.Checklists {
		add("checklist", c.Name)
		groups("checklist", c.Groups)
	}
	groups("preparation", p.Preparation)
	groups("resource", p.Resources)
	groups("support", p.Support)
	add("recognition", []string{p.Recognition.Title, p.Recognition.Text})
	groups("recognition", p.Recognition.Groups)
	return all
}

// drawn is the built-in pack as its guide can say it.
func drawn(t *testing.T) *study.Pack {
	t.Helper()
	packs, err := content.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	p := *packs[slices.IndexFunc(packs, func(p *study.Pack) bool { return p.ID == "ml-systems" })]
	p.Checklists = slices.Clone(p.Checklists)
	for i := range p.Checklists {
		if p.Checklists[i].ID == "production" {
			p.Checklists[i].Name += " checklist" // a heading says what it is
		}
		if p.Checklists[i].ID == "readiness" {
			p.Checklists[i].Name = "Checklist: " + p.Checklists[i].Name
		}
	}
	p.Recognition.Groups = slices.Clone(p.Recognition.Groups)
	for i := range p.Recognition.Groups {
		if p.Recognition.Groups[i].Part == "Phase 3 Completion Recognition" {
			p.Recognition.Groups[i].Part = "Completion"
		}
	}
	return &p
}

func TestTheBuiltInPackComesBackFromItsGuide(t *testing.T) {
	p := drawn(t)
	text := guideOf(p)
	sourcetest.Same(t, filepath.Join("testdata", "review-guide.md"), []byte(text))
	f := source.File{Path: "review-guide.md", Data: []byte(text)}
	if !Reads(f) {
		t.Error("the guide is not recognised")
	}
	found, err := Read(f)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range found.Notes {
		t.Errorf("a note: %s", n)
	}
	sameLines(t, bare(found.Outline), bare(p))
	wellFormed(t, found.Outline)
}

type failer interface {
	Helper()
	Errorf(format string, args ...any)
}

func sameLines(t failer, got, want []string) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		g, w := "nothing", "nothing"
		if i < len(got) {
			g = got[i]
		}
		if i < len(want) {
			w = want[i]
		}
		if g != w {
			t.Errorf("line %d:\ngot  %s\nwant %s", i+1, g, w)
			return
		}
	}
}

// wellFormed checks what holds for every outline, whatever the guide: ids by the
// loader's pattern and unique, references that exist, bands that meet.
func wellFormed(t failer, p *study.Pack) {
	t.Helper()
	pattern := regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,31}$`)
	unique := func(what string, seen map[string]bool, id string) {
		if !pattern.MatchString(id) || seen[id] {
			t.Errorf("%s has the id %q, twice or not in the pattern", what, id)
		}
		seen[id] = true
	}
	groups := func(what string, all []study.Group) {
		groupIDs, itemIDs := map[string]bool{}, map[string]bool{}
		for _, g := range all {
			unique(what, groupIDs, g.ID)
			if len(g.Items) == 0 || g.Name == "" {
				t.Errorf("%s: the group %q is empty or has no name", what, g.Name)
			}
			for _, it := range g.Items {
				unique(what+" "+g.Name, itemIDs, it.ID)
				if it.Name == "" || len([]rune(it.Name)) > draft.MaxTitle || len([]rune(it.Text)) > draft.MaxText {
					t.Errorf("%s: the name or text of %q is empty or too long", what, it.Name)
				}
			}
		}
	}
	lists := map[string]bool{}
	for _, c := range p.Checklists {
		unique("checklist", lists, c.ID)
		groups("checklist "+c.ID, c.Groups)
	}
	groups("preparation", p.Preparation)
	groups("resources", p.Resources)
	groups("support", p.Support)
	groups("recognition", p.Recognition.Groups)
	for _, th := range p.Themes {
		groups("theme", th.Groups)
		c, ok := p.Checklist(th.Checklist)
		if th.Checklist != "" && (!ok || !slices.ContainsFunc(c.Groups, func(g study.Group) bool { return g.ID == th.Group })) {
			t.Errorf("the theme %q names the list %q %q, which is not there", th.Name, th.Checklist, th.Group)
		}
	}
	for i, topic := range p.Topics {
		if topic.Day < 1 || i > 0 && topic.Day <= p.Topics[i-1].Day || topic.Name == "" || len([]rune(topic.Name)) > draft.MaxName {
			t.Errorf("topic %d: day %d, name %q", i, topic.Day, topic.Name)
		}
	}
	for i, m := range p.Modules {
		if m.From < 1 || m.To < m.From || i > 0 && m.From <= p.Modules[i-1].To {
			t.Errorf("module %q from %d to %d", m.Name, m.From, m.To)
		}
	}
	areas := map[string]bool{}
	for _, a := range p.Areas {
		if areas[a.ID] || a.ID == "" || a.Name == "" {
			t.Errorf("area %q %q: twice or empty", a.ID, a.Name)
		}
		areas[a.ID] = true
		for _, d := range a.Topics {
			if _, ok := p.Topic(d); !ok {
				t.Errorf("area %s names day %d", a.ID, d)
			}
		}
	}
	if n := len(p.Areas); n > 0 && len(p.Levels) > 0 {
		end := 5 * n
		for _, l := range p.Levels {
			if l.Max != end || l.Min > l.Max || l.Name == "" || len([]rune(l.Name)) > draft.MaxLevel {
				t.Errorf("level %q is %d-%d, and the one above starts at %d", l.Name, l.Min, l.Max, end+1)
			}
			end = l.Min - 1
		}
		if end != n-1 {
			t.Errorf("the last level starts at %d, not %d", end+1, n)
		}
	}
}

func TestEveryPackComesBackFromItsGuide(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := somePack(t)
		text := guideOf(p)
		found, err := Read(source.File{Path: "guide.md", Data: []byte(text)})
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range found.Notes {
			t.Errorf("a note: %s", n)
		}
		sameLines(t, bare(found.Outline), bare(p))
		wellFormed(t, found.Outline)
		if t.Failed() {
			t.Logf("%s", text)
		}
	})
}

// somePack draws a pack of any size that a guide can say.
func somePack(t *rapid.T) *study.Pack {
	g := &packs{T: t, taken: map[string]bool{}}
	p := &study.Pack{Name: g.name("name"), Summary: g.sentence("summary"), Phase: g.name("phase"), Next: g.name("next")}
	p.Objectives = g.items("objectives", 1)
	g.topics(p)
	g.areas(p)
	g.levels(p)
	g.themes(p)
	if rapid.Bool().Draw(t, "checklist") {
		p.Checklists = append(p.Checklists, study.Checklist{ID: "list", Name: "Checklist of " + g.name("list"), Groups: g.groups("ticks", true)})
	}
	p.Preparation = g.groups("preparation", true)
	p.Resources = g.groups("resources", false)
	for i := range p.Resources {
		for k := range p.Resources[i].Items {
			it := &p.Resources[i].Items[k]
			it.By = rapid.SampledFrom([]string{"", g.word("author"), g.word("a") + " & " + g.word("b")}).Draw(t, "by")
			it.URL = rapid.SampledFrom([]string{"", "https://example.org/a_b-c"}).Draw(t, "url")
		}
	}
	p.Support = g.groups("support", false)
	if rapid.Bool().Draw(t, "recognised") {
		p.Recognition = study.Recognition{Title: g.name("title"), Text: g.sentence("text"), Groups: g.groups("recognition", true)}
	}
	return p
}

type packs struct {
	*rapid.T
	taken map[string]bool
}

// word has letters of several scripts, digits and marks that Markdown would read.
func (g *packs) word(label string) string {
	first := rapid.SampledFrom([]rune("abcdefghijklmnopqrstuvwxyzABCDEFGHJKLMéöçЖ漢")).Draw(g.T, label)
	return string(first) + rapid.StringOfN(rapid.SampledFrom([]rune("abcdefghijklmnopqrstuvwxyz0123456789äßж字*_#<&/+'|~`")), 0, 8, -1).Draw(g.T, label) + "q"
}

// name is some words that were not given before, and that open no part of a guide.
func (g *packs) name(label string) string {
	for n := 0; ; n++ {
		words := []string{g.word(label)}
		for range rapid.IntRange(0, 2).Draw(g.T, label) {
			words = append(words, rapid.SampledFrom([]string{"&", "of", "for", "(DVC)", "at 10x", "in 2 steps", "- or -"}).Draw(g.T, label), g.word(label))
		}
		s := strings.Join(words, " ")
		if n > 3 {
			s += fmt.Sprint(" x", n, len(g.taken))
		}
		if !g.taken[terms.Fold(s)] && len([]rune(s)) <= 60 && terms.Classify(s) == terms.Unknown {
			g.taken[terms.Fold(s)] = true
			return s
		}
	}
}

func (g *packs) sentence(label string) string {
	return "It is " + g.word(label) + ", not " + g.word(label) + " at <10ms: 99.9%+ (P95)."
}

func (g *packs) items(label string, least int) []study.Item {
	var all []study.Item
	for range rapid.IntRange(least, 4).Draw(g.T, label) {
		it := study.Item{Name: g.name(label)}
		if rapid.Bool().Draw(g.T, label) {
			it.Text = g.sentence(label)
		}
		all = append(all, it)
	}
	return all
}

func (g *packs) groups(label string, parts bool) []study.Group {
	var all []study.Group
	part := ""
	for i := range rapid.IntRange(0, 4).Draw(g.T, label) {
		if parts && (i == 0 || rapid.Bool().Draw(g.T, label)) {
			part = g.name(label)
		}
		all = append(all, study.Group{Name: g.name(label), Part: part, Items: g.items(label, 1)})
	}
	if label == "ticks" && len(all) == 0 {
		all = append(all, study.Group{Name: g.name(label), Items: g.items(label, 1)})
	}
	return all
}

func (g *packs) topics(p *study.Pack) {
	day := 0
	list := func() []string {
		var all []string
		for range rapid.IntRange(0, 4).Draw(g.T, "concepts") {
			all = append(all, g.name("concept"))
		}
		return all
	}
	for range rapid.IntRange(1, 20).Draw(g.T, "topics") {
		day += rapid.IntRange(1, 3).Draw(g.T, "step")
		t := study.Topic{
			Day: day, Name: g.name("topic"), Concepts: list(), Skills: list(),
			Priority: rapid.SampledFrom([]study.Priority{study.Critical, study.High, study.Medium}).Draw(g.T, "priority"),
		}
		if rapid.IntRange(0, 5).Draw(g.T, "project") == 0 {
			t.Name, t.Project = "Project: "+t.Name, true
		}
		p.Topics = append(p.Topics, t)
	}
	if rapid.Bool().Draw(g.T, "modules") {
		for from := 0; from < len(p.Topics); {
			to := rapid.IntRange(from, len(p.Topics)-1).Draw(g.T, "module")
			weeks := rapid.SampledFrom([]string{"1", "4-5", "11", ""}).Draw(g.T, "weeks")
			p.Modules = append(p.Modules, study.Module{Name: g.name("module"), Weeks: weeks, From: p.Topics[from].Day, To: p.Topics[to].Day})
			from = to + 1
		}
	}
}

func (g *packs) some(p *study.Pack, label string) []int {
	var days []int
	for _, t := range rapid.SliceOfNDistinct(rapid.IntRange(0, len(p.Topics)-1), 1, min(3, len(p.Topics)), rapid.ID[int]).Draw(g.T, label) {
		days = append(days, p.Topics[t].Day)
	}
	return days
}

func (g *packs) areas(p *study.Pack) {
	for c := range rapid.IntRange(1, 7).Draw(g.T, "categories") {
		id := string(rune('A' + c))
		p.Categories = append(p.Categories, study.Category{ID: id, Name: g.name("category")})
		for a := range rapid.IntRange(1, 5).Draw(g.T, "areas") {
			area := study.Area{ID: fmt.Sprint(id, a+1), Name: g.name("area"), Category: id, Topics: g.some(p, "days")}
			first, _ := p.Topic(area.Topics[0])
			area.Priority = first.Priority
			p.Areas = append(p.Areas, area)
		}
	}
}

func (g *packs) levels(p *study.Pack) {
	n := len(p.Areas)
	end := 5 * n
	count := min(rapid.IntRange(2, 7).Draw(g.T, "levels"), 4*n)
	for i := range count {
		left := count - 1 - i
		least := n
		if left > 0 {
			least = rapid.IntRange(n+left, end).Draw(g.T, "min")
		}
		l := study.Level{
			Name: g.word("level") + fmt.Sprint("x", i), Min: least, Max: end,
			Strengths: g.sentence("strengths"), Readiness: g.sentence("readiness"), NextStep: g.sentence("next"), Challenge: g.sentence("challenge"),
			Plan: study.PlanTemplate{Focus: g.name("focus")},
		}
		for w := range rapid.IntRange(1, 12).Draw(g.T, "weeks") {
			week := study.PlanWeek{Theme: g.sentence("week")}
			if w > 0 && rapid.Bool().Draw(g.T, "same") {
				week = l.Plan.Weeks[w-1]
			}
			l.Plan.Weeks = append(l.Plan.Weeks, week)
		}
		for range rapid.IntRange(0, 5).Draw(g.T, "activities") {
			l.Plan.Activities = append(l.Plan.Activities, g.sentence("activity"))
		}
		p.Levels = append(p.Levels, l)
		end = least - 1
	}
}

func (g *packs) themes(p *study.Pack) {
	hands := study.Checklist{ID: "hands-on", Name: "Hands-on review"}
	for i := range rapid.IntRange(0, 5).Draw(g.T, "themes") {
		t := study.Theme{Name: g.name("theme"), Topics: g.some(p, "days")}
		for range rapid.IntRange(1, 3).Draw(g.T, "groups") {
			t.Groups = append(t.Groups, study.Group{Name: g.name("group"), Items: g.items("concepts", 1)})
		}
		for range rapid.IntRange(0, 4).Draw(g.T, "questions") {
			t.Questions = append(t.Questions, "Why "+g.word("question")+" and not "+g.word("question")+"?")
		}
		if rapid.Bool().Draw(g.T, "hands-on") {
			id := fmt.Sprint("g", i)
			name := draft.Clip(t.Name, 40) + ": Exercises"
			if name != t.Name+": Exercises" {
				t.Name = strings.TrimSuffix(draft.Clip(t.Name, 40), "…") + "x"
				name = t.Name + ": Exercises"
			}
			hands.Groups = append(hands.Groups, study.Group{ID: id, Name: name, Items: g.items("tasks", 1)})
			t.Checklist, t.Group = hands.ID, id
		}
		p.Themes = append(p.Themes, t)
	}
	if len(hands.Groups) > 0 {
		p.Checklists = append(p.Checklists, hands)
	}
}
