package discord

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"

	"studybot/bot/chat"
	"studybot/bot/chat/edge"
)

// sentFile is a file of a message or a command.
// https://discord.com/developers/docs/resources/message#attachment-object
type sentFile struct {
	Name string `json:"filename"`
	Type string `json:"content_type"`
	URL  string `json:"url"`
	Size int64  `json:"size"`
}

// cdnHost keeps what people attach; its addresses are signed and need no token.
const cdnHost = "cdn.discordapp.com"

// attach takes the files that came along with a command.
func (in *incoming) attach(options []option, names []string, sent map[string]sentFile) {
	for _, o := range options {
		if slices.Contains(names, o.Name) {
			in.event.Action = chat.SentFiles()
			in.files = append(in.files, edge.Attachment(sent[o.text()]))
		}
	}
}

// newFetcher makes the client for files. It knows no token, and its failures say
// nothing about the limits of the API.
func newFetcher() *http.Client {
	return &http.Client{
		Timeout:       callTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// openFile begins to read an attachment.
func (p *Platform) openFile(ctx context.Context, a edge.Attachment) (io.ReadCloser, error) {
	if !p.settings.isOurs(a.URL) {
		return nil, edge.ErrForeign
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.URL, nil)
	if err != nil {
		return nil, edge.ErrForeign
	}
	resp, err := p.fetcher.Do(req)
	if err != nil {
		var u *url.Error
		if errors.As(err, &u) {
			err = u.Err // without the address
		}
		return nil, fmt.Errorf("fetch a file: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		_ = resp.Body.Close() // nothing in it is of use
		return nil, fmt.Errorf("fetch a file: the answer is %d", resp.StatusCode)
	}
	return resp.Body, nil
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
