package plan

import (
	"fmt"
	"strings"

	"studybot/bot/study"
)

// Reason says in a few short, true sentences why the item is in the plan, from its facts.
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
			return "One area has no rating yet."
		}
		return fmt.Sprintf("%d areas have no rating yet.", b.Value)
	case Reassess:
		return "The plan ends this week. See what has moved."
	case Retest:
		b, _ := fact(StudiedIn)
		return fmt.Sprintf("See what has stayed of %s since week %d.", area.Name, b.Value)
	case Template:
		if _, ok := fact(LineArea); ok {
			return fmt.Sprintf("This week's theme speaks of %s.", area.Name)
		}
		if b, ok := fact(Ranked); ok {
			return "This week's theme leaves the topic open. " + priority(b.Priority)
		}
		return "This week's theme names this day."
	}
	rated, _ := fact(Rated)
	rank, _ := fact(Ranked)
	if _, ok := fact(LineArea); ok {
		return fmt.Sprintf("This week's theme speaks of %s. You rated it %d of 5.", area.Name, rated.Value)
	}
	if i.Kind == Practice {
		return fmt.Sprintf("More time for %s. You rated it %d of 5.", area.Name, rated.Value)
	}
	reason := []string{fmt.Sprintf("You rated %s %d of 5.", area.Name, rated.Value)}
	switch p.reach(i.Area) {
	case Next: // the lowest three, or all that are as low
		reason[0] = fmt.Sprintf("You rated %s %d of 5, one of your lowest.", area.Name, rated.Value)
	case Stretch:
		reason[0] = fmt.Sprintf("You rated nothing below 4. %s, at %d of 5, is one to raise next.", area.Name, rated.Value)
	}
	reason = append(reason, priority(rank.Priority))
	var days []string
	for _, b := range i.Because {
		if b.Fact == NeededFor {
			days = append(days, fmt.Sprint(b.Value))
		}
	}
	switch {
	case len(days) == 1:
		reason = append(reason, "Needed for Day "+days[0]+".")
	case len(days) > 1:
		reason = append(reason, "Needed for Days "+strings.Join(days[:len(days)-1], ", ")+" and "+days[len(days)-1]+".")
	}
	return strings.Join(reason, " ")
}

// priority is "High priority."
func priority(p study.Priority) string {
	return string(p[:min(1, len(p))]) + strings.ToLower(string(p[min(1, len(p)):])) + " priority."
}

// DeferredReason says in one true sentence why an area is left for later.
func (p Plan) DeferredReason(d Deferred) string {
	if d.Minutes > 0 {
		return fmt.Sprintf("It needs at least %d minutes, and the weeks that could take it are full.", d.Minutes)
	}
	return fmt.Sprintf("It waits for the next plan: this one works on %d areas that need it as much or more.", len(p.Targets))
}

func (p Plan) reach(area string) Reach {
	for _, t := range p.Targets {
		if t.Area == area {
			return t.Reach
		}
	}
	return ""
}
