package learn

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"studybot/bot/study"
)

// bank makes a pack with n questions of each topic; the areas alternate.
func bank(topics []int, n int) *study.Pack {
	p := &study.Pack{ID: "p"}
	for _, day := range topics {
		p.Topics = append(p.Topics, study.Topic{Day: day})
		for i := range n {
			p.Questions = append(p.Questions, study.Question{
				ID: fmt.Sprintf("q-%d-%d", day, i), Topic: day, Area: fmt.Sprintf("a%d", (day+i)%3), Status: study.Active,
			})
		}
	}
	return p
}

// course plays n working days from Monday 2 March 2026 and returns the rounds.
func course(t interface{ Fatal(...any) }, p *study.Pack, n int) ([]study.Round, []string) {
	var asked []study.Round
	var why []string
	for day := study.Day("2026-03-02"); len(asked) < n; day = day.Add(1) {
		if !study.Workdays()[day.Weekday()] {
			continue
		}
		q, sentence, err := Choose(p, asked, day)
		if err != nil {
			t.Fatal(err)
		}
		asked = append(asked, study.Round{Pack: p.ID, Day: day, Question: q.ID, Number: len(asked) + 1})
		why = append(why, sentence)
	}
	return asked, why
}

func TestTheWalkVisitsEveryTopicInOrderAndThenStartsAgain(t *testing.T) {
	topics := []int{25, 26, 27, 28, 29}
	p := bank(topics, 4)
	asked, why := course(t, p, 20)
	seen := map[string]bool{}
	for i, r := range asked {
		q, _ := p.Question(r.Question)
		if want := topics[i%len(topics)]; q.Topic != want {
			t.Errorf("round %d: day %d, want %d", i+1, q.Topic, want)
		}
		if seen[q.ID] {
			t.Errorf("round %d: %s again although others of the topic are new", i+1, q.ID)
		}
		seen[q.ID] = true
	}
	if want := "Day 25 is next on the walk through the topics, and this question has not been asked here before."; why[0] != want {
		t.Errorf("why = %q, want %q", why[0], want)
	}
}

func TestATopicThatIsHeldUpComesNext(t *testing.T) {
	p := &study.Pack{ID: "p", Questions: []study.Question{
		{ID: "a", Topic: 1, Area: "X", Status: study.Active},
		{ID: "b", Topic: 2, Area: "X", Status: study.Active},
		{ID: "c", Topic: 3, Area: "Y", Status: study.Active},
	}}
	asked := []study.Round{{Pack: "p", Day: "2026-03-02", Question: "a", Number: 1}}
	q, why, err := Choose(p, asked, "2026-03-03")
	if err != nil || q.ID != "c" {
		t.Fatalf("got %q, %v; want c, because b shares a's area", q.ID, err)
	}
	if !strings.HasPrefix(why, "Day 3 steps in for Day 2,") {
		t.Errorf("why = %q", why)
	}
	asked = append(asked, study.Round{Pack: "p", Day: "2026-03-03", Question: "c", Number: 2})
	if q, _, _ := Choose(p, asked, "2026-03-04"); q.ID != "b" {
		t.Errorf("the day after: %q, want b, which was held up", q.ID)
	}
}

func TestAQuestionRestsForFourWeeks(t *testing.T) {
	p := bank([]int{1, 2}, 1) // two questions of two areas
	asked := []study.Round{
		{Pack: "p", Day: "2026-03-02", Question: "q-1-0", Number: 1},
		{Pack: "p", Day: "2026-03-20", Question: "q-2-0", Number: 2},
	}
	q, why, err := Choose(p, asked, "2026-03-30") // 28 days after the first
	if err != nil || q.ID != "q-1-0" {
		t.Fatalf("got %q, %v", q.ID, err)
	}
	if want := "Day 1 is next on the walk through the topics, and this question was last asked here 28 days ago."; why != want {
		t.Errorf("why = %q, want %q", why, want)
	}
	q, why, err = Choose(p, asked, "2026-03-21")
	if err != nil || q.ID != "q-1-0" {
		t.Fatalf("with everything resting: %q, %v; want the other area", q.ID, err)
	}
	if !strings.Contains(why, "19 days ago") || !strings.Contains(why, "Every question") {
		t.Errorf("why = %q", why)
	}
}

func TestNothingToAsk(t *testing.T) {
	p := bank([]int{1}, 2)
	p.Questions[0].Status, p.Questions[1].Status = study.Retired, study.Draft
	if _, _, err := Choose(p, nil, "2026-03-02"); !errors.Is(err, ErrNoQuestion) {
		t.Errorf("err = %v, want ErrNoQuestion", err)
	}
}

func drawPack(t *rapid.T) *study.Pack {
	p := &study.Pack{ID: "p"}
	for i := range rapid.IntRange(1, 40).Draw(t, "questions") {
		p.Questions = append(p.Questions, study.Question{
			ID:     fmt.Sprintf("q%02d", i),
			Topic:  rapid.IntRange(1, 6).Draw(t, "topic"),
			Area:   rapid.SampledFrom([]string{"A", "B", "C", "D"}).Draw(t, "area"),
			Status: rapid.SampledFrom([]study.Status{study.Active, study.Active, study.Active, study.Draft, study.Retired}).Draw(t, "status"),
		})
	}
	p.Questions[0].Status = study.Active
	return p
}

func TestEveryChoiceKeepsTheRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPack(t)
		var active []study.Question
		for _, q := range p.Questions {
			if q.Status == study.Active {
				active = append(active, q)
			}
		}
		asked, _ := course(t, p, rapid.IntRange(1, 60).Draw(t, "rounds"))
		for i, r := range asked {
			q, _ := p.Question(r.Question)
			if q.Status != study.Active {
				t.Fatalf("round %d asks the %s question %s", i, q.Status, q.ID)
			}
			rests := func(q study.Question) bool {
				return slices.ContainsFunc(asked[:i], func(e study.Round) bool {
					return e.Question == q.ID && r.Day.Date().Sub(e.Day.Date()).Hours() < Cooldown*24
				})
			}
			area := ""
			if i > 0 {
				last, _ := p.Question(asked[i-1].Question)
				area = last.Area
			}
			if rests(q) && slices.ContainsFunc(active, func(o study.Question) bool { return !rests(o) }) {
				t.Fatalf("round %d repeats %s early although another question is rested", i, q.ID)
			}
			if q.Area == area && slices.ContainsFunc(active, func(o study.Question) bool { return o.Area != area && rests(o) == rests(q) }) {
				t.Fatalf("round %d repeats area %s although another is as rested", i, area)
			}
		}
	})
}

func TestTheChoiceDoesNotDependOnTheOrderOfTheRoundsOrOnToday(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPack(t)
		asked, _ := course(t, p, rapid.IntRange(1, 30).Draw(t, "rounds"))
		day := asked[len(asked)-1].Day
		q, why, err := Choose(p, asked[:len(asked)-1], day)
		if err != nil {
			t.Fatal(err)
		}
		mixed := rapid.Permutation(asked).Draw(t, "order") // today's round included
		mixed = append(mixed, study.Round{Pack: "another", Day: day.Add(-1), Question: p.Questions[0].ID, Number: 99})
		q2, why2, err := Choose(p, mixed, day)
		if err != nil || q2.ID != q.ID || why2 != why {
			t.Fatalf("%s (%s) became %s (%s), %v", q.ID, why, q2.ID, why2, err)
		}
	})
}

// TestARenamedQuestionRests: what was asked under an old id was asked.
func TestARenamedQuestionRests(t *testing.T) {
	pack := &study.Pack{
		ID: "p", Topics: []study.Topic{{Day: 1}},
		Questions: []study.Question{
			{ID: "a-new", Topic: 1, Area: "A", Format: study.Open, Status: study.Active},
			{ID: "b", Topic: 1, Area: "B", Format: study.Open, Status: study.Active},
		},
		Aliases: study.Aliases{Questions: map[string]string{"a-old": "a-new"}},
	}
	asked := []study.Round{{Pack: "p", Question: "a-old", Day: "2026-03-02", Number: 1}}
	q, why, err := Choose(pack, asked, "2026-03-03")
	if err != nil || q.ID != "b" {
		t.Errorf("chose %q, %v: %s", q.ID, err, why)
	}
}
