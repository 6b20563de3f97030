package rival

import (
	"studybot/cmd/sim/chance"
	"studybot/cmd/sim/classroom"
)

// Random asks whatever the rules allow, each question with the same chance.
func Random(w *classroom.World) (classroom.Session, error) {
	r := &random{newDesk(w.Course), chance.Seed(0).Named("random " + w.Course.Run)}
	return session(r, r), nil
}

type random struct {
	*desk
	seed chance.Seed
}

func (r *random) Channel(day int) (string, error) {
	return r.publish(day, func(q int) float64 { return r.seed.At(day, -1, q).Uniform() })
}

func (r *random) Personal(day int, member string, k int, exclude []string) ([]string, error) {
	m := r.member[member]
	return r.hand(k, exclude, func(q int) float64 { return r.seed.At(day, m, q).Uniform() }), nil
}

// RoundRobin goes through the bank in its order and begins again at its end: the
// channel at its own place, each member at theirs.
func RoundRobin(w *classroom.World) (classroom.Session, error) {
	r := &roundRobin{desk: newDesk(w.Course)}
	r.next = make([]int, len(w.Course.Members)+1)
	return session(r, r), nil
}

type roundRobin struct {
	*desk
	next []int // the question whose turn it is, by member; the channel's is the last
}

// turn is how long a question still has to wait, negative.
func (r *roundRobin) turn(walker int) func(q int) float64 {
	n := len(r.area)
	return func(q int) float64 { return -float64((q - r.next[walker] + n) % n) }
}

func (r *roundRobin) Channel(day int) (string, error) {
	channel := len(r.next) - 1
	id, err := r.publish(day, r.turn(channel))
	r.next[channel] = r.question[id] + 1
	return id, err
}

func (r *roundRobin) Personal(_ int, member string, k int, exclude []string) ([]string, error) {
	m := r.member[member]
	ids := r.hand(k, exclude, r.turn(m))
	if n := len(ids); n > 0 {
		r.next[m] = r.question[ids[n-1]] + 1
	}
	return ids, nil
}

// Even keeps all areas at an even pace and repeats nothing without need: for a member
// what they answered least, in the channel what was published least and of that
// what the team answered least.
func Even(w *classroom.World) (classroom.Session, error) {
	r := &even{desk: newDesk(w.Course)}
	r.published = make([]int, len(w.Course.Questions))
	r.place = placesInAreas(r.desk)
	return session(r, r), nil
}

type even struct {
	*desk
	published []int     // times in the channel, by question
	place     []float64 // of a question on the walk, below 1
}

func (r *even) Channel(day int) (string, error) {
	id, err := r.publish(day, func(q int) float64 {
		answers := 0
		for m := range r.answered {
			answers += r.answered[m][q]
		}
		return -1000*float64(r.published[q]) - float64(answers) - r.place[q]
	})
	r.published[r.question[id]]++
	return id, err
}

func (r *even) Personal(_ int, member string, k int, exclude []string) ([]string, error) {
	times := r.answered[r.member[member]]
	return r.hand(k, exclude, func(q int) float64 { return -float64(times[q]) - r.place[q] }), nil
}

// placesInAreas orders the questions as a walk that is through all areas at the
// same time, from 0 to below 1.
func placesInAreas(d *desk) []float64 {
	size, met := make([]int, len(d.course.Areas)), make([]int, len(d.course.Areas))
	for _, a := range d.area {
		size[a]++
	}
	places := make([]float64, len(d.area))
	for q, a := range d.area {
		places[q] = (float64(met[a]) + (float64(a)+0.5)/float64(len(size))) / float64(size[a])
		met[a]++
	}
	return places
}

// Unseen takes what was never answered, the most important first, and then what
// was answered least.
func Unseen(w *classroom.World) (classroom.Session, error) {
	u := &unseen{desk: newDesk(w.Course)}
	u.place = placesInAreas(u.desk)
	return session(u, u), nil
}

type unseen struct {
	*desk
	place []float64
}

func (u *unseen) Channel(day int) (string, error) {
	return u.publish(day, func(q int) float64 {
		news := 0
		for m := range u.answered {
			if u.answered[m][q] == 0 {
				news++
			}
		}
		return u.weight(q)*float64(news) - u.place[q]
	})
}

func (u *unseen) Personal(_ int, member string, k int, exclude []string) ([]string, error) {
	times := u.answered[u.member[member]]
	return u.hand(k, exclude, func(q int) float64 { return -10*float64(times[q]) + u.weight(q) - u.place[q] }), nil
}
