package diff

import (
	"fmt"
	"slices"
	"strings"

	"studybot/bot/study"
)

func (c *change) questions() {
	had := map[string]bool{} // ids of the new version that an old question became
	for _, old := range c.old.Questions {
		q, ok := c.now.Question(old.ID)
		switch {
		case !ok:
			c.lose("question %s %s was removed: ratings of it would no longer count and courses that asked it could not show it; keep it with status: retired, or say in aliases.yaml which question it is now", old.ID, shown(old.Prompt))
			continue
		case q.ID != old.ID && had[q.ID]:
			c.say("Merged questions", "%s is %s now, with what was answered to either", old.ID, q.ID)
		case q.ID != old.ID:
			c.say("Renamed questions", "%s is %s now; what was answered stays", old.ID, q.ID)
		}
		had[q.ID] = true
		c.question(old, q)
	}
	for _, q := range c.now.Questions {
		if !had[q.ID] {
			c.say("New questions", "%s", c.describe(q))
		}
	}
}

// question compares one question.
func (c *change) question(old, q study.Question) {
	if old.Status != q.Status {
		switch q.Status {
		case study.Retired:
			c.say("Retired questions", "%s %s is not asked any more; what was answered stays", q.ID, shown(q.Prompt))
		case study.Draft:
			c.say("Questions back to draft", "%s %s is not asked until it is active again; what was answered stays", q.ID, shown(q.Prompt))
		case study.Active:
			c.say("Questions asked from now on", "%s (was %s)", c.describe(q), old.Status)
		}
	}
	if old.Format != q.Format && old.Status != study.Draft {
		c.lose("question %s was %s and is %s now: ratings given so far were judged in another way; give it a new id and retire the old one", q.ID, old.Format, q.Format)
	}
	if old.Status == study.Active && q.Status == study.Active && old.Format.Keyed() && old.Format == q.Format && rightAnswer(old) != rightAnswer(q) {
		c.say("Questions with another key", "%s: the right answer is %s instead of %s; answers given so far stay judged by the old one", q.ID, rightAnswer(q), rightAnswer(old))
	}
	var parts []string
	moved := func(what string, differs bool, from, to any) {
		if differs {
			parts = append(parts, fmt.Sprintf("%s %v instead of %v", what, to, from))
		}
	}
	moved("day", c.dayNow(old.Topic) != q.Topic, old.Topic, q.Topic)
	if !slices.Contains(c.now.AreaIDs(old.Area), q.Area) {
		parts = append(parts, fmt.Sprintf("area %s instead of %s, where its ratings count from now on", q.Area, old.Area))
	}
	moved("difficulty", old.Difficulty != q.Difficulty, old.Difficulty, q.Difficulty)
	moved("minutes", old.Minutes != q.Minutes, old.Minutes, q.Minutes)
	for _, f := range []struct {
		what    string
		differs bool
	}{
		{"the prompt", old.Prompt != q.Prompt},
		{"other wordings", !slices.Equal(old.Variants, q.Variants)},
		{"the options", !slices.Equal(old.Options, q.Options)},
		{"the key points", !slices.Equal(old.KeyPoints, q.KeyPoints)},
		{"the worked answer", old.Answer != q.Answer},
		{"the misconceptions", !slices.Equal(old.Misconceptions, q.Misconceptions)},
		{"the prerequisites", !slices.Equal(old.Prereq, q.Prereq)},
		{"the source", old.Source != q.Source},
		{"the working of the number", old.Number != nil && q.Number != nil && *old.Number != *q.Number},
	} {
		if f.differs {
			parts = append(parts, f.what)
		}
	}
	if len(parts) > 0 {
		c.say("Changed questions", "%s: %s", q.ID, strings.Join(parts, ", "))
	}
}

// dayNow is the day that a day of the old version is now.
func (c *change) dayNow(day int) int {
	if t, ok := c.now.Topic(day); ok {
		return t.Day
	}
	return day
}

// describe is a question in a line.
func (c *change) describe(q study.Question) string {
	text := fmt.Sprintf("%s, day %d, area %s, difficulty %d, %s: %s", q.ID, q.Topic, q.Area, q.Difficulty, q.Format, shown(q.Prompt))
	if q.Status != study.Active {
		text += " (" + string(q.Status) + ")"
	}
	return text
}

func rightAnswer(q study.Question) string {
	for _, o := range q.Options {
		if o.Correct {
			return shown(o.Text)
		}
	}
	if q.Number != nil {
		return q.Number.String()
	}
	return "none"
}
