// Package commands is /study as Discord wants it registered: a subcommand for each
// of the bot's commands, with arguments and descriptions in Discord's languages, and
// whether what Discord has is the same.
//
// It must not know what the commands do, how they are sent, or what comes of them.
package commands

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"

	"studybot/bot/chat"
	"studybot/bot/chat/edge"
)

// Name is what members type first.
const Name = "study"

const (
	// maxOptions is what Discord takes under one command, and maxHint in one
	// description; maxCommand is the sum of all names and descriptions, each in its
	// longest language.
	// https://discord.com/developers/docs/interactions/application-commands
	maxOptions = 25
	maxHint    = 100
	maxCommand = 8000
)

// Entry is a command, a subcommand or an argument, with what matters of it: Discord
// adds ids, versions and defaults, and writes null for what is empty. The SDK's
// types would send false where Discord wants no value.
type Entry struct {
	Type         int               `json:"type"`
	Name         string            `json:"name"`
	Names        map[string]string `json:"name_localizations,omitempty"`
	Description  string            `json:"description"`
	Descriptions map[string]string `json:"description_localizations,omitempty"`
	Options      []Entry           `json:"options,omitempty"`
	Required     bool              `json:"required,omitempty"`
	Autocomplete bool              `json:"autocomplete,omitempty"`
	Choices      []json.RawMessage `json:"choices,omitempty"`
	Contexts     []int             `json:"contexts,omitempty"`
	Installs     []int             `json:"integration_types,omitempty"`
	Members      *string           `json:"default_member_permissions,omitempty"`
	AdultsOnly   bool              `json:"nsfw,omitempty"`
}

// Of is the one command of the bot, with a subcommand for each of list. It
// stands in servers and in the private conversation with the bot.
func Of(list []chat.Command) Entry {
	about := purpose()
	c := described(int(discordgo.ChatApplicationCommand), about.Name, about.Hint, about.Hints)
	c.Contexts = []int{int(discordgo.InteractionContextGuild), int(discordgo.InteractionContextBotDM)}
	c.Installs = []int{int(discordgo.ApplicationIntegrationGuildInstall)}
	for _, sub := range list {
		sub = marked(sub)
		o := described(int(discordgo.ApplicationCommandOptionSubCommand), sub.Name, sub.Hint, sub.Hints)
		for _, a := range sub.Args {
			kind := discordgo.ApplicationCommandOptionString
			switch a.Kind {
			case chat.MemberArg:
				kind = discordgo.ApplicationCommandOptionUser
			case chat.FilesArg:
				kind = discordgo.ApplicationCommandOptionAttachment
			}
			for _, name := range Names(a) {
				arg := described(int(kind), name, a.Hint, a.Hints)
				arg.Autocomplete = a.Kind == chat.SuggestedArg
				o.Options = append(o.Options, arg)
			}
		}
		c.Options = append(c.Options, o)
	}
	return c
}

// Names are the options that an argument becomes: one, but one for each of several files.
func Names(a chat.Arg) []string {
	names := []string{a.Name}
	for n := 2; a.Kind == chat.FilesArg && n <= chat.MaxFiles; n++ {
		names = append(names, a.Name+"-"+strconv.Itoa(n))
	}
	return names
}

// purpose describes the command as a whole. Discord shows it beside the bot's name.
func purpose() chat.Command {
	return chat.Command{
		Name: Name,
		Hint: "Study together: a daily question, your score, your plan",
		Hints: map[string]string{
			"de":    "Gemeinsam lernen: eine Frage am Tag, der eigene Stand, der eigene Plan",
			"fr":    "Étudier ensemble : une question par jour, votre score, votre plan",
			"es":    "Estudiar en equipo: una pregunta al día, tu puntuación, tu plan",
			"pt-BR": "Estudar em equipe: uma pergunta por dia, sua pontuação, seu plano",
		},
	}
}

func described(kind int, name, text string, others map[string]string) Entry {
	return Entry{Type: kind, Name: name, Description: hint(name, text), Descriptions: localised(others)}
}

// hint makes a description that Discord takes: one line, not empty, not too long.
func hint(name, text string) string {
	text = strings.Join(strings.Fields(edge.Clean(text)), " ")
	if text == "" {
		text = name
	}
	text, _ = chat.Cut(text, maxHint)
	return text
}

// marked says in words which commands are for owners: Discord can hide a command
// from members, but not a subcommand.
func marked(c chat.Command) chat.Command {
	if !c.Owner {
		return c
	}
	mark := func(text, word, suffix string) string {
		if strings.Contains(strings.ToLower(text), word) {
			return text
		}
		head, _ := chat.Cut(text, maxHint-utf8.RuneCountInString(suffix))
		return head + suffix
	}
	c.Hint = mark(c.Hint, "owner", " (owners)")
	c.Hints = maps.Clone(c.Hints)
	for tag, text := range c.Hints {
		switch base, _, _ := strings.Cut(tag, "-"); base {
		case "de":
			c.Hints[tag] = mark(text, "verantwortlich", " (für Verantwortliche)")
		case "fr":
			c.Hints[tag] = mark(text, "responsab", " (responsables)")
		case "es":
			c.Hints[tag] = mark(text, "responsab", " (responsables)")
		case "pt":
			c.Hints[tag] = mark(text, "responsáve", " (responsáveis)")
		}
	}
	return c
}

// localised gives hints by BCP 47 tag the names that Discord has for languages;
// those that it does not have are left out, and English stands in.
func localised(hints map[string]string) map[string]string {
	out := map[string]string{}
	for _, tag := range slices.Sorted(maps.Keys(hints)) {
		text := hint("", hints[tag])
		if text == "" {
			continue
		}
		for _, l := range locales(tag) {
			// Latin American Spanish in words of its own goes before the one Spanish.
			if _, given := out[string(l)]; !given || string(l) == tag {
				out[string(l)] = text
			}
		}
	}
	return out
}

// locales are Discord's names for a language.
// https://discord.com/developers/docs/reference#locales
func locales(tag string) []discordgo.Locale {
	switch tag {
	case "es":
		return []discordgo.Locale{discordgo.SpanishES, discordgo.SpanishLATAM}
	case "pt":
		return []discordgo.Locale{discordgo.PortugueseBR}
	case "sv":
		return []discordgo.Locale{discordgo.Swedish}
	case "nb":
		return []discordgo.Locale{discordgo.Norwegian}
	case "en":
		return []discordgo.Locale{discordgo.EnglishUS, discordgo.EnglishGB}
	case "zh":
		return []discordgo.Locale{discordgo.ChineseCN}
	case "id": // the library does not know Indonesian, Discord does
		return []discordgo.Locale{"id"}
	}
	l := discordgo.Locale(tag)
	if _, known := discordgo.Locales[l]; known && l != discordgo.Unknown {
		return []discordgo.Locale{l}
	}
	return nil
}

// Apart parts the commands that members type from the entry point of an Activity,
// which an application may have and which no overwriting may take away.
// https://discord.com/developers/docs/interactions/application-commands#Entry-point-commands
func Apart(there []json.RawMessage) (ours []byte, others []any, err error) {
	const entryPoint = 4
	typed := []json.RawMessage{}
	for _, raw := range there {
		var c struct {
			Type int `json:"type"`
		}
		if err := json.Unmarshal(raw, &c); err != nil {
			return nil, nil, errors.New("read the registered commands: the answer can not be read")
		}
		if c.Type == entryPoint {
			others = append(others, raw)
		} else {
			typed = append(typed, raw)
		}
	}
	ours, err = json.Marshal(typed)
	return ours, others, err
}

// Fits checks what only the whole command shows.
func Fits(c Entry) error {
	if n := len(c.Options); n > maxOptions {
		return fmt.Errorf("/%s has %d subcommands, at most %d", c.Name, n, maxOptions)
	}
	for _, sub := range c.Options {
		if n := len(sub.Options); n > maxOptions {
			return fmt.Errorf("/%s %s has %d arguments, at most %d", c.Name, sub.Name, n, maxOptions)
		}
	}
	if n := c.length(); n > maxCommand {
		return fmt.Errorf("/%s has %d characters of names and descriptions, at most %d", c.Name, n, maxCommand)
	}
	return nil
}

// length is how long Discord finds it, with all that is in it.
func (c Entry) length() int {
	n := utf8.RuneCountInString(c.Description)
	for _, text := range c.Descriptions {
		n = max(n, utf8.RuneCountInString(text))
	}
	n += utf8.RuneCountInString(c.Name)
	for _, o := range c.Options {
		n += o.length()
	}
	return n
}

// Same compares what is wanted with all that Discord has. The order of options
// counts, because members see it; no other order does.
func Same(want Entry, there []byte) (bool, error) {
	var all []Entry
	if err := json.Unmarshal(there, &all); err != nil {
		return false, fmt.Errorf("read the registered commands: %w", err)
	}
	if len(all) != 1 {
		return false, nil
	}
	want.settle()
	all[0].settle()
	return reflect.DeepEqual(want, all[0]), nil
}

// settle gives one form to what has several.
func (c *Entry) settle() {
	if c.Type == 0 {
		c.Type = int(discordgo.ChatApplicationCommand)
	}
	if len(c.Names) == 0 {
		c.Names = nil
	}
	if len(c.Descriptions) == 0 {
		c.Descriptions = nil
	}
	if len(c.Options) == 0 {
		c.Options = nil
	}
	if len(c.Choices) == 0 {
		c.Choices = nil
	}
	c.Contexts = sortedOrNil(c.Contexts)
	c.Installs = sortedOrNil(c.Installs)
	for i := range c.Options {
		c.Options[i].settle()
	}
}

func sortedOrNil(list []int) []int {
	if len(list) == 0 {
		return nil
	}
	slices.Sort(list)
	return slices.Compact(list)
}
