package bot_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"studybot/bot"
	"studybot/bot/chat"
	"studybot/bot/deliver"
	"studybot/bot/material"
	"studybot/bot/study"
)

// The names that updateOf changes.
const (
	oldList, newList = "hands-on", "workbench"
	oldItem, newItem = "feast-store", "a-store"
)

// updateOf is a next version of the pack: the question has another id, area C3 was
// split, B1 and B2 were merged, topics 25 and 26 are one, a checklist and one of its
// items are called otherwise.
func updateOf(old *study.Pack, question string) *study.Pack {
	p := *old
	p.Version = "next"
	p.Aliases = study.Aliases{
		Questions:  map[string]string{question: "renamed-question"},
		Areas:      map[string][]string{"C3": {"C3a", "C3b"}, "B1": {"B"}, "B2": {"B"}},
		Topics:     map[int]int{25: 26},
		Checklists: map[string]string{oldList: newList},
		Items:      map[string]string{oldList + "/" + oldItem: newList + "/" + newItem},
	}
	day := func(d int) int {
		if d == 25 {
			return 26
		}
		return d
	}
	days := func(all []int) []int {
		var now []int
		for _, d := range all {
			if !slices.Contains(now, day(d)) {
				now = append(now, day(d))
			}
		}
		return now
	}
	p.Topics = nil
	for _, t := range old.Topics {
		if t.Day != 25 {
			t.Prereq = slices.DeleteFunc(days(t.Prereq), func(d int) bool { return d == t.Day })
			p.Topics = append(p.Topics, t)
		}
	}
	p.Areas = nil
	for _, a := range old.Areas {
		a.Topics = days(a.Topics)
		switch a.ID {
		case "C3":
			first, second := a, a
			first.ID, second.ID = "C3a", "C3b"
			p.Areas = append(p.Areas, first, second)
		case "B1":
			a.ID = "B"
			p.Areas = append(p.Areas, a)
		case "B2":
		default:
			p.Areas = append(p.Areas, a)
		}
	}
	p.Questions = slices.Clone(old.Questions)
	for i := range p.Questions {
		q := &p.Questions[i]
		q.Topic = day(q.Topic)
		switch q.Area {
		case "C3":
			q.Area = "C3b"
		case "B1", "B2":
			q.Area = "B"
		}
		if q.ID == question {
			q.ID = "renamed-question"
		}
	}
	p.Checklists = slices.Clone(old.Checklists)
	for i := range p.Checklists {
		if l := &p.Checklists[i]; l.ID == oldList {
			l.ID = newList
			l.Groups = slices.Clone(l.Groups)
			l.Groups[0].Items = slices.Clone(l.Groups[0].Items)
			l.Groups[0].Items[0].ID = newItem
		}
	}
	p.Levels = slices.Clone(old.Levels)
	for i := range p.Levels {
		l := &p.Levels[i]
		l.Plan.Weeks = slices.Clone(l.Plan.Weeks)
		for w := range l.Plan.Weeks {
			week := &l.Plan.Weeks[w]
			week.Topics = days(week.Topics)
			var areas []string
			for _, id := range week.Areas {
				areas = append(areas, p.AreaIDs(id)...)
			}
			week.Areas = areas
		}
	}
	return &p
}

// updated restarts the bot with another version of the pack; the store stays.
func (w *town) updated(pack *study.Pack) {
	w.t.Helper()
	w.restarted(func(c *bot.Config) { c.Packs = material.NewShelf(pack) })
}

// restarted is the same town with a bot that has other settings.
func (w *town) restarted(change func(*bot.Config)) {
	w.t.Helper()
	w.bot.Close()
	config := w.bot.Config
	change(&config)
	w.bot = bot.New(config)
	w.engine = deliver.New(deliver.Config{
		Agenda: w.store, Ledger: w.store, Work: w.bot, Senders: []deliver.Sender{w.platform},
		Now: w.Now, Log: config.Log, Worker: "w2",
	})
}

// TestAnsweredQuestionIsRenamed: what was answered under the old id is in the
// history, may still be changed from the old card, and counts in its area.
func TestAnsweredQuestionIsRenamed(t *testing.T) {
	w := newTown(t).running()
	post := w.untilOpen()
	question := w.question()
	rated := w.presses("ada", w.sends("ada", w.pressesOn("ada", post, "Answer"), map[string]string{"text": "words"}), "2")
	w.sends("ada", w.presses("ada", rated, "Add a note"), map[string]string{"note": "mind the gap"})
	rounds, err := w.store.Rounds(t.Context(), team, channel)
	if err != nil {
		t.Fatal(err)
	}
	today := rounds[len(rounds)-1].Day
	next := updateOf(w.bot.Packs.All()[0], question.ID)
	w.updated(next)

	renamed, ok := next.QuestionByKey(study.KeyOf(question.ID))
	if !ok || renamed.ID != "renamed-question" {
		t.Fatalf("the old key leads to %q", renamed.ID)
	}
	wantText(t, *card(w.says("ada", "history")), "2 of 5. Note: mind the gap")
	now := w.presses("ada", w.says("ada", "question"), "The channel's question")
	wantText(t, *card(now), "Your answer: 2 of 5.")
	// From the card of before, and from one drawn now: both still count.
	for i, on := range []chat.Reply{rated, w.presses("ada", now, "Change my rating")} {
		value := fmt.Sprint(4 + i)
		wantText(t, *card(w.presses("ada", on, value)), "Saved: "+value+" of 5")
	}
	w.answers("ben", w.pressesOn("ben", post, "Answer"))
	tally, err := w.store.Tally(t.Context(), team, channel, today)
	if err != nil {
		t.Fatal(err)
	}
	if tally.Answered() != 2 || tally[5] != 1 || tally[3] != 1 {
		t.Errorf("the tally is %v", tally)
	}
	ratings, err := w.store.Ratings(t.Context(), w.who("ada"))
	if err != nil {
		t.Fatal(err)
	}
	if rec := study.RecordsOf(next, ratings, today.Date(), w.Now().AddDate(0, 0, 1))[renamed.Area]; rec.Answers != 1 {
		t.Errorf("the area %s counts %d answers", renamed.Area, rec.Answers)
	}
	if text := text(*card(w.says("ada", "missed"))); strings.Contains(text, today.Short()) {
		t.Errorf("the answered question is among the missed ones:\n%s", text)
	}
	// The question is not asked again before it has rested.
	w.until(at("2026-03-27 12:00"))
	rounds, err = w.store.Rounds(t.Context(), team, channel)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rounds {
		if r.Question == "renamed-question" {
			t.Errorf("it was asked again on %s", r.Day)
		}
	}
}

// TestAssessmentOfChangedAreas: a split area's rating counts for its parts, merged
// ones' by their mean.
func TestAssessmentOfChangedAreas(t *testing.T) {
	w := newTown(t).running()
	rate := func(a study.Area) int {
		return map[string]int{"C3": 1, "B1": 2, "B2": 5}[a.ID] + map[bool]int{true: 3}[!slices.Contains([]string{"C3", "B1", "B2"}, a.ID)]
	}
	w.assessed("ana", rate) // 17 areas of 3, and 1, 2 and 5
	wantText(t, *card(w.says("ana", "score")), "59 of 100")
	old := w.bot.Packs.All()[0]
	w.updated(updateOf(old, old.Questions[0].ID))
	// 17 areas of 3, two parts of 1, and the mean of 2 and 5, the lower of 3 and 4.
	wantText(t, *card(w.says("ana", "score")), "56 of 100", "20 of 20 areas rated")
	wantText(t, *card(w.says("ana", "plan")), "Your plan: week 1")
	wantText(t, *card(w.says("ana", "home")), "Score: 56 of 100")
	// A new assessment is rated by the new areas, and compared with the old one.
	w.set(at("2026-04-02 08:00"))
	result := w.assessed("ana", func(a study.Area) int {
		if a.ID == "C3b" {
			return 5
		}
		return 3
	})
	wantText(t, *card(result), "62 of 100")
	wantText(t, *card(w.says("ana", "score")), "62 of 100", "Then 56 of 100")
}

// TestDraftOfChangedAreas: what was begun goes on, and a part can be left empty.
func TestDraftOfChangedAreas(t *testing.T) {
	w := newTown(t).running()
	if _, err := w.store.SaveDraft(t.Context(), w.who("ana"), map[string]int{"A1": 4, "C3": 2, "B1": 1}, nil); err != nil {
		t.Fatal(err)
	}
	old := w.bot.Packs.All()[0]
	w.updated(updateOf(old, old.Questions[0].ID))
	start := w.says("ana", "assess")
	wantText(t, *card(start), "So far: 4 of 20 areas rated.")
	step := slices.IndexFunc(w.bot.Packs.All()[0].Categories, func(c study.Category) bool { return c.ID == "C" })
	form := w.chooses("ana", start, "Go to a category", fmt.Sprintf("%d.00220", step))
	saved := w.sends("ana", form, map[string]string{"C3a": "5", "C3b": ""})
	wantText(t, *card(saved), "3 of 20 areas are rated")
	draft, err := w.store.Draft(t.Context(), w.who("ana"))
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(draft.Ratings); got != "map[A1:4 B:1 C3a:5]" {
		t.Errorf("the draft holds %s", got)
	}
	// A form that was open during the update is sent without another look.
	if _, err := w.store.SaveDraft(t.Context(), w.who("ben"), map[string]int{"C3": 2}, nil); err != nil {
		t.Fatal(err)
	}
	wantText(t, *card(w.sends("ben", form, map[string]string{"C1": "", "C2": "", "C3a": "", "C3b": "3", "C4": ""})), "1 of 20 areas are rated")
}

// TestTicksOfChangedNames: ticked stays ticked, and can be opened again.
func TestTicksOfChangedNames(t *testing.T) {
	w := newTown(t).running()
	old := w.bot.Packs.All()[0]
	w.assessed("ana", holes)
	w.set(at("2026-03-10 09:00"))
	w.chooses("ana", w.says("ana", "plan 2"), "Tick or untick", "+study-36-C3")
	for _, item := range []string{oldItem, "feature-definitions"} {
		if err := w.store.Tick(t.Context(), w.who("ana"), []study.Tick{{List: oldList, Item: item, At: w.Now()}}, nil); err != nil {
			t.Fatal(err)
		}
	}
	before := w.says("ana", "checklist "+oldList)
	wantText(t, *card(before), "2 of 16")
	w.updated(updateOf(old, old.Questions[0].ID))

	wantText(t, *card(w.says("ana", "checklist")), "2 of 56")
	list := w.says("ana", "checklist "+newList)
	wantText(t, *card(list), "2 of 16")
	group := w.chooses("ana", before, "Open a part", "feature-store") // a menu of before the update
	wantText(t, *card(group), "Feast store, online and offline")
	w.chooses("ana", group, "Tick or untick", "-"+newItem)
	wantText(t, *card(w.says("ana", "checklist "+newList)), "1 of 16")
	w.chooses("ana", group, "Tick or untick", "-feature-definitions")
	wantText(t, *card(w.says("ana", "checklist "+newList)), "0 of 16")

	// The plan's item was split with its area; opening one part leaves the other.
	plan := w.says("ana", "plan 2")
	ticked := func(r chat.Reply) (ids []string) {
		for _, o := range w.control(*card(r), "Tick or untick").Options {
			if id, on := strings.CutPrefix(o.Value, "-"); on {
				ids = append(ids, id)
			}
		}
		return ids
	}
	if got := fmt.Sprint(ticked(plan)); !strings.Contains(got, "study-36-C3a") {
		t.Fatalf("ticked in week 2: %s\n%s", got, text(*card(plan)))
	}
	open := w.chooses("ana", plan, "Tick or untick", "-study-36-C3a")
	if got := fmt.Sprint(ticked(open)); strings.Contains(got, "study-36-C3a") {
		t.Errorf("still ticked: %s", got)
	}
	ticks, err := w.store.Ticks(t.Context(), w.who("ana"))
	if err != nil {
		t.Fatal(err)
	}
	if len(ticks) != 1 || ticks[0].Item != "study-36-C3b" || !ticks[0].At.Equal(w.Now()) {
		t.Errorf("the store holds %v", ticks)
	}
}
