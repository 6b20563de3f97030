package plan

import (
	"slices"

	"studybot/bot/study"
)

// Plan is a member's weeks of work.
type Plan struct {
	// Level is the name of the level whose lines the plan follows.
	Level string `json:"level"`
	// Low and High are the total; they differ while ratings are missing, each of
	// which may be 1 to 5. The level is that of Low.
	Low  int `json:"low"`
	High int `json:"high"`
	// Missing is the number of areas without a rating; the plan is provisional
	// while it is not 0.
	Missing int `json:"missing,omitempty"`
	// Limit is the most work in a week, in minutes.
	Limit int `json:"limit"`
	// Weeks are at least one. A plan that was made anew begins with the earlier
	// weeks as they were, or with the current week when those were not passed in.
	Weeks    []Week     `json:"weeks"`
	Targets  []Target   `json:"targets,omitempty"`
	Deferred []Deferred `json:"deferred,omitempty"`
	// Left is work beside the targets that found no room.
	Left []Left `json:"left,omitempty"`
	// Activities are what the course advises at this level beside the weeks.
	Activities []string `json:"activities,omitempty"`
}

// Week is one week's work, in the order to do it.
type Week struct {
	Number int `json:"week"` // from 1
	// Theme is the course's own line for the week.
	Theme   string `json:"theme"`
	Minutes int    `json:"minutes"`
	Items   []Item `json:"items"` // never empty, unless all of them were moved or done
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
	// Reviews are questions whose time to be asked again has come.
	Reviews Kind = "due"
	// Template is what the week's line names beside the targets.
	Template Kind = "template"
	// Checkpoint looks back on what was done, in a week that holds nothing else.
	Checkpoint Kind = "checkpoint"
	// Reassess is the assessment at the plan's end.
	Reassess Kind = "reassess"
	// RateMissing completes a partial assessment.
	RateMissing Kind = "rate_missing"
)

// hasTopic says whether items of the kind work on a topic.
func (k Kind) hasTopic() bool {
	return k == Study || k == Practice || k == Retest || k == Template
}

// Item is one piece of work.
type Item struct {
	// ID stays the same as long as the item does, and has at most 40 bytes:
	// "study-36-C3", "retest-36-C3", "practice-w2-36-C3", "template-w1-33".
	ID   string `json:"id"`
	Kind Kind   `json:"kind"`
	// Topic is a day and Area an area that it teaches; both are zero for reviews,
	// checkpoints, Reassess and RateMissing.
	Topic   int       `json:"topic,omitempty"`
	Area    string    `json:"area,omitempty"`
	Minutes int       `json:"minutes"` // 5 to 90
	Because []Because `json:"because,omitempty"`
}

// Carried says that an earlier week left the item open.
func (i Item) Carried() bool {
	return slices.ContainsFunc(i.Because, func(b Because) bool { return b.Fact == Carried })
}

// Because is one fact that an item rests on.
type Because struct {
	Fact Fact `json:"fact"`
	// Value is the rating, the score, the week, the day, or a number of questions
	// or ratings; it is 0 for Ranked, which has a Priority, and for Carried.
	Value    float64        `json:"value,omitempty"`
	Priority study.Priority `json:"priority,omitempty"`
}

// Fact says which kind of fact.
type Fact string

// The facts.
const (
	Rated     Fact = "rating"       // the member rated the area Value
	Measured  Fact = "evidence"     // the member's answers put the area at Value
	Ranked    Fact = "priority"     // the topic has this Priority
	DueNow    Fact = "due"          // Value questions are to be asked again
	LineTopic Fact = "line_topic"   // the course's line for week Value names the topic
	LineLate  Fact = "line_late"    // the course's line for week Value, an earlier one, names the topic
	LineArea  Fact = "line_area"    // the course's line for week Value speaks of the area
	LineOpen  Fact = "line_open"    // the course's line for week Value names neither
	NeededFor Fact = "prerequisite" // day Value, also in the plan, builds on the topic
	StudiedIn Fact = "studied"      // the target's study is in week Value; 0: before the current one
	NotRated  Fact = "missing"      // Value areas have no rating
	LastWeek  Fact = "last"         // week Value is the last
	Quiet     Fact = "quiet"        // week Value has nothing else
	Carried   Fact = "carried"      // it was planned for an earlier week and not done
)

// Target is an area that the plan works on.
type Target struct {
	Area string `json:"area"`
	// Rating is the member's own, 0 for none.
	Rating int `json:"rating,omitempty"`
	// Evidence is the score of the answers where it takes the rating's place, else 0.
	Evidence float64 `json:"evidence,omitempty"`
	// Effective is what the plan goes by: the rating or the evidence.
	Effective float64        `json:"effective"`
	Topic     int            `json:"topic"` // the area's first
	Priority  study.Priority `json:"priority"`
	Reach     Reach          `json:"reach"`
	// Need is the weight of the priority times what is missing to 5.
	Need float64 `json:"need"`
}

// Reach says why an area is a target, by its effective rating.
type Reach string

// The reaches.
const (
	Weak    Reach = "weak"    // below 2.5
	Next    Reach = "next"    // 2.5 to 3.5, when fewer than three are weak
	Stretch Reach = "stretch" // 3.5 to 4.5, when nothing is lower
)

// Deferred is an area that the plan leaves for later.
type Deferred struct {
	Target
	// Minutes is how many minutes its study and retest would have needed when the
	// weeks were full; 0 when the plan had as many targets as it takes.
	Minutes int `json:"minutes_missing,omitempty"`
}

// Left is an item that found no room; its Minutes are those that are missing.
type Left struct {
	Item
}

// Provisional says whether ratings are missing.
func (p Plan) Provisional() bool { return p.Missing > 0 }

// Items are all items, week by week. One that was carried into a later week stands
// in both under one id; here it is once, where it is to be done.
func (p Plan) Items() []Item {
	latest := map[string]int{}
	for _, w := range p.Weeks {
		for _, i := range w.Items {
			latest[i.ID] = w.Number
		}
	}
	var all []Item
	for _, w := range p.Weeks {
		for _, i := range w.Items {
			if latest[i.ID] == w.Number {
				all = append(all, i)
			}
		}
	}
	return all
}

// target is the plan's target with that area.
func (p Plan) target(area string) (Target, bool) {
	for _, t := range p.Targets {
		if t.Area == area {
			return t, true
		}
	}
	return Target{}, false
}
