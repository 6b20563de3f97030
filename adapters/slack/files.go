package slack

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"studybot/bot/chat"
	"studybot/bot/chat/edge"
)

// sentFile is a file of a message, as an event tells of it.
// https://docs.slack.dev/reference/objects/file-object/
type sentFile struct {
	Name       string `json:"name"`
	Type       string `json:"mimetype"`
	Size       int64  `json:"size"`
	URL        string `json:"url_private_download"`
	URLPrivate string `json:"url_private"`
}

// mostFetches bounds the files that are held in memory at the same time.
const mostFetches = 2

var (
	errForeignFile = errors.New("the file is kept elsewhere")
	errLargeFile   = errors.New("the file is larger than is read")
	errFileScope   = errors.New("Slack gave its log-in page: the scope files:read is missing")
)

// fetch gets the files of a message into the event, or answers in place of the handler.
func (p *Platform) fetch(ctx context.Context, list []sentFile, e *chat.Event) *chat.Reply {
	say := func(text string) *chat.Reply {
		r := edge.Sentence(text)
		return &r
	}
	if len(list) == 0 {
		return nil
	}
	if len(list) > chat.MaxFiles {
		return say(fmt.Sprintf("That is too much at once: send at most %d files.", chat.MaxFiles))
	}
	select {
	case p.fetches <- struct{}{}:
		defer func() { <-p.fetches }()
	case <-ctx.Done():
		return say("I am busy with other files just now. Please send it again in a minute.")
	}
	for _, f := range list {
		data, err := p.download(ctx, f)
		switch {
		case errors.Is(err, errLargeFile):
			return say(fmt.Sprintf("That file is too large: I read at most %d MB.", chat.MaxFile>>20))
		case errors.Is(err, errForeignFile):
			return say("That file is kept outside of Slack, where I cannot get it. Upload the file itself, please.")
		case err != nil:
			p.log.Warn("a member's file was not fetched", "error", err)
			return say("I could not get that file from Slack. Please send it again; if that does not help, whoever runs me can see the reason with `studybot doctor`.")
		}
		name, _ := chat.Cut(strings.ToValidUTF8(f.Name, ""), 100)
		e.Files = append(e.Files, chat.File{Name: name, Type: f.Type, Data: data})
	}
	return nil
}

// download gets one file with the bot token, which is shown to Slack's hosts alone.
func (p *Platform) download(ctx context.Context, f sentFile) ([]byte, error) {
	if f.Size > chat.MaxFile {
		return nil, errLargeFile
	}
	address := f.URL
	if address == "" {
		address = f.URLPrivate
	}
	if !p.settings.isOurs(address) {
		return nil, errForeignFile
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, errForeignFile
	}
	req.Header.Set("Authorization", "Bearer "+p.settings.BotToken)
	resp, err := p.caller.Do(req)
	if err != nil {
		return nil, p.explain("fetch a file", err)
	}
	defer resp.Body.Close()
	kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	switch {
	case resp.StatusCode/100 == 3, kind == "text/html" && !strings.HasPrefix(f.Type, "text/html"):
		return nil, errFileScope
	case resp.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("fetch a file: the answer is %d", resp.StatusCode)
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, chat.MaxFile+1))
	if err != nil {
		return nil, p.explain("fetch a file", err)
	}
	if len(data) > chat.MaxFile {
		return nil, errLargeFile
	}
	return data, nil
}

// isOurs says whether an address is one of Slack's, or of the stand-in that is used
// instead.
func (s Settings) isOurs(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.User != nil {
		return false
	}
	if s.APIURL != "" {
		api, err := url.Parse(s.APIURL)
		return err == nil && u.Scheme == api.Scheme && u.Host == api.Host
	}
	return u.Scheme == "https" && (u.Host == "files.slack.com" || strings.HasSuffix(u.Host, ".slack.com"))
}
