package asking

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/enrolment"
	"studybot/bot/mastery"
	"studybot/bot/refusal"
	"studybot/bot/study"
)

// Ratings is each member's log of the ratings that count, and each round's tally.
type Ratings interface {
	// Rate logs the rating if it counts, in one round trip, and says what became
	// of it. In a round (Course and Day set) the round must exist and ask
	// this question of who.Pack; the last At wins; a keyed answer never changes;
	// an open one changes only while the round is the course's current one.
	// Repeating a rating changes nothing. A first rating makes the person a
	// member of the team and of the course.
	Rate(ctx context.Context, who study.Who, r study.Rating) (study.Receipt, error)
	// Ratings are those that count, oldest first: one a round and question.
	Ratings(ctx context.Context, who study.Who) ([]study.Rating, error)
	// Tally counts a round's ratings.
	Tally(ctx context.Context, team, course string, day study.Day) (study.Tally, error)
}

// Answers keeps what members wrote, each for its writer.
type Answers interface {
	// SaveAnswer stores the non-empty ones of Text and Note.
	SaveAnswer(ctx context.Context, who study.Who, a study.Answer) error
	// Answers are all of a member in a pack, oldest day first.
	Answers(ctx context.Context, who study.Who) ([]study.Answer, error)
}

// DistributionFrom is the smallest number of answers whose distribution is
// shown: with fewer, one member could read another's rating off it.
const DistributionFrom = 3

// Answer opens the form for the member's own answer.
func (d *Desk) Answer(_ context.Context, e chat.Event) (chat.Reply, error) {
	a, err := d.askedBy(e)
	if err != nil {
		return chat.Reply{}, err
	}
	intro := card.Short(a.Question.Prompt, promptRoom)
	f := &chat.Form{
		Title: "Your answer", Submit: "Show key points", Action: a.Do("answered"),
		Intro: []chat.Block{card.Para(intro)},
	}
	switch a.Question.Format {
	case study.MultipleChoice:
		options, long := a.choices()
		if len(long) > 0 {
			f.Intro = append(f.Intro, card.Bullets(long...))
		}
		f.Inputs = []chat.Input{
			{Name: "choice", Kind: chat.Choice, Label: "Your choice", Options: options},
			confidenceInput(),
		}
		f.Submit = "Answer"
	case study.Numeric:
		label := "Your number"
		if n := a.Question.Number; n != nil && n.Unit != "" {
			label = card.Short("Your number, in "+n.Unit, chat.MaxInputLabel)
		}
		f.Inputs = []chat.Input{{Name: "number", Kind: chat.Line, Label: label, MaxLength: 30}, confidenceInput()}
		f.Submit = "Answer"
	default:
		f.Inputs = []chat.Input{{
			Name: "text", Kind: chat.Text, Label: "What would you say?", MaxLength: 2000,
			Hint: "A few sentences are enough. It is kept for you alone.",
		}}
	}
	if a.Question.Format.Keyed() {
		f.Inputs = append(f.Inputs, chat.Input{
			Name: "note", Kind: chat.Text, Label: "Why?", Optional: true, MaxLength: 1000, Hint: "Kept for you alone.",
		})
	}
	return chat.Reply{Form: f}, nil
}

// choices are the form's options. When one is too long for a label, all are named
// by their letters and told in full as items above.
func (a Asked) choices() (options []chat.Option, items []chat.Item) {
	long := false
	for i, o := range a.Question.Options {
		label, rest := chat.Cut(letter(i+1)+" · "+o.Text, chat.MaxOptionLabel)
		long = long || rest != ""
		options = append(options, chat.Option{Label: label, Value: strconv.Itoa(i + 1)})
		items = append(items, chat.Item{Lead: letter(i + 1), Text: card.Short(o.Text, optionRoom)})
	}
	if !long {
		return options, nil
	}
	for i := range options {
		options[i].Label = letter(i + 1)
	}
	return options, items
}

func confidenceInput() chat.Input {
	var options []chat.Option
	for v := 1; v <= 5; v++ {
		options = append(options, chat.Option{Label: fmt.Sprintf("%d · %s", v, sureness(v)), Value: strconv.Itoa(v)})
	}
	return chat.Input{Name: "confidence", Kind: chat.Choice, Label: "How sure are you?", Options: options}
}

// Answered takes the form: an open answer is kept and the key points follow; a
// keyed one is judged and rated in one step.
func (d *Desk) Answered(ctx context.Context, e chat.Event) (chat.Reply, error) {
	a, err := d.askedBy(e)
	if err != nil {
		return chat.Reply{}, err
	}
	if a.Question.Format.Keyed() {
		return d.answeredKeyed(ctx, e, a)
	}
	text := strings.TrimSpace(e.Value("text"))
	if text == "" {
		return chat.Reply{Invalid: map[string]string{"text": "Write a few words, or close this and press “I'd rather see it”."}}, nil
	}
	if len([]rune(text)) > chat.MaxInputText {
		return chat.Reply{Invalid: map[string]string{"text": "That is longer than I can keep. 2,000 characters are the most."}}, nil
	}
	if err := d.store.SaveAnswer(ctx, enrolment.WhoIs(e, a.Pack.ID), a.answer(text, "")); err != nil {
		return chat.Reply{}, fmt.Errorf("keep the answer: %w", err)
	}
	return card.Private(a.keyCard(text, false)), nil
}

func (a Asked) answer(text, note string) study.Answer {
	return study.Answer{Question: a.Key(), Course: a.Round.Course, Day: a.Round.Day, Text: text, Note: note}
}

// See shows the key points to somebody who would rather not answer first.
func (d *Desk) See(_ context.Context, e chat.Event) (chat.Reply, error) {
	a, err := d.askedBy(e)
	if err != nil {
		return chat.Reply{}, err
	}
	return card.Private(a.keyCard("", true)), nil
}

// keyCard shows the key points and asks for the rating.
func (a Asked) keyCard(own string, peeked bool) chat.Message {
	m := chat.Message{Title: card.Short("Key points · "+a.Topic().Name, chat.MaxTitle)}
	if own != "" {
		m.Body = append(m.Body, card.Lead("You said", ""), card.Quote(card.Short(own, quoteRoom)))
	}
	cut := a.KeyInto(&m)
	if a.Question.Format.Keyed() {
		m.Body = append([]chat.Block{card.Lead("The answer:", a.RightAnswer())}, m.Body...)
	}
	ask := "How did your answer hold up?"
	if peeked {
		ask = "How well could you have said this?"
	}
	m.Body = append(m.Body, card.Heading(ask))
	m.Rows = []chat.Row{a.ratingRow(peeked, 0)}
	if cut {
		m.Rows = append(m.Rows, chat.Row{card.Button("Read it all", chat.Do("more", a.Pack.ID, a.Question.ID, "key", "1"))})
	}
	m.Note = "Only you see your rating. The post shows how many answered, never who."
	if a.Private() {
		m.Note = "Only you see this."
	}
	return m
}

// RightAnswer is the key of a keyed question in a line.
func (a Asked) RightAnswer() string {
	for i, o := range a.Question.Options {
		if o.Correct {
			return card.Short(letter(i+1)+" · "+o.Text, optionRoom)
		}
	}
	if n := a.Question.Number; n != nil {
		return n.String()
	}
	return ""
}

// ratingRow is the five anchored buttons; the one that counts now is marked.
func (a Asked) ratingRow(peeked bool, current int) chat.Row {
	var row chat.Row
	for v := 1; v <= 5; v++ {
		label := strconv.Itoa(v)
		if anchor, ok := a.Pack.Anchor(v); ok {
			label += " · " + anchor.Label
		}
		extra := []string{strconv.Itoa(v)}
		if peeked {
			extra = append(extra, "p")
		}
		c := card.Button(card.Short(label, chat.MaxLabel), a.Do("rate", extra...))
		if v == current {
			c.Emphasis = chat.Primary
		}
		row = append(row, c)
	}
	return row
}

// Rate stores a rating from 1 to 5: rate/pack/course/day/question/value, "p" after a peek.
func (d *Desk) Rate(ctx context.Context, e chat.Event) (chat.Reply, error) {
	a, err := d.askedBy(e)
	if err != nil {
		return chat.Reply{}, err
	}
	value, peeked := card.Number(e.Action.Arg(4)), e.Action.Arg(5) == "p"
	if value < 1 || value > 5 {
		return chat.Reply{}, refusal.New("rating out of range", "A rating is a number from 1 to 5.")
	}
	receipt, err := d.record(ctx, e, a, study.Rating{Value: value, Peeked: peeked})
	if err != nil {
		return chat.Reply{}, err
	}
	m, err := a.ratedCard(receipt, peeked)
	if err != nil {
		return chat.Reply{}, err
	}
	d.goOn(ctx, &m, e, a)
	return card.Update(m), nil
}

// goOn leads from the answer to a private question to the next one. The answer is kept
// by then, so what fails here must not look as if it were not.
func (d *Desk) goOn(ctx context.Context, m *chat.Message, e chat.Event, a Asked) {
	if !a.Private() {
		return
	}
	o, err := d.ownOf(ctx, enrolment.WhoIs(e, a.Pack.ID), a.Pack)
	if err != nil {
		d.log.Info("the next question was not looked up", "team", e.Team, "error", err)
		return
	}
	d.leadOn(m, o)
}

// record sends a rating to the store and, once it is there, has the post redrawn.
func (d *Desk) record(ctx context.Context, e chat.Event, a Asked, r study.Rating) (study.Receipt, error) {
	who := enrolment.WhoIs(e, a.Pack.ID)
	r.Question, r.Course, r.Day, r.At = a.Key(), a.Round.Course, a.Round.Day, enrolment.Pressed(e, d.now())
	if a.Private() {
		r.Day = ""
		if old, settled, err := d.settled(ctx, who, a, r.At); err != nil || settled {
			return study.Receipt{Verdict: study.Closed, Previous: old.Value, Current: old.Value}, err
		}
	}
	receipt, err := d.store.Rate(ctx, who, r)
	if err != nil {
		return receipt, fmt.Errorf("store the rating: %w", err)
	}
	if !a.Private() && (receipt.Verdict == study.Stored || receipt.Verdict == study.Changed) {
		d.redraw(a.Round)
	}
	return receipt, nil
}

// changeFor is how long the rating of a private question may be changed; the store
// takes later ones for another answer.
const changeFor = 24 * time.Hour

// settled is what the member answered since the question was asked privately, and
// whether that was too long ago to be changed: an old card is no new question.
func (d *Desk) settled(ctx context.Context, who study.Who, a Asked, at time.Time) (old study.Rating, settled bool, err error) {
	known, err := d.knowledge.Now(ctx, who.Team, a.Pack, d.now())
	if err != nil {
		return old, false, fmt.Errorf("look up the study day: %w", err)
	}
	ratings, err := d.store.Ratings(ctx, who)
	if err != nil {
		return old, false, fmt.Errorf("read the ratings: %w", err)
	}
	for _, r := range slices.Backward(ratings) {
		if r.Course == "" && r.Question == a.Key() && mastery.StudyDay(r.At, known.Zone) >= mastery.DayNumber(a.Round.Day) {
			return r, at.Sub(r.At) >= changeFor, nil
		}
	}
	return old, false, nil
}
