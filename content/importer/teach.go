package importer

import (
	"fmt"
	"slices"

	"studybot/bot/study"
	"studybot/content/source"
)

// teach gives the areas and the chapters of a guide that does not say which days
// teach them those days that speak of the same things.
func (c *course) teach(log *log) {
	p := c.outline
	if len(p.Topics) == 0 {
		return
	}
	about := make([]map[string]bool, len(p.Topics))
	for i, t := range p.Topics {
		text := t.Name
		for _, part := range slices.Concat(t.Concepts, t.Skills) {
			text += " " + part
		}
		about[i] = words(text)
	}
	guessed := 0
	names := map[string]string{}
	for _, cat := range p.Categories {
		names[cat.ID] = cat.Name
	}
	for i := range p.Areas {
		a := &p.Areas[i]
		if len(a.Topics) > 0 {
			continue
		}
		guessed++
		a.Topics = nearest(p.Topics, about, words(a.Name), words(names[a.Category]), 2)
	}
	p.Themes = slices.Clone(p.Themes)
	for i := range p.Themes {
		t := &p.Themes[i]
		if len(t.Topics) > 0 {
			continue
		}
		guessed++
		text := t.Name
		for _, g := range t.Groups {
			text += " " + g.Name
			for _, it := range g.Items {
				text += " " + it.Name
			}
		}
		t.Topics = nearest(p.Topics, about, words(text), nil, 8)
		slices.Sort(t.Topics)
	}
	if guessed > 0 {
		log.note(c.from, 0, source.Doubtful, "%s of the guide had no day; the nearest in words was taken, else the most urgent: look at areas.yaml and themes.yaml", fmt.Sprintf("%d areas or chapters", guessed))
	}
}

// nearest are the days that share the most words with a text, the nearest first, at
// most limit of them; where none does, those that share words with the second text,
// else the most urgent day.
func nearest(topics []study.Topic, about []map[string]bool, text, second map[string]bool, limit int) []int {
	type near struct{ day, score, urgency int }
	var all []near
	for _, by := range []map[string]bool{text, second} {
		for i, t := range topics {
			n := 0
			for w := range by {
				if about[i][w] {
					n++
				}
			}
			if n > 0 {
				all = append(all, near{t.Day, n, t.Priority.Weight()})
			}
		}
		if len(all) > 0 {
			break
		}
	}
	if len(all) == 0 {
		for _, t := range topics {
			all = append(all, near{t.Day, 0, t.Priority.Weight()})
		}
		limit = 1
	}
	slices.SortStableFunc(all, func(a, b near) int {
		if a.score != b.score {
			return b.score - a.score
		}
		return b.urgency - a.urgency
	})
	var days []int
	for _, n := range all[:min(limit, len(all))] {
		if n.score*2 >= all[0].score { // not what merely shares a word
			days = append(days, n.day)
		}
	}
	return days
}
