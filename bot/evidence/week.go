package evidence

import (
	"context"
	"fmt"
	"slices"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/learn"
	"studybot/bot/mastery"
	"studybot/bot/study"
)

// reviewMinutes is what one review takes.
const reviewMinutes = 3

// WeekLines are the member's last seven days for a private message: the areas that moved,
// how well they know what they know when there is news of it, reviews done and due. None
// when there are no answers.
func (d *Desk) WeekLines(ctx context.Context, who study.Who, pack *study.Pack) ([]chat.Block, error) {
	v, err := d.look(ctx, who, pack)
	if err != nil || !v.answered() {
		return nil, err
	}
	ratings, err := d.store.Ratings(ctx, who)
	if err != nil {
		return nil, fmt.Errorf("read the ratings: %w", err)
	}
	var blocks []chat.Block
	var items []chat.Item
	for _, m := range v.moves(ratings) {
		text := m.String()
		if !m.now.Few() {
			text += fmt.Sprintf(" (between %.1f and %.1f)", m.now.Low, m.now.High)
		}
		items = append(items, chat.Item{Lead: name(m.now.Area) + ":", Text: text})
	}
	if len(items) > 0 {
		blocks = append(blocks, card.Lead("Evidence that moved:", ""), atMost(items))
	}
	if c := v.Model.Calibration(who.Member); c.Keyed >= learn.CalibrationFrom && v.keyedThisWeek(ratings) {
		blocks = append(blocks, card.Lead("How sure am I?", sureLine(c)))
	}
	return append(blocks, card.Lead("Reviews:", v.reviews(ratings))), nil
}

// keyedThisWeek says whether a key judged an answer of the week: without one the
// calibration is what the week before told.
func (v view) keyedThisWeek(ratings []study.Rating) bool {
	return slices.ContainsFunc(ratings, func(r study.Rating) bool {
		_, known := v.pack.QuestionByKey(r.Question)
		return known && r.Outcome != study.Unkeyed && mastery.StudyDay(r.At, v.Zone) > v.Day-week
	})
}

// sureLine is the calibration in one line, beginning with the highest confidence that was
// stated.
func sureLine(c learn.Calibration) string {
	for v := 5; v >= 1; v-- {
		if c.Of[v] > 0 {
			return fmt.Sprintf("%s; %s.", whenYouSaid(c, v), leans(c))
		}
	}
	return leans(c) + "."
}

// reviews counts the questions that were answered again in the week, and what is due in
// the next.
func (v view) reviews(ratings []study.Rating) string {
	last := map[string]int{} // study day by question
	done := 0
	for _, r := range ratings { // oldest first
		q, known := v.pack.QuestionByKey(r.Question)
		if !known {
			continue
		}
		day := mastery.StudyDay(r.At, v.Zone)
		if before, seen := last[q.ID]; seen && day > before && day > v.Day-week {
			done++
		}
		last[q.ID] = day
	}
	due := len(v.Model.Due(v.id, v.Day+week))
	text := ""
	if done > 0 {
		text = fmt.Sprintf("%d done this week, ", done)
	}
	if due == 0 {
		return text + "none due in the next 7 days."
	}
	return text + fmt.Sprintf("%d due in the next 7 days, about %d minutes.", due, due*reviewMinutes)
}
