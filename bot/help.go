package bot

import (
	"context"
	"errors"
	"fmt"

	"studybot/bot/chat"
	"studybot/bot/command"
	"studybot/bot/schedule"
	"studybot/bot/study"
)

func (b *Bot) unknownCommand() chat.Reply {
	return private(chat.Message{
		Title: "I do not know that command",
		Body:  []chat.Block{para("Nothing was changed. The list of what I can do is a press away.")},
		Rows:  []chat.Row{{primary("What can you do?", chat.Do("help"))}},
	})
}

// help lists the commands.
func (b *Bot) help(_ context.Context, e chat.Event) (chat.Reply, error) {
	return private(command.Help(e.FileWays)), nil
}

// home is the member's own board: what is open, what comes, where they stand.
func (b *Bot) home(ctx context.Context, e chat.Event) (chat.Reply, error) {
	m := chat.Message{Title: "Your study board"}
	own, err := b.ownRounds(ctx, e)
	if problemIn(err) != nil {
		m.Body = []chat.Block{para("No study channel is running here yet. Type /study setup in the channel where you want to study together.")}
		m.Rows = []chat.Row{{primary("Set up a channel", chat.Do("setup")), button("Help", chat.Do("help"))}}
		return update(m), nil
	}
	if err != nil {
		return chat.Reply{}, err
	}
	c := own.course
	if c.State == study.Running {
		if next, ok := schedule.Next(c.Timetable, schedule.Question, b.Now()); ok {
			m.Fields = append(m.Fields, chat.Field{Name: "Next question", At: next.Due})
		}
	} else {
		m.Fields = append(m.Fields, chat.Field{Name: "Next question", Value: "paused by the owner"})
	}
	open := own.unanswered()
	m.Fields = append(m.Fields, chat.Field{Name: "Studying", Value: short(own.pack.Name, chat.MaxFieldText)}, chat.Field{Name: "Open questions", Value: fmt.Sprintf("%d of %d", len(open), len(own.rounds))})
	if err := b.homeScore(ctx, &m, whoIs(e, own.pack.ID), own.pack); err != nil {
		return chat.Reply{}, err
	}
	if len(own.rounds) > 0 {
		newest := own.rounds[0]
		if _, ok := own.ratings[newest.round.Day]; !ok {
			m.Body = append(m.Body, heading(short(fmt.Sprintf("Open: Day %d · %s", newest.question.Topic, newest.topic().Name), chat.MaxTitle)))
			newest.askInto(&m)
			row := chat.Row{primary("Answer", newest.do("answer"))}
			if !newest.question.Format.Keyed() {
				row = append(row, button("I'd rather see it", newest.do("see")))
			}
			m.Rows = append(m.Rows, row)
		}
	}
	plan, hasPlan, err := b.planDigest(ctx, whoIs(e, own.pack.ID), b.Now())
	if err != nil {
		return chat.Reply{}, err
	}
	if hasPlan {
		m.Body = append(m.Body, plan...)
	}
	if len(open) > 0 {
		m.Rows = append(m.Rows, chat.Row{menu("Open a question", chat.Do("open", c.Channel), open[:min(len(open), chat.MaxOptions)])})
	}
	m.Rows = append(m.Rows, chat.Row{button("Score", chat.Do("score")), button("Plan", chat.Do("plan")), button("Checklists", chat.Do("checklist")), button("Settings", chat.Do("settings")), button("Help", chat.Do("help"))})
	if len(m.Body) == 0 {
		m.Body = []chat.Block{para("Everything is answered. A good moment to look at your plan.")}
	}
	return update(m), nil
}

// homeScore adds the newest assessment's total, or the invitation to make one.
func (b *Bot) homeScore(ctx context.Context, m *chat.Message, who study.Who, pack *study.Pack) error {
	done, err := b.assessments(ctx, who, pack)
	if err != nil && !errors.Is(err, study.ErrNotFound) {
		return err
	}
	if len(done) == 0 {
		m.Fields = append(m.Fields, chat.Field{Name: "Score", Value: "not assessed yet"})
		m.Rows = append(m.Rows, chat.Row{button("Assess yourself", chat.Do("assess"))})
		return nil
	}
	m.Fields = append(m.Fields, chat.Field{Name: "Score", Value: totalLine(pack, done[len(done)-1])})
	return nil
}
