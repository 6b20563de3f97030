package progress

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/enrolment"
	"studybot/bot/study"
)

// minutesButton shows how much time the member has in a week and leads to the form
// that changes it.
func (p memberPlan) minutesButton() chat.Control {
	return card.Button(fmt.Sprintf("%d minutes a week", p.minutes), chat.Do("minutes", p.pack.ID))
}

// Minutes opens the form for the minutes that a plan may take in a week: minutes/pack.
func (d *Desk) Minutes(ctx context.Context, e chat.Event) (chat.Reply, error) {
	pack, err := d.roll.Pack(e.Action.Arg(0))
	if err != nil {
		return chat.Reply{}, err
	}
	m, err := d.store.Member(ctx, e.Team, e.Member)
	if err != nil {
		return chat.Reply{}, fmt.Errorf("read the member: %w", err)
	}
	return chat.Reply{Form: &chat.Form{
		Title: "Your time", Submit: "Save", Action: chat.Do("minutes-save", pack.ID),
		Intro: []chat.Block{card.Para("The weeks that are left are made anew from it. What is done stays done.")},
		Inputs: []chat.Input{{
			Name: "minutes", Kind: chat.Line, Label: "Minutes a week, at most", Hint: fmt.Sprintf("A whole number from %d to %d.", study.LeastMinutes, study.MostMinutes),
			Value: []string{strconv.Itoa(m.Minutes)}, MaxLength: 4,
		}},
	}}, nil
}

// MinutesSave keeps them and shows the plan that they make: minutes-save/pack.
func (d *Desk) MinutesSave(ctx context.Context, e chat.Event) (chat.Reply, error) {
	pack, err := d.roll.Pack(e.Action.Arg(0))
	if err != nil {
		return chat.Reply{}, err
	}
	n := card.Number(strings.TrimSpace(e.Value("minutes")))
	if n < study.LeastMinutes || n > study.MostMinutes {
		return chat.Reply{Invalid: map[string]string{"minutes": fmt.Sprintf("Write a whole number from %d to %d.", study.LeastMinutes, study.MostMinutes)}}, nil
	}
	m, err := d.store.Member(ctx, e.Team, e.Member)
	if err != nil {
		return chat.Reply{}, fmt.Errorf("read the member: %w", err)
	}
	if m.Minutes != n {
		was := m
		m.Minutes = n
		if _, err := d.store.SaveMember(ctx, was, m); err != nil {
			return chat.Reply{}, fmt.Errorf("save the member's minutes: %w", err)
		}
	}
	shown, err := d.planCard(ctx, enrolment.WhoIs(e, pack.ID), 0, 0)
	return card.Update(shown), err
}
