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
			week = append(week, weekRound{asking.Asked{Question: study.Question{Format: format}}, study.Tally{3: n - n/2, 4: n / 2}})
		}
		return week
	}
	rated := func(tallies ...study.Tally) []weekRound {
		var week []weekRound
		for _, tally := range tallies {
			week = append(week, weekRound{asking.Asked{Question: study.Question{Format: study.Open}}, tally})
		}
		return week
	}
	choices := rounds(study.MultipleChoice, 9)
	six, odd := study.Tally{3: 6}, study.Tally{3: 5, 1: 1}
	for what, c := range map[string]struct {
		week []weekRound
		told bool
	}{
		"five people, twenty answers":                      {rounds(study.Open, 5, 5, 5, 5), true},
		"five people, nineteen answers":                    {rounds(study.Open, 5, 5, 5, 4), false},
		"four people, twenty answers":                      {rounds(study.Open, 4, 4, 4, 4, 4), false},
		"four people, twenty answers, and nine who chose":  {append(rounds(study.Open, 4, 4, 4, 4, 4), choices...), false},
		"five people, fifteen answers, and nine who chose": {append(rounds(study.Open, 5, 5, 5), choices...), false},
		"nobody":                 {nil, false},
		"six people of one mind": {rated(six, six, six, six), false},
		"one of another mind, who would know all others'": {rated(odd, odd, odd, odd), false},
		"one more answer that is another than most":       {rated(odd, odd, odd, study.Tally{3: 4, 1: 2}), true},
		"one of another mind, and as many who chose":      {append(rated(odd, odd, odd, odd), choices...), false},
	} {
		if told := len(spreadOf(c.week, &study.Pack{})) > 0; told != c.told {
			t.Errorf("%s: told is %v, want %v", what, told, c.told)
		}
	}
}
