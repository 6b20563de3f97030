package redis

import (
	"strconv"
	"strings"
)

// schema is the version of the layout; it is the first part of every key, and
// the value of schemaKey tells an older or newer program to keep away.
const (
	schema    = "1"
	prefix    = "sb" + schema + ":"
	schemaKey = "studybot:schema"
)

// dueKey is the hint: a sorted set of teams by the instant of their earliest
// entry. The truth is each team's own agenda; see Store.Reindex.
func dueKey() string { return prefix + "due" }

// knownKey is the set of teams that ever had an agenda.
func knownKey() string { return prefix + "known" }

// teamKey puts all keys of a team on one hash slot.
func teamKey(team, rest string) string { return prefix + "{" + tag(team) + "}:" + rest }

// tag keeps braces out of the hash tag, and an empty one from being none.
func tag(team string) string {
	if team == "" {
		return "%"
	}
	if !strings.ContainsAny(team, "%{}") {
		return team
	}
	return strings.NewReplacer("%", "%25", "{", "%7B", "}", "%7D").Replace(team)
}

// The keys of a team.

func coursesKey(team string) string  { return teamKey(team, "courses") }
func ownersKey(team string) string   { return teamKey(team, "owners") }
func countersKey(team string) string { return teamKey(team, "counters") }
func peopleKey(team string) string   { return teamKey(team, "people") }
func agendaKey(team string) string   { return teamKey(team, "agenda") }
func holdKey(team string) string     { return teamKey(team, "hold") }
func learnedKey(team string) string  { return teamKey(team, "learned") }
func gateKey(team string) string     { return teamKey(team, "gate") }

func slotKey(team, entry string) string { return teamKey(team, "slot:"+entry) }

// The keys of a course. Rounds and votes are cut into pieces of chunkDays days,
// so that each piece stays a compact hash.

func roundsKey(team, course string, chunk int) string {
	return teamKey(team, "rounds:"+strconv.Itoa(chunk)+":"+course)
}

func votesKey(team, course string, chunk int) string {
	return teamKey(team, "votes:"+strconv.Itoa(chunk)+":"+course)
}

func seatsKey(team, course string) string { return teamKey(team, "seats:"+course) }

// The keys of a member.

func logKey(team, member string) string   { return teamKey(team, "log:"+member) }
func textKey(team, member string) string  { return teamKey(team, "text:"+member) }
func ticksKey(team, member string) string { return teamKey(team, "ticks:"+member) }
func plansKey(team, member string) string { return teamKey(team, "plans:"+member) }
