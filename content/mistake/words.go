package mistake

import (
	"fmt"
	"strings"
)

// Meant suggests the allowed word nearest to a misspelt one, or is "".
func Meant(word string, all []string) string {
	best, least := "", 3
	for _, a := range all {
		if d := distance(word, a, least); d < least {
			best, least = a, d
		}
	}
	if best == "" || least >= len(best) {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
}

// distance is the number of single-letter edits between a and b, or limit when
// it is at least that (Wagner and Fischer's table, one row at a time).
func distance(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := corner
			if a[i] != b[j] {
				change++
			}
			corner = row[j+1]
			row[j+1] = min(change, row[j]+1, corner+1)
		}
	}
	return min(row[len(b)], limit)
}

// IDLike suggests an identifier for a text, or is "".
func IDLike(s string, limit int, capitals bool) string {
	if !capitals {
		s = strings.ToLower(s)
	}
	s = strings.Join(strings.FieldsFunc(s, func(c rune) bool {
		return !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z')
	}), "-")
	if s == "" || len(s) > limit {
		return ""
	}
	return fmt.Sprintf("; for example %q", s)
}

// Example shows how a field is written that somebody left out, or is "".
func Example(key string) string {
	line := map[string]string{
		"id":         "id: a-short-name",
		"difficulty": "difficulty: 2",
		"format":     "format: open",
		"minutes":    "minutes: 3",
		"prompt":     "prompt: What happens when …?",
		"key_points": "key_points: and under it lines such as \"- text: What a good answer says\"",
		"answer":     "answer: What you would say yourself.",
		"options":    "options: and under it lines such as \"- text: A choice\"",
		"numeric":    "numeric: {value: 12, tolerance: 0.5, unit: ms, working: how one gets there}",
		"topic":      "topic: 1 at the top of the file",
		"day":        "day: 1",
		"priority":   "priority: HIGH",
		"version":    "version: \"1.0\"",
	}[key]
	if line == "" {
		return ""
	}
	return ", such as " + line
}
