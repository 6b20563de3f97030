package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"studybot/bot/schedule"
	"studybot/bot/study"
)

// part is one thing about a course that may be changed by itself.
type part struct {
	name string
	take func(c *study.Course, from study.Course)
}

func parts() []part {
	return []part{
		{"pack", func(c *study.Course, from study.Course) { c.Pack = from.Pack }},
		{"owner", func(c *study.Course, from study.Course) { c.Owner = from.Owner }},
		{"helpers", func(c *study.Course, from study.Course) { c.Helpers = from.Helpers }},
		{"state", func(c *study.Course, from study.Course) { c.State, c.Trouble = from.State, from.Trouble }},
		{"post", func(c *study.Course, from study.Course) { c.Timetable.Post = from.Timetable.Post }},
		{"reveal", func(c *study.Course, from study.Course) { c.Timetable.Reveal = from.Timetable.Reveal }},
		{"zone", func(c *study.Course, from study.Course) { c.Timetable.Zone = from.Timetable.Zone }},
		{"holidays", func(c *study.Course, from study.Course) { c.Timetable.Holidays = from.Timetable.Holidays }},
	}
}

// otherwise differs from aCourse in every part.
func otherwise(team, channel string) study.Course {
	c := aCourse(team, channel)
	c.Pack, c.Owner, c.Helpers, c.State, c.Trouble = "other", "U7", []string{"U8"}, study.Paused, "I was removed."
	c.Timetable.Post, c.Timetable.Reveal, c.Timetable.Zone, c.Timetable.Holidays = 600, 1100, "Asia/Tokyo", []study.Day{"2026-05-01"}
	return c
}

func changeTests() []test {
	return []test{
		{"one that is not there has no state, and is made", func(t *testing.T, s Store) {
			want := aCourse(aTeam(), "C1")
			change(t, s, want, func(c *study.Course) {
				equal(t, "what is given", fmt.Sprintf("%+v", *c), fmt.Sprintf("%+v", study.Course{Team: want.Team, Channel: "C1"}))
				*c = want
			})
			sameCourse(t, s, want)
		}},
		{"a change keeps the rest, and is answered", func(t *testing.T, s Store) {
			team := aTeam()
			for _, one := range parts() {
				want := aCourse(team, one.name)
				saveCourse(t, s, want)
				now := change(t, s, want, func(c *study.Course) { one.take(c, otherwise(team, one.name)) })
				one.take(&want, otherwise(team, one.name))
				equal(t, "the answer", fmt.Sprintf("%+v", now), fmt.Sprintf("%+v", want))
				sameCourse(t, s, want)
			}
		}},
		{"a change is asked again when another was made meanwhile, and both stand", func(t *testing.T, s Store) {
			team := aTeam()
			for _, first := range parts() {
				for _, second := range parts() {
					if first.name == second.name {
						continue
					}
					channel := first.name + "/" + second.name
					want, other := aCourse(team, channel), otherwise(team, channel)
					saveCourse(t, s, want)
					asked := 0
					change(t, s, want, func(c *study.Course) {
						if asked++; asked == 1 {
							change(t, s, want, func(c *study.Course) { first.take(c, other) })
						}
						second.take(c, other)
					})
					equal(t, "times it is asked", asked, 2)
					first.take(&want, other)
					second.take(&want, other)
					sameCourse(t, s, want)
				}
			}
		}},
		{"who makes a course that others make meanwhile is given theirs", func(t *testing.T, s Store) {
			want := aCourse(aTeam(), "C1")
			now := change(t, s, want, func(c *study.Course) {
				if c.State != "" {
					return
				}
				saveCourse(t, s, want)
				*c = otherwise(want.Team, "C1")
			})
			equal(t, "the answer", fmt.Sprintf("%+v", now), fmt.Sprintf("%+v", want))
			sameCourse(t, s, want)
		}},
		{"the agenda is that of the change which was kept", func(t *testing.T, s Store) {
			c := aCourse(aTeam(), "C1")
			entry := schedule.Entry{Kind: schedule.Question, Subject: "C1", Due: noon()}
			saveCourse(t, s, c, entry)
			paused := false
			_, err := s.ChangeCourse(t.Context(), c.Team, "C1", func(c *study.Course) ([]schedule.Entry, error) {
				if !paused {
					paused = true
					change := *c
					change.State = study.Paused
					saveCourse(t, s, change, schedule.Entry{Kind: schedule.Question, Subject: "C1"})
				}
				c.Timetable.Post = 600
				if c.State != study.Running {
					return nil, nil
				}
				return []schedule.Entry{entry, {Kind: schedule.Weekly, Subject: "C1", Due: noon()}}, nil
			})
			must(t, err)
			equal(t, "agenda", agendaOf(t, s, c.Team, noon().Add(time.Hour)), "")
		}},
		{"an error changes nothing and is returned", func(t *testing.T, s Store) {
			want, refused := aCourse(aTeam(), "C1"), errors.New("refused")
			saveCourse(t, s, want)
			for _, channel := range []string{"C1", "C2"} {
				_, err := s.ChangeCourse(t.Context(), want.Team, channel, func(c *study.Course) ([]schedule.Entry, error) {
					*c = otherwise(want.Team, channel)
					return []schedule.Entry{{Kind: schedule.Question, Subject: channel, Due: noon()}}, refused
				})
				wantErr(t, err, refused)
			}
			sameCourse(t, s, want)
			_, err := s.Course(t.Context(), want.Team, "C2")
			wantErr(t, err, study.ErrNotFound)
			equal(t, "agenda", agendaOf(t, s, want.Team, noon().Add(time.Hour)), "")
		}},
		{"who was forgotten meanwhile does not come back with a change", func(t *testing.T, s Store) {
			for _, gone := range hard() {
				want := aCourse(aTeam(), "C1")
				want.Owner, want.Helpers = gone, []string{"U1", gone, "U2"}
				saveCourse(t, s, want)
				asked := 0
				change(t, s, want, func(c *study.Course) {
					if asked++; asked == 1 {
						must(t, s.Forget(t.Context(), want.Team, gone))
					}
					c.Timetable.Post = 600
				})
				want.Owner, want.Helpers, want.Timetable.Post = "", []string{"U1", "U2"}, 600
				sameCourse(t, s, want)
			}
		}},
		{"each part changed by another at once: all stand", func(t *testing.T, s Store) {
			team := aTeam()
			for _, channel := range []string{"C1", "C2", "C3"} {
				saveCourse(t, s, aCourse(team, channel))
				var work sync.WaitGroup
				for _, one := range parts() {
					work.Go(func() {
						_, err := s.ChangeCourse(context.Background(), team, channel, func(c *study.Course) ([]schedule.Entry, error) {
							one.take(c, otherwise(team, channel))
							return nil, nil
						})
						if err != nil {
							t.Errorf("change the %s: %v", one.name, err)
						}
					})
				}
				work.Wait()
				sameCourse(t, s, otherwise(team, channel))
			}
		}},
	}
}

// change changes the stored course of that channel, and returns what is said to be
// stored then.
func change(t *testing.T, s Store, of study.Course, change func(c *study.Course)) study.Course {
	t.Helper()
	now, err := s.ChangeCourse(t.Context(), of.Team, of.Channel, func(c *study.Course) ([]schedule.Entry, error) {
		change(c)
		return nil, nil
	})
	must(t, err)
	return now
}
