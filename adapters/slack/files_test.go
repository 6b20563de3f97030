package slack

import (
	"errors"
	"log/slog"
	"testing"

	"studybot/adapters/slack/slacktest"
	"studybot/bot/chat"
	"studybot/bot/chat/edge"
)

// The token is shown to nobody but Slack.
func TestFilesAreFetchedFromSlackAlone(t *testing.T) {
	for address, want := range map[string]bool{
		"https://files.slack.com/files-pri/T1-F1/download/quiz.md": true,
		"https://acme.slack.com/files/quiz.md":                     true,
		"http://files.slack.com/files-pri/T1-F1/quiz.md":           false,
		"https://files.slack.com.evil.example/quiz.md":             false,
		"https://evilslack.com/quiz.md":                            false,
		"https://files.slack.com@evil.example/quiz.md":             false,
		"https://me:you@files.slack.com/quiz.md":                   false,
		"https://files.slack.com:8443/quiz.md":                     false,
		"https://docs.example/quiz.md":                             false,
		"file:///etc/passwd":                                       false,
		"":                                                         false,
		"https://files.slack.com/%zz":                              false,
	} {
		if got := (Settings{}).isOurs(address); got != want {
			t.Errorf("%q is taken for Slack's: %t", address, got)
		}
	}
	if s := (Settings{APIURL: "http://127.0.0.1:8081/api/"}); s.isOurs("https://files.slack.com/x") || !s.isOurs("http://127.0.0.1:8081/files/x") {
		t.Error("a stand-in does not keep its own files")
	}
}

func TestDownload(t *testing.T) {
	good := []byte("1. What?")
	for name, c := range map[string]struct {
		scopes []string
		file   chat.File
		change func(*sentFile)
		want   error
	}{
		"a file":             {nil, chat.File{Name: "quiz.md", Data: good}, nil, nil},
		"without the scope":  {[]string{"chat:write", "im:history"}, chat.File{Name: "quiz.md", Data: good}, nil, errFileScope},
		"larger than told":   {nil, chat.File{Name: "quiz.md", Data: make([]byte, chat.MaxFile+1)}, func(f *sentFile) { f.Size = 1 }, edge.ErrLarge},
		"said to be large":   {nil, chat.File{Name: "quiz.md", Data: good}, func(f *sentFile) { f.Size = chat.MaxFile + 1 }, edge.ErrLarge},
		"kept somewhere":     {nil, chat.File{Name: "quiz.md", Data: good}, func(f *sentFile) { f.URL = "https://docs.example/x" }, edge.ErrForeign},
		"without an address": {nil, chat.File{Name: "quiz.md", Data: good}, func(f *sentFile) { f.URL, f.URLPrivate = "", "" }, edge.ErrForeign},
	} {
		t.Run(name, func(t *testing.T) {
			s := slacktest.New(slacktest.Options{Scopes: c.scopes})
			t.Cleanup(s.Close)
			bot, app, secret := s.Tokens()
			p, err := New(Settings{BotToken: bot, AppToken: app, SigningSecret: secret, APIURL: s.APIURL()}, slog.New(slog.DiscardHandler))
			if err != nil {
				t.Fatal(err)
			}
			at := s.Keep(slacktest.Ann, c.file)
			f := sentFile{Name: c.file.Name, Size: int64(len(c.file.Data)), URL: at, URLPrivate: at}
			if c.change != nil {
				c.change(&f)
			}
			data, err := p.porter.Read(t.Context(), attachments([]sentFile{f})[0])
			if !errors.Is(err, c.want) || (c.want == nil && string(data) != string(good)) {
				t.Errorf("got %d bytes and %v, not %v", len(data), err, c.want)
			}
		})
	}
}
