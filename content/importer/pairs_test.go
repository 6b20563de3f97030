package importer

import (
	"slices"
	"strings"
	"testing"

	"studybot/bot/study"
	"studybot/content/source"
)

// Answers in a file of their own belong to the quiz beside them when the numbers fit.
func TestAnswersInAFileOfTheirOwn(t *testing.T) {
	const quiz = "# Quiz: Water\n\n1. What floats?\n   - a) A stone\n   - b) A cork\n\n2. What sinks?\n   - a) A coin\n   - b) A leaf\n"
	const key = "# Water, solved\n\n1. b) A cork - it is light\n2. a) A coin\n"
	tests := map[string]struct {
		quiz, answers, key string
		active             int
	}{
		"beside it":            {"day-01/quiz.md", "day-01/quiz-answers.md", key, 2},
		"underscore":           {"day-01/water_quiz.md", "day-01/water_quiz_solutions.md", key, 2},
		"only one in a folder": {"day-01/quiz.md", "day-01/answers.md", key, 2},
		"a folder below":       {"mcq/day-01-quiz.md", "mcq/answer-key/day-01-quiz-answers.md", key, 2},
		"the only one":         {"day-01/water.md", "day-01/answers.md", key, 2},
		"a part of it":         {"day-01/quiz-01-water.md", "day-01/answers.md", "# Answers\n\n## Quiz 1\n\n1. b) A cork\n2. a\n\n## Quiz 2\n\n1. a\n2. b\n", 2},
		"parts of others":      {"day-01/quiz-03-water.md", "day-01/answers.md", "# Answers\n\n## Quiz 1\n\n1. b\n2. a\n\n## Quiz 2\n\n1. a\n2. b\n", 0},
		"another folder":       {"day-01/quiz.md", "day-02/answers.md", key, 0},
		"another name":         {"day-01/quiz-1.md", "day-01/quiz-2-answers.md", key, 0},
		"another number":       {"day-01/quiz.md", "day-01/answers.md", "# Answers\n\n1. b\n7. a\n", 0},
		"no letter of it":      {"day-01/quiz.md", "day-01/answers.md", "# Answers\n\n1. d\n2. e\n", 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			other := "other/quiz-of-wind.md" // so that there is always something to ask
			in := files(map[string]string{tt.answers: tt.key, tt.quiz: quiz, other: quizText("wind")}, tt.answers, tt.quiz, other)
			r := mustImport(t, in, nil)
			active := 0
			for _, q := range r.Pack.Questions {
				if q.Status == study.Active && strings.Contains(q.Prompt, "What ") && !strings.Contains(q.Prompt, "wind") {
					active++
					for _, o := range q.Options {
						if o.Correct != (o.Text == "A cork" || o.Text == "A coin") {
							t.Errorf("%q has a wrong key: %+v", q.Prompt, q.Options)
						}
					}
				}
			}
			if active != tt.active {
				t.Errorf("%d questions have a key, want %d: %+v", active, tt.active, r.Report)
			}
			if told := slices.ContainsFunc(r.Report.Notes, func(n source.Note) bool {
				return n.Path == tt.answers && strings.Contains(n.Text, `"Quiz 2"`) && n.Line == 8
			}); told != (name == "a part of it") {
				t.Errorf("told of the part for another quiz: %v; notes %v", told, r.Report.Notes)
			}
			if len(r.Report.Files) != 3 {
				t.Errorf("the report has %d files", len(r.Report.Files))
			}
			for _, n := range r.Report.Notes {
				if n.Path == tt.answers && n.Line > strings.Count(tt.key, "\n") {
					t.Errorf("a note behind the end of the file: %v", n)
				}
			}
		})
	}
}
