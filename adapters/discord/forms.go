package discord

import (
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

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
	d := modalData{CustomID: customID, Title: line(f.Title, maxModalTitle)}
	if len(f.Intro) > 0 {
		if len(f.Inputs) < maxModalParts {
			d.Components = append(d.Components, modalPart{Type: discordgo.TextDisplayComponent, Content: intro(f.Intro)})
		} else {
			f = spread(f)
			d.Title = line(f.Title, maxModalTitle)
		}
	}
	for _, in := range f.Inputs {
		part := modalPart{Type: discordgo.LabelComponent, Label: line(in.Label, maxLabel), Component: inputOf(in)}
		if in.Hint != "" {
			part.Description = line(in.Hint, maxDescription)
		}
		d.Components = append(d.Components, part)
	}
	return d
}

// intro draws what is said above the inputs as one text.
func intro(blocks []chat.Block) string {
	var pieces []piece
	for _, b := range blocks {
		pieces = append(pieces, pieceOf(b))
	}
	var b strings.Builder
	for i, text := range drawAll(pieces, maxText-2*len(pieces)) {
		switch {
		case i == 0:
		case pieces[i-1].heading:
			b.WriteString("\n")
		default:
			b.WriteString("\n\n")
		}
		b.WriteString(text)
	}
	return b.String()
}

// spread gives the intro of a form with five inputs, above which a modal has no
// room, to places where it is needed: a heading to the title, an item about an
// option or an input (its lead is their label) to that option or input, and the
// rest to the first input. What does not fit is cut.
func spread(f chat.Form) chat.Form {
	f.Inputs = slices.Clone(f.Inputs)
	var rest []string
	for i, b := range f.Intro {
		if i == 0 && b.Kind == chat.Heading {
			if title := f.Title + " · " + join(b.Lead, b.Text); units(edge.Clean(title)) <= maxModalTitle {
				f.Title = title
				continue
			}
		}
		if b.Lead+b.Text != "" {
			rest = append(rest, oneLine(join(b.Lead, b.Text)))
		}
		for _, it := range b.Items {
			if !explain(f.Inputs, it) {
				rest = append(rest, oneLine(join(it.Lead, it.Text)))
			}
		}
	}
	hint := f.Inputs[0].Hint
	if hint != "" {
		rest = append(rest, hint)
	}
	if len(rest) > 0 {
		f.Inputs[0].Hint = strings.Join(rest, " ")
	}
	return f
}

// explain gives the item to the options or inputs that it is about and says
// whether there are any.
func explain(inputs []chat.Input, it chat.Item) bool {
	if it.Lead == "" || it.Text == "" || !it.At.IsZero() || it.Done != nil {
		return false
	}
	found := false
	for i := range inputs {
		in := &inputs[i]
		if in.Label == it.Lead && in.Hint == "" {
			in.Hint, found = it.Text, true
		}
		if at := slices.IndexFunc(in.Options, func(o chat.Option) bool { return o.Label == it.Lead && o.Hint == "" }); at >= 0 {
			in.Options = slices.Clone(in.Options)
			in.Options[at].Hint, found = it.Text, true
		}
	}
	return found
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
			// chat counts code points. What somebody wrote within that is given back whole.
			e.MaxLength = max(e.MaxLength, min(units(in.Value[0]), maxInput))
			e.Value = fit(in.Value[0], e.MaxLength)
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
