package plan

import (
	"cmp"
	"math"
	"slices"

	"studybot/bot/study"
)

// The usual minutes of an item at 180 minutes a week. They fall with the
// priority, so that the more urgent topics get the most time.
func studyMinutes(p study.Priority) int  { return 15 + 5*max(1, p.Weight()) } // 30, 25, 20
func retestMinutes(p study.Priority) int { return 5 + 5*max(1, p.Weight()-1) }

const (
	templateMinutes = 20
	practiceMinutes = 15
	reassessMinutes = 20
	longest         = 90
	shortest        = 5
)

// draft is one attempt at the weeks.
type draft struct {
	*course
	way
	isLate  bool // some line names so much that late makes a difference
	scale   float64
	targets []Target
	at      map[string]int // area -> its place among the targets
	had     []int          // minutes of each target
	runs    []run
	work    map[int]*topicWork
	weeks   [][]Item
	used    []int
	first   map[int]int    // topic -> the week of its first item
	study   map[string]int // target's area -> the week of its study
	retest  map[string]bool
	ids     map[string]bool
	still   map[string]bool // ids of items that stay as long as they are
}

// run is a line of the template and the weeks that it stands for.
type run struct {
	from, to int
	until    int // the last week in which what it names may come
	begun    bool
	study.PlanWeek
	named []int // the topics to bring in
}

// topicWork is a topic of the plan and when its first item is wanted.
type topicWork struct {
	day      int
	line     *run // the first that names it; nil for none
	targets  []Target
	carried  bool
	deadline int
	need     float64 // the greatest of its targets, and of those that build on it
}

func (c *course) draft(targets []Target, w way, scale float64) *draft {
	n := len(c.template.Weeks)
	d := &draft{
		course: c, way: w, scale: scale, targets: targets, at: make(map[string]int, len(targets)), had: make([]int, len(targets)), work: make(map[int]*topicWork, len(c.Days())),
		weeks: make([][]Item, n), used: make([]int, n), first: make(map[int]int, len(c.Days())), study: make(map[string]int, len(targets)),
		retest: map[string]bool{}, ids: map[string]bool{}, still: map[string]bool{},
	}
	for i, t := range targets {
		d.at[t.Area] = i
	}
	for day := range c.done {
		d.first[day] = -1
	}
	d.readLines()
	d.want()
	d.dateBack()
	return d
}

// readLines makes the runs of the weeks from the current one on.
func (d *draft) readLines() {
	lines := d.template.Weeks
	for i := d.start; i < len(lines); i++ {
		if last := len(d.runs) - 1; last >= 0 && oneLine(d.runs[last].PlanWeek, lines[i]) {
			d.runs[last].to, d.runs[last].until = i, i
			continue
		}
		d.runs = append(d.runs, run{from: i, to: i, until: i, begun: i == d.start && i > 0 && oneLine(lines[i-1], lines[i]), PlanWeek: lines[i]})
	}
	for i := range d.runs {
		r := &d.runs[i]
		r.named = d.namedBy(*r)
		if middle := (len(lines)+1)/2 - 1; middle > r.to && 2*len(r.named) > len(d.Days()) {
			d.isLate = true
			if d.late {
				r.until = middle
			}
		}
	}
}

// want notes the topics of the plan, with the week that each may not miss.
func (d *draft) want() {
	n := len(d.weeks)
	for _, t := range d.targets {
		if at, done := d.studied[t.Area]; done {
			d.study[t.Area] = at
			continue
		}
		if d.done[t.Topic] {
			continue // its study comes with the others that share a topic
		}
		w := d.topic(t.Topic)
		w.targets, w.need = append(w.targets, t), max(w.need, t.Need)
		w.deadline = min(w.deadline, max(d.start, n-2)) // a later week must hold the retest
		if t.Priority == study.Critical {
			w.deadline = min(w.deadline, d.urgent())
		}
	}
	for _, i := range d.missed {
		if d.carries(i) && !d.done[i.Topic] {
			w := d.topic(i.Topic)
			w.carried, w.deadline = true, d.start
		}
	}
	for i := range d.runs {
		r := &d.runs[i]
		for _, day := range r.named {
			if d.done[day] {
				continue
			}
			w := d.topic(day)
			if w.line != nil {
				continue
			}
			w.line = r
			if !d.loose || w.isByTheWay() {
				w.deadline = min(w.deadline, r.until)
			}
		}
	}
}

// urgent is the last week in which a CRITICAL topic may come first: the middle of
// the plan, or of what is left of it.
func (d *draft) urgent() int {
	n := len(d.weeks)
	if middle := (n+1)/2 - 1; d.start < middle || d.start == 0 {
		return middle
	}
	return d.start + max(1, (n-d.start)/2) - 1
}

// isByTheWay says whether only a line asks for the topic.
func (w *topicWork) isByTheWay() bool { return len(w.targets) == 0 && !w.carried }

// dateBack lets a topic come no later than what builds on it. What only a later
// line asks for, and would come too late by then, is left out. In a loose way no
// target hurries for what only a line asks for.
func (d *draft) dateBack() {
	for _, day := range slices.Backward(d.inOrder()) {
		w := d.work[day]
		if w.line != nil && w.isByTheWay() && w.deadline < w.line.from {
			delete(d.work, day)
			continue
		}
		for _, before := range d.prereqs(day) {
			if d.loose && w.isByTheWay() && !d.work[before].isByTheWay() {
				continue
			}
			b := d.work[before]
			b.deadline, b.need = min(b.deadline, w.deadline), max(b.need, w.need)
		}
	}
}

// oneLine says whether two weeks in a row share one line of the course: the same
// range of days, or the same words.
func oneLine(a, b study.PlanWeek) bool {
	same := slices.Equal(a.Topics, b.Topics) && slices.Equal(a.Areas, b.Areas)
	return same && (len(a.Topics) > 0 || a.Theme == b.Theme)
}

func (d *draft) topic(day int) *topicWork {
	if d.work[day] == nil {
		d.work[day] = &topicWork{day: day, deadline: len(d.weeks) - 1}
	}
	return d.work[day]
}

// namedBy are the topics of a line to bring in; lean: its targets' and the most
// urgent others, half of all. What is done of a line that has begun is in already.
func (d *draft) namedBy(r run) []int {
	var named []int
	for _, day := range r.Topics {
		if d.Has(day) && !slices.Contains(named, day) && !(r.begun && d.done[day]) {
			named = append(named, day)
		}
	}
	if !d.lean {
		return named
	}
	half := (len(named) + 1) / 2
	slices.SortStableFunc(named, func(a, b int) int {
		return cmp.Or(cmp.Compare(btoi(d.isTarget(b)), btoi(d.isTarget(a))), cmp.Compare(d.Priority(b).Weight(), d.Priority(a).Weight()), cmp.Compare(a, b))
	})
	return named[:half]
}

func (d *draft) isTarget(day int) bool {
	return slices.ContainsFunc(d.targets, func(t Target) bool { return t.Topic == day })
}

func (d *draft) target(area string) (Target, bool) {
	i, ok := d.at[area]
	if !ok {
		return Target{}, false
	}
	return d.targets[i], true
}

// carries says whether a missed item returns in this attempt: not when its area
// has to wait.
func (d *draft) carries(i Item) bool {
	_, is := d.at[i.Area]
	return !d.fresh && (is || i.Kind == Template && !d.own)
}

// prereqs are the topic's direct prerequisites that are in the plan too.
func (d *draft) prereqs(day int) []int {
	var in []int
	for _, before := range d.Before(day) {
		if d.work[before] != nil && before != day {
			in = append(in, before)
		}
	}
	return in
}

// inOrder are the plan's topics, prerequisites first.
func (d *draft) inOrder() []int {
	days := make([]int, 0, len(d.work))
	for day := range d.work {
		days = append(days, day)
	}
	slices.SortFunc(days, func(a, b int) int { return cmp.Compare(d.Rank(a), d.Rank(b)) })
	return days
}

// minutes scales an item's usual length to the week, in steps of 5.
func (d *draft) minutes(usual int) int {
	return steps(float64(usual) * float64(d.cap) / usualLimit * d.scale)
}

// steps rounds to a length that an item may have.
func steps(minutes float64) int {
	return min(60, max(shortest, 5*int(math.Round(minutes/5))))
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
