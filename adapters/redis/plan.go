package redis

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"

	"studybot/bot/study"
)

// savePlanScript replaces a plan by one that was made from it. Somebody who is not
// among the people, because they were just forgotten, gets none.
//
//	KEYS 1 plans of the member: by pack, "revision text"; 2 people
//	ARGV 1 member, 2 pack, 3 revision of the new plan, 4 its text
//	=>   what is stored now, or false
const savePlanScript = `
if redis.call('HEXISTS', KEYS[2], ARGV[1]) == 0 then return false end
local stored = redis.call('HGET', KEYS[1], ARGV[2])
local revision = stored and tonumber(string.match(stored, '^%d+')) or 0
if revision == ARGV[3] - 1 then
  stored = ARGV[3] .. ' ' .. ARGV[4]
  redis.call('HSET', KEYS[1], ARGV[2], stored)
end
return stored
`

// Plan is the member's in the pack; zero when there is none.
func (s *Store) Plan(ctx context.Context, who study.Who) (study.StoredPlan, error) {
	var stored *redis.StringCmd
	err := s.read(ctx, func(p redis.Pipeliner) { stored = p.HGet(ctx, plansKey(who.Team, who.Member), who.Pack) })
	if err != nil {
		return study.StoredPlan{}, fmt.Errorf("read a plan: %w", err)
	}
	return unpackPlan(stored.Val())
}

// SavePlan keeps a plan that was made from the one whose revision is one less, or,
// as the first, from none. It answers what is stored then: another plan when that
// one had been replaced meanwhile, and none for somebody who is no member.
func (s *Store) SavePlan(ctx context.Context, who study.Who, p study.StoredPlan) (study.StoredPlan, error) {
	if p.Revision < 1 {
		return study.StoredPlan{}, errors.New("save a plan: revisions count from 1")
	}
	keys := []string{plansKey(who.Team, who.Member), peopleKey(who.Team)}
	answer, err := s.run(ctx, s.scripts.savePlan, keys, who.Member, who.Pack, p.Revision, p.Text)
	if err != nil {
		return study.StoredPlan{}, fmt.Errorf("save a plan: %w", err)
	}
	stored, _ := answer.(string)
	return unpackPlan(stored)
}

func unpackPlan(stored string) (study.StoredPlan, error) {
	if stored == "" {
		return study.StoredPlan{}, nil
	}
	revision, text, _ := strings.Cut(stored, " ")
	n, err := strconv.Atoi(revision)
	if err != nil {
		return study.StoredPlan{}, errors.New("a stored plan has no revision")
	}
	return study.StoredPlan{Revision: n, Text: []byte(text)}, nil
}
