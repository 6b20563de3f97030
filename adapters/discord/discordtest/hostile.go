package discordtest

import (
	"strings"
	"time"

	"pgregory.net/rapid"

	"studybot/bot/chat"
)

// hostileRunes are the characters of hostile and unusual texts.
const hostileRunes = "aZ 19.,`\n\t<>&@#!|*_~:\\\"'/()[]-+\x00\x07\u202e\u2066\ufeff\u200d\u00adé漢😀👩\U0001F468\uFFFD"

// HostileText draws texts of least to most characters, many of them at a limit, that
// try to format, to mention, to hide and to be cut in two.
func HostileText(least, most int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		// Lengths at the limit matter most.
		n := rapid.OneOf(rapid.Just(most), rapid.Just(least), rapid.IntRange(least, least+(most-least)/20), rapid.IntRange(least, most)).Draw(t, "n")
		unit := rapid.OneOf(
			rapid.SliceOfN(rapid.SampledFrom([]rune(hostileRunes)), 1, 12),
			rapid.SampledFrom([][]rune{[]rune("*"), []rune("😀"), []rune("\n"), []rune("`"), []rune("a"), []rune("- a\n"), []rune("@everyone "), []rune("`a` ")}),
		).Draw(t, "unit")
		out := make([]rune, 0, n+len(unit))
		for len(out) < n {
			out = append(out, unit...)
		}
		if least > 0 && strings.TrimSpace(string(out[:n])) == "" {
			out[0] = 'x' // chat asks for something to read
		}
		return string(out[:n])
	})
}

// HostileBlocks draws at most most blocks of about size characters each.
func HostileBlocks(t *rapid.T, most, size int) []chat.Block {
	var out []chat.Block
	for range rapid.OneOf(rapid.Just(most), rapid.IntRange(0, most)).Draw(t, "blocks") {
		b := chat.Block{Kind: chat.BlockKind(rapid.IntRange(0, 5).Draw(t, "kind"))}
		if b.Kind == chat.List || b.Kind == chat.Steps {
			items := rapid.SampledFrom([]int{1, 3, chat.MaxItems}).Draw(t, "items")
			for range items {
				it := chat.Item{Lead: HostileText(0, size/5/items).Draw(t, "lead"), Text: HostileText(0, size/2/items).Draw(t, "text")}
				if rapid.Bool().Draw(t, "dated") {
					it.At = time.Unix(rapid.Int64Range(-1<<36, 1<<38).Draw(t, "at"), 0)
				}
				if rapid.Bool().Draw(t, "tick") {
					done := rapid.Bool().Draw(t, "done")
					it.Done = &done
				}
				b.Items = append(b.Items, it)
			}
		} else {
			b.Lead, b.Text = HostileText(0, size/5).Draw(t, "lead"), HostileText(1, size-size/5).Draw(t, "text")
		}
		out = append(out, b)
	}
	return out
}
