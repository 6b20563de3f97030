package lab

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"studybot/bot/plan"
	"studybot/bot/study"
)

// planLine is one input line.
type planLine struct {
	ID       json.RawMessage         `json:"id"`
	Case     json.RawMessage         `json:"case"`
	AsOf     string                  `json:"as_of"`
	Minutes  *float64                `json:"minutes_per_week"`
	Ratings  map[string]*float64     `json:"ratings"` // null is missing
	Evidence map[string]evidenceLine `json:"evidence"`
	Due      []dueLine               `json:"due"`
	Progress *progressLine           `json:"progress"`
}

type evidenceLine struct {
	Score   float64 `json:"score"`
	Answers float64 `json:"answers"`
}

type dueLine struct {
	Question string `json:"question"`
	Topic    int    `json:"topic"`
	Area     string `json:"area"`
	Due      string `json:"due"`
}

// The least and the most minutes of a week that a plan can be made for.
const (
	leastMinutes = 10
	mostMinutes  = 7 * 24 * 60
)

// input reads the line for the pack and says what is wrong with it.
func (l planLine) input(pack *study.Pack) (plan.Input, error) {
	in := plan.Input{Ratings: map[string]int{}, Evidence: map[string]plan.Evidence{}}
	if l.Minutes != nil {
		in.Minutes = int(*l.Minutes)
		if float64(in.Minutes) != *l.Minutes || in.Minutes < leastMinutes || in.Minutes > mostMinutes {
			return in, fmt.Errorf("minutes_per_week is %v and has to be a whole number from %d to %d", *l.Minutes, leastMinutes, mostMinutes)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(l.Ratings)) {
		r := l.Ratings[id]
		switch {
		case r == nil:
		case !hasArea(pack, id):
			return in, fmt.Errorf("ratings: the pack %s has no area %q", pack.ID, id)
		case *r != 1 && *r != 2 && *r != 3 && *r != 4 && *r != 5:
			return in, fmt.Errorf("ratings: %s is %v and has to be 1, 2, 3, 4 or 5", id, *r)
		default:
			in.Ratings[id] = int(*r)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(l.Evidence)) {
		e := l.Evidence[id]
		switch {
		case !hasArea(pack, id):
			return in, fmt.Errorf("evidence: the pack %s has no area %q", pack.ID, id)
		case e.Answers < 0 || e.Answers != float64(int(e.Answers)):
			return in, fmt.Errorf("evidence: %s has %v answers", id, e.Answers)
		case e.Answers > 0 && (e.Score < 1 || e.Score > 5):
			return in, fmt.Errorf("evidence: the score of %s is %v and has to be 1 to 5", id, e.Score)
		}
		in.Evidence[id] = plan.Evidence{Score: e.Score, Answers: int(e.Answers)}
	}
	var err error
	if l.AsOf != "" {
		if in.AsOf, err = study.ParseDay(l.AsOf); err != nil {
			return in, fmt.Errorf("as_of is %q: %w", l.AsOf, err)
		}
	}
	for i, d := range l.Due {
		q := plan.Due{Question: d.Question, Topic: d.Topic, Area: d.Area}
		if q.Due, err = study.ParseDay(d.Due); err != nil {
			return in, fmt.Errorf("due[%d], question %q, is due %q: %w", i, d.Question, d.Due, err)
		}
		in.Due = append(in.Due, q)
	}
	if l.Progress != nil {
		in.Progress, err = l.Progress.read(pack, plan.Make(pack, in))
	}
	return in, err
}

func hasArea(pack *study.Pack, id string) bool {
	return slices.ContainsFunc(pack.Areas, func(a study.Area) bool { return a.ID == id })
}

// progressLine is what became of a plan. An entry is an item as it was written, or
// less: {"topic":36,"area":"C3"}, an item's id, or a topic's day.
type progressLine struct {
	Week      *float64          `json:"week"`
	Completed []json.RawMessage `json:"completed"`
	Done      []json.RawMessage `json:"done"` // the same as completed
	Missed    []json.RawMessage `json:"missed"`
}

// read resolves the entries; first is the plan as it was without any progress.
func (l progressLine) read(pack *study.Pack, first plan.Plan) (plan.Progress, error) {
	var p plan.Progress
	if l.Week == nil || *l.Week < 1 || *l.Week > float64(len(first.Weeks)) || *l.Week != float64(int(*l.Week)) {
		return p, fmt.Errorf("progress.week has to be a week of the plan, 1 to %d", len(first.Weeks))
	}
	p.Week = int(*l.Week)
	reader := entries{pack: pack, plan: first}
	for _, list := range []struct {
		name string
		from []json.RawMessage
		to   *[]plan.Item
	}{{"completed", l.Completed, &p.Done}, {"done", l.Done, &p.Done}, {"missed", l.Missed, &p.Missed}} {
		for i, text := range list.from {
			items, err := reader.items(text)
			if err != nil {
				return p, fmt.Errorf("progress.%s[%d]: %w", list.name, i, err)
			}
			if list.name == "missed" && len(items) > 1 { // one piece of work, for whom it is meant most
				items = items[:1]
			}
			*list.to = append(*list.to, items...)
		}
	}
	return p, nil
}

var errEntry = errors.New(`an entry is an item, {"topic":36,"area":"C3"}, the id of an item, or a topic's day`)
