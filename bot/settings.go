package bot

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/command"
	"studybot/bot/enrolment"
	"studybot/bot/refusal"
	"studybot/bot/schedule"
	"studybot/bot/study"
)

// settings shows what a member can choose, with a form to change it, or sets the
// member's time zone: settings[/zone].
func (b *Bot) settings(ctx context.Context, e chat.Event) (chat.Reply, error) {
	was, err := b.Store.Member(ctx, e.Team, e.Member)
	if err != nil {
		return chat.Reply{}, fmt.Errorf("read the member: %w", err)
	}
	if enrolment.Typed(e) == "" {
		return card.Private(b.settingsCard(ctx, was)), nil
	}
	m := was
	if m.Zone, err = namedZone(enrolment.Typed(e)); err != nil {
		return chat.Reply{}, err
	}
	r, err := b.saveSettings(ctx, was, m)
	if err == nil {
		r.Update.Body = []chat.Block{card.Para("Your time zone is " + m.Zone + " now.")}
	}
	return r, err
}

func (b *Bot) settingsCard(ctx context.Context, m study.Member) chat.Message {
	quiet, own := "none", "none"
	if m.QuietFrom != m.QuietTo {
		quiet = m.QuietFrom.String() + " to " + m.QuietTo.String()
	}
	if m.Questions > 0 {
		own = fmt.Sprintf("%d on each study day, at %s", m.Questions, m.QuestionsAt)
	}
	shown := chat.Message{
		Title: "Your settings",
		Fields: []chat.Field{
			{Name: "Questions of your own", Value: own},
			{Name: "Plan and week", Value: map[bool]string{true: "Monday's plan and the weekly digest", false: "none"}[m.Digest]},
			{Name: "Quiet hours", Value: quiet},
			{Name: "Time zone", Value: b.roll.ZoneOf(ctx, m).String()},
			{Name: "Time for the plan", Value: fmt.Sprintf("%d minutes a week", m.Minutes)},
			{Name: "My score", Value: map[bool]string{true: "members who ask can see it", false: "only I see it"}[m.Shared]},
		},
		Rows: []chat.Row{{card.Button("Change messages", chat.Do("settings-form")), card.Button("Plan, zone, sharing", chat.Do("study-form")), card.Button("Away for a while", chat.Do("away-form"))}},
	}
	switch {
	case m.Questions > 0 && m.Digest:
		shown.Note = "You get at most two private messages a day that you did not ask for: your questions, and on some days your plan or your week."
	case m.Questions > 0 || m.Digest:
		shown.Note = "You get at most one private message a day that you did not ask for."
	default:
		shown.Note = "You get no private messages that you did not ask for. /study question has a question of your own at any time."
	}
	if m.AwayUntil != "" {
		shown.Fields = append(shown.Fields, chat.Field{Name: "Away until", Value: string(m.AwayUntil)})
		shown.Rows[0] = append(shown.Rows[0], card.Button("I'm back", chat.Do("away", "off")))
	}
	if m.Digest || m.Questions > 0 {
		shown.Rows[0] = append(shown.Rows[0], card.Button("No private messages", chat.Do("digest", "off")))
	} else {
		shown.Rows[0] = append(shown.Rows[0], card.Button("Private messages on", chat.Do("digest", "on")))
	}
	return shown
}

// settingsForm opens the form about private messages with what is chosen now.
func (b *Bot) settingsForm(ctx context.Context, e chat.Event) (chat.Reply, error) {
	m, err := b.Store.Member(ctx, e.Team, e.Member)
	if err != nil {
		return chat.Reply{}, fmt.Errorf("read the member: %w", err)
	}
	var numbers []chat.Option
	for n := range study.MaxQuestions + 1 {
		label := card.Count(n, "question", "questions") + " a day"
		if n == 0 {
			label = "None"
		}
		numbers = append(numbers, chat.Option{Label: label, Value: strconv.Itoa(n)})
	}
	return remembering(chat.Form{
		Title: "Private messages", Submit: "Save", Action: chat.Do("settings-save"),
		Inputs: []chat.Input{
			{Name: "questions", Kind: chat.Choice, Label: "Questions of your own", Hint: "In one message on each study day.", Options: numbers, Value: []string{strconv.Itoa(m.Questions)}},
			{Name: "questionsat", Kind: chat.Line, Label: "They come at", Hint: "On the 24-hour clock, such as 10:00.", Value: []string{m.QuestionsAt.String()}, MaxLength: 5},
			{Name: "digest", Kind: chat.Choice, Label: "Plan and week", Hint: "Monday's plan and a weekly digest.", Options: yesNo("Send them", "Send none"), Value: []string{yesOr(m.Digest)}},
			{Name: "quietfrom", Kind: chat.Line, Label: "Quiet hours from", Hint: "On the 24-hour clock, such as 20:00.", Value: []string{m.QuietFrom.String()}, MaxLength: 5},
			{Name: "quietto", Kind: chat.Line, Label: "Quiet hours to", Hint: "The same time twice means no quiet hours.", Value: []string{m.QuietTo.String()}, MaxLength: 5},
		},
	}), nil
}

// settingsSave takes that form: settings-save/what each of its inputs showed.
func (b *Bot) settingsSave(ctx context.Context, e chat.Event) (chat.Reply, error) {
	return b.takeForm(ctx, e, []string{"questions", "questionsat", "digest", "quietfrom", "quietto"}, func(e chat.Event, m *study.Member, invalid map[string]string) {
		readNumber(e, "questions", 0, study.MaxQuestions, &m.Questions, invalid)
		readClock(e, "questionsat", &m.QuestionsAt, invalid)
		readYesNo(e, "digest", &m.Digest, invalid)
		readClock(e, "quietfrom", &m.QuietFrom, invalid)
		readClock(e, "quietto", &m.QuietTo, invalid)
	})
}

// studyForm opens the form about the rest.
func (b *Bot) studyForm(ctx context.Context, e chat.Event) (chat.Reply, error) {
	m, err := b.Store.Member(ctx, e.Team, e.Member)
	if err != nil {
		return chat.Reply{}, fmt.Errorf("read the member: %w", err)
	}
	return remembering(chat.Form{
		Title: "Plan, zone, sharing", Submit: "Save", Action: chat.Do("study-save"),
		Inputs: []chat.Input{
			{Name: "minutes", Kind: chat.Line, Label: "Minutes a week for the plan", Hint: fmt.Sprintf("From %d to %d; the plan never asks for more.", study.LeastMinutes, study.MostMinutes), Value: []string{strconv.Itoa(m.Minutes)}, MaxLength: 4},
			{Name: "zone", Kind: chat.Line, Label: "Time zone", Hint: "Such as Europe/Berlin. Empty means the channel's.", Value: []string{m.Zone}, Optional: true, MaxLength: 60},
			{Name: "shared", Kind: chat.Choice, Label: "Who can see my score", Hint: "Sharing shows totals and areas, never answers.", Options: yesNo("Members of this team who ask", "Only I"), Value: []string{yesOr(m.Shared)}},
		},
	}), nil
}

// studySave takes that form: study-save/what each of its inputs showed.
func (b *Bot) studySave(ctx context.Context, e chat.Event) (chat.Reply, error) {
	return b.takeForm(ctx, e, []string{"minutes", "zone", "shared"}, func(e chat.Event, m *study.Member, invalid map[string]string) {
		readNumber(e, "minutes", study.LeastMinutes, study.MostMinutes, &m.Minutes, invalid)
		if m.Zone = strings.TrimSpace(e.Value("zone")); m.Zone != "" {
			var err error
			if m.Zone, err = schedule.Named(m.Zone); err != nil {
				invalid["zone"] = sentence(err)
			}
		}
		readYesNo(e, "shared", &m.Shared, invalid)
	})
}

// remembering opens a form whose action carries what each of its inputs shows, so that
// whoever takes it can tell what was changed in it.
func remembering(f chat.Form) chat.Reply {
	var shown []string
	for _, in := range f.Inputs {
		shown = append(shown, in.Value[0])
	}
	return carrying(f, shown...)
}

// carrying opens a form whose action carries what it shows, if there is room for that.
func carrying(f chat.Form, shown ...string) chat.Reply {
	bare := f.Action
	f.Action.Args = slices.Concat(bare.Args, shown)
	if f.Action.Check() != nil {
		f.Action = bare
	}
	return chat.Reply{Form: &f}
}

// untouched is the form as it was opened: what its action carries from an argument on.
func untouched(e chat.Event, from int, inputs ...string) chat.Event {
	shown := chat.Event{Values: map[string][]string{}}
	for i, name := range inputs {
		shown.Values[name] = []string{e.Action.Arg(from + i)}
	}
	return shown
}

// takeForm saves what the member changed in a form with these inputs. What they left as
// it was shown is no choice: it may have been changed elsewhere while the form was open.
func (b *Bot) takeForm(ctx context.Context, e chat.Event, inputs []string, read func(chat.Event, *study.Member, map[string]string)) (chat.Reply, error) {
	stored, err := b.Store.Member(ctx, e.Team, e.Member)
	if err != nil {
		return chat.Reply{}, fmt.Errorf("read the member: %w", err)
	}
	m, invalid := stored, map[string]string{}
	if read(e, &m, invalid); len(invalid) > 0 {
		return chat.Reply{Invalid: invalid}, nil
	}
	was, unread := stored, map[string]string{}
	if read(untouched(e, 0, inputs...), &was, unread); len(unread) > 0 { // an earlier version opened it: all of it counts
		was = stored
	}
	return b.saveSettings(ctx, was, m)
}

func yesNo(yes, no string) []chat.Option {
	return []chat.Option{{Label: yes, Value: "yes"}, {Label: no, Value: "no"}}
}

func yesOr(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

func readYesNo(e chat.Event, name string, into *bool, invalid map[string]string) {
	switch e.Value(name) {
	case "yes":
		*into = true
	case "no":
		*into = false
	default:
		invalid[name] = "Choose one of the two."
	}
}

func readNumber(e chat.Event, name string, least, most int, into *int, invalid map[string]string) {
	n, err := strconv.Atoi(strings.TrimSpace(e.Value(name)))
	if err != nil || n < least || n > most {
		invalid[name] = fmt.Sprintf("Write a number from %d to %d.", least, most)
		return
	}
	*into = n
}

func (b *Bot) saveSettings(ctx context.Context, was, m study.Member) (chat.Reply, error) {
	now, err := b.saveMember(ctx, was, m)
	if err != nil {
		return chat.Reply{}, err
	}
	return card.Update(b.settingsCard(ctx, now)), nil
}

// saveMember keeps what the member changed, answers what is kept now and moves their own
// questions to where they belong then. When that fails the choice is kept all the same: the
// agenda is put right with the course's next question, and what comes before is checked
// against the choice.
func (b *Bot) saveMember(ctx context.Context, was, m study.Member) (study.Member, error) {
	now, err := b.Store.SaveMember(ctx, was, m)
	if err != nil {
		return now, fmt.Errorf("save the member's settings: %w", err)
	}
	if err := b.moveOwn(ctx, now); err != nil {
		b.Log.Info("a member's own questions were not moved", "team", m.Team, "error", err)
	}
	return now, nil
}

// digest turns all private messages on or off: digest/on[/questions a day] or digest/off.
func (b *Bot) digest(ctx context.Context, e chat.Event) (chat.Reply, error) {
	was, err := b.Store.Member(ctx, e.Team, e.Member)
	if err != nil {
		return chat.Reply{}, fmt.Errorf("read the member: %w", err)
	}
	m := was
	switch e.Action.Arg(0) {
	case "on":
		m.Digest, was.Digest = true, false
		if m.Questions == 0 {
			m.Questions = study.UsualQuestions
			if n := card.Number(e.Action.Arg(1)); n > 0 && n <= study.MaxQuestions {
				m.Questions = n
			}
		}
	case "off":
		return b.digestOff(ctx, was)
	default:
		return chat.Reply{}, refusal.New("bad argument", "Write /study digest on or /study digest off.")
	}
	return b.saveSettings(ctx, was, m)
}

// digestOff turns them off; the button that takes it back knows how many questions a day
// there were.
func (b *Bot) digestOff(ctx context.Context, was study.Member) (chat.Reply, error) {
	on := chat.Do("digest", "on")
	if was.Questions > 0 {
		on.Args = append(on.Args, strconv.Itoa(was.Questions))
	}
	m := was
	m.Digest, m.Questions = false, 0
	was.Digest, was.Questions = true, max(1, was.Questions) // turned on since, they are to end all the same
	r, err := b.saveSettings(ctx, was, m)
	if err == nil {
		row := r.Update.Rows[0]
		row[len(row)-1].Action = on
	}
	return r, err
}

// away keeps private messages back until a date: "away", "away 2026-03-10", "away
// in a week", "away off".
func (b *Bot) away(ctx context.Context, e chat.Event) (chat.Reply, error) {
	if enrolment.Typed(e) == "" {
		return b.awayForm(ctx, e)
	}
	return b.setAway(ctx, e, enrolment.Typed(e))
}

func (b *Bot) awayForm(context.Context, chat.Event) (chat.Reply, error) {
	example := study.DayOf(b.Now()).Add(14)
	return chat.Reply{Form: &chat.Form{
		Title: "Away for a while", Submit: "Save", Action: chat.Do("away-save"),
		Inputs: []chat.Input{{Name: "until", Kind: chat.Line, Label: "First day back", Hint: fmt.Sprintf("Such as %s. No private messages come before.", example), MaxLength: 10}},
	}}, nil
}

func (b *Bot) awaySave(ctx context.Context, e chat.Event) (chat.Reply, error) {
	r, err := b.setAway(ctx, e, e.Value("until"))
	if p := refusal.In(err); p != nil {
		return chat.Reply{Invalid: map[string]string{"until": p.Text}}, nil
	}
	return r, err
}

func (b *Bot) setAway(ctx context.Context, e chat.Event, until string) (chat.Reply, error) {
	was, err := b.Store.Member(ctx, e.Team, e.Member)
	if err != nil {
		return chat.Reply{}, fmt.Errorf("read the member: %w", err)
	}
	m := was
	today := study.DayOf(b.Now().In(b.roll.ZoneOf(ctx, was)))
	if named, _ := command.Pick("day", until, command.Returns(today)); named != "" {
		until = named
	}
	m.AwayUntil = ""
	if until != "off" {
		day, err := study.ParseDay(until)
		if err != nil {
			return chat.Reply{}, refusal.New("bad date", fmt.Sprintf("Write the first day you are back as %s, or as tomorrow, in 3 days, in a week, in two weeks.", today.Add(14)))
		}
		if day <= today {
			return chat.Reply{}, refusal.New("date not ahead", "That day is not ahead of you. Write the first day you are back.")
		}
		if day > today.Add(400) {
			return chat.Reply{}, refusal.New("date too far", "That is more than a year away. To stop private messages for good, turn them off in /study settings.")
		}
		m.AwayUntil = day
	}
	return b.saveSettings(ctx, was, m)
}

// isAway says whether the member is away on the local day.
func isAway(m study.Member, now time.Time, loc *time.Location) bool {
	return m.AwayUntil != "" && study.DayOf(now.In(loc)) < m.AwayUntil
}
