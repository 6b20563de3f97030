package evidence

import (
	"context"
	"fmt"
	"slices"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/learn"
	"studybot/bot/study"
)

// Home is the member's part of their board: figures, and what moved and comes next.
// current is the id of the question that their channel is being asked, "" for none.
func (d *Desk) Home(ctx context.Context, who study.Who, pack *study.Pack, current string) ([]chat.Field, []chat.Block, error) {
	v, err := d.look(ctx, who, pack)
	if err != nil {
		return nil, nil, err
	}
	fields := []chat.Field{{Name: "Evidence total", Value: "no answers yet"}}
	if v.answered() {
		fields[0].Value = v.total()
	}
	if share, seen := v.Model.Remembered(who.Member, v.Day); seen > 0 {
		fields = append(fields, chat.Field{Name: "Recall today", Value: fmt.Sprintf("about %s of %s seen", percent(share), card.Count(seen, "question", "questions"))})
	}
	c := v.Model.Calibration(who.Member)
	sure := chat.Field{Name: "How sure am I?", Value: keyedSoFar(c)}
	if c.Keyed >= learn.CalibrationFrom {
		sure.Value = leans(c)
	}
	fields = append(fields, sure)
	var blocks []chat.Block
	moved, err := d.moves(ctx, v, who)
	if err != nil {
		return nil, nil, err
	}
	if len(moved) > 0 {
		blocks = append(blocks, card.Lead("Moved most in seven days:", fmt.Sprintf("%s, %s.", name(moved[0].now.Area), moved[0])))
	}
	line, err := d.nextLine(ctx, v, who, current)
	if err != nil {
		return nil, nil, err
	}
	return fields, append(blocks, line...), nil
}

// nextLine names the topics that the member's next questions would be about.
func (d *Desk) nextLine(ctx context.Context, v view, who study.Who, current string) ([]chat.Block, error) {
	m, err := d.store.Member(ctx, who.Team, who.Member)
	if err != nil {
		return nil, fmt.Errorf("read the member: %w", err)
	}
	if m.Questions == 0 {
		return nil, nil
	}
	var topics []string
	for _, c := range v.next(m.Questions, current) {
		topic := v.topic(v.question(c.Question))
		if len(topics) < 3 && !slices.Contains(topics, topic) {
			topics = append(topics, topic)
		}
	}
	if len(topics) == 0 {
		return nil, nil
	}
	come := "comes"
	if m.Questions > 1 {
		come = "come"
	}
	return []chat.Block{card.Lead("Next for you:", fmt.Sprintf("%s. %d %s on each study day, at %s.", card.Joined(topics), m.Questions, come, m.QuestionsAt))}, nil
}

// next are the questions that would come to the member now, without the one that their
// channel is being asked.
func (v view) next(k int, current string) []learn.Choice {
	var except []int
	if q, known := v.Model.Bank().Question(current); known {
		except = append(except, q)
	}
	return v.Model.Personal(v.id, v.Day, k, except)
}
