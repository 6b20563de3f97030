package slack

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

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

// attachments are the files with the address that has their bytes.
func attachments(list []sentFile) []edge.Attachment {
	var all []edge.Attachment
	for _, f := range list {
		all = append(all, edge.Attachment{Name: f.Name, Type: f.Type, Size: f.Size, URL: cmp.Or(f.URL, f.URLPrivate)})
	}
	return all
}

var errFileScope = errors.New("Slack gave its log-in page: the scope files:read is missing")

// openFile begins to read a file with the bot token, which is shown to Slack's hosts
// alone.
func (p *Platform) openFile(ctx context.Context, a edge.Attachment) (io.ReadCloser, error) {
	if !p.settings.isOurs(a.URL) {
		return nil, edge.ErrForeign
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.URL, nil)
	if err != nil {
		return nil, edge.ErrForeign
	}
	req.Header.Set("Authorization", "Bearer "+p.settings.BotToken)
	resp, err := p.caller.Do(req)
	if err != nil {
		return nil, p.explain("fetch a file", err)
	}
	kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	switch {
	case resp.StatusCode/100 == 3, kind == "text/html" && !strings.HasPrefix(a.Type, "text/html"):
		err = errFileScope
	case resp.StatusCode != http.StatusOK:
		err = fmt.Errorf("fetch a file: the answer is %d", resp.StatusCode)
	}
	if err != nil {
		_ = resp.Body.Close() // nothing in it is of use
		return nil, err
	}
	return resp.Body, nil
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
