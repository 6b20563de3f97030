package learn

import (
	"cmp"
	"errors"
	"slices"

	"studybot/bot/study"
)

// ErrNoQuestion says that the pack has no active question.
var ErrNoQuestion = errors.New("the pack has no active question")

// Rules bound what a channel is asked.
type Rules struct {
	// Cooldown is how many days a question rests after it was asked.
	Cooldown int
	// Window is the number of questions in a row that hold every area at least once.
	Window int
	// SameArea allows the area of the question before.
	SameArea bool
}

// UsualRules are a channel's: a question rests for 28 days, no area comes twice
// running, and every area comes within 30 questions.
func UsualRules() Rules { return Rules{Cooldown: 28, Window: 30} }

// Turn is one question that a channel was asked.
type Turn struct {
	Day int
	// Question is its number in the bank, -1 when the bank does not have it any more.
	Question int
}

// Channel chooses the channel's question of day: among those that the rules allow the
// one that is worth the most to those who take part, each counted by how reliably they
// answer. Without anybody the most urgent topics take turns. When nothing is allowed
// the rules give way one after another: the window, the area of the day before, the
// rest; Choice.Gave says which.
//
// past are the channel's turns before day in their order; ties go by id.
func (m *Model) Channel(past []Turn, day int, audience []string, rules Rules) (Choice, error) {
	h := m.historyOf(past, day, rules)
	allowed, gave := h.allowed()
	if len(allowed) == 0 {
		return Choice{}, ErrNoQuestion
	}
	type voice struct {
		*member
		weight float64
	}
	var voices []voice
	for _, id := range audience {
		who, known := m.members[id]
		if !known {
			continue
		}
		asked := 0
		for _, t := range past {
			if t.Day >= who.firstDay {
				asked++
			}
		}
		voices = append(voices, voice{who, min(1, float64(who.inChannel+3)/float64(asked+4))})
	}
	best, most := -1, 0.0
	for _, q := range allowed {
		worth := 0.0
		for _, v := range voices {
			worth += v.weight * m.value(v.member, q, day)
		}
		if best < 0 || worth > most || worth == most && h.before(q, best) {
			best, most = q, worth
		}
	}
	c := Choice{Question: best, Gave: gave, Due: slices.Contains(h.tight, m.bank.items[best].area), Before: -1}
	if last, asked := h.last[best]; asked {
		c.Before = day - last
	}
	answering := 0
	for _, v := range voices {
		c.Chance += m.chance(v.member, best, day) / float64(len(voices))
		c.Answers += v.answers
		if v.answers > 0 {
			answering++
		}
	}
	// Where some have answered, only they count: among forecasts a mean of many would
	// still be that of the few.
	if c.People = answering; answering == 0 {
		c.People = len(voices)
	}
	return c, nil
}

// history is what a channel was asked before a day.
type history struct {
	bank  *Bank
	rules Rules
	day   int
	last  map[int]int // question -> day
	topic map[int]int // topic -> its last turn, counted from 1
	area  int         // of the last turn, -1 for none
	keyed bool        // the last turn had a key; true before the first, so that a course begins in words
	// tight are the areas of which one must come now, so that every area comes within
	// the window; nil while there is time. late says that one comes too late already.
	tight []int
	late  bool
	// waiting are all areas that can come, the earliest deadline first.
	waiting []int
}

func (m *Model) historyOf(past []Turn, day int, rules Rules) history {
	h := history{bank: m.bank, rules: rules, day: day, last: map[int]int{}, topic: map[int]int{}, area: -1, keyed: true}
	turn := make([]int, len(m.bank.areas)) // the area's last turn
	for n := range turn {
		turn[n] = -1
	}
	for n, t := range past {
		h.area = -1
		if t.Question >= 0 {
			h.last[t.Question] = t.Day
			h.area = m.bank.items[t.Question].area
			turn[h.area] = n
			h.topic[m.bank.items[t.Question].topic] = n + 1
			h.keyed = m.bank.items[t.Question].guess > 0
		}
	}
	has := make([]bool, len(turn))
	for _, it := range m.bank.items {
		has[it.area] = has[it.area] || it.asked
	}
	var areas []int
	for n := range turn {
		if has[n] {
			areas = append(areas, n)
		}
	}
	// The earliest deadline first: with the areas in that order, the one at place j can
	// come in j turns at the soonest. A spare turn is kept for the other rules.
	slices.SortFunc(areas, func(a, b int) int { return cmp.Or(cmp.Compare(turn[a], turn[b]), cmp.Compare(a, b)) })
	h.waiting = areas
	for j, a := range areas {
		spare := turn[a] + rules.Window - (len(past) + j)
		h.late = h.late || spare < 0
		if spare <= 1 && h.tight == nil {
			h.tight = areas[:j+1]
		}
	}
	return h
}

// before orders questions that are worth the same: by priority, then the topic whose turn
// was longest ago, then what is judged in the other way than the last, then by id.
func (h history) before(a, b int) bool {
	x, y := &h.bank.items[a], &h.bank.items[b]
	return cmp.Or(
		cmp.Compare(y.weight, x.weight), cmp.Compare(h.topic[x.topic], h.topic[y.topic]),
		compareBool((x.guess > 0) != h.keyed, (y.guess > 0) != h.keyed), cmp.Compare(x.id, y.id),
	) < 0
}

// Rule names a rule of the channel that gave way.
type Rule int

// The rules in the order in which they give way.
const (
	None Rule = iota
	Window
	Area
	Rest
)

// String names the rule for a log.
func (r Rule) String() string {
	return [...]string{None: "none", Window: "window", Area: "area", Rest: "rest"}[r]
}

// allowed are the questions that the rules leave, and the last rule that had to give way.
func (h history) allowed() ([]int, Rule) {
	var active, rested []int
	for q, it := range h.bank.items {
		if !it.asked {
			continue
		}
		active = append(active, q)
		if last, asked := h.last[q]; !asked || h.day-last >= h.rules.Cooldown {
			rested = append(rested, q)
		}
	}
	elsewhere := func(from []int) []int {
		return h.only(from, func(it item) bool { return h.rules.SameArea || it.area != h.area })
	}
	other := elsewhere(rested)
	if urgent := h.only(other, func(it item) bool { return h.tight == nil || slices.Contains(h.tight, it.area) }); len(urgent) > 0 {
		if h.late {
			return urgent, Window
		}
		return urgent, None
	}
	if len(other) > 0 {
		return other, Window
	}
	if len(rested) > 0 {
		return rested, Area
	}
	// Everything was asked within the rest: those that have rested at least half as long
	// as the one that has rested the longest, of another area if there is one.
	most := 0
	for _, q := range active {
		most = max(most, h.day-h.last[q])
	}
	long := slices.DeleteFunc(active, func(q int) bool { return 2*(h.day-h.last[q]) < most })
	if other := elsewhere(long); len(other) > 0 {
		return other, Rest
	}
	return long, Rest
}

func (h history) only(from []int, keep func(item) bool) []int {
	var kept []int
	for _, q := range from {
		if keep(h.bank.items[q]) {
			kept = append(kept, q)
		}
	}
	return kept
}

// Waiting are the areas with active questions in the order in which their turn has to
// come, the one that was asked longest ago first; past is as for Channel.
func (m *Model) Waiting(past []Turn, rules Rules) []study.Area {
	order := m.historyOf(past, 0, rules).waiting
	areas := make([]study.Area, len(order))
	for i, n := range order {
		areas[i] = m.bank.areas[n]
	}
	return areas
}
