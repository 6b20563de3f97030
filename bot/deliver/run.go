package deliver

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"studybot/bot/chat"
	"studybot/bot/schedule"
)

// The limits of a run.
const (
	passEntries = 500              // that are read from the agenda at a time
	stayFor     = 2 * time.Second  // a run waits so long for what can not be done yet,
	restFor     = 5 * time.Second  // then the team is left alone for at most so long
	longGate    = 90 * time.Second // a gate that is closed for longer ends the run
	heldPause   = 2 * time.Second  // before a slot that another worker holds is looked at again
	lastWords   = 3 * time.Second  // for what must still be said or written when the run is over
)

// run is one worker's time with one team.
type run struct {
	*Engine
	*team
	sender Sender
}

// Deliver makes everything happen that is due in the team. It returns at once
// when another worker has the team, and after a short while when what is left
// can not be done yet: the team stays due and is woken again. An error is the
// store's; trouble with single slots is logged and tried again until their grace
// is over.
func (e *Engine) Deliver(ctx context.Context, name string) error {
	sender := e.senderOf(name)
	if sender == nil {
		return nil
	}
	t := e.enter(name)
	if t == nil {
		return nil
	}
	var rest time.Time
	defer func() { e.leave(t, rest) }()
	held, err := e.Agenda.Hold(ctx, name, e.Worker, e.Lease)
	if err != nil {
		return fmt.Errorf("take the team: %w", err)
	}
	if !held {
		return nil
	}
	defer func() {
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWords)
		defer cancel()
		if _, err := e.Agenda.Hold(last, name, e.Worker, 0); err != nil {
			e.Log.Warn("a team could not be given back and stays taken until its lease ends", "team", name, "error", err)
		}
	}()
	work, cancel := context.WithCancel(ctx)
	var keeper sync.WaitGroup
	keeper.Go(func() { e.keep(work, cancel, name) })
	rest, err = (&run{Engine: e, team: t, sender: sender}).all(work)
	cancel()
	keeper.Wait()
	if ctx.Err() != nil || errors.Is(err, context.Canceled) {
		return nil // what is left stays due
	}
	return err
}

// keep extends the hold while the run works, and ends the run when the team has
// gone to another worker or may have.
func (e *Engine) keep(ctx context.Context, lost context.CancelFunc, name string) {
	for last := time.Now(); ; {
		if sleep(ctx, e.Lease/3) != nil {
			return
		}
		asked := time.Now()
		held, err := e.Agenda.Hold(ctx, name, e.Worker, e.Lease)
		switch {
		case err == nil && held:
			last = asked
		case err == nil, time.Since(last) > e.Lease:
			e.Log.Warn("a team was lost to another worker", "team", name)
			lost()
			return
		}
	}
}

// all makes passes until nothing is due. rest is until when the team is better
// left alone.
func (r *run) all(ctx context.Context) (rest time.Time, err error) {
	for ctx.Err() == nil {
		due, err := r.Agenda.Due(ctx, r.name, r.Now(), passEntries+r.trying())
		if err != nil {
			return rest, fmt.Errorf("read what is due: %w", err)
		}
		if len(due) == 0 {
			r.nothingLeft()
			return rest, nil
		}
		ready, next := r.ready(due)
		if gate := r.gate(); time.Until(gate) > longGate {
			return gate, nil
		}
		if len(ready) > 0 {
			r.pass(ctx, ready)
			continue
		}
		if wait := time.Until(next); wait > stayFor {
			return time.Now().Add(min(wait, restFor)), nil
		} else if sleep(ctx, wait) != nil {
			break
		}
	}
	return rest, nil
}

// ready parts what may be tried now from what has to wait until next.
func (r *run) ready(due []schedule.Entry) (ready []schedule.Entry, next time.Time) {
	now := time.Now()
	for _, e := range due {
		at := r.notBefore(e.Name())
		if !at.After(now) {
			ready = append(ready, e)
		} else if next.IsZero() || at.Before(next) {
			next = at
		}
	}
	return ready, next
}

// pass tries every entry once: several subjects at a time, the entries of one
// subject in order, so that a reveal never overtakes its question.
func (r *run) pass(ctx context.Context, due []schedule.Entry) {
	slices.SortStableFunc(due, func(a, b schedule.Entry) int {
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(rank(a.Kind), rank(b.Kind)))
	})
	var order []string
	groups := map[string][]schedule.Entry{}
	for _, e := range due {
		subject, _, _ := strings.Cut(e.Subject, "!")
		if groups[subject] == nil {
			order = append(order, subject)
		}
		groups[subject] = append(groups[subject], e)
	}
	work := make(chan []schedule.Entry)
	var workers sync.WaitGroup
	for range min(r.Parallel, len(order)) {
		workers.Go(func() {
			for group := range work {
				for _, e := range group {
					if ctx.Err() == nil {
						r.try(ctx, e)
					}
				}
			}
		})
	}
	for _, subject := range order {
		work <- groups[subject]
	}
	close(work)
	workers.Wait()
}

// rank orders what is due at one instant in one channel.
func rank(k schedule.Kind) int {
	return slices.Index([]schedule.Kind{schedule.Question, schedule.Reveal, schedule.Weekly, schedule.Plans, schedule.Own, schedule.Digest, schedule.Notice}, k)
}

// The errors that end an attempt without being anybody's fault.
var (
	errHeld = errors.New("another worker has the slot")
	errGate = errors.New("the platform asked for a long pause")
)

// try makes one attempt at an entry and notes how it went.
func (r *run) try(ctx context.Context, e schedule.Entry) {
	err := r.guarded(ctx, e)
	switch {
	case err == nil:
		r.settled(e.Name())
	case errors.Is(err, errStop), errors.Is(err, errGate), ctx.Err() != nil:
		// The entry stays due.
	case errors.Is(err, errHeld), errors.Is(err, ErrLost):
		r.waitFor(e.Name(), heldPause)
	default:
		n := r.later(e.Name())
		r.Log.Warn("an attempt at a slot failed, trying again", "team", r.name, "entry", e.Name(), "attempt", n, "error", err)
	}
}

// guarded turns a panic into an error, so that one bad slot harms no other.
func (r *run) guarded(ctx context.Context, e schedule.Entry) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("a defect: panic of type %T", p) // its text may hold a member's
		}
	}()
	return r.entry(ctx, e)
}

// entry does what the entry asks for now.
func (r *run) entry(ctx context.Context, e schedule.Entry) error {
	now := r.Now()
	timing, err := r.Work.Timing(ctx, r.name, e, now)
	if err != nil {
		return fmt.Errorf("ask what is due: %w", err)
	}
	for i, s := range timing.Missed {
		next := timing.Next
		if i+1 < len(timing.Missed) {
			next = timing.Missed[i+1].Due
		} else if timing.Now != nil {
			next = timing.Now.Due
		}
		if err := r.miss(ctx, e, s, next); err != nil {
			return err
		}
	}
	switch {
	case timing.Now != nil:
		return r.slot(ctx, e, *timing.Now, timing.Next)
	case len(timing.Missed) > 0:
		return nil
	case !timing.Next.IsZero() && !timing.Next.After(now):
		return errors.New("nothing is to be done, yet the next time is not in the future")
	}
	return r.advance(ctx, e, timing.Next)
}

// advance moves the entry on the agenda without a slot being settled.
func (r *run) advance(ctx context.Context, e schedule.Entry, next time.Time) error {
	e.Due = next
	if err := r.Agenda.Put(ctx, r.name, e); err != nil {
		return fmt.Errorf("move the entry on: %w", err)
	}
	return nil
}

// miss settles a slot that is too late.
func (r *run) miss(ctx context.Context, e schedule.Entry, s schedule.Slot, next time.Time) error {
	c, done, err := r.claim(ctx, e, s, next)
	if done || err != nil {
		return err
	}
	reason := MissedPrefix + "I was away when it was due, and then it was too late to post."
	if c.State == schedule.Again {
		reason = MissedPrefix + "I tried to post in time and never got an answer, so it may be there after all."
	}
	return r.settle(ctx, c, schedule.Outcome{Result: schedule.Skipped, Reason: reason}, next, "")
}

// claim takes the slot. done says that it was settled before, and that the
// agenda has been moved on.
func (r *run) claim(ctx context.Context, e schedule.Entry, s schedule.Slot, next time.Time) (c schedule.Claim, done bool, err error) {
	c, err = r.Ledger.Claim(ctx, s, r.Worker, r.Lease)
	switch {
	case err != nil:
		return c, false, fmt.Errorf("claim the slot: %w", err)
	case c.State == schedule.Held:
		return c, false, errHeld
	case c.State == schedule.Settled:
		return c, true, r.advance(ctx, e, next)
	}
	return c, false, nil
}

// key is the slot's name in the letters that a post's key may have.
func key(s schedule.Slot) string { return strings.ReplaceAll(s.Key(), "!", ":") }

// words for an owner: what was refused and what to do about it.
func words(refused *chat.Refused) string {
	if len(refused.Lacks) > 0 {
		return "I lack rights there: switch on " + strings.Join(refused.Lacks, " and ") + " for me in the channel's settings, then resume the course."
	}
	switch refused.Reason {
	case chat.NotInChannel:
		return "I am not a member of the channel. Invite me to it, then resume the course."
	case chat.ChannelGone:
		return "The channel is archived or deleted. Bring it back and resume the course, or set up another channel."
	case chat.NotAllowed:
		return "I may not post there. Give me the right to post, then resume the course."
	case chat.MemberClosed:
		return "The member takes no private messages from me."
	case chat.MessageGone:
		return "The message that this belongs to was deleted."
	case chat.ThreadClosed:
		return "The thread that this belongs to is closed. Open it again if you want to go on talking there; the next posts are not affected."
	case chat.BadMessage:
		return "The platform did not accept the text. Please tell whoever runs the bot; the logs name the reason."
	}
	return "The platform refused it. Whoever runs the bot finds the reason in the logs."
}
