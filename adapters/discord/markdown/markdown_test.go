package markdown

import (
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"studybot/adapters/discord/discordtest"
	"studybot/bot/chat"
	"studybot/bot/chat/edge"
)

// markup finds what Discord would read as more than characters, at the start of a
// text whose escapes were taken out before.
var (
	inlineMarkup = regexp.MustCompile("^(?i:[*_~|`<\\[\\]\\\\]|:[^\\s:]+:|\\w+://|@everyone|@here)")
	lineMarkup   = regexp.MustCompile(`^[ \t]*(#{1,3}\s|-#|>|[-*+](\s|$)|[0-9]+[.)]\s)`)
)

// literal reads markdown as Discord does and fails where anything but plain
// characters is found.
func literal(t rapid.TB, md string) string {
	t.Helper()
	var b strings.Builder
	for i := 0; i < len(md); {
		if md[i] == '\\' && i+1 < len(md) && md[i+1] < utf8.RuneSelf && !strings.ContainsRune(" \n\t", rune(md[i+1])) &&
			!regexp.MustCompile(`[0-9A-Za-z]`).MatchString(md[i+1:i+2]) {
			b.WriteByte(md[i+1])
			i += 2
			continue
		}
		if inlineMarkup.MatchString(md[i:]) {
			t.Errorf("%q is read as markup in %q", md[i:], md)
			return md
		}
		if (i == 0 || md[i-1] == '\n') && lineMarkup.MatchString(md[i:]) {
			t.Errorf("the line %q is read as markup in %q", md[i:], md)
			return md
		}
		b.WriteByte(md[i])
		i++
	}
	return b.String()
}

// TestEscapeIsInert: any text, escaped, is read as that text and nothing more.
func TestEscapeIsInert(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := discordtest.HostileText(0, 200).Draw(t, "text")
		if got := literal(t, Escape(s)); got != edge.Clean(s) {
			t.Errorf("%q is read as %q", s, got)
		}
	})
}

func FuzzEscape(f *testing.F) {
	for _, s := range []string{"", "plain", "**bold**", "1. a\n2) b", "  - x", "-# small", ":tada::+1:", "https://x.example/a_b", "<@1> @EveryOne @here", "\\*", "`a`", "\xed\xa0\x80", "😀 שלום\u202e", "12", "-", "#"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got := literal(t, Escape(s)); got != edge.Clean(s) {
			t.Errorf("%q is read as %q", s, got)
		}
	})
}

func TestEscape(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"plain, at 09:00 (ok) a-b c#d 1.5", "plain, at 09:00 (ok) a-b c#d 1.5"},
		{"a_b *c* `d`", "a\\_b \\*c\\* \\`d\\`"},
		{"@Everyone @here ann@example.org", `\@Everyone \@here ann@example.org`},
		{"<@1> [x](https://y)", `\<@1> \[x\](https\://y)`},
		{":tada: 10:20 a:b", `\:tada: 10:20 a:b`},
		{"# a\n-# b\n- c\n> d\n12. e\n7) f\n + g\n-h", "\\# a\n\\-# b\n\\- c\n\\> d\n12\\. e\n7\\) f\n \\+ g\n-h"},
		{"¯\\_(ツ)_/¯", `¯\\\_(ツ)\_/¯`},
		{"2026-03-02", "2026-03-02"},
		{"42", "42"},
		{"שלום עולם\u202e", "שלום עולם"},
	} {
		if got := Escape(c.in); got != c.want {
			t.Errorf("Escape(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestFit(t *testing.T) {
	for _, c := range []struct {
		in    string
		limit int
		want  string
	}{
		{"short", 10, "short"},
		{"", 10, "-"},
		{" \u202e ", 10, "-"},
		{"one two three", 9, "one two…"},
		{"😀😀😀😀", 6, "😀😀…"},
		{"abcdef", 3, "ab…"},
		{"lone \xed\xa0\x80", 100, "lone \uFFFD"},
	} {
		got := Fit(c.in, c.limit)
		if got != c.want || Units(got) > c.limit {
			t.Errorf("Fit(%q, %d) = %q, want %q", c.in, c.limit, got, c.want)
		}
	}
	if got := Line(" a\n b\tc ", 10); got != "a b c" {
		t.Errorf("line = %q", got)
	}
}

// TestPieces: each way of drawing keeps to what it is given, however hard the text,
// and a fence is never left by its content.
func TestPieces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, b := range discordtest.HostileBlocks(t, 3, 600) {
			p := Block(b)
			limit := rapid.IntRange(60, 800).Draw(t, "limit")
			got := p.show(p.most)
			if Units(got) > limit {
				got = Longest(p.most, limit, Units, p.show)
			}
			if Units(got) > limit || strings.TrimSpace(got) == "" || !utf8.ValidString(got) {
				t.Errorf("%v in %d units: %q", b, limit, got)
			}
			if b.Kind == chat.Code {
				inside := strings.TrimSuffix(strings.TrimPrefix(got, "```\n"), "\n```")
				if strings.Contains(inside, "```") || len(inside)+8 != len(got) {
					t.Errorf("the fence ends early: %q", got)
				}
			}
			if b.Kind == chat.Quote {
				for l := range strings.Lines(got) {
					if rest, ok := strings.CutPrefix(l, "> "); !ok {
						t.Errorf("a line outside of the quote: %q", got)
					} else {
						literal(t, rest)
					}
				}
			}
		}
	})
}

func TestWords(t *testing.T) {
	for _, c := range []struct{ lead, text, want string }{
		{"Level:", "a `b_c` d_e", "**Level:** a `b_c` d\\_e"},
		{"*", "", `**\***`},
		{"", "`a``b`", "`a` `b`"},
		{"", "one ` tick", "one \\` tick"},
		{"", "`two\nlines`", "`two lines`"},
		{"\u202e", " ", `\-`},
		{"Paper:", "see https://arxiv.org/abs/1_2?a=*b. (https://x.example/y)", `**Paper:** see https\://arxiv.org/abs/1\_2?a=\*b. (<https://x.example/y>)`},
		{"", "https://arxiv.org/abs/1_2. - or", `<https://arxiv.org/abs/1_2>. - or`},
		{"", "https://good.example@evil.example https://cut.example/a…", `https\://good.example@evil.example https\://cut.example/a…`},
		{"", "https:// https://.", `https\:// https\://.`},
	} {
		if got := words(c.lead, c.text); got != c.want {
			t.Errorf("words(%q, %q) = %q, want %q", c.lead, c.text, got, c.want)
		}
	}
}

// TestLinkedIsInert: a paragraph is read as its text; only web addresses are more.
func TestLinkedIsInert(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.OneOf(discordtest.HostileText(0, 20), rapid.SampledFrom([]string{"https://", "x.example/a_b", " ", "https://x.example/"})), 0, 8).Draw(t, "parts")
		s := strings.Join(parts, "")
		plain := regexp.MustCompile(`<https://[A-Za-z0-9._~/?#&=%+-]+>`).ReplaceAllStringFunc(linked(s), func(a string) string {
			return Escape(a[1 : len(a)-1])
		})
		if got := literal(t, plain); got != edge.Clean(s) {
			t.Errorf("%q is read as %q", s, got)
		}
	})
}

// TestLongestAreCut: what is short stays whole, what is long is cut alike.
func TestLongestAreCut(t *testing.T) {
	long := strings.Repeat("word ", 500)
	var pieces []Piece
	for _, b := range []chat.Block{{Kind: chat.Heading, Text: "Head"}, {Text: long}, {Text: "short"}, {Kind: chat.Code, Text: long}, {Kind: chat.List, Items: []chat.Item{{Lead: "a", Text: long}, {Text: "b"}}}} {
		pieces = append(pieces, Block(b))
	}
	got := Draw(pieces, 1000)
	total := 0
	for _, s := range got {
		total += Units(s)
	}
	if total > 1000 || total < 950 || got[0] != "### Head" || got[2] != "short" || !strings.HasSuffix(got[3], "…\n```") || !strings.HasSuffix(got[4], "…\n- b") {
		t.Errorf("%d units: %q", total, got)
	}
}

func TestLastItemsAreLeftOut(t *testing.T) {
	var items []chat.Item
	for range 30 {
		items = append(items, chat.Item{Text: "something to do this week"})
	}
	p := listOf(items, true)
	if got := Longest(p.most, 100, Units, p.show); !strings.HasPrefix(got, "1. something…\n2. ") || !strings.HasSuffix(got, "more") {
		t.Errorf("%q", got)
	}
}

func TestMoment(t *testing.T) {
	for _, c := range []struct {
		at   time.Time
		want string
	}{
		{time.Date(2026, 3, 2, 8, 30, 0, 0, time.UTC), "<t:1772440200:f>"},
		{time.Date(1950, 3, 2, 8, 30, 0, 0, time.UTC), "1950-03-02 08:30 UTC"},
		{time.Date(12026, 3, 2, 8, 30, 0, 0, time.UTC), "12026-03-02 08:30 UTC"},
	} {
		if got := moment(c.at); got != c.want {
			t.Errorf("moment(%v) = %q, want %q", c.at, got, c.want)
		}
	}
}
