package redis_test

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"studybot/bot/schedule"
	"studybot/bot/study"
)

// TestAChangeWhoseAnswerIsLostIsMadeOnce: it was kept, so it is not asked for again, as a
// helper who gave up that place would be refused then.
func TestAChangeWhoseAnswerIsLostIsMadeOnce(t *testing.T) {
	t.Parallel()
	s := embedded(t)
	due := time.Unix(1_800_000_000, 0)
	lost := &loses{}
	s.Client().AddHook(lost)
	for _, post := range []study.Clock{540, 600} { // made, then changed
		asked := 0
		_, err := s.ChangeCourse(t.Context(), "web:T1", "C1", func(c *study.Course) ([]schedule.Entry, error) {
			asked++
			lost.next = true
			c.State, c.Timetable.Post = study.Running, post
			return []schedule.Entry{{Kind: schedule.Question, Subject: "C1", Due: due}}, nil
		})
		if err != nil || lost.next || asked != 1 {
			t.Errorf("asked %d times, an answer still to be lost: %t, error %v", asked, lost.next, err)
		}
		c, err := s.Course(t.Context(), "web:T1", "C1")
		if err != nil || c.Timetable.Post != post {
			t.Errorf("the question comes at %v, want %v; error %v", c.Timetable.Post, post, err)
		}
		teams, err := s.Teams(t.Context(), due, 1)
		if err != nil || len(teams) != 1 {
			t.Errorf("the teams with something due are %v, error %v", teams, err)
		}
	}
}

// loses runs the next script and loses its answer.
type loses struct {
	tripCount
	next bool
}

func (l *loses) ProcessHook(next goredis.ProcessHook) goredis.ProcessHook {
	return func(ctx context.Context, cmd goredis.Cmder) error {
		err := next(ctx, cmd)
		if l.next && err == nil && strings.HasPrefix(cmd.Name(), "eval") {
			l.next = false
			return io.EOF
		}
		return err
	}
}
