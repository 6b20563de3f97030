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
func Builtin() ([]*study.Pack, error) { return loadAll(embedded, "packs") }

// LoadFolder loads every sub-folder of path that has a pack.yaml, by id; when
// path has a pack.yaml itself, it is the only pack. Packs that are sound are
// returned even when others are not: err then holds Errors with the folder in
// front of each file. Symbolic links that leave path are refused.
func LoadFolder(path string) ([]*study.Pack, error) {
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, fmt.Errorf("open the folder of packs: %w", err)
	}
	defer root.Close()
	return loadAll(root.FS(), ".")
}

func loadAll(fsys fs.FS, dir string) ([]*study.Pack, error) {
	if isFile(fsys, path.Join(dir, "pack.yaml")) {
		p, err := Load(fsys, dir)
		if err != nil {
			return nil, err
		}
		return []*study.Pack{p}, nil
	}
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return nil, fmt.Errorf("read the folder of packs: %w", err)
	}
	var packs []*study.Pack
	var wrong Errors
	from := map[string]string{}
	found := false
	for _, e := range entries {
		name := e.Name()
		if strings.HasPrefix(name, ".") || !isFile(fsys, path.Join(dir, name, "pack.yaml")) {
			continue
		}
		found = true
		p, err := Load(fsys, path.Join(dir, name))
		var errs Errors
		switch {
		case errors.As(err, &errs):
			wrong = append(wrong, errs.in(name)...)
		case err != nil:
			return packs, err
		case from[p.ID] != "":
			wrong = append(wrong, Error{
				File: name + "/pack.yaml", Line: 1, Path: "id",
				Text: fmt.Sprintf("the pack id %q is already that of the folder %s; give each pack its own", p.ID, from[p.ID]),
			})
		default:
			from[p.ID] = name
			packs = append(packs, p)
		}
	}
	if !found {
		return nil, errors.New("the folder holds no pack; a pack is a sub-folder with a pack.yaml")
	}
	slices.SortFunc(packs, func(a, b *study.Pack) int { return cmp.Compare(a.ID, b.ID) })
	if len(wrong) > 0 {
		return packs, wrong
	}
	return packs, nil
}

func isFile(fsys fs.FS, name string) bool {
	info, err := fs.Stat(fsys, name)
	return err == nil && info.Mode().IsRegular()
}

// Load reads the pack in the folder dir of fsys. What is wrong in the pack comes
// back as Errors, all at once; any other error means that dir is no folder. To
// read a folder of the disk use LoadDir, which keeps links inside.
func Load(fsys fs.FS, dir string) (*study.Pack, error) {
	names, err := filesOf(fsys, dir)
	if err != nil {
		return nil, fmt.Errorf("open the pack: %w", err)
	}
	l := &loader{report: &report{}, sheets: map[string]node{}, present: map[string]bool{}}
	for _, name := range names {
		l.present[name] = true
	}
	size := 0
	for i, name := range names {
		if i == maxPackFiles {
			l.report.add(name, 1, "", "the pack has %d files, at most %d are read; join some", len(names), maxPackFiles)
			break
		}
		data, err := readFile(fsys, path.Join(dir, name))
		if err != nil {
			l.report.add(name, 1, "", "the file cannot be read: %v", err)
			continue
		}
		if size += len(data); size > maxPackSize {
			l.report.add(name, 1, "", "the pack has more than %d bytes up to this file; make it smaller", maxPackSize)
			break
		}
		if doc, ok := parse(l.report, name, data); ok {
			l.sheets[name] = doc
		}
	}
	l.read()
	if errs := l.report.sorted(); len(errs) > 0 {
		return nil, errs
	}
	Complete(&l.pack)
	return &l.pack, nil
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
