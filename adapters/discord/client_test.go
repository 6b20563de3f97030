package discord

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"studybot/adapters/discord/discordtest"
	"studybot/bot/chat"
)

// replies is a transport that answers by its own words.
type replies func(req *http.Request) (*http.Response, error)

func (r replies) RoundTrip(req *http.Request) (*http.Response, error) { return r(req) }

func reply(status int, body string, header ...string) (*http.Response, error) {
	h := http.Header{}
	for i := 0; i+1 < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	return &http.Response{StatusCode: status, Status: fmt.Sprint(status), Header: h, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body))}, nil
}

// onReplies is a platform whose calls are answered by r.
func onReplies(t testing.TB, r replies) *Platform {
	t.Helper()
	p, err := New(Settings{BotToken: "planted.bot.token"}, Deps{Log: quietLog(), Commands: fewCommands()})
	if err != nil {
		t.Fatal(err)
	}
	p.client.Transport = &transport{inner: r}
	p.who.Store(&identity{app: appID, user: botID})
	return p
}

// calls makes one call in each of the two ways, with the bot's token and with an
// interaction's.
func calls(p *Platform) map[string]func(ctx context.Context) error {
	return map[string]func(ctx context.Context) error{
		"bot": func(ctx context.Context) error {
			return p.call(ctx, "try", http.MethodPost, "/channels/"+roomID+"/messages", map[string]int{}, nil)
		},
		"interaction": func(ctx context.Context) error {
			return p.callToken(ctx, "try", http.MethodPost, "/webhooks/"+appID+"/secret-interaction-token", map[string]int{}, nil)
		},
	}
}

// TestErrorsInThePlatformsWords maps what Discord answers.
func TestErrorsInThePlatformsWords(t *testing.T) {
	json := func(code int) string {
		return fmt.Sprintf(`{"message":"planted.bot.token","code":%d,"errors":{"x":"words"}}`, code)
	}
	for name, c := range map[string]struct {
		status int
		body   string
		want   chat.Reason
		busy   time.Duration
	}{
		"closed to the bot":      {status: 403, body: json(50007), want: chat.MemberClosed},
		"no common server":       {status: 403, body: json(50278), want: chat.MemberClosed},
		"no such person":         {status: 404, body: json(10013), want: chat.MemberClosed},
		"no such member":         {status: 404, body: json(10007), want: chat.MemberClosed},
		"missing permission":     {status: 403, body: json(50013), want: chat.NotAllowed},
		"wrong kind of channel":  {status: 400, body: json(50024), want: chat.NotAllowed},
		"another's message":      {status: 403, body: json(50005), want: chat.NotAllowed},
		"missing access":         {status: 403, body: json(50001), want: chat.NotInChannel},
		"unknown channel":        {status: 404, body: json(10003), want: chat.ChannelGone},
		"unknown server":         {status: 404, body: json(10004), want: chat.ChannelGone},
		"unknown message":        {status: 404, body: json(10008), want: chat.MessageGone},
		"archived thread":        {status: 400, body: json(50083), want: chat.ThreadClosed},
		"locked thread":          {status: 400, body: json(160005), want: chat.ThreadClosed},
		"invalid body":           {status: 400, body: json(50035), want: chat.BadMessage},
		"empty message":          {status: 400, body: json(50006), want: chat.BadMessage},
		"too large":              {status: 413, body: json(40005), want: chat.BadMessage},
		"refused token":          {status: 401, body: `{"message":"401: Unauthorized","code":0}`, want: chat.Unauthorized},
		"refused, in HTML":       {status: 401, body: "<html>", want: chat.Unauthorized},
		"forbidden, in HTML":     {status: 403, body: "<html>", want: chat.NotAllowed},
		"conversations too fast": {status: 429, body: `{"message":"x","code":40003,"retry_after":7}`, busy: 7 * time.Second},
		"too fast, without wait": {status: 400, body: json(40003), busy: unsaidWait},
		"slow mode":              {status: 400, body: json(20016), busy: unsaidWait},
		"an old post":            {status: 429, body: json(30046), busy: oldEditWait},
		"an unknown code":        {status: 400, body: json(99999)},
		"no JSON":                {status: 400, body: "<html>"},
		"a redirect":             {status: 302, body: ""},
		"500":                    {status: 500, body: json(0)},
		"502":                    {status: 502, body: "<html>planted.bot.token"},
		"503":                    {status: 503, body: ""},
		"504":                    {status: 504, body: ""},
		"520":                    {status: 520, body: "<html>planted.bot.token"},
	} {
		p := onReplies(t, func(*http.Request) (*http.Response, error) {
			return reply(c.status, c.body, "Location", "https://evil.example/")
		})
		for way, call := range calls(p) {
			err := call(t.Context())
			var busy *chat.Busy
			switch {
			case err == nil, chat.RefusedFor(err) != c.want, errors.As(err, &busy) != (c.busy > 0), busy != nil && busy.After != c.busy:
				t.Errorf("%s, %s: %v, want %q", name, way, err, c.want)
			case lost(err) != (c.status >= 500):
				t.Errorf("%s, %s: %v is lost: %t", name, way, err, lost(err))
			}
			for _, secret := range []string{"planted", "secret-interaction-token", "words", "<html>"} {
				if strings.Contains(fmt.Sprintf("%v %+v", err, err), secret) {
					t.Errorf("%s, %s: the error tells %q: %v", name, way, secret, err)
				}
			}
		}
	}
}

// TestAnswersThatSayNothing: without a readable answer, or one that names what was
// made, nobody knows whether it happened.
func TestAnswersThatSayNothing(t *testing.T) {
	for _, body := range []string{"", "{", "<html>", "[]", "{}", `{"id":"x"}`, `{"id":7}`} {
		p := onReplies(t, func(*http.Request) (*http.Response, error) { return reply(200, body) })
		m := chat.Post{To: chat.Place{Team: "discord:" + guildID, Channel: roomID}, Message: *note("x"), Key: "k"}
		if _, err := p.Send(t.Context(), m); !unsure(err) {
			t.Errorf("a post answered %q: %v", body, err)
		}
		m.To = chat.Place{Team: m.To.Team, Member: annID}
		if _, err := p.Send(t.Context(), m); !unsure(err) {
			t.Errorf("a private post answered %q: %v", body, err)
		}
		p.who.Store(nil)
		if _, err := p.whoami(t.Context()); !unsure(err) {
			t.Errorf("who am I, answered %q: %v", body, err)
		}
	}
	p := onReplies(t, func(*http.Request) (*http.Response, error) {
		return reply(200, `{"id":"`+appID+`","bot":{"id":"`+botID+`"}}`)
	})
	p.who.Store(nil)
	p.settings.AppID = guildID
	if _, err := p.whoami(t.Context()); chat.RefusedFor(err) != chat.Unauthorized || !strings.Contains(err.Error(), "DISCORD_APP_ID") {
		t.Errorf("another application: %v", err)
	}
}

// TestBusy: after a 429 nothing is sent inside its wait to what it closed, nobody
// sleeps for a long one, and all else goes on. The clock is synctest's.
func TestBusy(t *testing.T) {
	for name, c := range map[string]struct {
		body   string
		header []string
		after  time.Duration // that is told
		all    bool          // it closes every call
	}{
		"Discord's":         {body: `{"message":"x","retry_after":30.5,"global":false}`, header: []string{"X-RateLimit-Remaining", "0", "X-RateLimit-Reset-After", "30.5", "Retry-After", "31"}, after: 30500 * time.Millisecond},
		"without headers":   {body: `{"retry_after":30}`, after: 30 * time.Second},
		"global":            {body: `{"retry_after":30,"global":true}`, header: []string{"X-RateLimit-Global", "true", "Retry-After", "30"}, after: 30 * time.Second, all: true},
		"a proxy's":         {body: "<html>", header: []string{"Retry-After", "45"}, after: 45 * time.Second, all: true},
		"a proxy's, silent": {body: "<html>", after: unsaidWait, all: true},
		"an hour":           {body: `{"retry_after":3600}`, header: []string{"X-RateLimit-Remaining", "0", "X-RateLimit-Reset-After", "3600"}, after: 10 * time.Minute},
		"an hour, global":   {body: `{"retry_after":3600,"global":true}`, header: []string{"X-RateLimit-Global", "true"}, after: 10 * time.Minute, all: true},
		"negative":          {body: `{"retry_after":-3}`, after: 50 * time.Millisecond},
		"not a number":      {body: `{"retry_after":"soon"}`, header: []string{"Retry-After", "NaN"}, after: unsaidWait, all: true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				limited := true
				requests := 0
				p := onReplies(t, func(*http.Request) (*http.Response, error) {
					requests++
					if limited {
						return reply(http.StatusTooManyRequests, c.body, c.header...)
					}
					return reply(200, "{}")
				})
				begun := time.Now()
				var busy *chat.Busy
				if err := calls(p)["bot"](t.Context()); !errors.As(err, &busy) || busy.After != c.after {
					t.Errorf("the answer is %v, want a wait of %s", err, c.after)
				}
				limited = false
				if c.after > patientFor {
					if err := calls(p)["bot"](t.Context()); !errors.As(err, &busy) || requests != 1 {
						t.Errorf("inside the wait: %v, %d requests", err, requests)
					}
					if time.Since(begun) != 0 {
						t.Errorf("a call slept for %s", time.Since(begun))
					}
				} else if err := calls(p)["bot"](t.Context()); err != nil || time.Since(begun) < c.after {
					t.Errorf("a short wait: %v after %s", err, time.Since(begun))
				}
				err := p.call(t.Context(), "try", http.MethodGet, "/guilds/"+guildID, nil, nil)
				if shut := errors.As(err, &busy) && err != nil; shut != (c.all && c.after > patientFor) {
					t.Errorf("another call: %v", err)
				}
				if err := calls(p)["interaction"](t.Context()); err != nil {
					t.Errorf("an interaction's answer waits: %v", err)
				}
				time.Sleep(time.Hour)
				check(t, "later", calls(p)["bot"](t.Context()))
			})
		})
	}
}

// TestWaitsEndWithTheirContext: for a bucket that is empty, for one that is in use
// by a call that hangs, and for an answer. The clock is synctest's.
func TestWaitsEndWithTheirContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hang := true
		p := onReplies(t, func(req *http.Request) (*http.Response, error) {
			if hang {
				<-req.Context().Done()
				return nil, req.Context().Err()
			}
			return reply(200, "{}", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset-After", "4")
		})
		call := calls(p)["bot"]
		within := func(d time.Duration) (took time.Duration, err error) {
			ctx, cancel := context.WithTimeout(t.Context(), d)
			defer cancel()
			begun := time.Now()
			err = call(ctx)
			return time.Since(begun), err
		}
		var first sync.WaitGroup
		first.Go(func() {
			if took, err := within(time.Hour); !unsure(err) || took != callTimeout {
				t.Errorf("a call without an answer: %v after %s", err, took)
			}
		})
		synctest.Wait()
		if took, err := within(time.Second); !errors.Is(err, context.DeadlineExceeded) || took != time.Second {
			t.Errorf("behind a call that hangs: %v after %s", err, took)
		}
		first.Wait()
		hang = false
		check(t, "a call", call(t.Context()))
		if took, err := within(time.Second); !errors.Is(err, context.DeadlineExceeded) || took != time.Second {
			t.Errorf("at an empty bucket: %v after %s", err, took)
		}
		if took, err := within(time.Minute); err != nil || took != 3*time.Second {
			t.Errorf("a short wait: %v after %s", err, took)
		}
		canceled, cancel := context.WithCancel(t.Context())
		cancel()
		if err := call(canceled); !errors.Is(err, context.Canceled) {
			t.Errorf("a call that nobody waits for: %v", err)
		}
	})
}

// TestCallsAreDrawnWell: what goes out carries the right credentials and nothing more.
func TestCallsAreDrawnWell(t *testing.T) {
	var got *http.Request
	p := onReplies(t, func(req *http.Request) (*http.Response, error) { got = req; return reply(200, "{}") })
	for way, call := range calls(p) {
		check(t, way, call(t.Context()))
		want := map[string]string{"bot": "Bot planted.bot.token", "interaction": ""}[way]
		if got.Header.Get("Authorization") != want || got.Header.Get("User-Agent") != userAgent || got.Header.Get("Content-Type") != "application/json" ||
			!strings.HasPrefix(got.URL.String(), "https://discord.com/api/v10/") {
			t.Errorf("%s: %s %v", way, got.URL, got.Header)
		}
	}
	check(t, "without a body", p.callToken(t.Context(), "take back", http.MethodDelete, "/webhooks/1/t/messages/@original", nil, nil))
	if got.Header.Get("Content-Type") != "" {
		t.Error("a call without a body names its type")
	}
	kind, data, err := encode(body{}, []upload{{name: "a\"b\r\n.md", kind: "text/markdown", data: []byte("words")}})
	if err != nil || !strings.HasPrefix(kind, "multipart/form-data") || strings.Contains(string(data), "a\"b\r\n") {
		t.Errorf("%s %s, %v", kind, data, err)
	}
}

func TestBucketOf(t *testing.T) {
	for path, want := range map[string]string{
		"/channels/" + roomID + "/messages":                         "GET /channels/" + roomID + "/messages",
		"/channels/" + roomID + "/messages?limit=1&after=" + postID: "GET /channels/" + roomID + "/messages",
		"/channels/" + roomID + "/messages/" + postID:               "GET /channels/" + roomID + "/messages/:id",
		"/channels/" + roomID + "/messages/" + postID + "/threads":  "GET /channels/" + roomID + "/messages/:id/threads",
		"/guilds/" + guildID + "/members/" + annID:                  "GET /guilds/" + guildID + "/members/:id",
		"/users/@me/channels":                                       "GET /users/@me/channels",
	} {
		if got := bucketOf(http.MethodGet, path); got != want {
			t.Errorf("%s is in %q", path, got)
		}
	}
}

// TestNoSecretIsShown plants tokens, lets everything fail in many ways, and looks
// for them in every error and in the log.
func TestNoSecretIsShown(t *testing.T) {
	both(t, func(t *testing.T, overHTTP bool) {
		const token = "planted.bot.token"
		var log diary
		s := stand(t, discordtest.Options{BotToken: token})
		p, stop := startOn(t, s, overHTTP, &log, func(_ context.Context, e chat.Event) chat.Reply {
			switch e.Action.Verb {
			case "update":
				panic(token)
			case "ask":
				return chat.Reply{Form: &chat.Form{Title: "x"}} // over the limits
			}
			return chat.Reply{Private: note("member's words: " + strings.Join(e.Action.Args, " "))}
		})
		post, err := p.Send(t.Context(), toChannel(card("Card", press("Press", "pressed")), ""))
		check(t, "send", err)
		var errs []error
		for _, f := range []discordtest.Failure{
			{Status: 500, Message: token}, {Status: 502}, {Status: 302}, {Drop: true}, {Status: 403, Code: 50013, Message: token}, {Status: 400, Code: 99999, Message: token}, {Status: 401},
		} {
			for _, route := range []string{"POST /channels/*/messages", "PATCH /channels/*/messages/*", "GET /channels/*/messages", "POST /users/@me/channels", "GET /guilds/*"} {
				s.FailNext(route, f)
			}
			_, err := p.Send(t.Context(), chat.Post{To: chat.Place{Team: team, Member: ann}, Message: *note("my-secret-words"), Key: "k", Again: true})
			errs = append(errs, err, p.Edit(t.Context(), post, *note("my-secret-words")), second(p.Send(t.Context(), toChannel(note("my-secret-words"), "k"))))
		}
		for _, route := range []string{"POST /channels/*/messages", "PATCH /channels/*/messages/*", "GET /channels/*/messages", "POST /users/@me/channels", "GET /guilds/*"} {
			s.FailNext(route)
		}
		for _, text := range []string{"hello my-secret-words", "update my-secret-words", "ask my-secret-words"} {
			check(t, "command", s.SlashCommand(ann, channel, text))
		}
		gone := discordtest.Failure{Drop: true}
		s.FailNext("POST /interactions/*/*/callback", discordtest.Failure{After: true, Drop: true}, gone, gone, gone)
		s.FailNext("POST /webhooks/*/*", gone)
		s.FailNext("POST /users/@me/channels", gone)
		check(t, "click", s.Click(ann, s.Messages(channel)[0], "Press"))
		errs = append(errs, p.explain("call", fmt.Errorf("echo %s %s", token, strings.Repeat("long ", 100))))
		stop()
		s.Close()
		errs = append(errs, second(p.Send(t.Context(), toChannel(note("x"), "k"))))
		for _, f := range p.Check(t.Context()) {
			errs = append(errs, errors.New(f.Text+f.Do))
		}
		all := log.String()
		if all == "" {
			t.Error("nothing was logged: the test proves nothing")
		}
		for _, err := range errs {
			if err == nil {
				t.Error("a call that was to fail did not")
			}
			all += fmt.Sprintf("%v %+v\n", err, err)
		}
		for _, secret := range []string{token, "my-secret-words", "interaction-token", "/callback"} {
			if strings.Contains(all, secret) {
				t.Errorf("%q is shown:\n%s", secret, all)
			}
		}
	})
}
