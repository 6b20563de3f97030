package bot

import (
	"context"
	"fmt"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/refusal"
	"studybot/bot/schedule"
	"studybot/bot/study"
)

// status shows what was posted, what comes next, and what is wrong: status[/channel].
func (b *Bot) status(ctx context.Context, e chat.Event) (chat.Reply, error) {
	c, err := b.statusCourse(ctx, e)
	if err != nil {
		return chat.Reply{}, err
	}
	past, err := b.Store.Outcomes(ctx, c.Team, schedule.Entry{Kind: schedule.Question, Subject: c.Channel}.Name(), 5)
	if err != nil {
		return chat.Reply{}, fmt.Errorf("read the outcomes: %w", err)
	}
	m := chat.Message{
		Title: "Status",
		Fields: []chat.Field{
			{Name: "State", Value: map[study.CourseState]string{study.Drafted: "not published yet", study.Running: "running", study.Paused: "paused"}[c.State]},
			{Name: "Question at", Value: c.Timetable.Post.String() + " " + c.Timetable.Zone},
			{Name: "Days", Value: c.Timetable.Weekdays.String()},
			{Name: "Key points for all", Value: c.Timetable.Reveal.String()},
			{Name: "Weekly reminder", Value: c.Timetable.Weekly.String() + " " + c.Timetable.WeeklyAt.String()},
			{Name: "Helpers", Value: helpers(c)},
		},
	}
	if c.State == study.Paused && c.Trouble != "" {
		m.Body = append(m.Body, card.Para("I paused it myself: "+c.Trouble))
	}
	switch {
	case c.Owner == "":
		m.Fields = append(m.Fields, chat.Field{Name: "Owner", Value: "nobody; /study setup takes it over"})
	case c.Owner == e.Member:
		m.Fields = append(m.Fields, chat.Field{Name: "Owner", Value: "you"})
	}
	var items []chat.Item
	for _, o := range past {
		it := chat.Item{Lead: "Posted", At: o.At}
		switch {
		case o.Result == schedule.Skipped:
			it = chat.Item{Lead: o.Day.Short(), Text: "skipped: " + card.Short(o.Reason, 200)}
		case o.At.Sub(schedule.At(c.Timetable, schedule.Question, o.Day)) > lateFrom:
			it.Lead = "Posted late"
		}
		items = append(items, it)
	}
	m.Body = append(m.Body, card.Heading("The last five questions"))
	if len(items) == 0 {
		m.Body = append(m.Body, card.Para("None yet."))
	} else {
		m.Body = append(m.Body, card.Bullets(items...))
	}
	m.Body = append(m.Body, card.Heading("The next five"))
	if c.State != study.Running {
		m.Body = append(m.Body, card.Para("None while the channel is not running."))
	} else {
		var next []chat.Item
		for _, s := range schedule.Upcoming(c.Timetable, schedule.Question, b.Now(), 5) {
			next = append(next, chat.Item{At: s.Due})
		}
		if len(next) == 0 {
			m.Body = append(m.Body, card.Para("None: the settings leave no day for one."))
		} else {
			m.Body = append(m.Body, card.Bullets(next...))
		}
	}
	if mayRun(c, e) {
		row := chat.Row{card.Button("Settings", chat.Do("setup", c.Channel))}
		switch c.State {
		case study.Running:
			row = append(row, card.Button("Pause", chat.Do("pause", c.Channel)))
		case study.Paused:
			row = append(chat.Row{card.Primary("Resume", chat.Do("resume", c.Channel))}, row...)
		case study.Drafted:
			row = append(chat.Row{card.Primary("Publish", chat.Do("setup-publish", c.Channel))}, row...)
		}
		m.Rows = []chat.Row{row}
	}
	return card.Private(m), nil
}

// statusCourse is the named course, or the event's; a draft counts for those who made it.
func (b *Bot) statusCourse(ctx context.Context, e chat.Event) (study.Course, error) {
	channel := e.Channel
	if e.Post.ID != "" && e.Action.Arg(0) != "" {
		channel = e.Action.Arg(0)
	}
	c, err := b.Store.Course(ctx, e.Team, channel)
	if err == nil {
		return c, nil
	}
	c, _, err = b.roll.CourseOf(ctx, e)
	return c, err
}

// pause stops all posts of a course and keeps everything else.
func (b *Bot) pause(ctx context.Context, e chat.Event) (chat.Reply, error) {
	return b.run(ctx, e, study.Paused, "Paused")
}

// resume takes the posts up again, from the next one on.
func (b *Bot) resume(ctx context.Context, e chat.Event) (chat.Reply, error) {
	return b.run(ctx, e, study.Running, "Resumed")
}

// run changes whether a course posts, and says what that means.
func (b *Bot) run(ctx context.Context, e chat.Event, state study.CourseState, title string) (chat.Reply, error) {
	found, err := b.statusCourse(ctx, e)
	if err != nil {
		return chat.Reply{}, err
	}
	c, err := b.changeCourse(ctx, found.Team, found.Channel, e, func(c *study.Course) error { return b.runs(c, e, state) })
	if err != nil {
		return chat.Reply{}, err
	}
	m := chat.Message{Title: title, Rows: []chat.Row{{card.Button("Status", chat.Do("status", c.Channel)), card.Button("Settings", chat.Do("setup", c.Channel))}}}
	if state == study.Paused {
		m.Rows[0] = append(chat.Row{card.Button("Resume", chat.Do("resume", c.Channel))}, m.Rows[0]...)
		m.Body = []chat.Block{card.Para("Nothing is posted until you resume. Ratings, plans and scores stay, and members can go on answering.")}
	} else if next, ok := schedule.Next(c.Timetable, schedule.Question, b.Now()); ok {
		m.Body = []chat.Block{card.Bullets(chat.Item{Text: "The next question comes", At: next.Due})}
	} else {
		m.Body = []chat.Block{card.Para("With these settings no question will come. Choose other days or fewer holidays.")}
	}
	return card.Update(m), nil
}

// runs sets whether the course posts, and nothing else that others may have set.
func (b *Bot) runs(c *study.Course, e chat.Event, state study.CourseState) error {
	if c.State == study.Drafted && state == study.Paused {
		return refusal.New("not published", "Nothing is posted yet, so there is nothing to pause.")
	}
	if c.Owner == "" || c.State == study.Drafted {
		c.Owner = e.Member
	}
	c.State, c.Trouble = state, ""
	if state != study.Running {
		return nil
	}
	if _, err := b.roll.Pack(c.Pack); err != nil {
		return err
	}
	if c.Timetable.Start == "" {
		loc, err := schedule.Zone(c.Timetable.Zone)
		if err != nil {
			return refusal.New("unknown zone", sentence(err))
		}
		c.Timetable.Start = study.DayOf(b.Now().In(loc))
	}
	return nil
}

func helpers(c study.Course) string {
	if len(c.Helpers) == 0 {
		return "none"
	}
	return card.Count(len(c.Helpers), "person", "people")
}
