package edge

import (
	"strings"

	"studybot/bot/chat"
)

// Bounds for what is taken from a typed text.
const (
	maxTyped    = 4000 // bytes
	maxTypedArg = 100  // bytes
)

// Typed reads a line of words: the first is the verb, person turns the platform's
// form of a mentioned person into the id and leaves all else, and everything is
// bounded. An empty line asks for help.
func Typed(text string, person func(word string) string) chat.Action {
	if len(text) > maxTyped {
		text = text[:maxTyped]
	}
	words := strings.Fields(strings.ToValidUTF8(text, "\uFFFD"))
	if len(words) == 0 {
		return chat.Do("help")
	}
	a := chat.Do(strings.ToLower(words[0]))
	if chat.Do(a.Verb).Check() != nil {
		return chat.Do("unknown") // no flow has this name, so the member is told what there is
	}
	for _, w := range words[1:] {
		if len(a.Args) == chat.MaxArgs {
			break
		}
		a.Args = append(a.Args, Bounded(person(w)))
	}
	return a
}

// Bounded cuts one typed argument to 100 bytes, on a character.
func Bounded(s string) string {
	if len(s) > maxTypedArg {
		s = strings.ToValidUTF8(s[:maxTypedArg], "")
	}
	return s
}
