package asynq_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"studybot/adapters/asynq"
	store "studybot/adapters/redis"
	"studybot/adapters/redis/redistest"
)

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

// onEach runs the test on the embedded server, a real one and a real cluster.
func onEach(t *testing.T, test func(t *testing.T, client redis.UniversalClient)) {
	t.Run("embedded", func(t *testing.T) {
		s, err := store.Embedded(t.Context(), quiet())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		test(t, s.Client())
	})
	t.Run("redis", func(t *testing.T) {
		c := redis.NewClient(&redis.Options{Addr: redistest.Start(t, redistest.Options{}).Addr(), DisableIdentity: true})
		t.Cleanup(func() { _ = c.Close() })
		test(t, c)
	})
	t.Run("cluster", func(t *testing.T) { test(t, redistest.StartCluster(t).Client(t)) })
}

// replica works until the returned function is called.
func replica(t *testing.T, client redis.UniversalClient, deliver func(context.Context, string) error) (*asynq.Jobs, func()) {
	t.Helper()
	return replicaWith(t, client, asynq.Settings{}, deliver)
}

func replicaWith(t *testing.T, client redis.UniversalClient, s asynq.Settings, deliver func(context.Context, string) error) (*asynq.Jobs, func()) {
	t.Helper()
	jobs := asynq.New(client, s, quiet())
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- jobs.Work(ctx, deliver) }()
	stop := sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(stop)
	return jobs, stop
}

func TestEveryTeamThatIsWokenIsDeliveredOnOneOfTheReplicas(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, client redis.UniversalClient) {
		var mu sync.Mutex
		runs := map[string]int{}
		deliver := func(_ context.Context, team string) error {
			mu.Lock()
			defer mu.Unlock()
			runs[team]++
			return nil
		}
		var all []*asynq.Jobs
		for range 3 {
			jobs, _ := replica(t, client, deliver)
			all = append(all, jobs)
		}
		const teams = 100
		for i := range teams {
			for _, jobs := range all {
				if err := jobs.Wake(t.Context(), fmt.Sprintf("test:t%d", i)); err != nil {
					t.Fatal(err)
				}
			}
		}
		redistest.Eventually(t, "every team to be delivered", func() error {
			mu.Lock()
			defer mu.Unlock()
			if len(runs) < teams {
				return fmt.Errorf("%d of %d", len(runs), teams)
			}
			return nil
		})
	})
}

func TestAWakeUpWhileTheJobWorksDoesNotRunItTwice(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, client redis.UniversalClient) {
		started, end := make(chan struct{}, 100), make(chan struct{})
		jobs, stop := replica(t, client, func(context.Context, string) error {
			started <- struct{}{}
			<-end
			return nil
		})
		// Wakes are counted only when no new epoch began in between: that one is meant to run.
		before := time.Now().Unix() / 30
		if err := jobs.Wake(t.Context(), "test:t"); err != nil {
			t.Fatal(err)
		}
		<-started
		for range 50 {
			if err := jobs.Wake(t.Context(), "test:t"); err != nil {
				t.Fatal(err)
			}
		}
		same := time.Now().Unix()/30 == before
		close(end)
		stop()
		if n := len(started); same && n != 0 {
			t.Errorf("%d more runs", n)
		}
	})
}

func TestAJobThatFailsForGoodIsListedAndBlocksNobody(t *testing.T) {
	t.Parallel()
	c := redis.NewClient(&redis.Options{Addr: redistest.Start(t, redistest.Options{}).Addr(), DisableIdentity: true})
	t.Cleanup(func() { _ = c.Close() })
	jobs, _ := replica(t, c, func(context.Context, string) error { return errors.New("no luck") })
	if err := jobs.Wake(t.Context(), "test:t"); err != nil {
		t.Fatal(err)
	}
	redistest.Eventually(t, "the job to be given up", func() error {
		dead, err := jobs.Dead(10)
		if err == nil && (len(dead) != 1 || dead[0].Team != "test:t" || dead[0].Error != "no luck") {
			err = fmt.Errorf("%v", dead)
		}
		return err
	})
	if err := jobs.Wake(t.Context(), "test:t"); err != nil {
		t.Errorf("after a job was given up: %v", err)
	}
}

// A job that hangs, as one of a killed replica does in the queue's eyes, holds its
// team up for an epoch at most.
func TestAStuckJobBlocksNoLongerThanAnEpoch(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, client redis.UniversalClient) {
		runs, end := make(chan struct{}, 100), make(chan struct{})
		jobs, _ := replicaWith(t, client, asynq.Settings{Epoch: 2 * time.Second}, func(context.Context, string) error {
			runs <- struct{}{}
			<-end
			return nil
		})
		t.Cleanup(func() { close(end) })
		redistest.Eventually(t, "a second run beside the stuck one", func() error {
			if err := jobs.Wake(t.Context(), "test:t"); err != nil {
				return err
			}
			if n := len(runs); n < 2 {
				return fmt.Errorf("%d runs", n)
			}
			return nil
		})
	})
}

// A replica that is stopped tells its jobs, waits for them, and leaves none
// behind as failed.
func TestStoppingTellsTheJobs(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, client redis.UniversalClient) {
		started, ended := make(chan struct{}, 1), make(chan struct{}, 1)
		jobs, stop := replica(t, client, func(ctx context.Context, _ string) error {
			started <- struct{}{}
			<-ctx.Done()
			ended <- struct{}{}
			return nil
		})
		if err := jobs.Wake(t.Context(), "test:t"); err != nil {
			t.Fatal(err)
		}
		<-started
		stop()
		if len(ended) != 1 {
			t.Error("the replica stopped before its job")
		}
		if dead, err := jobs.Dead(10); err != nil || len(dead) != 0 {
			t.Errorf("failed jobs: %v, %v", dead, err)
		}
		// The same team is delivered by the next replica at once.
		again := make(chan struct{}, 100)
		next, _ := replica(t, client, func(context.Context, string) error { again <- struct{}{}; return nil })
		if err := next.Wake(t.Context(), "test:t"); err != nil {
			t.Fatal(err)
		}
		redistest.Eventually(t, "the next replica's run", func() error {
			if len(again) == 0 {
				return errors.New("none yet")
			}
			return nil
		})
	})
}

func TestWakeSaysThatRedisIsAway(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, redistest.Options{})
	c := redis.NewClient(&redis.Options{Addr: server.Addr(), DisableIdentity: true, DialTimeout: time.Second})
	t.Cleanup(func() { _ = c.Close() })
	server.Stop()
	if err := asynq.New(c, asynq.Settings{}, quiet()).Wake(t.Context(), "test:t"); err == nil {
		t.Error("a wake-up without Redis was confirmed")
	}
}
