package learn

import (
	"fmt"
	"math"

	"studybot/bot/study"
)

// Choice is a question to ask, with the facts that it was chosen for.
type Choice struct {
	// Question is its number in the bank.
	Question int
	// Before is how many days ago it was asked last: in the channel, or answered by the
	// member; -1 for never.
	Before int
	// Last and LastOutcome are the member's last answer; of personal choices only.
	Last        int
	LastOutcome study.Outcome
	// Chance is the predicted recall: the member's, or the mean of all who take part.
	Chance float64
	// People is how many of them gave the Answers; all of them when nobody has answered.
	People, Answers int
	// Misconception says that the member was sure of the answer and wrong.
	Misconception bool
	// Due says that the question's area had to come now, and Gave which rule of the
	// channel had to give way.
	Due  bool
	Gave Rule
}

// Facts writes what a channel's choice was made for in few bytes, to be kept with it: the
// reason can be told later, when the model knows more. ChoiceOf reads it.
func (c Choice) Facts() string {
	due := 0
	if c.Due {
		due = 1
	}
	return fmt.Sprintf("%d %d %d %d %d %d", c.Gave, due, c.Before, twentieths(c.Chance), c.People, c.Answers)
}

// ChoiceOf is the choice of the question id with its facts; false when there are none or
// the bank does not have the question any more.
func (b *Bank) ChoiceOf(id, facts string) (c Choice, kept bool) {
	var due, chance int
	n, err := fmt.Sscanf(facts, "%d %d %d %d %d %d", &c.Gave, &due, &c.Before, &chance, &c.People, &c.Answers)
	q, known := b.Question(id)
	if n != 6 || err != nil || !known || c.Gave < None || c.Gave > Rest {
		return Choice{}, false
	}
	c.Question, c.Due, c.Chance = q, due == 1, float64(chance)/20
	return c, true
}

// What a team's numbers may be shown from: nobody can be read out of them.
const (
	TeamFrom        = 5
	TeamAnswersFrom = 20
)

// ChannelReason says why a channel is asked the choice, in one true sentence. Numbers of
// a small team are left out.
func (b *Bank) ChannelReason(c Choice) string {
	it := b.items[c.Question]
	news := "it has not been asked here before"
	if c.Before >= 0 {
		news = "it was last asked here " + days(c.Before) + " ago"
	}
	what := fmt.Sprintf("Day %d, %s priority", it.topic, it.priority)
	switch {
	case c.Gave == Rest:
		return fmt.Sprintf("Every question has been asked here lately, so one comes back early: %s, and %s.", what, news)
	case c.Due:
		return fmt.Sprintf("Every area has its turn, and %s is due: %s, and %s.", b.areas[it.area].Name, what, news)
	case c.People == 0:
		return fmt.Sprintf("The most urgent topics come first: %s, and %s.", what, news)
	case c.People >= TeamFrom && c.Answers >= TeamAnswersFrom:
		return fmt.Sprintf("It should help this group the most today: %s, people here could answer about %d of 100 such questions, and %s.", what, 5*twentieths(c.Chance), news)
	}
	return fmt.Sprintf("It should help those who answer here the most: %s, and %s.", what, news)
}

// PersonalReason says why a member is asked the choice, in one true sentence.
func (b *Bank) PersonalReason(c Choice) string {
	it := b.items[c.Question]
	what := fmt.Sprintf("Day %d is of %s priority", it.topic, it.priority)
	likely := fmt.Sprintf("the chance that you know it is about %d in 100", 5*twentieths(c.Chance))
	switch {
	case c.Misconception:
		return fmt.Sprintf("%s; you were sure of it %s ago and the key said otherwise, so here it is again.", what, days(c.Before))
	case c.Before < 0:
		return fmt.Sprintf("%s, the question is new to you, and %s.", what, likely)
	}
	last := fmt.Sprintf("you rated it %d of 5", c.Last)
	switch c.LastOutcome {
	case study.Right:
		last = "you had it right"
	case study.Wrong:
		last = "it was not right"
	}
	return fmt.Sprintf("%s; the last time, %s ago, %s, and today %s.", what, days(c.Before), last, likely)
}

// twentieths rounds a chance: to the nearest five in a hundred is as exact as it is.
func twentieths(p float64) int { return int(math.Round(20 * p)) }

func days(n int) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}
