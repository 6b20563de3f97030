package discordtest

import (
	"errors"
	"net/http"
	"slices"

	"studybot/bot/chat"
	"studybot/bot/chat/chattest"
)

// scene lets the conformance suite act as people here.
type scene struct {
	s *Server
	p chat.Platform
}

// NewScene is a scene of the default server and channel with Ann and Bob, on a
// platform that is running against s. The commands that the suite types must be
// registered; in the private conversation words are typed when the bot is on the
// gateway, and commands when it is on HTTP, where words do not reach it.
func NewScene(s *Server, p chat.Platform) chattest.Scene { return &scene{s: s, p: p} }

func (sc *scene) Stage() chattest.Stage {
	return chattest.Stage{Platform: sc.p, Team: chat.TeamName("discord", Guild), Channel: Channel, Ann: Ann, Bob: Bob}
}

func (sc *scene) Type(member, text string, direct bool) error {
	if !direct {
		return sc.s.SlashCommand(member, Channel, text)
	}
	sc.s.mu.Lock()
	http := sc.s.base != ""
	sc.s.mu.Unlock()
	if http {
		return sc.s.SlashCommand(member, sc.s.OpenDM(member), text)
	}
	return sc.s.Say(member, text)
}

func (sc *scene) Press(member, label, option string) error {
	all := slices.Concat(sc.s.Messages(Channel), sc.s.Direct(member), sc.s.Private(member))
	for _, t := range sc.s.Threads(Channel) {
		all = append(all, sc.s.Messages(t)...)
	}
	slices.SortFunc(all, func(a, b Message) int { return byAge(a.ID, b.ID) })
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

func (sc *scene) Submit(member string, values map[string][]string) error {
	return sc.s.Submit(member, values)
}

func (sc *scene) Look(member string) chattest.Screen {
	see := func(list []Message) []chattest.Seen {
		var out []chattest.Seen
		for _, m := range list {
			if m.From != Bot || m.Loading {
				continue // people's own words, and "thinking"
			}
			out = append(out, chattest.Seen{ID: m.ID, Text: m.Words(), Alts: m.Alts(), Files: m.FileNames(), Controls: m.Labels(), Pings: m.Pings()})
		}
		return out
	}
	screen := chattest.Screen{Channel: see(sc.s.Messages(Channel)), Private: see(sc.s.Private(member)), Direct: see(sc.s.Direct(member))}
	if f, ok := sc.s.Modal(member); ok {
		screen.Form = &chattest.OpenForm{Title: f.Title, Inputs: f.Inputs()}
	}
	return screen
}

func (sc *scene) Fail(err error) bool {
	f, ok := failureFor(err)
	if !ok {
		return false
	}
	for _, route := range []string{"POST /channels/*/messages", "PATCH /channels/*/messages/*"} {
		sc.s.FailNext(route)
		sc.s.FailNext(route, f)
	}
	return true
}

// failureFor is how Discord says it.
func failureFor(err error) (Failure, bool) {
	var busy *chat.Busy
	if errors.As(err, &busy) {
		return Failure{Status: http.StatusTooManyRequests, RetryAfter: busy.After.Seconds(), Scope: "shared"}, true
	}
	f, ok := map[chat.Reason]Failure{
		chat.NotInChannel: {Status: http.StatusForbidden, Code: 50001, Message: "Missing Access"},
		chat.ChannelGone:  {Status: http.StatusNotFound, Code: 10003, Message: "Unknown Channel"},
		chat.NotAllowed:   {Status: http.StatusForbidden, Code: 50013, Message: "Missing Permissions"},
		chat.Unauthorized: {Status: http.StatusUnauthorized, Message: "401: Unauthorized"},
		chat.MemberClosed: {Status: http.StatusForbidden, Code: 50007, Message: "Cannot send messages to this user"},
		chat.MessageGone:  {Status: http.StatusNotFound, Code: 10008, Message: "Unknown Message"},
		chat.BadMessage:   {Status: http.StatusBadRequest, Code: 50035, Message: "Invalid Form Body"},
	}[chat.RefusedFor(err)]
	return f, ok
}
