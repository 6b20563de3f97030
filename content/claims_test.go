package content

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"studybot/bot/study"
)

// TestEveryNumberIsRecomputed works out the numbers that the questions state, apart
// from them. A number that is worked out must stand in the question's text, rounded
// as it stands there.
func TestEveryNumberIsRecomputed(t *testing.T) {
	p := mlSystems(t)
	valued := map[string]bool{}
	for _, w := range workings() {
		q, ok := p.Question(w.id)
		if !ok {
			t.Errorf("there is no question %s", w.id)
			continue
		}
		c := &claims{t: t, q: q, text: everyWord(q)}
		w.work(c)
		if c.said+c.valued == 0 {
			t.Errorf("%s: nothing is claimed", w.id)
		}
		valued[w.id] = valued[w.id] || c.valued > 0
	}
	for _, q := range p.Questions {
		if q.Format == study.Numeric && !valued[q.ID] {
			t.Errorf("%s: the right number is not worked out in workings()", q.ID)
		}
	}
}

type working struct {
	id   string
	work func(*claims)
}

// claims are the numbers of one question.
type claims struct {
	t            *testing.T
	q            study.Question
	text         string
	said, valued int
}

// says claims that the text holds number, and that it is v rounded as it is written.
func (c *claims) says(number string, v float64) {
	c.t.Helper()
	c.said++
	plain := strings.ReplaceAll(number, ",", "")
	stated, err := strconv.ParseFloat(plain, 64)
	if err != nil {
		c.t.Errorf("%s: %q is no number", c.q.ID, number)
		return
	}
	places := 0
	if _, fraction, ok := strings.Cut(plain, "."); ok {
		places = len(fraction)
	}
	if half := 0.5 * math.Pow10(-places); math.Abs(stated-v) > half+1e-9*math.Abs(v)+1e-12 {
		c.t.Errorf("%s says %s, but it is %v", c.q.ID, number, v)
	}
	if !holds(c.text, number) {
		c.t.Errorf("%s does not say %s", c.q.ID, number)
	}
}

// value claims that the numeric question's answer is v, within its tolerance.
func (c *claims) value(v float64) {
	c.t.Helper()
	c.valued++
	if c.q.Number == nil || math.Abs(c.q.Number.Value-v) > c.q.Number.Tolerance+1e-9*math.Abs(v) {
		c.t.Errorf("%s asks for %+v, but it is %v", c.q.ID, c.q.Number, v)
	}
}

// holds says whether the number stands in the text by itself, not inside another.
func holds(text, number string) bool {
	digit := func(b byte) bool { return b >= '0' && b <= '9' }
	for from := 0; ; {
		i := strings.Index(text[from:], number)
		if i < 0 {
			return false
		}
		i += from
		end := i + len(number)
		before := i == 0 || !digit(text[i-1]) && !(i > 1 && (text[i-1] == '.' || text[i-1] == ',') && digit(text[i-2]))
		after := end == len(text) || !digit(text[end]) && !(end+1 < len(text) && (text[end] == '.' || text[end] == ',') && digit(text[end+1]))
		if before && after {
			return true
		}
		from = i + 1
	}
}

// everyWord is all that a question says.
func everyWord(q study.Question) string {
	all := append([]string{q.Prompt, q.Answer}, q.Variants...)
	for _, k := range q.KeyPoints {
		all = append(all, k.Text)
	}
	for _, m := range q.Misconceptions {
		all = append(all, m.Text, m.Why)
	}
	for _, o := range q.Options {
		all = append(all, o.Text, o.Why)
	}
	if q.Number != nil {
		all = append(all, fmt.Sprint(q.Number.Value), q.Number.Working)
	}
	return strings.Join(all, "\n")
}
