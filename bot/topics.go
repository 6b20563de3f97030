package bot

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/enrolment"
	"studybot/bot/refusal"
	"studybot/bot/study"
)

// topics lists the course day by day, or shows one day: topics[/day or
// words of its name].
func (b *Bot) topics(ctx context.Context, e chat.Event) (chat.Reply, error) {
	_, pack, err := b.roll.CourseOf(ctx, e)
	if err != nil {
		return chat.Reply{}, err
	}
	if enrolment.Typed(e) == "" {
		return card.Private(topicsCard(pack, 0)), nil
	}
	day, err := enrolment.Pick("topic", e, pack)
	if err != nil {
		return chat.Reply{}, err
	}
	t, _ := pack.Topic(card.Number(day))
	return card.Private(topicCard(pack, t, 0)), nil
}

// topicsCard is one page of the list.
func topicsCard(pack *study.Pack, at int) chat.Message {
	m := chat.Message{Title: "The topics of this course"}
	var items []chat.Item
	for _, t := range pack.Topics {
		text := string(t.Priority)
		if t.Project {
			text += ", a project"
		}
		items = append(items, chat.Item{Lead: fmt.Sprintf("Day %d · %s", t.Day, t.Name), Text: text})
	}
	p := card.PageOf(items, at, chat.MaxOptions, 0)
	var options []chat.Option
	for i, it := range p.Items {
		t := pack.Topics[p.From+i]
		options = append(options, card.Option(it.Lead, strconv.Itoa(t.Day), it.Text))
	}
	m.Body = []chat.Block{card.Bullets(p.Items...)}
	m.Rows = []chat.Row{{card.Menu("Open a topic", chat.Do("topic", pack.ID), options)}}
	card.AddRow(&m, p.Turn(func(page string) chat.Action { return chat.Do("topiclist", pack.ID, page) }))
	m.Note = p.Note()
	return m
}

// topicList turns the list's pages: topiclist/pack/page.
func (b *Bot) topicList(_ context.Context, e chat.Event) (chat.Reply, error) {
	pack, err := b.roll.Pack(e.Action.Arg(0))
	if err != nil {
		return chat.Reply{}, err
	}
	return card.Update(topicsCard(pack, card.Number(e.Action.Arg(1)))), nil
}

// topic shows one topic: topic/pack/day/page, or the day from a menu.
func (b *Bot) topic(_ context.Context, e chat.Event) (chat.Reply, error) {
	pack, err := b.roll.Pack(e.Action.Arg(0))
	if err != nil {
		return chat.Reply{}, err
	}
	day := e.Action.Arg(1)
	if day == "" {
		day = e.Value("value")
	}
	t, ok := pack.Topic(card.Number(day))
	if !ok {
		return chat.Reply{}, refusal.Stale()
	}
	return card.Update(topicCard(pack, t, card.Number(e.Action.Arg(2)))), nil
}

// topicCard is everything the pack says about a topic.
func topicCard(pack *study.Pack, t study.Topic, at int) chat.Message {
	facts := []chat.Item{{Lead: "Review priority:", Text: string(t.Priority)}}
	if t.Project {
		facts = append(facts, chat.Item{Lead: "Project day:", Text: "one piece of building from beginning to end."})
	}
	for _, mod := range pack.Modules {
		if t.Day >= mod.From && t.Day <= mod.To {
			facts = append(facts, chat.Item{Lead: "Part of:", Text: mod.Name})
		}
	}
	if days := dayNames(pack, t.Prereq); len(days) > 0 {
		facts = append(facts, chat.Item{Lead: "Study before:", Text: card.Joined(days)})
	}
	var after []int
	for _, o := range pack.Topics {
		if slices.Contains(o.Prereq, t.Day) {
			after = append(after, o.Day)
		}
	}
	if days := dayNames(pack, after); len(days) > 0 {
		facts = append(facts, chat.Item{Lead: "Needed for:", Text: card.Joined(days)})
	}
	var areas []chat.Item
	for _, a := range pack.Areas {
		if slices.Contains(a.Topics, t.Day) {
			areas = append(areas, chat.Item{Text: a.Name})
		}
	}
	sections := []card.Section{
		{Name: "In the course", Items: facts},
		{Name: "Key concepts", Items: card.Plain(t.Concepts)},
		{Name: "Skills", Items: card.Plain(t.Skills)},
		{Name: "Areas it teaches", Items: areas},
	}
	for _, theme := range pack.Themes {
		if slices.Contains(theme.Topics, t.Day) {
			for _, s := range card.SectionsOf(theme.Groups) {
				s.Name = theme.Name + " · " + s.Name
				sections = append(sections, s)
			}
			sections = append(sections, card.Section{Name: "Questions to think about", Items: card.Plain(theme.Questions)})
		}
	}
	laid := card.Bind(sections, card.BrowseReserve)
	p := laid.Open(at)
	m := chat.Message{Title: card.Short(fmt.Sprintf("Day %d · %s", t.Day, t.Name), chat.MaxTitle), Body: laid.Pages[p.At], Note: p.Note()}
	turn := p.Turn(func(page string) chat.Action { return chat.Do("topic", pack.ID, strconv.Itoa(t.Day), page) })
	card.AddRow(&m, append(turn, card.Button("All topics", chat.Do("topiclist", pack.ID))))
	return m
}

// dayNames are topics as "Day 33 Model Serving at Scale"; only the day when there
// are many.
func dayNames(pack *study.Pack, days []int) []string {
	var names []string
	for _, day := range days {
		if t, ok := pack.Topic(day); ok && len(days) <= 8 {
			names = append(names, fmt.Sprintf("Day %d %s", t.Day, t.Name))
		} else if ok {
			names = append(names, fmt.Sprintf("Day %d", t.Day))
		}
	}
	return names
}
