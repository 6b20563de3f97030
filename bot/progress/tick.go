package progress

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
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
		if err := d.setPlanTick(ctx, who, p, id, done, enrolment.Pressed(e, d.now())); err != nil {
			return chat.Reply{}, err
		}
	}
	return d.planTicked(ctx, who, card.Number(e.Action.Arg(1)), card.Number(e.Action.Arg(2)), asked)
}

// setPlanTick ticks an item of plan p or opens it again. A tick is never dated
// before its plan began: the two may share an instant.
func (d *Desk) setPlanTick(ctx context.Context, who study.Who, p memberPlan, id string, done bool, at time.Time) error {
	if done == p.Done[id] {
		return nil
	}
	// A tick of an older plan keeps its date until it is taken away.
	if err := d.untick(ctx, who, p.pack, planList, id); err != nil || !done {
		return err
	}
	if at.Before(p.Begun) {
		at = p.Begun
	}
	if err := d.store.Tick(ctx, who, study.Tick{List: planList, Item: id, At: at}, true); err != nil {
		return fmt.Errorf("tick an item: %w", err)
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

// tickForm asks for the ticks of everything that a card shows, at once.
func tickForm(name string, options []chat.Option, on func(id string) bool, save chat.Action) chat.Reply {
	in := chat.Input{Name: "items", Kind: chat.Choices, Label: "Done", Options: options, Optional: true}
	for _, o := range options {
		if on(o.Value) {
			in.Value = append(in.Value, o.Value)
		}
	}
	return chat.Reply{Form: &chat.Form{
		Title: "Tick several", Submit: "Save", Action: save, Inputs: []chat.Input{in},
		Intro: []chat.Block{card.Heading(card.Short(name, chat.MaxTitle)), card.Para("What is ticked here is done, what is not is open.")},
	}}
}

// tickedIn reads that form: what the options are to be. A value that is none of
// them refuses it all.
func tickedIn(options []chat.Option, values []string) (map[string]bool, error) {
	asked := map[string]bool{}
	for _, o := range options {
		asked[o.Value] = false
	}
	for _, v := range values {
		if _, of := asked[v]; !of {
			return nil, refusal.Stale()
		}
		asked[v] = true
	}
	return asked, nil
}

// planSeveral opens the form for a part of a week and takes it back:
// did/pack/week/page/form and did/pack/week/page/set/plan. The last names the plan for
// which the form was opened, so that it never ticks in one that was made since.
func (d *Desk) planSeveral(ctx context.Context, e chat.Event) (chat.Reply, error) {
	who := enrolment.WhoIs(e, e.Action.Arg(0))
	p, ok, err := d.planOf(ctx, who, d.now())
	if err != nil {
		return chat.Reply{}, err
	}
	week, at := card.Number(e.Action.Arg(1)), card.Number(e.Action.Arg(2))
	made := fmt.Sprintf("%x.%d", p.Begun.UnixMilli(), p.Revision)
	if !ok || week < 1 || week > len(p.Weeks) || e.Action.Arg(3) != "form" && e.Action.Arg(4) != made {
		return chat.Reply{}, refusal.New("stale or foreign control", "That is not your plan any more. /study plan shows it as it is now.")
	}
	w := p.Weeks[week-1]
	options := p.tickable(w, p.pageOf(w, at))
	if e.Action.Arg(3) == "form" {
		save := chat.Do("did", p.pack.ID, strconv.Itoa(week), strconv.Itoa(at), "set", made)
		return tickForm(fmt.Sprintf("Week %d: %s", week, w.Theme), options, func(id string) bool { return p.Done[id] }, save), nil
	}
	asked, err := tickedIn(options, e.Values["items"])
	if err != nil {
		return chat.Reply{}, err
	}
	for _, id := range slices.Sorted(maps.Keys(asked)) {
		if err := d.setPlanTick(ctx, who, p, id, asked[id], enrolment.Pressed(e, d.now())); err != nil {
			return chat.Reply{}, err
		}
	}
	return d.planTicked(ctx, who, week, at, asked)
}

// Tick ticks an item of a list or opens it again: tick/pack/list/group/page with
// "+item" or "-item" from the menu, so that the same press twice is one.
// The page "0f" opens the form for all that the card shows, and "0s" takes it back:
// the longest names leave no more room in a path.
func (d *Desk) Tick(ctx context.Context, e chat.Event) (chat.Reply, error) {
	pack, l, on, err := d.listBy(ctx, e, e.Action.Arg(1))
	if err != nil {
		return chat.Reply{}, err
	}
	mode := strings.TrimLeft(e.Action.Arg(3), "0123456789")
	group, at := groupAt(l, e.Action.Arg(2)), card.Number(strings.TrimSuffix(e.Action.Arg(3), mode))
	if group < 0 {
		return chat.Reply{}, refusal.Stale()
	}
	g := l.Groups[group]
	isOn := func(id string) bool { return on[study.Tick{List: l.ID, Item: id}] }
	var asked map[string]bool
	switch mode {
	case "f":
		save := chat.Do("tick", pack.ID, l.ID, g.ID, strconv.Itoa(at)+"s")
		return tickForm(g.Name, tickableIn(g, groupPage(l, g, at, on)), isOn, save), nil
	case "s":
		if asked, err = tickedIn(tickableIn(g, groupPage(l, g, at, on)), e.Values["items"]); err != nil {
			return chat.Reply{}, err
		}
	default:
		item, done := ticked(e.Value("value"))
		if !slices.ContainsFunc(g.Items, func(it study.Item) bool { return it.ID == item }) {
			return chat.Reply{}, refusal.Stale()
		}
		asked = map[string]bool{item: done}
	}
	who := enrolment.WhoIs(e, pack.ID)
	for _, item := range slices.Sorted(maps.Keys(asked)) {
		if isOn(item) == asked[item] {
			continue
		}
		if asked[item] {
			err = d.store.Tick(ctx, who, study.Tick{List: l.ID, Item: item, At: enrolment.Pressed(e, d.now())}, true)
		} else {
			err = d.untick(ctx, who, pack, l.ID, item)
		}
		if err != nil {
			return chat.Reply{}, fmt.Errorf("tick an item: %w", err)
		}
		on[study.Tick{List: l.ID, Item: item}] = asked[item]
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
