package storetest

import (
	"context"
	"testing"
	"time"

	"studybot/bot/study"
)

func masteryTests() []test {
	return []test{
		{"a mark changes with every rating and assessment that is stored, and with nothing of others", func(t *testing.T, s Store) {
			r := open(t, s, aRound(aTeam(), "C1", day1, "q"))
			who := study.Who{Team: r.Team, Pack: "p", Member: "U1 ü"}
			other := study.Who{Team: r.Team, Pack: "p", Member: "U2"}
			rate(t, s, other, aRating(r, 2, noon()))
			seen := map[string]bool{}
			last := markOf(t, s, who)
			equal(t, "the mark of somebody without a log", last, "")
			step := func(what string, do func()) {
				t.Helper()
				theirs := markOf(t, s, other)
				do()
				now := markOf(t, s, who)
				if now == last || seen[now] {
					t.Errorf("after %s the mark is %q, which it was before", what, now)
				}
				equal(t, "the other's mark after "+what, markOf(t, s, other), theirs)
				last, seen[now] = now, true
			}
			step("a rating", func() { rate(t, s, who, aRating(r, 3, noon())) })
			step("a changed rating", func() { rate(t, s, who, aRating(r, 4, noon().Add(time.Minute))) })
			step("a rating that says the same later", func() { rate(t, s, who, aRating(r, 4, noon().Add(2*time.Minute))) })
			for i := range 100 { // over the pieces of a log
				step("a private rating", func() {
					rate(t, s, who, study.Rating{Question: study.Key(i + 100), Value: 1 + i%5, At: noon().Add(time.Duration(i) * time.Hour)})
				})
			}
			for range 2 {
				step("an assessment", func() {
					draft(t, s, who, map[string]int{"a": 3}, map[string]int{"a": 3})
					_, err := s.FinishDraft(t.Context(), who, noon())
					must(t, err)
				})
			}
			before := last
			must(t, s.SaveAnswer(t.Context(), who, study.Answer{Question: 1, Text: "x"}))
			rate(t, s, who, aRating(r, 1, noon())) // older than what counts
			equal(t, "the mark when nothing was stored", markOf(t, s, who), before)
			equal(t, "the mark in another pack", markOf(t, s, study.Who{Team: r.Team, Pack: "pp", Member: who.Member}), "")

			must(t, s.Forget(t.Context(), r.Team, who.Member))
			equal(t, "the mark of somebody who was forgotten", markOf(t, s, who), "")
			last = ""
			rate(t, s, who, aRating(r, 3, noon()))
			if now := markOf(t, s, who); now == "" || seen[now] {
				t.Errorf("after forgetting and the same rating the mark is %q, which it was before", now)
			}
		}},
		{"a checkpoint comes back byte by byte, the newest only, and goes when somebody is forgotten", func(t *testing.T, s Store) {
			team := aTeam()
			got, err := s.Checkpoint(t.Context(), team, "p")
			must(t, err)
			equal(t, "a checkpoint that was never saved", len(got), 0)
			for _, data := range append(hard(), "\x00\xff\x00") {
				must(t, s.SaveCheckpoint(t.Context(), team, "p", nil, []byte(data)))
				must(t, s.SaveCheckpoint(t.Context(), team, "other", nil, []byte("x")))
				got, err := s.Checkpoint(t.Context(), team, "p")
				must(t, err)
				equal(t, "the checkpoint", string(got), data)
			}
			rate(t, s, study.Who{Team: team, Pack: "p", Member: "U1"}, study.Rating{Question: 1, Value: 3, At: noon()})
			must(t, s.Forget(t.Context(), team, "U1"))
			for _, pack := range []string{"p", "other"} {
				got, err := s.Checkpoint(t.Context(), team, pack)
				must(t, err)
				equal(t, "the checkpoint after somebody was forgotten", len(got), 0)
			}
		}},
		{"a checkpoint that was computed while somebody was forgotten is not saved", func(t *testing.T, s Store) {
			team, members := aTeam(), []string{"U1", "U2 ü"}
			for _, id := range members {
				rate(t, s, study.Who{Team: team, Pack: "p", Member: id}, study.Rating{Question: 1, Value: 3, At: noon()})
			}
			must(t, s.SaveCheckpoint(t.Context(), team, "p", members, []byte("both")))
			got, err := s.Checkpoint(t.Context(), team, "p")
			must(t, err)
			equal(t, "the checkpoint", string(got), "both")
			must(t, s.Forget(t.Context(), team, "U2 ü"))
			must(t, s.SaveCheckpoint(t.Context(), team, "p", members, []byte("both")))
			got, err = s.Checkpoint(t.Context(), team, "p")
			must(t, err)
			equal(t, "the checkpoint with somebody who was forgotten", string(got), "")
			must(t, s.SaveCheckpoint(t.Context(), team, "p", members[:1], []byte("one")))
			got, err = s.Checkpoint(t.Context(), team, "p")
			must(t, err)
			equal(t, "the checkpoint without them", string(got), "one")
		}},
	}
}

func markOf(t tester, s Store, who study.Who) string {
	t.Helper()
	marks, err := s.Marks(context.Background(), who.Team, who.Pack)
	must(t, err)
	return marks[who.Member]
}
