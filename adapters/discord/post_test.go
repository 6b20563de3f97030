package discord

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"studybot/adapters/discord/discordtest"
	"studybot/bot/chat"
)

const noThreads = discordtest.DefaultPermissions &^ discordtest.CreatePublicThreads

// places are where a post may go; the thread hangs below the channel's first message.
func places(s *discordtest.Server) map[string]chat.Place {
	in := chat.Place{Team: team, Channel: channel, Thread: s.Messages(channel)[0].ID}
	return map[string]chat.Place{"channel": {Team: team, Channel: channel}, "member": {Team: team, Member: ann}, "thread": in, "no thread": in}
}

// TestLostAnswer: a post whose answer was lost is found by its key, by a new process
// as well and after Discord forgot its nonce; one that never happened is made.
func TestLostAnswer(t *testing.T) {
	for _, name := range []string{"channel", "member", "thread", "no thread"} {
		t.Run(name, func(t *testing.T) {
			s := stand(t, discordtest.Options{})
			p := process(t, s)
			check(t, "send", second(p.Send(t.Context(), toChannel(note("other"), "other"))))
			one := chat.Post{To: places(s)[name], Message: *note("The question"), Key: "slot/" + name}
			if name == "no thread" {
				s.Permit(channel, noThreads)
			}
			s.FailNext("POST /channels/*/messages", discordtest.Failure{After: true, Drop: true})
			_, err := p.Send(t.Context(), one)
			if !unsure(err) {
				t.Fatalf("a lost answer is %v, want a plain error", err)
			}
			before := s.Counts().Posts
			one.Again, one.Since = true, time.Now()
			if name == "channel" { // it must be looked for beyond the first page
				for i := range historyPage + 20 {
					s.Write(ann, channel, fmt.Sprint("later ", i))
				}
			}
			s.ForgetNonces()
			ref, err := process(t, s).Send(t.Context(), one)
			check(t, "again", err)
			id, _ := strings.CutPrefix(ref.ID, privateRef)
			if n := s.Counts().Posts - before; n != 0 || ref.Team != team || seen(s, ref.Channel, id) != 1 {
				t.Errorf("%d posts more, reference %+v", n, ref)
			}
			// Known again, it is redrawn as what it is.
			fresh := process(t, s)
			again, err := fresh.Send(t.Context(), one)
			check(t, "again", err)
			check(t, "edit", fresh.Edit(t.Context(), again, *note("Redrawn")))
			if got, err := process(t, s).Send(t.Context(), one); err != nil || got != ref {
				t.Errorf("after it was redrawn it is %+v, %v, want %+v", got, err, ref)
			}

			s.FailNext("POST /channels/*/messages", discordtest.Failure{Status: http.StatusBadGateway})
			one.Key, one.Again = "slot2/"+name, false
			if _, err = p.Send(t.Context(), one); !unsure(err) {
				t.Errorf("a 502 is %v", err)
			}
			one.Again = true
			check(t, "again", second(process(t, s).Send(t.Context(), one)))
			if n := s.Counts().Posts - before; n != 1 {
				t.Errorf("%d posts, want 1", n)
			}
		})
	}
}

// seen counts a message in a channel, thread or private conversation.
func seen(s *discordtest.Server, channel, id string) int {
	n := 0
	for _, m := range s.Messages(channel) {
		if m.ID == id {
			n++
		}
	}
	return n
}

// TestOneKey: a key is one post in its place while Discord remembers the nonce, and
// the same key elsewhere is another post.
func TestOneKey(t *testing.T) {
	s := stand(t, discordtest.Options{})
	const otherRoom, otherGuild, theirRoom = "1100000000000000909", "1100000000000000910", "1100000000000000911"
	s.AddChannel(discordtest.Guild, otherRoom, "other")
	s.AddGuild(otherGuild, "Other circle")
	s.AddChannel(otherGuild, theirRoom, "study")
	s.AddMember(otherGuild, ann, "ann", 0)
	p := process(t, s)
	refs := map[chat.Ref]bool{}
	places := []chat.Place{
		{Team: team, Channel: channel},
		{Team: team, Channel: otherRoom},
		{Team: "discord:" + otherGuild, Channel: theirRoom},
		{Team: team, Member: ann},
		{Team: team, Member: bob},
		{Team: "discord:" + otherGuild, Member: ann}, // Ann has one conversation and two teams
	}
	for range 2 {
		for _, to := range places {
			ref, err := p.Send(t.Context(), chat.Post{To: to, Message: *note("x"), Key: "k"})
			check(t, "send", err)
			refs[ref] = true
		}
	}
	if len(refs) != len(places) || s.Counts().Posts != len(places) {
		t.Errorf("%d references, %d posts, want %d", len(refs), s.Counts().Posts, len(places))
	}
	s.ForgetNonces()
	for _, to := range places {
		ref, err := process(t, s).Send(t.Context(), chat.Post{To: to, Message: *note("x"), Key: "k", Again: true, Since: time.Now()})
		if err != nil || !refs[ref] {
			t.Errorf("in %+v it is found as %+v, %v", to, ref, err)
		}
	}
	for range 2 { // without a key they are two
		check(t, "send", second(p.Send(t.Context(), toChannel(note("y"), ""))))
	}
	if n := s.Counts().Posts; n != len(places)+2 {
		t.Errorf("%d posts", n)
	}
	for _, m := range s.Messages(channel) {
		if len(m.Nonce) > 25 {
			t.Errorf("a nonce of %d characters", len(m.Nonce))
		}
	}
	nonce, mark := stamp(chat.Post{To: places[0], Key: strings.Repeat("k", chat.MaxKey)})
	if len(nonce) == 0 || len(nonce) > 25 || mark < leastMark || mark > 1<<31-1 {
		t.Errorf("a post is stamped %q, %d", nonce, mark)
	}
}

// TestRedrawnPostIsFound: what a click redraws, and what is edited by a process that
// knows the post from a click alone, stays the post that it is.
func TestRedrawnPostIsFound(t *testing.T) {
	both(t, func(t *testing.T, overHTTP bool) {
		s := stand(t, discordtest.Options{})
		p := serveOn(t, s, overHTTP, t.Output(), func(_ context.Context, e chat.Event) chat.Reply {
			if e.Action.Verb == "change" {
				return chat.Reply{Update: card("Changed", press("Look", "look"))}
			}
			return chat.Reply{}
		})
		for name, to := range map[string]chat.Place{"channel": {Team: team, Channel: channel}, "member": {Team: team, Member: ann}} {
			one := chat.Post{To: to, Message: *card("Card", press("Change", "change"), press("Look", "look")), Key: "k/" + name}
			ref, err := process(t, s).Send(t.Context(), one)
			check(t, "send", err)
			s.ForgetNonces()
			one.Again, one.Since = true, time.Now()
			shown := func() discordtest.Message {
				all := s.Messages(ref.Channel)
				return all[len(all)-1]
			}
			for _, do := range []func(){
				func() { check(t, "click", s.Click(ann, shown(), "Change")) },
				func() { check(t, "click", s.Click(ann, shown(), "Look")) },
				func() { check(t, "edit", p.Edit(t.Context(), ref, *card("Edited", press("Look", "look")))) },
			} {
				do()
				until(t, "it is found", func() bool {
					got, err := process(t, s).Send(t.Context(), one)
					return err == nil && got == ref
				})
			}
			if got := shown().Words(); !strings.Contains(got, "Edited") {
				t.Errorf("it says %q", got)
			}
		}
		if n := s.Counts().Posts; n != 2 {
			t.Errorf("%d posts, want 2", n)
		}
	})
}

// TestSince: the search keeps its bound, with a minute for clocks that differ.
func TestSince(t *testing.T) {
	s := stand(t, discordtest.Options{})
	p := process(t, s)
	one := toChannel(note("x"), "k")
	check(t, "send", second(p.Send(t.Context(), one)))
	one.Again = true
	for _, c := range []struct {
		since time.Time
		posts int
	}{{time.Time{}, 1}, {time.Now().Add(-time.Hour), 1}, {time.Now().Add(30 * time.Second), 1}, {time.Now().Add(2 * time.Minute), 2}} {
		s.ForgetNonces()
		one.Since = c.since
		check(t, "again", second(p.Send(t.Context(), one)))
		if n := s.Counts().Posts; n != c.posts {
			t.Errorf("since %s: %d posts, want %d", c.since, n, c.posts)
		}
	}
}

// TestNoHistoryNoSecondPost: where the bot may not look, nothing is repeated.
func TestNoHistoryNoSecondPost(t *testing.T) {
	s := stand(t, discordtest.Options{})
	p := process(t, s)
	one := toChannel(note("x"), "k")
	check(t, "send", second(p.Send(t.Context(), one)))
	s.ForgetNonces()
	one.Again, one.Since = true, time.Now()
	s.Permit(channel, discordtest.DefaultPermissions&^discordtest.ReadMessageHistory)
	if _, err := p.Send(t.Context(), one); chat.RefusedFor(err) != chat.NotAllowed || s.Counts().Posts != 1 {
		t.Errorf("%v, %d posts", err, s.Counts().Posts)
	}
	s.FailNext("GET /channels/*/messages", discordtest.Failure{Status: 500})
	if _, err := p.Send(t.Context(), one); !unsure(err) || s.Counts().Posts != 1 {
		t.Errorf("history that does not answer: %v, %d posts", err, s.Counts().Posts)
	}
	s.DeleteChannel(channel)
	if _, err := p.Send(t.Context(), one); chat.RefusedFor(err) != chat.ChannelGone {
		t.Errorf("a channel that is gone: %v", err)
	}
}

// TestThreads: what is said about a post goes to its thread, or under it.
func TestThreads(t *testing.T) {
	for name, c := range map[string]struct {
		before func(s *discordtest.Server, thread string)
		want   chat.Reason
		under  bool // in the channel, as an answer to the post
	}{
		"new":             {before: func(*discordtest.Server, string) {}},
		"archived":        {before: func(s *discordtest.Server, id string) { s.ArchiveThread(id, false) }},
		"archived, stays": {before: func(s *discordtest.Server, id string) { s.ArchiveThread(id, false); refuseArchived(s, 1) }},
		"locked":          {before: func(s *discordtest.Server, id string) { s.ArchiveThread(id, true) }, want: chat.ThreadClosed},
		"archived again":  {before: func(s *discordtest.Server, _ string) { refuseArchived(s, 2) }, want: chat.ThreadClosed},
		"token refused": {before: func(s *discordtest.Server, id string) {
			s.ArchiveThread(id, true)
			s.FailNext("PATCH /channels/*", discordtest.Failure{Status: 401})
		}, want: chat.Unauthorized},
		"not allowed":  {before: func(s *discordtest.Server, _ string) { s.Permit(channel, noThreads) }, under: true},
		"no threads":   {before: refuseThreads(50024), under: true},
		"too many":     {before: refuseThreads(160006), under: true},
		"post deleted": {before: func(s *discordtest.Server, id string) { s.DeleteMessage(channel, id) }, want: chat.MessageGone},
		"may not write there": {before: func(s *discordtest.Server, _ string) {
			s.Permit(channel, discordtest.DefaultPermissions&^discordtest.SendMessagesInThreads)
		}, under: true},
		"may not write at all": {before: func(s *discordtest.Server, _ string) {
			s.Permit(channel, discordtest.DefaultPermissions&^(discordtest.SendMessagesInThreads|discordtest.SendMessages))
		}, want: chat.NotAllowed},
	} {
		t.Run(name, func(t *testing.T) {
			s := stand(t, discordtest.Options{})
			p := process(t, s)
			root, err := p.Send(t.Context(), toChannel(note("The question"), "root"))
			check(t, "send", err)
			say := func(key string) (chat.Ref, error) {
				return p.Send(t.Context(), chat.Post{To: chat.Place{Team: team, Channel: channel, Thread: root.ID}, Message: *card("Key points *of* " + strings.Repeat("long ", 24)), Key: key})
			}
			if name == "archived" || name == "archived, stays" || name == "locked" || name == "token refused" {
				check(t, "open", second(say("first")))
			}
			c.before(s, root.ID)
			ref, err := say("second")
			if chat.RefusedFor(err) != c.want || err == nil && c.want != "" || err != nil && c.want == "" {
				t.Fatalf("%v, want %q", err, c.want)
			}
			if c.want != "" {
				return
			}
			where := root.ID
			if c.under {
				where = channel
			}
			all := s.Messages(where)
			if ref.Channel != where || len(all) == 0 || all[len(all)-1].ID != ref.ID {
				t.Errorf("it went to %+v; there is %+v", ref, all)
			}
			if c.under {
				answered, _ := all[len(all)-1].Body["message_reference"].(map[string]any)
				if answered["message_id"] != root.ID {
					t.Errorf("it answers %v", answered)
				}
				return
			}
			var thread struct{ Name string }
			check(t, "look", p.call(t.Context(), "look", http.MethodGet, "/channels/"+root.ID, nil, &thread))
			if !strings.HasPrefix(thread.Name, "Key points *of* long") || !strings.HasSuffix(thread.Name, "…") || len([]rune(thread.Name)) > maxThreadName {
				t.Errorf("the thread is called %q", thread.Name)
			}
			s.ArchiveThread(root.ID, false)
			check(t, "edit", p.Edit(t.Context(), ref, *note("Edited")))
			if got := s.Messages(root.ID); !strings.Contains(got[len(got)-1].Words(), "Edited") {
				t.Errorf("the thread says %q", got[len(got)-1].Words())
			}
			s.ArchiveThread(root.ID, true)
			if err := p.Edit(t.Context(), ref, *note("Edited")); chat.RefusedFor(err) != chat.ThreadClosed {
				t.Errorf("in a locked thread an edit is %v", err)
			}
		})
	}
}

func refuseThreads(code int) func(s *discordtest.Server, _ string) {
	return func(s *discordtest.Server, _ string) {
		s.FailNext("POST /channels/*/messages/*/threads", discordtest.Failure{Status: 400, Code: code})
	}
}

func refuseArchived(s *discordtest.Server, times int) {
	for range times {
		s.FailNext("POST /channels/*/messages", discordtest.Failure{Status: 400, Code: 50083})
	}
}

// TestThreadWithoutTitle: a message without a title gives its thread a plain name.
func TestThreadWithoutTitle(t *testing.T) {
	s := stand(t, discordtest.Options{})
	p := process(t, s)
	root, err := p.Send(t.Context(), toChannel(note("The question"), "root"))
	check(t, "send", err)
	check(t, "say", second(p.Send(t.Context(), chat.Post{To: chat.Place{Team: team, Channel: channel, Thread: root.ID}, Message: *note("x")})))
	var thread struct{ Name string }
	check(t, "look", p.call(t.Context(), "look", http.MethodGet, "/channels/"+root.ID, nil, &thread))
	if thread.Name != "Discussion" {
		t.Errorf("the thread is called %q", thread.Name)
	}
}

// TestWhatIsNotOurs: places and references of elsewhere are refused without a call.
func TestWhatIsNotOurs(t *testing.T) {
	s := stand(t, discordtest.Options{})
	p := process(t, s)
	check(t, "learn", second(p.whoami(t.Context())))
	before := s.Counts().Requests
	large := note(strings.Repeat("x", chat.MaxBody+1))
	for name, c := range map[string]struct {
		post chat.Post
		want chat.Reason
	}{
		"another platform": {chat.Post{To: chat.Place{Team: "slack:T1", Channel: channel}, Message: *note("x")}, chat.NotAllowed},
		"no server":        {chat.Post{To: chat.Place{Team: "discord:x/../y", Channel: channel}, Message: *note("x")}, chat.NotAllowed},
		"no channel":       {chat.Post{To: chat.Place{Team: team, Channel: "../../users/@me"}, Message: *note("x")}, chat.ChannelGone},
		"no channel again": {chat.Post{To: chat.Place{Team: team, Channel: "x"}, Message: *note("x"), Key: "k", Again: true}, chat.ChannelGone},
		"no thread":        {chat.Post{To: chat.Place{Team: team, Channel: channel, Thread: "1.1"}, Message: *note("x")}, chat.MessageGone},
		"too large":        {chat.Post{To: chat.Place{Team: team, Channel: channel}, Message: *large}, chat.BadMessage},
	} {
		if _, err := p.Send(t.Context(), c.post); chat.RefusedFor(err) != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	for name, c := range map[string]struct {
		ref  chat.Ref
		m    *chat.Message
		want chat.Reason
	}{
		"another platform": {chat.Ref{Team: "web:demo", Channel: channel, ID: postID}, note("x"), chat.NotAllowed},
		"no message":       {chat.Ref{Team: team, Channel: channel, ID: "../x"}, note("x"), chat.MessageGone},
		"no channel":       {chat.Ref{Team: team, Channel: "D1", ID: postID}, note("x"), chat.MessageGone},
		"too large":        {chat.Ref{Team: team, Channel: channel, ID: postID}, large, chat.BadMessage},
	} {
		if err := p.Edit(t.Context(), c.ref, *c.m); chat.RefusedFor(err) != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	if _, err := p.Send(t.Context(), chat.Post{To: chat.Place{Team: team, Member: "me"}, Message: *note("x")}); chat.RefusedFor(err) != chat.MemberClosed {
		t.Errorf("no member: %v", err)
	}
	if n := s.Counts().Requests - before; n > 1 { // the server's name
		t.Errorf("%d requests", n)
	}
}

// TestPrivateMessagesNameTheirServer: also after an edit by another process.
func TestPrivateMessagesNameTheirServer(t *testing.T) {
	s := stand(t, discordtest.Options{})
	ref, err := process(t, s).Send(t.Context(), chat.Post{To: chat.Place{Team: team, Member: ann}, Message: *note("Digest")})
	check(t, "send", err)
	for _, words := range []string{"Digest", "Edited"} {
		got := s.Direct(ann)[0].Words()
		if !strings.Contains(got, words) || !strings.HasSuffix(got, "From Study circle") {
			t.Errorf("it says %q", got)
		}
		check(t, "edit", process(t, s).Edit(t.Context(), ref, *note("Edited")))
	}
	s.ClosePrivate(bob)
	if _, err := process(t, s).Send(t.Context(), chat.Post{To: chat.Place{Team: team, Member: bob}, Message: *note("x")}); chat.RefusedFor(err) != chat.MemberClosed {
		t.Errorf("a member who is closed: %v", err)
	}
	s.RemoveMember(discordtest.Guild, ann)
	if _, err := process(t, s).Send(t.Context(), chat.Post{To: chat.Place{Team: team, Member: ann}, Message: *note("x")}); chat.RefusedFor(err) != chat.MemberClosed {
		t.Errorf("a member who left: %v", err)
	}
}
