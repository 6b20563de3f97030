package bot

import (
	"context"
	"fmt"
	"slices"

	"studybot/bot/learn"
	"studybot/bot/mastery"
	"studybot/bot/study"
)

// chooser chooses a course's questions, one day after another.
type chooser struct {
	known    mastery.Now
	pack     *study.Pack
	audience []string
	past     []learn.Turn
}

// chooserOf knows what the course was asked and who takes part.
func (b *Bot) chooserOf(ctx context.Context, c study.Course, pack *study.Pack, rounds []study.Round) (*chooser, error) {
	known, err := b.mastery.Now(ctx, c.Team, pack, b.Now())
	if err != nil {
		return nil, fmt.Errorf("look at what the group knows: %w", err)
	}
	members, err := b.Store.Members(ctx, c.Team)
	if err != nil {
		return nil, fmt.Errorf("list the members: %w", err)
	}
	ch := &chooser{known: known, pack: pack}
	for _, m := range members {
		if slices.Contains(m.Courses, c.Channel) {
			ch.audience = append(ch.audience, m.ID)
		}
	}
	for _, r := range rounds { // oldest first, as the store gives them
		if r.Pack != pack.ID {
			continue
		}
		t := learn.Turn{Day: mastery.DayNumber(r.Day), Question: -1}
		if q, still := known.Model.Bank().Question(r.Question); still {
			t.Question = q
		}
		ch.past = append(ch.past, t)
	}
	return ch, nil
}

// next is the question of a day after all that came before, and why; later days follow
// on it. learn.ErrNoQuestion when the pack has none.
func (ch *chooser) next(day study.Day) (study.Question, learn.Choice, error) {
	n := mastery.DayNumber(day)
	past := slices.DeleteFunc(slices.Clone(ch.past), func(t learn.Turn) bool { return t.Day >= n })
	choice, err := ch.known.Model.Channel(past, n, ch.audience, learn.UsualRules())
	if err != nil {
		return study.Question{}, choice, fmt.Errorf("choose the question: %w", err)
	}
	ch.past = append(past, learn.Turn{Day: n, Question: choice.Question})
	q, _ := ch.pack.Question(ch.known.Model.Bank().ID(choice.Question))
	return q, choice, nil
}
