package bot

import (
	"context"

	"studybot/bot/chat"
)

func (b *Bot) unknownCommand() chat.Reply {
	return sorry("I do not know that one. /study help lists what I can do.")
}

func (b *Bot) help(context.Context, chat.Event) (chat.Reply, error) {
	return private(chat.Message{Title: "What I can do"}), nil
}

func (b *Bot) home(context.Context, chat.Event) (chat.Reply, error) {
	return private(chat.Message{Title: "Your board"}), nil
}

func (b *Bot) setup(context.Context, chat.Event) (chat.Reply, error)  { return chat.Reply{}, nil }
func (b *Bot) status(context.Context, chat.Event) (chat.Reply, error) { return chat.Reply{}, nil }
