package write

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"studybot/bot/study"
)

// File is one file of a pack's folder.
type File struct {
	// Path is inside the folder, with slashes.
	Path string
	Data []byte
}

// Files are a pack's files: those of its subjects, then the questions by topic.
// What is empty is left out.
func Files(p *study.Pack) []File {
	var all []File
	add := func(name, comment string, o object) {
		if !allEmpty(o) {
			all = append(all, File{name, file(comment, o)})
		}
	}
	add("pack.yaml", "What the pack is.", about(p))
	add("topics.yaml", "The days of the course, one topic each.", topics(p))
	add("areas.yaml", "What a member rates from 1 to 5, in categories. The first topic of an area is the most important one.", areas(p))
	add("levels.yaml", "What a total of all areas means, the best level first, and the plan for it.", levels(p))
	add("scale.yaml", "What the ratings 1 to 5 mean; a label stands on a button.", scale(p))
	add("themes.yaml", "Chapters of the review.", themes(p))
	add("checklists.yaml", "Lists that each member ticks. Ticks are stored under the ids.", checklists(p))
	add("preparation.yaml", "How to get ready for what follows.", object{{"preparation", groups(p.Preparation)}})
	add("resources.yaml", "What to read and whom to meet.", object{{"resources", groups(p.Resources)}})
	add("support.yaml", "Where to find help.", object{{"support", groups(p.Support)}})
	add("recognition.yaml", "What a member who has done everything is told.", object{{"recognition", object{
		{"title", p.Recognition.Title}, {"text", p.Recognition.Text}, {"groups", groups(p.Recognition.Groups)},
	}}})
	add("aliases.yaml", "Names of earlier versions that still mean something: what was done under them counts.", aliases(p.Aliases))
	return append(all, questionFiles(p)...)
}

func about(p *study.Pack) object {
	var modules []inline
	for _, m := range p.Modules {
		modules = append(modules, inline{{"name", m.Name}, {"weeks", m.Weeks}, {"from", m.From}, {"to", m.To}})
	}
	return object{
		{"id", p.ID},
		{"name", p.Name},
		{"version", p.Version},
		{"summary", p.Summary},
		{"phase", p.Phase},
		{"next", p.Next},
		{"objectives", items(p.Objectives)},
		{"modules", modules},
	}
}

func topics(p *study.Pack) object {
	var all []object
	for _, t := range p.Topics {
		all = append(all, object{
			{"day", t.Day},
			{"name", t.Name},
			{"priority", string(t.Priority)},
			{"project", t.Project},
			{"prereq", t.Prereq},
			{"concepts", t.Concepts},
			{"skills", t.Skills},
		})
	}
	return object{{"topics", all}}
}

func areas(p *study.Pack) object {
	var categories, all []inline
	for _, c := range p.Categories {
		categories = append(categories, inline{{"id", c.ID}, {"name", c.Name}})
	}
	for _, a := range p.Areas {
		all = append(all, inline{{"id", a.ID}, {"category", a.Category}, {"topics", a.Topics}, {"name", a.Name}})
	}
	return object{{"categories", categories}, {"areas", all}}
}

func scale(p *study.Pack) object {
	var all []object
	for _, a := range p.Scale {
		all = append(all, object{{"value", a.Value}, {"label", a.Label}, {"text", a.Text}})
	}
	return object{{"scale", all}}
}

func levels(p *study.Pack) object {
	var all []object
	for _, l := range p.Levels {
		var weeks []inline
		for _, w := range l.Plan.Weeks {
			weeks = append(weeks, inline{{"theme", w.Theme}, {"topics", w.Topics}, {"areas", w.Areas}})
		}
		all = append(all, object{
			{"name", l.Name},
			{"min", l.Min},
			{"max", l.Max},
			{"strengths", l.Strengths},
			{"readiness", l.Readiness},
			{"next_step", l.NextStep},
			{"challenge", l.Challenge},
			{"plan", object{{"focus", l.Plan.Focus}, {"weeks", weeks}, {"activities", l.Plan.Activities}}},
		})
	}
	return object{{"levels", all}}
}

func themes(p *study.Pack) object {
	var all []object
	for _, t := range p.Themes {
		all = append(all, object{
			{"name", t.Name},
			{"topics", t.Topics},
			{"groups", groups(t.Groups)},
			{"questions", t.Questions},
			{"checklist", t.Checklist},
			{"group", t.Group},
		})
	}
	return object{{"themes", all}}
}

func checklists(p *study.Pack) object {
	var all []object
	for _, c := range p.Checklists {
		all = append(all, object{{"id", c.ID}, {"name", c.Name}, {"groups", groups(c.Groups)}})
	}
	return object{{"checklists", all}}
}

func groups(in []study.Group) []object {
	var all []object
	for _, g := range in {
		all = append(all, object{{"id", g.ID}, {"name", g.Name}, {"part", g.Part}, {"items", items(g.Items)}})
	}
	return all
}

func items(in []study.Item) []object {
	var all []object
	for _, i := range in {
		all = append(all, object{{"id", i.ID}, {"name", i.Name}, {"text", i.Text}, {"by", i.By}, {"url", i.URL}})
	}
	return all
}

func aliases(a study.Aliases) object {
	var topics object
	for _, old := range slices.Sorted(maps.Keys(a.Topics)) {
		topics = append(topics, field{strconv.Itoa(old), a.Topics[old]})
	}
	var areas object
	for _, old := range slices.Sorted(maps.Keys(a.Areas)) {
		if now := a.Areas[old]; len(now) == 1 {
			areas = append(areas, field{key(old), now[0]})
		} else {
			areas = append(areas, field{key(old), now})
		}
	}
	return object{
		{"questions", names(a.Questions)},
		{"areas", areas},
		{"topics", topics},
		{"checklists", names(a.Checklists)},
		{"items", names(a.Items)},
	}
}

func names(all map[string]string) object {
	var o object
	for _, old := range slices.Sorted(maps.Keys(all)) {
		o = append(o, field{key(old), all[old]})
	}
	return o
}

// key writes an id as a key, in quotes where it could be taken for something else.
func key(id string) string { return short(id, true) }

// Bounds of one file of questions, well below what content reads: its texts, and
// its questions. The rest goes into a further file.
const (
	fileBytes     = 150 << 10
	fileQuestions = 300
	fileFields    = 9000
)

func questionFiles(p *study.Pack) []File {
	var all []File
	digits := 2
	for _, t := range p.Topics {
		digits = max(digits, len(strconv.Itoa(t.Day)))
	}
	byTopic := map[int][]study.Question{}
	for _, q := range p.Questions {
		byTopic[q.Topic] = append(byTopic[q.Topic], q)
	}
	for _, day := range slices.Sorted(maps.Keys(byTopic)) {
		topic, _ := p.Topic(day)
		part := ""
		for rest := byTopic[day]; len(rest) > 0; part = next(part) {
			var these []object
			bytes, fields := 0, 0
			for len(rest) > 0 && len(these) < fileQuestions {
				o := question(rest[0])
				size, n := len(file("", o)), count(o)
				if len(these) > 0 && (bytes+size > fileBytes || fields+n > fileFields) {
					break
				}
				these, rest = append(these, o), rest[1:]
				bytes, fields = bytes+size, fields+n
			}
			all = append(all, File{
				Path: fmt.Sprintf("questions/day-%0*d%s.yaml", digits, day, part),
				Data: file(fmt.Sprintf("Day %d: %s", day, topic.Name), object{{"topic", day}, {"questions", these}}),
			})
		}
	}
	return all
}

// next is the ending of a topic's next file: none, b, c … z, zb. The names sort in
// that order, behind the one without an ending.
func next(part string) string {
	switch {
	case part == "":
		return "b"
	case part[len(part)-1] == 'z':
		return part + "b"
	default:
		return part[:len(part)-1] + string(part[len(part)-1]+1)
	}
}

// count is how many values an object holds.
func count(o object) int {
	n := 0
	for _, f := range o {
		switch v := f.value.(type) {
		case object:
			n += count(v)
		case inline:
			n += count(object(v))
		case []object:
			for _, entry := range v {
				n += 1 + count(entry)
			}
		case []string:
			n += len(v)
		case []int:
			n += len(v)
		}
		n++
	}
	return n
}

func question(q study.Question) object {
	var points, misconceptions, options []object
	for _, k := range q.KeyPoints {
		points = append(points, object{{"text", k.Text}, {"essential", k.Essential}})
	}
	for _, m := range q.Misconceptions {
		misconceptions = append(misconceptions, object{{"text", m.Text}, {"why", m.Why}})
	}
	for _, o := range q.Options {
		options = append(options, object{{"text", o.Text}, {"correct", o.Correct}, {"why", o.Why}})
	}
	var number object
	if n := q.Number; n != nil {
		number = object{{"value", n.Value}, {"tolerance", n.Tolerance}, {"unit", n.Unit}, {"working", n.Working}}
	}
	status := q.Status
	if status == study.Active {
		status = ""
	}
	return object{
		{"id", q.ID},
		{"area", q.Area},
		{"difficulty", q.Difficulty},
		{"format", string(q.Format)},
		{"minutes", q.Minutes},
		{"prereq", q.Prereq},
		{"prompt", q.Prompt},
		{"variants", q.Variants},
		{"key_points", points},
		{"answer", q.Answer},
		{"misconceptions", misconceptions},
		{"options", options},
		{"numeric", number},
		{"source", inline{{"heading", q.Source.Heading}, {"reference", q.Source.Reference}}},
		{"status", string(status)},
	}
}
