package asking

import (
	"context"
	"fmt"
	"slices"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/study"
)

// Past is a course's rounds, newest first, beside one member's ratings of them by day.
type Past struct {
	Course  study.Course
	Pack    *study.Pack
	Rounds  []Asked
	Ratings map[study.Day]study.Rating
	// All are the member's ratings in the pack, also of other courses and of questions
	// of their own, oldest first.
	All []study.Rating
}

// Past is that of the event's course and member.
func (d *Desk) Past(ctx context.Context, e chat.Event) (Past, error) {
	c, pack, err := d.roll.CourseOf(ctx, e)
	if err != nil {
		return Past{}, err
	}
	return d.pastOf(ctx, c, pack, e.Member)
}

func (d *Desk) pastOf(ctx context.Context, c study.Course, pack *study.Pack, member string) (Past, error) {
	past := Past{Course: c, Pack: pack, Ratings: map[study.Day]study.Rating{}}
	rounds, err := d.store.Rounds(ctx, c.Team, c.Channel)
	if err != nil {
		return past, fmt.Errorf("list the rounds: %w", err)
	}
	for _, r := range slices.Backward(rounds) {
		if a, err := d.Asked(r); err == nil {
			past.Rounds = append(past.Rounds, a)
		}
	}
	ratings, err := d.store.Ratings(ctx, study.Who{Team: c.Team, Pack: pack.ID, Member: member})
	if err != nil {
		return past, fmt.Errorf("read the ratings: %w", err)
	}
	past.All = ratings
	for _, r := range ratings {
		if r.Course == c.Channel {
			past.Ratings[r.Day] = r
		}
	}
	return past, nil
}

// Unanswered are the rounds without a rating, newest first, as options by day.
func (p Past) Unanswered() []chat.Option {
	var options []chat.Option
	for _, a := range p.Rounds {
		if _, ok := p.Ratings[a.Round.Day]; !ok {
			options = append(options, chat.Option{
				Label: card.Short(fmt.Sprintf("%s · Day %d %s", a.Round.Day.Short(), a.Question.Topic, a.Topic().Name), chat.MaxOptionLabel),
				Value: string(a.Round.Day), Hint: card.Minutes(a.Question.Minutes),
			})
		}
	}
	return options
}
