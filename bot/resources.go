package bot

import (
	"context"
	"slices"
	"strings"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/command"
	"studybot/bot/enrolment"
	"studybot/bot/study"
)

// resources shows where to read on, whom to ask and what to prepare, from the
// section whose name is given: resources[/words].
func (b *Bot) resources(ctx context.Context, e chat.Event) (chat.Reply, error) {
	_, pack, err := b.roll.CourseOf(ctx, e)
	if err != nil {
		return chat.Reply{}, err
	}
	if enrolment.Typed(e) == "" {
		return card.Private(shelfCard(pack, 0)), nil
	}
	shelf, err := enrolment.Pick("shelf", e, pack)
	if err != nil {
		return chat.Reply{}, err
	}
	i := slices.IndexFunc(command.Choices("shelf", pack), func(o chat.Option) bool { return o.Value == shelf })
	return card.Private(shelfCard(pack, card.Bind(shelves(pack), card.BrowseReserve).Starts[i])), nil
}

// shelf turns the pages: shelf/pack/page, or "page.section" from a menu.
func (b *Bot) shelf(_ context.Context, e chat.Event) (chat.Reply, error) {
	pack, err := b.roll.Pack(e.Action.Arg(0))
	if err != nil {
		return chat.Reply{}, err
	}
	at := e.Action.Arg(1)
	if at == "" {
		at, _, _ = strings.Cut(e.Value("value"), ".")
	}
	return card.Update(shelfCard(pack, card.Number(at))), nil
}

// shelves are the pack's resources, support and preparation in one row.
func shelves(pack *study.Pack) []card.Section {
	all := card.SectionsOf(pack.Resources)
	all = append(all, card.SectionsOf(pack.Support)...)
	for _, s := range card.SectionsOf(pack.Preparation) {
		s.Name = "For " + pack.Next + ": " + s.Name
		all = append(all, s)
	}
	return all
}

func shelfCard(pack *study.Pack, at int) chat.Message {
	sections := shelves(pack)
	laid := card.Bind(sections, card.BrowseReserve)
	p := laid.Open(at)
	m := chat.Message{Title: "Resources", Body: laid.Pages[p.At], Note: p.Note()}
	if len(m.Body) == 0 {
		m.Body = []chat.Block{card.Para("This study pack lists no resources.")}
	}
	card.AddRow(&m, laid.Contents(sections, chat.Do("shelf", pack.ID)))
	card.AddRow(&m, p.Turn(func(page string) chat.Action { return chat.Do("shelf", pack.ID, page) }))
	return m
}
