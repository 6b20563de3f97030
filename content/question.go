package content

import (
	"cmp"
	"path"
	"slices"

	"studybot/bot/study"
	"studybot/content/complete"
)

// questions reads every file of the folder questions/, in the order of their names.
func (l *loader) questions() {
	var files []string
	for name := range l.present {
		if path.Dir(name) == "questions" && path.Ext(name) == ".yaml" {
			files = append(files, name)
		}
	}
	slices.Sort(files)
	if len(files) == 0 {
		l.report.add("questions/", "there are no questions; add a file such as questions/day-01.yaml")
		return
	}
	ids, keys := seen{}, map[study.Key]string{}
	for _, name := range files {
		o, ok := l.sheet(name, required, "topic", "questions")
		if !ok {
			continue
		}
		day := 0
		if n, ok := o.field("topic", required); ok {
			day = l.day(n)
		}
		for _, n := range o.list("questions", required, 1, 500) {
			q, ok := n.object("id", "area", "difficulty", "format", "minutes", "prereq", "prompt", "variants", "key_points", "answer",
				"misconceptions", "options", "numeric", "source", "status")
			if !ok {
				continue
			}
			question := l.question(q)
			question.Topic = day
			l.areaOfTopic(q, &question)
			l.keep("question "+question.ID, q.node)
			ids.once(q.fields["id"], "question id", question.ID)
			key := study.KeyOf(question.ID)
			if other, taken := keys[key]; taken && other != question.ID && question.ID != "" {
				q.fields["id"].wrong("question id %q has the same 32-bit key as %q; choose another id", question.ID, other)
			}
			keys[key] = question.ID
			l.pack.Questions = append(l.pack.Questions, question)
		}
	}
	slices.SortStableFunc(l.pack.Questions, func(a, b study.Question) int { return cmp.Compare(a.Topic, b.Topic) })
	active := func(q study.Question) bool { return q.Status == study.Active }
	if len(l.report.errs) == 0 && !slices.ContainsFunc(l.pack.Questions, active) {
		l.report.add(files[0], "no question of the pack is active; set the status of some to active")
	}
}

func (l *loader) question(q object) study.Question {
	it := study.Question{
		ID:         q.id("id", required, maxQuestion),
		Difficulty: q.integer("difficulty", required, 1, 3),
		Format:     word(q, "format", required, study.Open, study.Scenario, study.MultipleChoice, study.Numeric),
		Minutes:    q.integer("minutes", required, 1, 60),
		Prereq:     l.someDays(q, "prereq", optional),
		Prompt:     q.text("prompt", required, maxText),
		Variants:   q.texts("variants", optional, 1, 5, maxText),
		Status:     study.Active,
	}
	if n, ok := q.field("area", optional); ok {
		it.Area = l.area(n)
	}
	if _, ok := q.fields["status"]; ok {
		it.Status = word(q, "status", optional, study.Active, study.Draft, study.Retired)
	}
	// A draft or a retired question is never asked, so it may lack its answer; of a
	// keyed one the key is an answer.
	asked := need(it.Status == study.Active && !it.Format.Keyed())
	for _, n := range q.list("key_points", asked, 1, 12) {
		if p, ok := n.object("text", "essential"); ok {
			it.KeyPoints = append(it.KeyPoints, study.KeyPoint{Text: p.text("text", required, maxOption), Essential: p.flag("essential")})
		}
	}
	it.Answer = q.text("answer", asked, maxAnswer)
	for _, n := range q.list("misconceptions", optional, 1, 12) {
		if m, ok := n.object("text", "why"); ok {
			it.Misconceptions = append(it.Misconceptions,
				study.Misconception{Text: m.text("text", required, maxOption), Why: m.text("why", required, maxText)})
		}
	}
	l.options(q, &it)
	l.numeric(q, &it)
	if n, ok := q.field("source", optional); ok {
		if s, ok := n.object("heading", "reference"); ok {
			it.Source = study.Source{Heading: s.text("heading", optional, maxTitle), Reference: s.text("reference", optional, maxText)}
		}
	}
	return it
}

// areaOfTopic finds the area of a question that names none.
func (l *loader) areaOfTopic(q object, it *study.Question) {
	if _, named := q.fields["area"]; named || l.areas == nil || it.Topic == 0 {
		return
	}
	id, ok := complete.AreaOf(l.pack.Areas, it.Topic)
	if !ok {
		q.wrong("\"area\" is missing here and day %d does not have exactly one; add it; %s", it.Topic, allowed(l.areas))
	}
	it.Area = id
}

// options reads the choices of a multiple choice question. They are shown as
// letters, so there are few, and one of them is right.
func (l *loader) options(q object, it *study.Question) {
	if it.Format != study.MultipleChoice {
		if n, ok := q.field("options", optional); ok && it.Format != "" {
			n.wrong("options belong to the format mc; remove them or set format: mc")
		}
		return
	}
	n, ok := q.field("options", required)
	if !ok {
		return
	}
	before := len(l.report.errs)
	texts := seen{}
	right, second := 0, n
	for _, entry := range n.list(2, 8) {
		o, ok := entry.object("text", "correct", "why")
		if !ok {
			continue
		}
		choice := study.Choice{Text: o.text("text", required, maxOption), Correct: o.flag("correct"), Why: o.text("why", optional, maxText)}
		texts.once(o.fields["text"], "the text of an option", choice.Text)
		if choice.Correct {
			if right++; right == 2 {
				second = o.fields["correct"]
			}
		}
		it.Options = append(it.Options, choice)
	}
	// A draft waits for somebody who knows the key.
	if it.Status == study.Draft || len(l.report.errs) > before {
		return
	}
	switch {
	case right == 0:
		n.wrong("no option is correct; write correct: true under the text of the right one")
	case right > 1:
		second.wrong("%d options are correct, but only one may be; remove correct: true from the others", right)
	}
}

func (l *loader) numeric(q object, it *study.Question) {
	if it.Format != study.Numeric {
		if n, ok := q.field("numeric", optional); ok && it.Format != "" {
			n.wrong("numeric belongs to the format numeric; remove it or set format: numeric")
		}
		return
	}
	n, ok := q.field("numeric", required)
	if !ok {
		return
	}
	o, ok := n.object("value", "tolerance", "unit", "working")
	if !ok {
		return
	}
	key := &study.NumericKey{Unit: o.text("unit", optional, maxLabel), Working: o.text("working", optional, maxText)}
	if v, ok := o.field("value", required); ok {
		key.Value = v.number()
	}
	if v, ok := o.field("tolerance", optional); ok {
		if key.Tolerance = v.number(); key.Tolerance < 0 {
			v.wrong("\"tolerance\" is %v; allowed are 0 and more", key.Tolerance)
		}
	}
	it.Number = key
}
