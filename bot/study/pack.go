package study

import (
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Pack is a whole course of study: topics to ask about, areas to assess, levels
// with their plans, lists to tick and resources. A pack that the loader returned
// is complete and consistent, and is never changed afterwards.
type Pack struct {
	ID      string
	Name    string
	Version string
	// Summary says in a sentence what is studied.
	Summary string
	// Phase is what the course calls the stretch that is reviewed, and Next what follows it.
	Phase, Next string
	Objectives  []Item
	Modules     []Module
	Topics      []Topic // by day, ascending
	Themes      []Theme
	Categories  []Category
	Areas       []Area // in the order of the assessment
	Scale       []Anchor
	Levels      []Level // best first
	Checklists  []Checklist
	Preparation []Group
	Resources   []Group
	Support     []Group
	Recognition Recognition
	Questions   []Question // by topic, then in the order of the files
	// Aliases are the names of earlier versions; the lookups below know them.
	Aliases Aliases
}

// Priority says how much a topic matters.
type Priority string

// The priorities, most urgent first.
const (
	Critical Priority = "CRITICAL"
	High     Priority = "HIGH"
	Medium   Priority = "MEDIUM"
)

// Weight is 3, 2 or 1, and 0 for a priority that is none. This project's reading
// of the guide, which ranks the priorities but gives no numbers.
func (p Priority) Weight() int {
	switch p {
	case Critical:
		return 3
	case High:
		return 2
	case Medium:
		return 1
	}
	return 0
}

// Module is a run of days that the course teaches together.
type Module struct {
	Name     string
	Weeks    string // as the course counts them, such as "4-5"
	From, To int    // days
}

// Topic is one day of the course.
type Topic struct {
	Day      int
	Name     string
	Priority Priority
	Concepts []string
	Skills   []string
	// Project marks a day that is one piece of building.
	Project bool
	// Prereq are days to study before.
	Prereq []int
}

// Theme is a chapter of the review: groups of concepts and open questions to think about.
type Theme struct {
	Name      string
	Topics    []int
	Groups    []Group
	Questions []string
	// Checklist is the id of the list of things to build, or "", and Group that of
	// its part for this theme; "" means the whole list.
	Checklist, Group string
}

// Category is a group of areas; in the assessment it has a subtotal.
type Category struct {
	ID   string
	Name string
}

// Area is something a member rates in the assessment.
type Area struct {
	ID       string
	Name     string
	Category string
	// Topics are the days that teach it, the most important first.
	Topics []int
	// Priority is that of the first topic.
	Priority Priority
}

// Anchor says what a rating from 1 to 5 means.
type Anchor struct {
	Value int
	// Label is short, for a button.
	Label string
	// Text describes somebody who gives this rating.
	Text string
}

// Level is a band of the assessment's total, with its advice and its plan.
type Level struct {
	Name      string
	Min, Max  int
	Strengths string
	Readiness string
	NextStep  string
	Challenge string
	Plan      PlanTemplate
}

// PlanTemplate is what the course advises at one level.
type PlanTemplate struct {
	Focus string
	// Weeks has a line for every week: a line for weeks 1-2 stands twice.
	Weeks      []PlanWeek
	Activities []string
}

// PlanWeek is one week's line, with what it names, so that a plan can keep to it.
type PlanWeek struct {
	Theme string
	// Topics are the days that the line names; may be empty.
	Topics []int
	// Areas are what the line speaks of; may be empty.
	Areas []string
}

// Checklist is a list that each member ticks.
type Checklist struct {
	ID     string
	Name   string
	Groups []Group
}

// Group is a named part of a list.
type Group struct {
	ID   string
	Name string
	// Part is a heading that neighbouring groups share; may be empty.
	Part  string
	Items []Item
}

// Item is one entry of a list.
type Item struct {
	ID   string
	Name string
	Text string
	// By names authors, and URL is where to find it; both may be empty.
	By, URL string
}

// Recognition is what a member who has done everything is told.
type Recognition struct {
	Title string
	Text  string
	// Groups are what it stands for and what it opens, figures included.
	Groups []Group
}

// Format says how a question is answered.
type Format string

// The formats of a question.
const (
	Open           Format = "open"
	Scenario       Format = "scenario"
	MultipleChoice Format = "mc"
	Numeric        Format = "numeric"
)

// Keyed is true when the answer is judged by a key and not by the member.
func (f Format) Keyed() bool { return f == MultipleChoice || f == Numeric }

// Status says whether a question is asked.
type Status string

// The states of a question.
const (
	Active  Status = "active"
	Draft   Status = "draft"
	Retired Status = "retired"
)

// Question is one thing to ask.
type Question struct {
	ID         string // stable over versions of the pack
	Topic      int    // the topic's day
	Area       string
	Difficulty int // 1 recall of a mechanism, 2 apply, 3 trade-off or diagnosis
	Format     Format
	Minutes    int
	// Prereq are days to know before, beyond the topic's own.
	Prereq []int
	Prompt string
	// Variants are other wordings of the prompt with the same key.
	Variants  []string
	KeyPoints []KeyPoint
	Answer    string
	// Misconceptions are what people wrongly believe, with why it is wrong.
	Misconceptions []Misconception
	Options        []Choice    // MultipleChoice only
	Number         *NumericKey // Numeric only
	Source         Source
	Status         Status
}

// KeyPoint is something that a good answer says.
type KeyPoint struct {
	Text      string
	Essential bool
}

// Misconception is a wrong belief and why it is wrong.
type Misconception struct{ Text, Why string }

// Choice is one option of a multiple choice question.
type Choice struct {
	Text    string
	Correct bool
	Why     string
}

// NumericKey is the right number: Value plus or minus Tolerance, in Unit.
type NumericKey struct {
	Value, Tolerance float64
	Unit             string
	Working          string
}

// String writes the number as "12 GB (0.5 either way counts)".
func (n NumericKey) String() string {
	s := strings.TrimSpace(figure(n.Value) + " " + n.Unit)
	if n.Tolerance > 0 {
		s += fmt.Sprintf(" (%s either way counts)", figure(n.Tolerance))
	}
	return s
}

// figure writes a number as people do, without an exponent unless it is very large
// or small.
func figure(f float64) string {
	if a := math.Abs(f); a == 0 || a >= 1e-6 && a < 1e15 {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}

// Source says where a question comes from.
type Source struct{ Heading, Reference string }

// Key is a short stand-in for a question's id in stored ratings: 32 bits of its
// FNV-1a hash. The loader refuses a pack in which two ids share one.
type Key uint32

// Wording is the form of the prompt that a round of the day asks: the prompt or one
// of the variants, so that a question that returns has to be understood again.
func (q Question) Wording(day Day) string {
	forms := append([]string{q.Prompt}, q.Variants...)
	return forms[KeyOf(string(day)+q.ID)%Key(len(forms))]
}

// KeyOf is the key of the question id.
func KeyOf(id string) Key {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id)) // never fails
	return Key(h.Sum32())
}

// Topic finds a topic by its day, or by one that it had earlier.
func (p *Pack) Topic(day int) (Topic, bool) {
	i := slices.IndexFunc(p.Topics, func(t Topic) bool { return t.Day == day })
	if now, old := p.Aliases.Topics[day]; i < 0 && old {
		i = slices.IndexFunc(p.Topics, func(t Topic) bool { return t.Day == now })
	}
	if i < 0 {
		return Topic{}, false
	}
	return p.Topics[i], true
}

// Area finds an area by its id, or by an earlier one; of an area that was split it
// is the first part.
func (p *Pack) Area(id string) (Area, bool) {
	a, ok := p.area(id)
	if parts := p.Aliases.Areas[id]; !ok && len(parts) > 0 {
		return p.area(parts[0])
	}
	return a, ok
}

func (p *Pack) area(id string) (Area, bool) {
	for _, a := range p.Areas {
		if a.ID == id {
			return a, true
		}
	}
	return Area{}, false
}

// AreasOf are the areas of a category, in the order of the assessment.
func (p *Pack) AreasOf(category string) []Area {
	var in []Area
	for _, a := range p.Areas {
		if a.Category == category {
			in = append(in, a)
		}
	}
	return in
}

// Question finds a question by its id or an earlier one, retired ones included.
func (p *Pack) Question(id string) (Question, bool) {
	q, ok := p.question(id)
	if now, old := p.Aliases.Questions[id]; !ok && old {
		return p.question(now)
	}
	return q, ok
}

func (p *Pack) question(id string) (Question, bool) {
	for i := range p.Questions { // by index: every click looks one up, and a Question is large
		if p.Questions[i].ID == id {
			return p.Questions[i], true
		}
	}
	return Question{}, false
}

// QuestionByKey finds a question by the key of its id or of an earlier one,
// retired ones included.
func (p *Pack) QuestionByKey(k Key) (Question, bool) {
	for i := range p.Questions {
		if KeyOf(p.Questions[i].ID) == k {
			return p.Questions[i], true
		}
	}
	for old, now := range p.Aliases.Questions { // no two have one key: the loader sees to it
		if KeyOf(old) == k {
			return p.question(now)
		}
	}
	return Question{}, false
}

// Checklist finds a checklist by its id or an earlier one.
func (p *Pack) Checklist(id string) (Checklist, bool) {
	i := slices.IndexFunc(p.Checklists, func(c Checklist) bool { return c.ID == id })
	if now, old := p.Aliases.Checklists[id]; i < 0 && old {
		i = slices.IndexFunc(p.Checklists, func(c Checklist) bool { return c.ID == now })
	}
	if i < 0 {
		return Checklist{}, false
	}
	return p.Checklists[i], true
}

// Anchor is the anchor of a rating from 1 to 5.
func (p *Pack) Anchor(value int) (Anchor, bool) {
	for _, a := range p.Scale {
		if a.Value == value {
			return a, true
		}
	}
	return Anchor{}, false
}

// LevelOf is the level whose band holds total.
func (p *Pack) LevelOf(total int) (Level, bool) {
	for _, l := range p.Levels {
		if total >= l.Min && total <= l.Max {
			return l, true
		}
	}
	return Level{}, false
}
