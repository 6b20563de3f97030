package discord

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"studybot/adapters/discord/discordtest"
	"studybot/bot/chat"
)

const (
	team    = "discord:" + discordtest.Guild
	channel = discordtest.Channel
	ann     = discordtest.Ann
	bob     = discordtest.Bob
)

func note(s string) *chat.Message { return &chat.Message{Body: []chat.Block{{Text: s}}} }

func press(label string, verb string, args ...string) chat.Row {
	return chat.Row{{Kind: chat.Button, Label: label, Action: chat.Do(verb, args...)}}
}

func card(title string, rows ...chat.Row) *chat.Message {
	return &chat.Message{Title: title, Body: []chat.Block{{Text: "body"}}, Rows: rows}
}

// stand is a stand-in whose problems fail the test.
func stand(t *testing.T, o discordtest.Options) *discordtest.Server {
	t.Helper()
	if o.AckWithin == 0 {
		o.AckWithin = unhurried().AckWithin
	}
	s := discordtest.New(o)
	t.Cleanup(s.Close)
	t.Cleanup(func() {
		for _, p := range s.Problems() {
			t.Errorf("Discord would refuse: %s", p)
		}
	})
	return s
}

func check(t *testing.T, what string, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

func second[T any](_ T, err error) error { return err }

func toChannel(m *chat.Message, key string) chat.Post {
	return chat.Post{To: chat.Place{Team: team, Channel: channel}, Message: *m, Key: key}
}

// both runs the test over the gateway and over signed HTTP.
func both(t *testing.T, run func(t *testing.T, overHTTP bool)) {
	for _, m := range modes {
		t.Run(m.name, func(t *testing.T) { run(t, m.http) })
	}
}

// process is another process of the bot, which remembers nothing and does not serve.
func process(t *testing.T, s *discordtest.Server) *Platform {
	t.Helper()
	bot, app, _ := s.Tokens()
	p, err := New(Settings{BotToken: bot, AppID: app, APIURL: s.APIURL()}, Deps{Commands: suiteCommands(), Log: quietLog()})
	check(t, "new", err)
	t.Cleanup(p.client.CloseIdleConnections)
	return p
}

func nothing(context.Context, chat.Event) chat.Reply { return chat.Reply{} }

// unsure says that an error promises nothing.
func unsure(err error) bool {
	var busy *chat.Busy
	return err != nil && !errors.As(err, &busy) && chat.RefusedFor(err) == ""
}

// until waits for what must happen.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !ok(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("it never happened: %s", what)
		}
	}
}

// diary keeps what is logged.
type diary struct {
	mu   sync.Mutex
	text strings.Builder
}

func (d *diary) Write(b []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.text.Write(b)
}

func (d *diary) String() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.text.String()
}
