package evidence_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"studybot/bot/chat"
	"studybot/bot/evidence"
)

// matches fails unless the text fits the pattern, whose numbers are the model's.
func matches(t *testing.T, got, pattern string) {
	t.Helper()
	if !regexp.MustCompile(pattern).MatchString(got) {
		t.Errorf("it does not fit %q:\n%s", pattern, got)
	}
}

func TestWithoutAnswersNothingIsClaimed(t *testing.T) {
	for _, assessed := range []bool{false, true} {
		w := newWorld(t)
		if assessed {
			w.assess("ana", 4, 4, 4, 4)
		}
		text, answered := w.score("ana")
		if answered || text != "No answers yet, so there is nothing to set beside your ratings. Every question that you answer adds to it.\n" {
			t.Errorf("assessed %v, answered %v: %s", assessed, answered, text)
		}
		byArea, answered, err := w.desk.Areas(t.Context(), who("ana"), w.pack)
		if err != nil || answered || len(byArea) != 4 || byArea["A1"] != "no answers yet" {
			t.Errorf("the areas say %v, %v, %v", byArea, answered, err)
		}
		if lines, err := w.desk.WeekLines(t.Context(), who("ana"), w.pack); err != nil || lines != nil {
			t.Errorf("the week says %s, %v", said(lines), err)
		}
		fields, blocks, err := w.desk.Home(t.Context(), who("ana"), w.pack, "")
		if err != nil || len(fields) != 2 || fields[0].Value != "no answers yet" || fields[1].Value != "0 of 12 choice and number questions so far" {
			t.Errorf("the board says %v, %v", fields, err)
		}
		want(t, said(blocks), "Next for you: Day ", "3 come on each study day, at 10:00.")
		want(t, said(w.types("ana", w.desk.Sureness, "sureness").Body), "0 of 12 choice and number questions so far.", "From 12 such answers on, this card tells how often you were right when you said 5")
	}
}

func TestEveryAreaHasItsPhrase(t *testing.T) {
	w := newWorld(t)
	w.pack.Areas[3].Name = "Retired"
	for i := range 6 {
		w.pack.Questions[18+i].Status = "retired"
	}
	w.answers("ana", 1, 3, true, 0, 1, 2, 3)
	w.answers("ana", 2, 3, true, 0)
	byArea, answered, err := w.desk.Areas(t.Context(), who("ana"), w.pack)
	if err != nil || !answered {
		t.Fatalf("%v, %v", answered, err)
	}
	matches(t, byArea["A1"], `^evidence \d\.\d \(\d\.\d-\d\.\d\), 4 answers, the last today$`)
	matches(t, byArea["A2"], `^\(\d\.\d\), few answers: 1, the last today$`)
	if byArea["A3"] != "no answers yet" || byArea["A4"] != "no questions in this pack" {
		t.Errorf("%v", byArea)
	}
}

func TestTheScoreOfAMemberWithHistory(t *testing.T) {
	w := newWorld(t)
	w.assess("ana", 5, 2, 3, 3)
	w.days(1)
	w.answers("ana", 1, 1, false, 0, 1, 2, 3, 4)
	w.days(20)
	text, _ := w.score("ana")
	matches(t, text, `^Evidence total: \d+\.\d of 20\. You have answered in 1 of 4 areas, in each 4 times or more; the rest is a forecast\.\nRecall today: about \d+ % of the 5 questions you have seen are likely still with you, now that you have read their answers\.\nWhere they point elsewhere than your rating:\n- Storage: you rated 5, your answers point to [12]\.\d \(most likely between \d\.\d and \d\.\d\), 5 answers, the last 20 days ago\nStart there: `)
	if strings.Contains(text, "Moved") {
		t.Errorf("without answers in the week nothing is said to have moved by them:\n%s", text)
	}
	w.answers("ana", 2, 5, true, 1, 3, 5)
	text, _ = w.score("ana")
	matches(t, text, `Moved in seven days:\n- Serving: first answers, which point to \d\.\d\. This week: 3 answers, 3 of 3 choice or number questions right\.\n`)
	// An answer of the eighth study day is no longer of the week; the day ends at four.
	w.days(7)
	if text, _ = w.score("ana"); strings.Contains(text, "Moved") {
		t.Errorf("an answer of a week ago still counts as this week's:\n%s", text)
	}
	if text, answered := w.score("ben"); answered || strings.Contains(text, "Evidence") {
		t.Errorf("ben sees: %s", text)
	}
}

func TestSurenessShowsWhatWasSureAndWrong(t *testing.T) {
	w := newWorld(t)
	w.answers("ana", 1, 5, false, 1, 3)
	w.answers("ana", 1, 3, false, 5)
	w.answers("ana", 2, 5, true, 1, 3, 5)
	w.answers("ana", 3, 5, true, 1, 3, 5)
	w.answers("ana", 4, 2, false, 1, 3)
	m := w.types("ana", w.desk.Sureness, "sureness", "p")
	want(t, said(m.Body), "11 of 12 choice and number questions so far.", "Sure, and the key said otherwise\n- Day 1 The storage: What about Storage number 1? (comes back between Thu 5 and Mon 9 Mar)\n- Day 1 The storage: What about Storage number 3?")
	if strings.Contains(said(m.Body), "number 5?") || strings.Contains(said(m.Body), "When you said") {
		t.Errorf("more than there is: %s", said(m.Body))
	}
	w.answers("ana", 4, 2, true, 5)
	m = w.types("ana", w.desk.Sureness, "sureness")
	want(t, said(m.Body), "On the whole: in 12 answers to choice and number questions ", "- When you said 5 you were right 6 of 8 times\n- When you said 3 you were right 0 of 1 time\n- When you said 2 you were right 1 of 3 times\n",
		"Telling apart: with 4 or 5 you were right 6 of 8 times, with 1 to 3 it was 1 of 4: ")
	want(t, m.Note, "Only you see this.")
	// Right at last: it is one no more.
	w.days(5)
	w.answers("ana", 1, 4, true, 1, 3)
	if got := said(w.types("ana", w.desk.Sureness, "sureness").Body); strings.Contains(got, "key said otherwise") {
		t.Errorf("what is known by now is still listed: %s", got)
	}
}

func TestWhy(t *testing.T) {
	w := newWorld(t)
	m := w.types("ana", w.desk.Why, "why")
	want(t, said(m.Body), "Why this question\nIn the channel: no question has come here yet.\nYour next one: Day ", "the question is new to you, and the chance that you know it is about ",
		"Why this score\nSelf-assessment: not done yet. /study assess takes about five minutes.\nEvidence total: there are no answers yet that it could rest on.",
		"Why this in my plan\nYou have no plan yet. It grows from a self-assessment of about five minutes (/study assess), or from your answers once one area has four.")

	w.assess("ana", 4, 3, 5, 0)
	w.asked("q10")
	w.days(30)
	w.asked("q31")
	w.days(11)
	w.asked("q10")
	w.answers("ana", 1, 1, false, 0, 1, 2, 3)
	w.answers("ana", 2, 5, true, 0, 1, 2, 3)
	w.days(10)
	m = w.types("ana", w.desk.Why, "why")
	want(t, said(m.Body), "In the channel: the question of Sun 12 Apr is about Day 1 The storage, which has CRITICAL priority, and it had last been asked here 41 days before.",
		"Self-assessment: 13-17 of 20 is what your own ratings of 2 Mar 2026, in 3 of 4 areas, may come to; only you change it.", "Nothing is open in your plan for now.")
	matches(t, said(m.Body), `Evidence total: \d+\.\d of 20 is estimated from 8 answers, and areas without any are a forecast; of those with answers, the highest is Serving \(\d\.\d, 4 answers\) and the lowest is Storage \(\d\.\d, 4 answers\)\.`)

	w.rounds = w.rounds[:2]
	w.assess("ana", 4, 3, 5, 2)
	w.plan = [2]string{"Study · Day 2 The serving", "You rated it 2."}
	w.member.Questions = 0
	for about, wants := range map[string][]string{
		"question": {"Why this question", "In the channel: the question of Wed 1 Apr is about Day 3 The monitoring, which has HIGH priority, and it had not been asked here before.", "If you wanted one of your own: Day "},
		"scor":     {"Why this score", "Self-assessment: 14 of 20 is the sum of your own ratings in 4 areas on 22 Apr 2026; only a new assessment changes it."},
		"plan":     {"Why this in my plan", "Study · Day 2 The serving: You rated it 2."},
	} {
		m := w.types("ana", w.desk.Why, "why", about)
		want(t, m.Title+"\n"+said(m.Body), wants...)
		if got := said(m.Body); strings.Count(got, "\n") > 2 {
			t.Errorf("why %s says more than it was asked: %s", about, got)
		}
	}
	if _, err := w.desk.Why(t.Context(), chat.Event{Team: team, Channel: channel, Member: "ana", Action: chat.Do("why", "weather")}); err == nil {
		t.Error("why weather was answered")
	}
}

func TestOneAreaIsComparedWithNone(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		question    int
		assess      bool
		from, other string
	}{
		{1, false, `1 answer, in Serving \(\d\.\d, 1 answer\)`, `this one answer`},
		{3, false, `2 answers, all in Serving \(\d\.\d, 2 answers\)`, `these answers`},
		{5, true, `3 answers, all in Serving \(\d\.\d, 3 answers\)`, `these answers and your ratings`},
	} {
		w.answers("ana", 2, 5, true, c.question)
		if c.assess {
			w.assess("ana", 3, 0, 0, 0)
		}
		matches(t, said(w.types("ana", w.desk.Why, "why", "score").Body), `Evidence total: \d+\.\d of 20 is estimated from `+c.from+`; the other areas are forecast from `+c.other+`\.`)
	}
}

func TestTheBoardAndTheWeek(t *testing.T) {
	w := newWorld(t)
	w.answers("ana", 1, 5, true, 0, 1, 2, 3, 4, 5)
	w.answers("ana", 2, 5, true, 1, 3, 5)
	w.answers("ana", 3, 5, false, 1, 3, 5)
	w.answers("ana", 4, 5, true, 1, 3, 5)
	w.days(30)
	w.answers("ana", 3, 5, true, 1, 3, 1) // the third on the same day is no review of its own
	fields, blocks, err := w.desk.Home(t.Context(), who("ana"), w.pack, "q11")
	if err != nil || len(fields) != 3 {
		t.Fatalf("%v, %v", fields, err)
	}
	matches(t, fields[0].Value, `^\d+\.\d of 20$`)
	matches(t, fields[1].Value, `^about \d+ % of 15 questions seen$`)
	matches(t, fields[2].Value, `^you (felt sure enough for about \d+ right of \d+, and \d+ were right|are as sure as you are right, within what chance explains)$`)
	matches(t, said(blocks), `^Moved most in seven days: Monitoring, up from \d\.\d on few answers to \d\.\d\.\nNext for you: Day .*\. 3 come on each study day`)
	lines, err := w.desk.WeekLines(t.Context(), who("ana"), w.pack)
	if err != nil {
		t.Fatal(err)
	}
	matches(t, said(lines), `^Evidence that moved:\n- Monitoring: up from \d\.\d on few answers to \d\.\d \(between \d\.\d and \d\.\d\)\n`)
	matches(t, said(lines), `How sure am I\? When you said 5 you were right 11 of 14 times; you `)
	matches(t, said(lines), `Reviews: 2 done this week, (\d+ due in the next 7 days, about \d+ minutes|none due in the next 7 days)\.\n$`)
	w.member.Questions = 1
	if _, blocks, _ = w.desk.Home(t.Context(), who("ana"), w.pack, ""); !strings.Contains(said(blocks), "1 comes on each study day") {
		t.Errorf("who wants one question is told: %s", said(blocks))
	}
	w.member.Questions = 0
	if _, blocks, _ = w.desk.Home(t.Context(), who("ana"), w.pack, ""); strings.Contains(said(blocks), "Next for you") {
		t.Errorf("who wants no questions is told of them: %s", said(blocks))
	}
}

func TestAQuietWeekTellsNoOldNews(t *testing.T) {
	w := newWorld(t)
	for area := range 4 {
		w.answers("ana", area+1, 5, false, 1, 3, 5)
	}
	week := func() string {
		t.Helper()
		lines, err := w.desk.WeekLines(t.Context(), who("ana"), w.pack)
		if err != nil {
			t.Fatal(err)
		}
		return said(lines)
	}
	want(t, week(), "How sure am I? When you said 5 you were right 0 of 12 times; you felt sure enough for about 11 right of 12, and 0 were right.")
	w.days(6)
	want(t, week(), "How sure am I?")
	w.days(1)
	w.answers("ana", 1, 4, true, 0) // without a key
	if got := week(); strings.Contains(got, "How sure am I?") || !strings.Contains(got, "Reviews: ") || strings.Contains(got, "done this week") {
		t.Errorf("a week without keyed answers and reviews says: %s", got)
	}
}

func TestAGroupIsToldOfItselfOnlyWhenItIsLargeEnough(t *testing.T) {
	w := newWorld(t)
	var people, told []string
	for _, q := range w.pack.Questions {
		told = append(told, q.ID)
	}
	group := func() string {
		t.Helper()
		known, err := w.keeper.Now(t.Context(), team, w.pack, w.now)
		if err != nil {
			t.Fatal(err)
		}
		return said(evidence.Group(known, people, told))
	}
	for i := range 4 {
		id := fmt.Sprintf("m%d", i)
		people = append(people, id, "silent"+id)
		w.answers(id, 1, 5, false, 0, 1, 2, 3, 4, 5)
		w.answers(id, 2, 5, true, 0, 1)
	}
	if got := group(); got != "" {
		t.Errorf("four people are told: %s", got)
	}
	people = append(people, "m4")
	w.answers("m4", 2, 5, true, 0)
	w.answers("m4", 3, 1, true, 0)
	got := group()
	matches(t, got, `^Where you have the most to gain: CRITICAL topics, and how many of 100 questions on them you could answer today\. Each number is a rounded average over everybody who has answered, at least 5 people\.\n`+
		`- Day [12] The \w+: about \d+ of 100\n- Day [12] The \w+: about \d+ of 100\n`+
		`Worth talking about: Day 1 The storage\. What about Storage number 1\? At least 3 people were sure of another answer than the key's\. Often believed, and wrong: More is always better\.\n$`)
	for _, id := range people {
		if strings.Contains(got, id) {
			t.Errorf("the group hears of %s", id)
		}
	}
	// Before its key points are out nothing is said of a question.
	all := told
	told = slices.DeleteFunc(slices.Clone(all), func(id string) bool { return id == "q11" })
	if got = group(); strings.Contains(got, "Storage number 1?") || got == "" {
		t.Errorf("the key is given away: %s", got)
	}
	told = all
	// What was told is told again only when somebody has answered it so again.
	w.days(7)
	if got = group(); !strings.Contains(got, "Storage number 1?") {
		t.Errorf("what was answered on the day of the last post is no news: %s", got)
	}
	w.days(1)
	if got = group(); strings.Contains(got, "talking about") || got == "" {
		t.Errorf("a week without an answer tells the same again: %s", got)
	}
	w.answers("m0", 1, 5, false, 5)
	if got = group(); !strings.Contains(got, "talking about: Day 1 The storage. What about Storage number 5?") {
		t.Errorf("a new answer is no news: %s", got)
	}
	w.answers("m0", 1, 5, true, 1) // right this time: still three who were wrong, and no news of them
	if got = group(); strings.Contains(got, "Storage number 1?") {
		t.Errorf("somebody who has learnt it makes it news: %s", got)
	}
	// Two who were wrong in the same way share nothing that a group is told.
	w.days(1)
	for _, id := range []string{"m0", "m1"} {
		w.answers(id, 1, 5, true, 1, 3, 5)
	}
	if got = group(); strings.Contains(got, "talking about") {
		t.Errorf("what two had wrong is told: %s", got)
	}
	// Five with few answers each are told nothing.
	w = newWorld(t)
	people = nil
	for i := range 5 {
		id := fmt.Sprintf("m%d", i)
		people = append(people, id)
		w.answers(id, 1, 5, false, 1, 3, 5)
	}
	if got = group(); got != "" {
		t.Errorf("fifteen answers say: %s", got)
	}
}
