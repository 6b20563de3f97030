package standing

import (
	"context"
	"strconv"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/refusal"
	"studybot/bot/study"
)

// Level shows all that the course says about a level: level/pack/place/page.
func (d *Desk) Level(_ context.Context, e chat.Event) (chat.Reply, error) {
	pack, err := d.roll.Pack(e.Action.Arg(0))
	if err != nil {
		return chat.Reply{}, err
	}
	place := card.Number(e.Action.Arg(1))
	if place < 0 || place >= len(pack.Levels) {
		return chat.Reply{}, refusal.Stale()
	}
	l := pack.Levels[place]
	advice := card.Section{Name: "What the course says", Items: []chat.Item{
		{Lead: "Strengths:", Text: l.Strengths},
		{Lead: "Readiness:", Text: l.Readiness},
		{Lead: "Next step:", Text: l.NextStep},
		{Lead: "Challenge:", Text: l.Challenge},
	}}
	laid := card.Bind([]card.Section{advice, {Name: "Recommended activities", Items: card.Plain(l.Plan.Activities)}}, 0)
	p := laid.Open(card.Number(e.Action.Arg(2)))
	m := chat.Message{Title: card.Short("The level "+l.Name, chat.MaxTitle), Body: laid.Pages[p.At], Note: p.Note()}
	card.AddRow(&m, p.Turn(func(at string) chat.Action { return chat.Do("level", pack.ID, e.Action.Arg(1), at) }))
	return card.Private(m), nil
}

// aboutLevel is the button that opens it.
func aboutLevel(pack *study.Pack, place int) chat.Control {
	return card.Button("About this level", chat.Do("level", pack.ID, strconv.Itoa(place)))
}
