package main

import (
	"strings"
	"testing"
	"time"

	"studybot/adapters/redis"
	"studybot/adapters/slack/slacktest"
	"studybot/bot/study"
)

// While Redis is away nobody is told "saved", everybody is told so in time, and
// what was confirmed before is there afterwards.
func TestRedisAwayIsSaidAndNothingConfirmedIsLost(t *testing.T) {
	p := serving(t, false)
	store, err := redis.Open(t.Context(), redis.Settings{URL: p.redis.URL()})
	p.must(err)
	defer store.Close()
	publishNow(t, store)
	post, err := p.slack.AwaitMessage(studyChannel, slacktest.Saying("Day 25"))
	p.must(err)
	card := func(user string) slacktest.Message {
		p.must(p.slack.Click(user, post, "I'd rather see it"))
		return p.sees(user, "How well could you have said this?")
	}
	adas, bens := card(ada), card(ben)
	p.presses(ada, adas, "4 · all key points", "Saved: 4 of 5")

	p.redis.Stop()
	begin := time.Now()
	p.presses(ben, bens, "2 · missed the core", "this was not saved")
	if waited := time.Since(begin); waited > 15*time.Second {
		t.Errorf("the honest answer took %s", waited) // far over 3 s even on a busy machine
	}
	if strings.Contains(p.words(ben), "Saved: 2 of 5") {
		t.Error("a rating was confirmed without Redis")
	}

	p.redis.Start()
	who := func(member string) study.Who {
		return study.Who{Team: "slack:T0STUDY", Pack: builtinPack(t).ID, Member: member}
	}
	kept := func(member string) []study.Rating {
		var all []study.Rating
		for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(50 * time.Millisecond) {
			if all, err = store.Ratings(t.Context(), who(member)); err == nil || time.Now().After(deadline) {
				p.must(err)
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
	p.presses(ben, bens, "3 · core, with gaps or effort", "Saved: 3 of 5")
	if got := kept(ben); len(got) != 1 || got[0].Value != 3 {
		t.Errorf("after the outage ben's rating is %+v", got)
	}
}
