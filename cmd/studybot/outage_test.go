package main

import (
	"strings"
	"testing"
	"time"

	"studybot/bot/study"
)

// While Redis is away nobody is told "saved", everybody is told so in time, and
// what was confirmed before is there afterwards.
func TestRedisAwayIsSaidAndNothingConfirmedIsLost(t *testing.T) {
	p := serving(t, slackOver(false))
	w := walking(t, p.stands[0], p.store(t))
	publishNow(t, w.store)
	w.until("the question's post", func() bool { return len(w.posts("Day 32")) > 0 })
	for _, member := range []string{ada, ben} {
		w.presses(member, "I'd rather see it", "How well could you have said this?")
	}
	w.presses(ada, "4 · all key points", "Saved: 4 of 5")

	p.redis.Stop()
	begin := time.Now()
	w.presses(ben, "2 · missed the core", "this was not saved")
	if waited := time.Since(begin); waited > 15*time.Second {
		t.Errorf("the honest answer took %s", waited) // far over 3 s even on a busy machine
	}
	if strings.Contains(texts(w.own(ben)), "Saved: 2 of 5") {
		t.Error("a rating was confirmed without Redis")
	}

	p.redis.Start()
	kept := func(member string) []study.Rating {
		for deadline := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
			all, err := w.store.Ratings(t.Context(), study.Who{Team: w.team(), Pack: builtinPack(t).ID, Member: member})
			if err == nil || time.Now().After(deadline) {
				w.must("read the ratings", err)
				return all
			}
		}
	}
	if got := kept(ada); len(got) != 1 || got[0].Value != 4 {
		t.Errorf("after the outage ada's rating is %+v", got)
	}
	if got := kept(ben); len(got) != 0 {
		t.Errorf("what ben was told is not saved is there: %+v", got)
	}
	w.presses(ben, "3 · core, with gaps or effort", "Saved: 3 of 5")
	if got := kept(ben); len(got) != 1 || got[0].Value != 3 {
		t.Errorf("after the outage ben's rating is %+v", got)
	}
}
