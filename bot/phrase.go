package bot

import (
	"maps"
	"slices"
	"strconv"
)

// letter names an option: 1 is A.
func letter(option int) string {
	if option < 1 || option > 26 {
		return "?"
	}
	return string(rune('A' + option - 1))
}

// number reads a small whole number, 0 when it is none.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || len(s) > 6 {
		return 0
	}
	return n
}

// count writes "1 answer" or "3 answers".
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
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
	return count(n, "person", "people")
}

func minutes(n int) string {
	if n <= 0 {
		return "a few minutes"
	}
	return "about " + count(n, "minute", "minutes")
}

// sortedKeys are the map's keys in order.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
