package main

import (
	"slices"
	"strings"
	"testing"

	"studybot/adapters/web/webtest"
	"studybot/bot/chat/chattest"
)

// Where the playground tells a number about its group, and what it says there without one.
const (
	groupReason = " of 100 such questions"
	smallReason = "It should help those who answer here the most"
	groupTopics = "Where you have the most to gain:"
	weeklyPost  = "The week in this channel"
	ownRating   = "3 · core, with gaps or effort"
)

// class is the playground's channel with everybody in it.
type class struct {
	t   *testing.T
	url string

	hand *webtest.Scene
}

// newClass opens the playground at its first question.
func newClass(t *testing.T) *class {
	t.Helper()
	c := &class{t: t, url: playing(t)}
	c.hand = webtest.NewScene(c.url, chattest.Stage{Channel: demoChannel})
	c.waits("the first question", func() bool { return len(c.questions()) == 1 })
	return c
}

// waits looks at the channel until it shows something.
func (c *class) waits(what string, shows func() bool) {
	c.t.Helper()
	page(c.t, c.url, "olga", func(string) bool { return shows() })
}

// posts are those of the channel that hold the words, oldest first.
func (c *class) posts(words string) []chattest.Seen {
	return slices.DeleteFunc(c.hand.Look("olga").Channel, func(s chattest.Seen) bool { return !strings.Contains(s.Text, words) })
}

// questions are the channel's, oldest first.
func (c *class) questions() []chattest.Seen { return c.posts("Why this one:") }

// answers lets everybody answer the newest question and rate themselves.
func (c *class) answers(people ...string) {
	c.t.Helper()
	for _, who := range people {
		if err := c.hand.Press(who, "Answer", ""); err != nil {
			c.t.Fatal(err)
		}
		values := map[string][]string{}
		form := c.hand.Look(who).Form
		for _, name := range form.Inputs {
			if in := form.Shown[name]; len(in.Options) > 0 {
				values[name] = []string{in.Options[0].Value}
			} else {
				values[name] = []string{"42"}
			}
		}
		if err := c.hand.Submit(who, values); err != nil {
			c.t.Fatal(err)
		}
		if still := c.hand.Look(who).Form; still != nil {
			c.t.Fatalf("%s cannot send %v: %v", who, values, still.Errors)
		}
		// With a key the form was all; without one they rate themselves.
		if own := c.hand.Look(who).Private; slices.Contains(own[len(own)-1].Controls, ownRating) {
			if err := c.hand.Press(who, ownRating, ""); err != nil {
				c.t.Fatal(err)
			}
		}
	}
}

// nextDay moves on until the next question is there and returns it.
func (c *class) nextDay(steps int) string {
	c.t.Helper()
	before := len(c.questions())
	for range steps {
		move(c.t, c.url, "day")
	}
	c.waits("the next question", func() bool { return len(c.questions()) == before+1 })
	return c.questions()[before].Text
}

// TestTheDemoTellsNumbersOfAGroupOfFive: five answer from Monday on; Friday's question is
// the first that is chosen after twenty answers, and the week's post tells the group's topics.
func TestTheDemoTellsNumbersOfAGroupOfFive(t *testing.T) {
	c := newClass(t)
	for day := 1; day <= 4; day++ {
		c.answers("ada", "ben", "chen", "devi", "esi")
		why := c.nextDay(1)
		if told := strings.Contains(why, groupReason); told != (day == 4) {
			t.Errorf("after %d answers of five people a number is told: %t\n%s", 5*day, told, why)
		}
	}
	move(t, c.url, "day")
	c.waits("the week's post", func() bool { return len(c.posts(weeklyPost)) == 1 })
	week := c.posts(weeklyPost)[0].Text
	if !strings.Contains(week, groupTopics) || !strings.Contains(week, "at least 5 people") {
		t.Errorf("the week says nothing of its group:\n%s", week)
	}
	for _, name := range []string{"Olga", "Ada", "Ben", "Chen", "Devi", "Esi"} {
		if strings.Contains(week, name) {
			t.Errorf("the week names %s:\n%s", name, week)
		}
	}
}

// TestTheDemoTellsNothingOfFour: four people answer for a week, more than twenty times; the
// one that a fifth adds makes a group of them.
func TestTheDemoTellsNothingOfFour(t *testing.T) {
	c := newClass(t)
	four := []string{"ada", "ben", "chen", "devi"}
	for range 4 {
		c.answers(four...)
		c.nextDay(1)
	}
	c.answers(four...)
	monday := c.nextDay(3)
	if !strings.Contains(monday, smallReason) {
		t.Errorf("the reason is another one: %s", monday)
	}
	c.answers(four...)
	for _, s := range append(c.questions(), c.posts(weeklyPost)...) {
		if strings.Contains(s.Text, groupReason) || strings.Contains(s.Text, groupTopics) {
			t.Errorf("twenty answers of four people are told:\n%s", s.Text)
		}
	}
	if n := len(c.posts(weeklyPost)); n != 1 {
		t.Errorf("%d posts of the week", n)
	}
	c.answers("esi")
	if tuesday := c.nextDay(1); !strings.Contains(tuesday, groupReason) {
		t.Errorf("with a fifth nothing is told: %s", tuesday)
	}
}
