package slack

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"studybot/bot/chat"
)

// Bounds of a call.
const (
	callTimeout = 10 * time.Second
	maxAnswer   = 16 << 20 // bytes of an answer; a page of history can be large
	// unsaidWait is kept when a 429 does not say how long to wait.
	unsaidWait = 5 * time.Second
)

// caller makes HTTP calls whose errors and answers are safe: no address (it may
// hold a ticket), no redirect (it would carry the token along), a bounded body
// and a Retry-After that the SDK can read.
type caller struct{ http *http.Client }

func newCaller() *caller {
	t := &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		ForceAttemptHTTP2:   true,
		MaxIdleConns:        256,
		MaxIdleConnsPerHost: 64, // the default of 2 would open a connection for most calls
		IdleConnTimeout:     90 * time.Second,
		TLSHandshakeTimeout: callTimeout,
	}
	return &caller{http: &http.Client{
		Transport:     t,
		Timeout:       callTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Do sends the request. It is what the SDK calls.
func (c *caller) Do(req *http.Request) (*http.Response, error) {
	resp, err := c.http.Do(req)
	if err != nil {
		var u *url.Error
		if errors.As(err, &u) {
			err = u.Err
		}
		return nil, err
	}
	if resp.StatusCode == http.StatusTooManyRequests {
		wait := retryAfter(resp.Header.Get("Retry-After"), time.Now())
		resp.Header.Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	}
	resp.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(resp.Body, maxAnswer), resp.Body}
	return resp, nil
}

// retryAfter reads whole seconds, as Slack documents; seconds with a fraction and
// a date are understood too. What can not be read is unsaidWait; the result is
// between 1 s and 10 min.
func retryAfter(header string, now time.Time) time.Duration {
	wait := unsaidWait
	header = strings.TrimSpace(header)
	if f, err := strconv.ParseFloat(header, 64); err == nil && f == f {
		wait = time.Duration(min(max(f, 0), 3600) * float64(time.Second))
	} else if at, err := http.ParseTime(header); err == nil {
		wait = at.Sub(now)
	}
	return min(max(wait, time.Second), 10*time.Minute)
}

// reasons are the codes of Slack that will not change by asking again.
// https://docs.slack.dev/reference/methods/chat.postMessage/#errors and the pages of the other methods.
func reason(code string) (chat.Reason, bool) {
	switch code {
	case "not_in_channel", "user_not_in_channel":
		return chat.NotInChannel, true
	case "channel_not_found", "is_archived", "channel_is_archived", "invalid_channel", "thread_not_found":
		return chat.ChannelGone, true
	case "invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive", "invalid_token":
		return chat.Unauthorized, true
	case "missing_scope", "no_permission", "not_allowed_token_type", "ekm_access_denied", "access_denied", "accesslimited",
		"team_access_not_granted", "enterprise_is_restricted", "cant_update_message", "edit_window_closed", "org_login_required",
		"two_factor_setup_required", "deprecated_endpoint", "method_deprecated", "cant_post_message", "is_inactive", "posting_to_general_channel_denied":
		return chat.NotAllowed, true
	case "user_not_found", "users_not_found", "user_disabled", "user_not_visible", "cannot_dm_bot", "messages_tab_disabled", "cant_dm_bot", "invalid_user_combination":
		return chat.MemberClosed, true
	case "message_not_found", "cant_edit_message", "message_deleted":
		return chat.MessageGone, true
	case "invalid_blocks", "invalid_blocks_format", "no_text", "msg_too_long", "msg_blocks_too_long", "too_many_attachments", "invalid_arguments", "invalid_arg_name",
		"invalid_array_arg", "invalid_metadata_format", "invalid_metadata_schema", "metadata_too_large", "metadata_must_be_sent_from_app":
		return chat.BadMessage, true
	}
	if strings.HasPrefix(code, "restricted_action") {
		return chat.NotAllowed, true
	}
	return "", false
}

// explain turns an error of the SDK into the platform's words: *chat.Busy,
// *chat.Refused, or a plain error for "it may have happened". doing says what was
// attempted. No secret survives it.
func (p *Platform) explain(doing string, err error) error {
	if err == nil {
		return nil
	}
	var limited *slack.RateLimitedError
	if errors.As(err, &limited) {
		return fmt.Errorf("%s: %w", doing, &chat.Busy{After: limited.RetryAfter})
	}
	var answered slack.SlackErrorResponse
	if errors.As(err, &answered) {
		code := safeCode(answered.Err)
		if code == "ratelimited" || code == "rate_limited" {
			return fmt.Errorf("%s: %w", doing, &chat.Busy{After: unsaidWait})
		}
		if why, ok := reason(code); ok {
			return fmt.Errorf("%s: %w", doing, &chat.Refused{Reason: why, Code: code})
		}
		return fmt.Errorf("%s: the answer is %q", doing, code)
	}
	var busy *chat.Busy
	var refused *chat.Refused
	if errors.As(err, &busy) || errors.As(err, &refused) {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return fmt.Errorf("%s: %w", doing, &quiet{text: p.hide(err.Error()), err: err})
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

// safeCode lets only what looks like a code of Slack through.
func safeCode(code string) string {
	if code == "" || len(code) > 64 {
		return "unreadable"
	}
	for _, c := range code {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' {
			return "unreadable"
		}
	}
	return code
}

// identity is whom the tokens belong to.
type identity struct {
	team, user, bot string
	scopes          []string
}

// whoami asks Slack once and remembers.
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

// ask asks Slack whose bot token it is.
func (p *Platform) ask(ctx context.Context) (identity, error) {
	resp, err := p.api.AuthTestContext(ctx)
	if err != nil {
		return identity{}, p.explain("ask Slack whose token it is", err)
	}
	who := identity{team: resp.TeamID, user: resp.UserID, bot: resp.BotID}
	for scope := range strings.SplitSeq(resp.Header.Get("X-OAuth-Scopes"), ",") {
		if scope = strings.TrimSpace(scope); scope != "" {
			who.scopes = append(who.scopes, scope)
		}
	}
	if who.team == "" || who.user == "" {
		return identity{}, errors.New("ask Slack whose token it is: the answer names no workspace")
	}
	return who, nil
}
