package plan

import (
	"fmt"
	"slices"
	"testing"

	"studybot/bot/study"
)

// A week that names a range of days stays mostly theirs, however many targets
// would fit into it.
func TestOtherTopicsDoNotOutnumberThoseOfTheLine(t *testing.T) {
	p := &study.Pack{ID: "p"}
	in := Input{Ratings: map[string]int{}}
	for day := 1; day <= 11; day++ {
		topic := study.Topic{Day: day, Priority: study.High}
		a := study.Area{ID: fmt.Sprintf("A%02d", day), Topics: []int{day}, Priority: study.High}
		in.Ratings[a.ID] = 2
		if day <= 3 {
			in.Ratings[a.ID] = 5
		}
		p.Topics, p.Areas = append(p.Topics, topic), append(p.Areas, a)
	}
	p.Levels = []study.Level{{Name: "all", Min: 0, Max: 100, Plan: study.PlanTemplate{Weeks: []study.PlanWeek{week("days 1-3", days(1, 3)), week("b", nil), week("c", nil), week("d", nil)}}}}
	named, other := 0, 0
	for _, i := range Make(p, in).Weeks[0].Items {
		if i.Topic <= 3 {
			named++
		} else {
			other++
		}
	}
	if named != 3 || other == 0 || other > 3 {
		t.Errorf("%d items of the line's days, %d others", named, other)
	}
}

// A week's items go by priority, save where one builds on another.
func TestTheMoreUrgentComesFirstWherePrerequisitesAllow(t *testing.T) {
	pack, _ := load(t)
	in := Input{Ratings: map[string]int{}}
	for n := range 40 {
		for i, a := range pack.Areas {
			in.Ratings[a.ID] = 1 + (i*(n+3)+n)%5
		}
		p := Make(pack, in)
		first := firstWeeks(p)
		for _, w := range p.Weeks {
			var days []int
			for _, i := range w.Items {
				if i.Topic != 0 && (len(days) == 0 || days[len(days)-1] != i.Topic) {
					days = append(days, i.Topic)
				}
			}
			for at := 1; at < len(days); at++ {
				before, _ := pack.Topic(days[at-1])
				next, _ := pack.Topic(days[at])
				waited := first[next.Day] == w.Number && slices.Contains(next.Prereq, before.Day)
				if next.Priority.Weight() > before.Priority.Weight() && !waited {
					t.Fatalf("profile %d, week %d: day %d %s before day %d %s", n, w.Number, before.Day, before.Priority, next.Day, next.Priority)
				}
			}
		}
	}
}
