package enrolment

import (
	"context"
	"errors"
	"testing"
	"time"

	"studybot/bot/chat"
	"studybot/bot/refusal"
	"studybot/bot/study"
)

// village is a team with courses, one member and packs.
type village struct {
	courses []study.Course
	member  study.Member
	packs   []*study.Pack
	away    error // what the store fails with
}

func (v village) Course(_ context.Context, _, channel string) (study.Course, error) {
	for _, c := range v.courses {
		if c.Channel == channel {
			return c, v.away
		}
	}
	return study.Course{}, study.ErrNotFound
}

func (v village) Courses(context.Context, string) ([]study.Course, error) {
	return append([]study.Course{}, v.courses...), v.away
}

func (v village) Member(context.Context, string, string) (study.Member, error) {
	return v.member, v.away
}

func (v village) All() []*study.Pack { return v.packs }

func (v village) roll() *Roll { return NewRoll(v, v, v) }

func course(channel, pack, zone string, state study.CourseState) study.Course {
	return study.Course{Team: "test:t", Channel: channel, Pack: pack, State: state, Timetable: study.Timetable{Zone: zone}}
}

func TestTheCourseThatAnEventSpeaksOf(t *testing.T) {
	packs := []*study.Pack{{ID: "a"}, {ID: "b"}}
	draft, one, two := course("C0", "a", "", study.Drafted), course("C1", "a", "", study.Running), course("C2", "b", "", study.Paused)
	for name, c := range map[string]struct {
		village
		channel string
		want    string // the channel, or the code of the refusal
	}{
		"the channel's own":          {village{courses: []study.Course{draft, one, two}, packs: packs}, "C2", "C2"},
		"the only one":               {village{courses: []study.Course{draft, two}, packs: packs}, "D1", "C2"},
		"the first of the member's":  {village{courses: []study.Course{one, two}, packs: packs, member: study.Member{Courses: []string{"C2"}}}, "D1", "C2"},
		"the first of somebody new":  {village{courses: []study.Course{one, two}, packs: packs}, "D1", "C1"},
		"a draft is none":            {village{courses: []study.Course{draft}, packs: packs}, "C0", "no course"},
		"its pack is not loaded now": {village{courses: []study.Course{one}}, "C1", "unknown pack"},
	} {
		found, pack, err := c.roll().CourseOf(t.Context(), chat.Event{Team: "test:t", Channel: c.channel, Member: "ana"})
		got := found.Channel
		if r := refusal.In(err); r != nil {
			got = r.Code
		} else if err != nil || pack.ID != found.Pack {
			t.Errorf("%s: %v, pack %v", name, err, pack)
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	away := errors.New("away")
	if _, _, err := (village{away: away}).roll().CourseOf(t.Context(), chat.Event{}); !errors.Is(err, away) || refusal.In(err) != nil {
		t.Errorf("a store that is away: %v", err)
	}
}

func TestTheZoneInWhichAMemberCountsDays(t *testing.T) {
	draft := course("C0", "b", "Africa/Cairo", study.Drafted)
	courses := []study.Course{draft, course("C1", "a", "Europe/Berlin", study.Running), course("C2", "b", "Asia/Tokyo", study.Running)}
	for name, c := range map[string]struct {
		member  study.Member
		courses []study.Course
		want    string
	}{
		"chosen":                      {study.Member{Zone: "America/Lima", Courses: []string{"C1"}}, courses, "America/Lima"},
		"of a course of theirs":       {study.Member{Courses: []string{"C2"}}, courses, "Asia/Tokyo"},
		"of a course that is left":    {study.Member{Courses: []string{"C9", "C2"}}, courses, "Asia/Tokyo"},
		"began in private messages":   {study.Member{}, courses, "Europe/Berlin"},
		"nothing is published":        {study.Member{}, courses[:1], "UTC"},
		"nothing is there":            {study.Member{}, nil, "UTC"},
		"not known here any more":     {study.Member{Zone: "Old/Town"}, courses, "UTC"},
		"a course's is known no more": {study.Member{}, []study.Course{course("C1", "a", "Old/Town", study.Running)}, "UTC"},
	} {
		roll := village{courses: c.courses, member: c.member}.roll()
		loc, err := roll.ZoneOfMember(t.Context(), study.Who{Team: "test:t", Pack: "b", Member: "ana"})
		if err != nil || loc.String() != c.want {
			t.Errorf("%s: %v (%v), want %s", name, loc, err, c.want)
		}
		if got := roll.ZoneOf(t.Context(), c.member).String(); got != c.want {
			t.Errorf("%s: shown as %s, want %s", name, got, c.want)
		}
	}
	away := errors.New("away")
	roll := village{away: away}.roll()
	if _, err := roll.ZoneOfMember(t.Context(), study.Who{Team: "test:t", Member: "ana"}); !errors.Is(err, away) {
		t.Errorf("a store that is away: %v", err)
	}
	if got := roll.ZoneOf(t.Context(), study.Member{Zone: "Asia/Tokyo"}).String(); got != "Asia/Tokyo" {
		t.Errorf("a store that is away hides the chosen zone: %s", got)
	}
}

func TestAPressIsDatedByThePlatformUnlessItRunsAhead(t *testing.T) {
	now := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct{ at, want time.Time }{
		"before":     {now.Add(-time.Hour), now.Add(-time.Hour)},
		"just ahead": {now.Add(clockDrift), now.Add(clockDrift)},
		"far ahead":  {now.Add(clockDrift + time.Second), now},
		"silent":     {time.Time{}, now},
	} {
		if got := Pressed(chat.Event{At: c.at}, now); !got.Equal(c.want) {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
