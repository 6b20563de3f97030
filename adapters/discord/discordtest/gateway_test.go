package discordtest

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// event reads until a dispatch with this name.
func (c *client) event(name string) object {
	c.t.Helper()
	for {
		p := c.next()
		if p["t"] == name {
			return p
		}
	}
}

func TestGatewayStory(t *testing.T) {
	s, b := start(t, Options{Heartbeat: 30 * time.Second})
	bots := b.must("GET", "/gateway/bot", "")
	limit := bots["session_start_limit"].(object)
	if bots["shards"] != 1.0 || limit["max_concurrency"] != 1.0 || limit["remaining"] != 1000.0 || bots["url"] != s.socketURL("/gateway/") {
		t.Errorf("gateway: %v", bots)
	}
	c := b.ready(intentDirect)
	c.say(1, c.seq)
	if ack := c.next(); ack["op"] != 11.0 {
		t.Errorf("a heartbeat is answered %v", ack)
	}
	say := func(words string) {
		t.Helper()
		if err := s.Say(Ann, words); err != nil {
			t.Fatal(err)
		}
	}
	say("one")
	d := c.event("MESSAGE_CREATE")["d"].(object)
	if d["content"] != "one" || d["author"].(object)["id"] != Ann || d["guild_id"] != nil {
		t.Errorf("the words arrived as %v", d)
	}
	// The connection is cut; what happens meanwhile is replayed in order.
	s.DropSockets()
	if code := c.closed(); code != -1 && code != 1006 {
		t.Errorf("a cut connection says %d", code)
	}
	for i := range 3 {
		say(fmt.Sprint("missed ", i))
	}
	r := b.dial(c.url)
	r.say(6, object{"token": "test.bot.token", "session_id": c.id, "seq": c.seq})
	for i := range 3 {
		if got := r.event("MESSAGE_CREATE")["d"].(object)["content"]; got != fmt.Sprint("missed ", i) {
			t.Errorf("replayed %v", got)
		}
	}
	if p := r.next(); p["t"] != "RESUMED" || r.seq != 6 {
		t.Errorf("after the replay came %v", p)
	}
	s.AskReconnect()
	if p := r.next(); p["op"] != 7.0 {
		t.Errorf("asked to reconnect by %v", p)
	}
	s.Invalidate(true)
	if p := r.next(); p["op"] != 9.0 || p["d"] != true {
		t.Errorf("invalidated by %v", p)
	}
	s.Invalidate(false)
	if p := r.next(); p["op"] != 9.0 || p["d"] != false {
		t.Errorf("invalidated by %v", p)
	}
	again := b.dial(c.url)
	again.say(6, object{"token": "test.bot.token", "session_id": c.id, "seq": r.seq})
	if p := again.next(); p["op"] != 9.0 || p["d"] != false {
		t.Errorf("a dead session is resumed: %v", p)
	}
	s.DeadResumeURL(true)
	_, resp, err := websocket.DefaultDialer.DialContext(t.Context(), c.url+"?v=10&encoding=json", nil)
	if err == nil || resp.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("a dead address takes a connection: %v", err)
	}
	_ = resp.Body.Close()
	if s.Identifies() != 1 || s.Resumes() != 1 || s.Heartbeats() != 1 {
		t.Errorf("counts: %+v", s.Counts())
	}
	if p := s.Problems(); len(p) > 0 {
		t.Errorf("problems: %q", p)
	}
}

func TestGatewayCodes(t *testing.T) {
	for name, c := range map[string]struct {
		say  func(c *client)
		want int
	}{
		"heartbeat of the future": {func(c *client) { c.identify(0); c.say(1, 99) }, 4007},
		"unknown opcode":          {func(c *client) { c.say(99, nil) }, 4001},
		"no JSON":                 {func(c *client) { _ = c.conn.WriteMessage(1, []byte("{")) }, 4002},
		"too long":                {func(c *client) { c.say(3, long(4096)) }, 4002},
		"not identified":          {func(c *client) { c.say(3, object{}) }, 4003},
		"wrong token":             {func(c *client) { c.say(2, object{"token": "x", "intents": 0}) }, 4004},
		"twice":                   {func(c *client) { c.identify(0); c.identify(0) }, 4005},
		"future":                  {func(c *client) { c.identify(0); c.resumeAt(99) }, 4007},
		"too many":                {func(c *client) { c.many(121) }, 4008},
		"shard":                   {func(c *client) { c.identify(0, 2, 2) }, 4010},
		"intents":                 {func(c *client) { c.identify(1 << 30) }, 4013},
		"content":                 {func(c *client) { c.identify(1 << 15) }, 4014},
		"members":                 {func(c *client) { c.identify(1 << 1) }, 4014},
	} {
		s, b := start(t, Options{})
		client := b.dial(s.socketURL("/gateway/"))
		c.say(client)
		if got := client.closed(); got != c.want {
			t.Errorf("%s: closed with %d, want %d", name, got, c.want)
		}
		if name != "wrong token" && name != "not identified" && len(s.Problems()) == 0 {
			t.Errorf("%s: no problem is told", name)
		}
	}
	s, b := start(t, Options{})
	conn, resp, err := websocket.DefaultDialer.DialContext(t.Context(), s.socketURL("/gateway/")+"?v=9&encoding=json", nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if got := (&client{bot: b, conn: conn}).closed(); got != 4012 {
		t.Errorf("version 9 is closed with %d", got)
	}
	c := b.ready(0)
	s.CloseWith(4009)
	if got := c.closed(); got != 4009 {
		t.Errorf("closed with %d", got)
	}
}

// resumeAt takes the session up again on another connection.
func (c *client) resumeAt(seq int) {
	p := c.event("READY")
	other := c.dial(c.s.socketURL("/resume/"))
	other.say(6, object{"token": "test.bot.token", "session_id": p["d"].(object)["session_id"], "seq": seq})
	_ = c.conn.Close()
	c.conn = other.conn
}

func (c *client) many(n int) {
	for range n {
		_ = c.conn.WriteJSON(object{"op": 1, "d": nil}) // the last ones are not heard
	}
}

func TestShardsAndSessions(t *testing.T) {
	s, b := start(t, Options{Shards: 2})
	s.AddGuild(OtherGuild, "Other")
	const there = "1100000000000000999"
	s.AddChannel(OtherGuild, there, "there")
	s.AddMember(OtherGuild, Ann, "ann", memberPermissions)
	b.must("PUT", "/applications/"+App+"/commands", study)
	zero, one := b.ready(intentDirect, 0, 2), b.ready(intentDirect, 1, 2)
	twin := b.ready(intentDirect|intentGuilds, 0, 2)
	if g := twin.event("GUILD_CREATE"); g["d"] == nil {
		t.Error("no guild")
	}
	if err := s.AwaitSessions(3); err != nil {
		t.Fatal(err)
	}
	at := func(c *client, channel string, others ...*client) {
		t.Helper()
		ended := make(chan error, 1)
		go func() { ended <- s.SlashCommand(Ann, channel, "topics") }()
		d := c.event("INTERACTION_CREATE")["d"].(object)
		for _, o := range others {
			if twin := o.event("INTERACTION_CREATE")["d"].(object); twin["id"] != d["id"] {
				t.Errorf("the twin got %v", twin)
			}
		}
		b.must("POST", callbackPath(d), private("x"))
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
	at(one, Channel)
	at(zero, there, twin)
	at(zero, s.OpenDM(Ann), twin)

	s.StopAcks()
	zero.say(1, zero.seq)
	s.HalfOpen()
	s.mu.Lock()
	s.dispatch("", 0, "NOTHING", object{})
	s.mu.Unlock()
	if n := func() int { s.mu.Lock(); defer s.mu.Unlock(); return s.live() }(); n != 0 {
		t.Errorf("%d half-open connections count as live", n)
	}
	s.LimitStarts(0, time.Hour)
	c := b.dial(s.socketURL("/gateway/"))
	c.identify(0)
	if code := c.closed(); code != 4004 {
		t.Errorf("no starts are left, closed with %d", code)
	}
}

func TestIdentifyPace(t *testing.T) {
	s, b := start(t, Options{IdentifyEvery: time.Hour})
	b.ready(0)
	c := b.dial(s.socketURL("/gateway/"))
	c.identify(0)
	if p := c.next(); p["op"] != 9.0 || p["d"] != false {
		t.Errorf("a hasty Identify is answered %v", p)
	}
	closing := b.dial(s.socketURL("/gateway/"))
	_ = closing.conn.Close()
}

func TestWithoutHeartbeats(t *testing.T) {
	s, b := start(t, Options{Heartbeat: time.Millisecond, Grace: time.Millisecond})
	conn, resp, err := websocket.DefaultDialer.DialContext(t.Context(), s.socketURL("/gateway/")+"?v=10&encoding=json", nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if code := (&client{bot: b, conn: conn}).closed(); code != 4009 {
		t.Errorf("closed with %d", code)
	}
	if p := s.Problems(); len(p) != 1 {
		t.Errorf("problems: %q", p)
	}
}

// A client that closes with 1000 ends its session.
func TestPoliteCloseEndsTheSession(t *testing.T) {
	s, b := start(t, Options{})
	c := b.ready(0)
	_ = c.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(1000, ""), time.Now().Add(time.Second))
	if err := s.await("the end", func() bool { return len(s.sockets) == 0 }); err != nil {
		t.Fatal(err)
	}
	r := b.dial(c.url)
	r.say(6, object{"token": "test.bot.token", "session_id": c.id, "seq": 1})
	if p := r.next(); p["op"] != 9.0 {
		t.Errorf("it is resumed: %v", p)
	}
}

func TestFaults(t *testing.T) {
	s, b := start(t, Options{})
	const route = "POST /channels/{channel}/messages"
	s.FailNext(route,
		Failure{Status: 429, RetryAfter: 1.25}, Failure{Status: 429, RetryAfter: 0.5, Global: true}, Failure{Status: 500}, Failure{Status: 502},
		Failure{Status: 403, Code: 50013, Message: "Missing Permissions"}, Failure{After: true}, Failure{Drop: true})
	b.must("GET", messages, "")
	resp, err := s.http.Client().Do(b.request("POST", messages, card(text("x"))))
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if h := resp.Header; resp.StatusCode != http.StatusTooManyRequests || h.Get("Retry-After") != "2" || h.Get("X-RateLimit-Reset-After") != "1.250" || h.Get("X-RateLimit-Scope") != "user" || h.Get("X-RateLimit-Remaining") != "0" {
		t.Errorf("%d %v", resp.StatusCode, h)
	}
	if status, o := b.call("POST", messages, card(text("x"))); status != 429 || o["global"] != true || o["retry_after"] != 0.5 {
		t.Errorf("%d %v", status, o)
	}
	for _, want := range []int{500, 502, 403} {
		if status, _ := b.call("POST", messages, card(text("x"))); status != want {
			t.Errorf("%d, want %d", status, want)
		}
	}
	for want := range 2 {
		before := len(s.Messages(Channel))
		if _, err := s.http.Client().Do(b.request("POST", messages, card(text("x")))); err == nil {
			t.Error("an answer came")
		}
		if got := len(s.Messages(Channel)) - before; got != 1-want {
			t.Errorf("%d happened, want %d", got, 1-want)
		}
	}
	s.FailNext(route, Failure{Status: 500})
	s.FailNext(route)
	s.Slow(time.Millisecond)
	b.must("POST", messages, card(text("x")))
	if c := s.Counts(); c.Posts != 2 || c.Limited != 2 {
		t.Errorf("counts: %+v", c)
	}
}
