package evidence

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/learn"
	"studybot/bot/mastery"
	"studybot/bot/study"
)

const (
	// shareFrom is how many people a topic or a misconception must have in common.
	shareFrom = 3
	// weakTopics is how many topics a group is told of.
	weakTopics = 3
)

// Group tells a group about itself: the CRITICAL topics that it could answer least, and
// one question that several were sure of and had wrong, when somebody was since the last
// post. It says nothing below learn.TeamFrom people who answered and
// learn.TeamAnswersFrom answers, and its figures are means over all of those people. That
// question is one of told, whose key points everybody there has seen.
func Group(known mastery.Now, people, told []string) []chat.Block {
	v := view{Now: known, pack: known.Model.Bank().Pack()}
	all := 0
	var active []string
	for _, id := range people {
		if n := known.Model.Answers(id); n > 0 {
			all += n
			active = append(active, id)
		}
	}
	if len(active) < learn.TeamFrom || all < learn.TeamAnswersFrom {
		return nil
	}
	var blocks []chat.Block
	if weak := v.weakest(active); len(weak) > 0 {
		blocks = append(blocks, card.Lead("Where you have the most to gain:", fmt.Sprintf("CRITICAL topics, and how many of 100 questions on them you could answer today. Each number is a rounded average over everybody who has answered, at least %d people.", learn.TeamFrom)), card.Bullets(weak...))
	}
	if q, found := v.sharedMistake(active, told); found {
		text := fmt.Sprintf("%s. %s At least %d people were sure of another answer than the key's.", v.topic(q), card.Short(q.Prompt, 2*promptText), shareFrom)
		if len(q.Misconceptions) > 0 {
			text += " Often believed, and wrong: " + card.Short(q.Misconceptions[0].Text, promptText)
		}
		blocks = append(blocks, card.Lead("Worth talking about:", text))
	}
	return blocks
}

// weakest are the CRITICAL topics of the lowest mean chance, among those in which at
// least shareFrom people have answered.
func (v view) weakest(people []string) []chat.Item {
	type mean struct {
		topic study.Topic
		sum   float64
		n     int
		met   map[string]bool
	}
	topics := map[int]*mean{}
	bank := v.Model.Bank()
	for _, q := range v.pack.Questions {
		t, _ := v.pack.Topic(q.Topic)
		n, known := bank.Question(q.ID)
		if !known || q.Status != study.Active || t.Priority != study.Critical {
			continue
		}
		if topics[t.Day] == nil {
			topics[t.Day] = &mean{topic: t, met: map[string]bool{}}
		}
		for _, id := range people {
			c := v.Model.WhyPersonal(id, n, v.Day)
			topics[t.Day].sum += c.Chance
			topics[t.Day].n++
			if c.Before >= 0 {
				topics[t.Day].met[id] = true
			}
		}
	}
	var found []*mean
	for _, t := range topics {
		if len(t.met) >= shareFrom {
			t.sum /= float64(t.n)
			found = append(found, t)
		}
	}
	slices.SortFunc(found, func(a, b *mean) int {
		return cmp.Or(cmp.Compare(a.sum, b.sum), cmp.Compare(a.topic.Day, b.topic.Day))
	})
	var items []chat.Item
	for _, t := range found[:min(len(found), weakTopics)] {
		// To the nearest five in a hundred: as exact as it is, and nobody's answer shows in it.
		items = append(items, chat.Item{
			Lead: fmt.Sprintf("Day %d %s:", t.topic.Day, t.topic.Name),
			Text: fmt.Sprintf("about %d of 100", 5*int(math.Round(20*t.sum))),
		})
	}
	return items
}

// sharedMistake is the question that most people were sure of and had wrong, when at
// least shareFrom were, of those that were told and of which there is news: what nobody
// has answered since the day of the last post was told then. That day counts, because
// its own question had no key points yet and others are answered after the post.
func (v view) sharedMistake(people, told []string) (study.Question, bool) {
	wrong, news := map[int]int{}, map[int]bool{}
	for _, id := range people {
		for _, q := range v.Model.Misconceptions(id) {
			it := v.question(q)
			if it.Status != study.Active || !slices.Contains(told, it.ID) {
				continue
			}
			wrong[q]++
			if v.Model.WhyPersonal(id, q, v.Day).Before <= week {
				news[q] = true
			}
		}
	}
	best := -1
	for q, n := range wrong {
		if n >= shareFrom && news[q] && (best < 0 || n > wrong[best] || n == wrong[best] && q < best) {
			best = q
		}
	}
	if best < 0 {
		return study.Question{}, false
	}
	return v.question(best), true
}
