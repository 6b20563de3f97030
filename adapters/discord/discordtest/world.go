package discordtest

import (
	"slices"
	"strconv"
	"strings"
)

// Permission bits. https://discord.com/developers/docs/topics/permissions
const (
	Administrator         int64 = 1 << 3
	ManageGuild           int64 = 1 << 5
	ViewChannel           int64 = 1 << 10
	SendMessages          int64 = 1 << 11
	AttachFiles           int64 = 1 << 15
	ReadMessageHistory    int64 = 1 << 16
	CreatePublicThreads   int64 = 1 << 35
	SendMessagesInThreads int64 = 1 << 38

	// DefaultPermissions are those of the bot's role.
	DefaultPermissions = ViewChannel | SendMessages | AttachFiles | ReadMessageHistory | CreatePublicThreads | SendMessagesInThreads
	memberPermissions  = ViewChannel | SendMessages | ReadMessageHistory | SendMessagesInThreads | 1<<31 // and may use commands
)

// Channel types. https://discord.com/developers/docs/resources/channel#channel-object-channel-types
const (
	kindText   = 0
	kindDirect = 1
	kindThread = 11
)

type user struct {
	id, name string
	bot      bool
	closed   bool // takes no direct messages
}

type guild struct {
	id, name string
	bot      bool             // the bot is in it
	role     int64            // the bot's role's permissions
	members  map[string]int64 // permissions by user
}

type channel struct {
	id, guild, name  string
	kind             int
	parent           string // a thread's channel
	user             string // a direct conversation's member
	archived, locked bool
	only             *int64 // what the bot may do here, when it differs from its role
	messages         []*Message
}

// AddGuild makes a server with the bot in it.
func (s *Server) AddGuild(id, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.guilds[id] = &guild{id: id, name: name, bot: true, role: s.opt.Permissions, members: map[string]int64{}}
}

// AddChannel makes a text channel.
func (s *Server) AddChannel(guild, id, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.channels[id] = &channel{id: id, guild: guild, name: name, kind: kindText}
}

// AddMember puts a person into a server, with these permission bits there.
func (s *Server) AddMember(guild, id, name string, permissions int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.users[id] == nil {
		s.users[id] = &user{id: id, name: name}
	}
	s.guilds[guild].members[id] = permissions
}

// RemoveMember makes a person leave a server.
func (s *Server) RemoveMember(guild, id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.guilds[guild].members, id)
}

// RemoveBot takes the bot out of a server.
func (s *Server) RemoveBot(guild string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.guilds[guild].bot = false
}

// DeleteChannel deletes a channel or thread with its messages.
func (s *Server) DeleteChannel(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.channels, id)
}

// DeleteMessage deletes a message, as a moderator may.
func (s *Server) DeleteMessage(channel, id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.remove(channel, id)
	s.notify()
}

// ArchiveThread archives a thread; locked keeps all but moderators from reopening it.
func (s *Server) ArchiveThread(id string, locked bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.channels[id]; c != nil {
		c.archived, c.locked = true, locked
	}
}

// Permit lets the bot do only this in the channel.
func (s *Server) Permit(channel string, bits int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.channels[channel]; c != nil {
		c.only = &bits
	}
}

// ClosePrivate makes the member refuse direct messages.
func (s *Server) ClosePrivate(user string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.users[user].closed = true
}

// Revoke makes the bot's token invalid.
func (s *Server) Revoke() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.revoked = true
}

// directID is the id of the bot's conversation with the member, whether or not
// it exists. It differs from all other ids and stays the same.
func (s *Server) directID(user string) string {
	n, _ := strconv.ParseInt(user, 10, 64)
	return strconv.FormatInt(n+1<<40, 10)
}

// direct opens the bot's conversation with the member; the caller holds mu.
func (s *Server) direct(user string) *channel {
	id := s.directID(user)
	if s.channels[id] == nil {
		s.channels[id] = &channel{id: id, kind: kindDirect, user: user}
	}
	return s.channels[id]
}

// botMay is what the bot may do in the channel; the caller holds mu.
func (s *Server) botMay(c *channel) int64 {
	if c.kind == kindDirect {
		return DefaultPermissions
	}
	if c.kind == kindThread {
		if parent := s.channels[c.parent]; parent != nil {
			c = parent
		}
	}
	g := s.guilds[c.guild]
	switch {
	case g == nil || !g.bot:
		return 0
	case g.role&Administrator != 0:
		return ^int64(0)
	case c.only != nil:
		return *c.only
	}
	return g.role
}

// seen is a channel that the bot may look at; the caller holds mu.
func (s *Server) seen(id string) (*channel, *refusal) {
	c := s.channels[id]
	if c == nil {
		return nil, unknown(10003, "Unknown Channel")
	}
	if s.botMay(c)&ViewChannel == 0 {
		return nil, forbidden(50001, "Missing Access")
	}
	return c, nil
}

func (s *Server) userJSON(id string) object {
	u := s.users[id]
	if u == nil {
		u = &user{id: id, name: "deleted"}
	}
	o := object{"id": u.id, "username": u.name, "discriminator": "0", "global_name": strings.ToUpper(u.name[:1]) + u.name[1:], "avatar": nil, "public_flags": 0}
	if u.bot {
		o["bot"] = true
	}
	return o
}

func (s *Server) memberJSON(g *guild, id string) object {
	roles := []string{}
	if id == Bot {
		roles = []string{g.id + "9"}
	}
	return object{
		"user": s.userJSON(id), "nick": nil, "avatar": nil, "roles": roles, "joined_at": "2024-01-01T00:00:00.000000+00:00",
		"deaf": false, "mute": false, "flags": 0, "pending": false,
	}
}

func (s *Server) guildJSON(g *guild) object {
	return object{
		"id": g.id, "name": g.name, "icon": nil, "owner_id": "1", "features": []string{}, "preferred_locale": "en-US",
		"roles": []object{
			{"id": g.id, "name": "@everyone", "permissions": "0", "position": 0, "managed": false},
			{"id": g.id + "9", "name": "studybot", "permissions": bits(g.role), "position": 1, "managed": true},
		},
	}
}

func (s *Server) channelJSON(c *channel) object {
	if c.kind == kindDirect {
		return object{"id": c.id, "type": c.kind, "recipients": []object{s.userJSON(c.user)}, "last_message_id": nil, "flags": 0}
	}
	o := object{"id": c.id, "type": c.kind, "guild_id": c.guild, "name": c.name, "last_message_id": nil, "flags": 0, "nsfw": false}
	if c.kind == kindThread {
		o["parent_id"], o["owner_id"] = c.parent, Bot
		o["thread_metadata"] = object{"archived": c.archived, "locked": c.locked, "auto_archive_duration": 1440, "archive_timestamp": stamp(snowflakeTime(c.id))}
		return o
	}
	o["parent_id"], o["topic"], o["position"] = nil, nil, 0
	overwrites := []object{}
	if c.only != nil {
		overwrites = append(overwrites, object{"id": Bot, "type": 1, "allow": bits(*c.only), "deny": bits(DefaultPermissions &^ *c.only)})
	}
	o["permission_overwrites"] = overwrites
	return o
}

func bits(n int64) string { return strconv.FormatInt(n, 10) }

// guildsOfBot are the servers that the bot is in, oldest first; the caller holds mu.
func (s *Server) guildsOfBot() []*guild {
	var out []*guild
	for _, g := range s.guilds {
		if g.bot {
			out = append(out, g)
		}
	}
	slices.SortFunc(out, func(a, b *guild) int { return byAge(a.id, b.id) })
	return out
}
