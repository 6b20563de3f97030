package write_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"studybot/bot/study"
	"studybot/content"
	"studybot/content/complete"
	"studybot/content/write"
)

func builtin(t testing.TB) *study.Pack {
	t.Helper()
	packs, err := content.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return packs[0]
}

func load(t testing.TB, dir string) *study.Pack {
	t.Helper()
	packs, err := content.LoadFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	return packs[0]
}

func TestTheBuiltInPackReadsBack(t *testing.T) {
	p := builtin(t)
	dir := filepath.Join(t.TempDir(), "new", "pack")
	if err := write.Pack(dir, p); err != nil {
		t.Fatal(err)
	}
	if back := load(t, dir); !reflect.DeepEqual(back, p) {
		for i := range p.Questions {
			if !reflect.DeepEqual(back.Questions[i], p.Questions[i]) {
				t.Errorf("got\n%+v\nwant\n%+v", back.Questions[i], p.Questions[i])
			}
		}
		t.Error("the pack that was read back is another")
	}
	entries, err := os.ReadDir(filepath.Join(dir, "questions"))
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != len(p.Topics) || entries[0].Name() != "day-25.yaml" {
		t.Errorf("%d files of questions, the first is %s", len(entries), entries[0].Name())
	}
	for _, f := range write.Files(p) {
		for i, line := range strings.Split(string(f.Data), "\n") {
			if n := len([]rune(line)); n > 110 && !strings.Contains(line, "\"") {
				t.Errorf("%s:%d has %d characters: %s", f.Path, i+1, n, line)
			}
		}
	}
}

// texts that a careless writer would not read back.
func awkward() []string {
	return []string{
		"plain words", "yes", "No", "null", "~", "1.0", "0x1F", "1e5", "-3", "- item", "? key", "key: value", "ends with:", "a #comment", "#comment",
		"{braces}", "[brackets]", "comma, and more", "\"quoted\"", "'single'", "back`tick`", "`code` first", "percent %", "%directive", "@at", "!tag",
		"&anchor", "*alias", "a & b", "<<", "|", ">-", "back\\slash", "tab\there", "two  spaces", "two\nlines", "two\n\nparagraphs", "three\n\n\nbreaks",
		"code:\n    indented\n  less", "list:\n- one\n- two", "line\n---\nline", "trailing \nspace", "non\u00a0breaking", "line\u2028separator", "next\u0085line", "\ufeffmark",
		"ünïcödé", "日本語の質問", "emoji 🧠 and more", "C++ & C#", "what is 2 + 2?", "x = 1; y = 2", "http://example.org/a#b", "50 % of 3", "...", "---", "...\nmore",
		"true", "2026-03-02", "12:30", "1_000", ".5", "+1", "=", "a\n\n  b\nc", "end\n\n#no comment\n\nend", "tab\n\tindented", "(paren", "a: b: c", "🙂 first",
		strings.Repeat("word ", 60) + "end", strings.Repeat("word ", 30) + "\n\n" + strings.Repeat("more ", 40) + "end",
		strings.Repeat("x", 300), "a, b; c! \"d\" <e> " + strings.Repeat("and so on, ", 20) + "end", "Q: " + strings.Repeat("long text: ", 15) + "end",
	}
}

// text draws one of the awkward ones, or of letters that mean something in YAML.
func text(limit int) *rapid.Generator[string] {
	letters := rapid.StringOfN(rapid.RuneFrom([]rune("abc XYZ09 -:#,.[]{}&*!|>'\"%@`?\\/\n\t~=<ü語🧠\u00a0")), 1, 60, -1)
	return rapid.Custom(func(rt *rapid.T) string {
		s := rapid.OneOf(rapid.SampledFrom(awkward()), letters).Draw(rt, "text")
		if r := []rune(s); len(r) > limit {
			s = string(r[:limit])
		}
		if s = strings.TrimSpace(s); s == "" {
			return "text"
		}
		return s
	})
}

func some[T any](rt *rapid.T, name string, most int, one func(i int) T) []T {
	var all []T
	for i := range rapid.IntRange(0, most).Draw(rt, name) {
		all = append(all, one(i))
	}
	return all
}

func maybe(rt *rapid.T, g *rapid.Generator[string]) string {
	if rapid.Bool().Draw(rt, "left out") {
		return ""
	}
	return g.Draw(rt, "some")
}

// drawPack makes any pack that content would load.
func drawPack(rt *rapid.T) *study.Pack {
	name, title, long := text(75), text(150), text(2000)
	p := &study.Pack{
		ID: rapid.SampledFrom([]string{"p", "my-pack", "1", "true", "no", "007"}).Draw(rt, "id"), Name: name.Draw(rt, "name"),
		Version: text(40).Draw(rt, "version"), Summary: long.Draw(rt, "summary"), Phase: maybe(rt, title), Next: maybe(rt, title),
	}
	items := func(ids bool) []study.Item {
		all := some(rt, "items", 2, func(i int) study.Item {
			it := study.Item{Name: name.Draw(rt, "item"), Text: maybe(rt, long), By: maybe(rt, title)}
			if ids {
				it.ID = fmt.Sprintf("item-%d", i)
			} else if rapid.Bool().Draw(rt, "url") {
				it.URL = "https://example.org/a?b=c#d"
			}
			return it
		})
		return all
	}
	groups := func(ids bool) []study.Group {
		all := some(rt, "groups", 2, func(i int) study.Group {
			g := study.Group{Name: name.Draw(rt, "group"), Part: maybe(rt, name), Items: items(ids)}
			if ids {
				g.ID = fmt.Sprintf("group-%d", i)
				for j := range g.Items {
					g.Items[j].ID += fmt.Sprintf("-%d", i)
				}
			}
			if g.Items == nil {
				g.Items = []study.Item{{ID: map[bool]string{true: fmt.Sprintf("only-%d", i)}[ids], Name: "only"}}
			}
			return g
		})
		return all
	}
	p.Objectives = items(false)
	day := 0
	for range rapid.IntRange(1, 7).Draw(rt, "topics") {
		before := day
		day += rapid.IntRange(1, 60).Draw(rt, "step")
		topic := study.Topic{
			Day: day, Name: name.Draw(rt, "topic"), Priority: rapid.SampledFrom([]study.Priority{study.Critical, study.High, study.Medium}).Draw(rt, "priority"),
			Project: rapid.Bool().Draw(rt, "project"), Concepts: some(rt, "concepts", 3, func(int) string { return title.Draw(rt, "concept") }),
			Skills: some(rt, "skills", 2, func(int) string { return title.Draw(rt, "skill") }),
		}
		if before > 0 && rapid.Bool().Draw(rt, "builds on") {
			topic.Prereq = []int{before}
		}
		p.Topics = append(p.Topics, topic)
	}
	if rapid.Bool().Draw(rt, "modules") {
		p.Modules = []study.Module{{Name: name.Draw(rt, "module"), Weeks: maybe(rt, text(40)), From: 1, To: day}}
	}
	aDay := func() int { return rapid.SampledFrom(p.Topics).Draw(rt, "day").Day }
	complete.Pack(p)
	if rapid.Bool().Draw(rt, "own scale") {
		for i := range p.Scale {
			p.Scale[i].Label, p.Scale[i].Text = text(40).Draw(rt, "label"), long.Draw(rt, "anchor")
		}
	}
	if rapid.Bool().Draw(rt, "own levels") {
		for i := range p.Levels {
			l := &p.Levels[i]
			l.Strengths, l.Plan.Focus, l.Plan.Activities = long.Draw(rt, "strengths"), title.Draw(rt, "focus"), some(rt, "activities", 2, func(int) string { return long.Draw(rt, "activity") })
			for w := range l.Plan.Weeks {
				l.Plan.Weeks[w].Theme, l.Plan.Weeks[w].Topics, l.Plan.Weeks[w].Areas = long.Draw(rt, "theme"), []int{aDay()}, []string{p.Areas[0].ID}
			}
		}
	}
	for i := range some(rt, "lists", 2, func(i int) int { return i }) {
		l := study.Checklist{ID: fmt.Sprintf("list-%d", i), Name: name.Draw(rt, "list"), Groups: groups(true)}
		if l.Groups != nil {
			p.Checklists = append(p.Checklists, l)
		}
	}
	p.Themes = some(rt, "themes", 2, func(int) study.Theme {
		th := study.Theme{Name: name.Draw(rt, "theme"), Topics: []int{aDay()}, Groups: groups(false), Questions: some(rt, "asks", 2, func(int) string { return long.Draw(rt, "ask") })}
		if len(p.Checklists) > 0 {
			th.Checklist, th.Group = p.Checklists[0].ID, p.Checklists[0].Groups[0].ID
		}
		return th
	})
	p.Preparation, p.Resources, p.Support = groups(false), groups(false), groups(false)
	if rapid.Bool().Draw(rt, "recognition") {
		p.Recognition = study.Recognition{Title: title.Draw(rt, "title"), Text: long.Draw(rt, "text"), Groups: groups(false)}
	}
	for i := range rapid.IntRange(1, 6).Draw(rt, "questions") {
		p.Questions = append(p.Questions, drawQuestion(rt, i, aDay(), aDay(), p.Areas[0].ID))
	}
	slices.SortStableFunc(p.Questions, func(a, b study.Question) int { return a.Topic - b.Topic })
	p.Questions[0].Status = study.Active
	if rapid.Bool().Draw(rt, "aliases") {
		p.Aliases = study.Aliases{
			Questions: map[string]string{"no": p.Questions[0].ID, "1e5": p.Questions[0].ID},
			Areas:     map[string][]string{"Old": {p.Areas[0].ID}, "0": {p.Areas[0].ID}}, Topics: map[int]int{9999: day, 9998: day},
		}
		if len(p.Areas) > 1 {
			p.Aliases.Areas["true"] = []string{p.Areas[1].ID, p.Areas[0].ID}
		}
		if len(p.Checklists) > 0 {
			l := p.Checklists[0]
			p.Aliases.Checklists = map[string]string{"null": l.ID}
			p.Aliases.Items = map[string]string{"null/x": l.ID + "/" + l.Groups[0].Items[0].ID}
		}
	}
	return p
}

func drawQuestion(rt *rapid.T, i, day, before int, area string) study.Question {
	long, option := text(2000), text(500)
	q := study.Question{
		ID: fmt.Sprintf("q-%d", i), Topic: day, Area: area, Difficulty: rapid.IntRange(1, 3).Draw(rt, "difficulty"),
		Format:  rapid.SampledFrom([]study.Format{study.Open, study.Scenario, study.MultipleChoice, study.Numeric}).Draw(rt, "format"),
		Minutes: rapid.IntRange(1, 60).Draw(rt, "minutes"), Prompt: long.Draw(rt, "prompt"), Answer: long.Draw(rt, "answer"),
		Variants:  some(rt, "variants", 2, func(int) string { return long.Draw(rt, "variant") }),
		KeyPoints: []study.KeyPoint{{Text: option.Draw(rt, "point"), Essential: rapid.Bool().Draw(rt, "essential")}},
		Misconceptions: some(rt, "misconceptions", 2, func(int) study.Misconception {
			return study.Misconception{Text: option.Draw(rt, "believed"), Why: long.Draw(rt, "why")}
		}),
		Source: study.Source{Heading: maybe(rt, text(150)), Reference: maybe(rt, long)},
		Status: rapid.SampledFrom([]study.Status{study.Active, study.Draft, study.Retired}).Draw(rt, "status"),
	}
	if rapid.Bool().Draw(rt, "prereq") {
		q.Prereq = []int{before}
	}
	switch q.Format {
	case study.MultipleChoice:
		q.Options = []study.Choice{{Text: "a: " + text(400).Draw(rt, "option"), Why: maybe(rt, long)}, {Text: "b " + text(400).Draw(rt, "option"), Correct: true, Why: maybe(rt, long)}}
	case study.Numeric:
		number := rapid.OneOf(rapid.SampledFrom([]float64{0, 3, -1.5, 0.1, 1e21, 1e-9, 123456789.125, 1e15, -7e300}), rapid.Float64Range(-1e9, 1e9))
		q.Number = &study.NumericKey{Value: number.Draw(rt, "value"), Tolerance: rapid.SampledFrom([]float64{0, 0.5, 1e-7, 3}).Draw(rt, "tolerance"), Unit: maybe(rt, text(40)), Working: maybe(rt, long)}
	}
	return q
}

func TestAnyPackReadsBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := drawPack(rt)
		files := fstest.MapFS{}
		for _, f := range write.Files(p) {
			files[f.Path] = &fstest.MapFile{Data: f.Data, Mode: 0o644}
		}
		back, err := content.Load(files, ".")
		if err != nil {
			rt.Fatal(err)
		}
		if !reflect.DeepEqual(back, p) {
			rt.Fatalf("got\n%+v\nwant\n%+v", *back, *p)
		}
	})
}

func TestAwkwardTextsReadBack(t *testing.T) {
	p := builtin(t)
	one := p.Questions[0]
	small := *p
	small.Questions = nil
	for i, s := range awkward() {
		one.ID, one.Prompt, one.Answer = fmt.Sprintf("q-%d", i), s, s+"\n"+s
		one.KeyPoints = []study.KeyPoint{{Text: s}}
		one.Source = study.Source{Reference: s}
		one.Prompt, one.Answer, one.KeyPoints[0].Text, one.Source.Reference = strings.TrimSpace(one.Prompt), strings.TrimSpace(one.Answer), strings.TrimSpace(s), strings.TrimSpace(s)
		small.Questions = append(small.Questions, one)
	}
	dir := filepath.Join(t.TempDir(), "p")
	if err := write.Pack(dir, &small); err != nil {
		t.Fatal(err)
	}
	for i, q := range load(t, dir).Questions {
		if want := small.Questions[i]; !reflect.DeepEqual(q, want) {
			t.Errorf("got\n%+v\nwant\n%+v", q, want)
		}
	}
}

// TestManyQuestionsOfATopic are split over files in their order.
func TestManyQuestionsOfATopic(t *testing.T) {
	p := *builtin(t)
	one := p.Questions[0]
	p.Questions = nil
	for i := range 1200 {
		one.ID = fmt.Sprintf("more-%d", i)
		p.Questions = append(p.Questions, one)
	}
	slices.SortStableFunc(p.Questions, func(a, b study.Question) int { return a.Topic - b.Topic })
	dir := filepath.Join(t.TempDir(), "p")
	if err := write.Pack(dir, &p); err != nil {
		t.Fatal(err)
	}
	if back := load(t, dir); !reflect.DeepEqual(back.Questions, p.Questions) {
		t.Errorf("%d questions came back in another order", len(back.Questions))
	}
}

// TestNeverHalfAPack: what is refused leaves the folder as it was, and what is no
// file of a pack stays in it.
func TestNeverHalfAPack(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "pack")
	p := *builtin(t)
	if err := write.Pack(dir, &p, write.File{Path: "import.json", Data: []byte("{}")}); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{"README.md": "mine", "notes/a.txt": "mine too", "import.json": "{\"old\": 1}"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	broken := p
	broken.Levels = nil
	broken.Name = ""
	var refused content.Errors
	if err := write.Pack(dir, &broken); !errors.As(err, &refused) || refused[0].File != "pack.yaml" {
		t.Errorf("a pack without a name: %v", err)
	}
	if err := write.Pack(dir, &p, write.File{Path: "../outside", Data: nil}); err == nil {
		t.Error("a file out of the folder was written")
	}
	if back := load(t, dir); back.Name != p.Name {
		t.Errorf("the earlier pack is called %q", back.Name)
	}
	next := p
	next.Name, next.Resources = "The next one", nil
	if err := write.Pack(dir, &next, write.File{Path: "import.json", Data: []byte("{\"new\": 1}")}); err != nil {
		t.Fatal(err)
	}
	if back := load(t, dir); back.Name != next.Name || back.Resources != nil {
		t.Errorf("the new pack is %q with %d resources", back.Name, len(back.Resources))
	}
	for name, want := range map[string]string{"README.md": "mine", "notes/a.txt": "mine too", "import.json": "{\"new\": 1}"} {
		if data, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(data) != want {
			t.Errorf("%s holds %q, %v", name, data, err)
		}
	}
	entries, err := os.ReadDir(parent)
	if err != nil || len(entries) != 1 {
		t.Errorf("beside the pack is left: %v, %v", entries, err)
	}
}
