// Package edge is what the platforms' adapters have in common at their edge: it
// admits what members do (each thing once, a member's things in order, within
// bounds), answers within a deadline, lets running answers finish at the end, and
// reads what people type.
//
// It must not know any platform, its payloads or its SDK, nor what the bot does.
package edge

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"studybot/bot/chat"
)

// Bounds of the work on what members do.
const (
	// firstWithin is how long an answer may take to be given in the first response;
	// after it the act is acknowledged and the answer follows. The tightest platform
	// allows 3 s.
	firstWithin = 1500 * time.Millisecond
	// answerWithin bounds handler and answer together.
	answerWithin = 40 * time.Second
	// drainWithin is how long running answers may go on after the end was asked for.
	drainWithin = 15 * time.Second
	// maxRunning bounds the acts that are being answered or wait for their turn.
	maxRunning = 512
)

// Act is one thing that a member did, read from a platform's payload.
type Act struct {
	// Key is the same for every delivery of the same thing; may be empty.
	Key   string
	Event chat.Event
	// Early acknowledges before the handler runs: the answer never fits into the
	// first response, or the act must be claimed first.
	Early bool
	// Before completes the event, or answers in place of the handler; may be nil.
	Before func(ctx context.Context, e *chat.Event) *chat.Reply
	// First sends the first response, with a body or nil for a bare
	// acknowledgement. It is called exactly once when the act was taken. ErrAnswered
	// drops the act; what else went wrong is for Deliver to find.
	First func(body any) error
	// Deliver brings the reply to the member, in the first response or after it.
	Deliver func(ctx context.Context, r chat.Reply, first *First)
}

// ErrAnswered says that another process has answered the act already.
var ErrAnswered = errors.New("answered by another process")

// Verdict says what became of an act at the door.
type Verdict int

// The verdicts.
const (
	Taken Verdict = iota // it is being answered; First will be called
	Done                 // it was delivered before: there is nothing to do but to acknowledge
	Full                 // there is too much to do; it may come again
)

// Config is what a door needs.
type Config struct {
	Handle chat.Handler
	Log    *slog.Logger
	Now    func() time.Time
}

// Door admits acts while one run of a platform lasts.
type Door struct {
	Config
	ctx   context.Context // not cancelled with the run's: running answers finish
	turns turns
	seen  recent

	mu      sync.Mutex
	running int
	closed  bool
	idle    chan struct{} // closed when the door is closed and nothing runs
	drained sync.Once
}

// Open makes a door. Values of ctx are kept, its end is not: see Drain.
func Open(ctx context.Context, c Config) *Door {
	return &Door{Config: c, ctx: context.WithoutCancel(ctx), idle: make(chan struct{})}
}

// enter admits one act, unless the run ends or too much is going on.
func (d *Door) enter() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed || d.running >= maxRunning {
		return false
	}
	d.running++
	return true
}

func (d *Door) leave() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.running--
	d.rest()
}

// rest tells those who drain that nothing runs; the caller holds mu.
func (d *Door) rest() {
	if d.closed && d.running == 0 {
		d.drained.Do(func() { close(d.idle) })
	}
}

// Context lives as long as running answers may.
func (d *Door) Context() context.Context { return d.ctx }

// Drain admits nothing more and waits until running answers are finished, for at
// most 15 s.
func (d *Door) Drain() {
	d.mu.Lock()
	d.closed = true
	d.rest()
	d.mu.Unlock()
	t := time.NewTimer(drainWithin)
	defer t.Stop()
	select {
	case <-d.idle:
	case <-t.C:
		d.Log.Warn("some answers were not finished")
	}
}

// Accept takes acts in the order of arrival and does not wait for answers.
func (d *Door) Accept(a Act) Verdict {
	if a.Key != "" && !d.seen.claim(a.Key, d.Now()) {
		return Done
	}
	if !d.enter() {
		d.seen.release(a.Key)
		return Full
	}
	turn, ok := d.turns.take(a.Event.Member)
	if !ok {
		d.leave()
		d.seen.release(a.Key)
		return Full
	}
	go func() {
		defer d.leave()
		defer turn.end()
		d.answer(a, turn)
	}()
	return Taken
}

// answer runs the handler and delivers its reply. The member's next act waits
// until that is done, so replies keep the order of the acts.
func (d *Door) answer(a Act, t turn) {
	first := &First{send: a.First}
	late := time.AfterFunc(firstWithin, func() { first.With(nil) })
	defer late.Stop()
	defer first.With(nil)
	defer func() {
		if r := recover(); r != nil {
			d.Log.Error("an answer panicked", "verb", a.Event.Action.Verb, "stack", string(debug.Stack()))
		}
	}()
	if a.Early {
		first.With(nil)
	}
	t.wait()
	if first.lost.Load() {
		return
	}
	ctx, cancel := context.WithTimeout(d.ctx, answerWithin)
	defer cancel()
	if r := d.checked(a, d.reply(ctx, a)); !first.lost.Load() {
		a.Deliver(ctx, r, first)
	}
}

// reply asks the handler; a panic becomes an honest sentence.
func (d *Door) reply(ctx context.Context, a Act) (r chat.Reply) {
	defer func() {
		if v := recover(); v != nil {
			d.Log.Error("a handler panicked", "verb", a.Event.Action.Verb, "stack", string(debug.Stack()))
			r = Sentence("Something went wrong on my side and nothing was changed. Please try again.")
		}
	}()
	if a.Before != nil {
		if r := a.Before(ctx, &a.Event); r != nil {
			return *r
		}
	}
	return d.Handle(ctx, a.Event)
}

// checked keeps what breaks the limits from the platform: a defect of the handler
// becomes a sentence instead of silence.
func (d *Door) checked(a Act, r chat.Reply) chat.Reply {
	var err error
	for _, m := range []*chat.Message{r.Private, r.Update, r.Direct} {
		if m != nil {
			err = errors.Join(err, m.Check())
		}
	}
	if r.Form != nil {
		err = errors.Join(err, r.Form.Check())
	}
	if err == nil {
		return r
	}
	d.Log.Error("a reply breaks the limits", "verb", a.Event.Action.Verb, "breaches", strings.Count(err.Error(), "\n")+1)
	return Sentence("I made an answer that can not be shown here. That is a fault of mine; nothing of yours is lost.")
}

// Sentence is a private reply of one paragraph.
func Sentence(text string) chat.Reply {
	return chat.Reply{Private: &chat.Message{Body: []chat.Block{{Text: text}}}}
}

// Complaint says in a sentence what a form would show beside its inputs.
func Complaint(invalid map[string]string) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(invalid)) {
		head, _ := chat.Cut(strings.Join(strings.Fields(Clean(invalid[name])), " "), 150)
		b.WriteString(head + " ")
		if b.Len() > 1500 {
			break
		}
	}
	return "That was not saved. " + b.String()
}

// First gives the first response once.
type First struct {
	once sync.Once
	send func(body any) error
	lost atomic.Bool
}

// With gives the first response with the body and says whether it was this call
// that gave it. When it returns, the response was sent, by whomever.
func (f *First) With(body any) bool {
	mine := false
	f.once.Do(func() {
		mine = true
		f.lost.Store(errors.Is(f.send(body), ErrAnswered))
	})
	return mine
}
