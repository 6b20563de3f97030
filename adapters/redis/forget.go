package redis

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"

	"github.com/redis/go-redis/v9"

	"studybot/bot/schedule"
)

// forgetScript removes a person. The caller names the pieces of every course's
// votes; when a round was opened in a new piece meanwhile, nothing is removed.
// Seats are never given twice, and the person's byte in every round becomes 0.
//
//	KEYS 1 people, 2 counters, 3 agenda, 4 owners, 5 log, 6 text, 7 ticks, 8 learned of the team, 9 plans,
//	     then ARGV[4] slots of the person's entries, then for each course its
//	     seats and its pieces of votes
//	ARGV 1 member, 2 member escaped as in owners, 3 how many courses have numbers,
//	     4 how many keys are slots, then for each course: channel, first and last piece
//	=>   1, or 0 when the pieces have changed
const forgetScript = `
local member, escaped = ARGV[1], ARGV[2]
if (redis.call('HGET', KEYS[2], '#') or '0') ~= ARGV[3] then return 0 end
for i = 5, #ARGV, 3 do
  if redis.call('HGET', KEYS[2], 'f' .. ARGV[i]) ~= ARGV[i + 1]
    or redis.call('HGET', KEYS[2], 'l' .. ARGV[i]) ~= ARGV[i + 2] then return 0 end
end

local next = 10 + ARGV[4]
for i = 10, next - 1 do redis.call('DEL', KEYS[i]) end
for i = 5, #ARGV, 3 do
  local seats, last = KEYS[next], next + 1 + ARGV[i + 2] - ARGV[i + 1]
  local seat = tonumber(redis.call('HGET', seats, member) or 0)
  if seat > 0 then
    for k = next + 1, last do
      local all = redis.call('HGETALL', KEYS[k])
      for v = 1, #all, 2 do
        local votes = all[v + 1]
        if (string.byte(votes, seat) or 0) > 0 then
          redis.call('HSET', KEYS[k], all[v], string.sub(votes, 1, seat - 1) .. '\0' .. string.sub(votes, seat + 1))
        end
      end
    end
    redis.call('HDEL', seats, member)
  end
  next = last + 1
end

for _, entry in ipairs(redis.call('ZRANGE', KEYS[3], 0, -1)) do
  if string.match(entry, '^[^/]*/(.*)$') == member then redis.call('ZREM', KEYS[3], entry) end
end
local owners = redis.call('HGETALL', KEYS[4])
for i = 1, #owners, 2 do
  local left, place = {}, 0
  for id in string.gmatch(owners[i + 1] .. ',', '([^,]*),') do
    place = place + 1
    if id ~= escaped then
      left[#left + 1] = id
    elseif place == 1 then
      left[1] = ''
    end
  end
  local people = table.concat(left, ',')
  if people ~= owners[i + 1] then redis.call('HSET', KEYS[4], owners[i], people) end
end
redis.call('DEL', KEYS[5], KEYS[6], KEYS[7], KEYS[8], KEYS[9])
redis.call('HDEL', KEYS[1], member)
redis.call('HINCRBY', KEYS[2], '-', 1) -- so that no mark of a log comes again; see Marks
return 1
`

// forgetTries is how often Forget reads the team's courses anew; each further
// time takes a round that was opened in the moment between.
const forgetTries = 10

// Forget removes everything of the person in one step: afterwards no key and no
// value holds their id or anything they gave. A course that they owned has no owner.
func (s *Store) Forget(ctx context.Context, team, id string) error {
	for range forgetTries {
		done, err := s.forgetOnce(ctx, team, id)
		if err != nil {
			return fmt.Errorf("forget a member: %w", err)
		}
		if done {
			return nil
		}
	}
	return errors.New("forget a member: the team's courses kept changing; nothing was removed, try again")
}

func (s *Store) forgetOnce(ctx context.Context, team, id string) (bool, error) {
	var counters *redis.MapStringStringCmd
	err := s.read(ctx, func(p redis.Pipeliner) { counters = p.HGetAll(ctx, countersKey(team)) })
	if err != nil {
		return false, err
	}
	keys := []string{
		peopleKey(team), countersKey(team), agendaKey(team), ownersKey(team),
		logKey(team, id), textKey(team, id), ticksKey(team, id), learnedKey(team), plansKey(team, id),
	}
	kinds := []schedule.Kind{schedule.Question, schedule.Reveal, schedule.Weekly, schedule.Plans, schedule.Digest, schedule.Own, schedule.Notice}
	for _, k := range kinds {
		keys = append(keys, slotKey(team, schedule.Entry{Kind: k, Subject: id}.Name()))
	}
	numbers := courseNumbers(counters.Val())
	channels := make([]string, 0, len(numbers))
	for channel := range numbers {
		channels = append(channels, channel)
	}
	slices.Sort(channels)
	args := []any{id, url.QueryEscape(id), len(channels), len(kinds)}
	for _, channel := range channels {
		first, last, ok := chunkSpan([]any{counters.Val()["f"+channel], counters.Val()["l"+channel]})
		if !ok {
			return false, errors.New("a course has no span of rounds")
		}
		args = append(args, channel, first, last)
		keys = append(keys, seatsKey(team, channel))
		for c := first; c <= last; c++ {
			keys = append(keys, votesKey(team, channel, c))
		}
	}
	answer, err := s.run(ctx, s.scripts.forget, keys, args...)
	return answer == int64(1), err
}
