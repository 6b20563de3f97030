package importer

import (
	"cmp"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"studybot/bot/study"
)

const maxID = 32 // bytes of a question's id; docs/packs.md

// hash is a name for text, of n letters and digits.
func hash(n int, parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:]))[:n]
}

// normal is a text without what changes its look only: case, spaces, markup.
func normal(s string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if r == '*' || r == '`' || r == '_' {
			return -1
		}
		return r
	}, strings.ToLower(s))), " ")
}

// promptHash stands for what is asked.
func promptHash(q study.Question) string { return hash(16, normal(q.Prompt)) }

// askedHash stands for what is asked with its options in their order, but not for
// the key and its reasons.
func askedHash(q study.Question) string {
	parts := []string{normal(q.Prompt)}
	for _, o := range q.Options {
		parts = append(parts, normal(o.Text))
	}
	return hash(16, parts...)
}

// sourceHash is contentHash without where the question comes from, which changes
// when a file is renamed.
func sourceHash(q study.Question) string {
	q.Source = study.Source{}
	return contentHash(q)
}

// contentHash stands for a whole question but for its id, and for the topic and the
// area that it was put into.
func contentHash(q study.Question) string {
	q.ID, q.Topic, q.Area = "", 0, ""
	text, err := json.Marshal(q)
	if err != nil { // a key that is no number: JSON has none for it
		text = fmt.Appendf(nil, "%+v", q)
	}
	return hash(16, string(text))
}

// name gives each question an id, and none twice; kept holds the ids that are taken.
// An id depends on the question alone, so that two machines agree, and on the order
// of the files only for questions that are the same to the letter.
func name(items []*item, kept []string) {
	ids, keys := map[string]bool{}, map[study.Key]bool{}
	for _, id := range kept {
		ids[id], keys[study.KeyOf(id)] = true, true
	}
	same := map[string]int{} // how many share a prompt, or a key
	for _, it := range items {
		same[it.stem()]++
	}
	order := slices.Clone(items)
	slices.SortStableFunc(order, func(a, b *item) int { return cmp.Compare(a.asked, b.asked) })
	for _, it := range order {
		if it.ID != "" {
			continue
		}
		parts := []string{it.stem()}
		if same[it.stem()] > 1 {
			parts = append(parts, it.asked)
		}
		id := it.idOf(hash(7, parts...))
		if it.Key != "" && same[it.stem()] == 1 && isName(it.Key) {
			id = it.Key
		}
		for n := 2; ids[id] || keys[study.KeyOf(id)]; n++ {
			id = it.idOf(hash(7, append(parts, fmt.Sprint(n))...))
		}
		ids[id], keys[study.KeyOf(id)] = true, true
		it.ID = id
	}
}

// stem is what an id is made of: the source's own key, else the prompt.
func (it *item) stem() string {
	if it.Key != "" {
		return "key\x00" + it.Key
	}
	return fmt.Sprintf("%d\x00%s", it.Topic, it.prompt)
}

// idOf is "25-point-time-correctness-h4k2m7q".
func (it *item) idOf(tail string) string {
	head := fmt.Sprint(it.Topic)
	if it.Key != "" {
		return head + "-" + tail // its prompt may change, and the id must not
	}
	if slug := slug(it.Prompt, maxID-len(head)-len(tail)-2); slug != "" {
		return head + "-" + slug + "-" + tail
	}
	return head + "-" + tail
}

// slug is a few words of a text that say something, at most limit bytes.
func slug(text string, limit int) string {
	dull := strings.Fields("a an and are as at be by can do does for from how in into is it its of on or should that the their this to was what when where which who why will with would you your following best main primary purpose most not")
	s := ""
	words := regexp.MustCompile(`[a-z0-9]+`).FindAllString(strings.ToLower(text), 60)
	for _, w := range words {
		if len(w) < 2 || slices.Contains(dull, w) {
			continue
		}
		if len(s)+len(w)+1 > limit {
			break
		}
		s = strings.TrimPrefix(s+"-"+w, "-")
		if strings.Count(s, "-") == 3 {
			break
		}
	}
	return s
}

// isName says whether a source's key can be an id as it is: such as a person would
// write, not a bare number.
func isName(key string) bool {
	return len(key) >= 3 && len(key) <= maxID && regexp.MustCompile(`^[a-z0-9][a-z0-9-]*$`).MatchString(key) && strings.ContainsAny(key, "abcdefghijklmnopqrstuvwxyz")
}
