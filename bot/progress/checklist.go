package progress

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/enrolment"
	"studybot/bot/refusal"
	"studybot/bot/study"
)

// Ticks keeps what members have done on lists.
type Ticks interface {
	// Tick opens items again and then marks those of done, in one step. What was ticked
	// keeps its date, unless it is opened in the same step.
	Tick(ctx context.Context, who study.Who, done, open []study.Tick) error
	// Ticks are all of a member in a pack.
	Ticks(ctx context.Context, who study.Who) ([]study.Tick, error)
}

// Checklist shows the lists and how far the member is, or the list or part of one
// that is named: checklist[/words of its name].
func (d *Desk) Checklist(ctx context.Context, e chat.Event) (chat.Reply, error) {
	_, pack, err := d.roll.CourseOf(ctx, e)
	if err != nil {
		return chat.Reply{}, err
	}
	ticks, err := d.ticks(ctx, enrolment.WhoIs(e, pack.ID), pack)
	if err != nil {
		return chat.Reply{}, err
	}
	on := tickSet(ticks)
	if enrolment.Typed(e) == "" {
		m, err := d.listsCard(ctx, enrolment.WhoIs(e, pack.ID), pack, on)
		return card.Private(m), err
	}
	named, err := enrolment.Pick("list", e, pack)
	if err != nil {
		return chat.Reply{}, err
	}
	id, part, _ := strings.Cut(named, " ")
	l, _ := pack.Checklist(id)
	if g := groupAt(l, part); g >= 0 {
		return card.Private(groupCard(pack, l, g, 0, on)), nil
	}
	return card.Private(listCard(pack, l, 0, on)), nil
}

func countTicked(list string, groups []study.Group, on map[study.Tick]bool) (done, all int) {
	for _, g := range groups {
		all += len(g.Items)
		for _, it := range g.Items {
			if on[study.Tick{List: list, Item: it.ID}] {
				done++
			}
		}
	}
	return done, all
}

// listsCard is the overview of all lists.
func (d *Desk) listsCard(ctx context.Context, who study.Who, pack *study.Pack, on map[study.Tick]bool) (chat.Message, error) {
	m := chat.Message{Title: "Your checklists", Note: "Only you see what you tick."}
	if len(pack.Checklists) == 0 {
		m.Body = []chat.Block{card.Para("This study pack has no checklists.")}
		return m, nil
	}
	var items []chat.Item
	var options []chat.Option
	done, all := 0, 0
	for _, l := range pack.Checklists {
		d, n := countTicked(l.ID, l.Groups, on)
		done, all = done+d, all+n
		items = append(items, chat.Item{Lead: l.Name, Text: fmt.Sprintf("%d of %d", d, n), Done: card.TickMark(d == n)})
		options = append(options, card.Option(l.Name, l.ID, fmt.Sprintf("%d of %d ticked", d, n)))
	}
	m.Title = fmt.Sprintf("Your checklists: %d of %d", done, all)
	m.Body = []chat.Block{card.Bullets(items...)}
	m.Rows = []chat.Row{{card.Menu("Open a list", chat.Do("list", pack.ID), options[:min(len(options), chat.MaxOptions)])}}
	p, has, err := d.planOf(ctx, who, d.now())
	if err != nil {
		return m, err
	}
	if has {
		p.offerRecognition(&m)
	}
	return m, nil
}

// listCard shows a list's groups.
func listCard(pack *study.Pack, l study.Checklist, at int, on map[study.Tick]bool) chat.Message {
	var items []chat.Item
	for _, g := range l.Groups {
		d, n := countTicked(l.ID, []study.Group{g}, on)
		items = append(items, chat.Item{Lead: g.Name, Text: fmt.Sprintf("%d of %d", d, n), Done: card.TickMark(d == n)})
	}
	p := card.PageOf(items, at, chat.MaxOptions, 0)
	var options []chat.Option
	for i, it := range p.Items {
		options = append(options, card.Option(it.Lead, l.Groups[p.From+i].ID, it.Text+" ticked"))
	}
	d, n := countTicked(l.ID, l.Groups, on)
	m := chat.Message{
		Title: card.Short(fmt.Sprintf("%s: %d of %d", l.Name, d, n), chat.MaxTitle), Body: []chat.Block{card.Bullets(p.Items...)},
		Rows: []chat.Row{{card.Menu("Open a part", chat.Do("part", pack.ID, l.ID), options)}},
		Note: strings.TrimSpace("Only you see what you tick. " + p.Note()),
	}
	turn := p.Turn(func(page string) chat.Action { return chat.Do("list", pack.ID, l.ID, page) })
	card.AddRow(&m, append(turn, card.Button("All checklists", chat.Do("checklist"))))
	return m
}

// groupCard shows a group's items with everything to tick them.
func groupCard(pack *study.Pack, l study.Checklist, group, at int, on map[study.Tick]bool) chat.Message {
	g := l.Groups[group]
	p := groupPage(l, g, at, on)
	options := tickableIn(g, p)
	for i := range options {
		options[i] = tickOption(options[i], *p.Items[i].Done)
	}
	d, n := countTicked(l.ID, []study.Group{g}, on)
	m := chat.Message{
		Title: card.Short(fmt.Sprintf("%s: %d of %d", g.Name, d, n), chat.MaxTitle),
		Body:  []chat.Block{card.Lead("From:", l.Name), card.Bullets(p.Items...)},
		Rows:  []chat.Row{{card.Menu("Tick or untick", chat.Do("tick", pack.ID, l.ID, g.ID, strconv.Itoa(p.At)), options)}},
		Note:  strings.TrimSpace("Only you see what you tick. " + p.Note()),
	}
	turn := p.Turn(func(page string) chat.Action { return chat.Do("part", pack.ID, l.ID, g.ID, page) })
	m.Rows = append(m.Rows, append(chat.Row{card.Button("Tick several", chat.Do("tick", pack.ID, l.ID, g.ID, strconv.Itoa(p.At)+"f"))}, turn...))
	row := chat.Row{card.Button("Whole list", chat.Do("list", pack.ID, l.ID))}
	if len(l.Groups) > 1 {
		next := l.Groups[(group+1)%len(l.Groups)]
		row = append(row, card.Button(card.Short("Next: "+next.Name, chat.MaxLabel), chat.Do("part", pack.ID, l.ID, next.ID)))
	}
	m.Rows = append(m.Rows, row)
	return m
}

// groupPage is the part of a group that a card and its form show.
func groupPage(l study.Checklist, g study.Group, at int, on map[study.Tick]bool) card.Page {
	var items []chat.Item
	for _, it := range g.Items {
		line := card.Entry(it)
		line.Done = card.TickMark(on[study.Tick{List: l.ID, Item: it.ID}])
		items = append(items, line)
	}
	return card.PageOf(items, at, chat.MaxOptions, 350)
}

// tickableIn are the part's items as options.
func tickableIn(g study.Group, p card.Page) []chat.Option {
	var options []chat.Option
	for _, it := range g.Items[p.From : p.From+len(p.Items)] {
		options = append(options, card.Option(it.Name, it.ID, ""))
	}
	return options
}

// List shows one list: list/pack/id/page, or the id from a menu.
func (d *Desk) List(ctx context.Context, e chat.Event) (chat.Reply, error) {
	id := e.Action.Arg(1)
	if id == "" {
		id = e.Value("value")
	}
	pack, l, on, err := d.listBy(ctx, e, id)
	if err != nil {
		return chat.Reply{}, err
	}
	return card.Update(listCard(pack, l, card.Number(e.Action.Arg(2)), on)), nil
}

// Part shows one group of a list: part/pack/list/group/page, or the group from a menu.
func (d *Desk) Part(ctx context.Context, e chat.Event) (chat.Reply, error) {
	pack, l, on, err := d.listBy(ctx, e, e.Action.Arg(1))
	if err != nil {
		return chat.Reply{}, err
	}
	id := e.Action.Arg(2)
	if id == "" {
		id = e.Value("value")
	}
	group := groupAt(l, id)
	if group < 0 {
		return chat.Reply{}, refusal.Stale()
	}
	return card.Update(groupCard(pack, l, group, card.Number(e.Action.Arg(3)), on)), nil
}

func groupAt(l study.Checklist, id string) int {
	return slices.IndexFunc(l.Groups, func(g study.Group) bool { return g.ID == id })
}

// listBy finds the list that an event names, with what the member has ticked.
func (d *Desk) listBy(ctx context.Context, e chat.Event, id string) (*study.Pack, study.Checklist, map[study.Tick]bool, error) {
	pack, err := d.roll.Pack(e.Action.Arg(0))
	if err != nil {
		return nil, study.Checklist{}, nil, err
	}
	l, ok := pack.Checklist(id)
	if !ok {
		return nil, l, nil, refusal.Stale()
	}
	ticks, err := d.ticks(ctx, enrolment.WhoIs(e, pack.ID), pack)
	if err != nil {
		return nil, l, nil, err
	}
	return pack, l, tickSet(ticks), nil
}
