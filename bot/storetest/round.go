package storetest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"studybot/bot/schedule"
	"studybot/bot/study"
)

func roundTests() []test {
	return []test{
		{"an unknown round is not found", func(t *testing.T, s Store) {
			_, err := s.Round(t.Context(), aTeam(), "C1", day1)
			wantErr(t, err, study.ErrNotFound)
			_, err = s.Round(t.Context(), aTeam(), "C1", "")
			wantErr(t, err, study.ErrNotFound)
			all, err := s.Rounds(t.Context(), aTeam(), "C1")
			must(t, err)
			equal(t, "rounds", len(all), 0)
		}},
		{"an opened round comes back, numbered from 1", func(t *testing.T, s Store) {
			r := aRound(aTeam(), "C1", day1, "q1")
			got := open(t, s, r)
			r.Number = 1
			sameRound(t, got, r)
			got, err := s.Round(t.Context(), r.Team, "C1", day1)
			must(t, err)
			sameRound(t, got, r)
			equal(t, "next number", open(t, s, aRound(r.Team, "C1", day1.Add(1), "q2")).Number, 2)
			equal(t, "another course's number", open(t, s, aRound(r.Team, "C2", day1.Add(1), "q2")).Number, 1)
		}},
		{"a day has one round: the first stays", func(t *testing.T, s Store) {
			first := open(t, s, aRound(aTeam(), "C1", day1, "q1"))
			other := aRound(first.Team, "C1", day1, "q2")
			other.Asked, other.Pack = noon().Add(time.Hour), "another"
			sameRound(t, open(t, s, other), first)
			sameRound(t, open(t, s, first), first)
			equal(t, "next number", open(t, s, aRound(first.Team, "C1", day1.Add(1), "q3")).Number, 2)
		}},
		{"of racing workers one opens the round, and all hear which", func(t *testing.T, s Store) {
			team := aTeam()
			var mu sync.Mutex
			questions := map[string]int{}
			var work sync.WaitGroup
			for i := range 16 {
				work.Go(func() {
					r := open(t, s, aRound(team, "C1", day1, fmt.Sprint("q", i)))
					mu.Lock()
					defer mu.Unlock()
					questions[r.Question]++
				})
			}
			work.Wait()
			equal(t, "different answers", len(questions), 1)
		}},
		{"rounds come oldest first, over years, whatever their names", func(t *testing.T, s Store) {
			for _, name := range hard() {
				team, course := aTeam(), "C"+name
				days := []study.Day{day1.Add(400), day1, day1.Add(64), day1.Add(1), day1.Add(-30)}
				for i, d := range days {
					r := aRound(team, course, d, fmt.Sprint(name, i))
					r.Pack = "p" + name
					open(t, s, r)
				}
				all, err := s.Rounds(t.Context(), team, course)
				must(t, err)
				equal(t, "rounds", len(all), len(days))
				for i, d := range []study.Day{day1.Add(-30), day1, day1.Add(1), day1.Add(64), day1.Add(400)} {
					equal(t, "day", all[i].Day, d)
					equal(t, "pack", all[i].Pack, "p"+name)
					equal(t, "course", all[i].Course, course)
				}
				equal(t, "question", all[1].Question, name+"1")
			}
		}},
		{"a round keeps why it was asked", func(t *testing.T, s Store) {
			for i, name := range hard() {
				r := aRound(aTeam(), "C1", day1, "q"+name)
				r.Pack, r.Why = "p"+name, name[:min(len(name), 20)]+strings.Repeat("é", i%6)
				first := open(t, s, r)
				equal(t, "why", first.Why, r.Why)
				other := r
				other.Why = "another reason"
				sameRound(t, open(t, s, other), first)
				got, err := s.Round(t.Context(), r.Team, "C1", day1)
				must(t, err)
				sameRound(t, got, first)
				r.Day, r.Why, r.Asked = day1.Add(1), strings.Repeat("w", 32), time.Time{}
				open(t, s, r)
				all, err := s.Rounds(t.Context(), r.Team, "C1")
				must(t, err)
				equal(t, "the longest", all[1].Why, r.Why)
				equal(t, "its question", all[1].Question, r.Question)
				equal(t, "never asked", all[1].Asked.IsZero(), true)
				who := study.Who{Team: r.Team, Pack: r.Pack, Member: "U1"}
				equal(t, "a rating of it", rate(t, s, who, aRating(all[1], 4, noon())).Verdict, study.Stored)
				r.Day, r.Why = day1.Add(2), r.Why+"w"
				if _, err := s.OpenRound(t.Context(), r); err == nil {
					t.Error("a why without end was taken")
				}
			}
		}},
		{"a round has its post once the question slot is settled", func(t *testing.T, s Store) {
			r := open(t, s, aRound(aTeam(), "C1", day1, "q1"))
			slot := aSlot(r.Team, day1)
			c := claim(t, s, slot, "a", time.Minute)
			got, err := s.Round(t.Context(), r.Team, "C1", day1)
			must(t, err)
			equal(t, "post before", got.Post, "")
			must(t, s.Settle(t.Context(), c, posted(slot, "C1/1700.5"), noon()))
			got, err = s.Round(t.Context(), r.Team, "C1", day1)
			must(t, err)
			equal(t, "post after", got.Post, "C1/1700.5")
			all, err := s.Rounds(t.Context(), r.Team, "C1")
			must(t, err)
			equal(t, "post in the list", all[0].Post, "C1/1700.5")
			equal(t, "post when opened again", open(t, s, r).Post, "C1/1700.5")
			reveal := slot
			reveal.Kind, reveal.Day = schedule.Reveal, day1.Add(1)
			open(t, s, aRound(r.Team, "C1", day1.Add(1), "q2"))
			must(t, s.Settle(t.Context(), claim(t, s, reveal, "a", time.Minute), posted(reveal, "other"), noon()))
			got, err = s.Round(t.Context(), r.Team, "C1", day1.Add(1))
			must(t, err)
			equal(t, "post of a day whose reveal was settled", got.Post, "")
		}},
	}
}

func aRound(team, course string, day study.Day, question string) study.Round {
	return study.Round{Team: team, Course: course, Day: day, Pack: "p", Question: question, Asked: noon()}
}

func open(t tester, s Store, r study.Round) study.Round {
	t.Helper()
	got, err := s.OpenRound(context.Background(), r)
	must(t, err)
	return got
}

func sameRound(t tester, got, want study.Round) {
	t.Helper()
	if !got.Asked.Equal(want.Asked) {
		t.Fatalf("the round was asked at %s, want %s", got.Asked, want.Asked)
	}
	got.Asked = want.Asked
	equal(t, "round", got, want)
}
