package discord

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"studybot/bot/chat"
	"studybot/bot/chat/edge"
)

// message is what somebody wrote.
type message struct {
	ID        string `json:"id"`
	ChannelID string `json:"channel_id"`
	GuildID   string `json:"guild_id"`
	Type      int    `json:"type"`
	Content   string `json:"content"`
	Author    person `json:"author"`

	Attachments []sentFile `json:"attachments"`
}

// readWords reads a message to the bot in a private conversation: Discord shows
// its words to the bot without any privileged intent.
func readWords(data []byte, now time.Time) (incoming, error) {
	var m message
	if err := json.Unmarshal(data, &m); err != nil {
		return incoming{}, fmt.Errorf("%w: a message", errUnreadable)
	}
	plain := m.Type == int(discordgo.MessageTypeDefault) || m.Type == int(discordgo.MessageTypeReply)
	if m.GuildID != "" || m.Author.Bot || !plain {
		return incoming{}, errNotForUs
	}
	if !isID(m.ID) || !isID(m.Author.ID) || !isID(m.ChannelID) {
		return incoming{}, fmt.Errorf("%w: a message without its sender", errUnreadable)
	}
	in := incoming{kind: written, id: m.ID, channel: m.ChannelID, private: true}
	in.event = chat.Event{
		Channel: m.ChannelID, Private: true, Member: m.Author.ID, At: instant(m.ID, now), FileWays: chat.FilesBothWays,
		Action: edge.Typed(strings.TrimPrefix(strings.TrimSpace(m.Content), "/study"), mentioned),
	}
	for _, f := range m.Attachments {
		in.event.Action = chat.SentFiles()
		in.files = append(in.files, edge.Attachment(f))
	}
	return in, nil
}

// mentioned reads Discord's form of a person, <@123> or <@!123>, and leaves all else.
func mentioned(word string) string {
	if inner, ok := strings.CutPrefix(word, "<@"); ok {
		if inner, ok = strings.CutSuffix(strings.TrimPrefix(inner, "!"), ">"); ok && isID(inner) {
			return inner
		}
	}
	return word
}
