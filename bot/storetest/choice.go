package storetest

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"studybot/bot/study"
)

// setting is one thing that a member can choose.
type setting struct {
	name string
	take func(m *study.Member, from study.Member)
}

func settings() []setting {
	return []setting{
		{"shared", func(m *study.Member, from study.Member) { m.Shared = from.Shared }},
		{"digest", func(m *study.Member, from study.Member) { m.Digest = from.Digest }},
		{"quiet hours", func(m *study.Member, from study.Member) { m.QuietFrom, m.QuietTo = from.QuietFrom, from.QuietTo }},
		{"zone", func(m *study.Member, from study.Member) { m.Zone = from.Zone }},
		{"away", func(m *study.Member, from study.Member) { m.AwayUntil = from.AwayUntil }},
		{"questions", func(m *study.Member, from study.Member) { m.Questions = from.Questions }},
		{"hour of the questions", func(m *study.Member, from study.Member) { m.QuestionsAt = from.QuestionsAt }},
		{"minutes", func(m *study.Member, from study.Member) { m.Minutes = from.Minutes }},
	}
}

// chosen has every setting other than the defaults.
func chosen(team, id string) study.Member {
	return study.Member{
		Team: team, ID: id, Shared: true, QuietFrom: 0, QuietTo: 1439, Zone: "America/Argentina/ComodRivadavia", AwayUntil: day1.Add(30),
		Questions: 0, QuestionsAt: 1, Minutes: 45,
	}
}

func choiceTests() []test {
	return []test{
		{"of two settings changed from one read both stay", func(t *testing.T, s Store) {
			team := aTeam()
			for _, first := range settings() {
				for _, second := range settings() {
					if first.name == second.name {
						continue
					}
					id := first.name + "/" + second.name
					was := defaults(team, id)
					for _, to := range []study.Member{chosen(team, id), defaults(team, id)} { // there and back
						want := was
						save(t, s, was, func(m *study.Member) { first.take(m, to) })
						first.take(&want, to)
						second.take(&want, to)
						now := save(t, s, was, func(m *study.Member) { second.take(m, to) })
						equal(t, "the answer", fmt.Sprintf("%+v", now), fmt.Sprintf("%+v", want))
						sameMember(t, s, want)
						was = want
					}
				}
			}
		}},
		{"of one setting changed twice from one read the later stays", func(t *testing.T, s Store) {
			was := defaults(aTeam(), "U1")
			save(t, s, was, func(m *study.Member) { m.Zone, m.Questions = "Asia/Kolkata", 5 })
			save(t, s, was, func(m *study.Member) { m.Zone = "Europe/Berlin" })
			want := was
			want.Zone, want.Questions = "Europe/Berlin", 5
			sameMember(t, s, want)
		}},
		{"the quiet hours are one choice", func(t *testing.T, s Store) {
			was := defaults(aTeam(), "U1")
			save(t, s, was, func(m *study.Member) { m.QuietTo = 9 * 60 })
			save(t, s, was, func(m *study.Member) { m.QuietFrom = 8 * 60 }) // the same twice: none
			want := was
			want.QuietFrom = 8 * 60
			sameMember(t, s, want)
		}},
		{"who changes nothing brings nothing back", func(t *testing.T, s Store) {
			was := defaults(aTeam(), "U1")
			want := chosen(was.Team, was.ID)
			choose(t, s, want)
			save(t, s, was, func(*study.Member) {})
			sameMember(t, s, want)
		}},
		{"courses are neither changed nor lost", func(t *testing.T, s Store) {
			r := open(t, s, aRound(aTeam(), "C1", day1, "q"))
			rate(t, s, study.Who{Team: r.Team, Pack: "p", Member: "U1"}, aRating(r, 3, noon()))
			was, err := s.Member(t.Context(), r.Team, "U1")
			must(t, err)
			want := chosen(r.Team, "U1")
			want.Courses = was.Courses
			now := save(t, s, was, func(m *study.Member) { *m = want })
			equal(t, "the answer", fmt.Sprintf("%+v", now), fmt.Sprintf("%+v", want))
			sameMember(t, s, want)
		}},
		{"hard texts stay beside a change of something else", func(t *testing.T, s Store) {
			team := aTeam()
			for _, text := range hard() {
				was := defaults(team, text)
				save(t, s, was, func(m *study.Member) { m.Zone, m.AwayUntil = text, study.Day(text) })
				save(t, s, was, func(m *study.Member) { m.Minutes = 60 })
				want := was
				want.Zone, want.AwayUntil, want.Minutes = text, study.Day(text), 60
				sameMember(t, s, want)
			}
		}},
		{"what was forgotten meanwhile does not come back with a change", func(t *testing.T, s Store) {
			was := chosen(aTeam(), "U1")
			choose(t, s, was)
			must(t, s.Forget(t.Context(), was.Team, was.ID))
			save(t, s, was, func(m *study.Member) { m.Minutes = 90 })
			want := defaults(was.Team, was.ID)
			want.Minutes = 90
			sameMember(t, s, want)
		}},
		{"each setting changed by another at once: all stay", func(t *testing.T, s Store) {
			team := aTeam()
			for _, id := range []string{"U1", "U2", "U3", "U4", "U5"} {
				was := defaults(team, id)
				var work sync.WaitGroup
				for _, one := range settings() {
					m := was
					one.take(&m, chosen(team, id))
					work.Go(func() {
						if _, err := s.SaveMember(context.Background(), was, m); err != nil {
							t.Errorf("save: %v", err)
						}
					})
				}
				work.Wait()
				sameMember(t, s, chosen(team, id))
			}
		}},
		{"a record from before questions could be chosen is changed as any other", func(t *testing.T, s Store) {
			aged, ok := s.(Aged)
			if !ok {
				return
			}
			team := aTeam()
			for _, one := range settings() {
				was := defaults(team, one.name)
				was.Shared, was.Digest, was.QuietFrom, was.QuietTo, was.AwayUntil = true, false, 7, 8, day1
				must(t, aged.SaveBeforeQuestions(t.Context(), was))
				sameMember(t, s, was)
				want := was
				one.take(&want, chosen(team, one.name))
				save(t, s, was, func(m *study.Member) { *m = want })
				sameMember(t, s, want)
			}
		}},
	}
}

// save changes a record that was read and returns what is said to be stored then.
func save(t *testing.T, s Store, was study.Member, change func(m *study.Member)) study.Member {
	t.Helper()
	m := was
	change(&m)
	now, err := s.SaveMember(t.Context(), was, m)
	must(t, err)
	return now
}

// choose makes m what is stored, read just before.
func choose(t *testing.T, s Store, m study.Member) {
	t.Helper()
	was, err := s.Member(t.Context(), m.Team, m.ID)
	must(t, err)
	_, err = s.SaveMember(t.Context(), was, m)
	must(t, err)
}
