package bot

import (
	"context"

	"studybot/bot/study"
)

// Rounds keeps the questions that were put to a course.
type Rounds interface {
	// OpenRound makes r the course's current round. When the course already has a
	// round of that day, that one is returned and nothing changes.
	OpenRound(ctx context.Context, r study.Round) (study.Round, error)
	// Round is the round of a day, with its Post once the question slot of that
	// day is settled; study.ErrNotFound when there is none.
	Round(ctx context.Context, team, course string, day study.Day) (study.Round, error)
	// Rounds are all of a course, oldest first.
	Rounds(ctx context.Context, team, course string) ([]study.Round, error)
}
