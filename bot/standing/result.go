package standing

import (
	"context"
	"errors"
	"fmt"
	"time"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/enrolment"
	"studybot/bot/study"
)

// AssessEnd turns the draft into the newest assessment and shows what it says:
// assess-end/pack. Pressed again it shows the same.
func (d *Desk) AssessEnd(ctx context.Context, e chat.Event) (chat.Reply, error) {
	pack, err := d.roll.Pack(e.Action.Arg(0))
	if err != nil {
		return chat.Reply{}, err
	}
	who := enrolment.WhoIs(e, pack.ID)
	if _, err := d.store.FinishDraft(ctx, who, enrolment.Pressed(e, d.now())); err != nil && !errors.Is(err, study.ErrNotFound) {
		return chat.Reply{}, fmt.Errorf("finish the assessment: %w", err)
	}
	done, err := d.Assessments(ctx, who, pack)
	if err != nil {
		return chat.Reply{}, err
	}
	if len(done) == 0 {
		m, err := d.assessCard(ctx, who, pack)
		return card.Update(m), err
	}
	loc, err := d.roll.ZoneOfMember(ctx, who)
	if err != nil {
		return chat.Reply{}, err
	}
	return card.Update(resultCard(pack, done, d.now(), loc)), nil
}

// adviceText is how much of each piece of a level's advice a result shows; the
// rest is behind a button.
const adviceText = 220

// resultCard says what the newest assessment means, compared with the one before.
func resultCard(pack *study.Pack, done []study.Assessment, now time.Time, loc *time.Location) chat.Message {
	last := done[len(done)-1]
	t := study.TotalOf(pack, last)
	place, level := pack.LevelAt(t.Low)
	m := chat.Message{
		Title: card.Short("Your assessment: "+t.String(), chat.MaxTitle),
		Body:  levelBlocks(pack, t),
		Note:  "Private unless you share your score. Earlier assessments are kept.",
	}
	if !t.Complete() {
		m.Body = append(m.Body, card.Para("The areas left open can be added at any time with /study assess."))
	}
	if !oneLevel(pack, t) {
		level = study.Level{} // advice for a guess helps nobody
	}
	cut := false
	for _, piece := range [][2]string{{"Strengths:", level.Strengths}, {"Readiness:", level.Readiness}, {"Next step:", level.NextStep}, {"Challenge:", level.Challenge}} {
		text, rest := chat.Cut(piece[1], adviceText)
		cut = cut || rest != ""
		if text != "" {
			m.Body = append(m.Body, card.Lead(piece[0], text))
		}
	}
	if len(done) > 1 {
		before := done[len(done)-2]
		m.Body = append(m.Body, card.Heading("Since "+card.OnDay(before.At, loc)))
		m.Body = append(m.Body, card.Para(fmt.Sprintf("Then %s.", TotalLine(pack, before))))
		m.Body = append(m.Body, movedBlock(study.MovesOf(pack, before, last), func(study.Area) string { return "" }))
	}
	m.Fields = subtotalFields(pack, done)
	row := chat.Row{card.Primary("My plan", chat.Do("plan")), card.Button("My score in pictures", chat.Do("score"))}
	if cut {
		row = append(row, aboutLevel(pack, place))
	}
	m.Rows = []chat.Row{row}
	return m
}

// levelBlocks say how much a total is and which level that stands for.
func levelBlocks(pack *study.Pack, t study.Total) []chat.Block {
	level := card.Lead("Level:", levelName(pack, t))
	if t.Complete() {
		return []chat.Block{level}
	}
	if !oneLevel(pack, t) {
		level.Text += "."
	}
	return []chat.Block{card.Para(t.Between()), level}
}

// subtotalFields are the newest assessment's categories side by side, each with
// what it was before.
func subtotalFields(pack *study.Pack, done []study.Assessment) []chat.Field {
	t := study.TotalOf(pack, done[len(done)-1])
	var before study.Total
	if len(done) > 1 {
		before = study.TotalOf(pack, done[len(done)-2])
	}
	var fields []chat.Field
	for i, s := range t.Subtotals[:min(len(t.Subtotals), chat.MaxFields)] {
		value := s.String()
		if len(done) > 1 && before.Subtotals[i].Complete() && before.Subtotals[i].Sum != s.Sum {
			value += fmt.Sprintf(", was %d", before.Subtotals[i].Sum)
		}
		fields = append(fields, chat.Field{Name: card.Short(s.Category.Name, 40), Value: value})
	}
	return fields
}

// shownMoves is how many areas that moved a card lists; all areas are a press away.
const shownMoves = 6

// movedBlock lists the areas that moved, each with why when that is known.
func movedBlock(moves []study.Move, why func(study.Area) string) chat.Block {
	if len(moves) == 0 {
		return card.Para("No area moved.")
	}
	var items []chat.Item
	for _, mv := range moves[:min(len(moves), shownMoves)] {
		text := fmt.Sprintf("%d to %d", mv.From, mv.To)
		if because := why(mv.Area); because != "" {
			text += ". " + because
		}
		items = append(items, chat.Item{Lead: card.Short(mv.Area.Name, 48), Text: text})
	}
	if more := len(moves) - shownMoves; more > 0 {
		items = append(items, chat.Item{Text: "and " + card.Count(more, "more area", "more areas")})
	}
	return card.Bullets(items...)
}
