package lab

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"studybot/bot/learn"
	"studybot/bot/study"
)

// Setting is the world that a Session is about: who studies what.
type Setting struct {
	Protocol int `json:"protocol"`
	// Day is the first; it is that of the formal self-assessments.
	Day     int `json:"day"`
	Members []struct {
		ID             string         `json:"id"`
		SelfAssessment map[string]int `json:"self_assessment"`
	} `json:"members"`
	Areas []struct {
		ID     string `json:"id"`
		Topics []int  `json:"topics"`
	} `json:"areas"`
	Topics []struct {
		Day      int            `json:"day"`
		Priority study.Priority `json:"priority"`
		Prereq   []int          `json:"prereq"`
	} `json:"topics"`
	Questions []SettingQuestion `json:"questions"`
	Rules     SettingRules      `json:"rules"`
}

// SettingQuestion is one question of a Setting.
type SettingQuestion struct {
	ID         string         `json:"id"`
	Area       string         `json:"area"`
	Topic      int            `json:"topic"`
	Priority   study.Priority `json:"priority"`
	Difficulty int            `json:"difficulty"`
	Format     study.Format   `json:"format"`
}

// SettingRules bound the channel; those that are left out are the product's.
type SettingRules struct {
	Cooldown *int  `json:"channel_cooldown_days"`
	Window   *int  `json:"channel_area_window"`
	SameArea *bool `json:"channel_same_area_twice_running"`
}

// Rated is one answer in a Session.
type Rated struct {
	Day      int    `json:"day"`
	Member   string `json:"member"`
	Question string `json:"question"`
	Rating   int    `json:"rating"`
	// Kind is "channel" or "personal".
	Kind string `json:"kind"`
	// Correct is the key's judgement; nil where the member judges.
	Correct *bool `json:"keyed_correct"`
}

// AreaScore is an evidence score with its 90 % interval, 1 to 5.
type AreaScore struct {
	Score float64 `json:"score"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// Session is a group that studies by the product's rules, driven from outside day by
// day. It is what `lab choose` and the simulation talk to.
type Session struct {
	model   *learn.Model
	bank    *learn.Bank
	rules   learn.Rules
	members []string
	past    []learn.Turn
}

// NewSession checks the setting and begins.
func NewSession(s Setting) (*Session, error) {
	if s.Protocol > 1 {
		return nil, fmt.Errorf("protocol %d is not known here; 1 is", s.Protocol)
	}
	pack, err := s.pack()
	if err != nil {
		return nil, err
	}
	bank := learn.NewBank(pack)
	model, err := learn.New(bank)
	if err != nil {
		return nil, err
	}
	session := &Session{model: model, bank: bank, rules: learn.UsualRules()}
	if s.Rules.Cooldown != nil {
		session.rules.Cooldown = *s.Rules.Cooldown
	}
	if s.Rules.Window != nil {
		session.rules.Window = *s.Rules.Window
	}
	if s.Rules.SameArea != nil {
		session.rules.SameArea = *s.Rules.SameArea
	}
	for _, m := range s.Members {
		if m.ID == "" {
			return nil, errors.New("a member has no id")
		}
		session.members = append(session.members, m.ID)
		model.Join(m.ID, s.Day)
		model.Assess(m.ID, s.Day, m.SelfAssessment)
	}
	return session, nil
}

// pack is the setting as a pack. An area's category is the letters that its id begins
// with: A of A1.
func (s Setting) pack() (*study.Pack, error) {
	p := &study.Pack{ID: "lab"}
	topics := map[int]bool{}
	for _, t := range s.Topics {
		topics[t.Day] = true
		p.Topics = append(p.Topics, study.Topic{Day: t.Day, Priority: t.Priority, Prereq: t.Prereq})
	}
	areas := map[string]bool{}
	for _, a := range s.Areas {
		if a.ID == "" || areas[a.ID] {
			return nil, fmt.Errorf("area %q has no id or stands there twice", a.ID)
		}
		areas[a.ID] = true
		category := strings.TrimRightFunc(a.ID, func(r rune) bool { return !unicode.IsLetter(r) })
		p.Areas = append(p.Areas, study.Area{ID: a.ID, Name: a.ID, Category: category, Topics: a.Topics})
	}
	ids := map[string]bool{}
	keys := map[study.Key]string{}
	for _, q := range s.Questions {
		if q.ID == "" || ids[q.ID] {
			return nil, fmt.Errorf("question %q has no id or stands there twice", q.ID)
		}
		if !areas[q.Area] {
			return nil, fmt.Errorf("question %q is of area %q, which is not among the areas", q.ID, q.Area)
		}
		if other, taken := keys[study.KeyOf(q.ID)]; taken {
			return nil, fmt.Errorf("the questions %q and %q share a key: rename one", other, q.ID)
		}
		ids[q.ID], keys[study.KeyOf(q.ID)] = true, q.ID
		if !topics[q.Topic] {
			topics[q.Topic] = true
			p.Topics = append(p.Topics, study.Topic{Day: q.Topic, Priority: q.Priority})
		}
		p.Questions = append(p.Questions, study.Question{
			ID: q.ID, Area: q.Area, Topic: q.Topic, Difficulty: min(3, max(1, q.Difficulty)), Format: q.Format, Status: study.Active,
		})
	}
	return p, nil
}

// Channel is the channel's question of a day.
func (s *Session) Channel(day int) (string, error) {
	c, err := s.model.Channel(s.past, day, s.members, s.rules)
	if err != nil {
		return "", err
	}
	s.past = append(s.past, learn.Turn{Day: day, Question: c.Question})
	return s.bank.ID(c.Question), nil
}

// Personal are at most k questions for a member, the best first.
func (s *Session) Personal(day int, member string, k int, except []string) ([]string, error) {
	var numbers []int
	for _, id := range except {
		if n, known := s.bank.Question(id); known {
			numbers = append(numbers, n)
		}
	}
	if last := len(s.past) - 1; last >= 0 && s.past[last].Day == day {
		numbers = append(numbers, s.past[last].Question)
	}
	ids := []string{}
	for _, c := range s.model.Personal(member, day, max(0, k), numbers) {
		ids = append(ids, s.bank.ID(c.Question))
	}
	return ids, nil
}

// Rated takes an answer.
func (s *Session) Rated(r Rated) error {
	q, known := s.bank.Question(r.Question)
	if !known {
		return fmt.Errorf("question %q is not known", r.Question)
	}
	if r.Rating < 1 || r.Rating > 5 {
		return fmt.Errorf("rating %d: a rating goes from 1 to 5", r.Rating)
	}
	if r.Member == "" {
		return errors.New("the rating names no member")
	}
	a := learn.Answer{Member: r.Member, Question: q, Day: r.Day, Value: r.Rating, Channel: r.Kind == "channel"}
	if r.Correct != nil {
		a.Outcome = map[bool]study.Outcome{true: study.Right, false: study.Wrong}[*r.Correct]
	}
	s.model.Observe(a)
	return nil
}

// Predict is the chance, 0 to 1, that the member recalls the question on day.
func (s *Session) Predict(day int, member, question string) (float64, error) {
	q, known := s.bank.Question(question)
	if !known {
		return 0, fmt.Errorf("question %q is not known", question)
	}
	return s.model.Predict(member, q, day), nil
}

// AreaScores are the evidence scores of every member by area.
func (s *Session) AreaScores(day int) map[string]map[string]AreaScore {
	all := map[string]map[string]AreaScore{}
	for _, member := range s.members {
		scores := map[string]AreaScore{}
		for _, e := range s.model.Evidence(member, day) {
			scores[e.Area.ID] = AreaScore{e.Score, e.Low, e.High}
		}
		all[member] = scores
	}
	return all
}
