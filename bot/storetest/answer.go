package storetest

import (
	"errors"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	"studybot/bot/study"
)

func answerTests() []test {
	return []test{
		{"nothing written is nothing", func(t *testing.T, s Store) {
			w := someone()
			sameAnswers(t, s, w, nil)
			must(t, s.SaveAnswer(t.Context(), w, study.Answer{Question: 1, Course: "C1", Day: day1}))
			sameAnswers(t, s, w, nil)
		}},
		{"text and note are kept apart and replaced apart", func(t *testing.T, s Store) {
			w, a := someone(), study.Answer{Question: 1, Course: "C1", Day: day1}
			text, note, both := a, a, a
			text.Text, note.Note = "first", "a note"
			must(t, s.SaveAnswer(t.Context(), w, text))
			must(t, s.SaveAnswer(t.Context(), w, note))
			must(t, s.SaveAnswer(t.Context(), w, note))
			both.Text, both.Note = "first", "a note"
			sameAnswers(t, s, w, []study.Answer{both})
			text.Text = "second"
			must(t, s.SaveAnswer(t.Context(), w, text))
			both.Text = "second"
			sameAnswers(t, s, w, []study.Answer{both})
		}},
		{"hard and long texts survive, oldest day first", func(t *testing.T, s Store) {
			w := someone()
			var want []study.Answer
			for i, text := range append(hard(), strings.Repeat("long ünd 🧠 ", 3000)) {
				want = append(want, study.Answer{Question: study.Key(i) << 24, Course: "C" + text[:min(9, len(text))], Day: day1.Add(i), Text: text, Note: text + "!"})
			}
			for i := range want {
				must(t, s.SaveAnswer(t.Context(), w, want[len(want)-1-i]))
			}
			sameAnswers(t, s, w, want)
		}},
		{"a private question's answer comes first", func(t *testing.T, s Store) {
			w := someone()
			want := []study.Answer{{Question: 7, Text: "private"}, {Question: 7, Day: day1, Text: "private, of a day"}, {Question: 7, Course: "C1", Day: day1, Text: "round"}}
			for i := range want {
				must(t, s.SaveAnswer(t.Context(), w, want[len(want)-1-i]))
			}
			sameAnswers(t, s, w, want)
		}},
		{"each for its writer and pack", func(t *testing.T, s Store) {
			w := someone()
			must(t, s.SaveAnswer(t.Context(), w, study.Answer{Question: 1, Course: "C1", Day: day1, Text: "mine"}))
			other := w
			other.Member = "U2"
			sameAnswers(t, s, other, nil)
			other = w
			other.Pack += "2"
			sameAnswers(t, s, other, nil)
			other.Pack = w.Pack[1:]
			sameAnswers(t, s, other, nil)
		}},
	}
}

func assessTests() []test {
	return []test{
		{"without a draft there is none", func(t *testing.T, s Store) {
			w := someone()
			d, err := s.Draft(t.Context(), w)
			must(t, err)
			equal(t, "ratings", len(d.Ratings), 0)
			_, err = s.FinishDraft(t.Context(), w, noon())
			wantErr(t, err, study.ErrNotFound)
			all, err := s.Assessments(t.Context(), w)
			must(t, err)
			equal(t, "assessments", len(all), 0)
		}},
		{"steps are merged, the later wins", func(t *testing.T, s Store) {
			w := someone()
			draft(t, s, w, map[string]int{"a": 1, "b=&c": 2}, map[string]int{"a": 1, "b=&c": 2})
			draft(t, s, w, map[string]int{"a": 5, "d ü/": 3}, map[string]int{"a": 5, "b=&c": 2, "d ü/": 3})
			draft(t, s, w, nil, map[string]int{"a": 5, "b=&c": 2, "d ü/": 3})
			for _, v := range []int{-1, 6} {
				if _, err := s.SaveDraft(t.Context(), w, map[string]int{"a": v}, nil); err == nil {
					t.Errorf("the rating %d was accepted", v)
				}
			}
			draft(t, s, w, nil, map[string]int{"a": 5, "b=&c": 2, "d ü/": 3})
		}},
		{"a rating of 0 takes the area out, and without ratings there is no draft", func(t *testing.T, s Store) {
			w := someone()
			draft(t, s, w, map[string]int{"a": 1, "b": 2}, map[string]int{"a": 1, "b": 2})
			draft(t, s, w, map[string]int{"a": 0, "c": 0, "d": 3}, map[string]int{"b": 2, "d": 3})
			draft(t, s, w, map[string]int{"b": 0, "d": 0}, map[string]int{})
			if _, err := s.FinishDraft(t.Context(), w, noon()); !errors.Is(err, study.ErrNotFound) {
				t.Errorf("an emptied draft was finished: %v", err)
			}
		}},
		{"what only fills does not replace, and what is taken out in the same step is filled", func(t *testing.T, s Store) {
			w := someone()
			fill := func(ratings, fill, want map[string]int) {
				t.Helper()
				got, err := s.SaveDraft(t.Context(), w, ratings, fill)
				must(t, err)
				if !maps.Equal(got.Ratings, want) {
					t.Fatalf("the draft is %v, want %v", got.Ratings, want)
				}
				draft(t, s, w, nil, want)
			}
			fill(nil, map[string]int{"a": 1}, map[string]int{"a": 1})
			fill(map[string]int{"b=&c": 2}, map[string]int{"a": 5, "d ü/": 3}, map[string]int{"a": 1, "b=&c": 2, "d ü/": 3})
			fill(map[string]int{"a": 4}, map[string]int{"a": 5, "b=&c": 0}, map[string]int{"a": 4, "b=&c": 2, "d ü/": 3})
			fill(map[string]int{"a": 0, "d ü/": 0}, map[string]int{"e": 4, "a": 3}, map[string]int{"a": 3, "b=&c": 2, "e": 4})
			if _, err := s.SaveDraft(t.Context(), w, nil, map[string]int{"f": 6}); err == nil {
				t.Error("the rating 6 was accepted")
			}
		}},
		{"racing steps are all kept", func(t *testing.T, s Store) {
			w, want := someone(), map[string]int{}
			var work sync.WaitGroup
			for i := range 20 {
				area := "area-" + string(rune('a'+i))
				want[area] = 1 + i%5
				work.Go(func() {
					if _, err := s.SaveDraft(t.Context(), w, map[string]int{area: 1 + i%5}, nil); err != nil {
						t.Errorf("save a draft: %v", err)
					}
				})
			}
			work.Wait()
			draft(t, s, w, nil, want)
		}},
		{"a finished draft is the newest assessment, and gone as a draft", func(t *testing.T, s Store) {
			w := someone()
			first, second := map[string]int{"a": 1, "b": 2}, map[string]int{"a": 3}
			draft(t, s, w, first, first)
			done, err := s.FinishDraft(t.Context(), w, noon())
			must(t, err)
			sameAssessment(t, done, noon(), first)
			_, err = s.FinishDraft(t.Context(), w, noon())
			wantErr(t, err, study.ErrNotFound)
			draft(t, s, w, second, second)
			_, err = s.FinishDraft(t.Context(), w, noon().AddDate(0, 1, 0))
			must(t, err)
			draft(t, s, w, first, first)
			_, err = s.FinishDraft(t.Context(), w, noon().AddDate(0, 2, 0))
			must(t, err)
			all, err := s.Assessments(t.Context(), w)
			must(t, err)
			equal(t, "assessments", len(all), 3)
			sameAssessment(t, all[0], noon(), first)
			sameAssessment(t, all[1], noon().AddDate(0, 1, 0), second)
			sameAssessment(t, all[2], noon().AddDate(0, 2, 0), first)
			draft(t, s, w, nil, map[string]int{})
		}},
		{"two of one moment are both kept", func(t *testing.T, s Store) {
			w := someone()
			for i := range 3 {
				draft(t, s, w, map[string]int{"a": 1 + i}, map[string]int{"a": 1 + i})
				_, err := s.FinishDraft(t.Context(), w, noon())
				must(t, err)
			}
			all, err := s.Assessments(t.Context(), w)
			must(t, err)
			equal(t, "assessments", len(all), 3)
			equal(t, "the last one's rating", all[2].Ratings["a"], 3)
		}},
		{"each for its member and pack", func(t *testing.T, s Store) {
			w := someone()
			draft(t, s, w, map[string]int{"a": 1}, map[string]int{"a": 1})
			other := w
			other.Pack += "2"
			draft(t, s, other, map[string]int{"a": 2}, map[string]int{"a": 2})
			_, err := s.FinishDraft(t.Context(), w, noon())
			must(t, err)
			draft(t, s, other, nil, map[string]int{"a": 2})
			all, err := s.Assessments(t.Context(), other)
			must(t, err)
			equal(t, "the other pack's", len(all), 0)
		}},
	}
}

func tickTests() []test {
	return []test{
		{"done, done again, open again", func(t *testing.T, s Store) {
			w := someone()
			tick := study.Tick{List: "plan", Item: "topic/12 ü", At: noon()}
			must(t, s.Tick(t.Context(), w, nil, []study.Tick{tick}))
			sameTicks(t, s, w)
			must(t, s.Tick(t.Context(), w, []study.Tick{tick}, nil))
			sameTicks(t, s, w, tick)
			later := tick
			later.At = noon().Add(time.Hour)
			must(t, s.Tick(t.Context(), w, []study.Tick{later}, nil))
			sameTicks(t, s, w, tick)
			other := study.Tick{List: "hands-on", Item: "1", At: noon()}
			must(t, s.Tick(t.Context(), w, []study.Tick{other}, nil))
			sameTicks(t, s, w, other, tick)
			must(t, s.Tick(t.Context(), w, nil, []study.Tick{tick}))
			must(t, s.Tick(t.Context(), w, nil, []study.Tick{tick}))
			sameTicks(t, s, w, other)
			elsewhere := w
			elsewhere.Pack += "2"
			sameTicks(t, s, elsewhere)
		}},
		{"several in one step: opened first, then done", func(t *testing.T, s Store) {
			w := someone()
			tick := func(item string, at time.Time) study.Tick { return study.Tick{List: "plan", Item: item, At: at} }
			later := noon().Add(time.Hour)
			must(t, s.Tick(t.Context(), w, []study.Tick{tick("a", noon()), tick("b", noon()), tick("c", noon())}, nil))
			sameTicks(t, s, w, tick("a", noon()), tick("b", noon()), tick("c", noon()))
			for range 2 { // a call whose answer was lost is made again
				// a is dated anew, b keeps its date, c is open again.
				must(t, s.Tick(t.Context(), w, []study.Tick{tick("a", later), tick("b", later), tick("d", later)}, []study.Tick{tick("a", noon()), tick("c", noon()), tick("none", noon())}))
				sameTicks(t, s, w, tick("a", later), tick("b", noon()), tick("d", later))
			}
			must(t, s.Tick(t.Context(), w, nil, nil))
			if s.Tick(t.Context(), w, []study.Tick{tick("e", later), tick("NUL\x00inside", later)}, nil) == nil {
				t.Error("a name with a NUL was accepted")
			}
			sameTicks(t, s, w, tick("a", later), tick("b", noon()), tick("d", later))
		}},
	}
}

// someone is a member whom nobody else uses.
func someone() study.Who { return study.Who{Team: aTeam(), Pack: "ml-systems", Member: "U1"} }

func sameAnswers(t *testing.T, s Store, w study.Who, want []study.Answer) {
	t.Helper()
	got, err := s.Answers(t.Context(), w)
	must(t, err)
	equal(t, "number of answers", len(got), len(want))
	for i := range want {
		equal(t, "answer", got[i], want[i])
	}
}

// draft saves a step and checks the whole, as returned and as read.
func draft(t *testing.T, s Store, w study.Who, step, want map[string]int) {
	t.Helper()
	got, err := s.SaveDraft(t.Context(), w, step, nil)
	must(t, err)
	read, err := s.Draft(t.Context(), w)
	must(t, err)
	for _, a := range []study.Assessment{got, read} {
		if !maps.Equal(a.Ratings, want) {
			t.Fatalf("the draft is %v, want %v", a.Ratings, want)
		}
	}
}

func sameAssessment(t *testing.T, got study.Assessment, at time.Time, ratings map[string]int) {
	t.Helper()
	if !got.At.Equal(at) || !maps.Equal(got.Ratings, ratings) {
		t.Fatalf("the assessment is %+v, want %v at %s", got, ratings, at)
	}
}

func sameTicks(t *testing.T, s Store, w study.Who, want ...study.Tick) {
	t.Helper()
	got, err := s.Ticks(t.Context(), w)
	must(t, err)
	equal(t, "number of ticks", len(got), len(want))
	left := map[study.Tick]bool{}
	for _, k := range want {
		left[k] = true
	}
	for _, k := range got {
		k.At = k.At.UTC()
		if !left[k] {
			t.Fatalf("unexpected tick %+v, want %+v", k, want)
		}
	}
}
