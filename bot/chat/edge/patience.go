package edge

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"time"

	"studybot/bot/chat"
)

// Patiently repeats what failed, with growing pauses, until it works, ctx ends, or
// the platform refuses it: that is the error. doing says what is tried.
func Patiently(ctx context.Context, log *slog.Logger, doing string, try func() error) error {
	for n := 0; ; n++ {
		err := try()
		if err == nil {
			return nil
		}
		if chat.RefusedFor(err) != "" {
			return err
		}
		wait := Pause(n, err)
		log.Warn("could not "+doing+", trying again", "error", err, "wait", wait.Round(time.Millisecond))
		if !Sleep(ctx, wait) {
			return ctx.Err()
		}
	}
}

// Pause grows from half a second to a minute, with jitter, and keeps a Retry-After.
func Pause(n int, err error) time.Duration {
	top := min(time.Second<<min(n, 6), time.Minute)
	wait := top/2 + rand.N(top/2)
	var busy *chat.Busy
	if errors.As(err, &busy) {
		wait += busy.After
	}
	return wait
}

// Sleep waits for d and says whether it did, rather than that ctx ended.
func Sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
