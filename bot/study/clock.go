package study

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The errors of reading what a person typed, as sentences for that person.
var (
	ErrClock = errors.New("a time of day is written 09:00 or 17:30")
	ErrDay   = errors.New("a date is written 2026-03-02")
	// ErrNotFound is what a store answers when it does not hold what was asked for.
	ErrNotFound = errors.New("not found")
)

// ParseClock reads "9:00", "09:00" or "9" on the 24-hour clock.
func ParseClock(s string) (Clock, error) {
	h, m, ok := strings.Cut(strings.TrimSpace(s), ":")
	if !ok {
		m = "00"
	}
	hour, err1 := strconv.Atoi(h)
	minute, err2 := strconv.Atoi(m)
	if err1 != nil || err2 != nil || len(h) > 2 || len(m) != 2 || hour < 0 || hour > 23 || minute < 0 || minute > 59 {
		return 0, ErrClock
	}
	return Clock(hour*60 + minute), nil
}

// String writes the clock as "09:00".
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60) }

// ParseDay reads "2026-03-02" and refuses dates that do not exist.
func ParseDay(s string) (Day, error) {
	s = strings.TrimSpace(s)
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "", ErrDay
	}
	return Day(s), nil
}

// ParseDays reads dates parted by commas, semicolons or white space, sorted, each
// once; wrong is the first piece that is no date.
func ParseDays(s string) (days []Day, wrong string) {
	for _, piece := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(",; \n\r\t", r) }) {
		d, err := ParseDay(piece)
		if err != nil {
			return nil, piece
		}
		days = append(days, d)
	}
	slices.Sort(days)
	return slices.Compact(days), ""
}

// ParseWeekday reads "Monday".
func ParseWeekday(name string) (day time.Weekday, ok bool) {
	for day = time.Sunday; day <= time.Saturday; day++ {
		if day.String() == name {
			return day, true
		}
	}
	return 0, false
}

// DayOf is the local date of t in its own location.
func DayOf(t time.Time) Day { return Day(t.Format(time.DateOnly)) }

// dayEnds is when a study day ends: what is done after midnight belongs to the
// evening before.
const dayEnds = 4 * time.Hour

// DayAt is the study day of an instant in a zone: the local date, which lasts until
// four in the morning.
func DayAt(t time.Time, loc *time.Location) Day { return DayOf(t.In(loc).Add(-dayEnds)) }

// Monday is that of the day's week; weeks begin with it.
func (d Day) Monday() Day { return d.Add(-((int(d.Weekday()) + 6) % 7)) }

// Date is the day's midnight in UTC: a number for arithmetic, not an instant.
// The empty Day gives the zero time.
func (d Day) Date() time.Time {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}
	}
	return t
}

// Add is the date n days later.
func (d Day) Add(n int) Day { return DayOf(d.Date().AddDate(0, 0, n)) }

// Weekday is the day of the week.
func (d Day) Weekday() time.Weekday { return d.Date().Weekday() }

// Short writes the day as "Mon 2 Mar".
func (d Day) Short() string { return d.Date().Format("Mon 2 Jan") }

// Workdays is Monday to Friday.
func Workdays() Weekdays {
	return Weekdays{time.Monday: true, time.Tuesday: true, time.Wednesday: true, time.Thursday: true, time.Friday: true}
}

// String writes the set as "Mon Tue Fri", Monday first.
func (w Weekdays) String() string {
	var names []string
	for i := range 7 {
		day := time.Weekday((i + 1) % 7)
		if w[day] {
			names = append(names, day.String()[:3])
		}
	}
	return strings.Join(names, " ")
}
