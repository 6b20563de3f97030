package chat_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"studybot/bot/chat"
)

// good is a message with every part, within all limits.
func good() chat.Message {
	yes := true
	return chat.Message{
		Title: "Title", Body: []chat.Block{{Text: "text"}, {Kind: chat.List, Items: []chat.Item{{Text: "item", Done: &yes}}}},
		Fields: []chat.Field{{Name: "n", Value: "v"}}, Images: []chat.Image{{Name: "a.png", PNG: []byte("x"), Alt: "words"}},
		Rows: []chat.Row{
			{{Label: "press", Action: chat.Do("help")}, {Kind: chat.Link, Label: "go", URL: "https://example.org"}},
			{{Kind: chat.Menu, Label: "pick", Action: chat.Do("open"), Options: []chat.Option{{Label: "one", Value: "1"}}}},
		},
		Note: "note",
	}
}

func TestCheckNamesEveryBreach(t *testing.T) {
	if err := good().Check(); err != nil {
		t.Fatalf("a good message does not pass: %v", err)
	}
	for what, spoil := range map[string]func(*chat.Message){
		"title":          func(m *chat.Message) { m.Title = strings.Repeat("x", chat.MaxTitle+1) },
		"body":           func(m *chat.Message) { m.Title, m.Body = "", nil },
		"blocks":         func(m *chat.Message) { m.Body = slices.Repeat(m.Body[:1], chat.MaxBlocks+1) },
		"block 1":        func(m *chat.Message) { m.Body[0].Text = strings.Repeat("x", chat.MaxBlockText+1) },
		"characters":     func(m *chat.Message) { m.Body = slices.Repeat([]chat.Block{{Text: strings.Repeat("x", 1500)}}, 3) },
		"no items":       func(m *chat.Message) { m.Body[1].Items = nil },
		"fields":         func(m *chat.Message) { m.Fields = slices.Repeat(m.Fields, chat.MaxFields+1) },
		"field 1 name":   func(m *chat.Message) { m.Fields[0].Name = " " },
		"alt":            func(m *chat.Message) { m.Images[0].Alt = "" },
		"is empty":       func(m *chat.Message) { m.Images[0].PNG = nil },
		"rows":           func(m *chat.Message) { m.Rows = slices.Repeat(m.Rows, 3) },
		"row 1 is empty": func(m *chat.Message) { m.Rows[0] = nil },
		"controls":       func(m *chat.Message) { m.Rows[0] = slices.Repeat(m.Rows[0], 3) },
		"label":          func(m *chat.Message) { m.Rows[0][0].Label = "" },
		"verb":           func(m *chat.Message) { m.Rows[0][0].Action = chat.Do("NO") },
		"link":           func(m *chat.Message) { m.Rows[0][1].URL = "javascript:alert(1)" },
		"shares its row": func(m *chat.Message) { m.Rows[1] = append(m.Rows[1], m.Rows[0][0]) },
		"no options":     func(m *chat.Message) { m.Rows[1][0].Options = nil },
		"twice":          func(m *chat.Message) { m.Rows[1][0].Options = slices.Repeat(m.Rows[1][0].Options, 2) },
		"not UTF-8":      func(m *chat.Message) { m.Note = "\xff" },
	} {
		m := good()
		spoil(&m)
		if err := m.Check(); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestCheckNamesEveryBreachOfAForm(t *testing.T) {
	form := func() chat.Form {
		return chat.Form{Title: "Form", Submit: "Send", Action: chat.Do("sent"), Inputs: []chat.Input{
			{Name: "a", Label: "A"}, {Name: "b", Kind: chat.Choice, Label: "B", Options: []chat.Option{{Label: "one", Value: "1"}}},
		}}
	}
	if err := form().Check(); err != nil {
		t.Fatalf("a good form does not pass: %v", err)
	}
	for what, spoil := range map[string]func(*chat.Form){
		"form title":     func(f *chat.Form) { f.Title = strings.Repeat("x", chat.MaxFormTitle+1) },
		"submit":         func(f *chat.Form) { f.Submit = "" },
		"needs an input": func(f *chat.Form) { f.Inputs = nil },
		"inputs":         func(f *chat.Form) { f.Inputs = slices.Repeat(f.Inputs, 3) },
		"input name":     func(f *chat.Form) { f.Inputs[0].Name = "a b" },
		"twice":          func(f *chat.Form) { f.Inputs[1].Name = "a" },
		"input label":    func(f *chat.Form) { f.Inputs[0].Label = strings.Repeat("x", chat.MaxInputLabel+1) },
		"input hint":     func(f *chat.Form) { f.Inputs[0].Hint = strings.Repeat("x", chat.MaxInputHint+1) },
		"length":         func(f *chat.Form) { f.Inputs[0].MaxLength = chat.MaxInputText + 1 },
		"no options":     func(f *chat.Form) { f.Inputs[1].Options = nil },
		"input value":    func(f *chat.Form) { f.Inputs[0].MaxLength, f.Inputs[0].Value = 3, []string{"four"} },
		"intro":          func(f *chat.Form) { f.Intro = []chat.Block{{Text: strings.Repeat("x", chat.MaxBlockText+1)}} },
	} {
		f := form()
		spoil(&f)
		if err := f.Check(); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestCutLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.SampledFrom([]rune("abc é👩 \n"))).Draw(t, "text")
		limit := rapid.IntRange(1, 40).Draw(t, "limit")
		head, rest := chat.Cut(s, limit)
		if n := utf8.RuneCountInString(head); n > limit {
			t.Fatalf("%d characters, at most %d", n, limit)
		}
		bare := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if rest == "" && head != s && bare(strings.TrimSuffix(head, "…")) != bare(s) {
			t.Fatalf("%q became %q with nothing left", s, head)
		}
		if rest != "" && bare(strings.TrimSuffix(head, "…")+rest) != bare(s) {
			t.Fatalf("%q became %q and %q", s, head, rest)
		}
	})
}

func TestCutEndsAtAWord(t *testing.T) {
	for _, c := range []struct {
		text  string
		limit int
		head  string
		rest  string
	}{
		{"short", 10, "short", ""},
		{"one two three", 9, "one two…", "three"},
		{"onetwothree", 5, "onet…", "wothree"},
		{"a verylongwordindeed", 10, "a verylon…", "gwordindeed"},
		{"héllo wörld", 7, "héllo…", "wörld"},
		{"x", 0, "", "x"},
	} {
		if head, rest := chat.Cut(c.text, c.limit); head != c.head || rest != c.rest {
			t.Errorf("Cut(%q, %d) = %q, %q; want %q, %q", c.text, c.limit, head, rest, c.head, c.rest)
		}
	}
}
