package deliver_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"studybot/bot/chat"
	"studybot/bot/deliver"
	"studybot/bot/schedule"
)

// scene is one team with two channels that have a question due, and a notice.
func scene(t *testing.T) (*world, []schedule.Slot) {
	w := newWorld(t, workdays())
	const team = "mem:T1"
	w.course(team, "C1", schedule.Question, schedule.Reveal)
	w.course(team, "C2", schedule.Question)
	from := time.Now()
	slots := append(w.slots(team, "C1", schedule.Question, from, from.Add(59*time.Hour)), w.slots(team, "C2", schedule.Question, from, from.Add(59*time.Hour))...)
	if len(slots) != 2 {
		t.Fatalf("%d slots, want 2", len(slots))
	}
	due := slots[0].Due
	notice := schedule.Entry{Kind: schedule.Notice, Subject: "C1!missed", Due: due}
	if err := w.store.Put(t.Context(), team, notice); err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Until(due))
	return w, append(slots, schedule.Slot{Team: team, Entry: notice, Day: "2000-01-03"})
}

// check fails unless every slot was posted once, recorded and passed on.
func (w *world) check(slots []schedule.Slot, told bool) {
	w.t.Helper()
	for _, s := range slots {
		if n := w.service.count(s); n != 1 {
			w.t.Errorf("%s was posted %d times", slotName(s), n)
		}
		if o := w.shelf.outcome(s); o == nil || o.Result != schedule.Posted || o.Post == "" {
			w.t.Errorf("%s: outcome %+v", slotName(s), o)
		}
		if n := w.flows.times(s); told && n < 1 {
			w.t.Errorf("%s: the flows were told %d times", slotName(s), n)
		}
	}
	if n := w.shelf.due(w.now()); n != 0 {
		w.t.Errorf("%d entries are still due", n)
	}
}

func TestDeliverPostsWhatIsDue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, slots := scene(t)
		e, p := w.replica("a", nil)
		if err := e.Deliver(t.Context(), "mem:T1"); err != nil {
			t.Fatal(err)
		}
		w.check(slots, true)
		calls := p.calls
		if err := e.Deliver(t.Context(), "mem:T1"); err != nil {
			t.Fatal(err)
		}
		if w.check(slots, true); w.service.total() != 3 {
			t.Errorf("%d posts", w.service.total())
		}
		t.Logf("%d calls for three posts", calls)
	})
}

// FAULTS 2: a process that dies between any two steps, before or after the step
// took effect, costs the lease and nothing else.
func TestKilledBetweenAnyTwoSteps(t *testing.T) {
	for _, effect := range []bool{false, true} {
		for n := 1; ; n++ {
			reached := true
			t.Run(fmt.Sprintf("at call %d, effect %v", n, effect), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					w, slots := scene(t)
					a, pa := w.replica("a", func(i int, _ string) fate {
						if i == n {
							return fate{effect: effect, kill: true, err: errDead}
						}
						return fate{effect: true}
					})
					ctx, kill := context.WithCancel(t.Context())
					_ = a.Deliver(ctx, "mem:T1") // dies on the way
					kill()
					reached = pa.isDead()
					begin := time.Now()
					b, _ := w.replica("b", nil)
					for w.shelf.due(w.now()) > 0 && time.Since(begin) < 10*time.Minute {
						if err := b.Deliver(t.Context(), "mem:T1"); err != nil {
							t.Fatal(err)
						}
						time.Sleep(time.Second)
					}
					// The dead can not tell the flows what it has settled.
					w.check(slots, false)
					if took := time.Since(begin); took > 40*time.Second {
						t.Errorf("it took %s to take over", took)
					}
				})
			})
			if !reached {
				if n < 20 {
					t.Errorf("only %d calls in all", n)
				}
				break
			}
		}
	}
}

// A call that fails once, whichever it is and whether or not it took effect,
// loses nothing and doubles nothing, and the flows hear of every slot.
func TestAnyCallFailsOnce(t *testing.T) {
	for _, effect := range []bool{false, true} {
		for n := 1; ; n++ {
			reached := false
			t.Run(fmt.Sprintf("call %d, effect %v", n, effect), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					w, slots := scene(t)
					e, _ := w.replica("a", func(i int, _ string) fate {
						if i == n {
							reached = true
							return fate{effect: effect, err: errFault}
						}
						return fate{effect: true}
					})
					begin := time.Now()
					for w.shelf.due(w.now()) > 0 && time.Since(begin) < 10*time.Minute {
						_ = e.Deliver(t.Context(), "mem:T1") // the next wake-up tries again
						time.Sleep(time.Second)
					}
					w.check(slots, true)
				})
			})
			if !reached {
				break
			}
		}
	}
}

// FAULTS 5: a process that was frozen for longer than its lease, wherever it was,
// sends nothing that another one has sent.
func TestFrozenPastItsLease(t *testing.T) {
	for n := 1; ; n++ {
		reached := false
		t.Run(fmt.Sprintf("after call %d", n), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, slots := scene(t)
				a, _ := w.replica("a", func(i int, _ string) fate {
					if i == n {
						reached = true
						return fate{effect: true, freeze: 5 * time.Minute}
					}
					return fate{effect: true}
				})
				b, _ := w.replica("b", nil)
				done := make(chan error, 1)
				go func() { done <- a.Deliver(t.Context(), "mem:T1") }()
				time.Sleep(time.Second)
				for range 240 { // b works while a is frozen
					if err := b.Deliver(t.Context(), "mem:T1"); err != nil {
						t.Fatal(err)
					}
					time.Sleep(time.Second)
				}
				w.check(slots, false)
				if err := <-done; err != nil {
					t.Fatal(err)
				}
				w.check(slots, false)
			})
		})
		if !reached {
			if n < 20 {
				t.Errorf("only %d calls in all", n)
			}
			break
		}
	}
}

// FAULTS 4, 2 and 26 to 28 together: three replicas, a hundred teams and a week,
// in which replicas die at any step and come back, answers are lost after the
// post was made, and one request in ten fails.
func TestAWeekOfRestarts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const teams = 100
		w := newWorld(t, workdays())
		begin := time.Now()
		var mu sync.Mutex
		source := rand.New(rand.NewPCG(7, 7))
		roll := func(n int) int {
			mu.Lock()
			defer mu.Unlock()
			return source.IntN(n)
		}
		w.service.latency = 40 * time.Millisecond
		w.service.trouble = func(chat.Post) (bool, error) {
			switch n := roll(100); {
			case n < 10:
				return false, errors.New("internal error")
			case n < 14:
				return true, errors.New("the answer was lost")
			}
			return false, nil
		}
		kinds := []schedule.Kind{schedule.Question, schedule.Reveal, schedule.Weekly}
		for i := range teams {
			w.course(fmt.Sprintf("mem:T%03d", i), "C1", kinds...)
		}
		week, stop := context.WithCancel(t.Context())
		kills := 0 // guarded by mu, as is alive
		alive := make([]*deliver.Engine, 3)
		for place := range alive {
			life := func() (*deliver.Engine, *process) {
				death := 100 + roll(2000)
				effect := roll(2) == 0
				return w.replica(fmt.Sprint("replica", place), func(n int, _ string) fate {
					if n == death {
						return fate{effect: effect, kill: true, err: errDead}
					}
					return fate{effect: true}
				})
			}
			e, p := life()
			mu.Lock()
			alive[place] = e
			mu.Unlock()
			go func() {
				for week.Err() == nil {
					running, kill := context.WithCancel(week)
					go func() { _ = e.Run(running, w.jobs, time.Minute) }()
					for !p.isDead() && week.Err() == nil {
						time.Sleep(time.Second)
					}
					kill()
					time.Sleep(time.Duration(1+roll(90)) * time.Second)
					e, p = life()
					mu.Lock()
					kills++
					alive[place] = e
					w.jobs.set(slices.Clone(alive)...)
					mu.Unlock()
				}
			}()
		}
		mu.Lock()
		w.jobs.set(slices.Clone(alive)...)
		mu.Unlock()
		time.Sleep(7*24*time.Hour + 12*time.Hour)
		stop()
		time.Sleep(3 * time.Minute)
		w.jobs.work.Wait()

		var all []schedule.Slot
		for i := range teams {
			for _, kind := range kinds {
				all = append(all, w.slots(fmt.Sprintf("mem:T%03d", i), "C1", kind, begin, begin.Add(7*24*time.Hour))...)
			}
		}
		for _, s := range all {
			if n := w.service.count(s); n != 1 {
				t.Errorf("%s was posted %d times", slotName(s), n)
			}
			if o := w.shelf.outcome(s); o == nil || o.Result != schedule.Posted {
				t.Errorf("%s: outcome %+v", slotName(s), o)
			} else if late := o.At.Sub(s.Due); late < 0 || late > 5*time.Minute {
				t.Errorf("%s came %s late", slotName(s), late)
			}
		}
		if kills < 30 {
			t.Errorf("only %d kills", kills)
		}
		if want := teams * (5 + 5 + 1); len(all) != want || w.service.total() != want {
			t.Errorf("%d slots, %d posts, want %d", len(all), w.service.total(), want)
		}
		t.Logf("%d kills, %d requests for %d posts, %d wake-ups", kills, w.service.requests, w.service.total(), w.jobs.woken)
	})
}
