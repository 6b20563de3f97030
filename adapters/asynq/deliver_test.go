package asynq_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	_ "time/tzdata"

	"studybot/adapters/asynq"
	store "studybot/adapters/redis"
	"studybot/adapters/redis/redistest"
	"studybot/bot/chat"
	"studybot/bot/deliver"
	"studybot/bot/schedule"
	"studybot/bot/study"
)

// timetable is that of every course here.
func timetable() study.Timetable {
	return study.Timetable{
		Zone: "Europe/Berlin", Post: 9 * 60, Reveal: 17 * 60, Weekdays: study.Workdays(),
		Weekly: time.Friday, WeeklyAt: 16 * 60, Grace: 6 * time.Hour,
	}
}

// courses are the flows: they post the slot's name.
type courses struct{}

func (courses) Timing(_ context.Context, team string, e schedule.Entry, now time.Time) (schedule.Timing, error) {
	return schedule.Due(team, e, timetable(), now)
}

func (courses) Prepare(_ context.Context, s schedule.Slot, _ time.Time) (deliver.Parcel, error) {
	return deliver.Parcel{Post: chat.Post{To: chat.Place{Team: s.Team, Channel: s.Subject}, Message: chat.Message{Title: s.Key()}}}, nil
}

func (courses) Settled(context.Context, schedule.Outcome, chat.Reason) error { return nil }

// platform makes every post that it is asked for, and finds what it is told to
// look for.
type platform struct {
	mu       sync.Mutex
	posts    map[string]int
	requests int
	early    int
	lose     func() bool // whether the answer to this request is lost
	limit    *bucket     // nil for none
}

// bucket is a limit: burst posts at once, then rate a second.
type bucket struct {
	rate, burst, tokens float64
	at, until           time.Time
}

func (p *platform) Name() string { return "mem" }

func (p *platform) Send(_ context.Context, post chat.Post) (chat.Ref, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.requests++
	if l := p.limit; l != nil {
		now := time.Now()
		if now.Before(l.until) {
			p.early++
		}
		l.tokens = min(l.burst, l.tokens+now.Sub(l.at).Seconds()*l.rate)
		l.at = now
		if l.tokens < 1 {
			after := time.Duration(math.Ceil((1-l.tokens)/l.rate)) * time.Second
			l.until = now.Add(after)
			return chat.Ref{}, &chat.Busy{After: after}
		}
		l.tokens--
	}
	name := post.To.Team + " " + post.Key
	if !post.Again || p.posts[name] == 0 {
		p.posts[name]++
	}
	if p.lose != nil && p.lose() {
		return chat.Ref{}, errors.New("the answer was lost")
	}
	return chat.Ref{Team: post.To.Team, Channel: post.To.Channel, ID: post.Key}, nil
}

func (p *platform) count(name string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.posts[name]
}

// fragile is a store whose process may be cut off from it for ever, as a killed
// one is: in the middle of a call, before or after its effect.
type fragile struct {
	*store.Store
	left *atomic.Int64 // calls until the end
}

var errCut = errors.New("this process is dead")

// cut says whether the call is the last one, or comes after it.
func (f fragile) cut(effect func()) error {
	switch n := f.left.Add(-1); {
	case n < 0:
		return errCut
	case n == 0:
		effect()
		return errCut
	}
	effect()
	return nil
}

func (f fragile) Hold(ctx context.Context, team, worker string, d time.Duration) (ok bool, err error) {
	return ok, errors.Join(f.cut(func() { ok, err = f.Store.Hold(ctx, team, worker, d) }), err)
}

func (f fragile) Claim(ctx context.Context, s schedule.Slot, worker string, d time.Duration) (c schedule.Claim, err error) {
	return c, errors.Join(f.cut(func() { c, err = f.Store.Claim(ctx, s, worker, d) }), err)
}

func (f fragile) Confirm(ctx context.Context, c schedule.Claim, d time.Duration) (wait time.Duration, err error) {
	return wait, errors.Join(f.cut(func() { wait, err = f.Store.Confirm(ctx, c, d) }), err)
}

func (f fragile) Settle(ctx context.Context, c schedule.Claim, o schedule.Outcome, next time.Time) (err error) {
	return errors.Join(f.cut(func() { err = f.Store.Settle(ctx, c, o, next) }), err)
}

// life is one replica's: a schedule and jobs over a fragile store. It ends by
// itself after calls, or with stop.
func life(t *testing.T, s *store.Store, p *platform, now func() time.Time, name string, calls int64) (left *atomic.Int64, stop func()) {
	t.Helper()
	left = new(atomic.Int64)
	left.Store(calls)
	f := fragile{s, left}
	e := deliver.New(deliver.Config{
		Agenda: f, Ledger: f, Work: courses{}, Senders: []deliver.Sender{p},
		Now: now, Log: quiet(), Worker: name, Lease: 2 * time.Second, CallTimeout: time.Second,
	})
	jobs := asynq.New(s.Client(), asynq.Settings{Epoch: 2 * time.Second}, quiet())
	ctx, cancel := context.WithCancel(context.Background())
	var parts sync.WaitGroup
	parts.Go(func() { _ = e.Run(ctx, jobs, 100*time.Millisecond) })
	parts.Go(func() {
		if err := jobs.Work(ctx, e.Deliver); err != nil {
			t.Error(err)
		}
	})
	return left, sync.OnceFunc(func() {
		cancel()
		parts.Wait()
	})
}

// Three replicas, a hundred teams and the days of a week on a real server: killed
// at any step and started again, with answers that are lost. Every slot is
// posted exactly once.
func TestAWeekOnARealServer(t *testing.T) {
	t.Parallel()
	const teams = 100
	server := redistest.Start(t, redistest.Options{})
	s, err := store.Open(t.Context(), store.Settings{URL: server.URL(), Log: quiet()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	p := &platform{posts: map[string]int{}, lose: func() bool { return rand.IntN(50) == 0 }}
	var clock atomic.Int64
	now := func() time.Time { return time.Unix(clock.Load(), 0) }
	monday := time.Date(2026, 3, 23, 0, 0, 0, 0, time.UTC) // the clocks change on the Sunday after
	clock.Store(monday.Unix())
	kinds := []schedule.Kind{schedule.Question, schedule.Reveal, schedule.Weekly}
	for i := range teams {
		for _, kind := range kinds {
			next, _ := schedule.Next(timetable(), kind, monday)
			if err := s.Put(t.Context(), fmt.Sprintf("mem:T%03d", i), schedule.Entry{Kind: kind, Subject: "C1", Due: next.Due}); err != nil {
				t.Fatal(err)
			}
		}
	}

	week, end := context.WithCancel(t.Context())
	var replicas sync.WaitGroup
	var deaths atomic.Int64
	for i := range 3 {
		replicas.Go(func() {
			for week.Err() == nil {
				left, stop := life(t, s, p, now, fmt.Sprint("replica", i), 50+rand.Int64N(900))
				for week.Err() == nil && left.Load() > 0 {
					time.Sleep(20 * time.Millisecond)
				}
				if week.Err() == nil {
					deaths.Add(1)
				}
				stop()
			}
		})
	}
	due := func() error {
		busy, err := s.Teams(t.Context(), now(), 1000)
		if err == nil && len(busy) > 0 {
			err = fmt.Errorf("%d teams have something due", len(busy))
		}
		return err
	}
	var slots []schedule.Slot
	for _, kind := range kinds {
		for _, slot := range schedule.Upcoming(timetable(), kind, monday, 6) {
			if slot.Due.Before(monday.AddDate(0, 0, 8)) {
				slots = append(slots, slot)
			}
		}
	}
	slices.SortFunc(slots, func(a, b schedule.Slot) int { return a.Due.Compare(b.Due) })
	for _, slot := range slots {
		clock.Store(slot.Due.Unix() + rand.Int64N(3600))
		redistest.Eventually(t, "everything that is due", due)
	}
	end()
	replicas.Wait()

	names := map[string]bool{}
	for i := range teams {
		for _, slot := range slots {
			slot.Subject = "C1"
			name := fmt.Sprintf("mem:T%03d %s", i, slot.Key())
			names[name] = true
			if n := p.count(name); n != 1 {
				t.Errorf("%s was posted %d times", name, n)
			}
		}
		o, err := s.Outcomes(t.Context(), fmt.Sprintf("mem:T%03d", i), "question/C1", 10)
		if err != nil || len(o) != 6 {
			t.Fatalf("outcomes %v, %v", o, err)
		}
	}
	if len(p.posts) != len(names) || len(names) != teams*13 {
		t.Errorf("%d posts for %d slots", len(p.posts), len(names))
	}
	if deaths.Load() < 3 {
		t.Errorf("only %d deaths", deaths.Load())
	}
	t.Logf("%d deaths, %d requests for %d posts", deaths.Load(), p.requests, len(names))
}

// BenchmarkFanOut posts to 1,000 channels of one workspace that are due at once,
// through the jobs and a real server, to a platform that limits posts without
// saying so. The limit is 50 a second after a burst of 200, ten times a chat
// platform's of 5 and 20, so that the ideal is 16 s and not 196 s; the waits that
// it asks for are whole seconds all the same, which makes each refusal ten times
// as costly. STUDYBOT_FANOUT=5/20 measures the true one.
func BenchmarkFanOut(b *testing.B) {
	const team, channels = "mem:T1", 1000
	rate, burst := 50.0, 200.0
	if r, n, ok := strings.Cut(os.Getenv("STUDYBOT_FANOUT"), "/"); ok {
		rate, _ = strconv.ParseFloat(r, 64)
		burst, _ = strconv.ParseFloat(n, 64)
	}
	if rate <= 0 || burst < 1 {
		b.Fatal("STUDYBOT_FANOUT is written rate/burst, such as 5/20")
	}
	server := redistest.Start(b, redistest.Options{AOF: true})
	for range b.N {
		b.StopTimer()
		s, err := store.Open(b.Context(), store.Settings{URL: server.URL(), Log: quiet()})
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Client().FlushDB(b.Context()).Err(); err != nil {
			b.Fatal(err)
		}
		due := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
		entries := make([]schedule.Entry, channels)
		for i := range entries {
			entries[i] = schedule.Entry{Kind: schedule.Question, Subject: fmt.Sprintf("C%04d", i), Due: due}
		}
		if err := s.Put(b.Context(), team, entries...); err != nil {
			b.Fatal(err)
		}
		p := &platform{posts: map[string]int{}, limit: &bucket{rate: rate, burst: burst, tokens: burst, at: time.Now()}}
		e := deliver.New(deliver.Config{
			Agenda: s, Ledger: s, Work: courses{}, Senders: []deliver.Sender{p},
			Now: func() time.Time { return due.Add(time.Second) }, Log: quiet(), Worker: "bench",
		})
		jobs := asynq.New(s.Client(), asynq.Settings{}, quiet())
		ctx, cancel := context.WithCancel(b.Context())
		var parts sync.WaitGroup
		parts.Go(func() { _ = jobs.Work(ctx, e.Deliver) })
		parts.Go(func() { _ = e.Run(ctx, jobs, time.Second) })
		b.StartTimer()
		begin := time.Now()
		for {
			p.mu.Lock()
			done := len(p.posts)
			p.mu.Unlock()
			if done == channels {
				break
			}
			time.Sleep(5 * time.Millisecond)
		}
		took := time.Since(begin).Seconds()
		b.StopTimer()
		cancel()
		parts.Wait()
		for name, n := range p.posts {
			if n != 1 {
				b.Fatalf("%s was posted %d times", name, n)
			}
		}
		ideal := (channels - burst) / rate
		b.ReportMetric(took, "s")
		b.ReportMetric(took/ideal, "x-ideal")
		b.ReportMetric(float64(p.requests-channels)/channels, "wasted/post")
		b.ReportMetric(float64(p.early), "early")
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
