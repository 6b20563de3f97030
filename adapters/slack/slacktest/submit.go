package slacktest

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
)

// Submit sends the member's open form: values by input name (block id), options by
// their value. Inputs without a value keep what they show. When the bot names
// errors, the form stays open with them; see View.Errors.
func (s *Server) Submit(user string, given map[string][]string) error {
	s.mu.Lock()
	v := s.modals[user]
	if v == nil {
		s.mu.Unlock()
		return errors.New("the member has no open form")
	}
	state, inputs := answer{}, []string{}
	for _, b := range v.Blocks {
		if b["type"] != "input" {
			continue
		}
		name, _ := b["block_id"].(string)
		e, _ := b["element"].(object)
		val, err := entered(e, given[name])
		if err == nil && val == nil && b["optional"] != true {
			err = errors.New("it must be filled in")
		}
		if err != nil {
			s.mu.Unlock()
			return fmt.Errorf("input %s: %w", name, err)
		}
		if val == nil {
			val = answer{"type": e["type"]}
		}
		id, _ := e["action_id"].(string)
		state[name] = answer{id: val}
		inputs = append(inputs, name)
	}
	for name := range given {
		if !slices.Contains(inputs, name) {
			s.mu.Unlock()
			return fmt.Errorf("the form has no input %q", name)
		}
	}
	p := answer{
		"type": "view_submission", "team": answer{"id": s.opt.Team}, "user": answer{"id": user, "team_id": s.opt.Team}, "token": "legacy",
		"api_app_id": "A0STUDY", "trigger_id": s.newTrigger(user), "response_urls": []any{},
		"view": answer{
			"id": v.ID, "type": "modal", "team_id": s.opt.Team, "callback_id": v.CallbackID, "private_metadata": v.Metadata,
			"blocks": v.Blocks, "state": answer{"values": state}, "hash": strconv.Itoa(s.seq),
		},
	}
	s.mu.Unlock()
	got, err := s.deliver(event{envelope: "interactive", path: "/slack/interactions", payload: p})
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.notify()
	var r struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
	}
	if len(got) > 0 && string(got) != "null" {
		if err := json.Unmarshal(got, &r); err != nil {
			return fmt.Errorf("the first response to a form: %w", err)
		}
	}
	switch r.Action {
	case "", "clear":
		if s.modals[user] == v {
			delete(s.modals, user)
		}
	case "errors":
		for name := range r.Errors {
			if !slices.Contains(inputs, name) {
				return fmt.Errorf("an error for an unknown input %q: Slack would show nothing", name)
			}
		}
		if len(r.Errors) == 0 {
			return errors.New("a rejection without errors")
		}
		v.Errors = r.Errors
	default:
		return fmt.Errorf("unknown response_action %q", r.Action)
	}
	return nil
}

// entered is an input's state: what was given, or what it showed at first.
func entered(e object, given []string) (answer, error) {
	kind, _ := e["type"].(string)
	out := answer{"type": kind}
	pick := func(value string) (object, error) {
		options, _ := e["options"].([]any)
		for _, o := range options {
			if one, _ := o.(object); one["value"] == value {
				return one, nil
			}
		}
		return nil, fmt.Errorf("no option has the value %q", value)
	}
	switch kind {
	case "plain_text_input":
		text, _ := e["initial_value"].(string)
		if len(given) > 0 {
			text = given[0]
		}
		if text == "" {
			return nil, nil
		}
		if most, ok := e["max_length"].(float64); ok && length(text) > int(most) {
			return nil, fmt.Errorf("longer than %d", int(most))
		}
		out["value"] = text
	case "static_select", "radio_buttons":
		if len(given) == 0 {
			if e["initial_option"] == nil {
				return nil, nil
			}
			out["selected_option"] = e["initial_option"]
			return out, nil
		}
		one, err := pick(given[0])
		out["selected_option"] = one
		return out, err
	case "multi_static_select", "checkboxes":
		list, _ := e["initial_options"].([]any)
		if given != nil {
			list = []any{}
			for _, g := range given {
				one, err := pick(g)
				if err != nil {
					return nil, err
				}
				list = append(list, one)
			}
		}
		if len(list) == 0 {
			return nil, nil
		}
		out["selected_options"] = list
	case "conversations_select":
		id, _ := e["initial_conversation"].(string)
		if len(given) > 0 {
			id = given[0]
		}
		if id == "" {
			return nil, nil
		}
		out["selected_conversation"] = id
	case "multi_users_select":
		if given == nil {
			if e["initial_users"] == nil {
				return nil, nil
			}
			out["selected_users"] = e["initial_users"]
			return out, nil
		}
		if len(given) == 0 {
			return nil, nil
		}
		out["selected_users"] = given
	default:
		return nil, fmt.Errorf("unknown element %q", kind)
	}
	return out, nil
}
