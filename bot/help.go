package bot

import (
	"context"
	"fmt"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/command"
	"studybot/bot/enrolment"
	"studybot/bot/refusal"
	"studybot/bot/schedule"
	"studybot/bot/standing"
	"studybot/bot/study"
)

func (b *Bot) unknownCommand() chat.Reply {
	return card.Private(chat.Message{
		Title: "I do not know that command",
		Body:  []chat.Block{card.Para("Nothing was changed. The list of what I can do is a press away.")},
		Rows:  []chat.Row{{card.Primary("What can you do?", chat.Do("help"))}},
	})
}

// help lists the commands.
func (b *Bot) help(_ context.Context, e chat.Event) (chat.Reply, error) {
	return card.Private(command.Help(e.FileWays)), nil
}

// home is the member's own board: what is open, what comes, where they stand.
func (b *Bot) home(ctx context.Context, e chat.Event) (chat.Reply, error) {
	m := chat.Message{Title: "Your study board"}
	own, err := b.asking.Past(ctx, e)
	if refusal.In(err) != nil {
		m.Body = []chat.Block{card.Para("No study channel is running here yet. Type /study setup in the channel where you want to study together.")}
		m.Rows = []chat.Row{{card.Primary("Set up a channel", chat.Do("setup")), card.Button("Help", chat.Do("help"))}}
		return card.Update(m), nil
	}
	if err != nil {
		return chat.Reply{}, err
	}
	c := own.Course
	if c.State == study.Running {
		if next, ok := schedule.Next(c.Timetable, schedule.Question, b.Now()); ok {
			m.Fields = append(m.Fields, chat.Field{Name: "Next question", At: next.Due})
		}
	} else {
		m.Fields = append(m.Fields, chat.Field{Name: "Next question", Value: "paused by the owner"})
	}
	open := own.Unanswered()
	m.Fields = append(m.Fields, chat.Field{Name: "Studying", Value: card.Short(own.Pack.Name, chat.MaxFieldText)}, chat.Field{Name: "Open questions", Value: fmt.Sprintf("%d of %d", len(open), len(own.Rounds))})
	who, current := enrolment.WhoIs(e, own.Pack.ID), ""
	if len(own.Rounds) > 0 {
		current = own.Rounds[0].Question.ID
	}
	assessed, err := b.homeScore(ctx, &m, who, own.Pack)
	if err != nil {
		return chat.Reply{}, err
	}
	figures, lines, err := b.evidence.Home(ctx, who, own.Pack, current)
	if err != nil {
		return chat.Reply{}, err
	}
	m.Fields = append(m.Fields, figures...)
	if len(own.Rounds) > 0 {
		newest := own.Rounds[0]
		if _, ok := own.Ratings[newest.Round.Day]; !ok {
			m.Body = append(m.Body, card.Heading(card.Short(fmt.Sprintf("Open: Day %d · %s", newest.Question.Topic, newest.Topic().Name), chat.MaxTitle)))
			newest.AskInto(&m)
			row := chat.Row{card.Primary("Answer", newest.Do("answer"))}
			if !newest.Question.Format.Keyed() {
				row = append(row, card.Button("I'd rather see it", newest.Do("see")))
			}
			m.Rows = append(m.Rows, row)
		}
	}
	plan, hasPlan, err := b.progress.Digest(ctx, who, b.Now())
	if err != nil {
		return chat.Reply{}, err
	}
	if hasPlan {
		m.Body = append(m.Body, plan...)
	}
	nothing := len(m.Body) == 0
	m.Body = append(m.Body, lines...)
	if len(open) > 0 {
		m.Rows = append(m.Rows, chat.Row{card.Menu("Open a question", chat.Do("open", c.Channel), open[:min(len(open), chat.MaxOptions)])})
	}
	m.Rows = append(m.Rows, chat.Row{card.Button("Score", chat.Do("score")), card.Button("Plan", chat.Do("plan")), card.Button("Checklists", chat.Do("checklist")), card.Button("Settings", chat.Do("settings")), card.Button("Help", chat.Do("help"))})
	more := chat.Row{card.Button("How sure am I?", chat.Do("sureness", own.Pack.ID)), card.Button("Why this?", chat.Do("why"))}
	if !assessed {
		more = append(chat.Row{card.Button("Assess yourself", chat.Do("assess"))}, more...)
	}
	m.Rows = append(m.Rows, more)
	if nothing {
		m.Body = append([]chat.Block{card.Para(quietBoard(len(own.Rounds), len(open), assessed))}, m.Body...)
	}
	return card.Update(m), nil
}

// quietBoard is said on a board without a plan when the newest question is answered.
func quietBoard(asked, open int, assessed bool) string {
	said := "Everything is answered."
	switch {
	case asked == 0:
		said = "No question has come yet."
	case open > 0:
		said = "The newest question is answered. " + card.Count(open, "older one stays", "older ones stay") + " open."
	}
	if !assessed {
		said += " A self-assessment of about five minutes gives you a plan of your own."
	}
	return said
}

// homeScore adds the newest assessment's total and says whether there is one.
func (b *Bot) homeScore(ctx context.Context, m *chat.Message, who study.Who, pack *study.Pack) (assessed bool, err error) {
	done, err := b.standing.Assessments(ctx, who, pack)
	if err != nil {
		return false, err
	}
	score := chat.Field{Name: "Score", Value: "not assessed yet"}
	if len(done) > 0 {
		score.Value = standing.TotalLine(pack, done[len(done)-1])
	}
	m.Fields = append(m.Fields, score)
	return len(done) > 0, nil
}
