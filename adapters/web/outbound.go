package web

import (
	"bytes"
	"fmt"
	"image/png"
	"net/url"
	"time"

	"studybot/bot/chat"
)

// The shapes of what the page receives. Times are milliseconds since 1970, zero
// for none; the page writes them in the clock's zone.

type entryView struct {
	ID     string `json:"id"`
	Seq    int64  `json:"seq"`
	Place  string `json:"place"`
	Thread string `json:"thread,omitempty"`
	// By is a person's id, empty for the bot.
	By     string `json:"by,omitempty"`
	At     int64  `json:"at"`
	Aside  bool   `json:"aside,omitempty"`
	Edited bool   `json:"edited,omitempty"`
	Gone   bool   `json:"gone,omitempty"`
	// Text is a typed command; else Card is set.
	Text string    `json:"text,omitempty"`
	Card *cardView `json:"card,omitempty"`
}

type cardView struct {
	Title  string          `json:"title,omitempty"`
	Body   []blockView     `json:"body,omitempty"`
	Fields []fieldView     `json:"fields,omitempty"`
	Images []imageView     `json:"images,omitempty"`
	Files  []fileView      `json:"files,omitempty"`
	Rows   [][]controlView `json:"rows,omitempty"`
	Note   string          `json:"note,omitempty"`
}

type blockView struct {
	Kind  string     `json:"kind"`
	Lead  string     `json:"lead,omitempty"`
	Text  string     `json:"text,omitempty"`
	Items []itemView `json:"items,omitempty"`
}

type itemView struct {
	Lead string `json:"lead,omitempty"`
	Text string `json:"text,omitempty"`
	At   int64  `json:"at,omitempty"`
	Done *bool  `json:"done,omitempty"`
}

type fieldView struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	At    int64  `json:"at,omitempty"`
}

type imageView struct {
	Src    string `json:"src"`
	Alt    string `json:"alt"`
	Width  int    `json:"width,omitempty"`
	Height int    `json:"height,omitempty"`
}

type fileView struct {
	Href string `json:"href"`
	Name string `json:"name"`
	Size int    `json:"size"`
}

type controlView struct {
	Kind     string       `json:"kind"`
	Label    string       `json:"label"`
	Path     string       `json:"path,omitempty"`
	Emphasis string       `json:"emphasis,omitempty"`
	Options  []optionView `json:"options,omitempty"`
	URL      string       `json:"url,omitempty"`
}

type optionView struct {
	Label string `json:"label"`
	Value string `json:"value"`
	Hint  string `json:"hint,omitempty"`
}

type formView struct {
	ID     string      `json:"id"`
	Path   string      `json:"path"`
	Title  string      `json:"title"`
	Intro  []blockView `json:"intro,omitempty"`
	Inputs []inputView `json:"inputs"`
	Submit string      `json:"submit"`
}

type inputView struct {
	Name      string       `json:"name"`
	Kind      string       `json:"kind"`
	Label     string       `json:"label"`
	Hint      string       `json:"hint,omitempty"`
	Options   []optionView `json:"options,omitempty"`
	Value     []string     `json:"value,omitempty"`
	Optional  bool         `json:"optional,omitempty"`
	MaxLength int          `json:"maxLength,omitempty"`
}

// viewOf draws an entry for the person who reads it.
func viewOf(e entry, person string) entryView {
	v := entryView{
		ID: e.id, Seq: e.seq, Place: e.place, Thread: e.thread, By: e.by, At: millis(e.at),
		Aside: e.aside, Edited: e.edited, Gone: e.gone, Text: e.text,
	}
	if e.gone || e.text != "" {
		return v
	}
	m := e.message
	c := &cardView{Title: m.Title, Body: blockViews(m.Body), Note: m.Note}
	for _, f := range m.Fields {
		c.Fields = append(c.Fields, fieldView{Name: f.Name, Value: f.Value, At: millis(f.At)})
	}
	// The number of the change is part of the address, so an edited picture is fetched anew.
	as := fmt.Sprintf("?as=%s&v=%d", url.QueryEscape(person), e.seq)
	for i, im := range m.Images {
		iv := imageView{Src: fmt.Sprintf("/picture/%s/%d%s", e.id, i, as), Alt: im.Alt}
		if config, err := png.DecodeConfig(bytes.NewReader(im.PNG)); err == nil {
			iv.Width, iv.Height = config.Width, config.Height
		}
		c.Images = append(c.Images, iv)
	}
	for i, f := range m.Files {
		c.Files = append(c.Files, fileView{Href: fmt.Sprintf("/file/%s/%d%s", e.id, i, as), Name: f.Name, Size: len(f.Data)})
	}
	for _, row := range m.Rows {
		var controls []controlView
		for _, ctl := range row {
			controls = append(controls, controlViewOf(ctl))
		}
		c.Rows = append(c.Rows, controls)
	}
	v.Card = c
	return v
}

func blockViews(blocks []chat.Block) []blockView {
	var views []blockView
	for _, b := range blocks {
		v := blockView{Kind: blockKind(b.Kind), Lead: b.Lead, Text: b.Text}
		for _, it := range b.Items {
			v.Items = append(v.Items, itemView{Lead: it.Lead, Text: it.Text, At: millis(it.At), Done: it.Done})
		}
		views = append(views, v)
	}
	return views
}

func controlViewOf(c chat.Control) controlView {
	v := controlView{Label: c.Label, Options: optionViews(c.Options)}
	switch c.Kind {
	case chat.Button:
		v.Kind, v.Path = "button", c.Action.Path()
	case chat.Menu:
		v.Kind, v.Path = "menu", c.Action.Path()
	case chat.Link:
		v.Kind, v.URL = "link", c.URL
	}
	switch c.Emphasis {
	case chat.Normal:
	case chat.Primary:
		v.Emphasis = "primary"
	case chat.Danger:
		v.Emphasis = "danger"
	}
	return v
}

func optionViews(options []chat.Option) []optionView {
	var views []optionView
	for _, o := range options {
		views = append(views, optionView{Label: o.Label, Value: o.Value, Hint: o.Hint})
	}
	return views
}

// formViewOf draws a form; channels and people become ordinary choices.
func (p *Playground) formViewOf(id string, f chat.Form) *formView {
	v := &formView{ID: id, Path: f.Action.Path(), Title: f.Title, Intro: blockViews(f.Intro), Submit: f.Submit}
	for _, in := range f.Inputs {
		iv := inputView{
			Name: in.Name, Kind: inputKind(in.Kind), Label: in.Label, Hint: in.Hint,
			Options: optionViews(p.choicesOf(in)), Value: in.Value, Optional: in.Optional,
		}
		if in.Kind == chat.Line || in.Kind == chat.Text {
			iv.MaxLength = lengthOf(in)
		}
		v.Inputs = append(v.Inputs, iv)
	}
	return v
}

func blockKind(k chat.BlockKind) string {
	switch k {
	case chat.Heading:
		return "heading"
	case chat.Quote:
		return "quote"
	case chat.Code:
		return "code"
	case chat.List:
		return "list"
	case chat.Steps:
		return "steps"
	case chat.Para:
	}
	return "para"
}

// inputKind names the way an input is drawn.
func inputKind(k chat.InputKind) string {
	switch k {
	case chat.Text:
		return "text"
	case chat.Choice, chat.ChannelInput:
		return "choice"
	case chat.Choices, chat.MembersInput:
		return "choices"
	case chat.Line:
	}
	return "line"
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}
