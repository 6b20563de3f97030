package standing

import "studybot/bot/study"

// oneLevel says whether the level is the same however the open areas turn out.
func oneLevel(pack *study.Pack, t study.Total) bool {
	low, _ := pack.LevelAt(t.Low)
	high, _ := pack.LevelAt(t.High)
	return low == high
}

// levelName is the name of the level: "Intermediate", "Intermediate (provisional)"
// while areas are open, or "too early to say" while they may change it.
func levelName(pack *study.Pack, t study.Total) string {
	_, level := pack.LevelAt(t.Low)
	switch {
	case t.Complete():
		return level.Name
	case oneLevel(pack, t):
		return level.Name + " (provisional)"
	default:
		return tooEarly
	}
}

// tooEarly stands for the level while open areas may change it.
const tooEarly = "too early to say"

// TotalLine is an assessment in one line: "75 of 100, Intermediate" or "32-96 of
// 100, level too early to say".
func TotalLine(pack *study.Pack, a study.Assessment) string {
	t := study.TotalOf(pack, a)
	if !oneLevel(pack, t) {
		return t.String() + ", level " + tooEarly
	}
	return t.String() + ", " + levelName(pack, t)
}
