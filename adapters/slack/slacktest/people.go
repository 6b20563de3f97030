package slacktest

import (
	"errors"
	"fmt"
	"path"
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

// AwaitMessage waits for a message in the channel and returns the newest that matches.
func (s *Server) AwaitMessage(channel string, match func(Message) bool) (Message, error) {
	return s.awaitIn(func() []*Message { return s.channels[channel] }, match)
}

// AwaitPrivate waits for a message that the member alone sees: a private one, or
// one of the bot's conversation with the member.
func (s *Server) AwaitPrivate(user string, match func(Message) bool) (Message, error) {
	return s.awaitIn(func() []*Message { return slices.Concat(s.channels[s.dms[user]], s.private[user]) }, match)
}

func (s *Server) awaitIn(list func() []*Message, match func(Message) bool) (Message, error) {
	var found Message
	err := s.await("the message", func() bool {
		for _, m := range slices.Backward(list()) {
			if match(*m) {
				found = *m
				return true
			}
		}
		return false
	})
	return found, err
}

// AwaitModal waits until a form is open for the member.
func (s *Server) AwaitModal(user string) (View, error) {
	err := s.await("an open form", func() bool { return s.modals[user] != nil })
	v, _ := s.Modal(user)
	return v, err
}

// AwaitHome waits until the member's App Home matches.
func (s *Server) AwaitHome(user string, match func(View) bool) (View, error) {
	err := s.await("the App Home", func() bool { return s.homes[user] != nil && match(*s.homes[user]) })
	v, _ := s.Home(user)
	return v, err
}

// newTrigger lets a form be opened; the caller holds mu.
func (s *Server) newTrigger(user string) string {
	id := s.id("t.")
	s.triggers[id] = trigger{user: user, until: time.Now().Add(s.opt.TriggerLife)}
	return id
}

// newURL makes a response address; the caller holds mu.
func (s *Server) newURL(u responseURL) string {
	id := s.id("r")
	u.until = time.Now().Add(30 * time.Minute)
	s.urls[id] = &u
	return s.http.URL + "/response/" + id
}

// SlashCommand types "/study text" in the channel.
func (s *Server) SlashCommand(user, channel, text string) error {
	s.mu.Lock()
	u := responseURL{channel: channel, user: user}
	name := "study"
	if strings.HasPrefix(channel, "D") {
		name = "directmessage"
	}
	p := map[string]string{
		"token": "legacy", "team_id": s.opt.Team, "team_domain": "study", "channel_id": channel, "channel_name": name,
		"user_id": user, "user_name": strings.ToLower(user), "command": "/study", "text": text, "api_app_id": "A0STUDY",
		"is_enterprise_install": "false", "response_url": s.newURL(u), "trigger_id": s.newTrigger(user),
	}
	s.mu.Unlock()
	got, err := s.deliver(event{envelope: "slash_commands", path: "/slack/commands", payload: p})
	if err != nil || len(got) == 0 || string(got) == "null" {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.notify()
	if code := s.respond(&u, got); code != "" {
		return fmt.Errorf("the first response was rejected: %s", code)
	}
	return nil
}

// Click presses the button with this label, or with this action path, on a message.
func (s *Server) Click(user string, m Message, labelOrPath string) error {
	return s.press(user, &m, nil, labelOrPath, "")
}

// Choose picks the option of a menu on a message.
func (s *Server) Choose(user string, m Message, menu, option string) error {
	return s.press(user, &m, nil, menu, option)
}

// ClickHome presses a button, or chooses an option of a menu, on the App Home.
func (s *Server) ClickHome(user, labelOrPath, option string) error {
	v, ok := s.Home(user)
	if !ok {
		return errors.New("the member has no App Home yet")
	}
	return s.press(user, nil, &v, labelOrPath, option)
}

func (s *Server) press(user string, m *Message, home *View, label, option string) error {
	var blocks []map[string]any
	if m != nil {
		blocks = m.Blocks
	} else {
		blocks = home.Blocks
	}
	act, err := action(blocks, label, option)
	if err != nil {
		return err
	}
	s.mu.Lock()
	act["action_ts"] = fmt.Sprintf("%.6f", float64(time.Now().UnixMicro())/1e6)
	p := answer{
		"type": "block_actions", "team": answer{"id": s.opt.Team, "domain": "study"}, "api_app_id": "A0STUDY",
		"user": answer{"id": user, "username": strings.ToLower(user), "team_id": s.opt.Team}, "token": "legacy",
		"trigger_id": s.newTrigger(user), "actions": []any{act}, "is_enterprise_install": false,
	}
	if m != nil {
		name := "study"
		if strings.HasPrefix(m.Channel, "D") {
			name = "directmessage"
		}
		p["channel"] = answer{"id": m.Channel, "name": name}
		container := answer{"type": "message", "message_ts": m.TS, "channel_id": m.Channel, "is_ephemeral": m.To != ""}
		if m.Thread != "" {
			container["thread_ts"] = m.Thread
		}
		p["container"] = container
		p["message"] = answer{"type": "message", "user": s.opt.BotUser, "ts": m.TS, "text": m.Text, "blocks": m.Blocks, "team": s.opt.Team}
		p["state"] = answer{"values": answer{}}
		p["response_url"] = s.newURL(responseURL{channel: m.Channel, user: user, ts: m.TS, ephemeral: m.To != ""})
	} else {
		p["container"] = answer{"type": "view", "view_id": home.ID}
		p["view"] = answer{"id": home.ID, "type": "home", "team_id": s.opt.Team, "blocks": home.Blocks, "callback_id": "", "private_metadata": "", "state": answer{"values": answer{}}}
	}
	s.mu.Unlock()
	_, err = s.deliver(event{envelope: "interactive", path: "/slack/interactions", payload: p})
	return err
}

// action finds the control and says what Slack would send about it.
func action(blocks []map[string]any, label, option string) (answer, error) {
	for _, b := range blocks {
		list, _ := b["elements"].([]any)
		if b["type"] != "actions" {
			continue
		}
		for _, x := range list {
			e, _ := x.(object)
			id, _ := e["action_id"].(string)
			out := answer{"type": e["type"], "action_id": id, "block_id": b["block_id"]}
			switch e["type"] {
			case "button":
				if words(e["text"]) == label || (e["value"] == label && label != "") {
					out["value"], out["text"] = e["value"], e["text"]
					return out, nil
				}
			case "static_select":
				if words(e["placeholder"]) != label && !strings.HasSuffix(id, "|"+label) {
					continue
				}
				options, _ := e["options"].([]any)
				for _, o := range options {
					if one, _ := o.(object); words(one["text"]) == option || one["value"] == option {
						out["selected_option"] = one
						return out, nil
					}
				}
				return nil, fmt.Errorf("the menu %q has no option %q", label, option)
			}
		}
	}
	return nil, fmt.Errorf("there is no control %q", label)
}

// CloseForm closes the member's open form without sending it.
func (s *Server) CloseForm(user string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.modals, user)
	s.notify()
}

// OpenHome opens the App Home.
func (s *Server) OpenHome(user string) error {
	s.mu.Lock()
	e := answer{"type": "app_home_opened", "user": user, "tab": "home", "channel": s.conversation(user), "event_ts": s.ts()}
	s.mu.Unlock()
	return s.happen(e)
}

// Say writes to the bot in its direct conversation with the member.
func (s *Server) Say(user, text string) error {
	s.mu.Lock()
	m := &Message{From: user, Channel: s.conversation(user), TS: s.ts(), Text: text}
	s.channels[m.Channel] = append(s.channels[m.Channel], m)
	e := answer{"type": "message", "user": user, "text": text, "channel": m.Channel, "channel_type": "im", "ts": m.TS, "event_ts": m.TS}
	s.mu.Unlock()
	return s.happen(e)
}

// Give sends files to the bot in its direct conversation with the member.
func (s *Server) Give(user string, files []chat.File) error {
	list := []answer{}
	for _, f := range files {
		at := s.Keep(user, f)
		list = append(list, answer{
			"id": path.Base(at), "name": f.Name, "mimetype": f.Type, "size": len(f.Data), "url_private": at, "url_private_download": at, "user": user,
		})
	}
	s.mu.Lock()
	m := &Message{From: user, Channel: s.conversation(user), TS: s.ts()}
	s.channels[m.Channel] = append(s.channels[m.Channel], m)
	e := answer{
		"type": "message", "subtype": "file_share", "user": user, "text": "", "files": list, "upload": false,
		"channel": m.Channel, "channel_type": "im", "ts": m.TS, "event_ts": m.TS,
	}
	s.mu.Unlock()
	return s.happen(e)
}

func (s *Server) happen(e answer) error {
	s.mu.Lock()
	p := answer{
		"type": "event_callback", "team_id": s.opt.Team, "api_app_id": "A0STUDY", "event_id": s.id("Ev"),
		"event_time": time.Now().Unix(), "event": e, "token": "legacy",
	}
	s.mu.Unlock()
	_, err := s.deliver(event{envelope: "events_api", path: "/slack/events", payload: p})
	return err
}
