package learn

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// aSemester is a team of 20 that has studied 600 questions for 90 days: about 7,000
// answers, in their order.
func aSemester(b *testing.B) (*Bank, []Answer, []Turn, []string) {
	b.Helper()
	bank := NewBank(packOf(20, 30))
	chance := rand.New(rand.NewPCG(1, 2))
	var team []string
	for i := range 20 {
		team = append(team, fmt.Sprintf("m%02d", i))
	}
	m, err := New(bank)
	if err != nil {
		b.Fatal(err)
	}
	var log []Answer
	var past []Turn
	for day := 1; day <= 90; day++ {
		if day%7 == 6 || day%7 == 0 {
			continue
		}
		c, err := m.Channel(past, day, team, UsualRules())
		if err != nil {
			b.Fatal(err)
		}
		past = append(past, Turn{Day: day, Question: c.Question})
		for _, who := range team {
			for i, q := range []int{c.Question, chance.IntN(600), chance.IntN(600), chance.IntN(600), chance.IntN(600), chance.IntN(600)} {
				a := Answer{Member: who, Question: q, Day: day, Value: 1 + chance.IntN(5), Outcome: m.outcome(q, chance.IntN(2) == 0), Channel: i == 0}
				log = append(log, a)
				m.Observe(a)
			}
		}
	}
	return bank, log, past, team
}

func folded(b *testing.B, bank *Bank, log []Answer) *Model {
	b.Helper()
	m, err := New(bank)
	if err != nil {
		b.Fatal(err)
	}
	for _, a := range log {
		m.Observe(a)
	}
	return m
}

// BenchmarkTeam is the work of a day for a team of 20 with 600 questions and 90 days
// behind it.
func BenchmarkTeam(b *testing.B) {
	bank, log, past, team := aSemester(b)
	m := folded(b, bank, log)
	b.Run("channel", func(b *testing.B) {
		for b.Loop() {
			if _, err := m.Channel(past, 91, team, UsualRules()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("personal", func(b *testing.B) {
		for b.Loop() {
			if got := m.Personal("m07", 91, 3, nil); len(got) != 3 {
				b.Fatal(got)
			}
		}
	})
	b.Run("evidence", func(b *testing.B) {
		for b.Loop() {
			m.Evidence("m07", 91)
		}
	})
	b.Run("whole-log", func(b *testing.B) {
		for b.Loop() {
			folded(b, bank, log)
		}
	})
	b.Run("one-answer", func(b *testing.B) {
		for b.Loop() {
			f := m.Fork()
			f.Observe(Answer{Member: "m07", Question: 5, Day: 91, Value: 4, Outcome: f.outcome(5, true)})
		}
	})
	b.Run("checkpoint", func(b *testing.B) {
		data := m.Checkpoint()
		b.ReportMetric(float64(len(data)), "bytes")
		for b.Loop() {
			if _, err := Restore(bank, data); err != nil {
				b.Fatal(err)
			}
		}
	})
}
