package redistest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"
)

// Sentinel is a master with one replica, watched by one sentinel.
type Sentinel struct {
	Master, Replica *Server
	watcher         *Server
}

// StartSentinel runs the three and waits until the sentinel knows both servers.
func StartSentinel(t testing.TB) *Sentinel {
	t.Helper()
	ctx := context.Background()
	s := &Sentinel{Master: Start(t, Options{})}
	s.Replica = Start(t, Options{Args: []string{"--replicaof", "127.0.0.1 " + strconv.Itoa(s.Master.port)}})
	s.watcher = &Server{t: t, dir: dir(t), port: freePort(t)}
	conf := filepath.Join(s.watcher.dir, "sentinel.conf")
	text := fmt.Sprintf("sentinel monitor main 127.0.0.1 %d 1\nsentinel down-after-milliseconds main 500\nsentinel failover-timeout main 3000\n", s.Master.port)
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s.watcher.conf = conf
	s.watcher.args = []string{"--sentinel"}
	s.watcher.Start()
	c := redis.NewSentinelClient(&redis.Options{Addr: s.watcher.Addr()})
	defer c.Close()
	Eventually(t, "the sentinel to know the replica", func() error {
		replicas, err := c.Replicas(ctx, "main").Result()
		if err == nil && len(replicas) != 1 {
			err = fmt.Errorf("it knows %d", len(replicas))
		}
		return err
	})
	s.Synced()
	return s
}

// Synced waits until the replica has all that the master has.
func (s *Sentinel) Synced() {
	s.Master.t.Helper()
	c := s.Master.client()
	defer c.Close()
	Eventually(s.Master.t, "the replica to catch up", func() error {
		n, err := c.Wait(context.Background(), 1, 0).Result()
		if err == nil && n != 1 {
			err = fmt.Errorf("%d replicas", n)
		}
		if err != nil {
			return err
		}
		info, err := c.Info(context.Background(), "replication").Result()
		if err == nil && !strings.Contains(info, "state=online") {
			err = fmt.Errorf("the replica is not online")
		}
		return err
	})
}

// URL is the REDIS_URL that asks the sentinel.
func (s *Sentinel) URL() string { return "redis+sentinel://" + s.watcher.Addr() + "/main" }
