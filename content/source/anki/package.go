package anki

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"
	"studybot/content/source"
)

// Limits of a package. Anki's own largest shared decks of text unpack to some 30 MB.
const (
	// MaxPackage is the most bytes of a package with its media.
	MaxPackage    = 64 << 20
	maxEntries    = 20_000
	maxCollection = 64 << 20 // bytes, unpacked
	maxMediaList  = 4 << 20
	// maxRatio is how many times larger than packed a collection may be; those of notes
	// are 3 to 15 times as large. Small ones may be mostly empty pages.
	maxRatio   = 100
	freeOfRate = 4 << 20
)

// readPackage reads an .apkg or .colpkg: a zip that holds a SQLite database.
func readPackage(f source.File) (source.Found, error) {
	refuse := func(format string, args ...any) (source.Found, error) {
		return source.Found{}, fmt.Errorf("%s is not read: %w", f.Path, fmt.Errorf(format, args...))
	}
	if len(f.Data) > MaxPackage {
		return refuse("it has %d bytes, at most %d are read; export it without media", len(f.Data), MaxPackage)
	}
	z, err := zip.NewReader(bytes.NewReader(f.Data), int64(len(f.Data)))
	if err != nil {
		return refuse("it is no zip file, which a package of cards is; export it from Anki again")
	}
	if len(z.File) > maxEntries {
		return refuse("it has %d entries, at most %d are read; export it without media", len(z.File), maxEntries)
	}
	entries := map[string]*zip.File{}
	for _, e := range z.File {
		switch {
		case !flat(e.Name):
			return refuse("its entry %q has a path, and those of Anki have none", short(e.Name))
		case e.Mode()&fs.ModeSymlink != 0 || !e.Mode().IsRegular():
			return refuse("its entry %q is a link or no file", short(e.Name))
		case entries[e.Name] != nil:
			return refuse("it has the entry %q twice", short(e.Name))
		}
		entries[e.Name] = e
	}
	name := ""
	for _, candidate := range []string{"collection.anki21b", "collection.anki21", "collection.anki2"} {
		if entries[candidate] != nil {
			name = candidate
			break
		}
	}
	if name == "" {
		return refuse("it holds no collection of Anki (collection.anki21b, .anki21 or .anki2)")
	}
	data, err := unpack(entries[name], maxCollection)
	if err != nil {
		return refuse("%s: %w", name, err)
	}
	if strings.HasSuffix(name, "21b") || isZstd(data) {
		if data, err = decompress(data, maxCollection); err != nil {
			return refuse("%s: %w", name, err)
		}
	}
	c, err := openCollection(data)
	if err != nil {
		return refuse("%s: %w", name, err)
	}
	r := newReading(f.Path)
	for _, n := range c.notes {
		if r.full {
			break
		}
		r.notes(n)
	}
	for _, problem := range c.problems {
		r.say(0, source.Doubtful, "%s", problem)
	}
	r.aboutMedia(entries["media"])
	if len(c.notes) == 1 && len(entries) > 0 && strings.HasPrefix(c.notes[0].all(), "Please update") {
		return refuse("it was exported for newer versions only, and its own collection is not in it; export it again with support for older versions")
	}
	return r.done(), nil
}

// flat says whether a name is that of a file without a folder.
func flat(name string) bool {
	return name != "" && name != "." && name != ".." && path.Base(name) == name && !strings.ContainsAny(name, `\:`)
}

// unpack reads an entry, of at most limit bytes.
func unpack(e *zip.File, limit int64) ([]byte, error) {
	if e.Flags&1 != 0 {
		return nil, errors.New("it is encrypted")
	}
	if e.UncompressedSize64 > uint64(limit) {
		return nil, fmt.Errorf("it would unpack to more than %d bytes", limit)
	}
	if e.UncompressedSize64 > freeOfRate && e.UncompressedSize64/maxRatio > e.CompressedSize64 {
		return nil, fmt.Errorf("it would unpack to more than %d times its size", maxRatio)
	}
	rc, err := e.Open()
	if err != nil {
		return nil, errors.New("it is packed in a way that is not known")
	}
	defer rc.Close()
	data, err := io.ReadAll(io.LimitReader(rc, limit+1))
	if err != nil {
		return nil, errors.New("it is damaged; export it again")
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("it unpacks to more than %d bytes", limit)
	}
	return data, nil
}

func isZstd(data []byte) bool { return bytes.HasPrefix(data, []byte{0x28, 0xb5, 0x2f, 0xfd}) }

// decompress unpacks zstd to at most limit bytes, and at most maxRatio times as many.
func decompress(data []byte, limit int) ([]byte, error) {
	if !isZstd(data) {
		return nil, errors.New("it is not packed as it should be (zstd)")
	}
	limit = min(limit, max(freeOfRate, len(data)*maxRatio))
	d, err := zstd.NewReader(bytes.NewReader(data), zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
		zstd.WithDecoderMaxMemory(uint64(limit)+1), zstd.WithDecoderMaxWindow(32<<20))
	if err != nil {
		return nil, errors.New("it is damaged; export it again")
	}
	defer d.Close()
	out, err := io.ReadAll(io.LimitReader(d, int64(limit)+1))
	if len(out) > limit || errors.Is(err, zstd.ErrDecoderSizeExceeded) || errors.Is(err, zstd.ErrWindowSizeExceeded) {
		return nil, fmt.Errorf("it would unpack to more than %d bytes, or more than %d times its size", limit, maxRatio)
	}
	if err != nil {
		return nil, errors.New("it is damaged; export it again")
	}
	return out, nil
}

// shownMedia is how many names of media a note lists.
const shownMedia = 10

// aboutMedia says which pictures and sounds were left.
func (r *reading) aboutMedia(list *zip.File) {
	held := 0
	if list != nil {
		names, err := mediaNames(list)
		if err != nil {
			r.say(0, source.Took, "the list of media cannot be read: %v", err)
		}
		held = len(names)
	}
	var used []string
	for name := range r.media {
		used = append(used, short(name))
	}
	slices.Sort(used)
	switch {
	case len(used) > shownMedia:
		r.say(0, source.Took, "%d pictures and sounds of the notes were not taken: %s and %d more", len(used), strings.Join(used[:shownMedia], ", "), len(used)-shownMedia)
	case len(used) > 0:
		r.say(0, source.Took, "pictures and sounds of the notes were not taken: %s", strings.Join(used, ", "))
	case held > 0:
		r.say(0, source.Took, "the package holds %d media that no note uses", held)
	}
}

// mediaNames reads the list of media: JSON from number to name, or, packed with zstd,
// messages with the name as their first field.
func mediaNames(list *zip.File) ([]string, error) {
	data, err := unpack(list, maxMediaList)
	if err != nil {
		return nil, err
	}
	if isZstd(data) {
		if data, err = decompress(data, maxMediaList); err != nil {
			return nil, err
		}
		var names []string
		for number, value := range fields(data) {
			if number == 1 {
				for n, name := range fields(value) {
					if n == 1 {
						names = append(names, string(name))
					}
				}
			}
		}
		return names, nil
	}
	var byNumber map[string]string
	if err := json.Unmarshal(data, &byNumber); err != nil {
		return nil, errors.New("it is no list")
	}
	var names []string
	for _, name := range byNumber {
		names = append(names, name)
	}
	return names, nil
}
