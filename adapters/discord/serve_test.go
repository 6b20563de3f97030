package discord

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"studybot/adapters/discord/discordtest"
	"studybot/bot/chat"
)

// TestAnswersFindAWay: what goes wrong on the way to the member costs no answer, shows
// none twice, and nothing is seen by others.
func TestAnswersFindAWay(t *testing.T) {
	const callback, original, followUp = "POST /interactions/*/*/callback", "PATCH /webhooks/*/*/messages/*", "POST /webhooks/*/*"
	lostAnswer, cut := discordtest.Failure{After: true, Drop: true}, discordtest.Failure{Drop: true}
	down := discordtest.Failure{Status: 503}
	for name, c := range map[string]struct {
		reply   string // of the handler
		late    bool
		fail    map[string][]discordtest.Failure
		expire  bool
		closed  bool
		private []string // what the member reads in the channel, alone
		direct  []string // in the private conversation
		channel string
	}{
		"first response happened":     {reply: "private", fail: map[string][]discordtest.Failure{callback: {lostAnswer}}, private: []string{"Answer"}},
		"first response cut":          {reply: "private", fail: map[string][]discordtest.Failure{callback: {cut}}, private: []string{"Answer"}},
		"first response, 503":         {reply: "private", fail: map[string][]discordtest.Failure{callback: {down}}, private: []string{"Answer"}},
		"first response lost twice":   {reply: "private", fail: map[string][]discordtest.Failure{callback: {lostAnswer, lostAnswer}}, private: []string{"Answer"}},
		"first response not to be":    {reply: "private", fail: map[string][]discordtest.Failure{callback: {lostAnswer, down, down, down}}, private: []string{"Answer"}, direct: []string{"Answer"}},
		"follow-up down":              {reply: "private", late: true, fail: map[string][]discordtest.Failure{followUp: {down}}, direct: []string{"Answer"}},
		"follow-up busy for a bit":    {reply: "private", late: true, fail: map[string][]discordtest.Failure{followUp: {{Status: 429, RetryAfter: 0.05}}}, private: []string{"Answer"}},
		"follow-up busy for long":     {reply: "private", late: true, fail: map[string][]discordtest.Failure{followUp: {{Status: 429, RetryAfter: 60}}}, direct: []string{"Answer"}},
		"update down once":            {reply: "update", late: true, fail: map[string][]discordtest.Failure{original: {down}}, channel: "Answer"},
		"update down":                 {reply: "update", late: true, fail: map[string][]discordtest.Failure{original: {down, down}}, channel: "Answer"},
		"token ended":                 {reply: "private", late: true, expire: true, direct: []string{"Answer"}},
		"token ended, update":         {reply: "update", late: true, expire: true, channel: "Answer"},
		"direct, closed":              {reply: "direct", closed: true, private: []string{"I may not send you direct messages"}},
		"direct, down once":           {reply: "direct", fail: map[string][]discordtest.Failure{"POST /channels/*/messages": {cut}}, direct: []string{"Sent"}},
		"direct, lost":                {reply: "direct", fail: map[string][]discordtest.Failure{"POST /channels/*/messages": {lostAnswer}}, direct: []string{"Sent"}},
		"direct, down":                {reply: "direct", fail: map[string][]discordtest.Failure{"POST /channels/*/messages": {down, down}}, private: []string{"could not send you"}},
		"announced, then closed":      {reply: "both", closed: true, private: []string{"Answer", "I may not send you direct messages"}},
		"announced late, then closed": {reply: "both", late: true, closed: true, private: []string{"Answer", "I may not send you direct messages"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(unhurried())
			defer s.Close()
			acted := make(chan struct{})
			p, stop := startOn(t, s, false, t.Output(), func(context.Context, chat.Event) chat.Reply {
				if c.late {
					<-acted
				}
				switch c.reply {
				case "update":
					return chat.Reply{Update: note("Answer")}
				case "direct":
					return chat.Reply{Direct: note("Sent")}
				case "both":
					return chat.Reply{Private: note("Answer"), Direct: note("Sent")}
				}
				return chat.Reply{Private: note("Answer")}
			})
			check(t, "send", second(p.Send(t.Context(), toChannel(card("Card", press("Press", "hello")), "k"))))
			for route, list := range c.fail {
				s.FailNext(route, list...)
			}
			if c.closed {
				s.ClosePrivate(ann)
			}
			check(t, "click", s.Click(ann, s.Messages(channel)[0], "Press"))
			if c.expire {
				s.ExpireTokens()
			}
			close(acted)
			stop()
			compare := func(where string, got []discordtest.Message, want []string) {
				t.Helper()
				if len(got) != len(want) {
					t.Errorf("%s has %d messages, want %q", where, len(got), want)
					return
				}
				for i, m := range got {
					if m.Loading || !strings.Contains(m.Words(), want[i]) {
						t.Errorf("%s says %q, want %q", where, m.Words(), want[i])
					}
					if where == "the private conversation" && !strings.HasSuffix(m.Words(), "From Study circle") {
						t.Errorf("it does not say where it is from: %q", m.Words())
					}
				}
			}
			compare("the member's screen", s.Private(ann), c.private)
			compare("the private conversation", s.Direct(ann), c.direct)
			compare("the channel", s.Messages(channel), []string{c.channel})
			if len(s.Private(bob))+len(s.Direct(bob)) > 0 {
				t.Error("somebody else was told")
			}
		})
	}
}

// TestClicksWhileTheGatewayBreaks: each click is handled once and answered once,
// whatever happens to the connection, and though each is delivered twice.
func TestClicksWhileTheGatewayBreaks(t *testing.T) {
	t.Parallel()
	s := stand(t, discordtest.Options{Heartbeat: 500 * time.Millisecond, AckWithin: 60 * time.Second})
	var mu sync.Mutex
	handled := map[string]int{}
	p := serveOn(t, s, false, t.Output(), func(_ context.Context, e chat.Event) chat.Reply {
		mu.Lock()
		defer mu.Unlock()
		handled[e.Action.Arg(0)]++
		return chat.Reply{Private: note("Answer " + e.Action.Arg(0) + ".")}
	})
	s.SendTwice()
	// The gateway's own story plays all that can happen, at a quicker pace.
	hurts := []func(){func() {}, s.DropSockets, s.AskReconnect, s.HalfOpen}
	for n, hurt := range hurts {
		word := fmt.Sprint("n", n)
		check(t, "send", second(p.Send(t.Context(), toChannel(card("Card "+word+".", press("Press", "hello", word)), word))))
		m, err := s.AwaitMessage(channel, discordtest.Saying("Card "+word+"."))
		check(t, "post", err)
		clicked := make(chan error, 1)
		hurt()
		go func() { clicked <- s.Click(ann, m, "Press") }()
		if err := <-clicked; err != nil {
			t.Errorf("click %d: %v", n, err)
		}
		check(t, "connect", s.AwaitSessions(1))
	}
	for n := range hurts {
		word := fmt.Sprint("n", n)
		check(t, "answer", second(s.AwaitPrivate(ann, discordtest.Saying("Answer "+word+"."))))
		mu.Lock()
		if handled[word] != 1 {
			t.Errorf("click %d was handled %d times", n, handled[word])
		}
		mu.Unlock()
	}
	if n := len(s.Private(ann)); n != len(hurts) {
		t.Errorf("%d answers to %d clicks", n, len(hurts))
	}
}

// TestRefusedTokenEndsServe: over HTTP when it starts, over the gateway at any time,
// with a sentence that says what to do; a bad day is no reason to stop.
func TestRefusedTokenEndsServe(t *testing.T) {
	s := discordtest.New(discordtest.Options{})
	defer s.Close()
	p := process(t, s)
	s.FailNext("GET /applications/@me", discordtest.Failure{Status: 503})
	ended := make(chan error, 1)
	go func() { ended <- p.Serve(context.Background(), nothing) }()
	check(t, "connect", s.AwaitSessions(1))
	if err := p.Serve(t.Context(), nothing); err == nil || !strings.Contains(err.Error(), "already") {
		t.Errorf("a second run: %v", err)
	}
	s.CloseWith(4004)
	if err := <-ended; chat.RefusedFor(err) != chat.Unauthorized || !strings.Contains(err.Error(), "DISCORD_BOT_TOKEN") {
		t.Errorf("serve ends with %v", err)
	}
	s.Revoke()
	if err := process(t, s).Serve(t.Context(), nothing); chat.RefusedFor(err) != chat.Unauthorized {
		t.Errorf("serve ends with %v", err)
	}
}

// TestEndLetsAnswersFinish: what is being answered when the end is asked for is
// still answered.
func TestEndLetsAnswersFinish(t *testing.T) {
	both(t, func(t *testing.T, overHTTP bool) {
		s := stand(t, discordtest.Options{})
		started, release := make(chan struct{}), make(chan struct{})
		_, stop := startOn(t, s, overHTTP, t.Output(), func(context.Context, chat.Event) chat.Reply {
			close(started)
			<-release
			return chat.Reply{Private: note("Finished")}
		})
		told := make(chan error, 1)
		go func() { told <- s.SlashCommand(ann, channel, "hello") }()
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

// doubtful are leases that are given to everybody once, and of which nobody knows
// anything after that.
type doubtful struct {
	mu    sync.Mutex
	given map[string]bool
}

func (d *doubtful) Hold(_ context.Context, name, _ string, _ time.Duration) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.given[name] {
		return false, errors.New("no answer")
	}
	d.given[name] = true
	return true, nil
}

func (d *doubtful) Release(context.Context, string, string) error { return nil }

// TestTwoReplicasInDoubt: while nobody knows who has the shard, two replicas read
// everything; each act is handled by one of them and answered once.
func TestTwoReplicasInDoubt(t *testing.T) {
	t.Parallel()
	s := stand(t, discordtest.Options{})
	var handled, words atomic.Int64
	handle := func(_ context.Context, e chat.Event) chat.Reply {
		if e.Private {
			words.Add(1)
			return chat.Reply{Private: note("Words"), Direct: note("And more")}
		}
		handled.Add(1)
		return chat.Reply{Private: note("Answer to " + e.Action.Arg(0) + ".")}
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var running sync.WaitGroup
	logs := []*diary{{}, {}}
	for i := range 2 {
		bot, app, _ := s.Tokens()
		p, err := New(Settings{BotToken: bot, AppID: app, APIURL: s.APIURL()},
			Deps{Commands: suiteCommands(), Leases: &doubtful{given: map[string]bool{}}, Log: slog.New(slog.NewTextHandler(logs[i], nil))})
		check(t, "new", err)
		running.Go(func() {
			if err := p.Serve(ctx, handle); err != nil {
				t.Error(err)
			}
		})
	}
	check(t, "connect", s.AwaitSessions(2))
	until(t, "commands", func() bool { return len(s.Commands()) > 0 })
	for _, log := range logs {
		until(t, "doubt", func() bool { return strings.Contains(log.String(), "is in doubt") })
	}
	const acts = 20
	for n := range acts {
		check(t, "command", s.SlashCommand(ann, channel, fmt.Sprint("hello n", n)))
		check(t, "answer", second(s.AwaitPrivate(ann, discordtest.Saying(fmt.Sprintf("Answer to n%d.", n)))))
	}
	check(t, "say", s.Say(ann, "hello"))
	until(t, "both have read the words", func() bool { return words.Load() == 2 })
	cancel()
	running.Wait()
	if n := len(s.Private(ann)); n != acts || handled.Load() != acts {
		t.Errorf("%d commands were handled %d times and answered %d times", acts, handled.Load(), n)
	}
	if n := len(s.Direct(ann)); n != 3 { // Ann's words, and the two messages of one answer
		t.Errorf("the conversation has %d messages", n)
	}
}

// TestHangUp: when Discord hangs up before the first response, the answer comes as a
// message of the private conversation.
func TestHangUp(t *testing.T) {
	begun := make(chan struct{})
	gone, hangUp := context.WithCancel(t.Context())
	p, key := answering(t, t.Output(), func(context.Context, chat.Event) chat.Reply {
		close(begun)
		<-gone.Done()
		return chat.Reply{Private: note("Answer")}
	})
	var asked []string
	p.client.Transport = &transport{inner: replies(func(req *http.Request) (*http.Response, error) {
		asked = append(asked, req.Method+" "+req.URL.Path) // one call after the other
		return reply(200, `{"id":"`+postID+`","name":"Study"}`)
	})}
	served := make(chan struct{})
	go func() {
		defer close(served)
		serve(p, signedRequest(key, time.Now(), commandPayload(snowflake(time.Now()), guildID, "help", `[]`)).WithContext(gone))
	}()
	<-begun
	hangUp()
	<-served
	p.live.Load().door.Drain()
	want := []string{"POST /api/v10/users/@me/channels", "GET /api/v10/guilds/" + guildID, "POST /api/v10/channels/" + postID + "/messages"}
	if !slices.Equal(asked, want) {
		t.Errorf("Discord was asked %q, want %q", asked, want)
	}
}
