package importer

import (
	"archive/zip"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"studybot/bot/study"
	"studybot/content"
	"studybot/content/source"
	"studybot/content/source/gather"
	"studybot/content/write"
)

// What ends an import.
var (
	// ErrNothing says that no file held a question that can be asked.
	ErrNothing = errors.New("nothing to ask was found, so there is no pack to write; the list above says why for each file")
	// ErrForeign says that a pack was not made by an import.
	ErrForeign = errors.New("that pack was not made by an import of these files, so it is not changed: give --out another folder")

	errNoForm = errors.New("not read: no questions in a form that is known")
)

// Settings are what a person may say about an import.
type Settings struct {
	// ID and Name are the pack's; made from the folder's name when empty.
	ID, Name string
	// Version is what a pack that is new or changes is given; the date of the import.
	Version string
	// Columns say which column of a table holds a field, field to column.
	Columns map[string]string
}

// Result is an import that was not written yet.
type Result struct {
	// Pack is what would be written, complete; nil when Import gave an error.
	Pack *study.Pack
	// Report is there even with an error.
	Report Report

	bare  study.Pack // as it is written
	extra []write.File
}

// Import makes a pack of files, or changes the pack that an earlier import made; old
// is nil for a new one. It writes nothing. The error is ErrNothing, ErrForeign, or
// content.Errors for a pack that would not load.
func Import(in gather.All, old *Existing, s Settings) (*Result, error) {
	return imported(in, old, s, readers(s.Columns))
}

func imported(in gather.All, old *Existing, s Settings, all []reader) (*Result, error) {
	r := &Result{Report: Report{Update: old != nil}}
	log := &log{doubles: map[string]int{}, toldDay: map[string]bool{}}
	var files []taken
	unread := map[string]bool{}
	joined, left := withAnswers(in.Files, all)
	for _, n := range left {
		log.add(n)
	}
	given := map[int][]string{} // to which quizzes a file of answers went
	for quiz, f := range in.Files {
		if p, ok := joined[quiz]; ok {
			given[p.answers] = append(given[p.answers], f.Path)
		}
	}
	for i, f := range in.Files {
		if to := given[i]; to != nil {
			r.Report.Files = append(r.Report.Files, FileReport{Path: f.Path, Form: formQuiz, Why: "its answers went to the questions of " + strings.Join(to, ", ")})
			continue
		}
		f.Name = strings.ToValidUTF8(f.Name, "\uFFFD") // as the pack will remember it
		found, form, err := take(all, f.File)
		if p, ok := joined[i]; ok {
			found = p.found
		}
		line := FileReport{Path: f.Path, Form: form}
		if err != nil {
			unread[f.Name] = true
			line.Why = why(f.Path, err)
		} else {
			files = append(files, taken{File: f, Found: found, form: form})
		}
		for _, n := range found.Notes {
			n.Path = cmp.Or(n.Path, f.Path)
			log.add(n)
		}
		r.Report.Files = append(r.Report.Files, line)
	}
	for _, l := range in.LeftOut {
		r.Report.Files = append(r.Report.Files, FileReport{Path: l.Path, Why: "left out: " + l.Why})
	}
	m := &merge{old: old, covered: func(file string) bool { return covers(in, file, unread) }}
	known := map[string]int{}
	if old != nil {
		known = old.side.Days
	}
	m.course = assemble(files, known, log)
	defer func() {
		r.Report.Notes = log.notes
		r.count(m.course, log)
	}()
	if len(m.course.items) == 0 && (old == nil || old.adopt) {
		return r, ErrNothing
	}
	m.run(log)
	if old != nil && old.adopt && !m.isOurs() {
		return r, ErrForeign
	}
	m.title(in, s)
	if !slices.ContainsFunc(m.pack.Questions, func(q study.Question) bool { return q.Status == study.Active }) {
		return r, ErrNothing
	}
	full, err := m.settle(log)
	if err != nil {
		return r, err
	}
	r.Pack, r.bare = full, m.pack
	return r, r.finish(m, s, log)
}

// covers says whether the import looked at a file of an earlier one, so that what is
// not in it any more is gone.
func covers(g gather.All, file string, unread map[string]bool) bool {
	for _, f := range g.Files {
		if f.Name == file || tail(f.Name) == tail(file) {
			return !unread[f.Name]
		}
	}
	for _, l := range g.LeftOut {
		if l.Name == file || strings.HasPrefix(file, l.Name+"/") {
			return false
		}
	}
	return slices.ContainsFunc(g.Folders, func(f string) bool { return strings.HasPrefix(file, f+"/") })
}

// tail is a file's name with its folder: what stays the same whether the file or a
// folder above it is imported.
func tail(name string) string {
	return path.Join(path.Base(path.Dir(name)), path.Base(name))
}

// why makes a sentence of a reader's error for a line that begins with the file.
func why(file string, err error) string {
	if errors.Is(err, errNoForm) {
		return err.Error()
	}
	text := strings.TrimPrefix(strings.TrimPrefix(err.Error(), file), ": ")
	return "not read: " + strings.TrimSpace(text)
}

// isOurs says whether a pack without import.json came from an import of these files:
// most of its questions have the ids that they would get.
func (m *merge) isOurs() bool {
	known := map[string]bool{}
	for _, q := range m.old.pack.Questions {
		known[q.ID] = true
	}
	same := 0
	for _, e := range m.side.Questions {
		if known[e.ID] {
			same++
		}
	}
	return same > 0 && 2*same > len(known)
}

// title gives the pack its id, its name and its version.
func (m *merge) title(in gather.All, s Settings) {
	p := &m.pack
	if m.old == nil {
		p.Name = shorten(cmp.Or(oneLine(s.Name), p.Name, topicName("", in.Folder), "Our course"), maxName)
		p.ID = cmp.Or(s.ID, packID(cmp.Or(s.Name, in.Folder)))
		p.Summary = cmp.Or(p.Summary, "Questions about "+p.Name+".")
		p.Version = s.Version
		return
	}
	p.ID, p.Name = cmp.Or(s.ID, p.ID), cmp.Or(oneLine(s.Name), p.Name)
	m.side.Version = m.old.side.Version
}

// packID is at most 24 letters, digits and dashes.
func packID(name string) string {
	id := strings.Trim(regexp.MustCompile(`[^a-z0-9]+`).ReplaceAllString(strings.ToLower(name), "-"), "-")
	if len(id) > 24 {
		id = strings.Trim(id[:24], "-")
	}
	return cmp.Or(id, "course")
}

// settle loads the pack as it would be written. What the loader refuses becomes a
// plain draft, or the part of a guide is left out, each with a note.
func (m *merge) settle(log *log) (*study.Pack, error) {
	for attempt := 0; ; attempt++ {
		if !m.drawn {
			m.places()
		}
		full, err := load(&m.pack)
		var wrong content.Errors
		if err == nil || !errors.As(err, &wrong) || attempt == 20 || !m.repair(wrong, log) {
			return full, err
		}
	}
}

// places puts questions into the areas of a guide.
func (m *merge) places() {
	for i := range m.pack.Questions {
		q := &m.pack.Questions[i]
		if q.Area != "" {
			if _, there := m.pack.Area(q.Area); there {
				continue
			}
		}
		section := ""
		if it := m.sources[q.ID]; it != nil {
			section = it.Section
		}
		q.Area = place(&m.pack, *q, section)
	}
}

// repair changes what the loader refused, and says whether that can help.
func (m *merge) repair(wrong content.Errors, log *log) bool {
	helped := false
	done := map[string]bool{}
	for _, e := range wrong {
		if strings.HasPrefix(e.File, "questions/") {
			helped = m.plain(e, done, log) || helped
			continue
		}
		if m.course.from == "" || done[e.File] {
			continue
		}
		done[e.File] = true
		p := &m.pack
		switch e.File {
		case "areas.yaml":
			p.Areas, p.Categories, p.Levels, m.drawn = nil, nil, nil, true
			for i := range p.Questions {
				p.Questions[i].Area = ""
			}
		case "levels.yaml":
			p.Levels = nil
		case "scale.yaml":
			p.Scale = nil
		case "themes.yaml":
			p.Themes = nil
		case "checklists.yaml":
			p.Checklists, p.Themes = nil, nil
		case "preparation.yaml":
			p.Preparation = nil
		case "resources.yaml":
			p.Resources = nil
		case "support.yaml":
			p.Support = nil
		case "recognition.yaml":
			p.Recognition = study.Recognition{}
		case "pack.yaml":
			p.Modules, p.Objectives = nil, nil
		default:
			continue
		}
		log.note(m.course.from, 0, source.Skipped, "what the guide says for %s does not fit a pack (%s), so it was left out", e.File, e.Text)
		helped = true
	}
	return helped
}

// plain makes a bare draft of the question that an error is about.
func (m *merge) plain(e content.Error, done map[string]bool, log *log) bool {
	at := regexp.MustCompile(`^questions\[(\d+)\]`).FindStringSubmatch(e.Path)
	if at == nil {
		return false
	}
	id := idAt(&m.pack, e.File, at[1])
	i := slices.IndexFunc(m.pack.Questions, func(q study.Question) bool { return q.ID == id })
	if i < 0 || done[id] {
		return i >= 0
	}
	done[id] = true
	q := &m.pack.Questions[i]
	bare := study.Question{ID: q.ID, Topic: q.Topic, Area: q.Area, Difficulty: 2, Format: study.Open, Minutes: 3, Source: q.Source, Status: study.Draft}
	bare.Prompt = cmp.Or(strings.TrimSpace(shorten(source.Clean(q.Prompt), source.MaxPrompt)), "(the prompt could not be read)")
	*q = bare
	path, line := "", 0
	if it := m.sources[id]; it != nil {
		path, line = it.path, it.Line
	}
	log.note(path, line, source.Doubtful, "the question does not fit a pack (%s); only its prompt was taken, as a draft", e.Text)
	return true
}

// load reads the pack back from memory.
func load(p *study.Pack) (*study.Pack, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range write.Files(p) {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.Path, Method: zip.Store})
		if err != nil {
			return nil, fmt.Errorf("try the pack: %w", err)
		}
		if _, err := w.Write(f.Data); err != nil {
			return nil, fmt.Errorf("try the pack: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("try the pack: %w", err)
	}
	back, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		return nil, fmt.Errorf("try the pack: %w", err)
	}
	return content.Load(fs.FS(back), ".")
}
