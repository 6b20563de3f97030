package lab

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"studybot/bot/plan"
	"studybot/bot/study"
)

// entries reads what was done or missed, in any form that says enough.
type entries struct {
	pack *study.Pack
	plan plan.Plan // as it was before anything was done
}

// entry is an item as it was written, or a part of one.
type entry struct {
	ID      string    `json:"id"`
	Kind    plan.Kind `json:"kind"`
	Topic   int       `json:"topic"`
	Area    string    `json:"area"`
	Minutes int       `json:"minutes"`
}

// items are those that the entry means: several when it names a topic only, the
// areas that it is the first topic of, targets first.
func (e entries) items(text json.RawMessage) ([]plan.Item, error) {
	switch text = bytes.TrimSpace(text); {
	case len(text) > 0 && text[0] == '{':
		var in entry
		if err := json.Unmarshal(text, &in); err != nil {
			return nil, fmt.Errorf("%s: %w", text, err)
		}
		return e.written(in)
	case len(text) > 0 && text[0] == '"':
		var id string
		if err := json.Unmarshal(text, &id); err != nil {
			return nil, fmt.Errorf("%s: %w", text, err)
		}
		return e.named(id)
	default:
		var day int
		if err := json.Unmarshal(text, &day); err != nil {
			return nil, fmt.Errorf("%s: %w", text, errEntry)
		}
		return e.written(entry{Topic: day})
	}
}

func (e entries) written(in entry) ([]plan.Item, error) {
	kinds := []plan.Kind{"", plan.Study, plan.Practice, plan.Retest, plan.Template, plan.Reviews, plan.Checkpoint, plan.Reassess, plan.RateMissing}
	item := plan.Item{ID: in.ID, Kind: in.Kind, Topic: in.Topic, Area: in.Area, Minutes: in.Minutes}
	switch {
	case !slices.Contains(kinds, in.Kind):
		return nil, fmt.Errorf("there is no kind %q; kinds are %q", in.Kind, kinds[1:])
	case in.Area != "" && !hasArea(e.pack, in.Area):
		return nil, fmt.Errorf("the pack %s has no area %q", e.pack.ID, in.Area)
	case in.Topic == 0 && in.Area == "" && slices.Index(kinds, in.Kind) >= slices.Index(kinds, plan.Reviews):
		return []plan.Item{item}, nil
	case in.Topic == 0 && in.Area == "" && in.ID != "":
		return e.named(in.ID)
	case in.Topic == 0 && in.Area == "":
		return nil, errEntry
	}
	if item.Kind == "" {
		item.Kind = plan.Study
	}
	if in.Area == "" {
		return e.everywhere(item)
	}
	area, _ := e.pack.Area(in.Area)
	if in.Topic == 0 {
		item.Topic = area.Topics[0]
	}
	if !slices.Contains(area.Topics, item.Topic) {
		return nil, fmt.Errorf("day %d does not belong to area %s, which has the days %v", item.Topic, in.Area, area.Topics)
	}
	return []plan.Item{item}, nil
}

// everywhere is the item in each area that its topic is the first of, else in each
// that has it.
func (e entries) everywhere(item plan.Item) ([]plan.Item, error) {
	var first, other []plan.Item
	isTarget := func(area string) bool {
		return slices.ContainsFunc(e.plan.Targets, func(t plan.Target) bool { return t.Area == area })
	}
	for _, a := range e.pack.Areas {
		item.Area = a.ID
		switch {
		case !slices.Contains(a.Topics, item.Topic):
		case a.Topics[0] == item.Topic && isTarget(a.ID):
			first = slices.Insert(first, 0, item)
		case a.Topics[0] == item.Topic:
			first = append(first, item)
		default:
			other = append(other, item)
		}
	}
	if len(first) == 0 {
		first = other
	}
	if len(first) == 0 {
		return nil, fmt.Errorf("the pack %s has no area with day %d", e.pack.ID, item.Topic)
	}
	for i := range first {
		if first[i].ID != "" && i > 0 {
			first[i].ID = ""
		}
	}
	return first, nil
}

// named finds an item by its id in the plan as it was, by its place there (w1-2 is
// the second item of week 1), or by what the id says.
func (e entries) named(id string) ([]plan.Item, error) {
	for _, i := range e.plan.Items() {
		if i.ID == id {
			return []plan.Item{i}, nil
		}
	}
	if m := regexp.MustCompile(`^w(\d+)-(\d+)$`).FindStringSubmatch(id); m != nil {
		week, _ := strconv.Atoi(m[1])
		place, _ := strconv.Atoi(m[2])
		if week < 1 || week > len(e.plan.Weeks) || place < 1 || place > len(e.plan.Weeks[week-1].Items) {
			return nil, fmt.Errorf("the plan has no item %q", id)
		}
		return []plan.Item{e.plan.Weeks[week-1].Items[place-1]}, nil
	}
	if m := regexp.MustCompile(`^(study|practice|retest|template)-(?:w\d+-)?(\d+)(?:-(.+))?$`).FindStringSubmatch(id); m != nil {
		day, _ := strconv.Atoi(m[2])
		return e.written(entry{ID: id, Kind: plan.Kind(m[1]), Topic: day, Area: m[3]})
	}
	if hasArea(e.pack, id) {
		return e.written(entry{Area: id})
	}
	if day, err := strconv.Atoi(id); err == nil {
		return e.written(entry{Topic: day})
	}
	if slices.Contains([]string{"reassess", "rate-missing", "due"}, id) || regexp.MustCompile(`^(due|checkpoint)-w\d+`).MatchString(id) {
		return []plan.Item{{ID: id, Kind: plan.Reviews}}, nil // planned anew by what is due
	}
	return nil, fmt.Errorf("the plan has no item %q: %w", id, errEntry)
}
