package rival

import "studybot/cmd/sim/classroom"

// Oracle sees the true memories and takes, one step at a time, what is expected
// to raise weighted recall on the day of the exam the most. It keeps the same
// rules. It does not look further ahead than one answer, so it is a high mark
// and not the highest that is possible.
func Oracle(w *classroom.World) (classroom.Session, error) {
	o := &oracle{desk: newDesk(w.Course), world: w, day: -1}
	o.gains = make([][]float64, len(w.Course.Members))
	for m := range o.gains {
		o.gains[m] = make([]float64, len(w.Course.Questions))
	}
	return session(o, o), nil
}

type oracle struct {
	*desk
	world *classroom.World
	gains [][]float64 // of the day, by member and question
	day   int
}

// look computes the day's gains once: nobody studies between the day's choices.
func (o *oracle) look(day int) {
	if o.day == day {
		return
	}
	o.day = day
	for m := range o.gains {
		for q := range o.gains[m] {
			o.gains[m][q] = o.weight(q) * o.world.Truth.Gain(m, q, day, o.course.ExamDay)
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
