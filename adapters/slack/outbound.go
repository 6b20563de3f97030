package slack

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"studybot/bot/chat"
	"studybot/bot/chat/edge"
)

// Slack's documented limits that chat.Message.Check does not already keep, in
// characters. https://docs.slack.dev/reference/block-kit/
const (
	maxHeader      = 150
	maxText        = 3000 // section text, kept for rich text too
	maxFieldText   = 2000
	maxButton      = 75
	maxOption      = 75
	maxOptionValue = 150
	maxPlaceholder = 150
	maxAlt         = 2000
	maxModalTitle  = 24
	maxLabel       = 2000
	maxURL         = 3000
	maxMetadata    = 3000
	maxRadio       = 10   // options of radio buttons and checkboxes
	maxFallback    = 3900 // chat.postMessage advises at most 4,000
)

// inputAction is the action_id of every form input; its block_id is the input's name.
const inputAction = "v"

// card is a message in Slack's words.
type card struct {
	blocks []slack.Block
	text   string // for notifications and screen readers, escaped
}

// actionRow is slack.ActionBlock without a MarshalJSON of its own, whose output
// encoding/json would read and copy once more, on every click.
type actionRow struct {
	Type     slack.MessageBlockType `json:"type"`
	Elements []slack.BlockElement   `json:"elements"`
}

// BlockType says that it is a row of controls.
func (r *actionRow) BlockType() slack.MessageBlockType { return r.Type }

// ID is empty: Slack gives one.
func (r *actionRow) ID() string { return "" }

// draw makes a card. pictures are the ids of the uploaded images, in order; where
// one is missing the picture's words stand alone.
func draw(m chat.Message, pictures []string) card {
	var b []slack.Block
	if m.Title != "" {
		b = append(b, &slack.HeaderBlock{Type: slack.MBTHeader, Text: plain(strings.Join(strings.Fields(edge.Clean(m.Title)), " "), maxHeader)})
	}
	for _, block := range m.Body {
		b = append(b, rich(body(block)))
	}
	if len(m.Fields) > 0 {
		b = append(b, fields(m.Fields))
	}
	for i, im := range m.Images {
		if i < len(pictures) && pictures[i] != "" {
			b = append(b, &slack.ImageBlock{Type: slack.MBTImage, AltText: fit(im.Alt, maxAlt), SlackFile: &slack.SlackFileObject{ID: pictures[i]}})
		} else {
			b = append(b, rich(section(textElement(im.Alt, nil))))
		}
	}
	n := 0 // counts controls, so that every action_id of the message is its own
	for _, row := range m.Rows {
		var elements []slack.BlockElement
		for _, c := range row {
			if e := control(c, n); e != nil {
				elements = append(elements, e)
			}
			n++
		}
		if len(elements) > 0 {
			b = append(b, &actionRow{Type: slack.MBTAction, Elements: elements})
		}
	}
	if m.Note != "" {
		b = append(b, &slack.ContextBlock{Type: slack.MBTContext, ContextElements: slack.ContextElements{
			Elements: []slack.MixedElement{plain(m.Note, maxFieldText)},
		}})
	}
	return card{blocks: b, text: fallback(m)}
}

func rich(elements ...slack.RichTextElement) *slack.RichTextBlock {
	return &slack.RichTextBlock{Type: slack.MBTRichText, Elements: elements}
}

func section(elements ...slack.RichTextSectionElement) *slack.RichTextSection {
	return &slack.RichTextSection{Type: slack.RTESection, Elements: pieces(elements)}
}

// textElement is text that is drawn as it is; what is empty becomes a dash.
func textElement(s string, style *slack.RichTextSectionTextStyle) *slack.RichTextSectionTextElement {
	if s = edge.Clean(s); s == "" {
		s = "-"
	}
	return &slack.RichTextSectionTextElement{Type: slack.RTSEText, Text: s, Style: style}
}

// pieces splits text elements that are longer than maxText, so that nothing is lost.
func pieces(elements []slack.RichTextSectionElement) []slack.RichTextSectionElement {
	var out []slack.RichTextSectionElement
	for _, e := range elements {
		text, ok := e.(*slack.RichTextSectionTextElement)
		for ok && units(text.Text) > maxText {
			n, at := 0, 0
			for i, r := range text.Text {
				if n += units(string(r)); n > maxText {
					at = i
					break
				}
			}
			out = append(out, &slack.RichTextSectionTextElement{Type: slack.RTSEText, Text: text.Text[:at], Style: text.Style})
			text = &slack.RichTextSectionTextElement{Type: slack.RTSEText, Text: text.Text[at:], Style: text.Style}
			e = text
		}
		out = append(out, e)
	}
	return out
}

func bold() *slack.RichTextSectionTextStyle { return &slack.RichTextSectionTextStyle{Bold: true} }

// body draws one block. Rich text elements hold text literally: nothing in them
// can mention, link or be read as markup.
func body(b chat.Block) slack.RichTextElement {
	switch b.Kind {
	case chat.Heading:
		return section(textElement(join(b.Lead, b.Text), bold()))
	case chat.Quote:
		return &slack.RichTextQuote{Type: slack.RTEQuote, Elements: section(textElement(join(b.Lead, b.Text), nil)).Elements}
	case chat.Code:
		return &slack.RichTextPreformatted{Type: slack.RTEPreformatted, Elements: section(textElement(join(b.Lead, b.Text), nil)).Elements}
	case chat.List, chat.Steps:
		list := &slack.RichTextList{Type: slack.RTEList, Style: slack.RTEListBullet}
		if b.Kind == chat.Steps {
			list.Style = slack.RTEListOrdered
		}
		for _, it := range b.Items {
			list.Elements = append(list.Elements, section(item(it)...))
		}
		return list
	default:
		return section(words(b.Lead, b.Text)...)
	}
}

func join(lead, text string) string {
	if lead == "" || text == "" {
		return lead + text
	}
	return lead + " " + text
}

// words draws a strong lead and then text, whose `spans` become code.
func words(lead, text string) []slack.RichTextSectionElement {
	var out []slack.RichTextSectionElement
	if strings.TrimSpace(edge.Clean(lead)) != "" {
		out = append(out, textElement(lead, bold()))
		if text != "" {
			text = " " + text
		}
	}
	for i, part := range edge.CodeSpans(edge.Clean(text)) {
		switch {
		case part == "":
		case i%2 == 1:
			out = append(out, textElement(part, &slack.RichTextSectionTextStyle{Code: true}))
		default:
			out = append(out, textElement(part, nil))
		}
	}
	if len(out) == 0 {
		out = append(out, textElement("", nil))
	}
	return out
}

// item draws a list's entry; ticked and open are said in words as well, for those
// who hear the list.
func item(it chat.Item) []slack.RichTextSectionElement {
	var out []slack.RichTextSectionElement
	if it.Done != nil {
		out = append(out, textElement(mark(*it.Done), nil))
	}
	if it.Lead+it.Text != "" {
		out = append(out, words(it.Lead, it.Text)...)
	}
	if !it.At.IsZero() {
		if len(out) > 0 {
			out = append(out, textElement(" ", nil))
		}
		out = append(out, moment(it.At))
	}
	if len(out) == 0 {
		out = append(out, textElement("", nil))
	}
	return out
}

func mark(done bool) string {
	if done {
		return "☑ Done: "
	}
	return "☐ Open: "
}

// moment is an instant in each reader's own zone, with UTC where it can not be drawn.
func moment(at time.Time) slack.RichTextSectionElement {
	utc := utcText(at)
	if at.Unix() <= 0 || at.Year() > 9999 {
		return textElement(utc, nil)
	}
	return slack.NewRichTextSectionDateElement(at.Unix(), "{date_short_pretty} at {time}", nil, &utc)
}

func utcText(at time.Time) string { return at.UTC().Format("2006-01-02 15:04 UTC") }

// fields are drawn side by side, or one under the other when one of them is an
// instant, which only rich text can draw in the reader's zone.
func fields(list []chat.Field) slack.Block {
	dated := slices.ContainsFunc(list, func(f chat.Field) bool { return !f.At.IsZero() })
	if !dated {
		s := &slack.SectionBlock{Type: slack.MBTSection}
		for _, f := range list {
			s.Fields = append(s.Fields, plain(f.Name+"\n"+f.Value, maxFieldText))
		}
		return s
	}
	var all []slack.RichTextSectionElement
	for i, f := range list {
		if i > 0 {
			all = append(all, textElement("\n", nil))
		}
		all = append(all, textElement(f.Name, bold()), textElement(" "+f.Value+" ", nil))
		if !f.At.IsZero() {
			all = append(all, moment(f.At))
		}
	}
	return rich(section(all...))
}

// control draws a button, a link or a menu; nil when Slack can not take it. A
// button carries its path as value, a menu in its action_id.
func control(c chat.Control, n int) slack.BlockElement {
	switch c.Kind {
	case chat.Menu:
		menu := &slack.SelectBlockElement{
			Type: slack.OptTypeStatic, ActionID: fmt.Sprintf("m%d|%s", n, c.Action.Path()),
			Placeholder: plain(c.Label, maxPlaceholder), Options: options(c.Options),
		}
		return menu
	case chat.Link:
		if len(c.URL) > maxURL {
			return nil
		}
		return &slack.ButtonBlockElement{Type: slack.METButton, ActionID: fmt.Sprintf("l%d", n), Text: plain(c.Label, maxButton), URL: c.URL, Style: style(c.Emphasis)}
	default:
		return &slack.ButtonBlockElement{Type: slack.METButton, ActionID: fmt.Sprintf("b%d", n), Text: plain(c.Label, maxButton), Value: c.Action.Path(), Style: style(c.Emphasis)}
	}
}

func style(e chat.Emphasis) slack.Style {
	switch e {
	case chat.Primary:
		return slack.StylePrimary
	case chat.Danger:
		return slack.StyleDanger
	}
	return slack.StyleDefault
}

func options(list []chat.Option) []*slack.OptionBlockObject {
	var out []*slack.OptionBlockObject
	for _, o := range list {
		out = append(out, option(o))
	}
	return out
}

func option(o chat.Option) *slack.OptionBlockObject {
	out := &slack.OptionBlockObject{Text: plain(o.Label, maxOption), Value: fit(o.Value, maxOptionValue)}
	if o.Hint != "" {
		out.Description = plain(o.Hint, maxOption)
	}
	return out
}

// fallback is all of the message in words: Slack shows it in notifications and
// screen readers read it instead of the blocks.
// https://docs.slack.dev/reference/methods/chat.postMessage/#blocks_and_attachments
func fallback(m chat.Message) string {
	var b strings.Builder
	add := func(parts ...string) {
		for _, p := range parts {
			b.WriteString(p)
		}
		b.WriteString("\n")
	}
	if m.Title != "" {
		add(m.Title)
	}
	for _, block := range m.Body {
		if block.Lead+block.Text != "" {
			add(join(block.Lead, block.Text))
		}
		for i, it := range block.Items {
			if block.Kind == chat.Steps {
				b.WriteString(strconv.Itoa(i+1) + ". ")
			}
			if it.Done != nil {
				b.WriteString(mark(*it.Done))
			}
			b.WriteString(join(it.Lead, it.Text))
			if !it.At.IsZero() {
				b.WriteString(" " + utcText(it.At))
			}
			add()
		}
	}
	for _, f := range m.Fields {
		add(f.Name, ": ", f.Value)
		if !f.At.IsZero() {
			add(utcText(f.At))
		}
	}
	for _, im := range m.Images {
		add(im.Alt)
	}
	if m.Note != "" {
		add(m.Note)
	}
	return escape(fit(strings.TrimSpace(b.String()), maxFallback))
}
