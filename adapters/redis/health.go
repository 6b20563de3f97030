package redis

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// Finding is one thing that was looked at.
type Finding struct {
	// Name says in a few words what was looked at.
	Name string
	OK   bool
	// Means says what was found and why it matters.
	Means string
	// Do says what to change; empty when OK.
	Do string
}

// Floors and bounds of Health.
const (
	oldestMajor = 7
	slowAnswer  = 50 * time.Millisecond
	pings       = 5
)

// Health looks at what the bot's promises stand on: the version, that Redis
// refuses writes rather than drop data when memory runs out, that it writes to
// disk, and how fast it answers. What a server does not tell (some hosted ones
// do not) is a finding too and no error; an error means that Redis was not reached.
func (s *Store) Health(ctx context.Context) ([]Finding, error) {
	speed, err := s.speed(ctx)
	if err != nil {
		return nil, fmt.Errorf("look at Redis: %w", err)
	}
	findings := []Finding{speed}
	cluster, ok := s.client.(*redis.ClusterClient)
	if !ok {
		return append(findings, about(s.info(ctx, s.client), "")...), nil
	}
	var mu sync.Mutex
	err = cluster.ForEachMaster(ctx, func(ctx context.Context, node *redis.Client) error {
		found := about(s.info(ctx, node), " on "+node.Options().Addr)
		mu.Lock()
		defer mu.Unlock()
		findings = append(findings, found...)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look at every node of the Redis cluster: %w", err)
	}
	slices.SortStableFunc(findings[1:], func(a, b Finding) int { return strings.Compare(a.Name, b.Name) })
	return findings, nil
}

// speed is the middle one of some round trips.
func (s *Store) speed(ctx context.Context) (Finding, error) {
	var took []time.Duration
	for range pings {
		began := time.Now()
		if err := s.try(ctx, func(ctx context.Context) error { return s.client.Ping(ctx).Err() }); err != nil {
			return Finding{}, err
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	middle := took[pings/2]
	f := Finding{
		Name: "speed", OK: middle <= slowAnswer,
		Means: fmt.Sprintf("A round trip to Redis takes %s.", middle.Round(10*time.Microsecond)),
	}
	if !f.OK {
		f.Means += " Every press of a button waits for one."
		f.Do = "Run Redis nearer to the bot, best on the same network, and look for slow commands of other programs on it."
	}
	return f, nil
}

// infoClient is the part of a client that info asks.
type infoClient interface {
	Info(ctx context.Context, section ...string) *redis.StringCmd
	ConfigGet(ctx context.Context, parameter string) *redis.MapStringStringCmd
}

// info reads the server's own words about itself; what it does not tell is absent.
func (s *Store) info(ctx context.Context, c infoClient) map[string]string {
	told := make(map[string]string)
	for _, section := range []string{"server", "memory", "persistence"} {
		text, err := c.Info(ctx, section).Result()
		if err != nil {
			continue // the embedded server has no such section
		}
		for line := range strings.Lines(text) {
			if name, value, ok := strings.Cut(strings.TrimSpace(line), ":"); ok {
				told[name] = value
			}
		}
	}
	if fsync, err := c.ConfigGet(ctx, "appendfsync").Result(); err == nil && fsync["appendfsync"] != "" {
		told["appendfsync"] = fsync["appendfsync"] // hosted servers refuse CONFIG
	}
	return told
}

// about judges what a server told; where names the node, for a cluster.
func about(told map[string]string, where string) []Finding {
	return []Finding{aboutVersion(told, where), aboutMemory(told, where), aboutDisk(told, where)}
}

func aboutVersion(told map[string]string, where string) Finding {
	f := Finding{Name: "version" + where}
	version := told["redis_version"]
	major, err := strconv.Atoi(strings.SplitN(version, ".", 2)[0])
	switch {
	case version == "":
		f.OK, f.Means = true, "The server does not tell its version; the embedded one never does."
	case err != nil || major < oldestMajor:
		f.Means = "Redis is version " + version + "; the bot is tested with 7.0 and later."
		f.Do = "Upgrade Redis to 7.0 or later."
	default:
		f.OK, f.Means = true, "Redis is version "+version+"."
	}
	return f
}

func aboutMemory(told map[string]string, where string) Finding {
	f := Finding{Name: "full memory" + where}
	switch policy := told["maxmemory_policy"]; policy {
	case "":
		f.OK, f.Means = true, "The server does not tell what it does when memory runs out; the embedded one has no limit."
	case "noeviction":
		f.OK, f.Means = true, "When memory runs out Redis refuses to write, and the bot says so; nothing is dropped."
	default:
		f.Means = "When memory runs out Redis drops data silently (maxmemory-policy " + policy + "): ratings would be lost."
		f.Do = "Set maxmemory-policy noeviction in redis.conf or in the hosting's settings."
	}
	return f
}

func aboutDisk(told map[string]string, where string) Finding {
	f := Finding{Name: "writing to disk" + where}
	switch {
	case told["aof_enabled"] == "":
		f.OK, f.Means = true, "The server does not tell whether it writes to disk. The embedded one does not: all is gone when the program ends."
	case told["aof_enabled"] != "1":
		f.Means = "Redis keeps no append-only file: after a crash the ratings since the last snapshot are gone."
		f.Do = "Set appendonly yes and appendfsync everysec in redis.conf."
	case told["appendfsync"] == "no":
		f.Means = "Redis leaves it to the system when to write its append-only file: a power cut may lose half a minute."
		f.Do = "Set appendfsync everysec in redis.conf."
	default:
		f.OK, f.Means = true, "Redis writes every change to its append-only file; a power cut loses at most the last second."
		if told["appendfsync"] == "always" {
			f.Means = "Redis writes every change to its append-only file before it answers."
		}
	}
	return f
}
