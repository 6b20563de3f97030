package web

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// step is a button of the clock bar.
type step string

const (
	nextHour step = "hour"
	nextDay  step = "day"
	nextWeek step = "week"
	nextPost step = "post"
)

// redrawEvery is how often the pages hear of a moving clock, in real time.
const redrawEvery = 120 * time.Millisecond

var (
	errMoving  = errors.New("the clock is already moving: wait until it stands")
	errNothing = errors.New("nothing is planned yet: an owner can start the channel with /study setup")
	errStep    = errors.New("the clock knows hour, day, week and post")
	errStopped = errors.New("the clock stopped on the way: the terminal says why, and you can press again")
	errClosing = errors.New("the playground is closing")
)

// mover moves the clock, once at a time, for all pages.
type mover struct {
	ctx context.Context // Serve's, because a move outlives the request that asked for it

	mu       sync.Mutex
	moving   bool
	from, to time.Time
	moves    int
	before   *beforeMove
}

// beforeMove is what there was when the clock began to move, so that every page
// can say what came since, also one that blinked.
type beforeMove struct {
	// Newest is the number of the newest entry.
	Newest int `json:"newest"`
	// Inbox counts the bot's private messages by person.
	Inbox map[string]int `json:"inbox"`
}

func (m *mover) begin(from, to time.Time, before *beforeMove) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.moving {
		return false
	}
	m.moving, m.from, m.to, m.before = true, from, to, before
	m.moves++
	return true
}

func (m *mover) end() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.moving = false
}

// clockView is the clock bar of the page.
type clockView struct {
	// Now, From and To are milliseconds since 1970.
	Now    int64  `json:"now"`
	Zone   string `json:"zone"`
	Moving bool   `json:"moving"`
	From   int64  `json:"from,omitempty"`
	To     int64  `json:"to,omitempty"`
	// Moves counts the moves; Before is what there was before the last.
	Moves  int         `json:"moves"`
	Before *beforeMove `json:"before,omitempty"`
}

func (p *Playground) clockView() clockView {
	now, zone := p.settings.Clock.Now(), p.settings.Clock.Zone().String()
	p.mover.mu.Lock()
	defer p.mover.mu.Unlock()
	// Whole minutes: a page that shows minutes needs no news in between.
	v := clockView{
		Now:    now.Truncate(time.Minute).UnixMilli(),
		Zone:   zone,
		Moving: p.mover.moving,
		Moves:  p.mover.moves,
		Before: p.mover.before,
	}
	if v.Moving {
		v.From, v.To = p.mover.from.UnixMilli(), p.mover.to.UnixMilli()
	}
	return v
}

// target is where a step leads. A day and a week keep the local time of day,
// whatever the clocks of the zone do in between.
func (p *Playground) target(ctx context.Context, s step, now time.Time) (time.Time, error) {
	local := now.In(p.settings.Clock.Zone())
	switch s {
	case nextHour:
		return now.Add(time.Hour), nil
	case nextDay:
		return local.AddDate(0, 0, 1), nil
	case nextWeek:
		return local.AddDate(0, 0, 7), nil
	case nextPost:
		at, err := p.settings.Clock.NextPost(ctx)
		if err != nil {
			p.log.Error("the next post is not known", "error", err)
			return time.Time{}, errStopped
		}
		if at.IsZero() {
			return time.Time{}, errNothing
		}
		if at.Before(now) {
			at = now
		}
		return at, nil
	}
	return time.Time{}, errStep
}

// move takes a step and returns when the clock stands again. Its errors are
// sentences for the page.
func (p *Playground) move(ctx context.Context, s step) error {
	now := p.settings.Clock.Now()
	to, err := p.target(ctx, s, now)
	if err != nil {
		return err
	}
	before := &beforeMove{Newest: p.history.newest(), Inbox: p.history.inbox(p.settings.People)}
	if !p.mover.begin(now, to, before) {
		return errMoving
	}
	done := make(chan error, 1)
	p.work.Go(func() {
		err := p.advance(to)
		p.mover.end() // before the last news, which says that the clock stands
		done <- err
	})
	redraw := time.NewTicker(redrawEvery)
	defer redraw.Stop()
	for {
		p.history.nudge()
		select {
		case err := <-done:
			p.history.nudge()
			if err != nil {
				p.log.Error("the clock stopped on the way", "error", err)
				return errStopped
			}
			return nil
		case <-redraw.C:
		case <-p.closing:
			return errClosing
		}
	}
}

func (p *Playground) advance(to time.Time) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("a panic: %v", r)
		}
	}()
	return p.settings.Clock.Advance(p.mover.ctx, to)
}
