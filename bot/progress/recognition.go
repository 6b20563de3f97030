package progress

import (
	"context"
	"fmt"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/enrolment"
	"studybot/bot/study"
)

// finish is how far a member is on the way to the recognition.
type finish struct {
	ticked, items    int // of all checklists
	rated, areas     int // of the newest assessment
	done, planned    int // of the plan
	assessed, planOK bool
}

// complete says that everything is ticked, assessed and done.
func (f finish) complete() bool {
	return f.ticked == f.items && f.assessed && f.rated == f.areas && f.planOK && f.done == f.planned
}

// stillOpen says what is left on the way to the recognition: "Still open for your
// recognition: 20 plan items."; "" when nothing is.
func (f finish) stillOpen() string {
	var open []string
	if n := f.items - f.ticked; n > 0 {
		open = append(open, card.Count(n, "checklist item", "checklist items"))
	}
	if !f.assessed {
		open = append(open, "the assessment", "its plan")
	} else {
		if n := f.areas - f.rated; n > 0 {
			open = append(open, card.Count(n, "area to rate", "areas to rate"))
		}
		if n := f.planned - f.done; n > 0 {
			open = append(open, card.Count(n, "plan item", "plan items"))
		}
	}
	if len(open) == 0 {
		return ""
	}
	return "Still open for your recognition: " + card.Joined(open) + "."
}

// finishOf counts what a member has done; p is the plan when there is one.
func finishOf(pack *study.Pack, on map[study.Tick]bool, p memberPlan, has bool) finish {
	f := finish{areas: len(pack.Areas), assessed: has, planOK: has}
	for _, l := range pack.Checklists {
		for _, g := range l.Groups {
			f.items += len(g.Items)
			for _, it := range g.Items {
				if on[study.Tick{List: l.ID, Item: it.ID}] {
					f.ticked++
				}
			}
		}
	}
	if has {
		all := p.Counted()
		f.rated, f.done, f.planned = f.areas-p.Missing, p.CountDone(all), len(all)
	}
	return f
}

// tickSet holds what is ticked, without the dates.
func tickSet(ticks []study.Tick) map[study.Tick]bool {
	on := map[study.Tick]bool{}
	for _, t := range ticks {
		on[study.Tick{List: t.List, Item: t.Item}] = true
	}
	return on
}

// offerRecognition adds the way to the recognition to a card, once all is done.
func (p memberPlan) offerRecognition(m *chat.Message) {
	if finishOf(p.pack, tickSet(p.ticks), p, true).complete() && len(m.Rows) < chat.MaxRows {
		m.Rows = append(m.Rows, chat.Row{card.Primary("You have done it all: see your recognition", chat.Do("recognition"))})
	}
}

// Recognition shows what everything done stands for, or honestly how far it is:
// recognition, recognition/page.
func (d *Desk) Recognition(ctx context.Context, e chat.Event) (chat.Reply, error) {
	_, pack, err := d.roll.CourseOf(ctx, e)
	if err != nil {
		return chat.Reply{}, err
	}
	who := enrolment.WhoIs(e, pack.ID)
	p, has, err := d.planOf(ctx, who, d.now())
	if err != nil {
		return chat.Reply{}, err
	}
	ticks, err := d.ticks(ctx, who, pack)
	if err != nil {
		return chat.Reply{}, err
	}
	f := finishOf(pack, tickSet(ticks), p, has)
	if !f.complete() {
		return card.Private(f.wayCard()), nil
	}
	r := pack.Recognition
	sections := append([]card.Section{{Name: "Congratulations", Items: card.Plain([]string{r.Text})}}, card.SectionsOf(r.Groups)...)
	laid := card.Bind(sections, 0)
	pg := laid.Open(card.Number(e.Action.Arg(0)))
	m := chat.Message{Title: card.Short(r.Title, chat.MaxTitle), Body: laid.Pages[pg.At], Note: "Only you see this. " + pg.Note()}
	card.AddRow(&m, pg.Turn(func(at string) chat.Action { return chat.Do("recognition", at) }))
	return card.Private(m), nil
}

// wayCard says how far it is.
func (f finish) wayCard() chat.Message {
	item := func(name, text string, done bool) chat.Item { return chat.Item{Lead: name, Text: text, Done: &done} }
	assessment, planned := "not made yet", "comes with the assessment"
	if f.assessed {
		assessment = fmt.Sprintf("%d of %d areas rated", f.rated, f.areas)
		planned = fmt.Sprintf("%d of %d items done", f.done, f.planned)
	}
	return chat.Message{
		Title: "On the way to your recognition",
		Body: []chat.Block{
			card.Para(f.stillOpen()),
			card.Bullets(
				item("Checklists:", fmt.Sprintf("%d of %d ticked", f.ticked, f.items), f.ticked == f.items),
				item("Assessment:", assessment, f.assessed && f.rated == f.areas),
				item("Plan:", planned, f.assessed && f.done == f.planned),
			),
			card.Para("When all three are complete, the recognition of the course waits here. Take the time you need."),
		},
		Rows: []chat.Row{{card.Button("Checklists", chat.Do("checklist")), card.Button("Assessment", chat.Do("assess")), card.Button("Plan", chat.Do("plan"))}},
		Note: "Only you see this.",
	}
}
