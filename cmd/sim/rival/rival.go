// Package rival holds the policies that the product's choice of questions is
// compared with: random, round robin, an even pace, due-first flashcards, unseen by priority,
// and an oracle that sees the true memories. All keep the channel's rules by
// the same rotation, so that they differ in taste only.
//
// It must not know the product's own way to choose, nor how the truth works inside.
package rival

import (
	"fmt"
	"slices"

	"studybot/cmd/sim/classroom"
)

// desk is what all rivals keep: the course with places for ids, how often each
// member answered each question, and the channel's rotation.
type desk struct {
	course   classroom.Course
	question map[string]int
	member   map[string]int
	area     []int   // by question
	answered [][]int // times, by member and question
	rotation *rotation
}

func newDesk(c classroom.Course) *desk {
	d := &desk{course: c, question: map[string]int{}, member: map[string]int{}}
	areas := map[string]int{}
	for i, a := range c.Areas {
		areas[a.ID] = i
	}
	for i, q := range c.Questions {
		d.question[q.ID] = i
		d.area = append(d.area, areas[q.Area])
	}
	for i, m := range c.Members {
		d.member[m.ID] = i
		d.answered = append(d.answered, make([]int, len(c.Questions)))
	}
	d.rotation = newRotation(c.Rules, d.area, len(c.Areas))
	return d
}

// Rated counts an answer.
func (d *desk) Rated(r classroom.Rating) error {
	d.answered[d.member[r.Member]][d.question[r.Question]]++
	return nil
}

func (d *desk) weight(q int) float64 { return float64(d.course.Questions[q].Priority.Weight()) }

// publish puts the allowed question with the largest value into the channel; ties go to the first.
func (d *desk) publish(day int, value func(q int) float64) (string, error) {
	allowed := d.rotation.allowed(day)
	if len(allowed) == 0 {
		return "", fmt.Errorf("day %d: no question is allowed in the channel", day)
	}
	q := best(allowed, 1, value)[0]
	d.rotation.asked(day, q)
	return d.course.Questions[q].ID, nil
}

// hand gives a member the k questions with the largest values.
func (d *desk) hand(k int, exclude []string, value func(q int) float64) []string {
	var open []int
	for q := range d.course.Questions {
		if !slices.Contains(exclude, d.course.Questions[q].ID) {
			open = append(open, q)
		}
	}
	var ids []string
	for _, q := range best(open, k, value) {
		ids = append(ids, d.course.Questions[q].ID)
	}
	return ids
}

// best are the k of some questions with the largest values, largest first; ties keep their order.
func best(of []int, k int, value func(q int) float64) []int {
	type valued struct {
		q     int
		value float64
	}
	all := make([]valued, 0, len(of))
	for _, q := range of {
		all = append(all, valued{q, value(q)})
	}
	slices.SortStableFunc(all, func(a, b valued) int {
		switch {
		case a.value > b.value:
			return -1
		case a.value < b.value:
			return 1
		}
		return 0
	})
	var chosen []int
	for _, v := range all[:min(k, len(all))] {
		chosen = append(chosen, v.q)
	}
	return chosen
}

func session(asker classroom.Asker, learner classroom.Learner) classroom.Session {
	return classroom.Session{Asker: asker, Learner: learner}
}
