package study

import (
	"math"
	"strings"
)

// Aliases are names of earlier versions of a pack that still mean something, so
// that what members did under them still counts. Every old name leads to current
// ones in one step: the loader follows chains. All maps may be nil.
type Aliases struct {
	// Questions leads from old question ids to current ones.
	Questions map[string]string
	// Areas leads from an old area to its parts: one when it was renamed or merged,
	// several when it was split.
	Areas map[string][]string
	// Topics leads from old days to current ones.
	Topics map[int]int
	// Checklists leads from old ids of lists to current ones.
	Checklists map[string]string
	// Items leads from old items to current ones, each written "list/item".
	Items map[string]string
}

// Empty says whether there is no old name at all.
func (a Aliases) Empty() bool {
	return len(a.Questions)+len(a.Areas)+len(a.Topics)+len(a.Checklists)+len(a.Items) == 0
}

// AreaIDs are the current areas that an area's id stands for: itself, the parts of
// an old one, or none.
func (p *Pack) AreaIDs(id string) []string {
	if _, ok := p.area(id); ok {
		return []string{id}
	}
	return p.Aliases.Areas[id]
}

// Ratings are an assessment's ratings by the current areas. The rating of an area
// that was split counts for each part, and where several were merged their mean
// counts, a half being the lower; a rating of the current area itself is newer
// and wins.
func (p *Pack) Ratings(stored map[string]int) map[string]int {
	if len(p.Aliases.Areas) == 0 {
		return stored
	}
	now, sums, counts := map[string]int{}, map[string]int{}, map[string]int{}
	for id, r := range stored {
		if _, ok := p.area(id); ok {
			now[id] = r
			continue
		}
		for _, part := range p.Aliases.Areas[id] {
			sums[part] += r
			counts[part]++
		}
	}
	for id, n := range counts {
		if _, rated := now[id]; !rated {
			now[id] = int(math.Ceil(float64(sums[id])/float64(n) - 0.5))
		}
	}
	return now
}

// Assessment is a stored assessment by the current areas.
func (p *Pack) Assessment(a Assessment) Assessment {
	a.Ratings = p.Ratings(a.Ratings)
	return a
}

// Ticks are stored ticks by the current lists and items, each item once, with the
// time of its first tick. The items of a plan have names of their own.
func (p *Pack) Ticks(stored []Tick) []Tick {
	if len(p.Aliases.Checklists)+len(p.Aliases.Items) == 0 {
		return stored
	}
	at := map[Tick]int{}
	var now []Tick
	for _, t := range stored {
		t.List, t.Item = p.ItemNow(t.List, t.Item)
		key := Tick{List: t.List, Item: t.Item}
		if i, twice := at[key]; twice {
			if t.At.Before(now[i].At) {
				now[i].At = t.At
			}
			continue
		}
		at[key] = len(now)
		now = append(now, t)
	}
	return now
}

// ItemNow is the current name of an item of a list.
func (p *Pack) ItemNow(list, item string) (string, string) {
	if to, ok := p.Aliases.Items[list+"/"+item]; ok {
		list, item, _ = strings.Cut(to, "/")
		return list, item
	}
	if to, ok := p.Aliases.Checklists[list]; ok {
		if further, ok := p.Aliases.Items[to+"/"+item]; ok {
			list, item, _ = strings.Cut(further, "/")
			return list, item
		}
		return to, item
	}
	return list, item
}
