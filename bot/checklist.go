package bot

import (
	"context"

	"studybot/bot/study"
)

// Ticks keeps what members have done on lists.
type Ticks interface {
	// Tick marks the item as done, or as open again when done is false.
	Tick(ctx context.Context, who study.Who, t study.Tick, done bool) error
	// Ticks are all of a member in a pack.
	Ticks(ctx context.Context, who study.Who) ([]study.Tick, error)
}
