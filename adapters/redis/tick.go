package redis

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"studybot/bot/study"
)

// tickScript marks an item; a field is the pack, the list and the item, NUL
// between them, and its value when it was done, in milliseconds. Ticking twice
// keeps the first instant.
//
//	KEYS 1 ticks of the member, 2 people
//	ARGV 1 member, 2 field, 3 ms ("" opens the item again)
const tickScript = `
if ARGV[3] == '' then return redis.call('HDEL', KEYS[1], ARGV[2]) end
redis.call('HSETNX', KEYS[2], ARGV[1], '')
return redis.call('HSETNX', KEYS[1], ARGV[2], ARGV[3])
`

// Tick marks the item as done, or as open again when done is false.
func (s *Store) Tick(ctx context.Context, who study.Who, t study.Tick, done bool) error {
	if strings.Contains(who.Pack+t.List+t.Item, "\x00") {
		return errors.New("tick an item: a name holds a NUL")
	}
	at := ""
	if done {
		at = strconv.FormatInt(t.At.UnixMilli(), 10)
	}
	keys := []string{ticksKey(who.Team, who.Member), peopleKey(who.Team)}
	field := strings.Join([]string{who.Pack, t.List, t.Item}, "\x00")
	if _, err := s.run(ctx, s.scripts.tick, keys, who.Member, field, at); err != nil {
		return fmt.Errorf("tick an item: %w", err)
	}
	return nil
}

// Ticks are all of a member in a pack, by list and item.
func (s *Store) Ticks(ctx context.Context, who study.Who) ([]study.Tick, error) {
	var all *redis.MapStringStringCmd
	err := s.read(ctx, func(p redis.Pipeliner) { all = p.HGetAll(ctx, ticksKey(who.Team, who.Member)) })
	if err != nil {
		return nil, fmt.Errorf("read a member's ticks: %w", err)
	}
	var ticks []study.Tick
	for field, at := range all.Val() {
		part := strings.Split(field, "\x00")
		if len(part) != 3 || part[0] != who.Pack {
			continue
		}
		ms, err := strconv.ParseInt(at, 10, 64)
		if err != nil {
			return nil, errors.New("a stored tick has no time")
		}
		ticks = append(ticks, study.Tick{List: part[1], Item: part[2], At: time.UnixMilli(ms).UTC()})
	}
	slices.SortFunc(ticks, func(a, b study.Tick) int {
		return cmp.Or(cmp.Compare(a.List, b.List), cmp.Compare(a.Item, b.Item))
	})
	return ticks, nil
}
