package discord

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"studybot/bot/chat"
)

const (
	appID    = "1100000000000000001"
	botID    = "1100000000000000002"
	guildID  = "1200000000000000001"
	annID    = "1300000000000000001"
	roomID   = "1400000000000000001"
	threadID = "1400000000000000002"
	postID   = "1500000000000000001"
)

func fewCommands() []chat.Command {
	return []chat.Command{
		{Name: "help", Hint: "What I can do"},
		{Name: "topics", Hint: "The course", Args: []chat.Arg{{Name: "topic", Hint: "Which", Kind: chat.SuggestedArg}}},
		{Name: "score", Hint: "Your score", Args: []chat.Arg{{Name: "member", Hint: "Whose", Kind: chat.MemberArg}, {Name: "area", Hint: "Where", Kind: chat.SuggestedArg}}},
	}
}

func commandPayload(id, guild, sub, options string) string {
	return payload(2, id, guild, fmt.Sprintf(`{"name":"study","options":[{"name":%q,"type":1,"options":%s}]}`, sub, options), "")
}

// payload is an interaction as Discord sends it, with fields that nobody reads.
func payload(kind int, id, guild, data, message string) string {
	who := fmt.Sprintf(`"context":1,"user":{"id":%q,"username":"ann"}`, annID)
	if guild != "" {
		who = fmt.Sprintf(`"context":0,"guild_id":%q,"member":{"user":{"id":%q,"username":"ann"},"permissions":"2147483647","roles":[]}`, guild, annID)
	}
	if message != "" {
		message = `,"message":` + message
	}
	return fmt.Sprintf(`{"version":1,"type":%d,"id":%q,"application_id":%q,"token":"tok-en_1","channel_id":%q,"channel":{"id":%q,"type":0},%s,"data":%s%s}`,
		kind, id, appID, roomID, roomID, who, data, message)
}

func reader(t testing.TB) *Platform {
	t.Helper()
	p, err := New(Settings{BotToken: "a.b.c"}, Deps{Log: quietLog(), Commands: fewCommands()})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestReadInteraction(t *testing.T) {
	p := reader(t)
	now := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	id := snowflake(now.Add(-1500 * time.Millisecond))
	message := fmt.Sprintf(`{"id":%q,"flags":32768,"components":[{"type":17,"id":77,"components":[{"type":10,"id":2,"content":"-# From [A \\* b](https://discord.com/channels/%s)"}]}]}`, postID, guildID)
	whispered := strings.Replace(message, "32768", "32832", 1)
	inThread := func(s string) string {
		return strings.Replace(s, `"type":0}`, `"type":11,"parent_id":"`+roomID+`"}`, 1)
	}
	for name, c := range map[string]struct {
		data   string
		action chat.Action
		kind   kind
		also   func(in incoming) bool
	}{
		"a command": {
			data: commandPayload(id, guildID, "topics", `[{"name":"topic","type":3,"value":" 29  or so"}]`), action: chat.Do("topics", "29 or so"),
			also: func(in incoming) bool { return in.event.At.Equal(now.Add(-1500*time.Millisecond)) && in.event.Admin },
		},
		"no argument":         {data: commandPayload(id, guildID, "score", `[]`), action: chat.Do("score")},
		"the second argument": {data: commandPayload(id, guildID, "score", `[{"name":"area","type":3,"value":"C1"}]`), action: chat.Do("score", "", "C1")},
		"a member":            {data: commandPayload(id, guildID, "score", `[{"name":"member","type":6,"value":"`+annID+`"}]`), action: chat.Do("score", annID)},
		"a number":            {data: commandPayload(id, guildID, "topics", `[{"name":"topic","type":4,"value":29}]`), action: chat.Do("topics", "29")},
		"a long argument":     {data: commandPayload(id, guildID, "topics", `[{"name":"topic","type":3,"value":"`+strings.Repeat("é", 400)+`"}]`), action: chat.Do("topics", strings.Repeat("é", 50))},
		"a strange command":   {data: commandPayload(id, guildID, "rate", `[]`), action: chat.Do("unknown")},
		"the command alone":   {data: payload(2, id, guildID, `{"name":"study"}`, ""), action: chat.Do("help")},
		"a private command":   {data: commandPayload(id, "", "help", `[]`), action: chat.Do("help"), also: func(in incoming) bool { return in.event.Private && in.event.Team == "" && !in.event.Admin }},
		"a thread's command":  {data: inThread(commandPayload(id, guildID, "help", `[]`)), action: chat.Do("help"), also: func(in incoming) bool { return in.event.Channel == roomID }},
		"typing":              {data: payload(4, id, guildID, `{"name":"study","options":[{"name":"topics","type":1,"options":[{"name":"topic","type":3,"value":"fea","focused":true}]}]}`, ""), kind: complete, action: chat.Do("complete", "topics", "topic", "fea")},
		"a button": {data: payload(3, id, guildID, `{"custom_id":"rate/a%2Fb/4","component_type":2}`, message), kind: click, action: chat.Do("rate", "a/b", "4"), also: func(in incoming) bool {
			return in.event.Post.ID == postID && in.shown.mark == 77 && in.event.Values == nil
		}},
		"a whispered message": {data: payload(3, id, guildID, `{"custom_id":"help","component_type":2}`, whispered), kind: click, action: chat.Do("help"), also: func(in incoming) bool { return in.shown.ephemeral }},
		"a menu":              {data: payload(3, id, guildID, `{"custom_id":"open/C","component_type":3,"values":["v"]}`, message), kind: click, action: chat.Do("open", "C"), also: func(in incoming) bool { return in.event.Value("value") == "v" }},
		"a strange button":    {data: payload(3, id, guildID, `{"custom_id":"NO","component_type":2}`, message), kind: click, also: func(in incoming) bool { return in.stale }},
		"a private button": {data: payload(3, id, "", `{"custom_id":"help","component_type":2}`, message), kind: click, action: chat.Do("help"), also: func(in incoming) bool {
			return in.event.Team == "discord:"+guildID && in.event.Post.ID == "private:"+postID && in.event.Post.Team != ""
		}},
		"a server is chosen":      {data: payload(3, id, "", `{"custom_id":"in-server/`+guildID+`/topics/29","component_type":2}`, ""), kind: click, action: chat.Do("topics", "29"), also: func(in incoming) bool { return in.guild == guildID }},
		"chosen from elsewhere":   {data: payload(3, id, guildID, `{"custom_id":"in-server/1999999999999999999/topics","component_type":2}`, ""), kind: click, action: chat.Do("in-server", "1999999999999999999", "topics"), also: func(in incoming) bool { return in.guild == guildID }},
		"a form again":            {data: payload(3, id, guildID, `{"custom_id":"form-again/abcd/answer/x","component_type":2}`, ""), kind: click, action: chat.Do("answer", "x"), also: func(in incoming) bool { return in.again == "abcd" && !in.stale }},
		"a form again, no opener": {data: payload(3, id, guildID, `{"custom_id":"form-again/abcd","component_type":2}`, ""), kind: click, also: func(in incoming) bool { return in.again == "abcd" && in.stale }},
		"a form": {
			data: payload(5, id, guildID, `{"custom_id":"asked/x","components":[{"type":10,"content":"intro"},{"type":18,"component":{"type":4,"custom_id":"why","value":"be*cause"}},{"type":18,"component":{"type":3,"custom_id":"level","values":["1","2"]}},{"type":1,"components":[{"type":4,"custom_id":"old","value":"y"}]},{"type":99,"strange":true}]}`, message), kind: submit, action: chat.Do("asked", "x"),
			also: func(in incoming) bool {
				return reflect.DeepEqual(in.event.Values, map[string][]string{"why": {"be*cause"}, "level": {"1", "2"}, "old": {"y"}}) && in.form == "asked/x"
			},
		},
	} {
		in, err := p.readInteraction([]byte(c.data), now)
		if err != nil {
			t.Errorf("%s: %v\n%s", name, err, c.data)
			continue
		}
		if in.kind != c.kind || in.event.Action.Verb != c.action.Verb || !slices.Equal(in.event.Action.Args, c.action.Args) || in.event.Member != annID || c.also != nil && !c.also(in) {
			t.Errorf("%s is read as %+v", name, in)
		}
	}
	good := commandPayload(id, guildID, "help", `[]`)
	for name, data := range map[string]string{
		"nothing": "", "no JSON": "{", "no id": strings.Replace(good, id, "x", 1), "no member": strings.ReplaceAll(good, annID, ""),
		"a path as token": strings.Replace(good, "tok-en_1", "../../users/@me", 1), "a path as server": strings.Replace(good, guildID, "../x", 1),
		"a dot as token": strings.Replace(good, "tok-en_1", "..", 1),
	} {
		if in, err := p.readInteraction([]byte(data), now); !errors.Is(err, errUnreadable) {
			t.Errorf("%s is read as %+v, %v", name, in, err)
		}
	}
	if _, err := p.readInteraction([]byte(payload(77, id, guildID, `{}`, "")), now); !errors.Is(err, errNotForUs) {
		t.Errorf("an unknown kind: %v", err)
	}
}

func TestReadWords(t *testing.T) {
	now := time.Now()
	write := func(edit string) string {
		return strings.Replace(fmt.Sprintf(`{"id":%q,"channel_id":%q,"type":0,"content":"Score <@!%s>","author":{"id":%q}}`, snowflake(now), roomID, botID, annID), `"type":0`, edit, 1)
	}
	in, err := readWords([]byte(write(`"type":0`)), now)
	if err != nil || in.kind != written || !in.event.Private || !reflect.DeepEqual(in.event.Action, chat.Do("score", botID)) {
		t.Errorf("words are read as %+v, %v", in, err)
	}
	for _, edit := range []string{`"type":7`, `"type":0,"guild_id":"` + guildID + `"`} {
		if _, err := readWords([]byte(write(edit)), now); !errors.Is(err, errNotForUs) {
			t.Errorf("%s: %v", edit, err)
		}
	}
	if _, err := readWords([]byte(strings.Replace(write(`"type":0`), `"author":{`, `"author":{"bot":true,`, 1)), now); !errors.Is(err, errNotForUs) {
		t.Errorf("a bot's words: %v", err)
	}
}

func TestSnowflakes(t *testing.T) {
	now := time.UnixMilli(1772440200123)
	if got := instant(snowflake(now), now); !got.Equal(now) {
		t.Errorf("%s comes back as %s", now, got)
	}
	if got := instant("175928847299117063", now); got.UnixMilli() != 1462015105796 { // the documentation's example
		t.Errorf("the documented id is of %s", got.UTC())
	}
	for _, id := range []string{"", "x", snowflake(now.Add(time.Hour)), "99999999999999999999999"} {
		if got := instant(id, now); !got.Equal(now) {
			t.Errorf("instant(%q) = %s", id, got)
		}
	}
}

// decoded is a letter as it comes back with a click.
func decoded(t *testing.T, l letter) []component {
	t.Helper()
	data, err := json.Marshal(l.components)
	if err != nil {
		t.Fatal(err)
	}
	var out []component
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestTheServersLine: the line is read back from every name, and nobody else's
// text is taken for it.
func TestTheServersLine(t *testing.T) {
	for _, name := range []string{"Study", "a](https://discord.com/channels/1999999999999999999)", "[x]", "`*_~|", "", "line\nbreak", strings.Repeat("é", 300), "-# From [y](z)"} {
		l := draw(chat.Message{Title: "T", Note: "note"}, frame{from: &server{guildID, name}})
		if got := serverIn(decoded(t, l)[0]); got != guildID {
			t.Errorf("the server %q is read as %q", name, got)
		}
	}
	evil := "-# From [Evil](https://discord.com/channels/1999999999999999999)"
	for _, m := range []chat.Message{
		{Title: evil},
		{Body: []chat.Block{{Text: evil}}},
		{Body: []chat.Block{{Kind: chat.Quote, Text: "x\n" + evil}}},
		{Body: []chat.Block{{Kind: chat.Code, Text: evil}}},
		{Title: "x", Note: evil},
		{Title: "x", Fields: []chat.Field{{Name: "n", Value: evil}}},
		{Body: []chat.Block{{Kind: chat.List, Items: []chat.Item{{Text: evil}}}}},
		{Body: []chat.Block{{Text: "`" + evil + "`"}}},
	} {
		if got := serverIn(decoded(t, draw(m, frame{}))[0]); got != "" {
			t.Errorf("%+v is taken for a message about %s", m, got)
		}
	}
}

func FuzzReadInteraction(f *testing.F) {
	p := reader(f)
	now := time.Now()
	for _, s := range []string{
		commandPayload(snowflake(now), guildID, "score", `[{"name":"member","type":6,"value":"1"}]`),
		payload(3, snowflake(now), "", `{"custom_id":"in-server/`+guildID+`/topics","component_type":2}`, `{"id":"`+postID+`","components":[{"type":17,"components":[{"content":"-# From [x](https://discord.com/channels/`+guildID+`)"}]}]}`),
		payload(5, snowflake(now), guildID, `{"custom_id":"a/b","components":[{"component":{"custom_id":"x","values":["1"]}}]}`, ""),
		payload(4, snowflake(now), guildID, `{"name":"study","options":[{"name":"topics","options":[{"name":"topic","value":"\ud800","focused":true}]}]}`, ""),
		`{"type":3,"data":null}`, `[]`, `{"member":{},"user":{}}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		in, err := p.readInteraction(data, now)
		if err != nil {
			return
		}
		if !isID(in.event.Member) || !isToken(in.token) || in.event.At.After(now.Add(5*time.Minute)) {
			t.Fatalf("%q is read as %+v", data, in)
		}
		if len(in.event.Action.Args) > chat.MaxArgs {
			t.Fatalf("%d arguments", len(in.event.Action.Args))
		}
	})
}
