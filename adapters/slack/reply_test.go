package slack

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"studybot/adapters/slack/slacktest"
	"studybot/bot/chat"
	"studybot/bot/chat/chattest"
)

// TestRepliesOfEveryKind sends the less usual replies over both ways in.
func TestRepliesOfEveryKind(t *testing.T) {
	both(t, func(t *testing.T, http bool) {
		s := stand(t, slacktest.Options{})
		sent := make(chan struct{})
		serveOn(t, s, http, t.Output(), func(_ context.Context, e chat.Event) chat.Reply {
			switch e.Action.Verb {
			case "invalid": // a rejection where no form is open
				return chat.Reply{Invalid: map[string]string{"when": "There is no such day."}}
			case "private-file":
				m := note("Here is your file")
				m.Files = []chat.File{{Name: "mine.json", Type: "application/json", Data: []byte("{}")}, {Name: "empty.md"}}
				return chat.Reply{Private: m}
			case "direct":
				m := note("By direct message")
				m.Files = []chat.File{{Name: "mine.md", Data: []byte("# mine")}}
				return chat.Reply{Direct: m}
			case "ask":
				return chat.Reply{Form: form(chat.Do("late"))}
			case "late": // a rejection after the form was closed
				<-sent
				return chat.Reply{Invalid: map[string]string{"x": "Too short.", "unknown": "And not a word."}}
			case "twice":
				return chat.Reply{Form: form(chat.Do("beside"))}
			case "beside":
				return chat.Reply{Invalid: map[string]string{"unknown": "Not here."}}
			}
			return chat.Reply{}
		})
		say := func(text, want string) slacktest.Message {
			t.Helper()
			check(t, text, s.SlashCommand(ann, channel, text))
			m, err := s.AwaitPrivate(ann, slacktest.Saying(want))
			check(t, want, err)
			return m
		}
		say("invalid", "There is no such day.")
		say("private-file", "Here is your file")
		check(t, "files", eventually(func() bool { return len(s.Direct(ann)) == 2 }))
		if f := s.Files(); f[0].Name != "mine.json" || string(f[0].Data) != "{}" || f[1].Name != "empty.md" {
			t.Errorf("the files are %+v", f)
		}
		say("direct", "By direct message")
		check(t, "file", eventually(func() bool { return len(s.Direct(ann)) == 4 }))

		s.FailNext("files.completeUploadExternal", slacktest.Failure{Code: "missing_scope"})
		say("direct", "could not attach")
		s.FailNext("chat.postMessage", slacktest.Failure{Code: "messages_tab_disabled"})
		say("direct", "could not send you a direct message")

		check(t, "ask", s.SlashCommand(ann, channel, "ask"))
		_, err := s.AwaitModal(ann)
		check(t, "form", err)
		check(t, "submit", s.Submit(ann, map[string][]string{"x": {"a"}}))
		close(sent)
		m, err := s.AwaitPrivate(ann, slacktest.Saying("Too short."))
		check(t, "late rejection", err)
		if !strings.Contains(m.Words(), "And not a word.") || !strings.Contains(m.Words(), "was not saved") {
			t.Errorf("the late rejection says %q", m.Words())
		}
		check(t, "twice", s.SlashCommand(ann, channel, "twice"))
		_, err = s.AwaitModal(ann)
		check(t, "form", err)
		check(t, "submit", s.Submit(ann, map[string][]string{"x": {"a"}}))
		if v, ok := s.Modal(ann); !ok || v.Errors["x"] != "Not here." {
			t.Errorf("the form shows %+v", v)
		}
		if p := s.Problems(); len(p) > 0 {
			t.Errorf("Slack would refuse: %q", p)
		}
	})
}

// TestPicturesThatNeverCome: the words stand in, and the next time they are
// uploaded anew.
func TestPicturesThatNeverCome(t *testing.T) {
	s := stand(t, slacktest.Options{SlowFiles: 1000})
	p := serveOn(t, s, true, t.Output(), nil)
	p.pictureWaits = []time.Duration{time.Millisecond, time.Millisecond}
	m := note("Score")
	m.Images = []chat.Image{chattest.Picture("radar.png", "A round line")}
	for range 2 {
		check(t, "send", second(p.Send(t.Context(), post(m, "k"))))
	}
	list := s.Messages(channel)
	if len(list) != 2 || len(list[0].Alts()) != 0 || !strings.Contains(list[0].Words(), "A round line") || len(s.Files()) != 2 {
		t.Errorf("the channel shows %+v, %d files", list, len(s.Files()))
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := second(p.Send(ctx, post(m, "k"))); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled call is %v", err)
	}
}

func TestTrusted(t *testing.T) {
	p, err := New(Settings{BotToken: "xoxb-x", SigningSecret: secret}, quietLog())
	check(t, "new", err)
	q, err := New(Settings{BotToken: "xoxb-x", SigningSecret: secret, APIURL: "http://127.0.0.1:99/api/"}, quietLog())
	check(t, "new", err)
	for address, want := range map[string][2]bool{
		"https://hooks.slack.com/actions/T/1/x":                {true, false},
		"https://hooks.slack-gov.com/actions/x":                {true, false},
		"http://hooks.slack.com/x":                             {},
		"https://slack.com.evil.example/x":                     {},
		"https://evilslack.com/x":                              {},
		"https://user@evil.example/.slack.com":                 {},
		"http://127.0.0.1:99/response/1":                       {false, true},
		"http://127.0.0.1:98/response/1":                       {},
		"https://127.0.0.1:99/response/1":                      {},
		"http://169.254.169.254/latest":                        {},
		"file:///etc/passwd":                                   {},
		"::":                                                   {},
		"":                                                     {},
		"https://hooks.slack.com/" + strings.Repeat("x", 4000): {},
	} {
		if got := [2]bool{p.trusted(address), q.trusted(address)}; got != want {
			t.Errorf("%.60s: %v, want %v", address, got, want)
		}
	}
	if p.Name() != "slack" || len(p.Routes()) != 3 {
		t.Errorf("%s has %d routes", p.Name(), len(p.Routes()))
	}
}

// TestEnvelopes reads what comes over Socket Mode, hostile frames among it.
func TestEnvelopes(t *testing.T) {
	p := overHTTP(t, quietLog(), nil)
	for name, c := range map[string]struct {
		e    envelope
		want error
	}{
		"command":        {envelope{Type: "slash_commands", Payload: []byte(`{"team_id":"T1","user_id":"U1","channel_id":"C1","text":"x"}`)}, nil},
		"click":          {envelope{Type: "interactive", Payload: []byte(clickPayload)}, nil},
		"event":          {envelope{Type: "events_api", Payload: []byte(`{"type":"event_callback","event":{"type":"other"}}`)}, errNotForUs},
		"another type":   {envelope{Type: "hello"}, errNotForUs},
		"no payload":     {envelope{Type: "slash_commands"}, errUnreadable},
		"a bomb":         {envelope{Type: "interactive", Payload: []byte(strings.Repeat("[", 100_000))}, errUnreadable},
		"another shape":  {envelope{Type: "slash_commands", Payload: []byte(`{"team_id":1}`)}, errUnreadable},
		"without people": {envelope{Type: "slash_commands", Payload: []byte(`{}`)}, errUnreadable},
	} {
		if _, err := p.open(c.e); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	p.live.Load().door.Drain()
}

// TestLongTextIsSplit: rich text longer than Slack's limit loses nothing.
func TestLongTextIsSplit(t *testing.T) {
	text := strings.Repeat("😀", 2900)
	c := draw(chat.Message{Body: []chat.Block{{Text: text}}}, nil)
	acceptable(t, c)
	if got := (slacktest.Message{Blocks: decoded(t, c)}).Words(); got != text {
		t.Errorf("%d of %d bytes are drawn", len(got), len(text))
	}
}

func decoded(t *testing.T, c card) []map[string]any {
	t.Helper()
	var out []map[string]any
	check(t, "read the blocks", json.Unmarshal(asJSON(t, c.blocks), &out))
	return out
}

// TestWays: how an answer may travel, by where it comes from.
func TestWays(t *testing.T) {
	s := doorOf(overHTTP(t, quietLog(), nil), identity{team: "T0STUDY"}, nil)
	base := incoming{team: "T0STUDY", event: chat.Event{Member: ann, Team: team}}
	for name, c := range map[string]struct {
		kind   kind
		from   origin
		team   string
		update bool
		want   int
	}{
		"nothing known":      {kind: submit, from: origin{Private: true}, want: 1},
		"channel only":       {kind: submit, from: origin{Channel: channel}, want: 2},
		"ended address":      {kind: submit, from: origin{Channel: channel, URL: "http://127.0.0.1:1/r", Until: 1}, want: 2},
		"strange address":    {kind: click, from: origin{Channel: channel, URL: "http://evil.example/r", Until: 1 << 40}, want: 2},
		"good address":       {kind: click, from: origin{Channel: channel, URL: "http://127.0.0.1:1/r", Until: 1 << 40}, want: 3},
		"update":             {kind: click, from: origin{Channel: channel, TS: "1.2"}, update: true, want: 2},
		"stranger":           {kind: click, from: origin{Channel: channel}, team: "T9EVIL", want: 1},
		"stranger's home":    {kind: click, from: origin{Home: true}, team: "T9EVIL", want: 0},
		"home":               {kind: home, from: origin{Home: true}, want: 2},
		"form from the home": {kind: submit, from: origin{Home: true}, want: 1},
		"hostile channel":    {kind: submit, from: origin{Channel: "../x"}, want: 1},
	} {
		in := base
		in.kind, in.from = c.kind, c.from
		if c.team != "" {
			in.team = c.team
		}
		if got := len(s.ways(in, c.update)); got != c.want {
			t.Errorf("%s: %d ways, want %d", name, got, c.want)
		}
	}
	if got := beside([]string{"b", "a"}, map[string]string{"b": "x", "z": "y"}); len(got) != 2 || got["a"] != "y" || got["b"] != "x" {
		t.Errorf("the sentences stand at %v", got)
	}
	if !slices.Equal(known([]string{"U1", "x", "U1", "C22", ""}), []string{"U1", "C22"}) {
		t.Error("ids are not filtered")
	}
}
