// Package archive is what is kept about one member, as they get it: for programs as
// JSON, for reading as Markdown.
//
// It must not know stores, conversations or clocks: who asks for it fills it in.
package archive

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"studybot/bot/study"
)

// Archive is everything that is kept about one member, in the order of its JSON.
type Archive struct {
	Team     string    `json:"team"`
	Member   string    `json:"member"`
	Exported time.Time `json:"exported"`
	Settings Settings  `json:"settings"`
	Packs    []Pack    `json:"packs"`
}

// Settings are what the member chose.
type Settings struct {
	PrivateMessages bool      `json:"private_messages"`
	QuietFrom       string    `json:"quiet_from"`
	QuietTo         string    `json:"quiet_to"`
	Zone            string    `json:"zone"`
	QuestionsADay   int       `json:"questions_a_day"`
	QuestionsAt     string    `json:"questions_at"`
	MinutesAWeek    int       `json:"minutes_a_week"`
	ScoreShared     bool      `json:"score_shared"`
	AwayUntil       study.Day `json:"away_until,omitempty"`
	Channels        []string  `json:"channels"`
}

// Pack is what is kept of one pack; a pack without anything is left out.
type Pack struct {
	Pack        string         `json:"pack"`
	Assessments []Assessment   `json:"assessments"`
	Draft       map[string]int `json:"unfinished_assessment,omitempty"`
	Ratings     []Rating       `json:"ratings"`
	Answers     []Answer       `json:"answers"`
	Ticks       []Tick         `json:"ticks"`
	// Plan is as it is stored, and PlanLines are what it says, in Markdown.
	Plan      json.RawMessage `json:"plan,omitempty"`
	PlanLines []string        `json:"-"`
}

// Assessment is a finished one: ratings from 1 to 5 by area.
type Assessment struct {
	At      time.Time      `json:"at"`
	Ratings map[string]int `json:"ratings"`
}

// Tick is an item that was done.
type Tick struct {
	List string    `json:"list"`
	Item string    `json:"item"`
	At   time.Time `json:"at"`
}

// Rating is one of a question, from 1 to 5; of one with a key it is how sure they were.
type Rating struct {
	Question string    `json:"question"`
	Prompt   string    `json:"prompt,omitempty"`
	Channel  string    `json:"channel,omitempty"`
	Day      study.Day `json:"day,omitempty"`
	Private  bool      `json:"asked_privately,omitempty"`
	Rating   int       `json:"rating"`
	Choice   string    `json:"choice,omitempty"`
	Result   string    `json:"result,omitempty"`
	Peeked   bool      `json:"looked_first,omitempty"`
	At       time.Time `json:"at"`
}

// Answer is what was written to a question, and the note beside it.
type Answer struct {
	Question string    `json:"question"`
	Prompt   string    `json:"prompt,omitempty"`
	Channel  string    `json:"channel,omitempty"`
	Day      study.Day `json:"day,omitempty"`
	Private  bool      `json:"asked_privately,omitempty"`
	Answer   string    `json:"answer,omitempty"`
	Note     string    `json:"note,omitempty"`
}

// RatingOf is a stored rating with its question, as the pack knows it.
func RatingOf(pack *study.Pack, r study.Rating) Rating {
	id, prompt := questionName(pack, r.Question)
	entry := Rating{Question: id, Prompt: prompt, Channel: r.Course, Day: r.Day, Private: r.Course == "", Rating: r.Value, Peeked: r.Peeked, At: r.At.UTC()}
	if r.Choice > 0 {
		entry.Choice = string(rune('A' + r.Choice - 1))
	}
	switch r.Outcome {
	case study.Right:
		entry.Result = "right"
	case study.Wrong:
		entry.Result = "wrong"
	}
	return entry
}

// AnswerOf is a stored answer with its question, as the pack knows it.
func AnswerOf(pack *study.Pack, a study.Answer) Answer {
	id, prompt := questionName(pack, a.Question)
	return Answer{Question: id, Prompt: prompt, Channel: a.Course, Day: a.Day, Private: a.Course == "", Answer: a.Text, Note: a.Note}
}

// questionName is a stored question's id and prompt; one that left the pack keeps a name.
func questionName(pack *study.Pack, k study.Key) (id, prompt string) {
	if q, ok := pack.QuestionByKey(k); ok {
		return q.ID, q.Prompt
	}
	return fmt.Sprintf("no longer in the pack (%08x)", uint32(k)), ""
}

// Markdown writes the archive for reading.
func (a Archive) Markdown() string {
	var s strings.Builder
	fmt.Fprintf(&s, "# Everything studybot keeps about you\n\nTeam %s, member %s, exported %s.\n", a.Team, a.Member, a.Exported.Format(time.RFC3339))
	fmt.Fprintf(&s, "\n## Settings\n\n- private messages: %t\n- quiet hours: %s to %s\n- zone: %s\n- questions of their own: %d a day at %s\n- minutes a week for the plan: %d\n- score shared: %t\n- away until: %s\n",
		a.Settings.PrivateMessages, a.Settings.QuietFrom, a.Settings.QuietTo, a.Settings.Zone,
		a.Settings.QuestionsADay, a.Settings.QuestionsAt, a.Settings.MinutesAWeek, a.Settings.ScoreShared, orNone(string(a.Settings.AwayUntil)))
	for _, p := range a.Packs {
		fmt.Fprintf(&s, "\n## %s\n", p.Pack)
		for _, as := range p.Assessments {
			fmt.Fprintf(&s, "\n### Assessment of %s\n\n", as.At.UTC().Format(time.DateOnly))
			writeRatings(&s, as.Ratings)
		}
		if len(p.Draft) > 0 {
			s.WriteString("\n### Unfinished assessment\n\n")
			writeRatings(&s, p.Draft)
		}
		if len(p.Ratings) > 0 {
			s.WriteString("\n### Ratings\n\nFor questions with a key the rating is how sure you were.\n\n")
			for _, r := range p.Ratings {
				fmt.Fprintf(&s, "- %s: %d of 5%s. %s (%s)\n", r.At.Format(time.DateOnly), r.Rating, r.remarks(), r.Prompt, r.Question)
			}
		}
		for _, ans := range p.Answers {
			fmt.Fprintf(&s, "\n### %s, %s%s\n\n%s\n", ans.Question, map[bool]string{true: "asked privately "}[ans.Private], orNone(string(ans.Day)), ans.Prompt)
			if ans.Answer != "" {
				fmt.Fprintf(&s, "\nYour answer:\n\n%s\n", indented(ans.Answer))
			}
			if ans.Note != "" {
				fmt.Fprintf(&s, "\nYour note:\n\n%s\n", indented(ans.Note))
			}
		}
		if len(p.PlanLines) > 0 {
			s.WriteString("\n### Plan\n")
			for _, line := range p.PlanLines {
				if !strings.HasPrefix(line, "- ") {
					line = "\n" + line + "\n"
				}
				s.WriteString(line + "\n")
			}
		}
		if len(p.Ticks) > 0 {
			s.WriteString("\n### Done\n\n")
			for _, t := range p.Ticks {
				fmt.Fprintf(&s, "- [x] %s: %s (%s)\n", t.List, t.Item, t.At.UTC().Format(time.DateOnly))
			}
		}
	}
	return s.String()
}

// remarks says what else is known of a rating.
func (r Rating) remarks() string {
	s := ""
	for _, part := range []string{r.Choice, r.Result} {
		if part != "" {
			s += ", " + part
		}
	}
	if r.Private {
		s += ", asked privately"
	}
	if r.Peeked {
		s += ", looked first"
	}
	return s
}

func writeRatings(s *strings.Builder, ratings map[string]int) {
	for _, area := range slices.Sorted(maps.Keys(ratings)) {
		fmt.Fprintf(s, "- %s: %d\n", area, ratings[area])
	}
}

// indented makes somebody's words a code block, so that Markdown leaves them alone.
func indented(text string) string {
	return "    " + strings.ReplaceAll(text, "\n", "\n    ")
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}
