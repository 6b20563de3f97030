package edge

import (
	"log/slog"
	"sync"
	"time"
)

// Throttle lets one line through in ten seconds, with the number of those that it
// held back: a stranger must not be able to fill the log.
type Throttle struct {
	mu   sync.Mutex
	next time.Time
	held int
}

// Log writes the line at the level of a warning, or counts it.
func (t *Throttle) Log(l *slog.Logger, now time.Time, why string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if now.Before(t.next) {
		t.held++
		return
	}
	l.Warn("refused", "why", why, "refused_since_last", t.held)
	t.next, t.held = now.Add(10*time.Second), 0
}
