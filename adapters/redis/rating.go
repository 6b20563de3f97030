package redis

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"

	"studybot/bot/study"
)

// rateScript stores a rating if it counts. A member's log is a hash: the field
// named like the pack holds the newest records (see record.go), and when 72 are
// full they move to a field named pack, NUL and their first record. The votes
// of a round are a string with one byte a member of the course, at the member's
// seat, so a tally is counted and can not drift. The field NUL and pack counts how
// often a record was replaced; see Marks.
//
//	KEYS 1 rounds, 2 votes, 3 seats of the course, 4 log of the member, 5 people, 6 counters
//	ARGV 1 member, 2 course, 3 day (0: private), 4 question key, 5 pack,
//	     6 ms since 2000, 7 code, 8 choice
//	=>   verdict, previous value, current value, votes
const rateScript = `
local member, course, day, key, pack = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4], ARGV[5]
local at, code, choice = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local stamp, value = at * 64 + code, code % 8

local number, seat, votes, before = 0, 0, '', 0
if day > 0 then
  local round = redis.call('HGET', KEYS[1], ARGV[3])
  if not round or string.sub(round, 3, 6) ~= key
    or string.sub(round, 16, 15 + string.byte(round, 15)) ~= pack then
    return {'unknown', 0, 0, ''}
  end
  number = string.byte(round, 1) * 256 + string.byte(round, 2)
  votes = redis.call('HGET', KEYS[2], ARGV[3]) or ''
  seat = tonumber(redis.call('HGET', KEYS[3], member) or 0)
  if seat > 0 then before = string.byte(votes, seat) or 0 end
end
local place = number * 32768 + day

local found = {}
if before > 0 or day == 0 then
  local function search(field)
    local records = redis.call('HGET', KEYS[4], field)
    if not records or not string.find(records, key, 1, true) then return end
    for i = #records - 13, 1, -14 do
      if string.sub(records, i + 10, i + 13) == key then
        local a, b, c, d, e, f, g, h, j, k = string.byte(records, i, i + 9)
        local word = ((g * 256 + h) * 256 + j) * 256 + k
        local made = ((((a * 256 + b) * 256 + c) * 256 + d) * 256 + e) * 256 + f
        if math.floor(word / 32) == place and (not found.stamp or made > found.stamp) then
          found = {field = field, records = records, i = i, stamp = made, choice = word % 32}
        end
      end
    end
  end
  search(pack)
  if not found.stamp then
    local start = pack .. '\0'
    for _, field in ipairs(redis.call('HKEYS', KEYS[4])) do
      if #field == #start + 14 and string.sub(field, 1, #start) == start then search(field) end
    end
  end
end
if found.stamp and day == 0 and at - math.floor(found.stamp / 64) >= 86400000 then found = {} end

local function two(n) return math.floor(n / 256) % 256, n % 256 end
local s1, s2 = two(math.floor(stamp / 4294967296))
local s3, s4 = two(math.floor(stamp / 65536) % 65536)
local s5, s6 = two(stamp % 65536)
local p1, p2 = two(math.floor(place / 2048))
local p3, p4 = two((place * 32 + choice) % 65536)
local record = string.char(s1, s2, s3, s4, s5, s6, p1, p2, p3, p4) .. key
local function replace()
  redis.call('HSET', KEYS[4], found.field,
    string.sub(found.records, 1, found.i - 1) .. record .. string.sub(found.records, found.i + 14))
  redis.call('HINCRBY', KEYS[4], '\0' .. pack, 1)
end
local function vote()
  if day == 0 then return end
  votes = string.sub(votes, 1, seat - 1) .. string.rep('\0', seat - 1 - #votes) .. string.char(value) .. string.sub(votes, seat + 1)
  redis.call('HSET', KEYS[2], ARGV[3], votes)
end

if found.stamp then
  local old = found.stamp % 64
  local previous = old % 8
  local closed = day > 0 and redis.call('HGET', KEYS[6], 'c' .. course) ~= ARGV[3]
  if old == code and found.choice == choice then
    -- the value stands, but what was made in between must not win later
    if old < 16 and not closed and stamp > found.stamp then replace() end
    return {'same', previous, previous, votes}
  end
  if old >= 16 then return {'locked', previous, previous, votes} end
  if stamp <= found.stamp then return {'older', previous, previous, votes} end
  if closed then return {'closed', previous, previous, votes} end
  replace()
  vote()
  return {'changed', previous, value, votes}
end

redis.call('HSETNX', KEYS[5], member, '')
if day > 0 and seat == 0 then
  seat = redis.call('HINCRBY', KEYS[6], 's' .. course, 1)
  redis.call('HSET', KEYS[3], member, seat)
end
vote()
local records = redis.call('HGET', KEYS[4], pack) or ''
if #records >= 72 * 14 then
  redis.call('HSET', KEYS[4], pack .. '\0' .. string.sub(records, 1, 14), records)
  records = ''
end
redis.call('HSET', KEYS[4], pack, records .. record)
return {'stored', 0, value, votes}
`

// Rate stores the rating if it counts, in one round trip, and says what became
// of it. In a round (Course and Day set) the round must exist and ask this
// question of who.Pack; the last At wins; a keyed answer never changes; an open
// one changes only while the round is the course's current one. Repeating a
// rating changes nothing, except that a later repetition is what an even later
// delivery of something older is compared with. A private rating (Course and Day
// empty) replaces one of the same question that is less than 24 hours older.
func (s *Store) Rate(ctx context.Context, who study.Who, r study.Rating) (study.Receipt, error) {
	code, err := ratingCode(r)
	if err != nil {
		return study.Receipt{}, fmt.Errorf("store a rating: %w", err)
	}
	at, err := stampMs(r.At)
	if err != nil {
		return study.Receipt{}, fmt.Errorf("store a rating: %w", err)
	}
	day, ok := dayNumber(r.Day)
	if !ok || (r.Course == "") != (day == 0) {
		return study.Receipt{Verdict: study.Unknown}, nil
	}
	keys := []string{
		roundsKey(who.Team, r.Course, day/chunkDays), votesKey(who.Team, r.Course, day/chunkDays),
		seatsKey(who.Team, r.Course), logKey(who.Team, who.Member), peopleKey(who.Team), countersKey(who.Team),
	}
	answer, err := s.run(ctx, s.scripts.rate, keys,
		who.Member, r.Course, day, keyBytes(r.Question), who.Pack, at, code, r.Choice)
	if err != nil {
		return study.Receipt{}, fmt.Errorf("store a rating: %w", err)
	}
	got, _ := answer.([]any)
	if len(got) != 4 {
		return study.Receipt{}, errors.New("store a rating: the script answered something else")
	}
	verdict, _ := got[0].(string)
	previous, _ := got[1].(int64)
	current, _ := got[2].(int64)
	votes, _ := got[3].(string)
	return study.Receipt{
		Verdict:  study.Verdict(verdict),
		Previous: int(previous), Current: int(current),
		Tally: count(votes),
	}, nil
}

// count counts votes.
func count(votes string) study.Tally {
	var t study.Tally
	for i := range len(votes) {
		if v := int(votes[i]); v >= 1 && v <= 5 {
			t[v]++
		}
	}
	return t
}

// Ratings are those that count, oldest first: one a round and question.
func (s *Store) Ratings(ctx context.Context, who study.Who) ([]study.Rating, error) {
	var log, counters *redis.MapStringStringCmd
	err := s.read(ctx, func(p redis.Pipeliner) {
		log = p.HGetAll(ctx, logKey(who.Team, who.Member))
		counters = p.HGetAll(ctx, countersKey(who.Team))
	})
	if err != nil {
		return nil, fmt.Errorf("read a member's ratings: %w", err)
	}
	courses := make(map[int]string)
	for channel, n := range courseNumbers(counters.Val()) {
		courses[n] = channel
	}
	var ratings []study.Rating
	for field, chunk := range log.Val() {
		if full, ok := strings.CutPrefix(field, who.Pack+"\x00"); field != who.Pack && (!ok || len(full) != recordSize) {
			continue
		}
		part, err := unpackRecords(chunk, courses)
		if err != nil {
			return nil, fmt.Errorf("read a member's ratings: %w", err)
		}
		ratings = append(ratings, part...)
	}
	slices.SortFunc(ratings, func(a, b study.Rating) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Day, b.Day), cmp.Compare(a.Course, b.Course), cmp.Compare(a.Question, b.Question))
	})
	return ratings, nil
}

// courseNumbers reads the counters n: the courses that had rounds.
func courseNumbers(counters map[string]string) map[string]int {
	numbers := make(map[string]int)
	for field, value := range counters {
		if channel, ok := strings.CutPrefix(field, "n"); ok {
			if n, err := strconv.Atoi(value); err == nil {
				numbers[channel] = n
			}
		}
	}
	return numbers
}

// Tally counts a round's ratings.
func (s *Store) Tally(ctx context.Context, team, course string, day study.Day) (study.Tally, error) {
	n, ok := dayNumber(day)
	if !ok {
		return study.Tally{}, nil
	}
	var votes *redis.StringCmd
	err := s.read(ctx, func(p redis.Pipeliner) {
		votes = p.HGet(ctx, votesKey(team, course, n/chunkDays), strconv.Itoa(n))
	})
	if err != nil {
		return study.Tally{}, fmt.Errorf("count a round's ratings: %w", err)
	}
	return count(votes.Val()), nil
}
