package discord

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"studybot/adapters/discord/discordtest"
	"studybot/bot/chat"
	botcommands "studybot/bot/command"
)

func fourCommands() []chat.Command {
	return []chat.Command{
		{Name: "question", Hint: "The current question", Hints: map[string]string{"de": "Die aktuelle Frage", "es": "La pregunta actual", "tlh": "yu'"}},
		{Name: "score", Hint: "Totals and level", Args: []chat.Arg{{Name: "member", Hint: "Whose", Kind: chat.MemberArg}}},
		{Name: "topics", Hint: "The course day by day", Args: []chat.Arg{{Name: "topic", Hint: "Which", Kind: chat.SuggestedArg}, {Name: "rest", Kind: chat.WordArg}}},
		{Name: "pause", Hint: "Stop posting", Hints: map[string]string{"pt-BR": "Parar de publicar", "fr": "Pour les responsables : suspendre"}, Owner: true},
	}
}

func TestTooManyCommandsAreRefusedBeforeDiscordIs(t *testing.T) {
	many := make([]chat.Command, 26)
	for i := range many {
		many[i] = chat.Command{Name: "c" + string(rune('a'+i)), Hint: "One of many"}
	}
	wordy := fourCommands()
	for i := range 25 {
		wordy[0].Args = append(wordy[0].Args, chat.Arg{Name: "a" + string(rune('a'+i)), Hint: strings.Repeat("x", 100)})
	}
	for i := 1; i < 4; i++ {
		wordy[i].Args = wordy[0].Args
	}
	for name, list := range map[string][]chat.Command{"26 commands": many, "too many words": wordy} {
		srv := discordtest.New(discordtest.Options{})
		p := platformAt(t, srv, list)
		if err := p.register(t.Context()); chat.RefusedFor(err) != chat.BadMessage {
			t.Errorf("%s gave %v", name, err)
		}
		if got := srv.Commands(); len(got) != 0 {
			t.Errorf("%s were sent", name)
		}
		srv.Close()
	}
}

// Registering writes once, then only what changed, and takes away what an older
// program left behind.
func TestRegister(t *testing.T) {
	srv := discordtest.New(discordtest.Options{})
	defer srv.Close()
	register := func(what string, list []chat.Command, want int) {
		t.Helper()
		for range 2 { // the second start has nothing to do
			if err := platformAt(t, srv, list).register(t.Context()); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
		}
		if got := srv.Counts().CommandPuts; got != want {
			t.Errorf("%s: %d writes, want %d", what, got, want)
		}
	}
	list := fourCommands()
	register("the first start", list, 1)
	list[1].Hint = "Totals, level and what moved"
	register("another hint", list, 2)
	list[0].Args = []chat.Arg{{Name: "day", Hint: "Which day"}}
	register("a new argument", list, 3)
	list[1].Hints = map[string]string{"ja": "合計"}
	register("a new language", list, 4)
	register("a command less", list[1:], 5)
	register("the bot's own list", botcommands.List(), 6)
	if got := srv.Commands(); len(got) != 1 || got[0]["name"] != "study" {
		t.Errorf("Discord has %v", got)
	}
	for _, problem := range srv.Problems() {
		t.Error(problem)
	}
}

// A start that could not register tries again later; nothing is half done.
func TestRegisterSaysWhyNot(t *testing.T) {
	srv := discordtest.New(discordtest.Options{})
	defer srv.Close()
	p := platformAt(t, srv, fourCommands())
	const path = " /applications/{app}/commands"
	srv.FailNext("GET"+path, discordtest.Failure{Status: http.StatusBadGateway})
	srv.FailNext("PUT"+path, discordtest.Failure{Status: http.StatusServiceUnavailable}, discordtest.Failure{Status: http.StatusTooManyRequests, RetryAfter: 0.5})
	for _, what := range []string{"reading", "writing"} {
		if err := p.register(t.Context()); err == nil || chat.RefusedFor(err) != "" {
			t.Errorf("%s fails with %v", what, err)
		}
	}
	var busy *chat.Busy
	if err := p.register(t.Context()); !errors.As(err, &busy) || busy.After <= 0 {
		t.Errorf("too many requests give %v", err)
	}
	if got := srv.Commands(); len(got) != 0 {
		t.Errorf("Discord has %v", got)
	}
}

// TestAnEntryPointStays: an Activity's own command is written back as it was.
func TestAnEntryPointStays(t *testing.T) {
	const launch = `{"id":"1390000000000000077","type":4,"name":"launch","handler":2}`
	there, puts := "["+launch+"]", 0
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/api/v10/applications/@me":
			_, _ = io.WriteString(w, `{"id":"`+ourApp+`","bot":{"id":"`+ourApp+`"}}`)
		case r.Method == http.MethodPut:
			puts++
			body, err := io.ReadAll(r.Body)
			if err != nil {
				t.Error(err)
			}
			there = string(body)
			_, _ = io.WriteString(w, there)
		default:
			_, _ = io.WriteString(w, there)
		}
	}))
	defer srv.Close()
	for range 2 {
		p := platformWith(t, Settings{BotToken: "a.b.c", AppID: ourApp, APIURL: srv.URL}, fourCommands())
		if err := p.register(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if puts != 1 || !strings.Contains(there, `"name":"launch"`) || !strings.Contains(there, `"name":"study"`) {
		t.Errorf("%d writes, and Discord has %s", puts, there)
	}
}
