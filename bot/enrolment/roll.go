package enrolment

import (
	"context"
	"fmt"
	"slices"
	"time"

	"studybot/bot/chat"
	"studybot/bot/refusal"
	"studybot/bot/study"
)

// Courses is how the roll finds study channels.
type Courses interface {
	// Course is one channel's course, or study.ErrNotFound.
	Course(ctx context.Context, team, channel string) (study.Course, error)
	// Courses are a team's, ordered by channel.
	Courses(ctx context.Context, team string) ([]study.Course, error)
}

// Members is how the roll finds what people chose.
type Members interface {
	// Member is the person's record; for someone unknown the defaults (Digest
	// true, quiet from 20:00 to 08:00, nothing shared, three questions at ten, three hours
	// a week), without an error.
	Member(ctx context.Context, team, id string) (study.Member, error)
}

// Packs are those that can be studied now.
type Packs interface {
	// All are the packs in their order; nobody changes them.
	All() []*study.Pack
}

// Roll knows who studies what and where.
type Roll struct {
	courses Courses
	members Members
	packs   Packs
}

// NewRoll makes a roll.
func NewRoll(courses Courses, members Members, packs Packs) *Roll {
	return &Roll{courses: courses, members: members, packs: packs}
}

// CourseOf finds the course that an event speaks of: its channel's; else the
// team's only one; else the first that the member takes part in; else the first.
func (r *Roll) CourseOf(ctx context.Context, e chat.Event) (study.Course, *study.Pack, error) {
	courses, err := r.courses.Courses(ctx, e.Team)
	if err != nil {
		return study.Course{}, nil, fmt.Errorf("list the courses: %w", err)
	}
	published := slices.DeleteFunc(courses, func(c study.Course) bool { return c.State == study.Drafted })
	if len(published) == 0 {
		return study.Course{}, nil, refusal.New("no course", "No study channel has been started here yet. Whoever looks after it can start one with /study setup.")
	}
	found := published[0]
	at := slices.IndexFunc(published, func(c study.Course) bool { return c.Channel == e.Channel })
	if at < 0 && len(published) > 1 {
		m, err := r.members.Member(ctx, e.Team, e.Member)
		if err != nil {
			return study.Course{}, nil, fmt.Errorf("read the member: %w", err)
		}
		at = slices.IndexFunc(published, func(c study.Course) bool { return slices.Contains(m.Courses, c.Channel) })
	}
	if at >= 0 {
		found = published[at]
	}
	pack, err := r.Pack(found.Pack)
	return found, pack, err
}

// Pack finds a pack that is loaded.
func (r *Roll) Pack(id string) (*study.Pack, error) {
	for _, p := range r.packs.All() {
		if p.ID == id {
			return p, nil
		}
	}
	return nil, refusal.New("unknown pack", "That study pack is not loaded any more. The channel's owner can choose another with /study setup.")
}

// ZoneOf is the member's zone: the chosen one, else that of the first course, else UTC.
func (r *Roll) ZoneOf(ctx context.Context, m study.Member) *time.Location {
	zone := m.Zone
	if zone == "" && len(m.Courses) > 0 {
		if c, err := r.courses.Course(ctx, m.Team, m.Courses[0]); err == nil {
			zone = c.Timetable.Zone
		}
	}
	return Location(zone)
}

// ZoneOfMember is the zone in which a member counts days: their own, else that of
// a course of theirs or of the pack.
func (r *Roll) ZoneOfMember(ctx context.Context, who study.Who) (*time.Location, error) {
	m, err := r.members.Member(ctx, who.Team, who.Member)
	if err != nil {
		return nil, fmt.Errorf("read the member: %w", err)
	}
	if m.Zone == "" && len(m.Courses) == 0 {
		courses, err := r.courses.Courses(ctx, who.Team)
		if err != nil {
			return nil, fmt.Errorf("list the courses: %w", err)
		}
		for _, c := range courses {
			if c.Pack == who.Pack {
				m.Courses = append(m.Courses, c.Channel)
			}
		}
	}
	return r.ZoneOf(ctx, m), nil
}

// Location loads a stored zone; one that is not known any more reads as UTC.
func Location(zone string) *time.Location {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		return time.UTC
	}
	return loc
}
