package discord

import (
	"crypto/sha256"
	"encoding/base32"
	"strings"
	"sync"
	"time"

	"studybot/bot/chat"
)

// What this replica remembers makes an answer better or cheaper. Nothing depends
// on it: another replica, or this one after a restart, finds another way.

// bounded is a map that forgets by generations, after size keys or life.
type bounded[K comparable, V any] struct {
	mu       sync.Mutex
	new, old map[K]V
	since    time.Time
}

const (
	boundedSize = 4096
	boundedLife = 15 * time.Minute
)

func (b *bounded[K, V]) put(key K, value V, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.new == nil || len(b.new) >= boundedSize || now.Sub(b.since) > boundedLife {
		b.old, b.new, b.since = b.new, map[K]V{}, now
	}
	b.new[key] = value
}

func (b *bounded[K, V]) get(key K) (V, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if v, ok := b.new[key]; ok {
		return v, true
	}
	v, ok := b.old[key]
	return v, ok
}

// openForm is a form that a member saw, and the action that opened it; without a
// verb when nothing can open it again.
type openForm struct {
	form   chat.Form
	opener chat.Action
}

// formOf names one member's form by the mark of its path.
type formOf struct{ member, mark string }

// markOf is a short name for a form: it stands in a button beside a path.
func markOf(path string) string {
	sum := sha256.Sum256([]byte(path))
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:5]))
}

// remember keeps a form for a member and says under which mark.
func (p *Platform) remember(member string, f openForm) (mark string) {
	mark = markOf(f.form.Action.Path())
	p.forms.put(formOf{member, mark}, f, p.now())
	return mark
}
