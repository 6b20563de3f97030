package edge

import (
	"sync"
	"time"
)

// recent remembers the keys of what was handled, so that a repeated delivery does
// nothing. It forgets by generations: after ten minutes or recentSize keys.
type recent struct {
	mu       sync.Mutex
	new, old map[string]struct{}
	since    time.Time
}

const (
	recentSize = 8192
	recentLife = 10 * time.Minute // the most patient platform's last retry comes after five
)

// claim remembers the key and says whether it is new.
func (r *recent) claim(key string, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, inNew := r.new[key]
	_, inOld := r.old[key]
	if inNew || inOld {
		return false
	}
	if len(key) > 256 {
		return true // no platform's, and not worth the memory
	}
	if r.new == nil || len(r.new) >= recentSize || now.Sub(r.since) > recentLife {
		r.old, r.new, r.since = r.new, map[string]struct{}{}, now
	}
	r.new[key] = struct{}{}
	return true
}

// release forgets a key whose delivery was not taken after all.
func (r *recent) release(key string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.new, key)
	delete(r.old, key)
}
