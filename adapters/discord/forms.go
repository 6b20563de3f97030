package discord

import (
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"studybot/adapters/discord/markdown"
	"studybot/bot/chat"
	"studybot/bot/chat/edge"
)

// Discord's documented limits of a modal, in characters.
// https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-modal
const (
	maxModalTitle  = 45
	maxModalParts  = 5 // labels and text displays together
	maxLabel       = 45
	maxDescription = 100
	maxInput       = 4000
	maxChosen      = 25 // of a select
)

// modalData is the data of a callback of type 9.
type modalData struct {
	CustomID   string      `json:"custom_id"`
	Title      string      `json:"title"`
	Components []modalPart `json:"components"`
}

// modalPart is a label with its input, or a text display.
type modalPart struct {
	Type        discordgo.ComponentType `json:"type"`
	Content     string                  `json:"content,omitempty"`
	Label       string                  `json:"label,omitempty"`
	Description string                  `json:"description,omitempty"`
	Component   *modalInput             `json:"component,omitempty"`
}

// modalInput is a text input or a select. discordgo's structs always carry
// "disabled", which a modal must not have.
type modalInput struct {
	Type          discordgo.ComponentType            `json:"type"`
	CustomID      string                             `json:"custom_id"`
	Style         discordgo.TextInputStyle           `json:"style,omitempty"`
	Value         string                             `json:"value,omitempty"`
	MaxLength     int                                `json:"max_length,omitempty"`
	Options       []modalOption                      `json:"options,omitempty"`
	ChannelTypes  []discordgo.ChannelType            `json:"channel_types,omitempty"`
	DefaultValues []discordgo.SelectMenuDefaultValue `json:"default_values,omitempty"`
	MinValues     *int                               `json:"min_values,omitempty"`
	MaxValues     int                                `json:"max_values,omitempty"`
	Required      bool                               `json:"required"`
}

type modalOption struct {
	Label       string `json:"label"`
	Value       string `json:"value"`
	Description string `json:"description,omitempty"`
	Default     bool   `json:"default,omitempty"`
}

// modal draws a form. Discord names its button itself, so f.Submit is not shown.
func modal(f chat.Form, customID string) modalData {
	f = explained(f)
	if len(f.Inputs) == maxModalParts && len(f.Intro) > 0 {
		f = squeezed(f)
	}
	d := modalData{CustomID: customID, Title: markdown.Line(f.Title, maxModalTitle)}
	if len(f.Intro) > 0 {
		d.Components = append(d.Components, modalPart{Type: discordgo.TextDisplayComponent, Content: intro(f.Intro)})
	}
	for _, in := range f.Inputs {
		part := modalPart{Type: discordgo.LabelComponent, Label: markdown.Line(in.Label, maxLabel), Component: inputOf(in)}
		if in.Hint != "" {
			part.Description = markdown.Line(in.Hint, maxDescription)
		}
		d.Components = append(d.Components, part)
	}
	return d
}

// intro draws what is said above the inputs as one text.
func intro(blocks []chat.Block) string {
	var pieces []markdown.Piece
	for _, b := range blocks {
		pieces = append(pieces, markdown.Block(b))
	}
	var b strings.Builder
	for i, text := range markdown.Draw(pieces, maxText-2*len(pieces)) {
		switch {
		case i == 0:
		case pieces[i-1].Heading:
			b.WriteString("\n")
		default:
			b.WriteString("\n\n")
		}
		b.WriteString(text)
	}
	return b.String()
}

// explained moves a list of the intro that tells what options or inputs mean (each
// item's lead is the label of one) to those options and inputs: there it is read
// when it is needed, and on a phone the inputs are not pushed out of sight.
func explained(f chat.Form) chat.Form {
	f.Inputs = slices.Clone(f.Inputs)
	for i := range f.Inputs {
		f.Inputs[i].Options = slices.Clone(f.Inputs[i].Options)
	}
	var rest []chat.Block
	for _, b := range f.Intro {
		if b.Kind == chat.List && !slices.ContainsFunc(b.Items, func(it chat.Item) bool {
			return markdown.Units(it.Text) > maxDescription || len(hints(f.Inputs, it)) == 0
		}) {
			for _, it := range b.Items {
				for _, hint := range hints(f.Inputs, it) {
					*hint = it.Text
				}
			}
			continue
		}
		rest = append(rest, b)
	}
	f.Intro = rest
	return f
}

// hints are the empty hints of the options and inputs that the item is about.
func hints(inputs []chat.Input, it chat.Item) []*string {
	var out []*string
	if it.Lead == "" || it.Text == "" || !it.At.IsZero() || it.Done != nil {
		return nil
	}
	for i := range inputs {
		in := &inputs[i]
		if in.Label == it.Lead && in.Hint == "" {
			out = append(out, &in.Hint)
		}
		for j := range in.Options {
			if o := &in.Options[j]; o.Label == it.Lead && o.Hint == "" {
				out = append(out, &o.Hint)
			}
		}
	}
	return out
}

// squeezed gives the intro of a form with five inputs, above which a modal has no
// room, to the title (a heading that fits), to the hints of what its items are
// about, and the rest to the hint of the first input, where it is cut.
func squeezed(f chat.Form) chat.Form {
	var rest []string
	for i, b := range f.Intro {
		if i == 0 && b.Kind == chat.Heading {
			if title := f.Title + " · " + markdown.Join(b.Lead, b.Text); markdown.Units(edge.Clean(title)) <= maxModalTitle {
				f.Title = title
				continue
			}
		}
		if b.Lead+b.Text != "" {
			rest = append(rest, markdown.OneLine(markdown.Join(b.Lead, b.Text)))
		}
		for _, it := range b.Items {
			places := hints(f.Inputs, it)
			for _, hint := range places {
				*hint = it.Text
			}
			if len(places) == 0 {
				rest = append(rest, markdown.OneLine(markdown.Join(it.Lead, it.Text)))
			}
		}
	}
	f.Intro = nil
	if first := &f.Inputs[0]; len(rest) > 0 {
		if first.Hint != "" {
			rest = append(rest, first.Hint)
		}
		first.Hint = strings.Join(rest, " ")
	}
	return f
}

func inputOf(in chat.Input) *modalInput {
	e := &modalInput{CustomID: in.Name, Required: !in.Optional}
	switch in.Kind {
	case chat.Choice, chat.Choices:
		e.Type, e.MaxValues = discordgo.SelectMenuComponent, 1
		e.Options = modalOptions(in)
		if in.Kind == chat.Choices {
			e.MaxValues = len(e.Options)
		}
	case chat.ChannelInput:
		e.Type, e.MaxValues = discordgo.ChannelSelectMenuComponent, 1
		e.ChannelTypes = []discordgo.ChannelType{discordgo.ChannelTypeGuildText, discordgo.ChannelTypeGuildNews}
		e.DefaultValues = known(in.Value, discordgo.SelectMenuDefaultValueChannel, 1)
	case chat.MembersInput:
		e.Type, e.MaxValues = discordgo.UserSelectMenuComponent, maxChosen
		e.DefaultValues = known(in.Value, discordgo.SelectMenuDefaultValueUser, maxChosen)
	default:
		e.Type, e.Style = discordgo.TextInputComponent, discordgo.TextInputShort
		if in.Kind == chat.Text {
			e.Style = discordgo.TextInputParagraph
		}
		if e.MaxLength = min(in.MaxLength, maxInput); e.MaxLength == 0 {
			e.MaxLength = chat.MaxInputText
		}
		if len(in.Value) > 0 && strings.TrimSpace(edge.Clean(in.Value[0])) != "" {
			value := in.Value[0]
			if in.Kind == chat.Line {
				value = markdown.OneLine(value)
			}
			// chat counts code points. What somebody wrote within that is given back whole.
			e.MaxLength = max(e.MaxLength, min(markdown.Units(value), maxInput))
			e.Value = markdown.Fit(value, e.MaxLength)
		}
		return e
	}
	least := 1
	if in.Optional {
		least = 0
	}
	e.MinValues = &least
	return e
}

func modalOptions(in chat.Input) []modalOption {
	var out []modalOption
	chosen := 0
	for _, o := range optionsOf(in.Options) {
		m := modalOption{Label: o.Label, Value: o.Value, Description: o.Description}
		if slices.Contains(in.Value, o.Value) && (in.Kind == chat.Choices || chosen == 0) {
			m.Default = true
			chosen++
		}
		out = append(out, m)
	}
	return out
}

// known keeps what has the form of an id: a wrong one would spoil the whole form.
func known(ids []string, kind discordgo.SelectMenuDefaultValueType, most int) []discordgo.SelectMenuDefaultValue {
	var out []discordgo.SelectMenuDefaultValue
	for _, id := range ids {
		v := discordgo.SelectMenuDefaultValue{ID: id, Type: kind}
		if len(out) < most && isID(id) && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}
