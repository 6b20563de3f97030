package redis

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"studybot/bot/study"
)

// Ratings of areas are stored as "area=4&area=2", the ids escaped.
//
// saveDraftScript merges ratings into a draft; a rating of 0 takes its area out. Those
// that only fill come last and count where the draft has none.
//
//	KEYS 1 text of the member, 2 people
//	ARGV 1 member, 2 field of the draft, 3 where the pairs begin that only fill,
//	     then pairs: area, rating
//	=>   the whole draft
const saveDraftScript = `
local draft = redis.call('HGET', KEYS[1], ARGV[2]) or ''
local order, rated = {}, {}
local function set(area, value)
  if not rated[area] then order[#order + 1] = area end
  rated[area] = value
end
for area, value in string.gmatch(draft, '([^=&]+)=(%d)') do set(area, value) end
for i = 4, #ARGV, 2 do
  local old = rated[ARGV[i]]
  if i < tonumber(ARGV[3]) or not old or old == '0' then set(ARGV[i], ARGV[i + 1]) end
end
local kept = {}
for _, area in ipairs(order) do
  if rated[area] ~= '0' then kept[#kept + 1] = area .. '=' .. rated[area] end
end
draft = table.concat(kept, '&')
if draft == '' then
  redis.call('HDEL', KEYS[1], ARGV[2])
else
  redis.call('HSETNX', KEYS[2], ARGV[1], '')
  redis.call('HSET', KEYS[1], ARGV[2], draft)
end
return draft
`

// finishDraftScript turns the draft into an assessment. The nonce lets a call
// whose answer was lost find what it did.
//
//	KEYS 1 text of the member
//	ARGV 1 field of the draft, 2 start of an assessment's field, 3 ms, 4 nonce,
//	     5 field that counts the assessments
//	=>   field and value of the assessment, or false when there is no draft
const finishDraftScript = `
local ms = tonumber(ARGV[3])
local function name() return ARGV[2] .. string.format('%.0f', ms) end
local stored = redis.call('HGET', KEYS[1], name())
while stored do
  if string.sub(stored, 1, #ARGV[4]) == ARGV[4] then return {name(), stored} end
  ms = ms + 1
  stored = redis.call('HGET', KEYS[1], name())
end
local draft = redis.call('HGET', KEYS[1], ARGV[1])
if not draft then return false end
redis.call('HSET', KEYS[1], name(), ARGV[4] .. draft)
redis.call('HINCRBY', KEYS[1], ARGV[5], 1)
redis.call('HDEL', KEYS[1], ARGV[1])
return {name(), ARGV[4] .. draft}
`

// nonceSize is the length of what stands before a finished assessment.
const nonceSize = 6

// Draft is the assessment that is being made; its Ratings are empty when there is none.
func (s *Store) Draft(ctx context.Context, who study.Who) (study.Assessment, error) {
	var draft *redis.StringCmd
	err := s.read(ctx, func(p redis.Pipeliner) {
		draft = p.HGet(ctx, textKey(who.Team, who.Member), draftField+who.Pack)
	})
	if err != nil {
		return study.Assessment{}, fmt.Errorf("read the draft of an assessment: %w", err)
	}
	return unpackAssessment(draft.Val())
}

// SaveDraft merges ratings into the draft in one step and returns the whole; a
// rating of 0 takes its area out. Those of fill count only in areas that have no rating then.
func (s *Store) SaveDraft(ctx context.Context, who study.Who, ratings, fill map[string]int) (study.Assessment, error) {
	args := []any{who.Member, draftField + who.Pack, 4 + 2*len(ratings)}
	for _, pairs := range []map[string]int{ratings, fill} {
		for area, value := range pairs {
			if value < 0 || value > 5 || area == "" {
				return study.Assessment{}, fmt.Errorf("save the draft of an assessment: %w", errValue)
			}
			args = append(args, url.QueryEscape(area), value)
		}
	}
	keys := []string{textKey(who.Team, who.Member), peopleKey(who.Team)}
	answer, err := s.run(ctx, s.scripts.saveDraft, keys, args...)
	if err != nil {
		return study.Assessment{}, fmt.Errorf("save the draft of an assessment: %w", err)
	}
	draft, _ := answer.(string)
	return unpackAssessment(draft)
}

// FinishDraft turns the draft into the newest assessment, dated at, in one step;
// study.ErrNotFound when there is no draft. Two of one millisecond are kept apart
// by moving the later by one.
func (s *Store) FinishDraft(ctx context.Context, who study.Who, at time.Time) (study.Assessment, error) {
	keys := []string{textKey(who.Team, who.Member)}
	start := finishedField + who.Pack + "\x00"
	answer, err := s.run(ctx, s.scripts.finishDraft, keys,
		draftField+who.Pack, start, at.UnixMilli(), rand.Text()[:nonceSize], countField+who.Pack)
	if err != nil {
		return study.Assessment{}, fmt.Errorf("finish the assessment: %w", err)
	}
	got, _ := answer.([]any)
	if len(got) != 2 {
		return study.Assessment{}, fmt.Errorf("finish the assessment: %w", study.ErrNotFound)
	}
	field, _ := got[0].(string)
	value, _ := got[1].(string)
	return unpackFinished(strings.TrimPrefix(field, start), value)
}

// Assessments are a member's finished ones, oldest first.
func (s *Store) Assessments(ctx context.Context, who study.Who) ([]study.Assessment, error) {
	texts, err := s.texts(ctx, who)
	if err != nil {
		return nil, fmt.Errorf("read a member's assessments: %w", err)
	}
	var done []study.Assessment
	for field, value := range texts {
		ms, ok := strings.CutPrefix(field, finishedField+who.Pack+"\x00")
		if !ok {
			continue
		}
		a, err := unpackFinished(ms, value)
		if err != nil {
			return nil, err
		}
		done = append(done, a)
	}
	slices.SortFunc(done, func(a, b study.Assessment) int { return a.At.Compare(b.At) })
	return done, nil
}

func unpackFinished(ms, value string) (study.Assessment, error) {
	at, err := strconv.ParseInt(ms, 10, 64)
	if err != nil || len(value) < nonceSize {
		return study.Assessment{}, errors.New("a stored assessment can not be read")
	}
	a, err := unpackAssessment(value[nonceSize:])
	a.At = time.UnixMilli(at).UTC()
	return a, err
}

func unpackAssessment(value string) (study.Assessment, error) {
	a := study.Assessment{Ratings: make(map[string]int)}
	areas, err := url.ParseQuery(value)
	if err != nil {
		return a, errors.New("a stored assessment can not be read")
	}
	for area, rating := range areas {
		if a.Ratings[area], err = strconv.Atoi(rating[0]); err != nil {
			return a, errors.New("a stored assessment can not be read")
		}
	}
	return a, nil
}
