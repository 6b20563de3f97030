package importer

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"studybot/bot/study"
	"studybot/content/source/gather"
)

// world is a course on the disk of somebody, and the pack that was made of it.
type world struct {
	t     testing.TB
	pack  string
	files map[string]string
}

func newWorld(t testing.TB, dir string) *world {
	w := &world{t: t, pack: filepath.Join(dir, "pack"), files: map[string]string{
		"day-1.md": "# Day 1 Quiz: Logs\n" + ask("What does a log keep of each event?", "its order and its time") + ask("Who reads a log at night?", "the person on call"),
		"day-2.md": "# Day 2 Quiz: Queues\n" + ask("When is a queue full?", "when its bound is reached") + ask("What happens to a message without a reader?", "it waits"),
	}}
	return w
}

func (w *world) given() gather.All {
	var order []string
	for name := range w.files {
		order = append(order, name)
	}
	slices.Sort(order)
	return files(w.files, order...)
}

// again imports the course into the pack.
func (w *world) again() *Result {
	w.t.Helper()
	old, err := Open(w.pack)
	if err != nil {
		w.t.Fatal(err)
	}
	r := mustImport(w.t, w.given(), old)
	save(w.t, r, w.pack)
	return r
}

func (w *world) edit(name, old, now string) {
	w.t.Helper()
	if !strings.Contains(w.files[name], old) {
		w.t.Fatalf("%s does not hold %q", name, old)
	}
	w.files[name] = strings.ReplaceAll(w.files[name], old, now)
}

// byHand edits a file of the pack.
func (w *world) byHand(name, old, now string) {
	w.t.Helper()
	whole := filepath.Join(w.pack, filepath.FromSlash(name))
	data, err := os.ReadFile(whole)
	if err != nil || !strings.Contains(string(data), old) {
		w.t.Fatalf("%s does not hold %q: %v\n%s", name, old, err, data)
	}
	if err := os.WriteFile(whole, []byte(strings.Replace(string(data), old, now, 1)), 0o644); err != nil {
		w.t.Fatal(err)
	}
}

// TestStories tells what an import into an existing pack does. After each, the same
// files change nothing.
func TestStories(t *testing.T) {
	tests := []struct {
		name  string
		story func(w *world)
		want  []string // "kind: beginning of the prompt or topic"
		then  string   // of the question that begins "What does a log": "day status prompt"
		text  string   // part of a change's text
	}{
		{"nothing happened", func(*world) {}, nil, "1 active What does a log keep of each event?", ""},
		{
			"a word was edited", func(w *world) { w.edit("day-1.md", "keep of each event", "keep of every event") },
			[]string{"edited: What does a log keep of every"},
			"1 active What does a log keep of every event?", "It was: What does a log keep of each event?",
		},
		{"only the key changed", func(w *world) {
			w.edit("day-1.md", "b) its order and its time\n- c) none of it\n\n**Answer: b**", "b) its order and its time\n- c) none of it\n\n**Answer: c**")
		}, []string{"edited: What does a log"}, "1 active What does a log keep of each event?", "key or explanation changed"},
		{
			"a file was renamed", func(w *world) { w.files["day-1-logs.md"] = w.files["day-1.md"]; delete(w.files, "day-1.md") },
			[]string{"edited: 2 questions with another file"},
			"1 active What does a log keep of each event?", "",
		},
		{"the days were swapped", func(w *world) {
			w.files["day-1.md"], w.files["day-2.md"] = strings.Replace(w.files["day-2.md"], "Day 2", "Day 1", 1), strings.Replace(w.files["day-1.md"], "Day 1", "Day 2", 1)
		}, []string{"edited: day 1: Queues", "edited: day 2: Logs", "edited: 4 questions with another", "moved: When is", "moved: What happens", "moved: What does", "moved: Who reads"}, "2 active What does a log keep of each event?", "From day 1 to day 2."},
		{"a question is gone", func(w *world) {
			w.edit("day-1.md", ask("What does a log keep of each event?", "its order and its time"), "")
		}, []string{"retired: What does a log"}, "1 retired What does a log keep of each event?", "ratings stay"},
		{"a file is gone", func(w *world) { delete(w.files, "day-2.md") }, []string{"retired: What happens", "retired: When is"}, "1 active What does a log keep of each event?", ""},
		{"a question is gone and comes back", func(w *world) {
			all := w.files["day-1.md"]
			w.edit("day-1.md", ask("What does a log keep of each event?", "its order and its time"), "")
			w.again()
			w.files["day-1.md"] = all
		}, []string{"back: What does a log"}, "1 active What does a log keep of each event?", ""},
		{"new ones", func(w *world) {
			w.files["day-3.md"] = "# Day 3: Locks\n" + ask("Who holds a lock?", "one")
			w.files["day-1.md"] += ask("Where does an old log go?", "into an archive")
		}, []string{"new: day 3: Locks", "new: Where does", "new: Who holds"}, "1 active What does a log keep of each event?", ""},
		{
			"an owner edited", func(w *world) { w.byHand("questions/day-01.yaml", "keep of each event?", "keep, in your words?") },
			[]string{"kept: What does a log"},
			"1 active What does a log keep, in your words?", "edited by hand",
		},
		{"an owner and the source edited", func(w *world) {
			w.byHand("questions/day-01.yaml", "keep of each event?", "keep, in your words?")
			w.edit("day-1.md", "its order and its time", "its order")
		}, []string{"look at: What does a log"}, "1 active What does a log keep, in your words?", "* its order"},
		{
			"an owner mended nothing but the area of a day", func(w *world) { w.byHand("topics.yaml", "name: Logs", "name: Logs and more") }, nil,
			"1 active What does a log keep of each event?", "",
		},
		{"an owner named a day, and the source another", func(w *world) {
			w.byHand("topics.yaml", "name: Logs", "name: Logs and more")
			w.edit("day-1.md", "Quiz: Logs", "Quiz: Journals")
		}, []string{"edited: 2 questions with another", "kept: day 1: Logs and more"}, "1 active What does a log keep of each event?", `"Journals"`},
		{"an owner retired it", func(w *world) {
			w.byHand("questions/day-01.yaml", "    format: mc\n", "    format: mc\n    status: retired\n")
		}, []string{"kept: What does a log"}, "1 retired What does a log keep of each event?", ""},
		{"the key of a draft was found", func(w *world) {
			w.edit("day-1.md", "b) its order and its time\n- c) none of it\n\n**Answer: b**", "b) its order and its time\n- c) none of it\n")
			w.again()
			w.edit("day-1.md", "b) its order and its time\n- c) none of it\n", "b) its order and its time\n- c) none of it\n\n**Answer: b**")
		}, []string{"edited: What does a log"}, "1 active What does a log keep of each event?", "It was a draft"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t, t.TempDir())
			first := w.again().Pack
			test.story(w)
			r := w.again()
			var got []string
			texts := ""
			for _, c := range r.Report.Changes {
				_, what, _ := strings.Cut(c.What, ": ")
				if strings.HasPrefix(c.What, "day ") || what == "" {
					what = c.What
				}
				got = append(got, c.Kind+": "+what)
				texts += c.Text + "\n"
			}
			ok := len(got) == len(test.want)
			for i := range min(len(got), len(test.want)) {
				ok = ok && strings.HasPrefix(got[i], test.want[i])
			}
			if !ok || !strings.Contains(texts, test.text) {
				t.Errorf("changes\n%s\n%s\nwant\n%s", strings.Join(got, "\n"), texts, strings.Join(test.want, "\n"))
			}
			id := first.Questions[0].ID
			q, _ := r.Pack.Question(id)
			if is := fmt.Sprint(q.Topic, " ", q.Status, " ", q.Prompt); is != test.then {
				t.Errorf("%s is %q, want %q", id, is, test.then)
			}
			for _, q := range first.Questions {
				if _, there := r.Pack.Question(q.ID); !there {
					t.Errorf("%s is lost: %s", q.ID, q.Prompt)
				}
			}
			if again := w.again(); !again.Report.Same && test.name != "an owner edited" {
				t.Errorf("the same files change the pack again: %+v", again.Report.Changes)
			}
		})
	}
}

func TestAFileAloneRetiresNothingElse(t *testing.T) {
	w := newWorld(t, t.TempDir())
	w.again()
	old, err := Open(w.pack)
	if err != nil {
		t.Fatal(err)
	}
	alone := files(map[string]string{"day-2.md": "# Day 2 Quiz: Queues\n" + ask("When is a queue full?", "when its bound is reached")}, "day-2.md")
	alone.Folders = nil
	r := mustImport(t, alone, old)
	if len(r.Report.Changes) != 1 || r.Report.Changes[0].Kind != retired || r.Report.Questions != 4 {
		t.Errorf("changes %+v", r.Report.Changes)
	}
	// What could not be read, or was left out, retires nothing either.
	broken := w.given()
	broken.Files[0].Data = []byte("a\x00\x00b")
	broken.LeftOut = []gather.LeftOut{{Name: "course/day-2.md"}}
	broken.Files = broken.Files[:1]
	broken.Files = append(broken.Files, files(map[string]string{"day-3.md": quizText("three")}, "day-3.md").Files...)
	r = mustImport(t, broken, old)
	for _, c := range r.Report.Changes {
		if c.Kind == retired {
			t.Errorf("retired: %+v", c)
		}
	}
}

func TestOwnersFilesStay(t *testing.T) {
	w := newWorld(t, t.TempDir())
	w.again()
	w.byHand("topics.yaml", "topics:", "# ours\ntopics:")
	if err := os.WriteFile(filepath.Join(w.pack, "README.md"), []byte("ours"), 0o644); err != nil {
		t.Fatal(err)
	}
	if !w.again().Report.Same {
		t.Error("a comment is a change")
	}
	w.byHand("questions/day-02.yaml", "topic: 2", "topic: 2 # ours")
	w.edit("day-1.md", "keep of each event", "keep of every event")
	r := w.again()
	for name, part := range map[string]string{"topics.yaml": "# ours", "README.md": "ours", "questions/day-02.yaml": "# ours", "questions/day-01.yaml": "every event"} {
		if data, err := os.ReadFile(filepath.Join(w.pack, filepath.FromSlash(name))); err != nil || !strings.Contains(string(data), part) {
			t.Errorf("%s lost %q: %v\n%s", name, part, err, data)
		}
	}
	if len(r.Report.Notes) != 0 {
		t.Errorf("notes %v", r.Report.Notes)
	}
	w.edit("day-2.md", "When is a queue full", "When is any queue full")
	if r = w.again(); len(r.Report.Notes) != 1 || !strings.Contains(r.Report.Notes[0].Text, "written anew") {
		t.Errorf("a comment was lost without a word: %v", r.Report.Notes)
	}
}

func TestWhatFailsLeavesTheOldPack(t *testing.T) {
	w := newWorld(t, t.TempDir())
	w.again()
	before := snapshot(t, w.pack)
	w.edit("day-1.md", "keep of each event", "keep of every event")
	old, err := Open(w.pack)
	if err != nil {
		t.Fatal(err)
	}
	r := mustImport(t, w.given(), old) // a dry run ends here
	if got := snapshot(t, w.pack); got != before {
		t.Errorf("a dry run changed the pack:\n%s", got)
	}
	if err := os.Symlink("nowhere", filepath.Join(w.pack, "link")); err != nil {
		t.Fatal(err)
	}
	if err := r.Save(w.pack); err == nil {
		t.Error("a link in the pack was lost without a word")
	}
	if err := os.Remove(filepath.Join(w.pack, "link")); err != nil {
		t.Fatal(err)
	}
	if got := snapshot(t, w.pack); got != before {
		t.Errorf("what failed changed the pack:\n%s", got)
	}
	if left, _ := os.ReadDir(filepath.Dir(w.pack)); len(left) != 1 {
		t.Errorf("what failed left %v", left)
	}
}

// snapshot is all that a folder holds.
func snapshot(t testing.TB, dir string) string {
	t.Helper()
	s := ""
	err := filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		s += name + "\n" + string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAnImportThatWasCutOff(t *testing.T) {
	w := newWorld(t, t.TempDir())
	w.again()
	aside := filepath.Join(filepath.Dir(w.pack), ".pack-new-123-old")
	if err := os.Rename(w.pack, aside); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(w.pack); err == nil || !strings.Contains(err.Error(), aside) {
		t.Errorf("the pack that was put aside is not spoken of: %v", err)
	}
	if err := os.Rename(aside, w.pack); err != nil {
		t.Fatal(err)
	}
	if !w.again().Report.Same {
		t.Error("the pack that was put aside is not the one that was written")
	}
}

func TestBrokenSidecars(t *testing.T) {
	for text, want := range map[string]string{"{": "is broken", `{"format": 9}`: "another version", `{"format":1,"questions":[{"id":"x","source":"course/day-1.md"}]}`: ""} {
		w := newWorld(t, t.TempDir())
		w.again()
		if err := os.WriteFile(filepath.Join(w.pack, sideFile), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := Open(w.pack)
		if want == "" && err == nil {
			w.again()
			continue
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// TestIDsSurvive edits, moves, deletes and adds questions at random between two
// imports: those untouched or moved keep their ids, and none is lost.
func TestIDsSurvive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type question struct{ prompt, right string }
		made := 0
		words := rapid.SliceOfN(rapid.StringMatching(`[a-z]{4,9}`), 4, 8)
		fresh := func() question {
			made++
			return question{fmt.Sprintf("%s number %d?", strings.Join(words.Draw(t, "words"), " "), made), "right " + words.Draw(t, "right")[0]}
		}
		days := map[int][]question{}
		count := rapid.IntRange(1, 3).Draw(t, "days")
		for day := 1; day <= count; day++ {
			for range rapid.IntRange(1, 3).Draw(t, "questions") {
				days[day] = append(days[day], fresh())
			}
		}
		given := func() gather.All {
			text := map[string]string{}
			var order []string
			for day := 1; day <= count; day++ {
				name := fmt.Sprintf("day-%d.md", day)
				s := fmt.Sprintf("# Day %d Quiz: Part %d\n", day, day)
				for _, q := range days[day] {
					s += ask(q.prompt, q.right)
				}
				text[name], order = s, append(order, name)
			}
			return files(text, order...)
		}
		old := asIs(must(t, given(), nil))
		ids := map[string]string{}
		for _, q := range old.pack.Questions {
			ids[q.Prompt] = q.ID
		}
		whole := map[string]bool{} // untouched or moved
		for p := range ids {
			whole[p] = true
		}
		for range rapid.IntRange(1, 6).Draw(t, "steps") {
			day := rapid.IntRange(1, count).Draw(t, "day")
			if len(days[day]) == 0 {
				continue
			}
			i := rapid.IntRange(0, len(days[day])-1).Draw(t, "which")
			q := days[day][i]
			switch rapid.SampledFrom([]string{"edit", "move", "delete", "add"}).Draw(t, "step") {
			case "edit":
				delete(whole, q.prompt)
				days[day][i].prompt = "So: " + q.prompt
			case "move":
				to := rapid.IntRange(1, count).Draw(t, "to")
				days[day] = slices.Delete(slices.Clone(days[day]), i, i+1)
				days[to] = append(days[to], q)
			case "delete":
				delete(whole, q.prompt)
				days[day] = slices.Delete(slices.Clone(days[day]), i, i+1)
			case "add":
				days[day] = slices.Insert(slices.Clone(days[day]), i, fresh())
			}
		}
		left := 0
		for _, all := range days {
			left += len(all)
		}
		if left == 0 {
			return
		}
		r := must(t, given(), old)
		for prompt, id := range ids {
			q, there := r.Pack.Question(id)
			if !there {
				t.Fatalf("%s is lost: %s", id, prompt)
			}
			if whole[prompt] && (q.Prompt != prompt || q.Status != study.Active) {
				t.Fatalf("%s was %q and is %q, %s", id, prompt, q.Prompt, q.Status)
			}
		}
		for day, all := range days {
			for _, q := range all {
				if !slices.ContainsFunc(r.Pack.Questions, func(p study.Question) bool {
					return p.Prompt == q.prompt && p.Topic == day && p.Status == study.Active
				}) {
					t.Fatalf("%q of day %d is not in the pack", q.prompt, day)
				}
			}
		}
		if again := must(t, given(), asIs(r)); !again.Report.Same {
			t.Fatalf("the same files change the pack: %+v", again.Report.Changes)
		}
	})
}

func must(t *rapid.T, in gather.All, old *Existing) *Result {
	r, err := Import(in, old, Settings{Version: today})
	if err != nil {
		t.Fatalf("import: %v", err)
	}
	return r
}

// asIs is what Open would find after Save.
func asIs(r *Result) *Existing {
	e := &Existing{pack: r.Pack, files: filesOf(&r.bare), dir: "pack"}
	for _, f := range r.extra {
		e.files[f.Path] = f.Data
	}
	if err := json.Unmarshal(e.files[sideFile], &e.side); err != nil {
		panic(err)
	}
	return e
}
