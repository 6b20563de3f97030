// Package slack carries the bot's conversation over Slack: Socket Mode or signed
// HTTP in, Web API and response addresses out. It owns Slack's settings, secrets,
// rendering, limits and the three seconds in which Slack wants an answer.
//
// It must not know what the bot does, any store or any other platform.
package slack

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"

	"studybot/bot/chat"
)

const platformName = "slack"

// Bounds of the work on what members do.
const (
	// directWithin is how long an answer may take to be given in the first
	// response; after it the event is acknowledged and the answer follows. Slack
	// allows 3 s.
	directWithin = 1500 * time.Millisecond
	// answerWithin bounds handler and answer together.
	answerWithin = 40 * time.Second
	// drainWithin is how long running answers may go on after the end was asked for.
	drainWithin = 15 * time.Second
	// maxRunning bounds the events that are being answered or wait for their turn.
	maxRunning = 512
)

// Platform is one Slack workspace.
type Platform struct {
	settings Settings
	log      *slog.Logger
	caller   *caller
	api      *slack.Client
	now      func() time.Time

	who      atomic.Pointer[identity]
	live     atomic.Pointer[session]
	seen     recent
	pictures album
	refused  throttle

	// pictureWaits are the pauses before a message with fresh pictures is tried
	// again: Slack takes in an uploaded file after it has said that it did, and
	// calls the blocks invalid until then.
	pictureWaits []time.Duration
}

var _ chat.Platform = (*Platform)(nil)

// New makes the platform. It makes no call; an error says which setting to mend.
func New(s Settings, logger *slog.Logger) (*Platform, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	c := newCaller()
	p := &Platform{settings: s, log: logger.With("platform", platformName), caller: c, now: time.Now}
	p.pictureWaits = []time.Duration{200 * time.Millisecond, 500 * time.Millisecond, time.Second, 2 * time.Second}
	p.api = slack.New(s.BotToken,
		slack.OptionAPIURL(s.api()), slack.OptionAppLevelToken(s.AppToken), slack.OptionHTTPClient(c),
		slack.OptionLog(log.New(io.Discard, "", 0))) // the SDK's own log once held tokens
	return p, nil
}

// Name is "slack".
func (p *Platform) Name() string { return platformName }

// Serve delivers events to handle until ctx ends. Over Socket Mode it keeps the
// connections; over HTTP it waits, and Routes answer meanwhile. It fails only
// when the tokens are refused.
func (p *Platform) Serve(ctx context.Context, handle chat.Handler) error {
	if err := p.patiently(ctx, "learn whose token it is", func() error {
		_, err := p.whoami(ctx)
		return err
	}); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return fmt.Errorf("start on Slack: %w", err)
	}
	s := &session{p: p, handle: handle, who: *p.who.Load(), ctx: context.WithoutCancel(ctx), idle: make(chan struct{})}
	if !p.live.CompareAndSwap(nil, s) {
		return errors.New("start on Slack: it is already being served")
	}
	p.log.Info("serving", "team", chat.TeamName(platformName, s.who.team), "socket_mode", p.settings.SocketMode())
	var err error
	if p.settings.SocketMode() {
		err = p.serveSocket(ctx, s)
	} else {
		<-ctx.Done()
	}
	p.live.Store(nil)
	s.drain()
	p.caller.http.CloseIdleConnections()
	return err
}

// patiently repeats what failed, with growing pauses, until it works, ctx ends, or
// Slack refuses the tokens: that is the error.
func (p *Platform) patiently(ctx context.Context, doing string, try func() error) error {
	for n := 0; ; n++ {
		err := try()
		if err == nil {
			return nil
		}
		if why := chat.RefusedFor(err); why == chat.Unauthorized || why == chat.NotAllowed {
			return err
		}
		wait := pause(n, err)
		p.log.Warn("could not "+doing+", trying again", "error", err, "wait", wait.Round(time.Millisecond))
		if !sleep(ctx, wait) {
			return ctx.Err()
		}
	}
}

// pause grows from half a second to a minute, with jitter, and keeps a Retry-After.
func pause(n int, err error) time.Duration {
	top := min(time.Second<<min(n, 6), time.Minute)
	wait := top/2 + rand.N(top/2)
	var busy *chat.Busy
	if errors.As(err, &busy) {
		wait += busy.After
	}
	return wait
}

func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// session is one run of Serve.
type session struct {
	p      *Platform
	handle chat.Handler
	who    identity
	ctx    context.Context // not cancelled with Serve's: running answers finish
	turns  turns

	mu      sync.Mutex
	running int
	closed  bool
	idle    chan struct{} // closed when the session is closed and nothing runs
	drained sync.Once
}

// enter admits one event, unless the session ends or too much is going on.
func (s *session) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.running >= maxRunning {
		return false
	}
	s.running++
	return true
}

func (s *session) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running--
	s.rest()
}

// rest tells those who drain that nothing runs; the caller holds mu.
func (s *session) rest() {
	if s.closed && s.running == 0 {
		s.drained.Do(func() { close(s.idle) })
	}
}

// drain admits nothing more and lets running answers finish.
func (s *session) drain() {
	s.mu.Lock()
	s.closed = true
	s.rest()
	s.mu.Unlock()
	t := time.NewTimer(drainWithin)
	defer t.Stop()
	select {
	case <-s.idle:
	case <-t.C:
		s.p.log.Warn("some answers were not finished")
	}
}

const notHere = "I do not work for your workspace, so nothing was done. Ask the person who installed me."

// verdict says what became of an event at the door.
type verdict int

const (
	taken verdict = iota // it is being answered; ack will be called
	done                 // there is nothing to do but to acknowledge
	full                 // there is too much to do; it may come again
)

// accept takes what was read, in the order of arrival. When it is taken, ack is
// called exactly once, with the body of the first response or nil, and returns
// when that was sent.
func (s *session) accept(in incoming, ack func(body any)) verdict {
	if in.team != s.who.team {
		s.p.refused.log(s.p.log, s.p.now(), "an event of another workspace")
		in.refuse = notHere
	}
	if in.kind == direct && in.event.Member == s.who.user {
		return done // the bot's own words
	}
	if in.key != "" && !s.p.seen.claim(in.key, s.p.now()) {
		return done // delivered again
	}
	if !s.enter() {
		s.p.seen.release(in.key)
		return full
	}
	turn, ok := s.turns.take(in.event.Member)
	if !ok {
		s.leave()
		s.p.seen.release(in.key)
		return full
	}
	go func() {
		defer s.leave()
		defer turn.end()
		s.answer(in, turn, &acknowledger{send: ack})
	}()
	return taken
}

// answer runs the handler and delivers its reply. The member's next event waits
// until that is done, so replies keep the order of the acts.
func (s *session) answer(in incoming, t turn, ack *acknowledger) {
	late := time.AfterFunc(directWithin, func() { ack.with(nil) })
	defer late.Stop()
	defer ack.with(nil)
	defer func() {
		if r := recover(); r != nil {
			s.p.log.Error("an answer panicked", "verb", in.event.Action.Verb, "stack", string(debug.Stack()))
		}
	}()
	if in.kind == home || in.kind == direct {
		ack.with(nil) // its answer never fits into the first response
	}
	t.wait()
	ctx, cancel := context.WithTimeout(s.ctx, answerWithin)
	defer cancel()
	s.deliver(ctx, in, s.reply(ctx, in), ack)
}

// reply asks the handler; a panic becomes an honest sentence.
func (s *session) reply(ctx context.Context, in incoming) (r chat.Reply) {
	if in.refuse != "" {
		return sentence(in.refuse)
	}
	defer func() {
		if v := recover(); v != nil {
			s.p.log.Error("a handler panicked", "verb", in.event.Action.Verb, "stack", string(debug.Stack()))
			r = sentence("Something went wrong on my side and nothing was changed. Please try again.")
		}
	}()
	return s.handle(ctx, in.event)
}

func sentence(text string) chat.Reply {
	return chat.Reply{Private: &chat.Message{Body: []chat.Block{{Text: text}}}}
}

// acknowledger gives the first response once.
type acknowledger struct {
	once sync.Once
	send func(body any)
}

// with gives the first response with the body and says whether it was this call
// that gave it. When it returns, the response was sent.
func (a *acknowledger) with(body any) bool {
	mine := false
	a.once.Do(func() {
		mine = true
		a.send(body)
	})
	return mine
}

// Routes are the addresses that Slack calls over signed HTTP, by path; none over
// Socket Mode. They answer 503 while Serve does not run.
func (p *Platform) Routes() map[string]http.Handler {
	if p.settings.SocketMode() {
		return nil
	}
	return map[string]http.Handler{
		"/slack/commands":     p.signed(serveCommand),
		"/slack/interactions": p.signed(serveInteraction),
		"/slack/events":       p.signed(serveEvent),
	}
}
