package importer

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"studybot/bot/study"
	"studybot/content/source"
	"studybot/content/source/gather"
)

// item is a question on its way into the pack.
type item struct {
	source.Question
	path, file string // as the person gave it; as it is on every machine
	prompt     string // hashes: see ids.go
	asked      string
	content    string
}

// taken is what a reader made of a file.
type taken struct {
	gather.File
	source.Found
	form string
}

// course is what the files of one import say together.
type course struct {
	outline *study.Pack // of the first review guide, or empty
	from    string      // its file
	topics  map[int]study.Topic
	items   []*item
	days    map[string]int // by file, or by file and section
}

// assemble gives every question its day, and each day a topic. known are the days
// that files had in an earlier import.
func assemble(files []taken, known map[string]int, log *log) *course {
	c := &course{outline: &study.Pack{}, topics: map[int]study.Topic{}, days: map[string]int{}}
	for _, f := range files {
		switch {
		case f.Outline == nil:
		case c.from == "":
			c.outline, c.from = clone(f.Outline), f.Path
		default:
			log.note(f.Path, 0, source.Skipped, "there is a review guide already, %s, and a pack has one: its structure was not taken", c.from)
		}
	}
	c.teach(log)
	for _, t := range c.outline.Topics {
		c.topics[t.Day] = t
	}
	runs := c.runs(files, known)
	for _, r := range runs {
		c.days[r.id] = r.day
		for _, q := range r.questions {
			if q.Topic <= 0 {
				q.Topic = r.day
			}
			it := &item{Question: q, path: r.file.Path, file: r.file.Name}
			c.topic(it.Topic, r, log)
			for _, n := range it.finish(r.title) {
				log.add(n)
			}
			it.prompt, it.asked, it.content = promptHash(it.Question.Question), askedHash(it.Question.Question), sourceHash(it.Question.Question)
			c.items = append(c.items, it)
		}
	}
	c.once(log)
	return c
}

// clone copies the parts of a guide's pack that are changed here.
func clone(p *study.Pack) *study.Pack {
	out := *p
	out.Topics, out.Areas, out.Questions = slices.Clone(p.Topics), slices.Clone(p.Areas), nil
	return &out
}

// run is questions of one file that belong to one day.
type run struct {
	id        string // the file, or the file and the section
	file      gather.File
	title     string
	questions []source.Question
	day       int
}

// runs finds the day of each file. A file without a day that has several sections,
// such as a deck with decks in it, is a topic a section.
func (c *course) runs(files []taken, known map[string]int) []*run {
	var all, dayless []*run
	used := map[int]bool{}
	for day := range c.topics {
		used[day] = true
	}
	for _, f := range files {
		questions := slices.Clone(f.Questions)
		if c.from == f.Path && f.Outline != nil {
			questions = append(questions, ofOutline(f)...)
		}
		if len(questions) == 0 {
			continue
		}
		title := cmp.Or(topicName(f.Title, ""), topicName("", f.Name))
		day := dayOf(f.Found, f.Name)
		if day == 0 && c.from == f.Path && len(c.outline.Topics) > 0 {
			day = c.outline.Topics[0].Day
		}
		parts := []*run{{id: f.Name, file: f.File, title: title, questions: questions, day: day}}
		if day == 0 && f.form != formQuiz {
			parts = sections(parts[0])
		}
		for _, r := range parts {
			if all = append(all, r); r.day > 0 {
				used[r.day] = true
			} else if slices.ContainsFunc(r.questions, func(q source.Question) bool { return q.Topic <= 0 }) {
				dayless = append(dayless, r)
			}
			for _, q := range r.questions {
				used[q.Topic] = true
			}
		}
	}
	for _, day := range known {
		used[day] = true
	}
	give := func(r *run, day int) { r.day, used[day] = day, true }
	before := map[string]int{} // a file may be imported alone, or with the folder above
	for id, day := range known {
		before[tail(id)] = day
	}
	for _, r := range dayless {
		if day := cmp.Or(known[r.id], before[tail(r.id)]); day > 0 {
			give(r, day)
		}
	}
	counted := len(used) == 0 || len(used) == 1 && used[0] // no file speaks of days
	for _, r := range dayless {
		if n := numberOf(r.file.Name); r.day == 0 && counted && n > 0 && r.id == r.file.Name && !used[n] {
			give(r, n)
		}
	}
	next := 0
	for day := range used {
		next = max(next, day)
	}
	for _, r := range dayless {
		if r.day == 0 {
			next++
			give(r, next)
		}
	}
	return all
}

// ofOutline are questions that a guide holds in its pack.
func ofOutline(f taken) []source.Question {
	var all []source.Question
	for _, q := range f.Outline.Questions {
		all = append(all, source.Question{Question: q})
	}
	return all
}

// sections splits a run by the headings that its questions stand under.
func sections(r *run) []*run {
	var parts []*run
	at := map[string]*run{}
	for _, q := range r.questions {
		part := at[q.Section]
		if part == nil {
			part = &run{id: r.id + "#" + q.Section, file: r.file, title: cmp.Or(topicName(q.Section, ""), r.title), day: source.DayOf(q.Section)}
			at[q.Section] = part
			parts = append(parts, part)
		}
		part.questions = append(part.questions, q)
	}
	const most = 100 // topics of one file: more are no topics but tags
	if len(parts) == 1 || len(parts) > most {
		return []*run{r}
	}
	return parts
}

// topic makes the topic of a day when there is none; told when two files with
// titles of their own share a day.
func (c *course) topic(day int, r *run, log *log) {
	name := cmp.Or(r.title, fmt.Sprintf("Day %d", day))
	if day != r.day {
		name = fmt.Sprintf("Day %d", day)
	}
	t, there := c.topics[day]
	switch {
	case !there:
		c.topics[day] = study.Topic{Day: day, Name: name, Priority: study.Medium}
	case c.days[r.id] == day && day == r.day && !log.toldDay[r.id] && t.Name != name && c.sharedBy(r, day):
		log.toldDay[r.id] = true
		log.note(r.file.Path, 0, source.Doubtful, "day %d is also that of another file: its questions went to the same topic, %q", day, t.Name)
	}
}

// sharedBy says whether another file has the day too.
func (c *course) sharedBy(r *run, day int) bool {
	for id, d := range c.days {
		if d == day && id != r.id {
			return true
		}
	}
	return false
}

// finish gives a question what a pack needs and its source did not say.
func (it *item) finish(title string) []source.Note {
	q := &it.Question
	var notes []source.Note
	if q.Status != study.Draft {
		notes = q.Settle(it.path)
	}
	if q.Status == "" || q.Status == study.Retired {
		q.Status = study.Active
	}
	right := ""
	for _, o := range q.Options {
		if o.Correct {
			right = o.Text
		}
	}
	if q.Format == "" {
		q.Format = study.Open
	}
	switch mc, number := q.Format == study.MultipleChoice, q.Format == study.Numeric; {
	case mc && len(q.Options) < source.MinOptions || number && q.Number == nil:
		q.Status = study.Draft
		it.asOpen()
	case !mc && len(q.Options) > 0, !number && q.Number != nil:
		it.asOpen()
	}
	if q.Difficulty < 1 || q.Difficulty > 3 {
		q.Difficulty = 2
	}
	if q.Minutes < 1 || q.Minutes > 60 {
		q.Minutes = map[study.Format]int{study.MultipleChoice: 2, study.Scenario: 5}[q.Format]
		q.Minutes = cmp.Or(q.Minutes, 3)
	}
	q.Prompt = strings.TrimSpace(source.Clean(q.Prompt))
	q.Answer = strings.TrimSpace(source.Clean(q.Answer))
	if q.Answer == "" && q.Status == study.Active {
		switch {
		case right != "":
			q.Answer = right
		case q.Number != nil:
			q.Answer = q.Number.String()
		default:
			var points []string
			for _, p := range q.KeyPoints {
				points = append(points, p.Text)
			}
			q.Answer = shorten(strings.Join(points, "\n"), source.MaxAnswer)
		}
	}
	if len(q.KeyPoints) == 0 && q.Answer != "" && !q.Format.Keyed() {
		q.KeyPoints = []study.KeyPoint{{Text: shorten(q.Answer, source.MaxOption), Essential: true}}
	}
	if len(q.KeyPoints) > 12 {
		notes = append(notes, source.Note{Path: it.path, Line: it.Line, Kind: source.Doubtful, Text: fmt.Sprintf("the question has %d key points; the first 12 were taken", len(q.KeyPoints))})
		q.KeyPoints = q.KeyPoints[:12:12]
	}
	for i := range q.KeyPoints {
		q.KeyPoints[i].Text = shorten(source.Clean(q.KeyPoints[i].Text), source.MaxOption)
	}
	q.Options = slices.Clone(q.Options)
	for i, o := range q.Options {
		q.Options[i].Text, q.Options[i].Why = source.Clean(o.Text), source.Clean(o.Why)
	}
	q.Source.Heading = shorten(cmp.Or(oneLine(q.Source.Heading), oneLine(it.Section), title), source.MaxHeading)
	q.Source.Reference = cmp.Or(oneLine(q.Source.Reference), oneLine(source.Clean(it.file)))
	q.ID, q.Area = "", ""
	return notes
}

// asOpen makes an open question of one that lacks what its format needs; the options
// that it has go into the prompt, so that nothing is lost.
func (it *item) asOpen() {
	var options []string
	for i, o := range it.Options {
		options = append(options, fmt.Sprintf("%c) %s", 'A'+i%26, o.Text))
	}
	if len(options) > 0 {
		it.Prompt = shorten(it.Prompt+"\n\n"+strings.Join(options, "\n"), source.MaxPrompt)
	}
	it.Format, it.Options, it.Number = study.Open, nil, nil
}

func oneLine(s string) string { return strings.Join(strings.Fields(source.Clean(s)), " ") }

// once keeps one of questions that are the same, and tells.
func (c *course) once(log *log) {
	first := map[string]*item{}
	var kept []*item
	for _, it := range c.items {
		same := it.asked + string(it.Format)
		if !it.Format.Keyed() {
			same += normal(it.Answer)
		}
		other := first[same]
		if other == nil {
			first[same] = it
			kept = append(kept, it)
			continue
		}
		log.double(it, other)
		a, b := key(other), key(it)
		switch {
		case a == b || b == "":
		case other.Status == study.Draft && a == "":
			it.Topic, it.ID = other.Topic, ""
			*other = *it // the copy has the key that the first lacks
		case other.Status != study.Draft:
			other.Status = study.Draft
			other.content = sourceHash(other.Question.Question)
			log.note(it.path, it.Line, source.Doubtful, "the same question is in %s:%d with another key; it is a draft until somebody says which is right", other.path, other.Line)
		}
	}
	c.items = kept
}

// key is what makes an answer right, as text; "" for none.
func key(it *item) string {
	if it.Number != nil {
		return it.Number.String()
	}
	for _, o := range it.Options {
		if o.Correct {
			return normal(o.Text)
		}
	}
	return ""
}

// place gives the questions that a guide's areas could claim the one that speaks
// most of what they speak of; "" where the loader can tell itself.
func place(p *study.Pack, q study.Question, section string) string {
	var among, any []study.Area
	for _, a := range p.Areas {
		if i := slices.Index(a.Topics, q.Topic); i >= 0 {
			any = append(any, a)
			if i == 0 {
				among = append(among, a)
			}
		}
	}
	if among = append(among, any...); len(among) == 0 {
		among = p.Areas // no area teaches this day: the nearest in words
	}
	if len(among) == 0 {
		return ""
	}
	t, _ := p.Topic(q.Topic)
	text := words(q.Prompt + " " + section + " " + t.Name + " " + q.Answer)
	best, most := among[0].ID, 0
	for _, a := range among {
		n := 0
		for w := range words(a.Name) {
			if text[w] {
				n++
			}
		}
		if n > most {
			best, most = a.ID, n
		}
	}
	return best
}

// words are those of a text that have four letters and more.
func words(text string) map[string]bool {
	all := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return r < '0' || r > '9' && r < 'a' || r > 'z' && r < 0x80 }) {
		if len(w) > 3 {
			all[w] = true
		}
	}
	return all
}

// sortedTopics are the topics by day.
func (c *course) sortedTopics() []study.Topic {
	var all []study.Topic
	for _, day := range slices.Sorted(maps.Keys(c.topics)) {
		all = append(all, c.topics[day])
	}
	return all
}
