package bot

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

// history shows the course's questions with the member's own ratings and notes,
// newest first: history[/page].
func (b *Bot) history(ctx context.Context, e chat.Event) (chat.Reply, error) {
	own, err := b.ownRounds(ctx, e)
	if err != nil {
		return chat.Reply{}, err
	}
	answers, err := b.Store.Answers(ctx, enrolment.WhoIs(e, own.pack.ID))
	if err != nil {
		return chat.Reply{}, fmt.Errorf("read the answers: %w", err)
	}
	page := max(1, card.Number(e.Action.Arg(0)))
	from := (page - 1) * historyPage
	m := chat.Message{Title: "Your history", Note: "Only you see this."}
	if from >= len(own.rounds) {
		m.Body = []chat.Block{card.Para("No questions were asked here yet.")}
		if page > 1 {
			m.Body = []chat.Block{card.Para("That is all there is.")}
		}
		return card.Private(m), nil
	}
	var items []chat.Item
	var again []chat.Option
	for _, a := range own.rounds[from:min(from+historyPage, len(own.rounds))] {
		it := chat.Item{Lead: a.round.Day.Short(), Text: card.Short(fmt.Sprintf("Day %d %s", a.question.Topic, a.topic().Name), 80)}
		if r, ok := own.ratings[a.round.Day]; ok {
			it.Text += ": " + rated(r)
		} else {
			it.Text += ": not answered"
		}
		for _, ans := range answers {
			if ans.Course == a.round.Course && ans.Day == a.round.Day && ans.Question == a.key() && ans.Note != "" {
				it.Text += ". Note: " + card.Short(ans.Note, 120)
			}
		}
		items = append(items, it)
		again = append(again, chat.Option{Label: card.Short(a.round.Day.Short()+" · "+a.topic().Name, chat.MaxOptionLabel), Value: string(a.round.Day)})
	}
	m.Body = []chat.Block{card.Bullets(items...)}
	m.Rows = []chat.Row{{card.Menu("Open a question", chat.Do("open", own.course.Channel), again)}}
	if from+historyPage < len(own.rounds) {
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

// missed shows the questions that the member has not answered, each a press away.
func (b *Bot) missed(ctx context.Context, e chat.Event) (chat.Reply, error) {
	own, err := b.ownRounds(ctx, e)
	if err != nil {
		return chat.Reply{}, err
	}
	options := own.unanswered()
	if len(options) == 0 {
		return card.Sorry("Nothing is open: you have answered every question so far."), nil
	}
	m := chat.Message{
		Title: "Questions you have not answered",
		Body:  []chat.Block{card.Para(fmt.Sprintf("There are %d. Late answers count, and there is no hurry.", len(options)))},
		Rows:  []chat.Row{{card.Menu("Open a question", chat.Do("open", own.course.Channel), options[:min(len(options), chat.MaxOptions)])}},
	}
	return card.Private(m), nil
}

// open shows the question of a day that was chosen from a menu: open/course, value the day.
func (b *Bot) open(ctx context.Context, e chat.Event) (chat.Reply, error) {
	day, err := study.ParseDay(e.Value("value"))
	if err != nil {
		return chat.Reply{}, refusal.New("stale or foreign control", "Choose one of the questions in the menu.")
	}
	course := e.Action.Arg(0)
	r, err := b.Store.Round(ctx, e.Team, course, day)
	if err != nil {
		return chat.Reply{}, refusal.Missing(err, "no such round", "No question was asked here on that day.")
	}
	c, err := b.Store.Course(ctx, e.Team, course)
	if err != nil {
		return chat.Reply{}, refusal.Missing(err, "no course", "That study channel is not here any more.")
	}
	m, err := b.roundCard(ctx, c, r, e.Member)
	if err != nil {
		return chat.Reply{}, err
	}
	return card.Private(m), nil
}

// ownRounds is a course's rounds, newest first, beside one member's ratings.
type ownRounds struct {
	course  study.Course
	pack    *study.Pack
	rounds  []asked
	ratings map[study.Day]study.Rating
}

func (b *Bot) ownRounds(ctx context.Context, e chat.Event) (ownRounds, error) {
	c, pack, err := b.roll.CourseOf(ctx, e)
	if err != nil {
		return ownRounds{}, err
	}
	return b.roundsOf(ctx, c, pack, e.Member)
}

func (b *Bot) roundsOf(ctx context.Context, c study.Course, pack *study.Pack, member string) (ownRounds, error) {
	own := ownRounds{course: c, pack: pack, ratings: map[study.Day]study.Rating{}}
	rounds, err := b.Store.Rounds(ctx, c.Team, c.Channel)
	if err != nil {
		return own, fmt.Errorf("list the rounds: %w", err)
	}
	for _, r := range slices.Backward(rounds) {
		if a, err := b.askedIn(r); err == nil {
			own.rounds = append(own.rounds, a)
		}
	}
	ratings, err := b.Store.Ratings(ctx, study.Who{Team: c.Team, Pack: pack.ID, Member: member})
	if err != nil {
		return own, fmt.Errorf("read the ratings: %w", err)
	}
	for _, r := range ratings {
		if r.Course == c.Channel {
			own.ratings[r.Day] = r
		}
	}
	return own, nil
}

// unanswered are the rounds without a rating, newest first, as options by day.
func (o ownRounds) unanswered() []chat.Option {
	var options []chat.Option
	for _, a := range o.rounds {
		if _, ok := o.ratings[a.round.Day]; !ok {
			options = append(options, chat.Option{
				Label: card.Short(fmt.Sprintf("%s · Day %d %s", a.round.Day.Short(), a.question.Topic, a.topic().Name), chat.MaxOptionLabel),
				Value: string(a.round.Day), Hint: card.Minutes(a.question.Minutes),
			})
		}
	}
	return options
}
