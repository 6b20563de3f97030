package discord

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"studybot/adapters/discord/commands"
	"studybot/bot/chat"
)

// register writes the commands to Discord when they are not there as they should
// be. It takes effect in all servers at once, and the last program that starts
// with the same token wins.
func (p *Platform) register(ctx context.Context) error {
	if len(p.commands) == 0 {
		return nil
	}
	want := commands.Of(p.commands)
	if err := commands.Fits(want); err != nil {
		return fmt.Errorf("register the commands: %w: %w", err, &chat.Refused{Reason: chat.BadMessage, Code: "over_the_limits"})
	}
	who, err := p.whoami(ctx)
	if err != nil {
		return err
	}
	var there []json.RawMessage
	if err := p.call(ctx, "read the registered commands", http.MethodGet, commandsPath(who.app)+"?with_localizations=true", nil, &there); err != nil {
		return err
	}
	ours, others, err := commands.Apart(there)
	if err != nil {
		return err
	}
	if equal, err := commands.Same(want, ours); err != nil || equal {
		return err
	}
	if err := p.call(ctx, "register the commands", http.MethodPut, commandsPath(who.app), append([]any{want}, others...), nil); err != nil {
		return err
	}
	p.log.Info("the commands are registered", "subcommands", len(want.Options))
	return nil
}

func commandsPath(app string) string { return "/applications/" + app + "/commands" }
