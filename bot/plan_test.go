package bot_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"studybot/bot"
	"studybot/bot/chat"
	"studybot/bot/study"
)

// holes rates 3 everywhere but in C3, D3 and C4: 57 of 100 would be Foundation, so
// A1 to B2 lift it to Developing.
func holes(a study.Area) int {
	switch a.ID {
	case "C3", "D3":
		return 1
	case "C4":
		return 2
	case "A1", "A2", "A3", "A4", "B1", "B2", "B3", "B4":
		return 4
	}
	return 3
}

func TestThePlanIsTickedWeekByWeek(t *testing.T) {
	w := newTown(t).running()
	wantText(t, *card(w.says("ana", "plan")), "You have no plan yet", "[Assess yourself]")
	w.assessed("ana", holes)
	first := w.says("ana", "plan")
	wantText(t, *card(first), "Your plan: week 1 of 4", "This week, Mon 2 Mar to Sun 8 Mar: Go through Days 25-31 again", "0 of 7 done in the week", "[Tick or untick]", "[Another week]")
	if first.Private == nil {
		t.Error("a plan is not shown privately")
	}

	w.set(at("2026-03-10 09:00"))
	second := w.says("ana", "plan")
	wantText(t, *card(second), "week 2 of 4", "Study · Day 36 CI/CD for ML", "You rated CI/CD pipeline implementation 1 of 5. Critical priority.")
	done := w.chooses("ana", second, "Tick or untick", "+study-36-C3")
	wantText(t, *card(done), "1 of ")
	if done.Update == nil {
		t.Error("the card is not replaced")
	}
	twice := w.chooses("ana", second, "Tick or untick", "+study-36-C3")
	if text(*card(twice)) != text(*card(done)) {
		t.Error("the same press twice is not one")
	}
	var option chat.Option
	for _, o := range w.control(*card(done), "Tick or untick").Options {
		if strings.HasSuffix(o.Value, "study-36-C3") {
			option = o
		}
	}
	if option.Value != "-study-36-C3" || !strings.HasPrefix(option.Label, "✓ ") {
		t.Errorf("the ticked item is offered as %+v", option)
	}
	wantText(t, *card(w.chooses("ana", done, "Tick or untick", option.Value)), "0 of ")
	w.chooses("ana", second, "Tick or untick", "+study-36-C3")

	fourth := w.chooses("ana", second, "Another week", "4")
	wantText(t, *card(fourth), "week 4 of 4", "Mon 23 Mar to Sun 29 Mar:", "Assess yourself again")
	if strings.Contains(text(*card(fourth)), "This week") {
		t.Error("a week ahead is called this week")
	}
	wantText(t, *card(w.says("ana", "plan 3")), "week 3 of 4")
	wantText(t, *card(w.presses("ana", second, "Recommended activities")), "The level Developing", "Recommended activities", "Find a study group and learn together.")

	// A new assessment makes a new plan, in which nothing is done yet.
	w.set(at("2026-04-06 09:00"))
	wantText(t, *card(w.says("ana", "plan")), "The weeks are over")
	w.assessed("ana", holes)
	fresh := w.chooses("ana", w.says("ana", "plan"), "Another week", "2")
	wantText(t, *card(fresh), "0 of 8 done in the week, 0 of ")
	wantText(t, *card(w.chooses("ana", fresh, "Tick or untick", "+study-36-C3")), "1 of 8 done in the week")
}

func TestAProvisionalPlanSaysSoAndWhatWaitsIsExplained(t *testing.T) {
	w := newTown(t).running()
	w.assessed("ana", func(a study.Area) int {
		if a.ID == "E4" {
			return 0
		}
		return 2
	})
	p := w.says("ana", "plan")
	wantText(t, *card(p), "week 1 of 8", "The plan is provisional: 1 area has no rating yet.", "Rate the areas left open", "[What waits (7)]")
	wantText(t, *card(w.presses("ana", p, "What waits")), "What waits for a later plan", "- A/B testing and experimentation 2 of 5, HIGH. It waits for the next plan")
}

func TestPlanControlsOfAnotherTimeAreRefused(t *testing.T) {
	w := newTown(t).running()
	w.assessed("ana", holes)
	for _, c := range []struct{ path, value string }{
		{"did/ml-systems/1/0", "+study-99-Z9"},
		{"did/ml-systems/1/0", ""},
		{"did/ml-systems/1/0", "+"},
		{"did/other/1/0", "+reassess"},
		{"did", "+reassess"},
		{"line/ml-systems/99/1", ""},
		{"line/ml-systems/0/99", ""},
		{"level/ml-systems/99", ""},
		{"week/other/1/0", ""},
		{"later/other", ""},
	} {
		a, err := chat.ParsePath(c.path)
		if err != nil {
			t.Fatal(err)
		}
		r := w.does(chat.Event{Action: a, Member: "ana", Channel: channel, Values: map[string][]string{"value": {c.value}}})
		if r.Private == nil || len(r.Private.Rows) > 0 {
			t.Errorf("%s %q: %+v", c.path, c.value, r)
		}
	}
	ticks, err := w.store.Ticks(t.Context(), w.who("ana"))
	if err != nil || len(ticks) != 0 {
		t.Errorf("something was ticked: %v, %v", ticks, err)
	}
}

// The playground's clock stands still, so that assessments, answers and ticks fall
// into one instant, and only the events' own times tell them apart.
func TestTicksCountAfterASecondAssessmentOfTheSameInstant(t *testing.T) {
	w := newTown(t).running()
	w.assessed("ana", holes)
	first := w.chooses("ana", w.says("ana", "plan"), "Another week", "2")
	wantText(t, *card(w.chooses("ana", first, "Tick", "+study-36-C3")), "1 of 8 done in the week")
	w.assessed("ana", holes)
	w.assessed("ana", holes)
	again := w.chooses("ana", w.says("ana", "plan"), "Another week", "2")
	wantText(t, *card(again), "0 of 8 done in the week")
	ticked := w.chooses("ana", again, "Tick", "+study-36-C3")
	wantText(t, *card(ticked), "1 of 8 done in the week")
	wantText(t, *card(w.says("ana", "plan 2")), "1 of 8 done in the week")
	wantText(t, *card(w.chooses("ana", ticked, "Tick", "-study-36-C3")), "0 of 8 done in the week")
}

// crashing is a store that is gone after one change of ticks.
type crashing struct {
	bot.Store
	changes int
}

func (c *crashing) Tick(ctx context.Context, who study.Who, done, open []study.Tick) error {
	if c.changes++; c.changes > 1 {
		return errors.New("gone")
	}
	return c.Store.Tick(ctx, who, done, open)
}

// However many ticks a press changes, it is one step of the store: nothing is half done
// when the bot dies in the middle.
func TestTicksOfOnePressAreOneStep(t *testing.T) {
	w := newTown(t).running()
	dies := func() {
		w.restarted(func(c *bot.Config) { c.Store = &crashing{Store: w.store} })
	}
	stored := func(list string) (items []string) {
		ticks, err := w.store.Ticks(t.Context(), w.who("ana"))
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range ticks {
			if k.List == list {
				items = append(items, k.Item)
			}
		}
		return items
	}

	// A tick of an older plan is dated anew.
	w.assessed("ana", holes)
	w.chooses("ana", w.says("ana", "plan 2"), "Tick or untick", "+study-36-C3")
	w.set(at("2026-03-30 09:00"))
	w.assessed("ana", holes)
	dies()
	week := w.says("ana", "plan 2")
	wantText(t, *card(w.chooses("ana", week, "Tick or untick", "+study-36-C3")), "1 of 8 done in the week")

	// A form ticks several and opens one.
	dies()
	form := w.presses("ana", week, "Tick several")
	other := form.Form.Inputs[0].Options[0].Value
	send := func(form chat.Reply, items ...string) chat.Reply {
		return w.does(chat.Event{Action: form.Form.Action, Member: "ana", Channel: channel, Values: map[string][]string{"items": items}})
	}
	third := form.Form.Inputs[0].Options[1].Value
	wantText(t, *card(send(form, other, third)), "2 of 8 done in the week")
	l := w.bot.Packs.All()[0].Checklists[0]
	g := l.Groups[0]
	dies()
	list := w.presses("ana", w.says("ana", "checklist "+g.ID), "Tick several")
	wantText(t, *card(send(list, g.Items[0].ID, g.Items[1].ID)), g.Name+": 2 of 4")

	// Of an area that was split one part is opened, the other stays.
	dies()
	w.chooses("ana", week, "Tick or untick", "-"+other)
	dies()
	w.chooses("ana", week, "Tick or untick", "-"+third)
	dies()
	w.chooses("ana", week, "Tick or untick", "+study-36-C3")
	old := w.bot.Packs.All()[0]
	w.updated(updateOf(old, old.Questions[0].ID))
	dies()
	w.chooses("ana", w.says("ana", "plan 2"), "Tick or untick", "-study-36-C3a")
	if got := stored("plan"); !slices.Equal(got, []string{"study-36-C3b"}) {
		t.Errorf("the plan's ticks are %v, want the other part's", got)
	}
}

func TestAFormTicksAWeekAtOnce(t *testing.T) {
	w := newTown(t).running()
	w.assessed("ana", holes)
	week := w.says("ana", "plan 2")
	w.chooses("ana", week, "Tick or untick", "+study-36-C3")
	form := w.presses("ana", week, "Tick several")
	in := form.Form.Inputs[0]
	if in.Kind != chat.Choices || len(in.Options) != 8 || strings.Join(in.Value, " ") != "study-36-C3" {
		t.Fatalf("the form: %+v", in)
	}
	send := func(items ...string) chat.Reply {
		return w.does(chat.Event{Action: form.Form.Action, Member: "ana", Channel: channel, Values: map[string][]string{"items": items}})
	}
	for range 2 { // a redelivery changes nothing
		wantText(t, *card(send(in.Options[0].Value, in.Options[1].Value, in.Options[2].Value)), "3 of 8 done in the week, 3 of ")
	}
	w.chooses("ana", week, "Tick or untick", "+study-36-C3")
	wantText(t, *card(send("study-36-C3")), "4 of 8 done in the week, 4 of ") // left as it was shown: what came elsewhere stays
	wantText(t, *card(send()), "3 of 8 done in the week, 3 of ")              // it alone was ticked in the form
	wantText(t, *card(send("study-36-C3", "reassess")), "before the study pack changed")
	wantText(t, *card(w.says("ana", "plan 2")), "3 of 8 done in the week")

	// A form of an older plan does not tick in the new one.
	w.set(at("2026-03-30 09:00"))
	w.assessed("ana", holes)
	wantText(t, *card(send("study-36-C3")), "That is not your plan any more.")
	wantText(t, *card(w.says("ana", "plan 2")), "0 of 8 done in the week")
}
