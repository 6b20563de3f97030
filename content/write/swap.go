package write

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"time"
)

// An exchange gives each of two folders the other's place in a single step, or fails
// and leaves both where they are.
type exchange func(a, b string) error

// swap puts the new folder in the place of the old one. Where the file system can
// exchange the two, dir is a whole pack at every instant, whenever the program is
// killed. Elsewhere there is an instant without dir, and the old folder, beside it,
// is put back when the second step fails; an import tells of it after a kill.
func swap(fresh, dir string, change exchange) error {
	if change(fresh, dir) == nil {
		return discard(fresh)
	}
	aside := fresh + "-old"
	err := os.Rename(dir, aside)
	had := err == nil
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("put the earlier pack aside: %w", err)
	}
	if err := os.Rename(fresh, dir); err != nil {
		err = fmt.Errorf("put the new pack in its place: %w", err)
		if had {
			err = errors.Join(err, os.Rename(aside, dir))
		}
		return err
	}
	if had {
		return discard(aside)
	}
	return nil
}

func discard(old string) error {
	if err := os.RemoveAll(old); err != nil {
		return fmt.Errorf("the new pack is in place; remove what is left of the earlier one in %s: %w", old, err)
	}
	return nil
}

// leftFor is how long a folder beside a pack's may be somebody's who is still writing.
const leftFor = time.Hour

// sweep removes what writers that were killed left beside dir: half of a new pack, or
// the earlier one after the exchange. A pack that was put aside, which may be the
// only one, is not touched.
func sweep(dir string, now time.Time) error {
	parent := filepath.Dir(dir)
	entries, err := os.ReadDir(parent)
	if err != nil {
		return fmt.Errorf("look beside the pack: %w", err)
	}
	left := regexp.MustCompile(`^` + regexp.QuoteMeta(hidden(dir)) + `\d+$`)
	for _, e := range entries {
		if !left.MatchString(e.Name()) {
			continue
		}
		info, err := e.Info()
		if err == nil && now.Sub(info.ModTime()) > leftFor {
			err = os.RemoveAll(filepath.Join(parent, e.Name()))
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove what an earlier import left: %w", err)
		}
	}
	return nil
}

// hidden begins the name of a new folder beside dir. A name with a dot is no pack to
// those who look for packs here.
func hidden(dir string) string { return "." + filepath.Base(dir) + "-new-" }
