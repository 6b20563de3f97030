package command

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"studybot/bot/chat"
)

// maxNamed bounds what Pick names, in characters: a message has room for more,
// but nobody reads it.
const maxNamed = 1000

// Match picks what the typed text may mean, best first: the whole label or value,
// then its start, the start of a word, any part; in the given order where they
// match equally well, and each value once. Case, accents and punctuation do not
// count. Nothing typed matches everything. There are at most chat.MaxOptions, with
// labels and hints cut to fit.
func Match(typed string, options []chat.Option) []chat.Option {
	var matched []chat.Option
	for _, r := range ranked(typed, options) {
		if len(matched) == chat.MaxOptions {
			break
		}
		r.Label, _ = chat.Cut(r.Label, chat.MaxOptionLabel)
		r.Hint, _ = chat.Cut(r.Hint, chat.MaxOptionHint)
		matched = append(matched, r.Option)
	}
	return matched
}

// Pick is the value of the option that the typed text means: the one whose label
// or value it is, or starts, or a later word of which it starts. Where that is
// none or several, problem is a sentence for the member that names what there is;
// what says what the options are, such as "area".
func Pick(what, typed string, options []chat.Option) (value, problem string) {
	var best []result
	if fold(typed) != "" {
		best = ranked(typed, options)
	}
	if i := slices.IndexFunc(best, func(r result) bool { return r.fit != best[0].fit || r.fit >= inside }); i >= 0 {
		best = best[:i]
	}
	switch {
	case len(options) == 0:
		return "", fmt.Sprintf("There is no %s to choose from here.", what)
	case len(best) == 1 || len(best) > 1 && best[0].fit == exact:
		return best[0].Value, ""
	case len(best) > 1:
		return "", fmt.Sprintf("That fits more than one %s. Which of these? %s.", what, names(best))
	}
	return "", fmt.Sprintf("I do not know that %s. You can choose one of these: %s.", what, names(ranked("", options)))
}

// names lists labels, cut where they get too many.
func names(of []result) string {
	labels := make([]string, len(of))
	for i, r := range of {
		labels[i] = r.Label
	}
	list, _ := chat.Cut(strings.Join(labels, "; "), maxNamed)
	return list
}

// fit says how a typed text matches an option; less is better.
type fit int

const (
	exact     fit = iota // all of the label or of the value
	start                // its first characters
	wordStart            // the first characters of a later word
	inside               // somewhere
	nowhere
)

// result is an option and how it matches.
type result struct {
	chat.Option
	fit fit
}

// ranked are the options that match, each value once, best first.
func ranked(typed string, options []chat.Option) []result {
	typed = fold(typed)
	var found []result
	seen := map[string]bool{}
	for _, o := range options {
		if f := min(fitOf(typed, fold(o.Label)), fitOf(typed, fold(o.Value))); f < nowhere && !seen[o.Value] {
			seen[o.Value] = true
			found = append(found, result{o, f})
		}
	}
	slices.SortStableFunc(found, func(a, b result) int { return cmp.Compare(a.fit, b.fit) })
	return found
}

// fitOf compares two folded texts.
func fitOf(typed, text string) fit {
	switch {
	case typed == "":
		return start
	case typed == text:
		return exact
	case strings.HasPrefix(text, typed):
		return start
	case strings.Contains(text, " "+typed):
		return wordStart
	case strings.Contains(text, typed):
		return inside
	}
	return nowhere
}

// fold takes away what people vary when they type a name: case, accents, and
// which signs stand between the words.
func fold(s string) string {
	var folded strings.Builder
	gap := false
	for _, r := range strings.ToLower(s) {
		switch {
		case unicode.Is(unicode.Mn, r): // an accent of its own
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			gap = folded.Len() > 0
		default:
			if gap {
				folded.WriteByte(' ')
				gap = false
			}
			folded.WriteString(unaccented(r))
		}
	}
	return folded.String()
}

// unaccented is a small Latin letter without its accent, as it is typed on a
// keyboard that has none. The letters are those of the Latin-1 Supplement and
// Latin Extended-A blocks of Unicode.
func unaccented(r rune) string {
	if r < 0xDF || r > 0x17E {
		return string(r)
	}
	for _, letters := range []struct{ plain, accented string }{
		{"a", "àáâãäåāăą"},
		{"ae", "æ"},
		{"c", "çćĉċč"},
		{"d", "ďđð"},
		{"e", "èéêëēĕėęě"},
		{"g", "ĝğġģ"},
		{"h", "ĥħ"},
		{"i", "ìíîïĩīĭįı"},
		{"j", "ĵ"},
		{"k", "ķ"},
		{"l", "ĺļľŀł"},
		{"n", "ñńņňŋ"},
		{"o", "òóôõöøōŏő"},
		{"oe", "œ"},
		{"r", "ŕŗř"},
		{"s", "śŝşš"},
		{"ss", "ß"},
		{"t", "ţťŧ"},
		{"th", "þ"},
		{"u", "ùúûüũūŭůűų"},
		{"w", "ŵ"},
		{"y", "ýÿŷ"},
		{"z", "źżž"},
	} {
		if strings.ContainsRune(letters.accented, r) {
			return letters.plain
		}
	}
	return string(r)
}
