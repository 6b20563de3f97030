// Package slack carries the bot's conversation over Slack: Socket Mode or signed
// HTTP in, Web API and response addresses out. It owns Slack's settings, secrets,
// rendering, limits and the three seconds in which Slack wants an answer.
//
// It must not know what the bot does, any store or any other platform.
package slack

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"

	"studybot/bot/chat"
	"studybot/bot/chat/edge"
)

const platformName = "slack"

// Platform is one Slack workspace.
type Platform struct {
	settings Settings
	log      *slog.Logger
	caller   *caller
	api      *slack.Client
	now      func() time.Time

	who      atomic.Pointer[identity]
	live     atomic.Pointer[session]
	pictures album
	refused  edge.Throttle
	porter   *edge.Porter

	// pictureWaits are the pauses before a message with fresh pictures is tried
	// again: Slack takes in an uploaded file after it has said that it did, and
	// calls the blocks invalid until then.
	pictureWaits []time.Duration
}

var _ chat.Platform = (*Platform)(nil)

// New makes the platform. It makes no call; an error says which setting to mend.
func New(s Settings, logger *slog.Logger) (*Platform, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	c := newCaller()
	p := &Platform{settings: s, log: logger.With("platform", platformName), caller: c, now: time.Now}
	p.porter = edge.NewPorter("Slack", p.log, p.openFile)
	p.pictureWaits = []time.Duration{200 * time.Millisecond, 500 * time.Millisecond, time.Second, 2 * time.Second}
	p.api = slack.New(s.BotToken,
		slack.OptionAPIURL(s.api()), slack.OptionAppLevelToken(s.AppToken), slack.OptionHTTPClient(c),
		slack.OptionLog(log.New(io.Discard, "", 0))) // the SDK's own log once held tokens
	return p, nil
}

// Name is "slack".
func (p *Platform) Name() string { return platformName }

// Serve delivers events to handle until ctx ends. Over Socket Mode it keeps the
// connections; over HTTP it waits, and Routes answer meanwhile. It fails only
// when the tokens are refused.
func (p *Platform) Serve(ctx context.Context, handle chat.Handler) error {
	if err := edge.Patiently(ctx, p.log, "learn whose token it is", func() error {
		_, err := p.whoami(ctx)
		return err
	}); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return fmt.Errorf("start on Slack: %w", err)
	}
	s := &session{p: p, who: *p.who.Load(), door: edge.Open(ctx, edge.Config{Handle: handle, Log: p.log, Now: p.now})}
	if !p.live.CompareAndSwap(nil, s) {
		return errors.New("start on Slack: it is already being served")
	}
	p.log.Info("serving", "team", chat.TeamName(platformName, s.who.team), "socket_mode", p.settings.SocketMode())
	var err error
	if p.settings.SocketMode() {
		err = p.serveSocket(ctx, s)
	} else {
		<-ctx.Done()
	}
	p.live.Store(nil)
	s.door.Drain()
	p.caller.http.CloseIdleConnections()
	return err
}

// session is one run of Serve.
type session struct {
	p    *Platform
	door *edge.Door
	who  identity
}

const notHere = "I do not work for your workspace, so nothing was done. Ask the person who installed me."

// accept takes what was read, in the order of arrival. When it is taken, ack is
// called exactly once, with the body of the first response or nil, and returns
// when that was sent.
func (s *session) accept(in incoming, ack func(body any)) edge.Verdict {
	if in.team != s.who.team {
		s.p.refused.Log(s.p.log, s.p.now(), "an event of another workspace")
		in.refuse = notHere
	}
	if in.kind == direct && in.event.Member == s.who.user {
		return edge.Done // the bot's own words
	}
	return s.door.Accept(edge.Act{
		Key: in.key, Event: in.event, First: func(body any) error { ack(body); return nil },
		Before: func(ctx context.Context, e *chat.Event) *chat.Reply {
			if in.refuse == "" {
				return s.p.porter.Fetch(ctx, attachments(in.files), e)
			}
			r := edge.Sentence(in.refuse)
			return &r
		},
		Early:   in.kind == home || in.kind == direct, // its answer never fits into the first response
		Deliver: func(ctx context.Context, r chat.Reply, first *edge.First) { s.deliver(ctx, in, r, first) },
	})
}

// Routes are the addresses that Slack calls over signed HTTP, by path; none over
// Socket Mode. They answer 503 while Serve does not run.
func (p *Platform) Routes() map[string]http.Handler {
	if p.settings.SocketMode() {
		return nil
	}
	return map[string]http.Handler{
		"/slack/commands":     p.signed(serveCommand),
		"/slack/interactions": p.signed(serveInteraction),
		"/slack/events":       p.signed(serveEvent),
	}
}
