package table

import (
	"encoding/json"
	"hash/fnv"
	"math"
	"slices"
	"strconv"
	"strings"

	"studybot/bot/study"
	"studybot/content/source"
	"studybot/content/source/cells"
)

// cellsOf are the cells of a field that hold something, in the order of the columns.
func (h header) cellsOf(row []string, f field) []string {
	var all []string
	for i, c := range h.columns {
		if c.field == f && i < len(row) {
			if s := strings.TrimSpace(row[i]); s != "" {
				all = append(all, s)
			}
		}
	}
	return all
}

func (h header) cell(row []string, f field) string {
	if all := h.cellsOf(row, f); len(all) > 0 {
		return all[0]
	}
	return ""
}

// choices are the options of a row with their places; empty ones keep their place
// but are not listed.
func (h header) choices(row []string) []choice {
	var all []choice
	next := 0
	for i, c := range h.columns {
		if c.field != option {
			continue
		}
		at := c.at
		if at < 0 {
			at = next
		}
		next = at + 1
		if i < len(row) && strings.TrimSpace(row[i]) != "" {
			all = append(all, choice{at: at, text: strings.TrimSpace(row[i])})
		}
	}
	slices.SortStableFunc(all, func(a, b choice) int { return a.at - b.at })
	if len(all) == 0 {
		for i, text := range parts(h.cell(row, options)) {
			all = append(all, choice{at: i, text: text})
		}
	}
	return withoutLabels(all)
}

// parts cuts a cell that holds several texts: a JSON list, lines, or what is between
// bars or semicolons.
func parts(cell string) []string {
	var all []string
	if strings.HasPrefix(cell, "[") && json.Unmarshal([]byte(cell), &all) == nil {
		return all
	}
	for _, cut := range []string{"\n", "|", ";"} {
		if strings.Contains(cell, cut) {
			for part := range strings.SplitSeq(cell, cut) {
				if part = strings.TrimSpace(part); part != "" {
					all = append(all, part)
				}
			}
			return all
		}
	}
	if cell == "" {
		return nil
	}
	return []string{cell}
}

// withoutLabels takes "A) " off the options when every one begins with its own letter.
func withoutLabels(all []choice) []choice {
	bare := make([]choice, 0, len(all))
	for _, c := range all {
		if len(c.text) < 4 || c.text[0]|0x20 != 'a'+byte(c.at) || (c.text[1] != ')' && c.text[1] != '.') || c.text[2] != ' ' {
			return all
		}
		bare = append(bare, choice{at: c.at, text: strings.TrimSpace(c.text[2:])})
	}
	return bare
}

// row turns a record into a question.
func (t *reading) row(record cells.Record) {
	h, row := t.header, record.Cells
	q := source.Question{Line: record.Line}
	q.Prompt = h.cell(row, prompt)
	if q.Prompt == "" {
		t.say(record.Line, source.Skipped, "the row has no question")
		return
	}
	q.Status = study.Active
	if n := len(row) - len(h.columns); n > 0 && !h.none {
		if slices.ContainsFunc(row[len(h.columns):], func(s string) bool { return strings.TrimSpace(s) != "" }) {
			q.Status = study.Draft
			t.say(record.Line, source.Doubtful, "the row has %d cells and the header %d, so they may stand in wrong columns; it is a draft: put texts that hold the separator in quotation marks", len(row), len(h.columns))
		}
	} else if n < 0 && !h.none {
		t.say(record.Line, source.Took, "the row has %d cells and the header %d; the missing ones are empty", len(row), len(h.columns))
	}
	t.about(&q, row)
	t.content(&q, row)
	t.found.Notes = append(t.found.Notes, q.Settle(t.path)...)
	t.found.Questions = append(t.found.Questions, q)
}

// about fills in what a row says of its question: where it belongs, how hard it is.
func (t *reading) about(q *source.Question, row []string) {
	h := t.header
	if q.Key = h.cell(row, id); q.Key != "" {
		if first, twice := t.keys[q.Key]; twice {
			t.say(q.Line, source.Doubtful, "the id %q is that of line %d already, so this row is known by its text only", short(q.Key), first)
			q.Key = ""
		} else {
			t.keys[q.Key] = q.Line
		}
	}
	for _, cell := range h.cellsOf(row, day) {
		if n, err := strconv.Atoi(cell); err == nil && n >= 1 && n <= 9999 {
			q.Topic = n
		} else if q.Topic = source.DayOf(cell); q.Topic == 0 {
			t.say(q.Line, source.Doubtful, "%q is no day; write a number", short(cell))
		}
	}
	for _, cell := range h.cellsOf(row, section) {
		if n, err := strconv.Atoi(cell); err == nil && n >= 1 && n <= 9999 && q.Topic == 0 {
			q.Topic = n // a pack's own table writes the day under "topic"
		} else if q.Section == "" {
			q.Section = cell
			if q.Topic == 0 {
				q.Topic = source.DayOf(cell)
			}
		} else {
			q.Tags = append(q.Tags, cell)
		}
	}
	q.Area = h.cell(row, area)
	q.Source = study.Source{Heading: h.cell(row, heading), Reference: h.cell(row, reference)}
	for _, cell := range h.cellsOf(row, tags) {
		for tag := range strings.FieldsFuncSeq(cell, func(r rune) bool { return r == ',' || r == ';' || r == '|' || r == '\n' }) {
			if tag = strings.TrimSpace(tag); tag != "" {
				q.Tags = append(q.Tags, tag)
			}
		}
	}
	if cell := h.cell(row, difficulty); cell != "" {
		if q.Difficulty = difficultyOf(cell); q.Difficulty == 0 {
			t.say(q.Line, source.Took, "the difficulty %q is none of 1, 2, 3, easy, medium, hard and was left out", short(cell))
		}
	}
	if cell := h.cell(row, minutes); cell != "" {
		if n, err := strconv.Atoi(cell); err == nil && n >= 1 && n <= 60 {
			q.Minutes = n
		} else {
			t.say(q.Line, source.Took, "%q is not from 1 to 60 minutes and was left out", short(cell))
		}
	}
	for _, cell := range h.cellsOf(row, points) {
		for _, text := range parts(cell) {
			if point := (study.KeyPoint{Text: strings.TrimLeft(text, "-* ")}); point.Text != "" && len(q.KeyPoints) < 12 && len(point.Text) <= source.MaxOption {
				q.KeyPoints = append(q.KeyPoints, point)
			} else if point.Text != "" {
				t.say(q.Line, source.Skipped, "a key point was left out: there are at most 12, of at most %d characters", source.MaxOption)
			}
		}
	}
}

// difficultyOf is 1 to 3, and 0 for a word that is not understood.
func difficultyOf(cell string) int {
	switch word := normal(cell); {
	case has("1,easy,basic,beginner,simple,low,leicht,einfach,fácil,facile,makkelijk,легкий,лёгкий,简单", word):
		return 1
	case has("2,medium,moderate,normal,intermediate,average,mittel,medio,media,médio,moyen,gemiddeld,средний,中等", word):
		return 2
	case has("3,hard,difficult,advanced,expert,high,schwer,schwierig,difícil,difficile,moeilijk,сложный,困难", word):
		return 3
	}
	return 0
}

// content fills in what is asked and what is right.
func (t *reading) content(q *source.Question, row []string) {
	h := t.header
	kind := normal(h.cell(row, format))
	why := strings.Join(h.cellsOf(row, explanation), "\n")
	choices := h.choices(row)
	switch {
	case len(h.cellsOf(row, wrong)) > 0:
		t.amongWrong(q, row, why)
	case len(choices) > 0:
		t.keyed(q, row, choices, why)
	case has("true false,tf,t f,truefalse,boolean,yes no,wahr falsch,richtig falsch,vrai faux,verdadero falso,vero falso", kind):
		t.keyed(q, row, []choice{{0, "True"}, {1, "False"}}, why)
	case has("numeric,numerical,number,num q,zahl", kind) || h.cell(row, value) != "":
		t.numeric(q, row, why)
	case has("mc,mcq,multiple choice,multiplechoice,multichoice,single choice,multi select,multiple select,choice", kind):
		q.Format, q.Answer = study.MultipleChoice, why
	default:
		q.Format = study.Open
		if kind == "scenario" {
			q.Format = study.Scenario
		}
		answers := append(h.cellsOf(row, answer), h.cellsOf(row, correct)...)
		if why != "" {
			answers = append(answers, why)
		}
		q.Answer = strings.Join(answers, "\n\n")
	}
}

// keyed is a question whose key names one of the options.
func (t *reading) keyed(q *source.Question, row []string, choices []choice, why string) {
	h := t.header
	q.Format, q.Answer = study.MultipleChoice, why
	for _, c := range choices {
		q.Options = append(q.Options, study.Choice{Text: c.text})
	}
	keys := h.cellsOf(row, correct)
	text := h.cellsOf(row, answer)
	if len(keys) == 0 {
		keys, text = text, nil
	}
	var right []int
	var problem error
	if len(keys) == 0 {
		problem = errNoKey
	}
	for _, key := range keys {
		named, err := keyOf(trueFalse(key, choices), choices, t.countsFrom)
		if _, number := strconv.Atoi(key); number == nil && isTrueFalse(choices) {
			err = errCounting // 1 may be true, or the second option
		}
		if err != nil {
			problem = err
		}
		for _, at := range named {
			if !slices.Contains(right, at) {
				right = append(right, at)
			}
		}
	}
	// An answer beside the key may repeat it; if it names another option, who is right?
	for _, a := range text {
		named, err := keyOf(a, choices, t.countsFrom)
		switch {
		case err == nil && !slices.Equal(named, right):
			problem = errTwoKeys
		case err != nil:
			q.Answer = strings.TrimSpace(a + "\n\n" + q.Answer)
		}
	}
	if problem != nil {
		q.Status = study.Draft
		t.say(q.Line, source.Doubtful, "the question is a draft: %v", problem)
		return
	}
	for _, at := range right {
		q.Options[at].Correct = true
	}
}

func isTrueFalse(choices []choice) bool {
	return len(choices) == 2 && same(choices[0].text, "True") && same(choices[1].text, "False")
}

// trueFalse reads the words for true and false in other languages.
func trueFalse(key string, choices []choice) string {
	if !isTrueFalse(choices) {
		return key
	}
	switch word := normal(key); {
	case has("true,t,yes,wahr,richtig,ja,vrai,oui,verdadero,sí,si,vero", word):
		return "True"
	case has("false,f,no,falsch,nein,faux,non,falso", word):
		return "False"
	}
	return key
}

// amongWrong is a question whose right option has a column of its own.
func (t *reading) amongWrong(q *source.Question, row []string, why string) {
	h := t.header
	q.Format, q.Answer = study.MultipleChoice, why
	others := h.cellsOf(row, wrong)
	if len(others) == 1 {
		others = parts(others[0])
	}
	for _, text := range others {
		q.Options = append(q.Options, study.Choice{Text: text})
	}
	right := h.cellsOf(row, correct)
	if len(right) == 0 {
		right = h.cellsOf(row, answer)
	}
	if len(right) == 0 {
		q.Status = study.Draft
		t.say(q.Line, source.Doubtful, "the question is a draft: %v", errNoKey)
		return
	}
	// Always first would give it away; the place depends on the prompt, so that it
	// is the same at every import.
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(q.Prompt)) // never fails
	at := int(hash.Sum32() % uint32(len(q.Options)+1))
	q.Options = slices.Insert(q.Options, at, study.Choice{Text: right[0], Correct: true})
	for _, also := range right[1:] {
		q.Options = append(q.Options, study.Choice{Text: also, Correct: true})
	}
}

// numeric is a question for a number, with its unit behind it or in a column.
func (t *reading) numeric(q *source.Question, row []string, why string) {
	h := t.header
	q.Format, q.Answer = study.Numeric, why
	cell := h.cell(row, value)
	if cell == "" {
		cell = h.cell(row, answer)
	}
	if cell == "" {
		cell = h.cell(row, correct)
	}
	figure, behind, _ := strings.Cut(cell, " ")
	n, err := strconv.ParseFloat(figure, 64)
	if err != nil || math.IsInf(n, 0) || math.IsNaN(n) {
		q.Status = study.Draft
		t.say(q.Line, source.Doubtful, "%q is no number; write it with a point and without separators, as in 1234.5", short(cell))
		return
	}
	q.Number = &study.NumericKey{Value: n, Unit: h.cell(row, unit)}
	if behind = strings.TrimSpace(behind); q.Number.Unit == "" && len(behind) <= 40 {
		q.Number.Unit = behind
	}
	if cell := h.cell(row, tolerance); cell != "" {
		bare, percent := strings.CutSuffix(strings.TrimLeft(cell, "±+-/ "), "%")
		tol, err := strconv.ParseFloat(strings.TrimSpace(bare), 64)
		if percent {
			tol = math.Abs(n) * tol / 100
		}
		if err != nil || math.IsInf(tol, 0) || math.IsNaN(tol) {
			q.Status = study.Draft
			t.say(q.Line, source.Doubtful, "%q is no tolerance; write a number, or a number and %%", short(cell))
			return
		}
		q.Number.Tolerance = tol
	}
	if q.Answer == "" {
		q.Answer = strings.Join(h.cellsOf(row, answer), "\n")
	}
}
