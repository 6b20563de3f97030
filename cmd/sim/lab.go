package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"

	"studybot/cmd/sim/classroom"
)

// inLab opens sessions with a program that speaks the lab's protocol "choose" on
// its standard input and output; each run has a process of its own.
func inLab(ctx context.Context, command string) func(*classroom.World) (classroom.Session, error) {
	return func(w *classroom.World) (classroom.Session, error) {
		words := strings.Fields(command)
		if len(words) == 0 {
			return classroom.Session{}, errors.New("the program's command is empty")
		}
		cmd := exec.CommandContext(ctx, words[0], words[1:]...)
		cmd.Stderr = os.Stderr
		in, err := cmd.StdinPipe()
		if err != nil {
			return classroom.Session{}, fmt.Errorf("reach the program's input: %w", err)
		}
		out, err := cmd.StdoutPipe()
		if err != nil {
			return classroom.Session{}, fmt.Errorf("reach the program's output: %w", err)
		}
		if err := cmd.Start(); err != nil {
			return classroom.Session{}, fmt.Errorf("start %s: %w", words[0], err)
		}
		stop := func() error {
			in.Close()
			return cmd.Wait()
		}
		l := &labProcess{in: in, out: bufio.NewReader(out)}
		var can struct {
			OK       bool `json:"ok"`
			Predicts bool `json:"predicts"`
			Scores   bool `json:"scores"`
		}
		err = l.ask(opening{Type: "init", ID: 1, Protocol: 1, Course: w.Course}, &can)
		if err == nil && !can.OK {
			err = errors.New("its answer lacks ok")
		}
		if err != nil {
			return classroom.Session{}, errors.Join(fmt.Errorf("%s did not take the course: %w", words[0], err), stop())
		}
		s := classroom.Session{Asker: l, Learner: l, Close: stop}
		if can.Predicts && can.Scores {
			s.Forecaster = l
		}
		return s, nil
	}
}

// labProcess is the near end of the conversation.
type labProcess struct {
	in  io.Writer
	out *bufio.Reader
	id  int
}

type opening struct {
	Type     string `json:"type"`
	ID       int    `json:"id"`
	Protocol int    `json:"protocol"`
	classroom.Course
}

// line is any other line of the protocol.
type line struct {
	Type     string   `json:"type"`
	ID       int      `json:"id,omitempty"`
	Day      int      `json:"day"`
	Member   string   `json:"member,omitempty"`
	Question string   `json:"question,omitempty"`
	K        int      `json:"k,omitempty"`
	Exclude  []string `json:"exclude,omitempty"`
	Rating   int      `json:"rating,omitempty"`
	Kind     string   `json:"kind,omitempty"`
	Correct  *bool    `json:"keyed_correct,omitempty"`
}

func (l *labProcess) say(v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = l.in.Write(append(text, '\n'))
	return err
}

func (l *labProcess) ask(v, answer any) error {
	if err := l.say(v); err != nil {
		return err
	}
	text, err := l.out.ReadBytes('\n')
	if err != nil {
		return fmt.Errorf("wait for an answer: %w", err)
	}
	var refusal struct {
		Error string `json:"error"`
	}
	if err := json.Unmarshal(text, &refusal); err == nil && refusal.Error != "" {
		return errors.New(refusal.Error)
	}
	if err := json.Unmarshal(text, answer); err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	return nil
}

func (l *labProcess) next() int {
	l.id++
	return l.id + 1 // 1 was the opening
}

// Channel asks for the team's question.
func (l *labProcess) Channel(day int) (string, error) {
	var a struct {
		Question string `json:"question"`
	}
	err := l.ask(line{Type: "channel", ID: l.next(), Day: day}, &a)
	return a.Question, err
}

// Personal asks for a member's questions.
func (l *labProcess) Personal(day int, member string, k int, exclude []string) ([]string, error) {
	var a struct {
		Questions []string `json:"questions"`
	}
	err := l.ask(line{Type: "personal", ID: l.next(), Day: day, Member: member, K: k, Exclude: exclude}, &a)
	return a.Questions, err
}

// Rated tells an answer.
func (l *labProcess) Rated(r classroom.Rating) error {
	say := line{Type: "rated", Day: r.Day, Member: r.Member, Question: r.Question, Rating: r.Rating, Kind: "personal"}
	if r.Channel {
		say.Kind = "channel"
	}
	if r.Keyed {
		say.Correct = &r.Correct
	}
	return l.say(say)
}

// Predict asks for a chance.
func (l *labProcess) Predict(day int, member, question string) (float64, error) {
	var a struct {
		P float64 `json:"p"`
	}
	err := l.ask(line{Type: "predict", ID: l.next(), Day: day, Member: member, Question: question}, &a)
	return a.P, err
}

// AreaScores asks for all members' scores.
func (l *labProcess) AreaScores(day int) (map[string]map[string]classroom.Score, error) {
	var a struct {
		Scores map[string]map[string]classroom.Score `json:"scores"`
	}
	err := l.ask(line{Type: "area_scores", ID: l.next(), Day: day}, &a)
	return a.Scores, err
}
