// Package gateway keeps an application connected to Discord's gateway: sessions,
// heartbeats, resumes, close codes, and the shards that several replicas share by
// leases. It hands events over as they came, once and in order.
//
// It must not know what events mean, how they are answered, or who uses it.
package gateway

import (
	"context"
	crand "crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"studybot/bot/chat/edge"
)

// discordgo's gateway waits for five missed heartbeats, ends the session with close
// code 1000 when it means to resume it, and dials a dead resume address for ever. So
// the connection is kept here, by the rules of
// https://docs.discord.com/developers/events/gateway
const (
	gatewayVersion = "10"
	intents        = 1 << 12 // DIRECT_MESSAGES: a member's words to the bot; interactions need none
	maxFrame       = 4 << 20
	maxSend        = 4096 // Discord closes with 4002 on more
	maxSession     = 1024 // of a session's id, so that a resume stays below maxSend
)

// The opcodes that are used.
const (
	opDispatch  = 0
	opHeartbeat = 1
	opIdentify  = 2
	opResume    = 6
	opReconnect = 7
	opInvalid   = 9
	opHello     = 10
	opAck       = 11
)

// The close codes that say what to do next. Every other one, and none at all, means:
// connect and resume.
// https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
const (
	closeToResume         = 4000 // ours: the session stays; with 1000 or 1001 Discord would end it
	closeUnknownOpcode    = 4001
	closeNotAuthenticated = 4003
	closeBadToken         = 4004
	closeTwice            = 4005
	closeBadSequence      = 4007
	closeTooFast          = 4008
	closeTimedOut         = 4009
	closeBadShard         = 4010
	closeShardingRequired = 4011
	closeBadVersion       = 4012
	closeBadIntents       = 4013
	closeNoSuchIntents    = 4014
)

var (
	errSharding = errors.New("another number of shards is wanted")
	errInvalid  = errors.New("the session was ended")
	errTooFast  = errors.New("too much was sent")
	errAsked    = errors.New("a new connection is asked for")
	errNoHello  = errors.New("no greeting came")
	errSilent   = errors.New("nothing answered the resume")
)

// Info is the answer of GET /gateway/bot.
// https://docs.discord.com/developers/events/gateway#get-gateway-bot
type Info struct {
	URL    string `json:"url"`
	Shards int    `json:"shards"` // as many as Discord recommends
	Starts struct {
		Remaining   int   `json:"remaining"`       // identifies
		ResetAfter  int64 `json:"reset_after"`     // milliseconds
		Concurrency int   `json:"max_concurrency"` // identifies in five seconds
	} `json:"session_start_limit"`
}

// Gateway keeps the connections of the shards that this replica has.
type Gateway struct {
	Token string // of the bot, without "Bot "
	// Find is GET /gateway/bot.
	Find func(ctx context.Context) (Info, error)
	// Take gets each INTERACTION_CREATE and MESSAGE_CREATE once, in the order of
	// arrival within a shard, and must be quick: heartbeats are read after it.
	// inDoubt: another replica may have the event too.
	Take func(event string, data []byte, inDoubt bool)
	Log  *slog.Logger

	StandIn string // host name of a stand-in for Discord, which may do without TLS; else empty
	Leases  Leases // nil: this is the only replica
	App     string // application id, the beginning of the leases' names
	Holder  string // a name for this replica; a run makes it its own

	Up     func(shard int, connected bool) // from several goroutines; nil: nobody asks
	Now    func() time.Time                // nil: time.Now
	Dialer *websocket.Dialer               // nil: the usual one
	pace   pace                            // zero: usualPace

	refused edge.Throttle
}

// pace is how long to wait for what.
type pace struct {
	call    time.Duration // a dial, a greeting, a write
	goodbye time.Duration // for what is still on its way when we leave
	apart   time.Duration // from one connection to the next, doubled with each failure
	atMost  time.Duration // and no longer than this
	steady  time.Duration // a connection that lasted this long was a good one
	answer  time.Duration // for the first event after a resume
	invalid time.Duration // this to five times this, after an invalid session
	starts  time.Duration // between two identifies of a bucket: Discord's five seconds
	ttl     time.Duration // of the lease of a shard
	renew   time.Duration // of a lease one has
	ask     time.Duration // for a lease one has not
	review  time.Duration // of the number of shards
}

func usualPace() pace {
	return pace{
		call: 10 * time.Second, goodbye: 500 * time.Millisecond,
		apart: time.Second, atMost: time.Minute, steady: 20 * time.Second,
		answer: time.Minute, invalid: time.Second, starts: 5 * time.Second,
		ttl: 10 * time.Second, renew: 2500 * time.Millisecond, ask: time.Second,
		review: 10 * time.Minute,
	}
}

// next is the time from the start of one connection to that of the next.
func (p pace) next(failures int) time.Duration {
	if failures < 2 {
		return p.apart
	}
	d := min(p.apart<<min(failures-1, 16), p.atMost)
	return d + rand.N(d/2+1)
}

// Run keeps the shards connected until ctx ends. An error is a refusal that no
// waiting mends, *chat.Refused with Unauthorized or NotAllowed, and says what to do.
func (g *Gateway) Run(ctx context.Context) error {
	g.complete()
	for failures := 0; ; failures++ {
		var info Info
		err := edge.Patiently(ctx, g.Log, "ask for Discord's gateway", func() (err error) {
			info, err = g.Find(ctx)
			return err
		})
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return fmt.Errorf("ask for Discord's gateway: %w", err)
		}
		begun := time.Now()
		err = g.serve(ctx, info)
		if ctx.Err() != nil {
			return nil
		}
		if !errors.Is(err, errSharding) {
			return err
		}
		if time.Since(begun) > g.pace.review {
			failures = 0
		}
		wait := g.pace.starts + g.pace.next(failures)
		g.Log.Warn("Discord wants another number of shards, starting over", "had", max(info.Shards, 1), "wait", wait.Round(time.Millisecond))
		if !edge.Sleep(ctx, wait) {
			return nil
		}
	}
}

func (g *Gateway) complete() {
	g.Holder += "-" + crand.Text()[:10] // two machines may have one name, and their programs one number
	if g.Now == nil {
		g.Now = time.Now
	}
	if g.Up == nil {
		g.Up = func(int, bool) {}
	}
	if g.pace == (pace{}) {
		g.pace = usualPace()
	}
	if g.Dialer == nil {
		g.Dialer = &websocket.Dialer{Proxy: http.ProxyFromEnvironment}
	}
}

// serve has the shards connected until ctx ends, or one of them may not go on.
func (g *Gateway) serve(ctx context.Context, info Info) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	count := max(info.Shards, 1)
	begin := newStarts(g, info.Starts.Concurrency)
	var all sync.WaitGroup
	for i := range count {
		all.Go(func() {
			if err := g.own(ctx, begin, i, count); err != nil {
				cancel(err)
			}
		})
	}
	all.Go(func() {
		for edge.Sleep(ctx, g.pace.review) {
			// Fewer would do with more, so only growth is worth new sessions.
			if now, err := g.Find(ctx); err == nil && now.Shards > count {
				cancel(errSharding)
			}
		}
	})
	all.Wait()
	return context.Cause(ctx)
}

// packet is what goes over the connection, both ways.
type packet struct {
	Op   int             `json:"op"`
	Data json.RawMessage `json:"d"`
	Seq  int64           `json:"s,omitempty"`
	Type string          `json:"t,omitempty"`
}

// link is one open connection. Two goroutines share it: read takes what comes, tend
// is the only one that writes.
type link struct {
	conn     *websocket.Conn
	call     time.Duration
	every    time.Duration // between two heartbeats
	resuming bool
	asked    chan struct{} // Discord asks for a heartbeat
	acked    atomic.Bool   // since the last heartbeat
	answered atomic.Bool   // an event came, so the session stands
}

func (l *link) write(f packet) error {
	data := raw(f)
	if len(data) > maxSend {
		return errors.New("a frame for Discord is too long")
	}
	if err := l.conn.SetWriteDeadline(time.Now().Add(l.call)); err != nil {
		return err
	}
	return l.conn.WriteMessage(websocket.TextMessage, data)
}

// leave says goodbye with a close code.
func (l *link) leave(code int) {
	_ = l.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(time.Second))
}

// raw cannot fail: what is sent are strings and numbers.
func raw(v any) json.RawMessage {
	data, _ := json.Marshal(v)
	return data
}

// dial connects and waits for the greeting. Its errors hold no address.
func (g *Gateway) dial(ctx context.Context, address string) (*link, error) {
	u, err := url.Parse(address)
	if err != nil || !g.trusted(u, true) {
		return nil, errors.New("the gateway's address is not one of Discord's")
	}
	q := u.Query()
	q.Set("v", gatewayVersion)
	q.Set("encoding", "json")
	u.RawQuery = q.Encode()
	if u.Path == "" {
		u.Path = "/"
	}
	connecting, cancel := context.WithTimeout(ctx, g.pace.call)
	defer cancel()
	conn, resp, err := g.Dialer.DialContext(connecting, u.String(), nil)
	if resp != nil && resp.Body != nil {
		_ = resp.Body.Close() // nothing is in it after a switch of protocols
	}
	if err != nil {
		return nil, errors.New("no connection to the gateway")
	}
	conn.SetReadLimit(maxFrame)
	// No echo of a close code: an echoed 1001 would read as our wish to end the session.
	conn.SetCloseHandler(func(int, string) error { return nil })
	wake := context.AfterFunc(ctx, func() { _ = conn.Close() })
	var f packet
	var hello struct {
		Interval int64 `json:"heartbeat_interval"` // milliseconds
	}
	if err = conn.SetReadDeadline(time.Now().Add(g.pace.call)); err == nil {
		err = conn.ReadJSON(&f)
	}
	if !wake() || err != nil || f.Op != opHello || json.Unmarshal(f.Data, &hello) != nil || hello.Interval < 1 {
		_ = conn.Close()
		return nil, errNoHello
	}
	every := min(time.Duration(hello.Interval)*time.Millisecond, time.Hour)
	return &link{conn: conn, call: g.pace.call, every: every, asked: make(chan struct{}, 1)}, nil
}

// trusted says whether the token may be sent there. The general address comes from
// Discord's API, so any secured one will do; a resume address comes with an event.
func (g *Gateway) trusted(u *url.URL, general bool) bool {
	host := strings.ToLower(u.Hostname())
	if host == "" || u.User != nil {
		return false
	}
	if g.StandIn != "" && host == strings.ToLower(g.StandIn) {
		return u.Scheme == "wss" || u.Scheme == "ws"
	}
	return u.Scheme == "wss" && (general || strings.HasSuffix(host, ".discord.gg"))
}
