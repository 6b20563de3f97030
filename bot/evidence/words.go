package evidence

import (
	"fmt"

	"studybot/bot/card"
	"studybot/bot/learn"
	"studybot/bot/study"
)

// score is an area's number; one that rests on few answers stands in brackets.
func score(e learn.Evidence) string {
	if e.Few() {
		return fmt.Sprintf("(%.1f)", e.Score)
	}
	return fmt.Sprintf("%.1f", e.Score)
}

// name is an area's name in a list, as long as a score of many areas has room for.
func name(a study.Area) string { return card.Short(a.Name, 48) }

func answers(n int) string { return card.Count(n, "answer", "answers") }

// last says when the area's last answer was, in study days.
func last(e learn.Evidence) string {
	switch e.Age {
	case 0:
		return "today"
	case 1:
		return "yesterday"
	}
	return fmt.Sprintf("%d days ago", e.Age)
}

// percent writes a share, 0 to 1, in whole numbers.
func percent(share float64) string { return fmt.Sprintf("%.0f %%", 100*share) }

// times writes "1 of 1 time" or "7 of 11 times".
func times(n, of int) string { return fmt.Sprintf("%d of %s", n, card.Count(of, "time", "times")) }

// total is the evidence total: "58.3 of 100".
func (v view) total() string {
	return fmt.Sprintf("%.1f of %d", learn.Total(v.areas), 5*len(v.areas))
}

// recall is a forecast of how much is left of what was seen, in words that tell it from
// results; "" when nothing was seen.
func (v view) recall() string {
	share, seen := v.Model.Remembered(v.id, v.Day)
	switch seen {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("about %s that you still know the one question you have seen, now that you have read its answer", percent(share))
	}
	return fmt.Sprintf("about %s of the %d questions you have seen are likely still with you, now that you have read their answers", percent(share), seen)
}
