package redis

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"

	"studybot/bot/study"
)

// What a member wrote is one hash of theirs. A field's name begins with its
// kind, and a NUL ends the pack's id:
//
//	a pack NUL question key (4 bytes), day number (2), course    an answer's text
//	n pack NUL question key (4 bytes), day number (2), course    the note to a rating
//	d pack                                                       the draft of an assessment
//	f pack NUL milliseconds                                      a finished assessment
//	c pack                                                       how many those are
const (
	answerField   = "a"
	noteField     = "n"
	draftField    = "d"
	finishedField = "f"
	countField    = "c"
)

// saveAnswerScript stores texts.
//
//	KEYS 1 text of the member, 2 people
//	ARGV 1 member, then pairs: field, text
const saveAnswerScript = `
redis.call('HSETNX', KEYS[2], ARGV[1], '')
for i = 2, #ARGV, 2 do
  redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
end
return 1
`

// SaveAnswer stores the non-empty ones of Text and Note.
func (s *Store) SaveAnswer(ctx context.Context, who study.Who, a study.Answer) error {
	day, ok := dayNumber(a.Day)
	if !ok {
		return errors.New("save an answer: its day is no date between 2000 and 2089")
	}
	name := binary.BigEndian.AppendUint32([]byte(who.Pack+"\x00"), uint32(a.Question))
	name = binary.BigEndian.AppendUint16(name, uint16(day))
	name = append(name, a.Course...)
	args := []any{who.Member}
	if a.Text != "" {
		args = append(args, answerField+string(name), a.Text)
	}
	if a.Note != "" {
		args = append(args, noteField+string(name), a.Note)
	}
	if len(args) == 1 {
		return nil
	}
	keys := []string{textKey(who.Team, who.Member), peopleKey(who.Team)}
	if _, err := s.run(ctx, s.scripts.saveAnswer, keys, args...); err != nil {
		return fmt.Errorf("save an answer: %w", err)
	}
	return nil
}

// Answers are all of a member in a pack, oldest day first.
func (s *Store) Answers(ctx context.Context, who study.Who) ([]study.Answer, error) {
	texts, err := s.texts(ctx, who)
	if err != nil {
		return nil, fmt.Errorf("read a member's answers: %w", err)
	}
	type place struct {
		question study.Key
		day      int
		course   string
	}
	found := make(map[place]study.Answer)
	for field, text := range texts {
		kind, rest, _ := strings.Cut(field, who.Pack+"\x00")
		if (kind != answerField && kind != noteField) || len(rest) < 6 {
			continue
		}
		p := place{study.Key(binary.BigEndian.Uint32([]byte(rest))), int(binary.BigEndian.Uint16([]byte(rest[4:]))), rest[6:]}
		a := found[p]
		a.Question, a.Day, a.Course = p.question, dayAt(p.day), p.course
		if kind == answerField {
			a.Text = text
		} else {
			a.Note = text
		}
		found[p] = a
	}
	var answers []study.Answer
	for _, a := range found {
		answers = append(answers, a)
	}
	slices.SortFunc(answers, func(a, b study.Answer) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Course, b.Course), cmp.Compare(a.Question, b.Question))
	})
	return answers, nil
}

// texts reads all that the member wrote.
func (s *Store) texts(ctx context.Context, who study.Who) (map[string]string, error) {
	var all *redis.MapStringStringCmd
	err := s.read(ctx, func(p redis.Pipeliner) { all = p.HGetAll(ctx, textKey(who.Team, who.Member)) })
	if err != nil {
		return nil, err
	}
	return all.Val(), nil
}
