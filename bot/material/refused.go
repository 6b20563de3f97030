package material

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"studybot/bot/chat"
	"studybot/bot/schedule"
	"studybot/bot/study"
)

// Owners is what telling the owners needs of the store.
type Owners interface {
	// KnownTeams are all that ever had a course, in no order.
	KnownTeams(ctx context.Context) ([]string, error)
	// Courses are a team's, ordered by channel.
	Courses(ctx context.Context, team string) ([]study.Course, error)
	// Put sets agenda entries in one step.
	Put(ctx context.Context, team string, entries ...schedule.Entry) error
}

// TellOwners puts a notice on the agenda for every owner of a course with the pack
// whose update was refused. The notice is named after the version that is served:
// every replica may ask for it, and however often the update is changed and refused
// again, an owner is told once.
func (s *Shelf) TellOwners(ctx context.Context, to Owners, pack string, now time.Time) error {
	p := s.find(pack)
	if p == nil {
		return nil
	}
	s.mu.Lock()
	reason := strings.Join([]string{"pack", pack, s.mark(p)}, ".")
	s.mu.Unlock()
	teams, err := to.KnownTeams(ctx)
	if err != nil {
		return fmt.Errorf("list the teams: %w", err)
	}
	var failed error
	for _, team := range teams {
		if err := tellTeam(ctx, to, team, pack, reason, now); err != nil {
			failed = errors.Join(failed, err)
		}
	}
	return failed
}

func tellTeam(ctx context.Context, to Owners, team, pack, reason string, now time.Time) error {
	courses, err := to.Courses(ctx, team)
	if err != nil {
		return fmt.Errorf("list the courses: %w", err)
	}
	told := map[string]bool{"": true} // who has no name cannot be told
	var notices []schedule.Entry
	for _, c := range courses {
		if c.Pack == pack && c.State != study.Drafted && !told[c.Owner] {
			told[c.Owner] = true
			notices = append(notices, schedule.Entry{Kind: schedule.Notice, Subject: c.Channel + "!" + reason, Due: now})
		}
	}
	if len(notices) == 0 {
		return nil
	}
	if err := to.Put(ctx, team, notices...); err != nil {
		return fmt.Errorf("put a notice on the agenda: %w", err)
	}
	return nil
}

// Notice is what an owner is told for the reason of a notice; ok is false when the
// reason is not about a pack. skip, when not empty, says why nobody needs to be told
// any more.
func (s *Shelf) Notice(reason string) (m chat.Message, skip string, ok bool) {
	parts := strings.Split(reason, ".")
	if len(parts) != 3 || parts[0] != "pack" {
		return m, "", false
	}
	p := s.find(parts[1])
	s.mu.Lock()
	defer s.mu.Unlock()
	if p == nil || s.mark(p) != parts[2] {
		return m, "the pack was mended since", true
	}
	name, _ := chat.Cut(p.Name, 80)
	m = chat.Message{
		Title: "An update of your study pack has to wait",
		Body:  []chat.Block{{Text: "The files of “" + name + "” were changed, but they cannot be used yet. I keep asking from the version before, so nobody misses anything."}},
		Note:  "Once the files are sound I take them over by myself.",
	}
	// Another replica may have seen the files first; then the place is not known here.
	if r, there := s.trouble(p.ID); there {
		first, _ := chat.Cut(r.First, 600)
		many := "One thing is to mend:"
		if r.Errors > 1 {
			many = fmt.Sprintf("%d things are to mend. The first:", r.Errors)
		}
		m.Body = append(m.Body, chat.Block{Text: many}, chat.Block{Kind: chat.Code, Text: first})
	}
	m.Body = append(m.Body, chat.Block{Text: "Whoever looks after the files can see everything to mend with `studybot pack lint`."})
	return m, "", true
}
