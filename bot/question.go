package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/refusal"
	"studybot/bot/study"
)

// Rooms for pack text on one card, in characters. Together they stay under
// chat.MaxBody; what does not fit is a press away (see more).
const (
	promptRoom = 1500
	optionRoom = 160
	pointRoom  = 220
	answerRoom = 700
	quoteRoom  = 300
)

// asked is a question in its round, with all that its card needs.
type asked struct {
	round    study.Round
	pack     *study.Pack
	question study.Question
}

// askedIn joins a round with its pack's question.
func (b *Bot) askedIn(r study.Round) (asked, error) {
	pack, err := b.roll.Pack(r.Pack)
	if err != nil {
		return asked{}, err
	}
	q, ok := pack.Question(r.Question)
	if !ok {
		return asked{}, refusal.New("unknown question", "That question is no longer in the pack. /study question shows the current one.")
	}
	if w := q.Wording(r.Day); len(w) <= promptRoom { // "Read it all" shows the first form
		q.Prompt = w
	}
	return asked{round: r, pack: pack, question: q}, nil
}

// do is an action on the round: verb/pack/course/day/question, then extra. The
// question is named as the round was opened with, which may be an older name.
func (a asked) do(verb string, extra ...string) chat.Action {
	day := strings.ReplaceAll(string(a.round.Day), "-", "")
	return chat.Do(verb, append([]string{a.round.Pack, a.round.Course, day, a.round.Question}, extra...)...)
}

// askedBy reads what do wrote. It looks in memory only, so that a form can follow at once.
func (b *Bot) askedBy(e chat.Event) (asked, error) {
	stale := refusal.New("stale or foreign control", "That control belongs to a question I no longer know. /study question shows the current one.")
	d := e.Action.Arg(2)
	if len(d) != 8 || e.Action.Arg(1) == "" {
		return asked{}, stale
	}
	day, err := study.ParseDay(d[:4] + "-" + d[4:6] + "-" + d[6:])
	if err != nil {
		return asked{}, stale
	}
	a, err := b.askedIn(study.Round{
		Team: e.Team, Pack: e.Action.Arg(0), Course: e.Action.Arg(1), Day: day, Question: e.Action.Arg(3),
	})
	if err != nil {
		return asked{}, stale
	}
	return a, nil
}

// key is how the store knows the round's question.
func (a asked) key() study.Key { return study.KeyOf(a.round.Question) }

// topic is the question's topic, named for a title.
func (a asked) topic() study.Topic {
	t, _ := a.pack.Topic(a.question.Topic)
	return t
}

// card is the question as a channel or a member sees it.
func (a asked) card(tally study.Tally, revealAt time.Time, revealed bool) chat.Message {
	t := a.topic()
	area, _ := a.pack.Area(a.question.Area)
	m := chat.Message{
		Title: card.Short(fmt.Sprintf("Day %d · %s", t.Day, t.Name), chat.MaxTitle),
		Fields: []chat.Field{
			{Name: "Priority", Value: string(t.Priority)},
			{Name: "Area", Value: card.Short(area.Name, chat.MaxFieldText)},
			{Name: "Takes", Value: card.Minutes(a.question.Minutes)},
			{Name: "Answered", Value: people(tally.Answered())},
		},
	}
	cut := a.askInto(&m)
	row := chat.Row{card.Primary("Answer", a.do("answer"))}
	if revealed || !a.question.Format.Keyed() {
		label := "I'd rather see it"
		if revealed {
			label = "See the key points"
		}
		row = append(row, card.Button(label, a.do("see")))
	}
	if cut {
		row = append(row, card.Button("Read it all", chat.Do("more", a.pack.ID, a.question.ID, "ask", "1")))
	}
	m.Rows = []chat.Row{row}
	m.Note = "Your answer and your rating are private. Late answers count."
	if revealed {
		m.Note = "The key points are out. Late answers count, and stay private."
	} else if !revealAt.IsZero() {
		m.Fields = append(m.Fields, chat.Field{Name: "Key points for all", At: revealAt})
	}
	return m
}

// askInto puts the prompt and the options on the card and says whether text was cut.
func (a asked) askInto(m *chat.Message) (cut bool) {
	prompt, rest := chat.Cut(a.question.Prompt, promptRoom)
	m.Body = append(m.Body, card.Para(prompt))
	cut = rest != ""
	if len(a.question.Options) > 0 {
		var items []chat.Item
		for i, o := range a.question.Options {
			text, rest := chat.Cut(o.Text, optionRoom)
			cut = cut || rest != ""
			items = append(items, chat.Item{Lead: letter(i + 1), Text: text})
		}
		m.Body = append(m.Body, card.Bullets(items...))
	}
	return cut
}

// keyInto puts the key points and the worked answer on a card and says whether text was cut.
func (a asked) keyInto(m *chat.Message) (cut bool) {
	q := a.question
	var items []chat.Item
	for _, p := range q.KeyPoints {
		text, rest := chat.Cut(p.Text, pointRoom)
		cut = cut || rest != ""
		it := chat.Item{Text: text}
		if p.Essential {
			it.Lead = "Essential:"
		}
		if items = append(items, it); len(items) == 6 && len(q.KeyPoints) > 6 {
			cut = true
			break
		}
	}
	if len(items) > 0 {
		m.Body = append(m.Body, card.Heading("Key points"), card.Bullets(items...))
	}
	if q.Answer != "" {
		text, rest := chat.Cut(q.Answer, answerRoom)
		cut = cut || rest != ""
		m.Body = append(m.Body, card.Heading("A worked answer"), card.Para(text))
	}
	return cut || len(q.Misconceptions) > 0
}

// more shows what did not fit a card, page by page: the question ("ask") or the
// answer with everything around it ("key").
func (b *Bot) more(_ context.Context, e chat.Event) (chat.Reply, error) {
	stale := refusal.New("stale or foreign control", "That text is no longer in the pack.")
	pack, err := b.roll.Pack(e.Action.Arg(0))
	if err != nil {
		return chat.Reply{}, stale
	}
	q, ok := pack.Question(e.Action.Arg(1))
	part, page := e.Action.Arg(2), card.Number(e.Action.Arg(3))
	if !ok || (part != "ask" && part != "key") || page < 1 {
		return chat.Reply{}, stale
	}
	rest := fullText(q, part == "key")
	head := ""
	for range page {
		if head, rest = chat.Cut(rest, 2500); head == "" {
			return chat.Reply{}, stale
		}
	}
	m := chat.Message{Title: card.Short("In full · "+topicName(pack, q), chat.MaxTitle), Body: []chat.Block{card.Para(head)}}
	if rest != "" {
		m.Rows = []chat.Row{{card.Button("Go on reading", chat.Do("more", pack.ID, q.ID, part, fmt.Sprint(page+1)))}}
	}
	return card.Private(m), nil
}

func topicName(pack *study.Pack, q study.Question) string {
	t, _ := pack.Topic(q.Topic)
	return t.Name
}

// fullText is everything a question says, without its key or with it.
func fullText(q study.Question, key bool) string {
	var s strings.Builder
	s.WriteString(q.Prompt)
	for i, o := range q.Options {
		fmt.Fprintf(&s, "\n\n%s  %s", letter(i+1), o.Text)
		if key {
			verdict := map[bool]string{true: "Right", false: "Not right"}[o.Correct]
			if o.Why != "" {
				verdict += ": " + o.Why
			}
			s.WriteString("\n" + verdict)
		}
	}
	if !key {
		return s.String()
	}
	for _, p := range q.KeyPoints {
		fmt.Fprintf(&s, "\n\nKey point: %s", p.Text)
	}
	if q.Answer != "" {
		fmt.Fprintf(&s, "\n\nA worked answer: %s", q.Answer)
	}
	for _, m := range q.Misconceptions {
		fmt.Fprintf(&s, "\n\nOften believed: %s\n%s", m.Text, m.Why)
	}
	if n := q.Number; n != nil {
		fmt.Fprintf(&s, "\n\nThe number: %s. %s", n, n.Working)
	}
	if q.Source.Reference != "" {
		fmt.Fprintf(&s, "\n\nTo read: %s", q.Source.Reference)
	}
	return s.String()
}

// currentRound is the course's newest round, study.ErrNotFound before the first.
func (b *Bot) currentRound(ctx context.Context, c study.Course) (study.Round, error) {
	rounds, err := b.Store.Rounds(ctx, c.Team, c.Channel)
	if err != nil {
		return study.Round{}, fmt.Errorf("list the rounds: %w", err)
	}
	if len(rounds) == 0 {
		return study.Round{}, study.ErrNotFound
	}
	return rounds[len(rounds)-1], nil
}

// question shows the current question to one member.
func (b *Bot) question(ctx context.Context, e chat.Event) (chat.Reply, error) {
	c, _, err := b.roll.CourseOf(ctx, e)
	if err != nil {
		return chat.Reply{}, err
	}
	r, err := b.currentRound(ctx, c)
	if errors.Is(err, study.ErrNotFound) {
		return card.Sorry("The first question has not come yet. /study status shows when it will."), nil
	}
	if err != nil {
		return chat.Reply{}, err
	}
	m, err := b.roundCard(ctx, c, r, e.Member)
	if err != nil {
		return chat.Reply{}, err
	}
	return card.Private(m), nil
}

// roundCard draws a round as it stands now, for one member: with their own rating
// and the spread once they have answered.
func (b *Bot) roundCard(ctx context.Context, c study.Course, r study.Round, member string) (chat.Message, error) {
	a, err := b.askedIn(r)
	if err != nil {
		return chat.Message{}, err
	}
	tally, err := b.Store.Tally(ctx, r.Team, r.Course, r.Day)
	if err != nil {
		return chat.Message{}, fmt.Errorf("read the tally: %w", err)
	}
	ratings, err := b.Store.Ratings(ctx, study.Who{Team: r.Team, Pack: r.Pack, Member: member})
	if err != nil {
		return chat.Message{}, fmt.Errorf("read the ratings: %w", err)
	}
	reveal := revealAt(c.Timetable, r.Day)
	m := a.card(tally, reveal, !b.Now().Before(reveal))
	own := slices.IndexFunc(ratings, func(x study.Rating) bool { return x.Course == r.Course && x.Day == r.Day })
	if own < 0 {
		return m, nil
	}
	m.Body = append(m.Body, card.Lead("Your answer:", rated(ratings[own])+"."))
	row := chat.Row{card.Button("Key points", chat.Do("more", a.pack.ID, a.question.ID, "key", "1")), card.Button("Add a note", a.do("note"))}
	if ratings[own].Outcome == study.Unkeyed {
		m.Body = append(m.Body, tallyBlocks(tally, "How everyone rated themselves", a.pack)...)
		row = append(chat.Row{card.Button("Change my rating", a.do("see"))}, row...)
	}
	m.Rows, m.Note = []chat.Row{row}, "Only you see this."
	return m, nil
}
