package web_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"studybot/adapters/web"
	"studybot/bot/chat"
	"studybot/bot/chat/chattest"
)

func TestConformance(t *testing.T) { chattest.Run(t, harness{}) }

// harness acts through the same requests that the page makes.
type harness struct{}

func (harness) Start(t *testing.T, handle chat.Handler) chattest.Scene {
	s := &story{clock: newStoryClock(t), log: &lockedBuffer{}}
	s.clock.set(time.Now())
	serve(t, s, handle)
	return &scene{t: t, p: s.Playground, forms: map[string]*form{}}
}

type scene struct {
	t     *testing.T
	p     *web.Playground
	mu    sync.Mutex
	forms map[string]*form
}

// form is what the page would hold in its dialog.
type form struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Inputs []struct {
		Name string `json:"name"`
	} `json:"inputs"`
	wrong map[string]string
}

type card struct {
	Title string `json:"title"`
	Note  string `json:"note"`
	Body  []struct {
		Lead, Text string
		Items      []struct{ Lead, Text string }
	} `json:"body"`
	Fields []struct{ Name, Value string } `json:"fields"`
	Images []struct{ Alt, Src string }    `json:"images"`
	Files  []struct{ Name, Href string }  `json:"files"`
	Rows   [][]struct {
		Label, Path, Kind string
		Options           []struct{ Label, Value string }
	} `json:"rows"`
}

type said struct {
	ID    string `json:"id"`
	Place string `json:"place"`
	Aside bool   `json:"aside"`
	Text  string `json:"text"`
	Card  *card  `json:"card"`
}

type answered struct {
	Entries []said            `json:"entries"`
	Form    *form             `json:"form"`
	Invalid map[string]string `json:"invalid"`
	Problem string            `json:"problem"`
}

// post sends a request of the page.
func post(p *web.Playground, what string, body any) (answered, int, error) {
	data, err := json.Marshal(body)
	if err != nil {
		return answered{}, 0, err
	}
	res, err := http.Post(p.URL()+"api/"+what, "application/json", bytes.NewReader(data))
	if err != nil {
		return answered{}, 0, err
	}
	defer res.Body.Close()
	var a answered
	return a, res.StatusCode, json.NewDecoder(res.Body).Decode(&a)
}

// entries is what the person sees.
func entries(p *web.Playground, person string) ([]said, error) {
	res, err := http.Get(p.URL() + "api/state?as=" + person)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	var state struct {
		Entries []said `json:"entries"`
	}
	return state.Entries, json.NewDecoder(res.Body).Decode(&state)
}

func (s *scene) Stage() chattest.Stage {
	return chattest.Stage{Platform: s.p, Team: web.Team, Channel: "study", Ann: "ada", Bob: "bob"}
}

func (s *scene) act(member, what string, body any) error {
	a, status, err := post(s.p, what, body)
	if err != nil || status != http.StatusOK {
		return fmt.Errorf("status %d %q: %w", status, a.Problem, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch open := s.forms[member]; {
	case a.Form != nil:
		s.forms[member] = a.Form
	case open != nil && what == "submit" && len(a.Invalid) > 0:
		open.wrong = a.Invalid
	case what == "submit":
		delete(s.forms, member)
	}
	return nil
}

func (s *scene) Type(member, text string, direct bool) error {
	place := "study"
	if direct {
		place = "dm:" + member
	}
	return s.act(member, "command", map[string]string{"as": member, "place": place, "text": "/study " + text})
}

func (s *scene) Press(member, label, option string) error {
	all, err := entries(s.p, member)
	if err != nil {
		return err
	}
	for _, e := range slices.Backward(all) {
		if e.Card == nil {
			continue
		}
		for _, row := range e.Card.Rows {
			for _, c := range row {
				if c.Label != label {
					continue
				}
				body := map[string]string{"as": member, "post": e.ID, "path": c.Path}
				for _, o := range c.Options {
					if o.Label == option {
						body["value"] = o.Value
					}
				}
				return s.act(member, "press", body)
			}
		}
	}
	return fmt.Errorf("no control %q", label)
}

func (s *scene) Submit(member string, values map[string][]string) error {
	s.mu.Lock()
	open := s.forms[member]
	s.mu.Unlock()
	if open == nil {
		return fmt.Errorf("%s has no open form", member)
	}
	return s.act(member, "submit", map[string]any{"as": member, "form": open.ID, "values": values})
}

func (s *scene) Look(member string) chattest.Screen {
	var screen chattest.Screen
	all, err := entries(s.p, member)
	if err != nil {
		s.t.Errorf("look: %v", err)
	}
	for _, e := range all {
		if e.Card == nil {
			continue // the member's own words
		}
		seen := chattest.Seen{ID: e.ID, Text: e.Card.words()}
		for _, im := range e.Card.Images {
			seen.Alts = append(seen.Alts, im.Alt)
		}
		for _, f := range e.Card.Files {
			seen.Files = append(seen.Files, f.Name)
		}
		for _, row := range e.Card.Rows {
			for _, c := range row {
				seen.Controls = append(seen.Controls, c.Label)
			}
		}
		switch {
		case strings.HasPrefix(e.Place, "dm:"):
			screen.Direct = append(screen.Direct, seen)
		case e.Aside:
			screen.Private = append(screen.Private, seen)
		default:
			screen.Channel = append(screen.Channel, seen)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if open := s.forms[member]; open != nil {
		screen.Form = &chattest.OpenForm{Title: open.Title, Errors: open.wrong}
		for _, in := range open.Inputs {
			screen.Form.Inputs = append(screen.Form.Inputs, in.Name)
		}
	}
	return screen
}

// Fail cannot be provoked: memory is never busy and refuses only what is wrong.
func (s *scene) Fail(error) bool { return false }

func (c *card) words() string {
	parts := []string{c.Title}
	for _, b := range c.Body {
		parts = append(parts, b.Lead, b.Text)
		for _, it := range b.Items {
			parts = append(parts, it.Lead, it.Text)
		}
	}
	for _, f := range c.Fields {
		parts = append(parts, f.Name, f.Value)
	}
	return strings.Join(append(parts, c.Note), "\n")
}
