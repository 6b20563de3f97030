package edge

import "sync"

// maxWaiting bounds one member's acts that wait for their turn.
const maxWaiting = 32

// turns keeps one member's acts in order while those of others run beside them.
type turns struct {
	mu   sync.Mutex
	last map[string]*queue
}

type queue struct {
	tail    chan struct{} // closed when the newest turn has ended
	waiting int
}

// turn is one act's place in its member's queue.
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

// end lets the member's next act go; it is called after wait.
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
