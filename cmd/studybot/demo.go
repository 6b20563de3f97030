package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"studybot/adapters/charts"
	"studybot/adapters/redis"
	"studybot/adapters/web"
	"studybot/bot"
	"studybot/bot/chat"
	"studybot/bot/command"
	"studybot/bot/deliver"
	"studybot/bot/schedule"
	"studybot/bot/study"
	"studybot/cmd/studybot/arrivals"
)

// demoCommand is the playground: the real bot, store and scheduler with a clock
// that the page moves.
type demoCommand struct {
	Addr  string `default:"127.0.0.1:8790" help:"Where the page is served: this machine only."`
	Zone  string `default:"Europe/Berlin" help:"Time zone of the study channel."`
	Packs string `env:"STUDYBOT_PACKS" help:"Folder with packs of your own."`
}

const demoChannel = "study"

// Run serves the playground until ctx ends.
func (c *demoCommand) Run(ctx context.Context, s *streams) error {
	zone, err := schedule.Zone(c.Zone)
	if err != nil {
		return err
	}
	if c.Packs == "" { // packs can be brought all the same; like everything else they end with it
		if c.Packs, err = os.MkdirTemp("", "studybot-packs-"); err != nil {
			return fmt.Errorf("make a folder for packs: %w", err)
		}
		defer func() { _ = os.RemoveAll(c.Packs) }() // left behind, it is in the folder for what is temporary
	}
	packs, err := arrivals.Open(c.Packs, s.log)
	if err != nil {
		return err
	}
	store, err := redis.Embedded(ctx, s.log)
	if err != nil {
		return fmt.Errorf("start the embedded store: %w", err)
	}
	defer store.Close()

	clock := &demoClock{zone: zone, now: lastMonday(time.Now().In(zone)), store: store}
	page, err := web.New(web.Settings{
		Addr: c.Addr, Clock: clock, Log: s.log, Commands: command.List(),
		People: []web.Person{ // figures about a group begin at five, so it takes the owner and five more
			{ID: "olga", Name: "Olga", Owner: true},
			{ID: "ada", Name: "Ada"},
			{ID: "ben", Name: "Ben"},
			{ID: "chen", Name: "Chen"},
			{ID: "devi", Name: "Devi"},
			{ID: "esi", Name: "Esi"},
		},
		Channels: []web.Channel{{ID: demoChannel, Name: "ml-study"}, {ID: "reading", Name: "reading-group"}},
		Intro:    "It is Monday morning and the first question is here: the pack reviews days 25 to 39 of an ML systems course. Answer it, rate yourself, then move the clock. Olga owns #ml-study; #reading-group is not set up yet.",
	})
	if err != nil {
		return err
	}
	b := bot.New(bot.Config{
		Store: store, Packs: packs.Shelf(), Importer: packs.Importer(), Platforms: []chat.Platform{page}, Charts: charts.New(),
		Zone: c.Zone, Now: clock.Now, Log: s.log,
	})
	defer b.Close()
	clock.engine = deliver.New(deliver.Config{
		Agenda: store, Ledger: store, Work: b, Senders: []deliver.Sender{page},
		Now: clock.Now, Log: s.log, Worker: "demo",
	})
	if err := b.Start(ctx, demoCourse(c.Zone, packs.Shelf().All()[0].ID, clock.Now())); err != nil {
		return errors.Join(err, page.Close())
	}
	background, stop := context.WithCancel(ctx)
	var work sync.WaitGroup
	work.Go(func() { clock.keepUp(background, s.log) })
	work.Go(func() { packs.Run(background, store, clock.Now) })
	defer work.Wait()
	defer stop()
	fmt.Fprintf(s.out, "The playground is open: %s\nPress Ctrl+C to close it. Nothing is kept afterwards.\n", page.URL())
	return page.Serve(ctx, b.Handle)
}

// demoCourse is the running course that the playground opens with.
func demoCourse(zone, pack string, now time.Time) study.Course {
	return study.Course{
		Team: web.Team, Channel: demoChannel, Pack: pack, Owner: "olga", State: study.Running,
		Timetable: study.Timetable{
			Zone: zone, Post: 9 * 60, Reveal: 17 * 60, Weekdays: study.Workdays(),
			Weekly: time.Friday, WeeklyAt: 16 * 60, Start: study.DayOf(now), Grace: 6 * time.Hour,
		},
	}
}

// lastMonday is 09:00 on the Monday not after t, in t's zone, just before the first question.
func lastMonday(t time.Time) time.Time {
	days := (int(t.Weekday()) + 6) % 7
	return time.Date(t.Year(), t.Month(), t.Day()-days, 9, 0, 0, 0, t.Location())
}

// demoClock is a clock that stands still until it is moved, and makes what falls
// due happen on the way.
type demoClock struct {
	zone   *time.Location
	store  *redis.Store
	engine *deliver.Engine

	working sync.Mutex // one delivery at a time
	mu      sync.RWMutex
	now     time.Time
}

// Now is the simulated time.
func (c *demoClock) Now() time.Time {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.now
}

// Zone is the channel's.
func (c *demoClock) Zone() *time.Location { return c.zone }

// set moves the clock, never back.
func (c *demoClock) set(to time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if to.After(c.now) {
		c.now = to
	}
}

// NextPost is the earliest instant on the agenda.
func (c *demoClock) NextPost(ctx context.Context) (time.Time, error) {
	return c.next(ctx, c.Now().AddDate(1, 0, 0))
}

// next is the earliest due instant until the given one, zero when there is none.
func (c *demoClock) next(ctx context.Context, until time.Time) (time.Time, error) {
	due, err := c.store.Due(ctx, web.Team, until, 1)
	if err != nil || len(due) == 0 {
		return time.Time{}, err
	}
	return due[0].Due, nil
}

// Advance moves the time from one due instant to the next, delivering each.
func (c *demoClock) Advance(ctx context.Context, to time.Time) error {
	c.working.Lock()
	defer c.working.Unlock()
	for tries := 0; ctx.Err() == nil; tries++ {
		at, err := c.next(ctx, to)
		if err != nil {
			return fmt.Errorf("look for what is due: %w", err)
		}
		if at.IsZero() {
			c.set(to)
			return nil
		}
		if at.After(c.Now()) {
			tries = 0
		}
		if tries > 0 { // after a failure the engine lets a team rest for a moment
			select {
			case <-ctx.Done():
			case <-time.After(100 * time.Millisecond):
			}
		}
		if tries > mostTries {
			return errors.New("something stays due however often it is delivered")
		}
		c.set(at)
		if err := c.engine.Deliver(ctx, web.Team); err != nil {
			return fmt.Errorf("deliver what is due: %w", err)
		}
	}
	return ctx.Err()
}

// mostTries ends the wait for a delivery that never succeeds.
const mostTries = 100

// keepUp delivers what falls due while the clock stands, such as notices and the
// posts of a channel that was just published.
func (c *demoClock) keepUp(ctx context.Context, log *slog.Logger) {
	for every := time.NewTicker(300 * time.Millisecond); ; {
		if err := c.Advance(ctx, c.Now()); err != nil && ctx.Err() == nil {
			log.Warn("the playground could not deliver", "error", err)
		}
		select {
		case <-ctx.Done():
			every.Stop()
			return
		case <-every.C:
		}
	}
}
