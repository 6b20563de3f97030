package learn

import (
	"hash/fnv"
	"strconv"

	"studybot/bot/study"
)

// Bank is a pack as the model sees it: its questions by number. It is immutable.
type Bank struct {
	pack       *study.Pack
	items      []item
	byID       map[string]int
	byKey      map[study.Key]int
	areas      []study.Area
	areaNumber map[string]int
	category   []int // by area
	categories int
	print      uint64
}

// item is a question in numbers.
type item struct {
	id         string
	area       int
	topic      int
	priority   study.Priority
	weight     float64
	difficulty float64
	// guess is the chance to hit the key without knowing: 0 where the member judges.
	guess  float64
	asked  bool // active: may be asked, and counts in its area
	prereq []int
}

// The chances to hit a key by luck: one of four options, or a number near enough.
const (
	guessChoice = 0.25
	guessNumber = 0.05
)

// NewBank numbers the pack's questions. Questions of areas that the pack does not
// have are left out.
func NewBank(pack *study.Pack) *Bank {
	b := &Bank{pack: pack, byID: map[string]int{}, byKey: map[study.Key]int{}, areas: pack.Areas, areaNumber: map[string]int{}}
	categories := map[string]int{}
	for i, a := range pack.Areas {
		b.areaNumber[a.ID] = i
		n, known := categories[a.Category]
		if !known {
			n = len(categories)
			categories[a.Category] = n
		}
		b.category = append(b.category, n)
	}
	b.categories = len(categories)
	topics := map[int]study.Topic{}
	for _, t := range pack.Topics {
		topics[t.Day] = t
	}
	print := fnv.New64a()
	for _, q := range pack.Questions {
		area, known := b.areaNumber[q.Area]
		if !known {
			continue
		}
		topic := topics[q.Topic]
		it := item{
			id: q.ID, area: area, topic: q.Topic, priority: topic.Priority, weight: float64(max(1, topic.Priority.Weight())),
			difficulty: float64(q.Difficulty), asked: q.Status == study.Active, prereq: append(append([]int(nil), topic.Prereq...), q.Prereq...),
		}
		switch q.Format {
		case study.MultipleChoice:
			it.guess = guessChoice
			if n := len(q.Options); n > 1 {
				it.guess = 1 / float64(n)
			}
		case study.Numeric:
			it.guess = guessNumber
		}
		b.byID[q.ID], b.byKey[study.KeyOf(q.ID)] = len(b.items), len(b.items)
		b.items = append(b.items, it)
		for _, part := range []string{q.ID, q.Area, b.areas[area].Category, strconv.Itoa(q.Topic), strconv.Itoa(q.Difficulty), string(q.Format), string(q.Status), string(topic.Priority)} {
			_, _ = print.Write(append([]byte(part), 0)) // never fails
		}
	}
	for old, now := range pack.Aliases.Questions {
		if n, known := b.byID[now]; known {
			if _, taken := b.byID[old]; !taken {
				b.byID[old], b.byKey[study.KeyOf(old)] = n, n
			}
		}
	}
	b.print = print.Sum64()
	return b
}

// Pack is what the bank was made of.
func (b *Bank) Pack() *study.Pack { return b.pack }

// Question is the number of the question id, of this version or an earlier one.
func (b *Bank) Question(id string) (number int, known bool) {
	number, known = b.byID[id]
	return number, known
}

// QuestionByKey is the number of the question whose id has the key.
func (b *Bank) QuestionByKey(k study.Key) (number int, known bool) {
	number, known = b.byKey[k]
	return number, known
}

// ID is the id of the question with a number.
func (b *Bank) ID(number int) string { return b.items[number].id }
