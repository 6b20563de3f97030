package bot

import (
	"context"
	"log/slog"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"studybot/bot/asking"
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

func TestAQuietBoardSaysWhatIsTrue(t *testing.T) {
	for _, c := range []struct {
		asked, open int
		assessed    bool
		want        string
	}{
		{0, 0, true, "No question has come yet."},
		{3, 0, true, "Everything is answered."},
		{3, 0, false, "Everything is answered. A self-assessment of about five minutes gives you a plan of your own."},
		{3, 1, true, "The newest question is answered. 1 older one stays open."},
		{9, 2, true, "The newest question is answered. 2 older ones stay open."},
	} {
		if got := quietBoard(c.asked, c.open, c.assessed); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

func TestTheWeekCountsWhatStaysOpen(t *testing.T) {
	own := asking.Past{Ratings: map[study.Day]study.Rating{}}
	for day := study.Day("2026-03-02"); day < "2026-03-05"; day = day.Add(1) {
		own.Rounds = append(own.Rounds, asking.Asked{Round: study.Round{Day: day}})
	}
	for _, want := range []string{
		"3 questions are waiting for you. There is no hurry.",
		"you answered 1 of 3 questions. The others stay open.",
		"you answered 2 of 3 questions. The other one stays open.",
		"you answered every question, 3 of 3.",
	} {
		if got := weekLine(own, "2026-03-06").Text; got != want {
			t.Errorf("%d answered: %q, want %q", len(own.Ratings), got, want)
		}
		own.Ratings[study.Day("2026-03-02").Add(len(own.Ratings))] = study.Rating{}
	}
}
