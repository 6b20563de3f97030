package bot_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"studybot/bot/archive"
	"studybot/bot/chat"
	"studybot/bot/chat/chattest"
	"studybot/bot/deliver"
	"studybot/bot/schedule"
	"studybot/bot/study"
)

// ownTo are the messages with a member's own questions, and ownDays their days.
func (w *town) ownTo(member string) []chattest.Sent {
	return slices.DeleteFunc(w.to(member), func(s chattest.Sent) bool { return !strings.HasPrefix(s.Post.Key, "own/") })
}

func (w *town) ownDays(member string) string {
	var days []string
	for _, s := range w.ownTo(member) {
		days = append(days, strings.TrimPrefix(s.Post.Key, "own/"+member+"/2026-"))
	}
	return strings.Join(days, " ")
}

// joins makes the members answer the channel's question of now.
func (w *town) joins(members ...string) {
	w.t.Helper()
	for _, m := range members {
		w.answers(m, w.pressesOn(m, w.newestQuestion(), "Answer"))
	}
}

// chose changes what a member has chosen, as the settings do.
func (w *town) chose(member string, values map[string]string) {
	w.t.Helper()
	w.sends(member, w.presses(member, w.says(member, "settings"), "Change messages"), values)
}

func (w *town) ratingsOf(member string) []study.Rating {
	w.t.Helper()
	all, err := w.store.Ratings(w.t.Context(), study.Who{Team: team, Pack: w.bot.Packs.All()[0].ID, Member: member})
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

// asks is the question that a card with an Answer button asks.
func (w *town) asks(m chat.Message) string { return w.control(m, "Answer").Action.Arg(3) }

func TestOwnQuestionsComeOnceOnEachStudyDay(t *testing.T) {
	w := newTown(t)
	form := w.presses("olga", w.says("olga", "setup"), "Pack, days")
	w.sends("olga", form, map[string]string{"holidays": "2026-03-11"})
	w.presses("olga", w.says("olga", "setup"), "Publish")
	w.until(at("2026-03-02 09:30"))
	w.joins("ada")
	w.until(at("2026-03-03 09:59"))
	if n := len(w.ownTo("ada")); n != 0 {
		t.Fatalf("%d messages before the hour", n)
	}
	w.until(at("2026-03-03 10:00"))
	for range 3 { // woken again, restarted, woken: one message
		if err := w.engine.Deliver(t.Context(), team); err != nil {
			t.Fatal(err)
		}
		w.engine = deliver.New(deliver.Config{
			Agenda: w.store, Ledger: w.store, Work: w.bot, Senders: []deliver.Sender{w.platform}, Now: w.Now, Log: w.bot.Log, Worker: "w2",
		})
		if err := w.store.Put(t.Context(), team, schedule.Entry{Kind: schedule.Own, Subject: "ada", Due: w.Now()}); err != nil {
			t.Fatal(err)
		}
	}
	m := w.ownTo("ada")[0].Message
	wantText(t, m, "Your questions for today", "For you: 1 of 3", "Why this one: Day ", " in 100.", "[Answer]", "[Not today]", "[No questions of my own]", "Only you see this.")
	w.until(at("2026-03-12 23:00"))
	if got, want := w.ownDays("ada"), "03-03 03-04 03-05 03-06 03-09 03-10 03-12"; got != want {
		t.Errorf("questions came on %s, want %s", got, want)
	}
}

func TestTheDaysQuestionsFollowEachOther(t *testing.T) {
	w := newTown(t).running()
	w.until(at("2026-03-02 09:30"))
	w.joins("ada")
	w.until(at("2026-03-03 10:00"))
	edits := len(w.platform.Sent())
	now, asked := chat.Reply{Private: &w.ownTo("ada")[0].Message}, []string{w.question().ID}
	for i, label := range []string{"Next question (2 of 3)", "Next question (3 of 3)", "One more"} {
		q := w.asks(*card(now))
		if slices.Contains(asked, q) {
			t.Errorf("question %d was asked before, or is the channel's", i+1)
		}
		asked = append(asked, q)
		w.set(w.Now().Add(time.Minute))
		saved := w.answers("ada", w.presses("ada", now, "Answer"))
		if got := text(*card(saved)); strings.Contains(got, "Answered so far") || strings.Contains(got, "How everyone") {
			t.Errorf("a private answer shows a tally:\n%s", got)
		}
		wantText(t, *card(saved), "Only you see this.", "["+label+"]")
		now = w.presses("ada", saved, label)
	}
	wantText(t, *card(now), "For you: one more")
	if n := len(w.platform.Sent()); n != edits {
		t.Errorf("%d messages were posted for private answers", n-edits)
	}
	private := slices.DeleteFunc(w.ratingsOf("ada"), func(r study.Rating) bool { return r.Course != "" })
	if len(private) != 3 {
		t.Fatalf("%d private ratings, want 3: %+v", len(private), private)
	}
	for i, r := range private {
		if r.Day != "" || r.Question != study.KeyOf(asked[i+1]) {
			t.Errorf("rating %d is %+v, want a private one of %s", i+1, r, asked[i+1])
		}
	}
	tally, err := w.store.Tally(t.Context(), team, channel, "2026-03-03")
	if err != nil || tally.Answered() != 0 {
		t.Errorf("the channel's tally is %v (%v)", tally, err)
	}
}

func TestWhoAnsweredBeforeTheHourGetsWhatIsLeft(t *testing.T) {
	w := newTown(t).running()
	w.until(at("2026-03-02 09:30"))
	w.joins("ada", "ben")
	w.until(at("2026-03-03 09:30"))
	for i := range 3 {
		w.answers("ada", w.presses("ada", w.presses("ada", w.says("ada", "question"), "One for me"), "Answer"))
		if i == 0 {
			w.answers("ben", w.presses("ben", w.presses("ben", w.says("ben", "question"), "One for me"), "Answer"))
		}
	}
	w.until(at("2026-03-03 12:00"))
	if n := len(w.ownTo("ada")); n != 0 {
		t.Errorf("%d messages to somebody who has answered all", n)
	}
	wantText(t, w.ownTo("ben")[0].Message, "For you: 2 of 3")
}

func TestOwnQuestionsRespectTheMember(t *testing.T) {
	w := newTown(t).running()
	w.until(at("2026-03-02 09:30"))
	members := []string{"ada", "off", "gone", "quiet", "night", "early", "west", "none"}
	w.joins(members...)
	w.chose("off", map[string]string{"questions": "0"})
	w.says("gone", "away 2026-03-06")
	w.chose("quiet", map[string]string{"quietfrom": "09:00", "quietto": "13:15"})
	w.chose("night", map[string]string{"questionsat": "21:00"})
	w.chose("early", map[string]string{"questionsat": "08:10"})
	w.says("west", "settings America/New_York")
	w.says("none", "digest off")
	w.until(at("2026-03-06 23:59"))
	for member, want := range map[string]string{
		"ada": "03-03 03-04 03-05 03-06", "off": "", "gone": "03-06", "quiet": "03-02 03-03 03-04 03-05 03-06",
		"night": "03-03 03-04 03-05 03-06", // each in the morning after
		"early": "03-03 03-04 03-05 03-06", "west": "03-02 03-03 03-04 03-05 03-06", "none": "",
	} {
		if got := w.ownDays(member); got != want {
			t.Errorf("%s got questions on %q, want %q", member, got, want)
		}
	}
	for member, clock := range map[string]string{"ada": "10:00", "quiet": "13:15", "night": "08:00", "early": "08:10", "west": "16:00"} {
		for _, o := range w.outcomes("own/" + member) {
			if got := o.At.In(at("2026-03-02 08:00").Location()).Format("15:04"); got != clock {
				t.Errorf("%s was asked at %s, want %s", member, got, clock)
			}
		}
	}
}

func (w *town) outcomes(entry string) []schedule.Outcome {
	w.t.Helper()
	all, err := w.store.Outcomes(w.t.Context(), team, entry, 9)
	if err != nil || len(all) == 0 {
		w.t.Fatalf("%s has no outcomes: %v", entry, err)
	}
	return all
}

func TestOwnQuestionsStopWithTheCourseAndInSilence(t *testing.T) {
	w := newTown(t).running()
	w.until(at("2026-03-02 09:30"))
	w.joins("ada")
	w.until(at("2026-03-03 09:30"))
	w.says("olga", "pause")
	w.until(at("2026-03-05 08:00"))
	if got := w.ownDays("ada"); got != "" {
		t.Errorf("while the channel pauses, questions came on %s", got)
	}
	w.says("olga", "resume")
	w.until(at("2026-05-15 08:00"))
	if got, want := w.ownDays("ada"), "03-05 03-06 03-09 03-10 03-11 03-12 03-13"; got != want {
		t.Errorf("to a silent member questions came on %s, want %s", got, want)
	}
	w.answers("ada", w.presses("ada", w.presses("ada", w.says("ada", "question"), "One for me"), "Answer"))
	w.until(at("2026-05-15 10:00"))
	if got := w.ownDays("ada"); !strings.HasSuffix(got, " 05-15") {
		t.Errorf("after a private answer questions came on %s", got)
	}
}

func TestOwnQuestionsThatComeLate(t *testing.T) {
	w := newTown(t).running()
	w.until(at("2026-03-02 09:30"))
	w.joins("ada")
	late := func(clock string) {
		w.set(at(clock)) // the bot was away
		for range 3 {
			if err := w.engine.Deliver(t.Context(), team); err != nil {
				t.Fatal(err)
			}
		}
	}
	late("2026-03-03 12:30")
	wantText(t, w.ownTo("ada")[0].Message, "This comes late: it was due at 10:00.")
	late("2026-03-04 18:00") // beyond the grace
	if got := w.ownDays("ada"); got != "03-03" {
		t.Errorf("questions came on %s", got)
	}
	w.until(at("2026-03-05 10:00"))
	if got := w.ownDays("ada"); got != "03-03 03-05" {
		t.Errorf("and then on %s", got)
	}
}

func TestTwoCoursesSendOneMessage(t *testing.T) {
	w := newTown(t).running()
	c, err := w.store.Course(t.Context(), team, channel)
	if err != nil {
		t.Fatal(err)
	}
	c.Channel, c.Timetable.Post = "C2", 11*60
	c.Timetable.Weekdays = study.Weekdays{time.Monday: true, time.Saturday: true}
	if err := w.bot.Start(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	w.until(at("2026-03-02 11:30"))
	w.joins("ada")
	for _, s := range w.platform.Sent() {
		if s.Post.To.Channel == "C2" {
			w.answers("ada", w.pressesOn("ada", s.Message, "Answer"))
		}
	}
	w.until(at("2026-03-10 09:30"))
	if got, want := w.ownDays("ada"), "03-03 03-04 03-05 03-06 03-07 03-09"; got != want {
		t.Errorf("questions came on %s, want %s", got, want)
	}
}

func TestNoQuestionsOfMyOwnIsOnePress(t *testing.T) {
	w := newTown(t).running()
	w.until(at("2026-03-02 09:30"))
	w.joins("ada")
	w.until(at("2026-03-03 10:00"))
	m := w.ownTo("ada")[0].Message
	skipped := w.pressesOn("ada", m, "Not today")
	wantText(t, *skipped.Update, "Not today", "Nothing is counted")
	wantText(t, *card(w.presses("ada", skipped, "One after all")), "For you: 1 of 3")
	off := w.pressesOn("ada", m, "No questions of my own")
	wantText(t, *off.Update, "I will not send you any", "/study settings", "[Send me 3 a day again]")
	wantText(t, *card(w.says("ada", "settings")), "Questions of your own: none", "Monday's plan and the weekly digest", "at most one private message a day")
	w.until(at("2026-03-05 12:00"))
	if got := w.ownDays("ada"); got != "03-03" {
		t.Errorf("after the press questions came on %s", got)
	}
	wantText(t, *card(w.presses("ada", w.presses("ada", w.says("ada", "question"), "One for me"), "Answer")), "") // asking still works
	on := w.presses("ada", off, "Send me 3 a day again")
	wantText(t, *on.Update, "3 on each study day, at 10:00", "at most two private messages a day")
	w.until(at("2026-03-06 10:00"))
	if got := w.ownDays("ada"); got != "03-03 03-06" {
		t.Errorf("back on, questions came on %s", got)
	}
}

func TestStudyQuestionHasTheChannelsThenOnesOwn(t *testing.T) {
	w := newTown(t).running()
	wantText(t, *card(w.says("ada", "question")), "For you: 1 of 3", "[Answer]") // before the channel's first
	w.until(at("2026-03-02 09:30"))
	first := w.says("ada", "question")
	wantText(t, *card(first), "Answered: nobody yet", "[One for me]")
	mine := w.presses("ada", first, "One for me")
	if w.asks(*card(mine)) == w.question().ID {
		t.Error("the channel's question came as one of their own")
	}
	w.joins("ada")
	w.chose("ada", map[string]string{"questions": "0"})
	for range 4 { // beyond any number: they asked
		now := w.says("ada", "question")
		wantText(t, *card(now), "For you: one more", "Why this one:", "[The channel's question]")
		wantText(t, *card(w.presses("ada", now, "The channel's question")), "Your answer:")
		w.answers("ada", w.presses("ada", now, "Answer"))
	}
}

func TestARatingOfOnesOwnCanBeChangedForADay(t *testing.T) {
	w := newTown(t).running()
	w.until(at("2026-03-02 09:30"))
	w.joins("ada")
	now := w.says("ada", "question")
	for w.control(*card(now), "Answer"); !strings.Contains(text(*card(now)), "I'd rather see it"); now = w.says("ada", "question") {
		w.answers("ada", w.presses("ada", now, "Answer")) // one with a key
	}
	key := w.sends("ada", w.presses("ada", now, "Answer"), map[string]string{"text": "my private words"})
	wantText(t, *card(key), "You said", "Only you see this.")
	saved := w.presses("ada", key, "2")
	wantText(t, *card(saved), "Saved: 2 of 5", "You can change it for 24 hours.", "[Add a note]")
	w.sends("ada", w.presses("ada", saved, "Add a note"), map[string]string{"note": "mind this"})
	n := len(w.ratingsOf("ada"))
	same := chat.Event{Action: w.control(*card(key), "2").Action, Member: "ada", Channel: channel, Post: chat.Ref{Team: team, Channel: channel, ID: "m"}}
	wantText(t, *card(w.does(same)), "Saved: 2 of 5") // delivered once more
	w.set(w.Now().Add(23 * time.Hour))
	wantText(t, *card(w.presses("ada", saved, "4")), "Changed from 2 to 4.")
	w.set(w.Now().Add(25 * time.Hour))
	late := w.presses("ada", saved, "1")
	wantText(t, *card(late), "Already answered", "more than a day ago, so your 4 stays as it is")
	if got := w.ratingsOf("ada"); len(got) != n || got[len(got)-1].Value != 4 {
		t.Errorf("the log ends with %+v, want %d ratings and a 4", got[len(got)-1], n)
	}

	wantText(t, *card(w.says("ada", "history")), ", for you: 4 of 5. Note: mind this", "Mon 2 Mar")
	if other := text(*card(w.says("ben", "history"))); strings.Contains(other, "for you") || strings.Contains(other, "mind this") {
		t.Errorf("ben sees what ada answered:\n%s", other)
	}
	var out archive.Archive
	files := w.says("ada", "export").Direct.Files
	if err := json.Unmarshal(files[0].Data, &out); err != nil {
		t.Fatal(err)
	}
	last := out.Packs[0].Ratings[n-1]
	if !last.Private || last.Channel != "" || last.Prompt == "" || out.Settings.QuestionsADay != 3 || out.Settings.QuestionsAt != "10:00" || out.Settings.MinutesAWeek != 180 {
		t.Errorf("exported: %+v of %+v", last, out.Settings)
	}
	for _, want := range []string{"4 of 5, asked privately", ", asked privately 2026-03-02", "my private words", "questions of their own: 3 a day at 10:00"} {
		if !strings.Contains(string(files[1].Data), want) {
			t.Errorf("the export for reading lacks %q", want)
		}
	}
}

func TestMissedOffersAnotherLook(t *testing.T) {
	w := newTown(t).running()
	w.until(at("2026-03-02 09:30"))
	w.joins("ben")
	pack := w.bot.Packs.All()[0]
	var sure, forgot study.Question
	for _, q := range pack.Questions {
		if q.Status == study.Active && q.Format == study.MultipleChoice && sure.ID == "" {
			sure = q
		}
		if q.Status == study.Active && !q.Format.Keyed() && forgot.ID == "" {
			forgot = q
		}
	}
	who := study.Who{Team: team, Pack: pack.ID, Member: "ada"}
	for i, r := range []study.Rating{
		{Question: study.KeyOf(forgot.ID), Value: 2, At: w.Now()},
		{Question: study.KeyOf(sure.ID), Value: 5, Choice: 1, Outcome: study.Wrong, At: w.Now().Add(-24 * time.Hour)},
	} {
		if _, err := w.store.Rate(t.Context(), who, r); err != nil {
			t.Fatal(i, err)
		}
	}
	w.until(at("2026-03-04 09:30"))
	missed := w.says("ada", "missed")
	got := text(*card(missed))
	wantText(t, *card(missed), "Not answered yet", "3 questions are waiting.", "Worth another look", "you were sure of it, and the key said otherwise, 3 days ago", "2 of 5, 2 days ago")
	if strings.Index(got, "you were sure") > strings.Index(got, "2 of 5, 2 days") {
		t.Errorf("the misconception does not come first:\n%s", got)
	}
	again := w.chooses("ada", missed, "Look again", sure.ID)
	wantText(t, *card(again), "you were sure of it 3 days ago and the key said otherwise")
	if q := w.asks(*card(again)); q != sure.ID {
		t.Errorf("%s was opened, want %s", q, sure.ID)
	}
	w.answers("ada", w.presses("ada", again, "Answer"))
	wantText(t, *card(w.chooses("ada", missed, "Look again", sure.ID)), "Your answer today:")
	for _, day := range []string{"2026-03-02", "2026-03-03", "2026-03-04"} {
		w.answers("ada", w.presses("ada", w.chooses("ada", missed, "Open a question", day), "Answer"))
	}
	if got := text(*card(w.says("ada", "missed"))); strings.Contains(got, "Not answered yet") || !strings.Contains(got, "Worth another look") {
		t.Errorf("with the channel's answered: %s", got)
	}
}

func TestThePostSaysWhyAndKeepsIt(t *testing.T) {
	w := newTown(t).running()
	w.until(at("2026-03-02 09:00"))
	why := "Why this one: The most urgent topics come first: Day 32, CRITICAL priority, and it has not been asked here before."
	wantText(t, w.newestQuestion(), why)
	w.joins("ada")
	w.until(at("2026-03-02 17:30"))
	deadline := time.Now().Add(20 * time.Second)
	for strings.Contains(text(w.newestQuestion()), "nobody yet") && time.Now().Before(deadline) {
		time.Sleep(20 * time.Millisecond)
	}
	wantText(t, w.newestQuestion(), why, "Answered: 1 person")
	wantText(t, *card(w.presses("ben", w.presses("ben", w.says("ben", "question"), "One for me"), "Answer")), "")
	wantText(t, *card(w.says("ben", "question")), why)
}

func TestForgottenMembersAreNotAsked(t *testing.T) {
	w := newTown(t).running()
	w.until(at("2026-03-02 09:30"))
	w.joins("adalovelace")
	w.until(at("2026-03-03 10:00"))
	m := w.ownTo("adalovelace")[0].Message
	w.answers("adalovelace", w.pressesOn("adalovelace", m, "Answer"))
	w.until(at("2026-03-04 09:30")) // the next ones are on the agenda
	if keys := w.keysHolding("adalovelace"); !slices.ContainsFunc(keys, func(k string) bool { return strings.HasSuffix(k, ":agenda") }) {
		t.Fatalf("nothing is planned: %v", keys)
	}
	w.sends("adalovelace", w.presses("adalovelace", w.says("adalovelace", "forget"), "Forget me"), map[string]string{"words": "forget me"})
	if keys := w.keysHolding("adalovelace"); len(keys) > 0 {
		t.Errorf("left behind: %v", keys)
	}
	w.until(at("2026-03-06 23:00"))
	if got := w.ownDays("adalovelace"); got != "03-03" {
		t.Errorf("asked on %s", got)
	}
}

func TestForeignActionsOfOwnQuestions(t *testing.T) {
	w := newTown(t).running()
	w.until(at("2026-03-02 09:30"))
	pack := w.bot.Packs.All()[0].ID
	for _, path := range []string{
		"ask/" + pack + "//20260302/nothing", "ask/other//20260302/" + w.question().ID, "rate/" + pack + "///" + w.question().ID + "/4",
		"rate/" + pack + "//20260302/nothing/4", "open/" + channel + "/nothing", "open/C9/" + w.question().ID, "own-on/11", "own-on/0",
	} {
		a, err := chat.ParsePath(path)
		if err != nil {
			t.Fatal(err)
		}
		got := text(*card(w.does(chat.Event{Action: a, Member: "mallory", Channel: channel})))
		if strings.Contains(got, "[Answer]") || strings.Contains(got, "Saved") || strings.Contains(got, "my memory") {
			t.Errorf("%s: %s", path, got)
		}
	}
	if n := len(w.ratingsOf("mallory")); n != 0 {
		t.Errorf("%d ratings came of it", n)
	}
}

func TestSettingsSayWhatComes(t *testing.T) {
	w := newTown(t).running()
	shown := w.says("ada", "settings")
	wantText(t, *card(shown), "Questions of your own: 3 on each study day, at 10:00", "Time for the plan: 180 minutes a week", "at most two private messages a day")
	form := w.presses("ada", shown, "Change messages")
	if r := w.sends("ada", form, map[string]string{"questions": "11", "questionsat": "25:00"}); len(r.Invalid) != 2 {
		t.Errorf("nonsense was taken: %v", r.Invalid)
	}
	wantText(t, *card(w.sends("ada", form, map[string]string{"questions": "5", "questionsat": "7:30", "digest": "no"})), "5 on each study day, at 07:30", "Plan and week: none", "at most one private message a day")
	rest := w.presses("ada", w.says("ada", "settings"), "Plan, zone, sharing")
	if r := w.sends("ada", rest, map[string]string{"minutes": "29", "zone": "Moon/Base", "shared": "perhaps"}); len(r.Invalid) != 3 {
		t.Errorf("nonsense was taken: %v", r.Invalid)
	}
	wantText(t, *card(w.sends("ada", rest, map[string]string{"minutes": "90", "zone": "Asia/Tokyo", "shared": "yes"})), "90 minutes a week", "Time zone: Asia/Tokyo", "members who ask can see it", "5 on each study day")
	off := w.presses("ada", w.says("ada", "settings"), "No private messages")
	wantText(t, *card(off), "Questions of your own: none", "Plan and week: none", "You get no private messages that you did not ask for")
	wantText(t, *card(w.presses("ada", off, "Private messages on")), "5 on each study day, at 07:30", "Monday's plan and the weekly digest")
	for said, want := range map[string]string{"digest on": "3 on each study day", "digest on 11": "3 on each study day", "digest on 2": "2 on each study day"} {
		w.says("ada", "digest off")
		wantText(t, *card(w.says("ada", said)), want)
	}
}

// Somebody who assessed themselves and answered nothing takes part in no course yet, and
// still lives by the clock of the team's channel.
func TestWhoBeginsInPrivateHasTheChannelsZone(t *testing.T) {
	w := newTown(t).running()
	w.assessed("ada", func(study.Area) int { return 3 })
	m, err := w.store.Member(t.Context(), team, "ada")
	if err != nil || len(m.Courses) != 0 || m.Zone != "" {
		t.Fatalf("ada is %+v, %v", m, err)
	}
	wantText(t, *card(w.does(chat.Event{Action: chat.Do("settings"), Member: "ada", Channel: "D1", Private: true})), "Time zone: Europe/Berlin")
	w.chose("ada", map[string]string{"quietfrom": "15:00", "quietto": "18:00"})
	w.until(at("2026-03-06 23:00"))
	when := func(entry string) string {
		var hours []string
		for _, o := range w.outcomes(entry) {
			if o.Result == schedule.Posted {
				hours = append(hours, o.At.In(at("2026-03-02 08:00").Location()).Format("Mon 15:04"))
			}
		}
		slices.Sort(hours)
		return strings.Join(hours, ", ")
	}
	if got, want := when("own/ada"), "Fri 10:00, Mon 10:00, Thu 10:00, Tue 10:00, Wed 10:00"; got != want {
		t.Errorf("own questions came at %s, want %s", got, want)
	}
	if got, want := when("digest/ada"), "Fri 18:00, Mon 09:00"; got != want {
		t.Errorf("plan and week came at %s, want %s, the week after the quiet hours", got, want)
	}
}
