package gather

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"studybot/content/source"
	"studybot/content/source/decode"
)

// Limits of what one import reads, so that a folder that is no course costs little.
const (
	maxDeck   = 200 << 20 // bytes of an Anki package, which holds pictures and sound too
	maxTotal  = 400 << 20 // bytes of all files
	maxPaths  = 10_000    // files and folders that are looked at
	maxNested = 40        // folders inside folders
)

// All are the files to read, and those that were left out.
type All struct {
	Files []File
	// LeftOut are files and folders that were not opened or not read, with why.
	LeftOut []LeftOut
	// Folders are the names of the folders that were given.
	Folders []string
	// Folder is the name of the first folder that was given, else that of the first
	// file without its ending; a pack may be named after it.
	Folder string
}

// File is one file with the name that it keeps on every machine.
type File struct {
	source.File
	// Name is the path inside the folder that was given, that folder's name first.
	Name string
}

// LeftOut is a path that was not read, with its name as File has it, and why.
type LeftOut struct{ Path, Name, Why string }

// Paths reads the files at paths: files, folders with all that is in them, and
// patterns such as "quiz/*.md". The order is the same on every machine, with day-2
// before day-10. Hidden files, node_modules and links inside folders are left out
// and listed. The error is for a path that does not exist and for more than one
// import reads.
func Paths(paths []string) (All, error) {
	g := &gatherer{seen: map[string]bool{}, names: map[string]bool{}}
	for _, p := range paths {
		if err := g.given(p); err != nil {
			return All{}, err
		}
	}
	return g.found, nil
}

type gatherer struct {
	found  All
	seen   map[string]bool // absolute paths
	names  map[string]bool
	looked int
	total  int64
}

// given takes one path of the command line.
func (g *gatherer) given(p string) error {
	info, err := os.Stat(p)
	if err != nil {
		matches, _ := filepath.Glob(p) // a bad pattern is a path that does not exist
		if len(matches) == 0 {
			return fmt.Errorf("read what to import: %w", err)
		}
		slices.SortFunc(matches, natural)
		for _, m := range matches {
			if info, err := os.Stat(m); err != nil {
				g.leave(m, filepath.Base(m), "it cannot be opened: "+reason(err))
			} else if err := g.start(m, info); err != nil {
				return err
			}
		}
		return nil
	}
	return g.start(p, info)
}

func (g *gatherer) start(p string, info fs.FileInfo) error {
	whole, err := filepath.Abs(p)
	if err != nil {
		return fmt.Errorf("read what to import: %w", err)
	}
	base := filepath.Base(whole)
	dir := whole
	if !info.IsDir() {
		dir = filepath.Dir(whole)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("open what to import: %w", err)
	}
	defer root.Close()
	if info.IsDir() {
		g.found.Folders = append(g.found.Folders, base)
		if g.found.Folder == "" {
			g.found.Folder = base
		}
		return g.folder(root, ".", p, base, 0)
	}
	if g.found.Folder == "" {
		g.found.Folder = strings.TrimSuffix(base, filepath.Ext(base))
	}
	return g.file(root, base, p, path.Join(filepath.Base(dir), base))
}

// folder takes what is in the folder inside of root; shown and name are its path
// as the person knows it and as it is on every machine.
func (g *gatherer) folder(root *os.Root, inside, shown, name string, depth int) error {
	if depth > maxNested {
		g.leave(shown, name, fmt.Sprintf("it is more than %d folders deep", maxNested))
		return nil
	}
	entries, err := fs.ReadDir(root.FS(), filepath.ToSlash(inside))
	if err != nil {
		g.leave(shown, name, "the folder cannot be read: "+reason(err))
		return nil
	}
	if depth > 0 && slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == "pack.yaml" }) {
		g.leave(shown, name, "it is a pack already")
		return nil
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return natural(a.Name(), b.Name()) })
	for _, e := range entries {
		if g.looked++; g.looked > maxPaths {
			return fmt.Errorf("there are more than %d files in %s: give the folder of one course", maxPaths, shown)
		}
		at, as, known := filepath.Join(inside, e.Name()), filepath.Join(shown, e.Name()), path.Join(name, e.Name())
		switch {
		case strings.HasPrefix(e.Name(), "."):
			g.leave(as, known, "it is hidden")
		case e.IsDir() && e.Name() == "node_modules":
			g.leave(as, known, "it holds programs of others")
		case e.Type()&fs.ModeSymlink != 0:
			g.leave(as, known, "it is a link; give the file itself if it is wanted")
		case e.IsDir():
			if err := g.folder(root, at, as, known, depth+1); err != nil {
				return err
			}
		case !e.Type().IsRegular():
			g.leave(as, known, "it is no regular file")
		default:
			if err := g.file(root, at, as, known); err != nil {
				return err
			}
		}
	}
	return nil
}

// file reads one file into memory, unless it is too large or no text.
func (g *gatherer) file(root *os.Root, inside, shown, name string) error {
	whole := filepath.Join(root.Name(), inside)
	if g.seen[whole] {
		return nil // given twice: it is in the list already
	}
	g.seen[whole] = true
	data, why := read(root, inside, IsDeck(name))
	if why != "" {
		g.leave(shown, name, why)
		return nil
	}
	if g.total += int64(len(data)); g.total > maxTotal {
		return fmt.Errorf("the files have more than %d MB together: give fewer at a time", maxTotal>>20)
	}
	if g.names[name] {
		name = filepath.ToSlash(filepath.Clean(shown))
	}
	g.names[name] = true
	g.found.Files = append(g.found.Files, File{File: source.File{Path: filepath.ToSlash(shown), Data: data}, Name: name})
	return nil
}

func (g *gatherer) leave(p, name, why string) {
	g.found.LeftOut = append(g.found.LeftOut, LeftOut{Path: filepath.ToSlash(p), Name: name, Why: why})
}

// read returns a file's bytes, or why it is not read.
func read(root *os.Root, name string, deck bool) (data []byte, why string) {
	info, err := root.Stat(name)
	if err != nil {
		return nil, "it cannot be opened: " + reason(err)
	}
	limit := int64(source.MaxFile)
	if deck {
		limit = maxDeck
	}
	switch {
	case !info.Mode().IsRegular(): // a pipe would be waited for without end
		return nil, "it is no regular file"
	case info.Size() == 0:
		return nil, "it is empty"
	}
	f, err := root.Open(name)
	if err != nil {
		return nil, "it cannot be opened: " + reason(err)
	}
	defer f.Close()
	head := make([]byte, 4096)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, "it cannot be read: " + reason(err)
	}
	head = head[:n]
	if !deck && decode.IsBinary(head) {
		if bytes.HasPrefix(head, []byte("PK\x03\x04")) {
			return nil, "it is an archive; unpack it, or name it .apkg if it is an Anki package"
		}
		return nil, "it is no text"
	}
	if info.Size() > limit {
		return nil, fmt.Sprintf("it has %d MB; at most %d MB are read", (info.Size()+1<<20-1)>>20, limit>>20)
	}
	rest, err := io.ReadAll(io.LimitReader(f, limit-int64(n)+1))
	if err != nil {
		return nil, "it cannot be read: " + reason(err)
	}
	if data = slices.Concat(head, rest); int64(len(data)) > limit { // it grew while it was read
		return nil, fmt.Sprintf("it has more than %d MB", limit>>20)
	}
	return data, ""
}

// IsDeck tells Anki packages, which are archives, by their name.
func IsDeck(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return ext == ".apkg" || ext == ".colpkg"
}

// reason takes the path off an error; the report names the file itself.
func reason(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return err.Error()
}

// natural orders names as people do: runs of digits by their value.
func natural(a, b string) int {
	x, y := a, b
	for x != "" && y != "" {
		if digit(x[0]) && digit(y[0]) {
			dx, dy := digits(x), digits(y)
			nx, ny := strings.TrimLeft(dx, "0"), strings.TrimLeft(dy, "0")
			if c := cmp.Or(cmp.Compare(len(nx), len(ny)), cmp.Compare(nx, ny)); c != 0 {
				return c
			}
			x, y = x[len(dx):], y[len(dy):]
			continue
		}
		if x[0] != y[0] {
			return cmp.Compare(x[0], y[0])
		}
		x, y = x[1:], y[1:]
	}
	return cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(a, b))
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

// digits are those that s begins with.
func digits(s string) string {
	n := 0
	for n < len(s) && digit(s[n]) {
		n++
	}
	return s[:n]
}
