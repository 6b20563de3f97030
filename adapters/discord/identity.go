package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"studybot/bot/chat"
)

// identity is whom the token belongs to.
type identity struct {
	app, user string
	key       string // signs Discord's requests, hex
	endpoint  string // where Discord sends interactions; empty for the gateway
}

// whoami asks Discord once and remembers.
func (p *Platform) whoami(ctx context.Context) (identity, error) {
	if who := p.who.Load(); who != nil {
		return *who, nil
	}
	who, err := p.ask(ctx)
	if err == nil {
		p.who.Store(&who)
	}
	return who, err
}

// ask asks Discord whose token it is.
func (p *Platform) ask(ctx context.Context) (identity, error) {
	const doing = "ask Discord whose token it is"
	var app struct {
		ID       string `json:"id"`
		Key      string `json:"verify_key"`
		Endpoint string `json:"interactions_endpoint_url"`
		Bot      struct {
			ID string `json:"id"`
		} `json:"bot"`
	}
	if err := p.call(ctx, doing, http.MethodGet, "/applications/@me", nil, &app); err != nil {
		return identity{}, err
	}
	who := identity{app: app.ID, user: app.Bot.ID, key: app.Key, endpoint: app.Endpoint}
	if !isID(who.user) {
		var me struct {
			ID string `json:"id"`
		}
		if err := p.call(ctx, doing, http.MethodGet, "/users/@me", nil, &me); err != nil {
			return identity{}, err
		}
		who.user = me.ID
	}
	if !isID(who.app) || !isID(who.user) {
		return identity{}, errors.New(doing + ": the answer names no application")
	}
	if p.settings.AppID != "" && p.settings.AppID != who.app {
		return identity{}, fmt.Errorf("DISCORD_APP_ID is %s, but the token belongs to the application %s: set both from one application: %w",
			p.settings.AppID, who.app, &chat.Refused{Reason: chat.Unauthorized, Code: "another_application"})
	}
	return who, nil
}
