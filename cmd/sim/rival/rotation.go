package rival

import (
	"slices"

	"studybot/cmd/sim/classroom"
)

// rotation knows which questions the channel's rules allow. An area is allowed
// as long as all the others can still be served in time one after another, which
// is the most freedom that the rules leave.
type rotation struct {
	rules    classroom.Rules
	area     []int // by question
	slot     int   // of the next question, from 0
	latest   int   // the area of the last one, -1 before the first
	deadline []int // the last slot in which an area must come, by area
	day      []int // the day of a question's last time, by question
}

const never = -1 << 20

func newRotation(rules classroom.Rules, area []int, areas int) *rotation {
	r := &rotation{rules: rules, area: area, latest: -1, deadline: make([]int, areas), day: make([]int, len(area))}
	for a := range r.deadline {
		r.deadline[a] = rules.AreaWindow - 1
	}
	for q := range r.day {
		r.day[q] = never
	}
	return r
}

func (r *rotation) allowed(day int) []int {
	open := make([]bool, len(r.deadline))
	for a := range open {
		open[a] = (r.rules.SameArea || a != r.latest) && r.leavesTime(a)
	}
	var questions []int
	for q, a := range r.area {
		if open[a] && day-r.day[q] >= r.rules.CooldownDays {
			questions = append(questions, q)
		}
	}
	return questions
}

// leavesTime says whether all other areas can still meet their deadlines after this one.
func (r *rotation) leavesTime(area int) bool {
	others := slices.Delete(slices.Clone(r.deadline), area, area+1)
	slices.Sort(others)
	for i, deadline := range others {
		if deadline < r.slot+1+i {
			return false
		}
	}
	return true
}

func (r *rotation) asked(day, q int) {
	r.latest = r.area[q]
	r.deadline[r.latest] = r.slot + r.rules.AreaWindow
	r.day[q] = day
	r.slot++
}
