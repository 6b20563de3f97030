package plan

import (
	"cmp"
	"slices"

	"studybot/bot/plan/need"
)

// fill adds practice until every week is at least half full, up to a goal of
// seven tenths: room is kept on purpose, unless targets had to be left out for
// lack of room. For one or two targets half is plenty.
func (d *draft) fill(full bool) {
	goal := d.cap * 7 / 10
	switch {
	case full:
		goal = d.cap
	case d.crowded: // areas wait for a later plan: use the time
		goal = d.cap * 9 / 10
	case len(d.targets) < need.Enough:
		goal = (d.cap + 1) / 2
	}
	for d.lift(goal) {
	}
	closed := map[int]bool{}
	for {
		week := -1
		for w := d.start; w < len(d.weeks); w++ {
			if !closed[w] && d.used[w] < goal && (week < 0 || d.used[w] < d.used[week]) {
				week = w
			}
		}
		if week < 0 {
			break
		}
		half := len(d.targets) > 0 && d.used[week]*2 < d.cap
		if !d.practise(week) && !(half && (d.stretch(week) || d.placeOpen(week) || d.practiseAnyhow(week))) {
			closed[week] = true
		}
	}
	for d.lift(d.cap) {
	}
	d.placeSomething()
}

// practise adds 5 minutes to a target's practice in the week, or starts one: for
// the target that has had the least for its priority. Means by priority stay in order.
func (d *draft) practise(week int) bool {
	able := make([]int, 0, len(d.targets))
	for n, t := range d.targets {
		if at, studied := d.study[t.Area]; studied && at <= week {
			able = append(able, n)
		}
	}
	slices.SortStableFunc(able, func(a, b int) int {
		return cmp.Compare(d.had[a]*max(1, d.targets[b].Priority.Weight()), d.had[b]*max(1, d.targets[a].Priority.Weight()))
	})
	return slices.ContainsFunc(able, func(n int) bool { return d.more(week, n) })
}

// practiseAnyhow practises whatever the week's line names.
func (d *draft) practiseAnyhow(week int) bool {
	defer func(loose bool) { d.loose = loose }(d.loose)
	d.loose = true
	return d.practise(week)
}

// more gives the n-th target a little more practice in the week, if there is room
// for it and no more urgent priority falls behind.
func (d *draft) more(week, n int) bool {
	t := d.targets[n]
	for i := range d.weeks[week] {
		item := &d.weeks[week][i]
		if item.Kind != Practice || item.Area != t.Area || d.still[item.ID] {
			continue
		}
		if item.Minutes+5 <= longest {
			if d.used[week]+5 > d.cap || d.overtakes(n, 5) {
				return false
			}
			item.Minutes += 5
			d.used[week] += 5
			d.had[n] += 5
			return true
		}
	}
	minutes := d.minutes(practiceMinutes)
	if d.used[week]+minutes > d.cap || d.overtakes(n, minutes) {
		minutes = shortest
	}
	if d.used[week]+minutes > d.cap || d.overtakes(n, minutes) || !d.loose && !d.keepsToLine(week, t.Topic) {
		return false
	}
	fresh := d.practiceItem(week, t)
	fresh.Minutes = minutes
	d.put(week, fresh)
	return true
}

// stretch lengthens work that the line asks for, the shortest first; that on a
// target only where no more urgent priority falls behind.
func (d *draft) stretch(week int) bool {
	if d.used[week]+5 > d.cap {
		return false
	}
	best := -1
	for i, item := range d.weeks[week] {
		if item.Kind != Template || d.still[item.ID] || item.Minutes+5 > longest || best >= 0 && item.Minutes >= d.weeks[week][best].Minutes {
			continue
		}
		if n, is := d.at[item.Area]; !is || !d.overtakes(n, 5) {
			best = i
		}
	}
	if best < 0 {
		return false
	}
	d.weeks[week][best].Minutes += 5
	d.used[week] += 5
	if n, is := d.at[d.weeks[week][best].Area]; is {
		d.had[n] += 5
	}
	return true
}

// means are the mean minutes of the targets by the weight of their priority, -1 for none.
func (d *draft) means() [4]float64 {
	var sum, count [4]float64
	for n, t := range d.targets {
		w := t.Priority.Weight()
		sum[w] += float64(d.had[n])
		count[w]++
	}
	for w := range sum {
		if count[w] == 0 {
			sum[w] = -1
		} else {
			sum[w] /= count[w]
		}
	}
	return sum
}

// overtakes says whether minutes more for the n-th target would lift its
// priority's mean above that of a more urgent one.
func (d *draft) overtakes(n, minutes int) bool {
	d.had[n] += minutes
	means := d.means()
	d.had[n] -= minutes
	w := d.targets[n].Priority.Weight()
	for higher := w + 1; higher < len(means); higher++ {
		if means[higher] >= 0 && means[w] > means[higher] {
			return true
		}
	}
	return false
}

// lift practises a more urgent target where lines have given the others more, as
// long as a week is below the goal; false when none needs or takes it.
func (d *draft) lift(goal int) bool {
	behind := d.behind()
	for n, t := range d.targets {
		at, studied := d.study[t.Area]
		if !studied || t.Priority.Weight() != behind {
			continue
		}
		for week := max(d.start, at); week < len(d.weeks); week++ {
			if d.used[week] < goal && d.more(week, n) {
				return true
			}
		}
	}
	return false
}

// inProportion says whether no priority's mean is above that of a more urgent one.
func (d *draft) inProportion() bool { return d.behind() < 0 }

// behind is the most urgent weight whose mean is below that of a lesser one, -1 for none.
func (d *draft) behind() int {
	means, behind := d.means(), -1
	for w := range means {
		for lower := range w {
			if means[w] >= 0 && means[lower] > means[w] {
				behind = w
			}
		}
	}
	return behind
}
