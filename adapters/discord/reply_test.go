package discord

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"studybot/adapters/discord/discordtest"
	"studybot/bot/chat"
	"studybot/bot/chat/chattest"
)

// turn is one way in which an act may be answered.
type turn struct {
	kind, place, reply string
	late               bool
	n                  int
	member             string
	acted              chan struct{}
}

func (w turn) String() string {
	speed := "at once"
	if w.late {
		speed = "late"
	}
	return fmt.Sprintf("%s in %s, %s, %s", w.kind, w.place, w.reply, speed)
}

// fromMessage says that the act leads back to a message.
func (w turn) fromMessage() bool {
	return w.kind == "button" || w.kind == "menu" || w.kind == "form from a message"
}

func (w turn) private() bool { return w.place == "private" }

// turns are all that can happen.
func turns(overHTTP bool) []turn {
	var out []turn
	for _, kind := range []string{"command", "button", "menu", "form from a message", "form from a command", "completion", "words"} {
		for _, place := range []string{"channel", "thread", "private", "whispered"} {
			for _, reply := range []string{"private", "update", "form", "invalid", "direct", "both", "choices", "nothing", "pictures", "update with pictures", "files", "panic", "too long"} {
				for _, late := range []bool{false, true} {
					w := turn{kind: kind, place: place, reply: reply, late: late, n: len(out), acted: make(chan struct{})}
					switch {
					case kind == "words" && (overHTTP || place != "private"), // not heard of
						place == "whispered" && !w.fromMessage(),
						(reply == "choices") != (kind == "completion"),
						reply == "invalid" && !strings.HasPrefix(kind, "form"):
						continue
					}
					w.member = strconv.Itoa(1100000000000001000 + w.n)
					out = append(out, w)
				}
			}
		}
	}
	return out
}

func (w turn) answer() chat.Reply {
	m := note(fmt.Sprintf("answer-%d.", w.n))
	d := note(fmt.Sprintf("direct-%d.", w.n))
	switch w.reply {
	case "private":
		return chat.Reply{Private: m}
	case "update":
		return chat.Reply{Update: m}
	case "form":
		return chat.Reply{Form: aForm(chat.Do("hello", "sent"))}
	case "invalid":
		return chat.Reply{Invalid: map[string]string{"x": fmt.Sprintf("Wrong: answer-%d.", w.n)}}
	case "direct":
		return chat.Reply{Direct: d}
	case "both":
		return chat.Reply{Private: m, Direct: d}
	case "choices":
		return chat.Reply{Choices: []chat.Option{{Label: "One", Value: "1"}}}
	case "pictures":
		m.Images = []chat.Image{chattest.Picture("a.png", "A line")}
		return chat.Reply{Private: m}
	case "update with pictures":
		m.Images = []chat.Image{chattest.Picture("a.png", "A line")}
		return chat.Reply{Update: m}
	case "files":
		d.Files = []chat.File{{Name: "mine.md", Type: "text/markdown", Data: []byte("x")}}
		return chat.Reply{Private: m, Direct: d}
	case "panic":
		panic("a defect")
	case "too long":
		return chat.Reply{Private: note(strings.Repeat("x", chat.MaxBody+1))}
	}
	return chat.Reply{}
}

func aForm(a chat.Action) *chat.Form {
	return &chat.Form{Title: "A form", Submit: "Send", Action: a, Inputs: []chat.Input{
		{Name: "x", Kind: chat.Text, Label: "Your words", Optional: true},
		{Name: "level", Kind: chat.Choice, Label: "Level", Options: []chat.Option{{Label: "One", Value: "1"}, {Label: "Two", Value: "2"}}, Optional: true},
	}}
}

// source is the card that acts start from.
func (w turn) source() *chat.Message {
	n := strconv.Itoa(w.n)
	return card("Card "+n+".", press("Go", "hello", "go", n),
		chat.Row{{Kind: chat.Menu, Label: "Pick", Action: chat.Do("hello", "go", n, "menu"), Options: []chat.Option{{Label: "One", Value: "1"}}}},
		press("Ask", "hello", "open", n))
}

// TestEveryAnswer: whatever is answered, wherever and however late, the member sees
// it once and nobody else does, nothing is left "thinking", and Discord has nothing
// to complain about.
func TestEveryAnswer(t *testing.T) {
	both(t, func(t *testing.T, overHTTP bool) {
		t.Parallel()
		s := stand(t, discordtest.Options{})
		all := turns(overHTTP)
		var log diary
		p, stop := startOn(t, s, overHTTP, &log, func(_ context.Context, e chat.Event) chat.Reply {
			args := e.Action.Args
			if e.Action.Verb == "complete" {
				args = strings.Fields(e.Action.Arg(2))
			}
			n, err := strconv.Atoi(args[1])
			if err != nil {
				t.Errorf("%+v", e)
				return chat.Reply{}
			}
			switch args[0] {
			case "card":
				return chat.Reply{Private: all[n].source()}
			case "open":
				return chat.Reply{Form: aForm(chat.Do("hello", "go", args[1]))}
			}
			if all[n].late {
				<-all[n].acted
			}
			return all[n].answer()
		})
		root, err := p.Send(t.Context(), toChannel(note("Root"), ""))
		check(t, "send", err)
		thread := chat.Place{Team: team, Channel: channel, Thread: root.ID}
		check(t, "thread", second(p.Send(t.Context(), chat.Post{To: thread, Message: *card("Thread")})))
		p.server(t.Context(), discordtest.Guild)
		quick := make(chan struct{}, 8) // what is to be answered at once has the machine almost for itself
		var acting sync.WaitGroup
		for _, w := range all {
			s.AddMember(discordtest.Guild, w.member, "member", 1<<31)
			p.servers.saw(w.member, discordtest.Guild, p.now()) // a search for it would not be at once
			acting.Go(func() {
				if !w.late {
					quick <- struct{}{}
					defer func() { <-quick }()
				}
				defer close(w.acted)
				if err := w.act(t, s, p, thread); err != nil {
					t.Errorf("%s: %v", w, err)
				}
			})
		}
		acting.Wait()
		stop() // which waits for what is being answered
		for _, w := range all {
			w.seen(t, s, root.ID)
		}
		if strings.Contains(log.String(), "was not") {
			t.Errorf("the log says %s", log.String())
		}
	})
}

func (w turn) act(t *testing.T, s *discordtest.Server, p *Platform, thread chat.Place) error {
	n := strconv.Itoa(w.n)
	room, to := channel, chat.Place{Team: team, Channel: channel}
	switch w.place {
	case "thread":
		room, to = thread.Thread, thread
	case "private":
		room, to = s.OpenDM(w.member), chat.Place{Team: team, Member: w.member}
	}
	switch w.kind {
	case "command":
		return s.SlashCommand(w.member, room, "hello go "+n)
	case "words":
		return s.Say(w.member, "hello go "+n)
	case "completion":
		list, err := s.Autocomplete(w.member, room, "search", "word", "go "+n)
		if want := []discordtest.Choice{{Name: "One", Value: "1"}}; !w.late && !slices.Equal(list, want) || w.late && len(list) > 0 {
			t.Errorf("%s: %v is suggested", w, list)
		}
		return err
	case "form from a command":
		if err := s.SlashCommand(w.member, room, "hello open "+n); err != nil {
			return err
		}
		return s.Submit(w.member, map[string][]string{"x": {"typed-" + n + "."}, "level": {"2"}})
	}
	var m discordtest.Message
	var err error
	if w.place == "whispered" {
		if err := s.SlashCommand(w.member, room, "hello card "+n); err != nil {
			return err
		}
		m, err = s.AwaitPrivate(w.member, discordtest.Saying("Card"))
	} else {
		var ref chat.Ref
		if ref, err = p.Send(t.Context(), chat.Post{To: to, Message: *w.source(), Key: "k/" + n}); err != nil {
			return err
		}
		m, err = s.AwaitMessage(ref.Channel, discordtest.Saying("Card "+n+"."))
	}
	if err != nil {
		return err
	}
	switch w.kind {
	case "button":
		return s.Click(w.member, m, "Go")
	case "menu":
		return s.Choose(w.member, m, "Pick", "One")
	}
	if err := s.Click(w.member, m, "Ask"); err != nil {
		return err
	}
	return s.Submit(w.member, map[string][]string{"x": {"typed-" + n + "."}, "level": {"2"}})
}

// seen compares what there is with what there should be.
func (w turn) seen(t *testing.T, s *discordtest.Server, thread string) {
	rooms := map[string][]discordtest.Message{"channel": s.Messages(channel), "thread": s.Messages(thread), "private": s.Direct(w.member), "whispered": s.Private(w.member)}
	count := func(words string, in ...string) int {
		n := 0
		for name, list := range rooms {
			for _, m := range list {
				if m.Loading {
					t.Errorf("%s: something is left thinking", w)
				}
				if len(in) == 0 || slices.Contains(in, name) {
					n += strings.Count(m.Words(), words)
				}
			}
		}
		return n
	}
	own := "whispered"
	if w.private() {
		own = "private"
	}
	answer, direct := fmt.Sprintf("answer-%d.", w.n), fmt.Sprintf("direct-%d.", w.n)
	once := func(words string, in ...string) {
		t.Helper()
		if all, there := count(words), count(words, in...); all != 1 || there != 1 {
			t.Errorf("%s: %q is seen %d times, %d of them in %s", w, words, all, there, in)
		}
	}
	never := func(words string) {
		t.Helper()
		if n := count(words); n > 0 {
			t.Errorf("%s: %q is seen %d times", w, words, n)
		}
	}
	const there, press = "It is in our private conversation.", "Please press the button"
	_, open := s.Modal(w.member)
	if wantForm := w.reply == "form" && !w.late && (w.kind == "command" || w.kind == "button" || w.kind == "menu"); open != wantForm {
		t.Errorf("%s: a form is open: %t", w, open)
	} else if w.reply == "form" && !open {
		once(press, own)
	}
	switch w.reply {
	case "private", "pictures", "invalid":
		once(answer, own)
	case "update", "update with pictures":
		if w.fromMessage() {
			once(answer, w.place)
			never(fmt.Sprintf("Card %d.", w.n))
		} else {
			once(answer, own)
		}
	case "both", "files":
		once(answer, own)
		once(direct, "private")
		never(there)
	case "direct":
		once(direct, "private")
		if !w.private() && !w.fromMessage() {
			once(there, own)
		} else {
			never(there)
		}
	case "nothing", "choices":
		never(answer)
		if list := rooms[own]; !w.fromMessage() && len(slices.DeleteFunc(list, func(m discordtest.Message) bool { return m.From != discordtest.Bot })) > 0 {
			t.Errorf("%s: there is %+v", w, list)
		}
	case "panic":
		once("Something went wrong on my side", own)
	case "too long":
		once("a fault of mine", own)
	}
	if w.reply == "invalid" {
		once(fmt.Sprintf("typed-%d.", w.n), own)
	}
}
