package asking

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/enrolment"
	"studybot/bot/study"
)

// answeredKeyed judges a choice or a number and stores it with the confidence.
func (d *Desk) answeredKeyed(ctx context.Context, e chat.Event, a Asked) (chat.Reply, error) {
	r := study.Rating{Value: card.Number(e.Value("confidence")), Outcome: study.Wrong}
	invalid := map[string]string{}
	if r.Value < 1 || r.Value > 5 {
		invalid["confidence"] = "Say how sure you are, from 1 to 5."
	}
	own := ""
	if a.Question.Format == study.MultipleChoice {
		r.Choice = card.Number(e.Value("choice"))
		if r.Choice < 1 || r.Choice > len(a.Question.Options) {
			invalid["choice"] = "Choose one of the options."
		} else {
			option := a.Question.Options[r.Choice-1]
			own = letter(r.Choice) + " · " + option.Text
			if option.Correct {
				r.Outcome = study.Right
			}
		}
	} else {
		n, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimSpace(e.Value("number")), ",", "."), 64)
		key := a.Question.Number
		if err != nil || math.IsNaN(n) || math.IsInf(n, 0) || key == nil {
			invalid["number"] = "Write a number such as 12 or 0.5."
		} else {
			own = strconv.FormatFloat(n, 'g', -1, 64)
			if math.Abs(n-key.Value) <= key.Tolerance+1e-9*math.Abs(key.Value) {
				r.Outcome = study.Right
			}
		}
	}
	if len(invalid) > 0 {
		return chat.Reply{Invalid: invalid}, nil
	}
	receipt, err := d.record(ctx, e, a, r)
	if err != nil {
		return chat.Reply{}, err
	}
	if note := strings.TrimSpace(e.Value("note")); note != "" && receipt.Verdict == study.Stored {
		if err := d.store.SaveAnswer(ctx, enrolment.WhoIs(e, a.Pack.ID), a.answer("", card.Short(note, 1000))); err != nil {
			return chat.Reply{}, fmt.Errorf("keep the note: %w", err)
		}
	}
	m := a.judgedCard(own, r, receipt)
	switch receipt.Verdict {
	case study.Locked, study.Unknown, study.Older, study.Closed: // it did not count
		if m, err = a.ratedCard(receipt, false); err != nil {
			return chat.Reply{}, err
		}
	}
	d.goOn(ctx, &m, e, a)
	return card.Private(m), nil
}

// judgedCard tells the result of a keyed answer, with the reasons.
func (a Asked) judgedCard(own string, r study.Rating, receipt study.Receipt) chat.Message {
	m := chat.Message{Title: "Not this time"}
	if r.Outcome == study.Right {
		m.Title = "Right"
	}
	m.Body = append(m.Body, card.Lead("You answered", card.Short(own, optionRoom)+" ("+sureness(r.Value)+")"))
	if r.Outcome != study.Right {
		m.Body = append(m.Body, card.Lead("The answer is", a.RightAnswer()))
	}
	var whys []chat.Item
	for i, o := range a.Question.Options {
		if (o.Correct || i+1 == r.Choice) && o.Why != "" {
			whys = append(whys, chat.Item{Lead: letter(i+1) + map[bool]string{true: " is right:", false: " is not:"}[o.Correct], Text: card.Short(o.Why, 250)})
		}
	}
	if len(whys) > 0 {
		m.Body = append(m.Body, card.Bullets(whys...))
	}
	if n := a.Question.Number; n != nil && n.Working != "" {
		m.Body = append(m.Body, card.Lead("The working:", card.Short(n.Working, 500)))
	}
	a.KeyInto(&m)
	if !a.Private() {
		m.Body = append(m.Body, card.Para("Answered so far: "+people(receipt.Tally.Answered())+"."))
	}
	m.Rows = []chat.Row{{card.Button("Add a note", a.Do("note")), card.Button("Read it all", chat.Do("more", a.Pack.ID, a.Question.ID, "key", "1"))}}
	m.Note = "Only you see this. Only your first answer counts."
	return m
}
