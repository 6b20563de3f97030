package bot

import (
	"context"
	"time"

	"studybot/bot/chat"
	"studybot/bot/schedule"
	"studybot/bot/study"
)

// setupTimes opens the form for everything that is a time.
func (b *Bot) setupTimes(ctx context.Context, e chat.Event) (chat.Reply, error) {
	c, err := b.ownCourse(ctx, e.Team, e.Action.Arg(0), e)
	if err != nil {
		return chat.Reply{}, err
	}
	tt := c.Timetable
	return remembering(chat.Form{
		Title: "Times", Submit: "Save", Action: chat.Do("setup-timed", c.Channel),
		Inputs: []chat.Input{
			{Name: "post", Kind: chat.Line, Label: "Question at", Hint: "On the 24-hour clock, such as 09:00.", Value: []string{tt.Post.String()}, MaxLength: 5},
			{Name: "zone", Kind: chat.Line, Label: "Time zone", Hint: "Such as Europe/Berlin, America/New_York or Asia/Kolkata.", Value: []string{tt.Zone}, MaxLength: 60},
			{Name: "reveal", Kind: chat.Line, Label: "Key points for all at", Hint: "Earlier than the question means the next day.", Value: []string{tt.Reveal.String()}, MaxLength: 5},
			{Name: "weekly", Kind: chat.Choice, Label: "Weekly reminder on", Options: weekdays(), Value: []string{tt.Weekly.String()}},
			{Name: "weeklyat", Kind: chat.Line, Label: "Weekly reminder at", Hint: "Plans come on Mondays, at the hour of the question.", Value: []string{tt.WeeklyAt.String()}, MaxLength: 5},
		},
	}), nil
}

// setupTimed takes that form: setup-timed/channel/what each of its inputs showed. All that
// is wrong is said at once.
func (b *Bot) setupTimed(ctx context.Context, e chat.Event) (chat.Reply, error) {
	stored, err := b.ownCourse(ctx, e.Team, e.Action.Arg(0), e)
	if err != nil {
		return chat.Reply{}, err
	}
	var sent, shown study.Timetable
	invalid, unread := map[string]string{}, map[string]string{}
	if readTimes(e, &sent, invalid); len(invalid) > 0 {
		return chat.Reply{Invalid: invalid}, nil
	}
	if readTimes(untouched(e, 1, "post", "zone", "reveal", "weekly", "weeklyat"), &shown, unread); len(unread) > 0 {
		shown = stored.Timetable // an earlier version opened it: all of it counts
	}
	return b.saveSetup(ctx, stored.Channel, e, func(c *study.Course) error {
		tt := &c.Timetable
		take(&tt.Post, shown.Post, sent.Post)
		take(&tt.Zone, shown.Zone, sent.Zone)
		take(&tt.Reveal, shown.Reveal, sent.Reveal)
		take(&tt.Weekly, shown.Weekly, sent.Weekly)
		take(&tt.WeeklyAt, shown.WeeklyAt, sent.WeeklyAt)
		return nil
	})
}

func readTimes(e chat.Event, tt *study.Timetable, invalid map[string]string) {
	readClock(e, "post", &tt.Post, invalid)
	readClock(e, "reveal", &tt.Reveal, invalid)
	readClock(e, "weeklyat", &tt.WeeklyAt, invalid)
	var err error
	if tt.Zone, err = schedule.Named(e.Value("zone")); err != nil {
		invalid["zone"] = sentence(err)
	}
	var ok bool
	if tt.Weekly, ok = study.ParseWeekday(e.Value("weekly")); !ok {
		invalid["weekly"] = "Choose a day of the week."
	}
}

// take sets what was changed in a form; what was left as shown is no choice.
func take[T comparable](into *T, shown, sent T) {
	if sent != shown {
		*into = sent
	}
}

// weekdays are the days to choose from, Monday first.
func weekdays() []chat.Option {
	var days []chat.Option
	for i := range 7 {
		d := time.Weekday((i + 1) % 7)
		days = append(days, chat.Option{Label: d.String(), Value: d.String()})
	}
	return days
}

// readClock takes a form's time of day, or says what is wrong with it.
func readClock(e chat.Event, name string, into *study.Clock, invalid map[string]string) {
	at, err := study.ParseClock(e.Value(name))
	if err != nil {
		invalid[name] = sentence(err)
		return
	}
	*into = at
}
