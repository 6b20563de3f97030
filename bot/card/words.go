package card

import (
	"strconv"
	"strings"
)

// Number reads a small whole number, 0 when it is none.
func Number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || len(s) > 6 {
		return 0
	}
	return n
}

// Count writes "1 answer" or "3 answers".
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// Minutes writes "about 5 minutes".
func Minutes(n int) string {
	if n <= 0 {
		return "a few minutes"
	}
	return "about " + Count(n, "minute", "minutes")
}

// Joined writes "a", "a and b", "a, b and c".
func Joined(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
