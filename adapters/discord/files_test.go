package discord

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

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
