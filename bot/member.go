package bot

import (
	"context"

	"studybot/bot/enrolment"
	"studybot/bot/study"
)

// Members keeps what people chose, and lets them go.
type Members interface {
	enrolment.Members
	// SaveMember changes what differs between was, the record as it was read, and m, in
	// one step; the rest stays as it is stored. It answers the record as it is then, with
	// the Courses of m, which are never written.
	SaveMember(ctx context.Context, was, m study.Member) (study.Member, error)
	// Members are the people of a team who answered, assessed or chose something.
	Members(ctx context.Context, team string) ([]study.Member, error)
	// Forget removes everything of the person in one step: afterwards no key and
	// no value holds their id or anything they gave.
	Forget(ctx context.Context, team, id string) error
}
