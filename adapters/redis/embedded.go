package redis

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/alicebob/miniredis/v2"
)

// tickEvery is how often expiries are looked at in the embedded server, which
// has no clock of its own for them.
const tickEvery = 500 * time.Millisecond

// Embedded starts a Redis made of memory inside this process and opens a store
// on it: the same keys and scripts, gone when the program ends. It listens on a
// free port of the loopback interface.
func Embedded(ctx context.Context, log *slog.Logger) (*Store, error) {
	server := miniredis.NewMiniRedis()
	if err := server.Start(); err != nil {
		return nil, fmt.Errorf("start the embedded Redis: %w", err)
	}
	done := make(chan struct{})
	var clock sync.WaitGroup
	clock.Go(func() {
		tick := time.NewTicker(tickEvery)
		defer tick.Stop()
		last := time.Now()
		for {
			select {
			case <-done:
				return
			case now := <-tick.C:
				server.FastForward(now.Sub(last))
				last = now
			}
		}
	})
	stop := sync.OnceFunc(func() {
		close(done)
		clock.Wait()
		server.Close()
	})
	s, err := Open(ctx, Settings{URL: "redis://" + server.Addr(), Log: log})
	if err != nil {
		stop()
		return nil, errors.Join(errors.New("open the embedded Redis"), err)
	}
	s.stop = stop
	return s, nil
}
