package progress

import (
	"context"
	"fmt"
	"hash/fnv"
	"io"
	"strconv"
	"strings"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/enrolment"
	"studybot/bot/refusal"
	"studybot/bot/study"
)

// The forms that tick several items at once. What a form showed travels in its action,
// so that only what the member changed in it is changed: an item may have been ticked
// elsewhere while the form was open.

// tickForm asks for the ticks of everything that a card shows, at once. Its action is
// save and, as the last argument, what it shows.
func tickForm(name string, options []chat.Option, on func(id string) bool, save chat.Action) chat.Reply {
	in := chat.Input{Name: "items", Kind: chat.Choices, Label: "Done", Options: options, Optional: true}
	shown := 0
	for i, o := range options {
		if on(o.Value) {
			in.Value = append(in.Value, o.Value)
			shown |= 1 << i
		}
	}
	save.Args = append(save.Args, fmt.Sprintf("%s.%x", stamp(valuesOf(options)...), shown))
	return chat.Reply{Form: &chat.Form{
		Title: "Tick several", Submit: "Save", Action: save, Inputs: []chat.Input{in},
		Intro: []chat.Block{card.Heading(card.Short(name, chat.MaxTitle)), card.Para("What is ticked here is done, what is not is open.")},
	}}
}

// changedIn reads that form: what is to be of the items that the member changed in it.
// A form that showed other items, or a value that is none of them, refuses it all.
func changedIn(options []chat.Option, shown string, values []string) (map[string]bool, error) {
	of, ticks, _ := strings.Cut(shown, ".")
	was, err := strconv.ParseUint(ticks, 16, 64)
	if err != nil || of != stamp(valuesOf(options)...) {
		return nil, refusal.Stale()
	}
	is := map[string]bool{}
	for _, o := range options {
		is[o.Value] = false
	}
	for _, v := range values {
		if _, of := is[v]; !of {
			return nil, refusal.Stale()
		}
		is[v] = true
	}
	for i, o := range options {
		if is[o.Value] == (was>>i&1 == 1) {
			delete(is, o.Value)
		}
	}
	return is, nil
}

func valuesOf(options []chat.Option) []string {
	var values []string
	for _, o := range options {
		values = append(values, o.Value)
	}
	return values
}

// stamp stands for names where a path has no room for them.
func stamp(names ...string) string {
	h := fnv.New64a()
	for _, name := range names {
		_, _ = io.WriteString(h, name+"\x00") // a hash takes everything
	}
	return strconv.FormatUint(h.Sum64(), 16)
}

// planSeveral opens the form for a part of a week and takes it back:
// did/pack/week/page/form and did/pack/week/page/set/plan/what it showed. The plan is the
// one for which the form was opened, so that it never ticks in one that was made since.
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
	asked, err := changedIn(options, e.Action.Arg(5), e.Values["items"])
	if err != nil {
		return chat.Reply{}, err
	}
	if err := d.setPlanTicks(ctx, who, p, asked, enrolment.Pressed(e, d.now())); err != nil {
		return chat.Reply{}, err
	}
	return d.planTicked(ctx, who, week, at, asked)
}

// listForm opens the form for a part of a list's group.
func listForm(pack *study.Pack, l study.Checklist, group, at int, on map[study.Tick]bool) chat.Reply {
	g := l.Groups[group]
	save := chat.Do("tick-several", pack.ID, stamp(l.ID, g.ID), strconv.Itoa(at))
	return tickForm(g.Name, tickableIn(g, groupPage(l, g, at, on)), func(id string) bool { return on[study.Tick{List: l.ID, Item: id}] }, save)
}

// TickSeveral takes that form: tick-several/pack/stamp of list and group/page/what it showed.
func (d *Desk) TickSeveral(ctx context.Context, e chat.Event) (chat.Reply, error) {
	pack, err := d.roll.Pack(e.Action.Arg(0))
	if err != nil {
		return chat.Reply{}, err
	}
	for _, l := range pack.Checklists {
		for group, g := range l.Groups {
			if stamp(l.ID, g.ID) != e.Action.Arg(1) {
				continue
			}
			ticks, err := d.ticks(ctx, enrolment.WhoIs(e, pack.ID), pack)
			if err != nil {
				return chat.Reply{}, err
			}
			on, at := tickSet(ticks), card.Number(e.Action.Arg(2))
			asked, err := changedIn(tickableIn(g, groupPage(l, g, at, on)), e.Action.Arg(3), e.Values["items"])
			if err != nil {
				return chat.Reply{}, err
			}
			return d.tickList(ctx, e, pack, l, group, at, on, asked)
		}
	}
	return chat.Reply{}, refusal.Stale()
}
