// Package show writes a pack and its questions for a terminal, as a member would
// read them.
//
// It must not know conversations, files, or how wide the terminal is: 80 columns do.
package show

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"studybot/bot/study"
)

const width = 80

// Overview is a pack at a glance: what it is, its questions by format and
// difficulty, its topics, areas and levels.
func Overview(p *study.Pack) string {
	var s strings.Builder
	fmt.Fprintf(&s, "%s (%s %s)\n", p.Name, p.ID, p.Version)
	paragraph(&s, p.Summary, 0)
	all := count(p.Questions)
	fmt.Fprintf(&s, "\n%s asked: %s\n", several(all.asked, "question is", "questions are"), all.formats())
	fmt.Fprintf(&s, "Difficulty: %d recall, %d apply, %d diagnose. They take %s in all.\n", all.difficulty[1], all.difficulty[2], all.difficulty[3], hours(all.minutes))
	if all.draft+all.retired > 0 {
		fmt.Fprintf(&s, "Not asked: %s, %d retired.\n", several(all.draft, "draft", "drafts"), all.retired)
	}
	name := 4
	for _, t := range p.Topics {
		name = max(name, utf8.RuneCountInString(t.Name))
	}
	name = min(name, 40)
	day := 3
	for _, t := range p.Topics {
		day = max(day, len(fmt.Sprint(t.Day)))
	}
	fmt.Fprintf(&s, "\n%*s  %s  Priority  Questions  Minutes  Difficulty 1, 2, 3\n", day, "Day", pad("Topic", name))
	for _, t := range p.Topics {
		c := count(slices.DeleteFunc(slices.Clone(p.Questions), func(q study.Question) bool { return q.Topic != t.Day }))
		fmt.Fprintf(&s, "%*d  %s  %-8s  %9d  %7d  %6d, %d, %d\n", day, t.Day, pad(t.Name, name), t.Priority, c.asked, c.minutes, c.difficulty[1], c.difficulty[2], c.difficulty[3])
	}
	fmt.Fprintf(&s, "\n%s to assess, a total of %d at the most:\n", several(len(p.Areas), "area", "areas"), 5*len(p.Areas))
	for _, c := range p.Categories {
		fmt.Fprintf(&s, "  %s\n", c.Name)
		for _, a := range p.AreasOf(c.ID) {
			n := count(slices.DeleteFunc(slices.Clone(p.Questions), func(q study.Question) bool { return q.Area != a.ID }))
			fmt.Fprintf(&s, "    %-8s  %s  %s\n", a.ID, pad(a.Name, 46), several(n.asked, "question", "questions"))
		}
	}
	s.WriteString("\nLevels:\n")
	for _, l := range p.Levels {
		band := fmt.Sprintf("%d to %d", l.Min, l.Max)
		if l.Min == l.Max {
			band = fmt.Sprint(l.Min)
		}
		fmt.Fprintf(&s, "  %s  %10s, a plan of %s\n", pad(l.Name, 24), band, several(len(l.Plan.Weeks), "week", "weeks"))
	}
	for _, l := range p.Checklists {
		n := 0
		for _, g := range l.Groups {
			n += len(g.Items)
		}
		fmt.Fprintf(&s, "\nChecklist: %s, %s", l.Name, several(n, "item", "items"))
	}
	if len(p.Checklists) > 0 {
		s.WriteString("\n")
	}
	return s.String()
}

// counts are of the questions that are asked, but for draft and retired.
type counts struct {
	asked, minutes, draft, retired int
	difficulty                     [4]int
	format                         map[study.Format]int
}

func count(questions []study.Question) counts {
	c := counts{format: map[study.Format]int{}}
	for _, q := range questions {
		switch q.Status {
		case study.Draft:
			c.draft++
		case study.Retired:
			c.retired++
		case study.Active:
			c.asked++
			c.minutes += q.Minutes
			c.format[q.Format]++
			if q.Difficulty >= 1 && q.Difficulty <= 3 {
				c.difficulty[q.Difficulty]++
			}
		}
	}
	return c
}

func (c counts) formats() string {
	return fmt.Sprintf("%d open, %d scenario, %d multiple choice, %d numeric.",
		c.format[study.Open], c.format[study.Scenario], c.format[study.MultipleChoice], c.format[study.Numeric])
}

// Card is a question as a member reads it, then its key.
func Card(p *study.Pack, q study.Question) string {
	var s strings.Builder
	t, _ := p.Topic(q.Topic)
	a, _ := p.Area(q.Area)
	fmt.Fprintf(&s, "Day %d · %s\n", t.Day, t.Name)
	paragraph(&s, fmt.Sprintf("%s · %s · difficulty %d · %s · %s", a.Name, t.Priority, q.Difficulty, format(q.Format), several(q.Minutes, "minute", "minutes")), 0)
	fmt.Fprintf(&s, "%s, %s\n", q.ID, q.Status)
	if len(q.Prereq) > 0 {
		fmt.Fprintf(&s, "Know before: %s\n", days(p, q.Prereq))
	}
	rule(&s, "the question")
	paragraph(&s, q.Prompt, 0)
	for i, o := range q.Options {
		s.WriteString("\n")
		entry(&s, letter(i), o.Text)
	}
	for _, v := range q.Variants {
		rule(&s, "the same in other words")
		paragraph(&s, v, 0)
	}
	rule(&s, "the key")
	if len(q.Options)+len(q.KeyPoints)+len(q.Misconceptions) == 0 && q.Number == nil && q.Answer == "" {
		s.WriteString("Not written yet.\n")
	}
	for i, o := range q.Options {
		verdict := "not right"
		if o.Correct {
			verdict = "right"
		}
		if o.Why != "" {
			verdict += ": " + o.Why
		}
		entry(&s, letter(i), verdict)
	}
	if n := q.Number; n != nil {
		paragraph(&s, n.String(), 0)
		paragraph(&s, n.Working, 2)
	}
	if len(q.KeyPoints) > 0 {
		s.WriteString("\nKey points\n")
		for _, k := range q.KeyPoints {
			if k.Essential {
				k.Text = "Essential: " + k.Text
			}
			entry(&s, "-", k.Text)
		}
	}
	if q.Answer != "" {
		s.WriteString("\nA worked answer\n")
		paragraph(&s, q.Answer, 2)
	}
	if len(q.Misconceptions) > 0 {
		s.WriteString("\nOften believed\n")
		for _, m := range q.Misconceptions {
			entry(&s, "-", m.Text)
			paragraph(&s, m.Why, 4)
		}
	}
	if q.Source.Heading != "" || q.Source.Reference != "" {
		s.WriteString("\nTo read\n")
		paragraph(&s, strings.Join(slices.DeleteFunc([]string{q.Source.Heading, q.Source.Reference}, func(x string) bool { return x == "" }), " · "), 2)
	}
	return s.String()
}

func format(f study.Format) string {
	switch f {
	case study.MultipleChoice:
		return "multiple choice"
	case study.Open:
		return "in your own words"
	default:
		return string(f)
	}
}

func days(p *study.Pack, all []int) string {
	var names []string
	for _, d := range all {
		t, _ := p.Topic(d)
		names = append(names, fmt.Sprintf("day %d %s", d, t.Name))
	}
	return strings.Join(names, ", ")
}

func rule(s *strings.Builder, name string) {
	fmt.Fprintf(s, "\n-- %s %s\n\n", name, strings.Repeat("-", width-4-len(name)))
}

// entry writes a text behind a mark, its further lines under the first.
func entry(s *strings.Builder, mark, text string) {
	fmt.Fprintf(s, "  %s ", mark)
	paragraph(s, text, 4)
}

// paragraph writes a text in lines; the first is not indented when the line has begun.
func paragraph(s *strings.Builder, text string, indent int) {
	if text == "" {
		return
	}
	margin := strings.Repeat(" ", indent)
	for _, line := range strings.Split(text, "\n") {
		for _, l := range wrap(line, width-indent) {
			if strings.HasSuffix(s.String(), "\n") && l != "" {
				s.WriteString(margin)
			}
			s.WriteString(l + "\n")
		}
	}
}

// wrap breaks a line at its spaces; one that is indented, such as code, stays as it is.
func wrap(line string, limit int) []string {
	if strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t") || utf8.RuneCountInString(line) <= limit {
		return []string{line}
	}
	var lines []string
	now := ""
	for _, word := range strings.Fields(line) {
		if now != "" && utf8.RuneCountInString(now)+1+utf8.RuneCountInString(word) > limit {
			lines = append(lines, now)
			now = ""
		}
		if now != "" {
			now += " "
		}
		now += word
	}
	return append(lines, now)
}

func pad(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s + strings.Repeat(" ", n-utf8.RuneCountInString(s))
}

func letter(i int) string { return string(rune('A' + i)) }

func several(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func hours(minutes int) string {
	if minutes < 60 {
		return several(minutes, "minute", "minutes")
	}
	return fmt.Sprintf("%d h %d min", minutes/60, minutes%60)
}
