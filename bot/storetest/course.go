package storetest

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"studybot/bot/schedule"
	"studybot/bot/study"
)

func courseTests() []test {
	return []test{
		{"an unknown course is not found", func(t *testing.T, s Store) {
			_, err := s.Course(t.Context(), aTeam(), "C1")
			wantErr(t, err, study.ErrNotFound)
			all, err := s.Courses(t.Context(), aTeam())
			must(t, err)
			equal(t, "courses of an unknown team", len(all), 0)
		}},
		{"a saved course comes back whole, and is replaced by the next", func(t *testing.T, s Store) {
			c := aCourse(aTeam(), "C1")
			saveCourse(t, s, c)
			sameCourse(t, s, c)
			c.State, c.Helpers, c.Timetable.Holidays = study.Paused, nil, nil
			c.Timetable.Start, c.Timetable.Grace = "", 0
			saveCourse(t, s, c)
			sameCourse(t, s, c)
		}},
		{"hard names and long texts survive", func(t *testing.T, s Store) {
			for _, name := range append(hard(), strings.Repeat("long ", 5000)) {
				c := aCourse(aTeam()+name, "C"+name)
				c.Owner, c.Helpers, c.Pack = "U"+name, []string{name + "1", name + "2"}, name
				saveCourse(t, s, c)
				sameCourse(t, s, c)
			}
		}},
		{"a team's courses are ordered by channel, and its own", func(t *testing.T, s Store) {
			team, other := aTeam(), aTeam()
			for _, channel := range []string{"C3", "C1", "C2"} {
				saveCourse(t, s, aCourse(team, channel))
			}
			saveCourse(t, s, aCourse(other, "C9"))
			all, err := s.Courses(t.Context(), team)
			must(t, err)
			var got []string
			for _, c := range all {
				got = append(got, c.Channel)
				if !reflect.DeepEqual(c, aCourse(team, c.Channel)) {
					t.Errorf("course %s came back as %+v", c.Channel, c)
				}
			}
			equal(t, "channels", strings.Join(got, " "), "C1 C2 C3")
		}},
		{"every team with a course is known, once", func(t *testing.T, s Store) {
			team, other := aTeam()+hard()[0], aTeam()
			for range 2 {
				saveCourse(t, s, aCourse(team, "C1"))
				saveCourse(t, s, aCourse(other, "C1"))
			}
			all, err := s.KnownTeams(t.Context())
			must(t, err)
			for _, name := range []string{team, other} {
				n := 0
				for _, known := range all {
					if known == name {
						n++
					}
				}
				equal(t, "times that a team is listed", n, 1)
			}
		}},
		{"saving a course sets and removes its agenda entries", func(t *testing.T, s Store) {
			c := aCourse(aTeam(), "C1")
			question := schedule.Entry{Kind: schedule.Question, Subject: "C1", Due: noon()}
			weekly := schedule.Entry{Kind: schedule.Weekly, Subject: "C1", Due: noon().Add(time.Minute)}
			saveCourse(t, s, c, question, weekly)
			equal(t, "agenda", agendaOf(t, s, c.Team, noon().Add(time.Hour)), "question/C1 weekly/C1")
			question.Due = time.Time{}
			saveCourse(t, s, c, question)
			equal(t, "agenda", agendaOf(t, s, c.Team, noon().Add(time.Hour)), "weekly/C1")
		}},
	}
}

func aCourse(team, channel string) study.Course {
	return study.Course{
		Team: team, Channel: channel, Pack: "ml-systems", Owner: "U0", Helpers: []string{"U1", "U2"}, State: study.Running,
		Timetable: study.Timetable{
			Zone: "Europe/Berlin", Post: 540, Reveal: 1020, Weekdays: study.Workdays(),
			Holidays: []study.Day{"2026-04-03", "2026-04-06"}, Weekly: time.Friday, WeeklyAt: 960,
			Start: day1, Grace: 3 * time.Hour,
		},
	}
}

// saveCourse makes c what is stored, with these entries on the agenda.
func saveCourse(t *testing.T, s Store, c study.Course, agenda ...schedule.Entry) {
	t.Helper()
	now, err := s.ChangeCourse(t.Context(), c.Team, c.Channel, func(stored *study.Course) ([]schedule.Entry, error) {
		*stored = c
		return agenda, nil
	})
	must(t, err)
	if !reflect.DeepEqual(now, c) {
		t.Fatalf("saved is\n%+v, want\n%+v", now, c)
	}
}

func sameCourse(t *testing.T, s Store, want study.Course) {
	t.Helper()
	got, err := s.Course(t.Context(), want.Team, want.Channel)
	must(t, err)
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("the course came back as\n%+v, want\n%+v", got, want)
	}
}
