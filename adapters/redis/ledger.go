package redis

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"studybot/bot/deliver"
	"studybot/bot/schedule"
	"studybot/bot/study"
)

// How many settled slots an entry keeps. Members' entries keep few: there are
// many members, and nobody looks far back.
const (
	keepSlots  = 60
	keepDigest = 12
)

// The slots of an entry are one hash. Field t counts fencing tokens, f is the
// latest day that was dropped, and each day number holds one of
//
//	c<token> <until ms> <since ms> <worker>     claimed
//	p<token> <until ms> <since ms> <worker>     claimed, and the platform may have been called
//	s<token> <at ms> <result> <post> <reason>   settled
//
// claimScript takes a slot.
//
//	KEYS 1 slots of the entry
//	ARGV 1 day, 2 worker, 3 lease in ms
//	=>   state, token, since in ms
const claimScript = `
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local slot = redis.call('HGET', KEYS[1], ARGV[1])
if not slot and tonumber(ARGV[1]) <= tonumber(redis.call('HGET', KEYS[1], 'f') or -1) then
  return {'settled', 0, 0}
end
local state, since, answer = 'c', now, 'fresh'
if slot then
  state = string.sub(slot, 1, 1)
  if state == 's' then return {'settled', 0, 0} end
  local ends, first, worker = string.match(slot, '^.%d+ (%d+) (%d+) (.*)$')
  if tonumber(ends) > now and worker ~= ARGV[2] then return {'held', 0, 0} end
  since = tonumber(first)
  if state == 'p' then answer = 'again' end
end
local token = redis.call('HINCRBY', KEYS[1], 't', 1)
redis.call('HSET', KEYS[1], ARGV[1], string.format('%s%.0f %.0f %.0f %s', state, token, now + ARGV[3], since, ARGV[2]))
return {answer, token, since}
`

// confirmScript marks a slot as being posted.
//
//	KEYS 1 slots of the entry, 2 gate of the team
//	ARGV 1 day, 2 token, 3 lease in ms
//	=>   -1 when the claim is lost, else for how many ms the gate stays closed
const confirmScript = `
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local slot = redis.call('HGET', KEYS[1], ARGV[1])
if not slot then return -1 end
local state, token, since, worker = string.match(slot, '^([cp])(%d+) %d+ (%d+) (.*)$')
if token ~= ARGV[2] then return -1 end
local opens = tonumber(redis.call('GET', KEYS[2]) or 0)
if opens > now then return opens - now end
redis.call('HSET', KEYS[1], ARGV[1], string.format('p%s %.0f %s %s', token, now + ARGV[3], since, worker))
return 0
`

// settleScript records an outcome and the entry's next due. The same claim may
// settle twice: its first answer may have been lost.
//
//	KEYS 1 slots of the entry, 2 agenda
//	ARGV 1 day, 2 token, 3 outcome, 4 entry name, 5 next due in ms ("" removes), 6 slots to keep, 7 when it was settled, in ms
//	=>   false when the claim is lost, else the team's earliest due, "" for none
const settleScript = `
local slot = redis.call('HGET', KEYS[1], ARGV[1])
if not slot then return false end
local state, token = string.match(slot, '^([cps])(%d+) ')
if token ~= ARGV[2] then return false end
if state ~= 's' then
  redis.call('HSET', KEYS[1], ARGV[1], 's' .. token .. ' ' .. ARGV[3])
  local due = tonumber(redis.call('ZSCORE', KEYS[2], ARGV[4]) or 0)
  if due > tonumber(ARGV[7]) then
    -- a new timetable has moved the entry ahead since it was claimed
  elseif ARGV[5] == '' then
    redis.call('ZREM', KEYS[2], ARGV[4])
  else
    redis.call('ZADD', KEYS[2], ARGV[5], ARGV[4])
  end
  local all, days = redis.call('HGETALL', KEYS[1]), {}
  for i = 1, #all, 2 do
    if string.sub(all[i + 1], 1, 1) == 's' then days[#days + 1] = tonumber(all[i]) end
  end
  table.sort(days)
  local floor = tonumber(redis.call('HGET', KEYS[1], 'f') or -1)
  for i = 1, #days - tonumber(ARGV[6]) do
    redis.call('HDEL', KEYS[1], days[i])
    if days[i] > floor then floor = days[i] end
    redis.call('HSET', KEYS[1], 'f', floor)
  end
end
return redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')[2] or ''
`

// closeGateScript closes a team's gate for a while; it never shortens a wait.
//
//	KEYS 1 gate
//	ARGV 1 wait in ms
const closeGateScript = `
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local opens = now + ARGV[1]
if opens > tonumber(redis.call('GET', KEYS[1]) or 0) then
  redis.call('SET', KEYS[1], string.format('%.0f', opens), 'PX', ARGV[1])
end
return 1
`

// Claim takes the slot for worker unless it is settled or held by another. A
// worker may claim again what it holds; the earlier token is worth nothing then.
// The answer is Again only if an earlier claim was confirmed. A slot older than
// those that are kept counts as settled.
func (s *Store) Claim(ctx context.Context, slot schedule.Slot, worker string, lease time.Duration) (schedule.Claim, error) {
	day, err := slotDay(slot)
	if err != nil {
		return schedule.Claim{}, fmt.Errorf("claim a slot: %w", err)
	}
	answer, err := s.run(ctx, s.scripts.claim, []string{slotKey(slot.Team, slot.Name())}, day, worker, leaseMs(lease))
	if err != nil {
		return schedule.Claim{}, fmt.Errorf("claim a slot: %w", err)
	}
	got, _ := answer.([]any)
	if len(got) != 3 {
		return schedule.Claim{}, errors.New("claim a slot: the script answered something else")
	}
	state, _ := got[0].(string)
	token, _ := got[1].(int64)
	since, _ := got[2].(int64)
	c := schedule.Claim{Slot: slot, State: schedule.ClaimState(state), Token: token}
	if since > 0 {
		c.Since = time.UnixMilli(since).UTC()
	}
	return c, nil
}

// Confirm extends the claim and marks the slot as being posted, just before the
// platform is called. ErrLost when another claim has been made since; a lease
// that ran out while nobody looked is extended. wait is how long the team's gate
// stays closed; when it is not zero nothing is marked.
func (s *Store) Confirm(ctx context.Context, c schedule.Claim, lease time.Duration) (time.Duration, error) {
	day, err := slotDay(c.Slot)
	if err != nil {
		return 0, fmt.Errorf("confirm a claim: %w", err)
	}
	keys := []string{slotKey(c.Team, c.Name()), gateKey(c.Team)}
	answer, err := s.run(ctx, s.scripts.confirm, keys, day, c.Token, leaseMs(lease))
	if err != nil {
		return 0, fmt.Errorf("confirm a claim: %w", err)
	}
	ms, _ := answer.(int64)
	if ms < 0 {
		return 0, fmt.Errorf("confirm a claim: %w", deliver.ErrLost)
	}
	return time.Duration(ms) * time.Millisecond, nil
}

// Settle records the outcome and sets the entry's next due instant (zero removes
// the entry) in one step. An entry that is due after o.At by now was moved by a new
// timetable and stays. ErrLost when the claim is no longer ours.
func (s *Store) Settle(ctx context.Context, c schedule.Claim, o schedule.Outcome, next time.Time) error {
	day, err := slotDay(c.Slot)
	if err != nil {
		return fmt.Errorf("settle a slot: %w", err)
	}
	keep := keepSlots
	if c.Kind == schedule.Digest || c.Kind == schedule.Own {
		keep = keepDigest
	}
	keys := []string{slotKey(c.Team, c.Name()), agendaKey(c.Team)}
	first, err := s.run(ctx, s.scripts.settle, keys, day, c.Token, packOutcome(o), c.Name(), dueMs(next), keep, settledMs(o))
	if err != nil {
		return fmt.Errorf("settle a slot: %w", err)
	}
	if first == nil {
		return fmt.Errorf("settle a slot: %w", deliver.ErrLost)
	}
	if err := s.lower(ctx, c.Team, first); err != nil {
		return fmt.Errorf("settle a slot: %w", err)
	}
	return nil
}

// CloseGate keeps every replica from calling the team's platform for a while. A
// shorter wait does not open a gate that is closed for longer.
func (s *Store) CloseGate(ctx context.Context, team string, wait time.Duration) error {
	if wait <= 0 {
		return nil
	}
	if _, err := s.run(ctx, s.scripts.closeGate, []string{gateKey(team)}, leaseMs(wait)); err != nil {
		return fmt.Errorf("close the team's gate: %w", err)
	}
	return nil
}

// Outcomes are the newest n of one agenda entry, newest first.
func (s *Store) Outcomes(ctx context.Context, team, entry string, n int) ([]schedule.Outcome, error) {
	var all *redis.MapStringStringCmd
	err := s.read(ctx, func(p redis.Pipeliner) { all = p.HGetAll(ctx, slotKey(team, entry)) })
	if err != nil {
		return nil, fmt.Errorf("read what became of slots: %w", err)
	}
	e, _ := schedule.ParseEntry(entry)
	var outcomes []schedule.Outcome
	for field, value := range all.Val() {
		day, err := strconv.Atoi(field)
		if err != nil {
			continue // a counter
		}
		if o, ok := unpackOutcome(value); ok {
			o.Slot = schedule.Slot{Team: team, Entry: e, Day: dayAt(day)}
			outcomes = append(outcomes, o)
		}
	}
	slices.SortFunc(outcomes, func(a, b schedule.Outcome) int { return strings.Compare(string(b.Day), string(a.Day)) })
	return outcomes[:min(max(n, 0), len(outcomes))], nil
}

var errDay = errors.New("a slot needs a date between 2000 and 2089")

func slotDay(s schedule.Slot) (int, error) {
	day, ok := dayNumber(s.Day)
	if !ok {
		return 0, errDay
	}
	return day, nil
}

// settledMs is when the slot was settled; an outcome without a time beats any agenda.
func settledMs(o schedule.Outcome) int64 {
	if o.At.IsZero() {
		return math.MaxInt32 * 1000 * 2 // the year 2106
	}
	return o.At.UnixMilli()
}

func packOutcome(o schedule.Outcome) string {
	at := int64(0)
	if !o.At.IsZero() {
		at = o.At.UnixMilli()
	}
	return fmt.Sprintf("%d %s %s %s", at, url.QueryEscape(string(o.Result)), url.QueryEscape(o.Post), url.QueryEscape(o.Reason))
}

// unpackOutcome reads a settled slot; false when the value is a claim.
func unpackOutcome(value string) (schedule.Outcome, bool) {
	part := strings.Split(value, " ")
	if !strings.HasPrefix(value, "s") || len(part) != 5 {
		return schedule.Outcome{}, false
	}
	var text [3]string
	for i := range text {
		var err error
		if text[i], err = url.QueryUnescape(part[2+i]); err != nil {
			return schedule.Outcome{}, false
		}
	}
	o := schedule.Outcome{Result: schedule.Result(text[0]), Post: text[1], Reason: text[2]}
	if at, err := strconv.ParseInt(part[1], 10, 64); err == nil && at != 0 {
		o.At = time.UnixMilli(at).UTC()
	}
	return o, true
}

// postOf is the post that settled the question slot of a round's day.
func postOf(value string) string {
	o, _ := unpackOutcome(value)
	return o.Post
}

// questionEntry is the agenda entry of a course's daily question.
func questionEntry(course string) string {
	return schedule.Entry{Kind: schedule.Question, Subject: course}.Name()
}

// dayAt undoes dayNumber.
func dayAt(n int) study.Day {
	if n <= 0 {
		return ""
	}
	return study.DayOf(epoch().AddDate(0, 0, n-1))
}
