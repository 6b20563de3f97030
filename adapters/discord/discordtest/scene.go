package discordtest

import (
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

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
// gateway, and commands when it is on HTTP, where words do not reach it. So it is
// with files there: they are sent, or come with the command import.
func NewScene(s *Server, p chat.Platform) chattest.Scene { return &scene{s: s, p: p} }

var _ chattest.Giver = (*scene)(nil)

// Give sends files to the bot in its direct conversation.
func (sc *scene) Give(member string, files []chat.File) error {
	if sc.overHTTP() {
		return sc.s.SlashFiles(member, sc.s.OpenDM(member), chat.SentFiles().Verb, files)
	}
	return sc.s.Give(member, files)
}

func (sc *scene) overHTTP() bool {
	sc.s.mu.Lock()
	defer sc.s.mu.Unlock()
	return sc.s.base != ""
}

func (sc *scene) Stage() chattest.Stage {
	return chattest.Stage{Platform: sc.p, Team: chat.TeamName("discord", Guild), Channel: Channel, Ann: Ann, Bob: Bob}
}

func (sc *scene) Type(member, text string, direct bool) error {
	if !direct {
		return sc.s.SlashCommand(member, Channel, text)
	}
	if sc.overHTTP() {
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
			out = append(out, chattest.Seen{
				ID: m.ID, Text: dated(m.texts()), Alts: m.Alts(), Files: m.FileNames(), Controls: m.Labels(), Menus: m.menus(), Pings: m.Pings(),
			})
		}
		return out
	}
	public := sc.s.Messages(Channel)
	for _, t := range sc.s.Threads(Channel) {
		public = append(public, sc.s.Messages(t)...)
	}
	slices.SortStableFunc(public, func(a, b Message) int { return byAge(a.ID, b.ID) })
	screen := chattest.Screen{Channel: see(public), Private: see(sc.s.Private(member)), Direct: see(sc.s.Direct(member))}
	if f, ok := sc.s.Modal(member); ok {
		screen.Form = f.open()
	}
	return screen
}

// moment is an instant in a text, or a mark that is escaped.
var moment = regexp.MustCompile(`\\.|<t:(-?\d+)(?::[a-zA-Z])?>`)

// dated are the words of texts, with instants as chattest writes them.
func dated(texts []string) string {
	var parts []string
	for _, text := range texts {
		parts = append(parts, plain(moment.ReplaceAllStringFunc(text, func(s string) string {
			m := moment.FindStringSubmatch(s)
			unix, err := strconv.ParseInt(m[1], 10, 64)
			if m[1] == "" || err != nil {
				return s
			}
			return chattest.Instant(time.Unix(unix, 0))
		})))
	}
	return strings.Join(parts, "\n")
}

// menus are what the message's menus offer, by placeholder.
func (m Message) menus() map[string][]chat.Option {
	out := map[string][]chat.Option{}
	eachComponent(m.Components, func(o object) {
		if kindOf(o) == typeMenu {
			out[str(o["placeholder"])] = optionsOf(o)
		}
	})
	return out
}

func optionsOf(menu object) []chat.Option {
	var out []chat.Option
	for _, o := range objects(menu["options"]) {
		out = append(out, chat.Option{Label: str(o["label"]), Value: str(o["value"]), Hint: str(o["description"])})
	}
	return out
}

// open is the form as the suite sees it.
func (f Form) open() *chattest.OpenForm {
	out := &chattest.OpenForm{Title: f.Title, Inputs: f.Inputs(), Shown: map[string]chat.Input{}}
	var intro []string
	for _, o := range f.Components {
		if kindOf(o) == typeText {
			intro = append(intro, str(o["content"]))
		}
		if c, ok := o["component"].(object); ok {
			name := str(c["custom_id"])
			out.Shown[name] = chat.Input{Label: str(o["label"]), Hint: str(o["description"]), Options: optionsOf(c), Value: f.Shows(name)}
		}
	}
	out.Intro = dated(intro)
	return out
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
