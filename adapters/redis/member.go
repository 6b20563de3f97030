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

// saveMemberScript stores what a person chose.
//
//	KEYS 1 people: a field a person, "" until they choose something
//	ARGV 1 member, 2 "shared digest from to zone away questions at minutes"
const saveMemberScript = `return redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])`

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

// SaveMember writes the record; Courses are kept as stored.
func (s *Store) SaveMember(ctx context.Context, m study.Member) error {
	if _, err := s.run(ctx, s.scripts.saveMember, []string{peopleKey(m.Team)}, m.ID, packMember(m)); err != nil {
		return fmt.Errorf("save a member's record: %w", err)
	}
	return nil
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

func unpackMember(team, id, chosen string) (study.Member, error) {
	m := study.Member{
		Team: team, ID: id, Digest: true, QuietFrom: quietFrom, QuietTo: quietTo,
		Questions: study.UsualQuestions, QuestionsAt: study.UsualQuestionsAt, Minutes: study.UsualMinutes,
	}
	if chosen == "" {
		return m, nil
	}
	part := strings.Split(chosen, " ")
	if len(part) != 9 && len(part) != 6 { // six: chosen before questions could be
		return m, errors.New("a member's stored record can not be read")
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
		return m, errors.New("a member's stored record can not be read")
	}
	return m, nil
}
