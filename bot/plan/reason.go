package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"studybot/bot/study"
)

// Reason says in a few short, true sentences why the item is in the plan, from its facts.
// Names of the pack stand in it as they are, however long.
func (p Plan) Reason(pack *study.Pack, i Item) string {
	return strings.Join(p.reasons(pack, i), ". ") + "."
}

// Sentence is Reason in one sentence.
func (p Plan) Sentence(pack *study.Pack, i Item) string {
	all := p.reasons(pack, i)
	for n := 1; n < len(all); n++ {
		all[n] = strings.ToLower(all[n][:1]) + all[n][1:]
	}
	return strings.Join(all, "; ") + "."
}

// reasons are the sentences, without their full stops.
func (p Plan) reasons(pack *study.Pack, i Item) []string {
	area, _ := pack.Area(i.Area)
	fact := func(f Fact) (Because, bool) {
		at := slices.IndexFunc(i.Because, func(b Because) bool { return b.Fact == f })
		if at < 0 {
			return Because{}, false
		}
		return i.Because[at], true
	}
	rank, ranked := fact(Ranked)
	stands := p.stands(area.Name, i)
	if _, carried := fact(Carried); carried {
		return said("Carried over from "+p.cameFrom(i.ID), cmp.Or(stands, priority(rank.Priority)))
	}
	switch i.Kind {
	case RateMissing:
		b, _ := fact(NotRated)
		return said(fmt.Sprintf("Areas without a rating when this was planned: %.0f", b.Value))
	case Reassess:
		return said("The plan ends this week", "See what has moved")
	case Checkpoint:
		return said("Nothing else asks for this week", "Look back at what you have done")
	case Reviews:
		b, _ := fact(DueNow)
		if b.Value == 1 {
			return said("One question comes back for review, as counted when this was planned")
		}
		return said(fmt.Sprintf("%.0f questions come back for review, as counted when this was planned", b.Value))
	case Retest:
		if b, _ := fact(StudiedIn); b.Value > 0 {
			return said(fmt.Sprintf("See what has stayed of %s since week %.0f", area.Name, b.Value))
		}
		return said(fmt.Sprintf("See what has stayed of %s, which you have worked on", area.Name))
	case Template:
		if _, ok := fact(LineArea); ok {
			return said(fmt.Sprintf("This week's theme speaks of %s", area.Name))
		}
		if b, ok := fact(NeededFor); ok {
			return said(fmt.Sprintf("Day %.0f builds on it", b.Value))
		}
		if b, ok := fact(LineLate); ok {
			return said(fmt.Sprintf("The theme of week %.0f names this day", b.Value))
		}
		if _, ok := fact(LineOpen); ok {
			return said("This week's theme leaves the topic open", priority(rank.Priority))
		}
		if ranked {
			return said("There is room for it this week", priority(rank.Priority))
		}
		return said("This week's theme names this day")
	}
	if _, ok := fact(LineArea); ok {
		return said(fmt.Sprintf("This week's theme speaks of %s", area.Name), stands)
	}
	if i.Kind == Practice {
		return said(fmt.Sprintf("More time for %s", area.Name), stands)
	}
	reason := []string{stands}
	t, _ := p.Target(i.Area)
	switch t.Reach {
	case Next:
		reason = append(reason, "Fewer than three of your areas stood below 2.5 then, so this one could rise next")
	case Stretch:
		reason = append(reason, "No area was known to stand below 3.5 then, so this one could rise next")
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
		reason = append(reason, "Needed for Day "+days[0])
	case len(days) > 1:
		reason = append(reason, "Needed for Days "+strings.Join(days[:len(days)-1], ", ")+" and "+days[len(days)-1])
	}
	return said(reason...)
}

// said drops what has nothing to say.
func said(parts ...string) []string {
	return slices.DeleteFunc(parts, func(s string) bool { return s == "" })
}

// cameFrom is the week for which a carried item was planned first, where that is known.
func (p Plan) cameFrom(id string) string {
	for _, w := range p.Weeks {
		if at := slices.IndexFunc(w.Items, func(i Item) bool { return i.ID == id }); at >= 0 && !w.Items[at].IsCarried() {
			return fmt.Sprintf("week %d", w.Number)
		}
	}
	return "an earlier week"
}

// stands says where the item's area stands, from its facts: "You rated it 2 of 5"
// Study names the area, other kinds have named it before. "" without such a fact.
func (p Plan) stands(area string, i Item) string {
	name := "it"
	if i.Kind == Study || i.IsCarried() {
		name = area
	}
	for _, b := range i.Because {
		switch {
		case b.Fact == Rated:
			return fmt.Sprintf("You rated %s %.0f of 5", name, b.Value)
		case b.Fact == Measured:
			if t, _ := p.Target(i.Area); t.Rating > 0 {
				return fmt.Sprintf("Your answers pointed to %.1f of 5 in %s when this was planned; you had rated it %d", b.Value, name, t.Rating)
			}
			return fmt.Sprintf("Your answers pointed to %.1f of 5 in %s when this was planned; you had not rated it", b.Value, name)
		}
	}
	return ""
}

// priority is "High priority".
func priority(p study.Priority) string {
	if p == "" {
		return ""
	}
	return string(p[:1]) + strings.ToLower(string(p[1:])) + " priority"
}

// DeferredReason says in one true sentence why an area is left for later.
func (p Plan) DeferredReason(d Deferred) string {
	if d.Minutes > 0 {
		return fmt.Sprintf("It needs at least %d minutes, and the weeks that could take it are full.", d.Minutes)
	}
	return fmt.Sprintf("It waits for the next plan: this one works on %d areas that need it as much or more.", len(p.Targets))
}

// LeftReason says in one true sentence why an item found no room.
func (p Plan) LeftReason(l Left) string {
	if l.Kind == Reviews {
		n := 0.0
		for _, b := range l.Because {
			n += b.Value
		}
		if n == 1 {
			return fmt.Sprintf("One question is due again without room for it: %d minutes are missing.", l.Minutes)
		}
		return fmt.Sprintf("%.0f questions are due again without room for them: reviews take two fifths of a week at most, and %d minutes are missing.", n, l.Minutes)
	}
	return fmt.Sprintf("There is no room for its %d minutes.", l.Minutes)
}
