package asking

import (
	"fmt"
	"strings"
	"time"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/learn"
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
	whyRoom    = 300
)

// Asked is a question in its round, with all that its card needs. A round without a
// course is a question that one member is asked privately on a day.
type Asked struct {
	Round    study.Round
	Pack     *study.Pack
	Question study.Question
}

// Asked joins a round with its pack's question.
func (d *Desk) Asked(r study.Round) (Asked, error) {
	pack, err := d.roll.Pack(r.Pack)
	if err != nil {
		return Asked{}, err
	}
	q, ok := pack.Question(r.Question)
	if !ok {
		return Asked{}, refusal.New("unknown question", "That question is no longer in the pack. /study question has the next one for you.")
	}
	if w := q.Wording(r.Day); len(w) <= promptRoom { // "Read it all" shows the first form
		q.Prompt = w
	}
	return Asked{Round: r, Pack: pack, Question: q}, nil
}

// Private says that one member alone is asked.
func (a Asked) Private() bool { return a.Round.Course == "" }

// Do is an action on the round: verb/pack/course/day/question, then extra; without a
// course it is private. The question is named as the round was opened with, which may be an older name.
func (a Asked) Do(verb string, extra ...string) chat.Action {
	day := strings.ReplaceAll(string(a.Round.Day), "-", "")
	return chat.Do(verb, append([]string{a.Round.Pack, a.Round.Course, day, a.Round.Question}, extra...)...)
}

// askedBy reads what Do wrote. It looks in memory only, so that a form can follow at once.
func (d *Desk) askedBy(e chat.Event) (Asked, error) {
	stale := refusal.New("stale or foreign control", "That control belongs to a question I no longer know. /study question has the next one for you.")
	written := e.Action.Arg(2)
	if len(written) != 8 {
		return Asked{}, stale
	}
	day, err := study.ParseDay(written[:4] + "-" + written[4:6] + "-" + written[6:])
	if err != nil {
		return Asked{}, stale
	}
	a, err := d.Asked(study.Round{
		Team: e.Team, Pack: e.Action.Arg(0), Course: e.Action.Arg(1), Day: day, Question: e.Action.Arg(3),
	})
	if err != nil {
		return Asked{}, stale
	}
	return a, nil
}

// Key is how the store knows the round's question.
func (a Asked) Key() study.Key { return study.KeyOf(a.Round.Question) }

// Topic is the question's topic, named for a title.
func (a Asked) Topic() study.Topic {
	t, _ := a.Pack.Topic(a.Question.Topic)
	return t
}

// Card is the question as a channel or a member sees it.
func (a Asked) Card(tally study.Tally, revealAt time.Time, revealed bool) chat.Message {
	m := a.head()
	m.Fields = append(m.Fields, chat.Field{Name: "Answered", Value: people(tally.Answered())})
	cut := a.AskInto(&m)
	if why := a.why(); why != "" {
		m.Body = append(m.Body, card.Lead("Why this one:", card.Short(why, whyRoom)))
	}
	row := chat.Row{card.Primary("Answer", a.Do("answer"))}
	if revealed || !a.Question.Format.Keyed() {
		label := "I'd rather see it"
		if revealed {
			label = "See the key points"
		}
		row = append(row, card.Button(label, a.Do("see")))
	}
	if cut {
		row = append(row, card.Button("Read it all", chat.Do("more", a.Pack.ID, a.Question.ID, "ask", "1")))
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

// why says why the channel was asked, from what was known then; "" when that was not kept.
func (a Asked) why() string {
	bank := learn.NewBank(a.Pack)
	if c, kept := bank.ChoiceOf(a.Round.Question, a.Round.Why); kept {
		return bank.ChannelReason(c)
	}
	return ""
}

// head is what every card of the question begins with.
func (a Asked) head() chat.Message {
	t := a.Topic()
	area, _ := a.Pack.Area(a.Question.Area)
	return chat.Message{
		Title: card.Short(fmt.Sprintf("Day %d · %s", t.Day, t.Name), chat.MaxTitle),
		Fields: []chat.Field{
			{Name: "Priority", Value: string(t.Priority)},
			{Name: "Area", Value: card.Short(area.Name, chat.MaxFieldText)},
			{Name: "Takes", Value: card.Minutes(a.Question.Minutes)},
		},
	}
}

// AskInto puts the prompt and the options on the card and says whether text was cut.
func (a Asked) AskInto(m *chat.Message) (cut bool) {
	prompt, rest := chat.Cut(a.Question.Prompt, promptRoom)
	m.Body = append(m.Body, card.Para(prompt))
	cut = rest != ""
	if len(a.Question.Options) > 0 {
		var items []chat.Item
		for i, o := range a.Question.Options {
			text, rest := chat.Cut(o.Text, optionRoom)
			cut = cut || rest != ""
			items = append(items, chat.Item{Lead: letter(i + 1), Text: text})
		}
		m.Body = append(m.Body, card.Bullets(items...))
	}
	return cut
}

// KeyInto puts the key points and the worked answer on a card and says whether text was cut.
func (a Asked) KeyInto(m *chat.Message) (cut bool) {
	q := a.Question
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
