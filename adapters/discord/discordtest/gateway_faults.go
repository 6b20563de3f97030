package discordtest

import (
	"fmt"
	"slices"
	"time"
)

// each does something to every connection.
func (s *Server) each(do func(*socket)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range slices.Clone(s.sockets) {
		do(c)
	}
	s.notify()
}

// DropSockets cuts all connections without a word; their sessions can be resumed.
func (s *Server) DropSockets() {
	s.each(func(c *socket) { _ = c.conn.Close() }) // dropping is the point
}

// HalfOpen makes the present connections neither say nor hear anything more,
// without closing them.
func (s *Server) HalfOpen() {
	s.each(func(c *socket) {
		c.half = true
		_ = c.conn.SetReadDeadline(time.Time{}) // a connection that is gone needs none
	})
}

// StopAcks makes the present connections acknowledge no heartbeat; events still come.
func (s *Server) StopAcks() { s.each(func(c *socket) { c.silent = true }) }

// AskReconnect asks the present connections to connect again and resume.
func (s *Server) AskReconnect() {
	s.each(func(c *socket) { c.say(frame{payload: object{"op": 7, "d": nil}}) })
}

// Invalidate calls the present sessions invalid; resumable says whether they can
// still be resumed.
func (s *Server) Invalidate(resumable bool) {
	s.each(func(c *socket) {
		if c.session != nil && !resumable {
			c.session.dead = true
		}
		c.say(frame{payload: object{"op": 9, "d": resumable}})
	})
}

// DeadResumeURL makes the resume address refuse connections, or work again.
func (s *Server) DeadResumeURL(dead bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.deadURL = dead
}

// CloseWith closes the present connections with this code. After 4007 and 4009 their
// sessions are over.
func (s *Server) CloseWith(code int) {
	s.each(func(c *socket) {
		if c.session != nil && (code == 4007 || code == 4009) {
			c.session.dead = true
		}
		c.say(frame{code: code})
	})
}

// LimitStarts says how many sessions may still be started, and when there will be
// more again.
func (s *Server) LimitStarts(remaining int, reset time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.starts.remaining, s.starts.reset = remaining, reset
}

// AwaitSessions waits until n sessions have somebody who listens.
func (s *Server) AwaitSessions(n int) error {
	return s.await(fmt.Sprintf("%d gateway sessions", n), func() bool { return s.live() >= n })
}

// live counts sessions with a connection; the caller holds mu.
func (s *Server) live() int {
	n := 0
	for _, ses := range s.sessions {
		if !ses.dead && ses.socket != nil && !ses.socket.half {
			n++
		}
	}
	return n
}
