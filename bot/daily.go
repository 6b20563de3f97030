package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"studybot/bot/asking"
	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/deliver"
	"studybot/bot/enrolment"
	"studybot/bot/learn"
	"studybot/bot/schedule"
	"studybot/bot/study"
)

// Rounds keeps the questions that were put to a course.
type Rounds interface {
	asking.Rounds
	// OpenRound makes r the course's current round. When the course already has a
	// round of that day, that one is returned and nothing changes.
	OpenRound(ctx context.Context, r study.Round) (study.Round, error)
}

// prepareQuestion opens the day's round and draws it. The round is opened before
// anything is posted, so every later attempt asks the same question.
func (b *Bot) prepareQuestion(ctx context.Context, c study.Course, s schedule.Slot, now time.Time) (deliver.Parcel, error) {
	r, err := b.Store.Round(ctx, c.Team, c.Channel, s.Day)
	if errors.Is(err, study.ErrNotFound) {
		r, err = b.openRound(ctx, c, s.Day, now)
	}
	if err != nil {
		return deliver.Parcel{}, err
	}
	a, err := b.asking.Asked(r)
	if err != nil {
		return deliver.Parcel{Skip: "the pack is not loaded, so there was nothing to ask"}, nil
	}
	if err := b.putOwnOf(ctx, c, s.Due); err != nil {
		return deliver.Parcel{}, err
	}
	tally, err := b.Store.Tally(ctx, c.Team, c.Channel, s.Day)
	if err != nil {
		return deliver.Parcel{}, fmt.Errorf("read the tally: %w", err)
	}
	m := a.Card(tally, asking.RevealAt(c.Timetable, s.Day), false)
	if late := now.Sub(s.Due); late > lateFrom {
		m.Note += " This one comes late: it was due at " + localClock(c.Timetable, s.Due) + "."
	}
	return deliver.Parcel{Post: chat.Post{To: chat.Place{Team: c.Team, Channel: c.Channel}, Message: m}}, nil
}

// openRound chooses the day's question and makes it the current round.
func (b *Bot) openRound(ctx context.Context, c study.Course, day study.Day, now time.Time) (study.Round, error) {
	pack, err := b.roll.Pack(c.Pack)
	if err != nil {
		return study.Round{}, err
	}
	before, err := b.Store.Rounds(ctx, c.Team, c.Channel)
	if err != nil {
		return study.Round{}, fmt.Errorf("list the rounds: %w", err)
	}
	choose, err := b.chooserOf(ctx, c, pack, before)
	if err != nil {
		return study.Round{}, err
	}
	q, choice, err := choose.next(day)
	if err != nil {
		return study.Round{}, err
	}
	r, err := b.Store.OpenRound(ctx, study.Round{
		Team: c.Team, Course: c.Channel, Day: day, Pack: pack.ID, Question: q.ID, Number: len(before) + 1, Asked: now,
		Why: choice.Facts(),
	})
	if err != nil {
		return r, fmt.Errorf("open the round: %w", err)
	}
	if choice.Gave != learn.None {
		b.Log.Info("a rule of the channel gave way", "team", c.Team, "course", c.Channel, "rule", choice.Gave.String())
	}
	if choice.Gave == learn.Rest {
		if err := b.tellOfTheEnd(ctx, c); err != nil {
			return r, err
		}
	}
	return r, nil
}

// tellOfTheEnd tells the owner, once in a while, that every question was asked lately.
func (b *Bot) tellOfTheEnd(ctx context.Context, c study.Course) error {
	n := b.notice(c, allAsked)
	told, err := b.Store.Outcomes(ctx, c.Team, n.Name(), 1)
	if err != nil {
		return fmt.Errorf("look whether the owner was told: %w", err)
	}
	if len(told) > 0 && n.Due.Sub(told[0].At) < tellAgainAfter {
		return nil
	}
	return b.Store.Put(ctx, c.Team, n)
}

// allAsked is the reason of the notice that questions come back early.
const allAsked = "all-asked"

// tellAgainAfter is how long an owner is left alone with that.
const tellAgainAfter = 28 * 24 * time.Hour

// prepareReveal shows a round's key points to all, under its post.
func (b *Bot) prepareReveal(ctx context.Context, c study.Course, s schedule.Slot) (deliver.Parcel, error) {
	r, err := b.Store.Round(ctx, c.Team, c.Channel, s.Day)
	if errors.Is(err, study.ErrNotFound) {
		return deliver.Parcel{Skip: "no question was asked that day"}, nil
	}
	if err != nil {
		return deliver.Parcel{}, fmt.Errorf("read the round: %w", err)
	}
	if r.Post == "" {
		return deliver.Parcel{Skip: "the question of that day was not posted"}, nil
	}
	a, err := b.asking.Asked(r)
	if err != nil {
		return deliver.Parcel{Skip: "the pack is not loaded, so there was nothing to show"}, nil
	}
	m := chat.Message{Title: card.Short("Key points · "+a.Topic().Name, chat.MaxTitle)}
	if a.Question.Format.Keyed() {
		m.Body = append(m.Body, card.Lead("The answer:", a.RightAnswer()))
	}
	row := chat.Row{card.Button("Rate mine", a.Do("see"))}
	if a.KeyInto(&m) {
		row = append(row, card.Button("Read it all", chat.Do("more", a.Pack.ID, a.Question.ID, "key", "1")))
	}
	m.Rows = []chat.Row{row}
	m.Note = "A good place to talk it over: what did you say differently?"
	return deliver.Parcel{Post: chat.Post{
		To: chat.Place{Team: c.Team, Channel: c.Channel, Thread: r.Post}, Message: m,
	}}, nil
}

// localClock writes an instant as the course's people see it.
func localClock(tt study.Timetable, at time.Time) string {
	loc := enrolment.Location(tt.Zone)
	return at.In(loc).Format("15:04") + " (" + loc.String() + ")"
}

// lateFrom is the delay from which a post is called late.
const lateFrom = 10 * time.Minute
