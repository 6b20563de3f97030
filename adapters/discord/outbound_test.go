package discord

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"studybot/adapters/discord/discordtest"
	"studybot/adapters/discord/markdown"
	"studybot/bot/chat"
)

var update = flag.Bool("update", false, "write the golden files")

var sampleTime = time.Date(2026, 11, 23, 17, 0, 0, 0, time.UTC)

func pointer[T any](v T) *T { return &v }

func sampleDo(verb, label string, e chat.Emphasis, args ...string) chat.Control {
	return chat.Control{Label: label, Action: chat.Do(verb, args...), Emphasis: e}
}

// sampleCards are messages as the bot sends them, and those that show every way of
// drawing.
func sampleCards() map[string]chat.Message {
	scale := []string{"blank", "missed the core", "core, with gaps or effort", "all key points", "could teach it"}
	var spread []chat.Item
	for i, bar := range []string{"▇▇▇ 1", "▇▇▇▇▇ 2", "▇▇▇ 1", "0", "0"} {
		spread = append(spread, chat.Item{Lead: fmt.Sprintf("%d · %s", 5-i, scale[4-i]), Text: bar})
	}
	var rate chat.Row
	for i, s := range scale {
		e := chat.Normal
		if i == 3 {
			e = chat.Primary
		}
		rate = append(rate, sampleDo("rate", fmt.Sprintf("%d · %s", i+1, s), e, "ml-study", "2026-11-23", fmt.Sprint(i+1)))
	}
	return map[string]chat.Message{
		"question": {
			Title: "Day 25 · Feature Stores",
			Body:  []chat.Block{{Text: "Three production models read the feature `avg_basket_value`. Finance wants refunds to be subtracted from it from now on. How do you bring in the new definition without surprising the three models?"}},
			Fields: []chat.Field{
				{Name: "Priority", Value: "HIGH"},
				{Name: "Area", Value: "Feature versioning and lineage"},
				{Name: "Takes", Value: "about 3 minutes"},
				{Name: "Answered", Value: "4 people"},
				{Name: "Key points for all", At: sampleTime},
			},
			Rows: []chat.Row{{sampleDo("answer", "Answer", chat.Primary, "ml-study", "2026-11-23"), sampleDo("see", "I'd rather see it", chat.Normal, "ml-study", "2026-11-23")}},
			Note: "Your answer and your rating are private. Late answers count.",
		},
		"rated": {
			Title: "Saved: 4 of 5, all key points",
			Body:  []chat.Block{{Lead: "How everyone rated themselves:", Text: "4 answers"}, {Kind: chat.List, Items: spread}},
			Rows:  []chat.Row{rate, {sampleDo("note", "Add a note", chat.Normal, "ml-study", "2026-11-23"), sampleDo("more", "Read it all", chat.Normal, "ml", "q12", "key", "1")}},
			Note:  "You can change this until the next question comes.",
		},
		"keypoints": {
			Title: "Key points · Feature Stores",
			Body: []chat.Block{
				{Kind: chat.Heading, Text: "You wrote"},
				{Kind: chat.Quote, Text: "Make a v2 of the feature and move the models *one at a time*.\nKeep v1 until nobody reads it."},
				{Kind: chat.Heading, Text: "Every good answer says"},
				{Kind: chat.List, Items: []chat.Item{
					{Text: "A changed meaning is a new feature: `avg_basket_value_v2` beside the old one, never in its place."},
					{Text: "Each model is retrained and moved on its own, after its offline numbers were compared."},
					{Text: "The old one gets an owner, a date and an alarm for readers that are left."},
				}},
				{Kind: chat.Heading, Text: "How to answer such a question"},
				{Kind: chat.Steps, Items: []chat.Item{{Lead: "Name", Text: "who reads the feature."}, {Lead: "Version", Text: "before you change."}, {Lead: "Move", Text: "one reader at a time."}}},
				{Kind: chat.Code, Text: "select avg(total - refunds)\nfrom baskets\nwhere day >= current_date - 30"},
			},
			Rows: []chat.Row{{sampleDo("see", "Rate mine", chat.Primary, "ml-study", "2026-11-23"), sampleDo("more", "Read it all", chat.Normal, "ml", "q12", "key", "1")}},
			Note: "A good place to talk it over: what did you say differently?",
		},
		"plan": {
			Title: "Your plan for this week",
			Body: []chat.Block{
				{Text: "About two hours, in four parts. Three weeks are left until your goal."},
				{Kind: chat.List, Items: []chat.Item{
					{Lead: "Feature Stores", Text: "read chapter 3, because you rated it 2", At: sampleTime, Done: pointer(false)},
					{Lead: "Monitoring", Text: "write down one `SLO` for a model you know", Done: pointer(true)},
					{At: sampleTime},
				}},
			},
			Fields: []chat.Field{{Name: "Next question", Value: "tomorrow", At: sampleTime}, {Name: "Open", Value: "4"}},
			Rows: []chat.Row{
				{{Kind: chat.Menu, Label: "Tick an item", Action: chat.Do("tick", "w1"), Options: []chat.Option{{Label: "Chapter 3", Value: "i1", Hint: "30 min"}, {Label: "SLO", Value: "i2"}}}},
				{{Kind: chat.Link, Label: "The paper", URL: "https://example.org/p?a=1&b=2"}, sampleDo("forget", "Forget me", chat.Danger)},
			},
		},
		"score": {
			Title: "Your score: 63 of 100",
			Body: []chat.Block{
				{Lead: "Level:", Text: "Practitioner, 60 to 79. You can own a model in production with help on its hard days."},
				{Lead: "Since 12 October:", Text: "9 more, most of it in Serving."},
				{Kind: chat.List, Items: []chat.Item{{Lead: "Data and features", Text: "14 of 20"}, {Lead: "Training", Text: "15 of 20"}, {Lead: "Serving", Text: "13 of 20"}, {Lead: "Monitoring", Text: "9 of 20"}, {Lead: "Teamwork", Text: "12 of 20"}}},
			},
			Images: []chat.Image{{Name: "radar chart.png", PNG: []byte{1}, Alt: "A line with five corners; the longest is Training with 15 of 20, the shortest Monitoring with 9."}},
			Rows:   []chat.Row{{sampleDo("plan", "My plan", chat.Primary), sampleDo("history", "History", chat.Normal), sampleDo("share", "Share with the team", chat.Normal, "on")}},
			Note:   "Private unless you share your score. Earlier assessments are kept.",
		},
		"export": {
			Title: "Everything I keep about you",
			Body:  []chat.Block{{Text: "Two files with the same content: JSON for programs, Markdown for reading. /study forget removes all of it."}},
			Files: []chat.File{{Name: "studybot-export.json", Type: "application/json", Data: []byte("{}")}, {Name: "studybot-export.md", Type: "text/markdown", Data: []byte("# x")}},
			Note:  "Only you can see these files.",
		},
		"digest": {
			Title: "Your week",
			Body: []chat.Block{
				{Lead: "This week:", Text: "3 of 5 questions answered, 2 of them with all key points."},
				{Lead: "Next:", Text: "Monitoring, because it waits longest."},
			},
			Rows: []chat.Row{{sampleDo("missed", "Catch up", chat.Primary), sampleDo("plan", "My plan", chat.Normal)}},
			Note: "At most one such message a day. /study settings turns them off or sets quiet hours.",
		},
		"hostile": {
			Title: "@everyone # <@80351110224678912> & ||hidden||",
			Body: []chat.Block{
				{Text: "@here [bank](https://evil.example) *bold* __under__ ~~gone~~ `<@&1>` one ` tick\u202e\x00 :tada: <t:0:R> ¯\\_(ツ)_/¯"},
				{Text: "# no heading\n-# no small print\n> no quote\n- no list\n1. no number\n   ### none either"},
				{Kind: chat.Code, Text: "``` ends here? ````` @everyone"},
				{Kind: chat.Quote, Text: "> quoted `ticks`\n\n```\nfence"},
				{Kind: chat.List, Items: []chat.Item{{Text: "- nested\n\n2) and on"}, {Lead: "**", Text: "`a``b`"}}},
			},
			Fields: []chat.Field{{Name: "**", Value: "1. <#1>"}},
			Note:   "-# <#80351110224678912>\n\n@everyone",
		},
	}
}

// TestGoldenCards shows what is sent to Discord. Run with -update after a wanted change.
func TestGoldenCards(t *testing.T) {
	for name, m := range sampleCards() {
		t.Run(name, func(t *testing.T) {
			if err := m.Check(); err != nil {
				t.Fatal(err)
			}
			f := frame{mark: 1234567890}
			if name == "digest" || name == "export" || name == "hostile" {
				f = frame{from: &server{id: "613425648685547541", name: "Study_Hall [EU] @everyone"}}
			}
			l := draw(m, f)
			acceptable(t, m, f, l)
			golden(t, name, map[string]any{"components": l.components, "attachments": attachments(l)})
		})
	}
}

func attachments(l letter) []map[string]any {
	out := []map[string]any{}
	for i, u := range l.files {
		out = append(out, map[string]any{"id": i, "filename": u.name, "description": u.description, "type": u.kind, "bytes": len(u.data)})
	}
	return out
}

func golden(t *testing.T, name string, v any) {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var readable any // without the escapes of a script in a page
	if err := json.Unmarshal(data, &readable); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(readable); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("testdata", name+".golden.json")
	if *update {
		if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != b.String() {
		t.Errorf("%s is not what is drawn; run with -update and read the difference:\n%s", file, b.String())
	}
}

type failer interface {
	Helper()
	Errorf(string, ...any)
	Fatalf(string, ...any)
}

// native is a component read back from what is sent.
type native struct {
	Type        int      `json:"type"`
	ID          int      `json:"id"`
	Content     *string  `json:"content"`
	CustomID    string   `json:"custom_id"`
	Label       string   `json:"label"`
	Description string   `json:"description"`
	Placeholder string   `json:"placeholder"`
	URL         string   `json:"url"`
	Style       int      `json:"style"`
	Value       string   `json:"value"`
	MaxLength   int      `json:"max_length"`
	MinValues   *int     `json:"min_values"`
	MaxValues   *int     `json:"max_values"`
	Required    *bool    `json:"required"`
	Disabled    *bool    `json:"disabled"`
	Component   *native  `json:"component"`
	Components  []native `json:"components"`
	Options     []struct {
		Label       string `json:"label"`
		Value       string `json:"value"`
		Description string `json:"description"`
		Default     bool   `json:"default"`
	} `json:"options"`
	DefaultValues []struct {
		ID   string `json:"id"`
		Type string `json:"type"`
	} `json:"default_values"`
	Items []struct {
		Media       struct{ URL string } `json:"media"`
		Description string               `json:"description"`
	} `json:"items"`
	File struct{ URL string } `json:"file"`
}

// limits collects what a payload must keep over all of its components.
type limits struct {
	t     failer
	count int
	text  int
	bytes int // with 12 more for each display
	ids   map[string]bool
	files map[string]bool
}

func (c *limits) size(what, s string, least, most int) {
	c.t.Helper()
	if n := markdown.Units(s); n < least || n > most {
		c.t.Errorf("%s has %d units, not %d to %d: %q", what, n, least, most, s)
	}
	if least > 0 && strings.TrimSpace(s) == "" {
		c.t.Errorf("%s is empty", what)
	}
	if !utf8.ValidString(s) || strings.ContainsAny(s, "\x00\u202e\u2066\ufeff") {
		c.t.Errorf("%s is not clean: %q", what, s)
	}
}

func (c *limits) id(s string) {
	c.t.Helper()
	if len(s) < 1 || len(s) > 100 || c.ids[s] {
		c.t.Errorf("custom_id %q: %d bytes, used before: %t", s, len(s), c.ids[s])
	}
	c.ids[s] = true
}

func (c *limits) options(n native) {
	c.t.Helper()
	if len(n.Options) < 1 || len(n.Options) > 25 {
		c.t.Errorf("%d options", len(n.Options))
	}
	values, chosen := map[string]bool{}, 0
	for _, o := range n.Options {
		c.size("option label", o.Label, 1, 100)
		c.size("option description", o.Description, 0, 100)
		if utf8.RuneCountInString(o.Value) > 100 || o.Value == "" || values[o.Value] {
			c.t.Errorf("option value %q", o.Value)
		}
		values[o.Value] = true
		if o.Default {
			chosen++
		}
	}
	if n.MaxValues != nil && (*n.MaxValues < 1 || *n.MaxValues > len(n.Options) || chosen > *n.MaxValues) {
		c.t.Errorf("%d options, %d chosen, at most %d", len(n.Options), chosen, *n.MaxValues)
	}
}

func (c *limits) file(url string) {
	c.t.Helper()
	name, ok := strings.CutPrefix(url, "attachment://")
	if !ok || !c.files[name] {
		c.t.Errorf("no file %q", url)
	}
	delete(c.files, name) // each is shown once
}

func (c *limits) walk(n native, parent int) {
	c.t.Helper()
	c.count++
	inside := map[int][]int{0: {17}, 17: {1, 10, 12, 13, 14}, 1: {2, 3}}
	if !slices.Contains(inside[parent], n.Type) {
		c.t.Errorf("type %d inside of %d", n.Type, parent)
	}
	switch n.Type {
	case 17:
		if len(n.Components) == 0 || n.ID < 0 || n.ID > 1<<31-1 {
			c.t.Errorf("container %d with %d components", n.ID, len(n.Components))
		}
	case 10:
		c.size("text", *n.Content, 1, 4000)
		c.text += markdown.Units(*n.Content)
		c.bytes += len(*n.Content) + 12
	case 1:
		if len(n.Components) < 1 || len(n.Components) > 5 || n.Components[0].Type == 3 && len(n.Components) > 1 {
			c.t.Errorf("a row of %d", len(n.Components))
		}
	case 2:
		c.size("button label", n.Label, 1, 80)
		if n.Style == 5 {
			if n.CustomID != "" || n.URL == "" || markdown.Units(n.URL) > 512 {
				c.t.Errorf("link %q %q", n.CustomID, n.URL)
			}
		} else {
			c.id(n.CustomID)
		}
	case 3:
		c.id(n.CustomID)
		c.size("placeholder", n.Placeholder, 1, 150)
		c.options(n)
	case 12:
		if len(n.Items) != 1 {
			c.t.Errorf("%d pictures", len(n.Items))
		}
		for _, it := range n.Items {
			c.size("alt", it.Description, 1, 1024)
			c.file(it.Media.URL)
		}
	case 13:
		c.file(n.File.URL)
	}
	for _, child := range n.Components {
		c.walk(child, n.Type)
	}
}

// acceptable holds a letter to Discord's documented limits, counted strictly, and
// to what must survive every cut.
func acceptable(t failer, m chat.Message, f frame, l letter) {
	t.Helper()
	data, err := json.Marshal(l.components)
	if err != nil {
		t.Fatalf("marshal: %v", err)
	}
	var tops []native
	if err := json.Unmarshal(data, &tops); err != nil {
		t.Fatalf("read back: %v", err)
	}
	c := limits{t: t, ids: map[string]bool{}, files: map[string]bool{}}
	for _, u := range l.files {
		if c.files[u.name] || len(u.name) > 100 || strings.Trim(u.name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") != "" || strings.HasPrefix(u.name, "SPOILER_") {
			t.Errorf("file name %q", u.name)
		}
		c.files[u.name] = true
	}
	if len(l.files) != len(m.Images)+len(m.Files) || len(tops) != 1 {
		t.Fatalf("%d files, %d top components", len(l.files), len(tops))
	}
	for _, n := range tops {
		c.walk(n, 0)
	}
	if c.count > 40 || c.text > 4000 || c.bytes > 10170 {
		t.Errorf("%d components, %d units and %d bytes of text", c.count, c.text, c.bytes)
	}
	if len(c.files) > 0 {
		t.Errorf("not shown: %v", slices.Collect(maps.Keys(c.files)))
	}
	inside := tops[0].Components
	if m.Title != "" && !strings.HasPrefix(*inside[0].Content, "## "+markdown.Escape(markdown.Line(m.Title, 1000))) {
		t.Errorf("the title is cut: %q", *inside[0].Content)
	}
	last := inside[len(inside)-1]
	if f.from != nil {
		if last.Type != 10 || *last.Content != fromLine(*f.from) || strings.Count(*last.Content, "\n") > 0 {
			t.Errorf("the last line is not the server's: %v", last)
		}
		last = inside[len(inside)-2]
	}
	if m.Note != "" && (last.Type != 10 || !strings.HasPrefix(*last.Content, "-# ")) {
		t.Errorf("the note is lost: %v", last)
	}
}

func hardAction(t *rapid.T) chat.Action {
	return chat.Do(rapid.SampledFrom([]string{"a", "tick", "see"}).Draw(t, "verb"), rapid.SliceOfN(rapid.OneOf(rapid.Just("w"), discordtest.HostileText(0, 8)), 0, 2).Draw(t, "args")...)
}

func hardOptions(t *rapid.T) []chat.Option {
	var out []chat.Option
	for i := range rapid.SampledFrom([]int{1, 5, 25}).Draw(t, "options") {
		out = append(out, chat.Option{
			Label: discordtest.HostileText(1, chat.MaxOptionLabel).Draw(t, "label"), Hint: discordtest.HostileText(0, chat.MaxOptionHint).Draw(t, "hint"),
			Value: string(rune('a'+i)) + discordtest.HostileText(0, chat.MaxLabel-1).Draw(t, "value"),
		})
	}
	return out
}

// trimmed shortens what only breaks the bound over the whole message, so that most
// generated messages are at the limit instead of beyond it.
func trimmed(m chat.Message) chat.Message {
	for m.Check() != nil && len(m.Body) > 0 && strings.Contains(m.Check().Error(), "in all") {
		m.Body = m.Body[:len(m.Body)-1]
	}
	for m.Check() != nil && len(m.Fields) > 0 && strings.Contains(m.Check().Error(), "in all") {
		m.Fields = m.Fields[:len(m.Fields)-1]
	}
	return m
}

// TestAnyValidCard says that whatever passes chat's limits is taken by Discord.
func TestAnyValidCard(t *testing.T) {
	valid, full := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		m := chat.Message{
			Title: discordtest.HostileText(0, chat.MaxTitle).Draw(t, "title"), Note: discordtest.HostileText(0, chat.MaxNote).Draw(t, "note"),
			Body: discordtest.HostileBlocks(t, rapid.SampledFrom([]int{1, 2, chat.MaxBlocks}).Draw(t, "most"), rapid.SampledFrom([]int{20, 100, chat.MaxBlockText}).Draw(t, "size")),
		}
		for range rapid.IntRange(0, chat.MaxFields).Draw(t, "fields") {
			f := chat.Field{Name: discordtest.HostileText(1, 150).Draw(t, "name"), Value: discordtest.HostileText(0, 150).Draw(t, "value")}
			if rapid.IntRange(0, 2).Draw(t, "dated") == 0 {
				f.At = time.Unix(rapid.Int64Range(-1<<36, 1<<38).Draw(t, "at"), 0)
			}
			m.Fields = append(m.Fields, f)
		}
		for range rapid.IntRange(0, chat.MaxImages).Draw(t, "images") {
			m.Images = append(m.Images, chat.Image{Name: discordtest.HostileText(1, 100).Draw(t, "image"), PNG: []byte{1}, Alt: discordtest.HostileText(1, chat.MaxAlt).Draw(t, "alt")})
		}
		for range rapid.IntRange(0, chat.MaxFiles).Draw(t, "files") {
			m.Files = append(m.Files, chat.File{Name: discordtest.HostileText(0, 300).Draw(t, "file"), Type: "text/markdown"})
		}
		rows := rapid.OneOf(rapid.Just(chat.MaxRows), rapid.IntRange(0, chat.MaxRows)).Draw(t, "rows")
		for range rows {
			if rapid.IntRange(0, 4).Draw(t, "menu") == 0 {
				m.Rows = append(m.Rows, chat.Row{{Kind: chat.Menu, Label: discordtest.HostileText(1, chat.MaxLabel).Draw(t, "label"), Action: hardAction(t), Options: hardOptions(t)}})
				continue
			}
			var row chat.Row
			for range rapid.OneOf(rapid.Just(chat.MaxControls), rapid.IntRange(1, chat.MaxControls)).Draw(t, "controls") {
				c := chat.Control{Label: discordtest.HostileText(1, chat.MaxLabel).Draw(t, "label"), Action: hardAction(t), Emphasis: chat.Emphasis(rapid.IntRange(0, 2).Draw(t, "emphasis"))}
				if rapid.IntRange(0, 6).Draw(t, "link") == 0 {
					c.Kind, c.URL = chat.Link, "https://example.org/"+strings.Repeat("a", rapid.SampledFrom([]int{0, 492, 493, 4000}).Draw(t, "long"))
				}
				row = append(row, c)
			}
			m.Rows = append(m.Rows, row)
		}
		m = trimmed(m)
		if m.Check() != nil {
			return
		}
		valid++
		f := frame{mark: rapid.IntRange(0, 1<<31-1).Draw(t, "mark")}
		if rapid.Bool().Draw(t, "private") {
			f.from = &server{id: "613425648685547541", name: discordtest.HostileText(0, 120).Draw(t, "server")}
		}
		l := draw(m, f)
		acceptable(t, m, f, l)
		if data, err := json.Marshal(l.components); err == nil && strings.Count(string(data), `"type":`) >= 35 {
			full++
		}
	})
	t.Log("valid", valid, "with 35 components or more", full)
	if valid < 20 || full < 1 {
		t.Errorf("only %d valid messages were drawn, %d of them full: the test proves nothing", valid, full)
	}
}

// TestFullestCard is every limit at once: five rows of five, two pictures, four
// files, text that doubles when escaped, a note and a server.
func TestFullestCard(t *testing.T) {
	var m chat.Message
	m.Title = strings.Repeat("*", chat.MaxTitle)
	m.Note = strings.Repeat("_\n", chat.MaxNote/2)
	for range chat.MaxBlocks {
		m.Body = append(m.Body, chat.Block{Kind: chat.Heading, Text: strings.Repeat("~", 50)})
	}
	for range chat.MaxFields {
		m.Fields = append(m.Fields, chat.Field{Name: strings.Repeat("|", 150), Value: strings.Repeat("😀", 15), At: sampleTime})
	}
	for range chat.MaxImages {
		m.Images = append(m.Images, chat.Image{Name: "same.png", PNG: []byte{1}, Alt: strings.Repeat("😀", chat.MaxAlt)})
	}
	for range chat.MaxFiles {
		m.Files = append(m.Files, chat.File{Name: "same.png"})
	}
	for i := range chat.MaxRows {
		var row chat.Row
		for j := range chat.MaxControls {
			row = append(row, sampleDo("tick", fmt.Sprint(i, j), chat.Normal, "w1"))
		}
		m.Rows = append(m.Rows, row)
	}
	m = trimmed(m)
	if err := m.Check(); err != nil {
		t.Fatal(err)
	}
	f := frame{mark: 1, from: &server{id: "613425648685547541", name: strings.Repeat("*", 100)}}
	acceptable(t, m, f, draw(m, f))
}

// TestSharedAction: two controls of one action get two custom_ids that are read as
// that action; only an exact twin of a button is left out.
func TestSharedAction(t *testing.T) {
	long := strings.Repeat("x", chat.MaxPath-len("tick/"))
	for _, c := range []struct {
		action chat.Action
		times  int
		kept   int
	}{
		{chat.Do("tick", "w1"), 5, 5},
		{chat.Do("help"), 3, 3},
		{chat.Do("tick", "漢/ü"), 5, 5},
		{chat.Do("tick", long), 3, 1}, // no spelling fits
		{chat.Do("tick", long[1:]), 3, 2},
		{chat.Do("tick", long[2:]), 5, 5},
	} {
		var row chat.Row
		for i := range c.times {
			row = append(row, chat.Control{Label: fmt.Sprint(i), Action: c.action})
		}
		rows, _ := rowsOf([]chat.Row{row, row})
		if len(rows) == 0 || len(rows[0].Components) != c.kept {
			t.Errorf("%v: %v", c.action, rows)
			continue
		}
		if len(rows) > 1 {
			t.Errorf("%v: twins were not left out: %v", c.action, rows[1])
		}
		seen := map[string]bool{}
		for _, b := range rows[0].Components {
			data, _ := json.Marshal(b)
			var n native
			if err := json.Unmarshal(data, &n); err != nil {
				t.Fatal(err)
			}
			got, err := chat.ParsePath(n.CustomID)
			if err != nil || got.Verb != c.action.Verb || seen[n.CustomID] {
				t.Fatalf("%q is read as %v, %v; seen %t", n.CustomID, got, err, seen[n.CustomID])
			}
			for i := range chat.MaxArgs {
				if got.Arg(i) != c.action.Arg(i) {
					t.Errorf("%q is read as %v, not %v", n.CustomID, got, c.action)
				}
			}
			seen[n.CustomID] = true
		}
	}
}

func TestFileNames(t *testing.T) {
	taken := map[string]bool{}
	for _, c := range []struct{ in, want string }{
		{"radar chart.png", "radar_chart.png"},
		{"radar_chart.png", "radar_chart-2.png"},
		{"Radar chart.PNG", "Radar_chart-3.PNG"},
		{"../../etc/passwd", "etc_passwd"},
		{"漢字.md", "file.md"},
		{"", "file"},
		{"SPOILER_a.png", "a.png"},
		{".json", "file.json"},
		{strings.Repeat("x", 200) + ".md", strings.Repeat("x", 95) + ".md"},
	} {
		if got := fileName(c.in, taken); got != c.want {
			t.Errorf("fileName(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

// TestLongLinkIsNotLost: a link that no button can hold becomes a line of text.
func TestLongLinkIsNotLost(t *testing.T) {
	url := "https://example.org/(x)?" + strings.Repeat("a", 600)
	l := draw(chat.Message{Title: "Reading", Rows: []chat.Row{{{Kind: chat.Link, Label: "The [long] paper", URL: url}}}}, frame{})
	data, _ := json.Marshal(l.components)
	if !strings.Contains(string(data), `[The (long) paper](https://example.org/%28x%29?aaa`) || strings.Contains(string(data), `"type":1,`) {
		t.Errorf("%s", data)
	}
}

// TestALongJapaneseCard: Discord bounds the bytes of a card too.
func TestALongJapaneseCard(t *testing.T) {
	m := chat.Message{Title: "長い", Body: []chat.Block{{Text: strings.Repeat("漢字", 1200)}, {Text: strings.Repeat("かな", 500)}}}
	if err := m.Check(); err != nil {
		t.Fatal(err)
	}
	bytes := 0
	for _, c := range decoded(t, draw(m, frame{}))[0].Components {
		bytes += len(c.Content) + 12
	}
	if bytes > 10170 || bytes < 9000 {
		t.Errorf("%d bytes of text", bytes)
	}
}
