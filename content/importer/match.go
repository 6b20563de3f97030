package importer

import (
	"cmp"
	"slices"
	"strings"

	"studybot/bot/study"
)

const (
	likeness  = 0.6       // of two texts that are one question, before and after an edit
	maxCompar = 1_000_000 // pairs that are compared in one file
)

// match finds the question of an earlier import that each item is: by the source's
// own key, then by its text, then by being the most alike in the same file.
func match(entries []entry, old *study.Pack, items []*item) map[*item]*entry {
	m := &matcher{of: map[*item]*entry{}, taken: map[*entry]bool{}}
	for i := range entries {
		m.entries = append(m.entries, &entries[i])
	}
	m.by(items, func(e *entry) string { return e.Key }, func(it *item) string { return it.Key })
	m.by(items, func(e *entry) string { return e.Content }, func(it *item) string { return it.content })
	m.by(items, func(e *entry) string { return e.Asked }, func(it *item) string { return it.asked })
	m.by(items, func(e *entry) string { return e.Prompt }, func(it *item) string { return it.prompt })
	m.alike(items, old)
	return m.of
}

type matcher struct {
	entries []*entry
	of      map[*item]*entry
	taken   map[*entry]bool
}

// by pairs what shares a name; when several do, the same file comes first, then the
// same day, then the order.
func (m *matcher) by(items []*item, nameOf func(*entry) string, nameFor func(*item) string) {
	free := map[string][]*entry{}
	for _, e := range m.entries {
		if n := nameOf(e); n != "" && !m.taken[e] {
			free[n] = append(free[n], e)
		}
	}
	for round := range 3 {
		for _, it := range items {
			n := nameFor(it)
			if n == "" || m.of[it] != nil {
				continue
			}
			for _, e := range free[n] {
				if !m.taken[e] && (round > 1 || e.Topic == it.Topic && (round > 0 || tail(e.Source) == tail(it.file))) {
					m.pair(it, e)
					break
				}
			}
		}
	}
}

func (m *matcher) pair(it *item, e *entry) {
	m.of[it], m.taken[e] = e, true
}

// alike pairs what is left in each file, the most alike first.
func (m *matcher) alike(items []*item, old *study.Pack) {
	entries := map[string][]*entry{}
	for _, e := range m.entries {
		if !m.taken[e] {
			entries[tail(e.Source)] = append(entries[tail(e.Source)], e)
		}
	}
	left := map[string][]*item{}
	var files []string
	for _, it := range items {
		file := tail(it.file)
		if m.of[it] == nil && len(entries[file]) > 0 {
			if left[file] == nil {
				files = append(files, file)
			}
			left[file] = append(left[file], it)
		}
	}
	texts := map[string]map[string]int{}
	for _, q := range old.Questions {
		texts[q.ID] = pairs(q)
	}
	type couple struct {
		it    *item
		e     *entry
		score float64
	}
	for _, file := range files {
		if len(left[file])*len(entries[file]) > maxCompar {
			continue // so much changed at once that nothing can be recognised
		}
		var all []couple
		for _, it := range left[file] {
			text := pairs(it.Question.Question)
			for _, e := range entries[file] {
				if it.Key != "" && e.Key != "" { // two keys are two questions
					continue
				}
				if score := dice(text, texts[e.ID]); score >= likeness {
					all = append(all, couple{it, e, score})
				}
			}
		}
		slices.SortStableFunc(all, func(a, b couple) int { return cmp.Compare(b.score, a.score) })
		for _, c := range all {
			if m.of[c.it] == nil && !m.taken[c.e] {
				m.pair(c.it, c.e)
			}
		}
	}
}

// pairs counts the words and the neighbouring words of what is asked.
func pairs(q study.Question) map[string]int {
	text := q.Prompt
	for _, o := range q.Options {
		text += " | " + o.Text
	}
	all := map[string]int{}
	last := ""
	for _, w := range strings.Fields(normal(text)) {
		all[w]++
		all[last+" "+w]++
		last = w
	}
	return all
}

// dice is Dice's coefficient of two bags: twice what they share, over what they have.
func dice(a, b map[string]int) float64 {
	shared, sum := 0, 0
	for w, n := range a {
		shared += min(n, b[w])
		sum += n
	}
	for _, n := range b {
		sum += n
	}
	if sum == 0 {
		return 0
	}
	return 2 * float64(shared) / float64(sum)
}
