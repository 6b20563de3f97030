package arrivals

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"studybot/bot/chat"
	"studybot/bot/material"
	"studybot/content"
	"studybot/content/importer"
	"studybot/content/source"
	"studybot/content/source/gather"
)

// incoming makes packs of files from conversations. A published pack goes into the
// folder of packs, which replicas share for that; so the files of a draft wait there
// too, in a hidden folder, and whichever replica is asked finds them.
type incoming struct {
	packs *Watch
	mu    sync.Mutex // one pack is written at a time
}

var _ material.Importer = (*incoming)(nil)

const (
	draftsFolder    = ".incoming"  // drafts, a folder each
	publishedFolder = ".published" // a file for each published pack, with its team
	draftFor        = time.Hour
	mostDrafts      = 20
)

// Read keeps the files and tries an import.
func (in *incoming) Read(ctx context.Context, team string, files []chat.File) (material.Draft, error) {
	drafts, err := in.drafts()
	if err != nil {
		return material.Draft{}, err
	}
	token := strings.ToLower(rand.Text())
	dir := filepath.Join(drafts, token)
	if err := keepFiles(filepath.Join(dir, "files"), files); err != nil {
		return material.Draft{}, unnamed(errors.Join(fmt.Errorf("keep the files of a draft: %w", err), os.RemoveAll(dir)))
	}
	r, _, err := in.try(dir, team)
	d := draftOf(r)
	switch {
	case err == nil && ctx.Err() == nil:
		d.Token = token
		return d, nil
	case errors.Is(err, importer.ErrNothing):
		err = nil
	case err == nil:
		err = ctx.Err()
	}
	return d, unnamed(errors.Join(err, os.RemoveAll(dir)))
}

// unnamed is an error for the log, where nothing of a member's file may stand: no
// name of one, and no text that the loader quotes.
func unnamed(err error) error {
	var wrong content.Errors
	var p *fs.PathError
	switch {
	case errors.Is(err, material.ErrGone), errors.Is(err, material.ErrNowhere), errors.Is(err, material.ErrFull):
	case errors.As(err, &wrong):
		return fmt.Errorf("the pack would have %d errors", len(wrong))
	case errors.As(err, &p):
		return fmt.Errorf("%s: %w", p.Op, p.Err)
	}
	return err
}

// Publish writes the pack. A draft that two ask for at once goes to one of them.
func (in *incoming) Publish(_ context.Context, team, token string) (material.Published, error) {
	dir, err := in.draft(token)
	if err != nil {
		return material.Published{}, err
	}
	mine := dir + "-taken"
	if err := os.Rename(dir, mine); errors.Is(err, fs.ErrNotExist) {
		return material.Published{}, material.ErrGone
	} else if err != nil {
		return material.Published{}, fmt.Errorf("take the draft: %w", err)
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	r, to, err := in.try(mine, team)
	if err == nil {
		err = r.Save(filepath.Join(in.packs.folder, to))
	}
	if err == nil {
		err = in.sign(to, team)
	}
	if err != nil {
		return material.Published{}, unnamed(errors.Join(fmt.Errorf("publish a draft: %w", err), os.Rename(mine, dir)))
	}
	p := material.Published{Name: r.Pack.Name, Update: r.Report.Update}
	in.packs.now()
	for _, served := range in.packs.shelf.All() {
		if served.ID == r.Pack.ID && served.Version == r.Pack.Version && len(served.Questions) == len(r.Pack.Questions) {
			p.Served = true
		}
	}
	return p, os.RemoveAll(mine)
}

// Drop removes the files.
func (in *incoming) Drop(_ context.Context, token string) error {
	dir, err := in.draft(token)
	if errors.Is(err, material.ErrGone) {
		return nil
	}
	if err != nil {
		return err
	}
	return os.RemoveAll(dir)
}

// drafts is the folder of drafts, without those whose time is over.
func (in *incoming) drafts() (string, error) {
	if in.packs.folder == "" {
		return "", material.ErrNowhere
	}
	dir := filepath.Join(in.packs.folder, draftsFolder)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("%w: %w", material.ErrNowhere, err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", fmt.Errorf("look at the drafts: %w", err)
	}
	left := 0
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && time.Since(info.ModTime()) > draftFor {
			err = os.RemoveAll(filepath.Join(dir, e.Name()))
		} else if err == nil {
			left++
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("remove an old draft: %w", err)
		}
	}
	if left >= mostDrafts {
		return "", material.ErrFull
	}
	return dir, nil
}

// draft is the folder of a living draft. The token comes back from a chat service.
func (in *incoming) draft(token string) (string, error) {
	if in.packs.folder == "" {
		return "", material.ErrNowhere
	}
	if !regexp.MustCompile(`^[a-z2-7]{26}$`).MatchString(token) {
		return "", material.ErrGone
	}
	dir := filepath.Join(in.packs.folder, draftsFolder, token)
	info, err := os.Stat(dir)
	if err != nil || time.Since(info.ModTime()) > draftFor {
		return "", material.ErrGone
	}
	return dir, nil
}

// try imports the files of a draft without writing anything, and names the folder
// that the pack goes to: that of a pack which this team published from files with
// the same names, else a new one.
func (in *incoming) try(dir, team string) (*importer.Result, string, error) {
	files, err := readDraft(filepath.Join(dir, "files"))
	if err != nil {
		return nil, "", err
	}
	s := importer.Settings{Version: time.Now().Format("2006-01-02")}
	first, err := importer.Import(files, nil, s)
	if err != nil {
		return first, "", err
	}
	base := first.Pack.ID
	for n := 1; n < 100; n++ {
		id := base
		if n > 1 {
			suffix := "-" + strconv.Itoa(n)
			id = strings.TrimRight(base[:min(len(base), 24-len(suffix))], "-") + suffix
		}
		to := filepath.Join(in.packs.folder, id)
		old, err := importer.Open(to)
		switch {
		case err == nil && old == nil && !in.isServed(id):
			s.ID = id
			r, err := importer.Import(files, nil, s)
			return r, id, err
		case err == nil && old != nil && in.isOf(id, team):
			r, err := importer.Import(files, old, s)
			if !errors.Is(err, importer.ErrForeign) {
				return r, id, err
			}
		}
	}
	return first, "", errors.New("a hundred packs have this name already")
}

func (in *incoming) isServed(id string) bool {
	for _, p := range in.packs.shelf.All() {
		if p.ID == id {
			return true
		}
	}
	return false
}

// isOf says whether the team published the pack.
func (in *incoming) isOf(id, team string) bool {
	signed, err := os.ReadFile(filepath.Join(in.packs.folder, publishedFolder, id))
	return err == nil && string(signed) == team
}

// sign notes whose pack it is: another team must not replace it.
func (in *incoming) sign(id, team string) error {
	dir := filepath.Join(in.packs.folder, publishedFolder)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("note who published: %w", err)
	}
	if err := os.WriteFile(filepath.Join(dir, id), []byte(team), 0o600); err != nil {
		return fmt.Errorf("note who published: %w", err)
	}
	return nil
}

// keepFiles writes a member's files, under names that are harmless and their own.
func keepFiles(dir string, files []chat.File) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	seen := map[string]bool{}
	for i, f := range files {
		name := plainName(f.Name)
		if name == "" || seen[strings.ToLower(name)] {
			name = strconv.Itoa(i+1) + "-" + name
		}
		seen[strings.ToLower(name)] = true
		if err := os.WriteFile(filepath.Join(dir, name), f.Data, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// plainName is the last part of a foreign file name: letters, digits, and a few marks.
func plainName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_.() ", r) {
			return r
		}
		return '-'
	}, name)
	name = strings.TrimSpace(strings.TrimLeft(name, ". "))
	ext := path.Ext(name)
	stem, _ := chat.Cut(strings.TrimSuffix(name, ext), 40)
	if len(ext) > 16 {
		ext = ""
	}
	return strings.TrimRight(stem, "…") + ext
}

// readDraft reads the files of a draft; paths in the report are the member's names.
func readDraft(dir string) (gather.All, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return gather.All{}, fmt.Errorf("read a draft: %w", err)
	}
	var paths []string
	for _, e := range entries {
		paths = append(paths, filepath.Join(dir, e.Name()))
	}
	all, err := gather.Paths(paths)
	if err != nil {
		return all, fmt.Errorf("read a draft: %w", err)
	}
	for i := range all.Files {
		all.Files[i].Path = path.Base(all.Files[i].Path)
	}
	for i := range all.LeftOut {
		all.LeftOut[i].Path = path.Base(all.LeftOut[i].Path)
	}
	return all, nil
}

// draftOf says in words what an import found.
func draftOf(r *importer.Result) material.Draft {
	if r == nil {
		return material.Draft{}
	}
	rep := r.Report
	d := material.Draft{Update: rep.Update, Topics: rep.Topics, Questions: rep.Questions, Drafts: rep.Drafts, Retired: rep.Retired}
	if r.Pack != nil {
		d.Name = r.Pack.Name
	}
	for _, f := range rep.Files {
		d.Files = append(d.Files, fileLine(f))
	}
	for _, kind := range []source.Kind{source.Doubtful, source.Skipped, source.Took} {
		for _, n := range rep.Notes {
			if line := n.String(); n.Kind == kind && !slices.Contains(d.Notes, line) && len(d.Notes) < 1000 {
				d.Notes = append(d.Notes, line)
			}
		}
	}
	return d
}

func fileLine(f importer.FileReport) string {
	if f.Why != "" {
		return f.Path + ": " + f.Why
	}
	line := fmt.Sprintf("%s: %d found", f.Path, f.Questions)
	if f.Form != "" {
		line += ", read as " + f.Form
	}
	if f.Doubles > 0 {
		line += fmt.Sprintf(", %d twice", f.Doubles)
	}
	return line
}
