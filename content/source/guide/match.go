package guide

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"

	"studybot/bot/study"
	"studybot/content/source/guide/terms"
)

// match gives areas and themes that name no days those whose topics share their
// words, the nearest first: a guide seldom says which days teach what. Words that
// few topics use count more. What shares no word stays without days.
func (r *reader) match() {
	if len(r.Pack.Topics) == 0 {
		return
	}
	m := newMatcher(r.Pack.Topics)
	given, open := 0, 0
	for i := range r.Pack.Areas {
		a := &r.Pack.Areas[i]
		if len(a.Topics) > 0 {
			continue
		}
		open++
		if a.Topics = m.nearest(a.Name, 3); len(a.Topics) > 0 {
			t, _ := r.Pack.Topic(a.Topics[0])
			a.Priority = t.Priority
			given++
		}
	}
	if open > 0 {
		r.Doubtful(0, "the guide does not say which days teach %d of its areas; %d got days by their words: look them over in areas.yaml", open, given)
	}
	given, open = 0, 0
	for i := range r.Pack.Themes {
		t := &r.Pack.Themes[i]
		if len(t.Topics) > 0 {
			continue
		}
		open++
		text := t.Name
		for _, g := range t.Groups {
			text += " " + g.Name
			for _, it := range g.Items {
				text += " " + it.Name
			}
		}
		if t.Topics = m.nearest(text, 6); len(t.Topics) > 0 {
			slices.Sort(t.Topics)
			given++
		}
	}
	if open > 0 {
		r.Doubtful(0, "the guide does not say which days belong to %d of its chapters; %d got days by their words: look them over in themes.yaml", open, given)
	}
}

// matcher knows the stems of each topic and how rare each stem is.
type matcher struct {
	topics []study.Topic
	stems  []map[string]float64 // stem -> 2 in the name, 1 in concepts and skills
	rare   map[string]float64
}

func newMatcher(topics []study.Topic) matcher {
	m := matcher{topics: topics, rare: map[string]float64{}}
	for _, t := range topics {
		stems := map[string]float64{}
		for _, s := range stemsOf(strings.Join(append(slices.Clone(t.Concepts), t.Skills...), " ")) {
			stems[s] = 1
		}
		for _, s := range stemsOf(t.Name) {
			stems[s] = 2
		}
		for s := range stems {
			m.rare[s]++
		}
		m.stems = append(m.stems, stems)
	}
	for s, n := range m.rare {
		m.rare[s] = math.Log(1 + float64(len(topics))/n)
	}
	return m
}

// nearest are the days of at most limit topics with at least half of the best
// topic's score.
func (m matcher) nearest(text string, limit int) []int {
	type scored struct {
		day   int
		score float64
	}
	var all []scored
	stems := stemsOf(text)
	best := 0.0
	for i, t := range m.topics {
		score := 0.0
		for _, s := range stems {
			score += m.stems[i][s] * m.rare[s]
		}
		best = max(best, score)
		all = append(all, scored{t.Day, score})
	}
	all = slices.DeleteFunc(all, func(s scored) bool { return s.score == 0 || s.score < best/2 })
	slices.SortStableFunc(all, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	var days []int
	for _, s := range all[:min(len(all), limit)] {
		days = append(days, s.day)
	}
	return days
}

// stemsOf are the beginnings of the words of a text, each once, without endings
// such as "-s" and "-ing" and without words that join others.
func stemsOf(text string) []string {
	var stems []string
	for _, w := range strings.FieldsFunc(terms.Fold(text), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) }) {
		switch w {
		case "and", "the", "for", "with", "from", "und", "der", "die", "das", "mit", "les", "des", "une", "project", "projekt", "system", "systems":
			continue
		}
		for _, ending := range []string{"ations", "ation", "ings", "ing", "ers", "er", "ies", "es", "ed", "s", "en", "e", "y"} {
			if before, ok := strings.CutSuffix(w, ending); ok && len(before) >= 4 {
				w = before
				break
			}
		}
		if len(w) >= 2 && !slices.Contains(stems, w) {
			stems = append(stems, w)
		}
	}
	return stems
}
