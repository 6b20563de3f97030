package bot_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"studybot/bot"
	"studybot/bot/chat"
	"studybot/bot/material"
	"studybot/bot/schedule"
	"studybot/bot/study"
)

// stores changes the channel's course as somebody else would, the agenda apart.
func (w *town) stores(change func(c *study.Course)) {
	w.t.Helper()
	_, err := w.store.ChangeCourse(w.t.Context(), team, channel, func(c *study.Course) ([]schedule.Entry, error) {
		change(c)
		return nil, nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *town) course() study.Course {
	w.t.Helper()
	c, err := w.store.Course(w.t.Context(), team, channel)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// between is a store in which something happens once, after a course was read and before
// it is changed.
type between struct {
	bot.Store
	once   sync.Once
	happen func()
}

func (s *between) ChangeCourse(ctx context.Context, team, channel string, change func(c *study.Course) ([]schedule.Entry, error)) (study.Course, error) {
	return s.Store.ChangeCourse(ctx, team, channel, func(c *study.Course) ([]schedule.Entry, error) {
		agenda, err := change(c)
		s.once.Do(s.happen)
		return agenda, err
	})
}

// during handles an event; happen comes in the middle of it, through another replica.
func (w *town) during(e chat.Event, happen func(w *town)) chat.Reply {
	w.t.Helper()
	config := w.bot.Config
	config.Store = &between{Store: w.store, happen: func() { happen(w) }}
	one := bot.New(config)
	defer one.Close()
	e.Team, e.At, e.Channel = team, w.Now(), channel
	r := one.Handle(w.t.Context(), e)
	checkReply(w.t, r)
	return r
}

// filled is the event of a form that was sent with these values.
func filled(member string, form chat.Reply, values map[string][]string) chat.Event {
	e := chat.Event{Member: member, Action: form.Form.Action, Values: map[string][]string{}, Post: chat.Ref{Team: team, Channel: channel, ID: "m"}}
	for _, in := range form.Form.Inputs {
		e.Values[in.Name] = in.Value
	}
	for name, v := range values {
		e.Values[name] = v
	}
	return e
}

// agenda is what is due within a month, by name.
func (w *town) agenda() string {
	w.t.Helper()
	due, err := w.store.Due(w.t.Context(), team, w.Now().AddDate(0, 1, 0), 100)
	if err != nil {
		w.t.Fatal(err)
	}
	var names []string
	for _, e := range due {
		names = append(names, e.Name()+" "+e.Due.In(w.Now().Location()).Format("15:04"))
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

func one(name, value string) map[string][]string { return map[string][]string{name: {value}} }

// TestAPauseOutlastsAFormOfTimes: the form was opened before the pause, or is being saved
// when it comes; the new times are kept, and the course stays paused for its reason.
func TestAPauseOutlastsAFormOfTimes(t *testing.T) {
	pauses := map[string]func(w *town){
		"pressed": func(w *town) { wantText(w.t, *card(w.says("olga", "pause")), "Paused") },
		"for trouble": func(w *town) {
			slot := schedule.Slot{Team: team, Entry: schedule.Entry{Kind: schedule.Question, Subject: channel}, Day: "2026-03-02"}
			if err := w.bot.Settled(w.t.Context(), schedule.Outcome{Slot: slot, Result: schedule.Skipped, Reason: "I was removed.", At: w.Now()}, chat.NotInChannel); err != nil {
				w.t.Fatal(err)
			}
		},
	}
	for name, pause := range pauses {
		for _, amid := range []bool{false, true} {
			w := newTown(t).running()
			sent := filled("olga", w.presses("olga", w.says("olga", "setup"), "Times"), one("post", "07:30"))
			var r chat.Reply
			if amid {
				r = w.during(sent, pause)
			} else {
				pause(w)
				r = w.does(sent)
			}
			wantText(t, *card(r), "This channel is paused", "Question at: 07:30", "[Resume]")
			trouble := map[string]string{"for trouble": "I was removed."}[name]
			if c := w.course(); c.State != study.Paused || c.Trouble != trouble || c.Timetable.Post != 7*60+30 || c.Owner != "olga" {
				t.Errorf("paused %s, amid the save: %t; then it is %+v", name, amid, c)
			}
			if got := w.agenda(); strings.Contains(got, "question/") || strings.Contains(got, "weekly/") {
				t.Errorf("paused %s, amid the save: %t; then this is due: %s", name, amid, got)
			}
			wantText(t, *card(w.says("olga", "resume")), "Resumed", "Tue 3 Mar 07:30")
		}
	}
}

// TestAFormSavedAmidAResumeCounts: what comes next follows both.
func TestAFormSavedAmidAResumeCounts(t *testing.T) {
	w := newTown(t).running()
	sent := filled("olga", w.presses("olga", w.says("olga", "setup"), "Times"), one("post", "07:30"))
	w.says("olga", "pause")
	r := w.during(chat.Event{Member: "olga", Action: chat.Do("resume")}, func(w *town) { w.does(sent) })
	wantText(t, *card(r), "Resumed", "Tue 3 Mar 07:30")
	if got := w.agenda(); !strings.Contains(got, "question/C1 07:30") {
		t.Errorf("due is %s", got)
	}
}

// TestOfTwoFormsBothStand: two owners change different things in forms that were open at
// once; whichever comes second, and even when the first comes amid the second.
func TestOfTwoFormsBothStand(t *testing.T) {
	type change struct {
		button, input string
		values        []string
		made          func(c *study.Course)
	}
	changes := []change{
		{"Times", "post", []string{"07:30"}, func(c *study.Course) { c.Timetable.Post = 7*60 + 30 }},
		{"Times", "zone", []string{"Asia/Tokyo"}, func(c *study.Course) { c.Timetable.Zone = "Asia/Tokyo" }},
		{"Times", "reveal", []string{"18:15"}, func(c *study.Course) { c.Timetable.Reveal = 18*60 + 15 }},
		{"Times", "weekly", []string{"Monday"}, func(c *study.Course) { c.Timetable.Weekly = 1 }},
		{"Times", "weeklyat", []string{"12:00"}, func(c *study.Course) { c.Timetable.WeeklyAt = 12 * 60 }},
		{"Pack, days", "days", []string{"Monday", "Tuesday"}, func(c *study.Course) { c.Timetable.Weekdays = study.Weekdays{1: true, 2: true} }},
		{"Pack, days", "holidays", []string{"2026-04-03\n2026-05-01"}, func(c *study.Course) { c.Timetable.Holidays = []study.Day{"2026-04-03", "2026-05-01"} }},
		{"Pack, days", "helpers", []string{"hal", "ann"}, func(c *study.Course) { c.Helpers = []string{"hal", "ann"} }},
		{"Pack, days", "pack", []string{"other"}, func(c *study.Course) { c.Pack = "other" }},
	}
	w := newTown(t).running()
	w.stores(func(c *study.Course) { c.Helpers = []string{"hal"} })
	other := *w.bot.Packs.All()[0]
	other.ID = "other"
	shelf := material.NewShelf(w.bot.Packs.All()[0], &other)
	w.restarted(func(c *bot.Config) { c.Packs = shelf })
	before := w.course()
	for _, first := range changes {
		for _, second := range changes {
			if first.input == second.input {
				continue
			}
			for _, amid := range []bool{false, true} {
				w.stores(func(c *study.Course) { *c = before })
				shown := w.says("olga", "setup")
				one := filled("olga", w.presses("olga", shown, first.button), map[string][]string{first.input: first.values})
				two := filled("hal", w.presses("hal", shown, second.button), map[string][]string{second.input: second.values})
				if amid {
					w.during(two, func(w *town) { w.does(one) })
				} else {
					w.does(one)
					w.does(two)
				}
				want := before
				first.made(&want)
				second.made(&want)
				if got := w.course(); !reflect.DeepEqual(got, want) {
					t.Errorf("%s, then %s, amid it: %t; stored is\n%+v, want\n%+v", first.input, second.input, amid, got, want)
				}
			}
		}
	}
}

// TestListsOfTwoFormsAreMerged: dates and people that others have added stay, and those
// that they have removed do not come back with a form that only showed them.
func TestListsOfTwoFormsAreMerged(t *testing.T) {
	w := newTown(t).running()
	w.stores(func(c *study.Course) {
		c.Helpers, c.Timetable.Holidays = []string{"hal", "ida"}, []study.Day{"2026-12-25"}
	})
	days := w.presses("olga", w.says("olga", "setup"), "Pack, days")
	send := func(helpers []string, holidays string) chat.Reply {
		return w.does(filled("olga", days, map[string][]string{"helpers": helpers, "holidays": {holidays}}))
	}
	for i, tt := range []struct {
		stored, sent, want       []string // helpers; the form showed hal and ida
		storedDays, sent2, want2 string   // holidays; the form showed 2026-12-25
	}{
		{stored: []string{"hal", "ida"}, sent: []string{"hal", "ida"}, want: []string{"hal", "ida"}},
		{stored: []string{"hal"}, sent: []string{"hal", "ida"}, want: []string{"hal"}},
		{stored: []string{"hal"}, sent: []string{"hal", "ida", "ann"}, want: []string{"hal", "ann"}},
		{stored: []string{"hal", "ida", "ann"}, sent: []string{"hal"}, want: []string{"hal", "ann"}},
		{stored: []string{"ann"}, sent: []string{"ann", "ida"}, want: []string{"ann"}},
		{stored: []string{"hal", "ida"}, sent: nil, want: nil},
		{stored: nil, sent: []string{"ann", "hal"}, want: []string{"ann"}},
		{storedDays: "2026-12-25", sent2: "", want2: ""},
		{storedDays: "", sent2: "2026-12-25", want2: ""},
		{storedDays: "2026-05-01", sent2: "", want2: "2026-05-01"},
		{storedDays: "2026-05-01", sent2: "2026-04-03 2026-06-04", want2: "2026-04-03 2026-05-01 2026-06-04"},
		{storedDays: "2026-05-01", sent2: "2026-05-01", want2: "2026-05-01"},
		{storedDays: "2026-12-25", sent2: "2026-04-03", want2: "2026-04-03"},
	} {
		w.stores(func(c *study.Course) {
			c.Helpers = tt.stored
			c.Timetable.Holidays, _ = study.ParseDays(tt.storedDays)
		})
		send(tt.sent, tt.sent2)
		want, _ := study.ParseDays(tt.want2)
		if c := w.course(); !slices.Equal(c.Helpers, tt.want) || !slices.Equal(c.Timetable.Holidays, want) {
			t.Errorf("case %d: helpers %v, want %v; holidays %v, want %v", i+1, c.Helpers, tt.want, c.Timetable.Holidays, want)
		}
	}
}

// TestAMergeKeepsToWhatACourseHolds: many names stay within what can be shown again.
func TestAMergeKeepsToWhatACourseHolds(t *testing.T) {
	w := newTown(t).running()
	names := func(prefix string, n int) []string {
		var all []string
		for i := range n {
			all = append(all, fmt.Sprint(prefix, i))
		}
		return all
	}
	days := w.presses("olga", w.says("olga", "setup"), "Pack, days")
	w.stores(func(c *study.Course) { c.Helpers = names("a", 15) })
	wantText(t, *card(w.does(filled("olga", days, map[string][]string{"helpers": names("b", 6)}))), "more than I can keep")
	if got := w.course().Helpers; len(got) != 15 {
		t.Errorf("%d helpers, want the 15 from before", len(got))
	}
	w.does(filled("olga", days, map[string][]string{"helpers": names("b", 5)}))
	if got := w.course().Helpers; len(got) != 20 {
		t.Errorf("%d helpers, want 20", len(got))
	}
	full := w.presses("olga", w.says("olga", "setup"), "Pack, days")
	w.does(filled("olga", full, map[string][]string{"helpers": names("a", 14)}))
	if got := w.course().Helpers; !slices.Equal(got, names("a", 14)) {
		t.Errorf("helpers %v", got)
	}
}

// TestWhoWasForgottenDoesNotComeBackWithASetting: neither as a helper nor as the owner.
func TestWhoWasForgottenDoesNotComeBackWithASetting(t *testing.T) {
	forget := func(member string) func(w *town) {
		return func(w *town) {
			w.does(chat.Event{Member: member, Channel: channel, Action: chat.Do("forget-sure"), Values: one("words", "forget me")})
		}
	}
	for _, gone := range []string{"olga", "hal"} {
		stays := map[string]string{"olga": "hal", "hal": "olga"}[gone]
		for what, event := range map[string]func(w *town) chat.Event{
			"times": func(w *town) chat.Event {
				return filled(stays, w.presses(stays, w.says(stays, "setup"), "Times"), one("post", "07:30"))
			},
			"helper": func(w *town) chat.Event {
				return filled(stays, w.presses(stays, w.says(stays, "setup"), "Pack, days"), map[string][]string{"helpers": {"hal", "ann"}})
			},
			"zone":  func(*town) chat.Event { return chat.Event{Member: stays, Action: chat.Do("setup", "Asia/Tokyo")} },
			"pause": func(*town) chat.Event { return chat.Event{Member: stays, Action: chat.Do("pause")} },
		} {
			for _, amid := range []bool{false, true} {
				w := newTown(t).running()
				w.stores(func(c *study.Course) { c.Helpers = []string{"hal"} })
				e := event(w)
				e.Channel = channel
				if amid {
					w.during(e, forget(gone))
				} else {
					forget(gone)(w)
					w.does(e)
				}
				c := w.course()
				if c.Owner == gone || slices.Contains(c.Helpers, gone) {
					t.Errorf("%s was forgotten, amid the change: %t; after %s there is %+v", gone, amid, what, c)
				}
				if c.Timetable.Post == 9*60 && c.Timetable.Zone == "Europe/Berlin" && c.State == study.Running && !slices.Contains(c.Helpers, "ann") {
					t.Errorf("%s of %s changed nothing", what, stays)
				}
			}
		}
	}
}

// TestADraftNeverReplacesAPublishedCourse: two begin a channel at once, and one of them
// has published before the other's draft is kept.
func TestADraftNeverReplacesAPublishedCourse(t *testing.T) {
	for name, e := range map[string]chat.Event{
		"shown":  {Member: "otto", Action: chat.Do("setup")},
		"typed":  {Member: "otto", Action: chat.Do("setup", "Asia/Tokyo")},
		"chosen": {Member: "otto", Action: chat.Do("setup-chosen"), Values: one("channel", channel)},
	} {
		w := newTown(t)
		r := w.during(e, func(w *town) { w.running() })
		if text(*card(r))+r.Invalid["channel"] == "" || !strings.Contains(text(*card(r))+r.Invalid["channel"], "owner") {
			t.Errorf("%s: the other is told %s %v", name, text(*card(r)), r.Invalid)
		}
		if c := w.course(); c.State != study.Running || c.Owner != "olga" || c.Timetable.Zone != "Europe/Berlin" {
			t.Errorf("%s: the course is %+v", name, c)
		}
		if got := w.agenda(); !strings.Contains(got, "question/") {
			t.Errorf("%s: due is %s", name, got)
		}
	}
}

// TestOfTwoWhoPublishAtOnceOneOwns the course, and the other is told.
func TestOfTwoWhoPublishAtOnceOneOwns(t *testing.T) {
	w := newTown(t)
	shown := w.says("olga", "setup")
	e := chat.Event{Member: "otto", Action: w.control(*card(shown), "Publish").Action}
	r := w.during(e, func(w *town) { wantText(t, *card(w.presses("olga", shown, "Publish")), "Published") })
	wantText(t, *card(r), "Only the owner")
	if c := w.course(); c.Owner != "olga" {
		t.Errorf("%s owns it", c.Owner)
	}
}

// TestWhoMayNoLongerChangeACourseDoesNot, even if they might when they began.
func TestWhoMayNoLongerChangeACourseDoesNot(t *testing.T) {
	w := newTown(t).running()
	w.stores(func(c *study.Course) { c.Helpers = []string{"hal"} })
	sent := filled("hal", w.presses("hal", w.says("hal", "setup"), "Times"), one("post", "07:30"))
	r := w.during(sent, func(w *town) { w.stores(func(c *study.Course) { c.Helpers = nil }) })
	wantText(t, *card(r), "Only the owner")
	if c := w.course(); c.Timetable.Post != 9*60 {
		t.Errorf("the question comes at %s", c.Timetable.Post)
	}
}

// TestAnOlderFormOfTheCourseCountsWhole: it does not say what it showed.
func TestAnOlderFormOfTheCourseCountsWhole(t *testing.T) {
	w := newTown(t).running()
	w.stores(func(c *study.Course) { c.Helpers = []string{"hal", "ida"} })
	shown := w.says("olga", "setup")
	times, days := w.presses("olga", shown, "Times"), w.presses("olga", shown, "Pack, days")
	times.Form.Action.Args, days.Form.Action.Args = times.Form.Action.Args[:1], days.Form.Action.Args[:1]
	w.stores(func(c *study.Course) {
		c.Timetable.Zone, c.Timetable.Holidays, c.State = "Asia/Tokyo", []study.Day{"2026-05-01"}, study.Paused
	})
	w.does(filled("olga", times, map[string][]string{"post": {"00:00"}, "weekly": {"Sunday"}}))
	w.does(filled("olga", days, map[string][]string{"helpers": {"ida", "ann"}, "holidays": {"2026-04-03"}}))
	c := w.course()
	if c.Timetable.Zone != "Europe/Berlin" || c.Timetable.Post != 0 || c.Timetable.Weekly != 0 || c.State != study.Paused ||
		!slices.Equal(c.Helpers, []string{"ida", "ann"}) || !slices.Equal(c.Timetable.Holidays, []study.Day{"2026-04-03"}) {
		t.Errorf("stored is %+v", c)
	}
}

// TestAFormWithoutRoomForWhatItShowedStillWorks: most helpers in a channel of a long name.
func TestAFormWithoutRoomForWhatItShowedStillWorks(t *testing.T) {
	w := newTown(t).running()
	long := strings.Repeat("9", 20)
	want := w.course()
	want.Channel = long
	for i := range 20 {
		want.Helpers = append(want.Helpers, fmt.Sprint("helper", i))
	}
	_, err := w.store.ChangeCourse(t.Context(), team, long, func(c *study.Course) ([]schedule.Entry, error) {
		*c = want
		return nil, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"setup-times", "setup-days"} {
		form := w.does(chat.Event{Member: "olga", Channel: long, Action: chat.Do(verb, long)})
		e := filled("olga", form, nil)
		if verb == "setup-days" {
			e.Values["helpers"] = want.Helpers[1:]
		}
		wantText(t, *card(w.does(e)), "Study channel settings")
	}
	want.Helpers = want.Helpers[1:]
	if got, err := w.store.Course(t.Context(), team, long); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("stored is\n%+v, want\n%+v; error %v", got, want, err)
	}
}
