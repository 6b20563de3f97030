package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"studybot/bot/chat"
	"studybot/bot/chat/edge"
)

// explain turns an error of the SDK into the platform's words. doing says what was
// attempted. No secret survives it.
func (p *Platform) explain(doing string, err error) error {
	var limited *discordgo.RateLimitError
	if errors.As(err, &limited) {
		return fmt.Errorf("%s: %w", doing, &chat.Busy{After: limited.RetryAfter})
	}
	var answered *discordgo.RESTError
	if errors.As(err, &answered) && answered.Response != nil {
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
	switch code {
	case discordgo.ErrCodeOpeningDirectMessagesTooFast, discordgo.ErrCodeThisActionCannotBePerformedDueToSlowmodeRateLimit:
		return fmt.Errorf("%s: %w", doing, &chat.Busy{After: unsaidWait})
	case discordgo.ErrCodeMaximumNumberOfEditsToMessagesOlderThanOneHourReached:
		return fmt.Errorf("%s: %w", doing, &chat.Busy{After: oldEditWait})
	}
	if why := reason(status, code); why != "" {
		word := strconv.Itoa(code)
		if code == 0 {
			word = "HTTP " + strconv.Itoa(status)
		}
		refused := &chat.Refused{Reason: why, Code: word}
		if code == discordgo.ErrCodeMissingAccess {
			refused.Lacks = []string{"“View Channels”"}
		}
		return fmt.Errorf("%s: %w", doing, refused)
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

// Waits that Discord asks for without a number.
const (
	// unsaidWait is kept when a 429 does not say how long to wait.
	unsaidWait = 5 * time.Second
	// oldEditWait is kept between edits of a message older than an hour.
	oldEditWait = time.Minute
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

// lost says that the call may have happened although its answer is no good.
func lost(err error) bool {
	var busy *chat.Busy
	var c *coded
	return err != nil && chat.RefusedFor(err) == "" && !errors.As(err, &busy) && (!errors.As(err, &c) || c.status >= 500)
}

// persist repeats a call once: after a short wait when Discord asks for one, and, when
// that does no harm, after an answer that was lost.
func persist(ctx context.Context, harmless bool, call func() error) error {
	err := call()
	var busy *chat.Busy
	switch {
	case errors.As(err, &busy) && busy.After <= patientFor && edge.Sleep(ctx, busy.After):
	case harmless && lost(err) && ctx.Err() == nil:
	default:
		return err
	}
	return call()
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
