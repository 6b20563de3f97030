package bot

import (
	"context"

	"studybot/bot/schedule"
	"studybot/bot/study"
)

// Courses keeps the study channels.
type Courses interface {
	// Course is one channel's course, or study.ErrNotFound.
	Course(ctx context.Context, team, channel string) (study.Course, error)
	// Courses are a team's, ordered by channel.
	Courses(ctx context.Context, team string) ([]study.Course, error)
	// SaveCourse writes the course and its agenda entries in one step. An entry
	// whose Due is zero is taken off the agenda.
	SaveCourse(ctx context.Context, c study.Course, agenda []schedule.Entry) error
}

// Agenda holds what is due next, by team.
type Agenda interface {
	// Put sets entries in one step; one with a zero Due is removed.
	Put(ctx context.Context, team string, entries ...schedule.Entry) error
}

// Outcomes tells what became of slots.
type Outcomes interface {
	// Outcomes are the newest n of one agenda entry (see schedule.Entry.Name), newest first.
	Outcomes(ctx context.Context, team, entry string, n int) ([]schedule.Outcome, error)
}
