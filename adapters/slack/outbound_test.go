package slack

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"studybot/adapters/slack/slacktest"
	"studybot/bot/chat"
)

var update = flag.Bool("update", false, "write the golden files")

var when = time.Date(2026, 3, 2, 8, 30, 0, 0, time.UTC)

func ptr[T any](v T) *T { return &v }

// examples are messages and forms that show every way of drawing.
func examples() map[string]any {
	question := chat.Message{
		Title: "Day 12 · Feature stores",
		Body: []chat.Block{
			{Lead: "Question.", Text: "Why does `point-in-time` join matter, and what breaks without it?"},
			{Kind: chat.Heading, Text: "How to answer"},
			{Kind: chat.Steps, Items: []chat.Item{{Text: "Commit to an answer."}, {Lead: "Then", Text: "rate yourself with `1`–`5`."}}},
		},
		Fields: []chat.Field{{Name: "Topic", Value: "Feature stores"}, {Name: "Priority", Value: "high"}},
		Rows: []chat.Row{{
			{Kind: chat.Button, Label: "Write my answer", Action: chat.Do("answer", "c1", "2026-03-02"), Emphasis: chat.Primary},
			{Kind: chat.Button, Label: "I'd rather see it", Action: chat.Do("reveal", "c1", "2026-03-02")},
		}},
		Note: "Your answer and your rating are private.",
	}
	plan := chat.Message{
		Title: "Your plan",
		Body: []chat.Block{
			{Kind: chat.List, Items: []chat.Item{
				{Lead: "Storage", Text: "read chapter 3", At: when, Done: ptr(false)},
				{Text: "write down one `SLO`", Done: ptr(true)},
				{At: when},
			}},
			{Kind: chat.Quote, Text: "my own words with `ticks`\nand a second line"},
			{Kind: chat.Code, Text: "select *\nfrom features"},
		},
		Fields: []chat.Field{{Name: "Next question", Value: "tomorrow", At: when}, {Name: "Open", Value: "4"}},
		Rows: []chat.Row{
			{{Kind: chat.Menu, Label: "Tick an item", Action: chat.Do("tick", "w1"), Options: []chat.Option{{Label: "Chapter 3", Value: "i1", Hint: "30 min"}, {Label: "SLO", Value: "i2"}}}},
			{{Kind: chat.Link, Label: "The paper", URL: "https://example.org/p?a=1&b=2"}, {Kind: chat.Button, Label: "Forget me", Action: chat.Do("forget"), Emphasis: chat.Danger}},
		},
	}
	hostile := chat.Message{
		Title: "<!here> & <@U0BOB>",
		Body:  []chat.Block{{Text: "@channel <https://evil.example|bank> *bold* `<!everyone>` one ` tick\u202e\x00"}},
		Note:  "<#C1> :tada:",
	}
	score := chat.Message{
		Title: "Your score", Body: []chat.Block{{Text: "63 of 100"}},
		Images: []chat.Image{{Name: "radar.png", PNG: []byte{1}, Alt: "Five lines; the longest is storage."}},
	}
	setup := chat.Form{
		Title: "Set up this channel", Submit: "Show me a preview", Action: chat.Do("setup", "save"),
		Intro: []chat.Block{{Text: "You can change all of it later."}},
		Inputs: []chat.Input{
			{Name: "channel", Kind: chat.ChannelInput, Label: "Channel", Value: []string{"C0STUDY"}},
			{Name: "days", Kind: chat.Choices, Label: "Weekdays", Options: []chat.Option{{Label: "Monday", Value: "1"}, {Label: "Tuesday", Value: "2"}}, Value: []string{"1", "2", "9"}},
			{Name: "zone", Kind: chat.Choice, Label: "Zone", Options: many(12), Value: []string{"v3"}, Hint: "Where most of you are"},
			{Name: "owners", Kind: chat.MembersInput, Label: "Owners", Value: []string{"U0ANN", "no id"}, Optional: true},
			{Name: "note", Kind: chat.Text, Label: "Note", MaxLength: 200, Optional: true, Value: []string{"Hello <all>"}},
		},
	}
	rate := chat.Form{
		Title: "Rate yourself", Submit: "Save", Action: chat.Do("rate", "c1", "2026-03-02"),
		Inputs: []chat.Input{
			{Name: "rating", Kind: chat.Choice, Label: "How well did you know it?", Options: many(5)},
			{Name: "areas", Kind: chat.Choices, Label: "Areas", Options: many(25), Optional: true},
			{Name: "line", Kind: chat.Line, Label: "One line"},
		},
	}
	return map[string]any{"question": question, "plan": plan, "hostile": hostile, "score": score, "form-setup": setup, "form-rate": rate}
}

func many(n int) []chat.Option {
	var out []chat.Option
	for i := range n {
		out = append(out, chat.Option{Label: "Option " + string(rune('A'+i)), Value: "v" + string(rune('0'+i%10)) + strings.Repeat("x", i/10), Hint: "a hint"})
	}
	return out
}

// TestGolden shows what is sent to Slack. Run with -update after a wanted change.
func TestGolden(t *testing.T) {
	for name, v := range examples() {
		t.Run(name, func(t *testing.T) {
			var got any
			switch v := v.(type) {
			case chat.Message:
				if err := v.Check(); err != nil {
					t.Fatal(err)
				}
				c := draw(v, []string{"F0000001"})
				got = map[string]any{"text": c.text, "blocks": c.blocks}
				acceptable(t, c)
			case chat.Form:
				if err := v.Check(); err != nil {
					t.Fatal(err)
				}
				w := view(v, origin{Channel: channel, TS: "1.2", URL: "https://hooks.slack.com/actions/x", Until: 1772440200})
				got = w
				if errs := slacktest.ModalView(asJSON(t, w)); len(errs) > 0 {
					t.Errorf("Slack would refuse: %q", errs)
				}
			}
			data, err := json.MarshalIndent(got, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			data = append(data, '\n')
			file := filepath.Join("testdata", name+".golden.json")
			if *update {
				if err := os.WriteFile(file, data, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if string(want) != string(data) {
				t.Errorf("%s is not what is drawn; run with -update and read the difference:\n%s", file, data)
			}
		})
	}
}

func asJSON(t interface{ Fatal(...any) }, v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// acceptable holds a card to the stand-in's strict reading of the limits.
func acceptable(t interface {
	Errorf(string, ...any)
	Fatal(...any)
}, c card,
) {
	for _, e := range slacktest.Blocks(asJSON(t, c.blocks), func(string) bool { return true }) {
		t.Errorf("Slack would refuse: %s", e)
	}
	if c.text == "" || len(c.text) > 40000 {
		t.Errorf("the notification has %d bytes", len(c.text))
	}
	if strings.ContainsAny(c.text, "<>\x00\u202e") {
		t.Errorf("the notification is not inert: %q", c.text)
	}
}

// hard are the characters of hostile and unusual texts.
var hard = []rune("aZ 9.,`\n\t<>&@#!|*_~:\\\"'/\x00\x07\u202e\u2066\ufeff\u200d\u00adé漢😀👩\U0001F468\uFFFD")

func phrase(min, max int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		// Lengths at the limit matter most.
		n := rapid.OneOf(rapid.Just(max), rapid.Just(min), rapid.IntRange(min, min+(max-min)/20), rapid.IntRange(min, max)).Draw(t, "n")
		unit := rapid.SliceOfN(rapid.SampledFrom(hard), 1, 12).Draw(t, "unit")
		var out []rune
		for len(out) < n {
			out = append(out, unit...)
		}
		return string(out[:n])
	})
}

func drawAction(t *rapid.T) chat.Action {
	return chat.Do(rapid.StringMatching(`[a-z][a-z0-9-]{0,10}`).Draw(t, "verb"), rapid.SliceOfN(phrase(0, 8), 0, 3).Draw(t, "args")...)
}

func drawOptions(t *rapid.T) []chat.Option {
	var out []chat.Option
	for i := range rapid.SampledFrom([]int{1, 5, 10, 11, 25}).Draw(t, "options") {
		out = append(out, chat.Option{
			Label: phrase(1, chat.MaxOptionLabel).Draw(t, "label"), Hint: phrase(0, chat.MaxOptionHint).Draw(t, "hint"),
			Value: string(rune('a'+i)) + phrase(0, chat.MaxLabel-1).Draw(t, "value"),
		})
	}
	return out
}

func drawBlocks(t *rapid.T, most, size int) []chat.Block {
	var out []chat.Block
	for range rapid.IntRange(0, most).Draw(t, "blocks") {
		b := chat.Block{Kind: chat.BlockKind(rapid.IntRange(0, 5).Draw(t, "kind"))}
		if b.Kind == chat.List || b.Kind == chat.Steps {
			for range rapid.IntRange(1, 4).Draw(t, "items") {
				it := chat.Item{Lead: phrase(0, 20).Draw(t, "lead"), Text: phrase(0, 40).Draw(t, "text")}
				if rapid.Bool().Draw(t, "dated") {
					it.At = time.Unix(rapid.Int64Range(-1<<36, 1<<38).Draw(t, "at"), 0)
				}
				if rapid.Bool().Draw(t, "tick") {
					it.Done = ptr(rapid.Bool().Draw(t, "done"))
				}
				b.Items = append(b.Items, it)
			}
		} else {
			b.Lead, b.Text = phrase(0, 20).Draw(t, "lead"), phrase(1, size).Draw(t, "text")
		}
		out = append(out, b)
	}
	return out
}

// TestAnyValidMessage says that whatever passes chat's limits is taken by Slack.
func TestAnyValidMessage(t *testing.T) {
	valid := 0
	rapid.Check(t, func(t *rapid.T) {
		m := chat.Message{
			Title: phrase(0, chat.MaxTitle).Draw(t, "title"), Note: phrase(0, chat.MaxNote).Draw(t, "note"),
			Body: drawBlocks(t, rapid.SampledFrom([]int{1, 2, chat.MaxBlocks}).Draw(t, "most"), rapid.SampledFrom([]int{20, 100, chat.MaxBlockText}).Draw(t, "size")),
		}
		for range rapid.IntRange(0, chat.MaxFields).Draw(t, "fields") {
			f := chat.Field{Name: phrase(1, 30).Draw(t, "name"), Value: phrase(0, 60).Draw(t, "value")}
			if rapid.IntRange(0, 5).Draw(t, "dated") == 0 {
				f.At = time.Unix(rapid.Int64Range(-1<<36, 1<<38).Draw(t, "at"), 0)
			}
			m.Fields = append(m.Fields, f)
		}
		for range rapid.IntRange(0, chat.MaxImages).Draw(t, "images") {
			m.Images = append(m.Images, chat.Image{Name: "a.png", PNG: []byte{1}, Alt: phrase(1, chat.MaxAlt).Draw(t, "alt")})
		}
		for range rapid.IntRange(0, chat.MaxRows).Draw(t, "rows") {
			if rapid.Bool().Draw(t, "menu") {
				m.Rows = append(m.Rows, chat.Row{{Kind: chat.Menu, Label: phrase(1, chat.MaxLabel).Draw(t, "label"), Action: drawAction(t), Options: drawOptions(t)}})
				continue
			}
			var row chat.Row
			for range rapid.IntRange(1, chat.MaxControls).Draw(t, "controls") {
				c := chat.Control{Label: phrase(1, chat.MaxLabel).Draw(t, "label"), Action: drawAction(t), Emphasis: chat.Emphasis(rapid.IntRange(0, 2).Draw(t, "emphasis"))}
				if rapid.IntRange(0, 4).Draw(t, "link") == 0 {
					c.Kind, c.URL = chat.Link, "https://example.org/"+strings.Repeat("a", rapid.SampledFrom([]int{0, 2980, 4000}).Draw(t, "long"))
				}
				row = append(row, c)
			}
			m.Rows = append(m.Rows, row)
		}
		if m.Check() != nil {
			return
		}
		valid++
		acceptable(t, draw(m, []string{"F1", "F2"}))
		acceptable(t, draw(m, nil))
	})
	t.Log("valid", valid)
	if valid < 5 {
		t.Errorf("only %d valid messages were drawn: the test proves nothing", valid)
	}
}

// TestAnyValidForm says the same of forms.
func TestAnyValidForm(t *testing.T) {
	valid := 0
	rapid.Check(t, func(t *rapid.T) {
		f := chat.Form{
			Title: phrase(1, chat.MaxFormTitle).Draw(t, "title"), Submit: phrase(1, chat.MaxSubmit).Draw(t, "submit"),
			Intro: drawBlocks(t, 4, 400), Action: drawAction(t),
		}
		for i := range rapid.IntRange(1, chat.MaxInputs).Draw(t, "inputs") {
			in := chat.Input{
				Name: "in-" + string(rune('a'+i)), Kind: chat.InputKind(rapid.IntRange(0, 5).Draw(t, "kind")),
				Label: phrase(1, chat.MaxInputLabel).Draw(t, "label"), Hint: phrase(0, chat.MaxInputHint).Draw(t, "hint"),
				Optional: rapid.Bool().Draw(t, "optional"), MaxLength: rapid.SampledFrom([]int{0, 1, 50, chat.MaxInputText}).Draw(t, "max"),
			}
			switch in.Kind {
			case chat.Choice, chat.Choices:
				in.Options = drawOptions(t)
				in.Value = []string{rapid.SampledFrom(in.Options).Draw(t, "initial").Value, "none"}
			default:
				in.Value = []string{phrase(0, max(in.MaxLength, 1)).Draw(t, "value")}
			}
			f.Inputs = append(f.Inputs, in)
		}
		if f.Check() != nil {
			return
		}
		valid++
		from := origin{Channel: channel, TS: "1.2", URL: "https://example.org/" + strings.Repeat("<", rapid.SampledFrom([]int{0, 100, 3000}).Draw(t, "url"))}
		for _, e := range slacktest.ModalView(asJSON(t, view(f, from))) {
			t.Errorf("Slack would refuse: %s", e)
		}
	})
	t.Log("valid", valid)
	if valid < 5 {
		t.Errorf("only %d valid forms were drawn: the test proves nothing", valid)
	}
}

func TestFit(t *testing.T) {
	for _, c := range []struct {
		in    string
		limit int
		want  string
	}{
		{"short", 10, "short"}, {"", 10, "-"}, {" \u202e ", 10, "-"}, {"one two three", 9, "one two…"}, {"😀😀😀😀", 6, "😀😀…"}, {"abcdef", 3, "ab…"},
	} {
		got := fit(c.in, c.limit)
		if got != c.want || units(got) > c.limit || !utf8.ValidString(got) {
			t.Errorf("fit(%q, %d) = %q, want %q", c.in, c.limit, got, c.want)
		}
	}
}
