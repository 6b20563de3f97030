package bot_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"studybot/bot"
	"studybot/bot/chat"
	"studybot/bot/material"
	"studybot/bot/study"
)

// rates gives the member's answers to the first n questions of an area, a minute apart:
// a keyed one is right or wrong at a confidence of value, another is rated value.
func (w *town) rates(member, area string, n, value int, right bool) {
	w.t.Helper()
	for _, q := range w.bot.Packs.All()[0].Questions {
		if q.Area != area || n == 0 || q.Status != study.Active {
			continue
		}
		n--
		r := study.Rating{Question: study.KeyOf(q.ID), Value: value, At: w.Now()}
		if q.Format.Keyed() {
			r.Outcome = map[bool]study.Outcome{true: study.Right, false: study.Wrong}[right]
		}
		if _, err := w.store.Rate(w.t.Context(), w.who(member), r); err != nil {
			w.t.Fatal(err)
		}
	}
}

func wantMatch(t *testing.T, m chat.Message, patterns ...string) {
	t.Helper()
	for _, p := range patterns {
		if !regexp.MustCompile(p).MatchString(text(m)) {
			t.Errorf("the message does not fit %q:\n%s", p, text(m))
		}
	}
}

func TestTheScoreSaysWhatTheAnswersSayBesideTheRating(t *testing.T) {
	w := newTown(t).running()
	w.assessed("ana", all(4))
	wantText(t, *card(w.says("ana", "score")), "Your self-assessment: 80 of 100", "What your answers say\nNo answers yet, so there is nothing to set beside your ratings.")
	w.set(at("2026-03-03 12:00"))
	w.rates("ana", "C3", 9, 1, false)
	w.set(at("2026-03-23 12:00"))
	score := w.says("ana", "score")
	wantMatch(t, *card(score), `^Your self-assessment: 80 of 100\nLevel: Advanced\n`, `\nWhat your answers say\nEvidence total: \d+\.\d of 100\. You have answered in 1 of 20 areas, in each 4 times or more; the rest is a forecast\.\nRecall today: about \d+ % of the 9 questions you have seen are likely still with you, now that you have read their answers\.\n`,
		`- CI/CD pipeline implementation: you rated 4, your answers point to [12]\.\d \(most likely between \d\.\d and \d\.\d\), 9 answers, the last 20 days ago\n`, `Only you see this score\.`)
	areas := card(w.presses("ana", score, "All areas in words"))
	wantMatch(t, *areas, `- CI/CD pipeline implementation self 4 \| evidence \d\.\d \(\d\.\d-\d\.\d\), 9 answers, the last 20 days ago\n`, `- Incident response and troubleshooting self 4 \| no answers yet\n`, `Only you see this\.`)
	wantText(t, *card(w.presses("ana", score, "How sure am I?")), "How sure am I?", " of 12 choice and number questions so far.")
	why := card(w.presses("ana", score, "Why these numbers?"))
	wantText(t, *why, "Why this score\nSelf-assessment: 80 of 100 is the sum of your own ratings in 20 areas on 2 Mar 2026; only a new assessment changes it.\n", "[My score]", "[Why the rest?]")
	wantMatch(t, *why, `Evidence total: \d+\.\d of 100 is estimated from 9 answers, all in CI/CD pipeline implementation \(\d\.\d, 9 answers\); the other areas are forecast from these answers and your ratings\.`)
	done, err := w.store.Assessments(t.Context(), w.who("ana"))
	if err != nil || study.TotalOf(w.bot.Packs.All()[0], done[len(done)-1]).Sum != 80 {
		t.Errorf("the answers changed the assessment: %v, %v", done, err)
	}
}

func TestWhoNeverAssessedIsServedByTheirAnswers(t *testing.T) {
	w := newTown(t).running()
	wantText(t, *card(w.says("ana", "score")), "You have no score yet", "[Assess yourself]")
	w.rates("ana", "C3", 3, 4, true)
	w.set(at("2026-03-04 12:00"))
	score := w.says("ana", "score")
	wantMatch(t, *card(score), `^Your self-assessment: not done yet\nWhat your answers say\nEvidence total: \d+\.\d of 100\. You have answered in 1 of 20 areas, in none of them 4 times yet, so most of it is a forecast\.\n`)
	wantText(t, *card(score), "The other half is a self-assessment of about five minutes", "[Assess yourself]", "[How sure am I?]")
	areas := card(w.presses("ana", score, "All areas in words"))
	wantMatch(t, *areas, `^Your areas, not rated yet\n`, `MLOps Infrastructure: not rated\n`, `- CI/CD pipeline implementation not rated \| \(\d\.\d\), few answers: 3, the last 2 days ago\n`)
	if strings.Contains(text(*areas), "self 0") || strings.Contains(text(*areas), "0 of") {
		t.Errorf("an area that is not rated is shown as a 0:\n%s", text(*areas))
	}
	home := card(w.says("ana", "home"))
	wantText(t, *home, "Score: not assessed yet", "Evidence total: ", "Recall today: about ", "[Assess yourself]", "[Why this?]", "Moved most in seven days: CI/CD pipeline implementation, first answers, which point to ", "Next for you: Day ")

	// Begun and not finished: both stand there.
	w.sends("ana", w.presses("ana", w.says("ana", "assess"), "Start"), map[string]string{"A1": "4"})
	wantText(t, *card(w.says("ana", "score")), "You have begun: 1 of 20 areas are rated", "What your answers say\nEvidence total: ", "[Continue]")
}

func TestAPartialAssessmentStaysProvisional(t *testing.T) {
	w := newTown(t).running()
	w.assessed("ana", func(a study.Area) int {
		if a.ID == "C3" || a.ID == "D1" {
			return 0
		}
		return 4
	})
	w.rates("ana", "C3", 5, 1, false)
	w.set(at("2026-03-20 12:00"))
	score := w.says("ana", "score")
	wantText(t, *card(score), "Your self-assessment: 74-82 of 100", "Between 74 and 82 of 100: 18 areas give 72, 2 are not rated yet.")
	wantMatch(t, *card(w.presses("ana", score, "All areas in words")), `- CI/CD pipeline implementation not rated \| evidence \d\.\d \(\d\.\d-\d\.\d\), 5 answers, the last 18 days ago\n`)
	if strings.Contains(text(*card(score)), "you rated") {
		t.Errorf("an area without a rating is compared:\n%s", text(*card(score)))
	}
}

func TestNobodyElseSeesWhatTheAnswersSay(t *testing.T) {
	w := newTown(t).running()
	w.assessed("ana", all(4))
	w.rates("ana", "C3", 12, 5, false)
	w.rates("ana", "D1", 12, 5, false)
	w.rates("ana", "A1", 12, 5, false)
	w.set(at("2026-03-05 12:00"))
	own := text(*card(w.says("ana", "sureness"))) + text(*card(w.says("ana", "score"))) + text(*card(w.says("ana", "why")))
	for _, mine := range []string{"the key said otherwise", "Evidence total: ", "Recall today", "When you said 5 you were right 0 of ", "12 answers"} {
		if !strings.Contains(own, mine) {
			t.Fatalf("the test looks for %q, which ana does not see herself:\n%s", mine, own)
		}
	}
	w.says("ana", "share on")
	shared := card(w.says("ben", "score ana"))
	wantText(t, *shared, "A shared score: 80 of 100")
	seen := text(*shared)
	for _, im := range shared.Images {
		seen += im.Alt
	}
	for _, row := range shared.Rows {
		for _, c := range row {
			seen += c.Label
		}
	}
	for _, verb := range w.bot.Verbs() {
		for _, args := range [][]string{nil, {"ana"}, {"@ana"}, {w.bot.Packs.All()[0].ID, "ana"}, {"score", "ana"}} {
			for _, channel := range []string{channel, ""} {
				if verb == "share" || verb == "score" && len(args) == 1 {
					continue // told above
				}
				r := w.does(chat.Event{Action: chat.Do(verb, args...), Member: "ben", Channel: channel})
				seen += text(*card(r))
			}
		}
	}
	for _, hers := range []string{"key said otherwise", "of 100 comes from", "Recall today", "When you said", "point to", "12 answers"} {
		if strings.Contains(seen, hers) {
			t.Errorf("ben sees %q of ana", hers)
		}
	}
	for _, sent := range w.platform.Sent() {
		if sent.Post.To.Member == "" && strings.Contains(text(sent.Post.Message), "Evidence") {
			t.Errorf("the channel sees: %s", text(sent.Post.Message))
		}
	}
	wantText(t, *card(w.says("ben", "sureness")), "0 of 12 choice and number questions so far")
}

func TestWhyNamesTheChannelsQuestionAndTheNextPlanItem(t *testing.T) {
	w := newTown(t).running()
	w.assessed("ana", all(3))
	w.untilOpen()
	q := w.question()
	topic, _ := w.bot.Packs.All()[0].Topic(q.Topic)
	why := card(w.says("ana", "why"))
	wantText(t, *why, fmt.Sprintf("about Day %d %s, which has %s priority, and it had not been asked here before.", topic.Day, topic.Name, topic.Priority), "Your next one: Day ", "Why this in my plan\n", "[The question]", "[My plan]")
	plan := card(w.says("ana", "plan"))
	for _, b := range plan.Body {
		if len(b.Items) > 0 { // "15 min. This week's theme names this day."
			_, reason, _ := strings.Cut(b.Items[0].Text, " min. ")
			wantText(t, *why, b.Items[0].Lead+": "+reason)
		}
	}
	wantText(t, *card(w.says("ana", "why weather")), "I do not know that about. You can choose one of these: Question; Score; Plan.")
}

// The longest names, ten categories, every area moved and apart from its rating, a score
// that is shared: it still fits one card, and so does everything around it.
func TestTheFullestScoreFits(t *testing.T) {
	w := newTown(t)
	long := func(prefix string, n int) string { return prefix + strings.Repeat("W", n-len(prefix)) }
	pack := &study.Pack{ID: "wide", Name: long("P", 75), Levels: []study.Level{{Name: long("L", 24), Max: 1000, Plan: study.PlanTemplate{Weeks: []study.PlanWeek{{Theme: long("T", 200)}}}}}}
	for c := range 10 {
		pack.Categories = append(pack.Categories, study.Category{ID: fmt.Sprint("C", c), Name: long(fmt.Sprint("C", c), 75)})
	}
	for a := range 40 {
		pack.Topics = append(pack.Topics, study.Topic{Day: a + 1, Name: long(fmt.Sprint("T", a), 75), Priority: study.Critical})
		pack.Areas = append(pack.Areas, study.Area{ID: fmt.Sprint("A", a), Name: long(fmt.Sprint("A", a), 75), Category: fmt.Sprint("C", a/4), Topics: []int{a + 1}})
		for q := range 6 {
			pack.Questions = append(pack.Questions, study.Question{
				ID: fmt.Sprintf("q%d-%d", a, q), Area: fmt.Sprint("A", a), Topic: a + 1, Difficulty: 2, Status: study.Active, Prompt: long("Q", 900),
				Format: []study.Format{study.Open, study.Numeric}[q%2], Number: &study.NumericKey{Value: 1},
			})
		}
	}
	w.restarted(func(c *bot.Config) { c.Packs = material.NewShelf(pack) })
	w.running()
	for i, r := range []int{5, 1} {
		w.set(at(fmt.Sprintf("2026-04-%d 09:00", 10+10*i)))
		ratings := map[string]int{}
		for _, a := range pack.Areas {
			ratings[a.ID] = r
		}
		if _, err := w.store.SaveDraft(t.Context(), w.who("ana"), ratings, nil); err != nil {
			t.Fatal(err)
		}
		if _, err := w.store.FinishDraft(t.Context(), w.who("ana"), w.Now()); err != nil {
			t.Fatal(err)
		}
		for _, a := range pack.Areas {
			w.rates("ana", a.ID, 6, 5, i == 1)
		}
	}
	w.set(at("2026-04-21 09:00"))
	w.says("ana", "share on")
	for _, command := range []string{"score", "areas wide", "sureness", "home", "why"} { // says checks the limits
		m := card(w.says("ana", command))
		if len(m.Body) == 0 || strings.Contains(text(*m), "went wrong") {
			t.Errorf("%s: %s", command, text(*m))
		}
	}
	wantText(t, *card(w.says("ana", "score")), "Where they point elsewhere", "Moved in seven days", "- and 37 more areas")
}

// TestTheWeekTellsNoOldBelief: what several were sure of and had wrong is in the weekly
// post once, and again only when somebody has answered it so again; the question of the
// post's own day, which is kept back until its key points are out, is in the next.
func TestTheWeekTellsNoOldBelief(t *testing.T) {
	const told = "Worth talking about:"
	w := newTown(t).running()
	people := []string{"ada", "ben", "chen", "dora", "eve"}
	w.untilOpen()
	answers := func(outcome study.Outcome, members ...string) {
		t.Helper()
		q, day := w.question(), study.DayOf(w.Now())
		for _, m := range members {
			r := study.Rating{Question: study.KeyOf(q.ID), Course: channel, Day: day, Value: 5, Outcome: outcome, At: w.Now()}
			if got, err := w.store.Rate(t.Context(), w.who(m), r); err != nil || got.Verdict != study.Stored {
				t.Fatalf("%+v, %v", got, err)
			}
		}
	}
	weekly := func(when string) string {
		t.Helper()
		w.until(at(when))
		posts := w.posts()
		for i := len(posts) - 1; i >= 0; i-- {
			if posts[i].Message.Title == "The week in this channel" {
				return text(posts[i].Message)
			}
		}
		t.Fatal("no weekly post")
		return ""
	}
	answers(study.Wrong, people[:4]...)
	answers(study.Right, people[4])
	// More were wrong about a question that only they were asked, or another channel of
	// the team, which may not have seen its key points yet.
	elsewhere := w.bot.Packs.All()[0].Questions[len(w.bot.Packs.All()[0].Questions)-1]
	for _, m := range people {
		w.rates(m, "B1", 4, 3, true) // twenty answers and more
		r := study.Rating{Question: study.KeyOf(elsewhere.ID), Value: 5, Outcome: study.Wrong, At: w.Now()}
		if got, err := w.store.Rate(t.Context(), w.who(m), r); err != nil || got.Verdict != study.Stored {
			t.Fatalf("%+v, %v", got, err)
		}
	}
	prompt := w.question().Prompt[:40]
	if got := weekly("2026-03-06 16:01"); !strings.Contains(got, told) || !strings.Contains(got, prompt) {
		t.Errorf("the first week does not tell it:\n%s", got)
	}
	if strings.Contains(weekly("2026-03-06 16:02"), elsewhere.Prompt[:40]) {
		t.Error("the week tells a question that this channel was never asked")
	}
	w.until(at("2026-03-13 09:01"))
	answers(study.Wrong, people[:3]...)
	kept := w.question().Prompt[:40]
	if got := weekly("2026-03-13 16:01"); strings.Contains(got, told) {
		t.Errorf("the second week tells it again, or gives a key away:\n%s", got)
	}
	if got := weekly("2026-03-20 16:01"); !strings.Contains(got, told) || !strings.Contains(got, kept) {
		t.Errorf("the third week does not tell what the second kept back:\n%s", got)
	}
	if got := weekly("2026-03-27 16:01"); strings.Contains(got, told) {
		t.Errorf("the fourth week tells it again:\n%s", got)
	}
}
