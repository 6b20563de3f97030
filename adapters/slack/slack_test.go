package slack

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"studybot/adapters/slack/slacktest"
	"studybot/bot/chat"
	"studybot/bot/chat/chattest"
)

func note(s string) *chat.Message { return &chat.Message{Body: []chat.Block{{Text: s}}} }

func button(label string, a chat.Action) *chat.Message {
	return &chat.Message{Title: "Card", Body: []chat.Block{{Text: "body"}}, Rows: []chat.Row{{{Kind: chat.Button, Label: label, Action: a}}}}
}

func form(a chat.Action) *chat.Form {
	return &chat.Form{Title: "A form", Submit: "Send", Action: a, Inputs: []chat.Input{{Name: "x", Kind: chat.Line, Label: "X", Optional: true}}}
}

func stand(t *testing.T, o slacktest.Options) *slacktest.Server {
	t.Helper()
	if o.AckWithin == 0 {
		o.AckWithin, o.TriggerLife = 20*time.Second, 20*time.Second
	}
	s := slacktest.New(o)
	t.Cleanup(s.Close)
	return s
}

func check(t *testing.T, what string, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

func post(m *chat.Message, key string) chat.Post {
	return chat.Post{To: chat.Place{Team: team, Channel: channel}, Message: *m, Key: key}
}

// both runs the test over Socket Mode and over signed HTTP.
func both(t *testing.T, run func(t *testing.T, http bool)) {
	for _, m := range modes {
		t.Run(m.name, func(t *testing.T) { run(t, m.http) })
	}
}

// TestRepeatedDeliveries: what Slack delivers three times happens once.
func TestRepeatedDeliveries(t *testing.T) {
	both(t, func(t *testing.T, http bool) {
		s := stand(t, slacktest.Options{})
		var n atomic.Int32
		p := serveOn(t, s, http, t.Output(), func(_ context.Context, e chat.Event) chat.Reply {
			n.Add(1)
			return chat.Reply{Private: note("Answer to " + e.Action.Verb)}
		})
		s.Repeat(2)
		check(t, "say", s.Say(ann, "words"))
		_, err := s.AwaitPrivate(ann, slacktest.Saying("Answer to words"))
		check(t, "answer", err)
		_, err = p.Send(t.Context(), post(button("Press", chat.Do("pressed")), ""))
		check(t, "send", err)
		check(t, "click", s.Click(ann, s.Messages(channel)[0], "Press"))
		check(t, "home", s.OpenHome(ann))
		_, err = s.AwaitHome(ann, func(v slacktest.View) bool { return strings.Contains(v.Words(), "Answer to home") })
		check(t, "home", err)
		check(t, "command", s.SlashCommand(ann, channel, "last"))
		_, err = s.AwaitPrivate(ann, slacktest.Saying("Answer to last"))
		check(t, "answer", err)
		if got := n.Load(); got != 4 {
			t.Errorf("4 things were handled %d times", got)
		}
	})
}

// TestSocketIsReplaced: no click is lost when Slack asks for new connections or
// drops them.
func TestSocketIsReplaced(t *testing.T) {
	s := stand(t, slacktest.Options{})
	var n atomic.Int32
	p := serveOn(t, s, false, t.Output(), func(context.Context, chat.Event) chat.Reply { n.Add(1); return chat.Reply{} })
	_, err := p.Send(t.Context(), post(button("Press", chat.Do("pressed")), ""))
	check(t, "send", err)
	m := s.Messages(channel)[0]
	for round := range 3 {
		if round%2 == 0 {
			s.RefreshSockets()
		} else {
			s.DropSockets()
		}
		for range 3 {
			check(t, fmt.Sprintf("click in round %d", round), s.Click(ann, m, "Press"))
		}
		check(t, "reconnect", s.AwaitSockets(links))
	}
	check(t, "wait", eventually(func() bool { return n.Load() == 9 }))
	if c := s.Counts(); c.Missed != 0 || c.Connections < 8 {
		t.Errorf("counts: %+v", c)
	}
}

func eventually(ok func() bool) error {
	for deadline := time.Now().Add(20 * time.Second); !ok(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			return errors.New("it never happened")
		}
	}
	return nil
}

// TestRefusedTokensEndServe: a wrong token is a reason to stop, a bad day is not.
func TestRefusedTokensEndServe(t *testing.T) {
	for name, c := range map[string]struct {
		method string
		code   string
	}{"bot token": {"auth.test", "invalid_auth"}, "app token": {"apps.connections.open", "not_allowed_token_type"}} {
		t.Run(name, func(t *testing.T) {
			s := stand(t, slacktest.Options{})
			s.FailNext(c.method, slacktest.Failure{Code: c.code}, slacktest.Failure{Code: c.code})
			bot, app, _ := s.Tokens()
			p, err := New(Settings{BotToken: bot, AppToken: app, APIURL: s.APIURL()}, quietLog())
			check(t, "new", err)
			err = p.Serve(t.Context(), nil)
			if err == nil || !strings.Contains(err.Error(), c.code) || strings.Contains(err.Error(), app) {
				t.Errorf("serve ends with %v", err)
			}
		})
	}
	s := stand(t, slacktest.Options{})
	s.FailNext("auth.test", slacktest.Failure{Status: 503})
	s.FailNext("apps.connections.open", slacktest.Failure{Code: "internal_error"})
	serveOn(t, s, false, t.Output(), func(context.Context, chat.Event) chat.Reply { return chat.Reply{} }) // waits until it serves
}

// TestSlowAnswersArrive: over both ways in, the late answer is seen.
func TestSlowAnswersArrive(t *testing.T) {
	both(t, func(t *testing.T, http bool) {
		s := stand(t, slacktest.Options{})
		acked := make(chan struct{})
		serveOn(t, s, http, t.Output(), func(_ context.Context, e chat.Event) chat.Reply {
			if e.Action.Verb == "slow" {
				<-acked // waits for the acknowledgement, which must not wait for it
			}
			if e.Action.Verb == "late-form" {
				return chat.Reply{Form: form(chat.Do("sent"))}
			}
			return chat.Reply{Private: note("Answer to " + e.Action.Verb)}
		})
		check(t, "command", s.SlashCommand(ann, channel, "slow"))
		close(acked)
		_, err := s.AwaitPrivate(ann, slacktest.Saying("Answer to slow"))
		check(t, "late answer", err)
		// A form whose trigger is gone becomes a button that opens it.
		s.FailNext("views.open", slacktest.Failure{Code: "expired_trigger_id"})
		check(t, "command", s.SlashCommand(ann, channel, "late-form now"))
		m, err := s.AwaitPrivate(ann, slacktest.Saying("press the button"))
		check(t, "offer", err)
		check(t, "click", s.Click(ann, m, "A form"))
		_, err = s.AwaitModal(ann)
		check(t, "form", err)
		// Words in the direct conversation have no trigger at all.
		s.CloseForm(ann)
		check(t, "say", s.Say(ann, "late-form"))
		check(t, "offer", eventually(func() bool {
			for _, m := range s.Direct(ann) {
				if slices.Contains(m.Labels(), "A form") {
					return s.Click(ann, m, "A form") == nil
				}
			}
			return false
		}))
		_, err = s.AwaitModal(ann)
		check(t, "form", err)
	})
}

// TestHome: the member's board is drawn, redrawn by clicks, and left and found again.
func TestHome(t *testing.T) {
	both(t, func(t *testing.T, http bool) {
		s := stand(t, slacktest.Options{})
		serveOn(t, s, http, t.Output(), func(_ context.Context, e chat.Event) chat.Reply {
			switch e.Action.Verb {
			case "home":
				m := button("Tick", chat.Do("tick", "a"))
				m.Rows = append(m.Rows, chat.Row{{Kind: chat.Button, Label: "Plan", Action: chat.Do("plan")}, {Kind: chat.Button, Label: "Ask", Action: chat.Do("ask")}, {Kind: chat.Button, Label: "Change", Action: chat.Do("change")}})
				m.Images = []chat.Image{chattest.Picture("radar.png", "A round line")}
				m.Title = "Board"
				if !e.Private || e.Channel == channel {
					m.Title = "not private"
				}
				return chat.Reply{Private: m}
			case "tick":
				return chat.Reply{Update: note("Ticked")}
			case "plan":
				return chat.Reply{Private: note("Your plan")}
			case "ask":
				return chat.Reply{Form: form(chat.Do("asked"))}
			case "change":
				return chat.Reply{Form: form(chat.Do("changed"))}
			case "asked":
				return chat.Reply{Private: note("Thank you")}
			case "changed":
				return chat.Reply{Update: note("Changed board")}
			}
			return chat.Reply{}
		})
		board := func(words string) {
			t.Helper()
			_, err := s.AwaitHome(ann, func(v slacktest.View) bool { return strings.Contains(v.Words(), words) })
			check(t, words, err)
		}
		check(t, "open", s.OpenHome(ann))
		board("Board")
		check(t, "plan", s.ClickHome(ann, "Plan", ""))
		board("Your plan")
		check(t, "back", s.ClickHome(ann, "Back to my board", ""))
		board("Board")
		check(t, "ask", s.ClickHome(ann, "Ask", ""))
		_, err := s.AwaitModal(ann)
		check(t, "form", err)
		check(t, "submit", s.Submit(ann, nil))
		_, err = s.AwaitPrivate(ann, slacktest.Saying("Thank you"))
		check(t, "answer in the direct conversation", err)
		board("Board")
		check(t, "change", s.ClickHome(ann, "Change", ""))
		_, err = s.AwaitModal(ann)
		check(t, "form", err)
		check(t, "submit", s.Submit(ann, nil))
		board("Changed board")
		if p := s.Problems(); len(p) > 0 {
			t.Errorf("Slack would refuse: %q", p)
		}
	})
}

// TestPrivateAnswersFindAWay: when the response address is used up or down, the
// answer comes by the next way, and never in public.
func TestPrivateAnswersFindAWay(t *testing.T) {
	both(t, func(t *testing.T, overHTTP bool) {
		s := stand(t, slacktest.Options{})
		p := serveOn(t, s, overHTTP, t.Output(), func(_ context.Context, e chat.Event) chat.Reply {
			if e.Action.Verb == "update" {
				return chat.Reply{Update: note("Updated")}
			}
			return chat.Reply{Private: note("Secret " + e.Action.Arg(0))}
		})
		m := button("Tell", chat.Do("tell", "one"))
		m.Rows = append(m.Rows, chat.Row{{Kind: chat.Button, Label: "Update", Action: chat.Do("update")}})
		_, err := p.Send(t.Context(), post(m, "k"))
		check(t, "send", err)
		down := slacktest.Failure{Status: http.StatusInternalServerError}
		s.FailNext("response_url", down)
		check(t, "click", s.Click(ann, s.Messages(channel)[0], "Tell"))
		_, err = s.AwaitPrivate(ann, slacktest.Saying("Secret one"))
		check(t, "ephemeral", err)
		s.FailNext("response_url", slacktest.Failure{Status: 404, Code: "used_url"})
		s.FailNext("chat.postEphemeral", slacktest.Failure{Code: "user_not_in_channel"})
		check(t, "click", s.Click(bob, s.Messages(channel)[0], "Tell"))
		check(t, "direct", eventually(func() bool { d := s.Direct(bob); return len(d) == 1 && strings.Contains(d[0].Words(), "Secret") }))
		s.FailNext("response_url", down)
		check(t, "click", s.Click(bob, s.Messages(channel)[0], "Update"))
		check(t, "update", eventually(func() bool { return strings.Contains(s.Messages(channel)[0].Words(), "Updated") }))
		if all := s.Messages(channel); len(all) != 1 || strings.Contains(all[0].Words(), "Secret") || all[0].Metadata == nil {
			t.Errorf("the channel shows %+v", all)
		}
	})
}

// TestPanicsAreAnswered: a defect of a handler is an honest sentence, and the next
// event of the same member is answered.
func TestPanicsAreAnswered(t *testing.T) {
	both(t, func(t *testing.T, http bool) {
		s := stand(t, slacktest.Options{})
		serveOn(t, s, http, t.Output(), func(_ context.Context, e chat.Event) chat.Reply {
			switch e.Action.Verb {
			case "panic":
				panic("a defect")
			case "large":
				return chat.Reply{Private: note(strings.Repeat("x", 9000))}
			}
			return chat.Reply{Private: note("Fine")}
		})
		for text, want := range map[string]string{"panic": "Something went wrong", "large": "a fault of mine", "ok": "Fine"} {
			check(t, text, s.SlashCommand(ann, channel, text))
			_, err := s.AwaitPrivate(ann, slacktest.Saying(want))
			check(t, want, err)
		}
	})
}

// TestStaleControls: a button that is not ours gets a private answer, and the
// handler is not asked.
func TestStaleControls(t *testing.T) {
	both(t, func(t *testing.T, http bool) {
		s := stand(t, slacktest.Options{})
		p := serveOn(t, s, http, t.Output(), func(context.Context, chat.Event) chat.Reply { t.Error("the handler was asked"); return chat.Reply{} })
		_, err := p.Send(t.Context(), post(button("Press", chat.Do("pressed")), ""))
		check(t, "send", err)
		m := s.Messages(channel)[0]
		for _, b := range m.Blocks {
			if list, ok := b["elements"].([]any); ok && b["type"] == "actions" {
				list[0].(map[string]any)["value"] = "../<script>"
			}
		}
		check(t, "click", s.Click(ann, m, "Press"))
		_, err = s.AwaitPrivate(ann, slacktest.Saying("not one that I know"))
		check(t, "answer", err)
	})
}

// TestLostAnswer: a post whose answer was cut off is found by its key, by a new
// process as well; one that never happened is made.
func TestLostAnswer(t *testing.T) {
	s := stand(t, slacktest.Options{})
	p := serveOn(t, s, true, t.Output(), nil)
	check(t, "send", second(p.Send(t.Context(), post(note("other"), "other"))))
	for name, to := range map[string]chat.Place{
		"channel": {Team: team, Channel: channel}, "member": {Team: team, Member: ann},
		"thread": {Team: team, Channel: channel, Thread: s.Messages(channel)[0].TS},
	} {
		t.Run(name, func(t *testing.T) {
			before := s.Counts().Posts
			s.FailNext("chat.postMessage", slacktest.Failure{Cut: true})
			one := chat.Post{To: to, Message: *note("The question"), Key: "slot/" + name}
			_, err := p.Send(t.Context(), one)
			var busy *chat.Busy
			if err == nil || errors.As(err, &busy) || chat.RefusedFor(err) != "" {
				t.Fatalf("a lost answer is %v, want a plain error", err)
			}
			one.Again, one.Since = true, time.Now()
			if name == "channel" { // it must be looked for beyond the first page
				for i := range historyPage + 20 {
					check(t, "send", second(p.Send(t.Context(), post(note("later"), fmt.Sprint("later/", i)))))
				}
				before += historyPage + 20
			}
			bot, app, _ := stand(t, slacktest.Options{}).Tokens() // the same defaults
			fresh, err := New(Settings{BotToken: bot, AppToken: app, APIURL: s.APIURL()}, quietLog())
			check(t, "new", err)
			defer fresh.caller.http.CloseIdleConnections()
			ref, err := fresh.Send(t.Context(), one)
			check(t, "again", err)
			if n := s.Counts().Posts - before; n != 1 || ref.ID == "" || ref.Channel == "" {
				t.Errorf("%d posts, reference %+v", n, ref)
			}
			s.FailNext("chat.postMessage", slacktest.Failure{Status: 502})
			one.Key, one.Again = "slot2/"+name, false
			if _, err = p.Send(t.Context(), one); err == nil || chat.RefusedFor(err) != "" {
				t.Errorf("a 502 is %v", err)
			}
			one.Again = true
			check(t, "again", second(fresh.Send(t.Context(), one)))
			if n := s.Counts().Posts - before; n != 2 {
				t.Errorf("%d posts, want 2", n)
			}
		})
	}
}

func second[T any](_ T, err error) error { return err }

// TestNoHistoryNoSecondPost: without the scope to look, nothing is repeated.
func TestNoHistoryNoSecondPost(t *testing.T) {
	s := stand(t, slacktest.Options{Scopes: []string{"chat:write"}})
	p := serveOn(t, s, true, t.Output(), nil)
	again := post(note("x"), "k")
	again.Again = true
	if _, err := p.Send(t.Context(), again); chat.RefusedFor(err) != chat.NotAllowed || s.Counts().Posts != 0 {
		t.Errorf("%v, %d posts", err, s.Counts().Posts)
	}
	// Pictures without their scope are told in words.
	m := note("Score")
	m.Images = []chat.Image{chattest.Picture("a.png", "A long bar")}
	check(t, "send", second(p.Send(t.Context(), post(m, "k2"))))
	if got := s.Messages(channel)[0]; !strings.Contains(got.Words(), "A long bar") || len(got.Alts()) != 0 {
		t.Errorf("the post shows %q", got.Words())
	}
}

// TestErrorsInThePlatformsWords maps what Slack answers.
func TestErrorsInThePlatformsWords(t *testing.T) {
	s := stand(t, slacktest.Options{})
	p := serveOn(t, s, true, t.Output(), nil)
	for code, want := range map[string]chat.Reason{
		"not_in_channel": chat.NotInChannel, "channel_not_found": chat.ChannelGone, "is_archived": chat.ChannelGone, "invalid_auth": chat.Unauthorized,
		"token_revoked": chat.Unauthorized, "account_inactive": chat.Unauthorized, "missing_scope": chat.NotAllowed, "restricted_action_read_only_channel": chat.NotAllowed,
		"user_not_found": chat.MemberClosed, "messages_tab_disabled": chat.MemberClosed, "invalid_blocks": chat.BadMessage, "msg_too_long": chat.BadMessage,
		"internal_error": "", "fatal_error": "", "something_new": "", "xoxb-planted <@U1>": "",
	} {
		s.FailNext("chat.postMessage", slacktest.Failure{Code: code})
		_, err := p.Send(t.Context(), post(note("x"), "k"))
		if err == nil || chat.RefusedFor(err) != want || strings.Contains(err.Error(), "planted") {
			t.Errorf("%s: %v, want %q", code, err, want)
		}
	}
	for header, want := range map[string]time.Duration{"3": 3 * time.Second, "": unsaidWait, "2.2": 3 * time.Second, "tomorrow": unsaidWait} {
		s.FailNext("chat.postMessage", slacktest.Failure{Status: 429, RetryAfter: header, Code: "ratelimited"})
		_, err := p.Send(t.Context(), post(note("x"), "k"))
		var busy *chat.Busy
		if !errors.As(err, &busy) || busy.After != want {
			t.Errorf("Retry-After %q: %v, want %s", header, err, want)
		}
	}
	for _, bad := range []chat.Post{
		{To: chat.Place{Team: "slack:T9EVIL", Channel: channel}, Message: *note("x")},
		{To: chat.Place{Team: "other:T0STUDY", Channel: channel}, Message: *note("x")},
		{To: chat.Place{Team: team, Channel: channel}},
	} {
		if _, err := p.Send(t.Context(), bad); chat.RefusedFor(err) == "" {
			t.Errorf("%+v was not refused: %v", bad, err)
		}
	}
	if err := p.Edit(t.Context(), chat.Ref{Team: "slack:T9EVIL", Channel: channel, ID: "1"}, *note("x")); chat.RefusedFor(err) != chat.NotAllowed {
		t.Errorf("editing in another team: %v", err)
	}
	if s.Counts().Posts != 0 {
		t.Errorf("%d posts happened", s.Counts().Posts)
	}
	s.Close()
	if _, err := p.Send(t.Context(), post(note("x"), "k")); err == nil || chat.RefusedFor(err) != "" {
		t.Errorf("without a server: %v", err)
	}
}

// TestPicturesThatAreNotReady: Slack takes a moment for an upload; the message
// waits for it and is posted once. A redrawn message uploads nothing again.
func TestPicturesThatAreNotReady(t *testing.T) {
	s := stand(t, slacktest.Options{SlowFiles: 2})
	p := serveOn(t, s, true, t.Output(), nil)
	m := note("Score")
	m.Images = []chat.Image{chattest.Picture("radar.png", "A round line")}
	ref, err := p.Send(t.Context(), post(m, "k"))
	check(t, "send", err)
	check(t, "edit", p.Edit(t.Context(), ref, *m))
	got := s.Messages(channel)
	for arg, want := range map[string]string{"parse": "none", "mrkdwn": "false", "unfurl_links": "false", "unfurl_media": "false"} {
		if got[0].Args[arg] != want {
			t.Errorf("%s is sent as %q, want %q", arg, got[0].Args[arg], want)
		}
	}
	if got[0].LinkNames || got[0].Metadata == nil || got[0].Metadata.EventType != postEvent || got[0].Metadata.EventPayload["key"] != "k" {
		t.Errorf("the post was sent as %+v", got[0].Args)
	}
	if len(got) != 1 || len(got[0].Alts()) != 1 || got[0].Edits != 1 || len(s.Files()) != 1 || s.Files()[0].Alt != "A round line" {
		t.Errorf("the channel shows %+v, %d files", got, len(s.Files()))
	}
}

// TestNoSecretIsShown plants tokens and a signing secret, lets everything fail in
// many ways, and looks for them in every error and in the log.
func TestNoSecretIsShown(t *testing.T) {
	both(t, func(t *testing.T, overHTTP bool) {
		var mu sync.Mutex
		var log bytes.Buffer
		planted := []string{"xoxb-planted-bot", "xapp-planted-app", "planted-signing-secret"}
		s := stand(t, slacktest.Options{BotToken: planted[0], AppToken: planted[1], SigningSecret: planted[2]})
		var errs []error
		p, stop := startOn(t, s, overHTTP, lockedWriter{&mu, &log}, func(_ context.Context, e chat.Event) chat.Reply {
			if e.Action.Verb == "panic" {
				panic(planted[0])
			}
			return chat.Reply{Private: note("member's words: " + strings.Join(e.Action.Args, " "))}
		})
		for _, f := range []slacktest.Failure{
			{Code: planted[0]}, {Status: 500}, {Status: 302}, {Cut: true}, {Status: 429, RetryAfter: planted[0]}, {Status: 403, Code: planted[1]}, {Code: "invalid_auth"},
		} {
			for _, method := range []string{"chat.postMessage", "chat.update", "conversations.history", "conversations.open", "files.getUploadURLExternal"} {
				s.FailNext(method, f)
			}
			m := note("x")
			m.Images = []chat.Image{chattest.Picture("p", f.Code+"pic"+f.RetryAfter)}
			_, err := p.Send(t.Context(), chat.Post{To: chat.Place{Team: team, Member: ann}, Message: *m, Key: "k", Again: true})
			errs = append(errs, err, p.Edit(t.Context(), chat.Ref{Team: team, Channel: channel, ID: "1"}, *note("x")), second(p.Send(t.Context(), post(note("x"), "k"))))
		}
		check(t, "command", s.SlashCommand(ann, channel, "tell my-secret-words"))
		check(t, "command", s.SlashCommand(ann, channel, "bad-form my-secret-words"))
		check(t, "send", second(p.Send(t.Context(), post(button("Press", chat.Do("pressed")), ""))))
		pressable, err := s.AwaitMessage(channel, slacktest.Saying("Card"))
		check(t, "the post", err)
		s.FailNext("response_url", slacktest.Failure{Cut: true})
		s.FailNext("chat.postEphemeral", slacktest.Failure{Cut: true})
		s.FailNext("chat.postMessage", slacktest.Failure{Cut: true})
		check(t, "click", s.Click(ann, pressable, "Press"))
		check(t, "the failure's line", eventually(func() bool { mu.Lock(); defer mu.Unlock(); return strings.Contains(log.String(), "was not shown") }))
		errs = append(errs, p.explain("call", fmt.Errorf("echo %s %s", planted[0], strings.Repeat("long ", 100))))
		s.DropSockets()
		s.FailNext("apps.connections.open", slacktest.Failure{Code: planted[1]}, slacktest.Failure{Status: 500})
		if !overHTTP {
			check(t, "reconnect", s.AwaitSockets(1))
		}
		s.Close()
		errs = append(errs, second(p.Send(t.Context(), post(note("x"), "k"))))
		for _, f := range p.Check(t.Context()) {
			errs = append(errs, errors.New(f.Text+f.Do))
		}
		stop()
		mu.Lock()
		defer mu.Unlock()
		all := log.String()
		for _, err := range errs {
			all += fmt.Sprintf("%v %+v\n", err, err)
		}
		for _, secret := range append(slices.Clone(planted), "my-secret-words", "ticket=", "/response/") {
			if strings.Contains(all, secret) {
				t.Errorf("%q is shown:\n%s", secret, all)
			}
		}
		if log.Len() == 0 {
			t.Error("nothing was logged: the test proves nothing")
		}
	})
}

type lockedWriter struct {
	mu *sync.Mutex
	w  *bytes.Buffer
}

func (l lockedWriter) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

// TestEndLetsAnswersFinish: what is being answered when the end is asked for is
// still answered.
func TestEndLetsAnswersFinish(t *testing.T) {
	both(t, func(t *testing.T, http bool) {
		s := stand(t, slacktest.Options{})
		started, release := make(chan struct{}), make(chan struct{})
		_, stop := startOn(t, s, http, t.Output(), func(context.Context, chat.Event) chat.Reply {
			close(started)
			<-release
			return chat.Reply{Private: note("Finished")}
		})
		told := make(chan error, 1)
		go func() { told <- s.SlashCommand(ann, channel, "long") }()
		<-started
		stopped := make(chan struct{})
		go func() { stop(); close(stopped) }()
		close(release)
		check(t, "command", <-told)
		<-stopped
		if list := s.Private(ann); len(list) != 1 || !strings.Contains(list[0].Words(), "Finished") {
			t.Errorf("the member sees %+v", list)
		}
	})
}
