package discord

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"studybot/bot/chat"
	"studybot/bot/chat/edge"
)

// sentFile is a file of a message.
// https://discord.com/developers/docs/resources/message#attachment-object
type sentFile struct {
	Name string `json:"filename"`
	Type string `json:"content_type"`
	Size int64  `json:"size"`
	URL  string `json:"url"`
}

const (
	// cdnHost keeps what people attach; its addresses are signed and need no token.
	cdnHost = "cdn.discordapp.com"
	// mostFetches bounds the messages whose files are held in memory at the same time.
	mostFetches = 2
)

var (
	errForeignFile = errors.New("the file is not one of Discord's")
	errLargeFile   = errors.New("the file is larger than is read")
)

// newFetcher makes the client for files. It knows no token, and its failures say
// nothing about the limits of the API.
func newFetcher() *http.Client {
	return &http.Client{
		Timeout:       callTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

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
		case err != nil:
			p.log.Warn("a member's file was not fetched", "error", err)
			return say("I could not get that file from Discord. Please send it again.")
		}
		name, _ := chat.Cut(strings.ToValidUTF8(f.Name, ""), 100)
		e.Files = append(e.Files, chat.File{Name: name, Type: f.Type, Data: data})
	}
	return nil
}

// download gets one file.
func (p *Platform) download(ctx context.Context, f sentFile) ([]byte, error) {
	if f.Size > chat.MaxFile {
		return nil, errLargeFile
	}
	if !p.settings.isOurs(f.URL) {
		return nil, errForeignFile
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, f.URL, nil)
	if err != nil {
		return nil, errForeignFile
	}
	resp, err := p.fetcher.Do(req)
	if err != nil {
		var u *url.Error
		if errors.As(err, &u) {
			err = u.Err // the address is signed: whoever reads it in a log could open the file
		}
		return nil, fmt.Errorf("fetch a file: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("fetch a file: the answer is %d", resp.StatusCode)
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, chat.MaxFile+1))
	if err != nil {
		return nil, fmt.Errorf("fetch a file: %w", err)
	}
	if len(data) > chat.MaxFile {
		return nil, errLargeFile
	}
	return data, nil
}

// isOurs says whether an address is that of an attachment: on Discord's own host, or
// on the stand-in that is used instead.
func (s Settings) isOurs(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.User != nil {
		return false
	}
	if s.APIURL != "" {
		api, err := url.Parse(s.APIURL)
		return err == nil && u.Scheme == api.Scheme && u.Host == api.Host
	}
	return u.Scheme == "https" && u.Host == cdnHost
}
