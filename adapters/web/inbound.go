package web

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"studybot/bot/chat"
)

// maxBody bounds a request: five inputs of chat.MaxInputText characters in the
// longest spelling that JSON has for a character.
const maxBody = 5*chat.MaxInputText*12 + 8<<10

// maxCommand bounds a typed command, in characters.
const maxCommand = 300

// refusal is a request that is not answered, with a sentence for the reader.
type refusal struct {
	status int
	text   string
}

func (r *refusal) Error() string { return r.text }

func refuse(status int, text string) error { return &refusal{status, text} }

// The shapes of what the page sends. As is the person who acts.

type commandBody struct {
	As    string `json:"as"`
	Place string `json:"place"`
	Text  string `json:"text"`
}

type completeBody struct {
	As      string `json:"as"`
	Place   string `json:"place"`
	Command string `json:"command"`
	Arg     string `json:"arg"`
	Typed   string `json:"typed"`
}

type pressBody struct {
	As   string `json:"as"`
	Post string `json:"post"`
	Path string `json:"path"`
	// Value is the choice of a menu.
	Value *string `json:"value"`
}

type submitBody struct {
	As     string              `json:"as"`
	Form   string              `json:"form"`
	Values map[string][]string `json:"values"`
}

type homeBody struct {
	As string `json:"as"`
}

type clockBody struct {
	Step step `json:"step"`
}

// read decodes one JSON value of a known shape.
func read(w http.ResponseWriter, r *http.Request, into any) error {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return refuse(http.StatusUnsupportedMediaType, "Requests are JSON.")
	}
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil {
		_, err = d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = errors.New("more than one value")
		}
	}
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return refuse(http.StatusRequestEntityTooLarge, "That is too much at once. Please shorten it.")
	}
	return refuse(http.StatusBadRequest, "That was not understood.")
}

// acting finds the person of a request.
func (p *Playground) acting(id string) (Person, error) {
	who, ok := p.person(id)
	if !ok {
		return who, refuse(http.StatusNotFound, "Nobody of that name is here. Please reload the page.")
	}
	return who, nil
}

// command reads a typed line; it is echoed to the person who typed it, as the answer is.
func (p *Playground) command(ctx context.Context, b commandBody) (answer, error) {
	who, err := p.acting(b.As)
	if err != nil {
		return answer{}, err
	}
	if !p.mayRead(who.ID, b.Place) || b.Place == homeOf(who.ID) {
		return answer{}, refuse(http.StatusNotFound, "There is no such conversation.")
	}
	text := strings.Join(strings.Fields(b.Text), " ")
	if utf8.RuneCountInString(text) > maxCommand {
		return answer{}, refuse(http.StatusRequestEntityTooLarge, "That is too long for a command. Please shorten it.")
	}
	action, shown := p.parse(text)
	a := asked{person: who, place: b.Place, action: action}
	echo := viewOf(p.history.add(entry{
		place: b.Place, reader: who.ID, aside: p.isChannel(b.Place),
		at: p.settings.Clock.Now(), by: who.ID, text: shown,
	}), who.ID)
	var out answer
	if err := action.Check(); err != nil {
		out = p.carry(a, chat.Reply{Private: sentence("I do not know that command. /study help lists them.")})
	} else {
		out = p.ask(ctx, a)
	}
	out.Entries = append([]entryView{echo}, out.Entries...)
	return out, nil
}

// complete asks the handler for what may be typed as an argument of a command.
func (p *Playground) complete(ctx context.Context, b completeBody) (answer, error) {
	who, err := p.acting(b.As)
	if err != nil {
		return answer{}, err
	}
	suggested := slices.ContainsFunc(p.settings.Commands, func(c chat.Command) bool {
		return c.Name == b.Command && slices.ContainsFunc(c.Args, func(a chat.Arg) bool { return a.Name == b.Arg && a.Kind == chat.SuggestedArg })
	})
	if !suggested || !p.mayRead(who.ID, b.Place) {
		return answer{}, refuse(http.StatusNotFound, "There is nothing to suggest for that.")
	}
	reply, _ := p.call(ctx, p.event(asked{person: who, place: b.Place, action: chat.Complete(b.Command, b.Arg, b.Typed)}))
	return answer{Choices: optionViews(reply.Choices[:min(len(reply.Choices), chat.MaxOptions)])}, nil
}

// parse reads "/study score @bob" or "score @bob", and says how it is written
// in full. A mention of somebody known becomes their id. Without a verb it is help.
func (p *Playground) parse(text string) (chat.Action, string) {
	words := strings.Fields(text)
	if len(words) > 0 && strings.EqualFold(words[0], "/study") {
		words = words[1:]
	} else if len(words) > 0 {
		words[0] = strings.TrimPrefix(words[0], "/")
	}
	if len(words) == 0 || words[0] == "" {
		return chat.Do("help"), "/study"
	}
	shown := "/study " + strings.Join(words, " ")
	args := slices.Clone(words[1:])
	for i, arg := range args {
		if name, ok := strings.CutPrefix(arg, "@"); ok {
			args[i] = p.mentioned(name, arg)
		}
	}
	return chat.Action{Verb: strings.ToLower(words[0]), Args: args}, shown
}

// mentioned is the id of the person with this id, name or first name.
func (p *Playground) mentioned(name, otherwise string) string {
	same := []func(Person) bool{
		func(q Person) bool { return q.ID == name },
		func(q Person) bool { return strings.EqualFold(q.Name, name) },
		func(q Person) bool { return strings.EqualFold(strings.Fields(q.Name + " ?")[0], name) },
	}
	for _, is := range same {
		if i := slices.IndexFunc(p.settings.People, is); i >= 0 {
			return p.settings.People[i].ID
		}
	}
	return otherwise
}

// press reads a used button or menu. The path is the message's own word, but it
// comes back from a browser, so it is read like a stranger's.
func (p *Playground) press(ctx context.Context, b pressBody) (answer, error) {
	who, err := p.acting(b.As)
	if err != nil {
		return answer{}, err
	}
	e, ok := p.history.find(b.Post)
	if !ok || !e.visible(who.ID) {
		return answer{}, refuse(http.StatusNotFound, "That message is not here any more. Please reload the page.")
	}
	action, err := chat.ParsePath(b.Path)
	if err != nil {
		return answer{}, refuse(http.StatusBadRequest, "That button is not one of mine. Please reload the page.")
	}
	a := asked{person: who, place: e.place, post: e.ref(), action: action}
	if b.Value != nil {
		if utf8.RuneCountInString(*b.Value) > chat.MaxLabel {
			return answer{}, refuse(http.StatusBadRequest, "That choice is not one of mine. Please reload the page.")
		}
		a.values = map[string][]string{"value": {*b.Value}}
	}
	return p.ask(ctx, a), nil
}

// submit reads a sent form.
func (p *Playground) submit(ctx context.Context, b submitBody) (answer, error) {
	who, err := p.acting(b.As)
	if err != nil {
		return answer{}, err
	}
	open, ok := p.forms.get(b.Form, who.ID)
	if !ok {
		return answer{Problem: sayUsed}, nil
	}
	values, wrong, ok := p.answers(open.form, b.Values)
	if !ok {
		return answer{Problem: sayOdd}, nil
	}
	if len(wrong) > 0 {
		return answer{Invalid: wrong}, nil
	}
	return p.ask(ctx, asked{
		person: who, place: open.place, post: open.post,
		action: open.form.Action, values: values, form: b.Form,
	}), nil
}

// home opens a person's own page: the handler's answer to "home", drawn anew.
func (p *Playground) home(ctx context.Context, b homeBody) (answer, error) {
	who, err := p.acting(b.As)
	if err != nil {
		return answer{}, err
	}
	var gone []entryView
	for _, e := range p.history.clear(homeOf(who.ID)) {
		gone = append(gone, viewOf(e, who.ID))
	}
	out := p.ask(ctx, asked{person: who, place: homeOf(who.ID), action: chat.Do("home")})
	out.Entries = append(gone, out.Entries...)
	return out, nil
}
