package discord

import (
	"net/url"
	"testing"

	"github.com/bwmarrin/discordgo"
)

func TestInviteLink(t *testing.T) {
	// By hand: 1,024 to view + 2,048 to send + 32,768 to attach + 65,536 to read the
	// history + 34,359,738,368 to open threads + 274,877,906,944 to write into them.
	const want = "https://discord.com/oauth2/authorize?client_id=1390000000000000001&scope=bot+applications.commands&permissions=309237746688&integration_type=0"
	if got := InviteLink("1390000000000000001"); got != want {
		t.Errorf("the link is\n%s, want\n%s", got, want)
	}
	at, err := url.Parse(inviteTo("a&b", "c&d"))
	if err != nil {
		t.Fatal(err)
	}
	q := at.Query()
	if len(q) != 5 || q.Get("client_id") != "a&b" || q.Get("guild_id") != "c&d" || q.Get("scope") != "bot applications.commands" {
		t.Errorf("the link to a server is %v", q)
	}
}

func TestPermissionsAreFew(t *testing.T) {
	var sum int64
	for _, p := range Permissions() {
		if p.Bit <= 0 || p.Bit&(p.Bit-1) != 0 || sum&p.Bit != 0 {
			t.Errorf("%s is not one bit of its own: %x", p.Name, p.Bit)
		}
		if p.Name == "" || p.For == "" || p.Without == "" {
			t.Errorf("%+v is not explained", p)
		}
		sum |= p.Bit
	}
	for name, bit := range map[string]int64{
		"Administrator":          discordgo.PermissionAdministrator,
		"Manage Server":          discordgo.PermissionManageGuild,
		"Manage Channels":        discordgo.PermissionManageChannels,
		"Manage Roles":           discordgo.PermissionManageRoles,
		"Manage Messages":        discordgo.PermissionManageMessages,
		"Manage Threads":         discordgo.PermissionManageThreads,
		"Manage Webhooks":        discordgo.PermissionManageWebhooks,
		"Manage Nicknames":       discordgo.PermissionManageNicknames,
		"Manage Expressions":     discordgo.PermissionManageGuildExpressions,
		"Manage Events":          discordgo.PermissionManageEvents,
		"Mention Everyone":       discordgo.PermissionMentionEveryone,
		"Kick Members":           discordgo.PermissionKickMembers,
		"Ban Members":            discordgo.PermissionBanMembers,
		"Moderate Members":       discordgo.PermissionModerateMembers,
		"Create Private Threads": discordgo.PermissionCreatePrivateThreads,
	} {
		if sum&bit != 0 {
			t.Errorf("%s is asked for", name)
		}
	}
}
