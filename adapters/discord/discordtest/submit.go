package discordtest

import (
	"errors"
	"fmt"
	"slices"
)

// Inputs are the custom_ids of the form's inputs, in order.
func (f Form) Inputs() []string {
	var out []string
	for _, c := range f.controls() {
		out = append(out, str(c["custom_id"]))
	}
	return out
}

func (f Form) controls() []object {
	var out []object
	for _, o := range f.Components {
		if c, ok := o["component"].(object); ok {
			out = append(out, c)
		}
	}
	return out
}

// Words is all the text of the form as a reader sees it.
func (f Form) Words() string {
	out := f.Title
	for _, o := range f.Components {
		for _, key := range []string{"content", "label", "description"} {
			if text := str(o[key]); text != "" && key == "content" {
				out += "\n" + plain(text)
			} else if text != "" {
				out += "\n" + text
			}
		}
	}
	return out
}

// Shows is what the input shows at first: its text, or the values that are chosen.
func (f Form) Shows(input string) []string {
	for _, c := range f.controls() {
		if c["custom_id"] == input {
			list, _ := entered(c, nil)
			return list
		}
	}
	return nil
}

// Submit sends the member's open form: values by input name (custom_id) or label;
// options by value or label. Inputs without a value keep what they show.
func (s *Server) Submit(user string, given map[string][]string) error {
	s.mu.Lock()
	f := s.modals[user]
	var it *interaction
	var p object
	err := errors.New("the member has no open form")
	if f != nil {
		it, p, err = s.filled(user, f, given)
	}
	s.mu.Unlock()
	if err != nil {
		return err
	}
	if err := s.deliver(it, p); err != nil {
		return err // "Something went wrong. Try again.": the form stays open
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.modals[user] == f {
		delete(s.modals, user)
	}
	s.notify()
	return nil
}

// filled is the interaction of a form that is sent; the caller holds mu.
func (s *Server) filled(user string, f *Form, given map[string][]string) (*interaction, object, error) {
	out, resolved, used := []object{}, object{}, 0
	for _, o := range f.Components {
		if kindOf(o) == typeText {
			out = append(out, object{"type": typeText, "id": o["id"]})
			continue
		}
		c, _ := o["component"].(object)
		values, there := given[str(c["custom_id"])]
		if !there {
			values, there = given[str(o["label"])]
		}
		if there {
			used++
			if values == nil {
				values = []string{}
			}
		}
		list, err := entered(c, values)
		if err != nil {
			return nil, nil, fmt.Errorf("input %v: %w", c["custom_id"], err)
		}
		sent := object{"type": c["type"], "id": c["id"], "custom_id": c["custom_id"]}
		if kindOf(c) == typeInput {
			sent["value"] = ""
			if len(list) > 0 {
				sent["value"] = list[0]
			}
		} else {
			if kindOf(c) == typeChannels && f.room.guild == "" && len(list) > 0 {
				return nil, nil, fmt.Errorf("input %v: a private conversation lists no channels", c["custom_id"])
			}
			sent["values"] = list
			s.resolveChosen(resolved, f.room.id, c, list)
		}
		out = append(out, object{"type": typeLabel, "id": o["id"], "component": sent})
	}
	if used < len(given) {
		return nil, nil, fmt.Errorf("the form has other inputs: %q", f.Inputs())
	}
	data := object{"custom_id": f.CustomID, "components": out}
	if len(resolved) > 0 {
		data["resolved"] = resolved
	}
	source := f.source
	if source != nil && !s.exists(source) {
		source = nil
	}
	return s.begin(actSubmit, user, f.room.id, source, data)
}

func (s *Server) resolveChosen(resolved object, room string, c object, list []string) {
	for _, id := range list {
		switch kindOf(c) {
		case typeUsers:
			s.resolve(resolved, room, id)
		case typeChannels:
			all, _ := resolved["channels"].(object)
			if all == nil {
				all = object{}
				resolved["channels"] = all
			}
			if ch := s.channels[id]; ch != nil {
				all[id] = s.channelJSON(ch)
			}
		}
	}
}

// entered is an input's answer: what was given, or with nil what it shows at first.
func entered(c object, given []string) ([]string, error) {
	required := c["required"] != false
	if kindOf(c) == typeInput {
		text := str(c["value"])
		if len(given) > 0 {
			text = given[0]
		} else if given != nil {
			text = ""
		}
		n := len([]rune(text))
		least, most := 0, 4000
		if x, ok := c["min_length"].(float64); ok {
			least = int(x)
		}
		if x, ok := c["max_length"].(float64); ok {
			most = int(x)
		}
		switch {
		case n == 0 && required:
			return []string{text}, errors.New("it must be filled in")
		case n > most, n > 0 && n < least:
			return []string{text}, fmt.Errorf("it has %d characters, %d to %d may be", n, least, most)
		case c["style"] == float64(1) && hasBreak(text):
			return []string{text}, errors.New("a line break cannot be typed here")
		}
		return []string{text}, nil
	}
	if given == nil {
		given = []string{}
		for _, o := range objects(c["options"]) {
			if o["default"] == true {
				given = append(given, str(o["value"]))
			}
		}
		for _, d := range objects(c["default_values"]) {
			given = append(given, str(d["id"]))
		}
	}
	list, err := picked(c, given)
	if err != nil {
		return slices.Clone(given), err
	}
	return list, nil
}
