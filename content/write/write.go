package write

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"studybot/bot/study"
	"studybot/content"
	"studybot/content/complete"
)

// Pack writes a pack into the folder dir, which need not exist, with extra files
// beside it. Files of an earlier version of the pack are replaced, all others in the
// folder are kept. The folder is made anew beside dir, read back and compared, and
// only then takes dir's place, in one step where the file system can: what is refused
// or fails on the way leaves dir as it was. A pack that content.Load refuses is
// refused with its content.Errors.
func Pack(dir string, p *study.Pack, extra ...File) error {
	dir = filepath.Clean(dir)
	parent := filepath.Dir(dir)
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return fmt.Errorf("make the folder of the pack: %w", err)
	}
	if err := sweep(dir, time.Now()); err != nil {
		return err
	}
	fresh, err := os.MkdirTemp(parent, hidden(dir))
	if err != nil {
		return fmt.Errorf("make a folder for the new pack: %w", err)
	}
	defer func() { _ = os.RemoveAll(fresh) }() // it is gone when all went well
	files := Files(p)
	for _, f := range append(slices.Clone(files), extra...) {
		if !filepath.IsLocal(filepath.FromSlash(f.Path)) {
			return fmt.Errorf("write %q: it leads out of the folder", f.Path)
		}
		if err := put(filepath.Join(fresh, filepath.FromSlash(f.Path)), f.Data); err != nil {
			return err
		}
	}
	whole := *p
	whole.Questions = slices.Clone(p.Questions)
	complete.Pack(&whole) // as it is read back
	if err := check(fresh, Files(&whole)); err != nil {
		return err
	}
	if err := keepOthers(dir, fresh); err != nil {
		return err
	}
	if err := os.Chmod(fresh, 0o755); err != nil {
		return fmt.Errorf("open the new folder for others: %w", err)
	}
	return swap(fresh, dir, inOneStep)
}

// check reads the new folder back; writing that again must give the same files.
func check(fresh string, files []File) error {
	back, err := content.Load(os.DirFS(fresh), ".")
	if err != nil {
		return fmt.Errorf("the pack would not be accepted: %w", err)
	}
	again := Files(back)
	for i, f := range files {
		if i >= len(again) || again[i].Path != f.Path || !bytes.Equal(again[i].Data, f.Data) {
			return fmt.Errorf("the pack would not read back as it is: %s differs", f.Path)
		}
	}
	return nil
}

func put(name string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return fmt.Errorf("make a folder of the pack: %w", err)
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("write a file of the pack: %w", err)
	}
	_, err = f.Write(data)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write a file of the pack: %w", err)
	}
	return nil
}

// keepOthers copies what is in the old folder and no file of a pack, unless the new
// one has it.
func keepOthers(old, fresh string) error {
	root, err := os.OpenRoot(old)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("open the earlier pack: %w", err)
	}
	defer root.Close()
	return fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("look through the earlier pack: %w", err)
		}
		if d.IsDir() || ofPack(name) {
			return nil
		}
		to := filepath.Join(fresh, filepath.FromSlash(name))
		if _, err := os.Lstat(to); err == nil {
			return nil
		}
		if !d.Type().IsRegular() {
			return fmt.Errorf("%s in the earlier pack is not a regular file; move it out of the folder", name)
		}
		data, err := root.ReadFile(filepath.FromSlash(name))
		if err != nil {
			return fmt.Errorf("keep a file of the earlier pack: %w", err)
		}
		return put(to, data)
	})
}

// ofPack says whether content would take the file for one of a pack.
func ofPack(name string) bool {
	ext, dir := path.Ext(name), path.Dir(name)
	return (ext == ".yaml" || ext == ".yml") && (dir == "." || dir == "questions") && !strings.HasPrefix(path.Base(name), ".")
}
