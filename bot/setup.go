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
	c, err := b.courseOrDraft(ctx, e, channel)
	switch {
	case err != nil:
		return chat.Reply{}, err
	case !mayRun(c, e):
		return chat.Reply{}, refusal.New("not an owner", "This study channel already has an owner. Only the owner and its helpers can change it.")
	}
	if zone == "" {
		return card.Private(b.setupCard(c, e)), nil
	}
	if zone, err = namedZone(zone); err != nil {
		return chat.Reply{}, err
	}
	r, err := b.saveSetup(ctx, channel, e, func(c *study.Course) error {
		c.Timetable.Zone = zone
		return nil
	})
	if err == nil {
		r.Update.Body = append([]chat.Block{card.Para("The channel's time zone is " + zone + " now.")}, r.Update.Body...)
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
	c, err := b.courseOrDraft(ctx, e, channel)
	switch {
	case err != nil:
		return chat.Reply{}, err
	case !mayRun(c, e):
		return chat.Reply{Invalid: map[string]string{"channel": "That study channel has another owner."}}, nil
	}
	return card.Private(b.setupCard(c, e)), nil
}

// courseOrDraft is the channel's course; where there is none it makes a draft with
// settings that most teams can keep.
func (b *Bot) courseOrDraft(ctx context.Context, e chat.Event, channel string) (study.Course, error) {
	c, err := b.Store.Course(ctx, e.Team, channel)
	if err == nil {
		return c, nil
	}
	if !errors.Is(err, study.ErrNotFound) {
		return c, fmt.Errorf("read the course: %w", err)
	}
	packs := b.Packs.All()
	if len(packs) == 0 {
		return c, refusal.New("no packs", "No study pack is loaded, so there is nothing to ask. Whoever runs me can put one into the packs folder.")
	}
	return b.Store.ChangeCourse(ctx, e.Team, channel, func(c *study.Course) ([]schedule.Entry, error) {
		if c.State != "" { // somebody was faster, and may have published by now
			return nil, nil
		}
		c.Pack, c.State = packs[0].ID, study.Drafted
		c.Timetable = study.Timetable{
			Zone: b.Zone, Post: 9 * 60, Reveal: 17 * 60, Weekdays: study.Workdays(),
			Weekly: time.Friday, WeeklyAt: 16 * 60, Grace: 6 * time.Hour,
		}
		return nil, nil
	})
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

// saveSetup changes the course's settings and shows what they are then.
func (b *Bot) saveSetup(ctx context.Context, channel string, e chat.Event, change func(c *study.Course) error) (chat.Reply, error) {
	c, err := b.changeCourse(ctx, e.Team, channel, e, change)
	if err != nil {
		return chat.Reply{}, err
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
