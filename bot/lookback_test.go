package bot

import (
	"testing"

	"studybot/bot/asking"
	"studybot/bot/study"
)

// TestAGroupsWeekIsToldOfFivePeopleOn: and of those who rated, not of those who chose an
// option, whose number says nothing of how many stand behind the ratings.
func TestAGroupsWeekIsToldOfFivePeopleOn(t *testing.T) {
	rounds := func(format study.Format, answered ...int) []weekRound {
		var week []weekRound
		for _, n := range answered {
			week = append(week, weekRound{asking.Asked{Question: study.Question{Format: format}}, study.Tally{3: n}})
		}
		return week
	}
	choices := rounds(study.MultipleChoice, 9)
	for what, c := range map[string]struct {
		week []weekRound
		told bool
	}{
		"five people, twenty answers":                      {rounds(study.Open, 5, 5, 5, 5), true},
		"five people, nineteen answers":                    {rounds(study.Open, 5, 5, 5, 4), false},
		"four people, twenty answers":                      {rounds(study.Open, 4, 4, 4, 4, 4), false},
		"four people, twenty answers, and nine who chose":  {append(rounds(study.Open, 4, 4, 4, 4, 4), choices...), false},
		"five people, fifteen answers, and nine who chose": {append(rounds(study.Open, 5, 5, 5), choices...), false},
		"nobody": {nil, false},
	} {
		if told := len(spreadOf(c.week, &study.Pack{})) > 0; told != c.told {
			t.Errorf("%s: told is %v, want %v", what, told, c.told)
		}
	}
}
