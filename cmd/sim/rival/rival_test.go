package rival

import (
	"reflect"
	"testing"

	"studybot/bot/study"
	"studybot/cmd/sim/chance"
	"studybot/cmd/sim/classroom"
	"studybot/cmd/sim/memory"
	"studybot/content"
)

type opener func(*classroom.World) (classroom.Session, error)

func all() map[string]opener {
	return map[string]opener{"random": Random, "round robin": RoundRobin, "even": Even, "flashcards": Flashcards, "unseen": Unseen, "observer": Observer, "oracle": Oracle}
}

func truths() map[string]classroom.Remembering {
	return map[string]classroom.Remembering{
		"curves": func(s chance.Seed, p []memory.Person, i []memory.Item) classroom.Truth {
			return memory.NewCurves(s, p, i)
		},
		"traces": func(s chance.Seed, p []memory.Person, i []memory.Item) classroom.Truth {
			return memory.NewTraces(s, p, i)
		},
	}
}

func pack(t *testing.T) *study.Pack {
	t.Helper()
	packs, err := content.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return packs[0]
}

// run fails the test when a rule is broken.
func run(t *testing.T, open opener, s classroom.Setting, k int) classroom.Report {
	t.Helper()
	w, err := classroom.NewWorld(s)
	if err != nil {
		t.Fatal(err)
	}
	session, err := open(w)
	if err != nil {
		t.Fatal(err)
	}
	report, err := w.Run(classroom.Lesson{Asker: session.Asker, Learners: []classroom.Learner{session.Learner}, K: k})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func TestTheOracleGainsMostThenTheObserverAndFlashcardsLeast(t *testing.T) {
	p := pack(t)
	for truth, draw := range truths() {
		gains := map[string]float64{}
		for name, open := range all() {
			for seed := range chance.Seed(2) {
				s := classroom.Setting{Pack: p, Seed: seed + 1, Days: 40, Team: 3, Run: "a", Truth: draw}
				gains[name] += run(t, open, s, 3).Gain
			}
		}
		for name, gain := range gains {
			rival := name != "oracle" && name != "observer"
			if gain <= 0 || name != "oracle" && gain >= gains["oracle"] || rival && gain >= gains["observer"] || name != "flashcards" && gain <= gains["flashcards"] {
				t.Errorf("%s: %s gains %.3f; all: %v", truth, name, gain, gains)
			}
		}
	}
}

func TestRulesAreKeptForALongTime(t *testing.T) {
	p := pack(t)
	for _, open := range all() {
		run(t, open, classroom.Setting{Pack: p, Seed: 3, Days: 365, Team: 1, Run: "a", Truth: truths()["curves"]}, 0)
	}
}

func TestRunsRepeatToTheBit(t *testing.T) {
	p := pack(t)
	for name, open := range all() {
		s := classroom.Setting{Pack: p, Seed: 4, Days: 15, Team: 2, Run: "a", Truth: truths()["traces"]}
		if a, b := run(t, open, s, 5), run(t, open, s, 5); !reflect.DeepEqual(a, b) {
			t.Errorf("%s: two runs differ", name)
		}
	}
}

func TestAFlashcardFollowsFSRS(t *testing.T) {
	var c flashcard
	c.review(0, 3)
	if c.stability != 2.3065 || c.due != 2 {
		t.Errorf("a new card, good: %+v", c)
	}
	var again flashcard
	again.review(0, 1)
	again.review(0, 1)
	if d := again.stability - 0.06862175; d > 1e-7 || d < -1e-7 {
		t.Errorf("again twice on a day leaves a stability of %v", again.stability)
	}
}
