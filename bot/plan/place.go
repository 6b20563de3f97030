package plan

import (
	"cmp"
	"slices"

	"studybot/bot/study"
)

// place puts everything that the plan must hold into the weeks; false when
// something does not fit.
func (d *draft) place() bool {
	last := len(d.weeks) - 1
	d.put(last, Item{ID: "reassess", Kind: Reassess, Minutes: d.minutes(reassessMinutes), Because: []Because{{Fact: LastWeek, Value: last + 1}}})
	if d.missing > 0 {
		d.put(0, Item{ID: "rate-missing", Kind: RateMissing, Minutes: min(20, 5*((d.missing+4)/5)), Because: []Because{{Fact: NotRated, Value: d.missing}}})
	}
	ok := d.placeTopics() && d.placeStudies() && d.placeRetests()
	// These are what the template still lacks; a loose way goes on without them.
	ok = d.placeNamed() && ok
	return d.placeSpokenOf() && ok
}

// placeTopics gives every topic its first item: what is due first comes first,
// prerequisites before what builds on them.
func (d *draft) placeTopics() bool {
	open := d.inOrder()
	for len(open) > 0 {
		ready := slices.DeleteFunc(slices.Clone(open), func(day int) bool {
			return slices.ContainsFunc(d.prereqs(day), func(before int) bool { return slices.Contains(open, before) && d.rank[before] < d.rank[day] })
		})
		day := slices.MinFunc(ready, func(a, b int) int {
			return cmp.Or(cmp.Compare(d.topics[a].deadline, d.topics[b].deadline), cmp.Compare(d.need(b), d.need(a)), cmp.Compare(d.rank[a], d.rank[b]))
		})
		open = slices.DeleteFunc(open, func(o int) bool { return o == day })
		if !d.placeFirst(d.topics[day]) {
			if !d.loose || len(d.topics[day].targets) > 0 {
				return false
			}
			delete(d.topics, day)
		}
	}
	return true
}

func (d *draft) need(day int) int {
	most := 0
	for _, t := range d.topics[day].targets {
		most = max(most, t.Need)
	}
	return most
}

func (d *draft) placeFirst(w *topicWork) bool {
	from := 0
	for _, before := range d.prereqs(w.day) {
		from = max(from, d.first[before])
	}
	if len(w.targets) == 0 { // only the line asks for it
		for week := max(from, w.line.from); week <= min(w.deadline, w.line.to); week++ {
			if d.try(week, d.templateItem(week, w.day, LineTopic)) {
				return true
			}
		}
		return false
	}
	prefer := func(week int) bool { return w.line != nil && week >= w.line.from && week <= w.line.to }
	for _, preferred := range []bool{true, false} {
		for week := from; week <= w.deadline; week++ {
			if prefer(week) == preferred && d.try(week, d.studyItem(week, w.targets[0])) {
				return true
			}
		}
	}
	return false
}

// placeStudies gives the targets that share a topic with a greater need their own study.
func (d *draft) placeStudies() bool {
	for _, t := range d.targets {
		if _, done := d.study[t.Area]; done {
			continue
		}
		placed := false
		for week := d.first[t.Topic]; week <= max(0, len(d.weeks)-2) && !placed; week++ {
			placed = d.try(week, d.studyItem(week, t))
		}
		if !placed {
			return false
		}
	}
	return true
}

// placeRetests asks every target again in a later week.
func (d *draft) placeRetests() bool {
	if len(d.weeks) == 1 {
		return true
	}
	for _, t := range d.targets {
		placed := false
		for week := d.study[t.Area] + 1; week < len(d.weeks) && !placed; week++ {
			placed = d.try(week, Item{
				ID: itemID("retest", t.Topic, t.Area), Kind: Retest, Topic: t.Topic, Area: t.Area, Minutes: d.minutes(retestMinutes(t.Priority)),
				Because: []Because{{Fact: StudiedIn, Value: d.study[t.Area] + 1}, {Fact: Rated, Value: t.Rating}},
			})
		}
		if !placed {
			return false
		}
	}
	return true
}

// placeNamed brings in the topics that a line names and its weeks do not have yet.
func (d *draft) placeNamed() bool {
	all := true
	for _, r := range d.runs {
		for _, day := range r.named {
			if d.holds(r, func(i Item) bool { return i.Topic == day && i.Kind != Retest }) {
				continue
			}
			placed := false
			for week := r.from; week <= r.to && !placed; week++ {
				placed = d.fits(day, week) && d.try(week, d.templateItem(week, day, LineTopic))
			}
			all = all && (placed || d.loose)
		}
	}
	return all
}

// placeSpokenOf brings in the areas that a line speaks of.
func (d *draft) placeSpokenOf() bool {
	all := true
	for _, r := range d.runs {
		held := 0
		for _, id := range r.Areas {
			area, known := d.pack.Area(id)
			if !known {
				continue
			}
			if d.lean && held > 0 {
				break
			}
			if d.holds(r, func(i Item) bool { return i.Area == id }) || d.placeArea(r, area) {
				held++
			}
		}
		if len(r.Areas) > 0 && held == 0 && !d.loose {
			all = false
		}
	}
	return all
}

// placeArea works on an area in one of the line's weeks, on a topic that the plan
// has by then, else on one that it may take up there.
func (d *draft) placeArea(r run, area study.Area) bool {
	for _, known := range []bool{true, false} {
		for week := r.from; week <= r.to; week++ {
			for _, day := range area.Topics {
				first, has := d.first[day]
				if (has && first <= week) != known || !d.fits(day, week) {
					continue
				}
				item := d.templateItem(week, day, LineArea)
				item.ID, item.Area = itemID("template", "w"+itoa(week+1), day, area.ID), area.ID
				if t, is := d.target(area.ID); is {
					if at, studied := d.study[area.ID]; !studied || at > week || day != t.Topic {
						continue
					}
					item = d.practiceItem(week, t)
					item.Because = append(item.Because, Because{Fact: LineArea, Value: week + 1})
				}
				if d.try(week, item) {
					return true
				}
			}
		}
	}
	return false
}

// placeSomething leaves no week empty: the most urgent topic that is safe there.
func (d *draft) placeSomething() {
	days := make([]int, 0, len(d.pack.Topics))
	for _, t := range d.pack.Topics {
		days = append(days, t.Day)
	}
	slices.SortFunc(days, func(a, b int) int {
		return cmp.Or(cmp.Compare(d.priority(b).Weight(), d.priority(a).Weight()), cmp.Compare(d.rank[a], d.rank[b]))
	})
	for week, items := range d.weeks {
		if slices.ContainsFunc(items, func(i Item) bool { return i.Topic != 0 }) || len(days) == 0 {
			continue
		}
		for i := range days {
			day := days[(week+i)%len(days)] // another one each week
			item := d.templateItem(week, day, LineOpen)
			item.Because = append(item.Because, Because{Fact: Ranked, Priority: d.priority(day)})
			if d.fits(day, week) && item.Area != "" && d.try(week, item) {
				break
			}
		}
	}
}

// fits says whether the topic may appear in the week without coming before one of
// its prerequisites or after something that builds on it.
func (d *draft) fits(day, week int) bool {
	if first, has := d.first[day]; has && first <= week {
		return true
	}
	t, _ := d.pack.Topic(day)
	for _, before := range t.Prereq {
		if first, has := d.first[before]; has && first > week {
			return false
		}
	}
	for _, other := range d.pack.Topics {
		if first, has := d.first[other.Day]; has && first < week && slices.Contains(other.Prereq, day) {
			return false
		}
	}
	return true
}

// holds says whether one of the run's weeks has such an item.
func (d *draft) holds(r run, is func(Item) bool) bool {
	return slices.ContainsFunc(d.weeks[r.from:r.to+1], func(items []Item) bool { return slices.ContainsFunc(items, is) })
}

// try puts the item into the week if there is room, and if the topics that the
// week's line names stay at least as many as the others.
func (d *draft) try(week int, item Item) bool {
	if d.used[week]+item.Minutes > d.cap || !d.loose && !d.keepsToLine(week, item.Topic) {
		return false
	}
	d.put(week, item)
	return true
}

func (d *draft) keepsToLine(week, day int) bool {
	named := d.template.Weeks[week].Topics
	if len(named) < 3 || slices.Contains(named, day) { // one or two are a hint, not a range
		return true
	}
	inside, outside := 0, 1
	for _, i := range d.weeks[week] {
		switch {
		case i.Topic == 0:
		case slices.Contains(named, i.Topic):
			inside++
		default:
			outside++
		}
	}
	// Those that are named and not placed yet will come.
	for _, r := range d.runs {
		if week >= r.from && week <= r.to && r.from == r.to {
			for _, day := range r.named {
				if !slices.ContainsFunc(d.weeks[week], func(i Item) bool { return i.Topic == day }) {
					inside++
				}
			}
		}
	}
	return inside >= outside
}

// put adds the item and remembers where its topic and its study are.
func (d *draft) put(week int, item Item) {
	d.weeks[week] = append(d.weeks[week], item)
	d.used[week] += item.Minutes
	if item.Kind == Study {
		d.study[item.Area] = week
	}
	if first, has := d.first[item.Topic]; item.Topic != 0 && (!has || week < first) {
		d.first[item.Topic] = week
	}
}
