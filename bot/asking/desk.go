package asking

import (
	"context"
	"log/slog"
	"time"

	"studybot/bot/enrolment"
	"studybot/bot/study"
)

// Rounds are the questions that were put to a course.
type Rounds interface {
	// Round is the round of a day, with its Post once the question slot of that
	// day is settled; study.ErrNotFound when there is none.
	Round(ctx context.Context, team, course string, day study.Day) (study.Round, error)
	// Rounds are all of a course, oldest first.
	Rounds(ctx context.Context, team, course string) ([]study.Round, error)
}

// Store is everything that the desk reads and keeps.
type Store interface {
	enrolment.Courses
	enrolment.Members
	Rounds
	Ratings
	Answers
}

// Desk asks members and keeps what they say.
type Desk struct {
	store     Store
	roll      *enrolment.Roll
	knowledge Knowledge
	redraw    func(study.Round)
	now       func() time.Time
	log       *slog.Logger
}

// NewDesk makes a desk; now is its only clock, and redraw is told of rounds whose tally
// has changed.
func NewDesk(store Store, roll *enrolment.Roll, knowledge Knowledge, redraw func(study.Round), now func() time.Time, log *slog.Logger) *Desk {
	return &Desk{store: store, roll: roll, knowledge: knowledge, redraw: redraw, now: now, log: log}
}
