package kept

import (
	"fmt"
	"hash/fnv"
	"slices"

	"studybot/bot/plan"
	"studybot/bot/plan/revise"
	"studybot/bot/study"
)

// Rescue is what is open, spread over the study days that are left.
type Rescue struct {
	revise.Rescue
	Open     []plan.Item // from earlier weeks
	DaysLeft int         // study days
	Daily    int         // the most minutes in one of them
	Stamp    string      // differs when the weeks do
}

// Rescue spreads what is open over the days on which the timetable asks: in each no
// more than its part of the week's minutes, in steps of 5.
func (c Copy) Rescue(tt study.Timetable) (Rescue, error) {
	weekdays := tt.Weekdays
	if weekdays == (study.Weekdays{}) {
		weekdays = study.Workdays()
	}
	inWeek := 0
	for _, on := range weekdays {
		if on {
			inWeek++
		}
	}
	pace := revise.Pace{First: c.First, Daily: ((c.Limit+inWeek-1)/inWeek + 4) / 5 * 5}
	for day := max(c.today, c.First); day < c.First.Add(7*len(c.Weeks)); day = day.Add(1) {
		if weekdays[day.Weekday()] && !slices.Contains(tt.Holidays, day) {
			pace.Days = append(pace.Days, day)
		}
	}

	// What had no room gets another chance in the week of the first day that is left:
	// one without such a day stays as it is.
	over, roomless := c.Missed()
	stands := c.Plan
	stands.Weeks = slices.Clone(c.Weeks)
	week := c.Week
	if len(pace.Days) > 0 {
		week = weekAt(c.First, pace.Days[0])
	}
	now := &stands.Weeks[week-1]
	now.Items = append(slices.Clone(now.Items), roomless...)
	stands.Left = slices.DeleteFunc(slices.Clone(c.Left), func(l plan.Left) bool {
		return slices.ContainsFunc(roomless, func(i plan.Item) bool { return i.ID == l.ID })
	})
	counted := map[string]bool{}
	for _, i := range append(c.Counted(), roomless...) {
		counted[i.ID] = true
	}
	settled := func(id string) bool { return c.Done[id] || !counted[id] }
	r := Rescue{Rescue: revise.Behind(c.pack, stands, settled, pace), Open: append(over, roomless...), DaysLeft: len(pace.Days), Daily: pace.Daily}
	text, err := encode(r.Plan)
	if err != nil {
		return r, err
	}
	h := fnv.New32a()
	_, _ = h.Write(text) // never fails
	r.Stamp = fmt.Sprintf("%08x", h.Sum32())
	return r, nil
}

// Moves says whether the spread differs from the plan as it stands.
func (r Rescue) Moves() bool { return len(r.Left) > 0 || !slices.Equal(r.Before, r.After) }

// Spread makes the weeks of a rescue the plan's.
func (c *Copy) Spread(r Rescue) {
	c.Plan, c.Large, c.SpreadFrom, c.SpreadOn = r.Plan, false, c.Revision, c.today
	c.Cause = "What was open has its place in the weeks that are left."
	if len(r.Rescue.Left) > 0 {
		c.Cause = "What was open has its place in the weeks that are left, as far as there is room."
	}
	c.settle()
}
