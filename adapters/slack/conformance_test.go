package slack

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"go.uber.org/goleak"

	"studybot/adapters/slack/slacktest"
	"studybot/bot/chat"
	"studybot/bot/chat/chattest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	ann, bob = "U0ANN", "U0BOB"
	channel  = "C0STUDY"
	team     = "slack:T0STUDY"
)

// unhurried are the stand-in's options on a machine that may be busy.
func unhurried() slacktest.Options {
	return slacktest.Options{AckWithin: 20 * time.Second, TriggerLife: 20 * time.Second}
}

// modes are the two ways in which events reach the bot.
var modes = []struct {
	name string
	http bool
}{{"socket", false}, {"http", true}}

// serveOn runs a platform against the stand-in until the test ends.
func serveOn(t *testing.T, s *slacktest.Server, overHTTP bool, logTo io.Writer, handle chat.Handler) *Platform {
	t.Helper()
	p, stop := startOn(t, s, overHTTP, logTo, handle)
	t.Cleanup(stop)
	return p
}

func startOn(t *testing.T, s *slacktest.Server, overHTTP bool, logTo io.Writer, handle chat.Handler) (*Platform, func()) {
	t.Helper()
	var l *httptest.Server
	mux := http.NewServeMux()
	if overHTTP {
		l = httptest.NewServer(mux)
		s.SendTo(l.URL)
	}
	var set Settings
	set.BotToken, set.AppToken, set.SigningSecret = s.Tokens()
	set.APIURL = s.APIURL()
	p, err := New(set, slog.New(slog.NewTextHandler(logTo, nil)))
	if err != nil {
		t.Fatal(err)
	}
	for path, h := range p.Routes() {
		mux.Handle(path, h)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- p.Serve(ctx, handle) }()
	for deadline := time.Now().Add(20 * time.Second); p.live.Load() == nil; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the platform did not start")
		}
	}
	if !overHTTP {
		if err := s.AwaitSockets(links); err != nil {
			t.Fatal(err)
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
	s := slacktest.New(unhurried())
	t.Cleanup(s.Close)
	t.Cleanup(func() {
		for _, problem := range s.Problems() {
			t.Errorf("Slack would refuse: %s", problem)
		}
	})
	return slacktest.NewScene(s, serveOn(t, s, h.http, t.Output(), handle))
}

func TestConformance(t *testing.T) {
	for _, m := range modes {
		t.Run(m.name, func(t *testing.T) { chattest.Run(t, harness{http: m.http}) })
	}
}
