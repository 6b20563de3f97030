package slack

import (
	"log/slog"
	"sync"
	"time"
)

// maxWaiting bounds one member's events that wait for their turn.
const maxWaiting = 32

// turns keeps one member's events in order while those of others run beside them.
type turns struct {
	mu   sync.Mutex
	last map[string]*queue
}

type queue struct {
	tail    chan struct{} // closed when the newest turn has ended
	waiting int
}

// turn is one event's place in its member's queue.
type turn struct {
	turns  *turns
	member string
	before <-chan struct{}
	done   chan struct{}
}

// take queues up, in the order of the calls; false when the member waits for too much.
func (t *turns) take(member string) (turn, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.last == nil {
		t.last = map[string]*queue{}
	}
	q := t.last[member]
	if q == nil {
		free := make(chan struct{})
		close(free)
		q = &queue{tail: free}
		t.last[member] = q
	}
	if q.waiting >= maxWaiting {
		return turn{}, false
	}
	mine := turn{turns: t, member: member, before: q.tail, done: make(chan struct{})}
	q.tail = mine.done
	q.waiting++
	return mine, true
}

func (t turn) wait() { <-t.before }

// end lets the member's next event go; it is called after wait.
func (t turn) end() {
	t.turns.mu.Lock()
	defer t.turns.mu.Unlock()
	close(t.done)
	if q := t.turns.last[t.member]; q != nil {
		if q.waiting--; q.waiting == 0 {
			delete(t.turns.last, t.member)
		}
	}
}

// recent remembers the keys of what was handled, so that a repeated delivery does
// nothing. It forgets by generations: after ten minutes or recentSize keys.
type recent struct {
	mu       sync.Mutex
	new, old map[string]struct{}
	since    time.Time
}

const (
	recentSize = 8192
	recentLife = 10 * time.Minute // Slack's last retry comes after five
)

// claim remembers the key and says whether it is new.
func (r *recent) claim(key string, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, inNew := r.new[key]
	_, inOld := r.old[key]
	if inNew || inOld {
		return false
	}
	if len(key) > 256 {
		return true // none of Slack's, and not worth the memory
	}
	if r.new == nil || len(r.new) >= recentSize || now.Sub(r.since) > recentLife {
		r.old, r.new, r.since = r.new, map[string]struct{}{}, now
	}
	r.new[key] = struct{}{}
	return true
}

// release forgets a key whose delivery was not taken after all.
func (r *recent) release(key string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.new, key)
	delete(r.old, key)
}

// throttle lets one line through in ten seconds, with the number of those that it
// held back: a stranger must not be able to fill the log.
type throttle struct {
	mu   sync.Mutex
	next time.Time
	held int
}

func (t *throttle) log(l *slog.Logger, now time.Time, why string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if now.Before(t.next) {
		t.held++
		return
	}
	l.Warn("refused", "why", why, "refused_since_last", t.held)
	t.next, t.held = now.Add(10*time.Second), 0
}
