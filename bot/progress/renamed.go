package progress

import (
	"context"
	"fmt"
	"slices"

	"studybot/bot/plan/kept"
	"studybot/bot/study"
)

// What members did is stored under the names of its day. The flows read it through
// here, by the names that the pack has now (see study.Aliases).

// ticks are all of a member in a pack.
func (d *Desk) ticks(ctx context.Context, who study.Who, pack *study.Pack) ([]study.Tick, error) {
	stored, err := d.store.Ticks(ctx, who)
	if err != nil {
		return nil, fmt.Errorf("read the ticks: %w", err)
	}
	if pack.Aliases.Empty() {
		return stored, nil
	}
	var now []study.Tick
	for _, t := range pack.Ticks(stored) {
		now = append(now, nowOf(pack, t)...)
	}
	return now, nil
}

// nowOf is a stored tick by its current names: several for an item of a plan whose
// area was split.
func nowOf(pack *study.Pack, t study.Tick) []study.Tick {
	if t.List != planList {
		t.List, t.Item = pack.ItemNow(t.List, t.Item)
		return []study.Tick{t}
	}
	var now []study.Tick
	for _, id := range kept.ItemsNow(pack, t.Item) {
		now = append(now, study.Tick{List: planList, Item: id, At: t.At})
	}
	return now
}

// opening is what it takes to open items of a list again, whatever names they were ticked
// under: the stored ticks that have to go, and those that stay under a current name because
// an old one stands for something else too.
func (d *Desk) opening(ctx context.Context, who study.Who, pack *study.Pack, list string, items []string) (done, gone []study.Tick, err error) {
	for _, item := range items {
		gone = append(gone, study.Tick{List: list, Item: item})
	}
	if len(items) == 0 || pack.Aliases.Empty() {
		return nil, gone, nil
	}
	stored, err := d.store.Ticks(ctx, who)
	if err != nil {
		return nil, nil, fmt.Errorf("read the ticks: %w", err)
	}
	isMeant := func(t study.Tick) bool { return t.List == list && slices.Contains(items, t.Item) }
	for _, t := range stored {
		now := nowOf(pack, t)
		if isMeant(t) || !slices.ContainsFunc(now, isMeant) {
			continue
		}
		gone = append(gone, t)
		done = append(done, slices.DeleteFunc(now, isMeant)...)
	}
	return done, gone, nil
}
