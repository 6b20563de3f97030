package main

import (
	"context"
	"log/slog"
	"net/http"

	"studybot/adapters/slack"
	"studybot/bot/chat"
)

// hosted is a platform that may need routes on the program's listener.
type hosted interface {
	chat.Platform
	Routes() map[string]http.Handler
}

// finding is one line of the doctor's report.
type finding struct {
	name string
	ok   bool
	text string // what was found
	do   string // what to do about it; empty when ok
}

// plug connects a platform: open returns nil when its settings are not there,
// examine says how well it would work.
type plug struct {
	name    string
	open    func(ctx context.Context, getenv func(string) string, log *slog.Logger) (hosted, error)
	examine func(ctx context.Context, getenv func(string) string) []finding
	needs   string // what to set to turn it on
}

// plugs are the platforms of this program, a line each.
func plugs() []plug {
	return []plug{
		{name: "Slack", open: openSlack, examine: examineSlack, needs: "SLACK_BOT_TOKEN with SLACK_APP_TOKEN or SLACK_SIGNING_SECRET"},
	}
}

func openSlack(ctx context.Context, getenv func(string) string, log *slog.Logger) (hosted, error) {
	s, err := slack.FromEnv(getenv)
	if err != nil || !s.On() {
		return nil, err
	}
	return slack.New(s, log)
}

func examineSlack(ctx context.Context, getenv func(string) string) []finding {
	s, err := slack.FromEnv(getenv)
	if err != nil {
		return []finding{{name: "Slack settings", text: err.Error(), do: "Correct the variable that is named."}}
	}
	if !s.On() {
		return nil
	}
	if err := s.Check(); err != nil {
		return []finding{{name: "Slack settings", text: err.Error(), do: "Correct the variable that is named."}}
	}
	p, err := slack.New(s, slog.New(slog.DiscardHandler))
	if err != nil {
		return []finding{{name: "Slack", text: err.Error(), do: "Correct the setting that is named."}}
	}
	var all []finding
	for _, f := range p.Check(ctx) {
		all = append(all, finding{f.Name, f.OK, f.Text, f.Do})
	}
	return all
}
