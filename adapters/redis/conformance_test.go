package redis_test

import (
	"context"
	"fmt"
	"net/url"
	"sync"
	"testing"

	goredis "github.com/redis/go-redis/v9"

	"studybot/adapters/redis"
	"studybot/adapters/redis/redistest"
	"studybot/bot/storetest"
	"studybot/bot/study"
)

// tested is a store that shows its keys and can lose its index.
type tested struct{ *redis.Store }

// Dump are all keys, fields and values, of every node.
func (s tested) Dump(ctx context.Context) ([]string, error) {
	var mu sync.Mutex
	var all []string
	node := func(ctx context.Context, c *goredis.Client) error {
		found, err := dump(ctx, c)
		mu.Lock()
		defer mu.Unlock()
		all = append(all, found...)
		return err
	}
	var err error
	switch c := s.Client().(type) {
	case *goredis.ClusterClient:
		err = c.ForEachMaster(ctx, node)
	case *goredis.Client:
		err = node(ctx, c)
	default:
		err = fmt.Errorf("a client of type %T", c)
	}
	return all, err
}

func dump(ctx context.Context, c *goredis.Client) ([]string, error) {
	var all []string
	keys := c.Scan(ctx, 0, "", 1000).Iterator()
	for keys.Next(ctx) {
		key := keys.Val()
		all = append(all, key)
		kind, err := c.Type(ctx, key).Result()
		if err != nil {
			return nil, err
		}
		switch kind {
		case "string":
			v, err := c.Get(ctx, key).Result()
			if err != nil {
				return nil, err
			}
			all = append(all, v)
		case "hash":
			v, err := c.HGetAll(ctx, key).Result()
			if err != nil {
				return nil, err
			}
			for field, value := range v {
				all = append(all, field, value)
			}
		case "zset":
			v, err := c.ZRange(ctx, key, 0, -1).Result()
			if err != nil {
				return nil, err
			}
			all = append(all, v...)
		case "set":
			v, err := c.SMembers(ctx, key).Result()
			if err != nil {
				return nil, err
			}
			all = append(all, v...)
		case "none": // it ran out meanwhile
		default:
			return nil, fmt.Errorf("a key of type %s", kind)
		}
	}
	return all, keys.Err()
}

// LoseIndex deletes the hint of what is due.
func (s tested) LoseIndex(ctx context.Context) error {
	return s.Client().Del(ctx, "sb1:due").Err()
}

// SaveBeforeQuestions stores the six parts that a record had at first.
func (s tested) SaveBeforeQuestions(ctx context.Context, m study.Member) error {
	bit := map[bool]int{true: 1}
	record := fmt.Sprintf("%d %d %d %d %s %s", bit[m.Shared], bit[m.Digest], m.QuietFrom, m.QuietTo, url.QueryEscape(m.Zone), m.AwayUntil)
	return s.Client().HSet(ctx, "sb1:{"+m.Team+"}:people", m.ID, record).Err()
}

func connect(t testing.TB, url string) *redis.Store {
	t.Helper()
	s, err := redis.Open(context.Background(), redis.Settings{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	return s
}

func embedded(t testing.TB) *redis.Store {
	t.Helper()
	s, err := redis.Embedded(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	return s
}

func suite(s *redis.Store) func(*testing.T) storetest.Store {
	return func(*testing.T) storetest.Store { return tested{s} }
}

func TestConformanceEmbedded(t *testing.T) {
	t.Parallel()
	storetest.Run(t, suite(embedded(t)))
}

func TestConformanceServer(t *testing.T) {
	t.Parallel()
	storetest.Run(t, suite(connect(t, redistest.Start(t, redistest.Options{}).URL())))
}

func TestConformanceCluster(t *testing.T) {
	t.Parallel()
	storetest.Run(t, suite(connect(t, redistest.StartCluster(t).URL())))
}
