// Package export writes a pack's questions for other programs: JSON lines, a table
// with commas, and a text that Anki imports.
//
// It must not know where a pack comes from, or read what it writes.
package export

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"strconv"
	"strings"

	"studybot/bot/study"
)

// Format is a way to write questions.
type Format string

// The formats.
const (
	JSONLines Format = "jsonl"
	CSV       Format = "csv"
	Anki      Format = "anki"
)

// Write writes the pack's questions in the order of the pack. An unknown format is
// an error.
func Write(w io.Writer, p *study.Pack, f Format) error {
	b := bufio.NewWriter(w)
	var err error
	switch f {
	case JSONLines:
		err = jsonLines(b, p)
	case CSV:
		err = table(b, p)
	case Anki:
		err = anki(b, p)
	default:
		return fmt.Errorf("%q is no format; allowed are %s, %s and %s", f, JSONLines, CSV, Anki)
	}
	if err != nil {
		return fmt.Errorf("write the questions: %w", err)
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("write the questions: %w", err)
	}
	return nil
}

// line is one question as a JSON line. Lists are never null; numeric is, where a
// question has none.
type line struct {
	ID             string          `json:"id"`
	Topic          int             `json:"topic"`
	Area           string          `json:"area"`
	Priority       study.Priority  `json:"priority"`
	Difficulty     int             `json:"difficulty"`
	Format         study.Format    `json:"format"`
	Minutes        int             `json:"minutes"`
	Prompt         string          `json:"prompt"`
	KeyPoints      []keyPoint      `json:"key_points"`
	Answer         string          `json:"answer"`
	Misconceptions []misconception `json:"misconceptions"`
	Options        []option        `json:"options"`
	Numeric        *numeric        `json:"numeric"`
	Source         source          `json:"source"`
	Prereq         []int           `json:"prereq"`
	Status         study.Status    `json:"status"`
}

type keyPoint struct {
	Text      string `json:"text"`
	Essential bool   `json:"essential"`
}

type misconception struct {
	Text string `json:"text"`
	Why  string `json:"why"`
}

type option struct {
	Text    string `json:"text"`
	Correct bool   `json:"correct"`
	Why     string `json:"why"`
}

type numeric struct {
	Value     float64 `json:"value"`
	Tolerance float64 `json:"tolerance"`
	Unit      string  `json:"unit"`
	Working   string  `json:"working"`
}

type source struct {
	Heading   string `json:"heading"`
	Reference string `json:"reference"`
}

func jsonLines(w io.Writer, p *study.Pack) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	for _, q := range p.Questions {
		t, _ := p.Topic(q.Topic)
		l := line{
			ID: q.ID, Topic: q.Topic, Area: q.Area, Priority: t.Priority, Difficulty: q.Difficulty, Format: q.Format, Minutes: q.Minutes,
			Prompt: q.Prompt, KeyPoints: []keyPoint{}, Answer: q.Answer, Misconceptions: []misconception{}, Options: []option{},
			Source: source(q.Source), Prereq: append([]int{}, q.Prereq...), Status: q.Status,
		}
		for _, k := range q.KeyPoints {
			l.KeyPoints = append(l.KeyPoints, keyPoint(k))
		}
		for _, m := range q.Misconceptions {
			l.Misconceptions = append(l.Misconceptions, misconception(m))
		}
		for _, o := range q.Options {
			l.Options = append(l.Options, option(o))
		}
		if n := q.Number; n != nil {
			l.Numeric = &numeric{n.Value, n.Tolerance, n.Unit, n.Working}
		}
		if err := out.Encode(l); err != nil {
			return err
		}
	}
	return nil
}

// table writes a row for each question, after a row of names. A cell with several
// entries has one on each line.
func table(w io.Writer, p *study.Pack) error {
	most := 0
	for _, q := range p.Questions {
		most = max(most, len(q.Options))
	}
	head := []string{"id", "day", "topic", "area", "priority", "difficulty", "type", "minutes", "question", "variants"}
	for i := range most {
		head = append(head, "option "+letter(i))
	}
	head = append(head, "correct", "value", "tolerance", "unit", "working", "key points", "answer", "misconceptions", "explanation", "heading", "reference", "prerequisites", "status")
	out := csv.NewWriter(w)
	if err := out.Write(head); err != nil {
		return err
	}
	for _, q := range p.Questions {
		t, _ := p.Topic(q.Topic)
		row := []string{q.ID, strconv.Itoa(q.Topic), t.Name, q.Area, string(t.Priority), strconv.Itoa(q.Difficulty), string(q.Format), strconv.Itoa(q.Minutes), q.Prompt, strings.Join(q.Variants, "\n")}
		right, why := "", []string{}
		for i := range most {
			text := ""
			if i < len(q.Options) {
				o := q.Options[i]
				text = o.Text
				if o.Correct {
					right = letter(i)
				}
				if o.Why != "" {
					why = append(why, letter(i)+": "+o.Why)
				}
			}
			row = append(row, text)
		}
		row = append(row, right)
		if n := q.Number; n != nil {
			row = append(row, number(n.Value), number(n.Tolerance), n.Unit, n.Working)
		} else {
			row = append(row, "", "", "", "")
		}
		var points, misconceptions, prereq []string
		for _, k := range q.KeyPoints {
			if k.Essential {
				k.Text += " (essential)"
			}
			points = append(points, k.Text)
		}
		for _, m := range q.Misconceptions {
			misconceptions = append(misconceptions, m.Text+" - "+m.Why)
		}
		for _, d := range q.Prereq {
			prereq = append(prereq, strconv.Itoa(d))
		}
		row = append(row, strings.Join(points, "\n"), q.Answer, strings.Join(misconceptions, "\n"), strings.Join(why, "\n"), q.Source.Heading, q.Source.Reference, strings.Join(prereq, " "), string(q.Status))
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// anki writes a note for each active question: front, back and tags. The first
// column is Anki's own id of a note, so that importing again updates it.
// Headers: https://docs.ankiweb.net/importing/text-files.html
func anki(w io.Writer, p *study.Pack) error {
	fmt.Fprintf(w, "#separator:tab\n#html:true\n#notetype:Basic\n#deck:%s\n#columns:GUID\tFront\tBack\tTags\n#guid column:1\n#tags column:4\n",
		strings.Join(strings.Fields(p.Name), " "))
	for _, q := range p.Questions {
		if q.Status != study.Active {
			continue
		}
		tags := fmt.Sprintf("%s day-%d %s %s difficulty-%d", p.ID, q.Topic, q.Area, q.Format, q.Difficulty)
		if _, err := fmt.Fprintf(w, "%s/%s\t%s\t%s\t%s\n", p.ID, q.ID, front(q), back(q), tags); err != nil {
			return err
		}
	}
	return nil
}

func front(q study.Question) string {
	s := markup(q.Prompt)
	for i, o := range q.Options {
		s += fmt.Sprintf("<br>%s. %s", letter(i), markup(o.Text))
	}
	return s
}

func back(q study.Question) string {
	var parts []string
	for i, o := range q.Options {
		if o.Correct {
			parts = append(parts, fmt.Sprintf("<b>%s. %s</b>", letter(i), markup(o.Text)))
		}
	}
	if q.Number != nil {
		parts = append(parts, "<b>"+markup(q.Number.String())+"</b>")
	}
	if len(q.KeyPoints) > 0 {
		list := ""
		for _, k := range q.KeyPoints {
			text := markup(k.Text)
			if k.Essential {
				text = "<b>" + text + "</b>"
			}
			list += "<li>" + text + "</li>"
		}
		parts = append(parts, "<ul>"+list+"</ul>")
	}
	if q.Answer != "" {
		parts = append(parts, markup(q.Answer))
	}
	for i, o := range q.Options {
		if o.Why != "" {
			parts = append(parts, letter(i)+": "+markup(o.Why))
		}
	}
	if q.Number != nil && q.Number.Working != "" {
		parts = append(parts, markup(q.Number.Working))
	}
	for _, m := range q.Misconceptions {
		parts = append(parts, fmt.Sprintf("<i>%s</i> %s", markup(m.Text), markup(m.Why)))
	}
	if q.Source.Reference != "" {
		parts = append(parts, "<small>"+markup(q.Source.Reference)+"</small>")
	}
	return strings.Join(parts, "<br><br>")
}

// markup is a text as HTML on one line.
func markup(s string) string {
	s = html.EscapeString(s)
	return strings.NewReplacer("\n", "<br>", "\t", "&nbsp;&nbsp;&nbsp; ", "  ", "&nbsp; ").Replace(s)
}

func letter(i int) string { return string(rune('A' + i)) }

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
