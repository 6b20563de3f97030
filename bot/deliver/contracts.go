package deliver

import (
	"context"
	"errors"
	"time"

	"studybot/bot/chat"
	"studybot/bot/schedule"
)

// ErrLost says that a claim's lease ran out and the slot may be somebody else's.
var ErrLost = errors.New("the claim was lost")

// Agenda says what is due, and who works on a team. Leases run on the store's own clock.
type Agenda interface {
	// Teams are those with something due at now, longest overdue first, at most limit.
	Teams(ctx context.Context, now time.Time, limit int) ([]string, error)
	// Hold takes or extends the team for worker, alone, for the lease; false when
	// another worker has it. A zero lease gives it back.
	Hold(ctx context.Context, team, worker string, lease time.Duration) (bool, error)
	// Due are the team's entries due at now, earliest first, at most limit. When
	// there is none, Teams stops naming the team until its next entry is due.
	Due(ctx context.Context, team string, now time.Time, limit int) ([]schedule.Entry, error)
	// Put sets entries in one step; one with a zero Due is removed.
	Put(ctx context.Context, team string, entries ...schedule.Entry) error
}

// Ledger records every slot's fate. A settled slot can never be claimed again.
type Ledger interface {
	// Claim takes the slot for worker unless it is settled or held by another.
	Claim(ctx context.Context, s schedule.Slot, worker string, lease time.Duration) (schedule.Claim, error)
	// Confirm extends the claim and marks the slot as being posted, just before
	// the platform is called. ErrLost when the claim is no longer ours. wait is
	// how long the team's gate stays closed; when it is not zero nothing is marked.
	Confirm(ctx context.Context, c schedule.Claim, lease time.Duration) (wait time.Duration, err error)
	// Settle records the outcome and sets the entry's next due instant (zero
	// removes the entry) in one step. An entry that has been put after o.At
	// meanwhile, by a new timetable, stays where it is. ErrLost when the claim is no longer ours.
	// Settling twice with one claim is no error: the first answer may have been lost.
	Settle(ctx context.Context, c schedule.Claim, o schedule.Outcome, next time.Time) error
	// CloseGate keeps every replica from calling the team's platform for a while.
	CloseGate(ctx context.Context, team string, wait time.Duration) error
}

// Sender is the part of a chat.Platform that delivery needs.
type Sender interface {
	Name() string
	Send(ctx context.Context, post chat.Post) (chat.Ref, error)
}

// Work knows what slots are for.
type Work interface {
	// Timing says which slot of the entry is to happen at now, which were missed,
	// and when the next is due.
	Timing(ctx context.Context, team string, e schedule.Entry, now time.Time) (schedule.Timing, error)
	// Prepare says what to post. Called again for the same slot it says the same.
	Prepare(ctx context.Context, s schedule.Slot, now time.Time) (Parcel, error)
	// Settled is told after the outcome was recorded; it may be told twice.
	Settled(ctx context.Context, o schedule.Outcome, refused chat.Reason) error
}

// Parcel is a slot's content.
type Parcel struct {
	// Post is what to send; its Key, Again and Since are filled in by delivery.
	Post chat.Post
	// Skip, when not empty, says why nothing is to be sent, in words for the owner.
	Skip string
}

// Jobs spreads work over the replicas.
type Jobs interface {
	// Wake asks for one run of Deliver for the team, soon, on any replica. Asking
	// again while that run waits or works is accepted and does nothing.
	Wake(ctx context.Context, team string) error
}
