package web

import (
	"slices"
	"strconv"
	"sync"
	"time"

	"studybot/bot/chat"
)

// keepEntries bounds the memory of a playground that runs for days; the oldest
// entries go first.
const keepEntries = 4000

// entry is one thing that was said: by the bot, or a command by a person.
type entry struct {
	id    string
	seq   int64 // of its last change
	place string
	// reader is the only person who sees it; empty for everybody in the place.
	reader string
	// aside marks a private answer in a place where others talk too.
	aside  bool
	thread string
	at     time.Time
	edited bool
	gone   bool
	// by and text are set for a typed command.
	by, text string
	message  chat.Message
}

func (e entry) ref() chat.Ref { return chat.Ref{Team: Team, Channel: e.place, ID: e.id} }

func (e entry) visible(person string) bool { return e.reader == "" || e.reader == person }

// history is everything that was said, in order. Each change has a number, so a
// page that was away asks for what came after the last one it saw.
type history struct {
	mu      sync.Mutex
	seq     int64
	count   int
	entries []*entry
	byID    map[string]*entry
	byKey   map[string]string // post key -> id
	watch   map[chan struct{}]bool
}

func newHistory() *history {
	return &history{byID: map[string]*entry{}, byKey: map[string]string{}, watch: map[chan struct{}]bool{}}
}

// add appends the entry and returns it with its id.
func (h *history) add(e entry) entry {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.append(e)
}

// post appends the entry unless its key is known; then the first one is
// returned. It is false when the thread's post is not in the place.
func (h *history) post(e entry, key string) (entry, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if id, ok := h.byKey[key]; ok && key != "" {
		if old, ok := h.byID[id]; ok {
			return *old, true
		}
		return entry{id: id, place: e.place}, true // posted, and forgotten since
	}
	if e.thread != "" {
		parent, ok := h.byID[e.thread]
		if !ok || parent.place != e.place || parent.gone {
			return entry{}, false
		}
		if parent.thread != "" {
			e.thread = parent.thread // threads have one level
		}
	}
	added := h.append(e)
	if key != "" {
		h.byKey[key] = added.id
	}
	return added, true
}

func (h *history) append(e entry) entry {
	h.count++
	h.seq++
	e.id, e.seq = "m"+strconv.Itoa(h.count), h.seq
	h.entries = append(h.entries, &e)
	h.byID[e.id] = &e
	if len(h.entries) > keepEntries {
		delete(h.byID, h.entries[0].id)
		h.entries = slices.Delete(h.entries, 0, 1)
	}
	h.wake()
	return e
}

// edit replaces the message of a living entry.
func (h *history) edit(id string, m chat.Message) (entry, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	e, ok := h.byID[id]
	if !ok || e.gone {
		return entry{}, false
	}
	h.seq++
	e.seq, e.message, e.edited = h.seq, m, true
	h.wake()
	return *e, true
}

// clear removes everything from a place and returns what is gone.
func (h *history) clear(place string) []entry {
	h.mu.Lock()
	defer h.mu.Unlock()
	var gone []entry
	for _, e := range h.entries {
		if e.place == place && !e.gone {
			h.seq++
			e.seq, e.gone, e.message, e.text = h.seq, true, chat.Message{}, ""
			gone = append(gone, *e)
		}
	}
	h.wake()
	return gone
}

func (h *history) find(id string) (entry, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	e, ok := h.byID[id]
	if !ok || e.gone {
		return entry{}, false
	}
	return *e, true
}

// after is what the person may see of the changes after seq, in the order of the
// changes, and the number of the newest change of all.
func (h *history) after(person string, seq int64) ([]entry, int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var changed []entry
	for _, e := range h.entries {
		if e.seq > seq && e.visible(person) {
			changed = append(changed, *e)
		}
	}
	slices.SortFunc(changed, func(a, b entry) int { return int(a.seq - b.seq) })
	return changed, h.seq
}

// now is what the person sees, oldest first, and the number of the newest change.
func (h *history) now(person string) ([]entry, int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var seen []entry
	for _, e := range h.entries {
		if !e.gone && e.visible(person) {
			seen = append(seen, *e)
		}
	}
	return seen, h.seq
}

// inbox counts the bot's private messages by person, so that the page can say
// who has a new one without saying what is in it.
func (h *history) inbox(people []Person) map[string]int {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := make(map[string]int, len(people))
	for _, p := range people {
		n[p.ID] = 0
	}
	for _, e := range h.entries {
		if e.reader != "" && e.place == dmOf(e.reader) && e.by == "" && !e.gone {
			n[e.reader]++
		}
	}
	return n
}

// newest is the number of the newest entry, as in its id.
func (h *history) newest() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.count
}

// subscribe returns a channel that has a value after every change, and its end.
func (h *history) subscribe() (<-chan struct{}, func()) {
	c := make(chan struct{}, 1)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.watch[c] = true
	return c, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.watch, c)
	}
}

// nudge wakes the subscribers without a change, for the clock.
func (h *history) nudge() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.wake()
}

func (h *history) wake() {
	for c := range h.watch {
		select {
		case c <- struct{}{}:
		default: // it has one waiting already
		}
	}
}
