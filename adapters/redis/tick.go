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

// tickScript opens items again and then marks others; a field is the pack, the list
// and the item, NUL between them, and its value when it was done, in milliseconds.
// Ticking twice keeps the first instant.
//
//	KEYS 1 ticks of the member, 2 people
//	ARGV 1 member, then pairs: field, ms; "" opens the item again
const tickScript = `
for i = 2, #ARGV, 2 do
  if ARGV[i + 1] == '' then redis.call('HDEL', KEYS[1], ARGV[i]) end
end
for i = 2, #ARGV, 2 do
  if ARGV[i + 1] ~= '' then
    redis.call('HSETNX', KEYS[2], ARGV[1], '')
    redis.call('HSETNX', KEYS[1], ARGV[i], ARGV[i + 1])
  end
end
return ''
`

// Tick opens items again and then marks those of done, in one step. What was ticked
// keeps its date, unless it is opened in the same step.
func (s *Store) Tick(ctx context.Context, who study.Who, done, open []study.Tick) error {
	args := []any{who.Member}
	for _, t := range open {
		args = append(args, tickField(who, t), "")
	}
	for _, t := range done {
		args = append(args, tickField(who, t), strconv.FormatInt(t.At.UnixMilli(), 10))
	}
	for _, t := range slices.Concat(done, open) {
		if strings.Contains(who.Pack+t.List+t.Item, "\x00") {
			return errors.New("tick items: a name holds a NUL")
		}
	}
	keys := []string{ticksKey(who.Team, who.Member), peopleKey(who.Team)}
	if _, err := s.run(ctx, s.scripts.tick, keys, args...); err != nil {
		return fmt.Errorf("tick items: %w", err)
	}
	return nil
}

func tickField(who study.Who, t study.Tick) string {
	return strings.Join([]string{who.Pack, t.List, t.Item}, "\x00")
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
