package discord

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"studybot/bot/chat"
	"studybot/bot/chat/edge"
)

func quietLog() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

// answering makes a platform that serves without calling Discord, and its signer.
func answering(t testing.TB, logTo io.Writer, handle chat.Handler) (*Platform, ed25519.PrivateKey) {
	t.Helper()
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	p, err := New(Settings{BotToken: "a.b.c", PublicKey: hex.EncodeToString(public), APIURL: "http://127.0.0.1:1"},
		Deps{Log: slog.New(slog.NewTextHandler(logTo, nil)), Commands: fewCommands()})
	if err != nil {
		t.Fatal(err)
	}
	p.who.Store(&identity{app: appID, user: botID})
	p.live.Store(sessionOf(p, handle))
	return p, private
}

// sessionOf is a session as Serve makes it.
func sessionOf(p *Platform, handle chat.Handler) *session {
	return &session{p: p, who: *p.who.Load(), door: edge.Open(context.Background(), edge.Config{Handle: handle, Log: p.log, Now: p.now})}
}

func signedRequest(key ed25519.PrivateKey, at time.Time, body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/discord/interactions", strings.NewReader(body))
	stamp := strconv.FormatInt(at.Unix(), 10)
	r.Header.Set("X-Signature-Timestamp", stamp)
	r.Header.Set("X-Signature-Ed25519", hex.EncodeToString(ed25519.Sign(key, []byte(stamp+body))))
	return r
}

func serve(p *Platform, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	p.Routes()["/discord/interactions"].ServeHTTP(w, r)
	return w
}

func TestSignature(t *testing.T) {
	now := time.Unix(1772440200, 0)
	_, stranger, _ := ed25519.GenerateKey(nil)
	for name, c := range map[string]struct {
		at     time.Time
		edit   func(*http.Request)
		key    ed25519.PrivateKey
		status int
	}{
		"signed":              {status: 200},
		"5 minutes old":       {at: now.Add(-5 * time.Minute), status: 200},
		"5 minutes ahead":     {at: now.Add(5 * time.Minute), status: 200},
		"too old":             {at: now.Add(-5*time.Minute - time.Second), status: 401},
		"too far ahead":       {at: now.Add(5*time.Minute + time.Second), status: 401},
		"the year 1970":       {at: time.Unix(1, 0), status: 401},
		"another key":         {key: stranger, status: 401},
		"no signature":        {edit: func(r *http.Request) { r.Header.Del("X-Signature-Ed25519") }, status: 401},
		"no timestamp":        {edit: func(r *http.Request) { r.Header.Del("X-Signature-Timestamp") }, status: 401},
		"another timestamp":   {edit: func(r *http.Request) { r.Header.Set("X-Signature-Timestamp", "1772440201") }, status: 401},
		"timestamp no number": {edit: func(r *http.Request) { r.Header.Set("X-Signature-Timestamp", "now") }, status: 401},
		"half a signature":    {edit: func(r *http.Request) { r.Header.Set("X-Signature-Ed25519", r.Header.Get("X-Signature-Ed25519")[:64]) }, status: 401},
		"no hex":              {edit: func(r *http.Request) { r.Header.Set("X-Signature-Ed25519", strings.Repeat("z", 128)) }, status: 401},
		"another body":        {edit: func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader(`{"type":2}`)) }, status: 401},
		"large body":          {edit: func(r *http.Request) { r.Body = io.NopCloser(bytes.NewReader(make([]byte, 1<<20+1))) }, status: 413},
		"GET":                 {edit: func(r *http.Request) { r.Method = http.MethodGet }, status: 405},
	} {
		var log strings.Builder
		p, key := answering(t, &log, nil)
		p.now = func() time.Time { return now }
		at := now
		if !c.at.IsZero() {
			at = c.at
		}
		if c.key != nil {
			key = c.key
		}
		r := signedRequest(key, at, `{"type":1}`)
		if c.edit != nil {
			c.edit(r)
		}
		if w := serve(p, r); w.Code != c.status || c.status == 200 && strings.TrimSpace(w.Body.String()) != `{"type":1}` {
			t.Errorf("%s is answered %d %s", name, w.Code, w.Body)
		}
		if strings.Contains(log.String(), r.Header.Get("X-Signature-Ed25519")) && r.Header.Get("X-Signature-Ed25519") != "" {
			t.Errorf("%s: the log holds the signature", name)
		}
		if (c.status == 401 || c.status == 413) != strings.Contains(log.String(), "refused") {
			t.Errorf("%s: the log says %q", name, log.String())
		}
	}
}

// TestHTTPAnswers: the first response is the body, a repeated delivery does
// nothing, and before and after Serve the door is closed, but not to a PING.
func TestHTTPAnswers(t *testing.T) {
	handled := 0
	p, key := answering(t, t.Output(), func(_ context.Context, e chat.Event) chat.Reply {
		handled++
		return edge.Sentence("yes *" + e.Action.Arg(0))
	})
	body := commandPayload(snowflake(time.Now()), guildID, "topics", `[{"name":"topic","type":3,"value":"29"}]`)
	w := serve(p, signedRequest(key, time.Now(), body))
	var got struct {
		Type int `json:"type"`
		Data struct {
			Flags    int `json:"flags"`
			Mentions struct {
				Parse []string `json:"parse"`
			} `json:"allowed_mentions"`
			Components []component `json:"components"`
		} `json:"data"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != 200 {
		t.Fatalf("%d %s: %v", w.Code, w.Body, err)
	}
	if got.Type != 4 || got.Data.Flags != flagEphemeral|flagComponentsV2 || got.Data.Mentions.Parse == nil || got.Data.Components[0].Components[0].Content != `yes \*29` {
		t.Errorf("the answer is %s", w.Body)
	}
	if w = serve(p, signedRequest(key, time.Now(), body)); w.Code != http.StatusConflict || handled != 1 {
		t.Errorf("a repeated delivery is answered %d, handled %d times", w.Code, handled)
	}
	if w = serve(p, signedRequest(key, time.Now(), `{"type":2}`)); w.Code != http.StatusBadRequest {
		t.Errorf("an interaction without a sender is answered %d", w.Code)
	}
	p.live.Load().door.Drain()
	if w = serve(p, signedRequest(key, time.Now(), commandPayload(snowflake(time.Now().Add(time.Second)), guildID, "help", `[]`))); w.Code != 503 {
		t.Errorf("while it stops the answer is %d", w.Code)
	}
	p.live.Store(nil)
	if w = serve(p, signedRequest(key, time.Now(), body)); w.Code != 503 {
		t.Errorf("before the start the answer is %d", w.Code)
	}
	if w = serve(p, signedRequest(key, time.Now(), `{"type":1}`)); w.Code != 200 {
		t.Errorf("a PING before the start is answered %d", w.Code)
	}
}
