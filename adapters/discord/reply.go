package discord

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

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
	} else if !x.in.private {
		p.servers.saw(x.in.event.Member, x.in.guild, p.now())
	}
	*e = x.in.event
	if x.in.again != "" {
		if f, ok := p.forms.get(formOf{e.Member, x.in.again}); ok {
			return &chat.Reply{Form: &f.form}
		}
		if x.in.stale {
			r := edge.Sentence("That form has closed for good. Please start again from the message or the command that opened it.")
			return &r
		}
	}
	if x.in.stale {
		text := staleControl
		if x.in.kind == submit {
			text = "This form is not one that I know any more, and nothing was saved. Type /study help to see what I can do."
		}
		r := edge.Sentence(text)
		return &r
	}
	return nil
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
		if x.acknowledged() == discordgo.InteractionResponseDeferredChannelMessageWithSource {
			x.log("an empty answer was not taken back", x.s.p.callToken(ctx, "take back an empty answer", http.MethodDelete, x.original(), nil, nil))
		}
	}
}

func (x *exchange) log(what string, err error) {
	if err != nil {
		x.s.p.log.Warn(what, "verb", x.in.event.Action.Verb, "error", err)
	}
}

// draw draws a message for where the answer goes.
func (x *exchange) draw(ctx context.Context, m chat.Message, update bool) letter {
	var f frame
	if update {
		f.mark = x.in.shown.mark // it stays the post that it is
	}
	if x.in.private && x.in.guild != "" {
		f.from = x.s.p.server(ctx, x.in.guild)
	}
	return draw(m, f)
}

// show brings a message to the member alone, or in the place of the message whose
// control was used when update is set. It tries the nearest way first.
func (x *exchange) show(ctx context.Context, m chat.Message, update bool, first *edge.First) {
	l := x.draw(ctx, m, update)
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
			return
		}
		errs = append(errs, err)
		if ctx.Err() != nil {
			break
		}
	}
	x.log("an answer was not shown", errors.Join(errs...))
}

type way func(ctx context.Context) error

// ways are how an answer may follow the first response.
func (x *exchange) ways(m chat.Message, l letter, update bool) []way {
	p, in := x.s.p, x.in
	var ways []way
	if in.kind != written && p.now().Sub(in.event.At) < tokenLife {
		switch x.acknowledged() {
		case discordgo.InteractionResponseDeferredChannelMessageWithSource:
			ways = append(ways, x.webhook("complete an answer", http.MethodPatch, x.original(), bodyOf(l, 0), l.files))
		case discordgo.InteractionResponseDeferredMessageUpdate:
			if update {
				ways = append(ways, x.webhook("replace a message", http.MethodPatch, x.original(), bodyOf(l, 0), l.files))
			} else {
				ways = append(ways, x.webhook("follow up", http.MethodPost, x.followUps(), bodyOf(l, x.flags()), l.files))
			}
		}
	}
	if update && !in.shown.ephemeral {
		return append(ways, func(ctx context.Context) error { return p.Edit(ctx, in.event.Post, m) })
	}
	return append(ways, func(ctx context.Context) error {
		b := bodyOf(l, 0)
		if in.kind == written { // two replicas that read the same words answer once
			b.Nonce, b.Enforce = "w"+in.id, true
		}
		channel, err := p.conversation(ctx, in.event.Member)
		if err == nil {
			_, err = p.post(ctx, channel, b, l.files)
		}
		return err
	})
}

func (x *exchange) webhook(doing, method, path string, b body, files []upload) way {
	return func(ctx context.Context) error { return x.s.p.callToken(ctx, doing, method, path, b, files) }
}

func (x *exchange) followUps() string {
	return "/webhooks/" + x.in.app + "/" + x.in.token
}

func (x *exchange) original() string {
	return "/webhooks/" + x.in.app + "/" + x.in.token + "/messages/@original"
}

// callback gives the first response to an interaction that came over the gateway.
func (p *Platform) callback(ctx context.Context, in incoming, r response) error {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second) // then the token is void
	defer cancel()
	return p.callToken(ctx, "give the first response", http.MethodPost, "/interactions/"+in.id+"/"+in.token+"/callback", r, nil)
}

// open shows the form. It can only be the first response, and no answer to a form:
// else a button asks for it.
func (x *exchange) open(ctx context.Context, f chat.Form, first *edge.First) {
	p, in := x.s.p, x.in
	known := openForm{form: f}
	if in.kind != submit && len(in.event.Values) == 0 { // a menu's choice would be lost
		known.opener = in.event.Action
	}
	mark := p.remember(in.event.Member, known)
	if in.kind == command || in.kind == click {
		if first.With(response{Type: discordgo.InteractionResponseModal, Data: modal(f, f.Action.Path())}) && x.acknowledged() != 0 {
			return
		}
	}
	x.show(ctx, chat.Message{
		Body: []chat.Block{{Text: "Please press the button to open the form."}},
		Rows: []chat.Row{{{Kind: chat.Button, Label: line(f.Title, maxButton), Action: about(againVerb, mark, known.opener), Emphasis: chat.Primary}}},
	}, false, first)
}

// rejected says what is wrong with a form that Discord has closed already, repeats
// what was written in it, and offers to open it again as it was left.
func (x *exchange) rejected(invalid map[string]string) chat.Message {
	p, in := x.s.p, x.in
	m := chat.Message{Body: []chat.Block{{Text: edge.Complaint(invalid) + "What you wrote is not lost."}}}
	f, known := p.forms.get(formOf{in.event.Member, markOf(in.form)})
	if known {
		for i := range f.form.Inputs {
			f.form.Inputs[i].Value = in.event.Values[f.form.Inputs[i].Name]
		}
		mark := p.remember(in.event.Member, f)
		m.Rows = []chat.Row{{{Kind: chat.Button, Label: "Open the form again", Action: about(againVerb, mark, f.opener), Emphasis: chat.Primary}}}
		return m
	}
	room := chat.MaxBlockText - 600
	for _, name := range slices.Sorted(maps.Keys(in.event.Values)) {
		text := edge.Clean(strings.Join(in.event.Values[name], ", "))
		if strings.TrimSpace(text) == "" || room < 20 {
			continue
		}
		head, _ := chat.Cut(text, room)
		room -= len([]rune(head))
		m.Body = append(m.Body, chat.Block{Kind: chat.Quote, Text: head})
	}
	return m
}

// direct sends a message with its files to the member's private conversation.
func (x *exchange) direct(ctx context.Context, m chat.Message, first *edge.First) {
	first.With(nil)
	_, err := x.s.p.toMember(ctx, x.in.guild, x.in.event.Member, m)
	if err == nil {
		if x.acknowledged() == discordgo.InteractionResponseDeferredChannelMessageWithSource {
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
		out = append(out, map[string]string{"name": line(o.Label, maxOption), "value": o.Value})
	}
	return map[string]any{"choices": out}
}
