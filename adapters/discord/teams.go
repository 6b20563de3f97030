package discord

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	"studybot/adapters/discord/markdown"
	"studybot/bot/chat"
)

// Discord does not say which server a private conversation is about, but a
// member's progress belongs to one. What the bot writes there ends with a line
// that names the server; a click brings it back. For a typed command the servers
// that bot and member share are looked up.

// Bounds of that search.
const (
	serversPage = 200
	mostServers = 40 // looked through for one member
)

// serverIn reads the last line of a message in a private conversation. All else in
// a message is escaped, so nobody but the adapter can write such a line.
func serverIn(c component) string {
	last := c
	for len(last.Components) > 0 {
		last = last.Components[len(last.Components)-1]
	}
	lines := strings.Split(last.Content, "\n")
	found := regexp.MustCompile(`^-# From \[.*\]\(https://discord\.com/channels/(\d{15,20})\)$`).FindStringSubmatch(lines[len(lines)-1])
	if found == nil {
		return ""
	}
	return found[1]
}

// servers remembers the servers' names and where members were seen.
type servers struct {
	names bounded[string, string]
	last  bounded[string, string] // member to server
}

// saw remembers that the member acted in the server.
func (s *servers) saw(member, guild string, now time.Time) { s.last.put(member, guild, now) }

// server is a server with its name, "your server" when it can not be learned.
func (p *Platform) server(ctx context.Context, guild string) *server {
	if name, ok := p.servers.names.get(guild, p.now()); ok {
		return &server{guild, name}
	}
	var g struct {
		Name string `json:"name"`
	}
	if err := p.call(ctx, "ask for a server's name", http.MethodGet, "/guilds/"+guild, nil, &g); err != nil || g.Name == "" {
		return &server{guild, "your server"}
	}
	p.servers.names.put(guild, g.Name, p.now())
	return &server{guild, g.Name}
}

// findServer learns which server the act in a private conversation is about and
// writes it into in; or it answers the member, who has to say it.
func (p *Platform) findServer(ctx context.Context, in *incoming) *chat.Reply {
	member := in.event.Member
	if guild, ok := p.servers.last.get(member, p.now()); ok {
		in.guild = guild
		in.settle()
		return nil
	}
	shared, err := p.sharedServers(ctx, member)
	switch {
	case err != nil:
		p.log.Warn("a member's server was not found", "error", err)
		return &chat.Reply{Private: &chat.Message{Body: []chat.Block{{Text: "I could not look up your server just now. Please try again in a minute, or type the command in the server's channel."}}}}
	case len(shared) == 0:
		return &chat.Reply{Private: &chat.Message{Body: []chat.Block{{Text: "I do not know which server you mean. Type the command in a channel of the server where you study."}}}}
	case len(shared) == 1:
		p.servers.saw(member, shared[0].id, p.now())
		in.guild = shared[0].id
		in.settle()
		return nil
	}
	m := chat.Message{Body: []chat.Block{{Text: "We share more than one server. Which one do you mean?"}}}
	for i, s := range shared[:min(len(shared), chat.MaxRows*chat.MaxControls)] {
		if i%chat.MaxControls == 0 {
			m.Rows = append(m.Rows, nil)
		}
		last := len(m.Rows) - 1
		label := markdown.Line(s.name, chat.MaxLabel)
		if label == "" {
			label = "A server without a name"
		}
		m.Rows[last] = append(m.Rows[last], chat.Control{Label: label, Action: about(serverVerb, s.id, in.event.Action)})
	}
	return &chat.Reply{Private: &m}
}

// sharedServers are the servers that bot and member are both in.
func (p *Platform) sharedServers(ctx context.Context, member string) ([]server, error) {
	var guilds []struct{ ID, Name string }
	if err := p.call(ctx, "list the servers", http.MethodGet, fmt.Sprintf("/users/@me/guilds?limit=%d", serversPage), nil, &guilds); err != nil {
		return nil, err
	}
	if len(guilds) > mostServers {
		return nil, nil
	}
	var out []server
	for _, g := range guilds {
		// Also in a bot's only server: who has left it can still write to the bot.
		err := p.call(ctx, "look for a member", http.MethodGet, "/guilds/"+g.ID+"/members/"+member, nil, nil)
		switch chat.RefusedFor(err) {
		case chat.MemberClosed, chat.NotInChannel, chat.ChannelGone:
			continue // no such member there, or the bot was just taken out
		}
		if err != nil {
			return nil, err
		}
		p.servers.names.put(g.ID, g.Name, p.now())
		out = append(out, server{g.ID, g.Name})
	}
	return out, nil
}
