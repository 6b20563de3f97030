package schedule

import (
	"time"

	"studybot/bot/study"
)

// instant is the first moment at which the clocks of loc show the day and time
// of day or later. That one rule settles every change of the clocks: a time that
// is skipped happens at the end of the gap, a time that comes twice at its first
// coming, and later local times are never earlier instants.
//
// The zone's periods are walked by hand because time.Date does not promise which
// of the two instants it picks.
func instant(loc *time.Location, day study.Day, at study.Clock) time.Time {
	wall := day.Date().Add(time.Duration(at) * time.Minute).Unix() // the local reading as if it were UTC
	// No zone is more than 16 hours from UTC and no gap is longer than a day, so
	// two days earlier every clock still showed less.
	t := time.Unix(wall, 0).Add(-48 * time.Hour).In(loc)
	for {
		_, offset := t.Zone()
		_, end := t.ZoneBounds()
		reached := time.Unix(wall-int64(offset), 0)
		if end.IsZero() || reached.Before(end) {
			if reached.Before(t) {
				reached = t
			}
			return reached.In(loc)
		}
		t = end.In(loc)
	}
}

// exists says whether the day is on the calendar of loc: Samoa had no
// 30 December 2011.
func exists(loc *time.Location, day study.Day) bool {
	return study.DayOf(instant(loc, day, 0)) == day
}

// AfterQuiet is t, or the end of the quiet hours when t falls into them. The
// hours run from from to to on the clocks of loc, over midnight when from is the
// later; equal values mean no quiet hours.
func AfterQuiet(t time.Time, loc *time.Location, from, to study.Clock) time.Time {
	local := t.In(loc)
	at := study.Clock(local.Hour()*60 + local.Minute())
	day := study.DayOf(local)
	switch {
	case from == to:
		return t
	case from < to && (at < from || at >= to):
		return t
	case from > to && at < from && at >= to:
		return t
	case from > to && at >= from:
		day = day.Add(1)
	}
	end := instant(loc, day, to)
	if end.Before(t) { // the end came twice and its first coming is over
		return t
	}
	return end
}
