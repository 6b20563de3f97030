package content

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"studybot/bot/study"
)

// TestTheBankIsSound checks all of the question bank that can be checked without
// understanding it, and prints a score of 60: coverage 20, anatomy 20, the craft of
// writing items 14, distinctness 6. Whether the answers are right is for readers,
// and for TestEveryNumberIsRecomputed.
func TestTheBankIsSound(t *testing.T) {
	p := mlSystems(t)
	var qs []study.Question
	for _, q := range p.Questions {
		if q.Status == study.Active {
			qs = append(qs, q)
		}
	}
	total := 0.0
	for _, part := range []struct {
		name  string
		worth float64
		marks []mark
	}{
		{"coverage", 20, coverage(p, qs)},
		{"anatomy", 20, anatomy(qs)},
		{"craft", 14, craft(qs)},
		{"distinctness", 6, distinctness(qs)},
	} {
		sum, whole := 0.0, 0.0
		for _, m := range part.marks {
			sum += m.worth * m.share
			whole += m.worth
			if m.share < 1 {
				t.Logf("%s, %s: %.2f of 1: %s", part.name, m.what, m.share, strings.Join(m.lacks[:min(5, len(m.lacks))], "; "))
			}
		}
		got := part.worth * sum / whole
		t.Logf("%-13s %5.1f of %2.0f", part.name, got, part.worth)
		total += got
	}
	t.Logf("%-13s %5.1f of 60, from %d questions", "in all", total, len(qs))
	if total < 54 {
		t.Errorf("the bank scores %.1f of 60; 54 is the least", total)
	}
}

// mark is one thing that was looked at: the share of it that is as it should be.
type mark struct {
	what  string
	worth float64
	share float64
	lacks []string
}

// each marks how many of the questions that ok is asked about are in order; ok
// returns what is wrong, "" for nothing.
func each(what string, worth float64, qs []study.Question, ok func(study.Question) string) mark {
	m := mark{what: what, worth: worth}
	good := 0
	for _, q := range qs {
		if wrong := ok(q); wrong != "" {
			m.lacks = append(m.lacks, q.ID+" "+wrong)
		} else {
			good++
		}
	}
	m.share = float64(good) / float64(max(1, len(qs)))
	return m
}

// within marks a number that should lie between low and high.
func within(what string, worth float64, list ...[3]float64) mark {
	m := mark{what: what, worth: worth}
	good := 0
	for i, x := range list {
		if x[0] >= x[1] && x[0] <= x[2] {
			good++
		} else {
			m.lacks = append(m.lacks, fmt.Sprintf("no. %d is %.3g, not %.3g to %.3g", i+1, x[0], x[1], x[2]))
		}
	}
	m.share = float64(good) / float64(len(list))
	return m
}

func coverage(p *study.Pack, qs []study.Question) []mark {
	count := map[string]float64{}
	for _, q := range qs {
		for _, key := range []string{fmt.Sprint(q.Topic), q.Area, fmt.Sprint(q.Area, q.Difficulty), string(q.Format)} {
			count[key]++
		}
		if len(q.Variants) > 0 {
			count["variants"]++
		}
	}
	var topics, areas, difficulties [][3]float64
	least := map[study.Priority]float64{study.Critical: 20, study.High: 14, study.Medium: 12}
	for _, topic := range p.Topics {
		topics = append(topics, [3]float64{count[fmt.Sprint(topic.Day)], least[topic.Priority], 999})
	}
	for _, a := range p.Areas {
		areas = append(areas, [3]float64{count[a.ID], 8, 999})
		for d := 1; d <= 3; d++ {
			difficulties = append(difficulties, [3]float64{count[fmt.Sprint(a.ID, d)], 1, 999})
		}
	}
	share := func(f study.Format) float64 { return count[string(f)] / float64(len(qs)) }
	return []mark{
		within("questions a topic, by priority", 6, topics...),
		within("8 questions an area", 4, areas...),
		within("three difficulties an area", 4, difficulties...),
		within("formats: open, scenario, mc, numeric", 3,
			[3]float64{share(study.Open), 0.35, 0.45}, [3]float64{share(study.Scenario), 0.15, 0.25},
			[3]float64{share(study.MultipleChoice), 0.25, 0.35}, [3]float64{share(study.Numeric), 0.08, 0.12}),
		within("keyed", 1, [3]float64{share(study.MultipleChoice) + share(study.Numeric), 0.35, 0.50}),
		within("60 with another wording", 2, [3]float64{count["variants"], 60, 999}),
	}
}

func wordsIn(s string) int { return len(strings.Fields(s)) }

func anatomy(qs []study.Question) []mark {
	size := func(what string, n, low, high int) string {
		if n < low || n > high {
			return fmt.Sprintf("has %d %s, not %d to %d", n, what, low, high)
		}
		return ""
	}
	return []mark{
		each("prompt of 8 to 90 words", 3, qs, func(q study.Question) string {
			for _, s := range append([]string{q.Prompt}, q.Variants...) {
				if wrong := size("words", wordsIn(s), 8, 90); wrong != "" {
					return wrong
				}
			}
			return ""
		}),
		each("3 to 6 key points, some essential", 4, qs, func(q study.Question) string {
			if !slices.ContainsFunc(q.KeyPoints, func(k study.KeyPoint) bool { return k.Essential }) {
				return "has no essential key point"
			}
			return size("key points", len(q.KeyPoints), 3, 6)
		}),
		each("answer of 40 to 220 words", 4, qs, func(q study.Question) string { return size("words of answer", wordsIn(q.Answer), 40, 220) }),
		each("1 to 3 misconceptions, explained", 3, qs, func(q study.Question) string {
			for _, m := range q.Misconceptions {
				if wordsIn(m.Why) < 6 {
					return "has a misconception without a reason"
				}
			}
			return size("misconceptions", len(q.Misconceptions), 1, 3)
		}),
		each("source and reference", 3, qs, func(q study.Question) string {
			if q.Source.Heading == "" || q.Source.Reference == "" {
				return "lacks a source"
			}
			return ""
		}),
		each("a reason for each option, a working for each number", 2, qs, func(q study.Question) string {
			if slices.ContainsFunc(q.Options, func(o study.Choice) bool { return o.Why == "" }) {
				return "has an option without a reason"
			}
			if n := q.Number; n != nil && (n.Working == "" || n.Unit == "") {
				return "has a number without working or unit"
			}
			return ""
		}),
		each("minutes", 1, qs, func(q study.Question) string { return size("minutes", q.Minutes, 1, 5) }),
	}
}

func craft(qs []study.Question) []mark {
	var choices []study.Question
	places := [4]float64{}
	for _, q := range qs {
		if q.Format != study.MultipleChoice {
			continue
		}
		choices = append(choices, q)
		if i := slices.IndexFunc(q.Options, func(o study.Choice) bool { return o.Correct }); i >= 0 && i < 4 {
			places[i]++
		}
	}
	var spread [][3]float64
	for _, n := range places {
		spread = append(spread, [3]float64{n / float64(len(choices)), 0.20, 0.30})
	}
	lazy := regexp.MustCompile(`(?i)\b(all|none) of (the above|these)\b|\bboth a and b\b`)
	return []mark{
		each("four options", 2, choices, func(q study.Question) string {
			if len(q.Options) != 4 {
				return fmt.Sprintf("has %d options", len(q.Options))
			}
			return ""
		}),
		each("the right option is not the longest", 4, choices, func(q study.Question) string {
			longest, right := 0, 0
			for _, o := range q.Options {
				if o.Correct {
					right = len([]rune(o.Text))
				} else {
					longest = max(longest, len([]rune(o.Text)))
				}
			}
			if right > longest {
				return "gives its key away by length"
			}
			return ""
		}),
		within("right keys evenly on A, B, C, D", 3, spread...),
		each("no option about the other options", 1, choices, func(q study.Question) string {
			if slices.ContainsFunc(q.Options, func(o study.Choice) bool { return lazy.MatchString(o.Text) }) {
				return "has an option about the others"
			}
			return ""
		}),
		each("one question", 2, qs, func(q study.Question) string {
			if n := strings.Count(q.Prompt, "?"); n > 2 {
				return fmt.Sprintf("asks %d times", n)
			}
			return ""
		}),
		each("not all key points essential", 2, qs, func(q study.Question) string {
			if len(q.KeyPoints) > 3 && !slices.ContainsFunc(q.KeyPoints, func(k study.KeyPoint) bool { return !k.Essential }) {
				return "has only essential key points"
			}
			return ""
		}),
	}
}

// distinctness looks for two questions that ask the same: prompts that share most of
// their words, by the cosine of their rarer words.
func distinctness(qs []study.Question) []mark {
	word := regexp.MustCompile(`[a-z0-9]{3,}`)
	docs := make([]map[string]float64, len(qs))
	seenIn := map[string]float64{}
	for i, q := range qs {
		docs[i] = map[string]float64{}
		for _, w := range word.FindAllString(strings.ToLower(q.Prompt), -1) {
			docs[i][w]++
		}
		for w := range docs[i] {
			seenIn[w]++
		}
	}
	for i := range docs {
		length := 0.0
		for w, n := range docs[i] {
			docs[i][w] = n * math.Log(float64(len(qs))/seenIn[w])
			length += docs[i][w] * docs[i][w]
		}
		for w := range docs[i] {
			docs[i][w] /= math.Sqrt(length)
		}
	}
	m := each("no two prompts alike", 1, qs, func(q study.Question) string {
		i := slices.IndexFunc(qs, func(o study.Question) bool { return o.ID == q.ID })
		for j := range i {
			dot := 0.0
			for w, x := range docs[i] {
				dot += x * docs[j][w]
			}
			if dot > 0.6 {
				return fmt.Sprintf("is like %s (%.2f)", qs[j].ID, dot)
			}
		}
		return ""
	})
	return []mark{m}
}
