package bot

import (
	"context"

	"studybot/bot/study"
)

// Ratings is the log of ratings, a member's own, and each round's tally.
type Ratings interface {
	// Rate appends the rating if it counts, in one round trip, and says what
	// became of it. In a round (Course and Day set) the round must exist and ask
	// this question of who.Pack; the last At wins; a keyed answer never changes;
	// an open one changes only while the round is the course's current one.
	// Repeating a rating changes nothing. A first rating makes the person a
	// member of the team and of the course.
	Rate(ctx context.Context, who study.Who, r study.Rating) (study.Receipt, error)
	// Ratings are those that count, oldest first: one a round and question.
	Ratings(ctx context.Context, who study.Who) ([]study.Rating, error)
	// Tally counts a round's ratings.
	Tally(ctx context.Context, team, course string, day study.Day) (study.Tally, error)
}

// Answers keeps what members wrote, each for its writer.
type Answers interface {
	// SaveAnswer stores the non-empty ones of Text and Note.
	SaveAnswer(ctx context.Context, who study.Who, a study.Answer) error
	// Answers are all of a member in a pack, oldest day first.
	Answers(ctx context.Context, who study.Who) ([]study.Answer, error)
}
