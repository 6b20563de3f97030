package plan

import (
	"cmp"
	"slices"

	"studybot/bot/plan/need"
	"studybot/bot/plan/order"
	"studybot/bot/study"
)

const (
	usualLimit = 180
	leastLimit = 10
	mostLimit  = 7 * 24 * 60
)

// Make makes the plan for the pack. Ratings and evidence of areas that the pack
// does not have, or outside 1 to 5, count as missing.
func Make(pack *study.Pack, in Input) Plan {
	p := Plan{Limit: in.Minutes}
	if p.Limit == 0 {
		p.Limit = usualLimit
	}
	p.Limit = min(max(p.Limit, leastLimit), mostLimit)
	known := need.Standings(pack, in.Ratings, in.Evidence)
	for _, s := range known {
		if s.Rating > 0 {
			p.Low += s.Rating
			p.High += s.Rating
		} else {
			p.Missing++
			p.Low++
			p.High += need.Best
		}
	}
	level := levelOf(pack, p.Low)
	p.Level, p.Activities = level.Name, level.Plan.Activities
	c := newCourse(pack, level, p.Limit, p.Missing, known)
	c.resume(in.Progress)
	wanted, later := need.Targets(pack, known, 4+len(c.template.Weeks))
	c.carry(in.Progress, wanted)
	c.reserve(in.Due, in.AsOf)
	c.crowded = len(later) > 0
	weeks, kept := c.schedule(wanted)
	c.leave(weeks, wanted[:kept])
	p.Weeks, p.Targets = append(c.kept, weeks...), append(p.Targets, wanted[:kept]...)
	for _, t := range wanted[kept:] {
		p.Deferred = append(p.Deferred, Deferred{Target: t, Minutes: c.leastFor(t)})
	}
	for _, t := range later {
		p.Deferred = append(p.Deferred, Deferred{Target: t})
	}
	p.Left = c.left
	return p
}

// levelOf is the level of a total; one below every band is in the lowest.
func levelOf(pack *study.Pack, total int) study.Level {
	if l, ok := pack.LevelOf(total); ok {
		return l
	}
	if len(pack.Levels) == 0 {
		return study.Level{}
	}
	return slices.MinFunc(pack.Levels, func(a, b study.Level) int { return a.Min - b.Min })
}

// course is what every attempt at the weeks has in common. Weeks are counted from
// 0 in it, and -1 is any time before the current one.
type course struct {
	pack     *study.Pack
	template study.PlanTemplate
	known    map[string]need.Standing
	cap      int // minutes in a week
	missing  int
	crowded  bool // more areas need work than a plan takes

	order.Order

	start   int            // the current week
	kept    []Week         // those before it, as they were
	done    map[int]bool   // topics that were worked on
	studied map[string]int // area -> the week of its first topic's study, -1 when not known
	retaken map[string]bool
	isDone  map[string]bool // by id
	pinned  [][]Item        // by week: what is done and stays in its place
	open    []Item          // what was missed
	missed  []Item          // what of it may come first in the current week
	reviews [][]Item        // by week
	left    []Left
}

func newCourse(pack *study.Pack, level study.Level, limit, missing int, known map[string]need.Standing) *course {
	c := &course{
		pack: pack, template: level.Plan, known: known, cap: limit, missing: missing,
		Order: order.Of(pack.Topics), done: map[int]bool{}, studied: map[string]int{}, retaken: map[string]bool{}, isDone: map[string]bool{},
	}
	if len(c.template.Weeks) == 0 { // a level without advice still gets a week
		c.template.Weeks = []study.PlanWeek{{Theme: level.NextStep}}
	}
	n := len(c.template.Weeks)
	c.pinned, c.reviews = make([][]Item, n), make([][]Item, n)
	return c
}

// ways are how strictly an attempt keeps to the template.
type way struct {
	late  bool // what a line names of most of the course may come until the middle of the plan
	lean  bool // only half of the topics that a line names, and one of its areas
	loose bool // other topics may outnumber those; what does not fit is left out
	own   bool // of what was missed only the targets' comes first
	fresh bool // nothing of it comes first: it is planned again or left out
}

// schedule makes the weeks for as many of the targets as fit, the greatest need
// first, and says how many those are. It tries full sessions first, then shorter
// ones, then less of the template, and only then fewer targets. It takes the first
// attempt that is good in every respect, for one target less if need be.
func (c *course) schedule(wanted []Target) ([]Week, int) {
	ways := []way{{}, {late: true}, {lean: true}, {lean: true, loose: true}, {lean: true, loose: true, own: true}, {lean: true, loose: true, own: true, fresh: true}}
	var first *draft
	for kept := len(wanted); first == nil || kept >= max(0, len(first.targets)-1); kept-- {
		for _, w := range ways {
			for _, scale := range []float64{1, 0.8, 0.6, 0.45, 0.3, 0} {
				d := c.draft(wanted[:kept], w, scale)
				if w.late && !d.isLate || w.own && (first != nil || len(c.missed) == 0 && kept > 0) {
					break
				}
				if d.place() || kept == 0 && w.fresh && scale == 0 {
					d.fill(kept < len(wanted))
					if d.replaces(first) {
						return d.finish(), kept
					}
					first = cmp.Or(first, d)
				}
			}
		}
	}
	return first.finish(), len(first.targets)
}

// replaces says whether the attempt is to be taken, first being the first that could be
// placed: when targets are in proportion and every week has something of what its line
// names. After one out of proportion, proportion is enough. A target gives way to a line
// only where the minutes are nearly used up, and never in less than an hour a week.
func (d *draft) replaces(first *draft) bool {
	lines := d.start > 0 || d.cap < 60 || d.linesHold()
	switch {
	case !d.inProportion():
		return false
	case first == nil:
		return lines
	case !first.inProportion():
		return true
	}
	return lines && (len(d.targets) == len(first.targets) || d.isFull())
}

// isFull says whether 85 in 100 minutes of the plan are used.
func (d *draft) isFull() bool {
	used := 0
	for _, minutes := range d.used {
		used += minutes
	}
	return 100*used >= 85*d.cap*len(d.used)
}

// leastFor is what a target needs at the least: its shortest study and retest.
func (c *course) leastFor(t Target) int {
	d := draft{course: c}
	return d.minutes(studyMinutes(t.Priority)) + d.minutes(retestMinutes(t.Priority))
}
