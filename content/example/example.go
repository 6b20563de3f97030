// Package example holds a small pack with a comment at every field, for people who
// begin one of their own.
//
// It must not know how packs are read: it is files, and a test loads them.
package example

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

//go:embed pack
var files embed.FS

// Write makes the folder dir with the example in it, and the schemas beside it in
// the folder schema, for editors. The pack's id is the folder's name as far as that
// can be one. A folder that holds anything is refused.
func Write(dir string, schemas fs.FS) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("look into the folder: %w", err)
	}
	if len(entries) > 0 {
		return fmt.Errorf("%s is not empty; name a folder that does not exist yet", dir)
	}
	pack, err := fs.Sub(files, "pack")
	if err != nil {
		return fmt.Errorf("read the example: %w", err)
	}
	id := idOf(filepath.Base(filepath.Clean(dir)))
	if err := copyTo(dir, pack, func(b []byte) []byte { return bytes.Replace(b, []byte("id: example\n"), []byte("id: "+id+"\n"), 1) }); err != nil {
		return err
	}
	return copyTo(filepath.Join(dir, "schema"), schemas, func(b []byte) []byte { return b })
}

func copyTo(dir string, from fs.FS, change func([]byte) []byte) error {
	return fs.WalkDir(from, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("read the example: %w", err)
		}
		to := filepath.Join(dir, filepath.FromSlash(name))
		if d.IsDir() {
			if err := os.MkdirAll(to, 0o755); err != nil {
				return fmt.Errorf("make the folder: %w", err)
			}
			return nil
		}
		data, err := fs.ReadFile(from, name)
		if err != nil {
			return fmt.Errorf("read the example: %w", err)
		}
		if err := os.WriteFile(to, change(data), 0o644); err != nil {
			return fmt.Errorf("write the example: %w", err)
		}
		return nil
	})
}

// idOf makes a pack's id of a folder's name: lower-case letters, digits and dashes,
// at most 24 bytes.
func idOf(name string) string {
	var id strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			id.WriteRune(r)
		case id.Len() > 0 && !strings.HasSuffix(id.String(), "-"):
			id.WriteByte('-')
		}
	}
	s := id.String()
	if len(s) > 24 {
		s = s[:24]
	}
	if s = strings.Trim(s, "-"); s == "" {
		return "example"
	}
	return s
}
