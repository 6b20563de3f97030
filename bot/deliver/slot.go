package deliver

import (
	"context"
	"errors"
	"fmt"
	"time"

	"studybot/bot/chat"
	"studybot/bot/schedule"
)

// MissedPrefix begins the reason of every slot that was skipped for being late.
const MissedPrefix = "Missed: "

// slot makes the slot happen and moves its entry to next. Every way out leaves
// the entry due unless the slot is settled.
func (r *run) slot(ctx context.Context, e schedule.Entry, s schedule.Slot, next time.Time) error {
	c, done, err := r.claim(ctx, e, s, next)
	if done || err != nil {
		return err
	}
	now := r.Now()
	parcel, err := r.Work.Prepare(ctx, s, now)
	if err != nil {
		return fmt.Errorf("prepare the post: %w", err)
	}
	if parcel.Skip != "" {
		return r.settle(ctx, c, schedule.Outcome{Result: schedule.Skipped, Reason: parcel.Skip}, next, "")
	}
	post := parcel.Post
	post.Key, post.Again, post.Since = key(s), c.State == schedule.Again, c.Since
	if err := r.room(ctx, post.To, now); err != nil {
		return err
	}
	ref, err := r.post(ctx, c, post)
	var refused *chat.Refused
	switch {
	case chat.RefusedFor(err) == chat.Unauthorized:
		// No fault of the slot: whoever runs the bot may mend the token while there
		// is still time to post.
		return err
	case errors.As(err, &refused):
		r.Log.Warn("the platform refused a slot", "team", r.name, "slot", s.Key(), "reason", refused.Reason, "code", refused.Code)
		return r.settle(ctx, c, schedule.Outcome{Result: schedule.Skipped, Reason: words(refused)}, next, refused.Reason)
	case err != nil:
		// It may have been posted. The claim stays marked, so whoever claims the
		// slot next looks for the post first.
		return err
	}
	r.spokeTo(post.To, r.Now())
	return r.settle(ctx, c, schedule.Outcome{Result: schedule.Posted, Post: ref.ID}, next, "")
}

// post sends when the pace allows it and the claim still stands, again and again
// while the platform asks for patience.
func (r *run) post(ctx context.Context, c schedule.Claim, post chat.Post) (chat.Ref, error) {
	for {
		if time.Until(r.gate()) > longGate {
			return chat.Ref{}, errGate
		}
		if err := r.turn(ctx); err != nil {
			return chat.Ref{}, err
		}
		asked := time.Now()
		wait, err := r.Ledger.Confirm(ctx, c, r.Lease)
		if err == nil && wait <= 0 && r.overslept(asked) {
			err = ErrLost
		}
		if err != nil || wait > 0 {
			r.answered(func(p *pacer) {
				p.failed()
				p.close(time.Now().Add(wait))
			})
			if err != nil {
				return chat.Ref{}, fmt.Errorf("confirm the claim: %w", err)
			}
			continue
		}
		ref, err := r.send(ctx, post)
		var busy *chat.Busy
		if !errors.As(err, &busy) {
			return ref, err
		}
		if err := r.closeGate(ctx, busy.After); err != nil {
			return chat.Ref{}, err
		}
	}
}

// overslept says whether this process may have been paused since the claim was
// confirmed for so long that the claim can be somebody else's by now. A frozen
// machine may not count the pause on its own clock, so the date is asked too.
func (r *run) overslept(asked time.Time) bool {
	now := time.Now()
	return max(now.Sub(asked), now.Round(0).Sub(asked.Round(0))) > r.Lease/2
}

// send calls the platform once. When the run ends in between, the answer is
// awaited for a little longer: knowing it saves a search.
func (r *run) send(ctx context.Context, post chat.Post) (ref chat.Ref, err error) {
	call, cancel := context.WithTimeout(context.WithoutCancel(ctx), r.CallTimeout)
	defer cancel()
	defer context.AfterFunc(ctx, func() {
		if sleep(call, lastWords) == nil {
			cancel()
		}
	})()
	begun, answered := time.Now(), false
	defer func() {
		if !answered { // it panicked
			r.answered(func(p *pacer) { p.failed() })
		}
	}()
	ref, err = r.sender.Send(call, post)
	answered = true
	var busy *chat.Busy
	if errors.As(err, &busy) {
		return ref, err // closeGate tells the pacer
	}
	took := time.Since(begun)
	if err != nil {
		took = 0 // the time of a failure says nothing about the time of an answer
	}
	r.answered(func(p *pacer) { p.posted(took) })
	return ref, err
}

// closeGate notes that the platform wants to be left alone, for this process at
// once and then for all.
func (r *run) closeGate(ctx context.Context, after time.Duration) error {
	var wait time.Duration
	r.answered(func(p *pacer) { wait = p.busy(time.Now(), after) })
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWords)
	defer cancel()
	if err := r.Ledger.CloseGate(last, r.name, wait); err != nil {
		r.Log.Warn("the other replicas could not be told of the platform's wait", "team", r.name, "wait", wait, "error", err)
	}
	return ctx.Err()
}

// settle records what became of the slot and tells Work, patiently: the platform
// has been called, and forgetting that would cost a search.
func (r *run) settle(ctx context.Context, c schedule.Claim, o schedule.Outcome, next time.Time, refused chat.Reason) error {
	o.Slot, o.At = c.Slot, r.Now()
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWords)
	defer cancel()
	err := insist(last, func() error { return r.Ledger.Settle(last, c, o, next) })
	if err != nil {
		return fmt.Errorf("settle the slot: %w", err)
	}
	if err := insist(last, func() error { return r.Work.Settled(last, o, refused) }); err != nil {
		r.Log.Error("what became of a slot could not be passed on", "team", r.name, "slot", o.Key(), "error", err)
	}
	return nil
}

// insist does it again when it fails, a few times.
func insist(ctx context.Context, do func() error) (err error) {
	for _, pause := range []time.Duration{100 * time.Millisecond, 400 * time.Millisecond, time.Second, 0} {
		if err = do(); err == nil || errors.Is(err, ErrLost) || pause == 0 || sleep(ctx, pause) != nil {
			return err
		}
	}
	return err
}
