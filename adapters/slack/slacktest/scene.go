package slacktest

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"studybot/bot/chat"
	"studybot/bot/chat/chattest"
)

// Ann and Bob are the members that a scene names.
const (
	Ann = "U0ANN"
	Bob = "U0BOB"
)

// Scene lets a suite act as people on the stand-in.
type Scene struct {
	s *Server
	p chat.Platform
}

var (
	_ chattest.Homed = (*Scene)(nil)
	_ chattest.Giver = (*Scene)(nil)
)

// NewScene is the stand-in's first channel as a stage. p is the platform that the
// suite sends with; nil when the bot runs elsewhere.
func NewScene(s *Server, p chat.Platform) chattest.Scene { return &Scene{s: s, p: p} }

// Stage names the parts.
func (sc *Scene) Stage() chattest.Stage {
	return chattest.Stage{
		Platform: sc.p, Team: chat.TeamName("slack", sc.s.opt.Team), Channel: sc.s.opt.Channels[0], Ann: Ann, Bob: Bob,
	}
}

// Type sends a slash command, or writes to the bot in its direct conversation.
func (sc *Scene) Type(member, text string, direct bool) error {
	if direct {
		return sc.s.Say(member, text)
	}
	return sc.s.SlashCommand(member, sc.s.opt.Channels[0], text)
}

// Give sends files to the bot in its direct conversation.
func (sc *Scene) Give(member string, files []chat.File) error { return sc.s.Give(member, files) }

// Press uses the control on the newest message that has it.
func (sc *Scene) Press(member, label, option string) error {
	all := slices.Concat(sc.s.Messages(sc.s.opt.Channels[0]), sc.s.Direct(member), sc.s.Private(member))
	slices.SortStableFunc(all, func(a, b Message) int { return later(a.TS, b.TS) })
	for _, m := range slices.Backward(all) {
		if !slices.Contains(m.Labels(), label) {
			continue
		}
		if option != "" {
			return sc.s.Choose(member, m, label, option)
		}
		return sc.s.Click(member, m, label)
	}
	return errors.New("no message has the control " + label)
}

func later(a, b string) int {
	x, _ := strconv.ParseFloat(a, 64)
	y, _ := strconv.ParseFloat(b, 64)
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

// Submit sends the member's open form.
func (sc *Scene) Submit(member string, values map[string][]string) error {
	return sc.s.Submit(member, values)
}

// OpenHome opens the member's App Home.
func (sc *Scene) OpenHome(member string) error { return sc.s.OpenHome(member) }

// Look is what the member sees now.
func (sc *Scene) Look(member string) chattest.Screen {
	see := func(list []Message) []chattest.Seen {
		var out []chattest.Seen
		for _, m := range list {
			if m.From != sc.s.opt.BotUser {
				continue // the member's own words
			}
			out = append(out, chattest.Seen{
				ID: m.TS, Text: m.Words(), Alts: m.Alts(), Files: m.FileNames(), Controls: m.Labels(), Menus: menus(m.Blocks), Pings: m.Pings(),
			})
		}
		return out
	}
	screen := chattest.Screen{
		Channel: see(sc.s.Messages(sc.s.opt.Channels[0])), Private: see(sc.s.Private(member)), Direct: see(sc.s.Direct(member)),
	}
	if v, ok := sc.s.Modal(member); ok {
		screen.Form = &chattest.OpenForm{Title: v.Title, Intro: shown(introOf(v.Blocks)), Inputs: v.Inputs(), Shown: shownInputs(v.Blocks), Errors: v.Errors}
	}
	if v, ok := sc.s.Home(member); ok {
		screen.Home = &chattest.Seen{ID: v.ID, Text: v.Words(), Controls: v.Labels(), Menus: menus(v.Blocks)}
	}
	return screen
}

// Fail makes Slack refuse the next post or edit.
func (sc *Scene) Fail(err error) bool {
	f := Failure{}
	var busy *chat.Busy
	if errors.As(err, &busy) {
		f.Status, f.RetryAfter, f.Code = http.StatusTooManyRequests, strconv.Itoa(int(busy.After.Seconds())), "ratelimited"
	} else {
		code, ok := map[chat.Reason]string{
			chat.NotInChannel: "not_in_channel", chat.ChannelGone: "is_archived", chat.NotAllowed: "restricted_action",
			chat.Unauthorized: "token_revoked", chat.MessageGone: "message_not_found",
		}[chat.RefusedFor(err)]
		if !ok {
			return false
		}
		f.Code = code
	}
	for _, method := range []string{"chat.postMessage", "chat.update"} {
		sc.s.FailNext(method)
		sc.s.FailNext(method, f)
	}
	return true
}

// menus are what the menus among the blocks offer, by placeholder.
func menus(blocks []map[string]any) map[string][]chat.Option {
	out := map[string][]chat.Option{}
	for _, b := range blocks {
		list, _ := b["elements"].([]any)
		for _, x := range list {
			if e, _ := x.(object); b["type"] == "actions" && e["type"] == "static_select" {
				out[words(e["placeholder"])] = optionsOf(e)
			}
		}
	}
	return out
}

func optionsOf(element object) []chat.Option {
	var out []chat.Option
	list, _ := element["options"].([]any)
	for _, x := range list {
		o, _ := x.(object)
		value, _ := o["value"].(string)
		out = append(out, chat.Option{Label: words(o["text"]), Value: value, Hint: words(o["description"])})
	}
	return out
}

// introOf are the blocks of a form that ask nothing.
func introOf(blocks []map[string]any) []map[string]any {
	return slices.DeleteFunc(slices.Clone(blocks), func(b map[string]any) bool { return b["type"] == "input" })
}

// shownInputs is what a form's inputs show at first, by block id.
func shownInputs(blocks []map[string]any) map[string]chat.Input {
	out := map[string]chat.Input{}
	for _, b := range blocks {
		if b["type"] != "input" {
			continue
		}
		name, _ := b["block_id"].(string)
		e, _ := b["element"].(object)
		in := chat.Input{Label: words(b["label"]), Hint: words(b["hint"]), Options: optionsOf(e)}
		add := func(x any) {
			switch v := x.(type) {
			case string:
				in.Value = append(in.Value, v)
			case object:
				value, _ := v["value"].(string)
				in.Value = append(in.Value, value)
			}
		}
		for _, key := range []string{"initial_value", "initial_option", "initial_conversation"} {
			add(e[key])
		}
		for _, key := range []string{"initial_options", "initial_users"} {
			list, _ := e[key].([]any)
			for _, x := range list {
				add(x)
			}
		}
		out[name] = in
	}
	return out
}
