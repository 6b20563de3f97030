package slack

import (
	"context"
	"errors"
	"slices"
	"strings"

	"studybot/bot/chat"
)

// Scope is a permission of the bot token.
type Scope struct {
	Name string
	// For says what it is used for, Without what is lost when it is missing.
	For, Without string
}

// Scopes are all permissions that the bot token needs; deploy/slack-manifest.yaml
// asks for exactly these.
func Scopes() []Scope {
	return []Scope{
		{"commands", "members type /study", "nobody can type /study"},
		{"chat:write", "posts the question, answers and reminders", "the bot can say nothing"},
		{"im:write", "opens the direct conversation that files go to", "no export file reaches its member"},
		{"im:history", "reads what members write to the bot, and finds its own direct message after a crash", "words in the direct conversation are not heard, and a digest may stay unsent after a crash"},
		{"channels:history", "finds its own post in a public channel after a crash", "a post that was cut off by a crash can not be found again, so it is not repeated and may be missing"},
		{"groups:history", "the same in a private channel", "the same in private channels: a post that was cut off by a crash may be missing"},
		{"files:read", "reads quizzes and tables that owners send to the bot", "nobody can bring questions in the chat"},
		{"files:write", "uploads pictures and export files", "pictures are told in words, and no export file can be sent"},
	}
}

// Check looks at the tokens, the scopes and the way in, and says for each what to do.
func (p *Platform) Check(ctx context.Context) []chat.Finding {
	var out []chat.Finding
	good := func(name, text string) { out = append(out, chat.Finding{Name: name, OK: true, Text: text}) }
	bad := func(name, text, do string) { out = append(out, chat.Finding{Name: name, Text: text, Do: do}) }

	who, err := p.ask(ctx)
	switch why := chat.RefusedFor(err); {
	case err == nil:
		good("Slack bot token", "it belongs to the workspace "+who.team)
	case why == chat.Unauthorized || why == chat.NotAllowed:
		bad("Slack bot token", code(err)+": Slack refuses it", "copy the bot token (xoxb-…) anew from “OAuth & Permissions” into SLACK_BOT_TOKEN; if the app was removed from the workspace, install it again")
	default:
		bad("Slack bot token", "Slack could not be asked: "+err.Error(), "check that this machine reaches "+p.settings.api()+" and run this again")
	}
	if err == nil {
		p.checkScopes(who, good, bad)
	}
	if !p.settings.SocketMode() {
		good("Slack events", "they come over signed HTTP to /slack/commands, /slack/interactions and /slack/events; enter these addresses, with your own https host, in the app's pages “Slash Commands”, “Interactivity & Shortcuts” and “Event Subscriptions”")
		return out
	}
	l, err := p.dial(ctx)
	switch why := chat.RefusedFor(err); {
	case err == nil:
		_ = l.conn.Close() // it was only tried
		good("Slack Socket Mode", "a connection was opened and greeted")
	case why != "":
		bad("Slack Socket Mode", code(err)+": Slack refuses the app token", "make an app-level token (xapp-…) with the scope connections:write on “Basic Information”, set it as SLACK_APP_TOKEN, and switch Socket Mode on")
	default:
		bad("Slack Socket Mode", err.Error(), "check that this machine may open connections to wss://*.slack.com and that Socket Mode is switched on in the app's settings")
	}
	return out
}

func (p *Platform) checkScopes(who identity, good func(string, string), bad func(string, string, string)) {
	if len(who.scopes) == 0 {
		bad("Slack scopes", "Slack did not say which scopes the token has", "compare “OAuth & Permissions” with deploy/slack-manifest.yaml")
		return
	}
	missing := 0
	for _, s := range Scopes() {
		if !slices.Contains(who.scopes, s.Name) {
			missing++
			bad("Slack scope "+s.Name, "it is missing: "+s.Without, "add "+s.Name+" under “Bot Token Scopes” on “OAuth & Permissions” and install the app again")
		}
	}
	if missing == 0 {
		good("Slack scopes", "all "+strings.Join(scopeNames(), ", "))
	}
}

func scopeNames() []string {
	var out []string
	for _, s := range Scopes() {
		out = append(out, s.Name)
	}
	return out
}

func code(err error) string {
	var refused *chat.Refused
	if errors.As(err, &refused) {
		return refused.Code
	}
	return "no answer"
}
