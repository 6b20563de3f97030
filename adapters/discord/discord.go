// Package discord carries the bot's conversation over Discord: the gateway or
// signed HTTP in, REST and interaction webhooks out. It owns Discord's settings,
// secrets, rendering, limits, commands and the three seconds in which Discord
// wants an answer.
//
// It must not know what the bot does, any store or any other platform.
package discord

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"

	"studybot/adapters/discord/gateway"
	"studybot/bot/chat"
	"studybot/bot/chat/edge"
)

const platformName = "discord"

// Deps are what the platform gets from the program.
type Deps struct {
	// Commands are registered with Discord.
	Commands []chat.Command
	// Leases share the gateway's shards among replicas; nil for the only one.
	Leases gateway.Leases
	Log    *slog.Logger
}

// Platform is one Discord application with all servers that its bot is in.
type Platform struct {
	settings Settings
	commands []chat.Command
	leases   gateway.Leases
	log      *slog.Logger
	client   *http.Client
	api      *discordgo.Session
	turns    sync.Map // of calls: a bucket to its one seat
	now      func() time.Time

	who     atomic.Pointer[identity]
	live    atomic.Pointer[session]
	servers servers
	directs bounded[string, string] // member to private conversation
	marks   bounded[string, int]    // message to the post that it is
	forms   bounded[formOf, openForm]
	refused edge.Throttle
	fetcher *http.Client // for files
	porter  *edge.Porter
}

var _ chat.Platform = (*Platform)(nil)

// New makes the platform. It makes no call; an error says which setting to mend.
func New(s Settings, d Deps) (*Platform, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	client := newClient()
	api, err := newSession(s, client)
	if err != nil {
		return nil, errors.New("DISCORD_BOT_TOKEN can not be used")
	}
	p := &Platform{
		settings: s, commands: d.Commands, leases: d.Leases, log: d.Log.With("platform", platformName),
		client: client, api: api, now: time.Now, forms: bounded[formOf, openForm]{size: formsKept},
		fetcher: newFetcher(),
	}
	p.porter = edge.NewPorter("Discord", p.log, p.openFile)
	return p, nil
}

// Name is "discord".
func (p *Platform) Name() string { return platformName }

// Serve delivers events to handle until ctx ends. It keeps the gateway's
// connection; over HTTP it waits, and Routes answer meanwhile. It fails only when
// Discord refuses the token or the way in.
func (p *Platform) Serve(ctx context.Context, handle chat.Handler) error {
	if err := edge.Patiently(ctx, p.log, "learn whose token it is", func() error {
		_, err := p.whoami(ctx)
		return err
	}); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return fmt.Errorf("start on Discord: %w", err)
	}
	s := &session{p: p, who: *p.who.Load(), door: edge.Open(ctx, edge.Config{Handle: handle, Log: p.log, Now: p.now})}
	if !p.live.CompareAndSwap(nil, s) {
		return errors.New("start on Discord: it is already being served")
	}
	p.warn(s.who)
	p.log.Info("serving", "application", s.who.app, "gateway", p.settings.Gateway())
	ctx, stop := context.WithCancel(ctx)
	var beside sync.WaitGroup
	beside.Go(func() { p.keepRegistered(ctx) })
	var err error
	if p.settings.Gateway() {
		err = p.gatewayFor(s).Run(ctx)
	} else {
		<-ctx.Done()
	}
	stop()
	beside.Wait()
	p.live.Store(nil)
	s.door.Drain()
	p.client.CloseIdleConnections()
	p.fetcher.CloseIdleConnections()
	if err != nil {
		return fmt.Errorf("keep the gateway's connection: %w", err)
	}
	return nil
}

// warn says what keeps interactions from coming.
func (p *Platform) warn(who identity) {
	switch {
	case p.settings.Gateway() && who.endpoint != "":
		p.log.Warn("Discord sends interactions over HTTP, not to the gateway", "do", "clear “Interactions Endpoint URL” on the application's page “General Information”, or set DISCORD_PUBLIC_KEY")
	case !p.settings.Gateway() && !strings.EqualFold(who.key, p.settings.PublicKey):
		p.log.Warn("DISCORD_PUBLIC_KEY is not this application's", "do", "copy the “Public Key” from the application's page “General Information”")
	}
}

// keepRegistered brings the commands to Discord once; members can do without for a
// while, so it is no reason not to serve.
func (p *Platform) keepRegistered(ctx context.Context) {
	err := edge.Patiently(ctx, p.log, "register the commands", func() error { return p.register(ctx) })
	if err != nil && ctx.Err() == nil {
		p.log.Error("the commands are not registered", "error", err)
	}
}

// gatewayFor is the connection that feeds the session.
func (p *Platform) gatewayFor(s *session) *gateway.Gateway {
	host, _ := os.Hostname()
	standIn := ""
	if u, err := url.Parse(p.settings.APIURL); err == nil {
		standIn = u.Hostname()
	}
	return &gateway.Gateway{
		Token: p.settings.BotToken, App: s.who.app, Holder: host + "-" + strconv.Itoa(os.Getpid()), Leases: p.leases,
		Find:    p.findGateway,
		StandIn: standIn, Log: p.log, Now: p.now, Take: s.take,
	}
}

// findGateway asks Discord where to connect, and how often that is allowed.
func (p *Platform) findGateway(ctx context.Context) (gateway.Info, error) {
	var info gateway.Info
	err := p.call(ctx, "ask for the gateway", http.MethodGet, "/gateway/bot", nil, &info)
	return info, err
}

// session is one run of Serve.
type session struct {
	p    *Platform
	door *edge.Door
	who  identity
}

// accept takes what was read, in the order of arrival; send gives the first
// response over the way that it came.
func (s *session) accept(in incoming, send func(response) error) edge.Verdict {
	x := &exchange{s: s, in: in, send: send}
	return s.door.Accept(edge.Act{
		Key: in.id, Event: in.event, Early: in.claim || in.kind == written,
		Before: x.before, First: x.first, Deliver: x.deliver,
	})
}

// take reads an event of the gateway; in doubt, another replica may read it too.
func (s *session) take(event string, data []byte, inDoubt bool) {
	var in incoming
	var err error
	switch event {
	case "INTERACTION_CREATE":
		in, err = s.p.readInteraction(data, s.p.now())
	case "MESSAGE_CREATE":
		in, err = readWords(data, s.p.now())
	default:
		return
	}
	if err != nil {
		if !errors.Is(err, errNotForUs) {
			s.p.refused.Log(s.p.log, s.p.now(), err.Error())
		}
		return
	}
	// An answer to words carries a nonce instead; one to somebody who is typing is no loss.
	in.claim = inDoubt && in.kind != written && in.kind != complete
	s.accept(in, func(r response) error { return s.p.callback(s.door.Context(), in, r) }) // when it is full Discord tells the member that it did not work
}

// Routes are the addresses that Discord calls over signed HTTP, by path; none on
// the gateway. They answer 503 while Serve does not run.
func (p *Platform) Routes() map[string]http.Handler {
	if p.settings.Gateway() {
		return nil
	}
	return map[string]http.Handler{"/discord/interactions": p.signed()}
}
