package storetest

import (
	"context"
	"fmt"
	"time"

	"pgregory.net/rapid"

	"studybot/bot/study"
)

// place is where at most one rating of a member counts.
type place struct {
	member, course string
	day            study.Day
	question       study.Key
}

// model is the simplest thing that keeps the promises of Ratings.
type model struct {
	team    string
	rounds  map[string]study.Round // by course and day
	current map[string]study.Day   // by course
	kept    map[place][]study.Rating
}

// rate is the contract of Rate, word for word.
func (m *model) rate(who study.Who, r study.Rating) (v study.Verdict, previous, current int) {
	private := r.Course == "" && r.Day == ""
	if !private {
		round, ok := m.rounds[r.Course+string(r.Day)]
		if !ok || round.Pack != who.Pack || study.KeyOf(round.Question) != r.Question {
			return study.Unknown, 0, 0
		}
	}
	p := place{who.Member, r.Course, r.Day, r.Question}
	kept := m.kept[p]
	if len(kept) == 0 || private && r.At.Sub(kept[len(kept)-1].At) >= 24*time.Hour {
		m.kept[p] = append(kept, r)
		return study.Stored, 0, r.Value
	}
	last := &kept[len(kept)-1]
	old := last.Value
	closed := !private && m.current[r.Course] != r.Day
	same := *last
	same.At = r.At
	switch {
	case same == r:
		if last.Outcome == study.Unkeyed && !closed && r.At.After(last.At) {
			last.At = r.At
		}
		return study.Same, old, old
	case last.Outcome != study.Unkeyed:
		return study.Locked, old, old
	case !r.At.After(last.At):
		return study.Older, old, old
	case closed:
		return study.Closed, old, old
	}
	*last = r
	return study.Changed, old, r.Value
}

// ratings are those that count for the member.
func (m *model) ratings(member string) []study.Rating {
	var all []study.Rating
	for p, kept := range m.kept {
		if p.member == member {
			all = append(all, kept...)
		}
	}
	return all
}

func (m *model) tally(course string, day study.Day) study.Tally {
	var t study.Tally
	for p, kept := range m.kept {
		if p.course == course && p.day == day && len(kept) > 0 {
			t[kept[0].Value]++
		}
	}
	return t
}

func (m *model) forget(member string) {
	for p := range m.kept {
		if p.member == member {
			delete(m.kept, p)
		}
	}
}

// ratingModel compares the store with the model over any order of rounds,
// ratings and farewells. Every instant is used once, so that no two presses tie.
func ratingModel(rt *rapid.T, s Store) {
	ctx := context.Background()
	m := &model{team: aTeam(), rounds: map[string]study.Round{}, current: map[string]study.Day{}, kept: map[place][]study.Rating{}}
	var (
		member   = rapid.SampledFrom([]string{"U1", "U2", "U3"})
		course   = rapid.SampledFrom([]string{"C1", "C2"})
		day      = rapid.SampledFrom([]study.Day{day1, day1.Add(1), day1.Add(70)})
		question = rapid.SampledFrom([]string{"q1", "q2"})
		hours    = rapid.IntRange(0, 60)
	)
	presses := 0
	draw := func(rt *rapid.T) study.Rating {
		presses++
		r := study.Rating{
			Question: study.KeyOf(question.Draw(rt, "question")),
			Value:    rapid.IntRange(1, 5).Draw(rt, "value"),
			At:       noon().Add(time.Duration(hours.Draw(rt, "hour"))*time.Hour + time.Duration(presses)*time.Millisecond),
		}
		if rapid.IntRange(0, 3).Draw(rt, "keyed") == 0 {
			r.Choice, r.Outcome = rapid.IntRange(1, 4).Draw(rt, "choice"), study.Outcome(rapid.IntRange(1, 2).Draw(rt, "outcome"))
		} else {
			r.Peeked = rapid.Bool().Draw(rt, "peeked")
		}
		return r
	}
	var done []study.Rating
	press := func(rt *rapid.T, r study.Rating) {
		who := study.Who{Team: m.team, Pack: "p", Member: member.Draw(rt, "member")}
		verdict, previous, current := m.rate(who, r)
		want := study.Receipt{Verdict: verdict, Previous: previous, Current: current}
		if verdict != study.Unknown && r.Course != "" {
			want.Tally = m.tally(r.Course, r.Day)
		}
		equal(rt, "receipt", rate(rt, s, who, r), want)
		done = append(done, r)
	}
	rt.Repeat(map[string]func(*rapid.T){
		"open": func(rt *rapid.T) {
			r := aRound(m.team, course.Draw(rt, "course"), day.Draw(rt, "day"), question.Draw(rt, "question"))
			got := open(rt, s, r)
			if was, ok := m.rounds[r.Course+string(r.Day)]; ok {
				sameRound(rt, got, was)
				return
			}
			m.rounds[r.Course+string(r.Day)], m.current[r.Course] = got, r.Day
		},
		"rate": func(rt *rapid.T) {
			r := draw(rt)
			r.Course, r.Day = course.Draw(rt, "course"), day.Draw(rt, "day")
			if round, ok := m.rounds[r.Course+string(r.Day)]; ok && rapid.IntRange(0, 4).Draw(rt, "stray") > 0 {
				r.Question = study.KeyOf(round.Question)
			}
			press(rt, r)
		},
		"rate privately": func(rt *rapid.T) { press(rt, draw(rt)) },
		"deliver again": func(rt *rapid.T) {
			if len(done) > 0 {
				press(rt, rapid.SampledFrom(done).Draw(rt, "press"))
			}
		},
		"press again, later": func(rt *rapid.T) {
			if len(done) > 0 {
				presses++
				r := rapid.SampledFrom(done).Draw(rt, "press")
				r.At = noon().Add(time.Duration(hours.Draw(rt, "hour"))*time.Hour + time.Duration(presses)*time.Millisecond)
				press(rt, r)
			}
		},
		"forget": func(rt *rapid.T) {
			if rapid.IntRange(0, 3).Draw(rt, "really") == 0 {
				id := member.Draw(rt, "member")
				must(rt, s.Forget(ctx, m.team, id))
				m.forget(id)
			}
		},
		"": func(rt *rapid.T) {
			for _, id := range []string{"U1", "U2", "U3"} {
				sameRatings(rt, ratings(rt, s, study.Who{Team: m.team, Pack: "p", Member: id}), m.ratings(id))
			}
			for _, r := range m.rounds {
				equal(rt, fmt.Sprint("tally of ", r.Course, " ", r.Day), tally(rt, s, r), m.tally(r.Course, r.Day))
			}
		},
	})
}
