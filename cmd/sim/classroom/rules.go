package classroom

import (
	"fmt"
	"slices"
)

// invigilator checks what policies ask. It shares nothing with the code by which
// they keep the rules.
type invigilator struct {
	course   Course
	area     map[string]string // by question
	asked    []string          // in the channel, in order
	askedDay map[string]int    // a question's last day in the channel
}

func newInvigilator(c Course) *invigilator {
	v := &invigilator{course: c, area: map[string]string{}, askedDay: map[string]int{}}
	for _, q := range c.Questions {
		v.area[q.ID] = q.Area
	}
	return v
}

// channel checks the team's question of a day and remembers it.
func (v *invigilator) channel(day int, question string) error {
	area, known := v.area[question]
	if !known {
		return fmt.Errorf("day %d: the channel's question %q does not exist", day, question)
	}
	rules := v.course.Rules
	if last, before := v.askedDay[question]; before && day-last < rules.CooldownDays {
		return fmt.Errorf("day %d: %s returns to the channel after %d days, the rule is %d", day, question, day-last, rules.CooldownDays)
	}
	if n := len(v.asked); n > 0 && !rules.SameArea && v.area[v.asked[n-1]] == area {
		return fmt.Errorf("day %d: the channel's area %s comes twice running", day, area)
	}
	v.asked = append(v.asked, question)
	v.askedDay[question] = day
	if n := len(v.asked); n >= rules.AreaWindow {
		served := map[string]bool{}
		for _, q := range v.asked[n-rules.AreaWindow:] {
			served[v.area[q]] = true
		}
		for _, a := range v.course.Areas {
			if !served[a.ID] {
				return fmt.Errorf("day %d: the last %d questions of the channel had none of area %s", day, rules.AreaWindow, a.ID)
			}
		}
	}
	return nil
}

// personal checks a member's questions of a day.
func (v *invigilator) personal(day int, member string, questions []string, k int, exclude []string) error {
	if len(questions) > k {
		return fmt.Errorf("day %d: %s is asked %d questions instead of at most %d", day, member, len(questions), k)
	}
	for i, q := range questions {
		switch _, known := v.area[q]; {
		case !known:
			return fmt.Errorf("day %d: the question %q for %s does not exist", day, q, member)
		case slices.Contains(exclude, q):
			return fmt.Errorf("day %d: %s is asked %s, which was excluded", day, member, q)
		case slices.Contains(questions[:i], q):
			return fmt.Errorf("day %d: %s is asked %s twice", day, member, q)
		}
	}
	return nil
}
