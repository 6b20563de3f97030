package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/deliver"
	"studybot/bot/schedule"
	"studybot/bot/study"
)

var _ deliver.Work = (*Bot)(nil)

// Timing says what an agenda entry asks for at now.
func (b *Bot) Timing(ctx context.Context, team string, e schedule.Entry, now time.Time) (schedule.Timing, error) {
	switch e.Kind {
	case schedule.Notice:
		return schedule.Once(team, e, time.UTC, now), nil
	case schedule.Own:
		return b.ownTiming(ctx, team, e, now)
	case schedule.Digest:
		loc, err := b.roll.ZoneOfMember(ctx, study.Who{Team: team, Member: e.Subject})
		if err != nil { // a guessed zone could give the slot another day's name
			return schedule.Timing{}, fmt.Errorf("find the member's zone: %w", err)
		}
		return schedule.Once(team, e, loc, now), nil
	}
	c, err := b.Store.Course(ctx, team, e.Subject)
	if errors.Is(err, study.ErrNotFound) {
		return schedule.Timing{}, nil // the course is gone: never due again
	}
	if err != nil {
		return schedule.Timing{}, fmt.Errorf("read the course: %w", err)
	}
	if c.State != study.Running {
		return schedule.Timing{}, nil
	}
	return schedule.Due(team, e, c.Timetable, now)
}

// Prepare says what to post for a slot.
func (b *Bot) Prepare(ctx context.Context, s schedule.Slot, now time.Time) (deliver.Parcel, error) {
	switch s.Kind {
	case schedule.Digest:
		return b.prepareDigest(ctx, s, now)
	case schedule.Own:
		return b.prepareOwn(ctx, s, now)
	case schedule.Notice:
		return b.prepareNotice(ctx, s)
	}
	c, err := b.Store.Course(ctx, s.Team, s.Subject)
	if err != nil {
		return deliver.Parcel{}, fmt.Errorf("read the course: %w", err)
	}
	switch s.Kind {
	case schedule.Question:
		return b.prepareQuestion(ctx, c, s, now)
	case schedule.Reveal:
		return b.prepareReveal(ctx, c, s)
	case schedule.Weekly:
		return b.prepareWeekly(ctx, c, s)
	case schedule.Plans:
		return b.preparePlans(ctx, c, s)
	}
	return deliver.Parcel{Skip: "this version does not know that kind of post"}, nil
}

// Settled pauses a course whose channel cannot be reached, and tells its owner,
// once, what happened and what to do.
func (b *Bot) Settled(ctx context.Context, o schedule.Outcome, refused chat.Reason) error {
	switch o.Kind {
	case schedule.Digest, schedule.Own, schedule.Notice, schedule.Plans:
		return nil
	}
	if o.Kind == schedule.Reveal && o.Result == schedule.Posted {
		b.board.redraw(study.Round{Team: o.Team, Course: o.Subject, Day: o.Day})
	}
	if o.Result != schedule.Skipped {
		return nil
	}
	c, err := b.Store.Course(ctx, o.Team, o.Subject)
	if err != nil {
		return fmt.Errorf("read the course: %w", err)
	}
	switch refused {
	case chat.NotInChannel, chat.ChannelGone, chat.NotAllowed:
		_, err := b.Store.ChangeCourse(ctx, c.Team, c.Channel, func(c *study.Course) ([]schedule.Entry, error) {
			c.State, c.Trouble = study.Paused, o.Reason
			return append(b.agendaOf(*c, b.Now()), b.notice(*c, string(refused))), nil
		})
		if err != nil {
			return fmt.Errorf("pause the course: %w", err)
		}
	case chat.ThreadClosed: // one thread is no reason to stop
		return b.Store.Put(ctx, o.Team, b.notice(c, string(refused)))
	case "":
		due := schedule.At(c.Timetable, schedule.Question, o.Day)
		if o.Kind != schedule.Question || o.At.Sub(due) <= c.Timetable.Grace {
			return nil // skipped for a reason of its own, not for coming too late
		}
		return b.Store.Put(ctx, o.Team, b.notice(c, "missed"))
	}
	return nil
}

// notice is the agenda entry that tells the course's owner of trouble.
func (b *Bot) notice(c study.Course, reason string) schedule.Entry {
	return schedule.Entry{Kind: schedule.Notice, Subject: c.Channel + "!" + reason, Due: b.Now()}
}

// prepareNotice writes to the owner.
func (b *Bot) prepareNotice(ctx context.Context, s schedule.Slot) (deliver.Parcel, error) {
	channel, reason, _ := strings.Cut(s.Subject, "!")
	c, err := b.Store.Course(ctx, s.Team, channel)
	if err != nil && !errors.Is(err, study.ErrNotFound) {
		return deliver.Parcel{}, fmt.Errorf("read the course: %w", err)
	}
	if c.Owner == "" {
		return deliver.Parcel{Skip: "the course has no owner to tell"}, nil
	}
	if m, skip, ok := b.Packs.Notice(reason); ok {
		return deliver.Parcel{Skip: skip, Post: chat.Post{To: chat.Place{Team: s.Team, Member: c.Owner}, Message: m}}, nil
	}
	m := chat.Message{Title: "Your study channel is paused", Note: "The schedule is kept. /study status shows every post and what became of it."}
	resume := chat.Row{card.Primary("Resume", chat.Do("resume", channel)), card.Button("Status", chat.Do("status", channel))}
	switch chat.Reason(reason) {
	case chat.NotInChannel, chat.ChannelGone, chat.NotAllowed: // why is kept with the course until it is resumed
		m.Body = []chat.Block{card.Para(strings.TrimSpace("A post could not be made. " + c.Trouble))}
	case chat.ThreadClosed:
		m.Title = "Key points were not posted"
		m.Body = []chat.Block{card.Para("The thread under the question is archived and locked, so the key points could not be posted there. Members still find them under /study history. The next question comes as planned.")}
		resume = resume[1:]
	case allAsked:
		m.Title = "Every question has been asked"
		m.Body = []chat.Block{card.Para("All questions of the pack came here within the last four weeks, so they begin to come back earlier than they should. More questions, or another pack, would help: /study setup, or send me a file with questions.")}
		resume = resume[1:]
	default:
		m.Title = "A question was missed"
		m.Body = []chat.Block{card.Para("I could not post in time and did not want to be very late. The next question comes as planned.")}
		resume = resume[1:]
	}
	m.Rows = []chat.Row{resume}
	if p, err := b.roll.Pack(c.Pack); err == nil { // its owner may have several channels
		m.Fields = []chat.Field{{Name: "Studying", Value: card.Short(p.Name, chat.MaxFieldText)}, {Name: "Question at", Value: c.Timetable.Post.String() + " " + c.Timetable.Zone}}
	}
	return deliver.Parcel{Post: chat.Post{To: chat.Place{Team: s.Team, Member: c.Owner}, Message: m}}, nil
}

// platform is the one that carries the team.
func (b *Bot) platform(team string) (chat.Platform, error) {
	name, _ := chat.SplitTeam(team)
	for _, p := range b.Platforms {
		if p.Name() == name {
			return p, nil
		}
	}
	return nil, fmt.Errorf("no platform is on for team %q", team)
}
