package discord

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSettings(t *testing.T) {
	key := strings.Repeat("ab", 32)
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte("from.a.file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		env   map[string]string
		wrong string // what the error says; empty is good
		token string
		api   string
		http  bool
	}{
		"gateway":               {env: map[string]string{"DISCORD_BOT_TOKEN": "a.b.c"}, token: "a.b.c", api: "https://discord.com/api/v10"},
		"with its prefix":       {env: map[string]string{"DISCORD_BOT_TOKEN": "Bot a.b.c"}, token: "a.b.c", api: "https://discord.com/api/v10"},
		"from a file":           {env: map[string]string{"DISCORD_BOT_TOKEN_FILE": file}, token: "from.a.file", api: "https://discord.com/api/v10"},
		"HTTP":                  {env: map[string]string{"DISCORD_BOT_TOKEN": "a.b.c", "DISCORD_PUBLIC_KEY": key, "DISCORD_APP_ID": appID}, token: "a.b.c", api: "https://discord.com/api/v10", http: true},
		"a stand-in":            {env: map[string]string{"DISCORD_BOT_TOKEN": "a.b.c", "DISCORD_API_URL": "http://127.0.0.1:1/"}, token: "a.b.c", api: "http://127.0.0.1:1/api/v10"},
		"no token":              {env: map[string]string{"DISCORD_APP_ID": appID}, wrong: "DISCORD_BOT_TOKEN is missing"},
		"the client secret":     {env: map[string]string{"DISCORD_BOT_TOKEN": "planted-client-secret"}, wrong: "not a bot token"},
		"words":                 {env: map[string]string{"DISCORD_BOT_TOKEN": "planted a.b.c"}, wrong: "not a bot token"},
		"an application's name": {env: map[string]string{"DISCORD_BOT_TOKEN": "planted.b.c", "DISCORD_APP_ID": "studybot"}, wrong: "DISCORD_APP_ID"},
		"half a key":            {env: map[string]string{"DISCORD_BOT_TOKEN": "planted.b.c", "DISCORD_PUBLIC_KEY": key[:32]}, wrong: "DISCORD_PUBLIC_KEY"},
		"a key that is none":    {env: map[string]string{"DISCORD_BOT_TOKEN": "planted.b.c", "DISCORD_PUBLIC_KEY": strings.Repeat("zz", 32)}, wrong: "DISCORD_PUBLIC_KEY"},
		"an address that is no": {env: map[string]string{"DISCORD_BOT_TOKEN": "planted.b.c", "DISCORD_API_URL": "discord.com"}, wrong: "DISCORD_API_URL"},
		"another scheme":        {env: map[string]string{"DISCORD_BOT_TOKEN": "planted.b.c", "DISCORD_API_URL": "file:///x"}, wrong: "DISCORD_API_URL"},
	} {
		s, err := FromEnv(func(k string) string { return c.env[k] })
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		_, err = New(s, Deps{Log: quietLog()})
		switch {
		case c.wrong == "" && (err != nil || s.BotToken != c.token || s.api() != c.api || s.Gateway() == c.http || !s.On()):
			t.Errorf("%s: %+v, %v", name, s, err)
		case c.wrong != "" && (err == nil || !strings.Contains(err.Error(), c.wrong) || strings.Contains(err.Error(), "planted")):
			t.Errorf("%s: the error is %v", name, err)
		}
	}
	_, err := FromEnv(func(k string) string {
		return map[string]string{"DISCORD_BOT_TOKEN": "planted", "DISCORD_BOT_TOKEN_FILE": file}[k]
	})
	if err == nil || !strings.Contains(err.Error(), "DISCORD_BOT_TOKEN") || strings.Contains(err.Error(), "planted") {
		t.Errorf("two tokens: %v", err)
	}
	if (Settings{APIURL: "http://127.0.0.1:1"}).On() {
		t.Error("a stand-in's address alone turns it on")
	}
}
