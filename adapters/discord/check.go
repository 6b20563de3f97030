package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"math/bits"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"studybot/adapters/discord/commands"
	"studybot/bot/chat"
	"studybot/bot/chat/edge"
)

const (
	interactionsPath = "/discord/interactions"
	portal           = "https://discord.com/developers/applications"
	// serversShown is how many servers Check looks at one by one, serversAsked how
	// many Discord lists in one answer, its most.
	serversShown = 20
	serversAsked = 200
	maxPages     = 50
	// fewStarts, of Discord's usual 1,000 in a day, is a reason to worry.
	fewStarts = 100
)

// application is what Discord says about the token's application.
// https://discord.com/developers/docs/resources/application#application-object
type application struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Key      string `json:"verify_key"`
	Endpoint string `json:"interactions_endpoint_url"`
}

// membership is a server that the bot is in, with what its role may do there; what channels
// give or take away is not counted.
// https://discord.com/developers/docs/resources/user#get-current-user-guilds
type membership struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Permissions string `json:"permissions"`
}

// findings collects what Check finds.
type findings []chat.Finding

func (f *findings) good(name, text string) {
	*f = append(*f, chat.Finding{Name: name, OK: true, Text: text})
}

func (f *findings) bad(name, text, do string) {
	*f = append(*f, chat.Finding{Name: name, Text: text, Do: do})
}

// Check looks at the token, the settings that must agree with the application,
// the way in, the commands and the permissions in each server, and says for each
// what to do. It changes nothing: the commands are registered by Serve.
func (p *Platform) Check(ctx context.Context) []chat.Finding {
	var f findings
	var app application
	err := p.call(ctx, "ask Discord whose token it is", http.MethodGet, "/applications/@me", nil, &app)
	if err == nil && app.ID == "" {
		err = errors.New("ask Discord whose token it is: the answer names no application")
	}
	if err != nil {
		p.checkNoAnswer(&f, err)
		if p.settings.AppID != "" {
			f.good("Discord invite link", InviteLink(p.settings.AppID))
		}
		return f
	}
	f.good("Discord bot token", "it belongs to the application "+cleanName(app.Name)+" ("+app.ID+")")
	p.checkSettings(&f, app)
	p.checkWayIn(&f, app)
	if p.settings.Gateway() {
		p.checkGateway(ctx, &f)
	}
	p.checkCommands(ctx, &f, app)
	p.checkServers(ctx, &f, app)
	f.good("Discord invite link", InviteLink(app.ID))
	return f
}

func (p *Platform) checkNoAnswer(f *findings, err error) {
	switch chat.RefusedFor(err) {
	case chat.Unauthorized, chat.NotAllowed:
		f.bad("Discord bot token", code(err)+": Discord refuses it", "reset the token on the page “Bot” of your application at "+portal+" and set the new one as DISCORD_BOT_TOKEN")
	default:
		f.bad("Discord bot token", "Discord could not be asked: "+err.Error(), "check that this machine reaches https://discord.com and run this again")
	}
}

// checkSettings compares what was set with what the token's application says.
func (p *Platform) checkSettings(f *findings, app application) {
	switch {
	case p.settings.AppID == "":
		f.good("Discord application", "DISCORD_APP_ID is not set; the token's own is used")
	case p.settings.AppID == app.ID:
		f.good("Discord application", "DISCORD_APP_ID is the token's application")
	default:
		f.bad("Discord application", "DISCORD_APP_ID is not the application of the token", "set DISCORD_APP_ID to "+app.ID+" or unset it, or set the token of the other application")
	}
	switch {
	case p.settings.Gateway():
	case strings.EqualFold(p.settings.PublicKey, app.Key):
		f.good("Discord public key", "it is the one of the application")
	default:
		f.bad("Discord public key", "DISCORD_PUBLIC_KEY is not the one of the token's application, so every request would be refused",
			"copy “Public Key” from “General Information” of the application at "+portal)
	}
}

// checkWayIn: with an address set, Discord sends what members do only there.
// https://discord.com/developers/docs/interactions/receiving-and-responding#receiving-an-interaction
func (p *Platform) checkWayIn(f *findings, app application) {
	const name = "Discord interactions"
	const field = "“Interactions Endpoint URL” on “General Information” of the application at " + portal
	at, err := url.Parse(app.Endpoint)
	switch {
	case p.settings.Gateway() && app.Endpoint == "":
		f.good(name, "they come over the connection that the bot opens")
	case p.settings.Gateway():
		f.bad(name, "the application has an interactions endpoint, so nothing comes over the bot's connection", "clear "+field+", or set DISCORD_PUBLIC_KEY to take requests there")
	case app.Endpoint == "":
		f.bad(name, "DISCORD_PUBLIC_KEY is set, but the application has no interactions endpoint", "start `studybot serve`, then set "+field+" to https://<your host>"+interactionsPath+", or unset DISCORD_PUBLIC_KEY to use the gateway")
	case err != nil || !strings.HasSuffix(strings.TrimSuffix(at.Path, "/"), interactionsPath):
		f.bad(name, "the interactions endpoint does not end with "+interactionsPath, "set "+field+" to https://<your host>"+interactionsPath)
	default:
		f.good(name, "they come over signed HTTP to "+cleanName(at.Host)+interactionsPath)
	}
}

// checkGateway asks how the gateway would be used, without connecting.
// https://discord.com/developers/docs/events/gateway#get-gateway-bot
func (p *Platform) checkGateway(ctx context.Context, f *findings) {
	const name = "Discord gateway"
	there, err := p.findGateway(ctx)
	if err != nil {
		f.bad(name, err.Error(), "run this again; if it stays so, look at https://discordstatus.com")
		return
	}
	shards, left := max(there.Shards, 1), there.Starts.Remaining
	text := fmt.Sprintf("it can be reached; %d more sessions may be started, %d needed", left, shards)
	if left < max(2*shards, fewStarts) {
		wait := (time.Duration(there.Starts.ResetAfter) * time.Millisecond).Round(time.Minute)
		f.bad(name, text, fmt.Sprintf("find out in the log why the bot starts so often; the count begins anew in %s, and Discord takes the token from a bot that uses it up", wait))
		return
	}
	f.good(name, text)
}

// checkCommands says whether members see the commands of this program.
func (p *Platform) checkCommands(ctx context.Context, f *findings, app application) {
	const name = "Discord commands"
	if len(p.commands) == 0 {
		return
	}
	var there []json.RawMessage
	err := p.call(ctx, "read the registered commands", http.MethodGet, commandsPath(app.ID)+"?with_localizations=true", nil, &there)
	if err != nil {
		f.bad(name, err.Error(), "run this again; if it stays so, open the invite link below once more")
		return
	}
	equal := false
	if ours, _, err := commands.Apart(there); err == nil {
		equal, err = commands.Same(commands.Of(p.commands), ours)
		equal = equal && err == nil
	}
	switch {
	case equal:
		f.good(name, fmt.Sprintf("/%s is registered with %d subcommands", commands.Name, len(p.commands)))
	case len(there) == 0:
		f.good(name, "none is registered yet: `studybot serve` does it when it starts, and then members can type /"+commands.Name)
	default:
		f.bad(name, "those of another version are registered", "start `studybot serve`, which registers its own by itself")
	}
}

// checkServers lists what the bot's role lacks in the servers that it is in.
func (p *Platform) checkServers(ctx context.Context, f *findings, app application) {
	const name = "Discord servers"
	servers, err := p.memberships(ctx)
	switch {
	case err != nil:
		f.bad(name, err.Error(), "run this again")
		return
	case len(servers) == 0:
		f.bad(name, "the bot is in none yet", "open this link, choose your server and agree: "+InviteLink(app.ID))
		return
	}
	text := fmt.Sprintf("the bot is in %d", len(servers))
	if len(servers) > serversShown {
		text += fmt.Sprintf("; the first %d were looked at", serversShown)
	}
	f.good(name, text)
	for _, s := range servers[:min(len(servers), serversShown)] {
		checkRole(f, s, app.ID)
	}
}

func checkRole(f *findings, s membership, app string) {
	name := "Discord server " + cleanName(s.Name)
	has, ok := new(big.Int).SetString(s.Permissions, 10)
	if !ok {
		f.bad(name, "Discord does not say what the bot's role may do there", "run this again")
		return
	}
	if has.Bit(bits.TrailingZeros64(discordgo.PermissionAdministrator)) == 1 {
		f.good(name, "the bot's role is Administrator, which is more than it needs: its own six permissions are enough")
		return
	}
	var lacks []string
	for _, needed := range missing(has) {
		lacks = append(lacks, "“"+needed.Name+"” ("+needed.Without+")")
	}
	if len(lacks) == 0 {
		f.good(name, "the bot's role has every permission that it needs; a channel may still take some away")
		return
	}
	f.bad(name, "the bot's role lacks "+strings.Join(lacks, ", "), "open this link and agree once more: "+inviteTo(app, s.ID)+", or give the role these permissions in the server's settings")
}

// memberships are all servers that the bot is in, in the order of their age.
func (p *Platform) memberships(ctx context.Context) ([]membership, error) {
	var all []membership
	after := ""
	for range maxPages {
		var page []membership
		path := fmt.Sprintf("/users/@me/guilds?limit=%d%s", serversAsked, after)
		if err := p.call(ctx, "list the bot's servers", http.MethodGet, path, nil, &page); err != nil {
			return nil, err
		}
		all = append(all, page...)
		if len(page) < serversAsked {
			break
		}
		after = "&after=" + url.QueryEscape(page[len(page)-1].ID)
	}
	return all, nil
}

// cleanName is a name from elsewhere, harmless on a terminal.
func cleanName(name string) string {
	name, _ = chat.Cut(strings.Join(strings.Fields(edge.Clean(name)), " "), 60)
	if name == "" {
		return "without a name"
	}
	return name
}

// code is Discord's own word for a refusal.
func code(err error) string {
	var refused *chat.Refused
	if errors.As(err, &refused) {
		return refused.Code
	}
	return "no answer"
}
