package bot

import (
	"context"
	"strconv"

	"studybot/bot/chat"
	"studybot/bot/study"
)

// level shows all that the course says about a level: level/pack/place/page.
func (b *Bot) level(_ context.Context, e chat.Event) (chat.Reply, error) {
	pack, err := b.pack(e.Action.Arg(0))
	if err != nil {
		return chat.Reply{}, err
	}
	place := number(e.Action.Arg(1))
	if place < 0 || place >= len(pack.Levels) {
		return chat.Reply{}, stale()
	}
	l := pack.Levels[place]
	advice := section{name: "What the course says", items: []chat.Item{
		{Lead: "Strengths:", Text: l.Strengths},
		{Lead: "Readiness:", Text: l.Readiness},
		{Lead: "Next step:", Text: l.NextStep},
		{Lead: "Challenge:", Text: l.Challenge},
	}}
	laid := bind([]section{advice, {name: "Recommended activities", items: plain(l.Plan.Activities)}}, 0)
	p := laid.open(number(e.Action.Arg(2)))
	m := chat.Message{Title: short("The level "+l.Name, chat.MaxTitle), Body: laid.pages[p.at], Note: p.note()}
	addRow(&m, p.turn(func(at string) chat.Action { return chat.Do("level", pack.ID, e.Action.Arg(1), at) }))
	return private(m), nil
}

// aboutLevel is the button that opens it.
func aboutLevel(pack *study.Pack, place int) chat.Control {
	return button("About this level", chat.Do("level", pack.ID, strconv.Itoa(place)))
}
