package discordtest

import (
	"slices"
	"testing"
	"time"
)

func TestWords(t *testing.T) {
	for in, want := range map[string]string{
		"plain":                        "plain",
		"## Title\n### Part\n-# small": "Title\nPart\nsmall",
		"##no heading":                 "##no heading",
		`\## no heading`:               "## no heading",
		"> quoted\n> more":             "quoted\nmore",
		`\> not`:                       "> not",
		"- one\n  - two\n1. three":     "• one\n  • two\n1. three",
		"**bold** *em* _em_ __under__ ~~s~~ ||p||": "bold em em under s p",
		"***both***":               "both",
		"2 * 3 * 4":                "2 * 3 * 4",
		"snake_case_name and _em_": "snake_case_name and em",
		`\*a\* \_b\_ \[c\](d) \\`:  "*a* _b_ [c](d) \\",
		`back\slash`:               `back\slash`,
		"`co*de*` and ``a ` b``":   "co*de* and a ` b",
		"lone ` tick":              "lone ` tick",
		"```go\nx := *y*\n```":     "x := *y*",
		"a ```b``` c":              "a b c",
		"[words](https://discord.com/channels/1)": "words",
		"https://e.org/a_b_c":                     "https://e.org/a_b_c",
		"<https://e.org/a_b>":                     "https://e.org/a_b",
		"<t:1772438400:f> <t:1772438400:t>":       "2 March 2026 08:00 08:00",
		"<:smile:123> <script>":                   ":smile: <script>",
		"lost *star*":                             "lost star",
	} {
		if got := plain(in); got != want {
			t.Errorf("%q is drawn %q, want %q", in, got, want)
		}
	}
	if got := Date(time.Unix(1772438400, 0), "f"); got != "2 March 2026 08:00" {
		t.Errorf("date %q", got)
	}
	for in, want := range map[string][]string{
		"<@1> <@!2> <@&3> <#4> @everyone @here </study score:5>": {"<@1>", "<@!2>", "<@&3>", "<#4>", "@everyone", "@here", "</study score:5>"},
		`\<@1> \@everyone \@here <!here> @channel @bob`:          nil,
		"`<@1> @everyone` ```<@2>```":                            nil,
		"[bank](https://evil.example)":                           {"[bank](https://evil.example)"},
		`\[bank](https://evil.example)`:                          nil,
		"[here](https://discord.com/channels/1)":                 nil,
		"**<@1>**":                                               {"<@1>"},
	} {
		if got := draw(in).marks; !slices.Equal(got, want) {
			t.Errorf("%q draws %q, want %q", in, got, want)
		}
	}
}
