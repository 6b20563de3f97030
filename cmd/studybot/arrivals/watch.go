package arrivals

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"studybot/bot/material"
	"studybot/content"
	"studybot/content/diff"
)

// lookEvery is how often the folder of packs is looked at.
const lookEvery = 5 * time.Second

// Watch keeps the packs on the shelf as the folder of packs has them. It polls:
// that works on every file system and for every way in which files get there.
type Watch struct {
	folder string // "" for the built-in packs alone
	shelf  *material.Shelf
	log    *slog.Logger

	incoming *incoming

	mu     sync.Mutex
	taken  string          // the folder as it was when it was last read
	seen   string          // as it was at the last look
	untold map[string]bool // packs whose owners are still to be told of a refusal
}

// Open reads the built-in packs and those of a folder, "" for none; what is wrong with
// one of them is logged. The error is that of a folder which cannot be read or is not
// one of packs.
func Open(folder string, log *slog.Logger) (*Watch, error) {
	builtin, err := content.Builtin()
	if err != nil {
		return nil, fmt.Errorf("read the built-in packs: %w", err)
	}
	w := &Watch{folder: folder, shelf: material.NewShelf(builtin...), log: log, untold: map[string]bool{}}
	w.incoming = &incoming{packs: w}
	if folder == "" {
		return w, nil
	}
	// Looked at before it is read: what changes meanwhile is seen at the next look.
	w.taken = stampOf(folder)
	w.seen = w.taken
	all, err := readings(folder)
	if err != nil {
		return nil, fmt.Errorf("read the packs in STUDYBOT_PACKS: %w", err)
	}
	for _, c := range w.shelf.Update(all) {
		if c.Kind == material.LeftOut {
			w.tell(c)
		}
	}
	return w, nil
}

// Shelf has the packs as they are now.
func (w *Watch) Shelf() *material.Shelf { return w.shelf }

// Importer makes packs of files from conversations and puts them into the folder.
// There is one to a folder: it writes one pack at a time.
func (w *Watch) Importer() material.Importer { return w.incoming }

// Run looks at the folder until ctx ends, and has the owners of courses told; now is
// the time that courses go by.
func (w *Watch) Run(ctx context.Context, owners material.Owners, now func() time.Time) {
	if w.folder == "" {
		return
	}
	for every := time.NewTicker(lookEvery); ; {
		select {
		case <-ctx.Done():
			every.Stop()
			return
		case <-every.C:
		}
		w.look()
		w.tellOwners(ctx, owners, now())
	}
}

// look takes over what changed, once it was the same at two looks: files that are
// being copied are not read half.
func (w *Watch) look() {
	w.mu.Lock()
	defer w.mu.Unlock()
	stamp := stampOf(w.folder)
	settled := stamp == w.seen
	w.seen = stamp
	if settled && stamp != w.taken {
		w.take()
	}
}

// now takes over what is there without waiting for a second look: the files were
// written by this program, each pack as a whole.
func (w *Watch) now() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.take()
}

// take reads the folder and updates the shelf.
func (w *Watch) take() {
	stamp := stampOf(w.folder)
	all, err := readings(w.folder)
	if stampOf(w.folder) != stamp {
		return // it changed while it was read
	}
	w.seen, w.taken = stamp, stamp
	if err != nil {
		w.log.Error("the folder of packs cannot be read, so the packs stay as they are", "error", err)
		return
	}
	for _, c := range w.shelf.Update(all) {
		w.tell(c)
		delete(w.untold, c.Pack)
		if c.Kind == material.Refused {
			w.untold[c.Pack] = true
		}
	}
}

// tell logs a change in one line.
func (w *Watch) tell(c material.Change) {
	lint := "studybot pack lint " + w.folder
	switch c.Kind {
	case material.Added:
		w.log.Info("a pack is new", "pack", c.Pack, "folder", c.Folder)
	case material.Updated:
		w.log.Info("a pack is updated", "pack", c.Pack, "version", c.New.Version, "changes", changes(diff.Between(c.Old, c.New)))
	case material.Mended:
		w.log.Info("a pack is mended: it is as it was", "pack", c.Pack)
	case material.Refused:
		w.log.Error("an update of a pack is refused, the one before stays", "pack", c.Pack, "errors", c.Errors, "first", c.First, "do", lint)
	case material.LeftOut:
		w.log.Error("a pack is left out", "folder", c.Folder, "errors", c.Errors, "first", c.First, "do", lint)
	case material.Gone:
		w.log.Warn("the folder of a pack is gone, it is used until the next start", "pack", c.Pack)
	}
}

// changes are the counts of a comparison, such as "New questions: 2".
func changes(r diff.Report) string {
	var counts []string
	for _, g := range r.Groups {
		counts = append(counts, fmt.Sprintf("%s: %d", g.Title, len(g.Entries)))
	}
	if len(counts) == 0 {
		return "none for members"
	}
	return strings.Join(counts, "; ")
}

// tellOwners has the owners told who were not told yet.
func (w *Watch) tellOwners(ctx context.Context, owners material.Owners, now time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for pack := range w.untold {
		if err := w.shelf.TellOwners(ctx, owners, pack, now); err != nil {
			w.log.Warn("the owners were not told of a refused update, trying again", "pack", pack, "error", err)
			continue
		}
		delete(w.untold, pack)
	}
}

// readings are the packs of a folder as the shelf takes them. A folder with nothing
// in it is well: it waits for its first pack.
func readings(folder string) ([]material.Reading, error) {
	if IsEmpty(folder) {
		return nil, nil
	}
	read, err := content.ReadFolder(folder)
	if err != nil {
		return nil, err
	}
	var all []material.Reading
	for _, r := range read {
		m := material.Reading{Folder: r.Folder, Pack: r.Pack, Errors: len(r.Errors)}
		if len(r.Errors) > 0 {
			m.Pack, m.First = nil, strings.TrimPrefix(r.Folder+"/", "/")+r.Errors[0].Error()
		}
		all = append(all, m)
	}
	return all, nil
}

// IsEmpty says that a folder is there with nothing but hidden things in it, as one that
// waits for its first pack.
func IsEmpty(folder string) bool {
	entries, err := os.ReadDir(folder)
	return err == nil && !slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return !strings.HasPrefix(e.Name(), ".") })
}

// mostStamped bounds what a look costs in a folder that is not one of packs.
const mostStamped = 20_000

// stampOf is different whenever a pack in the folder may be: the names, sizes and
// times of its YAML files, two folders deep. Links are followed inside of it.
func stampOf(folder string) string {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return "not there: " + reasonOf(err)
	}
	defer root.Close()
	var s strings.Builder
	left := mostStamped
	stamp(root.FS(), ".", 0, &left, &s)
	return s.String()
}

func stamp(fsys fs.FS, dir string, depth int, left *int, s *strings.Builder) {
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		fmt.Fprintf(s, "%s cannot be read\n", dir)
		return
	}
	for _, e := range entries {
		name := path.Join(dir, e.Name())
		if *left--; *left < 0 || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		info, err := fs.Stat(fsys, name)
		switch ext := path.Ext(name); {
		case err != nil:
			fmt.Fprintf(s, "%s cannot be opened\n", name)
		case info.IsDir() && depth < 2:
			stamp(fsys, name, depth+1, left, s)
		case ext == ".yaml" || ext == ".yml":
			fmt.Fprintf(s, "%s %d %d\n", name, info.Size(), info.ModTime().UnixNano())
		}
	}
}

// reasonOf takes the path off an error.
func reasonOf(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return err.Error()
}
