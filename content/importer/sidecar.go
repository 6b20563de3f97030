package importer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"studybot/bot/study"
	"studybot/content"
)

// sideFile is the file beside a pack's YAML in which an import remembers where each
// question came from.
const sideFile = "import.json"

const maxSide = 16 << 20 // bytes

// sidecar is import.json.
type sidecar struct {
	Format int    `json:"format"`
	About  string `json:"about"`
	// Version and Name are the pack's, as an import wrote them last.
	Version string `json:"version"`
	// Days are by file, or by file and section.
	Days map[string]int `json:"days"`
	// Topics are by day.
	Topics    map[int]trace `json:"topics"`
	Structure trace         `json:"structure"`
	Questions []entry       `json:"questions"`
}

// trace is what something was in the source, and in the pack when it was written.
type trace struct {
	Source  string `json:"source,omitempty"`
	Written string `json:"written,omitempty"`
	Guide   bool   `json:"guide,omitempty"` // it came from a review guide
}

// entry is where one question came from.
type entry struct {
	ID     string `json:"id"`
	Source string `json:"source"`
	Key    string `json:"key,omitempty"`
	Topic  int    `json:"topic"`
	// Prompt, Asked and Content are hashes of the source's text; Written is of the
	// question in the pack, so that an owner's edit is noticed.
	Prompt  string `json:"prompt"`
	Asked   string `json:"asked"`
	Content string `json:"content"`
	Written string `json:"written"`
	// Gone says that its source no longer has it.
	Gone bool `json:"gone,omitempty"`
}

const sideFormat = 1

// Existing is a pack that an import may change.
type Existing struct {
	pack  *study.Pack
	side  sidecar
	files map[string][]byte // the YAML files as they are, by their path inside
	adopt bool              // it has no import.json
	dir   string
}

// Open reads the pack in the folder dir; nil when there is none yet. It refuses a
// folder that holds something else, and a pack with errors.
func Open(dir string) (*Existing, error) {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, cutOff(dir)
	case err != nil:
		return nil, fmt.Errorf("open the pack to write: %w", err)
	case len(entries) == 0:
		return nil, nil
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open the pack to write: %w", err)
	}
	defer root.Close()
	if _, err := root.Stat("pack.yaml"); err != nil {
		return nil, fmt.Errorf("%s holds other things than a pack: give --out a folder that does not exist yet", dir)
	}
	e := &Existing{dir: filepath.ToSlash(dir)}
	if e.pack, err = content.Load(root.FS(), "."); err != nil {
		var wrong content.Errors
		if errors.As(err, &wrong) {
			return nil, fmt.Errorf("the pack in %s has errors, such as %w\nMend them first: studybot pack lint %s", dir, wrong[0], dir)
		}
		return nil, fmt.Errorf("open the pack to write: %w", err)
	}
	if e.files, err = yamlOf(root.FS()); err != nil {
		return nil, fmt.Errorf("read the pack to write: %w", err)
	}
	f, err := root.Open(sideFile)
	if errors.Is(err, fs.ErrNotExist) {
		e.adopt = true
		return e, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read what was imported before: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxSide))
	if err != nil {
		return nil, fmt.Errorf("read what was imported before: %w", err)
	}
	e.files[sideFile] = data
	if err := json.Unmarshal(data, &e.side); err != nil {
		return nil, fmt.Errorf("%s is broken (%w): restore it, or remove it and import again", filepath.Join(dir, sideFile), err)
	}
	if e.side.Format != sideFormat {
		return nil, fmt.Errorf("%s was written by another version of studybot (form %d, this one knows %d): use that version", filepath.Join(dir, sideFile), e.side.Format, sideFormat)
	}
	return e, nil
}

// cutOff notices that an earlier import was stopped in the very moment in which the
// new pack takes the old one's place: making a new pack then would forget the old.
func cutOff(dir string) error {
	dir = filepath.Clean(dir)
	names, err := filepath.Glob(filepath.Join(filepath.Dir(dir), "."+filepath.Base(dir)+"-new-*-old"))
	if err != nil || len(names) == 0 { // a name that is a bad pattern has no such folder
		return nil
	}
	return fmt.Errorf("an earlier import was cut off while it wrote; your pack is whole in %s: rename that folder to %s, then import again", names[0], dir)
}

// yamlOf reads the pack's files.
func yamlOf(fsys fs.FS) (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, pattern := range []string{"*.yaml", "questions/*.yaml"} {
		names, err := fs.Glob(fsys, pattern)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			if files[name], err = fs.ReadFile(fsys, name); err != nil {
				return nil, err
			}
		}
	}
	return files, nil
}

// json writes import.json.
func (s sidecar) json() ([]byte, error) {
	s.Format = sideFormat
	s.About = "Written by studybot import, so that the next import finds every question again. Keep it beside the pack; do not edit it."
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(s); err != nil {
		return nil, fmt.Errorf("write down what was imported: %w", err)
	}
	return b.Bytes(), nil
}
