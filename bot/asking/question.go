package asking

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/schedule"
	"studybot/bot/study"
)

// currentRound is the course's newest round, study.ErrNotFound before the first.
func (d *Desk) currentRound(ctx context.Context, c study.Course) (study.Round, error) {
	rounds, err := d.store.Rounds(ctx, c.Team, c.Channel)
	if err != nil {
		return study.Round{}, fmt.Errorf("list the rounds: %w", err)
	}
	if len(rounds) == 0 {
		return study.Round{}, study.ErrNotFound
	}
	return rounds[len(rounds)-1], nil
}

// Question shows the current question to one member.
func (d *Desk) Question(ctx context.Context, e chat.Event) (chat.Reply, error) {
	c, _, err := d.roll.CourseOf(ctx, e)
	if err != nil {
		return chat.Reply{}, err
	}
	r, err := d.currentRound(ctx, c)
	if errors.Is(err, study.ErrNotFound) {
		return card.Sorry("The first question has not come yet. /study status shows when it will."), nil
	}
	if err != nil {
		return chat.Reply{}, err
	}
	m, err := d.roundCard(ctx, c, r, e.Member)
	if err != nil {
		return chat.Reply{}, err
	}
	return card.Private(m), nil
}

// roundCard draws a round as it stands now, for one member: with their own rating
// and the spread once they have answered.
func (d *Desk) roundCard(ctx context.Context, c study.Course, r study.Round, member string) (chat.Message, error) {
	a, err := d.Asked(r)
	if err != nil {
		return chat.Message{}, err
	}
	tally, err := d.store.Tally(ctx, r.Team, r.Course, r.Day)
	if err != nil {
		return chat.Message{}, fmt.Errorf("read the tally: %w", err)
	}
	ratings, err := d.store.Ratings(ctx, study.Who{Team: r.Team, Pack: r.Pack, Member: member})
	if err != nil {
		return chat.Message{}, fmt.Errorf("read the ratings: %w", err)
	}
	reveal := RevealAt(c.Timetable, r.Day)
	m := a.Card(tally, reveal, !d.now().Before(reveal))
	own := slices.IndexFunc(ratings, func(x study.Rating) bool { return x.Course == r.Course && x.Day == r.Day })
	if own < 0 {
		return m, nil
	}
	m.Body = append(m.Body, card.Lead("Your answer:", rated(ratings[own])+"."))
	row := chat.Row{card.Button("Key points", chat.Do("more", a.Pack.ID, a.Question.ID, "key", "1")), card.Button("Add a note", a.Do("note"))}
	if ratings[own].Outcome == study.Unkeyed {
		m.Body = append(m.Body, tallyBlocks(tally, "How everyone rated themselves", a.Pack)...)
		row = append(chat.Row{card.Button("Change my rating", a.Do("see"))}, row...)
	}
	m.Rows, m.Note = []chat.Row{row}, "Only you see this."
	return m, nil
}

// RevealAt is when a round's key points are shown to all.
func RevealAt(tt study.Timetable, day study.Day) time.Time {
	return schedule.At(tt, schedule.Reveal, day)
}
