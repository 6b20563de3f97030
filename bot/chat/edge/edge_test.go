package edge

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"studybot/bot/chat"
)

const ann, bob = "ann", "bob"

func doorTo(ctx context.Context, handle chat.Handler) *Door {
	return Open(ctx, Config{Handle: handle, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Now: time.Now})
}

// answered is a Deliver that answers in the first response where that is possible.
func answered(_ context.Context, r chat.Reply, first *First) { first.With(r.Private) }

func acked(any) error { return nil }

// TestSlowAnswer: what takes longer than firstWithin is acknowledged first, and
// the answer follows. The clock is synctest's.
func TestSlowAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, c := range []struct {
			takes         time.Duration
			early, direct bool
		}{
			{0, false, true},
			{firstWithin - time.Millisecond, false, true},
			{firstWithin + time.Millisecond, false, false},
			{10 * time.Second, false, false},
			{time.Millisecond, true, false},
		} {
			var order []string
			var mu sync.Mutex
			say := func(s string) { mu.Lock(); order = append(order, s); mu.Unlock() }
			d := doorTo(t.Context(), func(context.Context, chat.Event) chat.Reply {
				time.Sleep(c.takes)
				say("handled")
				return Sentence("answer")
			})
			start := time.Now()
			var after time.Duration
			d.Accept(Act{Event: chat.Event{Member: ann}, Early: c.early, Deliver: answered, First: func(body any) error {
				after = time.Since(start)
				say(fmt.Sprintf("acknowledged %t", body != nil))
				return nil
			}})
			d.Drain()
			want := []string{"handled", "acknowledged true"}
			if !c.direct {
				want = []string{"acknowledged false", "handled"}
			}
			if !slices.Equal(order, want) || after > firstWithin {
				t.Errorf("an answer after %s: %q, acknowledged after %s", c.takes, order, after)
			}
		}
	})
}

// TestOneMembersOrder: a member's second act waits until the first is answered;
// another member does not wait.
func TestOneMembersOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var order []string
		var mu sync.Mutex
		d := doorTo(t.Context(), func(_ context.Context, e chat.Event) chat.Reply {
			if e.Action.Verb == "slow" {
				time.Sleep(time.Second)
			}
			mu.Lock()
			defer mu.Unlock()
			order = append(order, e.Member+" "+e.Action.Verb)
			return chat.Reply{}
		})
		for _, e := range []chat.Event{
			{Member: ann, Action: chat.Do("slow")}, {Member: ann, Action: chat.Do("quick")}, {Member: bob, Action: chat.Do("quick")}, {Member: ann, Action: chat.Do("last")},
		} {
			if v := d.Accept(Act{Event: e, First: acked, Deliver: answered}); v != Taken {
				t.Errorf("not taken: %v", v)
			}
		}
		time.Sleep(10 * time.Second)
		mu.Lock()
		defer mu.Unlock()
		if want := []string{bob + " quick", ann + " slow", ann + " quick", ann + " last"}; !slices.Equal(order, want) {
			t.Errorf("the order is %q, want %q", order, want)
		}
	})
}

// TestDefectsBecomeSentences: a panic and a reply over the limits are told to the
// member, and the door goes on.
func TestDefectsBecomeSentences(t *testing.T) {
	d := doorTo(t.Context(), func(_ context.Context, e chat.Event) chat.Reply {
		if e.Action.Verb == "panic" {
			panic("a member's words")
		}
		return Sentence(strings.Repeat("x", chat.MaxBody+1))
	})
	for verb, want := range map[string]string{"panic": "nothing was changed", "long": "fault of mine"} {
		said := make(chan string, 1)
		d.Accept(Act{Event: chat.Event{Member: ann, Action: chat.Do(verb)}, First: acked, Deliver: func(_ context.Context, r chat.Reply, _ *First) {
			said <- r.Private.Body[0].Text
		}})
		if got := <-said; !strings.Contains(got, want) {
			t.Errorf("after %s the member reads %q", verb, got)
		}
	}
	given := make(chan any, 1)
	d.Accept(Act{Event: chat.Event{Member: ann}, First: func(body any) error { given <- body; return nil }, Deliver: func(context.Context, chat.Reply, *First) { panic("on the way") }})
	if body := <-given; body != nil {
		t.Errorf("acknowledged with %v", body)
	}
	d.Drain()
	if v := d.Accept(Act{Event: chat.Event{Member: ann}}); v != Full {
		t.Errorf("a closed door says %v", v)
	}
}

// TestOnceForEachKey: a repeated delivery is not handled again.
func TestOnceForEachKey(t *testing.T) {
	handled := make(chan struct{}, 9)
	d := doorTo(t.Context(), func(context.Context, chat.Event) chat.Reply { handled <- struct{}{}; return chat.Reply{} })
	act := Act{Key: "k", Event: chat.Event{Member: ann}, First: acked, Deliver: answered}
	if a, b := d.Accept(act), d.Accept(act); a != Taken || b != Done {
		t.Errorf("the verdicts are %v and %v", a, b)
	}
	d.Drain()
	if len(handled) != 1 {
		t.Errorf("handled %d times", len(handled))
	}
}

// TestAnsweredElsewhere: an act that another process has answered is dropped,
// before the handler runs when it had to be claimed first.
func TestAnsweredElsewhere(t *testing.T) {
	for _, early := range []bool{true, false} {
		handled, delivered := 0, 0
		d := doorTo(t.Context(), func(context.Context, chat.Event) chat.Reply { handled++; return Sentence("late") })
		d.Accept(Act{
			Event: chat.Event{Member: ann}, Early: early,
			First:   func(any) error { return fmt.Errorf("claim: %w", ErrAnswered) },
			Deliver: func(_ context.Context, r chat.Reply, first *First) { delivered++; first.With(r.Private) },
		})
		d.Drain()
		if early && handled+delivered > 0 || !early && delivered != 1 {
			t.Errorf("claimed first: %t; handled %d times, delivered %d times", early, handled, delivered)
		}
	}
}

// TestBefore: what completes the event comes before the handler, and may answer.
func TestBefore(t *testing.T) {
	d := doorTo(t.Context(), func(_ context.Context, e chat.Event) chat.Reply { return Sentence("for " + e.Team) })
	for team, want := range map[string]string{"t:1": "for t:1", "": "which team?"} {
		said := make(chan string, 1)
		d.Accept(Act{Event: chat.Event{Member: ann}, First: acked, Before: func(_ context.Context, e *chat.Event) *chat.Reply {
			if e.Team = team; team != "" {
				return nil
			}
			r := Sentence("which team?")
			return &r
		}, Deliver: func(_ context.Context, r chat.Reply, _ *First) { said <- r.Private.Body[0].Text }})
		if got := <-said; got != want {
			t.Errorf("the member reads %q, want %q", got, want)
		}
	}
}

// TestPauses: pauses grow, stay random and bounded, and keep what was asked for.
func TestPauses(t *testing.T) {
	for n, most := range []time.Duration{1, 2, 4, 8, 16, 32, 60, 60, 60} {
		for range 50 {
			if d := Pause(n, nil); d < most*time.Second/2 || d > most*time.Second {
				t.Errorf("pause %d is %s", n, d)
			}
		}
	}
	if d := Pause(0, fmt.Errorf("x: %w", &chat.Busy{After: time.Minute})); d < time.Minute {
		t.Errorf("a platform that asks for a minute gets %s", d)
	}
}

// TestTooMuch: what can not be taken is refused instead of queued without end.
func TestTooMuch(t *testing.T) {
	s := doorTo(t.Context(), nil)
	for range maxRunning {
		if !s.enter() {
			t.Fatal("refused too early")
		}
	}
	if s.enter() {
		t.Error("took too much")
	}
	s.leave()
	if !s.enter() {
		t.Error("refuses although there is room")
	}
	var q turns
	var list []turn
	for range maxWaiting {
		one, ok := q.take(ann)
		if !ok {
			t.Fatal("refused too early")
		}
		list = append(list, one)
	}
	if _, ok := q.take(ann); ok {
		t.Error("one member may wait for too much")
	}
	if other, ok := q.take(bob); !ok {
		t.Error("another member is refused")
	} else {
		other.wait() // runs beside the first
		other.end()
	}
	for _, one := range list {
		one.wait()
		one.end()
	}
	if len(q.last) != 0 {
		t.Errorf("%d queues are left", len(q.last))
	}
	var r recent
	now := time.Unix(0, 0)
	for i := range 5 * recentSize {
		if !r.claim(time.Unix(int64(i), 0).String(), now) {
			t.Fatal("a new key is taken for an old one")
		}
	}
	if len(r.new)+len(r.old) > 2*recentSize {
		t.Errorf("%d keys are remembered", len(r.new)+len(r.old))
	}
	if !r.claim("last", now) || r.claim("last", now) || r.claim("last", now.Add(recentLife+time.Second)) {
		t.Error("a repeated key is taken for a new one")
	}
	if r.release("last"); !r.claim("last", now) {
		t.Error("a released key is still held")
	}
}

func TestCleanAndCodeSpans(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"plain", "plain"},
		{"a\x00b\u202ec\u2069d\ufeffe\x07", "abcde"},
		{"keep\n\ttabs and \u200d joiners 👩\u200d💻", "keep\n\ttabs and \u200d joiners 👩\u200d💻"},
		{"lone \xed\xa0\x80 surrogate", "lone \uFFFD surrogate"},
		{"שלום", "שלום"},
	} {
		if got := Clean(c.in); got != c.want {
			t.Errorf("Clean(%q) = %q, want %q", c.in, got, c.want)
		}
	}
	for _, c := range []struct {
		in   string
		want []string
	}{
		{"no code", []string{"no code"}},
		{"a `b` c", []string{"a ", "b", " c"}},
		{"one ` tick", []string{"one ` tick"}},
		{"``empty", []string{"``empty"}},
		{"`a``b`", []string{"", "a", "", "b", ""}},
	} {
		if got := CodeSpans(c.in); strings.Join(got, "|") != strings.Join(c.want, "|") {
			t.Errorf("CodeSpans(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestTyped(t *testing.T) {
	at := func(w string) string { return strings.TrimPrefix(w, "@") }
	for _, c := range []struct {
		text string
		want chat.Action
	}{
		{"", chat.Do("help")},
		{"  Score  @U1 now ", chat.Do("score", "U1", "now")},
		{"!! what", chat.Do("unknown")},
		{"away " + strings.Repeat("é", 80), chat.Do("away", strings.Repeat("é", maxTypedArg/2))},
		{"a" + strings.Repeat(" b", 40), chat.Do("a", slices.Repeat([]string{"b"}, chat.MaxArgs)...)},
		{"note \xff", chat.Do("note", "\uFFFD")},
	} {
		if got := Typed(c.text, at); got.Verb != c.want.Verb || !slices.Equal(got.Args, c.want.Args) {
			t.Errorf("%q is read as %q, want %q", c.text, got, c.want)
		}
	}
}

func TestSetting(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"token": " from a file\n", "empty": "\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		env         map[string]string
		want, wrong string
	}{
		{nil, "", ""},
		{map[string]string{"T": " value "}, "value", ""},
		{map[string]string{"T_FILE": filepath.Join(dir, "token")}, "from a file", ""},
		{map[string]string{"T_FILE": filepath.Join(dir, "empty")}, "", "T_FILE names is empty"},
		{map[string]string{"T_FILE": filepath.Join(dir, "none")}, "", "read the file that T_FILE names"},
		{map[string]string{"T": "hidden", "T_FILE": "x"}, "", "T and T_FILE are both set"},
	} {
		got, err := Setting(func(name string) string { return c.env[name] }, "T")
		if got != c.want || (err == nil) != (c.wrong == "") || err != nil && (!strings.Contains(err.Error(), c.wrong) || strings.Contains(err.Error(), "hidden")) {
			t.Errorf("%v is read as %q, %v", c.env, got, err)
		}
	}
}
