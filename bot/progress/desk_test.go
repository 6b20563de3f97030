package progress_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"studybot/adapters/redis"
	"studybot/bot/chat"
	"studybot/bot/enrolment"
	"studybot/bot/mastery"
	"studybot/bot/material"
	"studybot/bot/progress"
	"studybot/bot/study"
	"studybot/content"
)

// standing gives everybody the assessments that the store holds.
type standing struct{ store *redis.Store }

func (s standing) Assessments(ctx context.Context, who study.Who, _ *study.Pack) ([]study.Assessment, error) {
	return s.store.Assessments(ctx, who)
}

func (standing) Invitation(title, _ string, _ *study.Pack) chat.Message {
	return chat.Message{Title: title}
}

// faulty is a store that can lose what is saved of plans.
type faulty struct {
	*redis.Store
	err error
}

func (f *faulty) SavePlan(ctx context.Context, who study.Who, p study.StoredPlan) (study.StoredPlan, error) {
	if f.err != nil {
		return study.StoredPlan{}, f.err
	}
	return f.Store.SavePlan(ctx, who, p)
}

// office is a desk, its store and a clock that the test moves.
type office struct {
	*progress.Desk
	store *faulty
	who   study.Who
	now   time.Time
}

func newOffice(t *testing.T) *office {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	store, err := redis.Embedded(t.Context(), log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	packs, err := content.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	o := &office{store: &faulty{Store: store}, who: study.Who{Team: "test:t", Pack: packs[0].ID, Member: "ana"}, now: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)}
	roll := enrolment.NewRoll(store, store, material.NewShelf(packs...))
	o.Desk = progress.NewDesk(o.store, standing{store}, mastery.New(store, store, log), roll, func() time.Time { return o.now })
	return o
}

func (o *office) assesses(t *testing.T, rating int) {
	t.Helper()
	ratings := map[string]int{}
	packs, err := content.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range packs[0].Areas {
		ratings[a.ID] = rating
	}
	if _, err := o.store.SaveDraft(t.Context(), o.who, ratings, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := o.store.FinishDraft(t.Context(), o.who, o.now); err != nil {
		t.Fatal(err)
	}
}

func TestNextIsTheFirstOpenItem(t *testing.T) {
	o := newOffice(t)
	if title, why, ok, err := o.Next(t.Context(), o.who); ok || err != nil || title+why != "" {
		t.Errorf("without a plan: %q, %q, %v", title, why, err)
	}
	o.assesses(t, 2)
	title, why, ok, err := o.Next(t.Context(), o.who)
	if !ok || err != nil || title != "Study · Day 33 Model Serving at Scale" || !strings.HasPrefix(why, "You rated Model serving and deployment 2 of 5. Critical priority.") {
		t.Errorf("the first is %q: %q, %v", title, why, err)
	}
	if err := o.store.Tick(t.Context(), o.who, []study.Tick{{List: "plan", Item: "study-33-C1", At: o.now}}, nil); err != nil {
		t.Fatal(err)
	}
	if second, _, _, err := o.Next(t.Context(), o.who); second == title || err != nil {
		t.Errorf("it is done, and still next: %q, %v", second, err)
	}
	o.now = o.now.AddDate(0, 6, 0)
	if title, _, ok, err := o.Next(t.Context(), o.who); ok || err != nil {
		t.Errorf("the weeks are over: %q, %v", title, err)
	}
}

// A plan that another version wrote is made anew from the same assessment.
func TestAPlanThatCannotBeReadIsMadeAnew(t *testing.T) {
	o := newOffice(t)
	o.assesses(t, 2)
	if _, err := o.store.SavePlan(t.Context(), o.who, study.StoredPlan{Revision: 1, Text: []byte(`{"form":99}`)}); err != nil {
		t.Fatal(err)
	}
	_, lines, err := o.Export(t.Context(), o.who)
	if err != nil || strings.Join(lines, "") != `{"form":99}` {
		t.Errorf("exported: %v, %v", lines, err)
	}
	if _, _, ok, err := o.Next(t.Context(), o.who); !ok || err != nil {
		t.Errorf("no plan: %v", err)
	}
	if p, err := o.store.Plan(t.Context(), o.who); p.Revision != 2 || err != nil {
		t.Errorf("kept is revision %d, %v", p.Revision, err)
	}
}

func TestAPlanThatWasNotKeptIsNotShown(t *testing.T) {
	o := newOffice(t)
	o.assesses(t, 2)
	away := errors.New("away")
	o.store.err = away
	if _, _, err := o.Digest(t.Context(), o.who, o.now); !errors.Is(err, away) {
		t.Errorf("the error is %v", err)
	}
}
