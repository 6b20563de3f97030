package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"time"

	"studybot/bot/chat"
)

// DefaultAddr is where the playground listens unless Settings.Addr says otherwise.
const DefaultAddr = "127.0.0.1:8790"

// Settings is what a Playground needs. People, Channels, Clock and Log are required.
type Settings struct {
	// Addr is a loopback host and port; DefaultAddr when empty. A port that is
	// taken is replaced by a free one.
	Addr string
	// People can be chosen on the page; the first is chosen at the start.
	People []Person
	// Channels are where the bot posts; the first is shown at the start.
	Channels []Channel
	// Commands are offered for completion while somebody types, with their
	// arguments. Others work too.
	Commands []chat.Command
	// Clock is the time of the playground.
	Clock Clock
	// Intro is the first hint of the page, one or two sentences; it may be empty.
	Intro string
	Log   *slog.Logger
	// AnswerWithin bounds one call of the handler; 10 s when zero.
	AnswerWithin time.Duration
}

// Person is somebody the reader of the page can be.
type Person struct {
	// ID and Name hold 1 to 40 bytes; an ID has letters, digits, '-' and '_' only.
	ID, Name string
	// Owner administers the team: chat.Event.Admin.
	Owner bool
}

// Channel is a conversation that everybody reads. ID as Person.ID.
type Channel struct{ ID, Name string }

// Clock is the time of the playground, moved by the buttons of the page.
type Clock interface {
	// Now is the simulated time. It never goes back.
	Now() time.Time
	// Zone is where the page's dates are local.
	Zone() *time.Location
	// Advance moves the time to the instant to, doing on the way everything that
	// falls due, and returns when that is done. Now may be read meanwhile.
	Advance(ctx context.Context, to time.Time) error
	// NextPost is the next instant at which something will be posted, the zero
	// time when nothing is planned.
	NextPost(ctx context.Context) (time.Time, error)
}

// check returns every way in which the settings cannot work, or nil.
func (s Settings) check() error {
	var errs []error
	that := func(ok bool, format string, args ...any) {
		if !ok {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	that(s.Clock != nil, "a clock is missing")
	that(s.Log != nil, "a log is missing")
	that(len(s.People) > 0, "a person is missing")
	that(len(s.Channels) > 0, "a channel is missing")
	seen := map[string]bool{}
	for _, p := range s.People {
		that(isID(p.ID) && !seen[p.ID], "person id %q is empty, odd or used twice", p.ID)
		that(p.Name != "" && len(p.Name) <= 40, "person %q needs a name of at most 40 bytes", p.ID)
		seen[p.ID] = true
	}
	seen = map[string]bool{}
	for _, c := range s.Channels {
		that(isID(c.ID) && !seen[c.ID], "channel id %q is empty, odd or used twice", c.ID)
		that(c.Name != "" && len(c.Name) <= 40, "channel %q needs a name of at most 40 bytes", c.ID)
		seen[c.ID] = true
	}
	for _, c := range s.Commands {
		if err := chat.Do(c.Name).Check(); err != nil {
			errs = append(errs, fmt.Errorf("command %q: %w", c.Name, err))
		}
	}
	if len(errs) > 0 {
		return fmt.Errorf("the playground's settings: %w", errors.Join(errs...))
	}
	return nil
}

// isID accepts 1 to 40 letters, digits, dashes and underscores.
func isID(s string) bool {
	if s == "" || len(s) > 40 {
		return false
	}
	for _, c := range s {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

// listen opens addr when it is a loopback address, on any free port when the
// wanted one is taken.
func listen(addr string) (net.Listener, error) {
	addr = cmp.Or(addr, DefaultAddr)
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("the playground's address %q is not host:port, such as %s", addr, DefaultAddr)
	}
	if host == "localhost" {
		host = "127.0.0.1"
	}
	ip, err := netip.ParseAddr(host)
	if err != nil || !ip.IsLoopback() {
		return nil, fmt.Errorf("the playground has no passwords, so it listens on this machine only: use %s instead of %q", DefaultAddr, addr)
	}
	_, port, _ := net.SplitHostPort(addr)
	var config net.ListenConfig
	l, err := config.Listen(context.Background(), "tcp", net.JoinHostPort(host, port))
	if err != nil {
		l, err = config.Listen(context.Background(), "tcp", net.JoinHostPort(host, "0"))
	}
	if err != nil {
		return nil, fmt.Errorf("open the playground's port on %s: %w", host, err)
	}
	return l, nil
}
