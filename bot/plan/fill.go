package plan

import (
	"cmp"
	"slices"
	"strconv"

	"studybot/bot/study"
)

func itoa(n int) string { return strconv.Itoa(n) }

func (d *draft) studyItem(week int, t Target) Item {
	item := Item{
		ID: itemID("study", t.Topic, t.Area), Kind: Study, Topic: t.Topic, Area: t.Area, Minutes: d.minutes(studyMinutes(t.Priority)),
		Because: []Because{{Fact: Rated, Value: t.Rating}, {Fact: Ranked, Priority: d.priority(t.Topic)}},
	}
	if slices.Contains(d.template.Weeks[week].Topics, t.Topic) {
		item.Because = append(item.Because, Because{Fact: LineTopic, Value: week + 1})
	}
	return item
}

func (d *draft) practiceItem(week int, t Target) Item {
	return Item{
		ID: itemID("practice", "w"+itoa(week+1), t.Topic, t.Area), Kind: Practice, Topic: t.Topic, Area: t.Area, Minutes: d.minutes(practiceMinutes),
		Because: []Because{{Fact: Rated, Value: t.Rating}, {Fact: Ranked, Priority: d.priority(t.Topic)}},
	}
}

// templateItem is work that the week's line asks for. Its area is one that the
// topic teaches: not a target, which has its own items, where there is another;
// then the one whose first topic it is, then the lowest rated.
func (d *draft) templateItem(week, day int, why Fact) Item {
	var areas []study.Area
	for _, a := range d.pack.Areas {
		if slices.Contains(a.Topics, day) {
			areas = append(areas, a)
		}
	}
	item := Item{
		ID: itemID("template", "w"+itoa(week+1), day), Kind: Template, Topic: day, Minutes: d.minutes(templateMinutes),
		Because: []Because{{Fact: why, Value: week + 1}},
	}
	if len(areas) > 0 {
		item.Area = slices.MinFunc(areas, func(a, b study.Area) int {
			_, aTarget := d.target(a.ID)
			_, bTarget := d.target(b.ID)
			return cmp.Or(cmp.Compare(btoi(aTarget), btoi(bTarget)), cmp.Compare(btoi(a.Topics[0] != day), btoi(b.Topics[0] != day)),
				cmp.Compare(d.ratings[a.ID], d.ratings[b.ID]), cmp.Compare(a.ID, b.ID))
		}).ID
	}
	return item
}

// fill adds practice until every week is at least half full, up to a goal of
// seven tenths: room is kept on purpose, unless targets had to be left out for
// lack of room. For one or two targets half is plenty.
func (d *draft) fill(full bool) {
	goal := d.cap * 7 / 10
	switch {
	case full:
		goal = d.cap
	case len(d.targets) < enough:
		goal = (d.cap + 1) / 2
	}
	d.lift(goal)
	closed := map[int]bool{}
	for {
		week := -1
		for w := range d.weeks {
			if !closed[w] && d.used[w] < goal && (week < 0 || d.used[w] < d.used[week]) {
				week = w
			}
		}
		if week < 0 {
			break
		}
		if !d.practise(week) && !(len(d.targets) > 0 && d.used[week]*2 < d.cap && d.stretch(week)) {
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
	n := 1
	for i := range d.weeks[week] {
		item := &d.weeks[week][i]
		if item.Kind != Practice || item.Area != t.Area {
			continue
		}
		n++
		if item.Minutes+5 <= longest {
			if d.used[week]+5 > d.cap || d.overtakes(t, 5, had) {
				return false
			}
			item.Minutes += 5
			d.used[week] += 5
			return true
		}
	}
	if n > 1 {
		fresh.ID = itemID("practice", "w"+itoa(week+1), t.Topic, t.Area, n)
	}
	if d.used[week]+fresh.Minutes > d.cap || d.overtakes(t, fresh.Minutes, had) || !d.loose && !d.keepsToLine(week, t.Topic) {
		return false
	}
	d.put(week, fresh)
	return true
}

// stretch lengthens work that the line asks for, the shortest first.
func (d *draft) stretch(week int) bool {
	best := -1
	for i, item := range d.weeks[week] {
		if _, is := d.target(item.Area); item.Kind == Template && !is && item.Minutes+5 <= longest && (best < 0 || item.Minutes < d.weeks[week][best].Minutes) {
			best = i
		}
	}
	if best < 0 || d.used[week]+5 > d.cap {
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
			for week := range d.weeks {
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

// finish puts every week into its order and adds what its items are needed for.
func (d *draft) finish() []Week {
	kinds := []Kind{RateMissing, Study, Template, Practice, Retest, Reassess}
	weeks := make([]Week, len(d.weeks))
	for w, items := range d.weeks {
		for i := range items {
			if items[i].Kind == Study && d.first[items[i].Topic] == w {
				items[i].Because = append(items[i].Because, d.neededFor(items[i].Topic)...)
			}
		}
		turn := d.turns(w)
		place := func(i Item) int {
			switch i.Kind {
			case RateMissing:
				return -1
			case Reassess:
				return len(d.rank)
			default:
				return slices.Index(turn, i.Topic)
			}
		}
		slices.SortFunc(items, func(a, b Item) int {
			return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(slices.Index(kinds, a.Kind), slices.Index(kinds, b.Kind)), cmp.Compare(a.ID, b.ID))
		})
		weeks[w] = Week{Number: w + 1, Theme: d.template.Weeks[w].Theme, Minutes: d.used[w], Items: items}
	}
	return weeks
}

// turns are the week's topics in the order to take them: the more urgent first
// among those whose prerequisites have had their turn.
func (d *draft) turns(week int) []int {
	var open, turn []int
	for _, i := range d.weeks[week] {
		if i.Topic != 0 && !slices.Contains(open, i.Topic) {
			open = append(open, i.Topic)
		}
	}
	for len(open) > 0 {
		waits := func(day int) bool {
			t, _ := d.pack.Topic(day)
			return d.first[day] == week && slices.ContainsFunc(t.Prereq, func(before int) bool {
				return before != day && d.first[before] == week && d.rank[before] < d.rank[day] && slices.Contains(open, before)
			})
		}
		next := slices.MinFunc(open, func(a, b int) int {
			return cmp.Or(cmp.Compare(btoi(waits(a)), btoi(waits(b))), cmp.Compare(d.priority(b).Weight(), d.priority(a).Weight()), cmp.Compare(d.rank[a], d.rank[b]))
		})
		turn = append(turn, next)
		open = slices.DeleteFunc(open, func(day int) bool { return day == next })
	}
	return turn
}

// neededFor are the plan's topics that build on day.
func (d *draft) neededFor(day int) []Because {
	var facts []Because
	for _, t := range d.pack.Topics {
		if _, in := d.first[t.Day]; in && t.Day != day && slices.Contains(t.Prereq, day) {
			facts = append(facts, Because{Fact: NeededFor, Value: t.Day})
		}
	}
	return facts
}
