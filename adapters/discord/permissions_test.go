package discord

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"

	"studybot/adapters/discord/discordtest"
	"studybot/bot/chat"
	"studybot/bot/chat/chattest"
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

func TestWhatIsMissingInAChannel(t *testing.T) {
	const all = "309237746688"
	for has, want := range map[string][]string{
		all:                               nil,
		"8":                               nil, // Administrator
		"-1":                              nil,
		"":                                nil, // it is not told
		"many":                            nil,
		"1267650600228229401805940919296": {"Attach Files:"},  // more bits than 64
		"0":                               {"View Channels:"}, // without it the rest cannot be told
		"309237744640":                    {"Send Messages:"},
		"309237711872":                    {"Send Messages:", "Attach Files:"},
		"274878008320":                    {"Create Public Threads:"},
	} {
		var got []string
		for _, it := range lacks(has) {
			got = append(got, it.Lead)
			if !strings.HasPrefix(it.Text, "without it ") {
				t.Errorf("%s: %q", it.Lead, it.Text)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("with %q lacks %q, want %q", has, got, want)
		}
	}
}

// TestARefusalNamesWhatToSwitchOn: Discord only says that something is missing; what
// was asked for tells what it can be.
func TestARefusalNamesWhatToSwitchOn(t *testing.T) {
	s := stand(t, discordtest.Options{})
	p := process(t, s)
	again := toChannel(card("C"), "k4")
	again.Again = true
	picture := card("With a picture")
	picture.Images = []chat.Image{chattest.Picture("a.png", "a line")}
	for name, c := range map[string]struct {
		may    int64
		post   chat.Post
		reason chat.Reason
		lacks  []string
	}{
		"no sight":   {0, toChannel(card("A"), "k1"), chat.NotInChannel, []string{"“View Channels”"}},
		"no words":   {discordtest.DefaultPermissions &^ discordtest.SendMessages, toChannel(card("B"), "k2"), chat.NotAllowed, []string{"“Send Messages”"}},
		"no files":   {discordtest.DefaultPermissions &^ discordtest.AttachFiles, toChannel(picture, "k3"), chat.NotAllowed, []string{"“Send Messages”", "“Attach Files”"}},
		"no history": {discordtest.DefaultPermissions &^ discordtest.ReadMessageHistory, again, chat.NotAllowed, []string{"“Read Message History”"}},
	} {
		s.Permit(channel, c.may)
		_, err := p.Send(t.Context(), c.post)
		var refused *chat.Refused
		if !errors.As(err, &refused) || refused.Reason != c.reason || !slices.Equal(refused.Lacks, c.lacks) {
			t.Errorf("%s: %v, %+v", name, err, refused)
		}
	}
	s.ClosePrivate(bob)
	var refused *chat.Refused
	if _, err := p.Send(t.Context(), chat.Post{To: chat.Place{Team: team, Member: bob}, Message: *card("D"), Key: "k5"}); !errors.As(err, &refused) || refused.Lacks != nil {
		t.Errorf("a member who takes no messages: %v, %+v", err, refused)
	}
}

// TestEventsSayWhatTheBotLacks: with every command, whichever way it comes.
func TestEventsSayWhatTheBotLacks(t *testing.T) {
	both(t, func(t *testing.T, overHTTP bool) {
		s := stand(t, discordtest.Options{})
		heard := make(chan chat.Event, 1)
		serveOn(t, s, overHTTP, t.Output(), func(_ context.Context, e chat.Event) chat.Reply {
			heard <- e
			return chat.Reply{Private: card("Well")}
		})
		hears := func(room string, want int) {
			t.Helper()
			check(t, "type", s.SlashCommand(ann, room, "hello"))
			if e := <-heard; len(e.Lacks) != want {
				t.Errorf("it lacks %+v", e.Lacks)
			}
		}
		hears(channel, 0)
		s.Permit(channel, discordtest.ViewChannel|discordtest.AttachFiles|discordtest.ReadMessageHistory)
		hears(channel, 3)
		hears(s.OpenDM(ann), 0)
	})
}
