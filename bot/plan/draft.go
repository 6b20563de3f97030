package plan

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"math"
	"slices"

	"studybot/bot/study"
)

// course is what every attempt at the weeks has in common.
type course struct {
	pack     *study.Pack
	template study.PlanTemplate
	ratings  map[string]int
	cap      int // minutes in a week
	missing  int
}

// ways are how strictly an attempt keeps to the template, the best first.
type way struct {
	lean  bool // only half of the topics that a line names, and one of its areas
	loose bool // other topics may outnumber those; what does not fit is left out
}

// schedule makes the weeks for as many of the targets as fit, the greatest need
// first, and says how many those are. It tries full sessions first, then shorter
// ones, then less of the template, and only then fewer targets.
func (c course) schedule(wanted []Target) ([]Week, int) {
	for kept := len(wanted); ; kept-- {
		for _, w := range []way{{}, {lean: true}, {lean: true, loose: true}} {
			for _, scale := range []float64{1, 0.8, 0.6, 0.45, 0.3, 0} {
				d := c.draft(wanted[:kept], w, scale)
				if d.place() || kept == 0 && w.loose && scale == 0 {
					d.fill(kept < len(wanted))
					return d.finish(), kept
				}
			}
		}
	}
}

// leastFor is what a target needs at the least: its shortest study and retest.
func (c course) leastFor(t Target) int {
	d := c.draft(nil, way{}, 0)
	return d.minutes(studyMinutes(t.Priority)) + d.minutes(retestMinutes(t.Priority))
}

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

// draft is one attempt at the weeks; weeks are counted from 0 here.
type draft struct {
	course
	way
	scale   float64
	targets []Target
	runs    []run
	rank    map[int]int // every topic's place in an order that keeps the prerequisites
	topics  map[int]*topicWork
	weeks   [][]Item
	used    []int
	first   map[int]int    // topic -> the week of its first item
	study   map[string]int // target's area -> the week of its study
}

// run is a line of the template and the weeks that it stands for.
type run struct {
	from, to int
	study.PlanWeek
	named []int // the topics to bring in
}

// topicWork is a topic of the plan and when its first item is wanted.
type topicWork struct {
	day      int
	line     *run // the first that names it; nil for none
	targets  []Target
	deadline int
}

func (c course) draft(targets []Target, w way, scale float64) *draft {
	n := len(c.template.Weeks)
	d := &draft{
		course: c, way: w, scale: scale, targets: targets, rank: order(c.pack.Topics), topics: map[int]*topicWork{},
		weeks: make([][]Item, n), used: make([]int, n), first: map[int]int{}, study: map[string]int{},
	}
	for i, line := range c.template.Weeks {
		if last := len(d.runs) - 1; last >= 0 && oneLine(d.runs[last].PlanWeek, line) {
			d.runs[last].to = i
			continue
		}
		d.runs = append(d.runs, run{from: i, to: i, PlanWeek: line})
	}
	for _, t := range targets {
		w := d.topic(t.Topic)
		w.targets = append(w.targets, t)
		w.deadline = min(w.deadline, max(0, n-2)) // a later week must hold the retest
		if t.Priority == study.Critical {
			w.deadline = min(w.deadline, (n+1)/2-1)
		}
	}
	for i := range d.runs {
		r := &d.runs[i]
		r.named = d.namedBy(*r)
		for _, day := range r.named {
			if w := d.topic(day); w.line == nil {
				w.line = r
				w.deadline = min(w.deadline, r.to)
			}
		}
	}
	// A topic comes no later than what builds on it.
	for _, day := range slices.Backward(d.inOrder()) {
		for _, before := range d.prereqs(day) {
			d.topics[before].deadline = min(d.topics[before].deadline, d.topics[day].deadline)
		}
	}
	return d
}

// oneLine says whether two weeks in a row share one line of the course: the same
// range of days, or the same words.
func oneLine(a, b study.PlanWeek) bool {
	same := slices.Equal(a.Topics, b.Topics) && slices.Equal(a.Areas, b.Areas)
	return same && (len(a.Topics) > 0 || a.Theme == b.Theme)
}

func (d *draft) topic(day int) *topicWork {
	if d.topics[day] == nil {
		d.topics[day] = &topicWork{day: day, deadline: len(d.weeks) - 1}
	}
	return d.topics[day]
}

// namedBy are the topics of a line to bring in; lean: its targets' and the most
// urgent others, half of all.
func (d *draft) namedBy(r run) []int {
	var named []int
	for _, day := range r.Topics {
		if _, known := d.rank[day]; known && !slices.Contains(named, day) {
			named = append(named, day)
		}
	}
	if !d.lean {
		return named
	}
	half := (len(named) + 1) / 2
	slices.SortStableFunc(named, func(a, b int) int {
		return cmp.Or(cmp.Compare(btoi(d.isTarget(b)), btoi(d.isTarget(a))), cmp.Compare(d.priority(b).Weight(), d.priority(a).Weight()), cmp.Compare(a, b))
	})
	return named[:half]
}

func (d *draft) isTarget(day int) bool {
	return slices.ContainsFunc(d.targets, func(t Target) bool { return t.Topic == day })
}

func (d *draft) target(area string) (Target, bool) {
	i := slices.IndexFunc(d.targets, func(t Target) bool { return t.Area == area })
	if i < 0 {
		return Target{}, false
	}
	return d.targets[i], true
}

func (d *draft) priority(day int) study.Priority {
	t, _ := d.pack.Topic(day)
	return t.Priority
}

// prereqs are the topic's direct prerequisites that are in the plan too.
func (d *draft) prereqs(day int) []int {
	t, _ := d.pack.Topic(day)
	var in []int
	for _, before := range t.Prereq {
		if d.topics[before] != nil && before != day {
			in = append(in, before)
		}
	}
	return in
}

// inOrder are the plan's topics, prerequisites first.
func (d *draft) inOrder() []int {
	days := make([]int, 0, len(d.topics))
	for day := range d.topics {
		days = append(days, day)
	}
	slices.SortFunc(days, func(a, b int) int { return cmp.Or(cmp.Compare(d.rank[a], d.rank[b]), cmp.Compare(a, b)) })
	return days
}

// order ranks topics so that prerequisites come first, by day where they allow it.
func order(topics []study.Topic) map[int]int {
	rank := map[int]int{}
	for len(rank) < len(topics) {
		best := -1
		for i, t := range topics {
			_, done := rank[t.Day]
			open := slices.ContainsFunc(t.Prereq, func(day int) bool {
				_, done := rank[day]
				return !done && day != t.Day && slices.ContainsFunc(topics, func(o study.Topic) bool { return o.Day == day })
			})
			if !done && !open && (best < 0 || t.Day < topics[best].Day) {
				best = i
			}
		}
		if best < 0 { // a circle, or a day twice, which the loader refuses: by day
			best = slices.IndexFunc(topics, func(t study.Topic) bool { _, done := rank[t.Day]; return !done })
			if best < 0 {
				return rank
			}
		}
		rank[topics[best].Day] = len(rank)
	}
	return rank
}

// minutes scales an item's usual length to the week, in steps of 5.
func (d *draft) minutes(usual int) int {
	scaled := float64(usual) * float64(d.cap) / usualMinutes * d.scale
	return min(60, max(shortest, 5*int(math.Round(scaled/5))))
}

// maxID keeps "plan" ticks and the paths of buttons short.
const maxID = 40

// itemID joins the parts; what is too long is cut and told apart by a hash.
func itemID(parts ...any) string {
	id := fmt.Sprint(parts[0])
	for _, p := range parts[1:] {
		id += fmt.Sprintf("-%v", p)
	}
	if len(id) <= maxID {
		return id
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(id)) // never fails
	head := id[:maxID-9]
	for len(head) > 0 && !isStart(id[len(head)]) {
		head = head[:len(head)-1]
	}
	return fmt.Sprintf("%s-%08x", head, h.Sum32())
}

// isStart says whether b starts a character of UTF-8.
func isStart(b byte) bool { return b&0xc0 != 0x80 }

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
