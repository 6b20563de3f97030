package classroom

// Asker chooses questions, by id. It is told by Learner what became of them.
type Asker interface {
	// Channel is the team's question of a working day; it is called once for each.
	Channel(day int) (question string, err error)
	// Personal are at most k questions for a member who opened the bot, best first,
	// none of exclude among them. It is called after the day's Channel.
	Personal(day int, member string, k int, exclude []string) (questions []string, err error)
}

// Learner is told every answer, in the order of the days.
type Learner interface {
	Rated(Rating) error
}

// Forecaster says what it believes of the members' memories.
type Forecaster interface {
	// Predict is the chance from 0 to 1 that the member really recalls the question on that day.
	Predict(day int, member, question string) (float64, error)
	// AreaScores are by member and area.
	AreaScores(day int) (map[string]map[string]Score, error)
}

// Truth is how the members' memories really work. Members and questions are
// counted from 0 in the order of the course.
type Truth interface {
	// Recall is the chance that the question is recalled on day, which is not before the last Study.
	Recall(member, question, day int) float64
	// Study shows the key points after an answer.
	Study(member, question, day int, recalled bool)
	// Gain is by how much an answer on day is expected to raise Recall on a later day.
	Gain(member, question, day, later int) float64
	// Judge is the member's own rating from 1 to 5, before Study.
	Judge(member, question, day int, recalled bool) int
}

// Session is what a policy opened for one run. What it does not serve is nil.
type Session struct {
	Asker      Asker
	Learner    Learner
	Forecaster Forecaster
	// Close ends it; nil when there is nothing to end.
	Close func() error
}

// Rating is one answer.
type Rating struct {
	Day      int
	Member   string
	Question string
	Rating   int  // 1 to 5; for a keyed question the confidence before the key
	Channel  bool // else personal
	Keyed    bool
	Correct  bool // only if Keyed
}

// Score is the true mastery of an area on a scale from 1 to 5, as somebody
// believes it, with a 90 % interval.
type Score struct {
	Score float64 `json:"score"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}
