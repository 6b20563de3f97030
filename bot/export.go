package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"studybot/bot/chat"
	"studybot/bot/study"
)

// archive is everything that is kept about one member, in the order of its JSON.
type archive struct {
	Team     string          `json:"team"`
	Member   string          `json:"member"`
	Exported time.Time       `json:"exported"`
	Settings settingsArchive `json:"settings"`
	Packs    []packArchive   `json:"packs"`
}

type settingsArchive struct {
	PrivateMessages bool      `json:"private_messages"`
	QuietFrom       string    `json:"quiet_from"`
	QuietTo         string    `json:"quiet_to"`
	Zone            string    `json:"zone"`
	ScoreShared     bool      `json:"score_shared"`
	AwayUntil       study.Day `json:"away_until,omitempty"`
	Channels        []string  `json:"channels"`
}

type packArchive struct {
	Pack        string              `json:"pack"`
	Assessments []assessmentArchive `json:"assessments"`
	Draft       map[string]int      `json:"unfinished_assessment,omitempty"`
	Ratings     []ratingArchive     `json:"ratings"`
	Answers     []answerArchive     `json:"answers"`
	Ticks       []tickArchive       `json:"ticks"`
}

type assessmentArchive struct {
	At      time.Time      `json:"at"`
	Ratings map[string]int `json:"ratings"`
}

type tickArchive struct {
	List string    `json:"list"`
	Item string    `json:"item"`
	At   time.Time `json:"at"`
}

type ratingArchive struct {
	Question string    `json:"question"`
	Prompt   string    `json:"prompt,omitempty"`
	Channel  string    `json:"channel,omitempty"`
	Day      study.Day `json:"day,omitempty"`
	Rating   int       `json:"rating"`
	Choice   string    `json:"choice,omitempty"`
	Result   string    `json:"result,omitempty"`
	Peeked   bool      `json:"looked_first,omitempty"`
	At       time.Time `json:"at"`
}

type answerArchive struct {
	Question string    `json:"question"`
	Prompt   string    `json:"prompt,omitempty"`
	Channel  string    `json:"channel,omitempty"`
	Day      study.Day `json:"day,omitempty"`
	Answer   string    `json:"answer,omitempty"`
	Note     string    `json:"note,omitempty"`
}

// export sends the member everything that is kept about them, for machines and for people.
func (b *Bot) export(ctx context.Context, e chat.Event) (chat.Reply, error) {
	a, err := b.archiveOf(ctx, e)
	if err != nil {
		return chat.Reply{}, err
	}
	data, err := json.MarshalIndent(a, "", "  ")
	if err != nil {
		return chat.Reply{}, fmt.Errorf("write the export: %w", err)
	}
	reply := chat.Reply{Direct: &chat.Message{
		Title: "Everything I keep about you",
		Body:  []chat.Block{para("Two files with the same content: JSON for programs, Markdown for reading. /study forget removes all of it.")},
		Files: []chat.File{
			{Name: "studybot-export.json", Type: "application/json", Data: data},
			{Name: "studybot-export.md", Type: "text/markdown", Data: []byte(a.markdown())},
		},
		Note: "Only you can see these files.",
	}}
	if !e.Private {
		reply.Private = &chat.Message{Body: []chat.Block{para("Two files are on their way to your private messages with me.")}}
	}
	return reply, nil
}

func (b *Bot) archiveOf(ctx context.Context, e chat.Event) (archive, error) {
	a := archive{Team: e.Team, Member: e.Member, Exported: b.Now().UTC()}
	m, err := b.Store.Member(ctx, e.Team, e.Member)
	if err != nil {
		return a, fmt.Errorf("read the member: %w", err)
	}
	a.Settings = settingsArchive{
		PrivateMessages: m.Digest, QuietFrom: m.QuietFrom.String(), QuietTo: m.QuietTo.String(),
		Zone: b.zoneOf(ctx, m).String(), ScoreShared: m.Shared, AwayUntil: m.AwayUntil, Channels: append([]string{}, m.Courses...),
	}
	for _, pack := range b.Packs {
		who := whoIs(e, pack.ID)
		p := packArchive{Pack: pack.ID, Assessments: []assessmentArchive{}, Ratings: []ratingArchive{}, Answers: []answerArchive{}, Ticks: []tickArchive{}}
		assessments, err := b.Store.Assessments(ctx, who)
		if err != nil {
			return a, fmt.Errorf("read the assessments: %w", err)
		}
		for _, as := range assessments {
			p.Assessments = append(p.Assessments, assessmentArchive{as.At.UTC(), as.Ratings})
		}
		draft, err := b.Store.Draft(ctx, who)
		if err != nil {
			return a, fmt.Errorf("read the draft: %w", err)
		}
		p.Draft = draft.Ratings
		ratings, err := b.Store.Ratings(ctx, who)
		if err != nil {
			return a, fmt.Errorf("read the ratings: %w", err)
		}
		for _, r := range ratings {
			p.Ratings = append(p.Ratings, ratingEntry(pack, r))
		}
		answers, err := b.Store.Answers(ctx, who)
		if err != nil {
			return a, fmt.Errorf("read the answers: %w", err)
		}
		for _, ans := range answers {
			id, prompt := questionName(pack, ans.Question)
			p.Answers = append(p.Answers, answerArchive{Question: id, Prompt: prompt, Channel: ans.Course, Day: ans.Day, Answer: ans.Text, Note: ans.Note})
		}
		ticks, err := b.Store.Ticks(ctx, who)
		if err != nil {
			return a, fmt.Errorf("read the ticks: %w", err)
		}
		for _, t := range ticks {
			p.Ticks = append(p.Ticks, tickArchive{t.List, t.Item, t.At.UTC()})
		}
		if len(p.Assessments)+len(p.Draft)+len(p.Ratings)+len(p.Answers)+len(p.Ticks) > 0 {
			a.Packs = append(a.Packs, p)
		}
	}
	return a, nil
}

func ratingEntry(pack *study.Pack, r study.Rating) ratingArchive {
	id, prompt := questionName(pack, r.Question)
	entry := ratingArchive{Question: id, Prompt: prompt, Channel: r.Course, Day: r.Day, Rating: r.Value, Peeked: r.Peeked, At: r.At.UTC()}
	if r.Choice > 0 {
		entry.Choice = letter(r.Choice)
	}
	switch r.Outcome {
	case study.Right:
		entry.Result = "right"
	case study.Wrong:
		entry.Result = "wrong"
	}
	return entry
}

// questionName is a stored question's id and prompt; one that left the pack keeps a name.
func questionName(pack *study.Pack, k study.Key) (id, prompt string) {
	if q, ok := pack.QuestionByKey(k); ok {
		return q.ID, q.Prompt
	}
	return fmt.Sprintf("no longer in the pack (%08x)", uint32(k)), ""
}

// markdown writes the archive for reading.
func (a archive) markdown() string {
	var s strings.Builder
	fmt.Fprintf(&s, "# Everything studybot keeps about you\n\nTeam %s, member %s, exported %s.\n", a.Team, a.Member, a.Exported.Format(time.RFC3339))
	fmt.Fprintf(&s, "\n## Settings\n\n- private messages: %t\n- quiet hours: %s to %s\n- zone: %s\n- score shared: %t\n- away until: %s\n",
		a.Settings.PrivateMessages, a.Settings.QuietFrom, a.Settings.QuietTo, a.Settings.Zone, a.Settings.ScoreShared, orNone(string(a.Settings.AwayUntil)))
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
			fmt.Fprintf(&s, "\n### %s, %s\n\n%s\n", ans.Question, orNone(string(ans.Day)), ans.Prompt)
			if ans.Answer != "" {
				fmt.Fprintf(&s, "\nYour answer:\n\n%s\n", indented(ans.Answer))
			}
			if ans.Note != "" {
				fmt.Fprintf(&s, "\nYour note:\n\n%s\n", indented(ans.Note))
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
func (r ratingArchive) remarks() string {
	s := ""
	for _, part := range []string{r.Choice, r.Result} {
		if part != "" {
			s += ", " + part
		}
	}
	if r.Peeked {
		s += ", looked first"
	}
	return s
}

func writeRatings(s *strings.Builder, ratings map[string]int) {
	for _, area := range sortedKeys(ratings) {
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
