package bot

import (
	"context"
	"fmt"
	"strings"

	"studybot/bot/card"
	"studybot/bot/chat"
)

// forgetWords is what a member types to be forgotten.
const forgetWords = "forget me"

// forget explains what would go and offers the form to confirm it.
func (b *Bot) forget(context.Context, chat.Event) (chat.Reply, error) {
	return card.Private(chat.Message{
		Title: "Forget everything about me",
		Body: []chat.Block{
			card.Para("This removes your ratings, answers, notes, assessments, plans, ticks and settings from this team. Your answers also leave the counts. It cannot be undone."),
			card.Para("What was already posted in channels stays there; it never names you. Files that you exported stay yours."),
		},
		Rows: []chat.Row{{
			card.Button("Export first", chat.Do("export")),
			chat.Control{Label: "Forget me", Action: chat.Do("forget-form"), Emphasis: chat.Danger},
		}},
	}), nil
}

func (b *Bot) forgetForm(context.Context, chat.Event) (chat.Reply, error) {
	return chat.Reply{Form: &chat.Form{
		Title: "Forget me", Submit: "Forget me", Action: chat.Do("forget-sure"),
		Inputs: []chat.Input{{Name: "words", Kind: chat.Line, Label: "Type: " + forgetWords, Hint: "It cannot be undone.", MaxLength: 40}},
	}}, nil
}

func (b *Bot) forgetSure(ctx context.Context, e chat.Event) (chat.Reply, error) {
	if !strings.EqualFold(strings.TrimSpace(e.Value("words")), forgetWords) {
		return chat.Reply{Invalid: map[string]string{"words": "To be forgotten, type “" + forgetWords + "”. To keep everything, close this."}}, nil
	}
	if err := b.Store.Forget(ctx, e.Team, e.Member); err != nil {
		return chat.Reply{}, fmt.Errorf("forget the member: %w", err)
	}
	return card.Update(chat.Message{
		Title: "Forgotten",
		Body:  []chat.Block{card.Para("Nothing about you is kept any more. Messages that I sent you stay in your chat. If you answer a question again, you start afresh.")},
	}), nil
}
