package gateway

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// board is Leases in memory.
type board struct {
	mu    sync.Mutex
	ahead time.Duration // of the real time
	held  map[string]string
	until map[string]time.Time
	down  map[string]bool // for these holders nothing answers
}

func newBoard() *board {
	return &board{held: map[string]string{}, until: map[string]time.Time{}, down: map[string]bool{}}
}

func (b *board) now() time.Time { return time.Now().Add(b.ahead) }

// seat is the board seen by one replica.
type seat struct {
	*board
	who string
}

func (s seat) Hold(_ context.Context, name, holder string, ttl time.Duration) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.down[s.who] {
		return false, errors.New("no answer")
	}
	if has := s.held[name]; has != "" && has != holder && s.until[name].After(s.now()) {
		return false, nil
	}
	s.held[name], s.until[name] = holder, s.now().Add(ttl)
	return true, nil
}

func (s seat) Release(_ context.Context, name, holder string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.down[s.who] {
		return errors.New("no answer")
	}
	if s.held[name] == holder {
		delete(s.held, name)
	}
	return nil
}

func (b *board) set(who string, down bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.down[who] = down
}

func (b *board) pass(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ahead += d
}

func (b *board) give(name, holder string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.held[name], b.until[name] = holder, b.now().Add(time.Hour)
}

func (b *board) holder(name string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.until[name].After(b.now()) {
		return ""
	}
	return b.held[name]
}

func parsed(t *testing.T, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// as makes a replica of the gateway with its seat.
func as(b *board, who string) func(g *Gateway) {
	return func(g *Gateway) { g.Leases, g.Holder = seat{b, who}, who }
}

const onlyShard = "1000:shard:1:0"

// waits sees to it that r has asked for the lease at least once, in vain.
func waits(t *testing.T, s *script) {
	t.Helper()
	for range 20 {
		time.Sleep(5 * time.Millisecond)
		if len(s.peers) > 0 {
			t.Fatal("a second replica connected")
		}
	}
}

func TestShardHandedOverOnRelease(t *testing.T) {
	t.Parallel()
	s, b := newScript(t), newBoard()
	a := begin(t, s, as(b, "a"))
	p := s.next(t)
	p.identified(t, "one", s.address())
	a.isUp(t, true)
	c := begin(t, s, as(b, "c"))
	waits(t, s)
	a.leave()
	if code := receive(t, p.over, "the end"); code != websocket.CloseNormalClosure {
		t.Errorf("closed with %d", code)
	}
	if err := receive(t, a.ended, "the end"); err != nil {
		t.Error(err)
	}
	p = s.next(t)
	p.identified(t, "two", s.address()) // no session is handed over
	c.isUp(t, true)
	p.event(2, "INTERACTION_CREATE", `"x"`)
	if got := receive(t, c.taken, "an event"); got.doubt {
		t.Error("a lease that was taken is in doubt")
	}
	if !strings.HasPrefix(b.holder(onlyShard), "c-") || s.most.Load() != 1 {
		t.Errorf("%s has the lease; %d connections at one time", b.holder(onlyShard), s.most.Load())
	}
}

// Containers often share a host name and a process number.
func TestShardReplicasOfOneName(t *testing.T) {
	t.Parallel()
	s, b := newScript(t), newBoard()
	begin(t, s, as(b, "a"))
	s.next(t).identified(t, "one", s.address())
	begin(t, s, as(b, "a"))
	waits(t, s)
}

// A replica that dies, or is cut off, gives nothing back: its lease runs out. When it
// hears again, it leaves.
func TestShardHandedOverOnExpiry(t *testing.T) {
	t.Parallel()
	s, b := newScript(t), newBoard()
	a := begin(t, s, as(b, "a"))
	p := s.next(t)
	p.identified(t, "one", s.address())
	a.isUp(t, true)
	c := begin(t, s, as(b, "c"))
	b.set("a", true)
	waits(t, s)
	b.pass(11 * time.Second)
	q := s.next(t)
	q.identified(t, "two", s.address())
	c.isUp(t, true)
	p.event(2, "INTERACTION_CREATE", `"x"`) // Discord sends it to both
	q.event(2, "INTERACTION_CREATE", `"x"`)
	if got := receive(t, a.taken, "an event"); !got.doubt {
		t.Error("the replica that lost touch is not in doubt")
	}
	if got := receive(t, c.taken, "an event"); got.doubt {
		t.Error("the replica that has the lease is in doubt")
	}
	b.set("a", false)
	if code := receive(t, p.over, "the end"); code != websocket.CloseNormalClosure {
		t.Errorf("closed with %d", code)
	}
	a.isUp(t, false)
	if !strings.HasPrefix(b.holder(onlyShard), "c-") {
		t.Errorf("%q has the lease", b.holder(onlyShard))
	}
}

func TestShardLostLease(t *testing.T) {
	t.Parallel()
	s, b := newScript(t), newBoard()
	a := begin(t, s, as(b, "a"))
	p := s.next(t)
	p.identified(t, "one", s.address())
	a.isUp(t, true)
	b.give(onlyShard, "somebody")
	receive(t, p.over, "the end")
	a.isUp(t, false)
	waits(t, s)
	if b.holder(onlyShard) != "somebody" {
		t.Error("a lease of somebody else was given back")
	}
	b.give(onlyShard, "")
	p = s.next(t)
	p.identified(t, "two", s.address())
	p.event(2, "INTERACTION_CREATE", `"x"`)
	a.takes(t, `"x"`)
}

// After the lease is lost, what still comes is not handled.
func TestShardLostLeaseDropsEvents(t *testing.T) {
	t.Parallel()
	g := &Gateway{Take: func(string, []byte, bool) { t.Error("an event of a lost shard was handed over") }}
	g.complete()
	h := newHold(g, 0, 1)
	h.lost.Store(true)
	s := &shard{g: g, hold: h}
	s.dispatch(packet{Type: "INTERACTION_CREATE", Seq: 3, Data: raw("x")}, &link{})
	if s.seq.Load() != 0 {
		t.Error("it counts as handled")
	}
}

func TestShardInDoubtWhileNothingAnswers(t *testing.T) {
	t.Parallel()
	s, b := newScript(t), newBoard()
	a := begin(t, s, as(b, "a"))
	p := s.next(t)
	p.identified(t, "one", s.address())
	a.isUp(t, true)
	seq := 1
	doubtful := func() bool {
		seq++
		p.event(seq, "INTERACTION_CREATE", `"x"`)
		return receive(t, a.taken, "an event").doubt
	}
	if doubtful() {
		t.Error("in doubt with a fresh lease")
	}
	b.set("a", true)
	eventually(t, "it is in doubt", doubtful)
	b.set("a", false)
	eventually(t, "it is certain again", func() bool { return !doubtful() })
	if len(p.over) > 0 || len(s.peers) > 0 {
		t.Error("the connection was given up")
	}
	for _, want := range []string{"in doubt", "certain again"} {
		eventually(t, want+" is logged", func() bool { return strings.Contains(a.log.String(), want) })
		if strings.Count(a.log.String(), want) != 1 {
			t.Errorf("%q is not logged once:\n%s", want, a.log)
		}
	}
}

// A process that stood still past its lease is in doubt before it can ask.
func TestHoldInDoubtByTheClock(t *testing.T) {
	t.Parallel()
	at := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	g := &Gateway{Leases: seat{newBoard(), "a"}, Holder: "a", Now: func() time.Time { return at }}
	g.complete()
	h := newHold(g, 0, 1)
	if ok, err := h.take(context.Background()); !ok || err != nil {
		t.Fatal(ok, err)
	}
	if at = at.Add(g.pace.ttl - 1); h.inDoubt() {
		t.Error("in doubt within the lease")
	}
	if at = at.Add(1); !h.inDoubt() {
		t.Error("certain after the lease")
	}
	if ok, err := h.take(context.Background()); !ok || err != nil || h.inDoubt() {
		t.Error("in doubt with a new lease", ok, err)
	}
	var alone *hold
	if alone.inDoubt() || alone.isLost() {
		t.Error("the only replica is in doubt")
	}
}

// Without an answer nobody connects: somebody else may have the shard.
func TestShardWaitsForLeases(t *testing.T) {
	t.Parallel()
	s, b := newScript(t), newBoard()
	b.set("a", true)
	a := begin(t, s, as(b, "a"))
	waits(t, s)
	b.set("a", false)
	s.next(t).identified(t, "one", s.address())
	a.isUp(t, true)
}

// Several shards: each is held by one replica, and they identify one after the other.
func TestShardsOfTwoReplicas(t *testing.T) {
	t.Parallel()
	s, b := newScript(t), newBoard()
	s.answer = func() string { return `"shards":4,"session_start_limit":{"remaining":999,"max_concurrency":2}` }
	b.give("1000:shard:4:1", "somebody")
	a := begin(t, s, as(b, "a"))
	c := begin(t, s, as(b, "c"))
	seen := map[string]bool{}
	for range 3 {
		seen[fmt.Sprint(s.next(t).identified(t, "x", s.address())["shard"])] = true
	}
	if len(seen) != 3 || seen["[1 4]"] {
		t.Errorf("identified %v", seen)
	}
	waits(t, s)
	a.leave()
	c.leave()
	receive(t, a.ended, "the end")
	receive(t, c.ended, "the end")
	for i := range 4 {
		if has := b.holder(fmt.Sprintf("1000:shard:4:%d", i)); i != 1 && has != "" {
			t.Errorf("shard %d is still held by %s", i, has)
		}
	}
}

// In a bucket one shard identifies at a time, in all replicas; other buckets go on.
func TestStartsOneAtATime(t *testing.T) {
	t.Parallel()
	s, b := newScript(t), newBoard()
	ctx := context.Background()
	of := func(who string) *starts {
		g := &Gateway{Find: s.find, App: "1000", Holder: who, Leases: seat{b, who}, pace: quickPace()}
		g.pace.starts = time.Hour
		g.complete()
		return newStarts(g, 2)
	}
	a, c := of("a"), of("c")
	address, sent, err := a.wait(ctx, 0)
	if err != nil || address != s.address() {
		t.Fatal(address, err)
	}
	for name, wait := range map[string]func(ctx context.Context) error{
		"the same replica": func(ctx context.Context) error { _, _, err := a.wait(ctx, 2); return err },
		"another replica":  func(ctx context.Context) error { _, _, err := c.wait(ctx, 0); return err },
	} {
		short, cancel := context.WithTimeout(ctx, 30*time.Millisecond)
		if wait(short) == nil {
			t.Errorf("%s identifies at the same time", name)
		}
		cancel()
	}
	_, other, err := c.wait(ctx, 1)
	if err != nil {
		t.Fatal(err)
	}
	other(false)
	sent(false) // it was not sent, so the next need not wait
	_, sent, err = c.wait(ctx, 2)
	if err != nil {
		t.Fatal(err)
	}
	sent(true)
	short, cancel := context.WithTimeout(ctx, 30*time.Millisecond)
	defer cancel()
	if _, _, err = a.wait(short, 0); err == nil {
		t.Error("two identifies within one spacing")
	}
	b.pass(time.Hour)
	_, sent, err = a.wait(ctx, 0)
	if err != nil {
		t.Fatal(err)
	}
	sent(true)
}

// Two replicas that divide the servers differently are never at work together: a
// server would be in a shard of each.
func TestShardsDividedOneWay(t *testing.T) {
	t.Parallel()
	s, b := newScript(t), newBoard()
	b.give("1000:shards", "2")
	begin(t, s, as(b, "a"))
	waits(t, s)
	b.give("1000:shards", "")
	p := s.next(t)
	p.identified(t, "one", s.address())
	b.give("1000:shards", "2")
	if code := receive(t, p.over, "the end"); code != websocket.CloseNormalClosure {
		t.Errorf("closed with %d", code)
	}
}
