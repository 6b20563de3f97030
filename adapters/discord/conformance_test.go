package discord

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"go.uber.org/goleak"

	"studybot/adapters/discord/discordtest"
	"studybot/bot/chat"
	"studybot/bot/chat/chattest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// modes are the two ways in which events reach the bot.
var modes = []struct {
	name string
	http bool
}{{"gateway", false}, {"http", true}}

// unhurried are the stand-in's options on a machine that may be busy.
func unhurried() discordtest.Options {
	return discordtest.Options{AckWithin: 20 * time.Second}
}

// suiteCommands are what the conformance suite types.
func suiteCommands() []chat.Command {
	list := []chat.Command{{Name: "hello", Hint: "Say hello", Args: []chat.Arg{{Name: "first", Hint: "A word"}, {Name: "second", Hint: "Another word"}, {Name: "third", Hint: "One more"}}}}
	list = append(list, chat.Command{Name: "search", Hint: "Completed", Args: []chat.Arg{{Name: "word", Hint: "A word", Kind: chat.SuggestedArg}}})
	list = append(list, chat.Command{Name: "import", Hint: "Take files", Args: []chat.Arg{{Name: "file", Hint: "A file", Kind: chat.FilesArg}}})
	for _, name := range []string{"card", "picture", "update", "ask", "replace", "export", "help", "slow", "quick", "silent", "score"} {
		list = append(list, chat.Command{Name: name, Hint: "For the suite", Args: []chat.Arg{{Name: "word", Hint: "A word"}}})
	}
	return list
}

// serveOn runs a platform against the stand-in until the test ends.
func serveOn(t *testing.T, s *discordtest.Server, overHTTP bool, logTo io.Writer, handle chat.Handler) *Platform {
	t.Helper()
	p, stop := startOn(t, s, overHTTP, logTo, handle)
	t.Cleanup(stop)
	return p
}

func startOn(t *testing.T, s *discordtest.Server, overHTTP bool, logTo io.Writer, handle chat.Handler) (*Platform, func()) {
	t.Helper()
	var set Settings
	set.BotToken, set.AppID, set.PublicKey = s.Tokens()
	set.APIURL = s.APIURL()
	if !overHTTP {
		set.PublicKey = ""
	}
	p, err := New(set, Deps{Commands: suiteCommands(), Log: slog.New(slog.NewTextHandler(logTo, nil))})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- p.Serve(ctx, handle) }()
	for deadline := time.Now().Add(20 * time.Second); p.live.Load() == nil; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the platform did not start")
		}
	}
	var l *httptest.Server
	if overHTTP {
		mux := http.NewServeMux()
		for path, h := range p.Routes() {
			mux.Handle(path, h)
		}
		l = httptest.NewServer(mux)
		err = s.SendTo(l.URL)
	} else {
		err = s.AwaitSessions(1)
	}
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(20 * time.Second); len(s.Commands()) == 0; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the commands were not registered")
		}
	}
	return p, func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("serve: %v", err)
		}
		if l != nil {
			l.Close()
		}
	}
}

type harness struct{ http bool }

func (h harness) Start(t *testing.T, handle chat.Handler) chattest.Scene {
	s := discordtest.New(unhurried())
	t.Cleanup(s.Close)
	t.Cleanup(func() {
		for _, problem := range s.Problems() {
			t.Errorf("Discord would refuse: %s", problem)
		}
	})
	return discordtest.NewScene(s, serveOn(t, s, h.http, t.Output(), handle))
}

func TestConformance(t *testing.T) {
	for _, m := range modes {
		t.Run(m.name, func(t *testing.T) { chattest.Run(t, harness{http: m.http}) })
	}
}
