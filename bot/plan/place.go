package plan

import (
	"cmp"
	"slices"

	"studybot/bot/plan/name"
	"studybot/bot/study"
)

// place puts everything that the plan must hold into the weeks; false when
// something does not fit.
func (d *draft) place() bool {
	last := len(d.weeks) - 1
	for week, items := range d.pinned {
		for _, i := range items {
			d.put(week, i)
			d.still[i.ID] = true
		}
	}
	if !slices.ContainsFunc(d.weeks[last], func(i Item) bool { return i.Kind == Reassess }) {
		minutes := max(shortest, min(d.minutes(reassessMinutes), (d.cap-d.used[last])/5*5))
		d.put(last, Item{ID: "reassess", Kind: Reassess, Minutes: minutes, Because: []Because{{Fact: LastWeek, Value: float64(last + 1)}}})
	}
	for week := d.start; d.missing > 0 && week <= last; week++ { // a week may be full of what is done
		if d.try(week, Item{ID: "rate-missing", Kind: RateMissing, Minutes: shortest, Because: []Because{{Fact: NotRated, Value: float64(d.missing)}}}) {
			break
		}
	}
	for week, items := range d.reviews {
		for _, i := range items {
			d.put(week, i)
		}
	}
	ok := d.placeMissed() && d.placeTopics() && d.placeStudies() && d.placeRetests()
	// These are what the template still lacks; a loose way goes on without them.
	ok = d.placeNamed() && ok
	ok = d.placeSpokenOf() && ok
	return ok && (d.loose || d.sharesHold())
}

// placeMissed puts what was missed into the current week.
func (d *draft) placeMissed() bool {
	for _, i := range d.missed {
		if d.carries(i) && !d.try(d.start, d.missedItem(i)) {
			return false
		}
	}
	return true
}

// placeTopics gives every topic its first item: what is due first comes first,
// prerequisites before what builds on them.
func (d *draft) placeTopics() bool {
	open := d.inOrder()
	for len(open) > 0 {
		ready := slices.DeleteFunc(slices.Clone(open), func(day int) bool {
			return slices.ContainsFunc(d.prereqs(day), func(before int) bool { return slices.Contains(open, before) && d.Rank(before) < d.Rank(day) })
		})
		day := slices.MinFunc(ready, func(a, b int) int {
			return cmp.Or(cmp.Compare(d.work[a].deadline, d.work[b].deadline), cmp.Compare(d.work[b].need, d.work[a].need), cmp.Compare(d.Rank(a), d.Rank(b)))
		})
		open = slices.DeleteFunc(open, func(o int) bool { return o == day })
		if _, there := d.first[day]; there {
			continue // it was missed
		}
		if !d.placeFirst(d.work[day]) {
			if !d.loose || len(d.work[day].targets) > 0 {
				return false
			}
			delete(d.work, day)
		}
	}
	return true
}

func (d *draft) placeFirst(w *topicWork) bool {
	from := d.start
	for _, before := range d.prereqs(w.day) {
		from = max(from, d.first[before])
	}
	if len(w.targets) == 0 { // only the line asks for it
		earliest, wanted := max(from, w.line.from), d.wantedBy(w.day)
		if wanted != 0 && d.isBare(from, w.line.from) { // no target waits for a later line
			earliest = from
		}
		for week := earliest; week <= min(w.deadline, w.line.until); week++ {
			item := d.lineItem(*w.line, week, w.day)
			if week < w.line.from {
				item = d.templateItem(week, w.day, "", Because{Fact: NeededFor, Value: float64(wanted)})
			}
			if d.try(week, item) {
				return true
			}
		}
		return false
	}
	prefer := func(week int) bool { return w.line != nil && week >= w.line.from && week <= w.line.to }
	if d.loose || w.line != nil && d.isBare(from, w.line.from) {
		prefer = func(int) bool { return true }
	}
	for _, preferred := range []bool{true, false} {
		for week := from; week <= w.deadline; week++ {
			if prefer(week) == preferred && d.try(week, d.studyItem(week, w.targets[0])) {
				return true
			}
		}
	}
	return false
}

// wantedBy is a topic that builds on the day and that targets need; 0 for none.
func (d *draft) wantedBy(day int) int {
	for _, after := range d.After(day) {
		if w := d.work[after]; w != nil && w.need > 0 {
			return after
		}
	}
	return 0
}

// isBare says whether some week from one up to before the other has no topic and
// its line names none.
func (d *draft) isBare(from, before int) bool {
	for week := from; week < before; week++ {
		if len(d.template.Weeks[week].Topics) == 0 && !slices.ContainsFunc(d.weeks[week], func(i Item) bool { return i.Topic != 0 }) {
			return true
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
		for week := max(d.start, d.first[t.Topic]); week <= max(d.start, len(d.weeks)-2) && !placed; week++ {
			placed = d.try(week, d.studyItem(week, t))
		}
		if !placed {
			return false
		}
	}
	return true
}

// placeRetests asks every target again in a later week, where there is one. A loose
// way does without another retest of what was asked again already.
func (d *draft) placeRetests() bool {
	for _, t := range d.targets {
		if d.retest[t.Area] || d.study[t.Area] == len(d.weeks)-1 {
			continue
		}
		placed := false
		for week := max(d.start, d.study[t.Area]+1); week < len(d.weeks) && !placed; week++ {
			placed = d.try(week, d.retestItem(week, t))
		}
		if !placed && !(d.loose && d.retaken[t.Area]) {
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
			placed, may := false, false
			for week := r.from; week <= r.until && !placed; week++ {
				if d.fits(day, week) {
					may = true
					placed = d.try(week, d.lineItem(r, week, day))
				}
			}
			all = all && (placed || d.loose || !may)
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
				item := d.templateItem(week, day, area.ID, Because{Fact: LineArea, Value: float64(week + 1)})
				item.ID = name.Of("template", name.Week(week+1), day, area.ID)
				if t, is := d.target(area.ID); is {
					if at, studied := d.study[area.ID]; !studied || at > week || day != t.Topic {
						continue
					}
					item = d.practiceItem(week, t)
					item.Because = append(item.Because, Because{Fact: LineArea, Value: float64(week + 1)})
				}
				if d.try(week, item) {
					return true
				}
			}
		}
	}
	return false
}

// placeSomething leaves no week empty: the most urgent topic that is safe there,
// else a look back.
func (d *draft) placeSomething() {
	for week := d.start; week < len(d.weeks); week++ {
		if !slices.ContainsFunc(d.weeks[week], func(i Item) bool { return i.Topic != 0 }) && !d.placeOpen(week) && len(d.weeks[week]) == 0 {
			d.put(week, Item{ID: name.Of("checkpoint", name.Week(week+1)), Kind: Checkpoint, Minutes: min(10, d.cap), Because: []Because{{Fact: Quiet, Value: float64(week + 1)}}})
		}
	}
}

// placeOpen takes up a topic that nothing asks for, the most urgent that is not in
// the week and safe there; another one each week.
func (d *draft) placeOpen(week int) bool {
	days := slices.DeleteFunc(d.Days(), func(day int) bool {
		return !d.fits(day, week) || slices.ContainsFunc(d.weeks[week], func(i Item) bool { return i.Topic == day })
	})
	slices.SortFunc(days, func(a, b int) int {
		return cmp.Or(cmp.Compare(d.Priority(b).Weight(), d.Priority(a).Weight()), cmp.Compare(d.Rank(a), d.Rank(b)))
	})
	why := Because{Fact: Ranked}
	for i := range days {
		day := days[(week+i)%len(days)]
		why.Priority = d.Priority(day)
		item := d.templateItem(week, day, "", why)
		if line := d.template.Weeks[week]; len(line.Topics)+len(line.Areas) == 0 {
			item.Because = append([]Because{{Fact: LineOpen, Value: float64(week + 1)}}, item.Because...)
		}
		if d.try(week, item) {
			return true
		}
	}
	return false
}

// fits says whether the topic may appear in the week without coming before one of
// its prerequisites or after something that builds on it.
func (d *draft) fits(day, week int) bool {
	if first, has := d.first[day]; has && first <= week {
		return true
	}
	for _, before := range d.Before(day) {
		if first, has := d.first[before]; has && first > week {
			return false
		}
	}
	for _, after := range d.After(day) {
		if first, has := d.first[after]; has && first < week && first >= 0 {
			return false
		}
	}
	return true
}

// holds says whether one of the weeks that the run's topics may come in has such an item.
func (d *draft) holds(r run, is func(Item) bool) bool {
	return slices.ContainsFunc(d.weeks[r.from:r.until+1], func(items []Item) bool { return slices.ContainsFunc(items, is) })
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

// aRange is from how many topics on a line names a range of the course; fewer are a hint.
const aRange = 3

func (d *draft) keepsToLine(week, day int) bool {
	named := d.template.Weeks[week].Topics
	if day == 0 || len(named) < aRange || slices.Contains(named, day) {
		return true
	}
	inside, outside := d.share(week)
	// Those that are named and not placed yet will come.
	for _, r := range d.runs {
		if week == r.from && week == r.to {
			for _, day := range r.named {
				if !slices.ContainsFunc(d.weeks[week], func(i Item) bool { return i.Topic == day }) {
					inside++
				}
			}
		}
	}
	return inside > outside
}

// share counts the week's items on topics that its line names, and the others.
func (d *draft) share(week int) (inside, outside int) {
	for _, i := range d.weeks[week] {
		switch {
		case i.Topic == 0:
		case slices.Contains(d.template.Weeks[week].Topics, i.Topic):
			inside++
		default:
			outside++
		}
	}
	return inside, outside
}

// sharesHold says whether what was expected to come did.
func (d *draft) sharesHold() bool {
	for week := d.start; week < len(d.weeks); week++ {
		if inside, outside := d.share(week); len(d.template.Weeks[week].Topics) >= aRange && inside < outside {
			return false
		}
	}
	return true
}

// linesHold says whether every week has something of what its line names.
func (d *draft) linesHold() bool {
	for week, line := range d.template.Weeks {
		named := func(i Item) bool { return slices.Contains(line.Topics, i.Topic) || slices.Contains(line.Areas, i.Area) }
		if len(line.Topics)+len(line.Areas) > 0 && !slices.ContainsFunc(d.weeks[week], named) {
			return false
		}
	}
	return true
}

// put adds the item and remembers where its topic and its study are. An id that
// the plan has already gets a number.
func (d *draft) put(week int, item Item) {
	for n, id := 2, item.ID; d.ids[item.ID]; n++ {
		item.ID = name.Of(id, n)
	}
	d.ids[item.ID] = true
	d.weeks[week] = append(d.weeks[week], item)
	d.used[week] += item.Minutes
	if n, is := d.at[item.Area]; is {
		d.had[n] += item.Minutes
	}
	if t, is := d.target(item.Area); is && t.Topic == item.Topic {
		switch item.Kind {
		case Study:
			d.study[item.Area] = week
		case Retest:
			d.retest[item.Area] = true
		}
	}
	if first, has := d.first[item.Topic]; item.Topic != 0 && (!has || week < first) {
		d.first[item.Topic] = week
	}
}
