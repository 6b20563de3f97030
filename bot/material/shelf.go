package material

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"studybot/bot/study"
)

// Reading is what one folder holds now.
type Reading struct {
	// Folder names the pack's folder; the same name is the same pack, updated.
	Folder string
	// Pack is nil when it cannot be used.
	Pack *study.Pack
	// First is the first of Errors errors, as "file:line: what is wrong".
	First  string
	Errors int
}

// Kind says what became of a pack.
type Kind int

// The kinds of a change.
const (
	// Added: a pack is served that was not there.
	Added Kind = iota
	// Updated: New is served in place of Old.
	Updated
	// Mended: a refused update was taken back; the pack is as it was.
	Mended
	// Refused: an update cannot be used; the pack is served as it was.
	Refused
	// LeftOut: a folder cannot be used, and nothing is served in its place.
	LeftOut
	// Gone: the folder is not there any more; its pack is served until a restart.
	Gone
)

// Change is what an update does to one pack.
type Change struct {
	Kind Kind
	// Pack is the pack's id; empty for LeftOut.
	Pack   string
	Folder string
	// Old and New are the packs of Updated.
	Old, New *study.Pack
	// First and Errors are as in Reading, for Refused and LeftOut.
	First  string
	Errors int
}

// Shelf holds the packs that are served. It may be read while it is updated.
type Shelf struct {
	packs   atomic.Pointer[[]*study.Pack]
	builtin []*study.Pack

	mu      sync.Mutex
	own     map[string]*study.Pack // those of folders, by id
	marks   map[string]string      // of what is served, by id
	folders map[string]string      // the id that a folder had when it was last sound
	broken  map[string]Reading     // by folder
	gone    map[string]bool        // by id
}

// NewShelf is a shelf with the packs that come with the program, in their order.
func NewShelf(builtin ...*study.Pack) *Shelf {
	s := &Shelf{
		builtin: builtin, own: map[string]*study.Pack{}, marks: map[string]string{},
		folders: map[string]string{}, broken: map[string]Reading{}, gone: map[string]bool{},
	}
	s.serve()
	return s
}

// All are the packs that are served, those of folders first, by id. The slice and
// the packs are not to be changed.
func (s *Shelf) All() []*study.Pack { return *s.packs.Load() }

// find is a pack that is served.
func (s *Shelf) find(id string) *study.Pack {
	for _, p := range s.All() {
		if p.ID == id {
			return p
		}
	}
	return nil
}

// Update takes over what all folders hold now and says what that changes, by pack
// and folder. A pack of a folder replaces a built-in one with its id. What cannot be
// used, or is not there any more, leaves the pack on the shelf that was there; the
// same trouble is told once.
func (s *Shelf) Update(all []Reading) []Change {
	s.mu.Lock()
	defer s.mu.Unlock()
	var changes []Change
	sound := map[string]Reading{}
	for _, r := range all {
		if _, taken := sound[packID(r)]; r.Pack != nil && !taken {
			sound[r.Pack.ID] = r
		}
	}
	kept := map[string]bool{}
	broken := map[string]Reading{}
	for _, r := range all {
		if r.Pack != nil {
			continue
		}
		broken[r.Folder] = r
		c := Change{Kind: LeftOut, Folder: r.Folder, First: r.First, Errors: r.Errors}
		id := s.folders[r.Folder]
		if _, elsewhere := sound[id]; id != "" && !elsewhere {
			c.Kind, c.Pack, kept[id] = Refused, id, true
		}
		if s.broken[r.Folder] != r {
			changes = append(changes, c)
		}
	}
	for id, r := range sound {
		old := s.find(id)
		c := Change{Kind: Updated, Pack: id, Folder: r.Folder, Old: old, New: r.Pack}
		_, mended := s.broken[r.Folder]
		switch {
		case old == nil:
			c.Kind = Added
		case s.mark(old) != markOf(r.Pack):
		case mended:
			c.Kind = Mended
		default:
			c.Kind = -1
		}
		if c.Kind >= 0 {
			changes = append(changes, c)
		}
		s.own[id], s.folders[r.Folder], s.marks[id] = r.Pack, id, markOf(r.Pack)
		delete(s.gone, id)
	}
	s.broken = broken
	for id := range s.own {
		if _, there := sound[id]; there || kept[id] {
			delete(s.gone, id)
		} else if !s.gone[id] {
			s.gone[id] = true
			changes = append(changes, Change{Kind: Gone, Pack: id})
		}
	}
	s.serve()
	slices.SortFunc(changes, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.Pack, b.Pack), cmp.Compare(a.Folder, b.Folder))
	})
	return changes
}

// serve puts the packs up for reading.
func (s *Shelf) serve() {
	packs := make([]*study.Pack, 0, len(s.own)+len(s.builtin))
	for _, id := range slices.Sorted(maps.Keys(s.own)) {
		packs = append(packs, s.own[id])
	}
	for _, p := range s.builtin {
		if s.own[p.ID] == nil {
			packs = append(packs, p)
		}
	}
	s.packs.Store(&packs)
}

// mark is markOf a served pack, worked out once.
func (s *Shelf) mark(p *study.Pack) string {
	if s.marks[p.ID] == "" {
		s.marks[p.ID] = markOf(p)
	}
	return s.marks[p.ID]
}

// trouble is why an update of the pack is not served.
func (s *Shelf) trouble(id string) (r Reading, ok bool) {
	for folder, r := range s.broken {
		if s.folders[folder] == id {
			return r, true
		}
	}
	return Reading{}, false
}

func packID(r Reading) string {
	if r.Pack == nil {
		return ""
	}
	return r.Pack.ID
}

// markOf tells versions of a pack apart by all that is in them; every replica that
// read the same files has the same.
func markOf(p *study.Pack) string {
	data, err := json.Marshal(p)
	if err != nil { // a number that JSON cannot hold: the version has to do
		data = []byte(p.Version)
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:6])
}
