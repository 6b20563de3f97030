package plan

import (
	"slices"

	"studybot/bot/study"
)

// Input is what a plan is made from.
type Input struct {
	// Ratings holds 1 to 5 by area id; an area that was not rated is absent.
	Ratings map[string]int
	// Minutes is the most work in a week; 0 means 180, and less than 30 is read as 30.
	Minutes int
}

const (
	usualMinutes = 180
	leastMinutes = 30
)

// Plan is a member's weeks of work.
type Plan struct {
	// Level is the name of the level whose lines the plan follows.
	Level string
	// Low and High are the total; they differ while ratings are missing, each of
	// which may be 1 to 5. The level is that of Low.
	Low, High int
	// Missing is the number of areas without a rating; the plan is provisional
	// while it is not 0.
	Missing  int
	Weeks    []Week // at least one
	Targets  []Target
	Deferred []Deferred
	// Activities are what the course advises at this level beside the weeks.
	Activities []string
}

// Week is one week's work, in the order to do it.
type Week struct {
	Number int // from 1
	// Theme is the course's own line for the week.
	Theme   string
	Minutes int
	Items   []Item // never empty
}

// Kind says what an item asks for.
type Kind string

// The kinds of an item.
const (
	// Study is the first work on a target's topic.
	Study Kind = "study"
	// Practice is more work on a target.
	Practice Kind = "practice"
	// Retest asks a target again, at least a week after its study.
	Retest Kind = "retest"
	// Template is what the week's line names beside the targets.
	Template Kind = "template"
	// Reassess is the assessment at the plan's end.
	Reassess Kind = "reassess"
	// RateMissing completes a partial assessment.
	RateMissing Kind = "rate_missing"
)

// Item is one piece of work.
type Item struct {
	// ID stays the same as long as the item does, and has at most 40 bytes:
	// "study-36-C3", "retest-36-C3", "practice-w2-36-C3", "template-w1-33".
	ID   string
	Kind Kind
	// Topic is a day and Area an area that it teaches; both are zero for
	// Reassess and RateMissing.
	Topic   int
	Area    string
	Minutes int // 5 to 90, in steps of 5
	Because []Because
}

// Because is one fact that an item rests on.
type Because struct {
	Fact Fact
	// Value is the rating, the week, the day, or the number of missing ratings;
	// it is 0 for Ranked, which has a Priority.
	Value    int
	Priority study.Priority
}

// Fact says which kind of fact.
type Fact string

// The facts.
const (
	Rated     Fact = "rating"       // the member rated the area Value
	Ranked    Fact = "priority"     // the topic has this Priority
	LineTopic Fact = "line_topic"   // the course's line for week Value names the topic
	LineArea  Fact = "line_area"    // the course's line for week Value speaks of the area
	LineOpen  Fact = "line_open"    // the course's line for week Value names neither
	NeededFor Fact = "prerequisite" // day Value, also in the plan, builds on the topic
	StudiedIn Fact = "studied"      // the target's study is in week Value
	NotRated  Fact = "missing"      // Value areas have no rating
	LastWeek  Fact = "last"         // week Value is the last
)

// Target is an area that the plan works on.
type Target struct {
	Area     string
	Rating   int
	Topic    int // the area's first
	Priority study.Priority
	Reach    Reach
	// Need is weight of the priority times what is missing to 5.
	Need int
}

// Reach says why an area is a target.
type Reach string

// The reaches.
const (
	Weak    Reach = "weak"    // rated 1 or 2
	Next    Reach = "next"    // rated 3, when fewer than three are weak
	Stretch Reach = "stretch" // rated 4, when nothing is lower
)

// Deferred is an area that the plan leaves for later.
type Deferred struct {
	Target
	// Minutes is how many minutes its study and retest would have needed when the
	// weeks were full; 0 when the plan had as many targets as it takes.
	Minutes int
}

// Provisional says whether ratings are missing.
func (p Plan) Provisional() bool { return p.Missing > 0 }

// Items are all items, week by week.
func (p Plan) Items() []Item {
	var all []Item
	for _, w := range p.Weeks {
		all = append(all, w.Items...)
	}
	return all
}

// Make makes the plan for ratings of the pack's areas. Ratings of areas that the
// pack does not have, or outside 1 to 5, count as missing.
func Make(pack *study.Pack, in Input) Plan {
	p := Plan{}
	ratings := map[string]int{}
	for _, a := range pack.Areas {
		if r := in.Ratings[a.ID]; r >= 1 && r <= 5 {
			ratings[a.ID] = r
			p.Low += r
			p.High += r
		} else {
			p.Missing++
			p.Low++
			p.High += 5
		}
	}
	level := levelOf(pack, p.Low)
	p.Level, p.Activities = level.Name, level.Plan.Activities
	minutes := in.Minutes
	if minutes == 0 {
		minutes = usualMinutes
	}
	c := course{pack: pack, template: level.Plan, cap: max(minutes, leastMinutes), missing: p.Missing, ratings: ratings}
	if len(c.template.Weeks) == 0 { // a level without advice still gets a week
		c.template.Weeks = []study.PlanWeek{{Theme: level.NextStep}}
	}
	wanted, later := targets(pack, ratings, 4+len(c.template.Weeks))
	weeks, kept := c.schedule(wanted)
	p.Weeks, p.Targets = weeks, wanted[:kept]
	for _, t := range wanted[kept:] {
		p.Deferred = append(p.Deferred, Deferred{Target: t, Minutes: c.leastFor(t)})
	}
	for _, t := range later {
		p.Deferred = append(p.Deferred, Deferred{Target: t})
	}
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
