package progress

import (
	"context"
	"fmt"

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

// untick opens an item again, whatever name it was ticked under. What else an old
// name stands for stays ticked.
func (d *Desk) untick(ctx context.Context, who study.Who, pack *study.Pack, list, item string) error {
	gone := []study.Tick{{List: list, Item: item}}
	if !pack.Aliases.Empty() {
		stored, err := d.store.Ticks(ctx, who)
		if err != nil {
			return fmt.Errorf("read the ticks: %w", err)
		}
		for _, t := range stored {
			others, meant := []study.Tick{}, false
			for _, now := range nowOf(pack, t) {
				if now.List == list && now.Item == item {
					meant = true
				} else {
					others = append(others, now)
				}
			}
			if !meant || t.List == list && t.Item == item {
				continue
			}
			for _, other := range others {
				if err := d.store.Tick(ctx, who, other, true); err != nil {
					return fmt.Errorf("keep an item ticked: %w", err)
				}
			}
			gone = append(gone, t)
		}
	}
	for _, t := range gone {
		if err := d.store.Tick(ctx, who, study.Tick{List: t.List, Item: t.Item}, false); err != nil {
			return fmt.Errorf("open an item: %w", err)
		}
	}
	return nil
}
