package webtest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"

	"studybot/bot/chat"
	"studybot/bot/chat/chattest"
)

// Scene lets a suite act as people at the playground.
type Scene struct {
	base  string
	stage chattest.Stage

	mu    sync.Mutex
	forms map[string]*Form // the open ones, by person
}

var (
	_ chattest.Homed = (*Scene)(nil)
	_ chattest.Giver = (*Scene)(nil)
)

// NewScene is the playground at base, such as "http://127.0.0.1:8790/", as a stage.
// It acts in the stage's channel.
func NewScene(base string, stage chattest.Stage) *Scene {
	return &Scene{base: base, stage: stage, forms: map[string]*Form{}}
}

// Stage names the parts.
func (s *Scene) Stage() chattest.Stage { return s.stage }

// act sends a request and keeps the form that it opens.
func (s *Scene) act(member, what string, body any) error {
	a, status, err := Post(s.base, what, body)
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
	case a.Problem != "":
		return fmt.Errorf("the page says %q", a.Problem)
	case what == "submit":
		delete(s.forms, member)
	}
	return nil
}

// Type sends a typed command.
func (s *Scene) Type(member, text string, direct bool) error {
	place := s.stage.Channel
	if direct {
		place = "dm:" + member
	}
	return s.act(member, "command", map[string]string{"as": member, "place": place, "text": "/study " + text})
}

// Give sends files into the private conversation.
func (s *Scene) Give(member string, files []chat.File) error {
	a, status, err := Give(s.base, member, "dm:"+member, files)
	if err != nil || status != http.StatusOK {
		return fmt.Errorf("status %d %q: %w", status, a.Problem, err)
	}
	return nil
}

// Press uses the control on the newest message that has it.
func (s *Scene) Press(member, label, option string) error {
	all, err := Entries(s.base, member)
	if err != nil {
		return err
	}
	for _, e := range slices.Backward(all) {
		if e.Card == nil {
			continue
		}
		for _, c := range slices.Concat(e.Card.Rows...) {
			if c.Label != label {
				continue
			}
			body := map[string]string{"as": member, "post": e.ID, "path": c.Path}
			if option != "" {
				i := slices.IndexFunc(c.Options, func(o chat.Option) bool { return o.Label == option })
				if i < 0 {
					return fmt.Errorf("the menu %q has no option %q", label, option)
				}
				body["value"] = c.Options[i].Value
			}
			return s.act(member, "press", body)
		}
	}
	return fmt.Errorf("no control %q", label)
}

// Submit sends the member's open form; inputs without a value keep what they show.
func (s *Scene) Submit(member string, values map[string][]string) error {
	s.mu.Lock()
	open := s.forms[member]
	s.mu.Unlock()
	if open == nil {
		return fmt.Errorf("%s has no open form", member)
	}
	sent := map[string][]string{}
	for _, in := range open.Inputs {
		if len(in.Value) > 0 {
			sent[in.Name] = in.Value
		}
	}
	for name, v := range values {
		sent[name] = v
	}
	return s.act(member, "submit", map[string]any{"as": member, "form": open.ID, "values": sent})
}

// OpenHome opens the member's own page.
func (s *Scene) OpenHome(member string) error {
	return s.act(member, "home", map[string]string{"as": member})
}

// Look is what the member sees now; nothing when the playground does not answer.
func (s *Scene) Look(member string) chattest.Screen {
	var screen chattest.Screen
	all, err := Entries(s.base, member)
	if err != nil {
		return screen
	}
	for _, e := range all {
		if e.Card == nil {
			continue // the member's own words
		}
		seen := e.Card.seen(e.ID)
		switch {
		case strings.HasPrefix(e.Place, "home:"):
			screen.Home = &seen
		case strings.HasPrefix(e.Place, "dm:"):
			screen.Direct = append(screen.Direct, seen)
		case e.Place != s.stage.Channel:
		case e.Aside:
			screen.Private = append(screen.Private, seen)
		default:
			screen.Channel = append(screen.Channel, seen)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if open := s.forms[member]; open != nil {
		screen.Form = &chattest.OpenForm{Title: open.Title, Intro: joined(wordsOf(open.Intro)), Shown: map[string]chat.Input{}, Errors: open.wrong}
		for _, in := range open.Inputs {
			screen.Form.Inputs = append(screen.Form.Inputs, in.Name)
			screen.Form.Shown[in.Name] = chat.Input{Label: in.Label, Hint: in.Hint, Options: in.Options, Value: in.Value}
		}
	}
	return screen
}

func (c *Card) seen(id string) chattest.Seen {
	seen := chattest.Seen{ID: id, Text: c.Words(), Menus: map[string][]chat.Option{}}
	for _, im := range c.Images {
		seen.Alts = append(seen.Alts, im.Alt)
	}
	for _, f := range c.Files {
		seen.Files = append(seen.Files, f.Name)
	}
	for _, ctl := range slices.Concat(c.Rows...) {
		seen.Controls = append(seen.Controls, ctl.Label)
		if ctl.Kind == "menu" {
			seen.Menus[ctl.Label] = ctl.Options
		}
	}
	return seen
}

// Fail cannot be provoked: memory is never busy and refuses only what is wrong.
func (s *Scene) Fail(error) bool { return false }
