package discord

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"studybot/adapters/discord/commands"
	"studybot/bot/chat"
	"studybot/bot/chat/edge"
)

// kind is how something reached the bot.
type kind int

const (
	command  kind = iota // a slash command
	click                // a button or a menu
	submit               // a sent form
	complete             // somebody types an argument
	written              // words in the bot's direct conversation
)

// incoming is one thing that a member did, read from a native payload.
type incoming struct {
	kind  kind
	id    string // the same for every delivery of the same thing
	app   string
	token string // answers go to it; empty for words
	guild string // the server; empty in a private conversation until it is known
	event chat.Event
	// channel is where it happened, as Discord calls it: a thread, not its parent.
	channel string
	private bool
	// shown is the message that carried the control or opened the form.
	shown  shown
	form   string   // the custom_id of a sent form
	again  string   // the mark of a form that is wanted again
	stale  bool     // the control is not one that this version knows
	chosen bool     // which server was meant was asked, and this is the answer
	texts  []string // the sent form's inputs of text, in their order
	files  []edge.Attachment
	claim  bool // another replica may have it too
}

// shown is what is known of a message that came back with a click.
type shown struct {
	id        string
	ephemeral bool // seen by the member alone
	mark      int  // the container's id
}

// errNotForUs marks a payload that is ignored.
var errNotForUs = errors.New("nothing to do")

// errUnreadable marks a payload that is not what Discord sends.
var errUnreadable = errors.New("a payload that can not be read")

// Bits of a message's flags and kinds of interactions and components.
const (
	flagEphemeral    = 1 << 6
	flagComponentsV2 = 1 << 15
)

// Only our own fields are decoded, and by ourselves: the SDK gives up on a
// component that it does not know.

type interaction struct {
	ID            string `json:"id"`
	ApplicationID string `json:"application_id"`
	Type          int    `json:"type"`
	Token         string `json:"token"`
	GuildID       string `json:"guild_id"`
	Channel       struct {
		ID       string `json:"id"`
		Type     int    `json:"type"`
		ParentID string `json:"parent_id"`
	} `json:"channel"`
	ChannelID string `json:"channel_id"`
	Member    *struct {
		User        person `json:"user"`
		Permissions string `json:"permissions"`
	} `json:"member"`
	User    *person `json:"user"`
	Own     string  `json:"app_permissions"` // the bot's, in the channel
	Message *struct {
		ID         string      `json:"id"`
		Flags      int         `json:"flags"`
		Components []component `json:"components"`
	} `json:"message"`
	Data struct {
		Name     string   `json:"name"`
		Options  []option `json:"options"`
		Resolved struct {
			Attachments map[string]sentFile `json:"attachments"`
		} `json:"resolved"`
		CustomID   string      `json:"custom_id"`
		Type       int         `json:"component_type"`
		Values     []string    `json:"values"`
		Components []component `json:"components"`
	} `json:"data"`
}

type person struct {
	ID  string `json:"id"`
	Bot bool   `json:"bot"`
}

type option struct {
	Name    string          `json:"name"`
	Type    int             `json:"type"`
	Value   json.RawMessage `json:"value"`
	Focused bool            `json:"focused"`
	Options []option        `json:"options"`
}

// text is the option's value in words, whatever JSON calls it.
func (o option) text() string {
	var s string
	if json.Unmarshal(o.Value, &s) == nil {
		return s
	}
	return string(o.Value)
}

// component is as much of a component as is ever wanted.
type component struct {
	Type       int         `json:"type"`
	ID         int         `json:"id"`
	CustomID   string      `json:"custom_id"`
	Content    string      `json:"content"`
	Value      string      `json:"value"`
	Values     []string    `json:"values"`
	Component  *component  `json:"component"`
	Components []component `json:"components"`
}

// readInteraction reads a command, a click, a sent form or a wish for completion.
func (p *Platform) readInteraction(data []byte, now time.Time) (incoming, error) {
	var i interaction
	if err := json.Unmarshal(data, &i); err != nil {
		return incoming{}, fmt.Errorf("%w: an interaction", errUnreadable)
	}
	in := incoming{id: i.ID, app: i.ApplicationID, token: i.Token, guild: i.GuildID}
	switch {
	case i.Member != nil:
		in.event.Member = i.Member.User.ID
		bits, _ := strconv.ParseInt(i.Member.Permissions, 10, 64) // what can not be read grants nothing
		in.event.Admin = bits&(discordgo.PermissionAdministrator|discordgo.PermissionManageGuild) != 0
	case i.User != nil:
		in.event.Member = i.User.ID
	}
	if in.event.FileWays = chat.FilesWithCommand; p.settings.Gateway() {
		in.event.FileWays = chat.FilesBothWays
	}
	in.channel = i.ChannelID
	if in.channel == "" {
		in.channel = i.Channel.ID
	}
	if !isID(i.ID) || !isID(in.event.Member) || !isID(in.channel) || !isToken(i.Token) || !isID(i.ApplicationID) || i.GuildID != "" && !isID(i.GuildID) {
		return incoming{}, fmt.Errorf("%w: an interaction without its sender", errUnreadable)
	}
	if in.private = i.GuildID == ""; !in.private {
		in.event.Lacks = lacks(i.Own)
	}
	in.event.At, in.event.Private = instant(i.ID, now), in.private
	in.event.Channel = in.channel
	if isThread(i.Channel.Type) && isID(i.Channel.ParentID) {
		in.event.Channel = i.Channel.ParentID
	}
	if m := i.Message; m != nil && isID(m.ID) {
		in.shown = shown{id: m.ID, ephemeral: m.Flags&flagEphemeral != 0}
		if len(m.Components) > 0 {
			in.shown.mark = m.Components[0].ID
			if in.private {
				in.guild = serverIn(m.Components[0])
			}
		}
		in.event.Post = chat.Ref{Channel: in.channel, ID: refID(m.ID, in.private)}
	}
	in.settle()
	switch discordgo.InteractionType(i.Type) {
	case discordgo.InteractionApplicationCommand, discordgo.InteractionApplicationCommandAutocomplete:
		return p.readCommand(in, i)
	case discordgo.InteractionMessageComponent:
		return readClick(in, i), nil
	case discordgo.InteractionModalSubmit:
		return readSubmission(in, i), nil
	}
	return incoming{}, errNotForUs
}

// settle writes the server, once it is known, into what goes to the bot.
func (in *incoming) settle() {
	if in.guild == "" {
		return
	}
	in.event.Team = chat.TeamName(platformName, in.guild)
	if in.event.Post.ID != "" {
		in.event.Post.Team = in.event.Team
	}
}

// readCommand reads "/study topics topic:29" as the action topics with the
// argument 29, and somebody's typing as a wish for completion.
func (p *Platform) readCommand(in incoming, i interaction) (incoming, error) {
	in.kind, in.event.Action = command, chat.Do("help")
	typing := discordgo.InteractionType(i.Type) == discordgo.InteractionApplicationCommandAutocomplete
	if typing {
		in.kind = complete
	}
	if len(i.Data.Options) == 0 {
		return in, nil
	}
	sub := i.Data.Options[0]
	in.event.Action = chat.Do("unknown") // no flow has this name, so the member is told what there is
	at := slices.IndexFunc(p.commands, func(c chat.Command) bool { return c.Name == sub.Name })
	if at < 0 {
		return in, nil
	}
	in.event.Action = chat.Do(sub.Name)
	for _, o := range sub.Options {
		if typing && o.Focused {
			in.event.Action = chat.Complete(sub.Name, o.Name, edge.Clean(o.text()))
			return in, nil
		}
	}
	for _, arg := range p.commands[at].Args {
		if arg.Kind == chat.FilesArg {
			in.attach(sub.Options, commands.Names(arg), i.Data.Resolved.Attachments)
			continue
		}
		value := ""
		if k := slices.IndexFunc(sub.Options, func(o option) bool { return o.Name == arg.Name }); k >= 0 {
			value = edge.Bounded(strings.Join(strings.Fields(strings.ToValidUTF8(sub.Options[k].text(), "\uFFFD")), " "))
		}
		in.event.Action.Args = append(in.event.Action.Args, value)
	}
	for n := len(in.event.Action.Args); n > 0 && in.event.Action.Args[n-1] == ""; n-- {
		in.event.Action.Args = in.event.Action.Args[:n-1]
	}
	return in, nil
}

const staleControl = "This button is not one that I know any more. Type /study help to see what I can do."

// readClick reads a button or a menu. Two verbs are the adapter's own: againVerb
// wants a form again, serverVerb says which server words or a command in the
// private conversation are about; the action that it was about follows.
func readClick(in incoming, i interaction) incoming {
	in.kind = click
	action, err := chat.ParsePath(i.Data.CustomID)
	switch {
	case err == nil && action.Verb == againVerb:
		in.again = action.Arg(0)
		action = inner(action)
	case err == nil && action.Verb == serverVerb && in.private && isID(action.Arg(0)):
		in.guild, in.chosen = action.Arg(0), true
		in.settle()
		action = inner(action)
	}
	in.event.Action, in.stale = action, err != nil || action.Check() != nil
	if discordgo.ComponentType(i.Data.Type) != discordgo.ButtonComponent {
		in.event.Values = map[string][]string{"value": i.Data.Values}
	}
	return in
}

// The adapter's own verbs; the bot never sees them.
const (
	againVerb  = "form-again" // mark, then the action that opened the form
	serverVerb = "in-server"  // server, then the action
)

// about is the adapter's own action on another, without that one where there is
// no room for it.
func about(verb, arg string, a chat.Action) chat.Action {
	whole := chat.Do(verb, append([]string{arg, a.Verb}, a.Args...)...)
	if a.Verb == "" || whole.Check() != nil {
		return chat.Do(verb, arg)
	}
	return whole
}

// inner undoes about.
func inner(a chat.Action) chat.Action {
	if len(a.Args) < 2 {
		return chat.Action{}
	}
	return chat.Do(a.Args[1], a.Args[2:]...)
}

func readSubmission(in incoming, i interaction) incoming {
	in.kind, in.form = submit, i.Data.CustomID
	action, err := chat.ParsePath(i.Data.CustomID)
	in.stale, in.event.Action = err != nil, action
	in.event.Values = map[string][]string{}
	for _, c := range i.Data.Components {
		fields := c.Components // of a row, as older forms have it
		if c.Component != nil {
			fields = append(fields, *c.Component)
		}
		for _, f := range fields {
			values := f.Values
			if f.Value != "" {
				in.texts = append(in.texts, f.CustomID)
				values = append(values, f.Value)
			}
			if f.CustomID != "" && len(values) > 0 {
				in.event.Values[f.CustomID] = values
			}
		}
	}
	return in
}

// isToken accepts what may stand in a path.
func isToken(s string) bool {
	return s != "" && len(s) < 1000 && strings.IndexFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("-_.=:", r)
	}) < 0 && s != "." && s != ".."
}

// epoch is the first millisecond of Discord's ids.
// https://discord.com/developers/docs/reference#snowflakes
const epoch = 1420070400000

// instant is when the id was made, to the millisecond; now when that lies in the future.
func instant(id string, now time.Time) time.Time {
	n, err := strconv.ParseUint(id, 10, 64)
	if err != nil {
		return now
	}
	at := time.UnixMilli(int64(n>>22) + epoch)
	if at.After(now.Add(5 * time.Minute)) {
		return now
	}
	return at
}

// snowflake is the smallest id of that instant.
func snowflake(at time.Time) string {
	return strconv.FormatUint(uint64(max(at.UnixMilli()-epoch, 0))<<22, 10)
}

// privateRef marks the Ref.ID of a message in a private conversation, which needs
// its last line when it is drawn anew.
const privateRef = "private:"

func refID(message string, private bool) string {
	if private {
		return privateRef + message
	}
	return message
}
