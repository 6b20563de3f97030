package discordtest

import (
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/gorilla/websocket"
)

// Gateway intents. https://discord.com/developers/docs/topics/gateway#list-of-intents
const (
	intentGuilds     = 1 << 0
	intentDirect     = 1 << 12
	intentPrivileged = 1<<1 | 1<<8 | 1<<15
	intentKnown      = 1<<17 - 1 | 1<<20 | 1<<21 | 1<<24 | 1<<25
)

// maxPayload and maxSends bound what a client sends: bytes of a payload, payloads a
// minute. https://discord.com/developers/docs/topics/gateway#sending-events
const (
	maxPayload = 4096
	maxSends   = 120
)

// session is a gateway session: it outlives its connection.
type session struct {
	id      string
	index   int64
	shards  int64
	intents int
	log     []object // dispatches, the first has s = 1
	socket  *socket  // nil while nobody listens
	dead    bool
}

type startLimit struct {
	total, remaining int
	reset            time.Duration
	last             time.Time
}

// socket is one connection.
type socket struct {
	conn    *websocket.Conn
	out     chan frame
	gone    chan struct{}
	session *session
	half    bool // says and hears nothing more
	silent  bool // acknowledges no heartbeat
	sent    []time.Time
}

// frame is a payload on its way, or the close code that ends the connection.
type frame struct {
	payload object
	code    int
}

// say queues a payload; the caller holds mu.
func (c *socket) say(f frame) {
	if c.half {
		return
	}
	select {
	case c.out <- f:
	default:
		_ = c.conn.Close() // a reader that does not read
	}
}

func (c *socket) write() {
	for {
		select {
		case <-c.gone:
			return
		case f := <-c.out:
			if f.code != 0 {
				text := websocket.FormatCloseMessage(f.code, "")
				_ = c.conn.WriteControl(websocket.CloseMessage, text, time.Now().Add(time.Second)) // then it is cut anyway
				_ = c.conn.Close()
				return
			}
			if c.conn.WriteJSON(f.payload) != nil {
				_ = c.conn.Close() // broken already
				return
			}
		}
	}
}

// serveGateway takes a connection to the gateway or to its resume address.
// https://discord.com/developers/docs/topics/gateway#connections
func (s *Server) serveGateway(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	dead := s.closed || s.deadURL && r.URL.Path == "/resume/"
	s.mu.Unlock()
	if dead {
		http.Error(w, "gone", http.StatusServiceUnavailable)
		return
	}
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return // it is answered
	}
	defer conn.Close()
	c := &socket{conn: conn, out: make(chan frame, 4096), gone: make(chan struct{})}
	defer close(c.gone)
	go c.write()
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return
	}
	s.sockets = append(s.sockets, c)
	s.counts.Connections++
	q := r.URL.Query()
	if q.Get("v") != "10" || q.Get("encoding") != "json" || q.Get("compress") != "" {
		s.problem("gateway: the address must say v=10 and encoding=json, without compress")
		c.say(frame{code: 4012})
	} else {
		c.say(frame{payload: object{"op": 10, "d": object{"heartbeat_interval": s.opt.Heartbeat.Milliseconds()}, "s": nil, "t": nil}})
	}
	s.notify()
	s.mu.Unlock()
	left := s.listen(c)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sockets = slices.DeleteFunc(s.sockets, func(o *socket) bool { return o == c })
	if c.session != nil && c.session.socket == c {
		c.session.socket = nil
		// A client that closes with 1000 or 1001 ends its session.
		if websocket.IsCloseError(left, 1000, 1001) {
			c.session.dead = true
		}
	}
	s.notify()
}

// listen hears a connection out and returns what ended it.
func (s *Server) listen(c *socket) error {
	s.mu.Lock()
	s.patient(c)
	s.mu.Unlock()
	for {
		_, data, err := c.conn.ReadMessage()
		if late, ok := errors.AsType[net.Error](err); ok && late.Timeout() {
			s.timedOut(c)
		}
		if err != nil {
			return err
		}
		s.mu.Lock()
		if !c.half {
			if code := s.heard(c, data); code != 0 {
				c.say(frame{code: code})
			}
			s.notify()
		}
		s.mu.Unlock()
	}
}

// patient gives the connection time for its next heartbeat; the caller holds mu.
func (s *Server) patient(c *socket) {
	if !c.half {
		_ = c.conn.SetReadDeadline(time.Now().Add(2*s.opt.Heartbeat + s.opt.Grace)) // fails on a connection that is gone, which the read tells
	}
}

// timedOut closes a connection that sent no heartbeat.
func (s *Server) timedOut(c *socket) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.problem("gateway: no heartbeat for two intervals")
	if c.session != nil {
		c.session.dead = true
	}
	_ = c.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(4009, ""), time.Now().Add(time.Second)) // then it is cut anyway
}

// heard carries out a payload; the caller holds mu. A code other than 0 closes.
// https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway
func (s *Server) heard(c *socket, data []byte) int {
	var p struct {
		Op *int            `json:"op"`
		D  json.RawMessage `json:"d"`
	}
	if len(data) > maxPayload || json.Unmarshal(data, &p) != nil || p.Op == nil {
		s.problem("gateway: a payload that cannot be read")
		return 4002
	}
	c.sent = append(c.sent, time.Now())
	if n := len(c.sent); n > maxSends && c.sent[n-1].Sub(c.sent[n-1-maxSends]) < time.Minute {
		s.problem("gateway: more than %d payloads a minute", maxSends)
		return 4008
	}
	switch *p.Op {
	case 1:
		s.counts.Heartbeats++
		s.patient(c)
		var seq *int
		if json.Unmarshal(p.D, &seq) != nil || seq != nil && (c.session == nil || *seq > len(c.session.log) || *seq < 0) {
			s.problem("gateway: a heartbeat with a sequence number that never was")
			return 4007
		}
		if !c.silent {
			c.say(frame{payload: object{"op": 11}})
		}
	case 2:
		if c.session != nil {
			s.problem("gateway: a second Identify on one connection")
			return 4005
		}
		return s.identify(c, p.D)
	case 6:
		if c.session != nil {
			return 4005
		}
		return s.resume(c, p.D)
	case 3, 4, 8:
		if c.session == nil {
			return 4003
		}
	default:
		s.problem("gateway: unknown opcode %d", *p.Op)
		return 4001
	}
	return 0
}

// https://discord.com/developers/docs/topics/gateway-events#identify
func (s *Server) identify(c *socket, d json.RawMessage) int {
	s.counts.Identifies++
	var o object
	if json.Unmarshal(d, &o) != nil {
		return 4002
	}
	v := newValidator(nil)
	v.keys("", o, "token", "properties", "compress", "large_threshold", "shard", "presence", "intents")
	properties, _ := o["properties"].(object)
	v.str("properties", properties, "os", 1, 100)
	v.str("properties", properties, "browser", 1, 100)
	v.str("properties", properties, "device", 1, 100)
	for _, b := range v.breaches {
		s.problem("identify: %s", b)
	}
	for _, soft := range v.soft {
		s.problem("identify: %s", soft)
	}
	if s.revoked || str(o["token"]) != s.opt.BotToken {
		return 4004
	}
	if o["intents"] == nil {
		s.problem("identify: no intents")
		return 4013
	}
	intents := v.num("", o, "intents", 0, 0, 1<<31)
	if intents&^intentKnown != 0 {
		s.problem("identify: unknown intents %d", intents)
		return 4013
	}
	if intents&intentPrivileged != 0 {
		s.problem("identify: privileged intents, which this bot may not have")
		return 4014
	}
	index, shards := int64(0), int64(1)
	if raw, there := o["shard"]; there {
		list, _ := raw.([]any)
		if len(list) != 2 {
			return 4010
		}
		i, iOK := list[0].(float64)
		n, nOK := list[1].(float64)
		if !iOK || !nOK || n < 1 || i < 0 || i >= n {
			s.problem("identify: an impossible shard")
			return 4010
		}
		index, shards = int64(i), int64(n)
	}
	if s.starts.remaining < 1 {
		s.problem("identify: no session starts are left")
		return 4004 // the token is reset
	}
	if time.Since(s.starts.last) < s.opt.IdentifyEvery {
		s.problem("identify: sooner than max_concurrency allows")
		c.say(frame{payload: object{"op": 9, "d": false}})
		return 0
	}
	s.starts.remaining--
	s.starts.last = time.Now()
	ses := &session{id: "session" + s.id(), index: index, shards: shards, intents: intents, socket: c}
	c.session = ses
	s.sessions = append(s.sessions, ses)
	guilds := []object{}
	for _, g := range s.guildsOfBot() {
		if ses.serves(g.id) {
			guilds = append(guilds, object{"id": g.id, "unavailable": true})
		}
	}
	ses.add("READY", object{
		"v": 10, "user": s.userJSON(Bot), "guilds": guilds, "session_id": ses.id, "session_type": "normal",
		"resume_gateway_url": s.socketURL("/resume/"), "shard": []int64{index, shards}, "application": object{"id": App, "flags": 0},
	})
	if intents&intentGuilds != 0 {
		for _, g := range s.guildsOfBot() {
			if ses.serves(g.id) {
				ses.add("GUILD_CREATE", s.guildJSON(g))
			}
		}
	}
	return 0
}

// https://discord.com/developers/docs/topics/gateway#resuming
func (s *Server) resume(c *socket, d json.RawMessage) int {
	var o struct {
		Token   string `json:"token"`
		Session string `json:"session_id"`
		Seq     *int   `json:"seq"`
	}
	if json.Unmarshal(d, &o) != nil || o.Seq == nil {
		s.problem("resume: a payload that cannot be read")
		return 4002
	}
	if s.revoked || o.Token != s.opt.BotToken {
		return 4004
	}
	i := slices.IndexFunc(s.sessions, func(x *session) bool { return x.id == o.Session && !x.dead })
	if i < 0 {
		c.say(frame{payload: object{"op": 9, "d": false}})
		return 0
	}
	ses := s.sessions[i]
	if *o.Seq > len(ses.log) || *o.Seq < 0 {
		ses.dead = true
		s.problem("resume: a sequence number that never was")
		return 4007
	}
	s.counts.Resumes++
	if old := ses.socket; old != nil {
		old.say(frame{code: 4000})
	}
	c.session, ses.socket = ses, c
	for _, e := range ses.log[*o.Seq:] {
		c.say(frame{payload: e})
	}
	ses.add("RESUMED", object{})
	return 0
}

// serves says whether the shard gets the guild's events; "" is a direct conversation.
// https://discord.com/developers/docs/topics/gateway#sharding
func (ses *session) serves(guild string) bool {
	n, _ := strconv.ParseInt(guild, 10, 64)
	return !ses.dead && (n>>22)%ses.shards == ses.index
}

// add dispatches an event to the session, or keeps it for a resume.
func (ses *session) add(name string, d object) {
	e := object{"op": 0, "t": name, "s": len(ses.log) + 1, "d": d}
	ses.log = append(ses.log, e)
	if ses.socket != nil {
		ses.socket.say(frame{payload: e})
	}
}

// dispatch sends an event to every session that asked for it and says how many
// there are; intent 0 goes to all. The caller holds mu.
func (s *Server) dispatch(guild string, intent int, name string, d object) int {
	n := 0
	for _, ses := range s.sessions {
		if ses.serves(guild) && (intent == 0 || ses.intents&intent != 0) {
			ses.add(name, d)
			n++
		}
	}
	return n
}

// https://discord.com/developers/docs/topics/gateway#get-gateway-bot
func (s *Server) gatewayBot(*call) (done, *refusal) {
	return ok(object{
		"url": s.socketURL("/gateway/"), "shards": s.opt.Shards,
		"session_start_limit": object{
			"total": s.starts.total, "remaining": s.starts.remaining, "reset_after": s.starts.reset.Milliseconds(), "max_concurrency": 1,
		},
	})
}
