package draft

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestIDsAreUnique(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ids, seen := IDs{}, map[string]bool{}
		for _, name := range rapid.SliceOf(rapid.SampledFrom([]string{"A b", "a-b", "A b 2", "a b-2-2", "漢字", "", strings.Repeat("long ", 20), strings.Repeat("x", 50)})).Draw(t, "names") {
			id := ids.Of(name)
			if seen[id] || id == "" || len(id) > 32 {
				t.Fatalf("%q got the id %q, twice or too long, after %v", name, id, seen)
			}
			seen[id] = true
		}
	})
}

func TestWhatIsCutIsNoted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := New("g.md", nil)
		s, limit := rapid.String().Draw(t, "text"), rapid.IntRange(2, 50).Draw(t, "limit")
		got := d.Short(3, "a text", s, limit)
		if utf8.RuneCountInString(got) > limit {
			t.Errorf("%q has more than %d characters", got, limit)
		}
		if cut := got != s; cut != (len(d.Notes) == 1) || cut && (d.Notes[0].Line != 3 || d.Notes[0].Path != "g.md") {
			t.Errorf("%q became %q with the notes %v", s, got, d.Notes)
		}
	})
}
