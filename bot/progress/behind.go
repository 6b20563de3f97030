package progress

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/enrolment"
	"studybot/bot/plan"
	"studybot/bot/plan/kept"
	"studybot/bot/plan/revise"
	"studybot/bot/refusal"
	"studybot/bot/study"
)

// mostListed bounds the lists of items on the card for who is behind.
const mostListed = 6

// Behind shows what earlier weeks left open, and how it could be spread over the
// weeks that are left.
func (d *Desk) Behind(ctx context.Context, e chat.Event) (chat.Reply, error) {
	c, pack, err := d.roll.CourseOf(ctx, e)
	if err != nil {
		return chat.Reply{}, err
	}
	p, ok, err := d.planOf(ctx, enrolment.WhoIs(e, pack.ID), d.now())
	if err != nil {
		return chat.Reply{}, err
	}
	if !ok {
		return card.Private(d.noPlan(p.pack)), nil
	}
	m, err := p.behindCard(c.Timetable)
	return card.Private(m), err
}

// behindCard is the plan before and after, or a kind sentence when nothing is to be done.
func (p memberPlan) behindCard(tt study.Timetable) (chat.Message, error) {
	toPlan := card.Button("My plan", chat.Do("plan"))
	says := func(title, text string, row ...chat.Control) (chat.Message, error) {
		return chat.Message{Title: title, Body: []chat.Block{card.Para(text)}, Rows: []chat.Row{row}, Note: "Only you see this."}, nil
	}
	if p.Over {
		return says("The weeks of your plan are over", "There is nothing to catch up on. A new assessment makes the next plan, and it begins with what needs you most.", card.Primary("Assess yourself", chat.Do("assess")), toPlan)
	}
	if over, roomless := p.Missed(); len(over)+len(roomless) == 0 {
		return says("You are not behind", "Nothing of earlier weeks is open. You are where your plan is.", toPlan)
	}
	if p.SpreadFrom > 0 {
		return says("Your plan is spread already", "What is open has its place in the weeks that are left. On Monday they are made anew from what is done by then.", toPlan)
	}
	r, err := p.Rescue(tt)
	if err != nil {
		return chat.Message{}, err
	}
	switch {
	case r.DaysLeft == 0:
		return says("No study day is left in this plan", "What is open can wait: a new assessment makes the next plan, and what still matters comes back in it.", card.Primary("Assess yourself", chat.Do("assess")), toPlan)
	case !r.Moves():
		return says("What is open has its place", fmt.Sprintf("%s open from earlier weeks, and the weeks that are left hold all of it at no more than %d minutes on a study day. Nothing needs to move.", card.Count(len(r.Open), "item is", "items are"), r.Daily), toPlan)
	}
	m := chat.Message{
		Title: fmt.Sprintf("Catching up: %s open from earlier weeks", card.Count(len(r.Open), "item is", "items are")),
		Body:  []chat.Block{p.listed(r.Open, p.length)},
		Note:  "Only you see this. Earlier weeks and what is done stay as they are.",
	}
	var weeks []chat.Item
	for n, before := range r.Before {
		weeks = append(weeks, chat.Item{Lead: fmt.Sprintf("Week %d:", before.Week), Text: moved(before, r.After[n])})
	}
	m.Body = append(m.Body, card.Heading("The weeks that are left"), card.Bullets(weeks...))
	m.Body = append(m.Body, card.Para(fmt.Sprintf("That is up to about %d minutes on a study day, with %s left, and no more than %d in any week.%s", r.Daily, card.Count(r.DaysLeft, "such day", "such days"), p.Limit, p.daysOf(r))))
	if len(r.Left) > 0 {
		var off []plan.Item
		for _, l := range r.Left {
			off = append(off, l.Item)
		}
		m.Body = append(m.Body,
			card.Heading(fmt.Sprintf("What would be put off: %d minutes", r.Missing)),
			p.listed(off, func(i plan.Item) string { return fmt.Sprintf("%d min. %s", i.Minutes, whyPutOff(i)) }))
	}
	m.Rows = []chat.Row{{
		card.Primary("Spread it like this", chat.Do("spread", p.pack.ID, strconv.Itoa(p.Revision), r.Stamp)),
		card.Button("Leave it as it is", chat.Do("spread", p.pack.ID)), p.minutesButton(),
	}}
	return m, nil
}

// listed is a list of items, the first of them when there are many.
func (p memberPlan) listed(items []plan.Item, text func(plan.Item) string) chat.Block {
	var list []chat.Item
	for n, i := range items {
		if n == mostListed {
			list = append(list, chat.Item{Text: fmt.Sprintf("and %d more", len(items)-n)})
			break
		}
		list = append(list, chat.Item{Lead: card.Short(p.title(i), 80), Text: text(i)})
	}
	return card.Bullets(list...)
}

// loaded is a week's work: "5 items, 120 minutes".
func loaded(l revise.Load) string {
	if l.Items == 0 {
		return "nothing"
	}
	return fmt.Sprintf("%s, %d minutes", card.Count(l.Items, "item", "items"), l.Minutes)
}

// moved is a week's work before and after: "from 177 to 105 minutes (17 to 16 items)".
func moved(from, to revise.Load) string {
	if from == to {
		return "stays at " + loaded(to)
	}
	items := card.Count(to.Items, "item", "items")
	if from.Items != to.Items {
		items = fmt.Sprintf("%d to %s", from.Items, items)
	}
	return fmt.Sprintf("from %d to %d minutes (%s)", from.Minutes, to.Minutes, items)
}

// daysOf says what the next days would take.
func (p memberPlan) daysOf(r kept.Rescue) string {
	var days []string
	for _, d := range r.Days[:min(len(r.Days), 5)] {
		days = append(days, fmt.Sprintf("%s %d", d.Day.Short(), d.Minutes))
	}
	if len(days) == 0 {
		return ""
	}
	return " The next days in minutes: " + strings.Join(days, ", ") + "."
}

// whyPutOff is why an item goes first when not all fits.
func whyPutOff(i plan.Item) string {
	switch i.Kind {
	case plan.Practice:
		return "More practice can wait best."
	case plan.Checkpoint:
		return "Looking back can wait."
	case plan.Template:
		return "Only the week's line asks for it."
	case plan.Study, plan.Retest:
		return "Of the areas in your plan, this one needs it least."
	default:
		return "No minutes are left for it."
	}
}

// Spread takes the answer to Behind: spread/pack/revision/stamp makes the weeks that
// were shown the member's plan, once; spread/pack leaves everything as it is.
func (d *Desk) Spread(ctx context.Context, e chat.Event) (chat.Reply, error) {
	c, pack, err := d.roll.CourseOf(ctx, e)
	if err != nil {
		return chat.Reply{}, err
	}
	if pack.ID != e.Action.Arg(0) {
		return chat.Reply{}, refusal.Stale()
	}
	toPlan := chat.Row{card.Button("My plan", chat.Do("plan"))}
	from := card.Number(e.Action.Arg(1))
	if from == 0 {
		return card.Update(chat.Message{Title: "Your plan stays as it is", Body: []chat.Block{card.Para("Pick what still helps and leave the rest. On Monday the weeks that are left are made anew anyway.")}, Rows: []chat.Row{toPlan}}), nil
	}
	who := enrolment.WhoIs(e, pack.ID)
	p, ok, err := d.planOf(ctx, who, d.now())
	if err != nil {
		return chat.Reply{}, err
	}
	if ok && p.SpreadFrom != from && p.Revision == from && !p.Over {
		r, err := p.Rescue(c.Timetable)
		if err != nil {
			return chat.Reply{}, err
		}
		if r.Stamp == e.Action.Arg(2) && r.DaysLeft > 0 {
			p.Spread(r)
			if p, err = d.keep(ctx, who, p); err != nil {
				return chat.Reply{}, err
			}
		}
	}
	switch {
	case !ok:
		return card.Private(d.noPlan(p.pack)), nil
	case p.SpreadFrom != from:
		m, err := p.behindCard(c.Timetable)
		m.Body = append([]chat.Block{card.Para("Your plan has changed since that card was made, so nothing was saved. This is how it stands now.")}, m.Body...)
		return card.Update(m), err
	}
	m := chat.Message{Title: "Your plan is spread over the weeks that are left", Rows: []chat.Row{toPlan}, Note: "Only you see this."}
	var weeks []chat.Item
	for _, w := range p.Weeks[p.Week-1:] {
		open, l := p.OpenIn(w), revise.Load{}
		for _, i := range open {
			l.Items, l.Minutes = l.Items+1, l.Minutes+i.Minutes
		}
		weeks = append(weeks, chat.Item{Lead: fmt.Sprintf("Week %d:", w.Number), Text: loaded(l)})
	}
	m.Body = []chat.Block{card.Bullets(weeks...)}
	return card.Update(m), nil
}
