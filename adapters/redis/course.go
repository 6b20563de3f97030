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

// changeCourseScript writes a course and its agenda entries, unless somebody else has
// changed the course since it was read. What is stored already is written again: the
// answer to the first time may have been lost. People stand apart from the rest, so that
// forgetting one needs no reading of the rest.
//
//	KEYS 1 courses, 2 owners, 3 agenda
//	ARGV 1 channel, 2 course as it was read, 3 its people ("" for none), 4 and 5 both as
//	     they shall be, then as putScript
//	=>   false when it was changed, else as putScript
const changeCourseScript = `
local course = redis.call('HGET', KEYS[1], ARGV[1]) or ''
local people = redis.call('HGET', KEYS[2], ARGV[1]) or ''
if (course ~= ARGV[2] or people ~= ARGV[3]) and (course ~= ARGV[4] or people ~= ARGV[5]) then return false end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[4])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[5])
for i = 6, #ARGV, 2 do
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
	body, people, err := s.course(ctx, team, channel)
	if err == nil && body == "" {
		err = study.ErrNotFound
	}
	if err != nil {
		return study.Course{}, fmt.Errorf("read the course: %w", err)
	}
	return unpackCourse(body, people)
}

// course is a course as it is stored, "" for none.
func (s *Store) course(ctx context.Context, team, channel string) (body, people string, err error) {
	var b, p *redis.StringCmd
	err = s.read(ctx, func(pipe redis.Pipeliner) {
		b = pipe.HGet(ctx, coursesKey(team), channel)
		p = pipe.HGet(ctx, ownersKey(team), channel)
	})
	if err != nil {
		return "", "", err
	}
	return b.Val(), p.Val(), nil
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

// ChangeCourse gives change the course as it is stored; one that is not there yet has no
// State. What change makes of it is written in one step with the agenda entries that it
// answers; one whose Due is zero is taken off the agenda. When somebody else has changed
// the course in that moment, change is asked again, about what they have made of it. Its
// error is returned as it is, and nothing is written. ChangeCourse answers the course as
// it is then.
func (s *Store) ChangeCourse(ctx context.Context, team, channel string, change func(c *study.Course) ([]schedule.Entry, error)) (study.Course, error) {
	ctx, cancel := context.WithTimeout(ctx, budget) // for all the times together
	defer cancel()
	for {
		body, people, err := s.course(ctx, team, channel)
		if err != nil {
			return study.Course{}, fmt.Errorf("read the course: %w", err)
		}
		c := study.Course{}
		if body != "" {
			if c, err = unpackCourse(body, people); err != nil {
				return c, err
			}
		}
		c.Team, c.Channel = team, channel
		agenda, err := change(&c)
		if err != nil {
			return c, err
		}
		done, err := s.replaceCourse(ctx, body, people, c, agenda)
		if err != nil {
			return c, fmt.Errorf("save the course: %w", err)
		}
		if done {
			return c, nil
		}
	}
}

// replaceCourse is false when the stored course is not the one that was read.
func (s *Store) replaceCourse(ctx context.Context, body, people string, c study.Course, agenda []schedule.Entry) (bool, error) {
	bare := c
	bare.Owner, bare.Helpers = "", nil
	now, err := json.Marshal(bare)
	if err != nil {
		return false, err
	}
	if err := s.know(ctx, c.Team); err != nil {
		return false, err
	}
	args := append([]any{c.Channel, body, people, now, packPeople(c)}, entryArgs(agenda)...)
	keys := []string{coursesKey(c.Team), ownersKey(c.Team), agendaKey(c.Team)}
	first, err := s.run(ctx, s.scripts.changeCourse, keys, args...)
	if err != nil || first == nil {
		return false, err
	}
	return true, s.lower(ctx, c.Team, first)
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
