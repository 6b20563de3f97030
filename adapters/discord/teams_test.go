package discord

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"studybot/adapters/discord/discordtest"
	"studybot/bot/chat"
	"studybot/bot/chat/edge"
)

const (
	secondGuild = "1100000000000000910"
	thirdGuild  = "1100000000000000911"
	carol       = "1100000000000000503"
)

// echoing answers with the team and the words that reached the bot.
func echoing(_ context.Context, e chat.Event) chat.Reply {
	if e.Action.Arg(0) == "card" {
		return chat.Reply{Private: card("Card", press("Say", "hello", "said"), press("Change", "hello", "change"))}
	}
	m := card(fmt.Sprintf("In %s: %s", e.Team, strings.Join(e.Action.Args, " ")), press("Say", "hello", "said"))
	if e.Action.Arg(0) == "change" {
		return chat.Reply{Update: m}
	}
	return chat.Reply{Private: m}
}

// TestWhichServer: an act in a private conversation is about the server that the
// member and the bot share, the one where the member acted last, or the one that the
// member says.
func TestWhichServer(t *testing.T) {
	both(t, func(t *testing.T, overHTTP bool) {
		t.Parallel()
		s := stand(t, discordtest.Options{})
		serveOn(t, s, overHTTP, t.Output(), echoing)
		asks := func(user, text string) {
			t.Helper()
			check(t, text, s.SlashCommand(user, s.OpenDM(user), "hello "+text))
		}
		reads := func(user, words string) discordtest.Message {
			t.Helper()
			m, err := s.AwaitDirect(user, discordtest.Saying(words))
			check(t, words, err)
			return m
		}
		// One server, shared.
		asks(ann, "alone")
		if m := reads(ann, "In "+team+": alone"); !strings.HasSuffix(m.Words(), "From Study circle") {
			t.Errorf("it says %q", m.Words())
		}
		// One server, not shared any more, or never.
		s.AddMember(discordtest.Guild, carol, "carol", 0)
		s.RemoveMember(discordtest.Guild, carol)
		asks(carol, "stranger")
		reads(carol, "I do not know which server you mean")
		// Two servers, one of them shared.
		s.AddGuild(secondGuild, "Second [circle]")
		s.AddMember(secondGuild, carol, "carol", 0)
		asks(carol, "newcomer")
		reads(carol, "In discord:"+secondGuild+": newcomer")
		// Two servers, both shared: the member says which, and the command goes on.
		s.AddMember(secondGuild, bob, "bob", 0)
		asks(bob, "question")
		m := reads(bob, "Which one do you mean?")
		if got := m.Labels(); !slices.Equal(got, []string{"Study circle", "Second [circle]"}) {
			t.Errorf("the servers are %q", got)
		}
		check(t, "choose", s.Click(bob, m, "Second [circle]"))
		m = reads(bob, "In discord:"+secondGuild+": question")
		if !strings.HasSuffix(m.Words(), "From Second (circle)") {
			t.Errorf("it says %q", m.Words())
		}
		asks(bob, "after that") // it is remembered
		reads(bob, "In discord:"+secondGuild+": after that")
		// An act in a server's channel says it as well.
		check(t, "command", s.SlashCommand(bob, channel, "hello in the channel"))
		asks(bob, "then")
		reads(bob, "In "+team+": then")
		// A click knows the server of its message, also after that was replaced.
		check(t, "click", s.Click(bob, m, "Say"))
		reads(bob, "In discord:"+secondGuild+": said")
		asks(bob, "card")
		m, err := s.AwaitDirect(bob, labels("Change"))
		check(t, "card", err)
		check(t, "command", s.SlashCommand(bob, channel, "hello in the other channel"))
		check(t, "click", s.Click(bob, m, "Change"))
		m = reads(bob, "In discord:"+secondGuild+": change")
		check(t, "click", s.Click(bob, m, "Say"))
		until(t, "a click after an update knows the server", func() bool {
			n := 0
			for _, m := range s.Direct(bob) {
				n += strings.Count(m.Words(), "In discord:"+secondGuild+": said")
			}
			return n == 2
		})
		if overHTTP {
			return
		}
		check(t, "say", s.Say(bob, "hello words"))
		reads(bob, "In discord:"+secondGuild+": words")
	})
}

// TestWordsInSeveralServers: plain words ask too, and a command that is too long for
// a button is asked for again.
func TestWordsInSeveralServers(t *testing.T) {
	s := stand(t, discordtest.Options{})
	s.AddGuild(secondGuild, "Second circle")
	s.AddMember(secondGuild, ann, "ann", 0)
	serveOn(t, s, false, t.Output(), echoing)
	check(t, "say", s.Say(ann, "hello "+strings.Repeat("long ", 30)))
	m, err := s.AwaitDirect(ann, discordtest.Saying("Which one do you mean?"))
	check(t, "question", err)
	check(t, "choose", s.Click(ann, m, "Second circle"))
	check(t, "answer", second(s.AwaitDirect(ann, discordtest.Saying("Please type your command once more"))))
	check(t, "say", s.Say(ann, "hello again"))
	check(t, "answer", second(s.AwaitDirect(ann, discordtest.Saying("In discord:"+secondGuild+": again"))))
	if n := len(s.Direct(ann)); n != 5 { // two of Ann's, three of the bot's
		t.Errorf("the conversation has %d messages", n)
	}
}

// TestManyServers: more buttons than a row holds, a bot taken out meanwhile, and more
// servers than are looked through.
func TestManyServers(t *testing.T) {
	s := stand(t, discordtest.Options{})
	for i := range 30 {
		id := fmt.Sprint(1100000000000002000 + i)
		s.AddGuild(id, fmt.Sprint("Circle ", i))
		s.AddMember(id, ann, "ann", 0)
	}
	p := process(t, s)
	p.who.Store(&identity{app: discordtest.App, user: discordtest.Bot})
	in := incoming{kind: written, private: true, event: chat.Event{Member: ann, Action: chat.Do("hello")}}
	s.FailNext("GET /guilds/1100000000000002000/members/*", discordtest.Failure{Status: 403, Code: 50001})
	r := p.findServer(t.Context(), &in)
	if r == nil || r.Private.Check() != nil || len(r.Private.Rows) != 5 || slices.ContainsFunc(r.Private.Rows, func(row chat.Row) bool { return len(row) > chat.MaxControls }) {
		t.Errorf("it answers %+v", r)
	}
	s.FailNext("GET /users/@me/guilds", discordtest.Failure{Status: 500})
	if r := p.findServer(t.Context(), &in); r == nil || !strings.Contains(r.Private.Body[0].Text, "could not look up") {
		t.Errorf("it answers %+v", r)
	}
	for i := range mostServers {
		s.AddGuild(fmt.Sprint(1100000000000003000+i), "x")
	}
	if r := p.findServer(t.Context(), &in); r == nil || !strings.Contains(r.Private.Body[0].Text, "Type the command in a channel") {
		t.Errorf("it answers %+v", r)
	}
	s.FailNext("GET /guilds/"+discordtest.Guild, discordtest.Failure{Status: 500})
	if got := process(t, s).server(t.Context(), discordtest.Guild); got.name != "your server" || got.id != discordtest.Guild {
		t.Errorf("a server without a name is %+v", got)
	}
}

// TestSlowSearch: the acknowledgement is given while the server is still looked for;
// the two touch the same exchange. The clock is synctest's.
func TestSlowSearch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(26 * 365 * 24 * time.Hour) // ids begin in 2015
		var mu sync.Mutex
		var said []string
		p := onReplies(t, func(req *http.Request) (*http.Response, error) {
			time.Sleep(time.Second)
			mu.Lock()
			said = append(said, req.Method+" "+req.URL.Path)
			mu.Unlock()
			if strings.HasSuffix(req.URL.Path, "/guilds") {
				return reply(200, `[{"id":"`+guildID+`","name":"Study"}]`)
			}
			return reply(200, `{"id":"`+postID+`"}`)
		})
		door := edge.Open(t.Context(), edge.Config{Handle: echoing, Log: p.log, Now: time.Now})
		s := &session{p: p, who: *p.who.Load(), door: door}
		in, err := p.readInteraction([]byte(commandPayload(snowflake(time.Now()), "", "help", `[]`)), time.Now())
		check(t, "read", err)
		s.accept(in, func(r response) error {
			mu.Lock()
			defer mu.Unlock()
			said = append(said, fmt.Sprint("first ", int(r.Type)))
			return nil
		})
		door.Drain()
		want := []string{"GET /api/v10/users/@me/guilds", "first 5", "GET /api/v10/guilds/" + guildID + "/members/" + annID, "PATCH /api/v10/webhooks/" + appID + "/tok-en_1/messages/@original"}
		if !slices.Equal(said, want) {
			t.Errorf("it was said %q, want %q", said, want)
		}
	})
}
