package discord

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"studybot/adapters/discord/markdown"
	"studybot/bot/chat"
	"studybot/bot/chat/edge"
)

// tokenLife is how long an interaction's token is used; Discord says 15 minutes.
const tokenLife = 14 * time.Minute

// response is the first answer to an interaction.
// https://discord.com/developers/docs/interactions/receiving-and-responding#responding-to-an-interaction
type response struct {
	Type discordgo.InteractionResponseType `json:"type"`
	Data any                               `json:"data,omitempty"`
}

// body is a message on its way to Discord.
type body struct {
	Flags       int                          `json:"flags"`
	Components  []discordgo.MessageComponent `json:"components"`
	Mentions    mentions                     `json:"allowed_mentions"`
	Attachments []attachment                 `json:"attachments"` // empty: those of an edited message go
	Nonce       string                       `json:"nonce,omitempty"`
	Enforce     bool                         `json:"enforce_nonce,omitempty"`
	Reference   *reference                   `json:"message_reference,omitempty"`
}

// mentions lists the kinds of names in a text that notify somebody: none.
type mentions struct {
	Parse []string `json:"parse"`
}

type attachment struct {
	ID          int    `json:"id"`
	Filename    string `json:"filename"`
	Description string `json:"description,omitempty"`
}

type reference struct {
	MessageID string `json:"message_id"`
	Must      bool   `json:"fail_if_not_exists"`
}

// bodyOf is the letter as a message that notifies nobody by its text.
func bodyOf(l letter, flags int) body {
	b := body{Flags: flagComponentsV2 | flags, Components: l.components, Mentions: mentions{Parse: []string{}}, Attachments: []attachment{}}
	for i, f := range l.files {
		b.Attachments = append(b.Attachments, attachment{ID: i, Filename: f.name, Description: f.description})
	}
	return b
}

// exchange is the answering of one thing that a member did.
type exchange struct {
	s    *session
	in   incoming
	send func(response) error // gives the first response; nil error when Discord took it

	mu    sync.Mutex
	given discordgo.InteractionResponseType // of the first response
	err   error                             // what became of it

	completed bool // a deferred answer has its message
	posts     int  // to the private conversation
}

// before finds the server of a private conversation, and answers what never
// reaches the bot.
func (x *exchange) before(ctx context.Context, e *chat.Event) *chat.Reply {
	p := x.s.p
	if x.in.guild == "" {
		r := p.findServer(ctx, &x.in)
		if r != nil && x.in.kind == complete {
			return &chat.Reply{} // nothing to choose from yet
		}
		if r != nil {
			return r
		}
	} else {
		p.servers.saw(x.in.event.Member, x.in.guild, p.now())
	}
	if x.in.shown.mark >= leastMark { // so that it stays the post that it is when it is redrawn
		p.marks.put(x.in.shown.id, x.in.shown.mark, p.now())
	}
	*e = x.in.event
	if x.in.again != "" {
		if f, ok := p.forms.get(formOf{e.Member, x.in.again}, p.now()); ok {
			return &chat.Reply{Form: &f.form}
		}
		if x.in.stale {
			r := edge.Sentence("That form has closed for good. Please start again from the message or the command that opened it.")
			return &r
		}
	}
	if x.in.stale {
		text := staleControl
		switch {
		case x.in.chosen:
			text = "Thank you, I will remember that for now. Please type your command once more."
		case x.in.kind == submit:
			text = "This form is not one that I know any more, and nothing was saved. Type /study help to see what I can do."
		}
		r := edge.Sentence(text)
		return &r
	}
	return p.porter.Fetch(ctx, x.in.files, e)
}

// first gives the first response: body is a response, or nil for a bare acknowledgement.
func (x *exchange) first(body any) error {
	r, ok := body.(response)
	if !ok {
		r = x.bare()
	}
	var err error
	if x.in.kind != written {
		err = x.send(r)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.given, x.err = r.Type, err
	if codeIn(err) == discordgo.ErrCodeInteractionHasAlreadyBeenAcknowledged {
		return edge.ErrAnswered
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		x.s.p.log.Warn("a first response was not taken", "verb", x.in.event.Action.Verb, "error", err)
	}
	return nil
}

// acknowledged is the kind of the first response, 0 when Discord did not take it.
func (x *exchange) acknowledged() discordgo.InteractionResponseType {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.err != nil {
		return 0
	}
	return x.given
}

// waiting says that Discord shows the member that the bot is thinking.
func (x *exchange) waiting() bool {
	return x.in.kind != written && !x.completed && x.acknowledged() == discordgo.InteractionResponseDeferredChannelMessageWithSource
}

// bare says that an answer will follow, or that none is needed.
func (x *exchange) bare() response {
	switch {
	case x.in.kind == complete:
		return response{Type: discordgo.InteractionApplicationCommandAutocompleteResult, Data: choicesOf(nil)}
	case x.in.kind == click, x.in.kind == submit && x.in.shown.id != "":
		return response{Type: discordgo.InteractionResponseDeferredMessageUpdate}
	}
	return response{Type: discordgo.InteractionResponseDeferredChannelMessageWithSource, Data: map[string]int{"flags": x.flags()}}
}

// flags make an answer visible to the member alone. In the bot's own private
// conversation it stays: nobody else is there.
func (x *exchange) flags() int {
	if x.in.private {
		return 0
	}
	return flagEphemeral
}

// deliver gives the reply: in the first response where it fits, else after it.
func (x *exchange) deliver(ctx context.Context, r chat.Reply, first *edge.First) {
	switch {
	case x.in.kind == complete:
		first.With(response{Type: discordgo.InteractionApplicationCommandAutocompleteResult, Data: choicesOf(r.Choices)})
	case r.Invalid != nil:
		x.show(ctx, x.rejected(r.Invalid), false, first)
	case r.Form != nil:
		x.open(ctx, *r.Form, first)
	case r.Private != nil, r.Update != nil:
		if r.Direct != nil {
			defer func() { x.direct(ctx, *r.Direct, first) }() // after the words that announce it
		}
		m, update := r.Private, false
		if m == nil {
			m, update = r.Update, x.in.shown.id != ""
		}
		x.show(ctx, *m, update, first)
	case r.Direct != nil:
		x.direct(ctx, *r.Direct, first)
	default:
		first.With(nil)
		if x.waiting() {
			x.takeBack(ctx)
		}
	}
}

func (x *exchange) log(what string, err error) {
	if err != nil {
		x.s.p.log.Warn(what, "verb", x.in.event.Action.Verb, "error", err)
	}
}

// show brings a message to the member alone, or in the place of the message whose
// control was used when update is set. It tries the nearest way first.
func (x *exchange) show(ctx context.Context, m chat.Message, update bool, first *edge.First) {
	var f frame
	if x.in.private { // elsewhere the reader is in that server
		f = x.about(ctx)
	}
	if update && x.in.shown.mark >= leastMark {
		f.mark = x.in.shown.mark // it stays the post that it is
	}
	l := draw(m, f)
	if len(l.files) == 0 && x.in.kind != written {
		r := response{Type: discordgo.InteractionResponseChannelMessageWithSource, Data: bodyOf(l, x.flags())}
		if update {
			r = response{Type: discordgo.InteractionResponseUpdateMessage, Data: bodyOf(l, 0)}
		}
		if first.With(r) && x.acknowledged() != 0 {
			return
		}
	}
	first.With(nil)
	errs := []error{errors.New("no way is left")}
	for _, way := range x.ways(m, l, update) {
		err := way(ctx)
		if err == nil {
			if len(errs) > 1 && x.waiting() {
				x.takeBack(ctx) // best effort: the answer went elsewhere
			}
			return
		}
		errs = append(errs, err)
		if ctx.Err() != nil {
			break
		}
	}
	x.log("an answer was not shown", errors.Join(errs...))
}

// about names the server in what is sent to the private conversation.
func (x *exchange) about(ctx context.Context) frame {
	if x.in.guild == "" {
		return frame{}
	}
	return frame{from: x.s.p.server(ctx, x.in.guild)}
}

type way func(ctx context.Context) error

// ways are how an answer may follow the first response.
func (x *exchange) ways(m chat.Message, l letter, update bool) []way {
	p, in := x.s.p, x.in
	var ways []way
	if given := x.acknowledged(); given != 0 && in.kind != written && p.now().Sub(in.event.At) < tokenLife {
		switch {
		case x.waiting():
			ways = append(ways, func(ctx context.Context) error {
				err := x.webhook(ctx, "complete an answer", http.MethodPatch, x.original(), bodyOf(l, 0), l.files)
				x.completed = x.completed || err == nil
				return err
			})
		case update && given == discordgo.InteractionResponseDeferredMessageUpdate:
			ways = append(ways, func(ctx context.Context) error {
				return x.webhook(ctx, "replace a message", http.MethodPatch, x.original(), bodyOf(l, 0), l.files)
			})
		default:
			ways = append(ways, func(ctx context.Context) error {
				return x.webhook(ctx, "follow up", http.MethodPost, x.followUps(), bodyOf(l, x.flags()), l.files)
			})
		}
	}
	if update && !in.shown.ephemeral {
		return append(ways, func(ctx context.Context) error { return p.Edit(ctx, in.event.Post, m) })
	}
	return append(ways, func(ctx context.Context) error { return x.toMember(ctx, m) })
}

// toMember posts to the member's private conversation. The nonce tells Discord that
// it is the same message when it is sent once more, be it by another replica that
// read the same words.
func (x *exchange) toMember(ctx context.Context, m chat.Message) error {
	p, channel := x.s.p, x.in.channel
	if !x.in.private {
		var err error
		if channel, err = p.conversation(ctx, x.in.event.Member); err != nil {
			return err
		}
	}
	x.posts++
	l := draw(m, x.about(ctx))
	b := bodyOf(l, 0)
	b.Nonce, b.Enforce = "a"+x.in.id+"-"+strconv.Itoa(x.posts), true
	return persist(ctx, true, func() error {
		_, err := p.post(ctx, channel, b, l.files)
		return err
	})
}

// webhook calls by the interaction's token. A follow-up can not be sent once more
// when its answer was lost: it would be seen twice. Over HTTP it can overtake the
// first response, which is on its way on another connection: for a moment Discord
// knows of nothing to follow.
func (x *exchange) webhook(ctx context.Context, doing, method, path string, b any, files []upload) error {
	for wait := 50 * time.Millisecond; ; wait *= 2 {
		err := persist(ctx, method != http.MethodPost, func() error { return x.s.p.callToken(ctx, doing, method, path, b, files) })
		if codeIn(err) != discordgo.ErrCodeUnknownWebhook || wait > callbackWithin/2 || !edge.Sleep(ctx, wait) {
			return err
		}
	}
}

// takeBack removes an answer that was promised and has nothing to say.
func (x *exchange) takeBack(ctx context.Context) {
	x.log("an empty answer was not taken back", x.webhook(ctx, "take back an empty answer", http.MethodDelete, x.original(), nil, nil))
}

func (x *exchange) followUps() string {
	return "/webhooks/" + x.in.app + "/" + x.in.token
}

func (x *exchange) original() string {
	return "/webhooks/" + x.in.app + "/" + x.in.token + "/messages/@original"
}

// How long the first response may take over the gateway. Discord voids the token
// 3 s after the act; an answer that does not come is asked for again before.
const (
	callbackWithin = 3 * time.Second
	callbackEach   = 1200 * time.Millisecond
	callbackTries  = 4
)

// callback gives the first response to an interaction that came over the gateway.
// When the answer to it was lost, it is given again, and that it was given before is
// then the good answer.
func (p *Platform) callback(ctx context.Context, in incoming, r response) error {
	ctx, cancel := context.WithTimeout(ctx, callbackWithin)
	defer cancel()
	give := func() error {
		ctx, cancel := context.WithTimeout(ctx, callbackEach)
		defer cancel()
		return p.callToken(ctx, "give the first response", http.MethodPost, "/interactions/"+in.id+"/"+in.token+"/callback", r, nil)
	}
	err := give()
	for n := 1; n < callbackTries && lost(err) && ctx.Err() == nil; n++ {
		if err = give(); codeIn(err) == discordgo.ErrCodeInteractionHasAlreadyBeenAcknowledged {
			return nil
		}
	}
	return err
}

// direct sends a message with its files to the member's private conversation, where
// an act in that very conversation is answered by it.
func (x *exchange) direct(ctx context.Context, m chat.Message, first *edge.First) {
	if x.in.private {
		x.show(ctx, m, false, first)
		return
	}
	first.With(nil)
	err := x.toMember(ctx, m)
	if err == nil {
		if x.waiting() {
			x.show(ctx, chat.Message{Body: []chat.Block{{Text: "It is in our private conversation."}}}, false, first)
		}
		return
	}
	x.log("a direct message was not sent", err)
	text := "I could not send you a direct message just now. Please try again in a minute."
	if chat.RefusedFor(err) == chat.MemberClosed {
		text = "I may not send you direct messages. Please allow them from members of this server (Privacy Settings of the server), then try again."
	}
	x.show(ctx, *edge.Sentence(text).Private, false, first)
}

// choicesOf are the suggestions of a completion.
func choicesOf(list []chat.Option) map[string]any {
	out := []map[string]string{}
	for _, o := range list[:min(len(list), chat.MaxOptions)] {
		out = append(out, map[string]string{"name": markdown.Line(o.Label, maxOption), "value": o.Value})
	}
	return map[string]any{"choices": out}
}
