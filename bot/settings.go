package bot

import (
	"context"
	"fmt"
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
	m, err := b.Store.Member(ctx, e.Team, e.Member)
	if err != nil {
		return chat.Reply{}, fmt.Errorf("read the member: %w", err)
	}
	if enrolment.Typed(e) == "" {
		return card.Private(b.settingsCard(ctx, m)), nil
	}
	if m.Zone, err = namedZone(enrolment.Typed(e)); err != nil {
		return chat.Reply{}, err
	}
	r, err := b.saveSettings(ctx, m)
	if err == nil {
		r.Update.Body = []chat.Block{card.Para("Your time zone is " + m.Zone + " now.")}
	}
	return r, err
}

func (b *Bot) settingsCard(ctx context.Context, m study.Member) chat.Message {
	quiet := "none"
	if m.QuietFrom != m.QuietTo {
		quiet = m.QuietFrom.String() + " to " + m.QuietTo.String()
	}
	shown := chat.Message{
		Title: "Your settings",
		Fields: []chat.Field{
			{Name: "Private messages", Value: map[bool]string{true: "Monday's plan and the weekly digest", false: "none"}[m.Digest]},
			{Name: "Quiet hours", Value: quiet},
			{Name: "Time zone", Value: b.roll.ZoneOf(ctx, m).String()},
			{Name: "My score", Value: map[bool]string{true: "members who ask can see it", false: "only I see it"}[m.Shared]},
		},
		Rows: []chat.Row{{card.Button("Change", chat.Do("settings-form")), card.Button("Away for a while", chat.Do("away-form"))}},
		Note: "You get at most one private message a day that you did not ask for.",
	}
	if m.AwayUntil != "" {
		shown.Fields = append(shown.Fields, chat.Field{Name: "Away until", Value: string(m.AwayUntil)})
		shown.Rows[0] = append(shown.Rows[0], card.Button("I'm back", chat.Do("away", "off")))
	}
	if m.Digest {
		shown.Rows[0] = append(shown.Rows[0], card.Button("No private messages", chat.Do("digest", "off")))
	} else {
		shown.Rows[0] = append(shown.Rows[0], card.Button("Private messages on", chat.Do("digest", "on")))
	}
	return shown
}

// settingsForm opens the form with what is chosen now.
func (b *Bot) settingsForm(ctx context.Context, e chat.Event) (chat.Reply, error) {
	m, err := b.Store.Member(ctx, e.Team, e.Member)
	if err != nil {
		return chat.Reply{}, fmt.Errorf("read the member: %w", err)
	}
	yesNo := func(yes, no string) []chat.Option {
		return []chat.Option{{Label: yes, Value: "yes"}, {Label: no, Value: "no"}}
	}
	value := map[bool]string{true: "yes", false: "no"}
	return chat.Reply{Form: &chat.Form{
		Title: "Your settings", Submit: "Save", Action: chat.Do("settings-save"),
		Inputs: []chat.Input{
			{Name: "digest", Kind: chat.Choice, Label: "Private messages", Hint: "Monday's plan and a weekly digest.", Options: yesNo("Send them", "Send none"), Value: []string{value[m.Digest]}},
			{Name: "quietfrom", Kind: chat.Line, Label: "Quiet hours from", Hint: "On the 24-hour clock, such as 20:00.", Value: []string{m.QuietFrom.String()}, MaxLength: 5},
			{Name: "quietto", Kind: chat.Line, Label: "Quiet hours to", Hint: "The same time twice means no quiet hours.", Value: []string{m.QuietTo.String()}, MaxLength: 5},
			{Name: "zone", Kind: chat.Line, Label: "Time zone", Hint: "Such as Europe/Berlin. Empty means the channel's.", Value: []string{m.Zone}, Optional: true, MaxLength: 60},
			{Name: "shared", Kind: chat.Choice, Label: "Who can see my score", Hint: "Sharing shows totals and areas, never answers.", Options: yesNo("Members of this team who ask", "Only I"), Value: []string{value[m.Shared]}},
		},
	}}, nil
}

func (b *Bot) settingsSave(ctx context.Context, e chat.Event) (chat.Reply, error) {
	m, err := b.Store.Member(ctx, e.Team, e.Member)
	if err != nil {
		return chat.Reply{}, fmt.Errorf("read the member: %w", err)
	}
	invalid := map[string]string{}
	readClock(e, "quietfrom", &m.QuietFrom, invalid)
	readClock(e, "quietto", &m.QuietTo, invalid)
	if m.Zone = strings.TrimSpace(e.Value("zone")); m.Zone != "" {
		if m.Zone, err = schedule.Named(m.Zone); err != nil {
			invalid["zone"] = sentence(err)
		}
	}
	choice := func(name string, into *bool) {
		switch e.Value(name) {
		case "yes":
			*into = true
		case "no":
			*into = false
		default:
			invalid[name] = "Choose one of the two."
		}
	}
	choice("digest", &m.Digest)
	choice("shared", &m.Shared)
	if len(invalid) > 0 {
		return chat.Reply{Invalid: invalid}, nil
	}
	return b.saveSettings(ctx, m)
}

func (b *Bot) saveSettings(ctx context.Context, m study.Member) (chat.Reply, error) {
	if err := b.Store.SaveMember(ctx, m); err != nil {
		return chat.Reply{}, fmt.Errorf("save the member's settings: %w", err)
	}
	return card.Update(b.settingsCard(ctx, m)), nil
}

// digest turns private messages on or off: digest/on or digest/off.
func (b *Bot) digest(ctx context.Context, e chat.Event) (chat.Reply, error) {
	m, err := b.Store.Member(ctx, e.Team, e.Member)
	if err != nil {
		return chat.Reply{}, fmt.Errorf("read the member: %w", err)
	}
	switch e.Action.Arg(0) {
	case "on":
		m.Digest = true
	case "off":
		m.Digest = false
	default:
		return chat.Reply{}, refusal.New("bad argument", "Write /study digest on or /study digest off.")
	}
	return b.saveSettings(ctx, m)
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
	m, err := b.Store.Member(ctx, e.Team, e.Member)
	if err != nil {
		return chat.Reply{}, fmt.Errorf("read the member: %w", err)
	}
	today := study.DayOf(b.Now().In(b.roll.ZoneOf(ctx, m)))
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
	return b.saveSettings(ctx, m)
}

// isAway says whether the member is away on the local day.
func isAway(m study.Member, now time.Time, loc *time.Location) bool {
	return m.AwayUntil != "" && study.DayOf(now.In(loc)) < m.AwayUntil
}
