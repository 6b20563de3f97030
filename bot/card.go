package bot

import "studybot/bot/chat"

// The small pieces that flows build their cards from.

func para(text string) chat.Block { return chat.Block{Text: text} }

func lead(strong, text string) chat.Block { return chat.Block{Lead: strong, Text: text} }

func heading(text string) chat.Block { return chat.Block{Kind: chat.Heading, Text: text} }

func quote(text string) chat.Block { return chat.Block{Kind: chat.Quote, Text: text} }

func bullets(items ...chat.Item) chat.Block { return chat.Block{Kind: chat.List, Items: items} }

func button(label string, a chat.Action) chat.Control {
	return chat.Control{Label: label, Action: a}
}

func primary(label string, a chat.Action) chat.Control {
	return chat.Control{Label: label, Action: a, Emphasis: chat.Primary}
}

func menu(label string, a chat.Action, options []chat.Option) chat.Control {
	return chat.Control{Kind: chat.Menu, Label: label, Action: a, Options: options}
}

// short cuts s for a place that has no room for the rest.
func short(s string, limit int) string {
	head, _ := chat.Cut(s, limit)
	return head
}
