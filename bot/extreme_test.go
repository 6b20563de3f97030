package bot_test

import (
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"studybot/adapters/redis"
	"studybot/bot"
	"studybot/bot/chat"
	"studybot/bot/chat/chattest"
	"studybot/bot/material"
	"studybot/bot/study"
)

// drawExtremePack makes a pack as long and as wide as the loader lets one be.
func drawExtremePack(t *rapid.T) *study.Pack {
	size := func(what string, most int) int {
		return rapid.OneOf(rapid.IntRange(1, most), rapid.IntRange(1, min(most, 5)), rapid.Just(most)).Draw(t, what)
	}
	letters := rapid.SampledFrom([]string{"a", "漢", "🙂", "W", "ab ", "<@U1> *_`"}).Draw(t, "letters")
	long := func(most int) string {
		n := rapid.SampledFrom([]int{1, most / 2, most, most}).Draw(t, "length")
		s := []rune(strings.Repeat(letters, n))[:n]
		return strings.TrimSpace("x" + string(s[1:]))
	}
	id := func(prefix string, i, most int) string {
		s := fmt.Sprintf("%s%d", prefix, i)
		return s + strings.Repeat("x", max(0, most-len(s)))
	}
	item := func(i, name int) study.Item {
		it := study.Item{ID: id("i", i, 32), Name: long(name), Text: long(2000)}
		if rapid.Bool().Draw(t, "by") {
			it.By, it.URL = long(150), "https://example.org/"+strings.Repeat("u", 480)
		}
		return it
	}
	groups := func(most, items, name int) []study.Group {
		var all []study.Group
		for g := range size("groups", most) {
			group := study.Group{ID: id("g", g, 32), Name: long(75), Part: rapid.SampledFrom([]string{"", strings.Repeat("P", 75), "Q"}).Draw(t, "part")}
			for i := range size("items", items) {
				group.Items = append(group.Items, item(1000*g+i, name))
			}
			all = append(all, group)
		}
		return all
	}
	p := &study.Pack{ID: strings.Repeat("p", 24), Name: long(75), Next: long(150)}
	texts := func(n, most int) []string {
		var all []string
		for range n {
			all = append(all, long(most))
		}
		return all
	}
	topics := size("topics", 50)
	for i := range topics {
		topic := study.Topic{Day: 100 + i, Name: long(75), Priority: study.High, Concepts: texts(size("concepts", 8), 150), Skills: texts(size("skills", 8), 150), Project: i%2 == 0}
		for before := range min(i, size("prereq", 50)) {
			topic.Prereq = append(topic.Prereq, 100+before)
		}
		p.Topics = append(p.Topics, topic)
	}
	p.Themes = []study.Theme{{Name: long(75), Topics: []int{100}, Groups: groups(3, 3, 75), Questions: texts(5, 2000)}}
	p.Modules = []study.Module{{Name: long(75), From: 1, To: 9999}}
	categories := size("categories", 10)
	for c := range categories {
		p.Categories = append(p.Categories, study.Category{ID: id("c", c, 16), Name: long(75)})
	}
	for a := range max(categories, size("areas", 40)) {
		p.Areas = append(p.Areas, study.Area{ID: id("A", a, 16), Name: long(75), Category: p.Categories[a%categories].ID, Topics: []int{100 + a%topics}, Priority: study.High})
	}
	for v := 1; v <= 5; v++ {
		p.Scale = append(p.Scale, study.Anchor{Value: v, Label: long(40), Text: long(2000)})
	}
	level := study.Level{Name: long(24), Min: 0, Max: 1000, Strengths: long(2000), Readiness: long(2000), NextStep: long(2000), Challenge: long(2000)}
	level.Plan.Activities = texts(size("activities", 20), 2000)
	for range size("weeks", 12) {
		level.Plan.Weeks = append(level.Plan.Weeks, study.PlanWeek{Theme: long(2000), Topics: []int{100}})
	}
	p.Levels = []study.Level{level}
	for l := range size("lists", 20) {
		p.Checklists = append(p.Checklists, study.Checklist{ID: id("l", l, 32), Name: long(75), Groups: groups(size("groups of a list", 40), 4, 75)})
	}
	p.Checklists[0].Groups = groups(1, 100, 75)
	p.Resources, p.Support, p.Preparation = groups(4, 3, 150), groups(30, 1, 150), groups(2, 2, 150)
	p.Recognition = study.Recognition{Title: long(150), Text: long(2000), Groups: groups(10, 4, 150)}
	return p
}

// Whatever a pack holds, every card of the member's flows can be drawn, and all of
// a long list can be reached.
func TestEveryCardFitsForAnyPack(t *testing.T) {
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	store, err := redis.Embedded(t.Context(), log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	runs := 0
	rapid.Check(t, func(rt *rapid.T) {
		if runs++; runs > 8 { // packs are large: a few say as much as many
			return
		}
		pack := drawExtremePack(rt)
		w := &town{t: t, store: store, platform: &chattest.Memory{}, now: at("2026-03-02 08:00")}
		w.bot = bot.New(bot.Config{Store: store, Packs: material.NewShelf(pack), Platforms: []chat.Platform{w.platform}, Charts: noCharts{}, Zone: "Europe/Berlin", Now: w.Now, Log: log})
		defer w.bot.Close()
		course := study.Course{Team: team, Channel: channel, Pack: pack.ID, State: study.Running, Timetable: study.Timetable{Zone: "Europe/Berlin", Weekdays: study.Workdays()}}
		w.stores(func(c *study.Course) { *c = course })
		member := fmt.Sprintf("m%d", runs)
		walk := &walker{town: w, rt: rt, member: member, seen: map[string]bool{}}

		ratings := map[string]int{}
		for i, a := range pack.Areas {
			ratings[a.ID] = 1 + i%5
		}
		walk.verbs("assess", "score", "plan", "checklist", "topics", "resources", "recognition")
		for _, when := range []time.Time{w.now.AddDate(0, -2, 0), w.now} {
			if len(pack.Areas) > 1 { // a partial one, which needs a rating all the same
				delete(ratings, pack.Areas[0].ID)
			}
			if _, err := store.SaveDraft(t.Context(), w.whoIn(pack, member), ratings, nil); err != nil {
				rt.Fatal(err)
			}
			if _, err := store.FinishDraft(t.Context(), w.whoIn(pack, member), when); err != nil {
				rt.Fatal(err)
			}
			for id := range ratings {
				ratings[id] = 6 - ratings[id]
			}
			ratings[pack.Areas[0].ID] = 3
		}
		walk.seen = map[string]bool{}
		walk.verbs("assess", "score", "plan", "checklist", "topics", "resources", "recognition", "share on")
		w.set(w.now.AddDate(0, 0, 10)) // in the second week, with nothing of the first done
		walk.seen = map[string]bool{}
		walk.verbs("plan", "behind", "home", "recognition")
		for _, it := range pack.Checklists[0].Groups[0].Items {
			if !strings.Contains(walk.heard.String(), it.Text) {
				rt.Fatalf("an item of a checklist was never shown in full (%d characters)", utf8.RuneCountInString(it.Text))
			}
		}
		if err := store.Forget(t.Context(), team, member); err != nil {
			rt.Fatal(err)
		}
	})
}

func (w *town) whoIn(pack *study.Pack, member string) study.Who {
	return study.Who{Team: team, Pack: pack.ID, Member: member}
}

// walker presses what it finds, each path once and some options of every menu.
type walker struct {
	*town
	rt     *rapid.T
	member string
	seen   map[string]bool
	heard  strings.Builder
	steps  int
}

func (k *walker) verbs(verbs ...string) {
	for _, v := range verbs {
		k.steps = 0
		k.walk(chat.Event{Action: chat.Do(strings.Fields(v)[0], strings.Fields(v)[1:]...)})
	}
}

func (k *walker) walk(e chat.Event) {
	id := e.Action.Path() + " " + e.Value("value")
	if k.seen[id] || k.steps > 400 {
		return
	}
	k.seen[id] = true
	k.steps++
	e.Team, e.Channel, e.Member, e.At = team, channel, k.member, k.Now()
	r := k.bot.Handle(k.t.Context(), e)
	for _, m := range []*chat.Message{r.Private, r.Update, r.Direct} {
		if m == nil {
			continue
		}
		if err := m.Check(); err != nil {
			k.rt.Fatalf("%s: %v", id, err)
		}
		k.heard.WriteString(text(*m))
		if strings.Contains(text(*m), "Something went wrong") || strings.Contains(text(*m), "could not reach my memory") {
			k.rt.Fatalf("%s: %s", id, text(*m))
		}
		for _, row := range m.Rows {
			for _, c := range row {
				if c.Action.Verb == "assess-over" || c.Action.Verb == "assess-end" {
					continue
				}
				if c.Kind == chat.Button {
					k.walk(chat.Event{Action: c.Action})
				}
				for i, o := range c.Options {
					if i < 2 || i == len(c.Options)-1 {
						k.walk(chat.Event{Action: c.Action, Values: map[string][]string{"value": {o.Value}}})
					}
				}
			}
		}
	}
	if r.Form != nil {
		if err := r.Form.Check(); err != nil {
			k.rt.Fatalf("%s: %v", id, err)
		}
	}
}
