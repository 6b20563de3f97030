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

// ZoneOf is the member's zone; see Zone. When the store is away, it is the chosen one,
// else UTC.
func (r *Roll) ZoneOf(ctx context.Context, m study.Member) *time.Location {
	loc, err := r.zone(ctx, m)
	if err != nil {
		return Location(m.Zone)
	}
	return loc
}

// ZoneOfMember is the zone in which a member counts days; see Zone.
func (r *Roll) ZoneOfMember(ctx context.Context, who study.Who) (*time.Location, error) {
	m, err := r.members.Member(ctx, who.Team, who.Member)
	if err != nil {
		return nil, fmt.Errorf("read the member: %w", err)
	}
	m.Team = who.Team
	return r.zone(ctx, m)
}

func (r *Roll) zone(ctx context.Context, m study.Member) (*time.Location, error) {
	if m.Zone != "" { // nothing to look for
		return Location(m.Zone), nil
	}
	courses, err := r.courses.Courses(ctx, m.Team)
	if err != nil {
		return nil, fmt.Errorf("list the courses: %w", err)
	}
	return Zone(m, courses), nil
}

// Zone is a member's zone, given the team's courses: the chosen one; else that of the
// first course they take part in; else, for somebody who began in private messages, that
// of the team's first published course; else UTC.
func Zone(m study.Member, courses []study.Course) *time.Location {
	if m.Zone != "" {
		return Location(m.Zone)
	}
	for _, channel := range m.Courses {
		if at := slices.IndexFunc(courses, func(c study.Course) bool { return c.Channel == channel }); at >= 0 {
			return Location(courses[at].Timetable.Zone)
		}
	}
	if at := slices.IndexFunc(courses, func(c study.Course) bool { return c.State != study.Drafted }); at >= 0 {
		return Location(courses[at].Timetable.Zone)
	}
	return time.UTC
}

// Location loads a stored zone; one that is not known any more reads as UTC.
func Location(zone string) *time.Location {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		return time.UTC
	}
	return loc
}
