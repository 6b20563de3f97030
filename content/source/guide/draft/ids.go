package draft

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
	"unicode"

	"studybot/content/source/guide/terms"
)

// slug makes an id of at most limit bytes from words; other scripts than Latin
// give a number that stays the same.
func slug(name string, limit int) string {
	var words []string
	for _, w := range strings.FieldsFunc(terms.Fold(name), func(r rune) bool { return r > 0x7f || !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if len(strings.Join(words, "-"))+1+len(w) > limit {
			break
		}
		words = append(words, w)
	}
	id := strings.Join(words, "-")
	if id == "" {
		return numbered(name)
	}
	return id
}

// IDs hands out ids that are unique in one list: of each the number of times that
// it was asked for.
type IDs map[string]int

// Of makes an id of a name.
func (seen IDs) Of(name string) string {
	const limit = 32
	id := slug(name, limit)
	if seen[id]++; seen[id] == 1 {
		return id
	}
	base := slug(name, limit-6)
	for n := seen[id]; ; n++ {
		if again := next(base, n); seen[again] == 0 {
			seen[id] = n
			seen[again] = 1
			return again
		}
	}
}

// numbered is an id for a name without a Latin letter.
func numbered(name string) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(name)) // never fails
	return fmt.Sprintf("x%08x", h.Sum32())
}

// next is id with a number.
func next(id string, n int) string { return id + "-" + strconv.Itoa(n) }
