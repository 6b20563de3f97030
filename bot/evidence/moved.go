package evidence

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"studybot/bot/learn"
	"studybot/bot/mastery"
	"studybot/bot/study"
)

const (
	week = 7 // days
	// leastMove is the smallest step that is worth a word.
	leastMove = 0.2
)

// move is an area in which the member answered in the last seven days and whose evidence
// moved.
type move struct {
	then, now learn.Evidence
	record    study.Record
}

// moves are the areas that moved, the greatest steps first.
func (d *Desk) moves(ctx context.Context, v view, who study.Who) ([]move, error) {
	ratings, err := d.store.Ratings(ctx, who)
	if err != nil {
		return nil, fmt.Errorf("read the ratings: %w", err)
	}
	return v.moves(ratings), nil
}

func (v view) moves(ratings []study.Rating) []move {
	fresh := slices.DeleteFunc(slices.Clone(ratings), func(r study.Rating) bool { return mastery.StudyDay(r.At, v.Zone) <= v.Day-week })
	records := study.RecordsOf(v.pack, fresh, time.Time{}, time.Time{})
	if len(records) == 0 {
		return nil
	}
	var moved []move
	for i, then := range v.WeekAgo().Evidence(v.id, v.Day-week) { // the same bank: the same areas
		m := move{then: then, now: v.areas[i], record: records[then.Area.ID]}
		if m.record.Answers > 0 && m.step() >= leastMove {
			moved = append(moved, m)
		}
	}
	slices.SortStableFunc(moved, func(a, b move) int { return cmp.Compare(b.step(), a.step()) })
	return moved
}

func (m move) step() float64 { return math.Abs(m.now.Score - m.then.Score) }

// String is "up from 2.4 to 2.9". What was only a forecast a week ago is called one.
func (m move) String() string {
	way := "up"
	if m.now.Score < m.then.Score {
		way = "down"
	}
	if m.then.Answers == 0 {
		return fmt.Sprintf("%s from a forecast of %.1f to %s", way, m.then.Score, score(m.now))
	}
	return fmt.Sprintf("%s from %s to %s", way, score(m.then), score(m.now))
}

// why is a sentence on what was answered in the week, and on a rating that changed.
func (m move) why() string {
	text := "This week: " + m.record.String()
	if m.now.Self != m.then.Self && m.now.Self > 0 {
		text += fmt.Sprintf("; your rating of %d has a part in it too", m.now.Self)
	}
	return text + "."
}
