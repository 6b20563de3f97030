package redis

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"studybot/bot/schedule"
)

// putScript sets entries of a team's agenda.
//
//	KEYS 1 agenda
//	ARGV pairs: entry name, due in ms ("" removes it)
//	=>   the earliest due of the team after the write, "" for none
const putScript = `
for i = 1, #ARGV, 2 do
  if ARGV[i + 1] == '' then
    redis.call('ZREM', KEYS[1], ARGV[i])
  else
    redis.call('ZADD', KEYS[1], ARGV[i + 1], ARGV[i])
  end
end
return redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2] or ''
`

// lowerScript makes the hint name a team no later than ms.
//
//	KEYS 1 due
//	ARGV 1 ms, 2 team
const lowerScript = `return redis.call('ZADD', KEYS[1], 'LT', ARGV[1], ARGV[2])`

// raiseScript moves the hint of a team that has nothing due to ms, unless
// somebody has moved it since it was read.
//
//	KEYS 1 due
//	ARGV 1 ms ("" removes the team), 2 team, 3 the hint that was read ("" for none)
const raiseScript = `
local hint = redis.call('ZSCORE', KEYS[1], ARGV[2])
if (hint and tonumber(hint)) ~= (ARGV[3] ~= '' and tonumber(ARGV[3])) then return 0 end
if ARGV[1] == '' then return redis.call('ZREM', KEYS[1], ARGV[2]) end
return redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])
`

// Put sets entries in one step; one with a zero Due is removed. Instants are
// kept to the millisecond.
func (s *Store) Put(ctx context.Context, team string, entries ...schedule.Entry) error {
	if len(entries) == 0 {
		return nil
	}
	if err := s.know(ctx, team); err != nil {
		return fmt.Errorf("put entries on the agenda: %w", err)
	}
	first, err := s.run(ctx, s.scripts.put, []string{agendaKey(team)}, entryArgs(entries)...)
	if err == nil {
		err = s.lower(ctx, team, first)
	}
	if err != nil {
		return fmt.Errorf("put entries on the agenda: %w", err)
	}
	return nil
}

// entryArgs are the pairs that putScript takes.
func entryArgs(entries []schedule.Entry) []any {
	args := make([]any, 0, 2*len(entries))
	for _, e := range entries {
		args = append(args, e.Name(), dueMs(e.Due))
	}
	return args
}

func dueMs(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return strconv.FormatInt(t.UnixMilli(), 10)
}

// know records the team before its first entry is written, so that Reindex finds
// the entry even if this process dies before the hint is set.
func (s *Store) know(ctx context.Context, team string) error {
	return s.try(ctx, func(ctx context.Context) error { return s.client.SAdd(ctx, knownKey(), team).Err() })
}

// lower tells the hint of the team's earliest due. It comes after the write, so
// a Due that emptied the hint in between is put right; see Due for the other side.
func (s *Store) lower(ctx context.Context, team string, first any) error {
	ms, _ := first.(string)
	if ms == "" {
		return nil
	}
	_, err := s.run(ctx, s.scripts.lower, []string{dueKey()}, ms, team)
	return err
}

// Teams are those with something due at now, longest overdue first, at most
// limit. The answer is a hint: a team may turn out to have nothing due.
func (s *Store) Teams(ctx context.Context, now time.Time, limit int) ([]string, error) {
	if limit <= 0 {
		return nil, nil
	}
	var teams []string
	err := s.try(ctx, func(ctx context.Context) error {
		var err error
		teams, err = s.client.ZRangeByScore(ctx, dueKey(), until(now, limit)).Result()
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look for teams with something due: %w", err)
	}
	return teams, nil
}

func until(now time.Time, limit int) *redis.ZRangeBy {
	return &redis.ZRangeBy{Min: "-inf", Max: strconv.FormatInt(now.UnixMilli(), 10), Count: int64(limit)}
}

// Due are the team's entries due at now, earliest first, at most limit. When
// there is none, Teams stops naming the team until its next entry is due.
//
// The hint lives apart from the team's keys, so a Put may run in the middle of
// this. It writes the agenda first and lowers the hint after; here the hint is
// raised first and the agenda read again after. Whichever comes last sees the
// other, and the hint ends no later than the earliest entry.
func (s *Store) Due(ctx context.Context, team string, now time.Time, limit int) ([]schedule.Entry, error) {
	if limit <= 0 {
		return nil, nil
	}
	entries, next, hint, err := s.due(ctx, team, now, limit)
	if err == nil && len(entries) == 0 && hint != next {
		_, err = s.run(ctx, s.scripts.raise, []string{dueKey()}, next, team, hint)
		if err == nil {
			_, next, _, err = s.due(ctx, team, now, limit)
		}
		if err == nil {
			err = s.lower(ctx, team, next)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("look for what is due: %w", err)
	}
	return entries, nil
}

// due reads what is due, the team's earliest instant and its hint ("" for none).
func (s *Store) due(ctx context.Context, team string, now time.Time, limit int) (entries []schedule.Entry, next, hint string, err error) {
	var due, first *redis.ZSliceCmd
	var told *redis.FloatCmd
	err = s.read(ctx, func(p redis.Pipeliner) {
		told = p.ZScore(ctx, dueKey(), team)
		due = p.ZRangeByScoreWithScores(ctx, agendaKey(team), until(now, limit))
		first = p.ZRangeWithScores(ctx, agendaKey(team), 0, 0)
	})
	if err != nil {
		return nil, "", "", err
	}
	for _, z := range due.Val() {
		name, _ := z.Member.(string)
		e, ok := schedule.ParseEntry(name)
		if !ok {
			return nil, "", "", errors.New("the agenda holds an entry that is none")
		}
		e.Due = time.UnixMilli(int64(z.Score)).UTC()
		entries = append(entries, e)
	}
	if len(first.Val()) > 0 {
		next = scoreMs(first.Val()[0].Score)
	}
	if told.Err() == nil {
		hint = scoreMs(told.Val())
	}
	return entries, next, hint, nil
}

func scoreMs(score float64) string { return strconv.FormatInt(int64(score), 10) }

// reindexBatch is how many teams are looked at in one round trip.
const reindexBatch = 500

// Reindex makes the hint name every team no later than its earliest entry, from
// the teams' own agendas. The hint is set right after every write; this heals
// what a crash between the two, or a lost key, has left. Run it at the start and
// every few minutes.
func (s *Store) Reindex(ctx context.Context) error {
	if err := s.eachTeams(ctx, func(teams []string) error { return s.reindex(ctx, teams) }); err != nil {
		return fmt.Errorf("rebuild the index of what is due: %w", err)
	}
	return nil
}

// KnownTeams are all that ever had an agenda, in no order.
func (s *Store) KnownTeams(ctx context.Context) ([]string, error) {
	known := map[string]bool{} // a scan may give a team twice
	err := s.eachTeams(ctx, func(teams []string) error {
		for _, team := range teams {
			known[team] = true
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list the teams: %w", err)
	}
	return slices.Collect(maps.Keys(known)), nil
}

// eachTeams gives do all known teams, some at a time.
func (s *Store) eachTeams(ctx context.Context, do func(teams []string) error) error {
	var cursor uint64
	for {
		var teams []string
		err := s.try(ctx, func(ctx context.Context) error {
			var err error
			teams, cursor, err = s.client.SScan(ctx, knownKey(), cursor, "", reindexBatch).Result()
			return err
		})
		if err == nil {
			err = do(teams)
		}
		if err != nil || cursor == 0 {
			return err
		}
	}
}

func (s *Store) reindex(ctx context.Context, teams []string) error {
	firsts := make([]*redis.ZSliceCmd, len(teams))
	err := s.read(ctx, func(p redis.Pipeliner) {
		for i, team := range teams {
			firsts[i] = p.ZRangeWithScores(ctx, agendaKey(team), 0, 0)
		}
	})
	if err != nil {
		return err
	}
	var hints []redis.Z
	for i, team := range teams {
		if z := firsts[i].Val(); len(z) > 0 {
			hints = append(hints, redis.Z{Score: z[0].Score, Member: team})
		}
	}
	if len(hints) == 0 {
		return nil
	}
	return s.try(ctx, func(ctx context.Context) error { return s.client.ZAddLT(ctx, dueKey(), hints...).Err() })
}
