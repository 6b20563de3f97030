package redis

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"

	"studybot/bot/study"
)

// saveMemberScript changes what differs between two records of a person, and leaves
// the rest as it is stored. The quiet hours are one choice: a night of which one end is
// of this change and the other of another would be nobody's. A record without the last
// three parts was stored before questions could be chosen.
//
//	KEYS 1 people: a field a person, "" until they choose something
//	ARGV 1 member, then as "shared digest from to zone away questions at minutes":
//	     2 the record that was read, 3 that record changed, 4 the defaults
//	=>   the record as it is stored now, or false when the stored one is of another form
const saveMemberScript = `
local function parts(record)
  local all = {}
  for part in string.gmatch(record .. ' ', '([^ ]*) ') do all[#all + 1] = part end
  return all
end
local was, new, now = parts(ARGV[2]), parts(ARGV[3]), parts(ARGV[4])
local stored = redis.call('HGET', KEYS[1], ARGV[1])
if stored and stored ~= '' then
  local chosen = parts(stored)
  if #chosen ~= 6 and #chosen ~= 9 then return false end
  for i, part in ipairs(chosen) do now[i] = part end
end
for i, part in ipairs(new) do
  if part ~= was[i] then now[i] = part end
end
if new[3] ~= was[3] or new[4] ~= was[4] then now[3], now[4] = new[3], new[4] end
local merged = table.concat(now, ' ')
redis.call('HSET', KEYS[1], ARGV[1], merged)
return merged
`

// The hours without private messages of somebody who has chosen none.
const (
	quietFrom = study.Clock(20 * 60)
	quietTo   = study.Clock(8 * 60)
)

// Member is the person's record; for someone unknown the defaults (Digest true,
// quiet from 20:00 to 08:00, nothing shared, three questions at ten, three hours a week), without an error.
func (s *Store) Member(ctx context.Context, team, id string) (study.Member, error) {
	var chosen *redis.StringCmd
	var counters *redis.MapStringStringCmd
	err := s.read(ctx, func(p redis.Pipeliner) {
		chosen = p.HGet(ctx, peopleKey(team), id)
		counters = p.HGetAll(ctx, countersKey(team))
	})
	if err != nil {
		return study.Member{}, fmt.Errorf("read a member's record: %w", err)
	}
	m, err := unpackMember(team, id, chosen.Val())
	if err != nil {
		return m, err
	}
	seats := make(map[string]*redis.StringCmd)
	err = s.read(ctx, func(p redis.Pipeliner) {
		for channel := range courseNumbers(counters.Val()) {
			seats[channel] = p.HGet(ctx, seatsKey(team, channel), id)
		}
	})
	if err != nil {
		return study.Member{}, fmt.Errorf("read a member's record: %w", err)
	}
	for channel, seat := range seats {
		if seat.Val() != "" {
			m.Courses = append(m.Courses, channel)
		}
	}
	slices.Sort(m.Courses)
	return m, nil
}

// SaveMember changes what differs between was, the record as it was read, and m, in one
// step; the rest stays as it is stored, be it that others have changed it meanwhile. It
// answers the record as it is then, with the Courses of m, which are never written.
func (s *Store) SaveMember(ctx context.Context, was, m study.Member) (study.Member, error) {
	answer, err := s.run(ctx, s.scripts.saveMember, []string{peopleKey(m.Team)},
		m.ID, packMember(was), packMember(m), packMember(unchosen(m.Team, m.ID)))
	if err != nil {
		return study.Member{}, fmt.Errorf("save a member's record: %w", err)
	}
	stored, ok := answer.(string)
	if !ok {
		return study.Member{}, errUnreadable
	}
	now, err := unpackMember(m.Team, m.ID, stored)
	now.Courses = m.Courses
	return now, err
}

// Members are the people of a team who answered, assessed or chose something, by id.
func (s *Store) Members(ctx context.Context, team string) ([]study.Member, error) {
	var people, counters *redis.MapStringStringCmd
	err := s.read(ctx, func(p redis.Pipeliner) {
		people = p.HGetAll(ctx, peopleKey(team))
		counters = p.HGetAll(ctx, countersKey(team))
	})
	if err != nil {
		return nil, fmt.Errorf("read the team's members: %w", err)
	}
	seats := make(map[string]*redis.StringSliceCmd)
	err = s.read(ctx, func(p redis.Pipeliner) {
		for channel := range courseNumbers(counters.Val()) {
			seats[channel] = p.HKeys(ctx, seatsKey(team, channel))
		}
	})
	if err != nil {
		return nil, fmt.Errorf("read the team's members: %w", err)
	}
	courses := make(map[string][]string)
	for channel, ids := range seats {
		for _, id := range ids.Val() {
			courses[id] = append(courses[id], channel)
		}
	}
	var members []study.Member
	for id, chosen := range people.Val() {
		m, err := unpackMember(team, id, chosen)
		if err != nil {
			return nil, err
		}
		m.Courses = courses[id]
		slices.Sort(m.Courses)
		members = append(members, m)
	}
	slices.SortFunc(members, func(a, b study.Member) int { return cmp.Compare(a.ID, b.ID) })
	return members, nil
}

func packMember(m study.Member) string {
	bit := func(b bool) int {
		if b {
			return 1
		}
		return 0
	}
	return fmt.Sprintf("%d %d %d %d %s %s %d %d %d", bit(m.Shared), bit(m.Digest), m.QuietFrom, m.QuietTo,
		url.QueryEscape(m.Zone), url.QueryEscape(string(m.AwayUntil)), m.Questions, m.QuestionsAt, m.Minutes)
}

// errUnreadable is what a record says that this version has not written.
var errUnreadable = errors.New("a member's stored record can not be read")

// unchosen is the record of somebody who has chosen nothing.
func unchosen(team, id string) study.Member {
	return study.Member{
		Team: team, ID: id, Digest: true, QuietFrom: quietFrom, QuietTo: quietTo,
		Questions: study.UsualQuestions, QuestionsAt: study.UsualQuestionsAt, Minutes: study.UsualMinutes,
	}
}

func unpackMember(team, id, chosen string) (study.Member, error) {
	m := unchosen(team, id)
	if chosen == "" {
		return m, nil
	}
	part := strings.Split(chosen, " ")
	if len(part) != 9 && len(part) != 6 { // six: chosen before questions could be
		return m, errUnreadable
	}
	from, err1 := strconv.Atoi(part[2])
	to, err2 := strconv.Atoi(part[3])
	zone, err3 := url.QueryUnescape(part[4])
	away, err4 := url.QueryUnescape(part[5])
	m.Shared, m.Digest = part[0] == "1", part[1] == "1"
	m.QuietFrom, m.QuietTo, m.Zone, m.AwayUntil = study.Clock(from), study.Clock(to), zone, study.Day(away)
	var err error
	if len(part) == 9 {
		var at int
		var errs [3]error
		m.Questions, errs[0] = strconv.Atoi(part[6])
		at, errs[1] = strconv.Atoi(part[7])
		m.Minutes, errs[2] = strconv.Atoi(part[8])
		m.QuestionsAt, err = study.Clock(at), errors.Join(errs[:]...)
	}
	if err := errors.Join(err, err1, err2, err3, err4); err != nil {
		return m, errUnreadable
	}
	return m, nil
}
