package card

import (
	"fmt"
	"time"

	"studybot/bot/study"
)

// Ago says how long before now an instant was, in the days of loc.
func Ago(at, now time.Time, loc *time.Location) string {
	switch n := DaysAgo(at, now, loc); n {
	case 0:
		return "today"
	case 1:
		return "yesterday"
	default:
		return fmt.Sprintf("%d days ago", n)
	}
}

// DaysAgo counts the midnights of loc between the two instants; 0 for the future.
func DaysAgo(at, now time.Time, loc *time.Location) int {
	from, to := study.DayOf(at.In(loc)), study.DayOf(now.In(loc))
	return max(0, int(to.Date().Sub(from.Date()).Hours()/24))
}

// OnDay writes an instant's local date as "2 Mar 2026".
func OnDay(at time.Time, loc *time.Location) string { return at.In(loc).Format("2 Jan 2006") }
