package main

import (
	"encoding/json"
	"fmt"

	"studybot/bot/lab"
	"studybot/cmd/sim/classroom"
)

// product is studybot's own learning core: the session behind `studybot lab choose`,
// without the process between.
func product(w *classroom.World) (classroom.Session, error) {
	line, err := json.Marshal(w.Course)
	if err != nil {
		return classroom.Session{}, fmt.Errorf("write the course: %w", err)
	}
	var setting lab.Setting
	if err := json.Unmarshal(line, &setting); err != nil {
		return classroom.Session{}, fmt.Errorf("read the course: %w", err)
	}
	s, err := lab.NewSession(setting)
	if err != nil {
		return classroom.Session{}, fmt.Errorf("begin a session: %w", err)
	}
	p := productSession{s}
	return classroom.Session{Asker: s, Learner: p, Forecaster: p, Close: func() error { return nil }}, nil
}

// productSession speaks the simulation's words.
type productSession struct{ *lab.Session }

// Rated passes an answer on.
func (p productSession) Rated(r classroom.Rating) error {
	out := lab.Rated{Day: r.Day, Member: r.Member, Question: r.Question, Rating: r.Rating, Kind: "personal"}
	if r.Channel {
		out.Kind = "channel"
	}
	if r.Keyed {
		out.Correct = &r.Correct
	}
	return p.Session.Rated(out)
}

// AreaScores passes the evidence on.
func (p productSession) AreaScores(day int) (map[string]map[string]classroom.Score, error) {
	all := map[string]map[string]classroom.Score{}
	for member, areas := range p.Session.AreaScores(day) {
		all[member] = map[string]classroom.Score{}
		for area, s := range areas {
			all[member][area] = classroom.Score{Score: s.Score, Low: s.Low, High: s.High}
		}
	}
	return all, nil
}
