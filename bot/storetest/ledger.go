package storetest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"studybot/bot/deliver"
	"studybot/bot/schedule"
	"studybot/bot/study"
)

func ledgerTests() []test {
	return []test{
		{"a first claim is fresh, a second is held", func(t *testing.T, s Store) {
			slot := aSlot(aTeam(), day1)
			c := claim(t, s, slot, "a", time.Minute)
			equal(t, "state", c.State, schedule.Fresh)
			if c.Token <= 0 || c.Since.IsZero() || c.Slot != slot {
				t.Errorf("the claim is %+v", c)
			}
			equal(t, "another worker's", claim(t, s, slot, "b", time.Minute).State, schedule.Held)
			equal(t, "another day's", claim(t, s, aSlot(slot.Team, day1.Add(1)), "b", time.Minute).State, schedule.Fresh)
			equal(t, "another team's", claim(t, s, aSlot(aTeam(), day1), "b", time.Minute).State, schedule.Fresh)
		}},
		{"of racing workers exactly one is fresh", func(t *testing.T, s Store) {
			slot := aSlot(aTeam(), day1)
			var mu sync.Mutex
			states := map[schedule.ClaimState]int{}
			var work sync.WaitGroup
			for i := range 24 {
				work.Go(func() {
					c := claim(t, s, slot, fmt.Sprint("worker ", i), time.Minute)
					mu.Lock()
					defer mu.Unlock()
					states[c.State]++
				})
			}
			work.Wait()
			equal(t, "fresh", states[schedule.Fresh], 1)
			equal(t, "held", states[schedule.Held], 23)
		}},
		{"a settled slot is never claimed again", func(t *testing.T, s Store) {
			slot := aSlot(aTeam(), day1)
			c := claim(t, s, slot, "a", time.Minute)
			confirm(t, s, c)
			next := noon().AddDate(0, 0, 1)
			must(t, s.Settle(t.Context(), c, posted(slot, "C1/1.5"), next))
			must(t, s.Settle(t.Context(), c, posted(slot, "C1/1.5"), next)) // its answer may have been lost
			for _, w := range []string{"a", "b"} {
				equal(t, "claim after settling", claim(t, s, slot, w, time.Minute).State, schedule.Settled)
			}
			_, err := s.Confirm(t.Context(), c, time.Minute)
			wantErr(t, err, deliver.ErrLost)
			equal(t, "agenda before", agendaOf(t, s, slot.Team, noon()), "")
			equal(t, "agenda next", agendaOf(t, s, slot.Team, next), slot.Name())
			equal(t, "named next", named(t, s, slot.Team, next), true)

			moved := next.Add(time.Hour) // the owner changes the time, and then the first answer is asked for again
			must(t, s.Put(t.Context(), slot.Team, schedule.Entry{Kind: slot.Kind, Subject: slot.Subject, Due: moved}))
			must(t, s.Settle(t.Context(), c, posted(slot, "another"), next))
			equal(t, "agenda as moved", agendaOf(t, s, slot.Team, next), "")
			o, err := s.Outcomes(t.Context(), slot.Team, slot.Name(), 5)
			must(t, err)
			equal(t, "outcomes", len(o), 1)
			equal(t, "post", o[0].Post, "C1/1.5")
		}},
		{"settling with a zero next removes the entry", func(t *testing.T, s Store) {
			slot := aSlot(aTeam(), day1)
			putOne(t, s, slot.Team, noon())
			c := claim(t, s, slot, "a", time.Minute)
			must(t, s.Settle(t.Context(), c, posted(slot, "p"), time.Time{}))
			equal(t, "agenda", agendaOf(t, s, slot.Team, noon()), "")
			equal(t, "named", named(t, s, slot.Team, noon()), false)
		}},
		{"settling leaves an entry that a new timetable has moved meanwhile", func(t *testing.T, s Store) {
			slot := aSlot(aTeam(), day1)
			putOne(t, s, slot.Team, noon())
			c := claim(t, s, slot, "a", time.Minute)
			o := posted(slot, "p")
			moved := o.At.Add(time.Hour)
			must(t, s.Put(t.Context(), slot.Team, schedule.Entry{Kind: slot.Kind, Subject: slot.Subject, Due: moved}))
			must(t, s.Settle(t.Context(), c, o, o.At.Add(24*time.Hour)))
			equal(t, "not due before it was moved to", agendaOf(t, s, slot.Team, moved.Add(-time.Second)), "")
			equal(t, "due when it was moved to", agendaOf(t, s, slot.Team, moved) != "", true)
		}},
		{"a paused worker has lost its claim to the next", func(t *testing.T, s Store) {
			slot := aSlot(aTeam(), day1)
			paused := claim(t, s, slot, "a", time.Millisecond)
			confirm(t, s, paused)
			var taken schedule.Claim
			eventually(t, "the lease to run out", func() bool {
				taken = claim(t, s, slot, "b", time.Minute)
				return taken.State != schedule.Held
			})
			equal(t, "state after somebody had confirmed", taken.State, schedule.Again)
			if taken.Token <= paused.Token {
				t.Errorf("token %d after %d", taken.Token, paused.Token)
			}
			if !taken.Since.Equal(paused.Since) {
				t.Errorf("since %s, first claimed %s", taken.Since, paused.Since)
			}
			_, err := s.Confirm(t.Context(), paused, time.Minute)
			wantErr(t, err, deliver.ErrLost)
			wantErr(t, s.Settle(t.Context(), paused, posted(slot, "wrong"), noon()), deliver.ErrLost)
			confirm(t, s, taken)
			must(t, s.Settle(t.Context(), taken, posted(slot, "right"), noon()))
			wantErr(t, s.Settle(t.Context(), paused, posted(slot, "wrong"), noon()), deliver.ErrLost)
			o, err := s.Outcomes(t.Context(), slot.Team, slot.Name(), 5)
			must(t, err)
			equal(t, "outcomes", len(o), 1)
			equal(t, "post", o[0].Post, "right")
		}},
		{"once confirmed, every later claim is told so", func(t *testing.T, s Store) {
			slot := aSlot(aTeam(), day1)
			first := claim(t, s, slot, "a", time.Minute)
			equal(t, "own claim before confirming", claim(t, s, slot, "a", time.Minute).State != schedule.Held, true)
			_, err := s.Confirm(t.Context(), first, time.Minute)
			wantErr(t, err, deliver.ErrLost) // the second claim has the greater token
			second := claim(t, s, slot, "a", time.Minute)
			confirm(t, s, second)
			third := claim(t, s, slot, "a", time.Minute)
			equal(t, "own claim after confirming", third.State, schedule.Again)
			fourth := claim(t, s, slot, "a", time.Minute) // the third did nothing, and the post may still be there
			equal(t, "the one after", fourth.State, schedule.Again)
			if !fourth.Since.Equal(first.Since) {
				t.Errorf("since %s, first claimed %s", fourth.Since, first.Since)
			}
		}},
		{"nobody else can confirm or settle", func(t *testing.T, s Store) {
			slot := aSlot(aTeam(), day1)
			never := schedule.Claim{Slot: slot, Token: 7}
			_, err := s.Confirm(t.Context(), never, time.Minute)
			wantErr(t, err, deliver.ErrLost)
			wantErr(t, s.Settle(t.Context(), never, posted(slot, "p"), noon()), deliver.ErrLost)
			claim(t, s, slot, "a", time.Minute)
			_, err = s.Confirm(t.Context(), never, time.Minute)
			wantErr(t, err, deliver.ErrLost)
			wantErr(t, s.Settle(t.Context(), never, posted(slot, "p"), noon()), deliver.ErrLost)
			equal(t, "agenda", agendaOf(t, s, slot.Team, noon()), "")
		}},
		{"a closed gate keeps every worker of the team waiting", func(t *testing.T, s Store) {
			slot := aSlot(aTeam(), day1)
			c := claim(t, s, slot, "a", time.Minute)
			must(t, s.CloseGate(t.Context(), slot.Team, time.Hour))
			must(t, s.CloseGate(t.Context(), slot.Team, time.Second)) // does not open it earlier
			wait, err := s.Confirm(t.Context(), c, time.Minute)
			must(t, err)
			if wait <= time.Minute || wait > time.Hour {
				t.Errorf("the wait is %s", wait)
			}
			again := claim(t, s, slot, "a", time.Minute)
			equal(t, "nothing was marked", again.State, schedule.Fresh)
			other := claim(t, s, aSlot(aTeam(), day1), "a", time.Minute)
			confirm(t, s, other)
			brief := claim(t, s, aSlot(aTeam(), day1), "a", time.Minute)
			must(t, s.CloseGate(t.Context(), brief.Team, 20*time.Millisecond))
			eventually(t, "the gate to open", func() bool {
				wait, err := s.Confirm(t.Context(), brief, time.Minute)
				must(t, err)
				return wait == 0
			})
		}},
		{"outcomes come newest first, the newest n, whole", func(t *testing.T, s Store) {
			team := aTeam()
			entry := aSlot(team, day1).Name()
			none, err := s.Outcomes(t.Context(), team, entry, 5)
			must(t, err)
			equal(t, "outcomes of an unknown entry", len(none), 0)
			for i, text := range hard() {
				slot := aSlot(team, day1.Add(i))
				c := claim(t, s, slot, "a", time.Minute)
				o := schedule.Outcome{Slot: slot, Result: schedule.Skipped, Post: "p" + text, Reason: text, At: noon().AddDate(0, 0, i)}
				must(t, s.Settle(t.Context(), c, o, noon().AddDate(0, 0, i+1)))
			}
			open := claim(t, s, aSlot(team, day1.Add(100)), "a", time.Minute)
			equal(t, "an open claim", open.State, schedule.Fresh)
			got, err := s.Outcomes(t.Context(), team, entry, 4)
			must(t, err)
			equal(t, "how many", len(got), 4)
			for i, o := range got {
				n := len(hard()) - 1 - i
				want := schedule.Outcome{Slot: aSlot(team, day1.Add(n)), Result: schedule.Skipped, Post: "p" + hard()[n], Reason: hard()[n], At: noon().AddDate(0, 0, n)}
				if !o.At.Equal(want.At) {
					t.Errorf("settled at %s, want %s", o.At, want.At)
				}
				o.At = want.At
				equal(t, "outcome", o, want)
			}
		}},
		{"a year of slots stays settled", func(t *testing.T, s Store) {
			team := aTeam()
			for i := range 100 {
				slot := aSlot(team, day1.Add(i))
				c := claim(t, s, slot, "a", time.Minute)
				equal(t, "state", c.State, schedule.Fresh)
				must(t, s.Settle(t.Context(), c, posted(slot, fmt.Sprint(i)), noon()))
			}
			for i := range 100 {
				equal(t, "a day that is over", claim(t, s, aSlot(team, day1.Add(i)), "b", time.Minute).State, schedule.Settled)
			}
			got, err := s.Outcomes(t.Context(), team, aSlot(team, day1).Name(), 30)
			must(t, err)
			equal(t, "newest outcomes", len(got), 30)
			equal(t, "newest post", got[0].Post, "99")
		}},
	}
}

func aSlot(team string, day study.Day) schedule.Slot {
	return schedule.Slot{Team: team, Entry: schedule.Entry{Kind: schedule.Question, Subject: "C1"}, Day: day}
}

func posted(slot schedule.Slot, post string) schedule.Outcome {
	return schedule.Outcome{Slot: slot, Result: schedule.Posted, Post: post, At: noon()}
}

func claim(t tester, s Store, slot schedule.Slot, worker string, lease time.Duration) schedule.Claim {
	t.Helper()
	c, err := s.Claim(context.Background(), slot, worker, lease)
	must(t, err)
	return c
}

func confirm(t tester, s Store, c schedule.Claim) {
	t.Helper()
	wait, err := s.Confirm(context.Background(), c, time.Millisecond)
	must(t, err)
	equal(t, "wait", wait, 0)
}
