package slack

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"studybot/adapters/slack/slacktest"
	"studybot/bot/chat"
	"studybot/bot/chat/edge"
)

func quietLog() *slog.Logger { return slog.New(slog.DiscardHandler) }

const secret = "0123456789abcdef"

// overHTTP makes a platform that serves without calling Slack.
func overHTTP(t testing.TB, logger *slog.Logger, handle chat.Handler) *Platform {
	t.Helper()
	p, err := New(Settings{BotToken: "xoxb-x", SigningSecret: secret, APIURL: "http://127.0.0.1:1/api/"}, logger)
	if err != nil {
		t.Fatal(err)
	}
	p.who.Store(&identity{team: "T0STUDY", user: "U0BOT", bot: "B0BOT"})
	p.live.Store(doorOf(p, *p.who.Load(), handle))
	return p
}

// doorOf is a session as Serve makes it.
func doorOf(p *Platform, who identity, handle chat.Handler) *session {
	return &session{p: p, who: who, door: edge.Open(context.Background(), edge.Config{Handle: handle, Log: p.log, Now: p.now})}
}

func TestSignature(t *testing.T) {
	now := time.Unix(1772440200, 0)
	body := []byte("payload=" + url.QueryEscape(clickPayload))
	for name, c := range map[string]struct {
		at     time.Time
		secret string
		edit   func(*http.Request)
		status int
	}{
		"signed":              {status: 200},
		"5 minutes old":       {at: now.Add(-5 * time.Minute), status: 200},
		"5 minutes ahead":     {at: now.Add(5 * time.Minute), status: 200},
		"too old":             {at: now.Add(-5*time.Minute - time.Second), status: 401},
		"too far ahead":       {at: now.Add(5*time.Minute + time.Second), status: 401},
		"another secret":      {secret: "fedcba9876543210", status: 401},
		"no signature":        {edit: func(r *http.Request) { r.Header.Del("X-Slack-Signature") }, status: 401},
		"no timestamp":        {edit: func(r *http.Request) { r.Header.Del("X-Slack-Request-Timestamp") }, status: 401},
		"another timestamp":   {edit: func(r *http.Request) { r.Header.Set("X-Slack-Request-Timestamp", "1772440201") }, status: 401},
		"timestamp no number": {edit: func(r *http.Request) { r.Header.Set("X-Slack-Request-Timestamp", "now") }, status: 401},
		"huge timestamp":      {edit: func(r *http.Request) { r.Header.Set("X-Slack-Request-Timestamp", "9223372036854775807") }, status: 401},
		"another version":     {edit: func(r *http.Request) { r.Header.Set("X-Slack-Signature", "v1"+r.Header.Get("X-Slack-Signature")[2:]) }, status: 401},
		"half a signature":    {edit: func(r *http.Request) { r.Header.Set("X-Slack-Signature", r.Header.Get("X-Slack-Signature")[:20]) }, status: 401},
		"empty signature":     {edit: func(r *http.Request) { r.Header.Set("X-Slack-Signature", "v0=") }, status: 401},
		"another body":        {edit: func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader("payload=x")) }, status: 401},
		"large body":          {edit: func(r *http.Request) { r.Body = io.NopCloser(bytes.NewReader(make([]byte, 1<<20+1))) }, status: 413},
		"GET":                 {edit: func(r *http.Request) { r.Method = http.MethodGet }, status: 405},
	} {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			called := 0
			p := overHTTP(t, slog.New(slog.NewTextHandler(&log, nil)), func(context.Context, chat.Event) chat.Reply { called++; return chat.Reply{} })
			p.now = func() time.Time { return now }
			r := httptest.NewRequest(http.MethodPost, "/slack/interactions", bytes.NewReader(body))
			at, key := c.at, c.secret
			if at.IsZero() {
				at = now
			}
			if key == "" {
				key = secret
			}
			slacktest.Sign(r.Header, key, at, body)
			if c.edit != nil {
				c.edit(r)
			}
			w := httptest.NewRecorder()
			p.Routes()["/slack/interactions"].ServeHTTP(w, r)
			if w.Code != c.status || (called == 1) != (c.status == 200) {
				t.Errorf("status %d, want %d; the handler was called %d times", w.Code, c.status, called)
			}
			if lines := strings.Count(log.String(), "\n"); (c.status == 401 || c.status == 413) != (lines == 1) {
				t.Errorf("%d lines in the log: %s", lines, log.String())
			}
			if s := r.Header.Get("X-Slack-Signature"); len(s) > 5 && strings.Contains(log.String(), s) || strings.Contains(log.String(), "payload") {
				t.Errorf("the log shows too much: %s", log.String())
			}
			p.live.Load().door.Drain()
		})
	}
}

// TestRefusalsDoNotFloodTheLog: a thousand forged requests make one line.
func TestRefusalsDoNotFloodTheLog(t *testing.T) {
	var log bytes.Buffer
	p := overHTTP(t, slog.New(slog.NewTextHandler(&log, nil)), nil)
	now := time.Unix(1772440200, 0)
	p.now = func() time.Time { return now }
	forge := func() {
		r := httptest.NewRequest(http.MethodPost, "/slack/events", strings.NewReader("{}"))
		p.Routes()["/slack/events"].ServeHTTP(httptest.NewRecorder(), r)
	}
	for range 1000 {
		forge()
	}
	if n := strings.Count(log.String(), "\n"); n != 1 {
		t.Errorf("%d lines", n)
	}
	now = now.Add(time.Minute)
	forge()
	if n := strings.Count(log.String(), "\n"); n != 2 || !strings.Contains(log.String(), "refused_since_last=999") {
		t.Errorf("%d lines: %s", n, log.String())
	}
}

func signedPost(p *Platform, path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	slacktest.Sign(r.Header, secret, p.now(), []byte(body))
	w := httptest.NewRecorder()
	p.Routes()[path].ServeHTTP(w, r)
	return w
}

func TestRoutes(t *testing.T) {
	var events []chat.Event
	p := overHTTP(t, quietLog(), func(_ context.Context, e chat.Event) chat.Reply {
		events = append(events, e)
		return edge.Sentence("yes & <no>")
	})
	w := signedPost(p, "/slack/events", `{"type":"url_verification","challenge":"abc"}`)
	if w.Code != 200 || strings.TrimSpace(w.Body.String()) != `{"challenge":"abc"}` {
		t.Errorf("the challenge is answered %d %q", w.Code, w.Body)
	}
	command := "command=%2Fstudy&team_id=T0STUDY&channel_id=C0STUDY&user_id=U0ANN&text=score&trigger_id="
	w = signedPost(p, "/slack/commands", command+"t1")
	if w.Code != 200 || w.Header().Get("Content-Type") != "application/json" || !strings.Contains(w.Body.String(), `"response_type":"ephemeral"`) || len(events) != 1 {
		t.Errorf("a command is answered %d %q", w.Code, w.Body)
	}
	if w = signedPost(p, "/slack/commands", command+"t1"); w.Code != 200 || w.Body.Len() != 0 || len(events) != 1 {
		t.Errorf("a replayed command is answered %d %q, %d events", w.Code, w.Body, len(events))
	}
	w = signedPost(p, "/slack/commands", strings.Replace(command, "T0STUDY", "T9EVIL", 1)+"t2")
	if w.Code != 200 || !strings.Contains(w.Body.String(), "another") && !strings.Contains(w.Body.String(), "your workspace") || len(events) != 1 {
		t.Errorf("another team is answered %d %q, %d events", w.Code, w.Body, len(events))
	}
	for _, bad := range []struct{ path, body string }{
		{"/slack/commands", "text=score"},
		{"/slack/commands", "%zz"},
		{"/slack/interactions", "payload={"},
		{"/slack/interactions", ""},
		{"/slack/events", "["},
		{"/slack/events", strings.Repeat("[", 100_000)},
		{"/slack/interactions", "payload=" + strings.Repeat("[", 100_000)},
	} {
		if w = signedPost(p, bad.path, bad.body); w.Code != 400 || len(events) != 1 {
			t.Errorf("%s %.20q is answered %d", bad.path, bad.body, w.Code)
		}
	}
	if w = signedPost(p, "/slack/commands", "ssl_check=1"); w.Code != 200 || len(events) != 1 {
		t.Errorf("ssl_check is answered %d", w.Code)
	}
	p.live.Load().door.Drain()
	p.live.Store(nil)
	if w = signedPost(p, "/slack/commands", command+"t3"); w.Code != 503 {
		t.Errorf("before the start the answer is %d", w.Code)
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	for in, want := range map[string]time.Duration{
		"7": 7 * time.Second, "1.5": 1500 * time.Millisecond, "": unsaidWait, "soon": unsaidWait, "NaN": unsaidWait, "-3": time.Second, "0": time.Second,
		"1e99": 10 * time.Minute, "Mon, 02 Mar 2026 08:00:30 GMT": 30 * time.Second, "Mon, 02 Mar 2026 07:00:30 GMT": time.Second,
	} {
		if got := retryAfter(in, now); got != want {
			t.Errorf("retryAfter(%q) = %s, want %s", in, got, want)
		}
	}
}
