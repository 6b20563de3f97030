package bot

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"time"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/deliver"
	"studybot/bot/enrolment"
	"studybot/bot/refusal"
	"studybot/bot/schedule"
	"studybot/bot/study"
)

// putOwn puts the members' own questions on the agenda: one entry a member for all of
// their courses, at the first hour of theirs from then on. Whoever wants none has none,
// nor has somebody who was forgotten since they were read: who is gone by the time of the
// second look is taken off again, and who goes later takes their entry along.
func (b *Bot) putOwn(ctx context.Context, team string, from time.Time, members ...study.Member) error {
	courses, err := b.Store.Courses(ctx, team)
	if err != nil {
		return fmt.Errorf("list the courses: %w", err)
	}
	entries := make([]schedule.Entry, 0, len(members))
	for _, m := range members {
		due, _ := ownNext(m, courses, from)
		entries = append(entries, schedule.Entry{Kind: schedule.Own, Subject: m.ID, Due: due})
	}
	if err := b.Store.Put(ctx, team, entries...); err != nil {
		return fmt.Errorf("put the members' own questions on the agenda: %w", err)
	}
	there, err := b.Store.Members(ctx, team)
	if err != nil {
		return fmt.Errorf("list the members: %w", err)
	}
	known := make(map[string]bool, len(there))
	for _, m := range there {
		known[m.ID] = true
	}
	entries = slices.DeleteFunc(entries, func(e schedule.Entry) bool { return known[e.Subject] })
	for i := range entries {
		entries[i].Due = time.Time{}
	}
	if err := b.Store.Put(ctx, team, entries...); err != nil {
		return fmt.Errorf("take the forgotten off the agenda: %w", err)
	}
	return nil
}

// moveOwn does so for a member whose settings were just saved. Of two savings at once the
// agenda must follow the later one, so what was put is compared with what is stored then.
func (b *Bot) moveOwn(ctx context.Context, m study.Member) error {
	for {
		if err := b.putOwn(ctx, m.Team, b.Now(), m); err != nil {
			return err
		}
		now, err := b.Store.Member(ctx, m.Team, m.ID)
		if err != nil {
			return fmt.Errorf("read the member: %w", err)
		}
		if reflect.DeepEqual(now, m) {
			return nil
		}
		m = now
	}
}

// putOwnOf does so for everybody who takes part in the course, when its question of a
// day is due: that finds those who are new, and those of a course that was paused. From
// then on each entry goes on by itself; see ownTiming.
func (b *Bot) putOwnOf(ctx context.Context, c study.Course, due time.Time) error {
	members, err := b.Store.Members(ctx, c.Team)
	if err != nil {
		return fmt.Errorf("list the members: %w", err)
	}
	members = slices.DeleteFunc(members, func(m study.Member) bool { return !takesPart(m, c) })
	return b.putOwn(ctx, c.Team, due, members...)
}

// takesPart says whether the course's questions are the member's: those of a course
// where they answered, or of any while they have answered in none.
func takesPart(m study.Member, c study.Course) bool {
	return len(m.Courses) == 0 || slices.Contains(m.Courses, c.Channel)
}

// ownNext is when the member's own questions come at or after from, and for which course.
func ownNext(m study.Member, courses []study.Course, from time.Time) (due time.Time, course study.Course) {
	if m.Questions <= 0 {
		return due, course
	}
	loc := enrolment.Zone(m, courses)
	for _, c := range courses {
		if c.State != study.Running || !takesPart(m, c) {
			continue
		}
		if at, ok := schedule.OwnAt(c.Timetable, m, loc, from); ok && (due.IsZero() || at.Before(due)) {
			due, course = at, c
		}
	}
	return due, course
}

// ownTiming says when a member's own questions come: once, and then at the next hour of
// theirs. Somebody who takes part in no course, or of whom nothing is known any more, has
// no next.
func (b *Bot) ownTiming(ctx context.Context, team string, e schedule.Entry, now time.Time) (schedule.Timing, error) {
	m, err := b.Store.Member(ctx, team, e.Subject)
	if err != nil { // a guessed zone could give the slot another day's name
		return schedule.Timing{}, fmt.Errorf("read the member: %w", err)
	}
	courses, err := b.Store.Courses(ctx, team)
	if err != nil {
		return schedule.Timing{}, fmt.Errorf("list the courses: %w", err)
	}
	t := schedule.Once(team, e, enrolment.Zone(m, courses), now)
	if t.Next.IsZero() && len(m.Courses) > 0 {
		from := e.Due.Add(time.Millisecond)
		if least := now.Add(-schedule.DefaultGrace); from.Before(least) {
			from = least // what is older would come too late
		}
		t.Next, _ = ownNext(m, courses, from)
	}
	return t, nil
}

// prepareOwn is the private message with a member's questions of the day.
func (b *Bot) prepareOwn(ctx context.Context, s schedule.Slot, now time.Time) (deliver.Parcel, error) {
	m, err := b.Store.Member(ctx, s.Team, s.Subject)
	if err != nil {
		return deliver.Parcel{}, fmt.Errorf("read the member: %w", err)
	}
	courses, err := b.Store.Courses(ctx, s.Team)
	if err != nil {
		return deliver.Parcel{}, fmt.Errorf("list the courses: %w", err)
	}
	loc := enrolment.Zone(m, courses)
	due, c := ownNext(m, courses, s.Due)
	switch {
	case m.Questions <= 0 || isAway(m, now, loc):
		return deliver.Parcel{Skip: "the member wants no questions now"}, nil
	case !due.Equal(s.Due): // settings or a timetable have changed since
		return deliver.Parcel{Skip: "no course of the member asks at that time"}, nil
	case !schedule.AfterQuiet(now, loc, m.QuietFrom, m.QuietTo).Equal(now):
		return deliver.Parcel{Skip: "the member's quiet hours had begun"}, nil
	}
	e := chat.Event{Team: s.Team, Channel: c.Channel, Member: s.Subject, Private: true}
	past, err := b.asking.Past(ctx, e)
	if refusal.In(err) != nil {
		return deliver.Parcel{Skip: "the pack is not loaded, so there was nothing to ask"}, nil
	}
	if err != nil {
		return deliver.Parcel{}, err
	}
	who := enrolment.WhoIs(e, past.Pack.ID)
	last, err := b.lastActive(ctx, who, past)
	if err != nil {
		return deliver.Parcel{}, err
	}
	if last.IsZero() || now.Sub(last) > quietAfter {
		return deliver.Parcel{Skip: "the member has been silent for a while"}, nil
	}
	msg, ok, err := b.asking.OwnMessage(ctx, who, past.Pack)
	if err != nil {
		return deliver.Parcel{}, err
	}
	if !ok {
		return deliver.Parcel{Skip: "the member has answered today's questions already"}, nil
	}
	if now.Sub(s.Due) > lateFrom {
		msg.Note += " This comes late: it was due at " + s.Due.In(loc).Format("15:04") + "."
	}
	return deliver.Parcel{Post: chat.Post{To: chat.Place{Team: s.Team, Member: s.Subject}, Message: msg}}, nil
}

// ownOff ends the member's own questions with one press: own-off.
func (b *Bot) ownOff(ctx context.Context, e chat.Event) (chat.Reply, error) {
	was, err := b.Store.Member(ctx, e.Team, e.Member)
	if err != nil {
		return chat.Reply{}, fmt.Errorf("read the member: %w", err)
	}
	if was.Questions == 0 { // turned on since, they are to end all the same
		was.Questions = study.UsualQuestions
	}
	m := was
	m.Questions = 0
	if _, err := b.saveMember(ctx, was, m); err != nil {
		return chat.Reply{}, err
	}
	return card.Update(chat.Message{
		Title: "No questions of your own",
		Body: []chat.Block{
			card.Para("I will not send you any. The channel's question comes as before, and /study question still gives you one of your own whenever you like."),
			card.Para("To get them back, press the button here, or choose a number in /study settings."),
		},
		Rows: []chat.Row{{card.Button(fmt.Sprintf("Send me %d a day again", was.Questions), chat.Do("own-on", fmt.Sprint(was.Questions))), card.Button("Settings", chat.Do("settings"))}},
	}), nil
}

// ownOn brings them back: own-on/number.
func (b *Bot) ownOn(ctx context.Context, e chat.Event) (chat.Reply, error) {
	n := card.Number(e.Action.Arg(0))
	if n < 1 || n > study.MaxQuestions {
		return chat.Reply{}, refusal.New("bad argument", fmt.Sprintf("Choose a number from 1 to %d in /study settings.", study.MaxQuestions))
	}
	was, err := b.Store.Member(ctx, e.Team, e.Member)
	if err != nil {
		return chat.Reply{}, fmt.Errorf("read the member: %w", err)
	}
	m := was
	m.Questions = n
	return b.saveSettings(ctx, was, m)
}
