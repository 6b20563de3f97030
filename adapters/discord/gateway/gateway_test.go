package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"studybot/bot/chat"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	gatewayToken = "very.secret.token"
	patience     = 20 * time.Second // for what must happen; nothing is measured
	interval     = 200              // milliseconds between heartbeats
)

// script is a gateway that does what the test tells it to.
type script struct {
	*httptest.Server
	peers    chan *peer
	greeting string        // sent to each connection; empty: none
	mute     atomic.Bool   // heartbeats are not acknowledged
	open     atomic.Int32  // connections at this moment
	most     atomic.Int32  // of them at one time
	answer   func() string // the rest of GET /gateway/bot; nil: plenty
	asked    atomic.Int32  // GET /gateway/bot
}

// peer is one connection of the bot, seen from Discord.
type peer struct {
	t     *testing.T
	conn  *websocket.Conn
	query string
	got   chan packet // all but heartbeats
	beats chan packet
	over  chan int // the close code, once
	mu    sync.Mutex
}

func newScript(t *testing.T) *script {
	s := &script{peers: make(chan *peer, 64), greeting: fmt.Sprintf(`{"op":10,"d":{"heartbeat_interval":%d}}`, interval)}
	up := websocket.Upgrader{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := up.Upgrade(w, r, nil)
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		s.most.Store(max(s.most.Load(), s.open.Add(1)))
		defer s.open.Add(-1)
		p := &peer{t: t, conn: conn, query: r.URL.RawQuery, got: make(chan packet, 64), beats: make(chan packet, 4096), over: make(chan int, 1)}
		if s.greeting != "" {
			p.write(s.greeting)
		}
		s.peers <- p
		for {
			var f packet
			if err := conn.ReadJSON(&f); err != nil {
				code := websocket.CloseAbnormalClosure
				if e := (*websocket.CloseError)(nil); errors.As(err, &e) {
					code = e.Code
				}
				p.over <- code
				return
			}
			switch {
			case f.Op != opHeartbeat:
				p.got <- f
			case s.mute.Load():
				p.beats <- f
			default:
				p.beats <- f
				p.write(`{"op":11}`)
			}
		}
	}))
	t.Cleanup(func() {
		s.CloseClientConnections()
		s.Close()
		for deadline := time.Now().Add(patience); s.open.Load() > 0 && time.Now().Before(deadline); {
			time.Sleep(time.Millisecond)
		}
	})
	return s
}

func (s *script) address() string { return "ws" + strings.TrimPrefix(s.URL, "http") }

// find is GET /gateway/bot.
func (s *script) find(context.Context) (info Info, err error) {
	s.asked.Add(1)
	rest := `"shards":1,"session_start_limit":{"total":1000,"remaining":999,"reset_after":60000,"max_concurrency":1}`
	if s.answer != nil {
		rest = s.answer()
	}
	err = json.Unmarshal([]byte(`{"url":"`+s.address()+`",`+rest+`}`), &info)
	return info, err
}

func (s *script) next(t *testing.T) *peer {
	t.Helper()
	return receive(t, s.peers, "a connection")
}

func receive[T any](t *testing.T, from <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(patience):
		t.Fatalf("waited for %s in vain", what)
		panic("unreachable")
	}
}

func (p *peer) write(s string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	_ = p.conn.WriteMessage(websocket.TextMessage, []byte(s)) // a bot that left is what some tests want
}

func (p *peer) event(seq int, kind, data string) {
	p.write(fmt.Sprintf(`{"op":0,"s":%d,"t":%q,"d":%s}`, seq, kind, data))
}

func (p *peer) close(code int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	_ = p.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(time.Second))
	_ = p.conn.Close()
}

// identified expects a new session and grants it.
func (p *peer) identified(t *testing.T, session, resumeAt string) map[string]any {
	t.Helper()
	f := receive(t, p.got, "an identify")
	d := data(t, f)
	if f.Op != opIdentify || d["token"] != gatewayToken {
		t.Fatalf("wanted an identify, got op %d", f.Op)
	}
	p.event(1, "READY", fmt.Sprintf(`{"session_id":%q,"resume_gateway_url":%q}`, session, resumeAt))
	return d
}

// resumed expects a resume of the session after seq; the test goes on.
func (p *peer) resumed(t *testing.T, session string, seq int) {
	t.Helper()
	f := receive(t, p.got, "a resume")
	d := data(t, f)
	if f.Op != opResume || d["token"] != gatewayToken || d["session_id"] != session || d["seq"] != float64(seq) {
		t.Fatalf("wanted a resume of %s after %d, got op %d: %v after %v", session, seq, f.Op, d["session_id"], d["seq"])
	}
}

func data(t *testing.T, f packet) map[string]any {
	t.Helper()
	var d map[string]any
	if err := json.Unmarshal(f.Data, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// taken is what the gateway handed over.
type taken struct {
	event, data string
	doubt       bool
}

// replica is a gateway at work.
type replica struct {
	*Gateway
	taken chan taken
	ups   chan bool
	leave context.CancelFunc
	ended chan error
	log   *safeLog
}

type safeLog struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *safeLog) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *safeLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func quickPace() pace {
	p := usualPace()
	p.goodbye, p.apart, p.atMost = 50*time.Millisecond, 2*time.Millisecond, 20*time.Millisecond
	p.invalid, p.starts = time.Millisecond, time.Millisecond
	p.renew, p.ask = 20*time.Millisecond, 10*time.Millisecond
	return p
}

// begin starts a gateway; change may alter it before.
func begin(t *testing.T, s *script, change func(g *Gateway)) *replica {
	t.Helper()
	r := &replica{taken: make(chan taken, 256), ups: make(chan bool, 256), ended: make(chan error, 1), log: &safeLog{}}
	r.Gateway = &Gateway{
		Token: gatewayToken, Find: s.find, StandIn: "127.0.0.1", App: "1000", Holder: "a",
		Log:  slog.New(slog.NewTextHandler(r.log, nil)),
		Take: func(event string, data []byte, doubt bool) { r.taken <- taken{event, string(data), doubt} },
		Up:   func(_ int, on bool) { r.ups <- on },
		pace: quickPace(),
	}
	if change != nil {
		change(r.Gateway)
	}
	ctx, cancel := context.WithCancel(context.Background())
	r.leave = cancel
	done := make(chan struct{})
	go func() {
		defer close(done)
		r.ended <- r.Run(ctx)
	}()
	t.Cleanup(func() {
		cancel()
		receive(t, done, "the end of the gateway")
		if strings.Contains(r.log.String(), "secret") {
			t.Error("the log holds the token")
		}
	})
	return r
}

func (r *replica) isUp(t *testing.T, want bool) {
	t.Helper()
	if got := receive(t, r.ups, "a change of the connection"); got != want {
		t.Fatalf("connected: %v, want %v", got, want)
	}
}

func (r *replica) takes(t *testing.T, want string) {
	t.Helper()
	if got := receive(t, r.taken, "an event"); got.data != want {
		t.Fatalf("took %s, want %s", got.data, want)
	}
}

// eventually polls until ok.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain: %s", what)
		}
	}
}

func TestGatewayLife(t *testing.T) {
	t.Parallel()
	s := newScript(t)
	r := begin(t, s, nil)
	p := s.next(t)
	if p.query != "encoding=json&v=10" {
		t.Errorf("query %q", p.query)
	}
	d := p.identified(t, "one", s.address())
	if d["intents"] != float64(1<<12) || fmt.Sprint(d["shard"]) != "[0 1]" {
		t.Errorf("identify with intents %v, shard %v", d["intents"], d["shard"])
	}
	r.isUp(t, true)
	p.event(2, "GUILD_CREATE", `{}`) // not asked for, not handed over
	p.write(`this is no JSON`)
	p.write(`{"op":77,"d":null}`)
	p.event(3, "INTERACTION_CREATE", `{"n":1}`)
	p.event(4, "MESSAGE_CREATE", `{"n":2}`)
	for i, event := range []string{"INTERACTION_CREATE", "MESSAGE_CREATE"} {
		if got := receive(t, r.taken, "an event"); got.event != event || got.data != fmt.Sprintf(`{"n":%d}`, i+1) || got.doubt {
			t.Errorf("took %+v", got)
		}
	}
	eventually(t, "a heartbeat with the last sequence", func() bool {
		return string(receive(t, p.beats, "a heartbeat").Data) == "4"
	})
	r.leave()
	if code := receive(t, p.over, "the end"); code != websocket.CloseNormalClosure {
		t.Errorf("closed with %d", code)
	}
	if err := receive(t, r.ended, "the end"); err != nil {
		t.Error(err)
	}
	r.isUp(t, false)
}

func TestGatewayAnswersHeartbeatRequest(t *testing.T) {
	t.Parallel()
	s := newScript(t)
	s.greeting = `{"op":10,"d":{"heartbeat_interval":86400000}}`
	begin(t, s, nil)
	p := s.next(t)
	p.write(`{"op":1,"d":null}`)
	if b := receive(t, p.beats, "a heartbeat before its time"); string(b.Data) != "null" {
		t.Errorf("a heartbeat before any event holds %s", b.Data)
	}
	p.identified(t, "one", s.address())
	p.event(7, "INTERACTION_CREATE", `{}`)
	p.write(`{"op":1,"d":null}`)
	if b := receive(t, p.beats, "a heartbeat before its time"); string(b.Data) != "7" {
		t.Errorf("the heartbeat holds %s", b.Data)
	}
}

// Each way to lose a connection that keeps the session: the next one resumes, and
// what Discord repeats is handed over once.
func TestGatewayResumes(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]func(s *script, p *peer){
		"dropped":          func(_ *script, p *peer) { _ = p.conn.UnderlyingConn().Close() },
		"op 7":             func(_ *script, p *peer) { p.write(`{"op":7,"d":null}`) },
		"op 9 resumable":   func(_ *script, p *peer) { p.write(`{"op":9,"d":true}`) },
		"no ack":           func(s *script, _ *peer) { s.mute.Store(true) },
		"close 1000":       func(_ *script, p *peer) { p.close(1000) },
		"close 1001":       func(_ *script, p *peer) { p.close(1001) },
		"close 4000":       func(_ *script, p *peer) { p.close(4000) },
		"close 4002":       func(_ *script, p *peer) { p.close(4002) },
		"close 4008":       func(_ *script, p *peer) { p.close(4008) },
		"an unknown close": func(_ *script, p *peer) { p.close(4999) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScript(t)
			r := begin(t, s, nil)
			p := s.next(t)
			p.identified(t, "one", s.address())
			p.event(2, "INTERACTION_CREATE", `"a"`)
			p.event(3, "INTERACTION_CREATE", `"b"`)
			r.takes(t, `"a"`)
			r.takes(t, `"b"`)
			lose(s, p)
			code := receive(t, p.over, "the end of the first connection")
			if code == 1000 || code == 1001 {
				t.Errorf("closed with %d: Discord would end the session", code)
			}
			if (name == "op 7" || name == "no ack") && code != 4000 {
				t.Errorf("closed with %d, want 4000", code)
			}
			s.mute.Store(false)
			p = s.next(t)
			p.resumed(t, "one", 3)
			p.event(2, "INTERACTION_CREATE", `"a"`)
			p.event(3, "INTERACTION_CREATE", `"b"`)
			p.event(4, "INTERACTION_CREATE", `"c"`)
			p.event(5, "RESUMED", `{}`)
			p.event(6, "INTERACTION_CREATE", `"d"`)
			r.takes(t, `"c"`)
			r.takes(t, `"d"`)
			r.isUp(t, true)
			r.isUp(t, false)
			r.isUp(t, true)
		})
	}
}

// Each way to lose a connection with its session: a new one, numbered from one again.
func TestGatewayIdentifiesAnew(t *testing.T) {
	t.Parallel()
	cases := map[string]func(p *peer){
		"op 9":             func(p *peer) { p.write(`{"op":9,"d":false}`) },
		"a frame too long": func(p *peer) { p.event(9, "GUILD_CREATE", `"`+strings.Repeat("x", maxFrame)+`"`) },
	}
	for _, code := range []int{4001, 4003, 4005, 4007, 4009} {
		cases[fmt.Sprintf("close %d", code)] = func(p *peer) { p.close(code) }
	}
	for name, lose := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScript(t)
			r := begin(t, s, nil)
			p := s.next(t)
			p.identified(t, "one", s.address())
			p.event(5, "INTERACTION_CREATE", `"a"`)
			r.takes(t, `"a"`)
			lose(p)
			p = s.next(t)
			p.identified(t, "two", s.address())
			p.event(2, "INTERACTION_CREATE", `"b"`)
			r.takes(t, `"b"`)
			_ = p.conn.UnderlyingConn().Close()
			s.next(t).resumed(t, "two", 2)
		})
	}
}

// A refused resume is a new session; a refused identify is tried again.
func TestGatewayInvalidInAnswer(t *testing.T) {
	t.Parallel()
	s := newScript(t)
	r := begin(t, s, nil)
	p := s.next(t)
	if f := receive(t, p.got, "an identify"); f.Op != opIdentify {
		t.Fatalf("op %d", f.Op)
	}
	p.write(`{"op":9,"d":false}`)
	p = s.next(t)
	p.identified(t, "one", s.address())
	r.isUp(t, true)
	_ = p.conn.UnderlyingConn().Close()
	p = s.next(t)
	p.resumed(t, "one", 1)
	p.write(`{"op":9,"d":false}`)
	s.next(t).identified(t, "two", s.address())
	r.isUp(t, false)
	r.isUp(t, true)
}

func TestGatewayFatal(t *testing.T) {
	t.Parallel()
	for code, want := range map[int]struct {
		reason chat.Reason
		says   string
	}{
		4004: {chat.Unauthorized, "DISCORD_BOT_TOKEN"},
		4012: {chat.NotAllowed, "newer studybot"},
		4013: {chat.NotAllowed, "newer studybot"},
		4014: {chat.NotAllowed, "developer portal"},
	} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			t.Parallel()
			s := newScript(t)
			r := begin(t, s, nil)
			p := s.next(t)
			receive(t, p.got, "an identify")
			p.close(code)
			err := receive(t, r.ended, "the end")
			var refused *chat.Refused
			if !errors.As(err, &refused) || refused.Reason != want.reason || refused.Code != fmt.Sprintf("close_%d", code) {
				t.Fatalf("error %v", err)
			}
			if !strings.Contains(err.Error(), want.says) || strings.Contains(err.Error(), gatewayToken) {
				t.Errorf("error %q does not say %q", err, want.says)
			}
			if len(s.peers) > 0 {
				t.Error("it connected again")
			}
		})
	}
	t.Run("the API refuses the token", func(t *testing.T) {
		t.Parallel()
		s := newScript(t)
		r := begin(t, s, func(g *Gateway) {
			g.Find = func(context.Context) (Info, error) {
				return Info{}, &chat.Refused{Reason: chat.Unauthorized, Code: "401"}
			}
		})
		if err := receive(t, r.ended, "the end"); chat.RefusedFor(err) != chat.Unauthorized {
			t.Errorf("error %v", err)
		}
	})
}

func TestGatewayStartsOverWithMoreShards(t *testing.T) {
	t.Parallel()
	for _, code := range []int{closeBadShard, closeShardingRequired} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			t.Parallel()
			s := newScript(t)
			var shards atomic.Int32
			shards.Store(1)
			s.answer = func() string {
				return fmt.Sprintf(`"shards":%d,"session_start_limit":{"remaining":999,"max_concurrency":16}`, shards.Load())
			}
			r := begin(t, s, nil)
			p := s.next(t)
			receive(t, p.got, "an identify")
			shards.Store(2)
			p.close(code)
			var got []string
			for range 2 {
				got = append(got, fmt.Sprint(s.next(t).identified(t, "x", s.address())["shard"]))
				r.isUp(t, true)
			}
			if all := fmt.Sprint(got); all != "[[0 2] [1 2]]" && all != "[[1 2] [0 2]]" {
				t.Errorf("shards %s", all)
			}
		})
	}
}

// A bot that grows gets more shards without a restart.
func TestGatewayReviewsShards(t *testing.T) {
	t.Parallel()
	s := newScript(t)
	var shards atomic.Int32
	shards.Store(1)
	s.answer = func() string {
		return fmt.Sprintf(`"shards":%d,"session_start_limit":{"remaining":999,"max_concurrency":1}`, shards.Load())
	}
	begin(t, s, func(g *Gateway) { g.pace.review = 20 * time.Millisecond })
	p := s.next(t)
	p.identified(t, "one", s.address())
	shards.Store(3)
	if code := receive(t, p.over, "the end of the only shard"); code != websocket.CloseNormalClosure {
		t.Errorf("closed with %d: the session would live on beside the new ones", code)
	}
	for range 3 {
		if d := s.next(t).identified(t, "x", s.address()); !strings.HasSuffix(fmt.Sprint(d["shard"]), " 3]") {
			t.Errorf("shard %v", d["shard"])
		}
	}
}

// A resume address that is dead, or silent, is left for the general one; the session
// is kept.
func TestGatewayDeadResumeAddress(t *testing.T) {
	t.Parallel()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	dead := "ws://" + closed.Addr().String()
	_ = closed.Close()
	silent := newScript(t)
	silent.greeting = ""
	sick := newScript(t) // greets, and never answers a resume
	for name, address := range map[string]string{"dead": dead, "without a greeting": silent.address(), "without an answer": sick.address()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScript(t)
			r := begin(t, s, func(g *Gateway) {
				g.pace.answer = 300 * time.Millisecond
				if name == "without a greeting" {
					g.pace.call = time.Second
				}
			})
			p := s.next(t)
			p.identified(t, "one", address)
			r.isUp(t, true)
			_ = p.conn.UnderlyingConn().Close()
			p = s.next(t)
			p.resumed(t, "one", 1)
			p.event(2, "RESUMED", `{}`)
			r.isUp(t, false)
			r.isUp(t, true)
		})
	}
}

// Where not even the general address answers a resume, a new session is begun.
func TestGatewayResumeNeverAnswered(t *testing.T) {
	t.Parallel()
	s := newScript(t)
	r := begin(t, s, func(g *Gateway) { g.pace.answer = 200 * time.Millisecond })
	p := s.next(t)
	p.identified(t, "one", "")
	r.isUp(t, true)
	_ = p.conn.UnderlyingConn().Close()
	s.next(t).resumed(t, "one", 1)
	s.next(t).identified(t, "two", s.address())
}

func TestGatewayTokenStaysAtHome(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]struct{ general, resume bool }{
		"wss://gateway.discord.gg":             {true, true},
		"wss://gateway-us-east1-b.discord.gg/": {true, true},
		"wss://GATEWAY.DISCORD.GG:443":         {true, true},
		"ws://gateway.discord.gg":              {false, false},
		"https://gateway.discord.gg":           {false, false},
		"wss://discord.gg.example.com":         {true, false},
		"wss://evildiscord.gg":                 {true, false},
		"wss://gateway.discord.gg@example.com": {false, false},
		"wss://example.com/gateway.discord.gg": {true, false},
		"wss://example.com?x=.discord.gg":      {true, false},
		"ws://stand-in.test:1234":              {true, true},
		"wss://stand-in.test":                  {true, true},
		"http://stand-in.test":                 {false, false},
		"ws://127.0.0.1":                       {false, false},
		"":                                     {false, false},
		"wss://":                               {false, false},
	} {
		u := parsed(t, address)
		g := &Gateway{StandIn: "stand-in.test"}
		if got := g.trusted(u, true); got != want.general {
			t.Errorf("%s as the general address: %v", address, got)
		}
		if got := g.trusted(u, false); got != want.resume {
			t.Errorf("%s as a resume address: %v", address, got)
		}
	}
}

// A stranger's resume address is not dialled at all: the session is resumed elsewhere.
func TestGatewayForeignResumeAddress(t *testing.T) {
	t.Parallel()
	s := newScript(t)
	var mu sync.Mutex
	hosts := map[string]bool{}
	r := begin(t, s, func(g *Gateway) {
		g.Dialer = &websocket.Dialer{NetDialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			mu.Lock()
			hosts[addr] = true
			mu.Unlock()
			return (&net.Dialer{}).DialContext(ctx, network, addr)
		}}
	})
	p := s.next(t)
	p.identified(t, "one", "wss://gateway.example.com")
	r.isUp(t, true)
	_ = p.conn.UnderlyingConn().Close()
	s.next(t).resumed(t, "one", 1)
	mu.Lock()
	defer mu.Unlock()
	if len(hosts) != 1 || !hosts[s.Listener.Addr().String()] {
		t.Errorf("dialled %v", hosts)
	}
}

// frozen is a connection whose other side is gone without a word.
type frozen struct {
	net.Conn
	gone   *atomic.Bool
	closed chan struct{}
	once   sync.Once
}

func (c *frozen) Read(b []byte) (int, error) {
	for {
		n, err := c.Conn.Read(b)
		if !c.gone.Load() {
			return n, err
		}
		if err != nil {
			<-c.closed
			return 0, net.ErrClosed
		}
	}
}

func (c *frozen) Write(b []byte) (int, error) {
	if c.gone.Load() {
		return len(b), nil
	}
	return c.Conn.Write(b)
}

func (c *frozen) Close() error {
	c.once.Do(func() { close(c.closed) })
	return c.Conn.Close()
}

func TestGatewayHalfOpen(t *testing.T) {
	t.Parallel()
	s := newScript(t)
	gone := &atomic.Pointer[atomic.Bool]{}
	r := begin(t, s, func(g *Gateway) {
		g.Dialer = &websocket.Dialer{NetDialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			c, err := (&net.Dialer{}).DialContext(ctx, network, addr)
			if err != nil {
				return nil, err
			}
			f := &frozen{Conn: c, gone: &atomic.Bool{}, closed: make(chan struct{})}
			gone.Store(f.gone)
			return f, nil
		}}
	})
	p := s.next(t)
	p.identified(t, "one", s.address())
	r.isUp(t, true)
	gone.Load().Store(true)
	s.next(t).resumed(t, "one", 1)
}

func TestGatewaySessionStartLimit(t *testing.T) {
	t.Parallel()
	s := newScript(t)
	var remaining atomic.Int32
	s.answer = func() string {
		return fmt.Sprintf(`"shards":1,"session_start_limit":{"remaining":%d,"reset_after":20,"max_concurrency":1}`, remaining.Load())
	}
	begin(t, s, nil)
	eventually(t, "it asks again and again", func() bool { return s.asked.Load() > 4 })
	if len(s.peers) > 0 {
		t.Fatal("it connected, and may not identify")
	}
	remaining.Store(1)
	p := s.next(t)
	p.identified(t, "one", s.address())
	remaining.Store(0)
	_ = p.conn.UnderlyingConn().Close()
	s.next(t).resumed(t, "one", 1) // a resume costs no session
}

func TestGatewayLeavesWhileItWaits(t *testing.T) {
	t.Parallel()
	long := func(g *Gateway) {
		g.pace.starts, g.pace.apart, g.pace.atMost, g.pace.call = time.Hour, time.Hour, time.Hour, time.Hour
	}
	t.Run("for a session", func(t *testing.T) {
		t.Parallel()
		s := newScript(t)
		s.answer = func() string { return `"session_start_limit":{"remaining":0,"reset_after":86400000}` }
		r := begin(t, s, long)
		eventually(t, "it asks", func() bool { return s.asked.Load() > 1 })
		r.leave()
		if err := receive(t, r.ended, "the end"); err != nil {
			t.Error(err)
		}
	})
	t.Run("for a greeting", func(t *testing.T) {
		t.Parallel()
		s := newScript(t)
		s.greeting = ""
		r := begin(t, s, long)
		s.next(t)
		r.leave()
		if err := receive(t, r.ended, "the end"); err != nil {
			t.Error(err)
		}
	})
	t.Run("after a failure", func(t *testing.T) {
		t.Parallel()
		s := newScript(t)
		r := begin(t, s, long)
		s.next(t).close(4009)
		eventually(t, "it waits", func() bool { return strings.Contains(r.log.String(), "ended") })
		r.leave()
		if err := receive(t, r.ended, "the end"); err != nil {
			t.Error(err)
		}
	})
}

// A greeting that is none, and frames that make no sense, end a connection or are
// passed over; nothing panics.
func TestGatewayStrangeGreeting(t *testing.T) {
	t.Parallel()
	for _, greeting := range []string{`{"op":0,"d":{}}`, `{"op":10,"d":{"heartbeat_interval":0}}`, `{"op":10,"d":null}`, `{"op":10,"d":[]}`, `[]`, `x`} {
		t.Run(greeting, func(t *testing.T) {
			t.Parallel()
			s := newScript(t)
			s.greeting = greeting
			begin(t, s, nil)
			for range 3 {
				p := s.next(t)
				receive(t, p.over, "the end of a connection")
				if len(p.got) > 0 {
					t.Error("it spoke before a greeting")
				}
			}
		})
	}
}

// While Discord cannot be asked, the pauses grow and end.
func TestPaceGrows(t *testing.T) {
	t.Parallel()
	p := usualPace()
	for failures, want := range []time.Duration{time.Second, time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second} {
		for range 50 {
			if got := p.next(failures); got < want || got > want*3/2 {
				t.Errorf("after %d failures %s, want %s and up to half more", failures, got, want)
			}
		}
	}
	for _, failures := range []int{7, 20, 1 << 40} {
		if got := p.next(failures); got < time.Minute || got > 90*time.Second {
			t.Errorf("after %d failures %s", failures, got)
		}
	}
}

// FuzzGatewayFrames sends whatever Discord might: a session takes it or ends, without
// a panic, and hands each sequence number over once.
func FuzzGatewayFrames(f *testing.F) {
	for _, seed := range []string{
		`{"op":0,"s":1,"t":"READY","d":{"session_id":"x","resume_gateway_url":"wss://gateway.discord.gg"}}`,
		`{"op":0,"s":2,"t":"INTERACTION_CREATE","d":{"id":"1"}}`,
		`{"op":0,"s":-9223372036854775808,"t":"MESSAGE_CREATE","d":null}`,
		`{"op":0,"t":"READY","d":{"session_id":7,"resume_gateway_url":"%zz"}}`,
		`{"op":9,"d":{}}`, `{"op":1}`, `{"op":1e99}`, `null`, `[]`, ``,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		handed := 0
		g := &Gateway{Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Take: func(string, []byte, bool) { handed++ }}
		g.complete()
		s, l := &shard{g: g}, &link{}
		var p packet
		if json.Unmarshal([]byte(text), &p) != nil {
			return
		}
		s.dispatch(p, l)
		s.dispatch(p, l)
		if p.Seq > 0 && handed > 1 {
			t.Errorf("one event was handed over %d times", handed)
		}
		if len(s.session) > maxSession {
			t.Error("a session that is too long to resume was kept")
		}
	})
}
