package storetest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"studybot/bot/schedule"
)

func agendaTests() []test {
	return []test{
		{"due entries come earliest first, up to now, at most limit", func(t *testing.T, s Store) {
			team := aTeam()
			for i, name := range []string{"C3", "C1", "C2", "C4"} {
				must(t, s.Put(t.Context(), team, schedule.Entry{Kind: schedule.Question, Subject: name, Due: noon().Add(time.Duration(3-i) * time.Minute)}))
			}
			equal(t, "due at noon + 2 min", agendaOf(t, s, team, noon().Add(2*time.Minute)), "question/C4 question/C2 question/C1")
			got, err := s.Due(t.Context(), team, noon().Add(time.Hour), 2)
			must(t, err)
			equal(t, "entries", len(got), 2)
			if !got[1].Due.Equal(noon().Add(time.Minute)) {
				t.Errorf("the second is due %s", got[1].Due)
			}
		}},
		{"putting replaces, and a zero due removes", func(t *testing.T, s Store) {
			team := aTeam()
			e := schedule.Entry{Kind: schedule.Digest, Subject: "U/1 ü", Due: noon()}
			must(t, s.Put(t.Context(), team, e))
			must(t, s.Put(t.Context(), team, e))
			later := e
			later.Due = noon().Add(time.Hour)
			must(t, s.Put(t.Context(), team, later))
			equal(t, "due at noon", agendaOf(t, s, team, noon()), "")
			equal(t, "due later", agendaOf(t, s, team, later.Due), e.Name())
			e.Due = time.Time{}
			must(t, s.Put(t.Context(), team, e))
			must(t, s.Put(t.Context(), team, e))
			must(t, s.Put(t.Context(), team))
			equal(t, "due after removal", agendaOf(t, s, team, later.Due), "")
		}},
		{"teams come longest overdue first, at most limit", func(t *testing.T, s Store) {
			now := longAgo(1)
			var teams []string
			for i := range 5 {
				teams = append(teams, aTeam())
				putOne(t, s, teams[i], now.Add(-time.Duration(i)*time.Second))
			}
			future := aTeam()
			putOne(t, s, future, now.Add(time.Minute))
			slices.Reverse(teams)
			got, err := s.Teams(t.Context(), now, 1000)
			must(t, err)
			equal(t, "teams", strings.Join(got, " "), strings.Join(teams, " "))
			got, err = s.Teams(t.Context(), now, 2)
			must(t, err)
			equal(t, "two teams", strings.Join(got, " "), strings.Join(teams[:2], " "))
			for _, team := range append(teams, future) {
				must(t, s.Put(t.Context(), team, schedule.Entry{Kind: schedule.Question, Subject: "C1"}))
				equal(t, "due after removal", agendaOf(t, s, team, now), "")
			}
			got, err = s.Teams(t.Context(), now, 1000)
			must(t, err)
			equal(t, "teams after all was removed", len(got), 0)
		}},
		{"a team with nothing due is not named until its next entry", func(t *testing.T, s Store) {
			team := aTeam()
			putOne(t, s, team, noon())
			equal(t, "named before", named(t, s, team, noon()), true)
			putOne(t, s, team, noon().Add(time.Hour))
			equal(t, "due", agendaOf(t, s, team, noon()), "")
			equal(t, "named after Due found nothing", named(t, s, team, noon()), false)
			equal(t, "named when the next is due", named(t, s, team, noon().Add(time.Hour)), true)
			putOne(t, s, team, noon().Add(-time.Hour))
			equal(t, "named after an earlier Put", named(t, s, team, noon()), true)
		}},
		{"a Put while Due looks is never lost", func(t *testing.T, s Store) {
			for range 30 {
				team := aTeam()
				putOne(t, s, team, noon().Add(-time.Hour))
				putOne(t, s, team, noon().Add(time.Hour)) // nothing is due, though something was
				var work sync.WaitGroup
				for range 3 {
					work.Go(func() {
						if _, err := s.Due(context.Background(), team, noon(), 10); err != nil {
							t.Errorf("due: %v", err)
						}
					})
				}
				work.Go(func() { putOne(t, s, team, noon()) })
				work.Wait()
				equal(t, "named", named(t, s, team, noon()), true)
			}
		}},
		{"one worker holds a team, and can extend and give back", func(t *testing.T, s Store) {
			team := aTeam()
			equal(t, "first", hold(t, s, team, "a", time.Minute), true)
			equal(t, "second", hold(t, s, team, "b", time.Minute), false)
			equal(t, "extend", hold(t, s, team, "a", time.Hour), true)
			equal(t, "giving back what is another's", hold(t, s, team, "b", 0), false)
			equal(t, "still held", hold(t, s, team, "b", time.Minute), false)
			equal(t, "another team", hold(t, s, aTeam(), "b", time.Minute), true)
			equal(t, "give back", hold(t, s, team, "a", 0), true)
			equal(t, "taken over", hold(t, s, team, "b", time.Millisecond), true)
			eventually(t, "the lease to run out", func() bool { return hold(t, s, team, "c x/ü", time.Minute) })
		}},
		{"of many workers exactly one gets the team", func(t *testing.T, s Store) {
			team := aTeam()
			var mu sync.Mutex
			got := 0
			var work sync.WaitGroup
			for i := range 20 {
				work.Go(func() {
					if hold(t, s, team, fmt.Sprint("w", i), time.Minute) {
						mu.Lock()
						got++
						mu.Unlock()
					}
				})
			}
			work.Wait()
			equal(t, "holders", got, 1)
		}},
		{"a lost index heals", func(t *testing.T, s Store) {
			ix, ok := s.(Indexed)
			if !ok {
				return // its Teams can not go wrong
			}
			team, settled := aTeam(), aTeam()
			putOne(t, s, team, noon())
			putOne(t, s, settled, noon().Add(-time.Hour))
			saveCourse(t, s, aCourse(aTeam(), "C1"))
			must(t, ix.LoseIndex(t.Context()))
			equal(t, "named after the loss", named(t, s, team, noon()), false)
			must(t, ix.Reindex(t.Context()))
			equal(t, "named after healing", named(t, s, team, noon()), true)
			must(t, ix.Reindex(t.Context()))
			equal(t, "too early", named(t, s, team, noon().Add(-time.Minute)), false)
			must(t, ix.LoseIndex(t.Context()))
			equal(t, "due without index", agendaOf(t, s, team, noon().Add(-time.Minute)), "")
			equal(t, "healed by Due", named(t, s, team, noon()), true)
		}},
		{"any order of writes", func(t *testing.T, s Store) {
			rapid.Check(t, func(rt *rapid.T) { agendaModel(rt, s) })
		}},
	}
}

// agendaModel compares the agenda with a map. Teams may name a team without need,
// but never leaves one out.
func agendaModel(rt *rapid.T, s Store) {
	ctx := context.Background()
	team, model := aTeam(), map[string]int64{}
	name := rapid.SampledFrom([]string{"C1", "C2", "U1", "U2"})
	kind := rapid.SampledFrom([]schedule.Kind{schedule.Question, schedule.Digest})
	minute := rapid.IntRange(0, 20)
	rt.Repeat(map[string]func(*rapid.T){
		"put": func(rt *rapid.T) {
			var entries []schedule.Entry
			for range rapid.IntRange(1, 3).Draw(rt, "n") {
				e := schedule.Entry{Kind: kind.Draw(rt, "kind"), Subject: name.Draw(rt, "name")}
				if m := minute.Draw(rt, "minute"); m > 0 {
					e.Due = noon().Add(time.Duration(m) * time.Minute)
					model[e.Name()] = e.Due.UnixMilli()
				} else {
					delete(model, e.Name())
				}
				entries = append(entries, e)
			}
			must(rt, s.Put(ctx, team, entries...))
		},
		"due": func(rt *rapid.T) {
			now := noon().Add(time.Duration(minute.Draw(rt, "now")) * time.Minute)
			var want []string
			for n, ms := range model {
				if ms <= now.UnixMilli() {
					want = append(want, fmt.Sprint(ms, " ", n))
				}
			}
			slices.Sort(want)
			var got []string
			due, err := s.Due(ctx, team, now, 100)
			must(rt, err)
			for _, e := range due {
				got = append(got, fmt.Sprint(e.Due.UnixMilli(), " ", e.Name()))
			}
			equal(rt, "due", strings.Join(got, ", "), strings.Join(want, ", "))
			equal(rt, "named after Due", named(rt, s, team, now), len(want) > 0)
		},
		"": func(rt *rapid.T) {
			earliest := int64(0)
			for _, ms := range model {
				if earliest == 0 || ms < earliest {
					earliest = ms
				}
			}
			if earliest > 0 {
				equal(rt, "named when due", named(rt, s, team, time.UnixMilli(earliest)), true)
			}
		},
	})
}

// longAgo is a time when nothing of other tests is due.
func longAgo(hours int) time.Time {
	return time.Date(1975, 1, 1, hours, 0, 0, 0, time.UTC)
}

func putOne(t tester, s Store, team string, due time.Time) {
	t.Helper()
	must(t, s.Put(context.Background(), team, schedule.Entry{Kind: schedule.Question, Subject: "C1", Due: due}))
}

// agendaOf are the names of what is due.
func agendaOf(t tester, s Store, team string, now time.Time) string {
	t.Helper()
	due, err := s.Due(context.Background(), team, now, 100)
	must(t, err)
	var names []string
	for _, e := range due {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}

// named says whether Teams knows the team at now.
func named(t tester, s Store, team string, now time.Time) bool {
	t.Helper()
	teams, err := s.Teams(context.Background(), now, 1_000_000)
	must(t, err)
	return slices.Contains(teams, team)
}

func hold(t tester, s Store, team, worker string, lease time.Duration) bool {
	t.Helper()
	ok, err := s.Hold(context.Background(), team, worker, lease)
	must(t, err)
	return ok
}
