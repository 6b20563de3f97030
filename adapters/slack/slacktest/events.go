package slacktest

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// socket is one Socket Mode connection.
type socket struct {
	conn    *websocket.Conn
	mu      sync.Mutex
	leaving bool // told to go: gets nothing new
}

func (c *socket) send(v any) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.conn.WriteJSON(v)
}

func (s *Server) serveSocket(w http.ResponseWriter, r *http.Request) {
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer conn.Close()
	c := &socket{conn: conn}
	if c.send(answer{"type": "hello", "num_connections": 1, "connection_info": answer{"app_id": "A0STUDY"}}) != nil {
		return
	}
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return
	}
	s.sockets = append(s.sockets, c)
	s.counts.Connections++
	s.notify()
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.sockets = slices.DeleteFunc(s.sockets, func(o *socket) bool { return o == c })
		s.notify()
	}()
	for {
		var a struct {
			EnvelopeID string          `json:"envelope_id"`
			Payload    json.RawMessage `json:"payload"`
		}
		if conn.ReadJSON(&a) != nil {
			return
		}
		s.mu.Lock()
		if to := s.pending[a.EnvelopeID]; to != nil {
			delete(s.pending, a.EnvelopeID)
			to <- a.Payload
		}
		s.mu.Unlock()
	}
}

// DropSockets closes all connections without a word.
func (s *Server) DropSockets() {
	s.mu.Lock()
	list := slices.Clone(s.sockets)
	for _, c := range list {
		c.leaving = true
	}
	s.mu.Unlock()
	for _, c := range list {
		_ = c.conn.Close() // dropping is the point
	}
}

// RefreshSockets asks all connections to be replaced, as Slack does every few
// hours, and sends them nothing more.
func (s *Server) RefreshSockets() {
	s.mu.Lock()
	list := slices.Clone(s.sockets)
	for _, c := range list {
		c.leaving = true
	}
	s.mu.Unlock()
	for _, c := range list {
		_ = c.send(answer{"type": "disconnect", "reason": "refresh_requested"}) // one that is gone needs no telling
	}
}

// AwaitSockets waits until n connections take events.
func (s *Server) AwaitSockets(n int) error {
	return s.await(fmt.Sprintf("%d connections", n), func() bool { return len(s.open()) >= n })
}

// open are the connections that take events; the caller holds mu.
func (s *Server) open() []*socket {
	return slices.DeleteFunc(slices.Clone(s.sockets), func(c *socket) bool { return c.leaving })
}

// errNoAnswer is what a member sees as "this app did not respond".
var errNoAnswer = errors.New("the bot did not respond in time")

// event is something that happened, in the form that both ways of delivery need.
type event struct {
	envelope string // Socket Mode's type
	path     string // of the HTTP address
	payload  any
}

// deliver brings the event to the bot and returns its first response.
func (s *Server) deliver(e event) ([]byte, error) {
	s.mu.Lock()
	repeat, base := s.repeat, s.opt.EventsURL
	s.mu.Unlock()
	send := s.overSocket
	if base != "" {
		send = func(e event, n int) ([]byte, error) { return s.overHTTP(base, e, n) }
	}
	first, err := send(e, 0)
	s.mu.Lock()
	s.counts.Acks++
	if err != nil {
		s.counts.Missed++
	}
	s.mu.Unlock()
	for n := range repeat {
		if _, again := send(e, n+1); again != nil {
			err = errors.Join(err, again)
		}
	}
	return first, err
}

func (s *Server) overSocket(e event, attempt int) ([]byte, error) {
	var c *socket
	err := s.awaitFor(s.opt.AckWithin, "a connection", func() bool {
		if list := s.open(); len(list) > 0 {
			c = list[rand.IntN(len(list))]
		}
		return c != nil
	})
	if err != nil {
		return nil, errNoAnswer
	}
	s.mu.Lock()
	id := s.id("E")
	to := make(chan []byte, 1)
	s.pending[id] = to
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.pending, id)
	}()
	err = c.send(answer{
		"type": e.envelope, "envelope_id": id, "payload": e.payload,
		"accepts_response_payload": e.envelope != "events_api", "retry_attempt": attempt,
	})
	if err != nil {
		return nil, fmt.Errorf("the connection broke: %w", err)
	}
	select {
	case a := <-to:
		return a, nil
	case <-time.After(s.opt.AckWithin):
		return nil, errNoAnswer
	}
}

func (s *Server) overHTTP(base string, e event, attempt int) ([]byte, error) {
	data, err := json.Marshal(e.payload)
	if err != nil {
		return nil, err
	}
	body, kind := data, "application/json"
	switch p := e.payload.(type) {
	case map[string]string: // a slash command's fields
		v := url.Values{}
		for k, x := range p {
			v.Set(k, x)
		}
		body, kind = []byte(v.Encode()), "application/x-www-form-urlencoded"
	default:
		if e.envelope == "interactive" {
			body, kind = []byte(url.Values{"payload": {string(data)}}.Encode()), "application/x-www-form-urlencoded"
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), s.opt.AckWithin)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimRight(base, "/")+e.path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", kind)
	Sign(req.Header, s.opt.SigningSecret, time.Now(), body)
	if attempt > 0 {
		req.Header.Set("X-Slack-Retry-Num", strconv.Itoa(attempt))
		req.Header.Set("X-Slack-Retry-Reason", "http_timeout")
	}
	resp, err := s.http.Client().Do(req)
	if err != nil {
		return nil, errNoAnswer
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, errNoAnswer
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the bot answered %d", resp.StatusCode)
	}
	return got, nil
}

// Sign sets the headers with which Slack proves that the body is its own.
// https://docs.slack.dev/authentication/verifying-requests-from-slack/
func Sign(h http.Header, secret string, at time.Time, body []byte) {
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("v0:" + stamp + ":"))
	mac.Write(body)
	h.Set("X-Slack-Request-Timestamp", stamp)
	h.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
}

// responseBody is what a response address and a command's first response take.
type responseBody struct {
	ResponseType    string          `json:"response_type"`
	ReplaceOriginal bool            `json:"replace_original"`
	DeleteOriginal  bool            `json:"delete_original"`
	ThreadTS        string          `json:"thread_ts"`
	Text            string          `json:"text"`
	Blocks          json.RawMessage `json:"blocks"`
}

func (s *Server) serveResponse(w http.ResponseWriter, r *http.Request) {
	data, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	done, cut := s.fault(w, "response_url", "", "")
	if done {
		return
	}
	if cut {
		cutOff(w)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.notify()
	u := s.urls[r.PathValue("id")]
	code := ""
	switch {
	case u == nil || time.Now().After(u.until):
		code = "expired_url"
	case u.uses >= 5:
		code = "used_url"
	default:
		code = s.respond(u, data)
	}
	if code != "" {
		w.WriteHeader(http.StatusNotFound)
		_ = json.NewEncoder(w).Encode(failed(code))
		return
	}
	u.uses++
	_, _ = w.Write([]byte("ok"))
}

// respond shows what was given as a response; the caller holds mu.
func (s *Server) respond(u *responseURL, data []byte) string {
	var b responseBody
	if json.Unmarshal(data, &b) != nil {
		return "invalid_payload"
	}
	args := map[string]string{"text": b.Text, "thread_ts": b.ThreadTS}
	if len(b.Blocks) > 0 && string(b.Blocks) != "null" {
		args["blocks"] = string(b.Blocks)
	}
	m, code := s.message("response", args)
	if code != "" {
		return code
	}
	if b.ReplaceOriginal && b.ResponseType != "" {
		s.reject("response", []string{"response_type beside replace_original: what Slack does with it is not documented"})
		return "invalid_payload"
	}
	if b.ReplaceOriginal && u.ts != "" {
		for _, list := range [][]*Message{s.channels[u.channel], s.private[u.user]} {
			for _, old := range list {
				if old.TS == u.ts {
					replace(old, m)
					return ""
				}
			}
		}
		return "message_not_found"
	}
	m.Channel, m.TS = u.channel, s.ts()
	if b.ResponseType == "in_channel" {
		s.channels[u.channel] = append(s.channels[u.channel], m)
		return ""
	}
	m.To = u.user
	s.private[u.user] = append(s.private[u.user], m)
	return ""
}
