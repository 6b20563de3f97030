package storetest

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"studybot/bot/schedule"
	"studybot/bot/study"
)

func memberTests() []test {
	return []test{
		{"someone unknown has the defaults and is no member", func(t *testing.T, s Store) {
			team := aTeam()
			sameMember(t, s, defaults(team, "U1"))
			sameMembers(t, s, team)
		}},
		{"what was chosen comes back, courses stay as stored", func(t *testing.T, s Store) {
			r := open(t, s, aRound(aTeam(), "C2", day1, "q"))
			open(t, s, aRound(r.Team, "C1", day1, "q"))
			m := study.Member{Team: r.Team, ID: "U1 ü", Shared: true, Digest: false, QuietFrom: 0, QuietTo: 0, Zone: "America/Argentina/ComodRivadavia", AwayUntil: day1.Add(9), Questions: 10, QuestionsAt: 1439, Minutes: 45}
			choose(t, s, m)
			sameMember(t, s, m)
			rate(t, s, study.Who{Team: r.Team, Pack: "p", Member: m.ID}, aRating(r, 3, noon()))
			m.Courses = []string{"C2"}
			sameMember(t, s, m)
			m.Courses, m.Shared, m.Digest, m.Zone, m.AwayUntil, m.QuietFrom = []string{"C7"}, false, true, "", "", 1439
			choose(t, s, m)
			m.Courses = []string{"C2"}
			sameMember(t, s, m)
			sameMembers(t, s, r.Team, m)
		}},
		{"members are those who answered, assessed or chose something", func(t *testing.T, s Store) {
			r := open(t, s, aRound(aTeam(), "C1", day1, "q"))
			who := func(id string) study.Who { return study.Who{Team: r.Team, Pack: "p", Member: id} }
			rate(t, s, who("U1"), aRating(r, 3, noon()))
			must(t, s.SaveAnswer(t.Context(), who("U2"), study.Answer{Question: 1, Text: "x"}))
			_, err := s.SaveDraft(t.Context(), who("U3"), map[string]int{"a": 1}, nil)
			must(t, err)
			must(t, s.Tick(t.Context(), who("U4"), []study.Tick{{List: "l", Item: "i", At: noon()}}, nil))
			choose(t, s, defaults(r.Team, "U5"))
			want := []study.Member{defaults(r.Team, "U1"), defaults(r.Team, "U2"), defaults(r.Team, "U3"), defaults(r.Team, "U4"), defaults(r.Team, "U5")}
			want[0].Courses = []string{"C1"}
			sameMembers(t, s, r.Team, want...)
			sameMembers(t, s, aTeam())
		}},
	}
}

func defaults(team, id string) study.Member {
	return study.Member{Team: team, ID: id, Digest: true, QuietFrom: 20 * 60, QuietTo: 8 * 60, Questions: 3, QuestionsAt: 10 * 60, Minutes: 180}
}

func sameMember(t *testing.T, s Store, want study.Member) {
	t.Helper()
	got, err := s.Member(t.Context(), want.Team, want.ID)
	must(t, err)
	if len(got.Courses) == 0 {
		got.Courses = nil
	}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("the member is %+v, want %+v", got, want)
	}
}

func sameMembers(t *testing.T, s Store, team string, want ...study.Member) {
	t.Helper()
	got, err := s.Members(t.Context(), team)
	must(t, err)
	equal(t, "number of members", len(got), len(want))
	by := map[string]study.Member{}
	for _, m := range got {
		if len(m.Courses) == 0 {
			m.Courses = nil
		}
		by[m.ID] = m
	}
	for _, m := range want {
		if !reflect.DeepEqual(by[m.ID], m) {
			t.Fatalf("the member is %+v, want %+v", by[m.ID], m)
		}
	}
}

func forgetTests() []test {
	return []test{
		{"forgetting someone unknown changes nothing", func(t *testing.T, s Store) {
			team := aTeam()
			must(t, s.Forget(t.Context(), team, "U1"))
			r := open(t, s, aRound(team, "C1", day1, "q"))
			rate(t, s, study.Who{Team: team, Pack: "p", Member: "U2"}, aRating(r, 3, noon()))
			must(t, s.Forget(t.Context(), team, "U1"))
			equal(t, "tally", tally(t, s, r), study.Tally{3: 1})
		}},
		{"afterwards nothing of the person is left, and all of the others", func(t *testing.T, s Store) {
			team := aTeam()
			gone, stays := "UGONE/"+team, "USTAYS/"+team
			live(t, s, team, gone, "secret-of-"+gone)
			live(t, s, team, stays, "secret-of-"+stays)
			must(t, s.Forget(t.Context(), team, gone))
			must(t, s.Forget(t.Context(), team, gone))

			if d, ok := s.(Dumper); ok {
				dump, err := d.Dump(t.Context())
				must(t, err)
				found := 0
				for _, text := range dump {
					if strings.Contains(text, gone) || strings.Contains(text, "UGONE") {
						t.Errorf("left behind: %q", text)
					}
					if strings.Contains(text, stays) {
						found++
					}
				}
				if found == 0 {
					t.Error("the dump does not show what it should")
				}
			}
			who := study.Who{Team: team, Pack: "p", Member: gone}
			equal(t, "ratings", len(ratings(t, s, who)), 0)
			sameAnswers(t, s, who, nil)
			sameTicks(t, s, who)
			sameMember(t, s, defaults(team, gone))
			all, err := s.Assessments(t.Context(), who)
			must(t, err)
			equal(t, "assessments", len(all), 0)
			draft(t, s, who, nil, map[string]int{})
			for _, kind := range []string{"digest/", "own/"} {
				o, err := s.Outcomes(t.Context(), team, kind+gone, 9)
				must(t, err)
				equal(t, kind+" outcomes", len(o), 0)
			}
			equal(t, "agenda", agendaOf(t, s, team, noon()), "digest/"+stays+" own/"+stays)
			c, err := s.Course(t.Context(), team, "C1")
			must(t, err)
			equal(t, "people of the course", fmt.Sprint(c.Owner, "|", c.Helpers), fmt.Sprint("|", []string{stays}))

			who.Member = stays
			equal(t, "the other's ratings", len(ratings(t, s, who)), 4)
			members, err := s.Members(t.Context(), team)
			must(t, err)
			equal(t, "members", len(members), 1)
			for i := range 3 {
				equal(t, "tally", tally(t, s, aRound(team, "C1", day1.Add(40*i), "")), study.Tally{4: 1})
			}
		}},
		{"who comes after has nothing of who went", func(t *testing.T, s Store) {
			r := open(t, s, aRound(aTeam(), "C1", day1, "q"))
			who := study.Who{Team: r.Team, Pack: "p", Member: "U1"}
			rate(t, s, who, aRating(r, 2, noon()))
			must(t, s.Forget(t.Context(), r.Team, "U1"))
			equal(t, "tally", tally(t, s, r), study.Tally{})
			for _, id := range []string{"U2", "U1"} {
				who.Member = id
				equal(t, "ratings before", len(ratings(t, s, who)), 0)
				equal(t, "first rating", rate(t, s, who, aRating(r, 5, noon())).Verdict, study.Stored)
			}
			equal(t, "tally", tally(t, s, r), study.Tally{5: 2})
		}},
		{"forgetting while rounds are opened and rated", func(t *testing.T, s Store) {
			team := aTeam()
			var work sync.WaitGroup
			for c := range 3 {
				work.Go(func() {
					for i := range 5 {
						r := open(t, s, aRound(team, fmt.Sprint("C", c), day1.Add(70*i), "q"))
						for _, id := range []string{"U1", "U2"} {
							rate(t, s, study.Who{Team: team, Pack: "p", Member: id}, aRating(r, 3, noon()))
						}
					}
				})
			}
			work.Go(func() {
				for range 5 {
					if err := s.Forget(context.Background(), team, "U1"); err != nil {
						t.Errorf("forget: %v", err)
					}
				}
			})
			work.Wait()
			must(t, s.Forget(t.Context(), team, "U1"))
			for c := range 3 {
				for i := range 5 {
					equal(t, "tally", tally(t, s, aRound(team, fmt.Sprint("C", c), day1.Add(70*i), "")), study.Tally{3: 1})
				}
			}
			equal(t, "the other's ratings", len(ratings(t, s, study.Who{Team: team, Pack: "p", Member: "U2"})), 15)
		}},
	}
}

// live does everything that leaves a trace of a member.
func live(t *testing.T, s Store, team, id, secret string) {
	t.Helper()
	ctx := t.Context()
	who := study.Who{Team: team, Pack: "p", Member: id}
	c, err := s.Course(ctx, team, "C1")
	if err != nil {
		c = aCourse(team, "C1")
		c.Owner, c.Helpers = id, []string{id}
	} else {
		c.Helpers = append(c.Helpers, id)
	}
	saveCourse(t, s, c)
	for i := range 3 {
		r := open(t, s, aRound(team, "C1", day1.Add(40*i), "q"))
		rate(t, s, who, aRating(r, 4, noon().AddDate(0, 0, i)))
		must(t, s.SaveAnswer(ctx, who, study.Answer{Question: study.KeyOf(r.Question), Course: "C1", Day: r.Day, Text: secret, Note: secret}))
	}
	rate(t, s, who, study.Rating{Question: 9, Value: 1, At: noon()})
	_, err = s.SaveDraft(ctx, who, map[string]int{secret: 2}, nil)
	must(t, err)
	_, err = s.FinishDraft(ctx, who, noon())
	must(t, err)
	_, err = s.SaveDraft(ctx, who, map[string]int{secret: 3}, nil)
	must(t, err)
	must(t, s.Tick(ctx, who, []study.Tick{{List: "plan", Item: secret, At: noon()}}, nil))
	_, err = s.SavePlan(ctx, who, study.StoredPlan{Revision: 1, Text: []byte(id + secret)})
	must(t, err)
	choose(t, s, study.Member{Team: team, ID: id, Zone: secret})
	must(t, s.SaveAnswer(ctx, who, study.Answer{Question: 9, Day: day1, Text: secret, Note: secret}))
	for _, kind := range []schedule.Kind{schedule.Digest, schedule.Own} {
		entry := schedule.Entry{Kind: kind, Subject: id, Due: noon()}
		must(t, s.Put(ctx, team, entry))
		slot := schedule.Slot{Team: team, Entry: schedule.Entry{Kind: kind, Subject: id}, Day: day1}
		claimed := claim(t, s, slot, "w", time.Minute)
		must(t, s.Settle(ctx, claimed, schedule.Outcome{Slot: slot, Result: schedule.Posted, Post: "D" + secret, At: noon()}, noon()))
	}
}
