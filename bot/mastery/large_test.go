package mastery_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"studybot/bot/mastery"
	"studybot/bot/study"
)

// far is a store of a large team, each of whose answers takes a while.
type far struct {
	members int
	broken  bool
}

const away = 5 * time.Millisecond

func (f *far) wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(away):
		return nil
	}
}

func (f *far) Marks(ctx context.Context, _, _ string) (map[string]string, error) {
	marks := map[string]string{}
	for i := range f.members {
		marks[fmt.Sprint("m", i)] = "1"
	}
	return marks, f.wait(ctx)
}

func (f *far) Ratings(ctx context.Context, who study.Who) ([]study.Rating, error) {
	if f.broken && who.Member == "m7" {
		return nil, errors.New("the store is away")
	}
	return []study.Rating{{Question: study.KeyOf("q00"), Value: 3, At: start()}}, f.wait(ctx)
}

func (f *far) Assessments(ctx context.Context, _ study.Who) ([]study.Assessment, error) {
	return nil, f.wait(ctx)
}

func (f *far) Courses(ctx context.Context, _ string) ([]study.Course, error) {
	return nil, f.wait(ctx)
}

func start() time.Time { return time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC) }

// TestALargeTeamIsReadWithinOneClick: the first one after a start reads every log.
func TestALargeTeamIsReadWithinOneClick(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 2200*time.Millisecond) // what a flow has
		defer cancel()
		k := mastery.New(&far{members: 500}, noCheckpoints{}, slog.New(slog.DiscardHandler))
		n, err := k.Now(ctx, "web:T1", aPack(), start())
		if err != nil {
			t.Fatal(err)
		}
		if n.Model.Answers("m0") != 1 || n.Model.Answers("m499") != 1 {
			t.Error("somebody's answer was not read")
		}
	})
}

// TestALogThatCanNotBeReadIsReadLater: and until then nobody is told a part of it.
func TestALogThatCanNotBeReadIsReadLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, pack := &far{members: 20, broken: true}, aPack()
		k := mastery.New(store, noCheckpoints{}, slog.New(slog.DiscardHandler))
		if _, err := k.Now(t.Context(), "web:T1", pack, start()); err == nil {
			t.Fatal("a log that could not be read went unnoticed")
		}
		store.broken = false
		n, err := k.Now(t.Context(), "web:T1", pack, start())
		if err != nil {
			t.Fatal(err)
		}
		for i := range store.members {
			if id := fmt.Sprint("m", i); n.Model.Answers(id) != 1 {
				t.Errorf("%s has %d answers, want 1", id, n.Model.Answers(id))
			}
		}
	})
}
