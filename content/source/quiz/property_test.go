package quiz

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"studybot/bot/study"
	"studybot/content/source"
	"studybot/content/source/quiz/sheet/marks"
)

// made is a question that a test writes in some shape.
type made struct {
	prompt, why string
	options     []string
	right       int
}

func words(low, high int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		few := rapid.SliceOfN(rapid.SampledFrom([]string{
			"bread", "river", "moon", "wind", "stone", "kite", "glass", "boat", "seed", "cloud", "`x := 1`", "snake_case", "2 * 3", "Åse", "1.5 kg", "it's",
		}), low, high).Draw(t, "words")
		return strings.Join(few, " ")
	})
}

func questions() *rapid.Generator[[]made] {
	return rapid.Custom(func(t *rapid.T) []made {
		var all []made
		for range rapid.IntRange(1, 8).Draw(t, "questions") {
			options := rapid.SliceOfNDistinct(words(1, 3), 2, 6, rapid.ID[string]).Draw(t, "options")
			all = append(all, made{
				prompt:  "What does the " + words(1, 6).Draw(t, "prompt") + " do?",
				why:     "Because the " + words(1, 6).Draw(t, "why") + " says so.",
				options: options,
				right:   rapid.IntRange(0, len(options)-1).Draw(t, "right"),
			})
		}
		return all
	})
}

// written renders questions in one of the shapes that courses use.
type written struct {
	number string // of a question, with %[1]d and %[2]s
	option string // %[1]s letter, %[2]s text
	lower  bool
	gap    bool   // an empty line before the options
	inline string // a key beside the question, %[1]s letter %[2]s text %[3]s why
	title  string // above the keys
	key    string // one of them, %[1]d number, and [2] to [4] as above, [5] the prompt
	end    string
}

func shapes() *rapid.Generator[written] {
	return rapid.Custom(func(t *rapid.T) written {
		w := written{
			number: rapid.SampledFrom([]string{
				"### %[1]d. %[2]s", "### %[1]d. **%[2]s**", "## Question %[1]d\n%[2]s", "### Question %[1]d: %[2]s", "**%[1]d. %[2]s**", "**Q%[1]d:** %[2]s",
				"**Q%[1]d.** %[2]s", "%[1]d. %[2]s", "%[1]d) %[2]s", "%[1]d. **%[2]s**", "**Question %[1]d**\n\n%[2]s", "Q%[1]d. %[2]s", "#### Q%[1]d) %[2]s",
			}).Draw(t, "number"),
			option: rapid.SampledFrom([]string{
				"- %[1]s) %[2]s", "%[1]s) %[2]s", "%[1]s) %[2]s  ", "%[1]s. %[2]s", "   - %[1]s) %[2]s", "   %[1]s) %[2]s", "* %[1]s) %[2]s", "(%[1]s) %[2]s", "- [ ] %[1]s) %[2]s",
				"**%[1]s)** %[2]s", "- **%[1]s.** %[2]s", "\t%[1]s) %[2]s", "- (%[1]s) %[2]s", "*   %[1]s. %[2]s",
			}).Draw(t, "option"),
			lower: rapid.Bool().Draw(t, "lower"),
			gap:   rapid.Bool().Draw(t, "gap"),
		}
		inline := []string{
			"**Answer**: %[1]s\n\n**Explanation**: %[3]s", "Answer: %[1]s) %[2]s\n\nExplanation: %[3]s", "**Answer:** %[1]s - %[3]s", "*Correct answer: %[1]s*\n\n*Why: %[3]s*",
			"<details>\n<summary>Peek</summary>\n\n**%[1]s** - %[3]s\n\n</details>", "<details><summary>Answer</summary>\n%[1]s) %[2]s\n\nExplanation: %[3]s\n</details>",
			"> [!tip]- Answer\n> **Correct Answer: %[1]s) %[2]s**\n>\n> %[3]s", "✅ %[1]s) %[2]s\n\nExplanation: %[3]s",
		}
		keys := []written{
			{title: "## Answers", key: "%[1]d. %[2]s - %[4]s"},
			{title: "**Answers:**", key: "%[1]d. **%[2]s** — %[4]s"},
			{title: "## Answer Key", key: "**%[1]d. %[2]s) %[3]s** - %[4]s\n"},
			{title: "# Solutions", key: "### %[1]d. %[5]s\n**Answer: %[2]s) %[3]s**\n\n**Explanation:** %[4]s\n\n---\n"},
			{title: "## Answer Key\n\n| # | Answer | Why |\n|---|---|---|", key: "| %[1]d | %[2]s | %[4]s |"},
			{title: "<details>\n<summary>Show answers</summary>\n", key: "%[1]d. %[2]s) %[3]s. %[4]s", end: "\n</details>"},
			{title: "## Answers\n", key: "**Question %[1]d:** %[2]s: %[4]s\n"},
		}
		if rapid.Bool().Draw(t, "inline") {
			w.inline = rapid.SampledFrom(inline).Draw(t, "key")
		} else {
			k := rapid.SampledFrom(keys).Draw(t, "keys")
			w.title, w.key, w.end = k.title, k.key, k.end
		}
		return w
	})
}

func (w written) render(all []made) string {
	var b strings.Builder
	letter := func(i int) string {
		if w.lower {
			return string(rune('a' + i))
		}
		return string(rune('A' + i))
	}
	b.WriteString("# A quiz\n\n")
	for i, q := range all {
		fmt.Fprintf(&b, w.number+"\n", i+1, q.prompt)
		if w.gap {
			b.WriteString("\n")
		}
		for j, o := range q.options {
			fmt.Fprintf(&b, w.option+"\n", letter(j), o)
		}
		if w.inline != "" {
			fmt.Fprintf(&b, "\n"+w.inline+"\n", letter(q.right), q.options[q.right], q.why)
		}
		b.WriteString("\n")
	}
	if w.key != "" {
		b.WriteString(w.title + "\n")
		for i, q := range all {
			fmt.Fprintf(&b, w.key+"\n", i+1, letter(q.right), q.options[q.right], q.why, q.prompt)
		}
		b.WriteString(w.end)
	}
	return b.String()
}

// Whatever shape a quiz is written in, every prompt, option, key and explanation
// is read back.
func TestShapesCombined(t *testing.T) {
	shared := marks.New()
	rapid.Check(t, func(t *rapid.T) {
		all := questions().Draw(t, "all")
		text := shapes().Draw(t, "shape").render(all)
		if rapid.Bool().Draw(t, "windows") {
			text = strings.ReplaceAll(text, "\n", "\r\n")
		}
		f := source.File{Path: "day-09-quiz.md", Data: []byte(text)}
		found, err := readWith(shared, f)
		if err != nil || !Reads(f) {
			t.Fatalf("Read: %v, Reads: %v", err, Reads(f))
		}
		if found.Day != 9 || found.Title != "A quiz" || len(found.Notes) > 0 {
			t.Fatalf("day %d, title %q, notes %v\n%s", found.Day, found.Title, found.Notes, text)
		}
		if len(found.Questions) != len(all) {
			t.Fatalf("read %d questions of %d\n%s", len(found.Questions), len(all), text)
		}
		for i, q := range found.Questions {
			want := all[i]
			if q.Prompt != want.prompt || q.Format != study.MultipleChoice || q.Status != study.Active || q.Answer != want.why || len(q.Options) != len(want.options) {
				t.Fatalf("read %+v\nof %+v\n%s", q, want, text)
			}
			for j, o := range q.Options {
				if o.Text != want.options[j] || o.Correct != (j == want.right) || o.Correct && o.Why != want.why {
					t.Fatalf("option %d is %+v\nof %+v\n%s", j, o, want, text)
				}
			}
		}
	})
}
