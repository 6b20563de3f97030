package standing

import (
	"context"
	"fmt"

	"studybot/bot/study"
)

// What members did is stored under the names of its day. The flows read it through
// here, by the names that the pack has now (see study.Aliases).

// Assessments are a member's finished ones by the current areas, oldest first.
func (d *Desk) Assessments(ctx context.Context, who study.Who, pack *study.Pack) ([]study.Assessment, error) {
	done, err := d.store.Assessments(ctx, who)
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
// store, so that a part of an area that was split can be left empty. What was rated under
// a current name stays, be it that it came after the draft was read.
func (d *Desk) unfinished(ctx context.Context, who study.Who, pack *study.Pack) (study.Assessment, error) {
	draft, err := d.store.Draft(ctx, who)
	if err != nil {
		return draft, fmt.Errorf("read the draft: %w", err)
	}
	now := pack.Ratings(draft.Ratings)
	gone, parts := map[string]int{}, map[string]int{}
	for id := range draft.Ratings {
		ids := pack.AreaIDs(id)
		if len(ids) == 0 || ids[0] == id {
			continue
		}
		gone[id] = 0
		for _, part := range ids {
			parts[part] = now[part]
		}
	}
	if len(gone) == 0 {
		return draft, nil
	}
	if draft, err = d.store.SaveDraft(ctx, who, gone, parts); err != nil {
		return draft, fmt.Errorf("save the draft under the new names: %w", err)
	}
	return draft, nil
}
