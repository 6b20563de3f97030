package deliver

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

// bucket is a platform's limit: burst posts at once, then rate a second; asks to
// wait whole seconds, as platforms do.
type bucket struct {
	rate, burst, tokens float64
	at, until           time.Time
	early               int
}

func (b *bucket) take(now time.Time) (after time.Duration, ok bool) {
	b.tokens = min(b.burst, b.tokens+now.Sub(b.at).Seconds()*b.rate)
	b.at = now
	if now.Before(b.until) {
		b.early++
	}
	if b.tokens >= 1 {
		b.tokens--
		return 0, true
	}
	after = time.Duration(math.Ceil((1-b.tokens)/b.rate)) * time.Second
	b.until = now.Add(after)
	return after, false
}

type paceResult struct {
	took, ideal float64
	wasted      float64
	early       int
}

// race posts n messages through the pacer, each answered after latency.
func race(p *pacer, b *bucket, from time.Time, n int, latency time.Duration) paceResult {
	now := from
	type answer struct {
		at, sent time.Time
		after    time.Duration
		ok       bool
	}
	var flying []answer
	posts, requests := 0, 0
	for posts < n {
		d, ready := p.wait(now)
		switch {
		case ready && d == 0 && posts+len(flying) < n && len(flying) < 8:
			p.start(now)
			requests++
			after, ok := b.take(now.Add(latency / 2))
			flying = append(flying, answer{now.Add(latency), now, after, ok})
			continue
		case ready && d > 0 && (len(flying) == 0 || now.Add(d).Before(flying[0].at)):
			now = now.Add(d)
			continue
		}
		a := flying[0]
		flying = flying[1:]
		now = a.at
		if a.ok {
			posts++
			p.posted(a.at.Sub(a.sent))
		} else {
			p.busy(now, a.after)
		}
	}
	return paceResult{
		took: now.Sub(from).Seconds(), ideal: max(0, (float64(n)-b.burst)/b.rate),
		wasted: float64(requests-n) / float64(n), early: b.early,
	}
}

func newBucket(rate, burst float64, from time.Time) *bucket {
	return &bucket{rate: rate, burst: burst, tokens: burst, at: from}
}

// FAULTS 25: the limit is met without being told. The one case below 0.9 has no
// burst at all, so each second that the platform asks to wait is lost, and 50
// posts with it: it takes three refusals to learn that limit, 3 of 20 seconds.
func TestPaceMeetsUnknownLimits(t *testing.T) {
	from := time.Unix(1_700_000_000, 0)
	for _, rate := range []float64{2, 5, 10, 50} {
		for _, burst := range []float64{1, 20, 50} {
			t.Run(fmt.Sprintf("%g a second, burst %g", rate, burst), func(t *testing.T) {
				want := 0.9
				if rate == 50 && burst == 1 {
					want = 0.8
				}
				p, b := new(pacer), newBucket(rate, burst, from)
				first := race(p, b, from, 1000, time.Millisecond)
				check(t, "the first day", first, want, 0.05)
				if first.early > 0 {
					t.Errorf("%d requests came inside a wait", first.early)
				}
				// A day later the bucket is full again and the limit is known.
				second := race(p, b, from.Add(24*time.Hour), 1000, time.Millisecond)
				check(t, "the second day", second, 0.9, 0.05)
			})
		}
	}
}

func check(t *testing.T, when string, r paceResult, efficiency, waste float64) {
	t.Helper()
	t.Logf("%s: %.3f of the ideal speed, %.3f wasted a post, %d early", when, r.ideal/r.took, r.wasted, r.early)
	if r.ideal/r.took < efficiency {
		t.Errorf("%s: %.0f s, ideal %.0f s: %.3f, want %.2f", when, r.took, r.ideal, r.ideal/r.took, efficiency)
	}
	if r.wasted > waste {
		t.Errorf("%s: %.3f requests wasted a post, want at most %.2f", when, r.wasted, waste)
	}
}

// With slow answers several requests are on their way, and those that were sent
// before a refusal arrived can not be called back; they stay few.
func TestPaceWithSlowAnswers(t *testing.T) {
	from := time.Unix(1_700_000_000, 0)
	for _, latency := range []time.Duration{30 * time.Millisecond, 150 * time.Millisecond, 600 * time.Millisecond} {
		for _, rate := range []float64{1, 2, 5, 10, 50} {
			for _, burst := range []float64{5, 20, 50} {
				t.Run(fmt.Sprintf("%g a second, burst %g, answers in %s", rate, burst, latency), func(t *testing.T) {
					want := 0.85
					if rate*latency.Seconds() > 1 || rate == 50 {
						want = 0.15 // the answers are the limit: at most 8 at once
					}
					r := race(new(pacer), newBucket(rate, burst, from), from, 1000, latency)
					check(t, "the first day", r, want, 0.06)
					if r.early > 50 {
						t.Errorf("%d requests came inside a wait", r.early)
					}
				})
			}
		}
	}
}

// A limit that changes is followed, both ways.
func TestPaceFollowsAChangedLimit(t *testing.T) {
	from := time.Unix(1_700_000_000, 0)
	for _, c := range []struct{ before, after float64 }{{5, 20}, {20, 5}, {2, 10}, {10, 2}, {5, 6}, {6, 5}} {
		t.Run(fmt.Sprintf("from %g to %g a second", c.before, c.after), func(t *testing.T) {
			p, b := new(pacer), newBucket(c.before, 20, from)
			at := from.Add(time.Duration(race(p, b, from, 500, time.Millisecond).took * float64(time.Second)))
			b.rate = c.after
			race(p, b, at, int(240*c.after), time.Millisecond) // four minutes to find out
			last := p.last
			n := int(120 * c.after)
			r := race(p, b, last, n, time.Millisecond)
			if pace := float64(n) / r.took; pace < 0.85*c.after {
				t.Errorf("%.2f a second at a limit of %g", pace, c.after)
			}
			if r.wasted > 0.1 {
				t.Errorf("%.3f requests wasted a post", r.wasted)
			}
		})
	}
}

// An hour with a post now and then teaches nothing wrong, with a limit that is
// known or not, and with a refusal in it that has nothing to do with the pace.
func TestPaceAfterAQuietHour(t *testing.T) {
	for _, gap := range []time.Duration{3 * time.Second, 20 * time.Second, 10 * time.Minute} {
		for _, known := range []bool{false, true} {
			for _, stray := range []bool{false, true} {
				t.Run(fmt.Sprintf("a post each %s, limit known: %v, a refusal: %v", gap, known, stray), func(t *testing.T) {
					now := time.Unix(1_700_000_000, 0)
					p, b := new(pacer), newBucket(5, 20, now)
					if known {
						now = now.Add(time.Duration(race(p, b, now, 500, time.Millisecond).took * float64(time.Second)))
					}
					for i := range int(time.Hour / gap) {
						now = now.Add(gap)
						if d, ready := p.wait(now); d > 0 || !ready {
							t.Fatalf("post %d has to wait %s", i, d)
						}
						p.start(now)
						b.take(now)
						if stray && i == int(time.Hour/gap)/2 {
							p.busy(now, time.Second)
						} else {
							p.posted(time.Millisecond)
						}
					}
					r := race(p, b, now.Add(gap), 1000, time.Millisecond)
					check(t, "afterwards", r, 0.9, 0.2)
				})
			}
		}
	}
}

// FAULTS 24: refusals that have nothing to do with our pace cost their wait and
// little more, whatever they say or do not say about it.
func TestPaceOutlastsAStorm(t *testing.T) {
	for _, hint := range []int{0, 1, 7, 60} {
		t.Run(fmt.Sprintf("asked to wait up to %d s", hint), func(t *testing.T) {
			dice := rand.New(rand.NewPCG(1, uint64(hint)))
			now := time.Unix(1_700_000_000, 0)
			p, b := new(pacer), newBucket(5, 20, now)
			begin, waited, wasted := now, 0.0, 0
			for posts := 0; posts < 1500; {
				if d, _ := p.wait(now); d > 0 {
					now = now.Add(d)
					continue
				}
				p.start(now)
				now = now.Add(time.Millisecond)
				after, ok := b.take(now)
				storm := posts > 500 && posts < 600 && dice.IntN(5) == 0
				if ok && !storm {
					posts++
					p.posted(time.Millisecond)
					continue
				}
				wasted++
				if storm {
					after = 0
					if hint > 0 {
						after = time.Duration(1+dice.IntN(hint)) * time.Second
					}
				}
				asked := p.busy(now, after)
				if asked < after || asked <= 0 {
					t.Fatalf("waits %s, asked for %s", asked, after)
				}
				if storm {
					waited += asked.Seconds()
				}
			}
			took, ideal := now.Sub(begin).Seconds(), 1480/5.0+waited
			t.Logf("%.0f s, ideal %.0f s, %d wasted", took, ideal, wasted)
			if ideal/took < 0.9 {
				t.Errorf("%.0f s, ideal %.0f s", took, ideal)
			}
			if wasted > 75 {
				t.Errorf("%d wasted requests", wasted)
			}
		})
	}
}

func TestPaceWaitsLongerWhenItIsRefusedInVain(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	p := new(pacer)
	var longest time.Duration
	for range 12 {
		d, ready := p.wait(now)
		if !ready {
			t.Fatal("waits for an answer although nothing is on its way")
		}
		now = now.Add(d)
		p.start(now)
		now = now.Add(time.Millisecond)
		asked := p.busy(now, 0)
		longest = max(longest, asked)
		if d, _ := p.wait(now); d != asked {
			t.Fatalf("the gate is closed for %s, not %s", d, asked)
		}
	}
	if longest != longestWait {
		t.Errorf("waited %s at most, want %s", longest, longestWait)
	}
}

// Another replica's refusal closes the gate and teaches nothing.
func TestPaceKeepsItsMeasureBehindAnotherGate(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	p, b := new(pacer), newBucket(5, 20, now)
	race(p, b, now, 300, time.Millisecond)
	now = p.last.Add(time.Second)
	rate := p.rate
	p.close(now.Add(10 * time.Second))
	p.close(now.Add(5 * time.Second))
	if d, _ := p.wait(now); d != 10*time.Second {
		t.Errorf("waits %s, want 10 s", d)
	}
	if p.rate != rate {
		t.Errorf("the pace went from %g to %g", rate, p.rate)
	}
}
