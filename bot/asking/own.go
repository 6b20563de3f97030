package asking

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/enrolment"
	"studybot/bot/learn"
	"studybot/bot/mastery"
	"studybot/bot/refusal"
	"studybot/bot/study"
)

// Knowledge is what every group knows.
type Knowledge interface {
	// Now is the state of the team's group that studies the pack at a moment.
	Now(ctx context.Context, team string, pack *study.Pack, at time.Time) (mastery.Now, error)
}

// own are a member's own questions of today. Nothing is stored of them: they follow from
// what the member has answered.
type own struct {
	who   study.Who
	pack  *study.Pack
	known mastery.Now
	// answered are those answered privately today; of is how many the member chose, and
	// fewer when there are not as many.
	answered []study.Rating
	of       int
	// next are those to come, at least one while there is any.
	next []learn.Choice
}

func (d *Desk) ownOf(ctx context.Context, who study.Who, pack *study.Pack) (own, error) {
	o := own{who: who, pack: pack}
	var err error
	if o.known, err = d.knowledge.Now(ctx, who.Team, pack, d.now()); err != nil {
		return o, fmt.Errorf("look at what the member knows: %w", err)
	}
	m, err := d.store.Member(ctx, who.Team, who.Member)
	if err != nil {
		return o, fmt.Errorf("read the member: %w", err)
	}
	ratings, err := d.store.Ratings(ctx, who)
	if err != nil {
		return o, fmt.Errorf("read the ratings: %w", err)
	}
	for _, r := range ratings {
		if r.Course == "" && mastery.StudyDay(r.At, o.known.Zone) == o.known.Day {
			o.answered = append(o.answered, r)
		}
	}
	except, err := d.inChannels(ctx, who, o.known.Model.Bank())
	if err != nil {
		return o, err
	}
	left := m.Questions - len(o.answered)
	o.next = o.known.Model.Personal(who.Member, o.known.Day, max(1, left), except)
	o.of = min(m.Questions, len(o.answered)+len(o.next))
	return o, nil
}

// inChannels are the questions that the team's courses of the pack are asked now.
func (d *Desk) inChannels(ctx context.Context, who study.Who, bank *learn.Bank) ([]int, error) {
	courses, err := d.store.Courses(ctx, who.Team)
	if err != nil {
		return nil, fmt.Errorf("list the courses: %w", err)
	}
	var asked []int
	for _, c := range courses {
		if c.Pack != who.Pack || c.State == study.Drafted {
			continue
		}
		r, err := d.currentRound(ctx, c)
		if errors.Is(err, study.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if q, known := bank.Question(r.Question); known {
			asked = append(asked, q)
		}
	}
	return asked, nil
}

// over says whether as many were answered as the member chose.
func (o own) over() bool { return len(o.answered) >= o.of }

// place says which of the day's questions comes now.
func (o own) place() string {
	if o.over() {
		return "one more"
	}
	return fmt.Sprintf("%d of %d", len(o.answered)+1, o.of)
}

// round is the question with a number of the bank, asked privately today.
func (o own) round(question int) study.Round {
	return study.Round{Team: o.who.Team, Pack: o.pack.ID, Day: mastery.DayOf(o.known.Day), Question: o.known.Model.Bank().ID(question)}
}

// ownCard is a question for one member, with the reason why they are asked it.
func (d *Desk) ownCard(o own, c learn.Choice) (chat.Message, error) {
	a, err := d.Asked(o.round(c.Question))
	if err != nil {
		return chat.Message{}, err
	}
	m := a.head()
	m.Fields = append([]chat.Field{{Name: "For you", Value: o.place()}}, m.Fields...)
	cut := a.AskInto(&m)
	m.Body = append(m.Body, card.Lead("Why this one:", card.Short(o.known.Model.Bank().PersonalReason(c), whyRoom)))
	row := chat.Row{card.Primary("Answer", a.Do("answer"))}
	if !a.Question.Format.Keyed() {
		row = append(row, card.Button("I'd rather see it", a.Do("see")))
	}
	if cut {
		row = append(row, card.Button("Read it all", chat.Do("more", a.Pack.ID, a.Question.ID, "ask", "1")))
	}
	m.Rows, m.Note = []chat.Row{row}, "Only you see this."
	return m, nil
}

// OwnMessage is a member's private message of a day, with the first of their questions;
// ok is false when there is nothing left to ask them today.
func (d *Desk) OwnMessage(ctx context.Context, who study.Who, pack *study.Pack) (m chat.Message, ok bool, err error) {
	o, err := d.ownOf(ctx, who, pack)
	if err != nil || o.over() {
		return m, false, err
	}
	if m, err = d.ownCard(o, o.next[0]); err != nil {
		return m, false, err
	}
	m.Body = append([]chat.Block{card.Heading(m.Title)}, m.Body...)
	m.Title = "Your questions for today"
	m.Rows = append(m.Rows, chat.Row{card.Button("Not today", chat.Do("own-skip")), card.Button("No questions of my own", chat.Do("own-off"))})
	m.Note = "Only you see this. /study settings has how many come, and when."
	return m, true, nil
}

// Own shows the member the next question of their own, also beyond those of the day.
func (d *Desk) Own(ctx context.Context, e chat.Event) (chat.Reply, error) {
	_, pack, err := d.roll.CourseOf(ctx, e)
	if err != nil {
		return chat.Reply{}, err
	}
	m, err := d.nextCard(ctx, enrolment.WhoIs(e, pack.ID), pack)
	return card.Private(m), err
}

// nextCard is the next question of the member's own, or a kind word when there is none.
func (d *Desk) nextCard(ctx context.Context, who study.Who, pack *study.Pack) (chat.Message, error) {
	o, err := d.ownOf(ctx, who, pack)
	if err != nil {
		return chat.Message{}, err
	}
	if len(o.next) == 0 {
		return chat.Message{Title: "Nothing is left for today", Body: []chat.Block{card.Para("You have answered every question that there is. Let it sink in; tomorrow is another day.")}}, nil
	}
	return d.ownCard(o, o.next[0])
}

// Ask shows a member the question of their own that the action names: ask/pack//day/question.
func (d *Desk) Ask(ctx context.Context, e chat.Event) (chat.Reply, error) {
	a, err := d.askedBy(e)
	if err != nil {
		return chat.Reply{}, err
	}
	m, err := d.lookCard(ctx, enrolment.WhoIs(e, a.Pack.ID), a.Pack, a.Question)
	return card.Private(m), err
}

// lookCard asks a member a certain question, or shows what they answered today.
func (d *Desk) lookCard(ctx context.Context, who study.Who, pack *study.Pack, q study.Question) (chat.Message, error) {
	o, err := d.ownOf(ctx, who, pack)
	if err != nil {
		return chat.Message{}, err
	}
	n, known := o.known.Model.Bank().Question(q.ID)
	if !known || q.Status != study.Active {
		return chat.Message{}, refusal.New("question is not asked", "That question is not asked any more. /study question has the next one for you.")
	}
	at := slices.IndexFunc(o.answered, func(r study.Rating) bool {
		is, ok := pack.QuestionByKey(r.Question)
		return ok && is.ID == q.ID
	})
	if at < 0 {
		return d.ownCard(o, o.known.Model.WhyPersonal(who.Member, n, o.known.Day))
	}
	a, err := d.Asked(o.round(n))
	if err != nil {
		return chat.Message{}, err
	}
	m := a.head()
	a.AskInto(&m)
	m.Body = append(m.Body, card.Lead("Your answer today:", rated(o.answered[at])+"."))
	row := chat.Row{card.Button("Key points", chat.Do("more", a.Pack.ID, a.Question.ID, "key", "1")), card.Button("Add a note", a.Do("note"))}
	if o.answered[at].Outcome == study.Unkeyed {
		row = append(chat.Row{card.Button("Change my rating", a.Do("see"))}, row...)
	}
	m.Rows, m.Note = []chat.Row{row}, "Only you see this."
	d.leadOn(&m, o)
	return m, nil
}

// leadOn puts the way to the next question of the member's own on a card.
func (d *Desk) leadOn(m *chat.Message, o own) {
	if len(o.next) == 0 {
		return
	}
	if o.over() {
		if o.of > 0 {
			m.Body = append(m.Body, card.Para("That was the last of your questions for today."))
		}
		m.Rows = append(m.Rows, chat.Row{card.Button("One more", chat.Do("own"))})
		return
	}
	a, err := d.Asked(o.round(o.next[0].Question))
	if err != nil {
		return
	}
	m.Rows = append([]chat.Row{{card.Primary("Next question ("+o.place()+")", a.Do("ask"))}}, m.Rows...)
}

// OwnSkip leaves the day's questions alone; the message with them came once and no other follows.
func (d *Desk) OwnSkip(context.Context, chat.Event) (chat.Reply, error) {
	return card.Update(chat.Message{
		Title: "Not today",
		Body:  []chat.Block{card.Para("That is fine. Nothing is counted, and the questions come back when they help you most.")},
		Rows:  []chat.Row{{card.Button("One after all", chat.Do("own"))}},
	}), nil
}
