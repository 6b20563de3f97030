package card

import "studybot/bot/chat"

// Para is plain text.
func Para(text string) chat.Block { return chat.Block{Text: text} }

// Lead is text after a few strong words.
func Lead(strong, text string) chat.Block { return chat.Block{Lead: strong, Text: text} }

// Heading is the title of what follows.
func Heading(text string) chat.Block { return chat.Block{Kind: chat.Heading, Text: text} }

// Quote is what somebody wrote.
func Quote(text string) chat.Block { return chat.Block{Kind: chat.Quote, Text: text} }

// Bullets is a list.
func Bullets(items ...chat.Item) chat.Block { return chat.Block{Kind: chat.List, Items: items} }

// Button does a when it is pressed.
func Button(label string, a chat.Action) chat.Control {
	return chat.Control{Label: label, Action: a}
}

// Primary is the button that most will want.
func Primary(label string, a chat.Action) chat.Control {
	return chat.Control{Label: label, Action: a, Emphasis: chat.Primary}
}

// Menu does a with the option that is chosen as the event's "value".
func Menu(label string, a chat.Action, options []chat.Option) chat.Control {
	return chat.Control{Kind: chat.Menu, Label: label, Action: a, Options: options}
}

// Short cuts s to limit characters, for a place that has no room for the rest.
func Short(s string, limit int) string {
	head, _ := chat.Cut(s, limit)
	return head
}
