// Package web is the playground: a chat.Platform on one page in a browser, with
// several people to be, a channel, private conversations, and a clock that can
// be moved. Everything is kept in memory and served on a loopback address.
//
// It must not know the bot, what is studied, or where the bot keeps its data: it
// carries chat's words to the page and back, and asks a Clock for the time.
package web

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"studybot/bot/chat"
)

// Team is the only team of the playground.
const Team = "web:demo"

// DefaultAnswerWithin bounds one call of the handler.
const DefaultAnswerWithin = 10 * time.Second

// Playground is the platform "web".
type Playground struct {
	settings Settings
	log      *slog.Logger
	listener net.Listener
	history  *history
	forms    *forms
	mover    *mover
	handle   atomic.Pointer[chat.Handler]
	closing  chan struct{} // closed when Serve's context ends
	work     sync.WaitGroup
	streams  atomic.Int32
	run      string // names this run in the marks that pages keep

	mu   sync.Mutex
	last time.Time // of the newest event
}

var _ chat.Platform = (*Playground)(nil)

// New checks the settings and opens the port, so that URL is known; Serve
// answers on it. A playground that is never served must be closed.
func New(s Settings) (*Playground, error) {
	if s.AnswerWithin <= 0 {
		s.AnswerWithin = DefaultAnswerWithin
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	l, err := listen(s.Addr)
	if err != nil {
		return nil, err
	}
	return &Playground{
		settings: s,
		log:      s.Log,
		listener: l,
		history:  newHistory(),
		forms:    newForms(),
		mover:    &mover{ctx: context.Background()},
		closing:  make(chan struct{}),
		run:      rand.Text(),
	}, nil
}

// URL is the page's address, such as "http://127.0.0.1:8790/".
func (p *Playground) URL() string { return "http://" + p.listener.Addr().String() + "/" }

// Close gives the port back when Serve was never called.
func (p *Playground) Close() error { return p.listener.Close() }

// Name is "web".
func (p *Playground) Name() string { return "web" }

// Serve answers the page until ctx ends, then lets running answers and a moving
// clock finish. It can be called once.
func (p *Playground) Serve(ctx context.Context, handle chat.Handler) error {
	if !p.handle.CompareAndSwap(nil, &handle) {
		return errors.New("the playground is served already")
	}
	// The clock may move longer than a request lasts, but not longer than Serve.
	moving, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	p.mover.ctx = moving
	server := &http.Server{
		Handler:           p.Handler(),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(p.log.Handler(), slog.LevelDebug),
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(p.listener) }()
	select {
	case err := <-failed:
		close(p.closing)
		return fmt.Errorf("serve the playground: %w", err)
	case <-ctx.Done():
	}
	close(p.closing)
	stop()
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), p.settings.AnswerWithin+2*time.Second)
	defer cancel()
	if err := server.Shutdown(grace); err != nil {
		_ = server.Close()
	}
	p.work.Wait()
	return nil
}

// Send adds a post to the channel or to the member's private conversation. A
// known key is answered with the first post's Ref.
func (p *Playground) Send(_ context.Context, post chat.Post) (chat.Ref, error) {
	to := post.To
	if to.Team != Team {
		return chat.Ref{}, &chat.Refused{Reason: chat.ChannelGone, Code: "unknown_team"}
	}
	if err := post.Message.Check(); err != nil || len(post.Key) > chat.MaxKey {
		p.log.Error("a post breaks the limits", "error", err)
		return chat.Ref{}, &chat.Refused{Reason: chat.BadMessage, Code: "limits"}
	}
	e := entry{place: to.Channel, thread: to.Thread, at: p.settings.Clock.Now(), message: post.Message}
	switch {
	case to.Member != "":
		if _, ok := p.person(to.Member); !ok {
			return chat.Ref{}, &chat.Refused{Reason: chat.MemberClosed, Code: "unknown_member"}
		}
		e.place, e.reader = dmOf(to.Member), to.Member
	case !p.isChannel(to.Channel):
		// A private conversation is also known by the id that events carried.
		i := slices.IndexFunc(p.settings.People, func(q Person) bool { return dmOf(q.ID) == to.Channel })
		if i < 0 {
			return chat.Ref{}, &chat.Refused{Reason: chat.ChannelGone, Code: "unknown_channel"}
		}
		e.reader = p.settings.People[i].ID
	}
	added, ok := p.history.post(e, post.Key)
	if !ok {
		return chat.Ref{}, &chat.Refused{Reason: chat.MessageGone, Code: "unknown_thread"}
	}
	return added.ref(), nil
}

// Edit replaces a message.
func (p *Playground) Edit(_ context.Context, ref chat.Ref, m chat.Message) error {
	if err := m.Check(); err != nil {
		p.log.Error("an edit breaks the limits", "error", err)
		return &chat.Refused{Reason: chat.BadMessage, Code: "limits"}
	}
	if e, ok := p.history.find(ref.ID); !ok || e.ref() != ref || e.text != "" {
		return &chat.Refused{Reason: chat.MessageGone, Code: "unknown_message"}
	}
	if _, ok := p.history.edit(ref.ID, m); !ok {
		return &chat.Refused{Reason: chat.MessageGone, Code: "unknown_message"}
	}
	return nil
}

func (p *Playground) person(id string) (Person, bool) {
	i := slices.IndexFunc(p.settings.People, func(q Person) bool { return q.ID == id })
	if i < 0 {
		return Person{}, false
	}
	return p.settings.People[i], true
}

func (p *Playground) isChannel(id string) bool {
	return slices.ContainsFunc(p.settings.Channels, func(c Channel) bool { return c.ID == id })
}

// dmOf names the place of the bot's private conversation with a person, homeOf
// that of the person's own page. No channel can have such an id.
func dmOf(person string) string   { return "dm:" + person }
func homeOf(person string) string { return "home:" + person }

// mayRead says whether the person can open the place.
func (p *Playground) mayRead(person, place string) bool {
	return place == dmOf(person) || place == homeOf(person) || p.isChannel(place)
}

// stamp is the time of an event: the clock's, and always later than the last one
// by at least a millisecond, so that two clicks at a standing clock have an order.
func (p *Playground) stamp() time.Time {
	now := p.settings.Clock.Now().Truncate(time.Millisecond)
	p.mu.Lock()
	defer p.mu.Unlock()
	if !now.After(p.last) {
		now = p.last.Add(time.Millisecond)
	}
	p.last = now
	return now
}
