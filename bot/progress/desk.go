package progress

import (
	"context"
	"time"

	"studybot/bot/chat"
	"studybot/bot/enrolment"
	"studybot/bot/mastery"
	"studybot/bot/study"
)

// Standing is what the desk needs to know of where members stand.
type Standing interface {
	// Assessments are a member's finished ones by the pack's current areas, oldest first.
	Assessments(ctx context.Context, who study.Who, pack *study.Pack) ([]study.Assessment, error)
	// Invitation is a card that leads to a first assessment.
	Invitation(title, text string, pack *study.Pack) chat.Message
}

// Mastery is what the desk needs to know of what members know.
type Mastery interface {
	// Now is the state of the team's group that studies the pack.
	Now(ctx context.Context, team string, pack *study.Pack, at time.Time) (mastery.Now, error)
}

// Members keeps how much time people have.
type Members interface {
	enrolment.Members
	// SaveMember changes what differs between was, the record as it was read, and m, in
	// one step; the rest stays as it is stored. It answers the record as it is then, with
	// the Courses of m, which are never written.
	SaveMember(ctx context.Context, was, m study.Member) (study.Member, error)
}

// Store is everything that the desk reads and keeps.
type Store interface {
	Ticks
	Plans
	Members
}

// Desk shows members what they work through and keeps what they have done of it.
type Desk struct {
	store    Store
	standing Standing
	mastery  Mastery
	roll     *enrolment.Roll
	now      func() time.Time
}

// NewDesk makes a desk; now is its only clock.
func NewDesk(store Store, standing Standing, mastery Mastery, roll *enrolment.Roll, now func() time.Time) *Desk {
	return &Desk{store: store, standing: standing, mastery: mastery, roll: roll, now: now}
}
