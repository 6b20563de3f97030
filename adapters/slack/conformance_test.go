package slack

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
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

type scene struct {
	s *slacktest.Server
	p *Platform
}

func (h harness) Start(t *testing.T, handle chat.Handler) chattest.Scene {
	s := slacktest.New(unhurried())
	t.Cleanup(s.Close)
	t.Cleanup(func() {
		for _, problem := range s.Problems() {
			t.Errorf("Slack would refuse: %s", problem)
		}
	})
	return &scene{s: s, p: serveOn(t, s, h.http, t.Output(), handle)}
}

func (sc *scene) Stage() chattest.Stage {
	return chattest.Stage{Platform: sc.p, Team: team, Channel: channel, Ann: ann, Bob: bob}
}

func (sc *scene) Type(member, text string, direct bool) error {
	if direct {
		return sc.s.Say(member, text)
	}
	return sc.s.SlashCommand(member, channel, text)
}

func (sc *scene) Press(member, label, option string) error {
	all := slices.Concat(sc.s.Messages(channel), sc.s.Direct(member), sc.s.Private(member))
	slices.SortFunc(all, func(a, b slacktest.Message) int { return later(a.TS, b.TS) })
	for _, m := range slices.Backward(all) {
		if !slices.Contains(m.Labels(), label) {
			continue
		}
		if option != "" {
			return sc.s.Choose(member, m, label, option)
		}
		return sc.s.Click(member, m, label)
	}
	return errors.New("no message has the control " + label)
}

func later(a, b string) int {
	x, _ := strconv.ParseFloat(a, 64)
	y, _ := strconv.ParseFloat(b, 64)
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

func (sc *scene) Submit(member string, values map[string][]string) error {
	return sc.s.Submit(member, values)
}

func (sc *scene) Look(member string) chattest.Screen {
	see := func(list []slacktest.Message) []chattest.Seen {
		var out []chattest.Seen
		for _, m := range list {
			if m.From != "U0BOT" {
				continue // the member's own words
			}
			out = append(out, chattest.Seen{ID: m.TS, Text: m.Words(), Alts: m.Alts(), Files: m.FileNames(), Controls: m.Labels(), Pings: m.Pings()})
		}
		return out
	}
	screen := chattest.Screen{Channel: see(sc.s.Messages(channel)), Private: see(sc.s.Private(member)), Direct: see(sc.s.Direct(member))}
	if v, ok := sc.s.Modal(member); ok {
		screen.Form = &chattest.OpenForm{Title: v.Title, Inputs: v.Inputs(), Errors: v.Errors}
	}
	return screen
}

func (sc *scene) Fail(err error) bool {
	f := slacktest.Failure{}
	var busy *chat.Busy
	if errors.As(err, &busy) {
		f.Status, f.RetryAfter, f.Code = http.StatusTooManyRequests, strconv.Itoa(int(busy.After.Seconds())), "ratelimited"
	} else {
		code, ok := map[chat.Reason]string{
			chat.NotInChannel: "not_in_channel", chat.ChannelGone: "is_archived", chat.NotAllowed: "restricted_action",
			chat.Unauthorized: "token_revoked", chat.MessageGone: "message_not_found",
		}[chat.RefusedFor(err)]
		if !ok {
			return false
		}
		f.Code = code
	}
	for _, method := range []string{"chat.postMessage", "chat.update"} {
		sc.s.FailNext(method)
		sc.s.FailNext(method, f)
	}
	return true
}

func TestConformance(t *testing.T) {
	for _, m := range modes {
		t.Run(m.name, func(t *testing.T) { chattest.Run(t, harness{http: m.http}) })
	}
}
