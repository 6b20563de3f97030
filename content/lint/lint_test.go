package lint

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"pgregory.net/rapid"

	"studybot/content"
)

// good is a pack that nothing is to say about.
func good() fstest.MapFS {
	files := fstest.MapFS{}
	put := func(name, text string) { files[name] = &fstest.MapFile{Data: []byte(text), Mode: 0o644} }
	put("pack.yaml", "id: tea\nname: Tea\nversion: \"1\"\nsummary: One day of tea.\n")
	put("topics.yaml", "topics:\n  - {day: 1, name: Brewing, priority: HIGH}\n  - {day: 2, name: Serving, priority: MEDIUM, prereq: [1]}\n")
	put("areas.yaml", "categories:\n  - {id: all, name: All}\nareas:\n  - {id: brew, category: all, topics: [1, 2], name: Brewing}\n")
	put("questions/day-01.yaml", day1)
	put("questions/day-02.yaml", day2)
	return files
}

const day1 = `topic: 1
questions:
  - id: green
    area: brew
    difficulty: 1
    format: open
    minutes: 2
    prompt: >-
      Green tea turns bitter when boiling water is poured on it. Why does cooler
      water keep it mild?
    key_points:
      - text: Catechins dissolve faster in hot water.
        essential: true
      - text: Amino acids dissolve in cooler water as well.
    answer: >-
      The bitter catechins dissolve much faster in boiling water than at seventy
      degrees, while the amino acids that taste sweet come out at both. With
      cooler water the cup holds nearly all of the sweet taste and only a part of
      the bitter one, so it is mild.
    misconceptions:
      - text: Boiling water burns the leaves.
        why: Nothing burns at a hundred degrees; more of the bitter parts dissolve.
    source: {heading: Brewing}
  - id: leaves
    area: brew
    difficulty: 2
    format: mc
    minutes: 1
    prompt: Why are the leaves taken out after three minutes?
    key_points:
      - text: Tannins go on dissolving.
        essential: true
      - text: Caffeine came out early.
    answer: >-
      Caffeine and aroma come out in the first minutes, tannins go on dissolving
      for a long time. When the leaves stay in, the cup gains nothing that is
      wanted any more and turns harsher with every minute, so the leaves come out
      in time.
    options:
      - text: The tannins would make it harsh
        correct: true
        why: They dissolve slowly and for long.
      - text: The caffeine would become too much
        why: Nearly all of it is out by then.
      - text: The leaves would soak up the aroma
        why: Leaves that are wet take up nothing.
    source: {heading: Brewing}
`

const day2 = `topic: 2
questions:
  - id: pot
    area: brew
    difficulty: 3
    format: numeric
    minutes: 3
    prompt: A pot of 0.9 litres serves cups of 150 ml. How many cups are that?
    key_points:
      - text: 900 ml divided by 150 ml.
        essential: true
      - text: Both in the same unit first.
    answer: >-
      Bring both to the same unit: the pot holds 900 ml and each cup takes 150 ml.
      Dividing gives 6 cups, and nothing is left in the pot. In practice the wet
      leaves keep some water back, so that the last cup is often a little smaller
      than those before it.
    numeric: {value: 6, tolerance: 0, unit: cups, working: 900 / 150 = 6}
    source: {heading: Serving}
  - id: warm
    area: brew
    difficulty: 3
    format: scenario
    minutes: 3
    prompt: Guests come an hour late. How do you keep the tea warm without spoiling it?
    key_points:
      - text: Take the leaves out first.
        essential: true
      - text: A warmed flask is better than a flame.
    answer: >-
      Take the leaves out first, or the tannins go on dissolving all the while.
      Then pour the tea into a flask that was rinsed with hot water, which keeps
      it warm without heating it again. A flame below the pot drives out the
      aroma and lets water evaporate.
    source: {heading: Serving}
`

func read(t rapid.TB, files fstest.MapFS) content.Reading {
	t.Helper()
	r, err := content.Read(files, ".")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// advice is what is said of the files, one "rule file:line mark: text" each.
func adviceOn(t *testing.T, files fstest.MapFS) []string {
	t.Helper()
	r := read(t, files)
	if len(r.Errors) > 0 {
		t.Fatalf("the pack does not load:\n%v", r.Errors)
	}
	var all []string
	for _, f := range Advice(r.Pack, r.Places) {
		mark := ""
		if f.Column > 0 {
			mark = string([]rune(f.Excerpt)[f.Column-1 : f.Column-1+f.Width])
		}
		all = append(all, fmt.Sprintf("%s %s:%d [%s] %s", f.Rule.ID, f.File, f.Line, mark, f.Text))
	}
	return all
}

func edit(t *testing.T, files fstest.MapFS, file, old, now string) {
	t.Helper()
	text := string(files[file].Data)
	if !strings.Contains(text, old) {
		t.Fatalf("%s does not hold %q", file, old)
	}
	files[file] = &fstest.MapFile{Data: []byte(strings.Replace(text, old, now, 1)), Mode: 0o644}
}

func TestNothingToSayAboutAGoodPack(t *testing.T) {
	if said := adviceOn(t, good()); len(said) > 0 {
		t.Errorf("of a good pack it says\n%s", strings.Join(said, "\n"))
	}
}

func TestRules(t *testing.T) {
	const one, two = "questions/day-01.yaml", "questions/day-02.yaml"
	long := strings.Repeat("and more of it ", 25)
	for _, c := range []struct{ name, file, old, now, want string }{
		{"right one longest", one, "The tannins would make it harsh", "The tannins would go on dissolving for a long time and make it harsh", "longest questions/day-01.yaml:40 [The tannins would go on dissolving for a long time and make it harsh] the right option has 68 characters, the others at most 34"},
		{"right one shortest", one, "The tannins would make it harsh", "Tannins", "longest questions/day-01.yaml:40 [Tannins] the right option has 7 characters, the others at least 34"},
		{"all of the above", one, "The caffeine would become too much", "All of the above", "above questions/day-01.yaml:43 [All of the above] "},
		{"letters of others", one, "The caffeine would become too much", "Both A and C", "above questions/day-01.yaml:43 [Both A and C] "},
		{"options alike", one, "The caffeine would become too much", "the leaves would soak up the aroma.", "options-alike questions/day-01.yaml:45 [The leaves would soak up the aroma] options 2 and 3 read alike"},
		{"option without reason", one, "        why: They dissolve slowly and for long.\n", "", "option-why questions/day-01.yaml:39 [options] 1 of 3 options without a why (1)"},
		{"prompt twice", two, "Guests come an hour late. How do you keep the tea warm without spoiling it?", "Why are leaves taken out after three minutes, Anna?", "prompt-twice questions/day-02.yaml:25 [Why are leaves taken out after three minutes, Anna?] nearly the same words as question \"leaves\" in questions/day-01.yaml:29"},
		{"double negation", one, "Why are the leaves taken out after three minutes?", "Which of these is not incorrect about leaves?", "negation questions/day-01.yaml:29 [Which of these is not incorrect about leaves?] \"not\" and \"incorrect\" in one question"},
		{"two questions", two, "How many cups are that?", "How many cups are that? Who gets the last?", "two-questions questions/day-02.yaml:8 [Who gets the last?] this prompt has 2 question marks"},
		{"second question in a second line", one, "Why does cooler\n      water keep it mild?", "Why? Does cooler\n      water keep it mild?", "two-questions questions/day-01.yaml:9 [Does cooler] this prompt has 2 question marks"},
		{"no question", one, "Why are the leaves taken out after three minutes?", "The leaves are taken out after three minutes.", "no-question questions/day-01.yaml:29 "},
		{"long prompt", one, "Why are the leaves", long + "why are the leaves", "prompt-length questions/day-01.yaml:29 "},
		{"short prompt", two, "A pot of 0.9 litres serves cups of 150 ml. How many cups are that?", "How many cups?", "prompt-length questions/day-02.yaml:8 [How many cups?] this prompt has only 3 words"},
		{"none essential", one, "        essential: true\n      - text: Caffeine", "      - text: Caffeine", "key-points questions/day-01.yaml:30 [key_points] none of 2 key points is essential"},
		{"all essential", two, "      - text: A warmed flask is better than a flame.\n", "        \n      - {text: A warmed flask is better., essential: true}\n      - {text: No flame below the tea., essential: true}\n", "key-points questions/day-02.yaml:26 [key_points] all 3 key points are essential"},
		{"no key points", two, "    key_points:\n      - text: 900 ml divided by 150 ml.\n        essential: true\n      - text: Both in the same unit first.\n", "", "key-points questions/day-02.yaml:3 "},
		{"short answer", two, " In practice the wet\n      leaves keep some water back, so that the last cup is often a little smaller\n      than those before it.", "", "answer-short questions/day-02.yaml:14 [Bring both to the same unit: the pot holds 900 ml and each cup takes 150 ml.] this answer has 28 words"},
		{"answer misses a point", two, "Take the leaves out first.\n", "Nobody minds drinking something cold instead.\n", "answer-misses questions/day-02.yaml:27 [Nobody minds drinking something cold instead.] the answer has not one word of this essential key point"},
		{"answer misses the number", two, "Dividing gives 6 cups", "Dividing gives the cups", "answer-misses questions/day-02.yaml:18 [6] the answer does not name the number 6"},
		{"misconception without reason", one, "Nothing burns at a hundred degrees; more of the bitter parts dissolve.", "Wrong.", "misconception-why questions/day-01.yaml:22 [Wrong.] "},
		{"number without unit", two, "unit: cups, ", "", "numeric questions/day-02.yaml:18 [numeric] no unit"},
		{"number without tolerance", two, "tolerance: 0, ", "", "numeric questions/day-02.yaml:18 [numeric] no tolerance"},
		{"number without working", two, ", working: 900 / 150 = 6", "", "numeric questions/day-02.yaml:18 [numeric] no working"},
		{"fraction that must be exact", two, "value: 6, ", "value: 6.01, ", "numeric questions/day-02.yaml:18 [numeric] no tolerance, so a rounded answer is wrong"},
		{"no source", one, "    source: {heading: Brewing}\n  - id: leaves", "  - id: leaves", "source questions/day-01.yaml:3 [- id: green] question \"green\" has no source"},
		{"too many minutes", one, "minutes: 2", "minutes: 45", "minutes questions/day-01.yaml:7 [45] 45 minutes are an exercise, not a question"},
		{"later day", "topics.yaml", "name: Brewing, priority: HIGH", "name: Brewing, priority: HIGH, prereq: [2]", ""},
		{"question of a later day", one, "    difficulty: 1\n", "    difficulty: 1\n    prereq: [2]\n", "prerequisite questions/day-01.yaml:6 [2] question \"green\" of day 1 needs day 2, which comes later"},
		{"topic without questions", "topics.yaml", "prereq: [1]}", "prereq: [1]}\n  - {day: 3, name: Cups, priority: HIGH}", "topic-empty topics.yaml:4 [Cups] no question of day 3 is active"},
		{"area without questions", "areas.yaml", "name: Brewing}", "name: Brewing}\n  - {id: cups, category: all, topics: [2], name: Cups}", "area-thin areas.yaml:5 [cups] area cups has no active question"},
		{"area of one difficulty", one, "difficulty: 2", "difficulty: 1", "area-thin areas.yaml:4 [brew] area brew has 4 questions, none of difficulty 2"},
		{"draft", two, "    source: {heading: Serving}\n  - id: warm", "    source: {heading: Serving}\n    status: draft\n  - id: warm", "draft questions/day-02.yaml:20 [draft] question \"pot\" waits to be completed"},
		{"successor", one, "  - id: leaves\n", "  - id: leaves-old\n    area: brew\n    difficulty: 1\n    format: open\n    minutes: 1\n    prompt: Why are the leaves taken out after three minutes?\n    status: retired\n  - id: leaves\n", "retired questions/day-01.yaml:24 [leaves-old] if question \"leaves\" took the place of this one, write \"leaves-old: leaves\""},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := good()
			if c.want == "" {
				// A topic that needs a later one: they may not go in a circle.
				edit(t, files, c.file, ", prereq: [1]", "")
			}
			edit(t, files, c.file, c.old, c.now)
			said := adviceOn(t, files)
			want := c.want
			if want == "" {
				want = "prerequisite topics.yaml:2 [2] day 1 needs day 2, which comes later"
			}
			for _, s := range said {
				if strings.HasPrefix(s, want) {
					return
				}
			}
			t.Errorf("it says\n%s\nand not\n%s", strings.Join(said, "\n"), want)
		})
	}
}

// TestRulesKeepQuiet: what looks like a fault and is none.
func TestRulesKeepQuiet(t *testing.T) {
	const one = "questions/day-01.yaml"
	const prompt = "Why are the leaves taken out after three minutes?"
	for _, now := range []string{
		"Explain to a guest why leaves are taken out after three minutes.",
		"'The leaves are taken out after three minutes because of the ____.'",
		"A guest asks, \"Why so soon?\" Which reason is the right one here?",
		"'In `if a != b ? c : d` of our tea machine, which branch takes out the leaves?'",
		"Which reason does not hold, when no sugar is used?",
		"Is it right or not that leaves never stay in?",
		"“Out with the leaves after three minutes” – which reason is the right one?",
		"Почему листья чая достают через три минуты.",
	} {
		files := good()
		edit(t, files, one, prompt, now)
		if said := adviceOn(t, files); len(said) > 0 {
			t.Errorf("of %q it says\n%s", now, strings.Join(said, "\n"))
		}
	}
	for _, options := range [][2]string{
		{"16 replicas, all of the same size", "60 replicas, all of the same size"},
		{"With `a = b` and three spoons of it", "With `a == b` and three spoons of it"},
		{"All of the water would be too cold", "None of the leaves would be wet now"},
	} {
		files := good()
		edit(t, files, one, "The caffeine would become too much", options[0])
		edit(t, files, one, "The leaves would soak up the aroma", options[1])
		if said := adviceOn(t, files); len(said) > 0 {
			t.Errorf("of %q it says\n%s", options, strings.Join(said, "\n"))
		}
	}
}

func TestPositionsOfTheRightOption(t *testing.T) {
	var b strings.Builder
	for i := range 12 {
		fmt.Fprintf(&b, "  - id: q%d\n    area: brew\n    difficulty: 1\n    format: mc\n    minutes: 1\n    prompt: Which of the teas number %d is the best?\n    options:\n", i, i)
		for k := range 4 {
			correct := ""
			if k == 1 && i > 1 || k == 3 && i < 2 {
				correct = "        correct: true\n"
			}
			fmt.Fprintf(&b, "      - text: Tea %d\n%s", k, correct)
		}
	}
	files := good()
	edit(t, files, "questions/day-02.yaml", "questions:\n", "questions:\n"+b.String())
	said := strings.Join(adviceOn(t, files), "\n")
	if want := "position questions/day-02.yaml:35 [Tea 1] option B is right in 10 of 13 questions; about 3 would be even"; !strings.Contains(said, want) {
		t.Errorf("it says\n%s\nand not\n%s", said, want)
	}
}

func TestOneSortOfQuestions(t *testing.T) {
	files := good()
	for i := range 3 {
		more := strings.ReplaceAll(strings.TrimPrefix(day2[strings.Index(day2, "  - id: warm"):], ""), "id: warm", fmt.Sprintf("id: warm%d", i))
		files["questions/day-02.yaml"].Data = append(files["questions/day-02.yaml"].Data, more...)
	}
	r := read(t, files)
	p := *r.Pack
	p.Questions = nil
	for _, q := range r.Pack.Questions {
		if !q.Format.Keyed() {
			p.Questions = append(p.Questions, q)
		}
	}
	p.Questions = append(p.Questions, p.Questions[0])
	var said []string
	for _, f := range Advice(&p, nil) { // of a pack in memory nothing has a place
		said = append(said, f.Rule.ID+" "+f.Text)
		if f.Excerpt != "" {
			t.Errorf("a place without files: %+v", f.Place)
		}
	}
	if all := strings.Join(said, "\n"); !strings.Contains(all, "formats none of 6 questions has a key") {
		t.Errorf("it says\n%s", all)
	}
}

// TestEveryRuleIsUsed keeps Rules and the code that speaks together.
func TestEveryRuleIsWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Rules() {
		if seen[r.ID] || r.Title == "" || !strings.HasSuffix(r.Why, ".") || !strings.HasSuffix(r.Do, ".") {
			t.Errorf("rule %+v", r)
		}
		seen[r.ID] = true
	}
}

// TestMarksStandInTheirLine breaks the files at random: whatever is said, of errors
// and of what is weak, its mark is a piece of the line in the file.
func TestMarksStandInTheirLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		files := good()
		names := []string{"pack.yaml", "topics.yaml", "areas.yaml", "questions/day-01.yaml", "questions/day-02.yaml"}
		for range rapid.IntRange(1, 6).Draw(t, "edits") {
			name := rapid.SampledFrom(names).Draw(t, "file")
			data := string(files[name].Data)
			at := rapid.IntRange(0, len(data)).Draw(t, "at")
			cut := rapid.IntRange(0, min(12, len(data)-at)).Draw(t, "cut")
			put := rapid.SampledFrom([]string{"", "\t", "  ", "\n", ": ", "- ", "\"", "'", "[", "}", "é", "日本", "\ufeff", "\x1b[31m", "\xff", "&a", "why?", "\r\n"}).Draw(t, "put")
			files[name] = &fstest.MapFile{Data: []byte(data[:at] + put + data[at+cut:]), Mode: 0o644}
		}
		r := read(t, files)
		report := Look("", []content.Reading{r})
		for _, f := range report.Packs[0].Findings {
			if f.Line < 1 || f.File == "" || f.Text == "" {
				t.Fatalf("%+v has no place", f)
			}
			if f.Column > 0 && f.Column-1+f.Width > utf8.RuneCountInString(f.Excerpt) || f.Excerpt != "" && f.Column < 1 {
				t.Fatalf("the mark of %+v is outside of its line", f)
			}
			if f.Excerpt != "" {
				lines := strings.Split(strings.ToValidUTF8(strings.TrimPrefix(string(files[f.File].Data), "\ufeff"), "\ufffd"), "\n")
				if f.Line > len(lines) || strings.TrimSuffix(lines[f.Line-1], "\r") != f.Excerpt {
					t.Fatalf("%+v is not line %d of the file", f, f.Line)
				}
			}
		}
		var text, lines strings.Builder
		if report.Text(&text, Style{Most: 3}) != nil || report.JSON(&lines) != nil {
			t.Fatal("the report cannot be written")
		}
		if strings.ContainsAny(text.String(), "\x1b\t\r\ufeff") || !utf8.ValidString(text.String()) {
			t.Fatalf("the report would move a terminal:\n%q", text.String())
		}
	})
}
