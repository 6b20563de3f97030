package schedule

import (
	"fmt"
	"slices"
	"time"

	"studybot/bot/study"
)

// DefaultGrace is how late a post may come where nothing else is said.
const DefaultGrace = 6 * time.Hour

// maxMissed is how many missed slots a Timing names.
const maxMissed = 5

// A stored due instant may be off by the change of a zone's rules since it was
// stored, never by as much as this; the slots of one entry are further apart.
const ruleChange = 12 * time.Hour

// longestLookBack bounds the walk over slots that were missed long ago.
const longestLookBack = 400 * 24 * time.Hour

// At is when the slot of the given day happens; the zero time when the timetable
// has none on that day. For a Reveal the day is that of its question.
//
// Holidays have no question and so no reveal. The weekly reminder and Monday's
// plans come on holidays too: they look over a week that had questions, and ask
// for nothing on that day.
func At(tt study.Timetable, kind Kind, day study.Day) time.Time {
	loc, err := Zone(tt.Zone)
	if err != nil {
		return time.Time{}
	}
	return at(loc, tt, kind, day)
}

func at(loc *time.Location, tt study.Timetable, kind Kind, day study.Day) time.Time {
	if day < tt.Start {
		return time.Time{}
	}
	clock, on := tt.Post, day
	switch kind {
	case Question, Reveal:
		if !studyDay(tt, day) {
			return time.Time{}
		}
		if kind == Reveal {
			clock = tt.Reveal
			if tt.Reveal <= tt.Post {
				on = day.Add(1)
			}
		}
	case Weekly:
		clock = tt.WeeklyAt
		if day.Weekday() != tt.Weekly {
			return time.Time{}
		}
	case Plans: // with the week's first question, while there is time to follow them
		if day.Weekday() != time.Monday {
			return time.Time{}
		}
	default:
		return time.Time{} // one-off entries have no timetable
	}
	if !exists(loc, day) {
		return time.Time{}
	}
	return instant(loc, on, clock)
}

// studyDay says whether the course asks on the day.
func studyDay(tt study.Timetable, day study.Day) bool {
	return day >= tt.Start && tt.Weekdays[day.Weekday()] && !slices.Contains(tt.Holidays, day)
}

// OwnAt is when the member's own questions come first at or after from: on a day on
// which the course asks, at the hour that the member chose on the clocks of loc, and
// after their quiet hours, which may be the morning after. ok is false when there never
// is such a day.
func OwnAt(tt study.Timetable, m study.Member, loc *time.Location, from time.Time) (due time.Time, ok bool) {
	day := study.DayOf(from.In(loc)).Add(-2) // before every day whose hour can still come
	if day < tt.Start {
		day = tt.Start
	}
	for range (len(tt.Holidays) + 4) * 7 {
		if studyDay(tt, day) && exists(loc, day) {
			if due = AfterQuiet(instant(loc, day, m.QuestionsAt), loc, m.QuietFrom, m.QuietTo); !due.Before(from) {
				return due, true
			}
		}
		day = day.Add(1)
	}
	return time.Time{}, false
}

// Next is the first slot after the given instant, with its Due; Team and Subject
// are left empty. ok is false when there never is one.
func Next(tt study.Timetable, kind Kind, after time.Time) (s Slot, ok bool) {
	slots := Upcoming(tt, kind, after, 1)
	if len(slots) == 0 {
		return Slot{}, false
	}
	return slots[0], true
}

// Upcoming are the next n slots after the given instant, as Next gives them.
func Upcoming(tt study.Timetable, kind Kind, after time.Time, n int) []Slot {
	loc, err := Zone(tt.Zone)
	if err != nil {
		return nil
	}
	return upcoming(loc, tt, kind, after, n)
}

func upcoming(loc *time.Location, tt study.Timetable, kind Kind, after time.Time, n int) []Slot {
	// A reveal is up to a day after its question's day, and a gap may move a slot
	// over midnight: two days back is before everything that can still come.
	day := study.DayOf(after.In(loc)).Add(-2)
	if day < tt.Start {
		day = tt.Start
	}
	// Every week holds at least one day of the kind, or none ever does; a holiday
	// takes away at most one, and a day that a zone skipped another.
	weeks := n + len(tt.Holidays) + 3
	var slots []Slot
	for range weeks * 7 {
		if len(slots) >= n {
			break
		}
		if due := at(loc, tt, kind, day); due.After(after) {
			slots = append(slots, Slot{Entry: Entry{Kind: kind, Due: due}, Day: day})
		}
		day = day.Add(1)
	}
	return slots
}

// Due says what the team's entry asks for at now, by the course's timetable. The
// entry's Due is what the agenda stored: the instant of the oldest slot that is
// not settled. The instants of the answer are computed anew, so a change of the
// zone's rules since then neither doubles nor drops a day.
//
// Of the slots whose time has come the newest is to happen, if it is within the
// timetable's Grace; the others are missed. The error is that of Zone.
func Due(team string, e Entry, tt study.Timetable, now time.Time) (Timing, error) {
	loc, err := Zone(tt.Zone)
	if err != nil {
		return Timing{}, fmt.Errorf("read the timetable: %w", err)
	}
	now = now.Round(0)
	from := e.Due.Add(-ruleChange)
	if oldest := now.Add(-longestLookBack); from.Before(oldest) {
		from = oldest
	}
	var t Timing
	var come []Slot
	for after := from; ; {
		next := upcoming(loc, tt, e.Kind, after, 1)
		if len(next) == 0 {
			break
		}
		s := next[0]
		if s.Due.After(now) {
			t.Next = s.Due
			break
		}
		after = s.Due
		s.Team, s.Subject = team, e.Subject
		come = append(come, s)
	}
	t.Now, t.Missed = newest(come, now, grace(tt.Grace))
	return t, nil
}

// Once says what a one-off entry asks for at now: a single slot on the local day
// of its Due in loc, then nothing ever.
func Once(team string, e Entry, loc *time.Location, now time.Time) Timing {
	now = now.Round(0)
	if e.Due.After(now) {
		return Timing{Next: e.Due}
	}
	s := Slot{Team: team, Entry: e, Day: study.DayOf(e.Due.In(loc))}
	var t Timing
	t.Now, t.Missed = newest([]Slot{s}, now, DefaultGrace)
	return t
}

// newest parts the slots whose time has come, oldest first, into the one that is
// to happen and those that were missed.
func newest(come []Slot, now time.Time, grace time.Duration) (happen *Slot, missed []Slot) {
	if n := len(come); n > 0 && now.Sub(come[n-1].Due) <= grace {
		last := come[n-1]
		happen, come = &last, come[:n-1]
	}
	return happen, come[max(0, len(come)-maxMissed):]
}

func grace(d time.Duration) time.Duration {
	if d <= 0 {
		return DefaultGrace
	}
	return d
}
