package slack

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"studybot/bot/chat"
	"studybot/bot/chat/edge"
)

// kind is how something reached the bot.
type kind int

const (
	command kind = iota // a slash command
	click               // a button or a menu
	submit              // a sent form
	home                // the member opened the App Home
	direct              // words in the bot's direct conversation
)

// incoming is one thing that a member did, read from a native payload.
type incoming struct {
	kind    kind
	team    string // Slack's own id
	key     string // the same for every delivery of the same thing; may be empty
	event   chat.Event
	from    origin
	trigger string
	inputs  []string // names of a form's inputs
	files   []sentFile
	// refuse, when not empty, is shown to the member instead of calling the handler.
	refuse string
}

// errNotForUs marks a payload that is acknowledged and otherwise ignored: a link
// that was opened, a form that was closed, a message that is not a member's.
var errNotForUs = errors.New("nothing to do")

// errUnreadable marks a payload that is not what Slack sends.
var errUnreadable = errors.New("a payload that can not be read")

// responseLife is how long a response_url is trusted; Slack says 30 minutes.
const responseLife = 29 * time.Minute

// Only our own fields are decoded: the echoed message in an interaction is large
// and reading it would cost half of a click.

type slashPayload struct {
	TeamID      string `json:"team_id"`
	ChannelID   string `json:"channel_id"`
	ChannelName string `json:"channel_name"`
	UserID      string `json:"user_id"`
	Text        string `json:"text"`
	TriggerID   string `json:"trigger_id"`
	ResponseURL string `json:"response_url"`
}

type interaction struct {
	Type        string `json:"type"`
	TriggerID   string `json:"trigger_id"`
	ResponseURL string `json:"response_url"`
	Team        struct {
		ID string `json:"id"`
	} `json:"team"`
	User struct {
		ID     string `json:"id"`
		TeamID string `json:"team_id"`
	} `json:"user"`
	Channel struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"channel"`
	Container struct {
		Type        string `json:"type"`
		MessageTS   string `json:"message_ts"`
		ThreadTS    string `json:"thread_ts"`
		ChannelID   string `json:"channel_id"`
		IsEphemeral bool   `json:"is_ephemeral"`
	} `json:"container"`
	Actions []struct {
		ActionID       string `json:"action_id"`
		Type           string `json:"type"`
		Value          string `json:"value"`
		ActionTS       string `json:"action_ts"`
		SelectedOption struct {
			Value string `json:"value"`
		} `json:"selected_option"`
	} `json:"actions"`
	View struct {
		Type            string `json:"type"`
		CallbackID      string `json:"callback_id"`
		PrivateMetadata string `json:"private_metadata"`
		State           struct {
			Values map[string]map[string]inputState `json:"values"`
		} `json:"state"`
	} `json:"view"`
}

type inputState struct {
	Value                string   `json:"value"`
	SelectedOption       *choice  `json:"selected_option"`
	SelectedOptions      []choice `json:"selected_options"`
	SelectedConversation string   `json:"selected_conversation"`
	SelectedChannel      string   `json:"selected_channel"`
	SelectedUsers        []string `json:"selected_users"`
}

type choice struct {
	Value string `json:"value"`
}

type eventPayload struct {
	Type      string `json:"type"`
	Challenge string `json:"challenge"`
	TeamID    string `json:"team_id"`
	EventID   string `json:"event_id"`
	Event     struct {
		Type        string `json:"type"`
		Subtype     string `json:"subtype"`
		User        string `json:"user"`
		BotID       string `json:"bot_id"`
		Tab         string `json:"tab"`
		Text        string `json:"text"`
		Channel     string `json:"channel"`
		ChannelType string `json:"channel_type"`
		TS          string `json:"ts"`
		EventTS     string `json:"event_ts"`

		Files []sentFile `json:"files"`
	} `json:"event"`
}

// slashFromForm reads the fields of a slash command that came over HTTP.
func slashFromForm(v url.Values) slashPayload {
	return slashPayload{
		TeamID: v.Get("team_id"), ChannelID: v.Get("channel_id"), ChannelName: v.Get("channel_name"), UserID: v.Get("user_id"),
		Text: v.Get("text"), TriggerID: v.Get("trigger_id"), ResponseURL: v.Get("response_url"),
	}
}

// readCommand reads "/study score <@U1|bob>" as the action score with the argument U1.
func readCommand(s slashPayload, now time.Time) (incoming, error) {
	if !isID(s.UserID) || !isID(s.TeamID) || !isID(s.ChannelID) {
		return incoming{}, fmt.Errorf("%w: a command without its sender", errUnreadable)
	}
	in := incoming{kind: command, team: s.TeamID, key: s.TriggerID, trigger: s.TriggerID}
	in.from = origin{Channel: s.ChannelID, Private: s.ChannelName == "directmessage", URL: s.ResponseURL, Until: now.Add(responseLife).Unix()}
	in.event = chat.Event{
		Team: chat.TeamName(platformName, s.TeamID), Channel: s.ChannelID, Private: in.from.Private,
		Member: s.UserID, At: now, Action: edge.Typed(s.Text, mentioned),
	}
	return in, nil
}

// mentioned reads Slack's form of a person, <@U1> or <@U1|bob>, and leaves all else.
func mentioned(word string) string {
	if inner, ok := strings.CutPrefix(word, "<@"); ok {
		if inner, ok = strings.CutSuffix(inner, ">"); ok {
			if id, _, _ := strings.Cut(inner, "|"); isID(id) {
				return id
			}
		}
	}
	return word
}

// readInteraction reads a click or a sent form.
func readInteraction(data []byte, now time.Time) (incoming, error) {
	var p interaction
	if err := json.Unmarshal(withoutEcho(data), &p); err != nil {
		return incoming{}, fmt.Errorf("%w: an interaction", errUnreadable)
	}
	in := incoming{team: p.Team.ID, key: p.TriggerID, trigger: p.TriggerID}
	if p.User.TeamID != "" {
		in.team = p.User.TeamID // a guest from another workspace is a stranger
	}
	if !isID(p.User.ID) || !isID(in.team) {
		return incoming{}, fmt.Errorf("%w: an interaction without its sender", errUnreadable)
	}
	in.event = chat.Event{Team: chat.TeamName(platformName, in.team), Member: p.User.ID, At: now}
	switch p.Type {
	case "block_actions":
		return readClick(in, p, now)
	case "view_submission":
		return readSubmission(in, p)
	}
	return incoming{}, errNotForUs
}

const staleControl = "This button is not one that I know any more. Type /study help to see what I can do."

func readClick(in incoming, p interaction, now time.Time) (incoming, error) {
	in.kind = click
	if len(p.Actions) == 0 {
		return incoming{}, errNotForUs
	}
	a := p.Actions[0]
	in.event.At = instant(a.ActionTS, now)
	channel := p.Channel.ID
	if channel == "" {
		channel = p.Container.ChannelID
	}
	in.from = origin{
		Channel: channel, TS: p.Container.MessageTS, Thread: p.Container.ThreadTS, Ephemeral: p.Container.IsEphemeral,
		Private: p.Channel.Name == "directmessage" || strings.HasPrefix(channel, "D"),
		Home:    p.View.Type == "home", URL: p.ResponseURL, Until: now.Add(responseLife).Unix(),
	}
	in.event.Channel, in.event.Private = in.from.Channel, in.from.Private || in.from.Home
	if in.from.TS != "" {
		in.event.Post = chat.Ref{Team: in.event.Team, Channel: channel, ID: in.from.TS}
	}
	path := a.Value
	switch {
	case strings.HasPrefix(a.ActionID, "l"):
		return incoming{}, errNotForUs // a link: Slack has opened it
	case a.Type == "static_select":
		_, path, _ = strings.Cut(a.ActionID, "|")
		in.event.Values = map[string][]string{"value": {a.SelectedOption.Value}}
	}
	action, err := chat.ParsePath(path)
	if err != nil {
		in.refuse = staleControl
	}
	in.event.Action = action
	return in, nil
}

func readSubmission(in incoming, p interaction) (incoming, error) {
	in.kind = submit
	in.trigger = "" // a form can not answer a form here
	action, err := chat.ParsePath(p.View.CallbackID)
	if err != nil {
		in.refuse = "This form is not one that I know any more, and nothing was saved. Type /study help to see what I can do."
	}
	in.event.Action = action
	if len(p.View.PrivateMetadata) <= maxMetadata {
		if err := json.Unmarshal([]byte(p.View.PrivateMetadata), &in.from); err != nil {
			in.from = origin{Private: true} // the member's own conversation is always right
		}
	}
	in.event.Channel, in.event.Private = in.from.Channel, in.from.Private || in.from.Home
	if in.from.TS != "" {
		in.event.Post = chat.Ref{Team: in.event.Team, Channel: in.from.Channel, ID: in.from.TS}
	}
	in.event.Values = map[string][]string{}
	for name, block := range p.View.State.Values {
		in.inputs = append(in.inputs, name)
		if v := block[inputAction].values(); len(v) > 0 {
			in.event.Values[name] = v
		}
	}
	return in, nil
}

func (s inputState) values() []string {
	var out []string
	for _, v := range []string{s.Value, s.SelectedConversation, s.SelectedChannel} {
		if v != "" {
			out = append(out, v)
		}
	}
	if s.SelectedOption != nil {
		out = append(out, s.SelectedOption.Value)
	}
	for _, o := range s.SelectedOptions {
		out = append(out, o.Value)
	}
	return append(out, s.SelectedUsers...)
}

// readEvent reads an event of the Events API: the App Home was opened, or a
// member wrote to the bot.
func readEvent(data []byte, now time.Time) (incoming, error) {
	var p eventPayload
	if err := json.Unmarshal(data, &p); err != nil {
		return incoming{}, fmt.Errorf("%w: an event", errUnreadable)
	}
	e := p.Event
	if p.Type != "event_callback" {
		return incoming{}, errNotForUs
	}
	in := incoming{team: p.TeamID, key: p.EventID}
	in.event = chat.Event{Team: chat.TeamName(platformName, p.TeamID), Channel: e.Channel, Private: true, Member: e.User}
	switch {
	case e.Type == "app_home_opened" && e.Tab == "home":
		in.kind, in.event.Action = home, chat.Do("home")
		in.event.At = instant(e.EventTS, now)
		in.from = origin{Home: true}
	case e.Type == "message" && e.ChannelType == "im" && e.Subtype == "" && e.BotID == "":
		in.kind, in.event.Action = direct, edge.Typed(e.Text, mentioned)
		in.event.At = instant(e.TS, now)
		in.from = origin{Channel: e.Channel, Private: true}
	case e.Type == "message" && e.ChannelType == "im" && e.Subtype == "file_share" && e.BotID == "" && len(e.Files) > 0:
		in.kind, in.event.Action, in.files = direct, chat.SentFiles(), e.Files
		in.event.At = instant(e.TS, now)
		in.from = origin{Channel: e.Channel, Private: true}
	default:
		return incoming{}, errNotForUs
	}
	if !isID(e.User) || !isID(p.TeamID) {
		return incoming{}, fmt.Errorf("%w: an event without its sender", errUnreadable)
	}
	return in, nil
}

// instant reads Slack's "1700000000.123456" to the millisecond; now when it can
// not be read or lies in the future.
func instant(ts string, now time.Time) time.Time {
	sec, frac, _ := strings.Cut(ts, ".")
	s, err := strconv.ParseInt(sec, 10, 64)
	if err != nil || s <= 0 {
		return now
	}
	ms, err := strconv.ParseInt((frac + "000")[:3], 10, 64)
	if err != nil || ms < 0 {
		ms = 0
	}
	at := time.Unix(s, ms*int64(time.Millisecond))
	if at.After(now.Add(5 * time.Minute)) {
		return now
	}
	return at
}
