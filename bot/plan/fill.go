package plan

import (
	"cmp"
	"slices"
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
	case len(d.targets) < enough:
		goal = (d.cap + 1) / 2
	}
	d.lift(goal)
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
		if !d.practise(week) && !(half && (d.stretch(week) || d.placeOpen(week))) {
			closed[week] = true
		}
	}
	d.lift(d.cap)
	d.placeSomething()
}

// practise adds 5 minutes to a target's practice in the week, or starts one: for
// the target that has had the least for its priority. Means by priority stay in order.
func (d *draft) practise(week int) bool {
	had := d.minutesByArea()
	able := slices.DeleteFunc(slices.Clone(d.targets), func(t Target) bool {
		at, studied := d.study[t.Area]
		return !studied || at > week
	})
	slices.SortStableFunc(able, func(a, b Target) int {
		return cmp.Compare(had[a.Area]*max(1, b.Priority.Weight()), had[b.Area]*max(1, a.Priority.Weight()))
	})
	for _, t := range able {
		if d.more(week, t, had) {
			return true
		}
	}
	return false
}

// more gives target t a little more practice in the week, if there is room for it
// and no more urgent priority falls behind.
func (d *draft) more(week int, t Target, had map[string]int) bool {
	fresh := d.practiceItem(week, t)
	for i := range d.weeks[week] {
		item := &d.weeks[week][i]
		if item.Kind != Practice || item.Area != t.Area || d.still[item.ID] {
			continue
		}
		if item.Minutes+5 <= longest {
			if d.used[week]+5 > d.cap || d.overtakes(t, 5, had) {
				return false
			}
			item.Minutes += 5
			d.used[week] += 5
			return true
		}
	}
	if d.used[week]+fresh.Minutes > d.cap || d.overtakes(t, fresh.Minutes, had) || !d.loose && !d.keepsToLine(week, t.Topic) {
		return false
	}
	d.put(week, fresh)
	return true
}

// stretch lengthens work that the line asks for, the shortest first; that on a
// target only where no more urgent priority falls behind.
func (d *draft) stretch(week int) bool {
	if d.used[week]+5 > d.cap {
		return false
	}
	best, had := -1, d.minutesByArea()
	for i, item := range d.weeks[week] {
		if item.Kind != Template || d.still[item.ID] || item.Minutes+5 > longest || best >= 0 && item.Minutes >= d.weeks[week][best].Minutes {
			continue
		}
		if t, is := d.target(item.Area); !is || !d.overtakes(t, 5, had) {
			best = i
		}
	}
	if best < 0 {
		return false
	}
	d.weeks[week][best].Minutes += 5
	d.used[week] += 5
	return true
}

func (d *draft) minutesByArea() map[string]int {
	had := map[string]int{}
	for _, items := range d.weeks {
		for _, i := range items {
			had[i.Area] += i.Minutes
		}
	}
	return had
}

// means are the mean minutes of the targets by the weight of their priority, -1 for none.
func (d *draft) means(had map[string]int) [4]float64 {
	var sum, count [4]float64
	for _, t := range d.targets {
		w := t.Priority.Weight()
		sum[w] += float64(had[t.Area])
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

// overtakes says whether minutes more for t would lift its priority's mean above
// that of a more urgent one.
func (d *draft) overtakes(t Target, minutes int, had map[string]int) bool {
	had[t.Area] += minutes
	defer func() { had[t.Area] -= minutes }()
	means := d.means(had)
	w := t.Priority.Weight()
	for higher := w + 1; higher < len(means); higher++ {
		if means[higher] >= 0 && means[w] > means[higher] {
			return true
		}
	}
	return false
}

// lift practises the more urgent targets where lines have given the others more.
func (d *draft) lift(goal int) {
	for {
		had := d.minutesByArea()
		means := d.means(had)
		behind := -1
		for w := range means {
			for lower := range w {
				if means[w] >= 0 && means[lower] > means[w] {
					behind = w
				}
			}
		}
		if behind < 0 {
			return
		}
		done := false
		for _, t := range d.targets {
			for week := d.start; week < len(d.weeks); week++ {
				if at, studied := d.study[t.Area]; !done && t.Priority.Weight() == behind && studied && at <= week && d.used[week] < goal {
					done = d.more(week, t, had)
				}
			}
		}
		if !done {
			return
		}
	}
}
