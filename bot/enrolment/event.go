package enrolment

import (
	"strings"
	"time"

	"studybot/bot/chat"
	"studybot/bot/command"
	"studybot/bot/refusal"
	"studybot/bot/study"
)

// WhoIs is the event's member as a learner of the pack with this id.
func WhoIs(e chat.Event, pack string) study.Who {
	return study.Who{Team: e.Team, Pack: pack, Member: e.Member}
}

// Typed are the words after a command.
func Typed(e chat.Event) string { return strings.TrimSpace(strings.Join(e.Action.Args, " ")) }

// Pick is the value of an argument that somebody typed: a fact of the pack.
func Pick(arg string, e chat.Event, pack *study.Pack) (string, error) {
	value, problem := command.Pick(arg, Typed(e), command.Choices(arg, pack))
	if problem != "" {
		return "", refusal.New("no such "+arg, problem)
	}
	return value, nil
}

// clockDrift is how far a platform's clock may run ahead before its times are
// not believed: a rating from the future would beat every later one.
const clockDrift = 5 * time.Minute

// Pressed is when the member pressed. Ratings, assessments and ticks are all dated
// by the platform's clock, so that two presses of one minute keep their order; the
// bot's own clock stands in where that one is silent or runs far ahead.
func Pressed(e chat.Event, now time.Time) time.Time {
	if e.At.IsZero() || e.At.After(now.Add(clockDrift)) {
		return now
	}
	return e.At
}
