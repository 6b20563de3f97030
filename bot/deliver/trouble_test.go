package deliver_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"studybot/bot/chat"
	"studybot/bot/deliver"
	"studybot/bot/schedule"
	"studybot/bot/study"
)

// channels puts n channels of a team on the agenda, all due at 09:00 on Monday,
// and waits until then.
func (w *world) channels(team string, n int) []schedule.Slot {
	w.t.Helper()
	var slots []schedule.Slot
	for i := range n {
		channel := fmt.Sprintf("C%04d", i)
		w.course(team, channel, schedule.Question)
		next, _ := schedule.Next(w.flows.tt, schedule.Question, w.now())
		next.Team, next.Subject = team, channel
		slots = append(slots, next)
	}
	return slots
}

// finish runs deliver for the team each second until nothing is due, and says
// how long that took.
func (w *world) finish(team string, within time.Duration, engines ...*deliver.Engine) time.Duration {
	w.t.Helper()
	begin := time.Now()
	for i := 0; w.shelf.due(w.now()) > 0; i++ {
		if time.Since(begin) > within {
			w.t.Fatalf("%d entries are due after %s", w.shelf.due(w.now()), within)
		}
		if err := engines[i%len(engines)].Deliver(w.t.Context(), team); err != nil {
			w.t.Fatal(err)
		}
		if w.shelf.due(w.now()) > 0 {
			time.Sleep(time.Second)
		}
	}
	return time.Since(begin)
}

// The aim of the daily fan-out: 1,000 channels of one workspace at a limit that
// nobody told, within 1.1 of the ideal time, at most 0.2 requests wasted a post,
// none inside a Retry-After.
func TestFanOut(t *testing.T) {
	for _, c := range []struct{ rate, burst float64 }{{2, 20}, {5, 20}, {10, 50}, {50, 50}, {5, 1}} {
		t.Run(fmt.Sprintf("%g a second, burst %g", c.rate, c.burst), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				const n, team = 1000, "mem:T1"
				tt := workdays()
				w := newWorld(t, tt)
				slots := w.channels(team, n)
				time.Sleep(time.Until(slots[0].Due))
				w.service.limits[team] = &limit{rate: c.rate, burst: c.burst, tokens: c.burst, at: time.Now()}
				e, _ := w.replica("a", nil)
				took := w.finish(team, time.Hour, e)
				w.check(slots, true)
				ideal := time.Duration((n - c.burst) / c.rate * float64(time.Second))
				wasted := float64(w.service.requests-n) / n
				t.Logf("%s, ideal %s: %.3f; %.3f wasted a post; %d early", took, ideal, took.Seconds()/ideal.Seconds(), wasted, w.service.early)
				if took.Seconds() > 1.1*ideal.Seconds() || wasted > 0.2 || w.service.early > 0 {
					t.Errorf("took %s (ideal %s), %.3f wasted a post, %d early", took, ideal, wasted, w.service.early)
				}
			})
		})
	}
}

// FAULTS 24: a storm of refusals with any Retry-After, or none. Nobody calls
// inside one, on any replica, and another team does not notice.
func TestStorm(t *testing.T) {
	for _, most := range []int{0, 5, 60, 300} {
		t.Run(fmt.Sprintf("up to %d s", most), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				const stormy, calm = "mem:T1", "mem:T2"
				w := newWorld(t, workdays())
				slots := slices.Concat(w.channels(stormy, 40), w.channels(calm, 40))
				time.Sleep(time.Until(slots[0].Due))
				var mu sync.Mutex
				dice := rand.New(rand.NewPCG(3, uint64(most)))
				calmDone := time.Now()
				w.service.trouble = func(post chat.Post) (bool, error) {
					mu.Lock()
					defer mu.Unlock()
					if post.To.Team == calm {
						calmDone = time.Now()
						return false, nil
					}
					if dice.IntN(3) > 0 {
						return false, nil
					}
					after := time.Duration(0)
					if most > 0 {
						after = time.Duration(1+dice.IntN(most)) * time.Second
					}
					return false, &chat.Busy{After: after}
				}
				begin := time.Now()
				var both sync.WaitGroup
				for _, name := range []string{"a", "b"} {
					e, _ := w.replica(name, nil)
					for _, team := range []string{stormy, calm} {
						both.Go(func() {
							for w.shelf.due(w.now()) > 0 && time.Since(begin) < 5*time.Hour {
								if err := e.Deliver(t.Context(), team); err != nil {
									t.Error(err)
								}
								time.Sleep(time.Second)
							}
						})
					}
				}
				both.Wait()
				w.check(slots, true)
				if w.service.early > 0 {
					t.Errorf("%d requests came inside a wait", w.service.early)
				}
				if took := calmDone.Sub(begin); took > 10*time.Second {
					t.Errorf("the calm team needed %s", took)
				}
			})
		})
	}
}

// FAULTS 26 and 27: one request in five fails, and one answer in fifty is lost
// after the post was made.
func TestFailingAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const n, team = 300, "mem:T1"
		w := newWorld(t, workdays())
		slots := w.channels(team, n)
		time.Sleep(time.Until(slots[0].Due))
		w.service.limits[team] = &limit{rate: 5, burst: 20, tokens: 20, at: time.Now()}
		var mu sync.Mutex
		dice := rand.New(rand.NewPCG(1, 1))
		w.service.trouble = func(chat.Post) (bool, error) {
			mu.Lock()
			defer mu.Unlock()
			switch d := dice.IntN(100); {
			case d < 20:
				return false, errors.New("internal error")
			case d < 22:
				return true, errors.New("the answer was lost")
			}
			return false, nil
		}
		e, _ := w.replica("a", nil)
		took := w.finish(team, time.Hour, e)
		w.check(slots, true)
		if ideal := 56 * time.Second; took > ideal*3/2+5*time.Second {
			t.Errorf("it took %s, ideal %s", took, ideal)
		}
	})
}

// FAULTS 28: a platform that hangs costs its own team the timeout of a call, and
// other teams nothing.
func TestHangingPlatform(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const hung, fine = "mem:T1", "mem:T2"
		w := newWorld(t, workdays())
		slots := slices.Concat(w.channels(hung, 5), w.channels(fine, 5))
		time.Sleep(time.Until(slots[0].Due))
		begin := time.Now()
		w.service.trouble = func(post chat.Post) (bool, error) {
			if post.To.Team == hung && time.Since(begin) < 3*time.Minute {
				return true, hanging{} // the posts are made, the answers never come
			}
			return false, nil
		}
		e, _ := w.replica("a", nil)
		var both sync.WaitGroup
		both.Go(func() {
			for time.Since(begin) < 10*time.Minute {
				if err := e.Deliver(t.Context(), hung); err != nil {
					t.Error(err)
				}
				time.Sleep(time.Second)
			}
		})
		if err := e.Deliver(t.Context(), fine); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begin); took > time.Second {
			t.Errorf("the other team needed %s", took)
		}
		both.Wait()
		w.check(slots, true)
		for _, s := range slots[:5] {
			// The last attempt that hung, its pause and the one that found the post.
			if late := w.shelf.outcome(s).At.Sub(begin.Add(3 * time.Minute)); late > time.Minute {
				t.Errorf("%s was settled %s after the platform came back", slotName(s), late)
			}
		}
		if n := w.service.requests; n < 20 || n > 100 {
			t.Errorf("%d requests", n)
		}
	})
}

// FAULTS 35: a refusal is final, said once, in words that help, and harms no
// other channel.
func TestRefusals(t *testing.T) {
	for _, reason := range []chat.Reason{
		chat.NotInChannel, chat.ChannelGone, chat.NotAllowed, chat.MemberClosed, chat.MessageGone, chat.BadMessage, chat.ThreadClosed, "something new",
	} {
		t.Run(string(reason), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				const team = "mem:T1"
				w := newWorld(t, workdays())
				slots := w.channels(team, 3)
				time.Sleep(time.Until(slots[0].Due))
				asked := 0
				w.service.trouble = func(post chat.Post) (bool, error) {
					if post.To.Channel == slots[1].Subject {
						asked++
						return false, fmt.Errorf("post: %w", &chat.Refused{Reason: reason, Code: "some_code"})
					}
					return false, nil
				}
				e, _ := w.replica("a", nil)
				w.finish(team, time.Minute, e)
				w.check([]schedule.Slot{slots[0], slots[2]}, true)
				o := w.shelf.outcome(slots[1])
				if o == nil || o.Result != schedule.Skipped || len(o.Reason) < 20 || !o.At.Equal(time.Now()) && o.At.IsZero() {
					t.Fatalf("outcome %+v", o)
				}
				if strings.Contains(o.Reason, "_") || strings.HasPrefix(o.Reason, deliver.MissedPrefix) {
					t.Errorf("reason %q", o.Reason)
				}
				if asked != 1 || w.flows.times(slots[1]) != 1 || w.flows.refused[slotName(slots[1])] != reason {
					t.Errorf("asked %d times, told %d times, reason %q", asked, w.flows.times(slots[1]), w.flows.refused[slotName(slots[1])])
				}
			})
		})
	}
}

// A token that is refused costs no post when it is mended within the grace: the
// slot stays due and is posted once.
func TestARefusedTokenIsMendedInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const team = "mem:T1"
		w := newWorld(t, workdays())
		slots := w.channels(team, 3)
		time.Sleep(time.Until(slots[0].Due))
		mended := time.Now().Add(20 * time.Minute)
		w.service.trouble = func(chat.Post) (bool, error) {
			if time.Now().Before(mended) {
				return false, fmt.Errorf("post: %w", &chat.Refused{Reason: chat.Unauthorized, Code: "401"})
			}
			return false, nil
		}
		e, _ := w.replica("a", nil)
		for time.Now().Before(mended.Add(15 * time.Minute)) {
			if err := e.Deliver(t.Context(), team); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
		}
		w.check(slots, true)
	})
}

// What Work does not want to send is recorded and never sent.
func TestSkips(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, workdays())
		slots := w.channels("mem:T1", 1)
		time.Sleep(time.Until(slots[0].Due))
		w.flows.prepare = func(schedule.Slot) (deliver.Parcel, error) {
			return deliver.Parcel{Skip: "nobody is there"}, nil
		}
		e, _ := w.replica("a", nil)
		w.finish("mem:T1", time.Minute, e)
		if o := w.shelf.outcome(slots[0]); o == nil || o.Result != schedule.Skipped || o.Reason != "nobody is there" {
			t.Errorf("outcome %+v", o)
		}
		if w.service.requests != 0 || w.flows.times(slots[0]) != 1 {
			t.Errorf("%d requests, told %d times", w.service.requests, w.flows.times(slots[0]))
		}
	})
}

// FAULTS 34: after 26 hours there is one catch-up post, and the missed slot says so.
func TestDownForADay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, workdays())
		w.course("mem:T1", "C1", schedule.Question)
		slots := w.slots("mem:T1", "C1", schedule.Question, time.Now(), time.Now().Add(100*time.Hour))
		time.Sleep(time.Until(slots[0].Due) + 26*time.Hour)
		e, _ := w.replica("a", nil)
		w.finish("mem:T1", time.Minute, e)
		w.check(slots[1:2], true)
		o := w.shelf.outcome(slots[0])
		if o == nil || o.Result != schedule.Skipped || !strings.HasPrefix(o.Reason, deliver.MissedPrefix) || w.flows.times(slots[0]) != 1 {
			t.Errorf("the missed slot: %+v, told %d times", o, w.flows.times(slots[0]))
		}
		if w.service.total() != 1 {
			t.Errorf("%d posts", w.service.total())
		}
	})
}

// A process that dies while it settles missed slots leaves the rest of them to
// the next one.
func TestKilledAmongMissedSlots(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, workdays())
		w.course("mem:T1", "C1", schedule.Question)
		slots := w.slots("mem:T1", "C1", schedule.Question, time.Now(), time.Now().Add(7*24*time.Hour))
		time.Sleep(time.Until(slots[3].Due) + time.Hour)
		settled := 0
		a, _ := w.replica("a", func(_ int, name string) fate {
			if name == "settle" {
				settled++
			}
			return fate{effect: true, kill: settled == 2}
		})
		_ = a.Deliver(t.Context(), "mem:T1") // dies
		b, _ := w.replica("b", nil)
		w.finish("mem:T1", time.Minute, b)
		for _, s := range slots[:3] {
			if o := w.shelf.outcome(s); o == nil || o.Result != schedule.Skipped {
				t.Errorf("%s: %+v", s.Day, o)
			}
		}
		w.check(slots[3:4], true)
	})
}

// Two processes that were given one name are still two.
func TestOneNameForTwo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, workdays())
		slots := w.channels("mem:T1", 30)
		time.Sleep(time.Until(slots[0].Due))
		w.service.latency = 300 * time.Millisecond
		var both sync.WaitGroup
		for range 2 {
			e, _ := w.replica("pod-1", nil)
			both.Go(func() {
				if err := e.Deliver(t.Context(), "mem:T1"); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		w.check(slots, true)
		if w.service.requests != len(slots) {
			t.Errorf("%d requests for %d posts", w.service.requests, len(slots))
		}
	})
}

// A slot whose posting failed until its grace was over is skipped, and the reason
// admits that it may have arrived.
func TestGraceEndsOverFailures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tt := workdays()
		tt.Grace = 20 * time.Minute
		w := newWorld(t, tt)
		slots := w.channels("mem:T1", 1)
		time.Sleep(time.Until(slots[0].Due))
		w.service.trouble = func(chat.Post) (bool, error) { return false, errors.New("internal error") }
		e, _ := w.replica("a", nil)
		took := w.finish("mem:T1", time.Hour, e)
		o := w.shelf.outcome(slots[0])
		if o == nil || o.Result != schedule.Skipped || !strings.Contains(o.Reason, "may be there") {
			t.Errorf("outcome %+v", o)
		}
		if took < 20*time.Minute || took > 21*time.Minute {
			t.Errorf("given up after %s", took)
		}
		if n := w.service.requests; n < 30 || n > 60 {
			t.Errorf("%d attempts in 20 minutes", n)
		}
	})
}

// FAULTS 32: clocks that jump neither double a post nor lose a day.
func TestClockJumps(t *testing.T) {
	for _, jump := range []time.Duration{-24 * time.Hour, -time.Hour, time.Hour, 24 * time.Hour} {
		t.Run(jump.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tt := workdays()
				tt.Weekdays = study.Weekdays{true, true, true, true, true, true, true}
				tt.Grace = 30 * time.Hour
				w := newWorld(t, tt)
				var mu sync.Mutex
				offset := time.Duration(0)
				w.now = func() time.Time {
					mu.Lock()
					defer mu.Unlock()
					return time.Now().Add(offset)
				}
				begin := time.Now()
				w.course("mem:T1", "C1", schedule.Question)
				e, _ := w.replica("a", nil)
				w.jobs.set(e)
				ctx, stop := context.WithCancel(t.Context())
				var run sync.WaitGroup
				run.Go(func() { _ = e.Run(ctx, w.jobs, time.Minute) })
				for day := range 10 {
					time.Sleep(7*time.Hour + 31*time.Minute)
					if day == 3 || day == 6 { // there, and back
						mu.Lock()
						offset = jump - offset
						mu.Unlock()
					}
					time.Sleep(16*time.Hour + 29*time.Minute)
				}
				stop()
				run.Wait()
				w.jobs.work.Wait()
				slots := w.slots("mem:T1", "C1", schedule.Question, begin, begin.Add(9*24*time.Hour+12*time.Hour))
				for _, s := range slots {
					o := w.shelf.outcome(s)
					n := w.service.count(s)
					if o == nil || n > 1 || (n == 1) != (o.Result == schedule.Posted) {
						t.Errorf("%s: %d posts, outcome %+v", s.Day, n, o)
					}
					// A clock that is a day ahead makes yesterday's slot too late; every
					// other day has its post.
					if n == 0 && jump != 24*time.Hour {
						t.Errorf("%s was not posted", s.Day)
					}
				}
			})
		})
	}
}

// FAULTS 7: when the store is away the schedule goes on trying, says so once,
// and is back within 5 s of the store.
func TestRunOutlivesTheStore(t *testing.T) {
	for _, away := range []string{"refuses", "hangs"} {
		t.Run(away, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, workdays())
				slots := w.channels("mem:T1", 1)
				from, to := slots[0].Due.Add(-time.Minute), slots[0].Due.Add(10*time.Minute)
				log := &lines{}
				store := awayStore{w.shelf, func(ctx context.Context) error {
					if now := time.Now(); now.Before(from) || now.After(to) {
						return nil
					}
					if away == "hangs" {
						<-ctx.Done()
					}
					return errors.New("connection refused")
				}}
				e := deliver.New(deliver.Config{
					Agenda: store, Ledger: store, Work: w.flows, Senders: []deliver.Sender{w.service},
					Now: time.Now, Log: log.logger(), Worker: "a",
				})
				w.jobs.set(e)
				time.Sleep(time.Until(from) - time.Minute)
				ctx, stop := context.WithCancel(t.Context())
				var run sync.WaitGroup
				run.Go(func() { _ = e.Run(ctx, w.jobs, time.Second) })
				time.Sleep(time.Until(to) + 5*time.Second)
				stop()
				run.Wait()
				w.jobs.work.Wait()
				w.check(slots, true)
				if n := log.count("can not be read"); n != 1 {
					t.Errorf("said %d times that the store is away", n)
				}
				if n := log.count("can be read again"); n != 1 {
					t.Errorf("said %d times that the store is back", n)
				}
			})
		})
	}
}

type awayStore struct {
	*shelf
	away func(ctx context.Context) error
}

func (s awayStore) Teams(ctx context.Context, now time.Time, limit int) ([]string, error) {
	if err := s.away(ctx); err != nil {
		return nil, err
	}
	return s.shelf.Teams(ctx, now, limit)
}

// A defect in one slot's content harms no other and is tried again.
func TestPanicInOneSlot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, workdays())
		slots := w.channels("mem:T1", 4)
		time.Sleep(time.Until(slots[0].Due))
		panics := 0
		w.flows.prepare = func(s schedule.Slot) (deliver.Parcel, error) {
			if s.Subject == slots[2].Subject && panics < 3 {
				panics++
				panic("somebody's secret words")
			}
			return deliver.Parcel{Post: chat.Post{To: chat.Place{Team: s.Team, Channel: s.Subject}}}, nil
		}
		log := &lines{}
		e := deliver.New(deliver.Config{
			Agenda: w.shelf, Ledger: w.shelf, Work: w.flows, Senders: []deliver.Sender{w.service},
			Now: time.Now, Log: log.logger(), Worker: "a",
		})
		w.finish("mem:T1", time.Minute, e)
		w.check(slots, true)
		if log.count("panic") != 3 || log.count("secret") != 0 {
			t.Errorf("log: %v", log.all())
		}
	})
}

// Posts to one channel keep their order and a second between them: by instant,
// and the question before everything else of the same instant.
func TestOneChannel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tt := workdays()
		tt.Reveal, tt.WeeklyAt = tt.Post+1, tt.Post
		w := newWorld(t, tt)
		kinds := []schedule.Kind{schedule.Question, schedule.Plans, schedule.Reveal}
		w.course("mem:T1", "C1", kinds...)
		question := w.slots("mem:T1", "C1", schedule.Question, time.Now(), time.Now().Add(60*time.Hour))[0]
		time.Sleep(time.Until(question.Due) + time.Minute)
		e, _ := w.replica("a", nil)
		w.finish("mem:T1", time.Minute, e)
		at := w.service.channel[chat.Place{Team: "mem:T1", Channel: "C1"}]
		if len(at) != 3 {
			t.Fatalf("posted at %v", at)
		}
		for i, kind := range kinds {
			if !strings.Contains(w.service.order[i], string(kind)) {
				t.Errorf("order %v", w.service.order)
			}
			if i > 0 && at[i].Sub(at[i-1]) < time.Second {
				t.Errorf("posted at %v", at)
			}
		}
	})
}

// A run that is told to stop lets the call that is under way end, settles it, and
// leaves the rest due.
func TestStopsInGoodOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, workdays())
		slots := w.channels("mem:T1", 50)
		time.Sleep(time.Until(slots[0].Due))
		w.service.latency = 2 * time.Second
		e, p := w.replica("a", nil)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- e.Deliver(ctx, "mem:T1") }()
		time.Sleep(5 * time.Second)
		stop()
		begin := time.Now()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begin); took > 7*time.Second {
			t.Errorf("it took %s to stop", took)
		}
		posted := 0
		for _, s := range slots {
			o := w.shelf.outcome(s)
			if n := w.service.count(s); n > 1 || (n == 1) != (o != nil) {
				t.Errorf("%s: %d posts, outcome %+v", slotName(s), n, o)
			}
			posted += w.service.count(s)
		}
		if due := w.shelf.due(time.Now()); posted == 0 || due != len(slots)-posted {
			t.Errorf("%d posted, %d still due", posted, due)
		}
		if held, err := w.shelf.Hold(t.Context(), "mem:T1", "somebody else", time.Second); err != nil || !held {
			t.Errorf("the team was not given back: %v, %v", held, err)
		}
		calls := p.calls
		time.Sleep(time.Minute)
		if p.calls != calls {
			t.Errorf("%d calls after the end", p.calls-calls)
		}
	})
}

// A slot that the ledger knows as settled is not posted, and its entry moves on;
// an entry without a next time leaves the agenda.
func TestSettledSlotsMoveOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, workdays())
		slots := w.channels("mem:T1", 1)
		time.Sleep(time.Until(slots[0].Due))
		e, _ := w.replica("a", nil)
		w.finish("mem:T1", time.Minute, e)
		if err := w.shelf.Put(t.Context(), "mem:T1", slots[0].Entry); err != nil { // the owner set the same time again
			t.Fatal(err)
		}
		w.finish("mem:T1", time.Minute, e)
		w.check(slots, true)
		w.flows.tt.Weekdays = study.Weekdays{}
		time.Sleep(24 * time.Hour)
		w.finish("mem:T1", time.Minute, e)
		if n := len(w.shelf.agenda["mem:T1"]); n != 0 {
			t.Errorf("%d entries are left", n)
		}
	})
}

// A tick wakes what is due and nobody else: not teams of a platform that is off,
// not those that this process is at work on.
func TestTick(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, workdays())
		for i := range 1200 {
			w.course(fmt.Sprintf("gone:T%04d", i), "C1", schedule.Question)
		}
		w.channels("mem:A", 1)
		w.channels("mem:B", 1)
		later := workdays()
		later.Post += 60
		w.flows.tt = later
		w.course("mem:C", "C1", schedule.Question)
		slots := w.slots("mem:C", "C1", schedule.Question, time.Now(), time.Now().Add(60*time.Hour))
		time.Sleep(time.Until(slots[0].Due) - time.Minute)
		e, _ := w.replica("a", nil)
		var asked asking
		for range 3 { // the first finds out how many are of no use
			asked.teams = nil
			if err := e.Tick(t.Context(), &asked); err != nil {
				t.Fatal(err)
			}
		}
		if !slices.Equal(asked.teams, []string{"mem:A", "mem:B"}) {
			t.Errorf("woke %v", asked.teams)
		}
		asked.err = errors.New("no queue")
		if err := e.Tick(t.Context(), &asked); !errors.Is(err, asked.err) {
			t.Errorf("a tick that woke nobody says %v", err)
		}
		if err := e.Deliver(t.Context(), "gone:T0001"); err != nil {
			t.Error(err)
		}
	})
}

type asking struct {
	teams []string
	err   error
}

func (a *asking) Wake(_ context.Context, team string) error {
	a.teams = append(a.teams, team)
	return a.err
}
