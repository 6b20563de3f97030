package bot

import (
	"fmt"
	"strings"
	"time"

	"studybot/bot/study"
)

// oneLevel says whether the level is the same however the open areas turn out.
func oneLevel(pack *study.Pack, t study.Total) bool {
	low, _ := pack.LevelAt(t.Low)
	high, _ := pack.LevelAt(t.High)
	return low == high
}

// levelName is the name of the level: "Intermediate", "Intermediate (provisional)"
// while areas are open, or "too early to say" while they may change it.
func levelName(pack *study.Pack, t study.Total) string {
	_, level := pack.LevelAt(t.Low)
	switch {
	case t.Complete():
		return level.Name
	case oneLevel(pack, t):
		return level.Name + " (provisional)"
	default:
		return tooEarly
	}
}

// tooEarly stands for the level while open areas may change it.
const tooEarly = "too early to say"

// totalLine is an assessment in one line: "75 of 100, Intermediate" or "32-96 of
// 100, level too early to say".
func totalLine(pack *study.Pack, a study.Assessment) string {
	t := study.TotalOf(pack, a)
	if !oneLevel(pack, t) {
		return t.String() + ", level " + tooEarly
	}
	return t.String() + ", " + levelName(pack, t)
}

// ago says how long before now an instant was, in the days of loc.
func ago(at, now time.Time, loc *time.Location) string {
	switch n := daysAgo(at, now, loc); n {
	case 0:
		return "today"
	case 1:
		return "yesterday"
	default:
		return fmt.Sprintf("%d days ago", n)
	}
}

// daysAgo counts the midnights of loc between the two instants; 0 for the future.
func daysAgo(at, now time.Time, loc *time.Location) int {
	from, to := study.DayOf(at.In(loc)), study.DayOf(now.In(loc))
	return max(0, int(to.Date().Sub(from.Date()).Hours()/24))
}

// onDay writes an instant's local date as "2 Mar 2026".
func onDay(at time.Time, loc *time.Location) string { return at.In(loc).Format("2 Jan 2006") }

// joined writes "a", "a and b", "a, b and c".
func joined(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
