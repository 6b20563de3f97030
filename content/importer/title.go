package importer

import (
	"path"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"studybot/content/source"
)

const maxName = 75 // characters of a topic's and a pack's name; docs/packs.md

// dayOf finds the day that a file belongs to: what it says itself, then its name,
// then its folders, the nearest first; 0 when nothing says one.
func dayOf(found source.Found, name string) int {
	if found.Day > 0 {
		return found.Day
	}
	for ; name != "." && name != "/"; name = path.Dir(name) {
		if day := source.DayOf(path.Base(name)); day > 0 {
			return day
		}
	}
	return 0
}

// numberOf is the number in a name such as "03-joins.md" or "lesson 3.md", for
// courses that do not count days; 0 when there is none.
func numberOf(name string) int {
	base := strings.ToLower(path.Base(name))
	m := regexp.MustCompile(`^0*([1-9]\d{0,3})(?:\D|$)|(?:lesson|lecture|chapter|unit|week|session|module|part|quiz)[ _-]*0*([1-9]\d{0,3})(?:\D|$)`).FindStringSubmatch(base)
	if m == nil {
		return 0
	}
	n, _ := strconv.Atoi(m[1] + m[2]) // at most four digits
	return n
}

// topicName makes a topic's name of a title such as "# Day 25 Quiz: Feature Stores"
// or, without one, of a file's name.
func topicName(title, file string) string {
	name := clean(title)
	if name == "" {
		base := path.Base(file)
		words := strings.Map(func(r rune) rune {
			if r == '-' || r == '_' || r == '.' {
				return ' '
			}
			return r
		}, strings.TrimSuffix(base, path.Ext(base)))
		r, size := utf8.DecodeRuneInString(clean(words))
		if name = clean(words); size > 0 {
			name = string(unicode.ToUpper(r)) + name[size:]
		}
	}
	return shorten(name, maxName)
}

// clean takes off a title what only says that it is a quiz of some day.
func clean(title string) string {
	const quiz = `(?:quiz|test|exam|assessment|knowledge check|questions|review questions|knowledge quiz|practice quiz|practice test|self-test)`
	first := regexp.MustCompile(`(?i)^(?:day|lesson|lecture|chapter|unit|week|session|module)[ _#-]*\d+(?:[ _-]+` + quiz + `)?\b[\s:.|–—-]*`)
	kind := regexp.MustCompile(`(?i)^` + quiz + `\s*(?:\d+\s*)?[:|–—-]+\s*`)
	last := regexp.MustCompile(`(?i)(?:\s*[:|–—-]+\s*|\s+\(?|\s*\()` + quiz + `\)?$`)
	only := regexp.MustCompile(`(?i)^` + quiz + `$`)
	title = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		switch {
		case r == '*' || r == '`' || r == '#' || r == '\ufe0f' || unicode.Is(unicode.So, r):
			return -1
		case unicode.IsControl(r):
			return ' '
		}
		return r
	}, title)), " ")
	for range 3 {
		title = strings.TrimSpace(last.ReplaceAllString(kind.ReplaceAllString(first.ReplaceAllString(title, ""), ""), ""))
	}
	return only.ReplaceAllString(title, "")
}

// shorten cuts text to limit characters.
func shorten(s string, limit int) string {
	if utf8.RuneCountInString(s) <= limit {
		return s
	}
	return strings.TrimSpace(string([]rune(s)[:limit-1])) + "…"
}
