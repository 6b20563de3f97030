package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"studybot/adapters/discord"
	"studybot/adapters/slack"
	"studybot/bot/chat"
)

// hosted is a platform that this program can run.
type hosted interface {
	chat.Platform
	// Routes are what it needs on the program's listener, by path.
	Routes() map[string]http.Handler
	// Check says how well it would work.
	Check(ctx context.Context) []chat.Finding
}

// parts are what a platform may be made with.
type parts struct {
	log      *slog.Logger
	commands []chat.Command
	leases   leases // nil while it is only examined
}

// leases let one replica at a time have something; see redis.Store.
type leases interface {
	Hold(ctx context.Context, name, holder string, lease time.Duration) (bool, error)
	Release(ctx context.Context, name, holder string) error
}

// plug connects a platform.
type plug struct {
	name  string
	needs string // what to set to turn it on
	// read looks for its settings; without an error it may be nil: it is off.
	read func(getenv func(string) string) (maker, error)
}

// maker makes a platform whose settings are there and fit together.
type maker func(parts) (hosted, error)

// plugs are the platforms of this program, a line each.
func plugs() []plug {
	return []plug{
		{
			"Slack", "SLACK_BOT_TOKEN with SLACK_APP_TOKEN or SLACK_SIGNING_SECRET",
			plugIn(slack.FromEnv, func(s slack.Settings, p parts) (*slack.Platform, error) { return slack.New(s, p.log) }),
		},
		{
			"Discord", "DISCORD_BOT_TOKEN",
			plugIn(discord.FromEnv, func(s discord.Settings, p parts) (*discord.Platform, error) {
				return discord.New(s, discord.Deps{Commands: p.commands, Leases: p.leases, Log: p.log})
			}),
		},
	}
}

// settings are what a platform reads from the environment.
type settings interface {
	On() bool
	Check() error
}

// plugIn makes a platform's own functions into what a plug needs.
func plugIn[S settings, P hosted](fromEnv func(getenv func(string) string) (S, error), create func(S, parts) (P, error)) func(func(string) string) (maker, error) {
	return func(getenv func(string) string) (maker, error) {
		s, err := fromEnv(getenv)
		if err == nil && s.On() {
			err = s.Check()
		}
		if err != nil || !s.On() {
			return nil, err
		}
		return func(p parts) (hosted, error) { return create(s, p) }, nil
	}
}

// platformsOn are the platforms whose settings are there; none is an error.
func platformsOn(getenv func(string) string) ([]maker, error) {
	var on []maker
	var errs []error
	var needs []string
	for _, p := range plugs() {
		needs = append(needs, p.needs)
		open, err := p.read(getenv)
		if err != nil {
			errs = append(errs, fmt.Errorf("turn %s on: %w", p.name, err))
		} else if open != nil {
			on = append(on, open)
		}
	}
	if len(on)+len(errs) == 0 {
		errs = append(errs, fmt.Errorf("no platform is on: set %s. To try the bot without an account, run: studybot demo", strings.Join(needs, ", or ")))
	}
	return on, errors.Join(errs...)
}
