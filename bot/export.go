package bot

import (
	"context"
	"encoding/json"
	"fmt"

	"studybot/bot/archive"
	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/enrolment"
)

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
		Body:  []chat.Block{card.Para("Two files with the same content: JSON for programs, Markdown for reading. /study forget removes all of it.")},
		Files: []chat.File{
			{Name: "studybot-export.json", Type: "application/json", Data: data},
			{Name: "studybot-export.md", Type: "text/markdown", Data: []byte(a.Markdown())},
		},
		Note: "Only you can see these files.",
	}}
	if !e.Private {
		reply.Private = &chat.Message{Body: []chat.Block{card.Para("Two files are on their way to your private messages with me.")}}
	}
	return reply, nil
}

func (b *Bot) archiveOf(ctx context.Context, e chat.Event) (archive.Archive, error) {
	a := archive.Archive{Team: e.Team, Member: e.Member, Exported: b.Now().UTC()}
	m, err := b.Store.Member(ctx, e.Team, e.Member)
	if err != nil {
		return a, fmt.Errorf("read the member: %w", err)
	}
	a.Settings = archive.Settings{
		PrivateMessages: m.Digest, QuietFrom: m.QuietFrom.String(), QuietTo: m.QuietTo.String(),
		Zone: b.roll.ZoneOf(ctx, m).String(), ScoreShared: m.Shared,
		QuestionsADay: m.Questions, QuestionsAt: m.QuestionsAt.String(), MinutesAWeek: m.Minutes, AwayUntil: m.AwayUntil, Channels: append([]string{}, m.Courses...),
	}
	for _, pack := range b.Packs.All() {
		who := enrolment.WhoIs(e, pack.ID)
		p := archive.Pack{Pack: pack.ID, Assessments: []archive.Assessment{}, Ratings: []archive.Rating{}, Answers: []archive.Answer{}, Ticks: []archive.Tick{}}
		assessments, err := b.Store.Assessments(ctx, who)
		if err != nil {
			return a, fmt.Errorf("read the assessments: %w", err)
		}
		for _, as := range assessments {
			p.Assessments = append(p.Assessments, archive.Assessment{At: as.At.UTC(), Ratings: as.Ratings})
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
			p.Ratings = append(p.Ratings, archive.RatingOf(pack, r))
		}
		answers, err := b.Store.Answers(ctx, who)
		if err != nil {
			return a, fmt.Errorf("read the answers: %w", err)
		}
		for _, ans := range answers {
			p.Answers = append(p.Answers, archive.AnswerOf(pack, ans))
		}
		ticks, err := b.Store.Ticks(ctx, who)
		if err != nil {
			return a, fmt.Errorf("read the ticks: %w", err)
		}
		for _, t := range ticks {
			p.Ticks = append(p.Ticks, archive.Tick{List: t.List, Item: t.Item, At: t.At.UTC()})
		}
		if p.Plan, p.PlanLines, err = b.progress.Export(ctx, who); err != nil {
			return a, err
		}
		if len(p.Assessments)+len(p.Draft)+len(p.Ratings)+len(p.Answers)+len(p.Ticks)+len(p.PlanLines) > 0 {
			a.Packs = append(a.Packs, p)
		}
	}
	return a, nil
}
