package redis_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"
	"go.uber.org/goleak"

	"studybot/adapters/redis"
	"studybot/adapters/redis/redistest"
	"studybot/bot/schedule"
	"studybot/bot/study"
)

// inTime is what a platform waits for an answer.
const inTime = 3 * time.Second

// answers fails when call never answers in time; a busy machine may spoil one
// try, a defect spoils them all.
func answers(t *testing.T, what string, call func() error) error {
	t.Helper()
	var took time.Duration
	for range 3 {
		began := time.Now()
		err := call()
		if took = time.Since(began); took <= inTime {
			return err
		}
	}
	t.Fatalf("%s took %s", what, took)
	return nil
}

func round(day int) study.Round {
	return study.Round{Team: "slack:T1", Course: "C1", Day: study.Day("2026-03-02").Add(day), Pack: "p", Question: fmt.Sprint("q", day), Asked: time.Unix(1772000000, 0)}
}

func openRound(t *testing.T, s *redis.Store, day int) study.Round {
	t.Helper()
	r, err := s.OpenRound(t.Context(), round(day))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func press(s *redis.Store, member string, r study.Round) (study.Receipt, error) {
	return s.Rate(context.Background(), study.Who{Team: r.Team, Pack: r.Pack, Member: member},
		study.Rating{Question: study.KeyOf(r.Question), Course: r.Course, Day: r.Day, Value: 4, At: time.Unix(1772000100, 0)})
}

func counted(t *testing.T, s *redis.Store, r study.Round) int {
	t.Helper()
	tally, err := s.Tally(t.Context(), r.Team, r.Course, r.Day)
	if err != nil {
		t.Fatal(err)
	}
	return tally.Answered()
}

func TestAwayAndBackWithAllThatWasConfirmed(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, redistest.Options{AOF: true})
	s := connect(t, server.URL())
	r := openRound(t, s, 0)
	var mu sync.Mutex
	confirmed := map[string]bool{}
	var work sync.WaitGroup
	for w := range 8 {
		work.Go(func() {
			for i := range 5000 {
				id := fmt.Sprintf("U%d-%d", w, i)
				if _, err := press(s, id, r); err != nil {
					return // it is away
				}
				mu.Lock()
				confirmed[id] = true
				mu.Unlock()
			}
		})
	}
	redistest.Eventually(t, "some ratings", func() error {
		mu.Lock()
		defer mu.Unlock()
		if len(confirmed) < 100 {
			return fmt.Errorf("%d so far", len(confirmed))
		}
		return nil
	})
	server.Stop()
	if err := answers(t, "a rating without Redis", func() error { _, err := press(s, "late", r); return err }); err == nil {
		t.Error("a rating was confirmed while Redis was away")
	}
	work.Wait()
	server.Start()
	redistest.Eventually(t, "the store to come back", func() error { _, err := press(s, "back", r); return err })
	for id := range confirmed {
		got, err := s.Ratings(t.Context(), study.Who{Team: r.Team, Pack: r.Pack, Member: id})
		if err != nil || len(got) != 1 {
			t.Fatalf("%s has %d ratings after the restart (%v)", id, len(got), err)
		}
	}
	if n := counted(t, s, r); n < len(confirmed)+1 {
		t.Errorf("%d counted, %d confirmed", n, len(confirmed)+1)
	}
}

func TestAShortRestartIsOutlasted(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, redistest.Options{AOF: true})
	s := connect(t, server.URL())
	r := openRound(t, s, 0)
	for i := range 3 {
		server.Stop()
		done := make(chan error, 1)
		go func() { _, err := press(s, fmt.Sprint("U", i), r); done <- err }()
		server.Start()
		if err := <-done; err != nil {
			t.Errorf("a restart was not outlasted: %v", err)
		}
	}
	if n := counted(t, s, r); n != 3 {
		t.Errorf("%d counted", n)
	}
}

func TestAPauseLosesNothing(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, redistest.Options{})
	s := connect(t, server.URL())
	r := openRound(t, s, 0)
	server.Pause()
	var work sync.WaitGroup
	var mu sync.Mutex
	stored := 0
	for i := range 10 {
		work.Go(func() {
			_ = answers(t, "a rating in a pause", func() error {
				_, err := press(s, fmt.Sprint("U", i), r)
				if err == nil {
					mu.Lock()
					stored++
					mu.Unlock()
				}
				return err
			})
		})
	}
	time.Sleep(2 * time.Second) // the fault itself
	server.Resume()
	work.Wait()
	if n := counted(t, s, r); n < stored {
		t.Errorf("%d counted, %d confirmed", n, stored)
	}
	if _, err := press(s, "after", r); err != nil {
		t.Errorf("after the pause: %v", err)
	}
}

func TestTheCallersPatienceIsHonoured(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, redistest.Options{})
	s := connect(t, server.URL())
	server.Pause()
	defer server.Resume()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Course(ctx, "slack:T1", "C1"); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled call answered %v", err)
	}
	ctx, cancel = context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := s.Course(ctx, "slack:T1", "C1"); err == nil || errors.Is(err, study.ErrNotFound) {
		t.Errorf("a call without an answer said %v", err)
	}
}

func TestForgottenScriptsAreSentAgain(t *testing.T) {
	t.Parallel()
	s := connect(t, redistest.Start(t, redistest.Options{}).URL())
	r := openRound(t, s, 0)
	for i := range 3 {
		if err := s.Client().ScriptFlush(t.Context()).Err(); err != nil {
			t.Fatal(err)
		}
		if _, err := press(s, fmt.Sprint("U", i), r); err != nil {
			t.Errorf("after SCRIPT FLUSH: %v", err)
		}
	}
}

func TestFullMemoryIsSaidAndNothingIsHalfDone(t *testing.T) {
	t.Parallel()
	s := connect(t, redistest.Start(t, redistest.Options{}).URL())
	limit := func(v string) {
		if err := s.Client().ConfigSet(t.Context(), "maxmemory", v).Err(); err != nil {
			t.Fatal(err)
		}
	}
	r := openRound(t, s, 0)
	if _, err := press(s, "U1", r); err != nil {
		t.Fatal(err)
	}
	before := dumped(t, s)
	limit("1")
	entry := schedule.Entry{Kind: schedule.Question, Subject: "C2", Due: time.Unix(1, 0)}
	who := study.Who{Team: r.Team, Pack: "p", Member: "U2"}
	for name, write := range map[string]func() error{
		"Rate":      func() error { _, err := press(s, "U2", r); return err },
		"OpenRound": func() error { _, err := s.OpenRound(t.Context(), round(1)); return err },
		"ChangeCourse": func() error {
			_, err := s.ChangeCourse(t.Context(), r.Team, "C2", func(*study.Course) ([]schedule.Entry, error) { return []schedule.Entry{entry}, nil })
			return err
		},
		"Put":        func() error { return s.Put(t.Context(), r.Team, entry) },
		"SaveAnswer": func() error { return s.SaveAnswer(t.Context(), who, study.Answer{Text: "x"}) },
		"SaveDraft":  func() error { _, err := s.SaveDraft(t.Context(), who, map[string]int{"a": 1}, nil); return err },
		"Tick":       func() error { return s.Tick(t.Context(), who, []study.Tick{{List: "l", Item: "i"}}, nil) },
		"SaveMember": func() error {
			u2 := study.Member{Team: r.Team, ID: "U2"}
			_, err := s.SaveMember(t.Context(), u2, u2)
			return err
		},
		"Claim": func() error {
			_, err := s.Claim(t.Context(), schedule.Slot{Team: r.Team, Entry: entry, Day: r.Day}, "w", time.Minute)
			return err
		},
		"CloseGate": func() error { return s.CloseGate(t.Context(), r.Team, time.Minute) },
	} {
		if err := write(); !goredis.IsOOMError(err) {
			t.Errorf("%s said %v", name, err)
		}
	}
	if after := dumped(t, s); after != before {
		t.Errorf("something was written:\n%s\nbefore:\n%s", after, before)
	}
	limit("0")
	if _, err := press(s, "U2", r); err != nil {
		t.Errorf("with memory again: %v", err)
	}
}

func dumped(t *testing.T, s *redis.Store) string {
	t.Helper()
	all, err := tested{s}.Dump(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

func TestAReadOnlyServerIsWaitedFor(t *testing.T) {
	t.Parallel()
	s := connect(t, redistest.Start(t, redistest.Options{}).URL())
	r := openRound(t, s, 0)
	if err := s.Client().Do(t.Context(), "REPLICAOF", "127.0.0.1", "1").Err(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { _, err := press(s, "U1", r); done <- err }()
	redistest.Eventually(t, "a refused write", func() error {
		info, err := s.Client().Info(t.Context(), "errorstats").Result()
		if err == nil && !strings.Contains(info, "READONLY") {
			err = errors.New("none yet")
		}
		return err
	})
	if err := s.Client().Do(t.Context(), "REPLICAOF", "NO", "ONE").Err(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Errorf("the write was not repeated: %v", err)
	}
}

func TestSentinelFailOver(t *testing.T) {
	t.Parallel()
	sentinel := redistest.StartSentinel(t)
	s := connect(t, sentinel.URL())
	r := openRound(t, s, 0)
	for i := range 20 {
		if _, err := press(s, fmt.Sprint("U", i), r); err != nil {
			t.Fatal(err)
		}
	}
	sentinel.Synced()
	sentinel.Master.Stop()
	redistest.Eventually(t, "the replica to take over", func() error { _, err := press(s, "after", r); return err })
	if n := counted(t, s, r); n != 21 {
		t.Errorf("%d counted after the fail-over", n)
	}
}

func TestARatingIsOneRoundTrip(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]*redis.Store{
		"server": connect(t, redistest.Start(t, redistest.Options{}).URL()), "embedded": embedded(t),
	} {
		r := openRound(t, s, 0)
		if _, err := press(s, "U1", r); err != nil {
			t.Fatal(err)
		}
		trips := &tripCount{}
		s.Client().AddHook(trips)
		for i := range 5 {
			if _, err := press(s, fmt.Sprint("V", i), r); err != nil {
				t.Fatal(err)
			}
		}
		if got := fmt.Sprint(trips.names); got != "[evalsha evalsha evalsha evalsha evalsha]" {
			t.Errorf("%s: five ratings sent %s", name, got)
		}
	}
}

// tripCount notes what is sent.
type tripCount struct {
	mu    sync.Mutex
	names []string
}

func (c *tripCount) DialHook(next goredis.DialHook) goredis.DialHook { return next }

func (c *tripCount) ProcessHook(next goredis.ProcessHook) goredis.ProcessHook {
	return func(ctx context.Context, cmd goredis.Cmder) error {
		c.mu.Lock()
		c.names = append(c.names, cmd.Name())
		c.mu.Unlock()
		return next(ctx, cmd)
	}
}

func (c *tripCount) ProcessPipelineHook(next goredis.ProcessPipelineHook) goredis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []goredis.Cmder) error {
		c.mu.Lock()
		c.names = append(c.names, "pipeline")
		c.mu.Unlock()
		return next(ctx, cmds)
	}
}

// The narrow place of the hint: an entry is put after Due has seen nothing and
// before it raises the hint. The entry is later than the hint, so the hint does
// not move and the raise can not notice.
func TestAnEntryPutBeforeTheHintIsRaisedIsNotLost(t *testing.T) {
	t.Parallel()
	s := embedded(t)
	ctx, noon := t.Context(), time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	put := func(due time.Time) error {
		return s.Put(ctx, "slack:T1", schedule.Entry{Kind: schedule.Question, Subject: "C1", Due: due})
	}
	for _, due := range []time.Time{noon.Add(-time.Hour), noon.Add(time.Hour)} {
		if err := put(due); err != nil {
			t.Fatal(err)
		}
	}
	s.Client().AddHook(&before{key: "sb1:due", do: func() error { return put(noon) }})
	if got, err := s.Due(ctx, "slack:T1", noon, 9); err != nil || len(got) != 0 {
		t.Fatalf("due are %v (%v)", got, err)
	}
	if got, err := s.Teams(ctx, noon, 9); err != nil || len(got) != 1 {
		t.Errorf("the teams with something due are %v (%v)", got, err)
	}
}

// before does something once, right before the first script whose first key is key.
type before struct {
	tripCount
	key  string
	done atomic.Bool
	do   func() error
}

func (h *before) ProcessHook(next goredis.ProcessHook) goredis.ProcessHook {
	return func(ctx context.Context, cmd goredis.Cmder) error {
		var err error
		if args := cmd.Args(); len(args) > 3 && args[3] == h.key && !h.done.Swap(true) {
			err = h.do()
		}
		return errors.Join(err, next(ctx, cmd))
	}
}

// The narrow place of forgetting: a round in a new piece is opened and rated
// after the pieces were read and before they are cleaned.
func TestARatingWhileForgettingIsForgotten(t *testing.T) {
	t.Parallel()
	s := embedded(t)
	if _, err := press(s, "U1", openRound(t, s, 0)); err != nil {
		t.Fatal(err)
	}
	s.Client().AddHook(&before{key: "sb1:{slack:T1}:people", do: func() error {
		_, err := press(s, "U1", openRound(t, s, 70))
		return err
	}})
	if err := s.Forget(t.Context(), "slack:T1", "U1"); err != nil {
		t.Fatal(err)
	}
	if a, b := counted(t, s, round(0)), counted(t, s, round(70)); a+b != 0 {
		t.Errorf("%d and %d ratings are still counted", a, b)
	}
}

func TestALogIsWrittenInSmallPieces(t *testing.T) {
	t.Parallel()
	s := embedded(t)
	for i := range 200 {
		if _, err := press(s, "U1", openRound(t, s, i)); err != nil {
			t.Fatal(err)
		}
	}
	pieces, err := s.Client().HVals(t.Context(), "sb1:{slack:T1}:log:U1").Result()
	if err != nil {
		t.Fatal(err)
	}
	all := 0
	for _, p := range pieces {
		all += len(p)
		if len(p) > 1008 {
			t.Errorf("a piece has %d bytes", len(p))
		}
	}
	if all != 200*14 {
		t.Errorf("200 ratings take %d bytes", all)
	}
}

func TestAnUnknownLayoutIsRefused(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, redistest.Options{})
	s := connect(t, server.URL())
	if err := s.Client().Set(t.Context(), "studybot:schema", "99", 0).Err(); err != nil {
		t.Fatal(err)
	}
	_, err := redis.Open(t.Context(), redis.Settings{URL: server.URL()})
	if err == nil || !strings.Contains(err.Error(), `"99"`) || !strings.Contains(err.Error(), "REDIS_URL") {
		t.Errorf("opened data of another layout: %v", err)
	}
}

func TestNobodyThere(t *testing.T) {
	t.Parallel()
	err := answers(t, "opening nothing", func() error {
		s, err := redis.Open(t.Context(), redis.Settings{URL: "redis://:pl4nted@127.0.0.1:1"})
		if err == nil {
			return s.Close()
		}
		return err
	})
	if err == nil || strings.Contains(err.Error(), "pl4nted") {
		t.Errorf("opening nothing said %v", err)
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		store *redis.Store
		bad   string
		count int
	}{
		"embedded":         {embedded(t), "", 4},
		"server":           {connect(t, redistest.Start(t, redistest.Options{AOF: true}).URL()), "", 4},
		"server, careless": {connect(t, redistest.Start(t, redistest.Options{Args: []string{"--maxmemory-policy", "allkeys-lru"}}).URL()), "full memory, writing to disk", 4},
		"cluster":          {connect(t, redistest.StartCluster(t).URL()), "", 10},
	} {
		findings, err := c.store.Health(t.Context())
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var bad []string
		for _, f := range findings {
			if !f.OK && f.Name != "speed" { // the machine may be busy
				bad = append(bad, f.Name)
			}
		}
		if name == "cluster" {
			if len(bad) != 3 || !strings.HasPrefix(bad[0], "writing to disk on 127.0.0.1:") {
				t.Errorf("%s: %v", name, bad) // started without a file
			}
		} else if got := strings.Join(bad, ", "); got != c.bad {
			t.Errorf("%s: not in order are %q, want %q", name, got, c.bad)
		}
		if len(findings) != c.count {
			t.Errorf("%s: %d findings", name, len(findings))
		}
	}
}

// Not parallel: it counts goroutines.
func TestTheEmbeddedServerEndsWithTheStore(t *testing.T) {
	before := goleak.IgnoreCurrent()
	s, err := redis.Embedded(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Client().Set(t.Context(), "expires", 1, 100*time.Millisecond).Err(); err != nil {
		t.Fatal(err)
	}
	redistest.Eventually(t, "an expiry", func() error {
		if n, err := s.Client().Exists(t.Context(), "expires").Result(); err != nil || n > 0 {
			return fmt.Errorf("%d keys, %w", n, err)
		}
		return nil
	})
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	goleak.VerifyNone(t, before)
}
