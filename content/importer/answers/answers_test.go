package answers

import (
	"strings"
	"testing"

	"studybot/content/source/gather"
)

func TestWhichQuizATitleNames(t *testing.T) {
	for title, want := range map[string]string{
		"Module 01":             "module-1-quiz.md",
		"Module 3 - Nets":       "03-nets.md",
		"Nets":                  "nets-quiz.md",
		"Answers to Quiz 12":    "quiz-12.md",
		"Module 1 | Answer Key": "module-01.md",
		"Module 10":             "",
		"Nets and knots":        "",
		"Week 1":                "",
		"Answers":               "",
	} {
		var all []gather.File
		var places []int
		for _, name := range []string{"module-1-quiz.md", "03-nets.md", "nets-quiz.md", "quiz-12.md", "module-01.md"} {
			if want == "module-1-quiz.md" && name == "module-01.md" || want == "module-01.md" && name == "module-1-quiz.md" {
				continue // both would fit
			}
			all = append(all, gather.File{Name: "course/" + name})
			places = append(places, len(all)-1)
		}
		got := ""
		if place, ok := nameFits(all, places, title); ok {
			got = strings.TrimPrefix(all[place].Name, "course/")
		}
		if got != want {
			t.Errorf("%q names %q, want %q", title, got, want)
		}
	}
}
