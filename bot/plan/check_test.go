package plan

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"studybot/bot/plan/name"
	"studybot/bot/study"
)

// check holds a plan against the properties that every plan has, from its input.
type check struct {
	pack *study.Pack
	in   Input
	plan Plan
	// tight passes over what a course of any shape cannot promise in few minutes a
	// week: that there is work to fill them, and room to defer only when full.
	tight bool
	wrong []string
}

func (c *check) say(format string, args ...any) {
	c.wrong = append(c.wrong, fmt.Sprintf(format, args...))
}

func (c *check) limit() int {
	if c.in.Minutes == 0 {
		return 180
	}
	return max(c.in.Minutes, 10)
}

func (c *check) start() int { return max(1, c.in.Progress.Week) }

// weeks are those from the current one on.
func (c *check) weeks() []Week {
	return slices.DeleteFunc(slices.Clone(c.plan.Weeks), func(w Week) bool { return w.Number < c.start() })
}

// all lists everything that does not hold.
func (c check) all() []string {
	c.levelAndLength()
	c.coverage()
	c.urgency()
	c.load()
	c.order()
	c.belonging()
	c.reasons()
	c.progress()
	return c.wrong
}

// level is found anew from the ratings.
func (c *check) level() study.Level {
	low := 0
	for _, a := range c.pack.Areas {
		low += max(1, c.in.Ratings[a.ID])
	}
	level, _ := c.pack.LevelOf(low)
	return level
}

// P1 level and length, and P2 the lines of the level.
func (c *check) levelAndLength() {
	low, high, missing := 0, 0, 0
	for _, a := range c.pack.Areas {
		r := c.in.Ratings[a.ID]
		if r == 0 {
			missing++
			low, high = low+1, high+5
			continue
		}
		low, high = low+r, high+r
	}
	p, level := c.plan, c.level()
	if p.Level != level.Name || p.Low != low || p.High != high || p.Missing != missing || p.Provisional() != (missing > 0) {
		c.say("P1: %s %d-%d with %d missing, want %s %d-%d with %d", p.Level, p.Low, p.High, p.Missing, level.Name, low, high, missing)
	}
	weeks := c.weeks()
	if want := max(1, len(level.Plan.Weeks)) - c.start() + 1; len(weeks) != want {
		c.say("P1: %d weeks, want %d", len(weeks), want)
	}
	for i, w := range weeks {
		if w.Number != c.start()+i {
			c.say("P1: week %d is called %d", c.start()+i, w.Number)
		}
		if w.Number <= len(level.Plan.Weeks) && w.Theme != level.Plan.Weeks[w.Number-1].Theme {
			c.say("P2: week %d has the theme %q", w.Number, w.Theme)
		}
	}
}

// P3 every target is covered twice; what is deferred has to be.
func (c *check) coverage() {
	weeks := c.weeks()
	last := weeks[len(weeks)-1].Number
	used := 0
	for _, w := range weeks {
		used += w.Minutes
	}
	for _, t := range c.plan.Targets {
		first, again := 0, 0
		if slices.ContainsFunc(c.in.Progress.Done, func(i Item) bool { return i.Area == t.Area && i.Topic == t.Topic }) {
			first = -1
		}
		for _, w := range weeks {
			for _, i := range w.Items {
				work := i.Area == t.Area && (i.Kind == Study || i.Kind == Practice)
				if work && first == 0 {
					first = w.Number
				} else if i.Area == t.Area && (work || i.Kind == Retest) && first != 0 && w.Number > first {
					again = w.Number
				}
			}
		}
		if slices.ContainsFunc(weeks[len(weeks)-1].Items, func(i Item) bool { return c.isDone(i) && i.Area == t.Area }) {
			continue // no week is left
		}
		retaken := slices.ContainsFunc(c.in.Progress.Done, func(i Item) bool { return i.Area == t.Area && i.Kind == Retest })
		if first == 0 || again == 0 && first != last && !retaken {
			c.say("P3: %s is worked on in week %d and again in week %d", t.Area, first, again)
		}
	}
	for _, d := range c.plan.Deferred {
		if !c.tight && d.Minutes > 0 && 100*used < 85*c.limit()*len(weeks) {
			c.say("P3: %s is left out although only %d of %d minutes are used", d.Area, used, c.limit()*len(weeks))
		}
		for _, t := range c.plan.Targets {
			if t.Need < d.Need {
				c.say("P3: %s is left out, %s with less need is not", d.Area, t.Area)
			}
		}
	}
}

// P4 CRITICAL comes first and gets the most.
func (c *check) urgency() {
	n := c.weeks()[len(c.weeks())-1].Number
	half := (n + 1) / 2
	if c.start() > half-1 && c.start() > 1 {
		half = c.start() + max(1, (n-c.start()+1)/2) - 1
	}
	sums, counts := map[int]int{}, map[int]int{}
	for _, t := range c.plan.Targets {
		done := slices.ContainsFunc(c.in.Progress.Done, func(i Item) bool { return i.Topic == t.Topic })
		if first := firstWeeks(Plan{Weeks: c.weeks()})[t.Topic]; t.Reach == Weak && t.Priority == study.Critical && !done && (first == 0 || first > half) {
			c.say("P4: day %d is CRITICAL and comes first in week %d of %d", t.Topic, first, n)
		}
		counts[t.Priority.Weight()]++
		for _, w := range c.weeks() {
			for _, i := range w.Items {
				if i.Area == t.Area {
					sums[t.Priority.Weight()] += i.Minutes
				}
			}
		}
	}
	used := 0
	for _, w := range c.weeks() {
		used += w.Minutes
	}
	if c.tight || (c.start() > 1 || c.limit() < 60) && 100*used >= 85*c.limit()*len(c.weeks()) {
		return // there is no room to lift the more urgent above what was missed or a line speaks of
	}
	for high := 3; high > 1; high-- {
		for low := high - 1; low > 0; low-- {
			if counts[high] > 0 && counts[low] > 0 && sums[low]*counts[high] > sums[high]*counts[low] {
				c.say("P4: weight %d gets %d minutes for %d targets, weight %d gets %d for %d", high, sums[high], counts[high], low, sums[low], counts[low])
			}
		}
	}
}

// P5 the limits of a week and of an item.
func (c *check) load() {
	for _, w := range c.weeks() {
		total, due := 0, 0
		for _, i := range w.Items {
			total += i.Minutes
			if i.Kind == Reviews {
				due += i.Minutes
			}
			if i.Minutes < 5 || i.Minutes > 90 {
				c.say("P5: %s takes %d minutes", i.ID, i.Minutes)
			}
		}
		if total != w.Minutes || total > c.limit() {
			c.say("P5: week %d has %d minutes, said to be %d, at most %d", w.Number, total, w.Minutes, c.limit())
		}
		all := 90 * len(c.pack.Topics) // of a course of few topics a week has them all, as long as may be
		if !c.tight && len(c.plan.Targets) > 0 && 2*total < min(c.limit(), 2*all) {
			c.say("P5: week %d has only %d of %d minutes", w.Number, total, c.limit())
		}
		if 5*due > 2*c.limit() {
			c.say("P5: %d of %d minutes of week %d are reviews", due, c.limit(), w.Number)
		}
	}
}

// P6 nothing comes before what it builds on, unless that was done before.
func (c *check) order() {
	at, n := map[int]int{}, 0
	for _, w := range c.weeks() {
		for _, i := range w.Items {
			if n++; i.Topic != 0 && at[i.Topic] == 0 {
				at[i.Topic] = n
			}
		}
	}
	done := func(day int) bool {
		return slices.ContainsFunc(c.in.Progress.Done, func(i Item) bool { return i.Topic == day })
	}
	for _, t := range c.pack.Topics {
		for _, before := range t.Prereq {
			if at[t.Day] > 0 && at[before] > at[t.Day] && !done(before) && !done(t.Day) {
				c.say("P6: day %d comes before day %d", t.Day, before)
			}
		}
	}
}

// P7 no orphan, no empty week, ids once, an assessment at the end.
func (c *check) belonging() {
	ids := map[string]bool{}
	weeks := c.weeks()
	for _, w := range weeks {
		if len(w.Items) == 0 {
			c.say("P7: week %d is empty", w.Number)
		}
		for _, i := range w.Items {
			if ids[i.ID] || len(i.ID) > name.Most || i.ID == "" {
				c.say("P7: the id %q is long or comes twice", i.ID)
			}
			ids[i.ID] = true
			area, knownArea := c.pack.Area(i.Area)
			_, knownTopic := c.pack.Topic(i.Topic)
			t, isTarget := c.plan.Target(i.Area)
			switch i.Kind {
			case Reassess, RateMissing, Reviews, Checkpoint:
				if i.Topic != 0 || i.Area != "" {
					c.say("P7: %s has a topic", i.ID)
				}
				continue
			case Study, Practice, Retest:
				if !c.isDone(i) && (!isTarget || t.Topic != i.Topic && !i.IsCarried()) {
					c.say("P7: %s belongs to no target", i.ID)
				}
			}
			taught := slices.ContainsFunc(c.pack.Areas, func(a study.Area) bool { return slices.Contains(a.Topics, i.Topic) })
			if i.Kind == Template && i.Area == "" && knownTopic && !taught {
				continue
			}
			if !knownArea || !knownTopic || !slices.Contains(area.Topics, i.Topic) {
				c.say("P7: %s: day %d and area %q do not belong together", i.ID, i.Topic, i.Area)
			}
		}
	}
	if last := weeks[len(weeks)-1].Items; len(last) == 0 || last[len(last)-1].Kind != Reassess {
		c.say("P7: the last week does not end with the assessment")
	}
	ahead := slices.ContainsFunc(weeks[0].Items, c.isDone)
	rated := slices.ContainsFunc(c.in.Progress.Done, func(i Item) bool { return i.Kind == RateMissing })
	if c.plan.Missing > 0 && !ahead && !rated && weeks[0].Items[0].Kind != RateMissing {
		c.say("P7: the first week does not begin with the missing ratings")
	}
	for _, w := range weeks {
		if rated && slices.ContainsFunc(w.Items, func(i Item) bool { return i.Kind == RateMissing && !c.isDone(i) }) {
			c.say("P7: week %d asks again for ratings that were asked for and done", w.Number)
		}
	}
}

// P8 reasons are true.
func (c *check) reasons() {
	first := firstWeeks(Plan{Weeks: c.weeks()})
	for _, w := range c.weeks() {
		for _, i := range w.Items {
			if c.isDone(i) {
				continue // it was true when it was planned
			}
			said := c.plan.Reason(c.pack, i)
			if !strings.HasSuffix(said, ".") || strings.Contains(said, "%!") || strings.Contains(said, " 0 of 5") || strings.Contains(said, "..") {
				c.say("P8: %s has the reason %q", i.ID, said)
			}
			if t, _ := c.plan.Target(i.Area); strings.Contains(said, "weak") && t.Reach != Weak {
				c.say("P8: %s is called weak: %q", i.ID, said)
			}
			if len(i.Because) == 0 {
				c.say("P8: %s has no reason", i.ID)
			}
			for _, b := range i.Because {
				if !c.isTrue(w, i, b, first) {
					c.say("P8: %s in week %d: %+v is not true", i.ID, w.Number, b)
				}
			}
		}
	}
	for _, d := range c.plan.Deferred {
		if s := c.plan.DeferredReason(d); !strings.HasSuffix(s, ".") {
			c.say("P8: %s waits for the reason %q", d.Area, s)
		}
	}
}

func (c *check) isDone(i Item) bool {
	return slices.ContainsFunc(c.in.Progress.Done, func(d Item) bool { return d.ID == i.ID })
}

func (c *check) isTrue(w Week, i Item, b Because, first map[int]int) bool {
	line := study.PlanWeek{}
	lines := c.level().Plan.Weeks
	if w.Number <= len(lines) {
		line = lines[w.Number-1]
	}
	topic, _ := c.pack.Topic(i.Topic)
	v := int(b.Value)
	switch b.Fact {
	case Rated:
		e := c.in.Evidence[i.Area]
		return v == c.in.Ratings[i.Area] && (e.Answers < 4 || math.Abs(e.Score-b.Value) < 1)
	case Measured:
		e, r := c.in.Evidence[i.Area], c.in.Ratings[i.Area]
		return b.Value == e.Score && e.Answers >= 4 && (r == 0 || math.Abs(e.Score-float64(r)) >= 1)
	case Ranked:
		return b.Priority == topic.Priority
	case DueNow:
		return v >= 1 && v <= len(c.in.Due) && i.Minutes == max(5, 3*v)
	case LineTopic:
		return v == w.Number && slices.Contains(line.Topics, i.Topic)
	case LineLate:
		return v < w.Number && slices.Contains(lines[v-1].Topics, i.Topic)
	case LineArea:
		return v == w.Number && slices.Contains(line.Areas, i.Area)
	case LineOpen:
		return v == w.Number && len(line.Topics)+len(line.Areas) == 0
	case NeededFor:
		later, known := c.pack.Topic(v)
		return known && slices.Contains(later.Prereq, i.Topic) && first[v] >= w.Number
	case StudiedIn:
		if slices.ContainsFunc(c.in.Progress.Done, func(j Item) bool { return j.Area == i.Area && j.Topic == i.Topic }) {
			return v < w.Number
		}
		return v > 0 && v < w.Number && slices.ContainsFunc(c.plan.Weeks, func(s Week) bool {
			return s.Number == v && slices.ContainsFunc(s.Items, func(j Item) bool { return j.Kind == Study && j.Area == i.Area })
		})
	case NotRated:
		return v == c.plan.Missing
	case LastWeek:
		return v == max(1, len(lines)) && w.Number == v
	case Quiet:
		return v == w.Number && len(w.Items) == 1+btoi(w.Items[len(w.Items)-1].Kind == Reassess)
	case Carried:
		return w.Number == c.start() && slices.ContainsFunc(c.in.Progress.Missed, func(m Item) bool { return m.Topic == i.Topic && m.Area == i.Area })
	}
	return false
}

// P10 what is done stays done, what was missed comes first.
func (c *check) progress() {
	current := c.weeks()[0]
	for _, d := range c.in.Progress.Done {
		for _, w := range c.weeks() {
			for _, i := range w.Items {
				if d.Kind.HasTopic() && i.Kind == Study && i.Topic == d.Topic && i.Area == d.Area && !c.isDone(i) {
					c.say("P10: %s returns as a study in week %d", d.ID, w.Number)
				}
			}
		}
	}
	for _, m := range c.in.Progress.Missed {
		again := func(i Item) bool { return i.Topic == m.Topic && i.Area == m.Area && i.IsCarried() }
		excused := slices.ContainsFunc(c.plan.Deferred, func(d Deferred) bool { return d.Area == m.Area }) ||
			slices.ContainsFunc(c.plan.Left, func(l Left) bool { return l.Topic == m.Topic && l.Area == m.Area }) ||
			slices.ContainsFunc(c.in.Progress.Done, func(d Item) bool { return d.Topic == m.Topic && d.Area == m.Area })
		// For some there is no room before what they build on: they are planned again.
		planned := slices.ContainsFunc(c.weeks(), func(w Week) bool {
			return slices.ContainsFunc(w.Items, func(i Item) bool { return i.Kind == Study && i.Topic == m.Topic && i.Area == m.Area })
		})
		excused = excused || planned && c.limit() < 120
		if m.Kind.HasTopic() && !excused && !slices.ContainsFunc(current.Items, again) {
			c.say("P10: %s was missed and is not in week %d", m.ID, current.Number)
		}
	}
}
