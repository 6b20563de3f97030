package terms

import (
	"strings"

	"studybot/bot/study"
)

// Priority reads the words, numbers and stars with which guides rank topics; most
// is how many stars the greatest has.
func Priority(s string, most int) (p study.Priority, exact, ok bool) {
	if stars := Stars(s); stars > 0 {
		switch {
		case stars == most || most > 3 && stars == most-1:
			return study.Critical, true, true
		case most == 3 && stars == 2 || most > 3 && stars == most-2:
			return study.High, true, true
		}
		return study.Medium, true, true
	}
	f := " " + Fold(strings.Trim(Signless(s), "*_[]() ")) + " "
	for _, known := range []struct {
		p     study.Priority
		exact bool
		words string
	}{
		{study.Critical, true, "critical, crit, p1, must, essential, kritisch, critique, 1, 🔴"},
		{study.High, true, "high, hi, p2, should, important, hoch, haute, elevee, wichtig, 2, 🟠"},
		{study.Medium, true, "medium, med, mid, p3, could, mittel, moyenne, moyen, normal, 3, 🟡"},
		{study.Critical, false, "p0, highest, top, very high, sehr hoch"},
		{study.Medium, false, "low, optional, nice to have, niedrig, gering, basse, faible, p4, p5, 4, 5, 🟢"},
	} {
		for _, w := range strings.Split(known.words, ", ") {
			if f == " "+w+" " || strings.TrimSpace(s) == w || strings.HasPrefix(f, " "+w+" ") {
				return known.p, known.exact, true
			}
		}
	}
	return "", false, false
}

// Stars counts the stars of a text.
func Stars(s string) int {
	return strings.Count(s, "★") + strings.Count(s, "⭐") + strings.Count(s, "🌟")
}
