package learn

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"studybot/bot/study"
)

// Cooldown is how many days a question rests in a course after it was asked.
const Cooldown = 28

// ErrNoQuestion says that the pack has no active question.
var ErrNoQuestion = errors.New("the pack has no active question")

// Choose says which question a course is asked on day, and in one true sentence
// why. It walks through the topics by their days, one topic a round, and then
// starts again; of a topic's questions it takes the one that was never asked,
// or asked longest ago, and among equals one that is judged in the other way than
// the last round's: by a key, or by the member. Two things may hold a topic up until a later round: a
// question rests for Cooldown days, and no area comes twice running. Both give
// way, the area first, when there is nothing else to ask.
//
// asked are the course's rounds in any order; those of other packs, and those
// from day on, are not looked at. Ties are broken by id.
func Choose(pack *study.Pack, asked []study.Round, day study.Day) (study.Question, string, error) {
	past := pastOf(pack, asked, day)
	var all []candidate
	for _, q := range pack.Questions {
		if q.Status == study.Active {
			all = append(all, past.candidate(q))
		}
	}
	if len(all) == 0 {
		return study.Question{}, "", ErrNoQuestion
	}
	best := slices.MinFunc(all, func(a, b candidate) int {
		return cmp.Or(
			compareBool(a.resting, b.resting),
			compareBool(a.sameArea, b.sameArea),
			a.walk(b),
			a.asked.compare(b.asked),
			compareBool(a.sameWay, b.sameWay),
			cmp.Compare(a.question.ID, b.question.ID),
		)
	})
	return best.question, best.because(all, day), nil
}

// turn is a round's place in the course's history; the zero value is before all rounds.
type turn struct {
	day    study.Day
	number int
}

func (t turn) compare(u turn) int {
	return cmp.Or(cmp.Compare(t.day, u.day), cmp.Compare(t.number, u.number))
}

// history is what a course was asked before a day.
type history struct {
	day      study.Day
	question map[string]turn
	topic    map[int]turn
	area     string // of the last round
	keyed    bool   // the last round's; true before the first, so that a course begins with a question in words
}

func pastOf(pack *study.Pack, asked []study.Round, day study.Day) history {
	h := history{day: day, question: map[string]turn{}, topic: map[int]turn{}, keyed: true}
	byID := make(map[string]study.Question, len(pack.Questions))
	for _, q := range pack.Questions {
		byID[q.ID] = q
	}
	var last turn
	for _, r := range asked {
		q, known := byID[r.Question]
		if now, old := pack.Aliases.Questions[r.Question]; !known && old {
			q, known = byID[now]
		}
		if !known || r.Pack != pack.ID || r.Day >= day {
			continue
		}
		t := turn{r.Day, r.Number}
		h.question[q.ID] = later(h.question[q.ID], t)
		h.topic[q.Topic] = later(h.topic[q.Topic], t)
		if t.compare(last) >= 0 {
			last, h.area, h.keyed = t, q.Area, q.Format.Keyed()
		}
	}
	return h
}

func later(a, b turn) turn {
	if a.compare(b) < 0 {
		return b
	}
	return a
}

func (h history) candidate(q study.Question) candidate {
	c := candidate{question: q, asked: h.question[q.ID], visited: h.topic[q.Topic]}
	c.resting = c.asked.day != "" && daysBetween(c.asked.day, h.day) < Cooldown
	c.sameWay = q.Format.Keyed() == h.keyed
	c.sameArea = h.area != "" && q.Area == h.area
	return c
}

// candidate is a question and what speaks for and against it.
type candidate struct {
	question study.Question
	asked    turn // the question's last round
	visited  turn // its topic's last round
	resting  bool
	sameArea bool
	sameWay  bool // judged as the last round's question
}

// walk orders by the walk through the topics: the one visited longest ago, then by day.
func (c candidate) walk(d candidate) int {
	return cmp.Or(c.visited.compare(d.visited), cmp.Compare(c.question.Topic, d.question.Topic))
}

// because explains the choice among all.
func (c candidate) because(all []candidate, day study.Day) string {
	news := "this question has not been asked here before"
	if c.asked.day != "" {
		news = fmt.Sprintf("this question was last asked here %s ago", days(daysBetween(c.asked.day, day)))
	}
	next := slices.MinFunc(all, candidate.walk)
	switch {
	case c.resting:
		return fmt.Sprintf("Every question was asked here within %d days, so one comes again early: %s.", Cooldown, news)
	case c.question.Topic == next.question.Topic:
		return fmt.Sprintf("Day %d is next on the walk through the topics, and %s.", c.question.Topic, news)
	default:
		return fmt.Sprintf("Day %d steps in for Day %d, whose questions were asked too recently or share the last question's area; %s.",
			c.question.Topic, next.question.Topic, news)
	}
}

func days(n int) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}

// daysBetween counts from one date to a later one.
func daysBetween(from, to study.Day) int {
	return int(to.Date().Sub(from.Date()).Hours() / 24)
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	default:
		return 1
	}
}
