package gateway

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"studybot/adapters/discord/discordtest"
)

// The stand-in keeps its sessions as strictly as Discord does: whatever happens to the
// connection, each word is taken once and in order, and only what ends a session
// costs a new one.
func TestGatewayStory(t *testing.T) {
	t.Parallel()
	d := discordtest.New(discordtest.Options{Heartbeat: 600 * time.Millisecond})
	defer d.Close()
	token, app, _ := d.Tokens()
	client := &http.Client{}
	defer client.CloseIdleConnections()
	words, ready, log := make(chan string, 64), make(chan struct{}, 64), &safeLog{}
	defer func() {
		if t.Failed() {
			t.Log(log)
		}
	}()
	g := &Gateway{
		Token: token, App: app, Holder: "a", StandIn: "127.0.0.1", Log: slog.New(slog.NewTextHandler(log, nil)), pace: quickPace(), Leases: seat{newBoard(), "a"},
		Find: func(ctx context.Context) (info Info, err error) {
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, d.APIURL()+"/api/v10/gateway/bot", nil)
			if err != nil {
				return info, err
			}
			req.Header.Set("Authorization", "Bot "+token)
			req.Header.Set("User-Agent", "DiscordBot (https://example.com, 1)")
			resp, err := client.Do(req)
			if err != nil {
				return info, err
			}
			defer resp.Body.Close()
			return info, json.NewDecoder(resp.Body).Decode(&info)
		},
		Up: func(_ int, on bool) {
			if on {
				ready <- struct{}{}
			}
		},
		Take: func(event string, data []byte, doubt bool) {
			var m struct{ Content string }
			if err := json.Unmarshal(data, &m); err != nil || event != "MESSAGE_CREATE" || doubt {
				t.Errorf("took %s, in doubt %v, %v", event, doubt, err)
			}
			words <- m.Content
		},
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- g.Run(ctx) }()
	said := 0
	say := func() {
		t.Helper()
		said++
		if err := d.Say(discordtest.Ann, fmt.Sprint("word ", said)); err != nil {
			t.Fatal(err)
		}
	}
	hear := func(from int) {
		t.Helper()
		for i := from; i <= said; i++ {
			if got := receive(t, words, "a word"); got != fmt.Sprint("word ", i) {
				t.Fatalf("heard %q, want word %d", got, i)
			}
		}
	}
	receive(t, ready, "the first session") // before that, a cut would lose it
	for name, hurt := range map[string]func(){
		"dropped":        d.DropSockets,
		"half-open":      d.HalfOpen,
		"without acks":   d.StopAcks,
		"reconnect":      d.AskReconnect,
		"invalid, kept":  func() { d.Invalidate(true) },
		"dead resume":    func() { d.DeadResumeURL(true); d.DropSockets() },
		"unknown error":  func() { d.CloseWith(4000) },
		"decode error":   func() { d.CloseWith(4002) },
		"sent too fast":  func() { d.CloseWith(4008) },
		"without a code": func() { d.CloseWith(1001) },
	} {
		resumes, first := d.Resumes(), said+1
		say()
		hurt()
		say() // while nobody listens
		eventually(t, name+": it resumes", func() bool { return d.Resumes() > resumes })
		d.DeadResumeURL(false)
		say()
		hear(first)
	}
	if n := d.Identifies(); n != 1 {
		t.Errorf("%d identifies, where one session never ended", n)
	}
	for name, end := range map[string]func(){
		"invalid":          func() { d.Invalidate(false) },
		"timed out":        func() { d.CloseWith(4009) },
		"a wrong sequence": func() { d.CloseWith(4007) },
	} {
		identifies := d.Identifies()
		for len(ready) > 0 {
			<-ready
		}
		end()
		receive(t, ready, name+": a new session")
		if d.Identifies() != identifies+1 {
			t.Errorf("%s: %d identifies more", name, d.Identifies()-identifies)
		}
		first := said + 1
		say()
		hear(first)
	}
	cancel()
	if err := receive(t, ended, "the end"); err != nil {
		t.Error(err)
	}
	if len(words) > 0 {
		t.Errorf("%d words were taken twice", len(words))
	}
	for _, p := range d.Problems() {
		t.Error(p)
	}
}
