package commands

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"
	"pgregory.net/rapid"

	"studybot/bot/chat"
	botcommands "studybot/bot/command"
)

func fourCommands() []chat.Command {
	return []chat.Command{
		{Name: "question", Hint: "The current question", Hints: map[string]string{"de": "Die aktuelle Frage", "es": "La pregunta actual", "tlh": "yu'"}},
		{Name: "score", Hint: "Totals and level", Args: []chat.Arg{{Name: "member", Hint: "Whose", Kind: chat.MemberArg}}},
		{Name: "topics", Hint: "The course day by day", Args: []chat.Arg{{Name: "topic", Hint: "Which", Kind: chat.SuggestedArg}, {Name: "rest", Kind: chat.WordArg}}},
		{Name: "import", Hint: "Make a pack", Args: []chat.Arg{{Name: "file", Hint: "A file", Kind: chat.FilesArg}}},
		{Name: "pause", Hint: "Stop posting", Hints: map[string]string{"pt-BR": "Parar de publicar", "fr": "Pour les responsables : suspendre"}, Owner: true},
	}
}

func TestOf(t *testing.T) {
	const user, words = int(discordgo.ApplicationCommandOptionUser), int(discordgo.ApplicationCommandOptionString)
	c := Of(fourCommands())
	if c.Name != "study" || c.Type != 1 || c.Description == "" || len(c.Descriptions) != 5 || c.Members != nil || !slices.Equal(c.Contexts, []int{0, 1}) || !slices.Equal(c.Installs, []int{0}) {
		t.Errorf("the command is %+v", c)
	}
	sub := func(i int, name, description string) Entry {
		t.Helper()
		o := c.Options[i]
		if o.Type != int(discordgo.ApplicationCommandOptionSubCommand) || o.Name != name || o.Description != description || o.Required {
			t.Errorf("option %d is %+v", i, o)
		}
		return o
	}
	if got := sub(0, "question", "The current question").Descriptions; len(got) != 3 || got["es-ES"] != "La pregunta actual" || got["es-419"] != got["es-ES"] || got["de"] != "Die aktuelle Frage" {
		t.Errorf("the question's languages are %v", got)
	}
	if a := sub(1, "score", "Totals and level").Options; len(a) != 1 || a[0].Type != user || a[0].Autocomplete {
		t.Errorf("a member is asked for as %+v", a)
	}
	if a := sub(2, "topics", "The course day by day").Options; len(a) != 2 || a[0].Type != words || !a[0].Autocomplete ||
		a[1].Type != words || a[1].Autocomplete || a[1].Description != "rest" {
		t.Errorf("words are asked for as %+v", a)
	}
	files := sub(3, "import", "Make a pack").Options
	if len(files) != chat.MaxFiles || files[0].Name != "file" || files[3].Name != "file-4" {
		t.Errorf("files are asked for as %+v", files)
	}
	for _, a := range files {
		if a.Type != int(discordgo.ApplicationCommandOptionAttachment) || a.Autocomplete || a.Required || a.Description != "A file" {
			t.Errorf("a file is asked for as %+v", a)
		}
	}
	if got := sub(4, "pause", "Stop posting (owners)").Descriptions; got["pt-BR"] != "Parar de publicar (responsáveis)" || got["fr"] != "Pour les responsables : suspendre" {
		t.Errorf("an owner's command says %v", got)
	}
}

func TestLocales(t *testing.T) {
	for tag, want := range map[string][]discordgo.Locale{
		"de": {"de"}, "fr": {"fr"}, "pt-BR": {"pt-BR"}, "pt": {"pt-BR"}, "es": {"es-ES", "es-419"}, "es-419": {"es-419"},
		"sv": {"sv-SE"}, "id": {"id"}, "en": {"en-US", "en-GB"}, "": nil, "xx": nil, "pt-PT": nil,
	} {
		if got := locales(tag); !slices.Equal(got, want) {
			t.Errorf("%q is %q for Discord, want %q", tag, got, want)
		}
	}
	got := localised(map[string]string{"es": "uno", "es-419": "otro", "de": " \n ", "pt": "um", "pt-BR": "dois"})
	if len(got) != 3 || got["es-ES"] != "uno" || got["es-419"] != "otro" || got["pt-BR"] != "dois" {
		t.Errorf("the nearer language does not win: %v", got)
	}
}

// breaches lists what Discord would refuse.
// https://discord.com/developers/docs/interactions/application-commands
func breaches(c Entry) []string {
	var out []string
	name := regexp.MustCompile(`^[-_'\p{Ll}\p{N}]{1,32}$`)
	text := func(where, s string) {
		if n := utf8.RuneCountInString(s); n < 1 || n > 100 || strings.TrimSpace(s) == "" {
			out = append(out, fmt.Sprintf("%s has a description of %d characters: %q", where, n, s))
		}
	}
	all := func(where, description string, others map[string]string) {
		text(where, description)
		for l, s := range others {
			text(where+" in "+l, s)
		}
	}
	var options func(where string, list []Entry)
	options = func(where string, list []Entry) {
		if len(list) > 25 {
			out = append(out, fmt.Sprintf("%s has %d options", where, len(list)))
		}
		seen := map[string]bool{}
		for _, o := range list {
			if !name.MatchString(o.Name) || seen[o.Name] {
				out = append(out, fmt.Sprintf("the name %q below %s is odd or there twice", o.Name, where))
			}
			seen[o.Name] = true
			all(where+" "+o.Name, o.Description, o.Descriptions)
			options(where+" "+o.Name, o.Options)
		}
	}
	all(c.Name, c.Description, c.Descriptions)
	options(c.Name, c.Options)
	if err := Fits(c); err != nil {
		out = append(out, err.Error())
	}
	return out
}

// The bot's own list, in every language, is what Discord takes.
func TestTheBotsCommandsFit(t *testing.T) {
	list := botcommands.List()
	c := Of(list)
	for _, breach := range breaches(c) {
		t.Error(breach)
	}
	if len(c.Options) != len(list) {
		t.Errorf("%d of %d commands are there", len(c.Options), len(list))
	}
	for i, o := range c.Options {
		if len(list[i].Hints) > 0 && (o.Descriptions["es-419"] == "" || o.Descriptions["pt-BR"] == "" || o.Descriptions["de"] == "" || o.Descriptions["fr"] == "") {
			t.Errorf("%s is not described in every language: %v", o.Name, o.Descriptions)
		}
		if owners := strings.Contains(o.Description, "owner"); owners != list[i].Owner {
			t.Errorf("%s says %q, and that it is for owners is %t", o.Name, o.Description, list[i].Owner)
		}
	}
}

func drawnCommands() *rapid.Generator[[]chat.Command] {
	text := rapid.OneOf(rapid.StringN(0, 150, 600), rapid.StringMatching(`[A-Za-zäé ,;]{0,150}`)) // longer than Discord takes
	hints := rapid.MapOfN(rapid.SampledFrom([]string{"de", "fr", "es", "es-419", "pt-BR", "pt", "ja", "xx"}), text, 0, 5)
	name := rapid.StringMatching(`[a-z]{1,10}(-[a-z]{1,8})?`)
	arg := rapid.Custom(func(t *rapid.T) chat.Arg {
		return chat.Arg{
			Name: name.Draw(t, "arg"), Hint: text.Draw(t, "hint"), Hints: hints.Draw(t, "hints"),
			Kind: rapid.SampledFrom([]chat.ArgKind{chat.WordArg, chat.MemberArg, chat.SuggestedArg, chat.FilesArg}).Draw(t, "kind"),
		}
	})
	one := rapid.Custom(func(t *rapid.T) chat.Command {
		return chat.Command{
			Name: name.Draw(t, "name"), Hint: text.Draw(t, "hint"), Hints: hints.Draw(t, "hints"), Owner: rapid.Bool().Draw(t, "owner"),
			Args: rapid.SliceOfNDistinct(arg, 0, 4, func(a chat.Arg) string { return a.Name }).Draw(t, "args"),
		}
	})
	return rapid.SliceOfNDistinct(one, 1, 15, func(c chat.Command) string { return c.Name })
}

// answered is what Discord gives back for what it was sent: with ids and versions,
// with null or nothing for what is empty or a default, in whatever order it likes.
func answered(t *rapid.T, sent any) any {
	switch sent := sent.(type) {
	case []any:
		var out []any
		for _, v := range sent {
			out = append(out, answered(t, v))
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for k, v := range sent {
			out[k] = answered(t, v)
			empty := v == nil || v == false
			if list, ok := v.([]any); ok {
				empty = len(list) == 0
				if k == "contexts" || k == "integration_types" {
					list := out[k].([]any)
					rand.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
				}
			}
			if m, ok := v.(map[string]any); ok && len(m) == 0 {
				empty = true
			}
			if empty {
				switch rapid.IntRange(0, 2).Draw(t, "empty") {
				case 0:
					delete(out, k)
				case 1:
					if v != false {
						out[k] = nil
					}
				}
			}
		}
		if _, whole := sent["contexts"]; whole {
			out["id"], out["application_id"], out["version"] = "1390000000000000001", "1390000000000000002", "1390000000000000003"
			out["default_member_permissions"], out["default_permission"], out["dm_permission"], out["nsfw"] = nil, true, true, false
			if rapid.Bool().Draw(t, "type left out") {
				delete(out, "type")
			}
		}
		if _, named := sent["name"]; named {
			out["name_localizations"] = nil
			if _, said := sent["description_localizations"]; !said {
				out["description_localizations"] = rapid.SampledFrom([]any{nil, map[string]any{}}).Draw(t, "no languages")
			}
		}
		return out
	}
	return sent
}

func TestWhatDiscordAnswersIsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := drawnCommands().Draw(t, "commands")
		want := Of(list)
		if got := breaches(want); len(got) > 0 {
			t.Fatalf("Discord would refuse it: %q", got)
		}
		for i, o := range want.Options {
			if list[i].Owner && !strings.Contains(strings.ToLower(o.Description), "owner") {
				t.Fatalf("%s is for owners, and %q does not say so", o.Name, o.Description)
			}
		}
		sent, err := json.Marshal([]Entry{want})
		if err != nil {
			t.Fatal(err)
		}
		var read any
		if err := json.Unmarshal(sent, &read); err != nil {
			t.Fatal(err)
		}
		there, err := json.Marshal(answered(t, read))
		if err != nil {
			t.Fatal(err)
		}
		if ok, err := Same(want, there); err != nil || !ok {
			t.Fatalf("it would be written at every start (%v):\n%s\n%s", err, sent, there)
		}
		// And whatever changes is noticed.
		i := rapid.IntRange(0, len(list)-1).Draw(t, "changed")
		changed := slices.Clone(list)
		switch rapid.IntRange(0, 3).Draw(t, "how") {
		case 0:
			changed[i].Hint = "Something that nobody said before"
		case 1:
			changed[i].Args = append(slices.Clone(changed[i].Args), chat.Arg{Name: "another-one"})
		case 2:
			changed = slices.Delete(changed, i, i+1)
		case 3:
			changed[i].Hints = map[string]string{"it": "Una lingua nuova"}
		}
		if ok, err := Same(Of(changed), there); err != nil || ok {
			t.Fatalf("a change of %s would not be written (%v)", list[i].Name, err)
		}
	})
}
