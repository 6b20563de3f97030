package deliver

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"studybot/bot/chat"
)

// Config is what an Engine needs. Fields without "default" are required.
type Config struct {
	Agenda  Agenda
	Ledger  Ledger
	Work    Work
	Senders []Sender
	// Now says what is due. Leases, pauses and paces run on real time.
	Now func() time.Time
	Log *slog.Logger
	// Worker names this process in leases; the engine makes it unique.
	Worker string
	// Lease is how long a team and a slot stay with a worker that says nothing
	// more, and so what a killed replica costs. The default is 30 s.
	Lease time.Duration
	// CallTimeout bounds one call of a platform. The default is 10 s. It must be
	// well under Lease.
	CallTimeout time.Duration
	// Parallel is how many posts of one team may be in the making. The default is 8.
	Parallel int
}

// Engine makes due slots happen.
type Engine struct {
	Config
	senders map[string]Sender

	mu    sync.Mutex
	teams map[string]*team // what this process remembers
	off   int              // due teams of platforms that are not on, at the last tick
}

// New makes an engine.
func New(c Config) *Engine {
	c.Lease = cmp.Or(c.Lease, 30*time.Second)
	c.CallTimeout = cmp.Or(c.CallTimeout, 10*time.Second)
	c.Parallel = cmp.Or(c.Parallel, 8)
	// Two processes with one name would take each other's claims for their own.
	c.Worker += "-" + rand.Text()[:8]
	e := &Engine{Config: c, senders: map[string]Sender{}, teams: map[string]*team{}}
	for _, s := range c.Senders {
		e.senders[s.Name()] = s
	}
	return e
}

// The limits of a tick.
const (
	tickTeams   = 1000 // that a tick wakes at most
	tickTimeout = 3 * time.Second
	tickBackOff = 1500 * time.Millisecond // after a failure at most: the store is noticed again within 5 s
	keepTeams   = 4096                    // that are remembered without need
	forgetAfter = 26 * time.Hour          // a pace is remembered until the next day's post
)

// Tick wakes every team with something due. It costs what is due, not what
// exists, and may run on all replicas at once.
func (e *Engine) Tick(ctx context.Context, jobs Jobs) error {
	// Teams that this process is at work on, or must leave alone, are due all the
	// time and stand in front; they must not hide the others.
	teams, err := e.Agenda.Teams(ctx, e.Now(), tickTeams+e.hidden())
	if err != nil {
		return fmt.Errorf("look for what is due: %w", err)
	}
	off := 0
	var failed error
	for _, name := range teams {
		switch {
		case e.senderOf(name) == nil:
			off++
		case e.resting(name):
		default:
			if err := jobs.Wake(ctx, name); err != nil {
				failed = errors.Join(failed, err)
				if ctx.Err() != nil {
					return failed
				}
			}
		}
	}
	e.mu.Lock()
	e.off = off
	e.mu.Unlock()
	return failed
}

// Run ticks until ctx ends. It outlives every error: when the store is away it
// says so once, and once when it is back.
func (e *Engine) Run(ctx context.Context, jobs Jobs, every time.Duration) error {
	wait, down := every, false
	for {
		tick, cancel := context.WithTimeout(ctx, tickTimeout)
		err := e.Tick(tick, jobs)
		cancel()
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			if !down {
				e.Log.Error("the schedule can not be read, trying again", "error", err)
			}
			down, wait = true, min(2*wait, max(every, tickBackOff))
		default:
			if down {
				e.Log.Info("the schedule can be read again")
			}
			down, wait = false, every
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(wait):
		}
	}
}

func (e *Engine) senderOf(team string) Sender {
	platform, _ := chat.SplitTeam(team)
	return e.senders[platform]
}

// hidden is how many due teams a tick passes over.
func (e *Engine) hidden() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	n, now := e.off, time.Now()
	for _, t := range e.teams {
		if t.working || now.Before(t.rest) {
			n++
		}
	}
	return n
}

// resting says whether the team needs no run now: one is at work in this
// process, or it is known that nothing could be done yet.
func (e *Engine) resting(name string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	t := e.teams[name]
	return t != nil && (t.working || time.Now().Before(t.rest))
}

// enter begins this process's only run for the team; nil when there is one.
func (e *Engine) enter(name string) *team {
	e.mu.Lock()
	defer e.mu.Unlock()
	now := time.Now()
	t := e.teams[name]
	if t == nil {
		e.forget(now)
		t = &team{name: name, tries: map[string]try{}, spoke: map[chat.Place]spoken{}}
		e.teams[name] = t
	}
	if t.working || now.Before(t.rest) {
		return nil
	}
	t.working, t.used = true, now
	return t
}

// leave ends the run; the team is left alone until rest.
func (e *Engine) leave(t *team, rest time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	t.working, t.rest = false, rest
}

// forget drops what is remembered of teams that have been quiet for long. The
// caller holds the lock.
func (e *Engine) forget(now time.Time) {
	if len(e.teams) < keepTeams {
		return
	}
	for name, t := range e.teams {
		if !t.working && now.Sub(t.used) > forgetAfter {
			delete(e.teams, name)
		}
	}
}
