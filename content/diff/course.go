package diff

import (
	"fmt"
	"slices"
	"strings"

	"studybot/bot/study"
)

func (c *change) areas() {
	came := map[string][]string{} // new areas, with the old ones that became them
	for _, old := range c.old.Areas {
		parts := c.now.AreaIDs(old.ID)
		for _, p := range parts {
			came[p] = append(came[p], old.ID)
		}
		switch {
		case len(parts) == 0:
			c.lose("area %s %s was removed: ratings of it would no longer count and every score would fall; say in aliases.yaml which area it is now, or keep it", old.ID, shown(old.Name))
		case len(parts) > 1:
			c.say("Split areas", "%s is %s now; its rating counts for each until that is rated", old.ID, strings.Join(parts, " and "))
		case parts[0] != old.ID && len(came[parts[0]]) == 1 && !c.oldNamesOf(parts[0]):
			c.say("Renamed areas", "%s is %s now; its rating stays", old.ID, parts[0])
		}
		if len(parts) == 1 && parts[0] == old.ID {
			a, _ := c.now.Area(old.ID)
			c.area(old, a)
		}
	}
	for _, a := range c.now.Areas {
		switch from := came[a.ID]; {
		case len(from) == 0:
			c.say("New areas", "%s %s: assessments made so far have no rating for it, so their totals become ranges until it is rated", a.ID, shown(a.Name))
		case len(from) > 1:
			c.say("Merged areas", "%s are %s now; the mean of their ratings counts until it is rated", strings.Join(from, " and "), a.ID)
		}
	}
	if was, is := len(c.old.Areas), len(c.now.Areas); was != is {
		c.say("Scores", "the total is of %d instead of %d, from %d areas instead of %d", 5*is, 5*was, is, was)
	}
	for _, old := range c.old.Categories {
		i := slices.IndexFunc(c.now.Categories, func(n study.Category) bool { return n.ID == old.ID })
		if i >= 0 && c.now.Categories[i].Name != old.Name {
			c.say("Changed areas", "category %s is called %q instead of %q", old.ID, c.now.Categories[i].Name, old.Name)
		}
	}
}

// oldNamesOf says whether more than one area of the old version became id.
func (c *change) oldNamesOf(id string) bool {
	n := 0
	for _, a := range c.old.Areas {
		if slices.Contains(c.now.AreaIDs(a.ID), id) {
			n++
		}
	}
	return n > 1
}

func (c *change) area(old, a study.Area) {
	var parts []string
	if old.Name != a.Name {
		parts = append(parts, fmt.Sprintf("it is called %q instead of %q", a.Name, old.Name))
	}
	if old.Category != a.Category {
		parts = append(parts, fmt.Sprintf("it counts in category %s instead of %s", a.Category, old.Category))
	}
	if old.Priority != a.Priority {
		parts = append(parts, fmt.Sprintf("its priority is %s instead of %s, so plans move it", a.Priority, old.Priority))
	}
	if !slices.Equal(old.Topics, a.Topics) {
		parts = append(parts, fmt.Sprintf("it is taught on days %s instead of %s", list(a.Topics), list(old.Topics)))
	}
	if len(parts) > 0 {
		c.say("Changed areas", "%s: %s", a.ID, strings.Join(parts, ", "))
	}
}

// levels says whose totals mean something else now.
func (c *change) levels() {
	const title = "Levels"
	if len(c.old.Areas) != len(c.now.Areas) {
		var bands []string
		for _, l := range c.now.Levels {
			bands = append(bands, fmt.Sprintf("%s %d-%d", l.Name, l.Min, l.Max))
		}
		c.say(title, "the bands are for another number of areas now: %s", strings.Join(bands, ", "))
	} else {
		n := len(c.old.Areas)
		from, was, is := 0, "", ""
		flush := func(until int) {
			if was != is {
				c.say(title, "%s: %s instead of %s", totals(from, until), is, was)
			}
		}
		for total := n; total <= 5*n; total++ {
			_, a := c.old.LevelAt(total)
			_, b := c.now.LevelAt(total)
			if total == n || a.Name != was || b.Name != is {
				if total > n {
					flush(total - 1)
				}
				from, was, is = total, a.Name, b.Name
			}
		}
		flush(5 * n)
	}
	for _, old := range c.old.Levels {
		i := slices.IndexFunc(c.now.Levels, func(l study.Level) bool { return l.Name == old.Name })
		if i < 0 {
			continue
		}
		l := c.now.Levels[i]
		if old.Strengths != l.Strengths || old.Readiness != l.Readiness || old.NextStep != l.NextStep || old.Challenge != l.Challenge {
			c.say(title, "%s gives other advice", l.Name)
		}
	}
}

func totals(from, to int) string {
	if from == to {
		return fmt.Sprintf("a total of %d", from)
	}
	return fmt.Sprintf("totals of %d to %d", from, to)
}

// plans says which plans are made from other lines.
func (c *change) plans() {
	const title = "Plans"
	for _, l := range c.now.Levels {
		i := slices.IndexFunc(c.old.Levels, func(o study.Level) bool { return o.Name == l.Name })
		if i < 0 {
			continue
		}
		old, now := c.old.Levels[i].Plan, l.Plan
		var parts []string
		if a, b := len(old.Weeks), len(now.Weeks); a != b {
			parts = append(parts, fmt.Sprintf("weeks: %d instead of %d", b, a))
		}
		var lines []int
		for w := range min(len(old.Weeks), len(now.Weeks)) {
			a, b := old.Weeks[w], now.Weeks[w]
			if a.Theme != b.Theme || !slices.Equal(a.Topics, b.Topics) || !slices.Equal(a.Areas, b.Areas) {
				lines = append(lines, w+1)
			}
		}
		if len(lines) > 0 {
			parts = append(parts, "other lines for week "+list(lines))
		}
		if old.Focus != now.Focus || !slices.Equal(old.Activities, now.Activities) {
			parts = append(parts, "another focus or other activities")
		}
		if len(parts) > 0 {
			c.say(title, "%s: %s; running plans are made anew, ticked items stay ticked where they are still in the plan", l.Name, strings.Join(parts, ", "))
		}
	}
}

func (c *change) topics() {
	had := map[int]bool{}
	for _, old := range c.old.Topics {
		t, ok := c.now.Topic(old.Day)
		switch {
		case !ok:
			c.say("Removed topics", "day %d %s is not taught any more", old.Day, shown(old.Name))
			continue
		case t.Day != old.Day:
			c.say("Moved topics", "day %d %s is day %d %s now", old.Day, shown(old.Name), t.Day, shown(t.Name))
			had[t.Day] = true
			continue
		}
		had[t.Day] = true
		var parts []string
		if old.Name != t.Name {
			parts = append(parts, fmt.Sprintf("it is called %q instead of %q", t.Name, old.Name))
		}
		if old.Priority != t.Priority {
			parts = append(parts, fmt.Sprintf("its priority is %s instead of %s, so plans move it", t.Priority, old.Priority))
		}
		if !slices.Equal(old.Prereq, t.Prereq) {
			parts = append(parts, fmt.Sprintf("it builds on %s instead of %s", list(t.Prereq), list(old.Prereq)))
		}
		if !slices.Equal(old.Concepts, t.Concepts) || !slices.Equal(old.Skills, t.Skills) || old.Project != t.Project {
			parts = append(parts, "its concepts, skills or project")
		}
		if len(parts) > 0 {
			c.say("Changed topics", "day %d: %s", t.Day, strings.Join(parts, ", "))
		}
	}
	for _, t := range c.now.Topics {
		if !had[t.Day] {
			c.say("New topics", "day %d %s, %s", t.Day, shown(t.Name), t.Priority)
		}
	}
}

// lists compares the checklists; ticks of what is gone have nowhere to stand.
func (c *change) lists() {
	had := map[string]bool{}
	for _, l := range c.old.Checklists {
		for _, g := range l.Groups {
			for _, it := range g.Items {
				list, item := c.now.ItemNow(l.ID, it.ID)
				name := list + "/" + item
				had[name] = true
				switch was := l.ID + "/" + it.ID; {
				case !has(c.now, name):
					c.say("Removed checklist items", "%s %s: its ticks are no longer shown; if it is called otherwise now, say so in aliases.yaml", was, shown(it.Name))
				case name != was:
					c.say("Renamed checklist items", "%s is %s now; ticks stay", was, name)
				}
			}
		}
	}
	for _, l := range c.now.Checklists {
		for _, g := range l.Groups {
			for _, it := range g.Items {
				if name := l.ID + "/" + it.ID; !had[name] {
					c.say("New checklist items", "%s %s", name, shown(it.Name))
				}
			}
		}
	}
}

// list writes days or weeks: "1, 2", or "none".
func list(all []int) string {
	if len(all) == 0 {
		return "none"
	}
	var words []string
	for _, n := range all {
		words = append(words, fmt.Sprint(n))
	}
	return strings.Join(words, ", ")
}
