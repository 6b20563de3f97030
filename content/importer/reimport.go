package importer

import (
	"cmp"
	"fmt"
	"slices"

	"studybot/bot/study"
	"studybot/content/source"
	"studybot/content/write"
)

// merge makes one pack of the course and of what was there before, and says what
// changes. What the source no longer has is retired and never deleted; what an owner
// edited stays as the owner wrote it.
type merge struct {
	old     *Existing // nil for a new pack
	course  *course
	covered func(file string) bool // whether this import looked at a file, or at where it was

	pack    study.Pack
	side    sidecar
	drawn   bool // the areas are drawn by the loader, not written
	changes []Change
	sources map[string]*item // what each question that is written anew was made from, by id
	source  map[string]bool  // those that are written anew without a source
	fresh   map[int]bool     // topics that are written anew
	before  []entry          // of the earlier import

	renamed      int  // questions whose source has another name
	restructured bool // the guide's structure is written anew
}

// run fills pack and side but for what was written, which is known after a load.
func (m *merge) run(log *log) {
	m.sources, m.source, m.fresh = map[string]*item{}, map[string]bool{}, map[int]bool{}
	m.side = sidecar{Days: map[string]int{}, Topics: map[int]trace{}}
	if m.old == nil {
		m.pack = *m.course.outline
		m.pack.Topics = m.course.sortedTopics()
		m.drawn = len(m.pack.Areas) == 0
		m.side.Structure = trace{Source: structureHash(m.course.outline), Guide: m.course.from != ""}
		for _, t := range m.pack.Topics {
			m.side.Topics[t.Day] = trace{Source: topicHash(t), Guide: m.course.isGuides(t.Day)}
			m.fresh[t.Day] = true
		}
	} else {
		m.begin()
		m.structure(log)
		m.topics()
	}
	for id, day := range m.course.days {
		m.side.Days[id] = day
	}
	m.questions()
	if m.old != nil {
		for day, t := range m.old.side.Topics {
			if _, there := m.side.Topics[day]; !there {
				m.side.Topics[day] = t
			}
		}
	}
	m.undraw()
}

// undraw takes off the areas that the loader draws itself.
func (m *merge) undraw() {
	if !m.drawn {
		return
	}
	m.pack.Categories, m.pack.Areas = nil, nil
	for i := range m.pack.Questions {
		m.pack.Questions[i].Area = ""
	}
}

// begin starts from the pack as it is, without what the loader added to it.
func (m *merge) begin() {
	m.pack = *m.old.pack
	m.pack.Topics, m.pack.Questions = slices.Clone(m.pack.Topics), slices.Clone(m.pack.Questions)
	missing := func(file string) bool { return m.old.files[file] == nil }
	m.drawn = missing("areas.yaml")
	if missing("levels.yaml") {
		m.pack.Levels = nil
	}
	if missing("scale.yaml") {
		m.pack.Scale = nil
	}
	m.side.Structure = m.old.side.Structure
	for id, day := range m.old.side.Days {
		m.side.Days[id] = day
	}
}

// structure takes the guide's areas, levels, lists and so on again, unless an owner
// changed them in the pack.
func (m *merge) structure(log *log) {
	if m.course.from == "" {
		return
	}
	now := trace{Source: structureHash(m.course.outline), Guide: true}
	was := m.side.Structure
	if now.Source == was.Source {
		return
	}
	bare := m.pack
	if m.drawn {
		bare.Areas, bare.Categories = nil, nil
	}
	if was.Written != "" && was.Written != structureHash(&bare) {
		log.note(m.course.from, 0, source.Doubtful, "the guide's structure changed, but areas, levels or lists of the pack were edited by hand: those stay; compare them yourself")
		m.side.Structure.Source = now.Source
		return
	}
	o := m.course.outline
	p := &m.pack
	p.Phase, p.Next, p.Objectives, p.Modules, p.Themes = o.Phase, o.Next, o.Objectives, o.Modules, o.Themes
	p.Categories, p.Areas, p.Scale, p.Levels, p.Checklists = o.Categories, o.Areas, o.Scale, o.Levels, o.Checklists
	p.Preparation, p.Resources, p.Support, p.Recognition = o.Preparation, o.Resources, o.Support, o.Recognition
	m.drawn = len(p.Areas) == 0
	m.side.Structure, m.restructured = now, true
	m.changes = append(m.changes, Change{Kind: edited, What: "the course's structure: areas, levels, lists, resources", Where: m.course.from})
}

// topics adds the days that are new, and renames those that nobody edited.
func (m *merge) topics() {
	for _, t := range m.course.sortedTopics() {
		now := trace{Source: topicHash(t), Guide: m.course.isGuides(t.Day)}
		at := slices.IndexFunc(m.pack.Topics, func(o study.Topic) bool { return o.Day == t.Day })
		if at < 0 {
			m.pack.Topics = append(m.pack.Topics, t)
			m.side.Topics[t.Day], m.fresh[t.Day] = now, true
			m.changes = append(m.changes, Change{Kind: added, What: fmt.Sprintf("day %d: %s", t.Day, t.Name)})
			continue
		}
		old := m.pack.Topics[at]
		was, known := m.old.side.Topics[t.Day]
		switch {
		case known && was.Source == now.Source, was.Guide && !now.Guide:
			continue
		case !known, was.Written != topicHash(old):
			if known {
				m.changes = append(m.changes, Change{Kind: kept, What: fmt.Sprintf("day %d: %s", t.Day, old.Name), Text: fmt.Sprintf("It was edited by hand; the source says %q now.", t.Name)})
			}
			m.side.Topics[t.Day] = trace{Source: now.Source, Written: was.Written, Guide: now.Guide}
			continue
		}
		m.pack.Topics[at] = t
		m.side.Topics[t.Day], m.fresh[t.Day] = now, true
		if topicHash(old) != topicHash(t) {
			m.changes = append(m.changes, Change{Kind: edited, What: fmt.Sprintf("day %d: %s", t.Day, t.Name), Text: "It was: " + old.Name})
		}
	}
	slices.SortStableFunc(m.pack.Topics, func(a, b study.Topic) int { return cmp.Compare(a.Day, b.Day) })
}

// isGuides says whether a day is one of the review guide's.
func (c *course) isGuides(day int) bool {
	return slices.ContainsFunc(c.outline.Topics, func(t study.Topic) bool { return t.Day == day })
}

func (m *merge) questions() {
	var entries []entry
	var ids []string
	at := map[string]int{}
	for i, q := range m.pack.Questions {
		at[q.ID], ids = i, append(ids, q.ID)
	}
	if m.old != nil {
		if entries = slices.Clone(m.old.side.Questions); m.old.adopt {
			entries = m.adopted()
		}
		for old := range m.pack.Aliases.Questions {
			ids = append(ids, old)
		}
		slices.Sort(ids)
	}
	m.before = slices.Clone(entries)
	of := match(entries, &m.pack, m.course.items)
	for _, e := range entries {
		ids = append(ids, e.ID)
	}
	slices.Sort(ids)
	for it, e := range of {
		it.ID = e.ID
	}
	name(m.course.items, slices.Compact(ids))
	next := map[string]entry{}
	for _, it := range m.course.items {
		e := of[it]
		next[it.ID] = entry{ID: it.ID, Source: it.file, Key: it.Key, Topic: it.Topic, Prompt: it.prompt, Asked: it.asked, Content: it.content}
		i, there := at[it.ID]
		switch {
		case e == nil:
			m.pack.Questions = append(m.pack.Questions, it.inPack())
			m.sources[it.ID] = it
			m.change(added, it, "")
		case !there:
			m.change(kept, it, "It was taken out of the pack by hand, and stays out.")
		default:
			m.again(it, e, &m.pack.Questions[i])
		}
	}
	for _, e := range entries {
		if _, again := next[e.ID]; again {
			continue
		}
		if i, there := at[e.ID]; there && !e.Gone && m.covered(e.Source) {
			e.Gone = true
			if q := &m.pack.Questions[i]; q.Status == study.Active {
				q.Status = study.Retired
				m.source[e.ID] = true
				m.changes = append(m.changes, Change{Kind: retired, What: shown(*q), Text: "Its source no longer has it. It is not asked again; ratings stay."})
			} else {
				m.changes = append(m.changes, Change{Kind: kept, What: shown(*q), Text: "Its source no longer has it; it was not asked anyway."})
			}
		}
		next[e.ID] = e
	}
	for _, e := range next {
		m.side.Questions = append(m.side.Questions, e)
	}
	slices.SortFunc(m.side.Questions, func(a, b entry) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortStableFunc(m.pack.Questions, func(a, b study.Question) int { return cmp.Compare(a.Topic, b.Topic) })
	switch {
	case m.old == nil:
		m.changes = nil // a new pack has nothing but new things
	case m.renamed > 0:
		m.changes = append(m.changes, Change{Kind: edited, What: count(m.renamed, "question") + " with another file or heading as the source"})
	}
}

// again brings a question of the pack up to date with its source.
func (m *merge) again(it *item, e *entry, q *study.Question) {
	mine := contentHash(*q) != e.Written // an owner edited it
	theirs := it.content != e.Content    // its source changed
	if q.Topic == e.Topic && it.Topic != e.Topic {
		m.change(moved, it, fmt.Sprintf("From day %d to day %d.", q.Topic, it.Topic))
		if q.Topic = it.Topic; !m.drawn {
			q.Area = ""
		}
	}
	switch {
	case mine && theirs:
		m.change(conflict, it, "It was edited by hand and in its source; the pack keeps the text written by hand. The source says now:\n"+text(it.Question.Question))
	case mine:
		m.change(kept, it, "It was edited by hand.")
	case e.Gone || theirs:
		status := q.Status
		fresh := it.inPack()
		fresh.Topic, fresh.Area = q.Topic, q.Area
		kind, say := edited, "It was: "+shorten(oneLine(q.Prompt), 200)
		switch {
		case e.Gone:
			kind, say = back, ""
		case oneLine(fresh.Prompt) == oneLine(q.Prompt):
			say = "Its options, key or explanation changed."
			if status == study.Draft && fresh.Status == study.Active {
				say = "It was a draft, and has its key now."
			}
		}
		*q = fresh
		m.change(kind, it, say)
	case q.Source != it.inPack().Source:
		q.Source = it.inPack().Source
		m.renamed++
	default:
		return
	}
	if !mine {
		m.sources[it.ID] = it
	}
}

// adopted makes entries for a pack without import.json: questions whose ids an import
// of these files would give.
func (m *merge) adopted() []entry {
	trial := make([]*item, len(m.course.items))
	for i, it := range m.course.items {
		copied := *it
		trial[i] = &copied
	}
	name(trial, nil)
	var entries []entry
	for _, it := range trial {
		q, there := m.pack.Question(it.ID)
		if !there || q.ID != it.ID {
			continue
		}
		entries = append(entries, entry{
			ID: it.ID, Source: it.file, Key: it.Key, Topic: it.Topic,
			Prompt: it.prompt, Asked: it.asked, Content: it.content, Written: contentHash(it.inPack()),
		})
	}
	return entries
}

// inPack is the question as it is written.
func (it *item) inPack() study.Question { return it.Question.Question }

func (m *merge) change(kind string, it *item, text string) {
	m.changes = append(m.changes, Change{Kind: kind, What: shown(it.Question.Question), Where: fmt.Sprintf("%s:%d", it.path, it.Line), Text: text})
}

// text is a question as a report shows it whole.
func text(q study.Question) string {
	s := q.Prompt
	for _, o := range q.Options {
		mark := "-"
		if o.Correct {
			mark = "*"
		}
		s += "\n" + mark + " " + oneLine(o.Text)
	}
	if q.Answer != "" && !q.Format.Keyed() {
		s += "\nAnswer: " + q.Answer
	}
	return s
}

// topicHash stands for all that a topic says.
func topicHash(t study.Topic) string {
	return hash(16, fmt.Sprintf("%d %q %s %q %q %v %v", t.Day, t.Name, t.Priority, t.Concepts, t.Skills, t.Project, t.Prereq))
}

// structureHash stands for a pack without its topics and questions.
func structureHash(p *study.Pack) string {
	bare := *p
	bare.ID, bare.Name, bare.Version, bare.Summary = "", "", "", ""
	bare.Topics, bare.Questions, bare.Aliases = nil, nil, study.Aliases{}
	var parts []string
	for _, f := range write.Files(&bare) {
		parts = append(parts, f.Path, string(f.Data))
	}
	return hash(16, parts...)
}
