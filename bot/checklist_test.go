package bot_test

import (
	"slices"
	"strings"
	"testing"

	"studybot/bot/chat"
	"studybot/bot/study"
)

func TestChecklistsAreTickedGroupByGroup(t *testing.T) {
	w := newTown(t).running()
	pack := w.bot.Packs.All()[0]
	lists := w.says("ana", "checklist")
	wantText(t, *card(lists), "Your checklists: 0 of 56")
	l := pack.Checklists[0]
	list := w.chooses("ana", lists, "Open a list", l.ID)
	wantText(t, *card(list), l.Name+": 0 of 16", "- "+l.Groups[0].Name+" 0 of 4")
	group := w.chooses("ana", list, "Open a part", l.Groups[0].ID)
	item := l.Groups[0].Items[1]
	wantText(t, *card(group), l.Groups[0].Name+": 0 of 4", "From: "+l.Name, "- "+item.Name)
	done := w.chooses("ana", group, "Tick or untick", "+"+item.ID)
	wantText(t, *card(done), l.Groups[0].Name+": 1 of 4")
	if done.Update == nil {
		t.Error("the card is not replaced")
	}
	wantText(t, *card(w.chooses("ana", group, "Tick or untick", "+"+item.ID)), l.Groups[0].Name+": 1 of 4")
	wantText(t, *card(w.says("ben", "checklist")), "Your checklists: 0 of 56")
	wantText(t, *card(w.presses("ana", done, "Whole list")), l.Name+": 1 of 16")
	wantText(t, *card(w.presses("ana", done, "Next: ")), l.Groups[1].Name+": 0 of 4")
	wantText(t, *card(w.chooses("ana", done, "Tick or untick", "-"+item.ID)), l.Groups[0].Name+": 0 of 4")

	wantText(t, *card(w.says("ana", "checklist "+strings.ToUpper(l.Groups[2].Name))), l.Groups[2].Name+": 0 of 4")
	wantText(t, *card(w.says("ana", "checklist "+l.ID)), l.Name+": 0 of 16")
	wantText(t, *card(w.says("ana", "checklist of dreams")), "I do not know that list. You can choose one of these: "+l.Name)
}

func TestChecklistControlsOfAnotherTimeAreRefused(t *testing.T) {
	w := newTown(t).running()
	l := w.bot.Packs.All()[0].Checklists[0]
	for _, c := range []struct{ path, value string }{
		{"list/ml-systems/none", ""},
		{"list/other/" + l.ID, ""},
		{"list", ""},
		{"part/ml-systems/" + l.ID + "/none", ""},
		{"part/ml-systems/" + l.ID, "none"},
		{"tick/ml-systems/" + l.ID + "/" + l.Groups[0].ID + "/0", "+none"},
		{"tick/ml-systems/" + l.ID + "/" + l.Groups[0].ID + "/0", ""},
		{"tick/ml-systems/" + l.ID, "+x"},
		{"tick-several/ml-systems/none/0/0.0", ""},
		{"topic/ml-systems/99", ""},
		{"topic/other/33", ""},
		{"topiclist/other", ""},
		{"shelf/other/0", ""},
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
	if ticks, err := w.store.Ticks(t.Context(), w.who("ana")); err != nil || len(ticks) != 0 {
		t.Errorf("something was ticked: %v, %v", ticks, err)
	}
}

// Everything done leads to the recognition, and not one tick earlier.
func TestTheRecognitionComesWhenAllIsDone(t *testing.T) {
	w := newTown(t).running()
	pack, who := w.bot.Packs.All()[0], w.who("ana")
	wantText(t, *card(w.says("ana", "recognition")), "On the way to your recognition", "Still open for your recognition: 56 checklist items, the assessment and its plan.", "- Assessment: not made yet", "[Checklists]")
	w.assessed("ana", all(5))
	var last chat.Reply
	for _, l := range pack.Checklists {
		for _, g := range l.Groups {
			for _, it := range g.Items {
				if last.Update != nil && hasControl(*last.Update, "You have done it all") {
					t.Fatal("the recognition is offered too early")
				}
				card := w.says("ana", "checklist "+g.ID)
				last = w.chooses("ana", card, "Tick or untick", "+"+it.ID)
			}
		}
	}
	way := text(*card(w.says("ana", "recognition")))
	wantText(t, *card(last), "This checklist is complete. Still open for your recognition: 5 plan items.")
	if !strings.Contains(way, "Still open for your recognition: 5 plan items.") || strings.Contains(way, pack.Recognition.Title) {
		t.Errorf("with the plan open: %s", way)
	}
	plan := w.says("ana", "plan")
	for week := 1; week <= 4; week++ {
		page := w.chooses("ana", plan, "Another week", string(rune('0'+week)))
		for _, o := range w.control(*card(page), "Tick or untick").Options {
			last = w.chooses("ana", page, "Tick or untick", o.Value)
		}
	}
	wantText(t, *card(last), "[You have done it all: see your recognition]")
	r := w.presses("ana", last, "You have done it all")
	wantText(t, *card(r), pack.Recognition.Title, pack.Recognition.Text)
	seen := text(*card(r))
	for range 20 {
		if !strings.Contains(seen[strings.LastIndex(seen, "Only you"):], "Part") || !hasControl(*card(r), "More") {
			break
		}
		r = w.presses("ana", r, "More")
		seen += text(*card(r))
	}
	for _, g := range pack.Recognition.Groups {
		for _, it := range g.Items {
			if !strings.Contains(seen, it.Name) || !strings.Contains(seen, it.Text) {
				t.Errorf("the recognition does not show %q", it.Name)
			}
		}
	}
	if err := w.store.Tick(t.Context(), who, nil, []study.Tick{{List: pack.Checklists[0].ID, Item: pack.Checklists[0].Groups[0].Items[0].ID}}); err != nil {
		t.Fatal(err)
	}
	wantText(t, *card(w.says("ana", "recognition")), "Still open for your recognition: 1 checklist item.")
}

func hasControl(m chat.Message, label string) bool {
	for _, row := range m.Rows {
		for _, c := range row {
			if strings.HasPrefix(c.Label, label) {
				return true
			}
		}
	}
	return false
}

func TestTopicsAndResourcesShowEverythingOfThePack(t *testing.T) {
	w := newTown(t).running()
	pack := w.bot.Packs.All()[0]
	topics := w.says("ana", "topics")
	for _, topic := range pack.Topics {
		wantText(t, *card(topics), topic.Name+" "+string(topic.Priority))
	}
	one := w.chooses("ana", topics, "Open a topic", "36")
	topic, _ := pack.Topic(36)
	wantText(t, *card(one), "Day 36 · "+topic.Name, "Review priority: CRITICAL", "Study before: Day 33 ", "Needed for: Day 39 ", "CI/CD pipeline implementation", topic.Concepts[0], topic.Skills[0])
	wantText(t, *card(w.says("ana", "topics 25")), "Day 25 · ")
	wantText(t, *card(w.says("ana", "topics 99")), "I do not know that topic. You can choose one of these: Day 25 · ")

	page := w.says("ana", "resources")
	seen := text(*card(page))
	for hasControl(*card(page), "More") {
		page = w.presses("ana", page, "More")
		seen += text(*card(page))
	}
	for _, groups := range [][]study.Group{pack.Resources, pack.Support, pack.Preparation} {
		for _, g := range groups {
			for _, it := range g.Items {
				for _, part := range []string{g.Name, it.Name, it.Text, it.By, it.URL} {
					if !strings.Contains(seen, part) {
						t.Errorf("the resources do not show %q", part)
					}
				}
			}
		}
	}
	wantText(t, *card(w.says("ana", "resources communities")), "Online Communities")
}

func TestAFormTicksSeveralAtOnce(t *testing.T) {
	w := newTown(t).running()
	l := w.bot.Packs.All()[0].Checklists[0]
	g := l.Groups[0]
	group := w.says("ana", "checklist "+g.ID)
	w.chooses("ana", group, "Tick or untick", "+"+g.Items[1].ID)
	form := w.presses("ana", group, "Tick several")
	in := form.Form.Inputs[0]
	if in.Kind != chat.Choices || len(in.Options) != len(g.Items) || strings.Join(in.Value, " ") != g.Items[1].ID {
		t.Fatalf("the form: %+v", in)
	}
	send := func(items ...string) chat.Reply {
		return w.does(chat.Event{Action: form.Form.Action, Member: "ana", Channel: channel, Values: map[string][]string{"items": items}})
	}
	for range 2 { // a redelivery changes nothing
		wantText(t, *card(send(g.Items[0].ID, g.Items[2].ID)), g.Name+": 2 of 4")
	}
	ticks, err := w.store.Ticks(t.Context(), w.who("ana"))
	if err != nil || len(ticks) != 2 || tickedItem(ticks, g.Items[1].ID) || !tickedItem(ticks, g.Items[2].ID) {
		t.Errorf("the ticks are %v (%v)", ticks, err)
	}
	wantText(t, *card(send(g.Items[0].ID, "none of it")), "before the study pack changed")
	wantText(t, *card(send()), g.Name+": 2 of 4") // what it showed is open, what came since stays
}

// An item that the form showed open stays ticked when it was ticked elsewhere while the
// form was open, and one that it showed ticked stays open.
func TestAFormOfAListChangesOnlyWhatWasChangedInIt(t *testing.T) {
	w := newTown(t).running()
	g := w.bot.Packs.All()[0].Checklists[0].Groups[0]
	group := w.says("ana", "checklist "+g.ID)
	press := func(option string) { w.chooses("ana", group, "Tick or untick", option) }
	press("+" + g.Items[0].ID)
	press("+" + g.Items[1].ID)
	form := w.presses("ana", group, "Tick several")
	press("-" + g.Items[1].ID)
	press("+" + g.Items[2].ID)
	saved := w.does(chat.Event{Action: form.Form.Action, Member: "ana", Channel: channel, Values: map[string][]string{"items": {g.Items[1].ID, g.Items[3].ID}}})
	wantText(t, *card(saved), g.Name+": 2 of 4")
	ticks, err := w.store.Ticks(t.Context(), w.who("ana"))
	if err != nil || len(ticks) != 2 || !tickedItem(ticks, g.Items[2].ID) || !tickedItem(ticks, g.Items[3].ID) {
		t.Errorf("the ticks are %v (%v), want the third, of elsewhere, and the fourth, of the form", ticks, err)
	}
}

// A form that showed other items than there are now says so and changes nothing.
func TestAFormOfAListThatChangedIsRefused(t *testing.T) {
	w := newTown(t).running()
	l := w.bot.Packs.All()[0].Checklists[0]
	form := w.presses("ana", w.says("ana", "checklist "+l.Groups[0].ID), "Tick several")
	changed := form.Form.Action
	changed.Args = slices.Clone(changed.Args)
	for _, shown := range []string{"", "0", ".0", "0.0", strings.Replace(changed.Args[3], ".0", ".", 1)} {
		changed.Args[3] = shown
		r := w.does(chat.Event{Action: changed, Member: "ana", Channel: channel, Values: map[string][]string{"items": {l.Groups[0].Items[0].ID}}})
		wantText(t, *card(r), "before the study pack changed")
	}
	if ticks, err := w.store.Ticks(t.Context(), w.who("ana")); err != nil || len(ticks) != 0 {
		t.Errorf("something was ticked: %v, %v", ticks, err)
	}
}

func tickedItem(ticks []study.Tick, item string) bool {
	return slices.ContainsFunc(ticks, func(t study.Tick) bool { return t.Item == item })
}
