package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"studybot/bot/asking"
	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/enrolment"
	"studybot/bot/learn"
	"studybot/bot/refusal"
	"studybot/bot/schedule"
	"studybot/bot/study"
)

// mostHolidays bounds what one course keeps: ten years of a rich calendar.
const mostHolidays = 200

// setup shows the channel's settings to whoever may change them, and starts a
// draft where there is no course yet: setup/channel from a control, setup[/zone]
// typed, which sets the zone at once.
func (b *Bot) setup(ctx context.Context, e chat.Event) (chat.Reply, error) {
	channel, zone := e.Channel, ""
	switch named := enrolment.Typed(e); {
	case named != "" && e.Post.ID != "":
		channel = named
	case named != "" && e.Private:
		return chat.Reply{}, refusal.New("no channel", "Type that in the study channel itself, so that I know whose time zone you mean.")
	case e.Private:
		return b.chooseChannel(ctx, e)
	default:
		zone = named
	}
	c, err := b.Store.Course(ctx, e.Team, channel)
	switch {
	case errors.Is(err, study.ErrNotFound):
		if c, err = b.draft(ctx, e, channel); err != nil {
			return chat.Reply{}, err
		}
	case err != nil:
		return chat.Reply{}, fmt.Errorf("read the course: %w", err)
	case !mayRun(c, e):
		return chat.Reply{}, refusal.New("not an owner", "This study channel already has an owner. Only the owner and its helpers can change it.")
	}
	if zone == "" {
		return card.Private(b.setupCard(c, e)), nil
	}
	if c.Timetable.Zone, err = namedZone(zone); err != nil {
		return chat.Reply{}, err
	}
	r, err := b.saveSetup(ctx, c, e)
	if err == nil {
		r.Update.Body = append([]chat.Block{card.Para("The channel's time zone is " + c.Timetable.Zone + " now.")}, r.Update.Body...)
	}
	return r, err
}

// chooseChannel is setup's first step in a private conversation.
func (b *Bot) chooseChannel(ctx context.Context, e chat.Event) (chat.Reply, error) {
	courses, err := b.Store.Courses(ctx, e.Team)
	if err != nil {
		return chat.Reply{}, fmt.Errorf("list the courses: %w", err)
	}
	m := chat.Message{
		Title: "Set up a study channel",
		Body:  []chat.Block{card.Para("Which channel shall I study with? I must be a member of it. You can also type /study setup in the channel itself.")},
		Rows:  []chat.Row{{card.Primary("Choose a channel", chat.Do("setup-channel"))}},
	}
	yours := 0
	for _, c := range courses {
		if mayRun(c, e) && yours < chat.MaxRows-1 {
			yours++
			pack, _ := b.roll.Pack(c.Pack)
			name := c.Pack
			if pack != nil {
				name = pack.Name
			}
			m.Rows = append(m.Rows, chat.Row{card.Button(card.Short(fmt.Sprintf("Change %s (%s, %s)", name, c.State, c.Timetable.Post), chat.MaxLabel), chat.Do("setup", c.Channel))})
		}
	}
	return card.Private(m), nil
}

// setupChannel opens the form that asks for the channel; setupChosen takes it.
func (b *Bot) setupChannel(context.Context, chat.Event) (chat.Reply, error) {
	return chat.Reply{Form: &chat.Form{
		Title: "Study channel", Submit: "Go on", Action: chat.Do("setup-chosen"),
		Inputs: []chat.Input{{Name: "channel", Kind: chat.ChannelInput, Label: "Channel", Hint: "I must be a member of it."}},
	}}, nil
}

func (b *Bot) setupChosen(ctx context.Context, e chat.Event) (chat.Reply, error) {
	channel := e.Value("channel")
	if channel == "" || len(channel) > 40 {
		return chat.Reply{Invalid: map[string]string{"channel": "Choose a channel."}}, nil
	}
	c, err := b.Store.Course(ctx, e.Team, channel)
	switch {
	case errors.Is(err, study.ErrNotFound):
		if c, err = b.draft(ctx, e, channel); err != nil {
			return chat.Reply{}, err
		}
	case err != nil:
		return chat.Reply{}, fmt.Errorf("read the course: %w", err)
	case !mayRun(c, e):
		return chat.Reply{Invalid: map[string]string{"channel": "That study channel has another owner."}}, nil
	}
	return card.Private(b.setupCard(c, e)), nil
}

// draft is a new course with settings that most teams can keep.
func (b *Bot) draft(ctx context.Context, e chat.Event, channel string) (study.Course, error) {
	packs := b.Packs.All()
	if len(packs) == 0 {
		return study.Course{}, refusal.New("no packs", "No study pack is loaded, so there is nothing to ask. Whoever runs me can put one into the packs folder.")
	}
	c := study.Course{
		Team: e.Team, Channel: channel, Pack: packs[0].ID, State: study.Drafted,
		Timetable: study.Timetable{
			Zone: b.Zone, Post: 9 * 60, Reveal: 17 * 60, Weekdays: study.Workdays(),
			Weekly: time.Friday, WeeklyAt: 16 * 60, Grace: 6 * time.Hour,
		},
	}
	if err := b.Store.SaveCourse(ctx, c, nil); err != nil {
		return c, fmt.Errorf("save the draft: %w", err)
	}
	return c, nil
}

// setupCard shows all settings, what can be done with them, and first what keeps the
// bot from posting, where it is seen from the channel.
func (b *Bot) setupCard(c study.Course, e chat.Event) chat.Message {
	tt := c.Timetable
	name := c.Pack
	if p, err := b.roll.Pack(c.Pack); err == nil {
		name = fmt.Sprintf("%s (%s, %s)", p.Name, card.Count(len(p.Topics), "topic", "topics"), card.Count(len(p.Questions), "question", "questions"))
	}
	m := chat.Message{
		Title: "Study channel settings",
		Fields: []chat.Field{
			{Name: "Pack", Value: card.Short(name, chat.MaxFieldText)},
			{Name: "Question at", Value: tt.Post.String()},
			{Name: "Time zone", Value: tt.Zone},
			{Name: "Days", Value: tt.Weekdays.String()},
			{Name: "Key points for all", Value: tt.Reveal.String()},
			{Name: "Weekly reminder", Value: tt.Weekly.String() + " " + tt.WeeklyAt.String()},
			{Name: "Holidays", Value: holidays(tt.Holidays)},
			{Name: "Helpers", Value: helpers(c)},
		},
		Rows: []chat.Row{
			{card.Button("Times", chat.Do("setup-times", c.Channel)), card.Button("Pack, days, holidays", chat.Do("setup-days", c.Channel)), card.Button("Preview", chat.Do("setup-preview", c.Channel))},
		},
	}
	switch c.State {
	case study.Running:
		m.Body = []chat.Block{card.Para("This channel is running. Changes count from the next post on.")}
		m.Rows = append(m.Rows, chat.Row{card.Button("Pause", chat.Do("pause", c.Channel)), card.Button("Status", chat.Do("status", c.Channel))})
	case study.Paused:
		m.Body = []chat.Block{card.Para("This channel is paused. Nothing is posted until you resume it.")}
		m.Rows = append(m.Rows, chat.Row{card.Primary("Resume", chat.Do("resume", c.Channel)), card.Button("Status", chat.Do("status", c.Channel))})
	default:
		m.Body = []chat.Block{card.Para("Nothing is posted yet. Look the settings over, see a preview, then publish. Whoever publishes becomes the owner.")}
		m.Rows = append(m.Rows, chat.Row{card.Primary("Publish", chat.Do("setup-publish", c.Channel))})
	}
	if len(e.Lacks) > 0 && e.Channel == c.Channel {
		m.Body = append([]chat.Block{card.Lead("I lack rights in this channel.", "Switch them on for me in its settings, then type /study setup again:"), card.Bullets(e.Lacks...)}, m.Body...)
	}
	m.Note = "A post that could not be made in time still comes up to 6 hours late, once; after that it is skipped and you are told."
	return m
}

func holidays(days []study.Day) string {
	if len(days) == 0 {
		return "none"
	}
	var s []string
	for _, d := range days {
		s = append(s, string(d))
	}
	return card.Short(strings.Join(s, ", "), 300)
}

// setupTimes opens the form for everything that is a time.
func (b *Bot) setupTimes(ctx context.Context, e chat.Event) (chat.Reply, error) {
	c, err := b.ownCourse(ctx, e.Team, e.Action.Arg(0), e)
	if err != nil {
		return chat.Reply{}, err
	}
	tt := c.Timetable
	return chat.Reply{Form: &chat.Form{
		Title: "Times", Submit: "Save", Action: chat.Do("setup-timed", c.Channel),
		Inputs: []chat.Input{
			{Name: "post", Kind: chat.Line, Label: "Question at", Hint: "On the 24-hour clock, such as 09:00.", Value: []string{tt.Post.String()}, MaxLength: 5},
			{Name: "zone", Kind: chat.Line, Label: "Time zone", Hint: "Such as Europe/Berlin, America/New_York or Asia/Kolkata.", Value: []string{tt.Zone}, MaxLength: 60},
			{Name: "reveal", Kind: chat.Line, Label: "Key points for all at", Hint: "Earlier than the question means the next day.", Value: []string{tt.Reveal.String()}, MaxLength: 5},
			{Name: "weekly", Kind: chat.Choice, Label: "Weekly reminder on", Options: weekdays(), Value: []string{tt.Weekly.String()}},
			{Name: "weeklyat", Kind: chat.Line, Label: "Weekly reminder at", Hint: "Plans come on Mondays, at the hour of the question.", Value: []string{tt.WeeklyAt.String()}, MaxLength: 5},
		},
	}}, nil
}

// setupTimed takes the times; all that is wrong is said at once.
func (b *Bot) setupTimed(ctx context.Context, e chat.Event) (chat.Reply, error) {
	c, err := b.ownCourse(ctx, e.Team, e.Action.Arg(0), e)
	if err != nil {
		return chat.Reply{}, err
	}
	invalid, tt := map[string]string{}, &c.Timetable
	readClock(e, "post", &tt.Post, invalid)
	readClock(e, "reveal", &tt.Reveal, invalid)
	readClock(e, "weeklyat", &tt.WeeklyAt, invalid)
	if tt.Zone, err = schedule.Named(e.Value("zone")); err != nil {
		invalid["zone"] = sentence(err)
	}
	day, ok := study.ParseWeekday(e.Value("weekly"))
	if !ok {
		invalid["weekly"] = "Choose a day of the week."
	}
	tt.Weekly = day
	if len(invalid) > 0 {
		return chat.Reply{Invalid: invalid}, nil
	}
	return b.saveSetup(ctx, c, e)
}

// setupDays opens the form for pack, days, holidays and helpers.
func (b *Bot) setupDays(ctx context.Context, e chat.Event) (chat.Reply, error) {
	c, err := b.ownCourse(ctx, e.Team, e.Action.Arg(0), e)
	if err != nil {
		return chat.Reply{}, err
	}
	var packs []chat.Option
	for _, p := range b.Packs.All() {
		if len(packs) < chat.MaxOptions {
			packs = append(packs, chat.Option{Label: card.Short(p.Name, chat.MaxOptionLabel), Value: p.ID})
		}
	}
	var chosen []string
	for d, on := range c.Timetable.Weekdays {
		if on {
			chosen = append(chosen, time.Weekday(d).String())
		}
	}
	var dates []string
	for _, d := range c.Timetable.Holidays {
		dates = append(dates, string(d))
	}
	return chat.Reply{Form: &chat.Form{
		Title: "Pack and days", Submit: "Save", Action: chat.Do("setup-dayed", c.Channel),
		Inputs: []chat.Input{
			{Name: "pack", Kind: chat.Choice, Label: "Pack", Options: packs, Value: []string{c.Pack}},
			{Name: "days", Kind: chat.Choices, Label: "Days with a question", Options: weekdays(), Value: chosen},
			{Name: "holidays", Kind: chat.Text, Label: "Holidays", Hint: "Dates without a question, such as 2026-12-25, one a line.", Value: []string{strings.Join(dates, "\n")}, Optional: true, MaxLength: 2900},
			{Name: "helpers", Kind: chat.MembersInput, Label: "Helpers", Hint: "They can change these settings too.", Value: c.Helpers, Optional: true},
		},
	}}, nil
}

func (b *Bot) setupDayed(ctx context.Context, e chat.Event) (chat.Reply, error) {
	c, err := b.ownCourse(ctx, e.Team, e.Action.Arg(0), e)
	if err != nil {
		return chat.Reply{}, err
	}
	invalid := map[string]string{}
	if _, err := b.roll.Pack(e.Value("pack")); err != nil {
		invalid["pack"] = "Choose one of the packs."
	} else {
		c.Pack = e.Value("pack")
	}
	c.Timetable.Weekdays = study.Weekdays{}
	for _, v := range e.Values["days"] {
		if d, ok := study.ParseWeekday(v); ok {
			c.Timetable.Weekdays[d] = true
		}
	}
	if c.Timetable.Weekdays == (study.Weekdays{}) {
		invalid["days"] = "Choose at least one day. To stop for a while, use Pause."
	}
	dates, wrong := study.ParseDays(e.Value("holidays"))
	switch {
	case wrong != "":
		invalid["holidays"] = fmt.Sprintf("“%s” is not a date. Write each as 2026-12-25.", card.Short(wrong, 30))
	case len(dates) > mostHolidays:
		invalid["holidays"] = fmt.Sprintf("That is more than the %d dates I can keep.", mostHolidays)
	}
	c.Timetable.Holidays = dates
	if len(e.Values["helpers"]) > 20 {
		invalid["helpers"] = "20 helpers are the most."
	}
	c.Helpers = e.Values["helpers"]
	if len(invalid) > 0 {
		return chat.Reply{Invalid: invalid}, nil
	}
	return b.saveSetup(ctx, c, e)
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

func (b *Bot) saveSetup(ctx context.Context, c study.Course, e chat.Event) (chat.Reply, error) {
	if err := b.Store.SaveCourse(ctx, c, b.agendaOf(c, b.Now())); err != nil {
		return chat.Reply{}, fmt.Errorf("save the course: %w", err)
	}
	return card.Update(b.setupCard(c, e)), nil
}

// setupPreview shows the next question and the next times before anything is public.
func (b *Bot) setupPreview(ctx context.Context, e chat.Event) (chat.Reply, error) {
	c, err := b.ownCourse(ctx, e.Team, e.Action.Arg(0), e)
	if err != nil {
		return chat.Reply{}, err
	}
	pack, err := b.roll.Pack(c.Pack)
	if err != nil {
		return chat.Reply{}, err
	}
	next := schedule.Upcoming(c.Timetable, schedule.Question, b.Now(), 5)
	if len(next) == 0 {
		return card.Sorry("With these settings no question would ever come. Choose other days or fewer holidays."), nil
	}
	rounds, err := b.Store.Rounds(ctx, c.Team, c.Channel)
	if err != nil {
		return chat.Reply{}, fmt.Errorf("list the rounds: %w", err)
	}
	choose, err := b.chooserOf(ctx, c, pack, rounds)
	if err != nil {
		return chat.Reply{}, err
	}
	q, choice, err := choose.next(next[0].Day)
	if errors.Is(err, learn.ErrNoQuestion) {
		return chat.Reply{}, refusal.New("nothing to ask", "This pack has no question that can be asked.")
	}
	if err != nil {
		return chat.Reply{}, err
	}
	a := asking.Asked{Pack: pack, Question: q, Round: study.Round{Team: c.Team, Course: c.Channel, Day: next[0].Day, Pack: pack.ID, Question: q.ID, Why: choice.Facts()}}
	m := a.Card(study.Tally{}, asking.RevealAt(c.Timetable, next[0].Day), false)
	m.Title = card.Short("Preview · "+m.Title, chat.MaxTitle)
	var times []chat.Item
	for _, s := range next {
		times = append(times, chat.Item{At: s.Due})
	}
	m.Body = append(m.Body, card.Heading("The next five questions come"), card.Bullets(times...))
	m.Rows = []chat.Row{{card.Button("Back to the settings", chat.Do("setup", c.Channel))}}
	if c.State == study.Drafted {
		m.Rows[0] = append(chat.Row{card.Primary("Publish", chat.Do("setup-publish", c.Channel))}, m.Rows[0]...)
	}
	m.Note = "Only you see this. In the channel the post has the buttons “Answer” and, for open questions, “I'd rather see it”."
	return card.Private(m), nil
}

// publish starts a drafted course.
func (b *Bot) publish(ctx context.Context, e chat.Event) (chat.Reply, error) {
	return b.run(ctx, e, study.Running, "Published")
}

// agendaOf is the course's agenda from now on; a course that does not run has none.
func (b *Bot) agendaOf(c study.Course, now time.Time) []schedule.Entry {
	var agenda []schedule.Entry
	for _, kind := range []schedule.Kind{schedule.Question, schedule.Reveal, schedule.Weekly, schedule.Plans} {
		e := schedule.Entry{Kind: kind, Subject: c.Channel}
		if next, ok := schedule.Next(c.Timetable, kind, now); ok && c.State == study.Running {
			e.Due = next.Due
		}
		agenda = append(agenda, e)
	}
	return agenda
}

// sentence writes an error that is meant for people with a capital and a full stop.
func sentence(err error) string {
	s := err.Error()
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + strings.TrimSuffix(s[1:], ".") + "."
}
