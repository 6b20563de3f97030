package bot

import (
	"context"
	"log/slog"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"studybot/bot/study"
)

// unposted is a store whose round was answered and never posted.
type unposted struct {
	Store
	reads atomic.Int64
}

func (s *unposted) Round(context.Context, string, string, study.Day) (study.Round, error) {
	s.reads.Add(1)
	return study.Round{}, nil
}

func (s *unposted) Tally(context.Context, string, string, study.Day) (study.Tally, error) {
	return study.Tally{0, 1}, nil
}

func TestARoundWithoutAPostIsNotRedrawnForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &unposted{}
		b := New(Config{Store: s, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
		defer b.Close()
		b.board.redraw(study.Round{Team: "test:t", Course: "C1", Day: "2026-03-02"})
		time.Sleep(time.Hour)
		synctest.Wait()
		if n := s.reads.Load(); n != redrawTries {
			t.Errorf("the round was looked up %d times, want %d", n, redrawTries)
		}
		if len(b.board.dirty) != 0 {
			t.Error("the redraw never ended")
		}
	})
}
