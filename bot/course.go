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
	// SaveCourse writes the course and its agenda entries in one step. An entry
	// whose Due is zero is taken off the agenda.
	SaveCourse(ctx context.Context, c study.Course, agenda []schedule.Entry) error
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
	if errors.Is(err, study.ErrNotFound) {
		return c, refusal.New("no course", "There is no study channel of that name here. /study setup starts one.")
	}
	if err != nil {
		return c, fmt.Errorf("read the course: %w", err)
	}
	if !mayRun(c, e) {
		return c, refusal.New("not an owner", "Only the owner of this study channel and its helpers can do that.")
	}
	return c, nil
}
