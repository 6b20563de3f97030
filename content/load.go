package content

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"studybot/bot/study"
	"studybot/content/complete"
)

// Limits of a pack, so that a folder that is none costs little.
const (
	maxPackSize  = 4 << 20
	maxPackFiles = 400
)

// embedded holds the built-in packs and the schemas.
//
//go:embed packs schema
var embedded embed.FS

// Builtin are the packs that come with the program, by id.
func Builtin() ([]*study.Pack, error) { return packsOf(ReadBuiltin()) }

// LoadFolder loads every sub-folder of path that holds a pack, by id; when path
// holds one itself, it is the only one. Packs that are sound are returned even when
// others are not: err then holds Errors with the folder in front of each file.
// Symbolic links that leave path are refused.
func LoadFolder(path string) ([]*study.Pack, error) { return packsOf(ReadFolder(path)) }

// Reading is a pack as it was read, with what is to say about its files.
type Reading struct {
	// Folder is the pack's folder inside the one that was read; "" when it is the same.
	Folder string
	// Pack is nil when there are Errors.
	Pack   *study.Pack
	Places *Places
	Errors Errors
}

// ReadBuiltin reads the packs that come with the program, in the order of their folders.
func ReadBuiltin() ([]Reading, error) { return readAll(embedded, "packs") }

// ReadFolder reads as LoadFolder does, and keeps where everything stands.
func ReadFolder(path string) ([]Reading, error) {
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, fmt.Errorf("open the folder of packs: %w", err)
	}
	defer root.Close()
	return readAll(root.FS(), ".")
}

func packsOf(all []Reading, err error) ([]*study.Pack, error) {
	if err != nil {
		return nil, err
	}
	var packs []*study.Pack
	var wrong Errors
	for _, r := range all {
		if r.Pack != nil {
			packs = append(packs, r.Pack)
		}
		wrong = append(wrong, r.Errors.in(r.Folder)...)
	}
	slices.SortFunc(packs, func(a, b *study.Pack) int { return cmp.Compare(a.ID, b.ID) })
	if len(wrong) > 0 {
		return packs, wrong
	}
	return packs, nil
}

func readAll(fsys fs.FS, dir string) ([]Reading, error) {
	if isPack(fsys, dir) {
		r, err := Read(fsys, dir)
		if err != nil {
			return nil, err
		}
		return []Reading{r}, nil
	}
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return nil, fmt.Errorf("read the folder of packs: %w", err)
	}
	var all []Reading
	from := map[string]string{}
	for _, e := range entries {
		name := e.Name()
		if strings.HasPrefix(name, ".") || !isPack(fsys, path.Join(dir, name)) {
			continue
		}
		r, err := Read(fsys, path.Join(dir, name))
		if err != nil {
			return nil, err
		}
		r.Folder = name
		if p := r.Pack; p != nil {
			if other, taken := from[p.ID]; taken {
				r.Pack = nil
				r.Errors = Errors{{
					Place: r.Places.find("pack", "id", ""), Path: "id",
					Text: fmt.Sprintf("the pack id %q is already that of the folder %s; give each pack its own", p.ID, other),
				}}
			} else {
				from[p.ID] = name
			}
		}
		all = append(all, r)
	}
	if len(all) == 0 {
		return nil, errors.New("the folder holds no pack; a pack is a sub-folder with a pack.yaml")
	}
	return all, nil
}

// isPack says whether a folder is meant to be a pack: one that lost its pack.yaml
// is told so and not passed over.
func isPack(fsys fs.FS, dir string) bool {
	return isFile(fsys, path.Join(dir, "pack.yaml")) || isFile(fsys, path.Join(dir, "topics.yaml"))
}

func isFile(fsys fs.FS, name string) bool {
	info, err := fs.Stat(fsys, name)
	return err == nil && info.Mode().IsRegular()
}

// Load reads the pack in the folder dir of fsys. What is wrong in the pack comes
// back as Errors, all at once; any other error means that dir is no folder. To
// read a folder of the disk use LoadFolder, which keeps links inside.
func Load(fsys fs.FS, dir string) (*study.Pack, error) {
	r, err := Read(fsys, dir)
	if err == nil && len(r.Errors) > 0 {
		err = r.Errors
	}
	return r.Pack, err
}

// Read is Load that keeps where everything stands.
func Read(fsys fs.FS, dir string) (Reading, error) {
	names, err := filesOf(fsys, dir)
	if err != nil {
		return Reading{}, fmt.Errorf("open the pack: %w", err)
	}
	l := &loader{report: &report{}, sheets: map[string]node{}, present: map[string]bool{}}
	for _, name := range names {
		l.present[name] = true
	}
	size := 0
	for i, name := range names {
		if i == maxPackFiles {
			l.report.add(name, "the pack has %d files, at most %d are read; join some", len(names), maxPackFiles)
			break
		}
		data, err := readFile(fsys, path.Join(dir, name))
		if err != nil {
			l.report.add(name, "the file cannot be read: %v", err)
			continue
		}
		if size += len(data); size > maxPackSize {
			l.report.add(name, "the pack has more than %d bytes up to this file; make it smaller", maxPackSize)
			break
		}
		if doc, ok := parse(l.report, name, data); ok {
			l.sheets[name] = doc
		}
	}
	l.read()
	if errs := l.report.sorted(); len(errs) > 0 {
		return Reading{Places: &l.places, Errors: errs}, nil
	}
	complete.Pack(&l.pack)
	return Reading{Pack: &l.pack, Places: &l.places}, nil
}

// filesOf are the YAML files of a pack: those of its folder and of questions/.
func filesOf(fsys fs.FS, dir string) ([]string, error) {
	if !fs.ValidPath(dir) {
		return nil, fmt.Errorf("%q leads out of the folder", dir)
	}
	top, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return nil, err
	}
	var names []string
	add := func(folder string, entries []fs.DirEntry) {
		for _, e := range entries {
			ext := path.Ext(e.Name())
			if !e.IsDir() && !strings.HasPrefix(e.Name(), ".") && (ext == ".yaml" || ext == ".yml") {
				names = append(names, path.Join(folder, e.Name()))
			}
		}
	}
	add("", top)
	questions, err := fs.ReadDir(fsys, path.Join(dir, "questions"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	add("questions", questions)
	return names, nil
}

// readFile reads a regular file, at most one byte more than a file may have.
func readFile(fsys fs.FS, name string) ([]byte, error) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, reason(err)
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("it is not a regular file")
	}
	f, err := fsys.Open(name)
	if err != nil {
		return nil, reason(err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFileSize+1))
	return data, reason(err)
}

// reason takes the path off an error; the report names the file itself.
func reason(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
