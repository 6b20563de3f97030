package kept

import (
	"slices"

	"studybot/bot/plan"
	"studybot/bot/plan/name"
	"studybot/bot/study"
)

// ItemsNow are the ids that an item of an older plan has now that topics or areas
// of the pack have other names; an item of an area that was split became several.
// An id that names nothing old is its own.
func ItemsNow(pack *study.Pack, id string) []string {
	return name.Now(pack, []string{string(plan.Study), string(plan.Practice), string(plan.Retest), string(plan.Template)}, id)
}

// renamed is a plan that was made for an earlier version of the pack, by the names
// of now: an item of an area that was split becomes one for each part, of several
// that are one now the first stays, and what the pack does not have any more is
// gone. It says whether anything differs; the weeks that are left are to be made
// anew then.
func renamed(pack *study.Pack, p plan.Plan) (plan.Plan, bool) {
	differs := false
	weeks := make([]plan.Week, len(p.Weeks))
	for n, w := range p.Weeks {
		weeks[n] = w
		weeks[n].Items, weeks[n].Minutes = nil, 0
		for _, i := range w.Items {
			now := renamedItem(pack, i)
			differs = differs || len(now) != 1 || now[0].ID != i.ID || now[0].Topic != i.Topic || now[0].Area != i.Area
			for _, i := range now {
				if !slices.ContainsFunc(weeks[n].Items, func(j plan.Item) bool { return j.ID == i.ID }) {
					weeks[n].Items = append(weeks[n].Items, i)
					weeks[n].Minutes += i.Minutes
				}
			}
		}
	}
	if !differs {
		return p, false
	}
	p.Weeks = weeks
	targets := p.Targets
	p.Targets, p.Deferred, p.Left = nil, nil, nil
	for _, t := range targets {
		for _, area := range pack.AreaIDs(t.Area) {
			if _, twice := p.Target(area); !twice {
				t.Area = area
				p.Targets = append(p.Targets, t)
			}
		}
	}
	return p, true
}

// shortest is the least that an item takes, in minutes.
const shortest = 5

// renamedItem is what has become of an item: itself, one or several others, or none.
func renamedItem(pack *study.Pack, i plan.Item) []plan.Item {
	if !i.Kind.HasTopic() {
		return []plan.Item{i}
	}
	topic, known := pack.Topic(i.Topic)
	areas := pack.AreaIDs(i.Area)
	if !known || i.Area != "" && len(areas) == 0 {
		return nil
	}
	i.Topic = topic.Day
	ids := ItemsNow(pack, i.ID)
	if len(areas) == 0 {
		i.ID = ids[0]
		return []plan.Item{i}
	}
	if len(ids) < len(areas) { // an id without an area stands for all parts
		areas = areas[:1]
	}
	now := make([]plan.Item, 0, len(areas))
	for n, area := range areas {
		part := i
		part.ID, part.Area = ids[n], area
		if len(areas) > 1 {
			part.Minutes = max(shortest, i.Minutes/len(areas)/5*5)
		}
		now = append(now, part)
	}
	return now
}
