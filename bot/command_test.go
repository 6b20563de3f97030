package bot_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"studybot/bot/chat"
	"studybot/bot/command"
	"studybot/bot/study"
)

func TestEveryCommandHasAFlow(t *testing.T) {
	w := newTown(t)
	for _, c := range command.List() {
		if !slices.Contains(w.bot.Verbs(), c.Name) {
			t.Errorf("%s is listed and has no route", c.Name)
		}
		wantText(t, *card(w.says("ana", "help")), "/study "+c.Name)
	}
}

// suggested are the values that ana is offered.
func (w *town) suggested(name, arg, typed string) []chat.Option {
	w.t.Helper()
	r := w.does(chat.Event{Action: chat.Complete(name, arg, typed), Member: "ana", Channel: channel})
	if r.Private != nil || r.Update != nil || r.Form != nil || r.Direct != nil || len(r.Choices) > chat.MaxOptions {
		w.t.Errorf("completing %s %s: %+v", name, arg, r)
	}
	return r.Choices
}

func TestCompletion(t *testing.T) {
	w := newTown(t).running()
	w.says("ana", "settings Asia/Tokyo")
	for _, c := range []struct {
		command, arg, typed string
		first               chat.Option
	}{
		{"assess", "area", "", chat.Option{Label: "Feature store design and implementation", Value: "A1"}},
		{"assess", "area", "MONITORING", chat.Option{Label: "Monitoring and alerting systems", Value: "C4"}},
		{"assess", "area", "c2", chat.Option{Label: "A/B testing and experimentation", Value: "C2"}},
		{"topics", "topic", "33", chat.Option{Label: "Day 33 · ", Value: "33"}},
		{"checklist", "list", "secur", chat.Option{Label: "Security & Compliance", Value: "production security"}},
		{"resources", "shelf", "papers", chat.Option{Label: "Research Papers", Value: "papers"}},
		{"settings", "zone", "", chat.Option{Label: "Europe/Berlin", Value: "Europe/Berlin", Hint: "this channel's"}},
		{"setup", "zone", "são", chat.Option{Label: "America/Sao_Paulo", Value: "America/Sao_Paulo"}},
		{"away", "until", "", chat.Option{Label: "Tomorrow, Tuesday 3 March", Value: "2026-03-03"}},
		{"away", "until", "two", chat.Option{Label: "In two weeks, Monday 16 March", Value: "2026-03-16"}},
	} {
		got := w.suggested(c.command, c.arg, c.typed)
		if len(got) == 0 || !strings.HasPrefix(got[0].Label, c.first.Label) || got[0].Value != c.first.Value || c.first.Hint != "" && got[0].Hint != c.first.Hint {
			t.Errorf("%s %s %q: first of %d is %+v", c.command, c.arg, c.typed, len(got), got[:min(1, len(got))])
		}
	}
	if zones := w.suggested("settings", "zone", ""); zones[1].Value != "Asia/Tokyo" || zones[1].Hint != "yours" || len(zones) != chat.MaxOptions {
		t.Errorf("the zones begin with %+v", zones[:2])
	}
	for _, odd := range [][]string{{"assess", "area", "no such thing"}, {"score", "member", ""}, {"", "", ""}, {"plan", "week", "1"}} {
		if got := w.suggested(odd[0], odd[1], odd[2]); len(got) != 0 {
			t.Errorf("%q offers %+v", odd, got)
		}
	}
	// 9 in the evening in Berlin is tomorrow in Tokyo.
	w.set(at("2026-03-02 21:00"))
	if got := w.suggested("away", "until", "tomorrow"); got[0].Value != "2026-03-04" {
		t.Errorf("tomorrow of a member in Tokyo is %+v", got[0])
	}
}

// What is suggested is a value that the command takes, as it is and as typed words.
func TestWhatIsSuggestedIsUnderstood(t *testing.T) {
	w := newTown(t).running()
	for _, c := range command.List() {
		for _, a := range c.Args {
			if a.Kind != chat.SuggestedArg {
				continue
			}
			options := w.suggested(c.Name, a.Name, "")
			if len(options) == 0 {
				t.Errorf("nothing is suggested for %s %s", c.Name, a.Name)
			}
			for _, o := range options {
				for _, e := range []chat.Event{
					{Action: chat.Do(c.Name, o.Value)},
					{Action: chat.Do(c.Name, strings.Fields(strings.ToLower(o.Value))...)},
					{Action: chat.Do(c.Name, strings.Fields(o.Label)...)},
				} {
					e.Member, e.Channel = "olga", channel
					if r := w.does(e); r.Form == nil && card(r).Title == "" {
						t.Errorf("%q is not understood: %s", e.Action.Path(), text(*card(r)))
					}
				}
			}
		}
	}
}

func TestCompletionWithoutACourseAndWithoutAStore(t *testing.T) {
	w := newTown(t)
	for _, arg := range []string{"area", "topic", "list", "shelf"} {
		if got := w.suggested("any", arg, ""); len(got) != 0 {
			t.Errorf("without a course %s offers %+v", arg, got)
		}
	}
	w.running()
	gone, cancel := context.WithCancel(t.Context()) // in which the store answers nothing
	cancel()
	for arg, want := range map[string]int{"area": 0, "zone": 1} {
		r := w.bot.Handle(gone, chat.Event{Team: team, Channel: channel, Member: "ana", Action: chat.Complete("any", arg, "berlin")})
		if r.Private != nil || len(r.Choices) != want {
			t.Errorf("without a store %s is answered with %+v", arg, r)
		}
	}
}

func TestAnAreaOpensItsStepWithWhatIsRated(t *testing.T) {
	w := newTown(t).running()
	form := w.says("ana", "assess time series")
	w.sends("ana", form, map[string]string{"B2": "4"})
	for _, said := range []string{"assess B2", "assess b2", "assess Time Series Forecasting techniques", "assess recommendation"} {
		f := w.says("ana", said).Form
		if f == nil {
			t.Fatalf("%q opens no form", said)
		}
		at := slices.IndexFunc(f.Inputs, func(in chat.Input) bool { return in.Name == "B2" })
		if at < 0 || !slices.Equal(f.Inputs[at].Value, []string{"4"}) {
			t.Errorf("%q opens %+v", said, f.Inputs)
		}
	}
	wantText(t, *card(w.says("ana", "assess juggling")), "I do not know that area. You can choose one of these: Feature store design")
	wantText(t, *card(w.says("ana", "assess feature")), "That fits more than one area. Which of these? Feature store design and implementation; Feature quality monitoring; Feature versioning and lineage.")
}

func TestATimeZoneIsSetAtOnce(t *testing.T) {
	w := newTown(t).running()
	wantText(t, *card(w.says("ana", "settings new york")), "Your settings", "Your time zone is America/New_York now.", "Time zone: America/New_York")
	wantText(t, *card(w.says("ana", "settings Berln")), "I do not know that time zone; did you mean Europe/Berlin?")
	if m, err := w.store.Member(t.Context(), team, "ana"); err != nil || m.Zone != "America/New_York" || !m.Digest {
		t.Errorf("ana is %+v, %v", m, err)
	}

	wantText(t, *card(w.says("olga", "setup kolkata")), "Study channel settings", "The channel's time zone is Asia/Kolkata now.", "Time zone: Asia/Kolkata")
	wantText(t, *card(w.says("olga", "setup Berln")), "did you mean Europe/Berlin?")
	wantText(t, *card(w.says("ana", "setup Europe/Paris")), "already has an owner")
	wantText(t, *card(w.does(chat.Event{Action: chat.Do("setup", "Europe/Paris"), Member: "olga", Channel: "D1", Private: true})), "Type that in the study channel itself")
	c, err := w.store.Course(t.Context(), team, channel)
	if err != nil || c.Timetable.Zone != "Asia/Kolkata" || c.State != study.Running || c.Owner != "olga" {
		t.Errorf("the course is %+v, %v", c, err)
	}
	due, err := w.store.Due(t.Context(), team, at("2026-03-09 00:00"), 10)
	if err != nil || len(due) == 0 || !due[0].Due.Equal(at("2026-03-02 12:30")) {
		t.Errorf("the key points of today are due %v, %v", due, err)
	}
	if _, err := w.store.Course(t.Context(), team, "D1"); !errors.Is(err, study.ErrNotFound) {
		t.Errorf("the private conversation has a course: %v", err)
	}
}

func TestAwayInWords(t *testing.T) {
	w := newTown(t).running()
	for said, want := range map[string]study.Day{
		"away tomorrow":         "2026-03-03",
		"away in a week":        "2026-03-09",
		"away In two weeks":     "2026-03-16",
		"away thursday":         "2026-03-05",
		"away 2026-04-01":       "2026-04-01",
		"away off":              "",
		"away I'm back":         "",
		"away until I feel fit": "",
	} {
		w.says("ana", "away off")
		r := w.says("ana", said)
		m, err := w.store.Member(t.Context(), team, "ana")
		if err != nil || m.AwayUntil != want {
			t.Errorf("%q: away until %q, %v", said, m.AwayUntil, err)
		}
		if said == "away until I feel fit" {
			wantText(t, *card(r), "Write the first day you are back as 2026-03-16, or as tomorrow, in 3 days, in a week, in two weeks.")
		}
	}
}

func TestAPartOfTheResourcesAndListsByItsWords(t *testing.T) {
	w := newTown(t).running()
	wantText(t, *card(w.says("ana", "resources COMMUNITIES")), "Online Communities")
	wantText(t, *card(w.says("ana", "resources poems")), "I do not know that shelf. You can choose one of these: Essential Reading; Research Papers;")
	wantText(t, *card(w.says("ana", "checklist hands-on feature-store")), "Feature Store Architecture & Management: Hands-On Review: 0 of")
	wantText(t, *card(w.says("ana", "checklist security")), "Security & Compliance: 0 of")
	wantText(t, *card(w.says("ana", "topics model serving")), "Model Serving")
}
