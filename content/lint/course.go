package lint

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"

	"studybot/bot/study"
	"studybot/content"
)

// keys looks for a place where the right option stands too often.
func (l *look) keys() {
	const places = 8
	var seen, expected, spread [places]float64
	var first [places]*study.Question
	n := 0
	for i := range l.pack.Questions {
		q := &l.pack.Questions[i]
		right := slices.IndexFunc(q.Options, func(c study.Choice) bool { return c.Correct })
		if q.Status != study.Active || right < 0 || right >= places || len(q.Options) > places {
			continue
		}
		n++
		seen[right]++
		if first[right] == nil {
			first[right] = q
		}
		chance := 1 / float64(len(q.Options))
		for at := range q.Options {
			expected[at] += chance
			spread[at] += chance * (1 - chance)
		}
	}
	for at, q := range first {
		// Two and a half standard deviations: one course in a hundred by chance.
		if q != nil && n >= 5 && seen[at] > expected[at]+2.5*math.Sqrt(spread[at]) {
			l.say("position", q, fmt.Sprintf("options[%d].text", at), q.Options[at].Text,
				"option %c is right in %.0f of %d questions; about %.0f would be even", 'A'+at, seen[at], n, expected[at])
		}
	}
}

// alike looks for prompts with nearly the same words, by the prefix filter of set
// similarity joins: two sets that share four fifths share one of their rarest words.
func (l *look) alike() {
	type asked struct {
		q     *study.Question
		words []string // the rarest first
	}
	often := map[string]int{}
	var all []asked
	for i := range l.pack.Questions {
		q := &l.pack.Questions[i]
		words := stems(q.Prompt)
		if q.Status == study.Draft || len(words) < 4 {
			continue
		}
		for _, w := range words {
			often[w]++
		}
		all = append(all, asked{q, words})
	}
	with := map[string][]int{}
	for i, a := range all {
		sort.Slice(a.words, func(x, y int) bool {
			if often[a.words[x]] != often[a.words[y]] {
				return often[a.words[x]] < often[a.words[y]]
			}
			return a.words[x] < a.words[y]
		})
		compared := map[int]bool{}
	search:
		for _, w := range rare(a.words) {
			for _, k := range with[w] {
				if compared[k] {
					continue
				}
				if len(compared) == mostCompared {
					break search
				}
				compared[k] = true
				b := all[k]
				both := shared(a.words, b.words)
				if 5*both < 4*(len(a.words)+len(b.words)-both) {
					continue
				}
				l.pair(b.q, a.q)
				break search // one of many alike is enough to find them
			}
		}
		for _, w := range rare(a.words) {
			with[w] = append(with[w], i)
		}
	}
}

// mostCompared bounds the work on packs whose prompts are all made from one sentence.
const mostCompared = 500

// rare are the words of which two sets that share four fifths have one in common.
func rare(words []string) []string { return words[:len(words)-(4*len(words)+4)/5+1] }

// pair speaks of two questions that ask nearly the same.
func (l *look) pair(a, b *study.Question) {
	switch {
	case a.Status == study.Active && b.Status == study.Active:
		other := l.at.Question(a.ID, "prompt", "")
		l.say("prompt-twice", b, "prompt", b.Prompt, "nearly the same words as question %q%s", a.ID, in(other))
	case a.Status == study.Retired && b.Status == study.Active:
		l.say("retired", a, "id", "", "if question %q took the place of this one, write \"%s: %s\"", b.ID, a.ID, b.ID)
	case a.Status == study.Active && b.Status == study.Retired:
		l.pair(b, a)
	}
}

func in(at content.Place) string {
	if at.Line == 0 {
		return ""
	}
	return fmt.Sprintf(" in %s:%d", at.File, at.Line)
}

// course looks at what the pack has and has not.
func (l *look) course() {
	p := l.pack
	topics := map[int]int{}
	areas := map[string]int{}
	hard := map[string]map[int]bool{}
	keyed, open := 0, 0
	for _, q := range p.Questions {
		if q.Status != study.Active {
			continue
		}
		topics[q.Topic]++
		areas[q.Area]++
		if hard[q.Area] == nil {
			hard[q.Area] = map[int]bool{}
		}
		hard[q.Area][q.Difficulty] = true
		if q.Format.Keyed() {
			keyed++
		} else {
			open++
		}
	}
	for _, t := range p.Topics {
		if topics[t.Day] == 0 {
			l.note("topic-empty", l.at.Topic(t.Day, "name", t.Name), "no question of day %d is active", t.Day)
		}
		for i, day := range t.Prereq {
			if day > t.Day {
				l.note("prerequisite", l.at.Topic(t.Day, fmt.Sprintf("prereq[%d]", i), ""), "day %d needs day %d, which comes later", t.Day, day)
			}
		}
	}
	for _, a := range p.Areas {
		var lacks []string
		for d := 1; d <= 3; d++ {
			if !hard[a.ID][d] {
				lacks = append(lacks, fmt.Sprint(d))
			}
		}
		at := l.at.Area(a.ID, "id", "")
		switch n := areas[a.ID]; {
		case n == 0:
			l.note("area-thin", at, "area %s has no active question", a.ID)
		case n < 3 || len(lacks) > 0:
			text := fmt.Sprintf("area %s has %s", a.ID, count(n, "question"))
			if len(lacks) > 0 {
				text += ", none of difficulty " + strings.Join(lacks, " or ")
			}
			l.note("area-thin", at, "%s", text)
		}
	}
	if i := slices.IndexFunc(p.Questions, func(q study.Question) bool { return q.Status == study.Active }); i >= 0 && keyed+open > 4 {
		switch q := &p.Questions[i]; {
		case keyed == 0:
			l.say("formats", q, "format", "", "none of %d questions has a key", keyed+open)
		case open == 0:
			l.say("formats", q, "format", "", "all %d questions have a key", keyed)
		}
	}
}
