package bot_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"studybot/bot"
	"studybot/bot/chat"
	"studybot/bot/study"
)

// stored is the member's plan in the store.
func (w *town) stored(member string) study.StoredPlan {
	w.t.Helper()
	p, err := w.store.Plan(w.t.Context(), w.who(member))
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

// ratesAlone gives private answers to the first n questions of an area, a minute apart.
func (w *town) ratesAlone(member, area string, n, value int, from time.Time) {
	w.t.Helper()
	for _, q := range w.bot.Packs.All()[0].Questions {
		if q.Area != area || q.Status != study.Active || n == 0 {
			continue
		}
		n--
		from = from.Add(time.Minute)
		if _, err := w.store.Rate(w.t.Context(), w.who(member), study.Rating{Question: study.KeyOf(q.ID), Value: value, At: from}); err != nil {
			w.t.Fatal(err)
		}
	}
}

// ids are the items that a plan's card offers to tick, in order, ticked ones too.
func (w *town) ids(r chat.Reply) []string {
	w.t.Helper()
	var ids []string
	for _, o := range w.control(*card(r), "Tick or untick").Options {
		ids = append(ids, o.Value[1:])
	}
	return ids
}

// ticks everything of a week but what keep names.
func (w *town) ticksWeek(member string, week int, keep ...string) {
	w.t.Helper()
	shown := w.says(member, fmt.Sprint("plan ", week))
	for _, id := range w.ids(shown) {
		if !slices.Contains(keep, id) {
			w.chooses(member, shown, "Tick or untick", "+"+id)
		}
	}
}

func TestAPlanStaysAsItIsUntilMonday(t *testing.T) {
	w := newTown(t).running()
	w.assessed("ana", holes)
	var weeks []string
	for n := 1; n <= 4; n++ {
		weeks = append(weeks, fmt.Sprint(w.ids(w.says("ana", fmt.Sprint("plan ", n)))))
	}
	first := w.stored("ana")
	if first.Revision != 1 {
		t.Fatalf("the first plan has revision %d", first.Revision)
	}
	for day := study.Day("2026-03-02"); day <= "2026-03-08"; day = day.Add(1) {
		w.set(at(string(day) + " 20:00"))
		w.ratesAlone("ana", "E2", 3, 1, at(string(day)+" 12:00"))
		w.chooses("ana", w.says("ana", "plan 1"), "Tick or untick", "+"+w.ids(w.says("ana", "plan 1"))[0])
		for n, want := range weeks {
			if got := fmt.Sprint(w.ids(w.says("ana", fmt.Sprint("plan ", n+1)))); got != want {
				t.Fatalf("on %s week %d is %s, was %s", day, n+1, got, want)
			}
		}
		for _, verb := range []string{"home", "checklist", "recognition", "behind", "export"} {
			w.says("ana", verb)
		}
		if now := w.stored("ana"); now.Revision != 1 || string(now.Text) != string(first.Text) {
			t.Fatalf("on %s the plan that is kept has changed:\n%s\n%s", day, first.Text, now.Text)
		}
	}
	// The study day ends at four in the morning.
	w.set(at("2026-03-09 03:59"))
	w.says("ana", "plan")
	if n := w.stored("ana").Revision; n != 1 {
		t.Errorf("in the night to Monday there are %d plans", n)
	}
	w.set(at("2026-03-09 04:00"))
	for range 3 {
		w.says("ana", "plan")
	}
	if n := w.stored("ana").Revision; n != 2 {
		t.Errorf("after Monday has come there are %d plans", n)
	}
}

func TestOnMondayWhatIsDoneStaysAndWhatWasMissedComesFirst(t *testing.T) {
	w := newTown(t).running()
	w.assessed("ana", holes)
	week1 := w.ids(w.says("ana", "plan"))
	missed := week1[2]
	w.ticksWeek("ana", 1, missed)
	w.ticksWeek("ana", 2, w.ids(w.says("ana", "plan 2"))[1:]...) // one of the next week is done already
	early := w.ids(w.says("ana", "plan 2"))[0]

	w.set(at("2026-03-09 09:00"))
	now := w.says("ana", "plan")
	wantText(t, *card(now), "This week, Mon 9 Mar to Sun 15 Mar", "Planned anew on Mon 9 Mar: One open item of earlier weeks comes first now.", "Carried over from week 1.", "[Catch up (1)]")
	ids := w.ids(now)
	if !slices.Contains(ids, early) {
		t.Errorf("what was done of this week has gone: %v", ids)
	}
	done := func(r chat.Reply, id string) bool {
		return slices.ContainsFunc(w.control(*card(r), "Tick or untick").Options, func(o chat.Option) bool { return o.Value == "-"+id })
	}
	if open := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return done(now, id) }); open[0] != missed || !done(now, early) {
		t.Errorf("open are %v, not %s first", open, missed)
	}
	before := w.says("ana", "plan 1")
	if got := w.ids(before); fmt.Sprint(got) != fmt.Sprint(week1) {
		t.Errorf("week 1 is %v, was %v", got, week1)
	}
	wantText(t, *card(before), "6 of 7 done in the week", "comes first in the current week")

	// Ticked in the week that it was planned for, it is done in the current one too.
	w.chooses("ana", before, "Tick or untick", "+"+missed)
	after := w.says("ana", "plan")
	if !done(after, missed) || strings.Contains(text(*card(after)), "Catch up") {
		t.Errorf("after ticking %s:\n%s", missed, text(*card(after)))
	}
	wantText(t, *card(w.says("ana", "behind")), "You are not behind")
}

// TestWhatGotShorterSaysSo: after a week in which nothing was done the rest is shorter, on
// every card that tells its minutes, until the minutes are back.
func TestWhatGotShorterSaysSo(t *testing.T) {
	w := newTown(t).running()
	w.assessed("ana", holes)
	if shown := text(*card(w.says("ana", "plan"))); strings.Contains(shown, "down from") || strings.Contains(shown, "shorter") {
		t.Fatalf("a first plan has shorter items:\n%s", shown)
	}
	w.set(at("2026-03-16 09:00"))
	now := card(w.says("ana", "plan"))
	wantMatch(t, *now, `\d+ items are shorter than planned at first, by 10 minutes or more\. No week takes more than 180 minutes\.`, `Study · Day \d+ [^\n]* \d+ min, down from \d+\. Carried over from week \d\.`)
	wantMatch(t, *card(w.says("ana", "behind")), `Study · Day \d+ [^\n]* \d+ min, down from \d+\n`)
	earlier := text(*card(w.says("ana", "plan 1")))
	if strings.Contains(earlier, "down from") || strings.Contains(earlier, "shorter") {
		t.Errorf("a week that has passed was rewritten:\n%s", earlier)
	}
	w.sends("ana", w.presses("ana", w.says("ana", "plan"), "180 minutes"), map[string]string{"minutes": "900"})
	if again := text(*card(w.says("ana", "plan"))); strings.Contains(again, "down from") || strings.Contains(again, "shorter") {
		t.Errorf("with time for everything items are shorter:\n%s", again)
	}
}

func TestWeeksBeginOnMondays(t *testing.T) {
	for made, want := range map[string]string{
		"2026-03-04 10:00": "This week, Wed 4 Mar to Sun 8 Mar", "2026-03-05 10:00": "Until Sun 15 Mar", "2026-03-08 23:00": "Until Sun 15 Mar", "2026-03-09 03:00": "Until Sun 15 Mar",
	} {
		w := newTown(t).running()
		w.set(at(made))
		w.assessed("ana", holes)
		wantText(t, *card(w.says("ana", "plan")), "week 1 of 4", want)
	}
}

func TestALargeChangeIsAnnouncedWithItsCause(t *testing.T) {
	w := newTown(t).running()
	w.assessed("ana", all(4))
	w.says("ana", "plan")
	w.set(at("2026-03-06 10:00"))
	for _, a := range w.bot.Packs.All()[0].Areas {
		w.ratesAlone("ana", a.ID, 5, 1, at("2026-03-05 10:00"))
	}
	w.set(at("2026-03-09 09:00"))
	now := w.says("ana", "plan")
	wantText(t, *card(now), "Much of what is left is new since Mon 9 Mar: The plan works on ")
	w.set(at("2026-03-16 09:00"))
	if got := text(*card(w.says("ana", "plan"))); strings.Contains(got, "Much of what is left") {
		t.Errorf("a week later it is still news:\n%s", got)
	}
}

// C3 is rated 4, and the answers point to about 2.
func TestEvidenceTakesTheRatingsPlace(t *testing.T) {
	w := newTown(t).running()
	w.assessed("ana", all(4))
	w.says("ana", "plan")
	w.ratesAlone("ana", "C3", 9, 1, at("2026-03-03 10:00"))
	w.set(at("2026-03-09 09:00"))
	now := w.says("ana", "plan")
	found := ""
	for n := 2; n <= 4; n++ {
		found += text(*card(w.says("ana", fmt.Sprint("plan ", n))))
	}
	if !strings.Contains(found, "Study · Day 36") || !strings.Contains(found, "in CI/CD pipeline implementation when this was planned; you had rated it 4.") {
		t.Errorf("no study of C3 for what the answers say:\n%s", found)
	}
	wantText(t, *card(now), "Planned anew on Mon 9 Mar")
	// The rating itself is not touched.
	wantText(t, *card(w.says("ana", "score")), "80 of 100")
}

func TestAPlanOfAnswersAlone(t *testing.T) {
	w := newTown(t).running()
	w.ratesAlone("ana", "C3", 3, 2, at("2026-03-02 07:00"))
	wantText(t, *card(w.says("ana", "plan")), "You have no plan yet", "[Assess yourself]")
	if p := w.stored("ana"); p.Revision != 0 {
		t.Errorf("a plan of nothing is kept: %s", p.Text)
	}
	w.ratesAlone("ana", "C3", 4, 2, at("2026-03-03 07:00")) // three of them again
	w.set(at("2026-03-03 08:00"))
	p := w.says("ana", "plan")
	wantText(t, *card(p), "Made from your answers alone: you have not assessed yourself yet", "Assess yourself 5 min. Areas without a rating when this was planned: 20.", "[Assess yourself]", "This week, Tue 3 Mar to Sun 8 Mar")
	if got := text(*card(p)); strings.Contains(got, "100") {
		t.Errorf("a total without an assessment:\n%s", got)
	}
	w.assessed("ana", holes)
	wantText(t, *card(w.says("ana", "plan")), "week 1 of 4", "You have assessed yourself, so a new plan begins.", "Level Developing: 63 of 100.")
}

func TestDueReviewsAreInTheWeekAndAPressAway(t *testing.T) {
	w := newTown(t).running()
	w.assessed("ana", holes)
	w.ratesAlone("ana", "C3", 8, 2, at("2026-03-03 10:00")) // due soon
	w.set(at("2026-03-09 09:00"))
	now := w.says("ana", "plan")
	wantText(t, *card(now), "Review 8 questions", "8 questions come back for review, as counted when this was planned.", "[Do the reviews]")
	if a := w.control(*card(now), "Do the reviews").Action; a.Verb != "question" {
		t.Errorf("the reviews lead to %s", a.Path())
	}
}

func TestMinutesChangeTheWeeksFromNowOn(t *testing.T) {
	w := newTown(t).running()
	w.assessed("ana", all(2))
	week1 := w.says("ana", "plan")
	wantText(t, *card(week1), "of at most 180.", "[180 minutes a week]")
	first := fmt.Sprint(w.ids(week1))
	w.set(at("2026-03-11 09:00")) // in week 2
	form := w.presses("ana", w.says("ana", "plan"), "180 minutes")
	if form.Form == nil || form.Form.Inputs[0].Value[0] != "180" {
		t.Fatalf("the form: %+v", form.Form)
	}
	for _, wrong := range []string{"", "29", "1201", "many", "-60", "60.5"} {
		if r := w.sends("ana", form, map[string]string{"minutes": wrong}); r.Invalid["minutes"] == "" {
			t.Errorf("%q was taken", wrong)
		}
	}
	var saved chat.Reply
	for range 2 { // delivered twice
		saved = w.sends("ana", form, map[string]string{"minutes": "30"})
	}
	wantText(t, *card(saved), "week 2 of 8", "of at most 30.", "A week has 30 minutes now, and had 180 before.", "[30 minutes a week]", "[What waits")
	if got := fmt.Sprint(w.ids(w.says("ana", "plan 1"))); got != first {
		t.Errorf("week 1 is %s, was %s", got, first)
	}
	if m, err := w.store.Member(t.Context(), team, "ana"); err != nil || m.Minutes != 30 {
		t.Errorf("the member has %d minutes, %v", m.Minutes, err)
	}
	if n := w.stored("ana").Revision; n != 3 { // made, Monday, minutes
		t.Errorf("there are %d plans", n)
	}
	wantText(t, *card(w.presses("ana", saved, "What waits")), "minutes are missing", "[30 minutes a week]")
}

func TestBehindShowsBeforeAndAfterAndSpreadsOnce(t *testing.T) {
	w := newTown(t).running()
	wantText(t, *card(w.says("ana", "behind")), "You have no plan yet")
	w.assessed("ana", holes)
	wantText(t, *card(w.says("ana", "behind")), "You are not behind", "[My plan]")

	w.set(at("2026-03-19 09:00")) // a Thursday, in week 3, and nothing is done
	plan := w.says("ana", "plan")
	behind := w.presses("ana", plan, "Catch up")
	wantText(t, *card(behind), "Catching up:", "open from earlier weeks", "Week 3: from ", "Week 4: from ", "up to about 40 minutes on a study day, with 7 such days left, and no more than 180 in any week", "[Spread it like this]", "[Leave it as it is]", "What would be put off:")
	before := w.stored("ana")
	wantText(t, *card(w.presses("ana", behind, "Leave it as it is")), "Your plan stays as it is")
	if now := w.stored("ana"); now.Revision != before.Revision {
		t.Error("leaving it has changed it")
	}

	// Something changes after the card was made: nothing is saved, the new state is shown.
	w.chooses("ana", plan, "Tick or untick", "+"+w.ids(plan)[0])
	wantText(t, *card(w.presses("ana", behind, "Spread it like this")), "Your plan has changed since that card was made, so nothing was saved.", "[Spread it like this]")
	if now := w.stored("ana"); now.Revision != before.Revision {
		t.Error("what was not shown was saved")
	}

	behind = w.says("ana", "behind")
	var replies [2]chat.Reply
	var presses sync.WaitGroup
	for i := range replies {
		presses.Go(func() { replies[i] = w.presses("ana", behind, "Spread it like this") })
	}
	presses.Wait()
	third := w.presses("ana", behind, "Spread it like this")
	for _, r := range []chat.Reply{replies[0], replies[1], third} {
		wantText(t, *card(r), "Your plan is spread over the weeks that are left", "Week 3: ", "Week 4: ")
	}
	if now := w.stored("ana"); now.Revision != before.Revision+1 {
		t.Errorf("three presses made %d plans", now.Revision-before.Revision)
	}
	shown := w.says("ana", "plan")
	wantText(t, *card(shown), "Spread on Thu 19 Mar: What was open has its place in the weeks that are left, as far as there is room.")
	if strings.Contains(text(*card(shown)), "Catch up") {
		t.Error("spread, and still offered")
	}

	w.set(at("2026-04-06 09:00"))
	wantText(t, *card(w.says("ana", "behind")), "The weeks of your plan are over")
}

func TestACardOfBehindFromBeforeMondaySavesNothing(t *testing.T) {
	w := newTown(t).running()
	w.assessed("ana", holes)
	w.set(at("2026-03-12 09:00"))
	behind := w.says("ana", "behind")
	w.set(at("2026-03-16 09:00"))
	wantText(t, *card(w.presses("ana", behind, "Spread it like this")), "Your plan has changed since that card was made, so nothing was saved.")
	if got := string(w.stored("ana").Text); strings.Contains(got, "You spread") {
		t.Error("it was spread")
	}
}

// Two replicas see the same Monday first.
func TestTwoReplicasMakeOnePlan(t *testing.T) {
	w := newTown(t).running()
	w.assessed("ana", holes)
	other := bot.New(w.bot.Config)
	defer other.Close()
	for n, day := range []string{"2026-03-02", "2026-03-09", "2026-03-16"} {
		w.set(at(day + " 09:00"))
		shown := make([]string, 8)
		var work sync.WaitGroup
		for i := range shown {
			work.Go(func() {
				e := chat.Event{Action: chat.Do("plan"), Member: "ana", Channel: channel, Team: team, At: w.Now()}
				shown[i] = text(*card([]*bot.Bot{w.bot, other}[i%2].Handle(t.Context(), e)))
			})
		}
		work.Wait()
		for _, s := range shown {
			if s != shown[0] {
				t.Errorf("two plans are shown:\n%s\n%s", s, shown[0])
			}
		}
		if got := w.stored("ana").Revision; got != n+1 {
			t.Errorf("on %s there are %d plans", day, got)
		}
	}
}

// Finishing what was left open goes on with the plan instead of beginning another.
func TestTheMissingRatingsKeepThePlan(t *testing.T) {
	w := newTown(t).running()
	rate := func(a study.Area) int {
		if a.ID == "E4" {
			return 0
		}
		return holes(a)
	}
	w.assessed("ana", rate)
	plan := w.says("ana", "plan 2")
	wantText(t, *card(w.says("ana", "plan")), "Level Developing, 61 to 65 of 100: The plan is provisional: 1 area has no rating yet.")
	w.chooses("ana", plan, "Tick or untick", "+study-36-C3")
	w.set(at("2026-03-11 10:00"))
	w.assessed("ana", holes)
	now := w.says("ana", "plan")
	wantText(t, *card(now), "week 2 of 4", "Level Developing: 63 of 100.")
	if !slices.Contains(w.ids(now), "study-36-C3") || !strings.Contains(text(*card(now)), "1 of ") {
		t.Errorf("the tick is gone:\n%s", text(*card(now)))
	}
}

// A plan of a version that kept none is made as it was, and its ticks count.
func TestAnAssessmentOfBeforePlansWereKept(t *testing.T) {
	w := newTown(t).running()
	w.assessed("ana", holes)
	w.set(at("2026-03-10 09:00"))
	if err := w.store.Tick(t.Context(), w.who("ana"), []study.Tick{{List: "plan", Item: "study-36-C3", At: at("2026-03-04 09:00")}}, nil); err != nil {
		t.Fatal(err)
	}
	wantText(t, *card(w.says("ana", "plan")), "week 2 of 4", "1 of ")
	if got := w.ids(w.says("ana", "plan 2")); !slices.Contains(got, "study-36-C3") {
		t.Errorf("what was done has gone: %v", got)
	}
}

func TestAnOldCardTicksWhatItsItemHasBecome(t *testing.T) {
	w := newTown(t).running()
	old := w.bot.Packs.All()[0]
	w.assessed("ana", holes)
	card2 := w.says("ana", "plan 2")
	w.updated(updateOf(old, old.Questions[0].ID))
	wantText(t, *card(w.chooses("ana", card2, "Tick or untick", "+study-36-C3")), "2 of ")
	ticks, err := w.store.Ticks(t.Context(), w.who("ana"))
	if err != nil || len(ticks) != 2 || ticks[0].Item != "study-36-C3a" || ticks[1].Item != "study-36-C3b" {
		t.Errorf("ticked: %v, %v", ticks, err)
	}
	revision := w.stored("ana").Revision
	for range 3 {
		w.says("ana", "plan")
	}
	if n := w.stored("ana").Revision; n != revision || n != 2 {
		t.Errorf("the renamed plan was made %d times", n)
	}
}

func TestAPlanIsExportedAndForgotten(t *testing.T) {
	w := newTown(t).running()
	w.assessed("ana", holes)
	w.says("ana", "plan")
	files := w.says("ana", "export").Direct.Files
	for n, want := range []string{`"id": "study-36-C3"`, "- Study · Day 36 CI/CD for ML, "} {
		if !strings.Contains(string(files[n].Data), want) {
			t.Errorf("%s does not say %q", files[n].Name, want)
		}
	}
	form := w.presses("ana", w.says("ana", "forget"), "Forget me")
	w.sends("ana", form, map[string]string{"words": "forget me"})
	if p := w.stored("ana"); p.Revision != 0 || len(w.keysHolding("ana")) > 0 {
		t.Errorf("left: %s, %v", p.Text, w.keysHolding("ana"))
	}
	wantText(t, *card(w.says("ana", "plan")), "You have no plan yet")
}

func TestTheDigestLooksAhead(t *testing.T) {
	w := newTown(t).running()
	w.assessed("ana", holes)
	w.until(at("2026-03-06 23:00"))
	got := w.weeksTo("ana")
	if len(got) != 2 { // Monday's and Friday's
		t.Fatalf("%d private messages", len(got))
	}
	m := got[1].Post.Message
	wantText(t, m, "Your plan, week 1 of 4: 0 of 7 done", "and 4 more", "Next week in your plan", "- Study · Day 36 CI/CD for ML You rated CI/CD pipeline implementation 1 of 5")
	ahead := 0
	for _, b := range m.Body {
		for _, it := range b.Items {
			if it.Text != "" && !strings.HasSuffix(it.Text, " min") && it.Lead != "" {
				ahead++
			}
		}
	}
	if ahead > 3 {
		t.Errorf("%d items of next week:\n%s", ahead, text(m))
	}
}
