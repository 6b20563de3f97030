package anki

import (
	"fmt"
	"slices"
	"strings"

	"studybot/bot/study"
	"studybot/content/source"
	"studybot/content/source/markup"
)

// note is a note as a file holds it.
type note struct {
	line   int // 0 in a package
	number int // from 1, in a package
	guid   string
	kind   string // the name of its type
	cloze  bool   // its type says so
	// reversed is true when a card asks the second field.
	reversed bool
	html     bool
	deck     string
	tags     []string
	fields   []entry
}

// entry is one field.
type entry struct{ name, value string }

// label names the note where a line does not.
func (n note) label() string {
	if n.number > 0 {
		return fmt.Sprintf("note %d", n.number)
	}
	return "the note"
}

// maxText is the most bytes of a field that are read, as text; more than any prompt or
// answer can have.
const maxText = 4 * source.MaxAnswer

// notes turns a note into questions.
func (r *reading) notes(n note) {
	if len(n.fields) > maxFields {
		r.say(n.line, source.Doubtful, "%s has %d fields, of which %d were read", n.label(), len(n.fields), maxFields)
		n.fields = n.fields[:maxFields]
	}
	n.deck = strings.Join(strings.Fields(source.Clean(n.deck)), " ")
	if n.deck != "" {
		r.decks[n.deck]++
	}
	var pictured, filled bool
	for i := range n.fields {
		f := &n.fields[i]
		var media []string
		f.value, media = r.plain(f.value, n.html)
		for _, name := range media {
			if !r.media[name] && len(r.media) < source.MaxQuestions {
				r.media[name] = true
			}
		}
		if len(media) > 0 && n.line > 0 {
			r.say(n.line, source.Took, "a picture or sound was not taken: %s", short(strings.Join(media, ", ")))
		}
		if i == 0 && strings.Contains(f.value, "[picture: ") {
			pictured = true
		}
		if len(f.value) > maxText {
			r.say(n.line, source.Doubtful, "%s has a field of %d bytes, of which %d were read", n.label(), len(f.value), maxText)
			f.value = strings.ToValidUTF8(f.value[:maxText], "")
		}
		filled = filled || f.value != ""
	}
	if !filled {
		r.say(n.line, source.Skipped, "%s has no text", n.label())
		return
	}
	before := len(r.found.Questions)
	switch {
	case n.isCloze():
		r.cloze(n)
	case r.choice(n):
	default:
		r.basic(n)
	}
	if !pictured {
		return
	}
	for i := before; i < len(r.found.Questions); i++ {
		if q := &r.found.Questions[i]; strings.Contains(q.Prompt, "[picture: ") && q.Status == study.Active {
			q.Status = study.Draft
			r.say(n.line, source.Doubtful, "%s asks about a picture, which was not taken; it is a draft until somebody describes the picture", n.label())
		}
	}
}

// plain is a field as text, with the names of the media in it.
func (r *reading) plain(value string, html bool) (text string, media []string) {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(value, "[sound:")
		name, after, closed := strings.Cut(rest, "]")
		if !found || !closed || len(name) > 300 {
			b.WriteString(value)
			break
		}
		b.WriteString(before)
		media = append(media, name)
		value = after
	}
	text = b.String()
	if html {
		var pictures []string
		text, pictures = markup.Text(text)
		media = append(media, pictures...)
	}
	return strings.TrimSpace(source.Clean(text)), media
}

// front and back are the names of the fields of a question and its answer.
const (
	front = ",front,question,prompt,vorderseite,frage,recto,anverso,pregunta,fronte,domanda,frente,pergunta,text,"
	back  = ",back,answer,rückseite,antwort,verso,reverso,respuesta,retro,risposta,resposta,correct answer,"
)

// sides are the indexes of the fields of the question and of the answer; -1 for none.
func (n note) sides() (asks, answers int) {
	named := func(list string) int {
		return slices.IndexFunc(n.fields, func(f entry) bool { return strings.Contains(list, ","+strings.ToLower(f.name)+",") && f.value != "" })
	}
	asks, answers = named(front), named(back)
	if asks < 0 {
		asks = 0
		if answers == 0 {
			answers = -1
		}
	}
	if answers < 0 && len(n.fields) > 1 {
		answers = asks + 1
		if answers == len(n.fields) {
			answers = 0
		}
	}
	return asks, answers
}

// basic is a note with a question and an answer, and perhaps the way back.
func (r *reading) basic(n note) {
	asks, answers := n.sides()
	q := source.Question{Key: n.guid, Question: study.Question{Format: study.Open, Prompt: n.fields[asks].value}}
	if q.Prompt == "" {
		r.say(n.line, source.Skipped, "%s has no question: %q", n.label(), short(n.all()))
		return
	}
	rest := n.others(asks, answers)
	if answers >= 0 {
		q.Answer = strings.TrimSpace(n.fields[answers].value + "\n\n" + rest)
	} else {
		q.Answer = rest
	}
	r.add(n, q)
	if !n.reversed || answers < 0 || n.fields[answers].value == "" {
		return
	}
	back := source.Question{Question: study.Question{
		Format: study.Open, Prompt: n.fields[answers].value, Answer: strings.TrimSpace(n.fields[asks].value + "\n\n" + rest),
	}}
	if n.guid != "" {
		back.Key = n.guid + "-reversed"
	}
	r.add(n, back)
}

// others are the fields besides, each with its name where it has one.
func (n note) others(besides ...int) string {
	var lines []string
	for i, f := range n.fields {
		if f.value == "" || slices.Contains(besides, i) || strings.EqualFold(f.name, "add reverse") || strings.HasPrefix(strings.ToLower(f.name), "qtype") {
			continue // they say which cards to make, or how many options are right
		}
		if pieces := parseCloze(f.value); numbers(pieces) != nil {
			var b strings.Builder
			asked(&b, pieces, 0)
			f.value = b.String()
		}
		if strings.Contains(",extra,back extra,explanation,comment,comments,notes,erklärung,explication,", ","+strings.ToLower(f.name)+",") || len(f.name) > 60 || strings.Trim(f.name, "0123456789") == "" { // or a number, where fields have no names
			lines = append(lines, f.value)
		} else {
			lines = append(lines, f.name+": "+f.value)
		}
	}
	return strings.Join(lines, "\n")
}

func (n note) all() string {
	var all []string
	for _, f := range n.fields {
		if f.value != "" {
			all = append(all, f.value)
		}
	}
	return strings.Join(all, "; ")
}
