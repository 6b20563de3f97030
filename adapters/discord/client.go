package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"

	"studybot/bot/chat"
	"studybot/bot/chat/edge"
)

// Bounds of a call.
const (
	callTimeout = 10 * time.Second
	maxAnswer   = 16 << 20 // bytes of an answer; a page of history can be large
	// patientFor is how long a call waits for its turn in a bucket; what would wait
	// longer is told to come again.
	patientFor = 6 * time.Second
)

// userAgent is in the form that Discord demands.
// https://discord.com/developers/docs/reference#user-agent
const userAgent = "DiscordBot (https://github.com/bwmarrin/discordgo, 0.29.1) studybot"

// transport makes HTTP calls whose errors and answers are safe: a bounded body,
// no address in an error (it may hold an interaction's token), and a 429 or a
// failure that the SDK can read even when a proxy in front of Discord made it.
type transport struct {
	inner http.RoundTripper
	// closed is until when Discord wants no calls at all, in Unix nanoseconds.
	closed atomic.Int64
}

func newClient() *http.Client {
	return &http.Client{
		Timeout: callTimeout,
		Transport: &transport{inner: &http.Transport{
			Proxy:               http.ProxyFromEnvironment,
			ForceAttemptHTTP2:   true,
			MaxIdleConns:        256,
			MaxIdleConnsPerHost: 64, // the default of 2 would open a connection for most calls
			IdleConnTimeout:     90 * time.Second,
			TLSHandshakeTimeout: callTimeout,
		}},
		// A redirect would carry the token along.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// CloseIdleConnections lets http.Client.CloseIdleConnections through.
func (t *transport) CloseIdleConnections() {
	if c, ok := t.inner.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

// RoundTrip makes the call.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := t.inner.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	switch {
	case resp.StatusCode == http.StatusTooManyRequests:
		return t.readable(resp)
	case resp.StatusCode >= 500:
		// Nothing in it is of use, and the SDK puts it into its error.
		_ = resp.Body.Close()
		resp.Body, resp.ContentLength = io.NopCloser(strings.NewReader("{}")), 2
		return resp, nil
	}
	resp.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(resp.Body, maxAnswer), resp.Body}
	return resp, nil
}

// readable gives a 429 a body that says how long to wait, between 50 ms and 10 min,
// and remembers one that is about all calls: Discord says so, and a proxy's is
// about the address that the calls come from.
// https://discord.com/developers/docs/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans
func (t *transport) readable(resp *http.Response) (*http.Response, error) {
	body, err := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	_ = resp.Body.Close() // all that is wanted of it was read
	if err != nil {
		return nil, err
	}
	var said struct {
		RetryAfter *float64 `json:"retry_after"`
		Global     bool     `json:"global"`
		Code       int      `json:"code,omitempty"`
	}
	strange := json.Unmarshal(body, &said) != nil
	if strange || said.RetryAfter == nil {
		wait := unsaidWait.Seconds()
		if said.Code == discordgo.ErrCodeMaximumNumberOfEditsToMessagesOlderThanOneHourReached {
			wait = oldEditWait.Seconds()
		}
		if f, err := strconv.ParseFloat(resp.Header.Get("Retry-After"), 64); err == nil && f == f {
			wait = f
		}
		said.RetryAfter = &wait
	}
	*said.RetryAfter = min(max(*said.RetryAfter, 0.05), 600)
	switch {
	case strange || said.Global:
		t.closed.Store(time.Now().Add(time.Duration(*said.RetryAfter * float64(time.Second))).UnixNano())
	case resp.Header.Get("X-RateLimit-Remaining") == "": // then this closes the bucket
		resp.Header.Set("X-RateLimit-Remaining", "0")
		resp.Header.Set("X-RateLimit-Reset-After", strconv.FormatFloat(*said.RetryAfter, 'f', 3, 64))
	}
	body, err = json.Marshal(said)
	if err != nil {
		return nil, err
	}
	// The SDK would let every call sleep under a lock until then.
	resp.Header.Del("X-RateLimit-Global")
	resp.Header.Del("Retry-After")
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return resp, nil
}

// newSession is the SDK's REST client with its buckets; nothing is repeated by it.
func newSession(s Settings, client *http.Client) (*discordgo.Session, error) {
	api, err := discordgo.New("Bot " + s.BotToken)
	if err != nil {
		return nil, err
	}
	api.Client, api.UserAgent = client, userAgent
	api.ShouldRetryOnRateLimit, api.MaxRestRetries = false, 0
	api.StateEnabled = false
	return api, nil
}

// call makes one REST call with the bot's token; body may be nil, and so may into.
// Errors are *chat.Busy, *chat.Refused, or plain ones for "it may have happened".
func (p *Platform) call(ctx context.Context, doing, method, path string, body, into any) error {
	return p.callWith(ctx, doing, method, path, body, nil, into)
}

// callWith is call with files.
func (p *Platform) callWith(ctx context.Context, doing, method, path string, body any, files []upload, into any) error {
	kind, data, err := encode(body, files)
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	bucket, done, err := p.turn(ctx, bucketOf(method, path))
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	defer done()
	answer, err := p.api.RequestWithLockedBucket(method, p.settings.api()+path, kind, data, bucket, 0, discordgo.WithContext(ctx))
	if err != nil {
		return p.explain(doing, err)
	}
	return decode(doing, answer, into)
}

// bucketOf names what Discord limits together: the method and the path with its
// channel, guild or webhook. https://discord.com/developers/docs/topics/rate-limits
func bucketOf(method, path string) string {
	path, _, _ = strings.Cut(path, "?")
	parts := strings.Split(path, "/") // "", "channels", id, "messages", id
	for i := 4; i < len(parts); i++ {
		if isID(parts[i]) {
			parts[i] = ":id"
		}
	}
	return method + " " + strings.Join(parts, "/")
}

// turn waits for the bucket's next call, as the SDK would, but no longer than
// patientFor, not beyond the end of ctx, and not while Discord wants no call at all.
// The SDK lets one call of a bucket run at a time and has the others wait at a lock,
// where they can not be called back; so they wait here. done ends the turn.
func (p *Platform) turn(ctx context.Context, name string) (b *discordgo.Bucket, done func(), err error) {
	one, _ := p.turns.LoadOrStore(name, make(chan struct{}, 1))
	seat, _ := one.(chan struct{})
	select {
	case seat <- struct{}{}:
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
	done = func() { <-seat }
	b = p.api.Ratelimiter.GetBucket(name)
	b.Lock()
	wait := p.api.Ratelimiter.GetWaitTime(b, 1)
	if t, ok := p.client.Transport.(*transport); ok {
		wait = max(wait, time.Until(time.Unix(0, t.closed.Load())))
	}
	switch {
	case wait > patientFor:
		err = &chat.Busy{After: wait}
	case wait > 0 && !edge.Sleep(ctx, wait):
		err = ctx.Err()
	}
	if err != nil {
		b.Unlock()
		done()
		return nil, nil, err
	}
	b.Remaining--
	return b, done, nil
}

// callToken makes one call whose path holds an interaction's token. It goes past
// the SDK, which keeps a bucket for every path that it ever saw, and without the
// bot's token, which it does not need.
func (p *Platform) callToken(ctx context.Context, doing, method, path string, body any, files []upload) error {
	kind, data, err := encode(body, files)
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	req, err := http.NewRequestWithContext(ctx, method, p.settings.api()+path, bytes.NewReader(data))
	if err != nil {
		return fmt.Errorf("%s: the address can not be read", doing)
	}
	req.Header.Set("User-Agent", userAgent)
	if data != nil {
		req.Header.Set("Content-Type", kind)
	}
	resp, err := p.client.Do(req)
	if err != nil {
		return p.explain(doing, err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		return p.explain(doing, err)
	}
	if resp.StatusCode < 300 {
		return nil
	}
	if resp.StatusCode == http.StatusTooManyRequests {
		var said discordgo.TooManyRequests
		if json.Unmarshal(answer, &said) != nil {
			said.RetryAfter = unsaidWait
		}
		return fmt.Errorf("%s: %w", doing, &chat.Busy{After: said.RetryAfter})
	}
	var said discordgo.APIErrorMessage
	_ = json.Unmarshal(answer, &said) // what can not be read has no code
	return p.refusal(doing, resp.StatusCode, said.Code)
}

// encode writes the body as JSON, or as a form with payload_json and the files.
// https://discord.com/developers/docs/reference#uploading-files
func encode(body any, files []upload) (kind string, data []byte, err error) {
	if body == nil {
		return "", nil, nil
	}
	data, err = json.Marshal(body)
	if err != nil || len(files) == 0 {
		return "application/json", data, err
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part := func(name, file, kind string, data []byte) error {
		h := textproto.MIMEHeader{"Content-Type": {kind}}
		disposition := fmt.Sprintf(`form-data; name=%q`, name)
		if file != "" {
			disposition += fmt.Sprintf(`; filename=%q`, file)
		}
		h.Set("Content-Disposition", disposition)
		to, err := w.CreatePart(h)
		if err == nil {
			_, err = to.Write(data)
		}
		return err
	}
	err = part("payload_json", "", "application/json", data)
	for i, f := range files {
		err = errors.Join(err, part(fmt.Sprintf("files[%d]", i), f.name, f.kind, f.data))
	}
	err = errors.Join(err, w.Close()) // which writes the end
	return w.FormDataContentType(), b.Bytes(), err
}

func decode(doing string, answer []byte, into any) error {
	if into == nil {
		return nil
	}
	if err := json.Unmarshal(answer, into); err != nil {
		return fmt.Errorf("%s: the answer can not be read", doing)
	}
	return nil
}
