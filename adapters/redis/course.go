package redis

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"

	"studybot/bot/schedule"
	"studybot/bot/study"
)

// saveCourseScript writes a course and its agenda entries. People stand apart
// from the rest, so that forgetting one needs no reading of the rest.
//
//	KEYS 1 courses, 2 owners, 3 agenda
//	ARGV 1 channel, 2 course as JSON, 3 its people, then as putScript
//	=>   as putScript
const saveCourseScript = `
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
for i = 4, #ARGV, 2 do
  if ARGV[i + 1] == '' then
    redis.call('ZREM', KEYS[3], ARGV[i])
  else
    redis.call('ZADD', KEYS[3], ARGV[i + 1], ARGV[i])
  end
end
return redis.call('ZRANGE', KEYS[3], 0, 0, 'WITHSCORES')[2] or ''
`

// Course is one channel's course, or study.ErrNotFound.
func (s *Store) Course(ctx context.Context, team, channel string) (study.Course, error) {
	var body, people *redis.StringCmd
	err := s.read(ctx, func(p redis.Pipeliner) {
		body = p.HGet(ctx, coursesKey(team), channel)
		people = p.HGet(ctx, ownersKey(team), channel)
	})
	if err != nil {
		return study.Course{}, fmt.Errorf("read the course: %w", err)
	}
	if body.Val() == "" {
		return study.Course{}, fmt.Errorf("read the course: %w", study.ErrNotFound)
	}
	return unpackCourse(body.Val(), people.Val())
}

// Courses are a team's, ordered by channel.
func (s *Store) Courses(ctx context.Context, team string) ([]study.Course, error) {
	var bodies, people *redis.MapStringStringCmd
	err := s.read(ctx, func(p redis.Pipeliner) {
		bodies = p.HGetAll(ctx, coursesKey(team))
		people = p.HGetAll(ctx, ownersKey(team))
	})
	if err != nil {
		return nil, fmt.Errorf("read the team's courses: %w", err)
	}
	var courses []study.Course
	for channel, body := range bodies.Val() {
		c, err := unpackCourse(body, people.Val()[channel])
		if err != nil {
			return nil, err
		}
		courses = append(courses, c)
	}
	slices.SortFunc(courses, func(a, b study.Course) int { return cmp.Compare(a.Channel, b.Channel) })
	return courses, nil
}

// SaveCourse writes the course and its agenda entries in one step. An entry
// whose Due is zero is taken off the agenda.
func (s *Store) SaveCourse(ctx context.Context, c study.Course, agenda []schedule.Entry) error {
	people := packPeople(c)
	bare := c
	bare.Owner, bare.Helpers = "", nil
	body, err := json.Marshal(bare)
	if err != nil {
		return fmt.Errorf("save the course: %w", err)
	}
	if err := s.know(ctx, c.Team); err != nil {
		return fmt.Errorf("save the course: %w", err)
	}
	args := append([]any{c.Channel, body, people}, entryArgs(agenda)...)
	keys := []string{coursesKey(c.Team), ownersKey(c.Team), agendaKey(c.Team)}
	first, err := s.run(ctx, s.scripts.saveCourse, keys, args...)
	if err == nil {
		err = s.lower(ctx, c.Team, first)
	}
	if err != nil {
		return fmt.Errorf("save the course: %w", err)
	}
	return nil
}

// packPeople writes "owner,helper,helper", each escaped, so that a script can
// take one out by comparing.
func packPeople(c study.Course) string {
	ids := make([]string, 0, 1+len(c.Helpers))
	ids = append(ids, url.QueryEscape(c.Owner))
	for _, h := range c.Helpers {
		ids = append(ids, url.QueryEscape(h))
	}
	return strings.Join(ids, ",")
}

func unpackCourse(body, people string) (study.Course, error) {
	var c study.Course
	if err := json.Unmarshal([]byte(body), &c); err != nil {
		return c, fmt.Errorf("read a stored course: %w", err)
	}
	for i, id := range strings.Split(people, ",") {
		id, err := url.QueryUnescape(id)
		if err != nil {
			return c, fmt.Errorf("read a stored course's people: %w", err)
		}
		switch {
		case i == 0:
			c.Owner = id
		case id != "":
			c.Helpers = append(c.Helpers, id)
		}
	}
	return c, nil
}
