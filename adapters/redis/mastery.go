package redis

import (
	"context"
	"fmt"

	"github.com/redis/go-redis/v9"
)

// Marks tell how the log of every member of the team stands in the pack: a member's
// mark changes with each rating or assessment of the pack that is stored. Members who
// have neither are left out.
//
// A mark is made of what changes: how often somebody was forgotten, the pieces of the
// log, the length of the newest, how often a record was replaced, and the number of
// assessments.
func (s *Store) Marks(ctx context.Context, team, pack string) (map[string]string, error) {
	var people *redis.StringSliceCmd
	var forgotten *redis.StringCmd
	err := s.read(ctx, func(p redis.Pipeliner) {
		people = p.HKeys(ctx, peopleKey(team))
		forgotten = p.HGet(ctx, countersKey(team), "-")
	})
	if err != nil {
		return nil, fmt.Errorf("read the marks of the logs: %w", err)
	}
	type mark struct {
		pieces, newest     *redis.IntCmd
		replaced, assessed *redis.StringCmd
	}
	found := make(map[string]mark, len(people.Val()))
	err = s.read(ctx, func(p redis.Pipeliner) {
		for _, id := range people.Val() {
			log := logKey(team, id)
			found[id] = mark{
				p.HLen(ctx, log), p.HStrLen(ctx, log, pack), p.HGet(ctx, log, "\x00"+pack), p.HGet(ctx, textKey(team, id), countField+pack),
			}
		}
	})
	if err != nil {
		return nil, fmt.Errorf("read the marks of the logs: %w", err)
	}
	marks := make(map[string]string, len(found))
	for id, m := range found {
		if m.newest.Val() > 0 || m.assessed.Val() != "" {
			marks[id] = fmt.Sprintf("%s %d %d %s %s", forgotten.Val(), m.pieces.Val(), m.newest.Val(), m.replaced.Val(), m.assessed.Val())
		}
	}
	return marks, nil
}

// Checkpoint is the newest of what was learned of a team in a pack; nil when there is none.
func (s *Store) Checkpoint(ctx context.Context, team, pack string) ([]byte, error) {
	var stored *redis.StringCmd
	err := s.read(ctx, func(p redis.Pipeliner) { stored = p.HGet(ctx, learnedKey(team), pack) })
	if err != nil {
		return nil, fmt.Errorf("read a checkpoint: %w", err)
	}
	if stored.Val() == "" {
		return nil, nil
	}
	return []byte(stored.Val()), nil
}

// saveCheckpointScript replaces a checkpoint. It holds its members' ids: one that was
// computed while somebody was forgotten must not bring them back.
//
//	KEYS 1 learned of the team, 2 people
//	ARGV 1 pack, 2 checkpoint, then the members who are in it
//	=>   1, or 0 when one of them is not among the people
const saveCheckpointScript = `
for i = 3, #ARGV do
  if redis.call('HEXISTS', KEYS[2], ARGV[i]) == 0 then return 0 end
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1
`

// SaveCheckpoint replaces it; members are those whose answers are in it. When one of
// them was forgotten meanwhile, nothing is saved.
func (s *Store) SaveCheckpoint(ctx context.Context, team, pack string, members []string, data []byte) error {
	args := []any{pack, data}
	for _, id := range members {
		args = append(args, id)
	}
	if _, err := s.run(ctx, s.scripts.saveCheckpoint, []string{learnedKey(team), peopleKey(team)}, args...); err != nil {
		return fmt.Errorf("save a checkpoint: %w", err)
	}
	return nil
}
