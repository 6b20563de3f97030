package main

import (
	"context"

	"studybot/cmd/sim/chance"
	"studybot/cmd/sim/classroom"
	"studybot/cmd/sim/memory"
	"studybot/cmd/sim/rival"
)

// truth is an account of memory.
type truth struct {
	name string
	draw classroom.Remembering
}

func (t truth) called() string { return t.name }

func allTruths() []truth {
	return []truth{
		{"curves", func(s chance.Seed, p []memory.Person, i []memory.Item) classroom.Truth {
			return memory.NewCurves(s, p, i)
		}},
		{"traces", func(s chance.Seed, p []memory.Person, i []memory.Item) classroom.Truth {
			return memory.NewTraces(s, p, i)
		}},
	}
}

// policy is a way to choose questions. It opens a session for every run and must
// look at nothing of the world but its Course; the oracle alone may.
type policy struct {
	name string
	open func(*classroom.World) (classroom.Session, error)
	// judged is true for what is measured against the aims, and false for what it is compared with.
	judged bool
}

func (p policy) called() string { return p.name }

// The names of the policies that others are measured by.
const (
	random     = "random"
	roundRobin = "round-robin"
	oracle     = "oracle"
	observer   = "observer"
)

// allPolicies are the rivals, and what is judged by them.
func allPolicies(ctx context.Context, lab string) []policy {
	all := []policy{
		{name: random, open: rival.Random},
		{name: roundRobin, open: rival.RoundRobin},
		{name: "even", open: rival.Even},
		{name: "flashcards", open: rival.Flashcards},
		{name: "unseen", open: rival.Unseen},
		{name: observer, open: rival.Observer},
		{name: oracle, open: rival.Oracle},
		{name: "studybot", open: product, judged: true},
	}
	if lab != "" {
		all = append(all, policy{name: "lab", open: inLab(ctx, lab), judged: true})
	}
	return all
}
