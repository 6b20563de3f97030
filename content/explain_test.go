package content

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

// marked is an error with what is marked in its line.
func marked(e Error) string {
	mark := ""
	if e.Column > 0 {
		mark = string([]rune(e.Excerpt)[e.Column-1 : e.Column-1+e.Width])
	}
	return fmt.Sprintf("%s:%d [%s] %s", e.File, e.Line, mark, e.Text)
}

// TestUnreadableFiles makes the mistakes of somebody who has never heard of YAML.
func TestUnreadableFiles(t *testing.T) {
	const prompt = "    prompt: What is the index for?\n"
	for _, c := range []struct{ name, old, now, want string }{
		{"no space after a colon", "    difficulty: 1\n", "    difficulty:1\n", `:5 [difficulty:] there is no space after the colon; write difficulty: 1`},
		{"no colon", "    difficulty: 1\n", "    difficulty 1\n", `:5 [difficulty] there is no colon after the name of the field; write difficulty: 1`},
		{"no space after a dash", "      - text: So a", "      -text: So a", `:14 [-] there is no space after the dash; write - text: So a commit can take some changes and leave others.`},
		{"one space too few", prompt, "   prompt: What is the index for?\n", `:8 [prompt: What is the index for?] this line begins after 3 spaces, where no line above it begins; let it begin exactly under the line it belongs with, perhaps after 4 spaces`},
		{"one space too many", prompt, "     prompt: What is the index for?\n", `:8 [prompt: What is the index for?] this line begins further right than the one it follows; let it begin after 4 spaces, like "minutes"`},
		{"a list entry out of line", "      - text: So a", "     - text: So a", `:14 [- text: So a commit can take some changes and leave others.] this line begins after 5 spaces`},
		{"a tab", prompt, "\tprompt: What is the index for?\n", ":8 [\t] there is a tab at the front of this line; use spaces instead"},
		{"a colon in a text", prompt, "    prompt: Say this: what is it for?\n", `:8 [Say this: what is it for?] this text holds a colon with a space after it, which looks like a new field; put all of it in quotes: prompt: "Say this: what is it for?"`},
		{"a colon and quotes in a text", prompt, "    prompt: Say \"this\": what is it for?\n", `:8 [Say "this": what is it for?] this text holds a colon with a space after it, which looks like a new field; put all of it in quotes: prompt: 'Say "this": what is it for?'`},
		{"an open quotation mark", prompt, "    prompt: \"What is the index for?\n", `:8 ["] the quotation mark that opens here is never closed`},
		{"an apostrophe", prompt, "    prompt: 'What isn't it for?'\n", `:8 [prompt: 'What isn't it for?'] the apostrophe ends the text`},
		{"text after quotes", prompt, "    prompt: \"Index\" means what?\n", `:8 [prompt: "Index" means what?] the text goes on after a closing quotation mark`},
		{"a backslash", prompt, "    prompt: \"What is \\d for?\"\n", `:8 [\] a backslash in "…" has a meaning`},
		{"an open bracket", "    prereq: [2]\n", "    prereq: [2\n", `:27 [[] the bracket [ that opens here is never closed; write ] where it ends`},
		{"an open brace", "reference: \"git help add\"}", "reference: \"git help add\"", `:21 [{] the bracket { that opens here is never closed; write } where it ends`},
		{"a bracket at the front", prompt, "    prompt: [What] is it for?\n", `:8 [[] a text must not begin with [; put all of it in quotes: prompt: "[What] is it for?"`},
		{"a backtick at the front", prompt, "    prompt: `git add` does what?\n", ":8 [`] a text must not begin with `; put all of it in quotes: prompt: \"`git add` does what?\""},
		{"an at at the front", prompt, "    prompt: @{u} is what?\n", `:8 [@] a text must not begin with @; put all of it in quotes`},
		{"a sign for folding", prompt, "    prompt: > 3 is what?\n", `:8 [>] a text must not begin with >; put all of it in quotes`},
		{"a star at the front", prompt, "    prompt: *this* is what?\n", `:8 [*] a text must not begin with & or *`},
		{"text out of its field", prompt, "    prompt: What is the index\n    for and why?\n", `:9 [for and why?] this line has no name of a field; if it goes on with the text above, let it begin further right than the name of that text`},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := docsPack(t)
			if !strings.Contains(string(files[day1].Data), c.old) {
				t.Fatalf("%s does not hold %q", day1, c.old)
			}
			edit(files, day1, c.old, c.now)
			errs := errorsOf(t, files)
			if len(errs) != 1 || !strings.HasPrefix(marked(errs[0]), day1+c.want) {
				for _, e := range errs {
					t.Errorf("got  %s", marked(e))
				}
				t.Errorf("want %s", day1+c.want)
			}
		})
	}
}

func TestErrorsMarkTheirPlace(t *testing.T) {
	for _, c := range []struct{ file, old, now, want string }{
		{"areas.yaml", "category: daily, topics: [1],", "category: dayly, topics: [1],", `areas.yaml:4 [dayly] category "dayly" does not exist; allowed is daily; did you mean "daily"?`},
		{day1, "id: d1-undo", "id: D1 undo", day1 + `:22 [D1 undo] id "D1 undo" is not allowed; use lower-case letters, digits and dashes, not a dash first; for example "d1-undo"`},
		{day1, "id: d1-undo", "id: d1-index", day1 + `:22 [d1-index] question id "d1-index" is already used in questions/day-01.yaml:3; choose another, such as "d1-index-2"`},
		{day1, "tolerance: 0,", "tolerance: little,", day1 + `:48 [little] "tolerance" must be a number but is text; write only a number, such as 12 or 0.5`},
		{day1, "    minutes: 2\n", "", day1 + `:3 [- id: d1-index] "minutes" is missing here; add it, such as minutes: 3`},
		{"topics.yaml", "priority: HIGH", "prioritty: HIGH", `topics.yaml:7 [- day: 2] "priority" is missing here; add it, such as priority: HIGH`},
		{"pack.yaml", "version: \"1.0\"", "version: 1.0", `pack.yaml:3 [1.0] "version" must be text but is a number; put it in quotes: version: "1.0"`},
		{"aliases.yaml", "d1-stage:", "d1-undo:", `aliases.yaml:2 [d1-undo] question "d1-undo" is still in the pack`},
	} {
		files := docsPack(t)
		if !strings.Contains(string(files[c.file].Data), c.old) {
			t.Fatalf("%s does not hold %q", c.file, c.old)
		}
		edit(files, c.file, c.old, c.now)
		if errs := errorsOf(t, files); !strings.HasPrefix(marked(errs[0]), c.want) {
			t.Errorf("got  %s\nwant %s", marked(errs[0]), c.want)
		}
	}
}

// TestAnErrorInAQuestionHidesNoOldName: old names are looked at when the names that
// are in use are known, whatever else is wrong with what bears them.
func TestAnErrorInAQuestionHidesNoOldName(t *testing.T) {
	files := docsPack(t)
	edit(files, day1, "difficulty: 1", "difficulty: 9")
	edit(files, "aliases.yaml", "d1-stage: d1-index", "d1-stage: d1-indes")
	if errs := errorsOf(t, files); len(errs) != 2 || errs[0].File != "aliases.yaml" {
		t.Errorf("got %v", errs)
	}
	edit(files, day1, "- id: d1-index", "- id: d1_index")
	if errs := errorsOf(t, files); len(errs) != 2 || errs[0].File != day1 {
		t.Errorf("with an id that is not known: %v", errs)
	}
}

func TestPlaces(t *testing.T) {
	r, err := Read(docsPack(t), ".")
	if err != nil || r.Pack == nil {
		t.Fatal(err, r.Errors)
	}
	at := func(p Place) string { return marked(Error{Place: p}) }
	for _, c := range []struct {
		got  Place
		want string
	}{
		{r.Places.Question("d1-index", "prompt", "What is the index for?"), day1 + ":8 [What is the index for?] "},
		{r.Places.Question("d1-index", "answer", "You choose with git add what\ngoes in"), day1 + ":16 [You choose with git add what] "},
		{r.Places.Question("d1-index", "variants[0]", "WHY DOES GIT"), day1 + ":10 [Why does Git] "},
		{r.Places.Question("d1-undo", "options[1].text", ""), day1 + ":36 [git checkout] "},
		{r.Places.Question("d1-undo", "options[7].text", "git checkout"), day1 + ":32 [options] "},
		{r.Places.Question("d1-objects", "numeric.value", ""), day1 + ":48 [3] "},
		{r.Places.Question("d1-undo", "variants", ""), day1 + ":22 [- id: d1-undo] "},
		{r.Places.Topic(2, "name", ""), "topics.yaml:8 [Reading the history] "},
		{r.Places.Area("history", "id", ""), "areas.yaml:5 [history] "},
		{r.Places.Question("nobody", "prompt", ""), ":0 [] "},
	} {
		if got := at(c.got); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
	if !r.Places.Written("d1-objects", "numeric.tolerance") || r.Places.Written("d1-index", "numeric.tolerance") {
		t.Error("what was written is not known")
	}
	var none *Places
	if none.Question("d1-index", "prompt", "") != (Place{}) || none.Written("d1-index", "prompt") {
		t.Error("no places know a place")
	}
}

// TestAPackThatLostItsFirstFile is told so and not passed over.
func TestAPackThatLostItsFirstFile(t *testing.T) {
	files := fstest.MapFS{}
	for name, f := range docsPack(t) {
		files["good/"+name] = f
		if name != "pack.yaml" {
			files["lost/"+name] = f
		}
	}
	all, err := readAll(files, ".")
	if err != nil || len(all) != 2 || all[0].Pack == nil || len(all[1].Errors) != 1 || !strings.HasPrefix(all[1].Errors[0].Error(), "pack.yaml:1: the file is missing") {
		t.Errorf("read %+v, %v", all, err)
	}
}
