package deliver_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	_ "time/tzdata"

	"studybot/bot/chat"
	"studybot/bot/deliver"
	"studybot/bot/schedule"
	"studybot/bot/study"
)

// shelf is a store made of memory: agenda and ledger on one clock, time.Now.
type shelf struct {
	mu     sync.Mutex
	agenda map[string]map[string]schedule.Entry
	holds  map[string]lease
	slots  map[string]*slotRecord
	gates  map[string]time.Time
	tokens int64
}

type lease struct {
	worker string
	until  time.Time
}

type slotRecord struct {
	lease
	token   int64
	since   time.Time
	posting bool
	outcome *schedule.Outcome
}

func newShelf() *shelf {
	return &shelf{agenda: map[string]map[string]schedule.Entry{}, holds: map[string]lease{}, slots: map[string]*slotRecord{}, gates: map[string]time.Time{}}
}

func slotName(s schedule.Slot) string { return s.Team + " " + s.Key() }

func (s *shelf) Teams(_ context.Context, now time.Time, limit int) ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	first := map[string]time.Time{}
	var teams []string
	for team, entries := range s.agenda {
		for _, e := range entries {
			if at, ok := first[team]; !e.Due.After(now) && (!ok || e.Due.Before(at)) {
				first[team] = e.Due
			}
		}
		if _, ok := first[team]; ok {
			teams = append(teams, team)
		}
	}
	slices.SortFunc(teams, func(a, b string) int {
		if c := first[a].Compare(first[b]); c != 0 {
			return c
		}
		return strings.Compare(a, b)
	})
	return teams[:min(limit, len(teams))], nil
}

func (s *shelf) Hold(_ context.Context, team, worker string, d time.Duration) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if h, ok := s.holds[team]; ok && h.worker != worker && h.until.After(time.Now()) {
		return false, nil
	}
	if d <= 0 {
		delete(s.holds, team)
	} else {
		s.holds[team] = lease{worker, time.Now().Add(d)}
	}
	return true, nil
}

func (s *shelf) Due(_ context.Context, team string, now time.Time, limit int) ([]schedule.Entry, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var due []schedule.Entry
	for _, e := range s.agenda[team] {
		if !e.Due.After(now) {
			due = append(due, e)
		}
	}
	slices.SortFunc(due, func(a, b schedule.Entry) int {
		if c := a.Due.Compare(b.Due); c != 0 {
			return c
		}
		return strings.Compare(a.Name(), b.Name())
	})
	return due[:min(limit, len(due))], nil
}

func (s *shelf) Put(_ context.Context, team string, entries ...schedule.Entry) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.put(team, entries...)
	return nil
}

func (s *shelf) put(team string, entries ...schedule.Entry) {
	if s.agenda[team] == nil {
		s.agenda[team] = map[string]schedule.Entry{}
	}
	for _, e := range entries {
		if e.Due.IsZero() {
			delete(s.agenda[team], e.Name())
		} else {
			s.agenda[team][e.Name()] = e
		}
	}
}

func (s *shelf) Claim(_ context.Context, slot schedule.Slot, worker string, d time.Duration) (schedule.Claim, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	r := s.slots[slotName(slot)]
	if r == nil {
		r = &slotRecord{since: now}
		s.slots[slotName(slot)] = r
	}
	c := schedule.Claim{Slot: slot, State: schedule.Fresh, Since: r.since}
	switch {
	case r.outcome != nil:
		c.State = schedule.Settled
		return c, nil
	case r.worker != "" && r.worker != worker && r.until.After(now):
		c.State = schedule.Held
		return c, nil
	case r.posting:
		c.State = schedule.Again
	}
	s.tokens++
	r.lease, r.token = lease{worker, now.Add(d)}, s.tokens
	c.Token = r.token
	return c, nil
}

func (s *shelf) Confirm(_ context.Context, c schedule.Claim, d time.Duration) (time.Duration, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.slots[slotName(c.Slot)]
	if r == nil || r.outcome != nil || r.token != c.Token {
		return 0, deliver.ErrLost
	}
	if wait := time.Until(s.gates[c.Team]); wait > 0 {
		return wait, nil
	}
	r.until, r.posting = time.Now().Add(d), true
	return 0, nil
}

func (s *shelf) Settle(_ context.Context, c schedule.Claim, o schedule.Outcome, next time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.slots[slotName(c.Slot)]
	if r == nil || r.token != c.Token {
		return deliver.ErrLost
	}
	if r.outcome == nil {
		r.outcome = &o
		s.put(c.Team, schedule.Entry{Kind: c.Kind, Subject: c.Subject, Due: next})
	}
	return nil
}

func (s *shelf) CloseGate(_ context.Context, team string, wait time.Duration) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at := time.Now().Add(wait); at.After(s.gates[team]) {
		s.gates[team] = at
	}
	return nil
}

// outcome is what became of a slot, nil for nothing yet.
func (s *shelf) outcome(slot schedule.Slot) *schedule.Outcome {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.slots[slotName(slot)]; r != nil {
		return r.outcome
	}
	return nil
}

// due counts entries that are due at now.
func (s *shelf) due(now time.Time) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, entries := range s.agenda {
		for _, e := range entries {
			if !e.Due.After(now) {
				n++
			}
		}
	}
	return n
}

// service is a chat platform made of memory. It makes every post that it is
// asked to make, so it is the engine's doing if there are two.
type service struct {
	mu       sync.Mutex
	posts    map[string][]time.Time // team and key
	channel  map[chat.Place][]time.Time
	order    []string
	requests int
	early    int
	latency  time.Duration
	limits   map[string]*limit // by team; none means no limit
	// trouble is asked before each request; may be nil. Its error is the answer;
	// lost says that the post is made all the same.
	trouble func(post chat.Post) (lost bool, err error)
}

type limit struct {
	rate, burst, tokens float64
	at, until           time.Time
}

func newService() *service {
	return &service{posts: map[string][]time.Time{}, channel: map[chat.Place][]time.Time{}, limits: map[string]*limit{}, latency: time.Millisecond}
}

func (s *service) Name() string { return "mem" }

func (s *service) Send(ctx context.Context, post chat.Post) (chat.Ref, error) {
	half := time.After(s.latency / 2)
	select {
	case <-half:
	case <-ctx.Done():
		return chat.Ref{}, ctx.Err()
	}
	ref, err := s.request(post)
	var hang hanging
	if errors.As(err, &hang) {
		<-ctx.Done()
		return chat.Ref{}, ctx.Err()
	}
	select {
	case <-time.After(s.latency / 2):
	case <-ctx.Done():
		return chat.Ref{}, ctx.Err()
	}
	return ref, err
}

// hanging is a platform that never answers.
type hanging struct{}

func (hanging) Error() string { return "hanging" }

func (s *service) request(post chat.Post) (chat.Ref, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	s.requests++
	if l := s.limits[post.To.Team]; l != nil {
		if now.Before(l.until) {
			s.early++
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
	lost, err := false, error(nil)
	if s.trouble != nil {
		lost, err = s.trouble(post)
		var busy *chat.Busy
		if errors.As(err, &busy) {
			l := s.limits[post.To.Team]
			if l == nil {
				l = &limit{rate: 1e9, burst: 1e9, tokens: 1e9, at: now}
				s.limits[post.To.Team] = l
			}
			l.until = now.Add(busy.After)
		}
	}
	if err != nil && !lost {
		return chat.Ref{}, err
	}
	name := post.To.Team + " " + post.Key
	ref := chat.Ref{Team: post.To.Team, Channel: post.To.Channel, ID: "id of " + post.Key}
	if post.Again && len(s.posts[name]) > 0 && !s.posts[name][0].Before(post.Since) {
		return ref, err
	}
	s.posts[name] = append(s.posts[name], now)
	s.order = append(s.order, name)
	place := post.To
	place.Thread = ""
	s.channel[place] = append(s.channel[place], now)
	return ref, err
}

func (s *service) count(slot schedule.Slot) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.posts[slot.Team+" "+strings.ReplaceAll(slot.Key(), "!", ":")])
}

func (s *service) total() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, p := range s.posts {
		n += len(p)
	}
	return n
}

// flows knows what slots are for: courses by channel name, all with one
// timetable.
type flows struct {
	mu      sync.Mutex
	tt      study.Timetable
	told    map[string]int
	refused map[string]chat.Reason
	prepare func(s schedule.Slot) (deliver.Parcel, error) // nil for a plain post
}

func newFlows(tt study.Timetable) *flows {
	return &flows{tt: tt, told: map[string]int{}, refused: map[string]chat.Reason{}}
}

func (f *flows) Timing(_ context.Context, team string, e schedule.Entry, now time.Time) (schedule.Timing, error) {
	if e.Kind == schedule.Digest || e.Kind == schedule.Notice {
		return schedule.Once(team, e, time.UTC, now), nil
	}
	return schedule.Due(team, e, f.tt, now)
}

func (f *flows) Prepare(_ context.Context, s schedule.Slot, _ time.Time) (deliver.Parcel, error) {
	if f.prepare != nil {
		return f.prepare(s)
	}
	return deliver.Parcel{Post: chat.Post{To: chat.Place{Team: s.Team, Channel: s.Subject}, Message: chat.Message{Title: s.Key()}}}, nil
}

func (f *flows) Settled(_ context.Context, o schedule.Outcome, refused chat.Reason) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.told[slotName(o.Slot)]++
	if refused != "" {
		f.refused[slotName(o.Slot)] = refused
	}
	return nil
}

func (f *flows) times(s schedule.Slot) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.told[slotName(s)]
}

// errDead is what a killed process would see if it could.
var errDead = errors.New("the process was killed")

// errFault is a call that fails once.
var errFault = errors.New("a planted fault")

// process stands between an engine and the world. Every call goes through step,
// which may kill the process, fail the call, or freeze it.
type process struct {
	mu    sync.Mutex
	dead  bool
	until time.Time // frozen
	calls int
	// plan is told each call's number and name, counted from 1.
	plan func(n int, name string) fate
}

// fate is what happens to a call.
type fate struct {
	err    error         // answered instead
	effect bool          // the call is made all the same
	kill   bool          // and no call of the process after it
	freeze time.Duration // of the whole process, after the call's effect
}

func (p *process) step(name string, do func() error) error {
	p.mu.Lock()
	for time.Now().Before(p.until) {
		thaw := time.Until(p.until)
		p.mu.Unlock()
		time.Sleep(thaw)
		p.mu.Lock()
	}
	if p.dead {
		p.mu.Unlock()
		return errDead
	}
	p.calls++
	f := fate{effect: true}
	if p.plan != nil {
		f = p.plan(p.calls, name)
	}
	p.dead = p.dead || f.kill
	if f.freeze > 0 {
		p.until = time.Now().Add(f.freeze)
	}
	p.mu.Unlock()
	var err error
	if f.effect {
		err = do()
	}
	if f.freeze > 0 {
		time.Sleep(f.freeze)
	}
	if f.err != nil {
		return f.err
	}
	return err
}

func (p *process) isDead() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.dead
}

type seenStore struct {
	*process
	s interface {
		deliver.Agenda
		deliver.Ledger
	}
}

func (v seenStore) Teams(ctx context.Context, now time.Time, limit int) (teams []string, err error) {
	err = v.step("teams", func() error { teams, err = v.s.Teams(ctx, now, limit); return err })
	return teams, err
}

func (v seenStore) Hold(ctx context.Context, team, worker string, d time.Duration) (ok bool, err error) {
	err = v.step("hold", func() error { ok, err = v.s.Hold(ctx, team, worker, d); return err })
	return ok, err
}

func (v seenStore) Due(ctx context.Context, team string, now time.Time, limit int) (due []schedule.Entry, err error) {
	err = v.step("due", func() error { due, err = v.s.Due(ctx, team, now, limit); return err })
	return due, err
}

func (v seenStore) Put(ctx context.Context, team string, entries ...schedule.Entry) error {
	return v.step("put", func() error { return v.s.Put(ctx, team, entries...) })
}

func (v seenStore) Claim(ctx context.Context, s schedule.Slot, worker string, d time.Duration) (c schedule.Claim, err error) {
	err = v.step("claim", func() error { c, err = v.s.Claim(ctx, s, worker, d); return err })
	return c, err
}

func (v seenStore) Confirm(ctx context.Context, c schedule.Claim, d time.Duration) (wait time.Duration, err error) {
	err = v.step("confirm", func() error { wait, err = v.s.Confirm(ctx, c, d); return err })
	return wait, err
}

func (v seenStore) Settle(ctx context.Context, c schedule.Claim, o schedule.Outcome, next time.Time) error {
	return v.step("settle", func() error { return v.s.Settle(ctx, c, o, next) })
}

func (v seenStore) CloseGate(ctx context.Context, team string, wait time.Duration) error {
	return v.step("gate", func() error { return v.s.CloseGate(ctx, team, wait) })
}

type seenWork struct {
	*process
	w deliver.Work
}

func (v seenWork) Timing(ctx context.Context, team string, e schedule.Entry, now time.Time) (t schedule.Timing, err error) {
	err = v.step("timing", func() error { t, err = v.w.Timing(ctx, team, e, now); return err })
	return t, err
}

func (v seenWork) Prepare(ctx context.Context, s schedule.Slot, now time.Time) (p deliver.Parcel, err error) {
	err = v.step("prepare", func() error { p, err = v.w.Prepare(ctx, s, now); return err })
	return p, err
}

func (v seenWork) Settled(ctx context.Context, o schedule.Outcome, refused chat.Reason) error {
	return v.step("settled", func() error { return v.w.Settled(ctx, o, refused) })
}

type seenSender struct {
	*process
	s deliver.Sender
}

func (v seenSender) Name() string { return v.s.Name() }

func (v seenSender) Send(ctx context.Context, post chat.Post) (ref chat.Ref, err error) {
	err = v.step("send", func() error { ref, err = v.s.Send(ctx, post); return err })
	return ref, err
}

// world is a store, a platform and flows that several replicas share.
type world struct {
	t     testing.TB
	store interface {
		deliver.Agenda
		deliver.Ledger
	}
	shelf   *shelf // the store when it is made of memory
	service *service
	flows   *flows
	now     func() time.Time
	jobs    *jobs
}

func newWorld(t testing.TB, tt study.Timetable) *world {
	s := newShelf()
	return &world{t: t, store: s, shelf: s, service: newService(), flows: newFlows(tt), now: time.Now, jobs: &jobs{running: map[string]bool{}}}
}

// replica starts an engine whose every call goes through a process.
func (w *world) replica(name string, plan func(n int, name string) fate) (*deliver.Engine, *process) {
	p := &process{plan: plan}
	seen := seenStore{p, w.store}
	return deliver.New(deliver.Config{
		Agenda: seen, Ledger: seen, Work: seenWork{p, w.flows}, Senders: []deliver.Sender{seenSender{p, w.service}},
		Now: w.now, Log: slog.New(slog.DiscardHandler), Worker: name,
	}), p
}

// course puts a course on the agenda and returns its entries.
func (w *world) course(team, channel string, kinds ...schedule.Kind) {
	w.t.Helper()
	for _, kind := range kinds {
		next, ok := schedule.Next(w.flows.tt, kind, w.now())
		if !ok {
			w.t.Fatalf("no %s", kind)
		}
		if err := w.store.Put(context.Background(), team, schedule.Entry{Kind: kind, Subject: channel, Due: next.Due}); err != nil {
			w.t.Fatal(err)
		}
	}
}

// slots are all of a course from one instant to another.
func (w *world) slots(team, channel string, kind schedule.Kind, from, to time.Time) []schedule.Slot {
	var all []schedule.Slot
	for _, s := range schedule.Upcoming(w.flows.tt, kind, from, 400) {
		if s.Due.After(to) {
			break
		}
		s.Team, s.Subject = team, channel
		all = append(all, s)
	}
	return all
}

// jobs runs woken teams on some replica that lives, one run an id at a time.
type jobs struct {
	mu      sync.Mutex
	running map[string]bool
	engines []*deliver.Engine
	work    sync.WaitGroup
	woken   int
}

func (j *jobs) Wake(ctx context.Context, team string) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.woken++
	id := fmt.Sprint(team, time.Now().Unix()/30)
	if j.running[id] || len(j.engines) == 0 {
		return nil
	}
	j.running[id] = true
	e := j.engines[rand.IntN(len(j.engines))]
	j.work.Go(func() {
		_ = e.Deliver(context.WithoutCancel(ctx), team) // the next tick wakes the team again
		j.mu.Lock()
		defer j.mu.Unlock()
		delete(j.running, id)
	})
	return nil
}

func (j *jobs) set(engines ...*deliver.Engine) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.engines = engines
}

func workdays() study.Timetable {
	return study.Timetable{
		Zone: "Europe/Berlin", Post: 9 * 60, Reveal: 17 * 60, Weekdays: study.Workdays(),
		Weekly: time.Friday, WeeklyAt: 16 * 60, Grace: 6 * time.Hour,
	}
}
