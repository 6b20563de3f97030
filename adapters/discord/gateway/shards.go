package gateway

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"studybot/bot/chat/edge"
)

// Leases say which of several replicas has a shard of the gateway: Discord sends
// every event to each connection of a shard, so two would answer twice. A lease ends
// with its time, even when its holder does not.
type Leases interface {
	// Hold takes a free lease or renews one's own, for ttl from now; false: somebody
	// else has it. An error means that nobody knows.
	Hold(ctx context.Context, name, holder string, ttl time.Duration) (bool, error)
	// Release gives a lease back if holder has it.
	Release(ctx context.Context, name, holder string) error
}

// own keeps a shard while this replica has its lease, and asks for it while not.
func (g *Gateway) own(ctx context.Context, begin *starts, index, count int) error {
	if g.Leases == nil {
		return (&shard{g: g, starts: begin, index: index, count: count}).keep(ctx)
	}
	for known := true; ctx.Err() == nil; edge.Sleep(ctx, g.pace.ask) {
		h := newHold(g, index, count)
		ok, err := h.take(ctx)
		if err != nil && known && ctx.Err() == nil {
			g.Log.Warn("nobody knows who has a shard of Discord's gateway; not connecting", "shard", index, "error", err)
		}
		known = err == nil
		if !ok {
			continue
		}
		if err := h.during(ctx, (&shard{g: g, starts: begin, hold: h, index: index, count: count}).keep); err != nil {
			return err
		}
	}
	return nil
}

// hold is this replica's lease of one shard. Its nil stands for the only replica.
type hold struct {
	g      *Gateway
	name   string
	count  string
	until  atomic.Pointer[time.Time] // the lease stands this long, as far as we know
	failed atomic.Bool               // the last renewal got no answer
	lost   atomic.Bool
}

func newHold(g *Gateway, index, count int) *hold {
	return &hold{g: g, name: fmt.Sprintf("%s:shard:%d:%d", g.App, count, index), count: strconv.Itoa(count)}
}

// take takes or renews the lease. Before it stands another, which all replicas share
// that divide the servers among the same number of shards: its holder is the number.
// So two divisions, in which a server would be in two shards, are never at work together.
func (h *hold) take(ctx context.Context) (bool, error) {
	g := h.g
	ctx, cancel := context.WithTimeout(ctx, g.pace.renew)
	defer cancel()
	until := g.Now().Add(g.pace.ttl)
	ok, err := g.Leases.Hold(ctx, g.App+":shards", h.count, g.pace.ttl)
	if ok && err == nil {
		ok, err = g.Leases.Hold(ctx, h.name, g.Holder, g.pace.ttl)
	}
	if err != nil {
		return false, fmt.Errorf("hold the lease of a shard: %w", err)
	}
	if ok {
		h.until.Store(&until)
	}
	return ok, nil
}

// during does work while the lease is renewed, ends its context when the lease is
// lost, and gives the lease back after it.
func (h *hold) during(ctx context.Context, work func(ctx context.Context) error) error {
	held, lose := context.WithCancel(ctx)
	var renewing sync.WaitGroup
	renewing.Go(func() { h.renew(held, lose) })
	err := work(held)
	lose()
	renewing.Wait()
	if !h.lost.Load() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), h.g.pace.renew)
		defer cancel()
		if err := h.g.Leases.Release(ctx, h.name, h.g.Holder); err != nil {
			h.g.Log.Warn("the lease of a shard was not given back; it ends by itself", "lease", h.name)
		}
	}
	return err
}

func (h *hold) renew(ctx context.Context, lose func()) {
	wait := h.g.pace.renew
	for edge.Sleep(ctx, wait) {
		ok, err := h.take(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			if !h.failed.Swap(true) {
				h.g.Log.Warn("the lease of a shard is in doubt", "lease", h.name, "error", err)
			}
			wait = h.g.pace.ask
		case !ok:
			h.lost.Store(true)
			h.g.Log.Warn("another replica has the lease of a shard", "lease", h.name)
			lose()
			return
		default:
			if h.failed.Swap(false) {
				h.g.Log.Info("the lease of a shard is certain again", "lease", h.name)
			}
			wait = h.g.pace.renew
		}
	}
}

func (h *hold) isLost() bool { return h != nil && h.lost.Load() }

// inDoubt says that the lease may have ended: a renewal failed, or this process stood
// still for longer than the lease.
func (h *hold) inDoubt() bool {
	return h != nil && (h.failed.Load() || !h.g.Now().Before(*h.until.Load()))
}

// starts spaces the identifies. Discord allows one in five seconds for each bucket
// (shard modulo max_concurrency) and some thousand in a day; beyond that it resets
// the bot's token. https://docs.discord.com/developers/events/gateway#session-start-limit-object
type starts struct {
	g    *Gateway
	free []chan time.Time // for each bucket, when the next may start; empty while one does
}

func newStarts(g *Gateway, concurrency int) *starts {
	s := &starts{g: g, free: make([]chan time.Time, min(max(concurrency, 1), 1024))}
	for i := range s.free {
		s.free[i] = make(chan time.Time, 1)
		s.free[i] <- time.Time{}
	}
	return s
}

// wait waits until the shard may identify and says where. Its caller must say after
// that, once, whether the identify was sent.
func (s *starts) wait(ctx context.Context, index int) (address string, sent func(bool), err error) {
	for {
		address, reset, sent, err := s.try(ctx, index)
		if err != nil || reset == 0 {
			return address, sent, err
		}
		s.g.Log.Error("Discord allows no further session for now, waiting", "shard", index, "wait", reset)
		if !edge.Sleep(ctx, reset) {
			return "", nil, ctx.Err()
		}
	}
}

// try takes the bucket; reset is the time to wait when no session is left.
func (s *starts) try(ctx context.Context, index int) (address string, reset time.Duration, sent func(bool), err error) {
	g, bucket := s.g, index%len(s.free)
	var from time.Time
	select {
	case <-ctx.Done():
		return "", 0, nil, ctx.Err()
	case from = <-s.free[bucket]:
	}
	name, who := fmt.Sprintf("%s:identify:%d", g.App, bucket), fmt.Sprintf("%s:%d", g.Holder, index)
	sent = func(done bool) {
		g.identified(ctx, name, who, done)
		if done {
			from = time.Now().Add(g.pace.starts)
		}
		s.free[bucket] <- from
	}
	if !edge.Sleep(ctx, time.Until(from)) {
		s.free[bucket] <- from
		return "", 0, nil, ctx.Err()
	}
	if !g.queue(ctx, name, who) {
		sent(false)
		return "", 0, nil, ctx.Err()
	}
	info, err := g.Find(ctx) // now, because other replicas start sessions too
	if err != nil {
		sent(false)
		return "", 0, nil, fmt.Errorf("ask for the gateway's address: %w", err)
	}
	if info.Starts.Remaining < 1 {
		sent(false)
		return "", max(time.Duration(info.Starts.ResetAfter)*time.Millisecond, g.pace.starts), nil, nil
	}
	return info.URL, 0, sent, nil
}

// queue waits until no other replica identifies in the bucket; false: ctx ended.
func (g *Gateway) queue(ctx context.Context, name, who string) bool {
	for g.Leases != nil {
		ok, err := g.holdStart(ctx, name, who, g.pace.call*2+g.pace.starts)
		if ok || err != nil { // in doubt Discord says itself that it was too early
			break
		}
		if !edge.Sleep(ctx, g.pace.ask/4) {
			return false
		}
	}
	return ctx.Err() == nil
}

// identified lets the lease of a bucket end when the next may identify.
func (g *Gateway) identified(ctx context.Context, name, who string, done bool) {
	if g.Leases == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), g.pace.renew)
	defer cancel()
	// An error changes nothing here: the lease ends by itself.
	if done {
		_, _ = g.holdStart(ctx, name, who, g.pace.starts)
	} else {
		_ = g.Leases.Release(ctx, name, who)
	}
}

func (g *Gateway) holdStart(ctx context.Context, name, who string, ttl time.Duration) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, g.pace.renew)
	defer cancel()
	return g.Leases.Hold(ctx, name, who, ttl)
}
