package bot_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"studybot/bot/chat"
	"studybot/bot/study"
)

func TestNothingIsPostedBeforeTheOwnerPublishes(t *testing.T) {
	w := newTown(t)
	card := w.says("olga", "setup")
	wantText(t, *card.Private, "Nothing is posted yet", "09:00", "Europe/Berlin", "Mon Tue Wed Thu Fri")
	w.until(at("2026-03-09 12:00"))
	if n := len(w.platform.Sent()); n != 0 {
		t.Fatalf("%d messages were posted for a draft", n)
	}
}

func TestTheQuestionComesOnceAtTheLocalHour(t *testing.T) {
	w := newTown(t).running()
	w.until(at("2026-04-03 23:00")) // five weeks, over the change to summer time on 29 March
	loc := at("2026-03-02 08:00").Location()
	days := map[string]int{}
	for _, s := range w.posts() {
		if strings.HasPrefix(s.Post.Key, "question/") {
			days[s.Post.Key]++
		}
	}
	if len(days) != 25 {
		t.Errorf("%d days had a question, want 25 working days", len(days))
	}
	for key, n := range days {
		if n != 1 {
			t.Errorf("%s was posted %d times", key, n)
		}
	}
	rounds, err := w.store.Rounds(t.Context(), team, channel)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rounds {
		if local := r.Asked.In(loc); local.Hour() != 9 || local.Minute() != 0 || study.DayOf(local) != r.Day {
			t.Errorf("the question of %s was opened at %s", r.Day, local)
		}
	}
	// Nobody answers, so the most urgent topics take turns.
	for i, r := range rounds[:12] {
		q, _ := w.bot.Packs.All()[0].Question(r.Question)
		if want := []int{32, 33, 35, 36, 37, 39}[i%6]; q.Topic != want {
			t.Errorf("course day %d asked about day %d, want %d", i+1, q.Topic, want)
		}
	}
}

func TestTheQuestionSaysWhatItIsAbout(t *testing.T) {
	w := newTown(t).running()
	w.until(at("2026-03-02 09:00"))
	post := w.posts()[0]
	wantText(t, post.Message, "Day 32 · Project: ML Model + Feature Store", "Priority: CRITICAL", "Area:", w.question().Wording("2026-03-02")[:40], "[Answer]", "nobody yet", "Key points for all:")
}

// newestQuestion is the last daily question's post.
func (w *town) newestQuestion() chat.Message {
	w.t.Helper()
	for _, s := range slices.Backward(w.posts()) {
		if strings.HasPrefix(s.Post.Key, "question/") {
			return s.Message
		}
	}
	w.t.Fatal("no question was posted")
	return chat.Message{}
}

// untilOpen moves to the first question that is not judged by a key.
func (w *town) untilOpen() chat.Message {
	w.t.Helper()
	for day := study.Day("2026-03-02"); day < "2026-03-28"; day = day.Add(1) {
		w.until(at(string(day) + " 09:00"))
		if wd := day.Weekday(); wd != time.Saturday && wd != time.Sunday && !w.question().Format.Keyed() {
			return w.newestQuestion()
		}
	}
	w.t.Fatal("no open question came")
	return chat.Message{}
}

func (w *town) untilKeyed() chat.Message {
	w.t.Helper()
	for day := study.Day("2026-03-02"); day < "2026-03-28"; day = day.Add(1) {
		w.until(at(string(day) + " 09:00"))
		if wd := day.Weekday(); wd != time.Saturday && wd != time.Sunday && w.question().Format == study.MultipleChoice {
			return w.newestQuestion()
		}
	}
	w.t.Fatal("no multiple choice question came")
	return chat.Message{}
}

func TestAMemberAnswersFirstAndRatesAfterTheKeyPoints(t *testing.T) {
	w := newTown(t).running()
	post := w.untilOpen()
	form := w.pressesOn("ada", post, "Answer")
	if form.Form == nil {
		t.Fatal("no form")
	}
	if r := w.sends("ada", form, map[string]string{"text": "  "}); r.Invalid["text"] == "" {
		t.Error("an empty answer was taken")
	}
	key := w.sends("ada", form, map[string]string{"text": "My own words <!channel>"})
	wantText(t, *key.Private, "You said", "My own words <!channel>", "Key points", w.question().KeyPoints[0].Text[:30], "[4 ·")
	saved := w.presses("ada", key, "4")
	wantText(t, *saved.Update, "Saved: 4 of 5", "Answered so far: 1 person")
	for _, s := range w.platform.Sent() {
		if strings.Contains(text(s.Message), "My own words") {
			t.Error("an answer was posted")
		}
	}
}

func TestKeyPointsAreShownBeforeTheRevealOnlyToThoseWhoAskOrAnswer(t *testing.T) {
	w := newTown(t).running()
	post := w.untilOpen()
	point := w.question().KeyPoints[0].Text[:30]
	if strings.Contains(text(post), point) {
		t.Error("the post shows the key points")
	}
	seen := w.pressesOn("ben", post, "I'd rather see it")
	wantText(t, *seen.Private, point)
	wantText(t, *w.presses("ben", seen, "2").Update, "Saved: 2 of 5")
	day := study.DayOf(w.Now())
	w.until(at(string(day) + " 17:00"))
	all := w.platform.Sent()
	reveal := all[len(all)-1]
	if reveal.Post.To.Thread == "" {
		t.Error("the reveal is not under the question")
	}
	wantText(t, reveal.Message, "Key points", point)
	if strings.Contains(text(reveal.Message), "answer,") || strings.Contains(text(reveal.Message), "▇") {
		t.Error("the reveal tells everybody how the ratings spread")
	}
}

func TestARatingCanBeChangedUntilTheNextQuestion(t *testing.T) {
	w := newTown(t).running()
	post := w.untilOpen()
	key := w.pressesOn("ada", post, "I'd rather see it")
	w.presses("ada", key, "2")
	w.set(w.Now().Add(time.Minute))
	wantText(t, *w.presses("ada", key, "5").Update, "Changed from 2 to 5", "Answered so far: 1 person")
	w.until(w.Now().AddDate(0, 0, 4))
	wantText(t, *w.presses("ada", key, "1").Update, "your 5 stays")
}

func TestLateAnswersCount(t *testing.T) {
	w := newTown(t).running()
	w.until(at("2026-03-05 10:00"))
	missed := w.says("ada", "missed")
	wantText(t, *missed.Private, "4 questions are waiting")
	opened := w.chooses("ada", missed, "Open a question", "2026-03-02")
	wantText(t, *opened.Private, "Day 32")
	tally := func() int {
		got, err := w.store.Tally(t.Context(), team, channel, "2026-03-02")
		if err != nil {
			t.Fatal(err)
		}
		return got.Answered()
	}
	form := w.presses("ada", opened, "Answer")
	w.answers("ada", form)
	if tally() != 1 {
		t.Errorf("%d answers, want the late one", tally())
	}
	wantText(t, *w.says("ada", "missed").Private, "3 questions are waiting")
}

// answers fills whatever form a question has, and rates 3.
func (w *town) answers(member string, form chat.Reply) chat.Reply {
	w.t.Helper()
	switch form.Form.Inputs[0].Name {
	case "choice":
		return w.sends(member, form, map[string]string{"choice": "1", "confidence": "3"})
	case "number":
		return w.sends(member, form, map[string]string{"number": "1", "confidence": "3"})
	}
	return w.presses(member, w.sends(member, form, map[string]string{"text": "words"}), "3")
}

func TestAKeyedAnswerIsJudgedAndThenFixed(t *testing.T) {
	w := newTown(t).running()
	post := w.untilKeyed()
	form := w.pressesOn("ada", post, "Answer")
	if r := w.sends("ada", form, map[string]string{"choice": "9", "confidence": "0"}); len(r.Invalid) != 2 {
		t.Errorf("nonsense was taken: %v", r.Invalid)
	}
	right, wrong := 0, 0
	for i, o := range w.question().Options {
		if o.Correct {
			right = i + 1
		} else {
			wrong = i + 1
		}
	}
	no := w.sends("ada", form, map[string]string{"choice": string(rune('0' + wrong)), "confidence": "5"})
	wantText(t, *no.Private, "Not this time", "The answer is "+string(rune('A'+right-1)), "(certain)")
	again := w.sends("ada", form, map[string]string{"choice": string(rune('0' + right)), "confidence": "5"})
	wantText(t, *again.Private, "Only your first answer counts")
	yes := w.sends("ben", w.pressesOn("ben", post, "Answer"), map[string]string{"choice": string(rune('0' + right)), "confidence": "2", "note": "it was a guess"})
	wantText(t, *yes.Private, "Right")
}

func TestTheSpreadIsShownOnlyWhenItPointsAtNobody(t *testing.T) {
	w := newTown(t).running()
	post := w.untilOpen()
	for i, m := range []string{"ada", "ben", "chen"} {
		r := w.presses(m, w.pressesOn(m, post, "I'd rather see it"), "345"[i:i+1])
		spread := strings.Contains(text(*r.Update), "How everyone rated")
		if want := i >= 2; spread != want {
			t.Errorf("after %d answers the spread is shown: %t", i+1, spread)
		}
	}
}

func TestThePostIsRedrawnWithTheNumberOfAnswers(t *testing.T) {
	w := newTown(t).running()
	post := w.untilOpen()
	w.presses("ada", w.pressesOn("ada", post, "I'd rather see it"), "4")
	deadline := time.Now().Add(20 * time.Second)
	for {
		posts := w.posts()
		if strings.Contains(text(posts[len(posts)-1].Message), "Answered: 1 person") {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("the post was never redrawn")
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func TestTheQuestionCardKnowsWhatTheMemberDid(t *testing.T) {
	w := newTown(t).running()
	post := w.untilOpen()
	for m, rating := range map[string]string{"ada": "2", "ben": "2", "chen": "3"} {
		w.presses(m, w.pressesOn(m, post, "I'd rather see it"), rating)
	}
	mine := w.presses("ada", w.says("ada", "question"), "The channel's question")
	wantText(t, *mine.Private, "Your answer: 2 of 5.", "How everyone rated themselves", "[Change my rating]")
	wantText(t, *w.presses("ada", w.presses("ada", mine, "Change my rating"), "4").Update, "Changed from 2 to 4")
	if other := text(*w.says("dora", "question").Private); strings.Contains(other, "How everyone") || strings.Contains(other, "Your answer:") {
		t.Errorf("somebody who has not answered sees the spread:\n%s", other)
	}
}

// From three answers on the spread is shown to those who answered, unless they could tell
// from it what each of the others chose.
func TestTheSpreadTellsNobodysRating(t *testing.T) {
	const spread, hidden = "How everyone rated themselves", "How everyone rated is shown once it gives nobody's rating away."
	for name, c := range map[string]struct {
		ratings string // of ada, ben, chen, dora
		shown   string // whether to each of them
	}{
		"two, and everybody is of one mind":  {"22", "few few"},
		"three of one mind":                  {"222", "no no no"},
		"the third knows both others":        {"223", "yes yes no"},
		"three minds":                        {"123", "yes yes yes"},
		"four, and one knows all the others": {"4442", "yes yes yes no"},
		"two and two":                        {"4422", "yes yes yes yes"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t).running()
			post := w.untilOpen()
			last := map[string]chat.Reply{}
			members := []string{"ada", "ben", "chen", "dora"}[:len(c.ratings)]
			for i, m := range members {
				last[m] = w.presses(m, w.pressesOn(m, post, "I'd rather see it"), c.ratings[i:i+1])
			}
			for i, want := range strings.Fields(c.shown) {
				m := members[i]
				seen := []string{text(*w.presses(m, w.says(m, "question"), "The channel's question").Private)}
				if i == len(members)-1 { // the others rated before all had
					seen = append(seen, text(*card(last[m])))
				}
				for _, got := range seen {
					if strings.Contains(got, spread) != (want == "yes") || strings.Contains(got, "▇") != (want == "yes") {
						t.Errorf("%s sees the spread where %q is wanted:\n%s", m, want, got)
					}
					if strings.Contains(got, hidden) != (want == "no") {
						t.Errorf("%s is told why it is hidden where %q is wanted:\n%s", m, want, got)
					}
				}
			}
		})
	}
}

func TestAQuestionThatComesLateSaysSo(t *testing.T) {
	w := newTown(t).running()
	w.set(at("2026-03-02 11:30")) // the bot was away at 09:00
	w.until(at("2026-03-02 11:30"))
	wantText(t, w.posts()[0].Message, "due at 09:00 (Europe/Berlin)")
	wantText(t, *w.says("olga", "status").Private, "Posted late")
}

func TestAQuestionTooLateIsSkippedAndTheOwnerIsTold(t *testing.T) {
	w := newTown(t).running()
	w.set(at("2026-03-02 20:00"))
	w.until(at("2026-03-03 08:00"))
	if n := len(w.posts()); n != 0 {
		t.Fatalf("%d posts", n)
	}
	wantText(t, *w.says("olga", "status").Private, "skipped:")
	if n := len(w.to("olga")); n != 1 {
		t.Fatalf("the owner got %d messages", n)
	}
	wantText(t, w.to("olga")[0].Message, "A question was missed")
}

func TestAChannelThatIsGonePausesTheCourseAndTellsTheOwnerOnce(t *testing.T) {
	w := newTown(t).running()
	w.platform.Fail = func(key string) error {
		if strings.HasPrefix(key, "question/") {
			return &chat.Refused{Reason: chat.NotInChannel, Code: "not_in_channel"}
		}
		return nil
	}
	w.until(at("2026-03-06 20:00"))
	if n := len(w.to("olga")); n != 1 {
		t.Fatalf("the owner got %d messages, want 1", n)
	}
	wantText(t, w.to("olga")[0].Message, "paused", "Invite me", "Question at", "09:00 Europe/Berlin", "[Resume]")
	wantText(t, *w.says("olga", "status").Private, "I paused it myself: I am not a member of the channel")
	w.platform.Fail = nil
	w.pressesOn("olga", w.to("olga")[0].Message, "Resume")
	w.says("olga", "pause")
	if strings.Contains(text(*w.says("olga", "status").Private), "paused it myself") {
		t.Error("an old trouble is told again")
	}
	w.says("olga", "resume")
	w.until(at("2026-03-09 10:00"))
	if n := len(w.posts()); n != 1 {
		t.Errorf("%d posts after the course was resumed, want 1", n)
	}
}

func TestTheOwnerIsToldWhichRightIsMissing(t *testing.T) {
	w := newTown(t).running()
	w.platform.Fail = func(key string) error {
		if strings.HasPrefix(key, "question/") {
			return &chat.Refused{Reason: chat.NotAllowed, Code: "50", Lacks: []string{"“Speak”", "“Show pictures”"}}
		}
		return nil
	}
	w.until(at("2026-03-06 20:00"))
	if n := len(w.to("olga")); n != 1 {
		t.Fatalf("the owner got %d messages, want 1", n)
	}
	wantText(t, w.to("olga")[0].Message, "paused", "A post could not be made.", "switch on “Speak” and “Show pictures” for me", "[Resume]")
	wantText(t, *w.says("olga", "status").Private, "I paused it myself: I lack rights there")
}

func TestAClosedThreadIsToldToTheOwnerAndStopsNothing(t *testing.T) {
	w := newTown(t).running()
	w.platform.Fail = func(key string) error {
		if strings.HasPrefix(key, "reveal/") {
			return &chat.Refused{Reason: chat.ThreadClosed, Code: "archived"}
		}
		return nil
	}
	w.until(at("2026-03-03 10:00"))
	if n := len(w.to("olga")); n != 1 {
		t.Fatalf("the owner got %d messages, want 1", n)
	}
	wantText(t, w.to("olga")[0].Message, "Key points were not posted", "comes as planned")
	if n := len(w.posts()); n != 2 {
		t.Errorf("%d questions on two days", n)
	}
}
