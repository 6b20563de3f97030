package bot

import (
	"context"
	"fmt"

	"studybot/bot/plan"
	"studybot/bot/study"
)

// What members did is stored under the names of its day. The flows read it through
// here, by the names that the pack has now (see study.Aliases).

// assessments are a member's finished ones by the current areas, oldest first.
func (b *Bot) assessments(ctx context.Context, who study.Who, pack *study.Pack) ([]study.Assessment, error) {
	done, err := b.Store.Assessments(ctx, who)
	if err != nil {
		return nil, fmt.Errorf("read the assessments: %w", err)
	}
	now := make([]study.Assessment, len(done))
	for i, a := range done {
		now[i] = pack.Assessment(a)
	}
	return now, nil
}

// unfinished is a member's draft of an assessment. Old names in it are replaced in the
// store, so that a part of an area that was split can be left empty.
func (b *Bot) unfinished(ctx context.Context, who study.Who, pack *study.Pack) (study.Assessment, error) {
	d, err := b.Store.Draft(ctx, who)
	if err != nil {
		return d, fmt.Errorf("read the draft: %w", err)
	}
	change := map[string]int{}
	for id := range d.Ratings {
		if parts := pack.AreaIDs(id); len(parts) > 0 && parts[0] != id {
			change[id] = 0
		}
	}
	if len(change) == 0 {
		return d, nil
	}
	for id, r := range pack.Ratings(d.Ratings) {
		change[id] = r
	}
	if d, err = b.Store.SaveDraft(ctx, who, change); err != nil {
		return d, fmt.Errorf("save the draft under the new names: %w", err)
	}
	return d, nil
}

// ticks are all of a member in a pack.
func (b *Bot) ticks(ctx context.Context, who study.Who, pack *study.Pack) ([]study.Tick, error) {
	stored, err := b.Store.Ticks(ctx, who)
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
	for _, id := range plan.ItemsNow(pack, t.Item) {
		now = append(now, study.Tick{List: planList, Item: id, At: t.At})
	}
	return now
}

// untick opens an item again, whatever name it was ticked under. What else an old
// name stands for stays ticked.
func (b *Bot) untick(ctx context.Context, who study.Who, pack *study.Pack, list, item string) error {
	gone := []study.Tick{{List: list, Item: item}}
	if !pack.Aliases.Empty() {
		stored, err := b.Store.Ticks(ctx, who)
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
				if err := b.Store.Tick(ctx, who, other, true); err != nil {
					return fmt.Errorf("keep an item ticked: %w", err)
				}
			}
			gone = append(gone, t)
		}
	}
	for _, t := range gone {
		if err := b.Store.Tick(ctx, who, study.Tick{List: t.List, Item: t.Item}, false); err != nil {
			return fmt.Errorf("open an item: %w", err)
		}
	}
	return nil
}
