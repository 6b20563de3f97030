package discordtest

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"studybot/bot/chat"
)

// SlashCommand uses a registered command in a channel, thread or conversation:
// "score @bob" is "/study score" with its first option set to the person named bob.
// Options may also be named, as "member:@bob"; the last text option takes the rest
// of the line. As in the app, what was never registered cannot be used, and an
// option that was not declared cannot be given.
func (s *Server) SlashCommand(user, channel, text string) error {
	s.mu.Lock()
	it, p, err := s.typedCommand(user, channel, text, nil)
	s.mu.Unlock()
	if err != nil {
		return fmt.Errorf("/study %s: %w", text, err)
	}
	return s.deliver(it, p)
}

// SlashOptions uses a command with its options by name.
func (s *Server) SlashOptions(user, channel, command string, options map[string]string) error {
	s.mu.Lock()
	it, p, err := s.typedCommand(user, channel, command, options)
	s.mu.Unlock()
	if err != nil {
		return fmt.Errorf("/study %s: %w", command, err)
	}
	return s.deliver(it, p)
}

// SlashFiles uses a command with files in the options that take some, in their order.
func (s *Server) SlashFiles(user, channel, command string, files []chat.File) error {
	s.mu.Lock()
	named := map[string]string{}
	_, _, options, _, err := s.lookUp(channel, command)
	for _, o := range options {
		if o["type"] == float64(optFile) && len(named) < len(files) {
			f := files[len(named)]
			id := s.id()
			s.uploads[id] = File{ID: id, Name: f.Name, Type: f.Type, Data: f.Data}
			named[str(o["name"])] = id
		}
	}
	if err == nil && len(named) < len(files) {
		err = fmt.Errorf("only %d of %d files can be added", len(named), len(files))
	}
	var it *interaction
	var p object
	if err == nil {
		it, p, err = s.typedCommand(user, channel, command, named)
	}
	s.mu.Unlock()
	if err != nil {
		return fmt.Errorf("/study %s: %w", command, err)
	}
	return s.deliver(it, p)
}

// Autocomplete types into an option of a command and returns what is suggested.
func (s *Server) Autocomplete(user, channel, command, option, typed string) ([]Choice, error) {
	s.mu.Lock()
	cmd, path, options, _, err := s.lookUp(channel, command)
	var it *interaction
	var p object
	if err == nil {
		i := slices.IndexFunc(options, func(o object) bool { return o["name"] == option })
		switch {
		case i < 0:
			err = fmt.Errorf("no option %q is declared", option)
		case options[i]["autocomplete"] != true:
			err = fmt.Errorf("the option %q has no completion", option)
		default:
			focused := []object{{"name": option, "type": options[i]["type"], "value": typed, "focused": true}}
			it, p, err = s.begin(actComplete, user, channel, nil, commandData(cmd, path, focused, nil))
		}
	}
	s.mu.Unlock()
	if err != nil {
		return nil, fmt.Errorf("complete %s: %w", command, err)
	}
	if err := s.deliver(it, p); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(it.choices), nil
}

// lookUp finds the registered command that the words begin with: the command, the
// names of its subcommand, the options there, and the words that are left. The
// caller holds mu.
func (s *Server) lookUp(channel, text string) (cmd object, path []string, options []object, rest []string, err error) {
	rest = strings.Fields(text)
	name := "study"
	if len(rest) > 0 && strings.HasPrefix(rest[0], "/") {
		name, rest = rest[0][1:], rest[1:]
	}
	i := slices.IndexFunc(s.commands, func(o object) bool { return o["name"] == name })
	if i < 0 {
		return nil, nil, nil, nil, fmt.Errorf("the command /%s is not registered", name)
	}
	cmd = s.commands[i]
	context := float64(0)
	if c := s.channels[channel]; c != nil && c.kind == kindDirect {
		context = 1
	}
	if list, limited := cmd["contexts"].([]any); limited && !slices.Contains(list, any(context)) {
		return nil, nil, nil, nil, fmt.Errorf("the command /%s cannot be used here (context %v)", name, context)
	}
	options = objects(cmd["options"])
	for len(options) > 0 && (options[0]["type"] == float64(optSubcommand) || options[0]["type"] == float64(optGroup)) {
		if len(rest) == 0 {
			return nil, nil, nil, nil, fmt.Errorf("the command /%s needs a subcommand", name)
		}
		i := slices.IndexFunc(options, func(o object) bool { return o["name"] == rest[0] })
		if i < 0 {
			return nil, nil, nil, nil, fmt.Errorf("the subcommand %q is not registered", rest[0])
		}
		path, rest = append(path, rest[0]), rest[1:]
		options = objects(options[i]["options"])
	}
	return cmd, path, options, rest, nil
}

func (s *Server) typedCommand(user, channel, text string, named map[string]string) (*interaction, object, error) {
	cmd, path, options, rest, err := s.lookUp(channel, text)
	if err != nil {
		return nil, nil, err
	}
	given := map[string]string{}
	for name, value := range named {
		given[name] = value
	}
	if err := assign(given, options, rest); err != nil {
		return nil, nil, err
	}
	resolved, out := object{}, []object{}
	for _, o := range options {
		name := str(o["name"])
		raw, there := given[name]
		if !there {
			if o["required"] == true {
				return nil, nil, fmt.Errorf("the option %q is required", name)
			}
			continue
		}
		delete(given, name)
		value, err := s.optionValue(o, raw, channel, resolved)
		if err != nil {
			return nil, nil, fmt.Errorf("option %q: %w", name, err)
		}
		out = append(out, object{"name": name, "type": o["type"], "value": value})
	}
	for name := range given {
		return nil, nil, fmt.Errorf("no option %q is declared", name)
	}
	return s.begin(actCommand, user, channel, nil, commandData(cmd, path, out, resolved))
}

// assign gives the words to the options: those with a name to theirs, the others in
// order, the rest of the line to the last one that takes text.
func assign(given map[string]string, options []object, words []string) error {
	next := 0
	for i, w := range words {
		if name, value, ok := strings.Cut(w, ":"); ok && slices.ContainsFunc(options, func(o object) bool { return o["name"] == name }) {
			given[name] = value
			continue
		}
		if next == len(options) {
			return fmt.Errorf("no option is declared for %q", w)
		}
		name := str(options[next]["name"])
		if next == len(options)-1 && options[next]["type"] == float64(optString) {
			given[name] = strings.Join(words[i:], " ")
			return nil
		}
		given[name] = w
		next++
	}
	return nil
}

// optionValue is the value that Discord sends, with who or what it names in resolved.
func (s *Server) optionValue(o object, raw, channel string, resolved object) (any, error) {
	kind, _ := o["type"].(float64)
	switch int(kind) {
	case optString:
		list := objects(o["choices"])
		for _, c := range list {
			if c["name"] == raw || c["value"] == raw {
				return c["value"], nil
			}
		}
		if len(list) > 0 {
			return nil, fmt.Errorf("no choice %q", raw)
		}
		if most, ok := o["max_length"].(float64); ok && len([]rune(raw)) > int(most) {
			return nil, fmt.Errorf("longer than %v", most)
		}
		return raw, nil
	case optInteger, optNumber:
		n, err := strconv.ParseFloat(raw, 64)
		return n, err
	case optBoolean:
		return strconv.ParseBool(raw)
	case optUser:
		id := strings.TrimRight(strings.TrimLeft(raw, "<@!"), ">")
		for _, u := range s.users {
			if u.id != id && u.name != id {
				continue
			}
			s.resolve(resolved, channel, u.id)
			return u.id, nil
		}
		return nil, fmt.Errorf("there is nobody called %q", raw)
	case optChannel:
		id := strings.TrimRight(strings.TrimLeft(raw, "<#"), ">")
		for _, c := range s.channels {
			if c.id == id || c.name == id {
				resolved["channels"] = object{c.id: s.channelJSON(c)}
				return c.id, nil
			}
		}
		return nil, fmt.Errorf("there is no channel %q", raw)
	}
	if int(kind) == optFile {
		f, there := s.uploads[raw]
		if !there {
			return nil, errors.New("there is no such file")
		}
		all, _ := resolved["attachments"].(object)
		if all == nil {
			all = object{}
			resolved["attachments"] = all
		}
		at := s.http.URL + "/uploads/" + f.ID
		all[f.ID] = object{
			"id": f.ID, "filename": f.Name, "size": len(f.Data), "url": at, "proxy_url": at, "content_type": f.Type, "ephemeral": true,
		}
		return f.ID, nil
	}
	return nil, fmt.Errorf("options of type %v are not played here", kind)
}

// resolve adds a person to the data that an interaction carries about whom it names.
// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-resolved-data-structure
func (s *Server) resolve(resolved object, room, id string) {
	add := func(key string, o object) {
		all, _ := resolved[key].(object)
		if all == nil {
			all = object{}
			resolved[key] = all
		}
		all[id] = o
	}
	add("users", s.userJSON(id))
	c := s.channels[room]
	if g := s.guilds[c.guild]; g != nil {
		if permissions, in := g.members[id]; in {
			m := s.memberJSON(g, id)
			delete(m, "user")
			m["permissions"] = bits(permissions)
			add("members", m)
		}
	}
}

func commandData(cmd object, path []string, options []object, resolved object) object {
	for _, name := range slices.Backward(path) {
		options = []object{{"name": name, "type": optSubcommand, "options": options}}
	}
	data := object{"id": cmd["id"], "name": cmd["name"], "type": 1, "options": options}
	if len(resolved) > 0 {
		data["resolved"] = resolved
	}
	return data
}
