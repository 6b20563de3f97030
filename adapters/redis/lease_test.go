package redis_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"pgregory.net/rapid"

	"studybot/adapters/redis"
	"studybot/adapters/redis/redistest"
)

func hold(t testing.TB, s *redis.Store, name, holder string, ttl time.Duration, want bool) {
	t.Helper()
	if got, err := s.Hold(context.Background(), name, holder, ttl); err != nil || got != want {
		t.Fatalf("%s holds %s: %v, %v; want %v", holder, name, got, err, want)
	}
}

func release(t testing.TB, s *redis.Store, name, holder string) {
	t.Helper()
	if err := s.Release(context.Background(), name, holder); err != nil {
		t.Fatal(err)
	}
}

func TestLeases(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(t *testing.T) *redis.Store{
		"embedded": func(t *testing.T) *redis.Store { return embedded(t) },
		"server":   func(t *testing.T) *redis.Store { return connect(t, redistest.Start(t, redistest.Options{}).URL()) },
		"cluster":  func(t *testing.T) *redis.Store { return connect(t, redistest.StartCluster(t).URL()) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			t.Run("one's own", func(t *testing.T) { ownLease(t, s) })
			t.Run("ran out", func(t *testing.T) { leaseRunsOut(t, s) })
			t.Run("never two", func(t *testing.T) { neverTwo(t, s) })
		})
	}
}

func ownLease(t *testing.T, s *redis.Store) {
	for _, name := range []string{"discord/gateway", "", "{}", "a b", "ü"} { // names fall on all nodes of a cluster
		hold(t, s, name, "first", time.Minute, true)
		hold(t, s, name, "first", time.Minute, true)
		hold(t, s, name, "second", time.Minute, false)
		hold(t, s, name+"2", "second", time.Minute, true)
		release(t, s, name, "second")
		hold(t, s, name, "second", time.Minute, false)
		release(t, s, name, "first")
		hold(t, s, name, "second", time.Minute, true)
		release(t, s, name, "first") // given back twice
		hold(t, s, name, "first", time.Minute, false)
	}
}

func leaseRunsOut(t *testing.T, s *redis.Store) {
	hold(t, s, "short", "first", 30*time.Millisecond, true)
	redistest.Eventually(t, "the lease to run out", func() error {
		got, err := s.Hold(context.Background(), "short", "second", time.Minute)
		if err == nil && !got {
			err = fmt.Errorf("it is still held")
		}
		return err
	})
	hold(t, s, "short", "first", time.Minute, false)
}

// neverTwo lets every holder count its lease from before the call that was granted,
// until it gives it back at the latest; no two such times may overlap.
func neverTwo(t *testing.T, s *redis.Store) {
	const (
		ttl    = 25 * time.Millisecond
		margin = 2 * time.Millisecond // Redis counts whole milliseconds
	)
	type span struct{ from, till time.Time }
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	spans := make([][]span, 6) // by holder
	var work sync.WaitGroup
	for i := range spans {
		work.Go(func() {
			holder := fmt.Sprint("replica", i)
			for ctx.Err() == nil {
				before := time.Now()
				got, err := s.Hold(context.Background(), "busy", holder, ttl)
				if err != nil {
					t.Error(err)
					return
				}
				if got {
					spans[i] = append(spans[i], span{time.Now(), before.Add(ttl - margin)})
				}
				time.Sleep(rand.N(ttl)) // some leases are renewed, some given back, some run out
				if now := time.Now(); rand.N(4) == 0 {
					for k := range spans[i] {
						if spans[i][k].till.After(now) {
							spans[i][k].till = now
						}
					}
					if err := s.Release(context.Background(), "busy", holder); err != nil {
						t.Error(err)
					}
					time.Sleep(rand.N(ttl))
				}
			}
		})
	}
	work.Wait()
	had := 0
	for i, mine := range spans {
		if len(mine) > 0 {
			had++
		}
		for _, a := range mine {
			for _, b := range slices.Concat(spans[:i]...) {
				if a.from.Before(b.till) && b.from.Before(a.till) {
					t.Errorf("replica%d from %s to %s and another from %s to %s", i, a.from, a.till, b.from, b.till)
				}
			}
		}
	}
	if had < 2 {
		t.Errorf("%d of the replicas ever had the lease: nothing was tried", had)
	}
}

// What a lease says is what a plain model on a clock that is moved by hand says.
func TestLeasesAsTheModel(t *testing.T) {
	server := miniredis.RunT(t)
	s := connect(t, "redis://"+server.Addr())
	now := time.Unix(1772000000, 0)
	server.SetTime(now)
	rapid.Check(t, func(t *rapid.T) {
		server.FastForward(time.Hour) // whatever the run before has left
		now = now.Add(time.Hour)
		server.SetTime(now)
		type lease struct {
			holder string
			till   time.Time
		}
		model := map[string]lease{}
		name, holder := rapid.SampledFrom([]string{"gateway", "slack:T1"}), rapid.SampledFrom([]string{"a", "b", "c d"})
		t.Repeat(map[string]func(*rapid.T){
			"hold": func(t *rapid.T) {
				n, h, ttl := name.Draw(t, "name"), holder.Draw(t, "holder"), time.Duration(rapid.IntRange(1, 20000).Draw(t, "ttl"))*time.Millisecond
				l := model[n]
				want := l.holder == h || !l.till.After(now)
				if want {
					model[n] = lease{h, now.Add(ttl)}
				}
				if got, err := s.Hold(context.Background(), n, h, ttl); err != nil || got != want {
					t.Fatalf("%v, %v; want %v", got, err, want)
				}
			},
			"release": func(t *rapid.T) {
				n, h := name.Draw(t, "name"), holder.Draw(t, "holder")
				if model[n].holder == h {
					delete(model, n)
				}
				if err := s.Release(context.Background(), n, h); err != nil {
					t.Fatal(err)
				}
			},
			"wait": func(t *rapid.T) {
				d := time.Duration(rapid.IntRange(1, 30000).Draw(t, "wait")) * time.Millisecond
				now = now.Add(d)
				server.SetTime(now)
				server.FastForward(d)
			},
		})
	})
}

func TestALeaseWithoutRedisIsAnError(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, redistest.Options{})
	s := connect(t, server.URL())
	hold(t, s, "gateway", "first", time.Minute, true)
	server.Stop()
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond) // no need to use up the store's patience
	defer cancel()
	for _, holder := range []string{"first", "second"} {
		if got, err := s.Hold(ctx, "gateway", holder, time.Minute); err == nil || got {
			t.Errorf("%s: %v, %v", holder, got, err)
		}
	}
	if err := s.Release(ctx, "gateway", "first"); err == nil {
		t.Error("a lease was given back to nobody")
	}
}
