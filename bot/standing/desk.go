package standing

import (
	"context"
	"log/slog"
	"time"

	"studybot/bot/chat"
	"studybot/bot/enrolment"
	"studybot/bot/study"
)

// Ratings is how the desk learns what a member answered.
type Ratings interface {
	// Ratings are those that count, oldest first: one a round and question.
	Ratings(ctx context.Context, who study.Who) ([]study.Rating, error)
}

// Members keeps who shares their score.
type Members interface {
	enrolment.Members
	// SaveMember changes what differs between was, the record as it was read, and m, in
	// one step; the rest stays as it is stored. It answers the record as it is then, with
	// the Courses of m, which are never written.
	SaveMember(ctx context.Context, was, m study.Member) (study.Member, error)
}

// Evidence is what members' answers say, for a member's own eyes. It is told beside the
// assessment and never mixed with it; what is shared holds none of it.
type Evidence interface {
	// Score tells it in all; answered is false, and the blocks say so, while there are no answers.
	Score(ctx context.Context, who study.Who, pack *study.Pack) (blocks []chat.Block, answered bool, err error)
	// Areas tells it in a phrase for every area, by its id.
	Areas(ctx context.Context, who study.Who, pack *study.Pack) (byArea map[string]string, answered bool, err error)
}

// Store is everything that the desk reads and keeps.
type Store interface {
	Assessments
	Ratings
	Members
}

// Desk takes self-assessments and tells members where they stand.
type Desk struct {
	store    Store
	roll     *enrolment.Roll
	evidence Evidence
	charts   Charts
	now      func() time.Time
	log      *slog.Logger
}

// NewDesk makes a desk; now is its only clock.
func NewDesk(store Store, roll *enrolment.Roll, evidence Evidence, charts Charts, now func() time.Time, log *slog.Logger) *Desk {
	return &Desk{store: store, roll: roll, evidence: evidence, charts: charts, now: now, log: log}
}
