package plan

import (
	"fmt"
	"strings"

	"studybot/bot/study"
)

// Reason says in one true sentence why the item is in the plan, from its facts.
// Names of the pack stand in it as they are, however long.
func (p Plan) Reason(pack *study.Pack, i Item) string {
	area, _ := pack.Area(i.Area)
	fact := func(f Fact) (Because, bool) {
		for _, b := range i.Because {
			if b.Fact == f {
				return b, true
			}
		}
		return Because{}, false
	}
	switch i.Kind {
	case RateMissing:
		b, _ := fact(NotRated)
		if b.Value == 1 {
			return "One area has no rating yet, so the plan is provisional."
		}
		return fmt.Sprintf("%d areas have no rating yet, so the plan is provisional.", b.Value)
	case Reassess:
		return "The plan ends this week, and a new assessment shows what has moved."
	case Retest:
		b, _ := fact(StudiedIn)
		return fmt.Sprintf("You study %s in week %d; trying again in a later week shows what has stayed.", area.Name, b.Value)
	case Template:
		if _, ok := fact(LineArea); ok {
			return fmt.Sprintf("The course's line for this week speaks of %s.", area.Name)
		}
		if b, ok := fact(Ranked); ok {
			return fmt.Sprintf("The course's line for this week leaves the topic open, and Day %d is %s.", i.Topic, b.Priority)
		}
		return fmt.Sprintf("The course's line for this week names Day %d.", i.Topic)
	}
	rated, _ := fact(Rated)
	rank, _ := fact(Ranked)
	if _, ok := fact(LineArea); ok {
		return fmt.Sprintf("The course's line for this week speaks of %s, which you rated %d of 5.", area.Name, rated.Value)
	}
	if i.Kind == Practice {
		return fmt.Sprintf("More time for %s, which you rated %d of 5.", area.Name, rated.Value)
	}
	sentence := fmt.Sprintf("You rated %s %d of 5, and Day %d is %s", area.Name, rated.Value, i.Topic, rank.Priority)
	switch p.reach(i.Area) {
	case Next:
		sentence = fmt.Sprintf("Fewer than three areas are rated 1 or 2, so %s with %d of 5 comes next, and Day %d is %s", area.Name, rated.Value, i.Topic, rank.Priority)
	case Stretch:
		sentence = fmt.Sprintf("You rated nothing below 4, and %s with %d of 5 is among the next to raise", area.Name, rated.Value)
	}
	var days []string
	for _, b := range i.Because {
		if b.Fact == NeededFor {
			days = append(days, fmt.Sprint(b.Value))
		}
	}
	switch {
	case len(days) == 1:
		sentence += "; Day " + days[0] + " builds on it"
	case len(days) > 1:
		sentence += "; Days " + strings.Join(days[:len(days)-1], ", ") + " and " + days[len(days)-1] + " build on it"
	}
	return sentence + "."
}

// DeferredReason says in one true sentence why an area is left for later.
func (p Plan) DeferredReason(pack *study.Pack, d Deferred) string {
	area, _ := pack.Area(d.Area)
	if d.Minutes > 0 {
		return fmt.Sprintf("%s needs at least %d minutes, and the weeks that could take it are full.", area.Name, d.Minutes)
	}
	return fmt.Sprintf("%s waits for the next plan, because this one already works on the %d areas with the greater or equal need.", area.Name, len(p.Targets))
}

func (p Plan) reach(area string) Reach {
	for _, t := range p.Targets {
		if t.Area == area {
			return t.Reach
		}
	}
	return ""
}
