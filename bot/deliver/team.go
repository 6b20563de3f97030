package deliver

import (
	"context"
	"errors"
	"sync"
	"time"

	"studybot/bot/chat"
)

// team is what this process remembers of one team. Nothing of it is needed for
// delivering once; all of it helps to deliver without pestering the platform.
type team struct {
	name string

	// Guarded by the engine's lock.
	working bool
	rest    time.Time
	used    time.Time

	mu    sync.Mutex
	pace  pacer
	wake  chan struct{} // closed when an answer has arrived
	tries map[string]try
	spoke map[chat.Place]spoken
}

// try is what is known of an entry that could not be finished.
type try struct {
	n    int       // attempts that failed
	next time.Time // the earliest next one
}

// spoken is when a place was last posted to, in real time and on the engine's
// clock: the two run apart where the clock is moved by hand.
type spoken struct{ real, shown time.Time }

// channelGap is the time between two posts to one place: platforms take one
// message a second in a channel.
const channelGap = time.Second

// The pauses after attempts that failed without a word.
const (
	firstPause   = 500 * time.Millisecond
	longestPause = 30 * time.Second
)

// errStop says that a wait was ended because the run is over.
var errStop = errors.New("the run is over")

// turn waits until the pace allows a request, and counts it as being on its way:
// exactly one of posted, failed and busy must follow.
func (t *team) turn(ctx context.Context) error {
	for {
		t.mu.Lock()
		now := time.Now()
		d, ready := t.pace.wait(now)
		if ready && d <= 0 {
			t.pace.start(now)
			t.mu.Unlock()
			return nil
		}
		if t.wake == nil {
			t.wake = make(chan struct{})
		}
		wake := t.wake
		t.mu.Unlock()
		if ready {
			timer := time.NewTimer(d)
			select {
			case <-timer.C:
			case <-wake: // the pace may have changed
			case <-ctx.Done():
				timer.Stop()
				return errStop
			}
			timer.Stop()
			continue
		}
		select {
		case <-wake:
		case <-ctx.Done():
			return errStop
		}
	}
}

// answered tells the pacer about a request's end and those who wait for it.
func (t *team) answered(tell func(p *pacer)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	tell(&t.pace)
	if t.wake != nil {
		close(t.wake)
		t.wake = nil
	}
}

// gate is when the team's platform may be called again.
func (t *team) gate() time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.pace.gate
}

// later notes a failed attempt on the entry and how many there were.
func (t *team) later(entry string) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := t.tries[entry].n
	pause := min(longestPause, firstPause<<min(n, 8))
	t.tries[entry] = try{n: n + 1, next: time.Now().Add(pause)}
	return n + 1
}

// waitFor notes that the entry can not be tried for a while.
func (t *team) waitFor(entry string, pause time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.tries[entry] = try{n: t.tries[entry].n, next: time.Now().Add(pause)}
}

// trying is how many entries have to wait, perhaps.
func (t *team) trying() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.tries)
}

// nothingLeft forgets all failed attempts: nothing is due any more.
func (t *team) nothingLeft() {
	t.mu.Lock()
	defer t.mu.Unlock()
	clear(t.tries)
}

// settled forgets the failed attempts on the entry.
func (t *team) settled(entry string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.tries, entry)
}

// notBefore is when the entry may be tried; zero for at once.
func (t *team) notBefore(entry string) time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.tries[entry].next
}

// room waits until the place may be spoken to again. now is the engine's clock.
func (t *team) room(ctx context.Context, to chat.Place, now time.Time) error {
	to.Thread = ""
	t.mu.Lock()
	last, ok := t.spoke[to]
	t.mu.Unlock()
	if !ok || now.Sub(last.shown) >= channelGap {
		return nil
	}
	return sleep(ctx, channelGap-time.Since(last.real))
}

// spokeTo notes a post to the place.
func (t *team) spokeTo(to chat.Place, now time.Time) {
	to.Thread = ""
	t.mu.Lock()
	defer t.mu.Unlock()
	real := time.Now()
	for place, s := range t.spoke {
		if real.Sub(s.real) > channelGap {
			delete(t.spoke, place)
		}
	}
	t.spoke[to] = spoken{real: real, shown: now}
}

// sleep waits in real time; errStop when ctx ends first.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return errStop
	}
}
