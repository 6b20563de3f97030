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
	// middle is that of the ratings from 1 to 5.
	middle = 3
)

// move is an area in which the member answered in the last seven days and whose evidence
// moved.
type move struct {
	then, now learn.Evidence
	record    study.Record
	// well counts the answers of the week that went well, of all there were.
	well int
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
	well := map[string]int{}
	for _, r := range fresh {
		if q, known := v.pack.QuestionByKey(r.Question); known && (r.Outcome == study.Right || r.Outcome == study.Unkeyed && r.Value >= 4) {
			well[q.Area]++
		}
	}
	var moved []move
	for i, then := range v.WeekAgo().Evidence(v.id, v.Day-week) { // the same bank: the same areas
		m := move{then: then, now: v.areas[i], record: records[then.Area.ID], well: well[then.Area.ID]}
		if m.record.Answers > 0 && m.step() >= leastMove {
			moved = append(moved, m)
		}
	}
	slices.SortStableFunc(moved, func(a, b move) int { return cmp.Compare(b.step(), a.step()) })
	return moved
}

func (m move) step() float64 { return math.Abs(m.now.Score - m.then.Score) }

// String is "up from 2.4 to 2.9". It says in words which numbers rest on few answers,
// and what was only a forecast a week ago has no step.
func (m move) String() string {
	way := "up"
	if m.now.Score < m.then.Score {
		way = "down"
	}
	from, to := fmt.Sprintf("%.1f", m.then.Score), fmt.Sprintf("%.1f", m.now.Score)
	switch {
	case m.then.Answers == 0:
		return "first answers, which point to " + to
	case m.now.Few():
		return fmt.Sprintf("%s from %s to %s, still on few answers", way, from, to)
	case m.then.Few():
		return fmt.Sprintf("%s from %s on few answers to %s", way, from, to)
	}
	return fmt.Sprintf("%s from %s to %s", way, from, to)
}

// why is a sentence on what was answered in the week. Where that alone does not explain
// the step it says what else counts: a rating that changed, key points that were shown
// after a wrong answer, or time.
func (m move) why() string {
	text := "This week: " + m.record.String()
	up := m.now.Score > m.then.Score
	switch {
	case m.then.Answers == 0:
	case up && 2*m.well < m.record.Answers:
		text += "; it rises all the same, because you saw the key points and are likely to remember them for a while"
	case !up && 2*m.well > m.record.Answers:
		text += "; the time since then counts too"
	}
	if pull := m.pull(); pull > 0 && up || pull < 0 && !up {
		text += fmt.Sprintf("; your rating of %d has a part in it too", m.now.Self)
	}
	return text + "."
}

// pull is which way a rating that changed moves the evidence: above 0 up. The model takes
// an area without a rating for one in the middle.
func (m move) pull() int {
	if m.now.Self == 0 {
		return 0
	}
	before := m.then.Self
	if before == 0 {
		before = middle
	}
	return m.now.Self - before
}
