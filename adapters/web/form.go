package web

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"studybot/bot/chat"
)

// keepForms bounds the forms that are open and were never sent.
const keepForms = 200

// openForm is a form on somebody's screen. It remembers the control that opened
// it, because the reply to the sent form may update that message.
type openForm struct {
	reader string
	place  string
	post   chat.Ref
	form   chat.Form
}

// forms are the open ones by id, the oldest forgotten first.
type forms struct {
	mu    sync.Mutex
	count int
	open  map[string]openForm
	order []string
}

func newForms() *forms { return &forms{open: map[string]openForm{}} }

func (f *forms) put(o openForm) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.count++
	id := "f" + strconv.Itoa(f.count)
	f.open[id] = o
	f.order = append(f.order, id)
	if len(f.order) > keepForms {
		delete(f.open, f.order[0])
		f.order = slices.Delete(f.order, 0, 1)
	}
	return id
}

// get returns the form when it is on the reader's screen.
func (f *forms) get(id, reader string) (openForm, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	o, ok := f.open[id]
	return o, ok && o.reader == reader
}

func (f *forms) done(id string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.open, id)
	f.order = slices.DeleteFunc(f.order, func(s string) bool { return s == id })
}

// choicesOf are the options that an input offers here.
func (p *Playground) choicesOf(in chat.Input) []chat.Option {
	switch in.Kind {
	case chat.ChannelInput:
		var options []chat.Option
		for _, c := range p.settings.Channels {
			options = append(options, chat.Option{Label: "#" + c.Name, Value: c.ID})
		}
		return options
	case chat.MembersInput:
		var options []chat.Option
		for _, q := range p.settings.People {
			options = append(options, chat.Option{Label: q.Name, Value: q.ID})
		}
		return options
	case chat.Choice, chat.Choices:
		return in.Options
	case chat.Line, chat.Text:
	}
	return nil
}

func lengthOf(in chat.Input) int { return cmp.Or(in.MaxLength, chat.MaxInputText) }

// answers reads what was sent, as strictly as a chat service does: the form's
// own inputs, its own options, its own lengths. wrong has a sentence by input
// name; ok is false when the values are not of this form at all.
func (p *Playground) answers(f chat.Form, sent map[string][]string) (values map[string][]string, wrong map[string]string, ok bool) {
	known := map[string]chat.Input{}
	for _, in := range f.Inputs {
		known[in.Name] = in
	}
	for name := range maps.Keys(sent) {
		if _, ok := known[name]; !ok {
			return nil, nil, false
		}
	}
	values, wrong = map[string][]string{}, map[string]string{}
	for _, in := range f.Inputs {
		var given []string
		for _, v := range sent[in.Name] {
			v = strings.ReplaceAll(v, "\r\n", "\n")
			if strings.TrimSpace(v) != "" && !slices.Contains(given, v) {
				given = append(given, v)
			}
		}
		many := in.Kind == chat.Choices || in.Kind == chat.MembersInput
		if len(given) > 1 && !many {
			return nil, nil, false
		}
		switch {
		case len(given) == 0 && in.Optional:
			continue
		case len(given) == 0 && (in.Kind == chat.Line || in.Kind == chat.Text):
			wrong[in.Name] = "Please write something here."
			continue
		case len(given) == 0:
			wrong[in.Name] = "Please choose one."
			continue
		}
		switch in.Kind {
		case chat.Line, chat.Text:
			if n, most := utf8.RuneCountInString(given[0]), lengthOf(in); n > most {
				wrong[in.Name] = fmt.Sprintf("This is %d characters too long; %d fit.", n-most, most)
			}
			if in.Kind == chat.Line {
				given[0] = strings.TrimSpace(strings.ReplaceAll(given[0], "\n", " "))
			}
		case chat.Choice, chat.Choices, chat.ChannelInput, chat.MembersInput:
			options := p.choicesOf(in)
			for _, v := range given {
				if !slices.ContainsFunc(options, func(o chat.Option) bool { return o.Value == v }) {
					return nil, nil, false
				}
			}
		}
		values[in.Name] = given
	}
	return values, wrong, true
}
