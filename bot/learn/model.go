package learn

import (
	"maps"
	"math"
	"slices"

	"studybot/bot/learn/memory"
	"studybot/bot/study"
)

// Model is what is held of a group that studies one pack.
type Model struct {
	bank  *Bank
	curve *memory.Curve

	// For a question that the member has not answered yet: the constant, and the weights
	// of the self-assessment, of the difficulty, and of the time in which it could fade.
	base, self, hard, fade belief
	// For one that they have: the constant after a pass and after a failure, the
	// constant of all, and the weight of the memory's log odds.
	passed, failed, known, recall belief
	easy                          []belief // by question: its easiness
	area                          []belief // by area: its easiness
	members                       map[string]*member
	// own holds the members that no other model shares; see Fork.
	own map[string]bool
}

// member is what is held of one person.
type member struct {
	self []int8 // by area: the newest self-assessment; 0 where there is none
	// skill, at large, by category and by area; keeping is how well they keep what
	// they answered; shift is by how much their ratings are too low, in log odds.
	skill, keeping, shift belief
	category, area        []belief
	traces                map[int]trace // by question

	answers     int // all that counted
	inChannel   int // those of channel questions
	firstDay    int
	calibration tallies
}

// trace is what answers left of one question in one member.
type trace struct {
	memory.State
	day     int // of the last answer
	grade   memory.Grade
	value   int8 // the last rating or confidence
	outcome study.Outcome
	answers int
	// interval is after how many days it is due, at most a year.
	interval int
}

// longestInterval bounds what the order of FSRS's intervals may add.
const longestInterval = 365

// New is the model of a group of which nothing is known. The starting beliefs are
// those of docs/learning.md.
func New(bank *Bank) (*Model, error) {
	curve, err := memory.New(memory.Product())
	if err != nil {
		return nil, err
	}
	m := &Model{
		bank: bank, curve: curve,
		base: belief{0, 0.5}, self: belief{0.35, 0.02}, hard: belief{-0.35, 0.02}, fade: belief{-0.5, 0.05},
		passed: belief{0.5, 0.3}, failed: belief{0, 0.3}, known: belief{0, 0.1}, recall: belief{1, 0.05},
		easy: many(len(bank.items), belief{0, 0.25}), area: many(len(bank.areas), belief{0, 0.1}),
		members: map[string]*member{}, own: map[string]bool{},
	}
	return m, nil
}

func many(n int, b belief) []belief { return slices.Repeat([]belief{b}, n) }

// Fork is a model that goes on from here by itself. m must not learn any more, so that
// both can share what is known: members are copied when the fork learns about them, and
// a fork costs what changes. Models that do not learn may be read and forked by several
// goroutines at once.
func (m *Model) Fork() *Model {
	f := *m
	f.easy, f.area = slices.Clone(m.easy), slices.Clone(m.area)
	f.members, f.own = maps.Clone(m.members), map[string]bool{}
	return &f
}

// Bank is the pack that the model is about.
func (m *Model) Bank() *Bank { return m.bank }

// Join makes the person one of the group from day on; one who is keeps their day.
func (m *Model) Join(id string, day int) { m.of(id, day) }

// of is the member to change, a new one when nothing is known of them.
func (m *Model) of(id string, day int) *member {
	who, known := m.members[id]
	switch {
	case !known:
		who = m.stranger(day)
	case m.own[id]:
		return who
	default:
		own := *who
		own.self, own.category, own.area = slices.Clone(who.self), slices.Clone(who.category), slices.Clone(who.area)
		own.traces = maps.Clone(who.traces)
		who = &own
	}
	m.members[id], m.own[id] = who, true
	return who
}

// stranger is a member of whom nothing is known.
func (m *Model) stranger(day int) *member {
	return &member{
		self: make([]int8, len(m.bank.areas)), firstDay: day,
		skill: belief{0, 0.25}, keeping: belief{0, 0.1}, shift: belief{0, 0.36},
		category: many(m.bank.categories, belief{0, 0.15}), area: many(len(m.bank.areas), belief{0, 0.25}),
		traces: map[int]trace{},
	}
}

// seenAs is the member to read from: a stranger when nothing is known of them.
func (m *Model) seenAs(id string) *member {
	if who, known := m.members[id]; known {
		return who
	}
	return m.stranger(math.MaxInt32)
}

// Assess takes a self-assessment: 1 to 5 by area id. It replaces the one before.
func (m *Model) Assess(id string, day int, ratings map[string]int) {
	who := m.of(id, day)
	clear(who.self)
	for area, r := range ratings {
		if n, known := m.bank.areaNumber[area]; known && r >= 1 && r <= 5 {
			who.self[n] = int8(r)
		}
	}
}

// Answer is one answer that counts.
type Answer struct {
	Member string
	// Question is its number in the bank.
	Question int
	Day      int
	// Value is the rating, or the confidence before the key, 1 to 5.
	Value int
	// Outcome is the key's judgement.
	Outcome study.Outcome
	// Channel says that a channel was asked, and not the member alone.
	Channel bool
}

// present is, by rating, the chance that the answer was really there.
func present(rating int) float64 {
	return [...]float64{1: 0.05, 2: 0.15, 3: 0.50, 4: 0.88, 5: 0.97}[clampRating(rating)]
}

func clampRating(r int) int { return min(5, max(1, r)) }

// Observe learns from an answer. A second answer to a question on one study day
// changes nothing: the first has shown the key points.
func (m *Model) Observe(a Answer) {
	who, it := m.of(a.Member, a.Day), &m.bank.items[a.Question]
	last, before := who.traces[a.Question]
	if before && a.Day <= last.day {
		return
	}
	stated := logit(present(a.Value))
	there := sigma(stated + who.shift.mean) // that the answer was there, by what was said
	o := there
	var grade memory.Grade
	if a.Outcome == study.Unkeyed {
		grade = gradeOf(there)
	} else {
		right := a.Outcome == study.Right
		who.calibration.add(a.Value, right)
		grade = gradeOfKeyed(a.Value, right)
		known := 0.0 // what was said and whether it was right, luck taken out
		o = 0
		if right {
			p := sigma(logit(m.chance(who, a.Question, a.Day)) + 0.5*logit(clamp(there, 0.001, 0.999)))
			o, known = lucky(p, it.guess), lucky(there, it.guess)
		}
		observe(known, stated, []term{{&who.shift, 1}})
	}
	m.credit(who, a.Question, a.Day, o)
	days := 0
	if before {
		days = a.Day - last.day
	}
	who.traces[a.Question] = trace{
		State: m.curve.Next(last.State, days, grade), day: a.Day, grade: grade,
		value: int8(a.Value), outcome: a.Outcome, answers: last.answers + 1,
		interval: min(longestInterval, m.curve.Interval(last.State, days, grade)),
	}
	who.answers++
	if a.Channel {
		who.inChannel++
	}
}

// lucky is the chance that a right answer was known and not guessed.
func lucky(p, guess float64) float64 { return p / (p + (1-p)*guess) }

// gradeOf grades a self-rated answer by the chance that it was there. Without a
// shift ratings 1 and 2 are Again, 3 is Hard, 4 Good and 5 Easy: FSRS needs Hard to be
// a pass.
func gradeOf(there float64) memory.Grade {
	switch {
	case there < 0.35:
		return memory.Again
	case there < 0.70:
		return memory.Hard
	case there < 0.93:
		return memory.Good
	}
	return memory.Easy
}

// gradeOfKeyed grades by the key first: wrong is forgotten, however sure.
func gradeOfKeyed(confidence int, right bool) memory.Grade {
	switch {
	case !right:
		return memory.Again
	case confidence <= 2:
		return memory.Hard
	case confidence <= 4:
		return memory.Good
	}
	return memory.Easy
}

// credit moves the beliefs that had a part in the prediction.
func (m *Model) credit(who *member, question, day int, o float64) {
	if t, before := who.traces[question]; before {
		observe(o, 0, []term{
			{&m.known, 1}, {&who.keeping, 1}, {m.after(t.grade), 1}, {&m.recall, m.faded(t, day)},
		})
		return
	}
	it := &m.bank.items[question]
	observe(o, 0, []term{
		{&m.base, 1},
		{&m.self, who.rated(it.area)},
		{&m.hard, it.difficulty - 2},
		{&m.fade, who.unasked(day)},
		{&who.skill, 1},
		{&who.category[m.bank.category[it.area]], 1},
		{&who.area[it.area], 1},
		{&m.easy[question], 1},
		{&m.area[it.area], 1},
	})
}

// rated is the self-assessment in an area around its middle; a missing one is the middle.
func (who *member) rated(area int) float64 {
	if r := who.self[area]; r > 0 {
		return float64(r) - 3
	}
	return 0
}

// fadeDays is the time that what nobody asks has faded for when a member begins, about a
// month: from there log odds fall with the logarithm of time, as forgetting does.
const fadeDays = 30

// unasked is how far a question that the member was never asked has faded since they began.
func (who *member) unasked(day int) float64 {
	return math.Log1p(float64(max(0, day-who.firstDay)) / fadeDays)
}

// after is the constant after a grade.
func (m *Model) after(g memory.Grade) *belief {
	if g == memory.Again {
		return &m.failed
	}
	return &m.passed
}

// faded is the log odds of what FSRS says is left of a trace.
func (m *Model) faded(t trace, day int) float64 {
	return logit(clamp(m.curve.Recall(t.State, day-t.day), 0.001, 0.999))
}

// chance is the predicted recall of a question on a day.
func (m *Model) chance(who *member, question, day int) float64 {
	if t, before := who.traces[question]; before {
		return m.kept(who, t, day)
	}
	return m.fresh(who, question, day)
}

// kept is the predicted recall of a question that the member has answered.
func (m *Model) kept(who *member, t trace, day int) float64 {
	z := m.known.mean + who.keeping.mean + m.after(t.grade).mean + m.recall.mean*m.faded(t, day)
	return clamp(sigma(z), 0.02, 0.99)
}

// fresh is the predicted recall of a question that the member has not answered.
func (m *Model) fresh(who *member, question, day int) float64 {
	it := &m.bank.items[question]
	z := m.base.mean + m.self.mean*who.rated(it.area) + m.hard.mean*(it.difficulty-2) + m.fade.mean*who.unasked(day) +
		who.skill.mean + who.category[m.bank.category[it.area]].mean + who.area[it.area].mean +
		m.easy[question].mean + m.area[it.area].mean
	return clamp(sigma(z), 0.03, 0.97)
}

// Predict is the chance, 0 to 1, that the member could answer the question on day.
func (m *Model) Predict(id string, question, day int) float64 {
	return m.chance(m.seenAs(id), question, day)
}
