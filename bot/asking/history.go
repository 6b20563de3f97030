package asking

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/enrolment"
	"studybot/bot/mastery"
	"studybot/bot/study"
)

// historyPage is how many questions one card of the history shows.
const historyPage = 8

// line is one question of the history.
type line struct {
	Asked
	at     time.Time // when it was asked, or answered privately
	rating *study.Rating
}

// lines are the course's questions and the member's own, newest first.
func (d *Desk) lines(past Past) []line {
	var all []line
	for _, a := range past.Rounds {
		l := line{Asked: a, at: a.Round.Asked}
		if r, ok := past.Ratings[a.Round.Day]; ok {
			l.rating = &r
		}
		all = append(all, l)
	}
	loc := enrolment.Location(past.Course.Timetable.Zone)
	for _, r := range past.All {
		q, known := past.Pack.QuestionByKey(r.Question)
		if r.Course != "" || !known {
			continue
		}
		day := mastery.DayOf(mastery.StudyDay(r.At, loc))
		a, err := d.Asked(study.Round{Team: past.Course.Team, Pack: past.Pack.ID, Day: day, Question: q.ID})
		if err == nil {
			all = append(all, line{Asked: a, at: r.At, rating: &r})
		}
	}
	slices.SortStableFunc(all, func(a, b line) int {
		return cmp.Or(cmp.Compare(b.Round.Day, a.Round.Day), b.at.Compare(a.at))
	})
	return all
}

// noteOf is what the member added to the line; a private one's was kept on the day on
// which the question was asked, after the day of its answer before.
func noteOf(l line, all []line, answers []study.Answer) string {
	before := study.Day("")
	for _, o := range all {
		if l.Private() && o.Private() && o.Question.ID == l.Question.ID && o.Round.Day < l.Round.Day {
			before = max(before, o.Round.Day)
		}
	}
	note := ""
	for _, ans := range answers {
		q, known := l.Pack.QuestionByKey(ans.Question)
		if !known || q.ID != l.Question.ID || ans.Course != l.Round.Course || ans.Note == "" {
			continue
		}
		if ans.Day == l.Round.Day || l.Private() && ans.Day > before && ans.Day < l.Round.Day {
			note = ans.Note
		}
	}
	return note
}

// History shows the course's questions and the member's own with ratings and notes,
// newest first: history[/page].
func (d *Desk) History(ctx context.Context, e chat.Event) (chat.Reply, error) {
	past, err := d.Past(ctx, e)
	if err != nil {
		return chat.Reply{}, err
	}
	answers, err := d.store.Answers(ctx, enrolment.WhoIs(e, past.Pack.ID))
	if err != nil {
		return chat.Reply{}, fmt.Errorf("read the answers: %w", err)
	}
	page := max(1, card.Number(e.Action.Arg(0)))
	from := (page - 1) * historyPage
	m := chat.Message{Title: "Your history", Note: "Only you see this."}
	all := d.lines(past)
	if from >= len(all) {
		m.Body = []chat.Block{card.Para("No questions were asked here yet.")}
		if page > 1 {
			m.Body = []chat.Block{card.Para("That is all there is.")}
		}
		return card.Private(m), nil
	}
	var items []chat.Item
	var again []chat.Option
	for _, l := range all[from:min(from+historyPage, len(all))] {
		it := chat.Item{Lead: l.Round.Day.Short(), Text: card.Short(fmt.Sprintf("Day %d %s", l.Question.Topic, l.Topic().Name), 80)}
		option := chat.Option{Label: card.Short(l.Round.Day.Short()+" · "+l.Topic().Name, chat.MaxOptionLabel), Value: string(l.Round.Day)}
		if l.Private() {
			it.Text += ", for you"
			option.Value, option.Hint = l.Question.ID, "for you"
		}
		if l.rating != nil {
			it.Text += ": " + rated(*l.rating)
		} else {
			it.Text += ": not answered"
		}
		if note := noteOf(l, all, answers); note != "" {
			it.Text += ". Note: " + card.Short(note, 120)
		}
		items = append(items, it)
		again = addOption(again, option)
	}
	m.Body = []chat.Block{card.Bullets(items...)}
	m.Rows = []chat.Row{{card.Menu("Open a question", chat.Do("open", past.Course.Channel), again)}}
	if from+historyPage < len(all) {
		m.Rows = append(m.Rows, chat.Row{card.Button("Older", chat.Do("history", strconv.Itoa(page+1)))})
	}
	return card.Private(m), nil
}

// addOption adds a choice unless it is there already; a private question may have been
// answered several times.
func addOption(options []chat.Option, o chat.Option) []chat.Option {
	if slices.ContainsFunc(options, func(x chat.Option) bool { return x.Value == o.Value }) {
		return options
	}
	return append(options, o)
}

// rated says what a rating was.
func rated(r study.Rating) string {
	switch r.Outcome {
	case study.Right:
		return "right (" + sureness(r.Value) + ")"
	case study.Wrong:
		return "not right (" + sureness(r.Value) + ")"
	default:
		return fmt.Sprintf("%d of 5", r.Value)
	}
}
