package classroom

import (
	"fmt"
	"slices"

	"studybot/bot/study"
	"studybot/cmd/sim/chance"
	"studybot/cmd/sim/memory"
)

// Remembering draws people who remember in one way.
type Remembering func(chance.Seed, []memory.Person, []memory.Item) Truth

// Setting is what makes a world; the same setting makes the same one.
type Setting struct {
	Pack  *study.Pack
	Seed  chance.Seed
	Days  int // the exam is on the day after the last
	Team  int // members
	Run   string
	Truth Remembering
}

// World is a course with a team whose memories are open to view. A policy sees
// the Course only; the oracle sees the rest.
type World struct {
	Course Course
	Truth  Truth

	seed      chance.Seed
	days      int
	habits    []habits
	members   map[string]int // index by id
	questions map[string]int
	byArea    [][]int // questions of each area
}

// NewWorld is the world of a setting on day 0.
func NewWorld(s Setting) (*World, error) {
	course, err := courseOf(s.Pack, s.Days)
	if err != nil {
		return nil, err
	}
	course.Run = s.Run
	w := &World{
		Course: course, seed: s.Seed.Named("world"), days: s.Days,
		members: map[string]int{}, questions: map[string]int{}, byArea: make([][]int, len(course.Areas)),
	}
	items, err := w.items()
	if err != nil {
		return nil, err
	}
	people := make([]memory.Person, s.Team)
	for m := range s.Team {
		w.habits = append(w.habits, drawHabits(w.seed.Named("habits").At(m), s.Days))
		people[m].Bias = w.habits[m].bias
	}
	w.Truth = s.Truth(w.seed, people, items)
	for m := range s.Team {
		id := fmt.Sprintf("m%d", m+1)
		w.members[id] = m
		w.Course.Members = append(w.Course.Members, Member{id, w.assess(w.seed.Named("assess").At(m), m)})
	}
	return w, nil
}

// items are the questions as memories see them.
func (w *World) items() ([]memory.Item, error) {
	area, category := map[string]int{}, map[string]int{}
	for i, a := range w.Course.Areas {
		area[a.ID] = i
		if _, known := category[a.Category]; !known {
			category[a.Category] = len(category)
		}
	}
	items := make([]memory.Item, len(w.Course.Questions))
	for i, q := range w.Course.Questions {
		a, known := area[q.Area]
		if !known {
			return nil, fmt.Errorf("question %s is in area %q, which does not exist", q.ID, q.Area)
		}
		w.questions[q.ID] = i
		w.byArea[a] = append(w.byArea[a], i)
		items[i] = memory.Item{
			Area: a, Category: category[w.Course.Areas[a].Category], Difficulty: q.Difficulty,
			Age: max(1, w.Course.CourseDay-q.Topic), Keyed: q.Format.Keyed(),
		}
	}
	for i, of := range w.byArea {
		if len(of) == 0 {
			return nil, fmt.Errorf("area %s has no question, so the rules cannot be kept", w.Course.Areas[i].ID)
		}
	}
	return items, nil
}

// Attendance is the chance that a member answers the channel's question on a day.
func (w *World) Attendance(member, day int) float64 {
	if w.habits[member].away(day) {
		return 0
	}
	return w.habits[member].answers
}

// Member finds a member's place in the course by id.
func (w *World) Member(id string) int { return w.members[id] }

// Mastery is the recall on a day of everything by everybody, weighted by priority, from 0 to 1.
func (w *World) Mastery(day int) float64 {
	sum, weights := 0.0, 0.0
	for q, question := range w.Course.Questions {
		weight := float64(question.Priority.Weight())
		for m := range w.habits {
			sum += weight * w.Truth.Recall(m, q, day)
			weights += weight
		}
	}
	return sum / weights
}

// areaTruth is a member's true score in an area: 1 for recalling nothing of it, 5 for everything.
func (w *World) areaTruth(m, area, day int) float64 {
	sum := 0.0
	for _, q := range w.byArea[area] {
		sum += w.Truth.Recall(m, q, day)
	}
	return 1 + 4*sum/float64(len(w.byArea[area]))
}

// present says who answers the channel on a day, or opens the bot.
func (w *World) present(what string, day int, chanceOf func(habits) float64) []int {
	var who []int
	for m, h := range w.habits {
		if !h.away(day) && w.seed.Named(what).At(m, day).Uniform() < chanceOf(h) {
			who = append(who, m)
		}
	}
	return slices.Clip(who)
}
