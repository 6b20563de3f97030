package redis_test

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"studybot/adapters/redis"
	"studybot/adapters/redis/redistest"
	"studybot/bot/schedule"
	"studybot/bot/study"
)

const (
	benchMembers = 20      // in a team
	benchRatings = 100_000 // in all
	benchHands   = 8       // at work at once
	warm         = 16      // teams before the measuring, for the scripts
)

// hands does n pieces of work on several connections.
func hands(b *testing.B, n int, do func(i int) error) {
	b.Helper()
	var work sync.WaitGroup
	var once sync.Once
	var failed error
	next := make(chan int)
	for range benchHands {
		work.Go(func() {
			for i := range next {
				if err := do(i); err != nil {
					once.Do(func() { failed = err })
				}
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	work.Wait()
	if failed != nil {
		b.Fatal(failed)
	}
}

// usedMemory is what Redis has allocated. The connections are cut first, as
// their buffers come and go.
func usedMemory(b *testing.B, server *redistest.Server) float64 {
	b.Helper()
	ctx := context.Background()
	c := goredis.NewClient(&goredis.Options{Addr: server.Addr()})
	defer c.Close()
	if err := c.Do(ctx, "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes").Err(); err != nil {
		b.Fatal(err)
	}
	info, err := c.Info(ctx, "memory").Result()
	if err != nil {
		b.Fatal(err)
	}
	for line := range strings.Lines(info) {
		if n, ok := strings.CutPrefix(strings.TrimSpace(line), "used_memory:"); ok {
			used, err := strconv.ParseFloat(n, 64)
			if err != nil {
				b.Fatal(err)
			}
			return used
		}
	}
	b.Fatal("INFO tells no used_memory")
	return 0
}

// studying lets a team study for some days: every day a question that every member
// rates, on weekdays, the posts settled.
func studying(s *redis.Store, team string, days int) error {
	ctx := context.Background()
	begin := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	day := study.Day("2026-03-02")
	for range days {
		q := fmt.Sprintf("batching-%02d", day.Date().YearDay()%60)
		r := study.Round{Team: team, Course: "C0123456789", Day: day, Pack: "ml-systems", Question: q, Asked: begin, Why: "0 0 -1 9 40 1250"}
		if _, err := s.OpenRound(ctx, r); err != nil {
			return err
		}
		for m := range benchMembers {
			who := study.Who{Team: team, Pack: "ml-systems", Member: fmt.Sprintf("U%010d", m)}
			got, err := s.Rate(ctx, who, study.Rating{
				Question: study.KeyOf(q), Course: r.Course, Day: day, Value: 1 + (m+len(q))%5, At: begin.Add(time.Duration(m) * time.Minute),
			})
			if err != nil || got.Verdict != study.Stored {
				return fmt.Errorf("a rating was %s: %w", got.Verdict, err)
			}
		}
		day, begin = day.Add(1), begin.AddDate(0, 0, 1)
		if w := day.Weekday(); w == time.Saturday {
			day, begin = day.Add(2), begin.AddDate(0, 0, 2)
		}
	}
	return nil
}

// BenchmarkMemory reports the bytes of Redis memory that one rating takes, all
// keys included, and how many times that of a JSON document a rating would.
func BenchmarkMemory(b *testing.B) {
	for _, each := range []int{100, 365, 1000} {
		b.Run(fmt.Sprintf("ratings=%d", each), func(b *testing.B) {
			for b.Loop() {
				teams := benchRatings / benchMembers / each
				ratings := float64(teams * benchMembers * each)

				server := redistest.Start(b, redistest.Options{})
				s := connect(b, server.URL())
				hands(b, warm, func(i int) error { return studying(s, fmt.Sprintf("slack:W%010d", i), 3) })
				before := usedMemory(b, server)
				hands(b, teams, func(i int) error { return studying(s, fmt.Sprintf("slack:T%010d", i), each) })
				ours := (usedMemory(b, server) - before) / ratings

				server = redistest.Start(b, redistest.Options{})
				plain := connect(b, server.URL())
				before = usedMemory(b, server)
				hands(b, teams*benchMembers, func(i int) error { return plainJSON(plain.Client(), i, each) })
				theirs := (usedMemory(b, server) - before) / ratings

				b.ReportMetric(ours, "B/rating")
				b.ReportMetric(theirs, "JSON-B/rating")
				b.ReportMetric(ours/theirs, "of-JSON")
			}
		})
	}
}

// plainJSON stores a member's ratings as a document a key.
func plainJSON(c goredis.UniversalClient, member, n int) error {
	p := c.Pipeline()
	for i := range n {
		doc, err := json.Marshal(map[string]any{
			"question": fmt.Sprintf("batching-%02d", i%60), "rating": 1 + i%5, "at": 1772000000000 + int64(i)*86400000,
		})
		if err != nil {
			return err
		}
		p.Set(context.Background(), fmt.Sprintf("rating:slack:T%010d:U%010d:%d", member/benchMembers, member%benchMembers, i), doc, 0)
	}
	_, err := p.Exec(context.Background())
	return err
}

// BenchmarkTick asks which teams have something due, with 100 that have.
func BenchmarkTick(b *testing.B) {
	const due = 100
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for _, teams := range []int{1000, 100_000} {
		b.Run(fmt.Sprintf("teams=%d", teams), func(b *testing.B) {
			s := connect(b, redistest.Start(b, redistest.Options{}).URL())
			hands(b, teams, func(i int) error {
				at := now.Add(time.Duration(1+i) * time.Second)
				if i < due {
					at = now.Add(-time.Duration(i) * time.Second)
				}
				e := schedule.Entry{Kind: schedule.Question, Subject: "C1", Due: at}
				return s.Put(context.Background(), fmt.Sprintf("slack:T%010d", i), e)
			})
			for b.Loop() {
				got, err := s.Teams(context.Background(), now, 10*due)
				if err != nil || len(got) != due {
					b.Fatal(len(got), err)
				}
			}
		})
	}
}

// BenchmarkRate compares ratings, 32 in flight, with their writes alone, sent bare
// in one transaction, which decide nothing and count nothing.
func BenchmarkRate(b *testing.B) {
	s := connect(b, redistest.Start(b, redistest.Options{}).URL())
	ctx := context.Background()
	team := "slack:T1"
	const rounds = 30
	for i := range rounds {
		if _, err := s.OpenRound(ctx, round(i)); err != nil {
			b.Fatal(err)
		}
	}
	var presses, writes atomic.Int64
	b.Run("rate", func(b *testing.B) {
		inFlight(b, func() error {
			i := int(presses.Add(1))
			r := round(i % rounds)
			r.Team = team
			_, err := press(s, fmt.Sprint("U", i/rounds%1000), r)
			return err
		})
	})
	b.Run("bare", func(b *testing.B) {
		votes, log := strings.Repeat("\x03", 20), strings.Repeat("x", 14*18)
		inFlight(b, func() error {
			i := int(writes.Add(1))
			member := fmt.Sprint("U", i/rounds%1000)
			p := s.Client().TxPipeline()
			p.HSetNX(ctx, "bare:{"+team+"}:people", member, "")
			p.HSet(ctx, "bare:{"+team+"}:votes", i%rounds, votes)
			p.HSet(ctx, "bare:{"+team+"}:log:"+member, "p", log)
			_, err := p.Exec(ctx)
			return err
		})
	})
}

// inFlight calls do from 32 hands at once.
func inFlight(b *testing.B, do func() error) {
	b.Helper()
	b.SetParallelism(max(1, 32/runtime.GOMAXPROCS(0)))
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			if err := do(); err != nil {
				b.Error(err)
				return
			}
		}
	})
}
