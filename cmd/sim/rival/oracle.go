package rival

import (
	"errors"

	"studybot/cmd/sim/classroom"
)

// Oracle sees the true memories and takes, one step at a time, what is expected
// to raise weighted recall on the day of the exam the most. It keeps the same
// rules. It does not look further ahead than one answer, so it is a high mark
// and not the highest that is possible.
func Oracle(w *classroom.World) (classroom.Session, error) {
	return seer(w, w.Truth.Gain)
}

// Observer does as the oracle does, but sees of each memory only what the answers
// have shown: it knows every member's skill, every item and how memory works, and not
// what luck decided. No policy can know as much, so none without second sight should
// come closer to the oracle.
func Observer(w *classroom.World) (classroom.Session, error) {
	truth, open := w.Truth.(interface {
		Foreseen(member, question, day, later int) float64
	})
	if !open {
		return classroom.Session{}, errors.New("this truth does not say what can be foreseen of it")
	}
	return seer(w, truth.Foreseen)
}

type oracle struct {
	*desk
	world *classroom.World
	gain  func(member, question, day, later int) float64
	gains [][]float64 // of the day, by member and question
	day   int
}

func seer(w *classroom.World, gain func(member, question, day, later int) float64) (classroom.Session, error) {
	o := &oracle{desk: newDesk(w.Course), world: w, gain: gain, day: -1}
	o.gains = make([][]float64, len(w.Course.Members))
	for m := range o.gains {
		o.gains[m] = make([]float64, len(w.Course.Questions))
	}
	return session(o, o), nil
}

// look computes the day's gains once: nobody studies between the day's choices.
func (o *oracle) look(day int) {
	if o.day == day {
		return
	}
	o.day = day
	for m := range o.gains {
		for q := range o.gains[m] {
			o.gains[m][q] = o.weight(q) * o.gain(m, q, day, o.course.ExamDay)
		}
	}
}

func (o *oracle) Channel(day int) (string, error) {
	o.look(day)
	return o.publish(day, func(q int) float64 {
		sum := 0.0
		for m := range o.gains {
			sum += o.world.Attendance(m, day) * o.gains[m][q]
		}
		return sum
	})
}

func (o *oracle) Personal(day int, member string, k int, exclude []string) ([]string, error) {
	o.look(day)
	gains := o.gains[o.member[member]]
	return o.hand(k, exclude, func(q int) float64 { return gains[q] }), nil
}
