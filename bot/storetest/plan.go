package storetest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"studybot/bot/study"
)

func planTests() []test {
	return []test{
		{"no plan is the zero one", func(t *testing.T, s Store) {
			samePlan(t, s, aMember(t, s), 0, "")
		}},
		{"a plan is replaced only by one that was made from it", func(t *testing.T, s Store) {
			w := aMember(t, s)
			savePlan(t, s, w, 2, "made from nothing that is there", 0, "")
			savePlan(t, s, w, 1, "first", 1, "first")
			savePlan(t, s, w, 1, "first", 1, "first") // the answer was lost, or somebody made the same
			savePlan(t, s, w, 1, "another first", 1, "first")
			savePlan(t, s, w, 3, "too new", 1, "first")
			savePlan(t, s, w, 2, "second", 2, "second")
			savePlan(t, s, w, 1, "first", 2, "second")
			samePlan(t, s, w, 2, "second")
		}},
		{"of many writers at once one wins, and all learn which", func(t *testing.T, s Store) {
			w := aMember(t, s)
			for revision := 1; revision <= 3; revision++ {
				var work sync.WaitGroup
				answers := make([]study.StoredPlan, 10)
				for i := range answers {
					work.Go(func() {
						got, err := s.SavePlan(context.Background(), w, study.StoredPlan{Revision: revision, Text: fmt.Append(nil, "writer ", i)})
						if err != nil {
							t.Errorf("save: %v", err)
						}
						answers[i] = got
					})
				}
				work.Wait()
				for _, got := range answers {
					samePlan(t, s, w, revision, string(got.Text))
				}
			}
		}},
		{"hard and long texts survive", func(t *testing.T, s Store) {
			for _, text := range append(hard(), "12 34", "", strings.Repeat("long ünd 🧠 ", 3000)) {
				w := aMember(t, s)
				savePlan(t, s, w, 1, text, 1, text)
				samePlan(t, s, w, 1, text)
			}
		}},
		{"each for its member and pack", func(t *testing.T, s Store) {
			w := aMember(t, s)
			savePlan(t, s, w, 1, "mine", 1, "mine")
			other := w
			other.Pack += "2"
			savePlan(t, s, other, 1, "of the other pack", 1, "of the other pack")
			other.Member += "2"
			samePlan(t, s, other, 0, "")
			samePlan(t, s, w, 1, "mine")
		}},
		{"a plan that comes after its member was forgotten is not kept", func(t *testing.T, s Store) {
			w := aMember(t, s)
			savePlan(t, s, w, 1, "first", 1, "first")
			must(t, s.Forget(t.Context(), w.Team, w.Member))
			samePlan(t, s, w, 0, "")
			for revision := 1; revision <= 2; revision++ {
				savePlan(t, s, w, revision, "late", 0, "")
			}
			samePlan(t, s, w, 0, "")
		}},
	}
}

// aMember is somebody who chose something.
func aMember(t *testing.T, s Store) study.Who {
	t.Helper()
	w := someone()
	choose(t, s, defaults(w.Team, w.Member))
	return w
}

// savePlan saves a plan and checks what is stored then.
func savePlan(t *testing.T, s Store, w study.Who, revision int, text string, then int, is string) {
	t.Helper()
	got, err := s.SavePlan(t.Context(), w, study.StoredPlan{Revision: revision, Text: []byte(text)})
	must(t, err)
	equal(t, "revision", got.Revision, then)
	equal(t, "plan", string(got.Text), is)
}

func samePlan(t *testing.T, s Store, w study.Who, revision int, text string) {
	t.Helper()
	got, err := s.Plan(t.Context(), w)
	must(t, err)
	equal(t, "revision", got.Revision, revision)
	equal(t, "plan", string(got.Text), text)
}
