// Package complete draws what a pack may leave out: areas, levels, a scale.
//
// It must not know files, or what else a pack must hold.
package complete

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"studybot/bot/study"
)

// Limits of the assessment: its steps are one form each, and a form has five fields.
const (
	MaxAreas      = 40
	MaxCategories = 10
	MaxName       = 75 // characters of the name of an area or a category
	inCategory    = 5  // areas, where the categories are drawn here
)

// Pack fills what a pack's files may leave out: an area for each topic, in
// categories of at most five; the area of a question; what the ratings 1 to 5 mean;
// five levels that a total of any size falls into. What is there stays as it is.
// content.Load calls it; those who build a pack in memory call it before they use it.
func Pack(p *study.Pack) {
	if len(p.Areas) == 0 {
		p.Categories, p.Areas = Areas(p)
	}
	for i := range p.Questions {
		if q := &p.Questions[i]; q.Area == "" {
			q.Area, _ = AreaOf(p.Areas, q.Topic)
		}
	}
	if len(p.Scale) == 0 {
		p.Scale = plainScale()
	}
	if len(p.Levels) == 0 {
		p.Levels = plainLevels(len(p.Areas))
	}
}

// AreaOf is the area that a topic's questions belong to: the only one that the
// topic is first in, else the only one that it is in at all; false when there are
// several or none.
func AreaOf(areas []study.Area, day int) (string, bool) {
	var first, any []string
	for _, a := range areas {
		if i := slices.Index(a.Topics, day); i >= 0 {
			any = append(any, a.ID)
			if i == 0 {
				first = append(first, a.ID)
			}
		}
	}
	for _, found := range [][]string{first, any} {
		if len(found) == 1 {
			return found[0], true
		}
	}
	return "", false
}

// Areas makes an area of each topic; of neighbours when there are more topics
// than areas may be.
func Areas(p *study.Pack) ([]study.Category, []study.Area) {
	each := (len(p.Topics) + MaxAreas - 1) / MaxAreas
	if each == 0 {
		return nil, nil
	}
	var areas []study.Area
	for topics := range slices.Chunk(p.Topics, each) {
		a := study.Area{ID: fmt.Sprintf("day-%d", topics[0].Day), Name: topics[0].Name}
		if n := len(topics); n > 1 {
			a.ID = fmt.Sprintf("days-%d-%d", topics[0].Day, topics[n-1].Day)
			var names []string
			for _, t := range topics {
				names = append(names, t.Name)
			}
			if a.Name = strings.Join(names, "; "); utf8.RuneCountInString(a.Name) > MaxName {
				a.Name = cut(fmt.Sprintf("Days %d to %d: %s", topics[0].Day, topics[n-1].Day, names[0]), MaxName)
			}
		}
		byWeight := slices.Clone(topics)
		slices.SortStableFunc(byWeight, func(a, b study.Topic) int { return b.Priority.Weight() - a.Priority.Weight() })
		for _, t := range byWeight {
			a.Topics = append(a.Topics, t.Day)
		}
		a.Priority = byWeight[0].Priority
		areas = append(areas, a)
	}
	if categories, ok := byModule(p.Modules, areas); ok {
		return categories, areas
	}
	return byRun(areas), areas
}

// byModule puts each area into a category of its module; false when the areas have
// none, or there would be too many categories.
func byModule(modules []study.Module, areas []study.Area) ([]study.Category, bool) {
	var runs [][]int // areas, by their place
	var names []string
	last := -1
	for i, a := range areas {
		day := slices.Min(a.Topics)
		at := slices.IndexFunc(modules, func(m study.Module) bool { return day >= m.From && day <= m.To })
		if at < 0 {
			return nil, false
		}
		if at != last {
			runs, names, last = append(runs, nil), append(names, modules[at].Name), at
		}
		runs[len(runs)-1] = append(runs[len(runs)-1], i)
	}
	var categories []study.Category
	for r, run := range runs {
		parts := (len(run) + inCategory - 1) / inCategory
		for part := range parts {
			c := study.Category{ID: fmt.Sprintf("part-%d", len(categories)+1), Name: names[r]}
			if parts > 1 {
				end := fmt.Sprintf(", part %d of %d", part+1, parts)
				c.Name = cut(names[r], MaxName-len(end)) + end
			}
			for _, i := range run[part*len(run)/parts : (part+1)*len(run)/parts] {
				areas[i].Category = c.ID
			}
			categories = append(categories, c)
		}
	}
	return categories, len(categories) > 0 && len(categories) <= MaxCategories
}

// byRun puts neighbouring areas into one category.
func byRun(areas []study.Area) []study.Category {
	parts := (len(areas) + inCategory - 1) / inCategory
	var categories []study.Category
	for part := range parts {
		run := areas[part*len(areas)/parts : (part+1)*len(areas)/parts]
		c := study.Category{ID: fmt.Sprintf("part-%d", part+1), Name: "All topics"}
		if first, last := slices.Min(run[0].Topics), slices.Max(run[len(run)-1].Topics); parts > 1 && first == last {
			c.Name = fmt.Sprintf("Day %d", first)
		} else if parts > 1 {
			c.Name = fmt.Sprintf("Days %d to %d", first, last)
		}
		for i := range run {
			run[i].Category = c.ID
		}
		categories = append(categories, c)
	}
	return categories
}

func cut(s string, limit int) string {
	if r := []rune(s); len(r) > limit {
		return strings.TrimSpace(string(r[:limit-1])) + "…"
	}
	return s
}

func plainScale() []study.Anchor {
	return []study.Anchor{
		{Value: 1, Label: "not yet", Text: "Nothing comes to mind, or only the name."},
		{Value: 2, Label: "a little", Text: "Some of it is there, but not the point that matters."},
		{Value: 3, Label: "the main point", Text: "The main point is there; details are missing or take a while."},
		{Value: 4, Label: "well", Text: "All that matters is there, without help."},
		{Value: 5, Label: "could explain it", Text: "You could explain it to somebody now, with an example."},
	}
}

// plainLevels are five levels for a number of areas. Each holds the totals whose
// mean rating rounds to its own figure: 4.5 and more is the best.
func plainLevels(areas int) []study.Level {
	if areas == 0 {
		return nil
	}
	levels := []study.Level{
		{
			Name: "At home here", Strengths: "You know this course well enough to explain it.", Readiness: "Use it, and show others how.",
			NextStep: "Keep it fresh: answer the questions that come, and look up what surprises you.", Challenge: "Write a question of your own that would have helped you a month ago.",
			Plan: study.PlanTemplate{Focus: "Keep it fresh", Weeks: weeks("Explain the hardest topics to somebody, without notes", "Look for what you still get wrong")},
		},
		{
			Name: "Nearly there", Strengths: "Most of it comes without help.", Readiness: "You can work with this, and know where to look.",
			NextStep: "Close the few gaps that are left.", Challenge: "Solve something new with it, from start to end.",
			Plan: study.PlanTemplate{Focus: "Close the last gaps", Weeks: weeks("Go through the areas that you rated lowest", "Practise what took long", "Try the hardest questions again")},
		},
		{
			Name: "Half way", Strengths: "The main points are there.", Readiness: "Work on simple cases alone and on others with help.",
			NextStep: "Take the weakest areas one at a time.", Challenge: "Explain one weak area to somebody in five minutes.",
			Plan: study.PlanTemplate{Focus: "From the main points to the details", Weeks: weeks("Begin with the two weakest areas", "Go on with the next two", "Practise with questions", "Put the pieces together")},
		},
		{
			Name: "On the way", Strengths: "You have made a start, and know what there is to know.", Readiness: "Follow along with somebody who knows it.",
			NextStep: "Learn the most important topics first.", Challenge: "Answer one question a day, whatever comes of it.",
			Plan: study.PlanTemplate{Focus: "The most important topics", Weeks: weeks("Read the most important topic again", "Read the next one, and answer its questions", "Go on with what builds on them", "Practise", "Try again what was hard")},
		},
		{
			Name: "At the start", Strengths: "You have looked at yourself honestly, which is how it begins.", Readiness: "Everything here is for you.",
			NextStep: "Go through the course from its first topic.", Challenge: "Find one thing that you can use this week.",
			Plan: study.PlanTemplate{Focus: "From the beginning", Weeks: weeks("The first topics, without hurry", "The topics that follow", "The topics that follow", "Practise what you have read", "Try again what was hard", "Look back, and rate yourself again")},
		},
	}
	top := 5 * areas
	for i := range levels {
		levels[i].Max = top
		// The least total whose mean is at least 4.5, 3.5, …; of the last it is all ones.
		levels[i].Min = max(areas, ((9-2*i)*areas+1)/2)
		top = levels[i].Min - 1
	}
	levels[len(levels)-1].Min = areas
	return levels
}

func weeks(themes ...string) []study.PlanWeek {
	var all []study.PlanWeek
	for _, t := range themes {
		all = append(all, study.PlanWeek{Theme: t})
	}
	return all
}
