package discord

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"studybot/adapters/discord/markdown"
	"studybot/bot/chat"
	"studybot/bot/chat/edge"
)

// Discord opens a form only as the first answer, and closes it when it is sent,
// whatever the bot says of its content. So a form can be asked for again, by a
// button: while it is remembered it opens as it was left.

// formsKept bounds the remembered forms, which can be large.
const formsKept = 512

// onlyInServers stands for a form that no member could fill in: a channel select lists
// the channels of the server that it is in, so in a private conversation it is empty.
// https://docs.discord.com/developers/components/reference#channel-select
const onlyInServers = "Discord has no channels to choose from in a private conversation. Please go to the channel itself in your server and type the command there."

// openForm is a form that a member saw, and the action that opened it; without a
// verb when nothing can open it again.
type openForm struct {
	form   chat.Form
	opener chat.Action
}

// formOf names one member's form by the mark of its path.
type formOf struct{ member, mark string }

// markOf is a short name for a form: it stands in a button beside a path.
func markOf(path string) string {
	sum := sha256.Sum256([]byte(path))
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:5]))
}

// remember keeps a form for a member and says under which mark.
func (p *Platform) remember(member string, f openForm) (mark string) {
	mark = markOf(f.form.Action.Path())
	p.forms.put(formOf{member, mark}, f, p.now())
	return mark
}

// open shows the form. It can only be the first response, and no answer to a form:
// else a button asks for it.
func (x *exchange) open(ctx context.Context, f chat.Form, first *edge.First) {
	p, in := x.s.p, x.in
	if in.private && slices.ContainsFunc(f.Inputs, func(i chat.Input) bool { return i.Kind == chat.ChannelInput }) {
		x.show(ctx, chat.Message{Body: []chat.Block{{Text: onlyInServers}}}, false, first)
		return
	}
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
		Rows: []chat.Row{{{Kind: chat.Button, Label: markdown.Line(f.Title, maxButton), Action: about(againVerb, mark, known.opener), Emphasis: chat.Primary}}},
	}, false, first)
}

// rejected says what is wrong with which input of a form that Discord has closed
// already, repeats what was written in it, so that it is lost in no case, and offers to open it again
// as it was left.
func (x *exchange) rejected(invalid map[string]string) chat.Message {
	p, in := x.s.p, x.in
	complaint := strings.TrimSpace(edge.Complaint(invalid))
	m := chat.Message{Body: []chat.Block{{Text: complaint}}}
	room := chat.MaxBody - len(complaint) - 50
	f, known := p.forms.get(formOf{in.event.Member, markOf(in.form)}, p.now())
	labels := map[string]string{}
	if known {
		f.form.Inputs = slices.Clone(f.form.Inputs) // the bot may use its own for others
		var wrong []chat.Item
		for i := range f.form.Inputs {
			entry := &f.form.Inputs[i]
			entry.Value, labels[entry.Name] = in.event.Values[entry.Name], entry.Label
			if why, _ := chat.Cut(strings.Join(strings.Fields(edge.Clean(invalid[entry.Name])), " "), 150); why != "" {
				wrong = append(wrong, chat.Item{Lead: entry.Label, Text: why})
				room -= len(entry.Label)
			}
		}
		if len(wrong) == len(invalid) && len(f.form.Inputs) > 1 {
			m.Body = []chat.Block{{Text: "That was not saved."}, {Kind: chat.List, Items: wrong}}
		}
		mark := p.remember(in.event.Member, f)
		m.Rows = []chat.Row{{{Kind: chat.Button, Label: "Open the form again", Action: about(againVerb, mark, f.opener), Emphasis: chat.Primary}}}
	}
	for _, name := range in.texts {
		text := strings.TrimSpace(edge.Clean(strings.Join(in.event.Values[name], "\n")))
		if text == "" || room < 100 {
			continue
		}
		head := "You wrote"
		if labels[name] != "" {
			head += " · " + labels[name]
		}
		text, _ = chat.Cut(text, min(room-len([]rune(head)), chat.MaxBlockText))
		room -= len([]rune(head)) + len([]rune(text))
		m.Body = append(m.Body, chat.Block{Kind: chat.Heading, Text: head}, chat.Block{Kind: chat.Quote, Text: text})
	}
	return m
}
