package slack

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"studybot/bot/chat"
	"studybot/bot/chat/edge"
)

// view draws a form as a modal. from travels with it, so that what is sent comes
// back to where the form was opened.
func view(f chat.Form, from origin) slack.ModalViewRequest {
	v := slack.ModalViewRequest{
		Type:            slack.VTModal,
		Title:           plain(f.Title, maxModalTitle),
		Submit:          plain(f.Submit, maxModalTitle),
		Close:           plain("Cancel", maxModalTitle),
		CallbackID:      f.Action.Path(),
		PrivateMetadata: from.pack(),
	}
	for _, b := range f.Intro {
		v.Blocks.BlockSet = append(v.Blocks.BlockSet, rich(body(b)))
	}
	for _, in := range f.Inputs {
		block := &slack.InputBlock{
			Type: slack.MBTInput, BlockID: in.Name, Label: plain(in.Label, maxLabel),
			Element: input(in), Optional: in.Optional,
		}
		if in.Hint != "" {
			block.Hint = plain(in.Hint, maxLabel)
		}
		v.Blocks.BlockSet = append(v.Blocks.BlockSet, block)
	}
	return v
}

func input(in chat.Input) slack.BlockElement {
	chosen := func() []*slack.OptionBlockObject {
		var out []*slack.OptionBlockObject
		for _, o := range in.Options {
			if slices.Contains(in.Value, o.Value) {
				out = append(out, option(o))
			}
		}
		return out
	}()
	var first *slack.OptionBlockObject
	if len(chosen) > 0 {
		first = chosen[0]
	}
	switch in.Kind {
	case chat.Choice:
		if len(in.Options) <= maxRadio {
			return &slack.RadioButtonsBlockElement{Type: slack.METRadioButtons, ActionID: inputAction, Options: options(in.Options), InitialOption: first}
		}
		return &slack.SelectBlockElement{Type: slack.OptTypeStatic, ActionID: inputAction, Options: options(in.Options), InitialOption: first}
	case chat.Choices:
		if len(in.Options) <= maxRadio {
			return &slack.CheckboxGroupsBlockElement{Type: slack.METCheckboxGroups, ActionID: inputAction, Options: options(in.Options), InitialOptions: chosen}
		}
		return &slack.MultiSelectBlockElement{Type: slack.MultiOptTypeStatic, ActionID: inputAction, Options: options(in.Options), InitialOptions: chosen}
	case chat.ChannelInput:
		e := &slack.SelectBlockElement{
			Type: slack.OptTypeConversations, ActionID: inputAction,
			Filter: &slack.SelectBlockElementFilter{Include: []string{"public", "private"}},
		}
		if ids := known(in.Value); len(ids) > 0 {
			e.InitialConversation = ids[0]
		}
		return e
	case chat.MembersInput:
		return &slack.MultiSelectBlockElement{Type: slack.MultiOptTypeUser, ActionID: inputAction, InitialUsers: known(in.Value)}
	default:
		limit := in.MaxLength
		if limit == 0 {
			limit = chat.MaxInputText
		}
		e := &slack.PlainTextInputBlockElement{Type: slack.METPlainTextInput, ActionID: inputAction, Multiline: in.Kind == chat.Text, MaxLength: limit}
		if len(in.Value) > 0 && strings.TrimSpace(edge.Clean(in.Value[0])) != "" {
			e.InitialValue = fit(in.Value[0], limit)
		}
		return e
	}
}

// isID accepts what Slack's ids look like: 2 to 32 capitals and digits, a capital first.
func isID(s string) bool {
	if len(s) < 2 || len(s) > 32 || s[0] < 'A' || s[0] > 'Z' {
		return false
	}
	return strings.IndexFunc(s, func(r rune) bool { return (r < 'A' || r > 'Z') && (r < '0' || r > '9') }) < 0
}

// known keeps what has the form of a Slack id: a wrong one would spoil the whole form.
func known(ids []string) []string {
	var out []string
	for _, id := range ids {
		if isID(id) && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// origin is where an answer belongs. It travels in a form's private_metadata,
// which only this app can read.
type origin struct {
	Channel   string `json:"c,omitempty"`
	TS        string `json:"t,omitempty"` // of the message that carried the control
	Thread    string `json:"h,omitempty"`
	Ephemeral bool   `json:"e,omitempty"` // that message is seen by the member alone
	Private   bool   `json:"p,omitempty"` // in a direct conversation
	Home      bool   `json:"o,omitempty"` // on the member's App Home
	URL       string `json:"u,omitempty"` // response_url, used at most five times
	Until     int64  `json:"x,omitempty"` // Unix second at which URL ends
}

func (o origin) pack() string {
	data, _ := json.Marshal(o) // strings, numbers and truth values always can
	if len(data) > maxMetadata {
		o.URL = ""
		data, _ = json.Marshal(o)
	}
	return string(data)
}
