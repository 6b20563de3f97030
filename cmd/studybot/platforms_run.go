package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"studybot/bot/chat"
	"studybot/bot/chat/edge"
)

// Bounds of trying a platform again that could not go on. The longest pause keeps
// far below what platforms allow a bot to log in on one day.
const (
	firstRest   = 10 * time.Second
	longestRest = 10 * time.Minute
	steadyAfter = time.Minute // served this long, it is well again
)

// watched is how a platform is doing.
type watched struct {
	chat.Platform
	failed error     // why it last could not go on
	since  time.Time // when it began to be served; zero while it rests
}

// well says whether members can be expected to reach it.
func (w *watched) well(now time.Time) bool {
	return !w.since.IsZero() && (w.failed == nil || now.Sub(w.since) >= steadyAfter)
}

// watch serves platforms so that one that can not go on leaves the others alone.
type watch struct {
	handle chat.Handler
	log    *slog.Logger
	none   context.CancelCauseFunc // ends them all when none is well

	mu  sync.Mutex
	all []*watched
}

// keepServing serves the platforms until ctx ends. One that can not go on, mostly
// because its token was revoked, is tried again with growing pauses: the bot may be
// let in again. An error means that none of them can go on.
func keepServing(ctx context.Context, platforms []chat.Platform, handle chat.Handler, log *slog.Logger) error {
	serving, none := context.WithCancelCause(ctx)
	defer none(nil)
	w := &watch{handle: handle, log: log, none: none}
	for _, p := range platforms {
		w.all = append(w.all, &watched{Platform: p, since: time.Now()})
	}
	var each sync.WaitGroup
	for _, p := range w.all {
		each.Go(func() { w.keep(serving, p) })
	}
	each.Wait()
	if ctx.Err() != nil {
		return nil
	}
	return context.Cause(serving)
}

// keep serves one platform again and again.
func (w *watch) keep(ctx context.Context, p *watched) {
	for rest := firstRest; ; rest = min(2*rest, longestRest) {
		err := p.Serve(ctx, w.handle)
		if ctx.Err() != nil {
			return
		}
		if err == nil {
			err = errors.New("it stopped without saying why")
		}
		if time.Since(p.since) >= steadyAfter {
			rest = firstRest
		}
		if !w.others(p, err) {
			return
		}
		w.log.Error("a platform is not served, the others go on", "platform", p.Name(), "error", err, "again_in", rest,
			"do", "run `studybot doctor`, which says what to mend; a new token needs a restart")
		if !edge.Sleep(ctx, rest) {
			return
		}
		w.mu.Lock()
		p.since = time.Now()
		w.mu.Unlock()
	}
}

// others notes that p can not go on and says whether another one is well; if none
// is, it ends them all.
func (w *watch) others(p *watched, err error) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	p.failed, p.since = fmt.Errorf("%s: %w", p.Name(), err), time.Time{}
	var why []error
	for _, other := range w.all {
		if other.well(time.Now()) {
			return true
		}
		why = append(why, other.failed)
	}
	w.none(errors.Join(why...))
	return false
}
