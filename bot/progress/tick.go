package progress

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/enrolment"
	"studybot/bot/refusal"
	"studybot/bot/study"
)

// Did ticks an item or opens it again: did/pack/week/page with "+id" or "-id"
// from the menu, so that the same press twice is one; did/…/form opens the form that
// ticks several.
func (d *Desk) Did(ctx context.Context, e chat.Event) (chat.Reply, error) {
	if e.Action.Arg(3) != "" {
		return d.planSeveral(ctx, e)
	}
	who := enrolment.WhoIs(e, e.Action.Arg(0))
	p, ok, err := d.planOf(ctx, who, d.now())
	if err != nil {
		return chat.Reply{}, err
	}
	id, done := ticked(e.Value("value"))
	named := p.Named(id)
	if !ok || len(named) == 0 {
		return chat.Reply{}, refusal.New("stale or foreign control", "That item is not in your plan any more. /study plan shows the plan as it is now.")
	}
	asked := map[string]bool{}
	for _, id := range named {
		asked[id] = done
	}
	if err := d.setPlanTicks(ctx, who, p, asked, enrolment.Pressed(e, d.now())); err != nil {
		return chat.Reply{}, err
	}
	return d.planTicked(ctx, who, card.Number(e.Action.Arg(1)), card.Number(e.Action.Arg(2)), asked)
}

// setPlanTicks ticks items of plan p or opens them again, all in one step of the store: a
// crash keeps all of it or nothing, and the same press again does the rest. A tick is never
// dated before its plan began: the two may share an instant.
func (d *Desk) setPlanTicks(ctx context.Context, who study.Who, p memberPlan, asked map[string]bool, at time.Time) error {
	if at.Before(p.Begun) {
		at = p.Begun
	}
	var changed []string
	var ticked []study.Tick
	for _, id := range slices.Sorted(maps.Keys(asked)) {
		if asked[id] == p.Done[id] {
			continue
		}
		changed = append(changed, id)
		if asked[id] {
			ticked = append(ticked, study.Tick{List: planList, Item: id, At: at})
		}
	}
	// A tick of an older plan keeps its date until it is taken away.
	return d.change(ctx, who, p.pack, planList, ticked, changed)
}

// change opens items of a list again and ticks others, in one step of the store.
func (d *Desk) change(ctx context.Context, who study.Who, pack *study.Pack, list string, ticked []study.Tick, opened []string) error {
	done, gone, err := d.opening(ctx, who, pack, list, opened)
	if err != nil {
		return err
	}
	if done = append(done, ticked...); len(done)+len(gone) == 0 {
		return nil
	}
	if err := d.store.Tick(ctx, who, done, gone); err != nil {
		return fmt.Errorf("tick items: %w", err)
	}
	return nil
}

// planTicked shows the week again, from the store, and says so when something that
// was asked for is not there.
func (d *Desk) planTicked(ctx context.Context, who study.Who, week, page int, asked map[string]bool) (chat.Reply, error) {
	p, ok, err := d.planOf(ctx, who, d.now())
	if err != nil {
		return chat.Reply{}, err
	}
	for id, done := range asked {
		if !ok || p.Done[id] != done {
			return chat.Reply{}, refusal.New("a tick was not kept", "Your plan changed at the same moment, so not every tick was kept. /study plan shows what is ticked.")
		}
	}
	return card.Update(p.card(week, page)), nil
}

// ticked reads a menu's "+item" or "-item".
func ticked(value string) (item string, done bool) {
	if value == "" {
		return "", false
	}
	return value[1:], value[0] == '+'
}

// tickOption turns an item's option into a menu's line that ticks it or opens it again.
func tickOption(o chat.Option, done bool) chat.Option {
	if done {
		return card.Option("✓ "+o.Label, "-"+o.Value, "done; choose it to open it again")
	}
	return card.Option(o.Label, "+"+o.Value, o.Hint)
}

// Tick ticks an item of a list or opens it again: tick/pack/list/group/page with
// "+item" or "-item" from the menu, so that the same press twice is one; the
// page "0f" opens the form that ticks several:
// the longest names leave no more room in a path.
func (d *Desk) Tick(ctx context.Context, e chat.Event) (chat.Reply, error) {
	pack, l, on, err := d.listBy(ctx, e, e.Action.Arg(1))
	if err != nil {
		return chat.Reply{}, err
	}
	page, form := strings.CutSuffix(e.Action.Arg(3), "f")
	group, at := groupAt(l, e.Action.Arg(2)), card.Number(page)
	if group < 0 {
		return chat.Reply{}, refusal.Stale()
	}
	if form {
		return listForm(pack, l, group, at, on), nil
	}
	item, done := ticked(e.Value("value"))
	if !slices.ContainsFunc(l.Groups[group].Items, func(it study.Item) bool { return it.ID == item }) {
		return chat.Reply{}, refusal.Stale()
	}
	return d.tickList(ctx, e, pack, l, group, at, on, map[string]bool{item: done})
}

// tickList ticks items of a list's group or opens them again, and shows the group.
func (d *Desk) tickList(ctx context.Context, e chat.Event, pack *study.Pack, l study.Checklist, group, at int, on map[study.Tick]bool, asked map[string]bool) (chat.Reply, error) {
	who := enrolment.WhoIs(e, pack.ID)
	var ticks []study.Tick
	var opened []string
	for _, item := range slices.Sorted(maps.Keys(asked)) {
		named := study.Tick{List: l.ID, Item: item}
		switch {
		case on[named] == asked[item]:
		case asked[item]:
			ticks = append(ticks, study.Tick{List: l.ID, Item: item, At: enrolment.Pressed(e, d.now())})
		default:
			opened = append(opened, item)
		}
		on[named] = asked[item]
	}
	if err := d.change(ctx, who, pack, l.ID, ticks, opened); err != nil {
		return chat.Reply{}, err
	}
	m := groupCard(pack, l, group, at, on)
	if done, all := countTicked(l.ID, l.Groups, on); done == all {
		p, has, err := d.planOf(ctx, who, d.now())
		if err != nil {
			return chat.Reply{}, err
		}
		m.Body = append(m.Body, card.Lead("This checklist is complete.", finishOf(pack, on, p, has).stillOpen()))
		if has {
			p.offerRecognition(&m)
		}
	}
	return card.Update(m), nil
}
