package lab

import (
	"encoding/json"
	"fmt"

	"studybot/bot/plan"
	"studybot/bot/study"
)

// Plan makes plans for the pack: each line is a member's ratings and what else is
// known, each answer a plan. The answer has the line's id and case.
func Plan(pack *study.Pack) Tool {
	return func(text []byte) (any, error) {
		var line planLine
		if err := json.Unmarshal(text, &line); err != nil {
			return nil, fmt.Errorf("the input of a plan: %w", err)
		}
		in, err := line.input(pack)
		if err != nil {
			return nil, err
		}
		return line.answer(pack, plan.Make(pack, in)), nil
	}
}

// planAnswer is one output line.
type planAnswer struct {
	ID          json.RawMessage `json:"id,omitempty"`
	Case        json.RawMessage `json:"case,omitempty"`
	Level       string          `json:"level"`
	Total       *int            `json:"total"` // null while ratings are missing
	Range       [2]int          `json:"total_range"`
	Provisional bool            `json:"provisional"`
	Weeks       []weekOut       `json:"weeks"`
	Targets     []targetOut     `json:"targets"`
	Deferred    []deferredOut   `json:"deferred"`
	Left        []leftOut       `json:"left,omitempty"`
}

type weekOut struct {
	Week    int       `json:"week"`
	Theme   string    `json:"theme"`
	Minutes int       `json:"minutes"`
	Items   []itemOut `json:"items"`
}

type itemOut struct {
	ID      string       `json:"id"`
	Kind    plan.Kind    `json:"kind"`
	Topic   *int         `json:"topic"`
	Area    *string      `json:"area"`
	Minutes int          `json:"minutes"`
	Because []becauseOut `json:"because"`
	Reason  string       `json:"reason"`
}

// becauseOut has a number or a priority as its value, or null for a week that is
// not known.
type becauseOut struct {
	Kind  string `json:"kind"`
	Value any    `json:"value"`
}

type targetOut struct {
	Area     string         `json:"area"`
	Rating   float64        `json:"rating"` // the effective one
	Topic    int            `json:"topic"`
	Priority study.Priority `json:"priority"`
	Kind     plan.Reach     `json:"kind"`
}

type deferredOut struct {
	Area    string `json:"area"`
	Reason  string `json:"reason"`
	Minutes int    `json:"minutes_missing"`
}

type leftOut struct {
	Kind    plan.Kind `json:"kind"`
	Topic   *int      `json:"topic"`
	Area    *string   `json:"area"`
	Minutes int       `json:"minutes_missing"`
	Reason  string    `json:"reason"`
}

func (l planLine) answer(pack *study.Pack, p plan.Plan) planAnswer {
	a := planAnswer{
		ID: l.ID, Case: l.Case, Level: p.Level, Range: [2]int{p.Low, p.High}, Provisional: p.Provisional(),
		Weeks: []weekOut{}, Targets: []targetOut{}, Deferred: []deferredOut{},
	}
	if !p.Provisional() {
		a.Total = &p.Low
	}
	for _, w := range p.Weeks {
		out := weekOut{Week: w.Number, Theme: w.Theme, Minutes: w.Minutes, Items: []itemOut{}}
		for _, i := range w.Items {
			o := itemOut{ID: i.ID, Kind: i.Kind, Minutes: i.Minutes, Reason: p.Sentence(pack, i)}
			o.Topic, o.Area = placeOf(i)
			for _, b := range i.Because {
				o.Because = append(o.Because, because(b, w.Number))
			}
			out.Items = append(out.Items, o)
		}
		a.Weeks = append(a.Weeks, out)
	}
	for _, t := range p.Targets {
		a.Targets = append(a.Targets, targetOut{t.Area, t.Effective, t.Topic, t.Priority, t.Reach})
	}
	for _, d := range p.Deferred {
		a.Deferred = append(a.Deferred, deferredOut{d.Area, p.DeferredReason(d), d.Minutes})
	}
	for _, left := range p.Left {
		o := leftOut{Kind: left.Kind, Minutes: left.Minutes, Reason: p.LeftReason(left)}
		o.Topic, o.Area = placeOf(left.Item)
		a.Left = append(a.Left, o)
	}
	return a
}

// placeOf is the item's topic and area, nil for items without.
func placeOf(i plan.Item) (topic *int, area *string) {
	if i.Topic != 0 {
		topic = &i.Topic
	}
	if i.Area != "" {
		area = &i.Area
	}
	return topic, area
}

// because writes a fact of the week with that number.
func because(b plan.Because, week int) becauseOut {
	switch b.Fact {
	case plan.Ranked:
		return becauseOut{string(b.Fact), b.Priority}
	case plan.LineTopic, plan.LineLate, plan.LineArea, plan.LineOpen, plan.LastWeek, plan.Quiet:
		return becauseOut{"template", b.Value}
	case plan.StudiedIn:
		if b.Value == 0 {
			return becauseOut{"retest", nil}
		}
		return becauseOut{"retest", b.Value}
	case plan.Carried: // what was open when this week began
		return becauseOut{string(b.Fact), week}
	default:
		return becauseOut{string(b.Fact), b.Value}
	}
}
