package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"studybot/bot/chat/edge"
)

// The SDK's own Socket Mode client closes a connection before it opens the next
// and decodes the whole of every payload; a click that comes in between is lost,
// because Slack does not deliver interactive payloads again. So the connection is
// kept here: two at a time (Slack allows ten and picks any), each replaced before
// it is left. https://docs.slack.dev/apis/events-api/using-socket-mode/
const (
	links      = 2
	maxFrame   = 4 << 20
	pingEvery  = 10 * time.Second
	silence    = 30 * time.Second // without a frame, a ping or a pong: the peer is gone
	leaveAfter = 30 * time.Second // an old connection is read this long beside its successor
	steady     = 20 * time.Second // a connection that lasted this long was a good one
)

// envelope is what comes over the connection.
type envelope struct {
	Type       string          `json:"type"`
	Reason     string          `json:"reason"`
	EnvelopeID string          `json:"envelope_id"`
	Payload    json.RawMessage `json:"payload"`
}

// serveSocket keeps the connections until ctx ends; an error means that Slack
// refuses the app token.
func (p *Platform) serveSocket(ctx context.Context, s *session) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	fatal := make(chan error, links)
	var all sync.WaitGroup
	for range links {
		all.Go(func() {
			if err := p.keepLink(ctx, s, &all); err != nil {
				fatal <- err
				cancel()
			}
		})
	}
	all.Wait() // each link ends after the running answers, which acknowledge over it
	select {
	case err := <-fatal:
		return fmt.Errorf("keep the connection to Slack: %w", err)
	default:
		return nil
	}
}

// keepLink opens one connection after the other.
func (p *Platform) keepLink(ctx context.Context, s *session, all *sync.WaitGroup) error {
	failures := 0
	for {
		var l *link
		err := edge.Patiently(ctx, p.log, "connect to Slack", func() (err error) {
			l, err = p.dial(ctx)
			return err
		})
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		opened := time.Now()
		moved := make(chan struct{}) // closed when the connection must be replaced or has ended
		all.Go(func() { p.read(ctx, s, l, moved) })
		select {
		case <-ctx.Done():
			return nil
		case <-moved:
		}
		if time.Since(opened) > steady {
			failures = 0
		} else if failures++; failures > 1 && !edge.Sleep(ctx, edge.Pause(failures-2, nil)) {
			return nil // a server that drops every connection is not hammered
		}
	}
}

// link is one connection; writes to it are serialised.
type link struct {
	conn *websocket.Conn
	mu   sync.Mutex
}

func (l *link) write(v any) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.conn.SetWriteDeadline(time.Now().Add(5 * time.Second)); err != nil {
		return err
	}
	return l.conn.WriteJSON(v)
}

// dial asks Slack for an address, connects, and waits for the greeting.
func (p *Platform) dial(ctx context.Context) (*link, error) {
	_, address, err := p.api.StartSocketModeContext(ctx)
	if err != nil {
		return nil, p.explain("ask for a Socket Mode address", err)
	}
	dialer := websocket.Dialer{Proxy: http.ProxyFromEnvironment, HandshakeTimeout: callTimeout}
	conn, resp, err := dialer.DialContext(ctx, address, nil)
	if resp != nil && resp.Body != nil {
		_ = resp.Body.Close() // nothing is in it after a switch of protocols
	}
	if err != nil {
		return nil, errors.New("connect to the Socket Mode address: no connection") // the error may hold the ticket
	}
	conn.SetReadLimit(maxFrame)
	var hello envelope
	if err = conn.SetReadDeadline(time.Now().Add(callTimeout)); err == nil {
		err = conn.ReadJSON(&hello)
	}
	if err != nil || hello.Type != "hello" {
		_ = conn.Close()
		return nil, errors.New("connect to the Socket Mode address: no greeting came")
	}
	return &link{conn: conn}, nil
}

// read takes envelopes until the connection ends. When Slack announces that it
// will close it, moved is closed at once and reading goes on beside the successor.
func (p *Platform) read(ctx context.Context, s *session, l *link, moved chan struct{}) {
	var once sync.Once
	replace := func() { once.Do(func() { close(moved) }) }
	defer replace()
	stop := make(chan struct{})
	var helpers sync.WaitGroup
	defer helpers.Wait()
	defer close(stop)
	alive := func() error { return l.conn.SetReadDeadline(time.Now().Add(silence)) }
	if alive() != nil {
		return
	}
	l.conn.SetPongHandler(func(string) error { return alive() })
	pong := l.conn.PingHandler()
	l.conn.SetPingHandler(func(data string) error {
		if err := alive(); err != nil {
			return err
		}
		return pong(data)
	})
	leave := make(chan struct{})
	var leaveOnce sync.Once
	helpers.Go(func() {
		defer l.conn.Close() // wakes the reader
		ping := time.NewTicker(pingEvery)
		defer ping.Stop()
		var end <-chan time.Time
		leaving := leave
		for {
			select {
			case <-stop:
				return
			case <-ctx.Done():
				s.door.Drain() // running answers still acknowledge over this connection
				return
			case <-leaving:
				leaving = nil
				timer := time.NewTimer(leaveAfter)
				defer timer.Stop()
				end = timer.C
			case <-end:
				return
			case <-ping.C:
				if l.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(5*time.Second)) != nil {
					return
				}
			}
		}
	})
	for {
		_, data, err := l.conn.ReadMessage()
		if err != nil || alive() != nil {
			if ctx.Err() == nil {
				p.log.Info("a connection to Slack ended")
			}
			return
		}
		var e envelope
		if json.Unmarshal(data, &e) != nil {
			p.refused.Log(p.log, p.now(), "an unreadable frame")
			continue
		}
		if e.Type == "disconnect" {
			p.log.Info("Slack asks for a new connection", "reason", safeCode(e.Reason))
			replace()
			leaveOnce.Do(func() { close(leave) })
			continue
		}
		p.take(s, l, e)
	}
}

// take hands an envelope over, in the order of arrival.
func (p *Platform) take(s *session, l *link, e envelope) {
	if e.EnvelopeID == "" {
		return // a greeting, or a type that needs no answer
	}
	in, err := p.open(e)
	ack := func(body any) {
		answer := map[string]any{"envelope_id": e.EnvelopeID}
		if body != nil {
			answer["payload"] = body
		}
		if err := l.write(answer); err != nil {
			p.log.Warn("an acknowledgement was not sent", "verb", in.event.Action.Verb)
		}
	}
	if err != nil {
		if !errors.Is(err, errNotForUs) {
			p.refused.Log(p.log, p.now(), err.Error())
		}
		ack(nil)
		return
	}
	if s.accept(in, ack) == edge.Done {
		ack(nil) // and when it is full, silence: Slack tells the member that it did not work
	}
}

func (p *Platform) open(e envelope) (incoming, error) {
	switch e.Type {
	case "slash_commands":
		var v slashPayload
		if err := json.Unmarshal(e.Payload, &v); err != nil {
			return incoming{}, errUnreadable
		}
		return readCommand(v, p.now())
	case "interactive":
		return readInteraction(e.Payload, p.now())
	case "events_api":
		return readEvent(e.Payload, p.now())
	}
	return incoming{}, errNotForUs
}
