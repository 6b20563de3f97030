package redis

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"studybot/bot/study"
)

// The counters of a team are one hash: # is how many courses have numbers, and
// for each course n is its number, r how many rounds it had, c the day of its
// current round, f and l its first and last chunk of rounds, s its last seat.
//
// openRoundScript makes a round the course's current one.
//
//	KEYS 1 rounds, 2 counters
//	ARGV 1 course, 2 day, 3 chunk, 4 number (0: count), 5 question key, 6 the rest
//	=>   the round that is stored, or an error when the team has 4,095 courses
const openRoundScript = `
local stored = redis.call('HGET', KEYS[1], ARGV[2])
if stored then return stored end
local course = tonumber(redis.call('HGET', KEYS[2], 'n' .. ARGV[1]) or 0)
if course == 0 then
  course = tonumber(redis.call('HGET', KEYS[2], '#') or 0) + 1
  if course > 4095 then return redis.error_reply('ERR a team has at most 4095 courses with rounds') end
  redis.call('HSET', KEYS[2], '#', course, 'n' .. ARGV[1], course)
end
local number = redis.call('HINCRBY', KEYS[2], 'r' .. ARGV[1], 1)
if ARGV[4] ~= '0' then number = tonumber(ARGV[4]) end
local chunk = tonumber(ARGV[3])
local first = tonumber(redis.call('HGET', KEYS[2], 'f' .. ARGV[1]) or chunk)
local last = tonumber(redis.call('HGET', KEYS[2], 'l' .. ARGV[1]) or chunk)
redis.call('HSET', KEYS[2], 'c' .. ARGV[1], ARGV[2],
  'f' .. ARGV[1], math.min(first, chunk), 'l' .. ARGV[1], math.max(last, chunk))
local function two(n) return string.char(math.floor(n / 256) % 256, n % 256) end
local round = two(course) .. ARGV[5] .. two(number) .. ARGV[6]
redis.call('HSET', KEYS[1], ARGV[2], round)
return round
`

// OpenRound makes r the course's current round. When the course already has a
// round of that day, that one is returned and nothing changes. A Number of 0 is
// replaced by the count of the course's rounds.
func (s *Store) OpenRound(ctx context.Context, r study.Round) (study.Round, error) {
	day, ok := dayNumber(r.Day)
	switch {
	case !ok || day == 0:
		return study.Round{}, errors.New("open a round: it needs a date between 2000 and 2089")
	case len(r.Pack) > 255:
		return study.Round{}, errors.New("open a round: a pack's id has at most 255 bytes")
	case len(r.Why) > mostWhy || r.Why != "" && len(r.Question) > 255:
		return study.Round{}, errors.New("open a round: a why has at most 32 bytes, and its question's id at most 255")
	case r.Number < 0 || r.Number > 65535:
		return study.Round{}, errors.New("open a round: a number goes from 1 to 65535")
	}
	chunk := day / chunkDays
	keys := []string{roundsKey(r.Team, r.Course, chunk), countersKey(r.Team)}
	answer, err := s.run(ctx, s.scripts.openRound, keys,
		r.Course, day, chunk, r.Number, keyBytes(study.KeyOf(r.Question)), packRound(r))
	if err != nil {
		return study.Round{}, fmt.Errorf("open a round: %w", err)
	}
	value, _ := answer.(string)
	stored, err := unpackRound(r.Team, r.Course, day, value)
	if err != nil {
		return study.Round{}, err
	}
	if stored.Post, err = s.post(ctx, r.Team, r.Course, day); err != nil {
		return study.Round{}, fmt.Errorf("open a round: %w", err)
	}
	return stored, nil
}

// post is the message of a day's question, from the one place that has it: the
// slot that was settled.
func (s *Store) post(ctx context.Context, team, course string, day int) (string, error) {
	var slot *redis.StringCmd
	err := s.read(ctx, func(p redis.Pipeliner) {
		slot = p.HGet(ctx, slotKey(team, questionEntry(course)), strconv.Itoa(day))
	})
	if err != nil {
		return "", err
	}
	return postOf(slot.Val()), nil
}

// Round is the round of a day, with its Post once the question slot of that day
// is settled; study.ErrNotFound when there is none.
func (s *Store) Round(ctx context.Context, team, course string, day study.Day) (study.Round, error) {
	n, ok := dayNumber(day)
	if !ok {
		return study.Round{}, fmt.Errorf("read a round: %w", study.ErrNotFound)
	}
	var round, slot *redis.StringCmd
	err := s.read(ctx, func(p redis.Pipeliner) {
		round = p.HGet(ctx, roundsKey(team, course, n/chunkDays), strconv.Itoa(n))
		slot = p.HGet(ctx, slotKey(team, questionEntry(course)), strconv.Itoa(n))
	})
	if err != nil {
		return study.Round{}, fmt.Errorf("read a round: %w", err)
	}
	if round.Val() == "" {
		return study.Round{}, fmt.Errorf("read a round: %w", study.ErrNotFound)
	}
	r, err := unpackRound(team, course, n, round.Val())
	r.Post = postOf(slot.Val())
	return r, err
}

// Rounds are all of a course, oldest first.
func (s *Store) Rounds(ctx context.Context, team, course string) ([]study.Round, error) {
	var span *redis.SliceCmd
	var slots *redis.MapStringStringCmd
	err := s.read(ctx, func(p redis.Pipeliner) {
		span = p.HMGet(ctx, countersKey(team), "f"+course, "l"+course)
		slots = p.HGetAll(ctx, slotKey(team, questionEntry(course)))
	})
	if err != nil {
		return nil, fmt.Errorf("read the course's rounds: %w", err)
	}
	first, last, ok := chunkSpan(span.Val())
	if !ok {
		return nil, nil
	}
	var chunks []*redis.MapStringStringCmd
	err = s.read(ctx, func(p redis.Pipeliner) {
		chunks = chunks[:0]
		for c := first; c <= last; c++ {
			chunks = append(chunks, p.HGetAll(ctx, roundsKey(team, course, c)))
		}
	})
	if err != nil {
		return nil, fmt.Errorf("read the course's rounds: %w", err)
	}
	var rounds []study.Round
	for _, chunk := range chunks {
		for field, value := range chunk.Val() {
			day, err := strconv.Atoi(field)
			if err != nil {
				return nil, errors.New("a stored round has no day")
			}
			r, err := unpackRound(team, course, day, value)
			if err != nil {
				return nil, err
			}
			r.Post = postOf(slots.Val()[field])
			rounds = append(rounds, r)
		}
	}
	slices.SortFunc(rounds, func(a, b study.Round) int { return strings.Compare(string(a.Day), string(b.Day)) })
	return rounds, nil
}

// chunkSpan reads the counters f and l; false when the course had no round.
func chunkSpan(values []any) (first, last int, ok bool) {
	if len(values) != 2 {
		return 0, 0, false
	}
	f, _ := values[0].(string)
	l, _ := values[1].(string)
	first, err1 := strconv.Atoi(f)
	last, err2 := strconv.Atoi(l)
	return first, last, err1 == nil && err2 == nil
}

// A stored round is: course number (2 bytes), question key (4), number (2), asked
// (6, milliseconds since 2000, 0 for none), the pack's id after its length, and
// the question's id. The top bit of asked says that the question's id comes after its
// length too, and why it was asked after that. packRound writes it from asked on.
func packRound(r study.Round) string {
	asked := int64(0)
	if !r.Asked.IsZero() {
		asked = max(0, r.Asked.UnixMilli()-epoch().UnixMilli())
	}
	b := binary.BigEndian.AppendUint64(nil, uint64(asked))[2:]
	b = append(b, byte(len(r.Pack)))
	b = append(b, r.Pack...)
	if r.Why == "" {
		return string(append(b, r.Question...))
	}
	b[0] |= hasWhy
	b = append(b, byte(len(r.Question)))
	b = append(b, r.Question...)
	return string(append(b, r.Why...))
}

// hasWhy is set in the first byte of asked, and mostWhy is the longest why in bytes: a
// value of more than 64 bytes would cost its whole hash the compact form.
const (
	hasWhy  = 0x80
	mostWhy = 32
)

func unpackRound(team, course string, day int, value string) (study.Round, error) {
	cut := errors.New("a stored round is cut short")
	b := []byte(value)
	if len(b) < 15 || len(b) < 15+int(b[14]) {
		return study.Round{}, cut
	}
	rest := b[15+int(b[14]):]
	r := study.Round{
		Team: team, Course: course, Day: dayAt(day),
		Pack:     string(b[15 : 15+int(b[14])]),
		Question: string(rest),
		Number:   int(binary.BigEndian.Uint16(b[6:])),
	}
	if b[8]&hasWhy != 0 {
		if len(rest) < 1 || len(rest) < 1+int(rest[0]) {
			return study.Round{}, cut
		}
		r.Question, r.Why = string(rest[1:1+int(rest[0])]), string(rest[1+int(rest[0]):])
	}
	if asked := binary.BigEndian.Uint64(append([]byte{0, 0, b[8] &^ hasWhy}, b[9:14]...)); asked != 0 {
		r.Asked = time.UnixMilli(int64(asked) + epoch().UnixMilli()).UTC()
	}
	return r, nil
}
