package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"studybot/bot/chat"
	"studybot/bot/schedule"
	"studybot/bot/study"
)

// Courses keeps the study channels.
type Courses interface {
	// Course is one channel's course, or study.ErrNotFound.
	Course(ctx context.Context, team, channel string) (study.Course, error)
	// Courses are a team's, ordered by channel.
	Courses(ctx context.Context, team string) ([]study.Course, error)
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

// courseOf finds the course that an event speaks of: its channel's; else the
// team's only one; else the first that the member takes part in; else the first.
func (b *Bot) courseOf(ctx context.Context, e chat.Event) (study.Course, *study.Pack, error) {
	courses, err := b.Store.Courses(ctx, e.Team)
	if err != nil {
		return study.Course{}, nil, fmt.Errorf("list the courses: %w", err)
	}
	published := slices.DeleteFunc(courses, func(c study.Course) bool { return c.State == study.Drafted })
	if len(published) == 0 {
		return study.Course{}, nil, refuse("no course", "No study channel has been started here yet. Whoever looks after it can start one with /study setup.")
	}
	found := published[0]
	at := slices.IndexFunc(published, func(c study.Course) bool { return c.Channel == e.Channel })
	if at < 0 && len(published) > 1 {
		m, err := b.Store.Member(ctx, e.Team, e.Member)
		if err != nil {
			return study.Course{}, nil, fmt.Errorf("read the member: %w", err)
		}
		at = slices.IndexFunc(published, func(c study.Course) bool { return slices.Contains(m.Courses, c.Channel) })
	}
	if at >= 0 {
		found = published[at]
	}
	pack, err := b.pack(found.Pack)
	return found, pack, err
}

// pack finds a pack that is loaded.
func (b *Bot) pack(id string) (*study.Pack, error) {
	for _, p := range b.Packs.All() {
		if p.ID == id {
			return p, nil
		}
	}
	return nil, refuse("unknown pack", "That study pack is not loaded any more. The channel's owner can choose another with /study setup.")
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
		return c, refuse("no course", "There is no study channel of that name here. /study setup starts one.")
	}
	if err != nil {
		return c, fmt.Errorf("read the course: %w", err)
	}
	if !mayRun(c, e) {
		return c, refuse("not an owner", "Only the owner of this study channel and its helpers can do that.")
	}
	return c, nil
}

func whoIs(e chat.Event, pack string) study.Who {
	return study.Who{Team: e.Team, Pack: pack, Member: e.Member}
}
