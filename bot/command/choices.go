package command

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"studybot/bot/chat"
	"studybot/bot/study"
)

// Choices are what a pack offers for an argument, by the argument's name: an area
// by its id, a topic by its day, a list by "list" or "list part", a shelf by its id
// or name, in the order of pack.Resources, Support and Preparation, and what can be
// asked about with why. Other arguments have none.
func Choices(arg string, pack *study.Pack) []chat.Option {
	var options, parts []chat.Option
	add := func(label, value, hint string) {
		options = append(options, chat.Option{Label: label, Value: value, Hint: hint})
	}
	switch arg {
	case "area":
		for _, a := range pack.Areas {
			add(a.Name, a.ID, "")
		}
	case "about":
		add("Question", "question", "why you and the channel are asked this one")
		add("Score", "score", "what the two numbers are made of")
		add("Plan", "plan", "why the next item is in it")
	case "topic":
		for _, t := range pack.Topics {
			add(fmt.Sprintf("Day %d · %s", t.Day, t.Name), strconv.Itoa(t.Day), string(t.Priority))
		}
	case "list":
		for _, l := range pack.Checklists {
			add(l.Name, l.ID, "")
			for _, g := range l.Groups {
				parts = append(parts, chat.Option{Label: g.Name, Value: l.ID + " " + g.ID, Hint: l.Name})
			}
		}
	case "shelf":
		for _, g := range slices.Concat(pack.Resources, pack.Support, pack.Preparation) {
			name, _ := chat.Cut(g.Name, 40)
			add(g.Name, cmp.Or(g.ID, name), g.Part)
		}
	}
	return append(options, parts...)
}

// Returns are first days after a time away that begins today; "off" ends one now.
func Returns(today study.Day) []chat.Option {
	var options []chat.Option
	for _, in := range []struct {
		days int
		text string
	}{{1, "Tomorrow"}, {3, "In 3 days"}, {7, "In a week"}, {14, "In two weeks"}} {
		day := today.Add(in.days)
		options = append(options, chat.Option{Label: in.text + ", " + day.Date().Format("Monday 2 January"), Value: string(day)})
	}
	return append(options, chat.Option{Label: "I'm back", Value: "off", Hint: "private messages come again"})
}
