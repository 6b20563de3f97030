package bot

import (
	"context"
	"errors"
	"sync"
	"time"

	"studybot/bot/asking"
	"studybot/bot/chat"
	"studybot/bot/study"
)

// redrawEvery is the shortest time between two redraws of one post.
const redrawEvery = 2 * time.Second

// redrawTries is how often a redraw is tried while the platform is busy or away.
const redrawTries = 5

// board redraws the tally on posted questions after it changed. It carries no
// numbers: each redraw reads the tally, edits the post, and reads again, so that
// several replicas settle on the truth.
type board struct {
	bot *Bot

	mu     sync.Mutex
	dirty  map[boardKey]bool // a running redraw's key; true: changed since it began
	work   sync.WaitGroup
	ctx    context.Context
	cancel context.CancelFunc
}

type boardKey struct {
	team, course string
	day          study.Day
}

func newBoard(b *Bot) *board {
	// The redraws outlive the events that caused them, so they have a context of their own.
	ctx, cancel := context.WithCancel(context.Background())
	return &board{bot: b, dirty: map[boardKey]bool{}, ctx: ctx, cancel: cancel}
}

// redraw asks for the round's post to be brought up to date, soon.
func (d *board) redraw(r study.Round) {
	key := boardKey{r.Team, r.Course, r.Day}
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, running := d.dirty[key]; running {
		d.dirty[key] = true
		return
	}
	if d.ctx.Err() != nil {
		return
	}
	d.dirty[key] = false
	d.work.Go(func() { d.keepTrue(key) })
}

// close stops the redraws; a tally that was not drawn is drawn with the next answer.
func (d *board) close() {
	d.cancel()
	d.work.Wait()
}

// keepTrue edits the post until it shows what the store holds.
func (d *board) keepTrue(key boardKey) {
	log := d.bot.Log.With("team", key.team, "course", key.course, "day", key.day)
	settled := false // then the key is free already, and may be another redraw's by now
	defer func() {
		if p := recover(); p != nil {
			log.Error("a redraw panicked")
		}
		if settled {
			return
		}
		d.mu.Lock()
		delete(d.dirty, key)
		d.mu.Unlock()
	}()
	for try := 1; ; {
		drawn, err := d.draw(key)
		wait := redrawEvery
		var busy *chat.Busy
		switch {
		case errors.As(err, &busy):
			wait, try = max(wait, busy.After), try+1
		case chat.RefusedFor(err) != "":
			log.Info("a post cannot be redrawn", "reason", chat.RefusedFor(err))
			return
		case errors.Is(err, errNotPosted):
			try++ // it is settled within moments of being posted, or there is none
		case err != nil:
			log.Warn("a post was not redrawn", "error", err)
			try++
		default:
			try = 1
		}
		if try > redrawTries {
			return
		}
		select {
		case <-d.ctx.Done():
			return
		case <-time.After(wait):
		}
		if err != nil {
			continue
		}
		again, err := d.bot.Store.Tally(d.ctx, key.team, key.course, key.day)
		d.mu.Lock()
		changed := d.dirty[key] || (err == nil && again != drawn)
		d.dirty[key] = false
		if !changed {
			delete(d.dirty, key) // under the lock, so that no redraw is lost in between
			settled = true
			d.mu.Unlock()
			return
		}
		d.mu.Unlock()
	}
}

// errNotPosted says that a round has no post that is known: its slot is not settled
// yet, was skipped, or is older than the slots that are kept.
var errNotPosted = errors.New("the round has no post")

// draw edits the post once and returns the tally that it now shows.
func (d *board) draw(key boardKey) (study.Tally, error) {
	ctx, cancel := context.WithTimeout(d.ctx, 10*time.Second)
	defer cancel()
	b := d.bot
	r, err := b.Store.Round(ctx, key.team, key.course, key.day)
	if err != nil {
		return study.Tally{}, err
	}
	if r.Post == "" {
		return study.Tally{}, errNotPosted
	}
	c, err := b.Store.Course(ctx, key.team, key.course)
	if err != nil {
		return study.Tally{}, err
	}
	a, err := b.asking.Asked(r)
	if err != nil {
		return study.Tally{}, err
	}
	tally, err := b.Store.Tally(ctx, key.team, key.course, key.day)
	if err != nil {
		return tally, err
	}
	p, err := b.platform(key.team)
	if err != nil {
		return tally, err
	}
	reveal := asking.RevealAt(c.Timetable, r.Day)
	m := a.Card(tally, reveal, !b.Now().Before(reveal))
	return tally, p.Edit(ctx, chat.Ref{Team: key.team, Channel: key.course, ID: r.Post}, m)
}
