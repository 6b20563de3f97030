package asking

import "studybot/bot/card"

// letter names an option: 1 is A.
func letter(option int) string {
	if option < 1 || option > 26 {
		return "?"
	}
	return string(rune('A' + option - 1))
}

// sureness names a confidence from 1 to 5.
func sureness(v int) string {
	if v < 1 || v > 5 {
		return "?"
	}
	return [...]string{"a guess", "unsure", "rather sure", "sure", "certain"}[v-1]
}

func people(n int) string {
	if n == 0 {
		return "nobody yet"
	}
	return card.Count(n, "person", "people")
}
