package progress

import (
	"context"
	"time"

	"studybot/bot/chat"
	"studybot/bot/enrolment"
	"studybot/bot/study"
)

// Standing is what the desk needs to know of where members stand.
type Standing interface {
	// Assessments are a member's finished ones by the pack's current areas, oldest first.
	Assessments(ctx context.Context, who study.Who, pack *study.Pack) ([]study.Assessment, error)
	// Invitation is a card that leads to a first assessment.
	Invitation(title, text string, pack *study.Pack) chat.Message
}

// Desk shows members what they work through and keeps what they have done of it.
type Desk struct {
	store    Ticks
	standing Standing
	roll     *enrolment.Roll
	now      func() time.Time
}

// NewDesk makes a desk; now is its only clock.
func NewDesk(store Ticks, standing Standing, roll *enrolment.Roll, now func() time.Time) *Desk {
	return &Desk{store: store, standing: standing, roll: roll, now: now}
}
