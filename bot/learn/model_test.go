package learn

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"studybot/bot/learn/memory"
	"studybot/bot/study"
)

// packOf makes a pack of so many areas with so many questions each; the topics follow
// the areas, formats and difficulties alternate.
func packOf(areas, each int) *study.Pack {
	p := &study.Pack{ID: "p"}
	priorities := []study.Priority{study.Critical, study.High, study.Medium}
	for a := range areas {
		id := fmt.Sprintf("%c%d", 'A'+a/4, a%4+1)
		p.Topics = append(p.Topics, study.Topic{Day: a + 1, Priority: priorities[a%3]})
		p.Areas = append(p.Areas, study.Area{ID: id, Name: "Area " + id, Category: id[:1], Topics: []int{a + 1}})
		for q := range each {
			p.Questions = append(p.Questions, study.Question{
				ID: fmt.Sprintf("q%02d-%02d", a, q), Area: id, Topic: a + 1, Difficulty: q%3 + 1, Status: study.Active,
				Format: []study.Format{study.Open, study.MultipleChoice, study.Scenario, study.Numeric}[q%4],
			})
		}
	}
	return p
}

func fresh(t interface{ Fatal(...any) }, p *study.Pack) *Model {
	m, err := New(NewBank(p))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// drawAnswers makes a log in the order of its days.
func drawAnswers(t *rapid.T, m *Model, most int) []Answer {
	var log []Answer
	day := 0
	for range rapid.IntRange(0, most).Draw(t, "answers") {
		day += rapid.IntRange(0, 2).Draw(t, "pause")
		q := rapid.IntRange(0, len(m.bank.items)-1).Draw(t, "question")
		a := Answer{
			Member: rapid.SampledFrom([]string{"ada", "ben", "cy"}).Draw(t, "member"), Question: q, Day: day,
			Value: rapid.IntRange(1, 5).Draw(t, "value"), Channel: rapid.Bool().Draw(t, "channel"),
		}
		if m.bank.items[q].guess > 0 {
			a.Outcome = rapid.SampledFrom([]study.Outcome{study.Wrong, study.Right}).Draw(t, "outcome")
		}
		log = append(log, a)
	}
	return log
}

// TestARatingCountsAsAGrade: docs/learning.md, the table of ratings.
func TestARatingCountsAsAGrade(t *testing.T) {
	open, keyed := 0, 1
	for _, c := range []struct {
		question, value int
		outcome         study.Outcome
		want            memory.Grade
	}{
		{open, 1, study.Unkeyed, memory.Again},
		{open, 2, study.Unkeyed, memory.Again},
		{open, 3, study.Unkeyed, memory.Hard},
		{open, 4, study.Unkeyed, memory.Good},
		{open, 5, study.Unkeyed, memory.Easy},
		{keyed, 5, study.Wrong, memory.Again},
		{keyed, 1, study.Wrong, memory.Again},
		{keyed, 2, study.Right, memory.Hard},
		{keyed, 3, study.Right, memory.Good},
		{keyed, 5, study.Right, memory.Easy},
	} {
		m := fresh(t, packOf(2, 4))
		m.Observe(Answer{Member: "ada", Question: c.question, Day: 3, Value: c.value, Outcome: c.outcome})
		if got := m.members["ada"].traces[c.question].grade; got != c.want {
			t.Errorf("rating %d, outcome %d: grade %d, want %d", c.value, c.outcome, got, c.want)
		}
	}
}

func TestASecondAnswerOnOneDayDoesNotCount(t *testing.T) {
	m := fresh(t, packOf(2, 4))
	m.Observe(Answer{Member: "ada", Question: 0, Day: 3, Value: 2})
	before := m.Checkpoint()
	m.Observe(Answer{Member: "ada", Question: 0, Day: 3, Value: 5, Channel: true})
	if !bytes.Equal(before, m.Checkpoint()) {
		t.Error("a second answer on the same day changed the model")
	}
	m.Observe(Answer{Member: "ada", Question: 0, Day: 4, Value: 5})
	if m.Answers("ada") != 2 {
		t.Errorf("%d answers, want 2", m.Answers("ada"))
	}
}

// TestRatingsAreReadByWhatTheKeySays: who is often sure and wrong has a 4 read as less.
func TestRatingsAreReadByWhatTheKeySays(t *testing.T) {
	m := fresh(t, packOf(10, 8))
	for i := range 20 {
		m.Observe(Answer{Member: "bold", Question: 4*i + 1, Day: i, Value: 5, Outcome: study.Wrong})
		m.Observe(Answer{Member: "shy", Question: 4*i + 1, Day: i, Value: 1, Outcome: study.Right})
	}
	if bold, shy := m.members["bold"].shift.mean, m.members["shy"].shift.mean; bold >= -0.5 || shy <= 0.5 {
		t.Errorf("shifts %v and %v: want the bold one's well below 0, the shy one's well above", bold, shy)
	}
	m.Observe(Answer{Member: "bold", Question: 0, Day: 30, Value: 4})
	m.Observe(Answer{Member: "new", Question: 0, Day: 30, Value: 4})
	if bold, plain := m.members["bold"].traces[0].grade, m.members["new"].traces[0].grade; bold >= plain {
		t.Errorf("a 4 of the bold one counts as grade %d, of a new one as %d", bold, plain)
	}
}

func TestPredictionsFollowWhatWasSaid(t *testing.T) {
	m := fresh(t, packOf(8, 8))
	m.Assess("low", 0, map[string]int{"A1": 1})
	m.Assess("high", 0, map[string]int{"A1": 5})
	if low, none, high := m.Predict("low", 0, 1), m.Predict("nobody", 0, 1), m.Predict("high", 0, 1); low >= none || none >= high {
		t.Errorf("self-assessments 1, none, 5 predict %v, %v, %v", low, none, high)
	}
	m.Observe(Answer{Member: "low", Question: 0, Day: 1, Value: 5})
	if soon, late := m.Predict("low", 0, 2), m.Predict("low", 0, 90); soon < 0.7 || late >= soon {
		t.Errorf("after a 5: %v the day after, %v after three months", soon, late)
	}
	before := m.Predict("low", 2, 2)
	for i := range 6 {
		m.Observe(Answer{Member: "low", Question: 3 + i, Day: 2, Value: 1, Outcome: m.outcome(3+i, false)})
	}
	if after := m.Predict("low", 2, 2); after >= before {
		t.Errorf("six blanks in a row took a question of the area from %v to %v", before, after)
	}
}

// outcome is what a key says of a question: nothing where the member judges.
func (m *Model) outcome(question int, right bool) study.Outcome {
	switch {
	case m.bank.items[question].guess == 0:
		return study.Unkeyed
	case right:
		return study.Right
	}
	return study.Wrong
}

func TestTheSameLogGivesTheSameModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := packOf(rapid.IntRange(1, 6).Draw(t, "areas"), rapid.IntRange(1, 6).Draw(t, "each"))
		m := fresh(t, p)
		log := drawAnswers(t, m, 60)
		cut := rapid.IntRange(0, len(log)).Draw(t, "cut")
		for i, a := range log {
			if i == cut {
				m.Assess("ada", a.Day, map[string]int{"A1": 2})
			}
			m.Observe(a)
		}
		// From a checkpoint in the middle, and in a fork.
		half := fresh(t, p)
		for _, a := range log[:cut] {
			half.Observe(a)
		}
		restored, err := Restore(NewBank(p), half.Checkpoint())
		if err != nil {
			t.Fatal(err)
		}
		before := half.Checkpoint()
		fork := half.Fork()
		for i, a := range log[cut:] {
			for _, f := range []*Model{restored, fork} {
				if i == 0 {
					f.Assess("ada", a.Day, map[string]int{"A1": 2})
				}
				f.Observe(a)
			}
		}
		if want := m.Checkpoint(); !bytes.Equal(restored.Checkpoint(), want) || !bytes.Equal(fork.Checkpoint(), want) {
			t.Fatal("a fold from a checkpoint or a fork ends elsewhere than one from the start")
		}
		if !bytes.Equal(half.Checkpoint(), before) {
			t.Fatal("what a fork learned is known where it came from")
		}
		for q := range m.bank.items {
			if p := m.Predict("ada", q, 100); p < 0.02 || p > 0.99 || math.IsNaN(p) {
				t.Fatalf("prediction %v", p)
			}
		}
	})
}

func TestACheckpointOfSomethingElseIsRefused(t *testing.T) {
	m := fresh(t, packOf(3, 3))
	m.Observe(Answer{Member: "ada", Question: 0, Day: 1, Value: 3})
	data := m.Checkpoint()
	other := packOf(3, 3)
	other.Questions[4].Difficulty = 1
	if _, err := Restore(NewBank(other), data); !errors.Is(err, ErrCheckpoint) {
		t.Error("a checkpoint of a pack that has changed was taken:", err)
	}
	older := bytes.Clone(data)
	older[3]--
	if _, err := Restore(m.bank, older); !errors.Is(err, ErrCheckpoint) {
		t.Error("a checkpoint of an older version was taken:", err)
	}
	for n := range data {
		if _, err := Restore(m.bank, data[:n]); !errors.Is(err, ErrCheckpoint) {
			t.Fatalf("a checkpoint cut at %d was taken: %v", n, err)
		}
	}
}

func FuzzRestore(f *testing.F) {
	bank := NewBank(packOf(2, 3))
	m, err := New(bank)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(m.Checkpoint())
	m.Observe(Answer{Member: "ada", Question: 1, Day: 3, Value: 4, Outcome: study.Right})
	f.Add(m.Checkpoint())
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := Restore(bank, data)
		if err == nil && len(m.Checkpoint()) == 0 {
			t.Error("nothing was restored without an error")
		}
	})
}

func TestEvidenceStaysOnTheScaleAndNarrows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := fresh(t, packOf(4, 5))
		for _, a := range drawAnswers(t, m, 50) {
			m.Observe(a)
		}
		for _, e := range m.Evidence("ada", 120) {
			if !(1 <= e.Low && e.Low <= e.Score && e.Score <= e.High && e.High <= 5) || e.Seen > e.Questions || (e.Age >= 0) != (e.Answers > 0) {
				t.Fatalf("%+v", e)
			}
		}
	})
	m := fresh(t, packOf(4, 10))
	wide := m.Evidence("ada", 1)[0]
	for q := range 10 {
		m.Observe(Answer{Member: "ada", Question: q, Day: 1, Value: 4, Outcome: m.outcome(q, true)})
	}
	narrow := m.Evidence("ada", 2)[0]
	if narrow.High-narrow.Low >= wide.High-wide.Low || narrow.Score <= wide.Score || narrow.Answers != 10 || narrow.Age != 1 {
		t.Errorf("ten good answers took %+v to %+v", wide, narrow)
	}
}

func TestEvidenceDiffersOnlyWhenThereIsEnoughOfIt(t *testing.T) {
	for _, c := range []struct {
		e    Evidence
		want int
	}{
		{Evidence{Self: 4, Score: 2.2, Answers: 9}, -1},
		{Evidence{Self: 2, Score: 3.4, Answers: 4}, 1},
		{Evidence{Self: 4, Score: 2.2, Answers: 3}, 0},
		{Evidence{Self: 4, Score: 3.1, Answers: 9}, 0},
		{Evidence{Score: 2.2, Answers: 9}, 0},
	} {
		if got := c.e.Differs(); got != c.want {
			t.Errorf("%+v differs %d, want %d", c.e, got, c.want)
		}
	}
}

func TestCalibrationCountsKeyedAnswers(t *testing.T) {
	m := fresh(t, packOf(20, 8))
	q := 1
	keyed := func(value int, right bool) {
		m.Observe(Answer{Member: "ada", Question: q, Day: q, Value: value, Outcome: m.outcome(q, right)})
		q += 2 // every other question has a key
	}
	for i := range 11 {
		keyed(5, i < 7)
	}
	for i := range 4 {
		keyed(2, i < 1)
	}
	m.Observe(Answer{Member: "ada", Question: 0, Day: 99, Value: 5}) // has no key
	c := m.Calibration("ada")
	if c.Keyed != 15 || c.Right[5] != 7 || c.Of[5] != 11 || c.Of[2] != 4 {
		t.Fatalf("%+v", c)
	}
	// By hand: stated (11*0.95+4*0.40)/15 = 0.8033, right 8/15 = 0.5333.
	if math.Abs(c.Bias-0.27) > 1e-9 {
		t.Errorf("bias %v, want 0.27", c.Bias)
	}
	// (8+2)/(15+4) = 0.5263; 1.96*sqrt(0.5263*0.4737/19) = 0.2245.
	if math.Abs(c.Margin-0.2245) > 1e-3 {
		t.Errorf("margin %v, want 0.2245", c.Margin)
	}
	if none := m.Calibration("ben"); none.Keyed != 0 || none.Bias != 0 {
		t.Errorf("somebody without answers: %+v", none)
	}
}
