package chat

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Platform carries a conversation: one chat service with its own rendering,
// secrets and deadlines.
type Platform interface {
	// Name is the first part of its teams' names, such as "web".
	Name() string
	// Serve delivers what members do to handle until ctx ends, then lets running
	// answers finish. It returns an error only when it can not go on, and may be
	// called again then.
	Serve(ctx context.Context, handle Handler) error
	// Send makes a post. Errors: *Busy, *Refused, or anything else for "unknown:
	// it may have happened".
	Send(ctx context.Context, post Post) (Ref, error)
	// Edit replaces a posted message. Errors as Send.
	Edit(ctx context.Context, ref Ref, m Message) error
}

// Handler answers an event. It does not panic and returns within the time that
// ctx allows; the adapter owns the platform's deadline.
type Handler func(ctx context.Context, e Event) Reply

// Place is where a message goes: a channel, or a member's private conversation.
type Place struct {
	Team string
	// Channel is empty when Member is set.
	Channel string
	// Member makes it a private message of the bot to this person.
	Member string
	// Thread is the Ref.ID of the post that it answers; may be empty.
	Thread string
}

// Ref names a posted message. ID is the platform's own and opaque to the bot.
type Ref struct {
	Team    string
	Channel string
	ID      string
}

// Post is a message on its way.
type Post struct {
	To      Place
	Message Message
	// Key names the post: at most 64 bytes of letters, digits and "-_./:". Two
	// posts with one key make one message.
	Key string
	// Again says that an earlier attempt with this key may have reached the
	// platform: it must be looked for before anything is posted.
	Again bool
	// Since bounds that search: the earlier attempt is not older.
	Since time.Time
}

// Busy says that the platform wants to be left alone for a while.
type Busy struct{ After time.Duration }

func (e *Busy) Error() string { return fmt.Sprintf("the platform asks to wait %s", e.After) }

// Refused says that the platform will not take this, however often it is asked.
type Refused struct {
	// Reason is one of the Reason constants.
	Reason Reason
	// Code is the platform's own word for it, for logs; no secret, no member text.
	Code string
	// Lacks are the rights that the bot misses there, as the platform's settings call
	// them; nil when it is about something else or the platform does not tell.
	Lacks []string
}

// Reason says why a platform refuses.
type Reason string

// The reasons for a refusal; each has its own advice to the owner.
const (
	NotInChannel Reason = "not_in_channel"
	ChannelGone  Reason = "channel_gone"
	NotAllowed   Reason = "not_allowed"
	Unauthorized Reason = "unauthorized"
	MemberClosed Reason = "member_closed"
	MessageGone  Reason = "message_gone"
	BadMessage   Reason = "bad_message"
	// ThreadClosed: the thread that a post should go to is archived or locked.
	ThreadClosed Reason = "thread_closed"
)

func (e *Refused) Error() string {
	return fmt.Sprintf("the platform refuses: %s (%s)", e.Reason, e.Code)
}

// RefusedFor is the reason in err's chain, or "" when it is no refusal.
func RefusedFor(err error) Reason {
	var r *Refused
	if errors.As(err, &r) {
		return r.Reason
	}
	return ""
}

// TeamName joins a platform's name and its id of a team.
func TeamName(platform, id string) string { return platform + ":" + id }

// SplitTeam undoes TeamName.
func SplitTeam(team string) (platform, id string) {
	platform, id, _ = strings.Cut(team, ":")
	return platform, id
}
