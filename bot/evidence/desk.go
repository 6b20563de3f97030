package evidence

import (
	"context"
	"fmt"
	"time"

	"studybot/bot/enrolment"
	"studybot/bot/learn"
	"studybot/bot/mastery"
	"studybot/bot/study"
)

// Mastery is what a group knows.
type Mastery interface {
	// Now is the state of the team's group that studies the pack at a moment.
	Now(ctx context.Context, team string, pack *study.Pack, at time.Time) (mastery.Now, error)
}

// Store is what the desk reads.
type Store interface {
	enrolment.Members
	// Ratings are a member's that count, oldest first: one a round and question.
	Ratings(ctx context.Context, who study.Who) ([]study.Rating, error)
	// Assessments are a member's finished ones, oldest first.
	Assessments(ctx context.Context, who study.Who) ([]study.Assessment, error)
	// Rounds are all of a course, oldest first.
	Rounds(ctx context.Context, team, course string) ([]study.Round, error)
}

// NextInPlan is the first open item of the member's plan and why it is there; false when
// there is none.
type NextInPlan func(ctx context.Context, who study.Who) (title, reason string, ok bool, err error)

// Desk tells members what their answers say.
type Desk struct {
	known Mastery
	store Store
	roll  *enrolment.Roll
	plan  NextInPlan
	now   func() time.Time
}

// NewDesk makes a desk; now is its only clock.
func NewDesk(known Mastery, store Store, roll *enrolment.Roll, plan NextInPlan, now func() time.Time) *Desk {
	return &Desk{known: known, store: store, roll: roll, plan: plan, now: now}
}

// view is what is known of one member at one moment.
type view struct {
	mastery.Now
	pack  *study.Pack
	id    string
	areas []learn.Evidence
}

func (d *Desk) look(ctx context.Context, who study.Who, pack *study.Pack) (view, error) {
	known, err := d.known.Now(ctx, who.Team, pack, d.now())
	if err != nil {
		return view{}, fmt.Errorf("look at what the answers say: %w", err)
	}
	return view{Now: known, pack: pack, id: who.Member, areas: known.Model.Evidence(who.Member, known.Day)}, nil
}

// answered says whether there are answers at all. Without them evidence is a forecast
// from the self-assessment, and saying it would only repeat that.
func (v view) answered() bool { return v.Model.Answers(v.id) > 0 }

// question is the pack's question with a number.
func (v view) question(number int) study.Question {
	q, _ := v.pack.Question(v.Model.Bank().ID(number))
	return q
}

// topic is the name of a question's topic: "Day 36 CI/CD for ML".
func (v view) topic(q study.Question) string {
	t, _ := v.pack.Topic(q.Topic)
	return fmt.Sprintf("Day %d %s", t.Day, t.Name)
}
