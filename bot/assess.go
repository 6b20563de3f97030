package bot

import (
	"context"
	"time"

	"studybot/bot/study"
)

// Assessments keeps members' ratings of the pack's areas.
type Assessments interface {
	// Draft is the assessment that is being made; its Ratings are empty when there is none.
	Draft(ctx context.Context, who study.Who) (study.Assessment, error)
	// SaveDraft merges ratings into the draft in one step and returns the whole; a
	// rating of 0 takes its area out, and a draft without ratings is none.
	SaveDraft(ctx context.Context, who study.Who, ratings map[string]int) (study.Assessment, error)
	// FinishDraft turns the draft into the newest assessment, dated at, in one
	// step; study.ErrNotFound when there is no draft.
	FinishDraft(ctx context.Context, who study.Who, at time.Time) (study.Assessment, error)
	// Assessments are a member's finished ones, oldest first.
	Assessments(ctx context.Context, who study.Who) ([]study.Assessment, error)
}
