package name_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"studybot/bot/plan/name"
)

func TestNamesAreShortAndApart(t *testing.T) {
	if got := name.Of("practice", "w2", 36, "C3"); got != "practice-w2-36-C3" {
		t.Error(got)
	}
	long := strings.Repeat("é", 40)
	one, two := name.Of("study", 1, long+"a"), name.Of("study", 1, long+"b")
	if one == two || len(one) > name.Most || !utf8.ValidString(one) || !strings.HasPrefix(one, "study-1-é") {
		t.Errorf("%q and %q", one, two)
	}
}
