package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"studybot/bot/chat"
	"studybot/bot/chat/edge"
)

// shard is one connection after the other: the session, and how much of it was handled.
type shard struct {
	g        *Gateway
	starts   *starts
	hold     *hold // nil: nobody else could have it
	index    int
	count    int
	session  string // empty: identify
	resumeAt string // empty: resume at the general address
	unheard  int    // dials of resumeAt that failed
	seq      atomic.Int64
	since    time.Time // when Discord answered on this connection; zero: not yet
}

// keep holds the shard connected until ctx ends; an error means that Discord refuses
// for good, or wants another number of shards.
func (s *shard) keep(ctx context.Context) error {
	p := s.g.pace
	for failures := 0; ; {
		begun := time.Now()
		err := s.connect(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if why := chat.RefusedFor(err); why == chat.Unauthorized || why == chat.NotAllowed || errors.Is(err, errSharding) {
			return err
		}
		answered := !s.since.IsZero()
		switch {
		case answered && time.Since(s.since) >= p.steady:
			failures = 0
		case answered && s.session != "" && (errors.Is(err, errAsked) || errors.Is(err, errInvalid)):
			// Discord moves us elsewhere: no failure, and people are clicking meanwhile.
		default:
			failures++
		}
		wait := p.next(failures) - time.Since(begun) // a good connection is replaced at once
		if errors.Is(err, errTooFast) || errors.Is(err, errInvalid) && s.session == "" {
			wait = max(wait, p.invalid+rand.N(4*p.invalid))
		}
		var busy *chat.Busy
		if errors.As(err, &busy) {
			wait = max(wait, busy.After)
		}
		s.g.Log.Info("a connection to Discord ended", "shard", s.index, "why", err, "wait", max(wait, 0).Round(time.Millisecond))
		if !edge.Sleep(ctx, wait) {
			return nil
		}
	}
}

// connect opens one connection and serves it to its end; the error says why it ended.
func (s *shard) connect(ctx context.Context) error {
	s.since = time.Time{}
	address, hello, sent := s.resumeAt, packet{Op: opResume}, func(bool) {}
	switch {
	case s.session == "":
		var err error
		if address, sent, err = s.starts.wait(ctx, s.index); err != nil {
			return err
		}
		s.seq.Store(0)
		hello = s.identify()
	case address == "":
		info, err := s.g.Find(ctx)
		if err != nil {
			return fmt.Errorf("ask for the gateway's address: %w", err)
		}
		address = info.URL
		fallthrough
	default:
		hello.Data = raw(map[string]any{"token": s.g.Token, "session_id": s.session, "seq": s.seq.Load()})
	}
	l, err := s.g.dial(ctx, address)
	if err == nil {
		if err = l.write(hello); err != nil {
			_ = l.conn.Close()
		}
	}
	sent(l != nil) // a write that failed may have arrived
	if err != nil {
		if s.unheard++; s.unheard > 1 || errors.Is(err, errNoHello) {
			s.resumeAt = "" // dead: the general address knows where the session is
		}
		return err
	}
	l.resuming = hello.Op == opResume
	ended := make(chan struct{})
	var cause error
	var tending sync.WaitGroup
	tending.Go(func() { cause = s.tend(ctx, l, ended) })
	err = s.read(l)
	close(ended)
	tending.Wait()
	if !s.since.IsZero() {
		s.g.Up(s.index, false)
	}
	switch {
	case errors.Is(cause, errSilent) && s.resumeAt == "":
		s.session = "" // not even the general address knows it
	case errors.Is(cause, errSilent):
		s.resumeAt = ""
	}
	if cause != nil {
		return cause
	}
	return err
}

func (s *shard) identify() packet {
	return packet{Op: opIdentify, Data: raw(map[string]any{
		"token":      s.g.Token,
		"intents":    intents,
		"shard":      [2]int{s.index, s.count},
		"properties": map[string]string{"os": runtime.GOOS, "browser": "studybot", "device": "studybot"},
	})}
}

// tend sends the heartbeats and ends the connection: when ctx does, when a heartbeat
// was not acknowledged before the next is due, or when a resume gets no answer. It
// says which of the last two it was.
func (s *shard) tend(ctx context.Context, l *link, ended <-chan struct{}) error {
	defer l.conn.Close() // wakes the reader
	beat := time.NewTimer(rand.N(l.every))
	defer beat.Stop()
	answer := time.NewTimer(s.g.pace.answer)
	defer answer.Stop()
	l.acked.Store(true)
	for {
		select {
		case <-ended:
			l.leave(closeToResume)
			return nil
		case <-ctx.Done():
			l.leave(websocket.CloseNormalClosure)
			select { // what was on its way still counts
			case <-ended:
			case <-time.After(s.g.pace.goodbye):
			}
			return nil
		case <-answer.C:
			if l.resuming && !l.answered.Load() {
				l.leave(closeToResume)
				return errSilent
			}
		case <-l.asked:
			if err := l.write(s.heartbeat()); err != nil {
				return errors.New("a heartbeat could not be sent")
			}
		case <-beat.C:
			if !l.acked.Swap(false) {
				l.leave(closeToResume)
				return errors.New("a heartbeat was not acknowledged")
			}
			if err := l.write(s.heartbeat()); err != nil {
				return errors.New("a heartbeat could not be sent")
			}
			beat.Reset(l.every)
		}
	}
}

func (s *shard) heartbeat() packet {
	if seq := s.seq.Load(); seq > 0 {
		return packet{Op: opHeartbeat, Data: raw(seq)}
	}
	return packet{Op: opHeartbeat, Data: json.RawMessage("null")}
}

// read takes what comes, in the order of arrival, until the connection ends.
func (s *shard) read(l *link) error {
	for {
		if err := l.conn.SetReadDeadline(time.Now().Add(2*l.every + l.call)); err != nil {
			return errors.New("the connection broke")
		}
		_, data, err := l.conn.ReadMessage()
		if err != nil {
			return s.closed(err)
		}
		var f packet
		if json.Unmarshal(data, &f) != nil {
			s.g.refused.Log(s.g.Log, s.g.Now(), "an unreadable frame")
			continue
		}
		switch f.Op {
		case opDispatch:
			l.answered.Store(true)
			s.dispatch(f, l)
		case opHeartbeat:
			select {
			case l.asked <- struct{}{}:
			default: // one is on its way
			}
		case opAck:
			l.acked.Store(true)
		case opReconnect:
			return errAsked
		case opInvalid:
			if string(f.Data) != "true" {
				s.session = ""
			}
			return errInvalid
		}
	}
}

// closed says what the end of a connection means, and forgets a session that is gone.
func (s *shard) closed(err error) error {
	if errors.Is(err, websocket.ErrReadLimit) {
		s.session = "" // a resume would bring the same frame again
		return errors.New("a frame from Discord is too long")
	}
	var end *websocket.CloseError
	if !errors.As(err, &end) {
		return errors.New("the connection broke")
	}
	switch end.Code {
	case closeUnknownOpcode, closeNotAuthenticated, closeTwice, closeBadSequence, closeTimedOut:
		s.session = ""
	case closeTooFast:
		return errTooFast
	case closeBadShard, closeShardingRequired:
		return errSharding
	case closeBadToken:
		return refuse(chat.Unauthorized, end.Code, "Discord does not accept the bot token: make a new one in the developer portal, on the application's page Bot, and put it into DISCORD_BOT_TOKEN")
	case closeBadVersion:
		return refuse(chat.NotAllowed, end.Code, "Discord no longer speaks version "+gatewayVersion+" of its gateway: install a newer studybot")
	case closeBadIntents:
		return refuse(chat.NotAllowed, end.Code, "Discord does not know an intent that studybot asks for: install a newer studybot")
	case closeNoSuchIntents:
		return refuse(chat.NotAllowed, end.Code, "Discord does not let this application receive direct messages: look at the application's page Bot in the developer portal, or set DISCORD_PUBLIC_KEY and take interactions over HTTP")
	}
	return fmt.Errorf("closed with code %d", end.Code)
}

func refuse(why chat.Reason, code int, sentence string) error {
	return fmt.Errorf("%s: %w", sentence, &chat.Refused{Reason: why, Code: fmt.Sprintf("close_%d", code)})
}

// dispatch takes one event. After a resume Discord may repeat some; the sequence
// number tells them.
func (s *shard) dispatch(f packet, l *link) {
	if f.Seq > 0 && f.Seq <= s.seq.Load() {
		return
	}
	switch f.Type {
	case "READY":
		s.ready(f.Data)
		s.stands(l)
	case "RESUMED":
		s.stands(l)
	case "INTERACTION_CREATE", "MESSAGE_CREATE":
		if s.hold.isLost() {
			return // another replica has the shard, and this event
		}
		s.g.Take(f.Type, f.Data, s.hold.inDoubt())
	}
	if f.Seq > 0 {
		s.seq.Store(f.Seq)
	}
}

// ready remembers what a resume will need.
func (s *shard) ready(data []byte) {
	var r struct {
		Session string `json:"session_id"`
		Address string `json:"resume_gateway_url"`
	}
	s.session, s.resumeAt, s.unheard = "", "", 0
	if json.Unmarshal(data, &r) != nil || len(r.Session) > maxSession {
		s.g.refused.Log(s.g.Log, s.g.Now(), "a session that cannot be resumed")
		return
	}
	s.session = r.Session
	if u, err := url.Parse(r.Address); err == nil && s.g.trusted(u, false) {
		s.resumeAt = r.Address
	} else if r.Address != "" {
		s.g.refused.Log(s.g.Log, s.g.Now(), "a resume address that is not Discord's")
	}
}

func (s *shard) stands(l *link) {
	if !s.since.IsZero() {
		return
	}
	s.since, s.unheard = time.Now(), 0
	s.g.Log.Info("connected to Discord", "shard", s.index, "of", s.count, "resumed", l.resuming)
	s.g.Up(s.index, true)
}
