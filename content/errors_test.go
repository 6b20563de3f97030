package content

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"studybot/bot/study"
)

// broken is one way to break the example pack: in file, old becomes now.
type broken struct {
	name, file, old, now string
	// want are "file:line: text" beginnings of all errors, in order; the part of
	// the text after the beginning is free.
	want []string
}

const day1 = "questions/day-01.yaml"

func brokenPacks() []broken {
	return []broken{
		{"unknown field", "topics.yaml", "    project: true", "    projekt: true", []string{`topics.yaml:10: unknown field "projekt"; allowed are day, name, priority, concepts, skills, project, prereq; did you mean "project"?`}},
		{"unknown field at the top", "scale.yaml", "scale:", "color: red\nscale:", []string{`scale.yaml:1: unknown field "color"; allowed are scale`}},
		{"field twice", "pack.yaml", "version:", "name: Other\nversion:", []string{`pack.yaml:3: "name" is written twice, first in line 2; keep one`}},
		{"number for text", "pack.yaml", `version: "1.0"`, "version: 1.0", []string{`pack.yaml:3: "version" must be text but is a number; put it in quotes`}},
		{"text for number", day1, "difficulty: 1", "difficulty: easy", []string{day1 + `:5: "difficulty" must be a whole number but is text; allowed are 1 to 3`}},
		{"text for flag", "topics.yaml", "project: true", "project: maybe", []string{`topics.yaml:10: "project" must be true or false but is text`}},
		{"text for list", "topics.yaml", "[small commits]", "small commits", []string{`topics.yaml:6: "skills" must be a list but is text`}},
		{"text for fields", "areas.yaml", "  - {id: daily, name: Daily work}", "  - daily", []string{`areas.yaml:2: "categories[0]" must be a group of fields but is text; the fields are id, name`, `areas.yaml:4: category "daily" does not exist; none is defined yet`, `areas.yaml:5: category "daily" does not exist`}},
		{"list for the file", "scale.yaml", "scale:\n", "", []string{`scale.yaml:1: the file must be a group of fields but is a list; the fields are scale`}},
		{"missing field", "pack.yaml", "summary: Two days of Git, for people who have never used it.\n", "", []string{`pack.yaml:1: "summary" is missing here; add it`}},
		{"missing field in a list", day1, "    difficulty: 1\n", "", []string{day1 + `:3: "difficulty" is missing here; add it`}},
		{"empty text", "pack.yaml", "name: Git Basics", "name:", []string{`pack.yaml:2: "name" is empty; write its text or leave the field out`}},
		{"blank text", "pack.yaml", "name: Git Basics", `name: "  "`, []string{`pack.yaml:2: "name" is empty`}},
		{"long name", "areas.yaml", "name: Finding out what happened", "name: " + strings.Repeat("x", 76), []string{`areas.yaml:5: "name" has 76 characters; at most 75 are allowed, shorten it`}},
		{"control character", "pack.yaml", "name: Git Basics", `name: "Git\u0007"`, []string{`pack.yaml:2: "name" holds the control character U+0007; remove it`}},
		{"pack id", "pack.yaml", "id: git-basics", "id: Git Basics", []string{`pack.yaml:1: id "Git Basics" is not allowed; use lower-case letters, digits and dashes`}},
		{"long pack id", "pack.yaml", "id: git-basics", "id: " + strings.Repeat("g", 25), []string{`pack.yaml:1: id "ggggggggggggggggggggggggg" has 25 bytes; at most 24 are allowed`}},
		{"question id", day1, "id: d1-index", "id: d1/index", []string{day1 + `:3: id "d1/index" is not allowed`}},
		{"long question id", day1, "id: d1-index", "id: " + strings.Repeat("d", 33), []string{day1 + `:3: id`}},
		{"question id twice", day1, "id: d1-undo", "id: d1-index", []string{day1 + `:22: question id "d1-index" is already used in questions/day-01.yaml:3; choose another`}},
		{"priority", "topics.yaml", "priority: HIGH", "priority: HIHG", []string{`topics.yaml:9: priority "HIHG" does not exist; allowed are CRITICAL, HIGH, MEDIUM; did you mean "HIGH"?`}},
		{"format", day1, "format: numeric", "format: number", []string{day1 + `:42: format "number" does not exist; allowed are open, scenario, mc, numeric`}},
		{"status", day1, "status: active", "status: on", []string{day1 + `:38: status "on" does not exist; allowed are active, draft, retired`}},
		{"difficulty", day1, "difficulty: 3", "difficulty: 4", []string{day1 + `:41: "difficulty" is 4; allowed are 1 to 3`}},
		{"day twice", "topics.yaml", "day: 2", "day: 1", []string{`areas.yaml:5: topic 2 does not exist; allowed is 1`, `levels.yaml:26: topic 2 does not exist`, day1 + `:27: topic 2 does not exist`, `themes.yaml:3: topic 2`, `topics.yaml:7: day 1 is there twice`}},
		{"days not sorted", "topics.yaml", "day: 1", "day: 3", []string{`areas.yaml:4: topic 1`, `areas.yaml:5: topic 1`, `levels.yaml:25: topic 1`, day1 + `:1: topic 1`, `themes.yaml:3: topic 1`, `topics.yaml:7: day 2 comes after day 3; sort the topics by day`, `topics.yaml:11: topic 1 does not exist; allowed are 2, 3`}},
		{"own prerequisite", "topics.yaml", "prereq: [1]", "prereq: [2]", []string{`topics.yaml:11: day 2 names itself as a prerequisite; remove it`}},
		{"circle", "topics.yaml", "skills: [small commits]", "prereq: [2]", []string{`topics.yaml:11: the prerequisites go in a circle: 1 needs 2 needs 1; remove one step`}},
		{"prerequisite twice", "topics.yaml", "prereq: [1]", "prereq: [1, 1]", []string{`topics.yaml:11: day 1 is there twice; keep one`}},
		{"area id twice", "areas.yaml", "{id: history", "{id: staging", []string{`areas.yaml:5: area id "staging" is already used in areas.yaml:4`, `levels.yaml:12: area "history" does not exist; allowed is staging`, day1 + `:23: area "history"`}},
		{"category", "areas.yaml", "category: daily, topics: [1]", "category: weekly, topics: [1]", []string{`areas.yaml:4: category "weekly" does not exist; allowed is daily`}},
		{"category without areas", "areas.yaml", "areas:", "  - {id: empty, name: Empty}\nareas:", []string{`areas.yaml:3: category "empty" has no area; give it one or remove it`}},
		{"topic of an area", "areas.yaml", "topics: [2, 1]", "topics: [2, 7]", []string{`areas.yaml:5: topic 7 does not exist; allowed are 1, 2`}},
		{"area of a week", "levels.yaml", "areas: [history]", "areas: [histroy]", []string{`levels.yaml:12: area "histroy" does not exist; allowed are staging, history; did you mean "history"?`}},
		{"gap between levels", "levels.yaml", "max: 6", "max: 5", []string{`levels.yaml:17: no level holds 6 to 6; set max to 6`}},
		{"levels overlap", "levels.yaml", "max: 6", "max: 8", []string{`levels.yaml:17: levels "Beginner" and "Confident" both hold 7; set max to 6`}},
		{"best level too low", "levels.yaml", "max: 10", "max: 9", []string{`levels.yaml:4: the best level ends at 9; with 2 areas rated 5 it must end at 10`}},
		{"last level too high", "levels.yaml", "min: 2", "min: 3", []string{`levels.yaml:16: the last level starts at 3; with 2 areas rated 1 it must start at 2`}},
		{"level upside down", "levels.yaml", "min: 7", "min: 11", []string{`levels.yaml:3: level "Confident" starts at 11, after its end 10; swap min and max`}},
		{"worst level first", "levels.yaml", "min: 7\n    max: 10", "min: 0\n    max: 1", []string{`levels.yaml:16: level "Beginner" is better than "Confident" before it; list the best level first`}},
		{"level name twice", "levels.yaml", "name: Beginner", "name: Confident", []string{`levels.yaml:15: level name "Confident" is already used in levels.yaml:2`}},
		{"no weeks", "levels.yaml", "      weeks:\n        - {theme: Clean up an old repository, areas: [history]}", "      weeks: []", []string{`levels.yaml:11: "weeks" has 0 entries; allowed are 1 to 12`}},
		{"too many weeks", "levels.yaml", "        - {theme: Clean up an old repository, areas: [history]}\n", strings.Repeat("        - {theme: Clean up}\n", 13), []string{`levels.yaml:11: "weeks" has 13 entries; allowed are 1 to 12`}},
		{"scale of four", "scale.yaml", "  - {value: 1, label: blank, text: Nothing came to mind.}\n", "", []string{`scale.yaml:1: "scale" has 4 entries; exactly 5 are needed`}},
		{"scale out of order", "scale.yaml", "value: 2", "value: 3", []string{`scale.yaml:3: the value here must be 2, not 3; the scale is 1, 2, 3, 4, 5 in this order`}},
		{"scale out of range", "scale.yaml", "value: 5", "value: 6", []string{`scale.yaml:6: "value" is 6; allowed are 1 to 5`}},
		{"no correct option", day1, "        correct: true\n", "", []string{day1 + `:32: no option is correct; write correct: true under the text of the right one`}},
		{"two correct options", day1, "      - text: git checkout", "      - text: git checkout\n        correct: true", []string{day1 + `:37: 2 options are correct, but only one may be; remove correct: true from the others`}},
		{"one option", day1, "      - text: git checkout\n        why: It would overwrite the file in the working tree.\n", "", []string{day1 + `:32: "options" has 1 entry; allowed are 2 to 8`}},
		{"nine options", day1, "      - text: git checkout\n", ninthOption(), []string{day1 + `:32: "options" has 9 entries; allowed are 2 to 8`}},
		{"option twice", day1, "- text: git checkout", "- text: git restore --staged", []string{day1 + `:36: the text of an option "git restore --staged" is already used in questions/day-01.yaml:33`}},
		{"mc without options", day1, "format: open", "format: mc", []string{day1 + `:3: "options" is missing here; add it`}},
		{"options without mc", day1, "format: mc", "format: open", []string{day1 + `:32: options belong to the format mc; remove them or set format: mc`}},
		{"numeric without key", day1, "format: open", "format: numeric", []string{day1 + `:3: "numeric" is missing here; add it`}},
		{"key without numeric", day1, "format: numeric", "format: scenario", []string{day1 + `:48: numeric belongs to the format numeric`}},
		{"key without value", day1, "{value: 3, ", "{", []string{day1 + `:48: "value" is missing here; add it`}},
		{"endless value", day1, "value: 3", "value: .inf", []string{day1 + `:48: "value" must be a finite number`}},
		{"value of text", day1, "value: 3", "value: three", []string{day1 + `:48: "value" must be a number but is text`}},
		{"negative tolerance", day1, "tolerance: 0", "tolerance: -1", []string{day1 + `:48: "tolerance" is -1; allowed are 0 and more`}},
		{"active without answer", day1, "    answer: >-\n      The index holds the content of the next commit. You choose with git add what\n      goes in, so one commit can take some of your changes and leave the others.\n", "", []string{day1 + `:3: "answer" is missing here; add it`}},
		{"active without key points", day1, "    key_points:\n      - text: It holds what the next commit will contain.\n        essential: true\n      - text: So a commit can take some changes and leave others.\n", "", []string{day1 + `:3: "key_points" is missing here; add it`}},
		{"misconception without why", day1, "        why: It only copies the content to the index; a later change must be added again.\n", "", []string{day1 + `:19: "why" is missing here; add it`}},
		{"topic of the questions", day1, "topic: 1", "topic: 9", []string{day1 + `:1: topic 9 does not exist; allowed are 1, 2`}},
		{"module upside down", "pack.yaml", "from: 1, to: 2", "from: 2, to: 1", []string{`pack.yaml:11: the module ends on day 1, before its first day 2; swap from and to`}},
		{"modules overlap", "pack.yaml", "from: 1, to: 2}", "from: 1, to: 2}\n  - {name: More, from: 2, to: 3}", []string{`pack.yaml:12: the module starts on day 2, but the one before ends on day 2`}},
		{"checklist of a theme", "themes.yaml", "checklist: hands-on", "checklist: hand-on", []string{`themes.yaml:10: checklist "hand-on" does not exist; allowed is hands-on; did you mean "hands-on"?`}},
		{"group of a theme", "themes.yaml", "group: first-repository", "group: second", []string{`themes.yaml:11: checklist "hands-on" has no group "second"; allowed is first-repository`}},
		{"group without checklist", "themes.yaml", "    checklist: hands-on\n", "", []string{`themes.yaml:10: a group needs its checklist; add the field checklist`}},
		{"item without id", "checklists.yaml", "{id: undo, ", "{", []string{`checklists.yaml:10: "id" is missing here; add it`}},
		{"item id twice", "checklists.yaml", "{id: undo, ", "{id: make, ", []string{`checklists.yaml:10: item id "make" is already used in checklists.yaml:9`}},
		{"address", "resources.yaml", "https://git-scm.com/book", "git-scm.com/book", []string{`resources.yaml:4: "git-scm.com/book" is not a web address; write https://… or leave the field out`}},
		{"recognition without text", "recognition.yaml", "  text: You have done everything here. Well done!\n", "", []string{`recognition.yaml:1: "text" is missing here; add it`}},
		{"prerequisite of a question", day1, "prereq: [2]", "prereq: [3]", []string{day1 + `:27: topic 3 does not exist; allowed are 1, 2 (the days in topics.yaml)`}},
		{"six wordings", day1, "    variants:\n", "    variants:\n" + strings.Repeat("      - Again?\n", 5), []string{day1 + `:9: "variants" has 6 entries; allowed are 1 to 5`}},
		{"old name of nothing", "aliases.yaml", "d1-stage: d1-index", "d1-stage: d1-indes", []string{`aliases.yaml:2: question "d1-stage" stands for "d1-indes", which does not exist; allowed are d1-index, d1-undo, d1-objects; did you mean "d1-index"?`}},
		{"old name in use", "aliases.yaml", "d1-stage: d1-index", "d1-undo: d1-index", []string{`aliases.yaml:2: question "d1-undo" is still in the pack, so it cannot stand for another; remove this line or rename the question`}},
		{"old names in a circle", "aliases.yaml", "  d1-stage: d1-index", "  d1-a: d1-b\n  d1-b: d1-c\n  d1-c: d1-a", []string{`aliases.yaml:4: the old names go in a circle: d1-a stands for d1-b stands for d1-c stands for d1-a; remove one line`}},
		{"old name of itself", "aliases.yaml", "  3: 2", "  3: 3", []string{`aliases.yaml:7: the old names go in a circle: 3 stands for 3; remove one line`}},
		{"old name with the key of a question", "aliases.yaml", "d1-stage: d1-index", "d1-stage: d1-index\n  q1588831069: d1-index", []string{`aliases.yaml:1: old question id "q1588831069" has the same 32-bit key as "`}},
		{"old area of nothing", "aliases.yaml", "[staging, history]", "[staging, past]", []string{`aliases.yaml:4: area "basics" stands for "past", which does not exist; allowed are staging, history`}},
		{"old area in use", "aliases.yaml", "looking-back: history", "staging: history", []string{`aliases.yaml:5: area "staging" is still in the pack`}},
		{"part twice", "aliases.yaml", "[staging, history]", "[staging, staging]", []string{`aliases.yaml:4: area "staging" is there twice; keep one`}},
		{"old day of nothing", "aliases.yaml", "3: 2", "3: 9", []string{`aliases.yaml:7: topic "3" stands for "9", which does not exist; allowed are 1, 2`}},
		{"old day that is none", "aliases.yaml", "3: 2", "third: 2", []string{`aliases.yaml:7: "third" is no day; allowed are 1 to 9999`}},
		{"old checklist of nothing", "aliases.yaml", "practice: hands-on", "practice: hand-on", []string{`aliases.yaml:9: checklist "practice" stands for "hand-on", which does not exist; allowed is hands-on; did you mean "hands-on"?`}},
		{"old item of nothing", "aliases.yaml", "hands-on/make", "hands-on/build", []string{`aliases.yaml:11: item "hands-on/start" stands for "hands-on/build", which does not exist; allowed are hands-on/make, hands-on/undo`}},
		{"item without its list", "aliases.yaml", ": hands-on/make", ": make", []string{`aliases.yaml:11: "make" is no item of a list; write the list's id, a slash and the item's id`}},
		{"old names as a list", "aliases.yaml", "  d1-stage: d1-index", "  - d1-stage", []string{`aliases.yaml:1: "questions" must be lines of "old: new" but is a list`}},
		{"anchor", "pack.yaml", "name: Git Basics", "name: &a Git Basics", []string{`pack.yaml:2: a text must not begin with & or *`}},
		{"tag", "pack.yaml", "name: Git Basics", "name: !!str Git Basics", []string{`pack.yaml:2: a text must not begin with ! (tags are not allowed)`}},
		{"second document", "recognition.yaml", "recognition:", "a: 1\n---\nrecognition:", []string{`recognition.yaml:3: a second document starts here`}},
		{"not YAML", "pack.yaml", "name: Git Basics", "name: [Git", []string{`pack.yaml:2: the bracket [ that opens here is never closed; write ] where it ends`}},
	}
}

func ninthOption() string {
	var b strings.Builder
	for i := range 8 {
		fmt.Fprintf(&b, "      - text: option %d\n", i)
	}
	return strings.TrimSuffix(b.String(), "\n") + "\n"
}

func TestBrokenPacks(t *testing.T) {
	for _, c := range brokenPacks() {
		t.Run(c.name, func(t *testing.T) {
			files := docsPack(t)
			if !strings.Contains(string(files[c.file].Data), c.old) {
				t.Fatalf("%s does not hold %q", c.file, c.old)
			}
			edit(files, c.file, c.old, c.now)
			errs := errorsOf(t, files)
			for i := range max(len(errs), len(c.want)) {
				switch {
				case i >= len(errs):
					t.Errorf("missing: %s", c.want[i])
				case i >= len(c.want):
					t.Errorf("unexpected: %v", errs[i])
				case !strings.HasPrefix(errs[i].Error(), c.want[i]):
					t.Errorf("got  %v\nwant %s", errs[i], c.want[i])
				}
			}
		})
	}
}

// TestAllErrorsAtOnce breaks every file and wants to hear of each, sorted.
func TestAllErrorsAtOnce(t *testing.T) {
	files := docsPack(t)
	edit(files, "pack.yaml", "id: git-basics", "id: Git")
	edit(files, "topics.yaml", "priority: HIGH", "priority: LOW")
	edit(files, "areas.yaml", "topics: [1]", "topics: [8]")
	edit(files, "levels.yaml", "max: 6", "max: 5")
	edit(files, "scale.yaml", "value: 2", "value: 22")
	edit(files, day1, "difficulty: 3", "difficulty: 33")
	edit(files, day1, "difficulty: 1", "difficulty: 11")
	edit(files, "recognition.yaml", "recognition:", "recognition: [")
	files["area.yaml"] = &fstest.MapFile{Data: []byte("x: 1\n")}
	files["questions/day-02.yml"] = &fstest.MapFile{Data: []byte("topic: 2\n")}
	errs := errorsOf(t, files)
	var got []string
	for _, e := range errs {
		got = append(got, fmt.Sprintf("%s:%d", e.File, e.Line))
	}
	want := []string{"area.yaml:1", "areas.yaml:4", "levels.yaml:17", "pack.yaml:1", day1 + ":5", day1 + ":41", "questions/day-02.yml:1", "recognition.yaml:1", "scale.yaml:3", "topics.yaml:9"}
	if !slices.Equal(got, want) {
		t.Errorf("errors at %v, want %v\n%v", got, want, errs)
	}
	if text := errs.Error(); strings.Count(text, "\n") != len(errs)-1 || !strings.HasPrefix(text, "area.yaml:1: unknown file; allowed are pack.yaml, topics.yaml") {
		t.Errorf("Error() is\n%s", text)
	}
}

// TestBrokenFileHidesNoOther: a file that cannot be read is one error, not one for
// every reference into it.
func TestBrokenFileHidesNoOther(t *testing.T) {
	for _, name := range []string{"topics.yaml", "areas.yaml", "checklists.yaml", "levels.yaml"} {
		files := docsPack(t)
		files[name] = &fstest.MapFile{Data: []byte("a: [\n")}
		if errs := errorsOf(t, files); len(errs) != 1 || errs[0].File != name {
			t.Errorf("broken %s gives\n%v", name, errs)
		}
	}
}

func TestMissingFiles(t *testing.T) {
	for _, name := range []string{"pack.yaml", "topics.yaml"} {
		files := docsPack(t)
		delete(files, name)
		if errs := errorsOf(t, files); len(errs) != 1 || !strings.HasPrefix(errs[0].Error(), name+":1: the file is missing; add it") {
			t.Errorf("without %s:\n%v", name, errs)
		}
	}
	for _, name := range []string{"levels.yaml", "scale.yaml", "themes.yaml", "resources.yaml", "recognition.yaml", "aliases.yaml"} {
		files := docsPack(t)
		delete(files, name)
		if _, err := Load(files, "."); err != nil {
			t.Errorf("without the optional %s:\n%v", name, err)
		}
	}
	files := docsPack(t)
	delete(files, day1)
	if errs := errorsOf(t, files); len(errs) != 1 || errs[0].File != "questions/" {
		t.Errorf("without questions:\n%v", errs)
	}
	if _, err := Load(fstest.MapFS{}, "nowhere"); err == nil {
		t.Error("a folder that does not exist was loaded")
	}
	if _, err := Load(files, "../elsewhere"); err == nil {
		t.Error("a path out of the folder was loaded")
	}
}

func TestDraftsMayBeUnfinished(t *testing.T) {
	files := docsPack(t)
	edit(files, day1, "    answer: \"Git writes 3 objects: a blob, a tree and a commit.\"\n", "    status: draft\n")
	p, err := Load(files, ".")
	if err != nil {
		t.Fatal(err)
	}
	if q, _ := p.Question("d1-objects"); q.Status != study.Draft {
		t.Errorf("status %q", q.Status)
	}
	keyless := docsPack(t)
	edit(keyless, day1, "        correct: true\n", "")
	edit(keyless, day1, "status: active", "status: draft")
	if _, err := Load(keyless, "."); err != nil {
		t.Errorf("a draft whose key nobody knows yet:\n%v", err)
	}
	for i := range p.Questions {
		edit(files, day1, "id: "+p.Questions[i].ID+"\n", "id: "+p.Questions[i].ID+"\n    status: retired\n")
	}
	edit(files, day1, "    status: draft\n", "")
	edit(files, day1, "    status: active\n", "")
	if errs := errorsOf(t, files); len(errs) != 1 || !strings.Contains(errs[0].Text, "no question of the pack is active") {
		t.Errorf("a pack that asks nothing:\n%v", errs)
	}
}

// TestKeyCollision uses two ids that were searched for: FNV-1a gives both one key.
func TestKeyCollision(t *testing.T) {
	const one, other = "hl9rgzo", "xqh3u7o"
	if study.KeyOf(one) != study.KeyOf(other) {
		t.Fatal("the ids of this test no longer collide; search for two others")
	}
	files := docsPack(t)
	edit(files, day1, "d1-index", one)
	edit(files, day1, "d1-undo", other)
	errs := errorsOf(t, files)
	want := fmt.Sprintf("%s:22: question id %q has the same 32-bit key as %q; choose another id", day1, other, one)
	if len(errs) != 1 || errs[0].Error() != want {
		t.Errorf("got %v, want %s", errs, want)
	}
}

func TestErrorsAreBounded(t *testing.T) {
	files := docsPack(t)
	files["recognition.yaml"] = &fstest.MapFile{Data: []byte("recognition: {title: T, text: T}\n" + strings.Repeat("a: 1\n", 5000))}
	if errs := errorsOf(t, files); len(errs) != maxErrors+1 {
		t.Errorf("%d errors, want %d", len(errs), maxErrors+1)
	}
}
