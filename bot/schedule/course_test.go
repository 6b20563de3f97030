package schedule_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"studybot/bot/schedule"
	"studybot/bot/study"
)

func instantOf(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func berlin() study.Timetable {
	return study.Timetable{
		Zone: "Europe/Berlin", Post: 9 * 60, Reveal: 17 * 60, Weekdays: study.Workdays(),
		Holidays: []study.Day{"2026-04-03", "2026-04-06"},
		Weekly:   time.Friday, WeeklyAt: 16 * 60, Start: "2026-03-30", Grace: 6 * time.Hour,
	}
}

func days(slots []schedule.Slot) []study.Day {
	var d []study.Day
	for _, s := range slots {
		d = append(d, s.Day)
	}
	return d
}

func TestUpcoming(t *testing.T) {
	for _, c := range []struct {
		name   string
		kind   schedule.Kind
		after  string
		change func(*study.Timetable)
		want   []study.Day
		first  string
	}{
		{
			"workdays, over the Easter holidays, from the start on", schedule.Question, "2026-01-01T00:00:00Z", nil,
			[]study.Day{"2026-03-30", "2026-03-31", "2026-04-01", "2026-04-02", "2026-04-07"},
			"2026-03-30T09:00:00+02:00",
		},
		{
			"strictly after", schedule.Question, "2026-04-01T07:00:00Z", nil,
			[]study.Day{"2026-04-02", "2026-04-07", "2026-04-08", "2026-04-09", "2026-04-10"},
			"2026-04-02T09:00:00+02:00",
		},
		{
			"reveals follow the question days", schedule.Reveal, "2026-04-01T07:00:00Z", nil,
			[]study.Day{"2026-04-01", "2026-04-02", "2026-04-07", "2026-04-08", "2026-04-09"},
			"2026-04-01T17:00:00+02:00",
		},
		{
			"a reveal before the post is on the next day, even a Saturday or a holiday", schedule.Reveal, "2026-04-02T12:00:00Z",
			func(tt *study.Timetable) { tt.Reveal = 8 * 60 },
			[]study.Day{"2026-04-02", "2026-04-07", "2026-04-08", "2026-04-09", "2026-04-10"},
			"2026-04-03T08:00:00+02:00",
		},
		{
			"a reveal at the time of the post is on the next day", schedule.Reveal, "2026-04-10T12:00:00Z",
			func(tt *study.Timetable) { tt.Reveal = tt.Post },
			[]study.Day{"2026-04-10", "2026-04-13", "2026-04-14", "2026-04-15", "2026-04-16"},
			"2026-04-11T09:00:00+02:00",
		},
		{
			"the weekly reminder comes on a holiday too", schedule.Weekly, "2026-03-30T00:00:00Z", nil,
			[]study.Day{"2026-04-03", "2026-04-10", "2026-04-17", "2026-04-24", "2026-05-01"},
			"2026-04-03T16:00:00+02:00",
		},
		{
			"plans come on Mondays", schedule.Plans, "2026-03-30T20:00:00Z", nil,
			[]study.Day{"2026-04-06", "2026-04-13", "2026-04-20", "2026-04-27", "2026-05-04"},
			"2026-04-06T09:00:00+02:00",
		},
		{
			"one day a week, which is a holiday for a while", schedule.Question, "2026-04-01T20:00:00Z",
			func(tt *study.Timetable) {
				tt.Weekdays = study.Weekdays{time.Friday: true}
				tt.Holidays = []study.Day{"2026-04-03", "2026-04-10", "2026-04-17", "2026-04-24", "2026-05-01", "2026-05-08"}
			},
			[]study.Day{"2026-05-15", "2026-05-22", "2026-05-29", "2026-06-05", "2026-06-12"},
			"2026-05-15T09:00:00+02:00",
		},
		{"no day of the week", schedule.Question, "2026-04-01T20:00:00Z", func(tt *study.Timetable) { tt.Weekdays = study.Weekdays{} }, nil, ""},
		{"no such zone", schedule.Question, "2026-04-01T20:00:00Z", func(tt *study.Timetable) { tt.Zone = "Nowhere/Land" }, nil, ""},
		{"one-off kinds have no timetable", schedule.Digest, "2026-04-01T20:00:00Z", nil, nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			tt := berlin()
			if c.change != nil {
				c.change(&tt)
			}
			got := schedule.Upcoming(tt, c.kind, instantOf(t, c.after), 5)
			if !slices.Equal(days(got), c.want) {
				t.Fatalf("days %v, want %v", days(got), c.want)
			}
			next, ok := schedule.Next(tt, c.kind, instantOf(t, c.after))
			if ok != (len(c.want) > 0) {
				t.Fatalf("Next says %v", ok)
			}
			if !ok {
				return
			}
			if s := next.Due.Format(time.RFC3339); s != c.first || next.Day != c.want[0] || next.Kind != c.kind {
				t.Fatalf("Next is %s on %s (%s), want %s", s, next.Day, next.Kind, c.first)
			}
			if at := schedule.At(tt, c.kind, c.want[0]); !at.Equal(next.Due) {
				t.Fatalf("At says %s, Next %s", at, next.Due)
			}
		})
	}
}

// FAULTS 34 and 32: what a tick asks for after some time away.
func TestDue(t *testing.T) {
	const channel = "C1"
	for _, c := range []struct {
		name     string
		kind     schedule.Kind
		due, now string
		change   func(*study.Timetable)
		happen   study.Day
		missed   []study.Day
		next     string
	}{
		{"not yet", schedule.Question, "2026-04-08T07:00:00Z", "2026-04-08T06:59:59Z", nil, "", nil, "2026-04-08T07:00:00Z"},
		{"on time", schedule.Question, "2026-04-08T07:00:00Z", "2026-04-08T07:00:00Z", nil, "2026-04-08", nil, "2026-04-09T07:00:00Z"},
		{"down for 5 minutes", schedule.Question, "2026-04-08T07:00:00Z", "2026-04-08T07:05:00Z", nil, "2026-04-08", nil, "2026-04-09T07:00:00Z"},
		{"at the end of the grace", schedule.Question, "2026-04-08T07:00:00Z", "2026-04-08T13:00:00Z", nil, "2026-04-08", nil, "2026-04-09T07:00:00Z"},
		{"after the grace", schedule.Question, "2026-04-08T07:00:00Z", "2026-04-08T13:00:01Z", nil, "", []study.Day{"2026-04-08"}, "2026-04-09T07:00:00Z"},
		{"down for 26 hours: one post", schedule.Question, "2026-04-08T07:00:00Z", "2026-04-09T09:00:00Z", nil, "2026-04-09", []study.Day{"2026-04-08"}, "2026-04-10T07:00:00Z"},
		{
			"down for 26 hours with a grace of 30: one post", schedule.Question, "2026-04-08T07:00:00Z", "2026-04-09T09:00:00Z",
			func(tt *study.Timetable) { tt.Grace = 30 * time.Hour }, "2026-04-09",
			[]study.Day{"2026-04-08"},
			"2026-04-10T07:00:00Z",
		},
		{
			"down for two weeks: the last five are named", schedule.Question, "2026-04-08T07:00:00Z", "2026-04-22T05:00:00Z", nil, "",
			[]study.Day{"2026-04-15", "2026-04-16", "2026-04-17", "2026-04-20", "2026-04-21"},
			"2026-04-22T07:00:00Z",
		},
		{
			"down for three years", schedule.Question, "2026-04-08T07:00:00Z", "2029-04-10T05:00:00Z", nil, "",
			[]study.Day{"2029-04-03", "2029-04-04", "2029-04-05", "2029-04-06", "2029-04-09"},
			"2029-04-10T07:00:00Z",
		},
		{
			"no due instant was ever stored", schedule.Question, "0001-01-01T00:00:00Z", "2026-04-01T08:00:00Z", nil, "2026-04-01",
			[]study.Day{"2026-03-30", "2026-03-31"},
			"2026-04-02T07:00:00Z",
		},
		{
			"the zone's rules moved the time forth since", schedule.Question, "2026-04-08T07:00:00Z", "2026-04-08T07:30:00Z",
			func(tt *study.Timetable) { tt.Zone = "Europe/London" }, "", nil, "2026-04-08T08:00:00Z",
		},
		{
			"the zone's rules moved the time back since", schedule.Question, "2026-04-08T07:00:00Z", "2026-04-08T07:00:00Z",
			func(tt *study.Timetable) { tt.Zone = "Europe/Helsinki" }, "2026-04-08", nil, "2026-04-09T06:00:00Z",
		},
		{
			"no grace said", schedule.Question, "2026-04-08T07:00:00Z", "2026-04-08T12:00:00Z",
			func(tt *study.Timetable) { tt.Grace = 0 }, "2026-04-08", nil, "2026-04-09T07:00:00Z",
		},
		{
			"the day became a holiday", schedule.Question, "2026-04-08T07:00:00Z", "2026-04-08T07:00:00Z",
			func(tt *study.Timetable) { tt.Holidays = append(tt.Holidays, "2026-04-08") }, "", nil, "2026-04-09T07:00:00Z",
		},
		{
			"no weekday is left", schedule.Question, "2026-04-08T07:00:00Z", "2026-04-08T07:00:00Z",
			func(tt *study.Timetable) { tt.Weekdays = study.Weekdays{} }, "", nil, "",
		},
		{
			"a reveal keeps its question's day", schedule.Reveal, "2026-04-09T06:00:00Z", "2026-04-09T06:00:10Z",
			func(tt *study.Timetable) { tt.Reveal = 8 * 60 }, "2026-04-08", nil, "2026-04-10T06:00:00Z",
		},
		{
			"a slot that the clocks moved over midnight keeps its day", schedule.Question, "2024-03-31T01:00:00Z", "2024-03-31T01:00:00Z",
			func(tt *study.Timetable) {
				tt.Zone, tt.Post, tt.Start, tt.Weekdays = "America/Nuuk", 23*60+30, "", everyDay()
			}, "2024-03-30", nil, "2024-04-01T00:30:00Z",
		},
		{"the weekly reminder", schedule.Weekly, "2026-04-03T14:00:00Z", "2026-04-03T15:00:00Z", nil, "2026-04-03", nil, "2026-04-10T14:00:00Z"},
		{"the weekly reminder, missed", schedule.Weekly, "2026-04-03T14:00:00Z", "2026-04-05T15:00:00Z", nil, "", []study.Day{"2026-04-03"}, "2026-04-10T14:00:00Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			tt := berlin()
			if c.change != nil {
				c.change(&tt)
			}
			e := schedule.Entry{Kind: c.kind, Subject: channel, Due: instantOf(t, c.due)}
			got, err := schedule.Due("web:demo", e, tt, instantOf(t, c.now))
			if err != nil {
				t.Fatal(err)
			}
			checkTiming(t, got, c.happen, c.missed, c.next)
			for _, s := range append(got.Missed, some(got.Now)...) {
				if s.Team != "web:demo" || s.Subject != channel || s.Kind != c.kind || s.Due.IsZero() {
					t.Errorf("slot %+v is not complete", s)
				}
			}
		})
	}
	if _, err := schedule.Due("web:demo", schedule.Entry{Kind: schedule.Question}, study.Timetable{Zone: "Nowhere"}, time.Now()); err == nil {
		t.Error("a zone that does not exist passed")
	}
}

func some(s *schedule.Slot) []schedule.Slot {
	if s == nil {
		return nil
	}
	return []schedule.Slot{*s}
}

func checkTiming(t *testing.T, got schedule.Timing, happen study.Day, missed []study.Day, next string) {
	t.Helper()
	if d := days(some(got.Now)); (happen == "" && d != nil) || (happen != "" && !slices.Equal(d, []study.Day{happen})) {
		t.Errorf("now %v, want %q", d, happen)
	}
	if !slices.Equal(days(got.Missed), missed) {
		t.Errorf("missed %v, want %v", days(got.Missed), missed)
	}
	if s := got.Next; (next == "") != s.IsZero() || (next != "" && s.UTC().Format(time.RFC3339) != next) {
		t.Errorf("next %s, want %q", s, next)
	}
}

func TestOnce(t *testing.T) {
	loc := mustZone(t, "Asia/Kathmandu")
	e := schedule.Entry{Kind: schedule.Digest, Subject: "U1", Due: instantOf(t, "2026-04-08T18:30:00Z")}
	for _, c := range []struct {
		now    string
		happen study.Day
		missed []study.Day
		next   string
	}{
		{"2026-04-08T18:29:59Z", "", nil, "2026-04-08T18:30:00Z"},
		{"2026-04-08T18:30:00Z", "2026-04-09", nil, ""}, // 00:15 in Kathmandu
		{"2026-04-09T00:30:00Z", "2026-04-09", nil, ""},
		{"2026-04-09T00:30:01Z", "", []study.Day{"2026-04-09"}, ""},
	} {
		checkTiming(t, schedule.Once("web:demo", e, loc, instantOf(t, c.now)), c.happen, c.missed, c.next)
	}
}

func drawTimetable(t *rapid.T) study.Timetable {
	minute := rapid.IntRange(0, 24*60-1)
	tt := study.Timetable{
		Zone: rapid.SampledFrom(hardZones()).Draw(t, "zone"),
		Post: study.Clock(minute.Draw(t, "post")), Reveal: study.Clock(minute.Draw(t, "reveal")),
		Weekly: time.Weekday(rapid.IntRange(0, 6).Draw(t, "weekly")), WeeklyAt: study.Clock(minute.Draw(t, "weekly at")),
		Grace: time.Duration(rapid.IntRange(1, 40).Draw(t, "grace")) * time.Hour,
	}
	for i := range tt.Weekdays {
		tt.Weekdays[i] = rapid.Bool().Draw(t, "weekday")
	}
	for range rapid.IntRange(0, 5).Draw(t, "holidays") {
		tt.Holidays = append(tt.Holidays, drawDay(t, "holiday", "2011-12-01", "2012-02-01"))
	}
	return tt
}

func courseKinds() []schedule.Kind {
	return []schedule.Kind{schedule.Question, schedule.Reveal, schedule.Weekly, schedule.Plans}
}

// A slot a local day, in order, never before its local time, on the right date.
func TestSlotsOfRandomTimetables(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tt := drawTimetable(t)
		kind := rapid.SampledFrom(courseKinds()).Draw(t, "kind")
		loc, err := schedule.Zone(tt.Zone)
		if err != nil {
			t.Fatal(err)
		}
		from := drawDay(t, "from", "2010-01-01", "2030-01-01").Date()
		slots := schedule.Upcoming(tt, kind, from, 60)
		listed := map[study.Day]bool{}
		before := schedule.Slot{Entry: schedule.Entry{Due: from}}
		for _, s := range slots {
			if s.Day <= before.Day || !s.Due.After(before.Due) {
				t.Fatalf("%s at %s comes after %s at %s", s.Day, s.Due, before.Day, before.Due)
			}
			before = s
			listed[s.Day] = true
			if at := schedule.At(tt, kind, s.Day); !at.Equal(s.Due) {
				t.Fatalf("%s: listed for %s, At says %s", s.Day, s.Due, at)
			}
			date, at := s.Day, tt.WeeklyAt
			switch {
			case kind == schedule.Question || kind == schedule.Plans:
				at = tt.Post
			case kind == schedule.Reveal && tt.Reveal <= tt.Post:
				at, date = tt.Reveal, date.Add(1)
			case kind == schedule.Reveal:
				at = tt.Reveal
			}
			local := s.Due.In(loc)
			minutes := local.Hour()*60 + local.Minute()
			switch shown := study.DayOf(local); {
			case shown < date:
				t.Fatalf("%s happens on %s", s.Day, local)
			case shown == date && minutes < int(at):
				t.Fatalf("%s happens at %s, before %s", s.Day, local, at)
			case shown > date && s.Due.Sub(watch(loc, date, at)) > time.Minute:
				t.Fatalf("%s happens on %s", s.Day, local)
			}
		}
		if len(slots) == 0 {
			return
		}
		for day := slots[0].Day; day < slots[len(slots)-1].Day; day = day.Add(1) {
			if at := schedule.At(tt, kind, day); at.IsZero() == listed[day] {
				t.Fatalf("%s: At says %s, listed %v", day, at, listed[day])
			}
		}
	})
}

// FAULTS 32 and 34: whatever the ticks do, every slot of a course is posted or
// missed exactly once, in order, and posted only within its grace.
func TestEverySlotHasOneFate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tt := drawTimetable(t)
		kind := rapid.SampledFrom(courseKinds()).Draw(t, "kind")
		begin := drawDay(t, "begin", "2011-12-20", "2012-01-10").Date()
		first, ok := schedule.Next(tt, kind, begin)
		if !ok {
			return
		}
		e := schedule.Entry{Kind: kind, Subject: "C1", Due: first.Due}
		fate := map[study.Day]string{}
		var last study.Day
		tell := func(s schedule.Slot, what string) {
			if fate[s.Day] != "" || s.Day <= last {
				t.Fatalf("%s is %s after it was %s (last %s)", s.Day, what, fate[s.Day], last)
			}
			fate[s.Day], last = what, s.Day
		}
		now := begin
		dropped := false
		for range rapid.IntRange(1, 80).Draw(t, "ticks") {
			// Time goes on by seconds or days, and clocks jump back by up to a day.
			now = now.Add(rapid.SampledFrom([]time.Duration{
				time.Second, time.Minute, 37 * time.Minute, 5 * time.Hour, 26 * time.Hour, 9 * 24 * time.Hour,
				-5 * time.Second, -time.Hour, -24 * time.Hour,
			}).Draw(t, "step"))
			if now.Before(e.Due) {
				continue // the agenda does not name it
			}
			timing, err := schedule.Due("web:demo", e, tt, now)
			if err != nil {
				t.Fatal(err)
			}
			if timing.Now == nil && len(timing.Missed) == 0 {
				t.Fatalf("due at %s, but nothing to do at %s", e.Due, now)
			}
			dropped = dropped || len(timing.Missed) == 5
			for _, s := range timing.Missed {
				tell(s, "missed")
			}
			if s := timing.Now; s != nil {
				if late := now.Sub(s.Due); late < 0 || late > tt.Grace {
					t.Fatalf("%s is posted %s late with a grace of %s", s.Day, late, tt.Grace)
				}
				tell(*s, "posted")
			}
			if !timing.Next.After(now) {
				t.Fatalf("next is %s at %s", timing.Next, now)
			}
			e.Due = timing.Next
		}
		if dropped {
			return // older slots than the five last are not named
		}
		for day := first.Day; day <= last; day = day.Add(1) {
			if at := schedule.At(tt, kind, day); at.IsZero() != (fate[day] == "") {
				t.Fatalf("%s (slot at %s) had the fate %q", day, at, fate[day])
			}
		}
	})
}

// A member's own questions come at the member's hour on the course's days.
func TestOwnAt(t *testing.T) {
	usual := study.Member{QuestionsAt: 10 * 60, QuietFrom: 20 * 60, QuietTo: 8 * 60}
	for _, c := range []struct {
		name   string
		zone   string
		from   string
		change func(*study.Timetable, *study.Member)
		want   string // "" for never
	}{
		{"the same day", "Europe/Berlin", "2026-04-01T07:00:00Z", nil, "2026-04-01T10:00:00+02:00"},
		{"at that very moment", "Europe/Berlin", "2026-04-01T08:00:00Z", nil, "2026-04-01T10:00:00+02:00"},
		{"the hour is over", "Europe/Berlin", "2026-04-01T08:00:01Z", nil, "2026-04-02T10:00:00+02:00"},
		{"over holidays and a weekend", "Europe/Berlin", "2026-04-02T08:00:01Z", nil, "2026-04-07T10:00:00+02:00"},
		{"not before the start", "Europe/Berlin", "2026-01-01T00:00:00Z", nil, "2026-03-30T10:00:00+02:00"},
		{"west: on the same date, hours later", "America/Los_Angeles", "2026-04-01T07:00:00Z", nil, "2026-04-01T10:00:00-07:00"},
		{"east: that date's hour is over, so the next day's", "Pacific/Auckland", "2026-04-01T07:00:00Z", nil, "2026-04-02T10:00:00+13:00"},
		{
			"an hour in the quiet morning waits for its end", "Europe/Berlin", "2026-04-01T00:00:00Z",
			func(_ *study.Timetable, m *study.Member) { m.QuestionsAt = 6 * 60 }, "2026-04-01T08:00:00+02:00",
		},
		{
			"an hour in the quiet evening waits for the morning", "Europe/Berlin", "2026-04-02T07:00:00Z",
			func(_ *study.Timetable, m *study.Member) { m.QuestionsAt = 22 * 60 }, "2026-04-03T08:00:00+02:00",
		},
		{
			"that of the evening before is still to come", "Europe/Berlin", "2026-04-03T05:00:00Z",
			func(_ *study.Timetable, m *study.Member) { m.QuestionsAt = 22 * 60 }, "2026-04-03T08:00:00+02:00",
		},
		{
			"an hour that the clocks skip", "Europe/Berlin", "2024-03-30T12:00:00Z",
			func(tt *study.Timetable, m *study.Member) {
				tt.Start, tt.Weekdays = "", everyDay()
				m.QuestionsAt, m.QuietFrom, m.QuietTo = 2*60+30, 0, 0
			}, "2024-03-31T03:00:00+02:00",
		},
		{"no day of the week", "Europe/Berlin", "2026-04-01T07:00:00Z", func(tt *study.Timetable, _ *study.Member) { tt.Weekdays = study.Weekdays{} }, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			tt, m := berlin(), usual
			if c.change != nil {
				c.change(&tt, &m)
			}
			got, ok := schedule.OwnAt(tt, m, mustZone(t, c.zone), instantOf(t, c.from))
			if ok != (c.want != "") || ok && !got.Equal(instantOf(t, c.want)) {
				t.Fatalf("%s (%v), want %q", got, ok, c.want)
			}
			if again, _ := schedule.OwnAt(tt, m, mustZone(t, c.zone), got); ok && !again.Equal(got) {
				t.Errorf("asked again from then: %s", again)
			}
		})
	}
}
