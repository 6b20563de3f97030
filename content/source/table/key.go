package table

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"studybot/content/source"
)

// choice is an option with its place among the columns, from 0.
type choice struct {
	at   int
	text string
}

// reasons why a key names no option.
var (
	errNoKey     = errors.New("it has no key")
	errNoSuchKey = errors.New("its key names no option")
	errTwoKeys   = errors.New("its key can be read in two ways")
	errCounting  = errors.New("its key is a number, and nothing tells whether it counts from 0 or from 1")
)

// keyOf finds the options that a key names, as indexes of choices: by their text, by
// letter or number, or several of them. An error says why it is none.
func keyOf(key string, choices []choice, counts numbering) ([]int, error) {
	key = strings.TrimSpace(key)
	if key == "" {
		return nil, errNoKey
	}
	if len(key) > 4*source.MaxOption {
		return nil, errNoSuchKey // longer than any option can be
	}
	one, err := single(key, choices, counts)
	if err == nil || errors.Is(err, errTwoKeys) || errors.Is(err, errCounting) {
		return one, err
	}
	for _, cut := range []string{"\n", "|", ";", ",", "&", " and ", " und ", "/", " "} {
		parts := strings.FieldsFunc(strings.ReplaceAll(strings.ToLower(key), cut, "\x00"), func(r rune) bool { return r == 0 })
		if len(parts) < 2 || len(parts) > len(choices) {
			continue
		}
		if all := severalOf(parts, choices, counts); len(all) > 0 {
			return all, nil
		}
	}
	// "ABD": every letter a different option.
	if len(key) > 1 && len(key) <= len(choices) && strings.ToUpper(key) == key {
		if all := severalOf(strings.Split(strings.ToLower(key), ""), choices, counts); len(all) == len(key) && all != nil {
			if _, err := strconv.Atoi(key); err != nil {
				return all, nil
			}
		}
	}
	return nil, fmt.Errorf("%w: %q", errNoSuchKey, short(key))
}

// severalOf resolves every part, or gives nothing.
func severalOf(parts []string, choices []choice, counts numbering) []int {
	var all []int
	for _, part := range parts {
		one, err := single(strings.TrimSpace(part), choices, counts)
		if err != nil || len(one) != 1 {
			return nil
		}
		if !slices.Contains(all, one[0]) {
			all = append(all, one[0])
		}
	}
	return all
}

// single resolves a key that names one option.
func single(key string, choices []choice, counts numbering) ([]int, error) {
	byText := slices.IndexFunc(choices, func(c choice) bool { return c.text == key })
	if byText < 0 {
		byText = slices.IndexFunc(choices, func(c choice) bool { return same(c.text, key) })
	}
	byLabel, rest := -1, ""
	at, rest, labelled, number := label(key)
	if labelled {
		if number && counts == fromZero {
			at++
		}
		byLabel = slices.IndexFunc(choices, func(c choice) bool { return c.at == at })
		if rest != "" && (byLabel < 0 || !same(choices[byLabel].text, rest)) {
			// "A - the first" where option A is something else, or a text that begins so.
			if byText < 0 && byLabel >= 0 && slices.ContainsFunc(choices, func(c choice) bool { return same(c.text, rest) }) {
				return nil, errTwoKeys
			}
			byLabel = -1
		}
	}
	switch {
	case byText >= 0 && byLabel >= 0 && byText != byLabel:
		return nil, errTwoKeys
	case byText >= 0:
		return []int{byText}, nil
	case byLabel >= 0 && number && counts == unknown:
		return nil, errCounting
	case byLabel >= 0:
		return []int{byLabel}, nil
	}
	return nil, errNoSuchKey
}

func same(a, b string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}

// label reads "B", "b)", "(B)", "Option B", "2." or "B) its text"; at is from 0 (-1
// for the number 0), rest the text after it.
func label(key string) (at int, rest string, ok, number bool) {
	k := strings.ToLower(strings.TrimSpace(key))
	if first, after, found := strings.Cut(k, " "); found && has(optionWords, strings.TrimRight(first, ":")) {
		k, key = after, strings.TrimSpace(key)[len(first)+1:]
		if len(k) != len(key) {
			key = k // lower case changed the length of a letter
		}
	} else {
		key = strings.TrimSpace(key)
		if len(k) != len(key) {
			key = k
		}
	}
	if strings.HasPrefix(k, "(") || strings.HasPrefix(k, "[") {
		k, key = k[1:], key[1:]
	}
	end := 0
	for end < len(k) && end < 2 && k[end] >= '0' && k[end] <= '9' {
		end++
	}
	number = end > 0
	if !number && k != "" && k[0] >= 'a' && k[0] <= 'j' {
		end = 1
	}
	if end == 0 {
		return 0, "", false, false
	}
	after := key[end:]
	trimmed := strings.TrimLeft(after, ").]:-– \t")
	if trimmed != "" && !strings.ContainsAny(after[:min(1, len(after))], ").]:") && !strings.HasPrefix(after, " -") && !strings.HasPrefix(after, " –") {
		return 0, "", false, false // "a cat", "10 apples"
	}
	if number {
		n, err := strconv.Atoi(k[:end])
		return n - 1, trimmed, err == nil, true
	}
	return int(k[0] - 'a'), trimmed, true, false
}

// short is a text for a note.
func short(s string) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) > 40 {
		return string(r[:39]) + "…"
	}
	return string(r)
}
