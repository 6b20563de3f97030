package discord

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"studybot/adapters/discord/discordtest"
	"studybot/bot/chat"
	"studybot/bot/chat/edge"
)

func TestFilesAreFetchedFromDiscordAlone(t *testing.T) {
	for address, want := range map[string]bool{
		"https://cdn.discordapp.com/attachments/1/2/quiz.md?ex=1&is=2&hm=3": true,
		"http://cdn.discordapp.com/attachments/1/2/quiz.md":                 false,
		"https://cdn.discordapp.com.evil.example/quiz.md":                   false,
		"https://cdn.discordapp.com@evil.example/quiz.md":                   false,
		"https://cdn.discordapp.com:444/quiz.md":                            false,
		"https://evil.example/cdn.discordapp.com":                           false,
		"file:///etc/passwd":                                                false,
		"":                                                                  false,
	} {
		if got := (Settings{}).isOurs(address); got != want {
			t.Errorf("%q is taken for Discord's: %t", address, got)
		}
	}
	if s := (Settings{APIURL: "http://127.0.0.1:8081"}); s.isOurs("https://cdn.discordapp.com/x") || !s.isOurs("http://127.0.0.1:8081/files/x") {
		t.Error("a stand-in does not keep its own files")
	}
}

func TestDownload(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" {
			t.Error("the token was shown")
		}
		switch r.URL.Path {
		case "/quiz.md":
			_, _ = w.Write([]byte("1. What?"))
		case "/large":
			_, _ = w.Write(make([]byte, chat.MaxFile+1))
		case "/moved":
			http.Redirect(w, r, "/quiz.md", http.StatusFound)
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(srv.Close)
	p := platformWith(t, Settings{BotToken: "a.b.c", AppID: ourApp, APIURL: srv.URL}, nil)
	for name, c := range map[string]struct {
		file edge.Attachment
		want error // nil: any
		ok   bool
	}{
		"a file":           {edge.Attachment{URL: srv.URL + "/quiz.md", Size: 8}, nil, true},
		"larger than told": {edge.Attachment{URL: srv.URL + "/large", Size: 8}, edge.ErrLarge, false},
		"said to be large": {edge.Attachment{URL: srv.URL + "/quiz.md", Size: chat.MaxFile + 1}, edge.ErrLarge, false},
		"kept elsewhere":   {edge.Attachment{URL: "https://evil.example/quiz.md"}, edge.ErrForeign, false},
		"moved":            {edge.Attachment{URL: srv.URL + "/moved"}, nil, false},
		"gone":             {edge.Attachment{URL: srv.URL + "/gone?hm=secret"}, nil, false},
	} {
		data, err := p.porter.Read(t.Context(), c.file)
		if (err == nil) != c.ok || (c.want != nil && !errors.Is(err, c.want)) || (c.ok && string(data) != "1. What?") {
			t.Errorf("%s: %d bytes and %v", name, len(data), err)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: the address is told: %v", name, err)
		}
	}
	srv.Close()
	if _, err := p.porter.Read(t.Context(), edge.Attachment{URL: srv.URL + "/quiz.md?hm=secret"}); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("a host that is away: %v", err)
	}
}

// TestFilesOfACommand: they come along with a command in a channel, whichever way the
// bot hears of it, and nobody but the member sees the answer.
func TestFilesOfACommand(t *testing.T) {
	both(t, func(t *testing.T, overHTTP bool) {
		s := stand(t, discordtest.Options{})
		heard := make(chan chat.Event, 4)
		serveOn(t, s, overHTTP, t.Output(), func(_ context.Context, e chat.Event) chat.Reply {
			heard <- e
			return chat.Reply{Private: card("I have it", press("Publish", "update"))}
		})
		files := []chat.File{
			{Name: "quiz.md", Type: "text/markdown", Data: []byte("1. What?")},
			{Name: "deck.apkg", Type: "application/octet-stream", Data: bytes.Repeat([]byte{0, 0xff, '\n'}, 70_000)},
		}
		check(t, "import", s.SlashFiles(ann, channel, "import", files))
		e := <-heard
		want := chat.FilesBothWays
		if overHTTP {
			want = chat.FilesWithCommand
		}
		if e.Action.Path() != chat.SentFiles().Path() || e.Private || e.Member != ann || e.Channel != channel || e.FileWays != want {
			t.Errorf("it arrived as %s by %s in %s, private %t, ways %d", e.Action.Path(), e.Member, e.Channel, e.Private, e.FileWays)
		}
		if !slices.EqualFunc(e.Files, files, func(a, b chat.File) bool { return a.Name == b.Name && a.Type == b.Type && bytes.Equal(a.Data, b.Data) }) {
			t.Errorf("%d files arrived, not as they were sent", len(e.Files))
		}
		check(t, "the answer", second(s.AwaitPrivate(ann, discordtest.Saying("I have it"))))
		if len(s.Messages(channel)) > 0 || len(s.Direct(ann)) > 0 || len(s.Private(bob)) > 0 {
			t.Error("the answer is seen elsewhere")
		}

		check(t, "import", s.SlashFiles(ann, channel, "import", []chat.File{{Name: "large", Data: make([]byte, chat.MaxFile+1)}}))
		check(t, "a sentence", second(s.AwaitPrivate(ann, discordtest.Saying("at most 8 MB"))))
		check(t, "import", s.SlashFiles(ann, channel, "import", nil))
		if e := <-heard; len(e.Files) > 0 || e.Action.Verb != "import" {
			t.Errorf("without files it arrived as %s with %d", e.Action.Path(), len(e.Files))
		}
	})
}

// TestFilesOfACommandFromElsewhere: an address that is not Discord's is not called.
func TestFilesOfACommandFromElsewhere(t *testing.T) {
	p := platformWith(t, Settings{BotToken: "a.b.c", AppID: ourApp}, suiteCommands())
	data := `{"name":"study","options":[{"name":"import","type":1,"options":[{"name":"file","type":11,"value":"1600000000000000001"}]}],
		"resolved":{"attachments":{"1600000000000000001":{"id":"1600000000000000001","filename":"a.md","size":3,"url":"https://evil.example/a.md"}}}}`
	in, err := p.readInteraction([]byte(payload(2, "1500000000000000009", guildID, data, "")), p.now())
	if err != nil || len(in.files) != 1 {
		t.Fatalf("%d files, %v", len(in.files), err)
	}
	if r := p.porter.Fetch(t.Context(), in.files, &in.event); r == nil || !strings.Contains(r.Private.Body[0].Text, "kept outside of Discord") || len(in.event.Files) > 0 {
		t.Errorf("the answer is %+v", r)
	}
}
