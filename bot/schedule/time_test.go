package schedule_test

import (
	"errors"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"

	"studybot/bot/schedule"
	"studybot/bot/study"
)

// The zones whose clocks are the hardest.
func hardZones() []string {
	return []string{
		"Europe/Berlin", "America/New_York", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Sao_Paulo",
		"Africa/Cairo", "Asia/Beirut", "Pacific/Apia", "America/Nuuk", "Pacific/Chatham", "Africa/Casablanca", "Asia/Gaza",
		"Pacific/Kiritimati", "Pacific/Pago_Pago", "Pacific/Kwajalein", "Antarctica/Troll", "America/Havana", "Asia/Tehran", "UTC",
	}
}

func mustZone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := schedule.Zone(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func everyDay() study.Weekdays { return study.Weekdays{true, true, true, true, true, true, true} }

func clock(t testing.TB, s string) study.Clock {
	t.Helper()
	c, err := study.ParseClock(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// FAULTS 33: what a local time of day means when the clocks change.
func TestAtOverClockChanges(t *testing.T) {
	for _, c := range []struct {
		name, zone string
		day        study.Day
		post       string
		want       string // RFC 3339, "" for no slot
	}{
		{"an ordinary day", "Europe/Berlin", "2026-03-02", "09:00", "2026-03-02T09:00:00+01:00"},
		{"spring gap, inside", "Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T03:00:00+02:00"},
		{"spring gap, its beginning", "Europe/Berlin", "2026-03-29", "02:00", "2026-03-29T03:00:00+02:00"},
		{"spring gap, just before", "Europe/Berlin", "2026-03-29", "01:59", "2026-03-29T01:59:00+01:00"},
		{"spring gap, just after", "Europe/Berlin", "2026-03-29", "03:00", "2026-03-29T03:00:00+02:00"},
		{"autumn overlap, first coming", "Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T02:30:00+02:00"},
		{"autumn overlap, after", "Europe/Berlin", "2026-10-25", "03:00", "2026-10-25T03:00:00+01:00"},
		{"New York spring", "America/New_York", "2026-03-08", "02:30", "2026-03-08T03:00:00-04:00"},
		{"New York autumn", "America/New_York", "2026-11-01", "01:30", "2026-11-01T01:30:00-04:00"},
		{"quarter hours", "Asia/Kathmandu", "2026-07-01", "09:00", "2026-07-01T09:00:00+05:45"},
		{"half hours, west", "America/St_Johns", "2026-01-05", "09:00", "2026-01-05T09:00:00-03:30"},
		{"half hours, west, spring", "America/St_Johns", "2026-03-08", "02:15", "2026-03-08T03:00:00-02:30"},
		{"a change one minute past midnight", "America/St_Johns", "2006-10-29", "00:00", "2006-10-29T00:00:00-02:30"},
		{"before a change one minute past midnight", "America/St_Johns", "2006-10-28", "23:30", "2006-10-28T23:30:00-02:30"},
		{"a gap of half an hour", "Australia/Lord_Howe", "2026-10-04", "02:10", "2026-10-04T02:30:00+11:00"},
		{"an overlap of half an hour", "Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-05T01:45:00+11:00"},
		{"no midnight, Brazil", "America/Sao_Paulo", "2018-11-04", "00:00", "2018-11-04T01:00:00-02:00"},
		{"the hour before midnight twice, Brazil", "America/Sao_Paulo", "2018-02-17", "23:30", "2018-02-17T23:30:00-02:00"},
		{"no midnight, Egypt", "Africa/Cairo", "2026-04-24", "00:30", "2026-04-24T01:00:00+03:00"},
		{"no midnight, Lebanon", "Asia/Beirut", "2026-03-29", "00:15", "2026-03-29T01:00:00+03:00"},
		{"a gap up to midnight, Greenland", "America/Nuuk", "2024-03-30", "23:30", "2024-03-31T00:00:00-01:00"},
		{"a day that never was, Samoa", "Pacific/Apia", "2011-12-30", "09:00", ""},
		{"the day before it", "Pacific/Apia", "2011-12-29", "23:59", "2011-12-29T23:59:00-10:00"},
		{"the day after it", "Pacific/Apia", "2011-12-31", "00:00", "2011-12-31T00:00:00+14:00"},
		{"far from UTC, east", "Pacific/Kiritimati", "2026-05-05", "09:00", "2026-05-05T09:00:00+14:00"},
		{"far from UTC, west", "Pacific/Pago_Pago", "2026-05-05", "09:00", "2026-05-05T09:00:00-11:00"},
		{"two hours of summer time, Troll", "Antarctica/Troll", "2026-03-29", "01:30", "2026-03-29T03:00:00+02:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			tt := study.Timetable{Zone: c.zone, Post: clock(t, c.post), Weekdays: everyDay()}
			got := schedule.At(tt, schedule.Question, c.day)
			if c.want == "" {
				if !got.IsZero() {
					t.Fatalf("got %s, want no slot", got)
				}
				return
			}
			if s := got.Format(time.RFC3339); s != c.want {
				t.Fatalf("got %s, want %s", s, c.want)
			}
		})
	}
}

// The first minute at which a clock on the wall shows the day and time, or
// later, found by watching the clock.
func watch(loc *time.Location, day study.Day, at study.Clock) time.Time {
	wall := day.Date().Add(time.Duration(at) * time.Minute)
	for m := wall.Add(-30 * time.Hour); ; m = m.Add(time.Minute) {
		local := m.In(loc)
		_, offset := local.Zone()
		if shown := m.Add(time.Duration(offset) * time.Second); !shown.Before(wall) {
			return local
		}
	}
}

func drawDay(t *rapid.T, label string, from, to study.Day) study.Day {
	days := int(to.Date().Sub(from.Date()) / (24 * time.Hour))
	return from.Add(rapid.IntRange(0, days).Draw(t, label))
}

func TestAtIsWhatAClockShows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		loc, err := schedule.Zone(rapid.SampledFrom(hardZones()).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		day := drawDay(t, "day", "1980-01-01", "2036-12-31")
		if rapid.Bool().Draw(t, "near a change") {
			_, end := day.Date().In(loc).ZoneBounds()
			if !end.IsZero() {
				day = study.DayOf(end.In(loc)).Add(rapid.IntRange(-1, 1).Draw(t, "off"))
			}
		}
		at := study.Clock(rapid.IntRange(0, 24*60-1).Draw(t, "clock"))
		tt := study.Timetable{Zone: loc.String(), Post: at, Weekdays: everyDay()}
		got, want := schedule.At(tt, schedule.Question, day), watch(loc, day, at)
		if got.IsZero() {
			if study.DayOf(watch(loc, day, 0)) == day {
				t.Fatalf("%s has no slot on %s", loc, day)
			}
			return
		}
		// A zone that changed at 23:59:59 or by seconds shows between two minutes.
		if d := want.Sub(got); d < 0 || d >= time.Minute {
			t.Fatalf("%s %s %s: got %s, want %s", loc, day, at, got, want)
		}
	})
}

func TestAfterQuiet(t *testing.T) {
	for _, c := range []struct{ name, zone, at, from, to, want string }{
		{"outside", "Europe/Berlin", "2026-03-02T15:00:00Z", "20:00", "08:00", "2026-03-02T15:00:00Z"},
		{"in the evening", "Europe/Berlin", "2026-03-02T20:30:00Z", "20:00", "08:00", "2026-03-03T07:00:00Z"},
		{"in the morning", "Europe/Berlin", "2026-03-02T05:00:00Z", "20:00", "08:00", "2026-03-02T07:00:00Z"},
		{"at the beginning", "Europe/Berlin", "2026-03-02T19:00:00Z", "20:00", "08:00", "2026-03-03T07:00:00Z"},
		{"at the end", "Europe/Berlin", "2026-03-02T07:00:00Z", "20:00", "08:00", "2026-03-02T07:00:00Z"},
		{"within one day", "Europe/Berlin", "2026-03-02T11:30:00Z", "12:00", "14:00", "2026-03-02T13:00:00Z"},
		{"none", "Europe/Berlin", "2026-03-02T23:00:00Z", "08:00", "08:00", "2026-03-02T23:00:00Z"},
		{"over the night of the spring change", "Europe/Berlin", "2026-03-28T22:00:00Z", "20:00", "08:00", "2026-03-29T06:00:00Z"},
		{"the end is skipped", "Europe/Berlin", "2026-03-29T00:30:00Z", "22:00", "02:30", "2026-03-29T01:00:00Z"},
		{"the end comes twice", "Europe/Berlin", "2026-10-25T01:10:00Z", "22:00", "02:30", "2026-10-25T01:10:00Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			at, err := time.Parse(time.RFC3339, c.at)
			if err != nil {
				t.Fatal(err)
			}
			got := schedule.AfterQuiet(at, mustZone(t, c.zone), clock(t, c.from), clock(t, c.to))
			if s := got.UTC().Format(time.RFC3339); s != c.want {
				t.Fatalf("got %s, want %s", s, c.want)
			}
		})
	}
}

func TestAfterQuietNeverHurriesOrLingers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		loc, err := schedule.Zone(rapid.SampledFrom(hardZones()).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		day := drawDay(t, "day", "2020-01-01", "2030-12-31")
		minute := rapid.IntRange(0, 24*60-1)
		at, from, to := study.Clock(minute.Draw(t, "at")), study.Clock(minute.Draw(t, "from")), study.Clock(minute.Draw(t, "to"))
		asked := schedule.At(study.Timetable{Zone: loc.String(), Post: at, Weekdays: everyDay()}, schedule.Question, day)
		if asked.IsZero() {
			return // a day that the zone left out
		}
		got := schedule.AfterQuiet(asked, loc, from, to)
		if got.Before(asked) || got.Sub(asked) > 26*time.Hour {
			t.Fatalf("%s became %s with quiet hours %s to %s", asked, got, from, to)
		}
		if again := schedule.AfterQuiet(got, loc, from, to); !again.Equal(got) {
			local := got.In(loc)
			t.Fatalf("%s is still quiet (%s to %s), would move to %s", local, from, to, again)
		}
	})
}

func TestZone(t *testing.T) {
	for _, name := range append(hardZones(), "Asia/Calcutta", "US/Eastern", "Etc/GMT+3") {
		if _, err := schedule.Zone(name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, c := range []struct{ typed, want string }{
		{"europe/berlin", "Europe/Berlin"},
		{"Berlin", "Europe/Berlin"},
		{"Europe/Berln", "Europe/Berlin"},
		{"new york", "America/New_York"},
		{"America/Sao Paulo", "America/Sao_Paulo"},
		{"Kolkata", "Asia/Kolkata"},
		{"Tokio", "Asia/Tokyo"},
		{"buenos aires", "America/Argentina/Buenos_Aires"},
		{"London, UK", "Europe/London"},
		{"", "Europe/Berlin"},
		{"Local", "Europe/Berlin"},
		{"right/Europe/Berlin", "Europe/Berlin"},
		{"../../etc/passwd", "Europe/Berlin"},
		{"qwertyuiop", "Europe/Berlin"},
		{strings.Repeat("x", 4000), "Europe/Berlin"},
	} {
		_, err := schedule.Zone(c.typed)
		if !errors.Is(err, schedule.ErrZone) {
			t.Fatalf("%.20q: got %v", c.typed, err)
		}
		if !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.20q: %q does not name %s", c.typed, err, c.want)
		}
		if strings.Contains(err.Error(), "passwd") || strings.Contains(err.Error(), "xxxx") {
			t.Errorf("%q repeats what was typed", err)
		}
	}
}

func TestNamed(t *testing.T) {
	for typed, want := range map[string]string{
		"Europe/Berlin":         "Europe/Berlin",
		" europe/berlin ":       "Europe/Berlin",
		"berlin":                "Europe/Berlin",
		"New York":              "America/New_York",
		"america/sao paulo":     "America/Sao_Paulo",
		"kolkata":               "Asia/Kolkata",
		"utc":                   "UTC",
		"Port-au-Prince":        "America/Port-au-Prince",
		"buenos aires":          "", // the database has it twice
		"Berln":                 "",
		"":                      "",
		"local":                 "",
		strings.Repeat("x", 90): "",
	} {
		got, err := schedule.Named(typed)
		if got != want || (err == nil) != (want != "") || err != nil && !errors.Is(err, schedule.ErrZone) {
			t.Errorf("%q names %q, %v", typed, got, err)
		}
	}
	if _, err := schedule.Named("buenos aires"); !strings.Contains(err.Error(), "America/Argentina/Buenos_Aires") {
		t.Errorf("a city of two zones: %v", err)
	}
}

func TestZonesCanBeChosen(t *testing.T) {
	names := schedule.Zones()
	seen := map[string]bool{}
	for _, name := range names {
		if _, err := schedule.Zone(name); err != nil || seen[name] {
			t.Errorf("%s is there twice or not known: %v", name, err)
		}
		seen[name] = true
	}
	if len(names) < 400 {
		t.Errorf("%d zones", len(names))
	}
}

func FuzzZone(f *testing.F) {
	for _, s := range []string{"", "Berlin", "Europe/Berlin", "../x", "\x00", "ÅÄÖ/åäö", "America/Argentina/Buenos_Aires"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		loc, err := schedule.Zone(typed)
		if (loc == nil) == (err == nil) {
			t.Fatalf("zone %v and error %v", loc, err)
		}
		if err != nil && (!errors.Is(err, schedule.ErrZone) || len(err.Error()) > 200) {
			t.Fatalf("error %v", err)
		}
	})
}
