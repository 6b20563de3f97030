package slack

import (
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"studybot/adapters/slack/slacktest"
)

// TestManifestAsksForTheScopes keeps the manifest, the list that Check uses and
// the stand-in together.
func TestManifestAsksForTheScopes(t *testing.T) {
	data, err := os.ReadFile("../../deploy/slack-manifest.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var m struct {
		Features struct {
			AppHome struct {
				Home bool `yaml:"home_tab_enabled"`
			} `yaml:"app_home"`
			Commands []struct {
				Command string `yaml:"command"`
				Hint    string `yaml:"usage_hint"`
				Escape  bool   `yaml:"should_escape"`
			} `yaml:"slash_commands"`
		} `yaml:"features"`
		OAuth struct {
			Scopes struct {
				Bot []string `yaml:"bot"`
			} `yaml:"scopes"`
		} `yaml:"oauth_config"`
		Settings struct {
			Events struct {
				Bot []string `yaml:"bot_events"`
			} `yaml:"event_subscriptions"`
			Interactivity struct {
				On bool `yaml:"is_enabled"`
			} `yaml:"interactivity"`
			SocketMode bool `yaml:"socket_mode_enabled"`
		} `yaml:"settings"`
	}
	if err := yaml.Unmarshal(data, &m); err != nil {
		t.Fatal(err)
	}
	if got, want := m.OAuth.Scopes.Bot, scopeNames(); !slices.Equal(got, want) {
		t.Errorf("the manifest asks for %q, Check for %q", got, want)
	}
	c := m.Features.Commands
	if len(c) != 1 || c[0].Command != "/study" || c[0].Hint == "" || !c[0].Escape {
		t.Errorf("the command is %+v", c)
	}
	if !m.Features.AppHome.Home || !m.Settings.Interactivity.On || !m.Settings.SocketMode || !slices.Equal(m.Settings.Events.Bot, []string{"app_home_opened", "message.im"}) {
		t.Errorf("the settings are %+v, %+v", m.Features, m.Settings)
	}
	for line := range strings.Lines(string(data)) {
		if scope, comment, _ := strings.Cut(strings.TrimSpace(line), " # "); slices.Contains(scopeNames(), strings.TrimPrefix(scope, "- ")) && comment == "" {
			t.Errorf("the manifest does not explain %s", scope)
		}
	}
}

func TestCheck(t *testing.T) {
	for name, c := range map[string]struct {
		options slacktest.Options
		set     func(*Settings)
		before  func(*slacktest.Server)
		bad     map[string]string // name of the finding to part of what it says to do
	}{
		"all is well": {},
		"no history": {
			options: slacktest.Options{Scopes: []string{"commands", "chat:write", "im:write", "im:history", "groups:history", "files:read", "files:write"}},
			bad:     map[string]string{"Slack scope channels:history": "add channels:history"},
		},
		"wrong bot token": {set: func(s *Settings) { s.BotToken = "xoxb-other" }, bad: map[string]string{"Slack bot token": "SLACK_BOT_TOKEN"}},
		"wrong app token": {set: func(s *Settings) { s.AppToken = "xapp-other" }, bad: map[string]string{"Slack Socket Mode": "connections:write"}},
		"Slack is down": {
			before: func(s *slacktest.Server) { s.FailNext("auth.test", slacktest.Failure{Status: http.StatusBadGateway}) },
			bad:    map[string]string{"Slack bot token": "check that this machine reaches"},
		},
		"over HTTP": {set: func(s *Settings) { s.AppToken, s.SigningSecret = "", "0123456789abcdef" }},
	} {
		t.Run(name, func(t *testing.T) {
			srv := slacktest.New(c.options)
			defer srv.Close()
			var set Settings
			set.BotToken, set.AppToken, _ = srv.Tokens()
			set.APIURL = srv.APIURL()
			if c.set != nil {
				c.set(&set)
			}
			if c.before != nil {
				c.before(srv)
			}
			p, err := New(set, quietLog())
			if err != nil {
				t.Fatal(err)
			}
			defer p.caller.http.CloseIdleConnections()
			findings := p.Check(t.Context())
			if len(findings) < 2 {
				t.Errorf("only %d findings", len(findings))
			}
			for _, f := range findings {
				do, bad := c.bad[f.Name]
				if f.OK == bad || !strings.Contains(f.Do, do) || f.Text == "" {
					t.Errorf("%+v, want %q", f, do)
				}
				delete(c.bad, f.Name)
				if strings.Contains(f.Text+f.Do, set.BotToken) || (set.AppToken != "" && strings.Contains(f.Text+f.Do, set.AppToken)) {
					t.Errorf("a finding shows a token: %+v", f)
				}
			}
			for name := range c.bad {
				t.Errorf("%s was not found", name)
			}
		})
	}
}
