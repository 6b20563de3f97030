package asking

import (
	"context"
	"fmt"
	"strings"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/enrolment"
)

// Note opens the form for a note to a rating.
func (d *Desk) Note(_ context.Context, e chat.Event) (chat.Reply, error) {
	a, err := d.askedBy(e)
	if err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{Form: &chat.Form{
		Title: "A note to yourself", Submit: "Keep it", Action: a.Do("noted"),
		Inputs: []chat.Input{{Name: "note", Kind: chat.Text, Label: "Your note", MaxLength: 1000, Hint: "Kept for you alone; /study history shows it."}},
	}}, nil
}

// Noted keeps the note.
func (d *Desk) Noted(ctx context.Context, e chat.Event) (chat.Reply, error) {
	a, err := d.askedBy(e)
	if err != nil {
		return chat.Reply{}, err
	}
	note := strings.TrimSpace(e.Value("note"))
	if note == "" {
		return chat.Reply{Invalid: map[string]string{"note": "Write a few words, or close this."}}, nil
	}
	if err := d.store.SaveAnswer(ctx, enrolment.WhoIs(e, a.Pack.ID), a.answer("", card.Short(note, 1000))); err != nil {
		return chat.Reply{}, fmt.Errorf("keep the note: %w", err)
	}
	return card.Sorry("Your note is kept. /study history shows it."), nil
}
