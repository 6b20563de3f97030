package discord

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"studybot/adapters/discord/commands"
	"studybot/adapters/discord/discordtest"
	"studybot/bot/chat"
)

// platformAt is a platform that talks to the stand-in, over the gateway.
func platformAt(t *testing.T, srv *discordtest.Server, list []chat.Command) *Platform {
	t.Helper()
	var s Settings
	s.BotToken, s.AppID, _ = srv.Tokens()
	s.APIURL = srv.APIURL()
	return platformWith(t, s, list)
}

func platformWith(t *testing.T, s Settings, list []chat.Command) *Platform {
	t.Helper()
	p, err := New(s, Deps{Commands: list, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.client.CloseIdleConnections)
	return p
}

const (
	ourApp   = "1390000000000000001"
	ourKey   = "3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29"
	otherKey = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
)

// account is what Discord knows about the bot, as an operator may have left it.
type account struct {
	endpoint string
	commands []chat.Command
	left     int    // session starts
	servers  string // the answer's list
	many     int    // servers instead of it
	broken   string // path that answers 502
	revoked  bool
	puts     int
}

func (a *account) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.Path, "/api/v10")
	if r.Method != http.MethodGet {
		a.puts++
	}
	answer := func(v any) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(v)
	}
	switch {
	case a.broken == path:
		w.WriteHeader(http.StatusBadGateway)
	case a.revoked:
		w.WriteHeader(http.StatusUnauthorized)
		answer(map[string]any{"message": "401: Unauthorized", "code": 0})
	case path == "/applications/@me":
		var endpoint any
		if a.endpoint != "" {
			endpoint = a.endpoint
		}
		answer(map[string]any{"id": ourApp, "name": "Study\u202ebot\x1b[2J", "verify_key": ourKey, "interactions_endpoint_url": endpoint, "bot": map[string]any{"id": "1390000000000000002"}})
	case path == "/gateway/bot":
		answer(map[string]any{"url": "wss://gateway.example", "shards": 1, "session_start_limit": map[string]any{"total": 1000, "remaining": a.left, "reset_after": 14400000, "max_concurrency": 1}})
	case strings.HasSuffix(path, "/commands"):
		list := []any{}
		if a.commands != nil {
			list = append(list, commands.Of(a.commands))
		}
		answer(list)
	case path == "/users/@me/guilds" && a.many > 0:
		list := []any{}
		for i := range a.many {
			id := fmt.Sprintf("14%016d", i)
			if id > r.URL.Query().Get("after") && len(list) < 200 {
				list = append(list, map[string]any{"id": id, "name": fmt.Sprintf("Server %d", i), "permissions": "309237746688"})
			}
		}
		answer(list)
	case path == "/users/@me/guilds":
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(a.servers))
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

const oneServer = `[{"id":"1380000000000000001","name":"Study circle","permissions":"309237746688"}]`

func TestCheck(t *testing.T) {
	list := fourCommands()
	type bad map[string]string // name of the finding to part of what it says to do
	for name, c := range map[string]struct {
		set func(*Settings)
		at  func(*account)
		bad bad
		say map[string]string // name of a finding to part of its text
	}{
		"all is well": {say: map[string]string{
			"Discord bot token": "Studybot[2J (" + ourApp + ")", "Discord servers": "is in 1",
			"Discord invite link": InviteLink(ourApp), "Discord gateway": "990 more", "Discord commands": "4 subcommands",
		}},
		"no id is set": {set: func(s *Settings) { s.AppID = "" }},
		"wrong id":     {set: func(s *Settings) { s.AppID = "1390000000000000009" }, bad: bad{"Discord application": "set DISCORD_APP_ID to " + ourApp}},
		"token refused": {
			at: func(a *account) { a.revoked = true }, bad: bad{"Discord bot token": "DISCORD_BOT_TOKEN"},
			say: map[string]string{"Discord invite link": InviteLink(ourApp)},
		},
		"Discord is down":            {at: func(a *account) { a.broken = "/applications/@me" }, bad: bad{"Discord bot token": "check that this machine reaches"}},
		"over HTTP":                  {set: withKey, at: func(a *account) { a.endpoint = "https://study.example/discord/interactions"; a.left = 0 }, say: map[string]string{"Discord interactions": "study.example"}},
		"behind a proxy":             {set: withKey, at: func(a *account) { a.endpoint = "https://study.example/bot/discord/interactions/" }},
		"over HTTP, without address": {set: withKey, bad: bad{"Discord interactions": "https://<your host>/discord/interactions"}},
		"over HTTP, wrong address":   {set: withKey, at: func(a *account) { a.endpoint = "https://study.example/" }, bad: bad{"Discord interactions": "https://<your host>/discord/interactions"}},
		"over HTTP, wrong key": {
			set: func(s *Settings) { s.PublicKey = otherKey }, at: func(a *account) { a.endpoint = "https://study.example/discord/interactions" },
			bad: bad{"Discord public key": "General Information"},
		},
		"gateway, but an address": {at: func(a *account) { a.endpoint = "https://study.example/discord/interactions" }, bad: bad{"Discord interactions": "clear “Interactions Endpoint URL”"}},
		"gateway used up":         {at: func(a *account) { a.left = 12 }, bad: bad{"Discord gateway": "in 4h0m0s"}},
		"gateway down":            {at: func(a *account) { a.broken = "/gateway/bot" }, bad: bad{"Discord gateway": "discordstatus.com"}},
		"no commands yet":         {at: func(a *account) { a.commands = nil }, say: map[string]string{"Discord commands": "does it when it starts"}},
		"other commands":          {at: func(a *account) { a.commands = list[1:] }, bad: bad{"Discord commands": "studybot serve"}},
		"commands unknown":        {at: func(a *account) { a.broken = "/applications/" + ourApp + "/commands" }, bad: bad{"Discord commands": "run this again"}},
		"no server yet":           {at: func(a *account) { a.servers = "[]" }, bad: bad{"Discord servers": InviteLink(ourApp)}},
		"servers unknown":         {at: func(a *account) { a.broken = "/users/@me/guilds" }, bad: bad{"Discord servers": "run this again"}},
		"a permission is missing": {
			at: func(a *account) {
				a.servers = `[{"id":"1380000000000000001","name":"Study circle","permissions":"309237713920"},{"id":"1380000000000000002","name":"\n","permissions":"0"}]`
			},
			bad: bad{"Discord server Study circle": InviteLink(ourApp) + "&guild_id=1380000000000000001", "Discord server without a name": "guild_id=1380000000000000002"},
			say: map[string]string{"Discord server Study circle": "lacks “Attach Files” (", "Discord servers": "is in 2"},
		},
		"more than it needs": {at: func(a *account) { a.servers = strings.Replace(oneServer, "309237746688", "8", 1) }, say: map[string]string{"Discord server Study circle": "more than it needs"}},
		"bits of the future": {at: func(a *account) {
			a.servers = strings.Replace(oneServer, "309237746688", "1237940039285380274899124223", 1)
		}},
		"unreadable":           {at: func(a *account) { a.servers = strings.Replace(oneServer, "309237746688", "all", 1) }, bad: bad{"Discord server Study circle": "run this again"}},
		"on very many servers": {at: func(a *account) { a.many = 401 }, say: map[string]string{"Discord servers": "is in 401; the first 20"}},
	} {
		t.Run(name, func(t *testing.T) {
			a := &account{commands: list, left: 990, servers: oneServer}
			if c.at != nil {
				c.at(a)
			}
			srv := httptest.NewServer(a)
			defer srv.Close()
			s := Settings{BotToken: "secret.bot.token", AppID: ourApp, APIURL: srv.URL}
			if c.set != nil {
				c.set(&s)
			}
			p := platformWith(t, s, list)
			links := 0
			found := p.Check(t.Context())
			for _, f := range found {
				do, bad := c.bad[f.Name]
				if f.OK == bad || !strings.Contains(f.Do, do) || f.Text == "" || f.OK != (f.Do == "") {
					t.Errorf("%+v, want %q", f, do)
				}
				delete(c.bad, f.Name)
				if !strings.Contains(f.Text, c.say[f.Name]) {
					t.Errorf("%+v, want %q", f, c.say[f.Name])
				}
				delete(c.say, f.Name)
				if strings.Contains(f.Text+f.Do, "secret") || strings.ContainsAny(f.Name+f.Text+f.Do, "\x1b\u202e\n") {
					t.Errorf("a finding shows a secret, or what is not for a terminal: %+v", f)
				}
				if f.Name == "Discord invite link" {
					links++
				}
			}
			for name := range c.bad {
				t.Errorf("%s was not found", name)
			}
			for name := range c.say {
				t.Errorf("%s was not said", name)
			}
			if a.puts != 0 {
				t.Errorf("looking changed something %d times", a.puts)
			}
			if links != 1 {
				t.Errorf("%d invite links", links)
			}
			if len(found) > 30 {
				t.Errorf("%d findings are too many to read", len(found))
			}
		})
	}
}

func withKey(s *Settings) { s.PublicKey = strings.ToUpper(ourKey) }

// TestCheckOnTheStandIn looks at a bot that runs well.
func TestCheckOnTheStandIn(t *testing.T) {
	srv := discordtest.New(discordtest.Options{})
	defer srv.Close()
	p := platformAt(t, srv, fourCommands())
	unwell := func() (names []string) {
		for _, f := range p.Check(t.Context()) {
			if !f.OK {
				names = append(names, f.Name)
			}
		}
		return names
	}
	if got := unwell(); len(got) != 0 { // the commands come with the first start
		t.Errorf("before the first start these are unwell: %q", got)
	}
	if err := p.register(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := unwell(); len(got) != 0 {
		t.Errorf("after it these are unwell: %q", got)
	}
	for _, problem := range srv.Problems() {
		t.Error(problem)
	}
}
