package card

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"studybot/bot/chat"
)

func drawItems(t *rapid.T, most int) []chat.Item {
	var items []chat.Item
	for i := range rapid.IntRange(0, most).Draw(t, "items") {
		items = append(items, chat.Item{Lead: fmt.Sprint(i), Text: strings.Repeat("ä", rapid.IntRange(1, 900).Draw(t, "length"))})
	}
	return items
}

// Turning the pages from the first to the last shows every item once, in order.
func TestPagesShowEverythingOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := drawItems(t, 60)
		most, reserve := rapid.IntRange(1, 25).Draw(t, "most"), rapid.IntRange(0, 1000).Draw(t, "reserve")
		var seen []chat.Item
		for at := 0; ; at++ {
			p := PageOf(items, at, most, reserve)
			size := 0
			for _, it := range p.Items {
				size += utf8.RuneCountInString(it.Lead) + utf8.RuneCountInString(it.Text)
			}
			if len(p.Items) > most || size > pageText-reserve {
				t.Fatalf("page %d has %d items of %d characters", at, len(p.Items), size)
			}
			if p.At != at || p.From != len(seen) {
				t.Fatalf("page %d says that it is %d and begins at %d, want %d", at, p.At, p.From, len(seen))
			}
			seen = append(seen, p.Items...)
			if p.At+1 == p.Of {
				break
			}
		}
		if !slices.Equal(seen, items) {
			t.Fatalf("shown: %d of %d items", len(seen), len(items))
		}
	})
}

// A bound book holds every item once, in order, on pages that a message can carry,
// and its contents lead to where a section begins.
func TestABookHoldsEverythingOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var sections []Section
		var want, got []string
		for i := range rapid.IntRange(1, 12).Draw(t, "sections") {
			s := Section{Name: fmt.Sprintf("Section %d", i), Items: drawItems(t, 12)}
			for _, it := range s.Items {
				want = append(want, it.Text)
			}
			sections = append(sections, s)
		}
		b := Bind(sections, 0)
		for at, blocks := range b.Pages {
			if p := b.Open(at); p.At != at || p.Of != len(b.Pages) {
				t.Fatalf("page %d opens as %d of %d", at, p.At, p.Of)
			}
			if len(blocks) > chat.MaxBlocks {
				t.Fatalf("page %d has %d blocks", at, len(blocks))
			}
			for _, block := range blocks {
				for _, it := range block.Items {
					got = append(got, it.Text)
				}
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("bound: %d of %d items", len(got), len(want))
		}
		for i, s := range sections {
			begins := slices.ContainsFunc(b.Pages[b.Starts[i]], func(block chat.Block) bool { return block.Text == s.Name })
			if len(s.Items) > 0 && !begins {
				t.Fatalf("%s does not begin on page %d", s.Name, b.Starts[i])
			}
		}
	})
}

func TestWords(t *testing.T) {
	for _, c := range [][2]string{
		{Count(1, "answer", "answers"), "1 answer"},
		{Count(0, "answer", "answers"), "0 answers"},
		{Minutes(0), "a few minutes"},
		{Minutes(1), "about 1 minute"},
		{Joined(nil), ""},
		{Joined([]string{"a"}), "a"},
		{Joined([]string{"a", "b", "c"}), "a, b and c"},
		{fmt.Sprint(Number("12"), Number("1234567"), Number("x")), "12 0 0"},
	} {
		if c[0] != c[1] {
			t.Errorf("%q, want %q", c[0], c[1])
		}
	}
}

// Days are counted by the midnights of the zone, not by 24 hours.
func TestDaysAreThoseOfTheZone(t *testing.T) {
	east := time.FixedZone("east", 2*60*60)
	at := time.Date(2026, 3, 1, 21, 30, 0, 0, time.UTC)
	for _, c := range []struct {
		after time.Duration
		loc   *time.Location
		want  string
	}{
		{time.Hour, time.UTC, "today"},
		{time.Hour, east, "yesterday"},
		{-48 * time.Hour, east, "today"},
		{72 * time.Hour, east, "3 days ago"},
	} {
		if got := Ago(at, at.Add(c.after), c.loc); got != c.want {
			t.Errorf("%s later in %s: %q, want %q", c.after, c.loc, got, c.want)
		}
	}
	if got := OnDay(at.Add(time.Hour), east); got != "2 Mar 2026" {
		t.Errorf("the day is %q", got)
	}
}
