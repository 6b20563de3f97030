package discordtest

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"studybot/bot/chat"
)

// patience ends a wait that would never end.
const patience = 20 * time.Second

// await waits until ok, which is called with mu held.
func (s *Server) await(what string, ok func() bool) error { return s.awaitFor(patience, what, ok) }

func (s *Server) awaitFor(limit time.Duration, what string, ok func() bool) error {
	timeout := time.NewTimer(limit)
	defer timeout.Stop()
	for {
		s.mu.Lock()
		good, changed := ok(), s.changed
		s.mu.Unlock()
		if good {
			return nil
		}
		select {
		case <-changed:
		case <-timeout.C:
			return fmt.Errorf("never seen: %s", what)
		}
	}
}

// Saying matches messages whose words hold the text.
func Saying(text string) func(Message) bool {
	return func(m Message) bool { return strings.Contains(m.Words(), text) }
}

// AwaitMessage waits for a message in the channel or thread and returns the newest
// that matches.
func (s *Server) AwaitMessage(channel string, match func(Message) bool) (Message, error) {
	return s.awaitIn(func() []*Message {
		if c := s.channels[channel]; c != nil {
			return c.messages
		}
		return nil
	}, match)
}

// AwaitPrivate waits for a message that the member alone sees in a channel or
// conversation ("ephemeral").
func (s *Server) AwaitPrivate(user string, match func(Message) bool) (Message, error) {
	return s.awaitIn(func() []*Message { return s.private[user] }, match)
}

// AwaitDirect waits for a message of the bot's conversation with the member.
func (s *Server) AwaitDirect(user string, match func(Message) bool) (Message, error) {
	return s.AwaitMessage(s.directID(user), match)
}

func (s *Server) awaitIn(list func() []*Message, match func(Message) bool) (Message, error) {
	var found Message
	err := s.await("the message", func() bool {
		for _, m := range slices.Backward(list()) {
			if !m.Loading && match(*m) {
				found = *m
				return true
			}
		}
		return false
	})
	return found, err
}

// AwaitModal waits until a form is open for the member.
func (s *Server) AwaitModal(user string) (Form, error) {
	err := s.await("an open form", func() bool { return s.modals[user] != nil })
	f, _ := s.Modal(user)
	return f, err
}

// CloseForm closes the member's open form without sending it.
func (s *Server) CloseForm(user string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.modals, user)
	s.notify()
}

// OpenDM opens the bot's conversation with the member and returns its id.
func (s *Server) OpenDM(user string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.direct(user).id
}

// Say writes to the bot in its direct conversation with the member. The bot hears of
// it by the gateway alone.
func (s *Server) Say(user, text string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.users[user] == nil {
		return errors.New("there is no such person")
	}
	s.keep(s.direct(user), &Message{From: user, Content: text})
	s.notify()
	return nil
}

// Give sends files to the bot in its direct conversation with the member. The bot
// hears of it by the gateway alone.
func (s *Server) Give(user string, files []chat.File) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.users[user] == nil {
		return errors.New("there is no such person")
	}
	m := &Message{From: user}
	for _, f := range files {
		m.Files = append(m.Files, File{ID: s.id(), Name: f.Name, Type: f.Type, Data: f.Data})
	}
	s.keep(s.direct(user), m)
	s.notify()
	return nil
}

// serveFile gives what a person attached.
func (s *Server) serveFile(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.Header.Get("Authorization") != "" {
		s.problems = append(s.problems, "a token was sent along with the address of a file")
	}
	for _, c := range s.channels {
		for _, m := range c.messages {
			for _, f := range m.Files {
				if m.ID == r.PathValue("message") && f.ID == r.PathValue("file") && m.From != Bot {
					_, _ = w.Write(f.Data)
					return
				}
			}
		}
	}
	http.NotFound(w, r)
}

// serveUpload gives what a person sent along with a command.
func (s *Server) serveUpload(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.Header.Get("Authorization") != "" {
		s.problems = append(s.problems, "a token was sent along with the address of a file")
	}
	f, there := s.uploads[r.PathValue("file")]
	if !there {
		http.NotFound(w, r)
		return
	}
	_, _ = w.Write(f.Data)
}

// Write puts a person's message into a channel, as people do beside the bot, and
// returns its id.
func (s *Server) Write(user, channel, text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := &Message{From: user, Content: text}
	s.keep(s.channels[channel], m)
	s.notify()
	return m.ID
}

// Click presses the button with this label, or with this custom_id, on a message.
func (s *Server) Click(user string, m Message, label string) error {
	return s.press(user, m, label, nil)
}

// Choose picks options, by label or value, of the menu with this placeholder, label
// or custom_id.
func (s *Server) Choose(user string, m Message, menu string, options ...string) error {
	return s.press(user, m, menu, options)
}

func (s *Server) press(user string, seen Message, label string, options []string) error {
	s.mu.Lock()
	it, p, err := s.pressed(user, seen, label, options)
	s.mu.Unlock()
	if err != nil {
		return err
	}
	return s.deliver(it, p)
}

func (s *Server) pressed(user string, seen Message, label string, options []string) (*interaction, object, error) {
	m := s.find(seen.Channel, seen.ID)
	if m == nil {
		for _, own := range s.private[user] {
			if own.ID == seen.ID {
				m = own
			}
		}
	}
	if m == nil {
		return nil, nil, errors.New("the member sees no such message")
	}
	control := m.control(label)
	switch {
	case control == nil:
		return nil, nil, fmt.Errorf("there is no control %q among %q", label, m.Labels())
	case control["disabled"] == true:
		return nil, nil, fmt.Errorf("the control %q is disabled", label)
	case control["url"] != nil:
		return nil, nil, fmt.Errorf("the control %q is a link", label)
	}
	data := object{"component_type": control["type"], "custom_id": control["custom_id"], "id": control["id"]}
	if kindOf(control) != typeButton {
		chosen, err := picked(control, options)
		if err != nil {
			return nil, nil, fmt.Errorf("the menu %q: %w", label, err)
		}
		resolved := object{}
		if kindOf(control) == typeUsers {
			for _, id := range chosen {
				s.resolve(resolved, m.Channel, id)
			}
		}
		data["values"] = chosen
		if len(resolved) > 0 {
			data["resolved"] = resolved
		}
	}
	return s.begin(actComponent, user, m.Channel, m, data)
}

// control finds a button or menu of the message.
func (m Message) control(label string) object {
	var found object
	eachComponent(m.Components, func(o object) {
		switch kindOf(o) {
		case typeButton, typeMenu, typeUsers, typeRoles, typeMentionable, typeChannels:
			if found == nil && (o["label"] == label || o["placeholder"] == label || o["custom_id"] == label) {
				found = o
			}
		}
	})
	return found
}

// picked are the values of the options, given by label or value; ids stand for
// themselves.
func picked(menu object, given []string) ([]string, error) {
	out := []string{}
	for _, g := range given {
		if kindOf(menu) != typeMenu {
			out = append(out, g)
			continue
		}
		list := objects(menu["options"])
		i := slices.IndexFunc(list, func(o object) bool { return o["label"] == g })
		if i < 0 {
			i = slices.IndexFunc(list, func(o object) bool { return o["value"] == g })
		}
		if i < 0 {
			return nil, fmt.Errorf("no option %q", g)
		}
		out = append(out, str(list[i]["value"]))
	}
	least, most := 1, 1
	if n, ok := menu["min_values"].(float64); ok {
		least = int(n)
	}
	if n, ok := menu["max_values"].(float64); ok {
		most = int(n)
	}
	if menu["required"] == false && len(out) == 0 {
		return out, nil
	}
	if len(out) < least || len(out) > most {
		return nil, fmt.Errorf("%d chosen, %d to %d may be", len(out), least, most)
	}
	return out, nil
}
