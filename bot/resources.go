package bot

import (
	"context"
	"slices"
	"strings"

	"studybot/bot/chat"
	"studybot/bot/command"
	"studybot/bot/study"
)

// resources shows where to read on, whom to ask and what to prepare, from the
// section whose name is given: resources[/words].
func (b *Bot) resources(ctx context.Context, e chat.Event) (chat.Reply, error) {
	_, pack, err := b.courseOf(ctx, e)
	if err != nil {
		return chat.Reply{}, err
	}
	if typed(e) == "" {
		return private(shelfCard(pack, 0)), nil
	}
	shelf, err := pick("shelf", e, pack)
	if err != nil {
		return chat.Reply{}, err
	}
	i := slices.IndexFunc(command.Choices("shelf", pack), func(o chat.Option) bool { return o.Value == shelf })
	return private(shelfCard(pack, bind(shelves(pack), browseReserve).starts[i])), nil
}

// shelf turns the pages: shelf/pack/page, or "page.section" from a menu.
func (b *Bot) shelf(_ context.Context, e chat.Event) (chat.Reply, error) {
	pack, err := b.pack(e.Action.Arg(0))
	if err != nil {
		return chat.Reply{}, err
	}
	at := e.Action.Arg(1)
	if at == "" {
		at, _, _ = strings.Cut(e.Value("value"), ".")
	}
	return update(shelfCard(pack, number(at))), nil
}

// shelves are the pack's resources, support and preparation in one row.
func shelves(pack *study.Pack) []section {
	all := sectionsOf(pack.Resources)
	all = append(all, sectionsOf(pack.Support)...)
	for _, s := range sectionsOf(pack.Preparation) {
		s.name = "For " + pack.Next + ": " + s.name
		all = append(all, s)
	}
	return all
}

func shelfCard(pack *study.Pack, at int) chat.Message {
	sections := shelves(pack)
	laid := bind(sections, browseReserve)
	p := laid.open(at)
	m := chat.Message{Title: "Resources", Body: laid.pages[p.at], Note: p.note()}
	if len(m.Body) == 0 {
		m.Body = []chat.Block{para("This study pack lists no resources.")}
	}
	addRow(&m, laid.contents(sections, chat.Do("shelf", pack.ID)))
	addRow(&m, p.turn(func(page string) chat.Action { return chat.Do("shelf", pack.ID, page) }))
	return m
}
