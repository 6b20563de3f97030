package asking

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/enrolment"
	"studybot/bot/refusal"
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

// Question shows a member what is best answered now: the channel's question until they
// have answered it, then the next one of their own. Each leads to the other.
func (d *Desk) Question(ctx context.Context, e chat.Event) (chat.Reply, error) {
	c, pack, err := d.roll.CourseOf(ctx, e)
	if err != nil {
		return chat.Reply{}, err
	}
	r, err := d.currentRound(ctx, c)
	asked := err == nil
	if err != nil && !errors.Is(err, study.ErrNotFound) {
		return chat.Reply{}, err
	}
	if asked {
		m, answered, err := d.roundCard(ctx, c, r, e.Member)
		switch {
		case refusal.In(err) != nil: // it has left the pack
			asked = false
		case err != nil:
			return chat.Reply{}, err
		case !answered:
			m.Rows = append(m.Rows, chat.Row{card.Button("One for me", chat.Do("own"))})
			return card.Private(m), nil
		}
	}
	m, err := d.nextCard(ctx, enrolment.WhoIs(e, pack.ID), pack)
	if err != nil {
		return chat.Reply{}, err
	}
	if asked {
		m.Rows = append(m.Rows, chat.Row{card.Button("The channel's question", chat.Do("open", c.Channel, string(r.Day)))})
	}
	return card.Private(m), nil
}

// roundCard draws a round as it stands now, for one member: with their own rating
// and the spread once they have answered.
func (d *Desk) roundCard(ctx context.Context, c study.Course, r study.Round, member string) (m chat.Message, answered bool, err error) {
	a, err := d.Asked(r)
	if err != nil {
		return m, false, err
	}
	tally, err := d.store.Tally(ctx, r.Team, r.Course, r.Day)
	if err != nil {
		return m, false, fmt.Errorf("read the tally: %w", err)
	}
	ratings, err := d.store.Ratings(ctx, study.Who{Team: r.Team, Pack: r.Pack, Member: member})
	if err != nil {
		return m, false, fmt.Errorf("read the ratings: %w", err)
	}
	reveal := RevealAt(c.Timetable, r.Day)
	m = a.Card(tally, reveal, !d.now().Before(reveal))
	own := slices.IndexFunc(ratings, func(x study.Rating) bool { return x.Course == r.Course && x.Day == r.Day })
	if own < 0 {
		return m, false, nil
	}
	m.Body = append(m.Body, card.Lead("Your answer:", rated(ratings[own])+"."))
	row := chat.Row{card.Button("Key points", chat.Do("more", a.Pack.ID, a.Question.ID, "key", "1")), card.Button("Add a note", a.Do("note"))}
	if ratings[own].Outcome == study.Unkeyed {
		m.Body = append(m.Body, spreadFor(ratings[own].Value, tally, a.Pack)...)
		row = append(chat.Row{card.Button("Change my rating", a.Do("see"))}, row...)
	}
	m.Rows, m.Note = []chat.Row{row}, "Only you see this."
	return m, true, nil
}

// RevealAt is when a round's key points are shown to all.
func RevealAt(tt study.Timetable, day study.Day) time.Time {
	return schedule.At(tt, schedule.Reveal, day)
}
