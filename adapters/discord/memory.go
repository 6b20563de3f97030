package discord

import (
	"sync"
	"time"
)

// What this replica remembers makes an answer better or cheaper. Nothing depends
// on it: another replica, or this one after a restart, finds another way.

// bounded is a map that forgets by generations: a key is kept for life at least,
// unless size others come, and for twice as long at most.
type bounded[K comparable, V any] struct {
	size int // of a generation; 0 is boundedSize

	mu       sync.Mutex
	new, old map[K]V
	since    time.Time
}

const (
	boundedSize = 4096
	boundedLife = 15 * time.Minute
)

// age starts a new generation when it is time; the caller holds mu.
func (b *bounded[K, V]) age(now time.Time) {
	most := b.size
	if most == 0 {
		most = boundedSize
	}
	switch passed := now.Sub(b.since); {
	case b.new == nil, passed > 2*boundedLife:
		b.old, b.new, b.since = nil, map[K]V{}, now
	case passed > boundedLife:
		b.old, b.new, b.since = b.new, map[K]V{}, b.since.Add(boundedLife)
	case len(b.new) >= most:
		b.old, b.new, b.since = b.new, map[K]V{}, now
	}
}

func (b *bounded[K, V]) put(key K, value V, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.age(now)
	b.new[key] = value
}

func (b *bounded[K, V]) get(key K, now time.Time) (V, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.age(now)
	if v, ok := b.new[key]; ok {
		return v, true
	}
	v, ok := b.old[key]
	return v, ok
}
