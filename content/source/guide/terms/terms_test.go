package terms

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"studybot/bot/study"
)

func TestPriorities(t *testing.T) {
	for words, want := range map[string]study.Priority{
		"CRITICAL, P1, must, Kritisch, ★★★, 🔴, 🔴 Critical, 1, très critique": study.Critical,
		"High, P2, HOCH, élevée, ★★, 🟠, should":                              study.High,
		"Medium, Med, P3, low, ★, mittel, 🟢, nice to have, basse":            study.Medium,
	} {
		for _, w := range strings.Split(words, ", ") {
			got, _, ok := Priority(w, 3)
			if w == "très critique" {
				if ok {
					t.Errorf("%q was guessed", w)
				}
			} else if got != want {
				t.Errorf("%q is %q, want %s", w, got, want)
			}
		}
	}
}

func TestHeadings(t *testing.T) {
	for heading, want := range map[string]Section{
		"📚 Content Review Matrix": Matrix, "Selbsteinschätzung": Assessment, "Table des matières": Contents, "Scoring Interpretation": Levels,
		"Self-Assessment Framework": Assessment, "Targeted Review Plans": Plans, "Résultats": Levels, "Zebras": Unknown, "": Unknown,
	} {
		if got := Classify(heading); got != want {
			t.Errorf("%q is %d, want %d", heading, got, want)
		}
	}
}

func TestDaysAndWeeks(t *testing.T) {
	g := New()
	for text, want := range map[string][]int{
		"Days 3-5": {3, 4, 5}, "Modules 2, 4 and 7": {2, 4, 7}, "Tage 1 bis 3": {1, 2, 3}, "jours 1 à 2": {1, 2}, "3-5": nil,
	} {
		if got := g.DayNumbers(text); !slices.Equal(got, want) {
			t.Errorf("%q names %v, want %v", text, got, want)
		}
	}
	for text, want := range map[string]string{"Week 1-2: work": "1 2 work true", "Woche 3 – lesen": "3 3 lesen true", "Weekend": "0 0  false"} {
		first, last, theme, ok := g.Week(text)
		if got := fmt.Sprint(first, " ", last, " ", theme, " ", ok); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	if name, days := g.CutDays("Loops (Days 3, 5)"); name != "Loops" || !slices.Equal(days, []int{3, 5}) {
		t.Errorf("cut to %q, %v", name, days)
	}
}

func TestRatings(t *testing.T) {
	g := New()
	for line, want := range map[string]string{
		"One ___/5": "One 5", "One: [1-10]": "One 10", "One ☐☐☐": "One 3", "One [ ] [ ]": "One 2", "One 1 2 3 4": "One 4", "One ____": "One 0", "One": "One 0",
	} {
		name, high := g.Rating(line)
		if got := fmt.Sprint(name, " ", high); got != want {
			t.Errorf("%q is %q, want %q", line, got, want)
		}
	}
}
