package bot_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"studybot/bot/chat"
	"studybot/bot/chat/chattest"
	"studybot/bot/study"
)

func TestSetUpIsPreviewedBeforeItIsPublished(t *testing.T) {
	w := newTown(t)
	card := w.says("olga", "setup")
	preview := w.presses("olga", card, "Preview")
	wantText(t, *preview.Private, "Preview · Day 32", "The next five questions come", "Mon 2 Mar", "[Publish]")
	if len(w.platform.Sent()) != 0 {
		t.Error("a preview was posted")
	}
	wantText(t, *w.presses("olga", preview, "Publish").Update, "Published", "Mon 2 Mar 09:00")
}

func TestSetUpSaysWhatTheBotLacksBeforeAnythingIsPublished(t *testing.T) {
	w := newTown(t)
	lacks := []chat.Item{{Lead: "Speak:", Text: "without it nothing can be posted"}}
	asked := func(channel string, lacks []chat.Item) string {
		return text(*w.bot.Handle(t.Context(), chat.Event{Team: team, Channel: channel, Member: "olga", Admin: true, Action: chat.Do("setup"), Lacks: lacks}).Private)
	}
	const warning = "I lack rights in this channel."
	if got := asked("C1", lacks); !strings.Contains(got, warning) || !strings.Contains(got, "Speak: without it nothing") || strings.Index(got, warning) > strings.Index(got, "[Publish]") {
		t.Errorf("it is not said:\n%s", got)
	}
	if got := asked("C1", nil); strings.Contains(got, warning) {
		t.Errorf("it is said of a channel where nothing is missing:\n%s", got)
	}
}

func TestTimesAreCheckedAllAtOnceAndNothingIsHalfSaved(t *testing.T) {
	w := newTown(t)
	card := w.says("olga", "setup")
	form := w.presses("olga", card, "Times")
	bad := w.sends("olga", form, map[string]string{"post": "25:00", "zone": "Europe/Berln", "reveal": "x", "weekly": "Someday", "weeklyat": "16"})
	for _, name := range []string{"post", "zone", "reveal", "weekly"} {
		if bad.Invalid[name] == "" {
			t.Errorf("%s was taken", name)
		}
	}
	if !strings.Contains(bad.Invalid["zone"], "Europe/Berlin") {
		t.Errorf("the zone's error does not suggest the right name: %q", bad.Invalid["zone"])
	}
	wantText(t, *w.says("olga", "setup").Private, "Question at: 09:00")
	good := w.sends("olga", form, map[string]string{"post": "7:30", "zone": "Asia/Kathmandu", "weekly": "Monday"})
	wantText(t, *good.Update, "Question at: 07:30", "Asia/Kathmandu", "Monday 16:00")
}

func TestDaysAndHolidays(t *testing.T) {
	w := newTown(t)
	form := w.presses("olga", w.says("olga", "setup"), "Pack, days")
	if r := w.sends("olga", form, map[string]string{"holidays": "2026-02-30"}); r.Invalid["holidays"] == "" {
		t.Error("30 February was taken")
	}
	w.sends("olga", form, map[string]string{"holidays": "2026-03-03, 2026-03-04\n2026-03-03"})
	w.presses("olga", w.says("olga", "setup"), "Publish")
	w.until(at("2026-03-06 12:00"))
	if n := len(w.posts()); n != 3 {
		t.Errorf("%d questions in a week with two holidays, want 3", n)
	}
}

func TestOnlyTheOwnerAndHelpersChangeTheChannel(t *testing.T) {
	w := newTown(t).running()
	for _, command := range []string{"setup", "pause", "resume", "report"} {
		wantText(t, *w.says("ada", command).Private, "owner")
	}
	for _, verb := range []string{"setup-times", "setup-timed", "setup-days", "setup-dayed", "setup-preview", "setup-publish", "pause"} {
		r := w.does(chat.Event{Member: "ada", Channel: channel, Action: chat.Do(verb, channel), Post: chat.Ref{ID: "m"}, Values: map[string][]string{"post": {"05:00"}}})
		wantText(t, *card(r), "owner")
	}
	c, err := w.store.Course(t.Context(), team, channel)
	if err != nil || c.State != study.Running || c.Timetable.Post != 9*60 || c.Owner != "olga" {
		t.Fatalf("a stranger changed the course: %+v %v", c, err)
	}
	w.stores(func(c *study.Course) { c.Helpers = []string{"ada"} })
	wantText(t, *w.says("ada", "pause").Update, "Paused")
}

func TestPauseAndResume(t *testing.T) {
	w := newTown(t).running()
	w.until(at("2026-03-03 10:00"))
	wantText(t, *w.says("olga", "pause").Update, "Paused")
	w.until(at("2026-03-05 10:00"))
	if n := len(w.posts()); n != 2 {
		t.Fatalf("%d posts, want the 2 before the pause", n)
	}
	wantText(t, *w.says("olga", "status").Private, "State: paused", "None while")
	wantText(t, *w.says("olga", "resume").Update, "Resumed", "Fri 6 Mar")
	w.until(at("2026-03-06 10:00"))
	if n := len(w.posts()); n != 3 {
		t.Errorf("%d posts, want 3: days of a pause are not caught up", n)
	}
}

func TestStatusShowsTheLastAndTheNextFive(t *testing.T) {
	w := newTown(t).running()
	w.until(at("2026-03-10 12:00"))
	m := *w.says("ada", "status").Private
	got := text(m)
	for _, want := range []string{"Posted Tue 10 Mar 09:00", "Posted Wed 4 Mar 09:00", "- Wed 11 Mar 09:00", "- Tue 17 Mar 09:00"} {
		if !strings.Contains(got, want) {
			t.Errorf("the status lacks %q:\n%s", want, got)
		}
	}
	if strings.Contains(got, "Tue 3 Mar") || strings.Contains(got, "Wed 18 Mar") {
		t.Errorf("the status shows more than five:\n%s", got)
	}
	if strings.Contains(got, "[Pause]") {
		t.Error("a member is offered what only the owner may do")
	}
}

func TestMovingTheHourOnAPublishedDayDoesNotAskTwice(t *testing.T) {
	w := newTown(t).running()
	w.until(at("2026-03-02 09:30"))
	form := w.presses("olga", w.says("olga", "setup"), "Times")
	w.sends("olga", form, map[string]string{"post": "11:00"})
	w.until(at("2026-03-03 11:30"))
	if n := len(w.posts()); n != 2 {
		t.Errorf("%d posts on two days, want 2", n)
	}
}

func TestTheReportOfAnyDayLooksAhead(t *testing.T) {
	w := newTown(t)
	w.says("olga", "setup")
	wantText(t, *w.says("olga", "report").Private, "not published yet")
	w.presses("olga", w.says("olga", "setup"), "Publish")
	w.until(at("2026-03-04 12:00"))
	wantText(t, *w.says("olga", "report").Private, "0 answers to 3 questions", "Thu 5 Mar Day 36", "Wed 11 Mar Day 33")
}

func TestTheWeeklyReminderNamesNobody(t *testing.T) {
	w := newTown(t).running()
	post := w.untilOpen()
	for _, m := range []string{"ada", "ben", "chen"} {
		w.presses(m, w.pressesOn(m, post, "I'd rather see it"), "2")
	}
	w.until(at("2026-03-06 16:30"))
	posts := w.posts()
	weekly := posts[len(posts)-1].Message
	wantText(t, weekly, "The week in this channel", "3 answers to 5 questions", "Hardest:", "Likely next\n", "Mon 9 Mar")
	for _, name := range []string{"ada", "ben", "chen", "olga"} {
		if strings.Contains(text(weekly), name) {
			t.Errorf("the weekly post names %s", name)
		}
	}
}

// TestTheWeekGivesNoKeyAway: on the day of the weekly post its key points may still be to come.
func TestTheWeekGivesNoKeyAway(t *testing.T) {
	w := newTown(t).running()
	post := w.untilOpen()
	for _, m := range []string{"ada", "ben", "chen"} {
		w.presses(m, w.pressesOn(m, post, "I'd rather see it"), "2")
	}
	before := text(*card(w.says("olga", "report")))
	if !strings.Contains(before, "Hardest:") || strings.Contains(before, "Worth knowing:") {
		t.Errorf("before the key points are out the week says:\n%s", before)
	}
	w.until(w.Now().Add(9 * time.Hour))
	wantText(t, *card(w.says("olga", "report")), "Hardest:", "Worth knowing:")
}

// weeksTo are a member's private messages about their week and plan.
func (w *town) weeksTo(member string) []chattest.Sent {
	return slices.DeleteFunc(w.to(member), func(s chattest.Sent) bool { return !strings.HasPrefix(s.Post.Key, "digest/") })
}

func TestPrivateMessagesAreFewAndRespectTheMember(t *testing.T) {
	w := newTown(t).running()
	answer := func(members ...string) {
		r := w.says("ada", "question")
		for _, m := range members {
			w.answers(m, w.presses(m, r, "Answer"))
		}
	}
	w.until(at("2026-03-03 10:00"))
	answer("ada", "ben", "chen", "dora")
	w.says("ben", "digest off")
	w.says("chen", "away 2026-03-20")
	was, err := w.store.Member(t.Context(), team, "dora")
	if err != nil {
		t.Fatal(err)
	}
	m := was
	m.QuietFrom, m.QuietTo = 15*60, 18*60
	if _, err := w.store.SaveMember(t.Context(), was, m); err != nil {
		t.Fatal(err)
	}
	w.until(at("2026-03-06 17:00"))
	if len(w.weeksTo("ada")) != 1 || len(w.to("ben")) != 0 || len(w.to("chen")) != 0 || len(w.weeksTo("dora")) != 0 {
		t.Errorf("on Friday at 17:00: ada %d (want 1), ben %d, chen %d, dora %d (want 0)", len(w.weeksTo("ada")), len(w.to("ben")), len(w.to("chen")), len(w.weeksTo("dora")))
	}
	wantText(t, w.weeksTo("ada")[0].Message, "you answered 1 of 5 questions", "[No private messages]")
	w.until(at("2026-03-06 18:30"))
	if len(w.weeksTo("dora")) != 1 {
		t.Errorf("dora got %d messages after her quiet hours, want 1", len(w.weeksTo("dora")))
	}
	w.until(at("2026-03-09 18:30"))
	if len(w.weeksTo("ada")) != 2 || len(w.to("ben")) != 0 {
		t.Errorf("on Monday: ada %d (want 2), ben %d (want 0)", len(w.weeksTo("ada")), len(w.to("ben")))
	}
	wantText(t, w.weeksTo("ada")[1].Message, "Your plan for this week")
}

func TestAtMostOneMessageAboutTheWeekADay(t *testing.T) {
	w := newTown(t)
	form := w.presses("olga", w.says("olga", "setup"), "Times")
	w.sends("olga", form, map[string]string{"weekly": "Monday"})
	w.presses("olga", w.says("olga", "setup"), "Publish")
	w.until(at("2026-03-02 10:00"))
	w.answers("ada", w.presses("ada", w.says("ada", "question"), "Answer"))
	w.until(at("2026-03-16 23:00"))
	days := map[study.Day]int{}
	for _, s := range w.weeksTo("ada") {
		parts := strings.Split(s.Post.Key, "/")
		days[study.Day(parts[len(parts)-1])]++
	}
	for day, n := range days {
		if n != 1 || day.Weekday() != time.Monday {
			t.Errorf("%d messages on %s", n, day.Short())
		}
	}
	if len(days) < 2 {
		t.Errorf("messages on %d days, want at least 2", len(days))
	}
}

func TestASilentMemberIsLeftAlone(t *testing.T) {
	w := newTown(t).running()
	w.until(at("2026-03-02 10:00"))
	w.answers("ada", w.presses("ada", w.says("ada", "question"), "Answer"))
	w.until(at("2026-04-30 23:00"))
	offers := 0
	for _, s := range w.weeksTo("ada") {
		if strings.Contains(s.Message.Title, "quiet") {
			offers++
		}
	}
	if offers != 1 {
		t.Errorf("%d offers to be quiet, want 1", offers)
	}
	if n := len(w.weeksTo("ada")); n > 6 {
		t.Errorf("%d private messages to somebody who was silent for eight weeks", n)
	}
}
