package bot_test

import (
	"context"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"studybot/adapters/redis"
	"studybot/bot"
	"studybot/bot/chat"
	"studybot/bot/chat/chattest"
	"studybot/bot/deliver"
	"studybot/bot/material"
	"studybot/bot/study"
	"studybot/content"
)

const (
	team    = "test:t1"
	channel = "C1"
)

// town is a bot with a real store, a platform made of memory and a clock that
// the test moves.
type town struct {
	t        testing.TB
	bot      *bot.Bot
	store    *redis.Store
	platform *chattest.Memory
	engine   *deliver.Engine

	mu  sync.Mutex
	now time.Time
}

// builtin reads the packs once for all towns; a pack is never changed.
var builtin = sync.OnceValues(content.Builtin)

// newTown opens on Monday 2 March 2026, 08:00 in Berlin, with nothing set up.
func newTown(t testing.TB) *town {
	t.Helper()
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	store, err := redis.Embedded(t.Context(), log)
	if err != nil {
		t.Fatal(err)
	}
	packs, err := builtin()
	if err != nil {
		t.Fatal(err)
	}
	w := &town{t: t, store: store, platform: &chattest.Memory{}, now: at("2026-03-02 08:00")}
	w.bot = bot.New(bot.Config{
		Store: store, Packs: material.NewShelf(packs...), Platforms: []chat.Platform{w.platform}, Charts: noCharts{},
		Zone: "Europe/Berlin", Now: w.Now, Log: log,
	})
	w.engine = deliver.New(deliver.Config{
		Agenda: store, Ledger: store, Work: w.bot, Senders: []deliver.Sender{w.platform},
		Now: w.Now, Log: log, Worker: "w1",
	})
	t.Cleanup(func() {
		w.bot.Close()
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

// at reads a local time in Berlin.
func at(s string) time.Time {
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err)
	}
	t, err := time.ParseInLocation("2006-01-02 15:04", s, loc)
	if err != nil {
		panic(err)
	}
	return t
}

func (w *town) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// until moves the clock to t and delivers everything that falls due on the way.
func (w *town) until(t time.Time) {
	w.t.Helper()
	for range 1000 {
		due, err := w.store.Due(w.t.Context(), team, t, 1)
		if err != nil {
			w.t.Fatal(err)
		}
		if len(due) == 0 {
			w.set(t)
			return
		}
		if due[0].Due.After(w.Now()) {
			w.set(due[0].Due)
		}
		if err := w.engine.Deliver(w.t.Context(), team); err != nil {
			w.t.Fatal(err)
		}
	}
	w.t.Fatalf("something stays due until %s", t)
}

func (w *town) set(t time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = t
}

// running publishes the channel as Olga, with the settings of a draft.
func (w *town) running() *town {
	w.t.Helper()
	w.says("olga", "setup")
	w.presses("olga", w.says("olga", "setup"), "Publish")
	return w
}

// says is a typed command in the channel; it returns what the member sees.
func (w *town) says(member, text string) chat.Reply {
	w.t.Helper()
	words := strings.Fields(text)
	return w.does(chat.Event{Action: chat.Do(words[0], words[1:]...), Member: member, Channel: channel})
}

// does handles an event and checks that whatever comes back can be shown anywhere.
func (w *town) does(e chat.Event) chat.Reply {
	w.t.Helper()
	e.Team, e.At = team, w.Now()
	r := w.bot.Handle(context.Background(), e)
	checkReply(w.t, r)
	return r
}

// checkReply fails when a reply could not be drawn on every platform.
func checkReply(t testing.TB, r chat.Reply) {
	t.Helper()
	for _, m := range []*chat.Message{r.Private, r.Update, r.Direct} {
		if m != nil {
			if err := m.Check(); err != nil {
				t.Errorf("a message breaks the limits (%q): %v", m.Title, err)
			}
		}
	}
	if r.Form != nil {
		if err := r.Form.Check(); err != nil {
			t.Errorf("a form breaks the limits (%q): %v", r.Form.Title, err)
		}
	}
}

// card is the message of a reply.
func card(r chat.Reply) *chat.Message {
	for _, m := range []*chat.Message{r.Private, r.Update, r.Direct} {
		if m != nil {
			return m
		}
	}
	return &chat.Message{}
}

// presses uses the control whose label begins with label on a reply's message.
func (w *town) presses(member string, on chat.Reply, label string) chat.Reply {
	w.t.Helper()
	return w.pressesOn(member, *card(on), label)
}

func (w *town) pressesOn(member string, m chat.Message, label string) chat.Reply {
	w.t.Helper()
	return w.does(chat.Event{Action: w.control(m, label).Action, Member: member, Channel: channel, Post: chat.Ref{Team: team, Channel: channel, ID: "m"}})
}

// chooses takes an option of the menu whose label begins with label.
func (w *town) chooses(member string, on chat.Reply, label, value string) chat.Reply {
	w.t.Helper()
	return w.does(chat.Event{
		Action: w.control(*card(on), label).Action, Member: member, Channel: channel,
		Post: chat.Ref{Team: team, Channel: channel, ID: "m"}, Values: map[string][]string{"value": {value}},
	})
}

func (w *town) control(m chat.Message, label string) chat.Control {
	w.t.Helper()
	for _, row := range m.Rows {
		for _, c := range row {
			if strings.HasPrefix(c.Label, label) {
				return c
			}
		}
	}
	w.t.Fatalf("no control %q on %q:\n%s", label, m.Title, text(m))
	return chat.Control{}
}

// sends fills the form of a reply and sends it.
func (w *town) sends(member string, form chat.Reply, values map[string]string) chat.Reply {
	w.t.Helper()
	if form.Form == nil {
		w.t.Fatalf("no form, but: %s", text(*card(form)))
	}
	all := map[string][]string{}
	for _, in := range form.Form.Inputs {
		all[in.Name] = in.Value
	}
	for name, v := range values {
		all[name] = []string{v}
	}
	return w.does(chat.Event{Action: form.Form.Action, Member: member, Channel: channel, Values: all, Post: chat.Ref{Team: team, Channel: channel, ID: "m"}})
}

// text is everything a message says, a line for each piece.
func text(m chat.Message) string {
	var s strings.Builder
	line := func(parts ...string) {
		parts = slices.DeleteFunc(parts, func(p string) bool { return p == "" })
		s.WriteString(strings.Join(parts, " ") + "\n")
	}
	local := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.In(at("2026-03-02 08:00").Location()).Format("Mon 2 Jan 15:04")
	}
	line(m.Title)
	for _, b := range m.Body {
		if b.Lead+b.Text != "" {
			line(b.Lead, b.Text)
		}
		for _, it := range b.Items {
			line("-", it.Lead, it.Text, local(it.At))
		}
	}
	for _, f := range m.Fields {
		line(f.Name+":", f.Value, local(f.At))
	}
	for _, row := range m.Rows {
		for _, c := range row {
			line("[" + c.Label + "]")
		}
	}
	line(m.Note)
	return s.String()
}

// posts are the channel's messages, oldest first; threads left out.
func (w *town) posts() []chattest.Sent {
	var in []chattest.Sent
	for _, s := range w.platform.Sent() {
		if s.Post.To.Channel == channel && s.Post.To.Thread == "" {
			in = append(in, s)
		}
	}
	return in
}

// to are the private messages that a member got.
func (w *town) to(member string) []chattest.Sent {
	var in []chattest.Sent
	for _, s := range w.platform.Sent() {
		if s.Post.To.Member == member {
			in = append(in, s)
		}
	}
	return in
}

func wantText(t testing.TB, m chat.Message, wants ...string) {
	t.Helper()
	got := text(m)
	for _, want := range wants {
		if !strings.Contains(got, want) {
			t.Errorf("the message does not say %q:\n%s", want, got)
		}
	}
}

// noCharts draws nothing: pictures have tests of their own.
type noCharts struct{}

func (noCharts) Radar(context.Context, []string, []string, [][]float64, float64) ([]byte, error) {
	return []byte("png"), nil
}

func (noCharts) Bars(context.Context, []string, []float64, float64) ([]byte, error) {
	return []byte("png"), nil
}

// question is the newest round's question in the pack.
func (w *town) question() study.Question {
	w.t.Helper()
	rounds, err := w.store.Rounds(w.t.Context(), team, channel)
	if err != nil || len(rounds) == 0 {
		w.t.Fatalf("no round: %v", err)
	}
	q, ok := w.bot.Packs.All()[0].Question(rounds[len(rounds)-1].Question)
	if !ok {
		w.t.Fatal("the round's question is not in the pack")
	}
	return q
}
