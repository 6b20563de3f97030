package slacktest

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Faults are what goes wrong with calls by chance, each from 0 to 1.
type Faults struct {
	// Error500 answers 500 before anything happened.
	Error500 float64
	// Cut closes the connection without an answer, after a chat.postMessage happened.
	Cut float64
	// Delay is waited before every answer.
	Delay time.Duration
}

// Failure is the answer to one call.
type Failure struct {
	// Status is the HTTP status; 0 is 200.
	Status int
	// RetryAfter is the header's text; empty leaves it out.
	RetryAfter string
	// Code is the error's code.
	Code string
	// Cut lets the call happen and closes the connection without an answer.
	Cut bool
}

// Rate limits chat.postMessage: a bucket for each token that holds Burst and gains
// PerSecond, and, when PerChannel is set, one post a second in a channel. A refusal
// says Retry-After in whole seconds. The zero value limits nothing.
type Rate struct {
	PerSecond  float64
	Burst      int
	PerChannel bool
}

// Counts says what was asked of the stand-in.
type Counts struct {
	// Requests of the Web API; Posts that happened by chat.postMessage.
	Requests, Posts int
	// Limited were answered 429; Early came while a Retry-After of the token still ran.
	Limited, Early int
	// Acks of events, and those that took longer than AckWithin or never came.
	Acks, Missed int
	// Connections of Socket Mode that were opened.
	Connections int
}

type bucket struct {
	level    float64
	at       time.Time
	closed   time.Time // a Retry-After runs until then
	channels map[string]time.Time
}

// SetFaults replaces the faults.
func (s *Server) SetFaults(f Faults) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = f
}

// FailNext answers the next calls of the method with these failures, in order;
// with none it forgets those that are left. The method "response_url" stands for
// the response addresses.
func (s *Server) FailNext(method string, failures ...Failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(failures) == 0 {
		delete(s.next, method)
		return
	}
	s.next[method] = append(s.next[method], failures...)
}

// Limit sets the rate.
func (s *Server) Limit(r Rate) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rate, s.buckets = r, map[string]*bucket{}
}

// Repeat delivers every event n more times, as Slack does when it missed the answer.
func (s *Server) Repeat(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.repeat = n
}

// Counts is what happened so far.
func (s *Server) Counts() Counts {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.counts
}

// fault decides before a call happens. done says that it was answered; cut that
// the connection must be closed after it happened.
func (s *Server) fault(w http.ResponseWriter, method, token, channel string) (done, cut bool) {
	s.mu.Lock()
	s.counts.Requests++
	delay := s.faults.Delay
	var answer *Failure
	if list := s.next[method]; len(list) > 0 {
		answer, s.next[method] = &list[0], list[1:]
	} else if method == "chat.postMessage" {
		if wait := s.limited(token, channel); wait > 0 {
			answer = &Failure{Status: http.StatusTooManyRequests, RetryAfter: strconv.Itoa(wait), Code: "ratelimited"}
		} else {
			cut = rand.Float64() < s.faults.Cut
		}
	}
	if answer == nil && rand.Float64() < s.faults.Error500 {
		answer = &Failure{Status: http.StatusInternalServerError}
	}
	if answer != nil && answer.Status == http.StatusTooManyRequests {
		s.counts.Limited++
	}
	s.mu.Unlock()
	if delay > 0 {
		time.Sleep(delay)
	}
	if answer == nil {
		return false, cut
	}
	if answer.Cut {
		return false, true
	}
	if answer.RetryAfter != "" {
		w.Header().Set("Retry-After", answer.RetryAfter)
	}
	status := answer.Status
	if status == 0 {
		status = http.StatusOK
	}
	if status >= 500 {
		w.Header().Set("Content-Type", "text/html") // as Slack does
		w.WriteHeader(status)
		_, _ = w.Write([]byte("<html>sorry</html>"))
		return true, false
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"ok": false, "error": answer.Code})
	return true, false
}

// limited takes from the token's bucket and says for how many seconds it is
// closed, 0 when it was not; the caller holds mu.
func (s *Server) limited(token, channel string) int {
	if s.rate.PerSecond <= 0 {
		return 0
	}
	now := time.Now()
	b := s.buckets[token]
	if b == nil {
		b = &bucket{level: float64(s.rate.Burst), at: now, channels: map[string]time.Time{}}
		s.buckets[token] = b
	}
	b.level = math.Min(float64(s.rate.Burst), b.level+now.Sub(b.at).Seconds()*s.rate.PerSecond)
	b.at = now
	if now.Before(b.closed) {
		s.counts.Early++
	}
	wait := 0.0
	if b.level < 1 {
		wait = (1 - b.level) / s.rate.PerSecond
	}
	if free := b.channels[channel]; s.rate.PerChannel && now.Before(free) {
		wait = math.Max(wait, free.Sub(now).Seconds())
	}
	if wait > 0 {
		seconds := int(math.Max(1, math.Ceil(wait)))
		b.closed = now.Add(time.Duration(seconds) * time.Second)
		return seconds
	}
	b.level--
	if s.rate.PerChannel {
		b.channels[channel] = now.Add(time.Second)
	}
	return 0
}

// token is what the request authenticates with.
func token(r *http.Request, args map[string]string) string {
	if t, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return t
	}
	return args["token"]
}

// cutOff closes the connection without an answer.
func cutOff(w http.ResponseWriter) {
	if h, ok := w.(http.Hijacker); ok {
		if conn, _, err := h.Hijack(); err == nil {
			_ = conn.Close()
		}
	}
}
