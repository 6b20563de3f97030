package evidence

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/enrolment"
	"studybot/bot/learn"
	"studybot/bot/mastery"
	"studybot/bot/study"
)

// promptText is how much of a question a line shows.
const promptText = 140

// Sureness tells the member how well they know what they know, and which questions they
// were sure of and had wrong: sureness[/pack/page].
func (d *Desk) Sureness(ctx context.Context, e chat.Event) (chat.Reply, error) {
	pack, err := d.packOf(ctx, e)
	if err != nil {
		return chat.Reply{}, err
	}
	v, err := d.look(ctx, enrolment.WhoIs(e, pack.ID), pack)
	if err != nil {
		return chat.Reply{}, err
	}
	c := v.Model.Calibration(v.id)
	m := chat.Message{Title: "How sure am I?", Note: "Only you see this. It is never part of a score, and never shared."}
	if c.Keyed < learn.CalibrationFrom {
		m.Body = []chat.Block{
			card.Para(keyedSoFar(c) + "."),
			card.Para(fmt.Sprintf("Questions with a key ask how sure you are before they show it. From %d such answers on, this card tells how often you were right when you said 5, and whether you lean towards too sure or not sure enough.", learn.CalibrationFrom)),
		}
	} else {
		m.Body = []chat.Block{card.Lead("On the whole:", leaning(c)), confidences(c), card.Lead("Telling apart:", telling(c))}
	}
	sections := []card.Section{{Name: "Sure, and the key said otherwise", Items: v.misconceptions()}}
	laid := card.Bind(sections, card.BrowseReserve)
	p := laid.Open(card.Number(e.Action.Arg(1)))
	m.Body = append(m.Body, laid.Pages[p.At]...)
	if note := p.Note(); note != "" {
		m.Note += " " + note
	}
	card.AddRow(&m, p.Turn(func(at string) chat.Action { return chat.Do("sureness", pack.ID, at) }))
	return card.Private(m), nil
}

// packOf is the pack that a button names, else that of the event's course.
func (d *Desk) packOf(ctx context.Context, e chat.Event) (*study.Pack, error) {
	if id := e.Action.Arg(0); id != "" {
		return d.roll.Pack(id)
	}
	_, pack, err := d.roll.CourseOf(ctx, e)
	return pack, err
}

// keyedSoFar is "4 of 12 choice and number questions so far".
func keyedSoFar(c learn.Calibration) string {
	return fmt.Sprintf("%d of %d choice and number questions so far", c.Keyed, learn.CalibrationFrom)
}

// leans says in counts whether the member is surer than right: "you felt sure enough for
// about 14 right of 20, and 11 were right". A difference within the 95 % interval is chance.
func leans(c learn.Calibration) string {
	if math.Abs(c.Bias) <= c.Margin {
		return "you are as sure as you are right, within what chance explains"
	}
	right := 0
	for _, n := range c.Right {
		right += n
	}
	expected := float64(right) + c.Bias*float64(c.Keyed)
	return fmt.Sprintf("you felt sure enough for about %.0f right of %d, and %s right", expected, c.Keyed, card.Count(right, "was", "were"))
}

// leaning is leans as a sentence that always names how many answers it rests on.
func leaning(c learn.Calibration) string {
	if math.Abs(c.Bias) <= c.Margin {
		return fmt.Sprintf("in %d answers to choice and number questions %s.", c.Keyed, leans(c))
	}
	return leans(c) + "."
}

// confidences are the lines "When you said 5 you were right 7 of 11 times".
func confidences(c learn.Calibration) chat.Block {
	var items []chat.Item
	for v := 5; v >= 1; v-- {
		if c.Of[v] > 0 {
			items = append(items, chat.Item{Text: whenYouSaid(c, v)})
		}
	}
	return card.Bullets(items...)
}

func whenYouSaid(c learn.Calibration, v int) string {
	return fmt.Sprintf("When you said %d you were right %s", v, times(c.Right[v], c.Of[v]))
}

// telling says in words whether being sure goes with being right. A difference within
// its 95 % interval is called too close to say.
func telling(c learn.Calibration) string {
	lowRight, low := c.Right[1]+c.Right[2]+c.Right[3], c.Of[1]+c.Of[2]+c.Of[3]
	highRight, high := c.Right[4]+c.Right[5], c.Of[4]+c.Of[5]
	switch {
	case high == 0:
		return "you have not said 4 or 5 yet, so there is nothing to compare."
	case low == 0:
		return "you have always said 4 or 5, so there is nothing to compare. A 2 or 3 where you doubt makes this more useful."
	}
	text := fmt.Sprintf("with 4 or 5 you were right %s, with 1 to 3 it was %d of %d: ", times(highRight, high), lowRight, low)
	up, upSpread := drawn(highRight, high)
	down, downSpread := drawn(lowRight, low)
	switch margin := 1.96 * math.Sqrt(upSpread+downSpread); {
	case up-down > margin:
		return text + "you can tell what you know from what you do not."
	case up-down < -margin:
		return text + "you were right more often where you doubted, which is worth a look."
	}
	return text + "too early to say whether being sure means being right, as this may be chance."
}

// drawn is a share with one answer more each way, and the variance of that (Agresti and
// Caffo): two of two do not claim to be certain.
func drawn(right, of int) (share, variance float64) {
	n := float64(of) + 2
	share = (float64(right) + 1) / n
	return share, share * (1 - share) / n
}

// misconceptions are the questions that the member was sure of and had wrong, the newest
// first, each with when it comes back.
func (v view) misconceptions() []chat.Item {
	type found struct {
		question study.Question
		day      int // of the answer
	}
	var all []found
	for _, n := range v.Model.Misconceptions(v.id) {
		if q := v.question(n); q.Status == study.Active {
			all = append(all, found{q, v.Day - v.Model.WhyPersonal(v.id, n, v.Day).Before})
		}
	}
	slices.SortStableFunc(all, func(a, b found) int { return cmp.Compare(b.day, a.day) })
	var items []chat.Item
	for _, f := range all {
		items = append(items, chat.Item{Lead: v.topic(f.question) + ":", Text: card.Short(f.question.Prompt, promptText) + " (" + comesBack(v.Day, f.day) + ")"})
	}
	return items
}

// comesBack says when a question of a misconception comes again.
func comesBack(today, answered int) string {
	switch {
	case today < answered+learn.MisconceptionFrom:
		from, until := mastery.DayOf(answered+learn.MisconceptionFrom), mastery.DayOf(answered+learn.MisconceptionTo)
		first := from.Short()
		if from.Date().Month() == until.Date().Month() {
			first = from.Date().Format("Mon 2")
		}
		return fmt.Sprintf("comes back between %s and %s", first, until.Short())
	case today <= answered+learn.MisconceptionTo:
		return "comes back these days"
	}
	return "comes back when its turn comes"
}
