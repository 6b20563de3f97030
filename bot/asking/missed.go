package asking

import (
	"context"
	"fmt"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/enrolment"
	"studybot/bot/learn"
	"studybot/bot/refusal"
	"studybot/bot/study"
)

// lapsesShown is how many questions worth another look the card describes; its menu
// has more of them.
const lapsesShown = 8

// Missed shows what is worth going back to, each a press away: the channel's questions
// that the member has not answered, and those whose last answer was forgotten.
func (d *Desk) Missed(ctx context.Context, e chat.Event) (chat.Reply, error) {
	past, err := d.Past(ctx, e)
	if err != nil {
		return chat.Reply{}, err
	}
	known, err := d.knowledge.Now(ctx, e.Team, past.Pack, d.now())
	if err != nil {
		return chat.Reply{}, fmt.Errorf("look at what the member knows: %w", err)
	}
	open, lapses := past.Unanswered(), known.Model.Lapses(e.Member)
	if len(open)+len(lapses) == 0 {
		return card.Sorry("Nothing is open: you have answered every question so far, and had an answer to each."), nil
	}
	m := chat.Message{Title: "Questions to come back to", Note: "Only you see this."}
	if len(open) > 0 {
		m.Body = append(m.Body, card.Heading("Not answered yet"), card.Para(fmt.Sprintf("%s waiting. Late answers count, and there is no hurry.", card.Count(len(open), "question is", "questions are"))))
		m.Rows = append(m.Rows, chat.Row{card.Menu("Open a question", chat.Do("open", past.Course.Channel), open[:min(len(open), chat.MaxOptions)])})
	}
	if len(lapses) > 0 {
		items, again := lapseLines(past.Pack, known.Model.Bank(), lapses, known.Day)
		m.Body = append(m.Body, card.Heading("Worth another look"), card.Bullets(items...))
		if more := len(lapses) - len(items); more > 0 {
			m.Body = append(m.Body, card.Para(fmt.Sprintf("And %d more; the days bring them back too.", more)))
		}
		m.Rows = append(m.Rows, chat.Row{card.Menu("Look again", chat.Do("open", past.Course.Channel, "again"), again)})
	}
	return card.Private(m), nil
}

// lapseLines describes the first of the lapses, and offers as many as a menu takes.
func lapseLines(pack *study.Pack, bank *learn.Bank, lapses []learn.Lapse, today int) (items []chat.Item, again []chat.Option) {
	for _, l := range lapses[:min(len(lapses), chat.MaxOptions)] {
		q, _ := pack.Question(bank.ID(l.Question))
		last := rated(study.Rating{Value: l.Value, Outcome: l.Outcome})
		ago := "today"
		if n := today - l.Day; n > 0 {
			ago = card.Count(n, "day", "days") + " ago"
		}
		text := last + ", " + ago
		if l.Misconception {
			text = "you were sure of it, and the key said otherwise, " + ago
		}
		name := fmt.Sprintf("Day %d %s", q.Topic, topicName(pack, q))
		if len(items) < lapsesShown {
			items = append(items, chat.Item{Lead: card.Short(name, 80) + ":", Text: text + ". " + card.Short(q.Prompt, 90)})
		}
		again = append(again, chat.Option{Label: card.Short(name+" · "+q.Prompt, chat.MaxOptionLabel), Value: q.ID, Hint: last + ", " + ago})
	}
	return items, again
}

// Open shows a question that was chosen from a menu, or that a button names:
// open/course[/day]; the value is the day of a round, or the id of a question that the
// member is asked privately.
func (d *Desk) Open(ctx context.Context, e chat.Event) (chat.Reply, error) {
	course, chosen := e.Action.Arg(0), e.Value("value")
	if chosen == "" {
		chosen = e.Action.Arg(1)
	}
	c, err := d.store.Course(ctx, e.Team, course)
	if err != nil {
		return chat.Reply{}, refusal.Missing(err, "no course", "That study channel is not here any more.")
	}
	day, err := study.ParseDay(chosen)
	if err != nil {
		return d.openOwn(ctx, e, c, chosen)
	}
	r, err := d.store.Round(ctx, e.Team, course, day)
	if err != nil {
		return chat.Reply{}, refusal.Missing(err, "no such round", "No question was asked here on that day.")
	}
	m, _, err := d.roundCard(ctx, c, r, e.Member)
	if err != nil {
		return chat.Reply{}, err
	}
	return card.Private(m), nil
}

func (d *Desk) openOwn(ctx context.Context, e chat.Event, c study.Course, id string) (chat.Reply, error) {
	pack, err := d.roll.Pack(c.Pack)
	if err != nil {
		return chat.Reply{}, err
	}
	q, known := pack.Question(id)
	if !known {
		return chat.Reply{}, refusal.New("stale or foreign control", "Choose one of the questions in the menu.")
	}
	m, err := d.lookCard(ctx, enrolment.WhoIs(e, pack.ID), pack, q)
	return card.Private(m), err
}
