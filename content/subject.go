package content

import (
	"fmt"
	"slices"
	"strings"

	"studybot/bot/study"
	"studybot/content/complete"
	"studybot/content/mistake"
)

func (l *loader) topics() {
	o, ok := l.sheet("topics.yaml", required, "topics")
	if !ok {
		return
	}
	l.days = []int{}
	nodes := map[int]object{}
	last := 0
	for _, n := range o.list("topics", required, 1, 400) {
		t, ok := n.object("day", "name", "priority", "concepts", "skills", "project", "prereq")
		if !ok {
			continue
		}
		topic := study.Topic{
			Day: t.integer("day", required, 1, maxDay), Name: t.text("name", required, maxName),
			Priority: word(t, "priority", required, study.Critical, study.High, study.Medium),
			Concepts: t.texts("concepts", optional, 1, 40, maxTitle), Skills: t.texts("skills", optional, 1, 40, maxTitle),
			Project: t.flag("project"),
		}
		l.keep(fmt.Sprint("topic ", topic.Day), t.node)
		if topic.Day > 0 {
			switch {
			case slices.Contains(l.days, topic.Day):
				t.fields["day"].wrong("day %d is there twice; each topic has its own day", topic.Day)
			case topic.Day < last:
				t.fields["day"].wrong("day %d comes after day %d; sort the topics by day", topic.Day, last)
			}
			last = max(last, topic.Day)
			if _, twice := nodes[topic.Day]; !twice {
				l.days = append(l.days, topic.Day)
				nodes[topic.Day] = t
			}
		}
		l.pack.Topics = append(l.pack.Topics, topic)
	}
	slices.Sort(l.days)
	for i := range l.pack.Topics {
		t := &l.pack.Topics[i]
		from, ok := nodes[t.Day]
		if !ok {
			continue
		}
		t.Prereq = l.someDays(from, "prereq", optional)
		if slices.Contains(t.Prereq, t.Day) {
			from.fields["prereq"].wrong("day %d names itself as a prerequisite; remove it", t.Day)
		}
	}
	l.circles(nodes)
}

// circles reports prerequisites that lead back to where they started, each circle
// once. The walk keeps its own stack: a pack may chain hundreds of days.
func (l *loader) circles(nodes map[int]object) {
	prereq := map[int][]int{}
	for _, t := range l.pack.Topics {
		if _, twice := prereq[t.Day]; !twice {
			prereq[t.Day] = t.Prereq
		}
	}
	done := map[int]bool{}
	for _, start := range l.days {
		var trail []int
		next := map[int]int{} // how many prerequisites of a day on the trail were followed
		for day := start; !done[start]; {
			if next[day] == 0 {
				trail = append(trail, day)
			}
			at := next[day]
			if at >= len(prereq[day]) {
				done[day] = true
				trail = trail[:len(trail)-1]
				if len(trail) > 0 {
					day = trail[len(trail)-1]
				}
				continue
			}
			next[day]++
			to := prereq[day][at]
			if i := slices.Index(trail, to); i >= 0 && to != day {
				steps := make([]string, 0, len(trail)-i+1)
				for _, d := range append(slices.Clone(trail[i:]), to) {
					steps = append(steps, fmt.Sprint(d))
				}
				nodes[day].fields["prereq"].wrong("the prerequisites go in a circle: %s; remove one step", strings.Join(steps, " needs "))
			} else if !done[to] && to != day && nodes[to].fields != nil {
				day = to
			}
		}
	}
}

// someDays reads a list of days, each of which must be a topic's.
func (l *loader) someDays(o object, key string, must need) []int {
	var days []int
	low := 0
	if bool(must) {
		low = 1
	}
	for _, n := range o.list(key, must, low, 400) {
		if d := l.day(n); d > 0 {
			if slices.Contains(days, d) {
				n.wrong("day %d is there twice; keep one", d)
				continue
			}
			days = append(days, d)
		}
	}
	return days
}

// day reads a day that must be a topic's; 0 when it is wrong.
func (l *loader) day(n node) int {
	d := n.integer(1, maxDay)
	if d > 0 && l.days != nil && !slices.Contains(l.days, d) {
		n.wrong("topic %d does not exist; %s (the days in topics.yaml)", d, allowed(l.days))
		return 0
	}
	return d
}

func (l *loader) areasAndCategories() {
	if !l.present["areas.yaml"] {
		l.ownAreas()
		return
	}
	o, ok := l.sheet("areas.yaml", required, "categories", "areas")
	if !ok {
		return
	}
	l.categories, l.areas = []string{}, []string{}
	ids := seen{}
	var nodes []object
	for _, n := range o.list("categories", required, 1, complete.MaxCategories) {
		c, ok := n.object("id", "name")
		if !ok {
			continue
		}
		category := study.Category{ID: c.areaID("id"), Name: c.text("name", required, maxName)}
		ids.once(c.fields["id"], "category id", category.ID)
		if category.ID != "" && !slices.Contains(l.categories, category.ID) {
			l.categories = append(l.categories, category.ID)
		}
		l.pack.Categories = append(l.pack.Categories, category)
		nodes = append(nodes, c)
	}
	ids = seen{}
	used := map[string]bool{}
	strayed := false // an area's category is misspelt: it may be the one that has none
	for _, n := range o.list("areas", required, 1, complete.MaxAreas) {
		a, ok := n.object("id", "name", "category", "topics")
		if !ok {
			continue
		}
		area := study.Area{
			ID: a.areaID("id"), Name: a.text("name", required, maxName),
			Category: a.areaID("category"), Topics: l.someDays(a, "topics", required),
		}
		ids.once(a.fields["id"], "area id", area.ID)
		l.keep("area "+area.ID, a.node)
		if area.ID != "" && !slices.Contains(l.areas, area.ID) {
			l.areas = append(l.areas, area.ID)
		}
		if area.Category == "" || !slices.Contains(l.categories, area.Category) {
			strayed = true
		}
		if area.Category != "" && !slices.Contains(l.categories, area.Category) {
			a.fields["category"].wrong("category %q does not exist; %s%s", area.Category, allowed(l.categories), mistake.Meant(area.Category, l.categories))
		}
		used[area.Category] = true
		if len(area.Topics) > 0 {
			first, _ := l.pack.Topic(area.Topics[0])
			area.Priority = first.Priority
		}
		l.pack.Areas = append(l.pack.Areas, area)
	}
	for i, c := range l.pack.Categories {
		if c.ID != "" && !used[c.ID] && !strayed {
			nodes[i].wrong("category %q has no area; give it one or remove it", c.ID)
		}
	}
}

// ownAreas draws the areas where the pack has none of its own; they need the topics.
func (l *loader) ownAreas() {
	if l.sound("topics.yaml") && l.sound("pack.yaml") {
		l.pack.Categories, l.pack.Areas = complete.Areas(&l.pack)
		l.areas = []string{}
		for _, a := range l.pack.Areas {
			l.areas = append(l.areas, a.ID)
		}
	}
}

// area reads an area's id; "" when it is wrong.
func (l *loader) area(n node) string {
	before := len(l.report.errs)
	id := n.text(maxText)
	if len(l.report.errs) > before {
		return ""
	}
	if l.areas != nil && !slices.Contains(l.areas, id) {
		n.wrong("area %s does not exist; %s%s", shown(id), allowed(l.areas), mistake.Meant(id, l.areas))
		return ""
	}
	return id
}

func (l *loader) levels() {
	o, ok := l.sheet("levels.yaml", optional, "levels")
	if !ok {
		return
	}
	names := seen{}
	var nodes []object
	for _, n := range o.list("levels", required, 1, 20) {
		v, ok := n.object("name", "min", "max", "strengths", "readiness", "next_step", "challenge", "plan")
		if !ok {
			continue
		}
		before := len(l.report.errs)
		level := study.Level{
			Name: v.text("name", required, maxLevel),
			Min:  v.integer("min", required, 0, 1000), Max: v.integer("max", required, 0, 1000),
		}
		banded := len(l.report.errs) == before
		level.Strengths = v.text("strengths", required, maxText)
		level.Readiness = v.text("readiness", required, maxText)
		level.NextStep = v.text("next_step", required, maxText)
		level.Challenge = v.text("challenge", required, maxText)
		level.Plan = l.plan(v)
		names.once(v.fields["name"], "level name", level.Name)
		l.pack.Levels = append(l.pack.Levels, level)
		if banded {
			nodes = append(nodes, v)
		}
	}
	if len(nodes) == len(l.pack.Levels) && len(nodes) > 0 {
		l.bands(nodes)
	}
}

// bands checks that the levels cover every total once, the best first. The least
// total rates each area 1 and the greatest 5.
func (l *loader) bands(nodes []object) {
	levels := l.pack.Levels
	for i, v := range levels {
		if v.Min > v.Max {
			nodes[i].fields["min"].wrong("level %q starts at %d, after its end %d; swap min and max", v.Name, v.Min, v.Max)
			return
		}
		if i == 0 {
			continue
		}
		switch above := levels[i-1]; {
		case v.Min > above.Min:
			nodes[i].fields["min"].wrong("level %q is better than %q before it; list the best level first", v.Name, above.Name)
			return
		case v.Max >= above.Min:
			nodes[i].fields["max"].wrong("levels %q and %q both hold %d; set max to %d", v.Name, above.Name, above.Min, above.Min-1)
		case v.Max < above.Min-1:
			nodes[i].fields["max"].wrong("no level holds %d to %d; set max to %d", v.Max+1, above.Min-1, above.Min-1)
		}
	}
	n := len(l.pack.Areas)
	if n == 0 {
		return
	}
	if best := levels[0]; best.Max != 5*n {
		nodes[0].fields["max"].wrong("the best level ends at %d; with %d areas rated 5 it must end at %d", best.Max, n, 5*n)
	}
	if least := levels[len(levels)-1]; least.Min != n {
		nodes[len(nodes)-1].fields["min"].wrong("the last level starts at %d; with %d areas rated 1 it must start at %d", least.Min, n, n)
	}
}

func (l *loader) plan(level object) study.PlanTemplate {
	var plan study.PlanTemplate
	n, ok := level.field("plan", required)
	if !ok {
		return plan
	}
	p, ok := n.object("focus", "weeks", "activities")
	if !ok {
		return plan
	}
	plan.Focus = p.text("focus", required, maxTitle)
	plan.Activities = p.texts("activities", optional, 1, 20, maxText)
	for _, n := range p.list("weeks", required, 1, maxWeeks) {
		w, ok := n.object("theme", "topics", "areas")
		if !ok {
			continue
		}
		week := study.PlanWeek{Theme: w.text("theme", required, maxText), Topics: l.someDays(w, "topics", optional)}
		for _, a := range w.list("areas", optional, 0, 40) {
			if id := l.area(a); id != "" {
				week.Areas = append(week.Areas, id)
			}
		}
		plan.Weeks = append(plan.Weeks, week)
	}
	return plan
}
