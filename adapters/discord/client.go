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
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"studybot/bot/chat"
)

// Bounds of a call.
const (
	callTimeout = 10 * time.Second
	maxAnswer   = 16 << 20 // bytes of an answer; a page of history can be large
	// unsaidWait is kept when a 429 does not say how long to wait.
	unsaidWait = 5 * time.Second
	// patientFor is how long a call waits for its turn in a bucket; what would wait
	// longer is told to come again.
	patientFor = 6 * time.Second
)

// userAgent is in the form that Discord demands.
// https://discord.com/developers/docs/reference#user-agent
const userAgent = "DiscordBot (https://github.com/bwmarrin/discordgo, 0.29.1) studybot"

// transport makes HTTP calls whose errors and answers are safe: a bounded body,
// no address in an error (it may hold an interaction's token), and a 429 that the
// SDK can read even when a proxy in front of Discord answered it.
type transport struct{ inner http.RoundTripper }

func newClient() *http.Client {
	return &http.Client{
		Timeout: callTimeout,
		Transport: &transport{&http.Transport{
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
	if resp.StatusCode == http.StatusTooManyRequests {
		return readable(resp)
	}
	resp.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(resp.Body, maxAnswer), resp.Body}
	return resp, nil
}

// readable gives a 429 a body that says how long to wait, between 50 ms and 10 min.
func readable(resp *http.Response) (*http.Response, error) {
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
	if json.Unmarshal(body, &said) != nil || said.RetryAfter == nil {
		wait := unsaidWait.Seconds()
		if f, err := strconv.ParseFloat(resp.Header.Get("Retry-After"), 64); err == nil && f == f {
			wait = f
		}
		said.RetryAfter = &wait
	}
	*said.RetryAfter = min(max(*said.RetryAfter, 0.05), 600)
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
	bucket, err := p.turn(ctx, bucketOf(method, path))
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
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
// patientFor and not beyond the end of ctx.
func (p *Platform) turn(ctx context.Context, name string) (*discordgo.Bucket, error) {
	b := p.api.Ratelimiter.GetBucket(name)
	b.Lock()
	wait := p.api.Ratelimiter.GetWaitTime(b, 1)
	if wait > patientFor {
		b.Unlock()
		return nil, &chat.Busy{After: wait}
	}
	if wait > 0 {
		t := time.NewTimer(wait)
		defer t.Stop()
		select {
		case <-ctx.Done():
			b.Unlock()
			return nil, ctx.Err()
		case <-t.C:
		}
	}
	b.Remaining--
	return b, nil
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

// explain turns an error of the SDK into the platform's words. doing says what was
// attempted. No secret survives it.
func (p *Platform) explain(doing string, err error) error {
	var limited *discordgo.RateLimitError
	if errors.As(err, &limited) {
		return fmt.Errorf("%s: %w", doing, &chat.Busy{After: limited.RetryAfter})
	}
	var answered *discordgo.RESTError
	if errors.As(err, &answered) {
		code := 0
		if answered.Message != nil {
			code = answered.Message.Code
		}
		return p.refusal(doing, answered.Response.StatusCode, code)
	}
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err // without the address
	}
	return fmt.Errorf("%s: %w", doing, &quiet{text: p.hide(err.Error()), err: err})
}

// coded is an answer of Discord that is no promise for the next time.
type coded struct{ status, code int }

func (c *coded) Error() string { return fmt.Sprintf("the answer is %d, code %d", c.status, c.code) }

// refusal is the error for an answer's status and Discord's own code, 0 when it
// gave none. https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
func (p *Platform) refusal(doing string, status, code int) error {
	if code == discordgo.ErrCodeOpeningDirectMessagesTooFast || code == discordgo.ErrCodeThisActionCannotBePerformedDueToSlowmodeRateLimit {
		return fmt.Errorf("%s: %w", doing, &chat.Busy{After: unsaidWait})
	}
	if why := reason(status, code); why != "" {
		word := strconv.Itoa(code)
		if code == 0 {
			word = "HTTP " + strconv.Itoa(status)
		}
		return fmt.Errorf("%s: %w", doing, &chat.Refused{Reason: why, Code: word})
	}
	return fmt.Errorf("%s: %w", doing, &coded{status, code})
}

// Codes that the SDK has no name for.
const (
	codeNoMutualGuilds  = 50278 // Cannot send messages to this user due to having no mutual guilds
	codeThreadLocked    = 160005
	codeThreadExists    = 160004
	codeThreadLimit     = 160006
	codeThreadArchived  = 50083
	codeCannotReplyHere = 160002
)

// reason are the codes of Discord that will not change by asking again; "" for others.
func reason(status, code int) chat.Reason {
	switch code {
	case discordgo.ErrCodeCannotSendMessagesToThisUser, codeNoMutualGuilds, discordgo.ErrCodeUnknownUser, discordgo.ErrCodeUnknownMember, discordgo.ErrCodeInvalidRecipients:
		return chat.MemberClosed
	case discordgo.ErrCodeMissingAccess:
		return chat.NotInChannel
	case discordgo.ErrCodeUnknownChannel, discordgo.ErrCodeUnknownGuild:
		return chat.ChannelGone
	case discordgo.ErrCodeUnknownMessage:
		return chat.MessageGone
	case codeThreadArchived, codeThreadLocked:
		return chat.ThreadClosed
	case discordgo.ErrCodeMissingPermissions, discordgo.ErrCodeCannotExecuteActionOnThisChannelType, discordgo.ErrCodeCannotEditFromAnotherUser,
		discordgo.ErrCodeCannotSendMessagesInVoiceChannel, discordgo.ErrCodeChannelVerificationLevelTooHigh, codeCannotReplyHere, codeThreadLimit:
		return chat.NotAllowed
	case discordgo.ErrCodeInvalidFormBody, discordgo.ErrCodeCannotSendEmptyMessage, discordgo.ErrCodeRequestEntityTooLarge,
		discordgo.ErrCodeFileUploadedExceedsTheMaximumSize, discordgo.ErrCodeInvalidFileUploaded, discordgo.ErrCodeExplicitContentCannotBeSentToTheDesiredRecipients:
		return chat.BadMessage
	case discordgo.ErrCodeUnauthorized, discordgo.ErrCodeInvalidAuthenticationToken:
		return chat.Unauthorized
	}
	switch {
	case status == http.StatusUnauthorized:
		return chat.Unauthorized
	case status == http.StatusForbidden && code == 0:
		return chat.NotAllowed
	}
	return ""
}

// codeIn is Discord's own code in err's chain, 0 when there is none.
func codeIn(err error) int {
	var c *coded
	if errors.As(err, &c) {
		return c.code
	}
	var r *chat.Refused
	if errors.As(err, &r) {
		n, _ := strconv.Atoi(r.Code) // "HTTP 401" is no code
		return n
	}
	return 0
}

// quiet is an error whose words were cleared of secrets; errors.Is still sees
// the cause.
type quiet struct {
	text string
	err  error
}

func (q *quiet) Error() string { return q.text }

// Is says whether the cause is target; the cause itself stays inside.
func (q *quiet) Is(target error) bool { return errors.Is(q.err, target) }

// hide replaces the secrets in s and keeps it short.
func (p *Platform) hide(s string) string {
	for _, secret := range p.settings.secrets() {
		s = strings.ReplaceAll(s, secret, "[secret]")
	}
	if len(s) > 300 {
		s = strings.ToValidUTF8(s[:300], "") + "…"
	}
	return s
}

// identity is whom the token belongs to.
type identity struct {
	app, user string
	key       string // signs Discord's requests, hex
	endpoint  string // where Discord sends interactions; empty for the gateway
}

// whoami asks Discord once and remembers.
func (p *Platform) whoami(ctx context.Context) (identity, error) {
	if who := p.who.Load(); who != nil {
		return *who, nil
	}
	who, err := p.ask(ctx)
	if err == nil {
		p.who.Store(&who)
	}
	return who, err
}

// ask asks Discord whose token it is.
func (p *Platform) ask(ctx context.Context) (identity, error) {
	const doing = "ask Discord whose token it is"
	var app struct {
		ID       string `json:"id"`
		Key      string `json:"verify_key"`
		Endpoint string `json:"interactions_endpoint_url"`
		Bot      struct {
			ID string `json:"id"`
		} `json:"bot"`
	}
	if err := p.call(ctx, doing, http.MethodGet, "/applications/@me", nil, &app); err != nil {
		return identity{}, err
	}
	who := identity{app: app.ID, user: app.Bot.ID, key: app.Key, endpoint: app.Endpoint}
	if !isID(who.user) {
		var me struct {
			ID string `json:"id"`
		}
		if err := p.call(ctx, doing, http.MethodGet, "/users/@me", nil, &me); err != nil {
			return identity{}, err
		}
		who.user = me.ID
	}
	if !isID(who.app) || !isID(who.user) {
		return identity{}, errors.New(doing + ": the answer names no application")
	}
	if p.settings.AppID != "" && p.settings.AppID != who.app {
		return identity{}, fmt.Errorf("DISCORD_APP_ID is %s, but the token belongs to the application %s: set both from one application: %w",
			p.settings.AppID, who.app, &chat.Refused{Reason: chat.Unauthorized, Code: "another_application"})
	}
	return who, nil
}
