package lab

import (
	"encoding/json"
	"errors"
	"fmt"
)

// chooseLine is any line of `lab choose`.
type chooseLine struct {
	Type string          `json:"type"`
	ID   json.RawMessage `json:"id"`
	// K and Exclude are of "personal".
	K       int      `json:"k"`
	Exclude []string `json:"exclude"`
	Rated
}

// NewChooser makes the tool behind `lab choose`. It serves one run after another: each
// init drops what was before.
func NewChooser() func(line []byte) (any, error) {
	var s *Session
	return func(line []byte) (any, error) {
		var in chooseLine
		if err := json.Unmarshal(line, &in); err != nil {
			return nil, fmt.Errorf("read the line: %w", err)
		}
		if in.Type == "end" {
			return nil, nil
		}
		if in.Type == "init" {
			var setting Setting
			if err := json.Unmarshal(line, &setting); err != nil {
				return nil, fmt.Errorf("read the setting: %w", err)
			}
			begun, err := NewSession(setting)
			if err != nil {
				return nil, err
			}
			s = begun
			return answerTo(in.ID, map[string]any{"ok": true, "predicts": true, "scores": true}), nil
		}
		if s == nil {
			return nil, errors.New("the first line has to be an init")
		}
		said, err := s.answer(in)
		if err != nil || said == nil {
			return nil, err
		}
		return answerTo(in.ID, said), nil
	}
}

// answer is what a line within a run gets.
func (s *Session) answer(in chooseLine) (map[string]any, error) {
	switch in.Type {
	case "channel":
		q, err := s.Channel(in.Day)
		return map[string]any{"question": q}, err
	case "personal":
		questions, err := s.Personal(in.Day, in.Member, in.K, in.Exclude)
		return map[string]any{"questions": questions}, err
	case "rated":
		return nil, s.Rated(in.Rated)
	case "predict":
		p, err := s.Predict(in.Day, in.Member, in.Question)
		return map[string]any{"p": p}, err
	case "area_scores":
		return map[string]any{"scores": s.AreaScores(in.Day)}, nil
	}
	return nil, fmt.Errorf("type %q is not known; init, channel, personal, rated, predict, area_scores and end are", in.Type)
}

// answerTo adds the line's id; a line without one is not answered.
func answerTo(id json.RawMessage, said map[string]any) any {
	if id == nil {
		return nil
	}
	said["id"] = id
	return said
}
