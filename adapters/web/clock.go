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
}

func (m *mover) begin(from, to time.Time) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.moving {
		return false
	}
	m.moving, m.from, m.to = true, from, to
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
}

func (p *Playground) clockView() clockView {
	p.mover.mu.Lock()
	moving, from, to := p.mover.moving, p.mover.from, p.mover.to
	p.mover.mu.Unlock()
	// Whole minutes: a page that shows minutes needs no news in between.
	v := clockView{
		Now:    p.settings.Clock.Now().Truncate(time.Minute).UnixMilli(),
		Zone:   p.settings.Clock.Zone().String(),
		Moving: moving,
	}
	if moving {
		v.From, v.To = from.UnixMilli(), to.UnixMilli()
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
	if !p.mover.begin(now, to) {
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
