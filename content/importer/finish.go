package importer

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"

	"studybot/bot/study"
	"studybot/content/source"
	"studybot/content/write"
)

// finish writes down what is needed to recognise everything next time, and finds
// out whether anything changes at all.
func (r *Result) finish(m *merge, s Settings, log *log) error {
	m.written(r.Pack)
	r.bare = m.pack
	next := filesOf(&m.pack)
	if m.old != nil {
		before := filesOf(m.old.bare())
		if r.Report.Same = sameFiles(before, next); r.Report.Same && m.old.adopt {
			r.Report.Same = false // import.json is missing
		} else if !r.Report.Same && m.pack.Version == m.side.Version {
			m.pack.Version = s.Version
			r.bare.Version, r.Pack.Version = s.Version, s.Version
			next = filesOf(&m.pack)
		}
		r.keep(m.old, before, next, log)
		r.Report.Changes = sorted(m.changes)
	}
	m.side.Version = m.pack.Version
	side, err := m.side.json()
	if err != nil {
		return err
	}
	if r.Report.Same {
		r.Report.Same = bytes.Equal(side, m.old.files[sideFile]) // where something came from may have changed alone
	}
	r.extra = append(r.extra, write.File{Path: sideFile, Data: side})
	return nil
}

// written notes how everything stands in the pack.
func (m *merge) written(full *study.Pack) {
	for i := range m.side.Questions {
		e := &m.side.Questions[i]
		q, there := full.Question(e.ID)
		_, ours := m.sources[e.ID]
		if !ours && m.old != nil {
			_, ours = m.source[e.ID]
		}
		switch {
		case there && q.ID == e.ID && ours:
			e.Written = contentHash(q)
		case m.old != nil:
			e.Written = m.writtenBefore(e.ID, e.Written)
		}
	}
	for day, t := range m.side.Topics {
		if topic, there := m.pack.Topic(day); there && t.Written == "" && m.fresh[day] {
			t.Written = topicHash(topic)
			m.side.Topics[day] = t
		}
	}
	if m.old == nil || m.restructured {
		m.side.Structure.Written = structureHash(&m.pack)
	}
}

func (m *merge) writtenBefore(id, otherwise string) string {
	for _, e := range m.before {
		if e.ID == id {
			return e.Written
		}
	}
	return otherwise
}

// bare is the pack without what the loader added.
func (e *Existing) bare() *study.Pack {
	m := &merge{old: e, side: sidecar{Days: map[string]int{}}}
	m.begin()
	m.undraw()
	return &m.pack
}

// filesOf are a pack's files by their path.
func filesOf(p *study.Pack) map[string][]byte {
	files := map[string][]byte{}
	for _, f := range write.Files(p) {
		files[f.Path] = f.Data
	}
	return files
}

func sameFiles(a, b map[string][]byte) bool {
	if len(a) != len(b) {
		return false
	}
	for name, data := range a {
		if other, there := b[name]; !there || !bytes.Equal(data, other) {
			return false
		}
	}
	return true
}

// keep keeps files as an owner laid them out, comments and all, where what they say
// does not change; before and next are the files as they would be written.
func (r *Result) keep(old *Existing, before, next map[string][]byte, log *log) {
	var names []string
	laidOut := true // the files are those that would be written
	for name := range old.files {
		if name != sideFile {
			names = append(names, name)
			laidOut = laidOut && before[name] != nil
		}
	}
	laidOut = laidOut && len(names) == len(before)
	slices.Sort(names)
	for _, name := range names {
		mine := old.files[name]
		switch {
		case bytes.Equal(mine, before[name]):
		case laidOut && bytes.Equal(before[name], next[name]):
			r.extra = append(r.extra, write.File{Path: name, Data: mine})
		case !r.Report.Same && bytes.Contains(mine, []byte("#")):
			log.note(path.Join(old.dir, name), 0, source.Doubtful, "the file is written anew: its questions and texts stay, comments and the way it was laid out do not")
		}
	}
}

// Save writes the pack into the folder dir, as a whole or not at all. It does nothing
// when nothing changed.
func (r *Result) Save(dir string) error {
	if r.Report.Same {
		return nil
	}
	if err := write.Pack(dir, &r.bare, r.extra...); err != nil {
		return fmt.Errorf("write the pack: %w", err)
	}
	return nil
}

// count fills what the report says about each file and about the pack.
func (r *Result) count(c *course, log *log) {
	at := map[string]*FileReport{}
	for i := range r.Report.Files {
		at[r.Report.Files[i].Path] = &r.Report.Files[i]
	}
	for _, it := range c.items {
		if f := at[it.path]; f != nil {
			f.Questions++
			if it.Status == study.Draft {
				f.Drafts++
			}
		}
	}
	for i := range r.Report.Files {
		f := &r.Report.Files[i]
		f.Doubles, f.Guide = log.doubles[f.Path], c.from != "" && c.from == f.Path
		if f.Form != "" && f.Why == "" && f.Questions+f.Doubles == 0 && !f.Guide {
			f.Why = "no questions in it, read as " + f.Form
		}
	}
	if r.Pack == nil {
		return
	}
	r.Report.Topics, r.Report.Questions = len(r.Pack.Topics), len(r.Pack.Questions)
	for _, q := range r.Pack.Questions {
		switch q.Status {
		case study.Draft:
			r.Report.Drafts++
		case study.Retired:
			r.Report.Retired++
		}
	}
}

// idAt is the id of a question by its place in a file, as it would be written.
func idAt(p *study.Pack, file, place string) string {
	at, _ := strconv.Atoi(place) // digits, by the pattern
	ids := regexp.MustCompile(`(?m)^  - id: "?([a-z0-9-]+)"?\s*$`).FindAllSubmatch(filesOf(p)[file], -1)
	if at >= len(ids) {
		return ""
	}
	return string(ids[at][1])
}
