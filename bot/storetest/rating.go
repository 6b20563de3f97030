package storetest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"studybot/bot/study"
)

func ratingTests() []test {
	return []test{
		{"verdicts in a round", verdicts},
		{"a round must ask the question of the member's pack", func(t *testing.T, s Store) {
			r := open(t, s, aRound(aTeam(), "C1", day1, "q1"))
			who := study.Who{Team: r.Team, Pack: "p", Member: "U1"}
			good := aRating(r, 4, noon())
			for name, change := range map[string]func(w *study.Who, r *study.Rating){
				"another question": func(_ *study.Who, r *study.Rating) { r.Question = study.KeyOf("q2") },
				"another day":      func(_ *study.Who, r *study.Rating) { r.Day = day1.Add(1) },
				"another course":   func(_ *study.Who, r *study.Rating) { r.Course = "C2" },
				"another pack":     func(w *study.Who, _ *study.Rating) { w.Pack = "p2" },
				"another team":     func(w *study.Who, _ *study.Rating) { w.Team = aTeam() },
				"no course":        func(_ *study.Who, r *study.Rating) { r.Course = "" },
				"no day":           func(_ *study.Who, r *study.Rating) { r.Day = "" },
				"no date":          func(_ *study.Who, r *study.Rating) { r.Day = "tomorrow" },
			} {
				w, bad := who, good
				change(&w, &bad)
				equal(t, name, rate(t, s, w, bad).Verdict, study.Unknown)
				members, err := s.Members(t.Context(), w.Team)
				must(t, err)
				equal(t, "members after "+name, len(members), 0)
			}
			for _, v := range []int{-1, 0, 6, 255} {
				bad := good
				bad.Value = v
				if _, err := s.Rate(t.Context(), who, bad); err == nil {
					t.Errorf("the value %d was accepted", v)
				}
			}
			equal(t, "ratings", len(ratings(t, s, who)), 0)
			equal(t, "tally", tally(t, s, r), study.Tally{})
		}},
		{"a rating comes back whole", func(t *testing.T, s Store) {
			for _, name := range hard() {
				r := aRound(aTeam()+name, "C"+name, day1, "q"+name)
				r.Pack = "p" + name
				open(t, s, r)
				who := study.Who{Team: r.Team, Pack: r.Pack, Member: "U" + name}
				want := study.Rating{Question: study.KeyOf(r.Question), Course: r.Course, Day: day1, Value: 5, Choice: 25, Outcome: study.Right, Peeked: true, At: noon().Add(123 * time.Millisecond)}
				equal(t, "verdict", rate(t, s, who, want).Verdict, study.Stored)
				sameRatings(t, ratings(t, s, who), []study.Rating{want})
				member, err := s.Member(t.Context(), who.Team, who.Member)
				must(t, err)
				equal(t, "the member's courses", fmt.Sprint(member.Courses), fmt.Sprint([]string{r.Course}))
			}
		}},
		{"late answers count, late changes do not", func(t *testing.T, s Store) {
			r := open(t, s, aRound(aTeam(), "C1", day1, "q1"))
			early, late := study.Who{Team: r.Team, Pack: "p", Member: "U1"}, study.Who{Team: r.Team, Pack: "p", Member: "U2"}
			rate(t, s, early, aRating(r, 2, noon()))
			open(t, s, aRound(r.Team, "C1", day1.Add(1), "q2"))
			got := rate(t, s, late, aRating(r, 5, noon().AddDate(0, 0, 9)))
			equal(t, "late", got, study.Receipt{Verdict: study.Stored, Current: 5, Tally: study.Tally{2: 1, 5: 1}})
			got = rate(t, s, early, aRating(r, 3, noon().AddDate(0, 0, 9)))
			equal(t, "change", got, study.Receipt{Verdict: study.Closed, Previous: 2, Current: 2, Tally: study.Tally{2: 1, 5: 1}})
			equal(t, "same", rate(t, s, early, aRating(r, 2, noon().AddDate(0, 0, 9))).Verdict, study.Same)
			equal(t, "tally", tally(t, s, r), study.Tally{2: 1, 5: 1})
		}},
		{"the last At wins in every order of delivery", func(t *testing.T, s Store) {
			rapid.Check(t, func(rt *rapid.T) {
				r := open(rt, s, aRound(aTeam(), "C1", day1, "q1"))
				who := study.Who{Team: r.Team, Pack: "p", Member: "U1"}
				values := rapid.SliceOfN(rapid.IntRange(1, 5), 1, 5).Draw(rt, "values in time")
				var presses []study.Rating
				for i, v := range values {
					presses = append(presses, aRating(r, v, noon().Add(time.Duration(i)*time.Second)))
				}
				order := rapid.SliceOfN(rapid.SampledFrom(presses), 0, 6).Draw(rt, "redelivered")
				order = rapid.Permutation(append(order, presses...)).Draw(rt, "order")
				for _, p := range order {
					rate(rt, s, who, p)
				}
				last := values[len(values)-1]
				got := ratings(rt, s, who)
				equal(rt, "ratings", len(got), 1)
				equal(rt, "value", got[0].Value, last)
				want := study.Tally{}
				want[last] = 1
				equal(rt, "tally", tally(rt, s, r), want)
			})
		}},
		{"a private rating replaces one of the same day, not of another", func(t *testing.T, s Store) {
			who := study.Who{Team: aTeam(), Pack: "p", Member: "U1"}
			p := study.Rating{Question: study.KeyOf("q1"), Value: 2, At: noon()}
			at := func(v int, after time.Duration) study.Rating {
				r := p
				r.Value, r.At = v, noon().Add(after)
				return r
			}
			equal(t, "first", rate(t, s, who, p), study.Receipt{Verdict: study.Stored, Current: 2})
			equal(t, "repeated", rate(t, s, who, p), study.Receipt{Verdict: study.Same, Previous: 2, Current: 2})
			equal(t, "changed", rate(t, s, who, at(3, time.Hour)), study.Receipt{Verdict: study.Changed, Previous: 2, Current: 3})
			equal(t, "older", rate(t, s, who, at(1, time.Minute)), study.Receipt{Verdict: study.Older, Previous: 3, Current: 3})
			equal(t, "a day later", rate(t, s, who, at(4, 26*time.Hour)), study.Receipt{Verdict: study.Stored, Current: 4})
			keyed := study.Rating{Question: study.KeyOf("q2"), Value: 2, Choice: 1, Outcome: study.Wrong, At: noon()}
			equal(t, "keyed", rate(t, s, who, keyed).Verdict, study.Stored)
			changed := keyed
			changed.Choice, changed.Outcome, changed.At = 2, study.Right, noon().Add(time.Hour)
			equal(t, "keyed changed", rate(t, s, who, changed).Verdict, study.Locked)
			sameRatings(t, ratings(t, s, who), []study.Rating{keyed, at(3, time.Hour), at(4, 26*time.Hour)})
			other := who
			other.Pack = "p2"
			equal(t, "other pack", len(ratings(t, s, other)), 0)
			members, err := s.Members(t.Context(), who.Team)
			must(t, err)
			equal(t, "members", len(members), 1)
			equal(t, "courses", len(members[0].Courses), 0)
		}},
		{"many members at once are all counted once", func(t *testing.T, s Store) {
			r := open(t, s, aRound(aTeam(), "C1", day1, "q1"))
			want := study.Tally{}
			var work sync.WaitGroup
			for i := range 40 {
				want[1+i%5]++
				work.Go(func() {
					who := study.Who{Team: r.Team, Pack: "p", Member: fmt.Sprint("U", i)}
					for range 2 {
						rate(t, s, who, aRating(r, 1+(i+1)%5, noon()))
						rate(t, s, who, aRating(r, 1+i%5, noon().Add(time.Second)))
					}
				})
			}
			work.Wait()
			equal(t, "tally", tally(t, s, r), want)
			members, err := s.Members(t.Context(), r.Team)
			must(t, err)
			equal(t, "members", len(members), 40)
		}},
		{"a long history stays whole and in order", func(t *testing.T, s Store) {
			who := study.Who{Team: aTeam(), Pack: "p", Member: "U1"}
			var want []study.Rating
			for i := range 150 {
				r := open(t, s, aRound(who.Team, "C1", day1.Add(i), fmt.Sprint("q", i%60)))
				rating := aRating(r, 1+i%3, noon()) // all at one instant: nothing but the round tells them apart
				equal(t, "verdict", rate(t, s, who, rating).Verdict, study.Stored)
				want = append(want, rating)
			}
			sameRatings(t, ratings(t, s, who), want)
			for i, old := range want {
				verdict := study.Closed
				if i == len(want)-1 {
					verdict = study.Changed
				}
				changed := old
				changed.Value, changed.At = 1+old.Value%5, noon().Add(time.Hour)
				equal(t, "change of an old one", rate(t, s, who, changed).Verdict, verdict)
				equal(t, "repeat of an old one", rate(t, s, who, old).Verdict != study.Stored, true)
			}
			got := ratings(t, s, who)
			equal(t, "ratings", len(got), len(want))
			sameRatings(t, got[:149], want[:149])
		}},
		{"any order of everything", func(t *testing.T, s Store) {
			rapid.Check(t, func(rt *rapid.T) { ratingModel(rt, s) })
		}},
	}
}

// verdicts walks through one member's presses in one round.
func verdicts(t *testing.T, s Store) {
	at := func(minutes int) time.Time { return noon().Add(time.Duration(minutes) * time.Minute) }
	open1 := func(v, m int) study.Rating { return study.Rating{Value: v, At: at(m)} }
	keyed := func(v, choice int, o study.Outcome, m int) study.Rating {
		return study.Rating{Value: v, Choice: choice, Outcome: o, At: at(m)}
	}
	type step struct {
		name  string
		press study.Rating
		want  study.Receipt
	}
	one := func(v int) study.Tally {
		var t study.Tally
		t[v] = 1
		return t
	}
	for name, steps := range map[string][]step{
		"open": {
			{"first", open1(2, 0), study.Receipt{Verdict: study.Stored, Current: 2, Tally: one(2)}},
			{"delivered again", open1(2, 0), study.Receipt{Verdict: study.Same, Previous: 2, Current: 2, Tally: one(2)}},
			{"changed", open1(5, 2), study.Receipt{Verdict: study.Changed, Previous: 2, Current: 5, Tally: one(5)}},
			{"out of order", open1(3, 1), study.Receipt{Verdict: study.Older, Previous: 5, Current: 5, Tally: one(5)}},
			{"the first once more", open1(2, 0), study.Receipt{Verdict: study.Older, Previous: 5, Current: 5, Tally: one(5)}},
			{"pressed twice", open1(5, 3), study.Receipt{Verdict: study.Same, Previous: 5, Current: 5, Tally: one(5)}},
			{"back again", open1(2, 4), study.Receipt{Verdict: study.Changed, Previous: 5, Current: 2, Tally: one(2)}},
		},
		"keyed": {
			{"first", keyed(3, 2, study.Wrong, 1), study.Receipt{Verdict: study.Stored, Current: 3, Tally: one(3)}},
			{"delivered again", keyed(3, 2, study.Wrong, 1), study.Receipt{Verdict: study.Same, Previous: 3, Current: 3, Tally: one(3)}},
			{"pressed twice", keyed(3, 2, study.Wrong, 4), study.Receipt{Verdict: study.Same, Previous: 3, Current: 3, Tally: one(3)}},
			{"another choice", keyed(3, 1, study.Right, 2), study.Receipt{Verdict: study.Locked, Previous: 3, Current: 3, Tally: one(3)}},
			{"another confidence", keyed(5, 2, study.Wrong, 2), study.Receipt{Verdict: study.Locked, Previous: 3, Current: 3, Tally: one(3)}},
			{"made before", keyed(5, 2, study.Wrong, 0), study.Receipt{Verdict: study.Locked, Previous: 3, Current: 3, Tally: one(3)}},
		},
	} {
		r := open(t, s, aRound(aTeam(), "C1", day1, "q1"))
		who := study.Who{Team: r.Team, Pack: "p", Member: "U1"}
		for _, st := range steps {
			st.press.Question, st.press.Course, st.press.Day = study.KeyOf("q1"), "C1", day1
			equal(t, name+": "+st.name, rate(t, s, who, st.press), st.want)
			equal(t, "tally", tally(t, s, r), st.want.Tally)
			got := ratings(t, s, who)
			equal(t, "ratings", len(got), 1)
			equal(t, "the rating that counts", got[0].Value, st.want.Current)
			if got[0].Outcome != study.Unkeyed && !got[0].At.Equal(at(1)) {
				t.Errorf("%s: the keyed answer is now of %s", st.name, got[0].At)
			}
		}
	}
}

func aRating(r study.Round, value int, at time.Time) study.Rating {
	return study.Rating{Question: study.KeyOf(r.Question), Course: r.Course, Day: r.Day, Value: value, At: at}
}

func rate(t tester, s Store, who study.Who, r study.Rating) study.Receipt {
	t.Helper()
	got, err := s.Rate(context.Background(), who, r)
	must(t, err)
	return got
}

func ratings(t tester, s Store, who study.Who) []study.Rating {
	t.Helper()
	got, err := s.Ratings(context.Background(), who)
	must(t, err)
	return got
}

func tally(t tester, s Store, r study.Round) study.Tally {
	t.Helper()
	got, err := s.Tally(context.Background(), r.Team, r.Course, r.Day)
	must(t, err)
	return got
}

// sameRatings compares in any order among those of one instant.
func sameRatings(t tester, got, want []study.Rating) {
	t.Helper()
	equal(t, "number of ratings", len(got), len(want))
	left := map[study.Rating]int{}
	for _, r := range want {
		r.At = r.At.UTC()
		left[r]++
	}
	for i, r := range got {
		if i > 0 && r.At.Before(got[i-1].At) {
			t.Fatalf("the rating at %s comes after a later one", r.At)
		}
		r.At = r.At.UTC()
		if left[r]--; left[r] < 0 {
			t.Fatalf("unexpected rating %+v", r)
		}
	}
}
