package discordtest

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Option types.
// https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-option-type
const (
	optSubcommand = 1
	optGroup      = 2
	optString     = 3
	optInteger    = 4
	optBoolean    = 5
	optUser       = 6
	optChannel    = 7
	optRole       = 8
	optMentioned  = 9
	optNumber     = 10
	optFile       = 11
)

// commandName is what a slash command and its options are called: lower case where
// there is one. Other scripts are allowed by Discord; this bot has none.
// https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-naming
var commandName = regexp.MustCompile(`^[-_a-z0-9]{1,32}$`)

// maxCommand bounds the name, description and value properties of a command with
// its options, in characters.
const maxCommand = 8000

// locales are the languages that Discord has.
// https://discord.com/developers/docs/reference#locales
const locales = " id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko "

func (s *Server) app(c *call) *refusal {
	if c.at("app") != App {
		return forbidden(20012, "You are not authorized to perform this action on this application")
	}
	return nil
}

func (s *Server) getCommands(c *call) (done, *refusal) {
	if r := s.app(c); r != nil {
		return no(r)
	}
	out := copyOf(s.commands)
	if out == nil {
		out = []object{}
	}
	if c.req.URL.Query().Get("with_localizations") != "true" {
		for _, cmd := range out {
			withoutLocales(cmd)
		}
	}
	return ok(out)
}

func withoutLocales(o object) {
	delete(o, "name_localizations")
	delete(o, "description_localizations")
	for _, opt := range objects(o["options"]) {
		withoutLocales(opt)
	}
}

// https://discord.com/developers/docs/interactions/application-commands#bulk-overwrite-global-application-commands
func (s *Server) putCommands(c *call) (done, *refusal) {
	if r := s.app(c); r != nil {
		return no(r)
	}
	if c.list == nil {
		return no(badForm(breach{"", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType"}))
	}
	list := objects(c.list)
	v := newValidator(nil)
	if len(list) > 100 || len(list) != len(c.list) {
		v.fail("", "BASE_TYPE_BAD_LENGTH", "Must be at most 100 commands.")
	}
	var names []string
	for i, o := range list {
		names = append(names, v.command(join("", i), o, names))
	}
	for _, soft := range v.soft {
		s.problem("commands: %s", soft)
	}
	if len(v.breaches) > 0 {
		return no(badForm(v.breaches...))
	}
	s.counts.CommandPuts++
	kept := copyOf(list)
	for _, o := range kept {
		o["id"], o["application_id"], o["version"] = s.id(), App, s.id()
		for key, def := range map[string]any{"type": float64(1), "nsfw": false, "dm_permission": true, "contexts": nil, "default_member_permissions": nil, "integration_types": []any{float64(0)}} {
			if _, there := o[key]; !there {
				o[key] = def
			}
		}
	}
	s.commands = kept
	return ok(kept)
}

func (v *validator) command(path string, o object, before []string) string {
	v.keys(path, o, "id", "name", "name_localizations", "description", "description_localizations", "options",
		"default_member_permissions", "dm_permission", "integration_types", "contexts", "type", "nsfw")
	if v.num(path, o, "type", 1, 1, 1) != 1 {
		v.fail(join(path, "type"), "BASE_TYPE_CHOICES", "Only slash commands are played here.")
	}
	name := v.named(path, o)
	if slices.Contains(before, name) {
		v.fail(join(path, "name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
	}
	for _, key := range []string{"contexts", "integration_types"} {
		list, isList := o[key].([]any)
		if o[key] != nil && (!isList || len(list) == 0) {
			v.fail(join(path, key), "BASE_TYPE_BAD_LENGTH", "Must be a list of at least one.")
		}
		for i, x := range list {
			most := map[string]float64{"contexts": 2, "integration_types": 1}[key]
			if n, isNumber := x.(float64); !isNumber || n < 0 || n > most {
				v.fail(join(path, key, i), "BASE_TYPE_CHOICES", "Value must be one of {0, ... %v}.", most)
			}
		}
	}
	options := v.list(path, o, "options", 0, 25)
	v.optionList(path, options, 0)
	if n := commandSize(o); n > maxCommand {
		v.fail(path, "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (%d), it has %d", maxCommand, n)
	}
	return name
}

// named checks a name, a description and what they are in other languages.
func (v *validator) named(path string, o object) string {
	name := v.str(path, o, "name", 1, 32)
	if name != "" && !commandName.MatchString(name) {
		v.fail(join(path, "name"), "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
	}
	v.str(path, o, "description", 1, 100)
	for key, most := range map[string]int{"name_localizations": 32, "description_localizations": 100} {
		if o[key] == nil {
			continue
		}
		all, isObject := o[key].(object)
		if !isObject {
			v.fail(join(path, key), "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
		}
		for locale := range all {
			if !strings.Contains(locales, " "+locale+" ") {
				v.fail(join(path, key, locale), "BASE_TYPE_CHOICES", "Value must be one of the locales.")
			}
			text := v.str(join(path, key), all, locale, 1, most)
			if most == 32 && strings.ToLower(text) != text {
				v.fail(join(path, key, locale), "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
			}
		}
	}
	return name
}

// optionList checks options of a command (depth 0), group (1) or subcommand (2).
func (v *validator) optionList(path string, list []object, depth int) {
	var names []string
	optional, subs := false, 0
	for i, o := range list {
		at := join(path, "options", i)
		v.keys(at, o, "type", "name", "name_localizations", "description", "description_localizations", "required", "choices",
			"options", "channel_types", "min_value", "max_value", "min_length", "max_length", "autocomplete")
		name := v.named(at, o)
		if slices.Contains(names, name) {
			v.fail(join(at, "name"), "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", "Option names must be unique")
		}
		names = append(names, name)
		if o["type"] == nil {
			v.fail(join(at, "type"), "BASE_TYPE_REQUIRED", "This field is required")
		}
		kind := v.num(at, o, "type", optString, optSubcommand, optFile)
		if kind == optSubcommand || kind == optGroup {
			subs++
			if depth == 2 || kind == optGroup && depth > 0 || o["required"] == true {
				v.fail(join(at, "type"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-command option types are not allowed here")
			}
			inner := 2
			if kind == optGroup {
				inner = 1
			}
			v.optionList(at, v.list(at, o, "options", 0, 25), inner)
			continue
		}
		if o["options"] != nil {
			v.fail(join(at, "options"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Only sub-commands have options")
		}
		required := v.flag(at, o, "required")
		if required && optional {
			v.fail(at, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options must be placed before non-required options")
		}
		optional = optional || !required
		v.typed(at, o, kind)
	}
	if subs > 0 && subs < len(list) {
		v.fail(join(path, "options"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-commands and other options cannot be mixed")
	}
}

// typed checks what only some kinds of option may have.
func (v *validator) typed(path string, o object, kind int) {
	number := kind == optInteger || kind == optNumber
	for key, fine := range map[string]bool{
		"choices": number || kind == optString, "autocomplete": number || kind == optString,
		"min_value": number, "max_value": number, "min_length": kind == optString, "max_length": kind == optString,
		"channel_types": kind == optChannel,
	} {
		if o[key] != nil && o[key] != false && !fine {
			v.fail(join(path, key), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Not for options of this type")
		}
	}
	v.num(path, o, "min_length", 0, 0, 6000)
	v.num(path, o, "max_length", 6000, 1, 6000)
	list := v.list(path, o, "choices", 0, 25)
	if v.flag(path, o, "autocomplete") && len(list) > 0 {
		v.fail(join(path, "choices"), "APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE", "Choices and autocomplete are mutually exclusive")
	}
	for i, c := range list {
		at := join(path, "choices", i)
		v.keys(at, c, "name", "name_localizations", "value")
		v.str(at, c, "name", 1, 100)
		if kind == optString {
			v.str(at, c, "value", 1, 100)
		}
	}
}

// commandSize counts as Discord does: of each text with its translations the longest.
func commandSize(o object) int {
	n := 0
	for _, key := range []string{"name", "description"} {
		longest := utf8.RuneCountInString(str(o[key]))
		all, _ := o[key+"_localizations"].(object)
		for _, text := range all {
			longest = max(longest, utf8.RuneCountInString(str(text)))
		}
		n += longest
	}
	n += utf8.RuneCountInString(str(o["value"]))
	for _, key := range []string{"options", "choices"} {
		for _, one := range objects(o[key]) {
			n += commandSize(one)
		}
	}
	return n
}
