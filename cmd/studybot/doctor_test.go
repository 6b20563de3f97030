package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"studybot/adapters/discord"
	"studybot/adapters/discord/discordtest"
	"studybot/adapters/redis/redistest"
	"studybot/adapters/slack/slacktest"
	"studybot/bot/chat"
	"studybot/bot/command"
)

// said runs the program and returns its exit status and what it printed.
func said(t *testing.T, args ...string) (int, string) {
	t.Helper()
	var out bytes.Buffer
	code := run(t.Context(), args, &out, &out)
	return code, out.String()
}

// unset clears every setting, so that the machine's own do not matter.
func unset(t *testing.T) {
	t.Helper()
	for _, name := range []string{
		"REDIS_URL", "STUDYBOT_PACKS", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_API_URL",
		"DISCORD_BOT_TOKEN", "DISCORD_APP_ID", "DISCORD_PUBLIC_KEY", "DISCORD_API_URL",
	} {
		t.Setenv(name, "")
		t.Setenv(name+"_FILE", "")
	}
}

func TestDoctorSaysWhatToDo(t *testing.T) {
	unset(t)
	code, out := said(t, "doctor")
	if code != 1 {
		t.Errorf("doctor ended with %d", code)
	}
	for _, want := range []string{"packs: ml-systems", "REDIS_URL is missing", "do: Set REDIS_URL.", "none is on", "SLACK_BOT_TOKEN", "Discord: off (set DISCORD_BOT_TOKEN"} {
		if !strings.Contains(out, want) {
			t.Errorf("doctor does not say %q:\n%s", want, out)
		}
	}
}

func TestDoctorFindsAGoodSetUpWell(t *testing.T) {
	unset(t)
	server := redistest.Start(t, redistest.Options{AOF: true})
	stand := slacktest.New(slacktest.Options{})
	t.Cleanup(stand.Close)
	bot, app, _ := stand.Tokens()
	t.Setenv("REDIS_URL", server.URL())
	t.Setenv("SLACK_API_URL", stand.APIURL())
	t.Setenv("SLACK_BOT_TOKEN", bot)
	t.Setenv("SLACK_APP_TOKEN", app)
	other := discordtest.New(discordtest.Options{})
	t.Cleanup(other.Close)
	token, _, _ := other.Tokens()
	t.Setenv("DISCORD_API_URL", other.APIURL())
	t.Setenv("DISCORD_BOT_TOKEN", token)
	servedOnce(t, other)
	code, out := said(t, "doctor")
	if code != 0 || !strings.Contains(out, "ok    Discord bot token: ") {
		t.Errorf("doctor ended with %d:\n%s", code, out)
	}
	if strings.Contains(out, bot) || strings.Contains(out, app) || strings.Contains(out, token) {
		t.Errorf("doctor shows a token:\n%s", out)
	}
}

// servedOnce lets the program's Discord register its commands.
func servedOnce(t *testing.T, stand *discordtest.Server) {
	t.Helper()
	token, _, _ := stand.Tokens()
	p, err := discord.New(discord.Settings{BotToken: token, APIURL: stand.APIURL()},
		discord.Deps{Commands: command.List(), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		done <- p.Serve(ctx, func(context.Context, chat.Event) chat.Reply { return chat.Reply{} })
	}()
	redistest.Eventually(t, "the commands to be registered", func() error {
		if len(stand.Commands()) == 0 {
			return errors.New("none yet")
		}
		return nil
	})
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestServeRefusesWhatWouldLoseData(t *testing.T) {
	unset(t)
	code, out := said(t, "serve")
	if code == 0 || !strings.Contains(out, "REDIS_URL is missing") {
		t.Errorf("serve without Redis ended with %d: %s", code, out)
	}
	if !strings.Contains(out, "no platform is on") || !strings.Contains(out, "SLACK_BOT_TOKEN") {
		t.Errorf("serve without anything does not say at once that no platform is on: %s", out)
	}
	t.Setenv("REDIS_URL", "redis://127.0.0.1:1")
	code, out = said(t, "serve")
	if code == 0 || !strings.Contains(out, "no platform is on") {
		t.Errorf("serve without a platform ended with %d: %s", code, out)
	}
	t.Setenv("SLACK_BOT_TOKEN", "xoxb-1")
	t.Setenv("DISCORD_APP_ID", "100000000000000001")
	code, out = said(t, "serve")
	for _, want := range []string{"turn Slack on", "SLACK_APP_TOKEN", "turn Discord on", "DISCORD_BOT_TOKEN"} {
		if code == 0 || !strings.Contains(out, want) {
			t.Errorf("serve with two halves of a platform ended with %d and does not say %q: %s", code, want, out)
		}
	}
}

func TestDoctorFindsBothPlatforms(t *testing.T) {
	unset(t)
	t.Setenv("SLACK_BOT_TOKEN", "xoxb-sl4ck")
	t.Setenv("SLACK_SIGNING_SECRET", "0123456789abcdef")
	t.Setenv("SLACK_API_URL", "http://127.0.0.1:1")
	t.Setenv("DISCORD_BOT_TOKEN", "d1sc.o.rd")
	t.Setenv("DISCORD_API_URL", "http://127.0.0.1:1")
	code, out := said(t, "doctor")
	for _, want := range []string{"MEND  Slack bot token: ", "MEND  Discord bot token: "} {
		if code != 1 || !strings.Contains(out, want) {
			t.Errorf("doctor ended with %d and does not say %q:\n%s", code, want, out)
		}
	}
	for _, secret := range []string{"sl4ck", "0123456789abcdef", "d1sc"} {
		if strings.Contains(out, secret) {
			t.Errorf("doctor shows a secret:\n%s", out)
		}
	}
}

func TestABrokenPackIsListedWhole(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "mine"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "mine", "pack.yaml"), []byte("id: Mine\ncolour: x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out := said(t, "pack", "lint", dir)
	for _, want := range []string{"mine/pack.yaml:1:", "mine/pack.yaml:2:", "colour", "to mend"} {
		if !strings.Contains(out, want) {
			t.Errorf("the lint does not say %q:\n%s", want, out)
		}
	}
	if code != 1 {
		t.Errorf("lint ended with %d", code)
	}
}

func TestAWrongCommandSaysWhatThereIs(t *testing.T) {
	if code := run(t.Context(), []string{"dmeo"}, io.Discard, io.Discard); code != 2 {
		t.Errorf("a wrong command ended with %d", code)
	}
	if code, out := said(t, "--help"); code != 0 || !strings.Contains(out, "demo") || !strings.Contains(out, "serve") {
		t.Errorf("--help ended with %d:\n%s", code, out)
	}
}
