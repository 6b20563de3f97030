package bot_test

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"studybot/bot"
	"studybot/bot/chat"
	"studybot/bot/study"
)

// assesses goes through every form and gives each area the rating that rate says,
// 0 for an area that is left empty. It returns the last card, before the end.
func (w *town) assesses(member string, rate func(study.Area) int) chat.Reply {
	w.t.Helper()
	pack := w.bot.Packs.All()[0]
	card := w.says(member, "assess")
	for i := range pack.Categories {
		label := "Next"
		if i == 0 {
			label = "Start"
		}
		// A category with open areas is offered again, so the place is chosen.
		form := w.presses(member, card, label)
		if i > 0 {
			form = w.chooses(member, card, "Go to a category", fmt.Sprintf("%d.0000", i))
		}
		values := map[string]string{}
		for _, a := range pack.AreasOf(pack.Categories[i].ID) {
			values[a.ID] = ""
			if r := rate(a); r > 0 {
				values[a.ID] = fmt.Sprint(r)
			}
		}
		card = w.sends(member, form, values)
	}
	return card
}

// assessed finishes an assessment and returns its result.
func (w *town) assessed(member string, rate func(study.Area) int) chat.Reply {
	w.t.Helper()
	return w.presses(member, w.assesses(member, rate), "Finish")
}

func all(r int) func(study.Area) int { return func(study.Area) int { return r } }

func (w *town) who(member string) study.Who {
	return study.Who{Team: team, Pack: w.bot.Packs.All()[0].ID, Member: member}
}

func TestAnAssessmentGoesInStepsWithAFormForEachCategory(t *testing.T) {
	w := newTown(t).running()
	start := w.says("ana", "assess")
	wantText(t, *card(start), "You rate 20 areas in 5 categories", "- Feature Engineering & Management not rated", "[Start: Feature Engineering & Management]")
	form := w.presses("ana", start, "Start")
	if form.Form == nil || form.Form.Title != "Category 1 of 5" || len(form.Form.Inputs) != 4 {
		t.Fatalf("not the first category's form: %+v", form.Form)
	}
	in := form.Form.Inputs[0]
	if in.Label != "Feature store design and implementation" || len(in.Options) != 5 || in.Options[2].Label != "3 · core, with gaps or effort" || len(in.Value) != 0 {
		t.Errorf("the first input: %+v", in)
	}
	saved := w.sends("ana", form, map[string]string{"A1": "4", "A2": "3", "A3": "5", "A4": "2"})
	wantText(t, *card(saved), "Saved: Feature Engineering & Management", "Category 1 of 5 saved, subtotal 14 of 20.", "4 of 20 areas are rated", "[Next: Advanced ML Algorithms]", "[Finish with what I have]")
	if saved.Update == nil {
		t.Error("the card that carried the control is not replaced")
	}

	// Left and resumed: nothing is lost, and the form shows what was chosen.
	w.set(at("2026-03-04 10:00"))
	again := w.says("ana", "assess")
	wantText(t, *card(again), "So far: 4 of 20 areas rated.", "- Feature Engineering & Management 14 of 20", "[Next: Advanced ML Algorithms]")
	menu := w.control(*card(again), "Go to a category")
	if got := menu.Options[0].Value; got != "0.4352" {
		t.Errorf("the way back to the first form carries %q", got)
	}
	back := w.chooses("ana", again, "Go to a category", "0.4352")
	for i, want := range []string{"4", "3", "5", "2"} {
		if got := back.Form.Inputs[i].Value; len(got) != 1 || got[0] != want {
			t.Errorf("input %d shows %v, want %s", i+1, got, want)
		}
	}
	saved = w.sends("ana", back, map[string]string{"A4": ""})
	wantText(t, *card(saved), "subtotal 12 + 1 open area: 13-17 of 20.")
}

// A form takes back and changes what the member took back and changed in it, not what
// was rated elsewhere while it was open.
func TestAFormOfAStepChangesOnlyWhatWasChangedInIt(t *testing.T) {
	w := newTown(t).running()
	start := w.says("ana", "assess")
	empty := w.presses("ana", start, "Start")
	w.sends("ana", empty, map[string]string{"A1": "4", "A2": "3"})
	again := w.chooses("ana", w.says("ana", "assess"), "Go to a category", "0.4300")
	w.sends("ana", again, map[string]string{"A1": "5", "A3": "2"}) // the forms of this test stay open elsewhere
	earlier := chat.Form{Action: again.Form.Action}                // of a version whose forms did not carry what they showed
	earlier.Action.Args = earlier.Action.Args[:2]
	for _, c := range []struct {
		why  string
		form chat.Reply
		send map[string]string
		want map[string]int
	}{
		{"empty areas of an empty form take nothing back", empty, map[string]string{"A4": "1"}, map[string]int{"A1": 5, "A2": 3, "A3": 2, "A4": 1}},
		{"what was left as shown replaces nothing", again, map[string]string{"A1": "4", "A2": "3"}, map[string]int{"A1": 5, "A2": 3, "A3": 2, "A4": 1}},
		{"what was emptied is taken back", again, map[string]string{"A1": "4", "A2": ""}, map[string]int{"A1": 5, "A3": 2, "A4": 1}},
		{"what was taken back elsewhere does not come back", again, map[string]string{"A1": "4", "A2": "3", "A4": "5"}, map[string]int{"A1": 5, "A3": 2, "A4": 5}},
		{"a form of an earlier version counts whole", chat.Reply{Form: &earlier}, map[string]string{"A1": "4", "A2": ""}, map[string]int{"A1": 4}},
	} {
		values := map[string][]string{}
		for name, v := range c.send {
			values[name] = []string{v}
		}
		w.does(chat.Event{Action: c.form.Form.Action, Member: "ana", Channel: channel, Values: values})
		draft, err := w.store.Draft(t.Context(), w.who("ana"))
		if err != nil || !maps.Equal(draft.Ratings, c.want) {
			t.Errorf("%s: the draft is %v (%v), want %v", c.why, draft.Ratings, err, c.want)
		}
	}
}

// hasty is a store in which ratings are given elsewhere once, right after a draft was read.
type hasty struct {
	bot.Store
	elsewhere map[string]int
}

func (h *hasty) Draft(ctx context.Context, who study.Who) (study.Assessment, error) {
	draft, err := h.Store.Draft(ctx, who)
	if err != nil || h.elsewhere == nil {
		return draft, err
	}
	_, err = h.SaveDraft(ctx, who, h.elsewhere, nil)
	h.elsewhere = nil
	return draft, err
}

// Older ratings fill what is empty when they are written, whatever was read before.
func TestOlderRatingsReplaceNothingThatCameMeanwhile(t *testing.T) {
	w := newTown(t).running()
	w.assessed("ana", func(a study.Area) int {
		if a.ID == "E4" {
			return 0
		}
		return 3
	})
	store := &hasty{Store: w.store}
	w.restarted(func(c *bot.Config) { c.Store = store })
	pack := w.bot.Packs.All()[0]
	ratings := func(member string) map[string]int {
		draft, err := w.store.Draft(t.Context(), w.who(member))
		if err != nil {
			t.Fatal(err)
		}
		return draft.Ratings
	}

	store.elsewhere = map[string]int{"A1": 5}
	w.does(chat.Event{Action: chat.Do("assess-more", pack.ID), Member: "ana", Channel: channel})
	if got := ratings("ana"); len(got) != 19 || got["A1"] != 5 || got["A2"] != 3 {
		t.Errorf("with the last assessment's ratings the draft is %v", got)
	}

	if _, err := w.store.SaveDraft(t.Context(), w.who("ben"), map[string]int{"A1": 4, "A2": 4, "C3": 2}, nil); err != nil {
		t.Fatal(err)
	}
	w.updated(updateOf(pack, pack.Questions[0].ID))
	store.elsewhere = map[string]int{"A1": 5, "A2": 0, "C3a": 5}
	w.says("ben", "assess")
	if got, want := ratings("ben"), map[string]int{"A1": 5, "C3a": 5, "C3b": 2}; !maps.Equal(got, want) {
		t.Errorf("under the new names the draft is %v, want %v", got, want)
	}
}

func TestTheResultHasLevelAdviceAndSubtotals(t *testing.T) {
	w := newTown(t).running()
	result := w.assessed("ana", func(a study.Area) int {
		if a.Category == "A" {
			return 3
		}
		return 4
	})
	wantText(t, *card(result), "Your assessment: 76 of 100", "Level: Intermediate", "Strengths:", "Readiness:", "Next step:", "Challenge:",
		"Feature Engineering & Management: 12 of 20", "Business Integration: 16 of 20", "[My plan]", "[My score in pictures]")
	if twice := w.presses("ana", w.says("ana", "assess"), "Start"); twice.Form == nil {
		t.Error("after the end a new assessment does not start afresh")
	}
	done, err := w.store.Assessments(t.Context(), w.who("ana"))
	if err != nil || len(done) != 1 || len(done[0].Ratings) != 20 || !done[0].At.Equal(w.Now()) {
		t.Fatalf("stored: %+v, %v", done, err)
	}

	w.set(at("2026-04-20 09:00"))
	result = w.assessed("ana", func(a study.Area) int {
		if a.ID == "C3" {
			return 2
		}
		if a.Category == "A" {
			return 5
		}
		return 4
	})
	wantText(t, *card(result), "Your assessment: 82 of 100", "Level: Advanced", "Since 2 Mar 2026", "Then 76 of 100, Intermediate.",
		"Feature Engineering & Management: 20 of 20, was 12", "MLOps Infrastructure: 14 of 20, was 16", "- CI/CD pipeline implementation 4 to 2", "- Feature store design and implementation 3 to 5")
	if done, _ = w.store.Assessments(t.Context(), w.who("ana")); len(done) != 2 {
		t.Errorf("%d assessments are kept, want both", len(done))
	}
}

func TestAPartialAssessmentIsARange(t *testing.T) {
	w := newTown(t).running()
	rate := func(a study.Area) int {
		switch a.ID {
		case "E3", "E4":
			return 0
		case "A1", "A2", "B1", "B2", "C1", "C2", "C4", "D1":
			return 4
		default:
			return 3
		}
	}
	result := w.assessed("ana", rate)
	wantText(t, *card(result), "Your assessment: 64-72 of 100", "Between 64 and 72 of 100: 18 areas give 62, 2 are not rated yet.\nLevel: too early to say.",
		"Business Integration: 6 + 2 open areas: 8-16 of 20")

	if got := text(*card(result)); strings.Contains(got, "Strengths:") || strings.Contains(got, "About this level") {
		t.Errorf("advice for a level that is a guess: %s", got)
	}

	again := w.says("ana", "assess")
	wantText(t, *card(again), "Last time: 64-72 of 100, level too early to say, today.", "[Rate the areas left open]")
	more := w.presses("ana", again, "Rate the areas left open")
	wantText(t, *card(more), "So far: 18 of 20 areas rated.", "[Next: Business Integration]")
	saved := w.sends("ana", w.presses("ana", more, "Next"), map[string]string{"E3": "5", "E4": "5"})
	result = w.presses("ana", saved, "Finish")
	wantText(t, *card(result), "Your assessment: 72 of 100", "Level: Intermediate", "Then 64-72 of 100, level too early to say.")
}

func TestStartingOverEmptiesTheDraft(t *testing.T) {
	w := newTown(t).running()
	w.assesses("ana", all(3))
	over := w.presses("ana", w.says("ana", "assess"), "Start over")
	wantText(t, *card(over), "You rate 20 areas", "[Start: ")
	draft, err := w.store.Draft(t.Context(), w.who("ana"))
	if err != nil || len(draft.Ratings) != 0 {
		t.Errorf("the draft still holds %v (%v)", draft.Ratings, err)
	}
}

func TestAssessmentFormsRefuseWhatTheyDidNotAsk(t *testing.T) {
	w := newTown(t).running()
	send := func(path string, values map[string][]string) chat.Reply {
		t.Helper()
		a, err := chat.ParsePath(path)
		if err != nil {
			t.Fatal(err)
		}
		return w.does(chat.Event{Action: a, Member: "ana", Channel: channel, Values: values})
	}
	for name, r := range map[string]chat.Reply{
		"no such pack":      send("assess-form/other/0/0000", nil),
		"no such step":      send("assess-form/ml-systems/99/0000", nil),
		"step below zero":   send("assess-form/ml-systems/-1/0000", nil),
		"save of no step":   send("assess-save/ml-systems/99", map[string][]string{"A1": {"3"}}),
		"another's area":    send("assess-save/ml-systems/0", map[string][]string{"C1": {"3"}}),
		"over without pack": send("assess-over", nil),
		"end without pack":  send("assess-end", nil),
	} {
		if r.Private == nil || r.Form != nil {
			t.Errorf("%s: %+v", name, r)
		}
	}
	for _, v := range []string{"0", "6", "-1", "NaN", "3.5", strings.Repeat("9", 50)} {
		r := send("assess-save/ml-systems/0", map[string][]string{"A1": {v}})
		if r.Invalid["A1"] == "" {
			t.Errorf("the rating %q: %+v", v, r)
		}
	}
	if r := send("assess-end/ml-systems", nil); !strings.Contains(text(*card(r)), "You rate 20 areas") {
		t.Errorf("ending without a draft: %s", text(*card(r)))
	}
	draft, err := w.store.Draft(t.Context(), w.who("ana"))
	if err != nil || len(draft.Ratings) != 0 {
		t.Errorf("something was stored: %v, %v", draft.Ratings, err)
	}
}

func TestEndingTwiceMakesOneAssessment(t *testing.T) {
	w := newTown(t).running()
	last := w.assesses("ana", all(4))
	first := w.presses("ana", last, "Finish")
	w.set(w.Now().Add(time.Minute))
	second := w.presses("ana", last, "Finish")
	if text(*card(first)) != text(*card(second)) {
		t.Errorf("the second press shows something else:\n%s\n%s", text(*card(first)), text(*card(second)))
	}
	if done, _ := w.store.Assessments(t.Context(), w.who("ana")); len(done) != 1 {
		t.Errorf("%d assessments", len(done))
	}
}

func TestARangeWithinOneLevelIsProvisional(t *testing.T) {
	w := newTown(t).running()
	result := w.assessed("ana", func(a study.Area) int {
		if a.ID == "E4" {
			return 0
		}
		return 4
	})
	wantText(t, *card(result), "Between 77 and 81 of 100: 19 areas give 76, 1 is not rated yet.")
	result = w.assessed("ben", func(a study.Area) int {
		if a.ID == "E4" {
			return 0
		}
		return 5
	})
	wantText(t, *card(result), "Between 96 and 100 of 100: 19 areas give 95, 1 is not rated yet.", "(provisional)", "Strengths:")
}

func TestAnEmptyFormSaysThatNothingIsRated(t *testing.T) {
	w := newTown(t).running()
	form := w.presses("ana", w.says("ana", "assess"), "Start")
	for _, o := range form.Form.Inputs[0].Options {
		if o.Hint != "" {
			t.Errorf("the scale stands in the intro, and again under %q", o.Label)
		}
	}
	empty := w.sends("ana", form, nil)
	wantText(t, *card(empty), "Nothing rated yet: Feature Engineering & Management", "0 of 20 areas are rated", "[Next: Advanced ML Algorithms]", "[Open it again]")
	if strings.Contains(text(*card(empty)), "aved") {
		t.Errorf("nothing was saved: %s", text(*card(empty)))
	}
	wantText(t, *card(w.says("ana", "score")), "You have no score yet")
	w.sends("ana", w.presses("ana", empty, "Open it again"), map[string]string{"A1": "4", "A2": "3"})
	begun := w.says("ana", "score")
	wantText(t, *card(begun), "You have begun: 2 of 20 areas are rated", "[Continue]")
	wantText(t, *card(w.presses("ana", begun, "Continue")), "So far: 2 of 20 areas rated.")
	wantText(t, *card(w.presses("ana", begun, "Finish with what I have")), "Your assessment: 25-97 of 100", "Between 25 and 97 of 100: 2 areas give 7, 18 are not rated yet.")
}
