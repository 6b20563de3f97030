package discord

import (
	"errors"
	"fmt"
	"math/big"
	mathbits "math/bits"
	"net/url"
	"slices"
	"strconv"

	"github.com/bwmarrin/discordgo"

	"studybot/bot/chat"
)

// Permission is something that the bot's role may do in a server.
type Permission struct {
	// Name is what Discord's settings call it in English.
	Name string
	// Bit is its value, one bit.
	// https://discord.com/developers/docs/topics/permissions#permissions-bitwise-permission-flags
	Bit int64
	// For says what it is used for, Without what is lost when it is missing.
	For, Without string
}

// Permissions are all that the bot's role needs; InviteLink asks for exactly
// these. Commands, buttons, forms and private answers to them need none.
func Permissions() []Permission {
	return []Permission{
		{"View Channels", discordgo.PermissionViewChannel, "sees the channel that it posts to", "nothing can be posted to a channel"},
		{"Send Messages", discordgo.PermissionSendMessages, "posts the question, answers and reminders", "nothing can be posted to a channel"},
		{"Attach Files", discordgo.PermissionAttachFiles, "sends pictures of the score and export files", "no picture and no export file can be sent in the server"},
		{"Read Message History", discordgo.PermissionReadMessageHistory, "finds its own post again after a crash", "a post that was cut off by a crash can not be found again, so it may appear twice"},
		{"Create Public Threads", discordgo.PermissionCreatePublicThreads, "opens a thread below a question, where its key points are talked over", "the key points answer the question in the channel instead"},
		{"Send Messages in Threads", discordgo.PermissionSendMessagesInThreads, "posts the key points into that thread", "the key points answer the question in the channel, beside a thread that stays empty"},
	}
}

// lacks are the permissions that the bot needs and has not among those that came with
// an interaction. Without sight of the channel nothing else can be told for sure.
// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object
func lacks(has string) []chat.Item {
	bits, _ := new(big.Int).SetString(has, 10)
	var out []chat.Item
	for _, p := range missing(bits) {
		out = append(out, chat.Item{Lead: p.Name + ":", Text: "without it " + p.Without})
		if p.Bit == discordgo.PermissionViewChannel {
			break
		}
	}
	return out
}

// missing are those of Permissions that are not among the bits, nil for no number.
func missing(bits *big.Int) []Permission {
	has := func(bit int64) bool { return bits.Bit(mathbits.TrailingZeros64(uint64(bit))) == 1 }
	if bits == nil || has(discordgo.PermissionAdministrator) {
		return nil
	}
	return slices.DeleteFunc(Permissions(), func(p Permission) bool { return has(p.Bit) })
}

// lacking names, in Discord's answer that a permission is missing, which it can be.
// Discord itself does not say.
func lacking(err error, bits ...int64) error {
	var refused *chat.Refused
	if errors.As(err, &refused) && refused.Code == strconv.Itoa(discordgo.ErrCodeMissingPermissions) {
		for _, p := range Permissions() {
			if slices.Contains(bits, p.Bit) {
				refused.Lacks = append(refused.Lacks, "“"+p.Name+"”")
			}
		}
	}
	return err
}

// InviteLink is the address where somebody who manages a server lets the bot in,
// with exactly the permissions of Permissions.
// https://discord.com/developers/docs/topics/oauth2#bot-authorization-flow
func InviteLink(appID string) string {
	var sum int64
	for _, p := range Permissions() {
		sum |= p.Bit
	}
	return fmt.Sprintf("https://discord.com/oauth2/authorize?client_id=%s&scope=bot+applications.commands&permissions=%d&integration_type=%d",
		url.QueryEscape(appID), sum, discordgo.ApplicationIntegrationGuildInstall)
}

// inviteTo is InviteLink with a server already chosen: opened there once more, it
// gives the role what it lacks.
func inviteTo(appID, server string) string {
	return InviteLink(appID) + "&guild_id=" + url.QueryEscape(server)
}
