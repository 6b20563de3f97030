package bot

import (
	"context"

	"studybot/bot/chat"
	"studybot/bot/command"
	"studybot/bot/refusal"
	"studybot/bot/schedule"
	"studybot/bot/study"
)

// complete suggests values for an argument that is being typed: complete/command/
// argument/typed. Where there is nothing to suggest, or it cannot be looked up, the
// list is empty: whoever types did nothing wrong and can go on.
func (b *Bot) complete(ctx context.Context, e chat.Event) (chat.Reply, error) {
	options, err := b.choices(ctx, e)
	if err != nil {
		b.Log.Info("nothing was suggested", "team", e.Team, "error", err)
	}
	return chat.Reply{Choices: command.Match(e.Action.Arg(2), options)}, nil
}

// choices are all values of an argument: facts of the pack and the calendar, and
// the time zones of the channel and of whoever asks.
func (b *Bot) choices(ctx context.Context, e chat.Event) ([]chat.Option, error) {
	switch arg := e.Action.Arg(1); arg {
	case "zone":
		return b.zoneChoices(ctx, e), nil
	case "until":
		m, err := b.Store.Member(ctx, e.Team, e.Member)
		return command.Returns(study.DayOf(b.Now().In(b.roll.ZoneOf(ctx, m)))), err
	default:
		_, pack, err := b.roll.CourseOf(ctx, e)
		if err != nil {
			return nil, err
		}
		return command.Choices(arg, pack), nil
	}
}

// namedZone is the zone that somebody typed.
func namedZone(typed string) (string, error) {
	zone, err := schedule.Named(typed)
	if err != nil {
		return "", refusal.New("unknown zone", sentence(err))
	}
	return zone, nil
}

func (b *Bot) zoneChoices(ctx context.Context, e chat.Event) []chat.Option {
	var options []chat.Option
	add := func(zone, hint string) {
		options = append(options, chat.Option{Label: zone, Value: zone, Hint: hint})
	}
	if c, err := b.Store.Course(ctx, e.Team, e.Channel); err == nil {
		add(c.Timetable.Zone, "this channel's")
	}
	if m, err := b.Store.Member(ctx, e.Team, e.Member); err == nil && m.Zone != "" {
		add(m.Zone, "yours")
	}
	for _, zone := range schedule.Zones() {
		add(zone, "")
	}
	return options
}
