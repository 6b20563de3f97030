package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"studybot/bot/chat"
	"studybot/bot/enrolment"
	"studybot/bot/refusal"
	"studybot/bot/schedule"
	"studybot/bot/study"
)

// Courses keeps the study channels.
type Courses interface {
	enrolment.Courses
	// ChangeCourse gives change the course as it is stored; one that is not there yet has
	// no State. What change makes of it is written in one step with the agenda entries
	// that it answers; one whose Due is zero is taken off the agenda. When somebody else
	// has changed the course in that moment, change is asked again, about what they have
	// made of it: so it touches only what it is about. Its error is returned as it is,
	// and nothing is written. ChangeCourse answers the course as it is then.
	ChangeCourse(ctx context.Context, team, channel string, change func(c *study.Course) ([]schedule.Entry, error)) (study.Course, error)
}

// Agenda holds what is due next, by team.
type Agenda interface {
	// Put sets entries in one step; one with a zero Due is removed.
	Put(ctx context.Context, team string, entries ...schedule.Entry) error
}

// Outcomes tells what became of slots.
type Outcomes interface {
	// Outcomes are the newest n of one agenda entry (see schedule.Entry.Name), newest first.
	Outcomes(ctx context.Context, team, entry string, n int) ([]schedule.Outcome, error)
}

// mayRun says whether the member may change the course: its owner, its helpers,
// the team's administrators, and anybody while it has no owner or is a draft.
// Whoever publishes becomes the owner.
func mayRun(c study.Course, e chat.Event) bool {
	return e.Admin || c.Owner == "" || c.State == study.Drafted || c.Owner == e.Member || slices.Contains(c.Helpers, e.Member)
}

// ownCourse is the event's course for those who may change it.
func (b *Bot) ownCourse(ctx context.Context, team, channel string, e chat.Event) (study.Course, error) {
	c, err := b.Store.Course(ctx, team, channel)
	if err != nil && !errors.Is(err, study.ErrNotFound) {
		return c, fmt.Errorf("read the course: %w", err)
	}
	return c, mayChange(c, e)
}

// mayChange refuses those who may not change the course, and a course that is not there.
func mayChange(c study.Course, e chat.Event) error {
	switch {
	case c.State == "":
		return refusal.New("no course", "There is no study channel of that name here. /study setup starts one.")
	case !mayRun(c, e):
		return refusal.New("not an owner", "Only the owner of this study channel and its helpers can do that.")
	}
	return nil
}

// changeCourse changes a course as it is stored by then, and with it what comes next, for
// those who may change it by then.
func (b *Bot) changeCourse(ctx context.Context, team, channel string, e chat.Event, change func(c *study.Course) error) (study.Course, error) {
	return b.Store.ChangeCourse(ctx, team, channel, func(c *study.Course) ([]schedule.Entry, error) {
		if err := mayChange(*c, e); err != nil {
			return nil, err
		}
		if err := change(c); err != nil {
			return nil, err
		}
		return b.agendaOf(*c, b.Now()), nil
	})
}
