package asking

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/enrolment"
	"studybot/bot/refusal"
	"studybot/bot/study"
)

// historyPage is how many rounds one card of the history shows.
const historyPage = 8

// History shows the course's questions with the member's own ratings and notes,
// newest first: history[/page].
func (d *Desk) History(ctx context.Context, e chat.Event) (chat.Reply, error) {
	own, err := d.Past(ctx, e)
	if err != nil {
		return chat.Reply{}, err
	}
	answers, err := d.store.Answers(ctx, enrolment.WhoIs(e, own.Pack.ID))
	if err != nil {
		return chat.Reply{}, fmt.Errorf("read the answers: %w", err)
	}
	page := max(1, card.Number(e.Action.Arg(0)))
	from := (page - 1) * historyPage
	m := chat.Message{Title: "Your history", Note: "Only you see this."}
	if from >= len(own.Rounds) {
		m.Body = []chat.Block{card.Para("No questions were asked here yet.")}
		if page > 1 {
			m.Body = []chat.Block{card.Para("That is all there is.")}
		}
		return card.Private(m), nil
	}
	var items []chat.Item
	var again []chat.Option
	for _, a := range own.Rounds[from:min(from+historyPage, len(own.Rounds))] {
		it := chat.Item{Lead: a.Round.Day.Short(), Text: card.Short(fmt.Sprintf("Day %d %s", a.Question.Topic, a.Topic().Name), 80)}
		if r, ok := own.Ratings[a.Round.Day]; ok {
			it.Text += ": " + rated(r)
		} else {
			it.Text += ": not answered"
		}
		for _, ans := range answers {
			if ans.Course == a.Round.Course && ans.Day == a.Round.Day && ans.Question == a.Key() && ans.Note != "" {
				it.Text += ". Note: " + card.Short(ans.Note, 120)
			}
		}
		items = append(items, it)
		again = append(again, chat.Option{Label: card.Short(a.Round.Day.Short()+" · "+a.Topic().Name, chat.MaxOptionLabel), Value: string(a.Round.Day)})
	}
	m.Body = []chat.Block{card.Bullets(items...)}
	m.Rows = []chat.Row{{card.Menu("Open a question", chat.Do("open", own.Course.Channel), again)}}
	if from+historyPage < len(own.Rounds) {
		m.Rows = append(m.Rows, chat.Row{card.Button("Older", chat.Do("history", strconv.Itoa(page+1)))})
	}
	return card.Private(m), nil
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

// Missed shows the questions that the member has not answered, each a press away.
func (d *Desk) Missed(ctx context.Context, e chat.Event) (chat.Reply, error) {
	own, err := d.Past(ctx, e)
	if err != nil {
		return chat.Reply{}, err
	}
	options := own.Unanswered()
	if len(options) == 0 {
		return card.Sorry("Nothing is open: you have answered every question so far."), nil
	}
	m := chat.Message{
		Title: "Questions you have not answered",
		Body:  []chat.Block{card.Para(fmt.Sprintf("There are %d. Late answers count, and there is no hurry.", len(options)))},
		Rows:  []chat.Row{{card.Menu("Open a question", chat.Do("open", own.Course.Channel), options[:min(len(options), chat.MaxOptions)])}},
	}
	return card.Private(m), nil
}

// Open shows the question of a day that was chosen from a menu: open/course, value the day.
func (d *Desk) Open(ctx context.Context, e chat.Event) (chat.Reply, error) {
	day, err := study.ParseDay(e.Value("value"))
	if err != nil {
		return chat.Reply{}, refusal.New("stale or foreign control", "Choose one of the questions in the menu.")
	}
	course := e.Action.Arg(0)
	r, err := d.store.Round(ctx, e.Team, course, day)
	if err != nil {
		return chat.Reply{}, refusal.Missing(err, "no such round", "No question was asked here on that day.")
	}
	c, err := d.store.Course(ctx, e.Team, course)
	if err != nil {
		return chat.Reply{}, refusal.Missing(err, "no course", "That study channel is not here any more.")
	}
	m, err := d.roundCard(ctx, c, r, e.Member)
	if err != nil {
		return chat.Reply{}, err
	}
	return card.Private(m), nil
}

// Past is a course's rounds, newest first, beside one member's ratings of them by day.
type Past struct {
	Course  study.Course
	Pack    *study.Pack
	Rounds  []Asked
	Ratings map[study.Day]study.Rating
}

// Past is that of the event's course and member.
func (d *Desk) Past(ctx context.Context, e chat.Event) (Past, error) {
	c, pack, err := d.roll.CourseOf(ctx, e)
	if err != nil {
		return Past{}, err
	}
	return d.pastOf(ctx, c, pack, e.Member)
}

func (d *Desk) pastOf(ctx context.Context, c study.Course, pack *study.Pack, member string) (Past, error) {
	own := Past{Course: c, Pack: pack, Ratings: map[study.Day]study.Rating{}}
	rounds, err := d.store.Rounds(ctx, c.Team, c.Channel)
	if err != nil {
		return own, fmt.Errorf("list the rounds: %w", err)
	}
	for _, r := range slices.Backward(rounds) {
		if a, err := d.Asked(r); err == nil {
			own.Rounds = append(own.Rounds, a)
		}
	}
	ratings, err := d.store.Ratings(ctx, study.Who{Team: c.Team, Pack: pack.ID, Member: member})
	if err != nil {
		return own, fmt.Errorf("read the ratings: %w", err)
	}
	for _, r := range ratings {
		if r.Course == c.Channel {
			own.Ratings[r.Day] = r
		}
	}
	return own, nil
}

// Unanswered are the rounds without a rating, newest first, as options by day.
func (p Past) Unanswered() []chat.Option {
	var options []chat.Option
	for _, a := range p.Rounds {
		if _, ok := p.Ratings[a.Round.Day]; !ok {
			options = append(options, chat.Option{
				Label: card.Short(fmt.Sprintf("%s · Day %d %s", a.Round.Day.Short(), a.Question.Topic, a.Topic().Name), chat.MaxOptionLabel),
				Value: string(a.Round.Day), Hint: card.Minutes(a.Question.Minutes),
			})
		}
	}
	return options
}
