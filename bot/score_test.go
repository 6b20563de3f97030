package bot_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"studybot/bot"
	"studybot/bot/chat"
	"studybot/bot/study"
)

// sketch is a chart that remembers what it was asked to draw.
type sketch struct {
	labels, names []string
	rows          [][]float64
	top           float64
	bars          []float64
	fail          error
}

func (s *sketch) Radar(_ context.Context, labels, names []string, values [][]float64, top float64) ([]byte, error) {
	s.labels, s.names, s.rows, s.top = labels, names, values, top
	return []byte("png"), s.fail
}

func (s *sketch) Bars(_ context.Context, _ []string, values []float64, _ float64) ([]byte, error) {
	s.bars = values
	return []byte("png"), s.fail
}

func TestTheScoreSaysWhatMovedAndWhy(t *testing.T) {
	w := newTown(t).running()
	drawn := &sketch{}
	w.restarted(func(c *bot.Config) { c.Charts = drawn })
	wantText(t, *card(w.says("ana", "score")), "You have no score yet", "[Assess yourself]")
	w.assessed("ana", all(3))

	// Three answers in C3 between the two assessments.
	who := w.who("ana")
	w.set(at("2026-03-10 09:00"))
	answers := 0
	for _, q := range w.bot.Packs.All()[0].Questions {
		if q.Area != "C3" || answers == 3 {
			continue
		}
		r := study.Rating{Question: study.KeyOf(q.ID), Value: 3 + answers, At: w.Now()}
		if q.Format.Keyed() {
			r.Outcome = study.Right
		}
		if _, err := w.store.Rate(t.Context(), who, r); err != nil {
			t.Fatal(err)
		}
		answers++
	}
	w.set(at("2026-03-20 09:00"))
	w.assessed("ana", func(a study.Area) int {
		switch a.ID {
		case "C3":
			return 5
		case "D1":
			return 2
		case "E4":
			return 0
		}
		return 3
	})
	w.set(at("2026-04-01 09:00"))
	score := w.says("ana", "score")
	m := card(score)
	wantText(t, *m, "Your self-assessment: 59-63 of 100", "Between 59 and 63 of 100: 19 areas give 58, 1 is not rated yet.", "19 of 20 areas rated 12 days ago.", "Since 2 Mar 2026", "Then 60 of 100, Developing.",
		fmt.Sprintf("- CI/CD pipeline implementation 3 to 5. In between: %d answers, ", answers), "- System scalability and performance 3 to 2\n",
		"MLOps Infrastructure: 14 of 20, was 12", "Only you see this score.", "[Share with the team]")
	if strings.Contains(text(*m), "Assess again") {
		t.Error("a recent assessment is asked for again")
	}
	if len(m.Images) != 2 || len(drawn.rows) != 2 || drawn.top != 20 || len(drawn.bars) != 20 {
		t.Fatalf("%d images, rows %v to %v, %d bars", len(m.Images), drawn.rows, drawn.top, len(drawn.bars))
	}
	if fmt.Sprint(drawn.rows) != "[[12 12 14 11 -1] [12 12 12 12 12]]" || drawn.bars[19] != -1 {
		t.Errorf("drawn: %v and %v", drawn.rows, drawn.bars)
	}
	for i, wants := range [][]string{
		{"Now: Feature Engineering & Management 12,", "MLOps Infrastructure 14", "Business Integration open", "Before, on 2 Mar 2026: "},
		{"Feature store design and implementation 3,", "CI/CD pipeline implementation 5,", "Strategic thinking and roadmap planning not rated"},
	} {
		for _, want := range wants {
			if !strings.Contains(m.Images[i].Alt, want) {
				t.Errorf("picture %d: %q lacks %q", i+1, m.Images[i].Alt, want)
			}
		}
	}
	w.set(at("2026-05-04 09:00"))
	wantText(t, *card(w.says("ana", "score")), "more than six weeks", "[Assess again]")
	wantText(t, *card(w.presses("ana", score, "All areas in words")), "MLOps Infrastructure: 14 of 20", "- CI/CD pipeline implementation self 5, was 3 | (3.9), few answers: 3, the last 55 days ago\n", "- Incident response and troubleshooting self 3 | no answers yet\n", "- Strategic thinking and roadmap planning not rated | no answers yet\n")
}

func TestAnswersSinceTheAssessmentAreCountedAndChangeNothing(t *testing.T) {
	w := newTown(t).running()
	w.assessed("ana", all(4))
	q := w.bot.Packs.All()[0].Questions[0]
	w.set(at("2026-03-03 12:00"))
	if _, err := w.store.Rate(t.Context(), w.who("ana"), study.Rating{Question: study.KeyOf(q.ID), Value: 1, At: w.Now()}); err != nil {
		t.Fatal(err)
	}
	wantText(t, *card(w.says("ana", "score")), "Your self-assessment: 80 of 100", "Since this assessment: 1 answer in 1 area. They do not change the score")
}

func TestWithoutPicturesTheWordsStillCome(t *testing.T) {
	w := newTown(t).running()
	w.restarted(func(c *bot.Config) { c.Charts = &sketch{fail: errors.New("no ink")} })
	w.assessed("ana", all(4))
	m := card(w.says("ana", "score"))
	wantText(t, *m, "Your self-assessment: 80 of 100", "A picture could not be drawn this time.")
	if len(m.Images) != 0 {
		t.Errorf("%d pictures", len(m.Images))
	}
}

func TestAScoreIsSeenByOthersOnlyWhileItIsShared(t *testing.T) {
	w := newTown(t).running()
	w.assessed("ana", all(4))
	hidden := text(*card(w.says("ben", "score @ana")))
	if !strings.Contains(hidden, "Scores are private until their owners share them") || strings.Contains(hidden, "80") {
		t.Errorf("not shared, Ben sees: %s", hidden)
	}
	wantText(t, *card(w.presses("ana", w.says("ana", "score"), "Share with the team")), "Your score is shared", "your newest total, level, subtotals and both pictures")
	shared := card(w.says("ben", "score ana"))
	wantText(t, *shared, "A shared score: 80 of 100", "Level: Advanced")
	if len(shared.Images) != 2 {
		t.Errorf("%d pictures are shared", len(shared.Images))
	}
	// Nobody can tell apart: does not share, has none, is not there.
	w.says("cem", "share on")
	for _, member := range []string{"cem", "nobody", "ben\x00", strings.Repeat("x", 60)} {
		r := w.does(chat.Event{Action: chat.Do("score", member), Member: "dora", Channel: channel})
		if got := text(*card(r)); got != hidden {
			t.Errorf("%q: %s", member, got)
		}
	}
	wantText(t, *card(w.presses("ana", w.says("ana", "score"), "Stop sharing")), "Your score is private")
	if got := text(*card(w.says("ben", "score ana"))); got != hidden {
		t.Errorf("after the end of sharing Ben sees: %s", got)
	}
	wantText(t, *card(w.says("ana", "share maybe")), "/study share on")
}

// The bot's clock may stand still while the platform's events still have an order.
func TestAnswersKeepTheirOrderAtAStandingClock(t *testing.T) {
	w := newTown(t).running()
	press := func(ms int) chat.Event {
		return chat.Event{Team: team, Member: "ana", Channel: channel, At: w.Now().Add(time.Duration(ms) * time.Millisecond)}
	}
	answer := func(ms int) {
		t.Helper()
		r := study.Rating{Question: study.KeyOf(w.bot.Packs.All()[0].Questions[ms].ID), Value: 4, At: press(ms).At}
		if _, err := w.store.Rate(t.Context(), w.who("ana"), r); err != nil {
			t.Fatal(err)
		}
	}
	answer(1)
	end := press(2)
	end.Action = w.control(*card(w.assesses("ana", all(4))), "Finish").Action
	w.bot.Handle(t.Context(), end)
	if got := text(*card(w.says("ana", "score"))); strings.Contains(got, "Since this assessment") {
		t.Errorf("an answer from before counts as one since: %s", got)
	}
	answer(3)
	wantText(t, *card(w.says("ana", "score")), "Since this assessment: 1 answer in 1 area.")
}

func TestASharedScoreIsOnlyTheNewest(t *testing.T) {
	w := newTown(t).running()
	drawn := &sketch{}
	w.restarted(func(c *bot.Config) { c.Charts = drawn })
	w.assessed("ana", all(3))
	w.set(at("2026-03-20 09:00"))
	w.assessed("ana", all(4))
	w.says("ana", "share on")
	shared := card(w.says("ben", "score ana"))
	wantText(t, *shared, "A shared score: 80 of 100", "Feature Engineering & Management: 16 of 20\n")
	seen := text(*shared) + shared.Images[0].Alt + shared.Images[1].Alt
	for _, old := range []string{"was", "12", "60 of 100", "2 Mar", "Before"} {
		if strings.Contains(seen, old) {
			t.Errorf("Ben sees %q of an earlier assessment: %s", old, seen)
		}
	}
	if len(drawn.rows) != 1 {
		t.Errorf("the radar shows %d assessments", len(drawn.rows))
	}
	w.says("ana", "score")
	if len(drawn.rows) != 2 {
		t.Error("Ana no longer sees her own line of before")
	}
}
