package discord

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"studybot/adapters/discord/discordtest"
	"studybot/bot/chat"
)

func labels(want string) func(discordtest.Message) bool {
	return func(m discordtest.Message) bool { return slices.Contains(m.Labels(), want) }
}

// TestRejectedForm: what was entered comes back with the form, however often it is
// rejected; the bot's own form is left as it was.
func TestRejectedForm(t *testing.T) {
	both(t, func(t *testing.T, overHTTP bool) {
		t.Parallel()
		s := stand(t, discordtest.Options{})
		shared := aForm(chat.Do("hello", "sent"))
		serveOn(t, s, overHTTP, t.Output(), func(_ context.Context, e chat.Event) chat.Reply {
			switch {
			case e.Action.Arg(0) == "open":
				return chat.Reply{Form: shared}
			case e.Value("x") == "good":
				return chat.Reply{Private: note("Saved " + e.Value("level"))}
			}
			return chat.Reply{Invalid: map[string]string{"x": "Please say more."}}
		})
		check(t, "command", s.SlashCommand(ann, channel, "hello open"))
		for _, words := range []string{"*first* try\nof two lines", "second try"} {
			check(t, "submit", s.Submit(ann, map[string][]string{"x": {words}, "level": {"2"}}))
			m, err := s.AwaitPrivate(ann, discordtest.Saying(strings.Split(words, "\n")[0]))
			check(t, "complaint", err)
			for _, want := range []string{"That was not saved.\n• Your words Please say more.", "You wrote · Your words"} {
				if !strings.Contains(m.Words(), want) {
					t.Errorf("it says %q", m.Words())
				}
			}
			check(t, "again", s.Click(ann, m, "Open the form again"))
			f, err := s.AwaitModal(ann)
			check(t, "form", err)
			if got := f.Shows("x"); !slices.Equal(got, []string{words}) || !slices.Equal(f.Shows("level"), []string{"2"}) {
				t.Errorf("the form shows %q, %q", got, f.Shows("level"))
			}
		}
		check(t, "submit", s.Submit(ann, map[string][]string{"x": {"good"}}))
		check(t, "saved", second(s.AwaitPrivate(ann, discordtest.Saying("Saved 2"))))
		if len(shared.Inputs[0].Value) > 0 {
			t.Errorf("the bot's form holds a member's words")
		}
	})
}

// TestFormElsewhere: a form that another process opened, or that is an hour old, or
// that nothing can open again.
func TestFormElsewhere(t *testing.T) {
	s := stand(t, discordtest.Options{})
	handle := func(_ context.Context, e chat.Event) chat.Reply {
		switch e.Action.Arg(0) {
		case "open":
			return chat.Reply{Form: aForm(chat.Do("hello", "sent"))}
		case "pick":
			f := aForm(chat.Do("hello", "sent", e.Value("value")))
			return chat.Reply{Form: f}
		case "card":
			m := card("Card", press("Long", "hello", "open", strings.Repeat("y", 100-len("hello/open/"))))
			m.Rows = append(m.Rows, chat.Row{{Kind: chat.Menu, Label: "Pick", Action: chat.Do("hello", "pick"), Options: []chat.Option{{Label: "One", Value: "1"}}}})
			return chat.Reply{Private: m}
		}
		return chat.Reply{Invalid: map[string]string{"x": "Please say more."}}
	}
	p := serveOn(t, s, true, t.Output(), handle)
	forget := func() { // as another process, and as this one after an hour
		p.forms.mu.Lock()
		defer p.forms.mu.Unlock()
		p.forms.new, p.forms.old = nil, nil
	}
	reject := func(words string) discordtest.Message {
		t.Helper()
		check(t, "submit", s.Submit(ann, map[string][]string{"x": {words}}))
		m, err := s.AwaitPrivate(ann, discordtest.Saying(words))
		check(t, "complaint", err)
		return m
	}
	// It was opened by another process: no button, but no word is lost.
	check(t, "command", s.SlashCommand(ann, channel, "hello open"))
	forget()
	if m := reject("typed elsewhere"); len(m.Labels()) != 0 || !strings.Contains(m.Words(), "You wrote\n") {
		t.Errorf("it says %q with %q", m.Words(), m.Labels())
	}
	// The button is pressed where the form is not remembered: what opened it opens it.
	check(t, "command", s.SlashCommand(ann, channel, "hello open"))
	m := reject("typed before")
	forget()
	check(t, "again", s.Click(ann, m, "Open the form again"))
	f, err := s.AwaitModal(ann)
	check(t, "form", err)
	if len(f.Shows("x")) != 1 || f.Shows("x")[0] != "" {
		t.Errorf("it shows %q", f.Shows("x"))
	}
	s.CloseForm(ann)
	// What a menu or a path of full length opened has nothing to open it again.
	check(t, "command", s.SlashCommand(ann, channel, "hello card"))
	from, err := s.AwaitPrivate(ann, labels("Long"))
	check(t, "card", err)
	for name, open := range map[string]func() error{
		"long": func() error { return s.Click(ann, from, "Long") },
		"menu": func() error { return s.Choose(ann, from, "Pick", "One") },
	} {
		check(t, name, open())
		m := reject("typed after " + name)
		check(t, "again", s.Click(ann, m, "Open the form again"))
		f, err := s.AwaitModal(ann)
		check(t, "form", err)
		if got := f.Shows("x"); !slices.Equal(got, []string{"typed after " + name}) {
			t.Errorf("%s: the form shows %q", name, got)
		}
		s.CloseForm(ann)
		forget()
		check(t, "again", s.Click(ann, m, "Open the form again"))
		check(t, "closed", second(s.AwaitPrivate(ann, discordtest.Saying("closed for good"))))
	}
}

// TestFormThatPicksAChannel: Discord lists a server's channels in the server only.
func TestFormThatPicksAChannel(t *testing.T) {
	both(t, func(t *testing.T, overHTTP bool) {
		t.Parallel()
		s := stand(t, discordtest.Options{})
		serveOn(t, s, overHTTP, t.Output(), func(context.Context, chat.Event) chat.Reply {
			f := aForm(chat.Do("hello", "sent"))
			f.Inputs = append(f.Inputs, chat.Input{Name: "where", Kind: chat.ChannelInput, Label: "Channel"})
			return chat.Reply{Form: f}
		})
		check(t, "private", s.SlashCommand(ann, s.OpenDM(ann), "hello open"))
		check(t, "sentence", second(s.AwaitDirect(ann, discordtest.Saying("no channels to choose from"))))
		if _, open := s.Modal(ann); open {
			t.Error("a form that can not be filled in was opened")
		}
		check(t, "in the server", s.SlashCommand(ann, channel, "hello open"))
		check(t, "form", second(s.AwaitModal(ann)))
	})
}

// TestMemoryForgets: by age and by size, and not sooner than it says.
func TestMemoryForgets(t *testing.T) {
	now := time.Now()
	b := bounded[int, int]{size: 10}
	b.put(1, 1, now)
	for _, c := range []struct {
		after time.Duration
		known bool
	}{{0, true}, {boundedLife, true}, {2 * boundedLife, true}, {2*boundedLife + time.Second, false}} {
		if _, ok := b.get(1, now.Add(c.after)); ok != c.known {
			t.Errorf("after %s it is known: %t", c.after, ok)
		}
	}
	for i := range 1000 {
		b.put(i, i, now)
		if len(b.new)+len(b.old) > 20 {
			t.Fatalf("%d are kept", len(b.new)+len(b.old))
		}
		if v, ok := b.get(i, now); !ok || v != i {
			t.Fatalf("%d is forgotten at once", i)
		}
	}
}
