package classroom

import (
	"fmt"

	"studybot/bot/study"
)

// Course is everything that a policy is told before the first day; all else it
// has to learn from ratings. Its JSON is the first line of the lab's protocol.
type Course struct {
	Run       string     `json:"run"` // different for every run; policies that need luck draw it from here
	Day       int        `json:"day"`
	ExamDay   int        `json:"exam_day"`
	CourseDay int        `json:"course_day_of_day_0"`
	Members   []Member   `json:"members"`
	Areas     []Area     `json:"areas"`
	Topics    []Topic    `json:"topics"`
	Questions []Question `json:"questions"`
	Rules     Rules      `json:"rules"`
}

// Member is a person with the ratings by area that they gave themselves on day
// 0. Areas may be missing, or all of them.
type Member struct {
	ID   string         `json:"id"`
	Self map[string]int `json:"self_assessment"`
}

// Area is something that is assessed. Category groups areas.
type Area struct {
	ID       string `json:"id"`
	Category string `json:"category"`
	Topics   []int  `json:"topics"`
}

// Topic is a day of the course.
type Topic struct {
	Day      int            `json:"day"`
	Priority study.Priority `json:"priority"`
	Prereq   []int          `json:"prereq"`
}

// Question is something to ask.
type Question struct {
	ID         string         `json:"id"`
	Area       string         `json:"area"`
	Topic      int            `json:"topic"`
	Priority   study.Priority `json:"priority"`
	Difficulty int            `json:"difficulty"`
	Format     study.Format   `json:"format"`
}

// Rules are the channel's.
type Rules struct {
	CooldownDays int  `json:"channel_cooldown_days"`
	AreaWindow   int  `json:"channel_area_window"`
	SameArea     bool `json:"channel_same_area_twice_running"`
}

// afterCourse is the day of the course on which the formal assessment, day 0, takes place.
const afterCourse = 40

// courseOf makes the course of a pack; its members come later.
func courseOf(pack *study.Pack, days int) (Course, error) {
	c := Course{
		ExamDay: days + 1, CourseDay: afterCourse,
		Rules: Rules{CooldownDays: 28, AreaWindow: 30},
	}
	priority := map[int]study.Priority{}
	for _, t := range pack.Topics {
		priority[t.Day] = t.Priority
		c.Topics = append(c.Topics, Topic{t.Day, t.Priority, append([]int{}, t.Prereq...)})
	}
	for _, a := range pack.Areas {
		c.Areas = append(c.Areas, Area{a.ID, a.Category, a.Topics})
	}
	for _, q := range pack.Questions {
		if q.Status == study.Active {
			c.Questions = append(c.Questions, Question{q.ID, q.Area, q.Topic, priority[q.Topic], q.Difficulty, q.Format})
		}
	}
	if len(c.Questions) == 0 || len(c.Areas) < 2 {
		return c, fmt.Errorf("the pack %s has %d questions in %d areas: too few to ask", pack.ID, len(c.Questions), len(c.Areas))
	}
	return c, nil
}

// WorkingDay says whether the channel is asked on a day. Day 1 is a Monday.
func WorkingDay(day int) bool { return day > 0 && day%7 != 6 && day%7 != 0 }
