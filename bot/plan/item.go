package plan

import (
	"cmp"
	"slices"

	"studybot/bot/plan/name"
)

// standingOf is the fact that says where a target stands.
func standingOf(t Target) Because {
	if t.Evidence > 0 {
		return Because{Fact: Measured, Value: t.Evidence}
	}
	return Because{Fact: Rated, Value: float64(t.Rating)}
}

func (d *draft) studyItem(week int, t Target) Item {
	item := Item{
		ID: name.Of("study", t.Topic, t.Area), Kind: Study, Topic: t.Topic, Area: t.Area, Minutes: d.minutes(studyMinutes(t.Priority)),
		Because: []Because{standingOf(t), {Fact: Ranked, Priority: d.Priority(t.Topic)}},
	}
	if slices.Contains(d.template.Weeks[week].Topics, t.Topic) {
		item.Because = append(item.Because, Because{Fact: LineTopic, Value: float64(week + 1)})
	}
	return item
}

func (d *draft) practiceItem(week int, t Target) Item {
	return Item{
		ID: name.Of("practice", name.Week(week+1), t.Topic, t.Area), Kind: Practice, Topic: t.Topic, Area: t.Area, Minutes: d.minutes(practiceMinutes),
		Because: []Because{standingOf(t), {Fact: Ranked, Priority: d.Priority(t.Topic)}},
	}
}

// retestItem has the week in its id when the target was asked again before.
func (d *draft) retestItem(week int, t Target) Item {
	item := Item{
		ID: name.Of("retest", t.Topic, t.Area), Kind: Retest, Topic: t.Topic, Area: t.Area, Minutes: d.minutes(retestMinutes(t.Priority)),
		Because: []Because{{Fact: StudiedIn, Value: float64(d.study[t.Area] + 1)}, standingOf(t)},
	}
	if d.retaken[t.Area] {
		item.ID = name.Of("retest", name.Week(week+1), t.Topic, t.Area)
	}
	return item
}

// lineItem is work on a topic that a line names, in one of its weeks or later.
func (d *draft) lineItem(r run, week, day int) Item {
	why := Because{Fact: LineTopic, Value: float64(week + 1)}
	if week > r.to {
		why = Because{Fact: LineLate, Value: float64(r.to + 1)}
	}
	return d.templateItem(week, day, "", why)
}

// templateItem is work beside the targets. Its area is one that the topic teaches:
// not a target, which has its own items, where there is another; then the one
// whose first topic it is, then the lowest rated.
func (d *draft) templateItem(week, day int, area string, why Because) Item {
	item := Item{ID: name.Of("template", name.Week(week+1), day), Kind: Template, Topic: day, Area: area, Minutes: d.minutes(templateMinutes), Because: []Because{why}}
	if area != "" {
		return item
	}
	best := -1
	for i := range d.pack.Areas {
		if slices.Contains(d.pack.Areas[i].Topics, day) && (best < 0 || d.suits(i, best, day) < 0) {
			best = i
		}
	}
	if best >= 0 {
		item.Area = d.pack.Areas[best].ID
	}
	return item
}

// suits compares two areas, by place, for work on a day beside the targets.
func (d *draft) suits(i, j, day int) int {
	a, b := &d.pack.Areas[i], &d.pack.Areas[j]
	_, aTarget := d.at[a.ID]
	_, bTarget := d.at[b.ID]
	return cmp.Or(cmp.Compare(btoi(aTarget), btoi(bTarget)), cmp.Compare(btoi(a.Topics[0] != day), btoi(b.Topics[0] != day)),
		cmp.Compare(d.known[a.ID].Effective, d.known[b.ID].Effective), cmp.Compare(a.ID, b.ID))
}

// missedItem is an item of an earlier week as it returns, with what is true of it now.
func (d *draft) missedItem(i Item) Item {
	usual := map[Kind]int{Study: studyMinutes(d.Priority(i.Topic)), Retest: retestMinutes(d.Priority(i.Topic)), Practice: practiceMinutes, Template: templateMinutes}
	minutes := d.minutes(usual[i.Kind])
	if i.Minutes > 0 {
		minutes = steps(float64(i.Minutes) * d.scale)
	}
	why := []Because{{Fact: Carried}}
	if t, is := d.target(i.Area); is {
		why = append(why, standingOf(t))
	}
	why = append(why, Because{Fact: Ranked, Priority: d.Priority(i.Topic)})
	return Item{ID: i.ID, Kind: i.Kind, Topic: i.Topic, Area: i.Area, Minutes: minutes, Because: why}
}
