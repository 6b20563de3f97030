package bot

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"studybot/bot/chat"
	"studybot/bot/study"
)

// topics lists the course day by day, or shows one day: topics[/day or
// words of its name].
func (b *Bot) topics(ctx context.Context, e chat.Event) (chat.Reply, error) {
	_, pack, err := b.courseOf(ctx, e)
	if err != nil {
		return chat.Reply{}, err
	}
	if typed(e) == "" {
		return private(topicsCard(pack, 0)), nil
	}
	day, err := pick("topic", e, pack)
	if err != nil {
		return chat.Reply{}, err
	}
	t, _ := pack.Topic(number(day))
	return private(topicCard(pack, t, 0)), nil
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
	p := pageOf(items, at, chat.MaxOptions, 0)
	var options []chat.Option
	for i, it := range p.items {
		t := pack.Topics[p.from+i]
		options = append(options, option(it.Lead, strconv.Itoa(t.Day), it.Text))
	}
	m.Body = []chat.Block{bullets(p.items...)}
	m.Rows = []chat.Row{{menu("Open a topic", chat.Do("topic", pack.ID), options)}}
	addRow(&m, p.turn(func(page string) chat.Action { return chat.Do("topiclist", pack.ID, page) }))
	m.Note = p.note()
	return m
}

// topicList turns the list's pages: topiclist/pack/page.
func (b *Bot) topicList(_ context.Context, e chat.Event) (chat.Reply, error) {
	pack, err := b.pack(e.Action.Arg(0))
	if err != nil {
		return chat.Reply{}, err
	}
	return update(topicsCard(pack, number(e.Action.Arg(1)))), nil
}

// topic shows one topic: topic/pack/day/page, or the day from a menu.
func (b *Bot) topic(_ context.Context, e chat.Event) (chat.Reply, error) {
	pack, err := b.pack(e.Action.Arg(0))
	if err != nil {
		return chat.Reply{}, err
	}
	day := e.Action.Arg(1)
	if day == "" {
		day = e.Value("value")
	}
	t, ok := pack.Topic(number(day))
	if !ok {
		return chat.Reply{}, stale()
	}
	return update(topicCard(pack, t, number(e.Action.Arg(2)))), nil
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
		facts = append(facts, chat.Item{Lead: "Study before:", Text: joined(days)})
	}
	var after []int
	for _, o := range pack.Topics {
		if slices.Contains(o.Prereq, t.Day) {
			after = append(after, o.Day)
		}
	}
	if days := dayNames(pack, after); len(days) > 0 {
		facts = append(facts, chat.Item{Lead: "Needed for:", Text: joined(days)})
	}
	var areas []chat.Item
	for _, a := range pack.Areas {
		if slices.Contains(a.Topics, t.Day) {
			areas = append(areas, chat.Item{Text: a.Name})
		}
	}
	sections := []section{
		{name: "In the course", items: facts},
		{name: "Key concepts", items: plain(t.Concepts)},
		{name: "Skills", items: plain(t.Skills)},
		{name: "Areas it teaches", items: areas},
	}
	for _, theme := range pack.Themes {
		if slices.Contains(theme.Topics, t.Day) {
			for _, s := range sectionsOf(theme.Groups) {
				s.name = theme.Name + " · " + s.name
				sections = append(sections, s)
			}
			sections = append(sections, section{name: "Questions to think about", items: plain(theme.Questions)})
		}
	}
	laid := bind(sections, browseReserve)
	p := laid.open(at)
	m := chat.Message{Title: short(fmt.Sprintf("Day %d · %s", t.Day, t.Name), chat.MaxTitle), Body: laid.pages[p.at], Note: p.note()}
	turn := p.turn(func(page string) chat.Action { return chat.Do("topic", pack.ID, strconv.Itoa(t.Day), page) })
	addRow(&m, append(turn, button("All topics", chat.Do("topiclist", pack.ID))))
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
