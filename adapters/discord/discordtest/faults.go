package discordtest

import (
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Failure is the answer to one request.
type Failure struct {
	// Status is the HTTP status; 0 with a Code is 400.
	Status int
	// Code is Discord's error code and Message its words; both may be empty.
	Code    int
	Message string
	// RetryAfter is told with status 429, in seconds; it has parts of seconds.
	RetryAfter float64
	// Global and Scope ("user", "shared", "global") are told with status 429.
	Global bool
	Scope  string
	// After lets the request happen before the failure is the answer.
	After bool
	// Drop closes the connection without an answer.
	Drop bool
	// Hang never answers, until the caller gives up.
	Hang bool
}

type planned struct {
	pattern string
	failure Failure
}

// Counts says what was asked of the stand-in.
type Counts struct {
	// Requests of the REST API; Posts, Edits and Responses to interactions that happened.
	Requests, Posts, Edits, Responses int
	// Limited were answered 429, Unauthorized 401.
	Limited, Unauthorized int
	// Acks are interactions that were answered in time; Missed those that were not;
	// Again answers to one that had an answer already (40060).
	Acks, Missed, Again int
	// CommandPuts are registrations of commands.
	CommandPuts int
	// Connections to the gateway, and what was done there.
	Connections, Identifies, Resumes, Heartbeats int
}

// Counts is what happened so far.
func (s *Server) Counts() Counts {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.counts
}

// Identifies is how many new gateway sessions were asked for.
func (s *Server) Identifies() int { return s.Counts().Identifies }

// Resumes is how many gateway sessions were taken up again.
func (s *Server) Resumes() int { return s.Counts().Resumes }

// Heartbeats is how many heartbeats came.
func (s *Server) Heartbeats() int { return s.Counts().Heartbeats }

// FailNext answers the next requests that fit the pattern with these failures, in
// order; with none it forgets those that are left for it. A pattern is a method and
// a path below /api/v10, each part of which may be "*" or a name in braces:
// "POST /channels/{channel}/messages", "* /users/@me/guilds".
func (s *Server) FailNext(pattern string, failures ...Failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(failures) == 0 {
		s.next = slices.DeleteFunc(s.next, func(p planned) bool { return p.pattern == pattern })
	}
	for _, f := range failures {
		s.next = append(s.next, planned{pattern, f})
	}
}

// failure takes the next failure for the request; the caller holds mu.
func (s *Server) failure(method, path string) *Failure {
	for i, p := range s.next {
		if fits(p.pattern, method, path) {
			s.next = slices.Delete(s.next, i, i+1)
			if p.failure.Status == http.StatusTooManyRequests {
				s.counts.Limited++
			}
			return &p.failure
		}
	}
	return nil
}

func fits(pattern, method, path string) bool {
	wantMethod, wantPath, _ := strings.Cut(pattern, " ")
	if wantMethod != "*" && wantMethod != method {
		return false
	}
	want, got := strings.Split(wantPath, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return false
	}
	for i, w := range want {
		if w != "*" && !strings.HasPrefix(w, "{") && w != got[i] {
			return false
		}
	}
	return true
}

// Slow waits this long before every answer of the REST API.
func (s *Server) Slow(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.slow = d
}

// SendTwice delivers each interaction again, when the first delivery was answered.
func (s *Server) SendTwice() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.twice = true
}

// bucketHeaders are on every answer.
// https://discord.com/developers/docs/topics/rate-limits#header-format
func bucketHeaders(h http.Header, path string, limit, remaining int, after time.Duration) {
	h.Set("X-RateLimit-Limit", strconv.Itoa(limit))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(remaining))
	h.Set("X-RateLimit-Reset-After", strconv.FormatFloat(after.Seconds(), 'f', 3, 64))
	h.Set("X-RateLimit-Reset", strconv.FormatFloat(float64(time.Now().Add(after).UnixMilli())/1000, 'f', 3, 64))
	h.Set("X-RateLimit-Bucket", "stand-in"+strings.ReplaceAll(shape(path), "/", "-"))
}

// fail answers with a failure.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, f *Failure) {
	status := f.Status
	if status == 0 && f.Code != 0 {
		status = http.StatusBadRequest
	}
	switch {
	case f.Hang:
		<-r.Context().Done() // the caller gave up, or the stand-in closed
		cutOff(w)
	case f.Drop, status == 0:
		cutOff(w)
	case status == http.StatusTooManyRequests:
		limited(w, r, f)
	case status >= 500 && f.Code == 0 && status != http.StatusInternalServerError:
		w.Header().Set("Content-Type", "text/html") // the proxy before Discord says it
		w.WriteHeader(status)
		_, _ = w.Write([]byte("<html>error</html>")) // the caller is gone or not
	default:
		message := f.Message
		if message == "" {
			message = strconv.Itoa(status) + ": " + http.StatusText(status)
		}
		writeJSON(w, status, object{"code": f.Code, "message": message})
	}
}

// https://discord.com/developers/docs/topics/rate-limits#exceeding-a-rate-limit
func limited(w http.ResponseWriter, r *http.Request, f *Failure) {
	scope, remaining := f.Scope, 0
	if scope == "" {
		scope = "user"
	}
	if f.Global {
		scope = "global"
		w.Header().Set("X-RateLimit-Global", "true")
	}
	if scope == "shared" {
		remaining = 9 // the bot's own bucket is not empty
	}
	if !f.Global {
		bucketHeaders(w.Header(), r.URL.Path, 10, remaining, time.Duration(f.RetryAfter*float64(time.Second)))
	}
	w.Header().Set("X-RateLimit-Scope", scope)
	w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(f.RetryAfter))))
	writeJSON(w, http.StatusTooManyRequests, object{"message": "You are being rate limited.", "retry_after": f.RetryAfter, "global": f.Global})
}

// cutOff closes the connection without an answer.
func cutOff(w http.ResponseWriter) {
	if h, ok := w.(http.Hijacker); ok {
		if conn, _, err := h.Hijack(); err == nil {
			_ = conn.Close() // cutting is the point
		}
	}
}
