package content

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"studybot/bot/study"
)

// docsPack is the example pack of docs/packs.md: under each heading with a file's
// name stands the file. Where a heading names several, the fields tell which.
func docsPack(t testing.TB) fstest.MapFS {
	t.Helper()
	page, err := os.ReadFile(filepath.Join("..", "docs", "packs.md"))
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{}
	heading := regexp.MustCompile("(?s)\n### ([^\n]*)\n(.*?)```yaml\n(.*?)```")
	for _, m := range heading.FindAllStringSubmatch(string(page), -1) {
		for _, name := range strings.Split(m[1], ", ") {
			field := strings.TrimSuffix(filepath.Base(name), ".yaml")
			if strings.Contains(m[1], ",") && !strings.HasPrefix(m[3], field+":") {
				continue
			}
			files[name] = &fstest.MapFile{Data: []byte(m[3]), Mode: 0o644}
		}
	}
	return files
}

func TestDocumentedExampleIsAWholePack(t *testing.T) {
	files := docsPack(t)
	if len(files) != 11 {
		t.Fatalf("docs/packs.md shows %d files, want 11", len(files))
	}
	p, err := Load(files, ".")
	if err != nil {
		t.Fatalf("the example of docs/packs.md does not load:\n%v", err)
	}
	if p.ID != "git-basics" || len(p.Topics) != 2 || len(p.Areas) != 2 || len(p.Questions) != 3 || len(p.Levels) != 2 {
		t.Errorf("loaded %s with %d topics, %d areas, %d questions, %d levels", p.ID, len(p.Topics), len(p.Areas), len(p.Questions), len(p.Levels))
	}
	q, ok := p.Question("d1-objects")
	if !ok || q.Number == nil || q.Number.Value != 3 || q.Number.Unit != "objects" || q.Format != study.Numeric || q.Topic != 1 {
		t.Errorf("numeric question: %+v", q)
	}
	q, _ = p.Question("d1-undo")
	if len(q.Options) != 2 || !q.Options[0].Correct || q.Options[1].Correct || q.Status != study.Active {
		t.Errorf("multiple choice question: %+v", q)
	}
	q, _ = p.Question("d1-index")
	if want := "The index holds the content of the next commit. You choose with git add what goes in, so one commit can take some of your changes and leave the others."; q.Answer != want {
		t.Errorf("folded text %q, want %q", q.Answer, want)
	}
	if !q.KeyPoints[0].Essential || q.KeyPoints[1].Essential || q.Source.Reference != "git help add" || len(q.Misconceptions) != 1 {
		t.Errorf("open question: %+v", q)
	}
	if a, _ := p.Area("history"); a.Priority != study.High || a.Category != "daily" {
		t.Errorf("area history: %+v", a)
	}
	if th := p.Themes[0]; th.Checklist != "hands-on" || th.Group != "first-repository" || len(th.Questions) != 1 {
		t.Errorf("theme: %+v", th)
	}
	if g := p.Checklists[0].Groups[0]; g.Part != "Alone" || len(g.Items) != 2 || g.Items[1].ID != "undo" {
		t.Errorf("checklist group: %+v", g)
	}
	if it := p.Resources[0].Items[0]; it.By == "" || it.URL != "https://git-scm.com/book" {
		t.Errorf("resource: %+v", it)
	}
	if w := p.Levels[1].Plan.Weeks; len(w) != 2 || w[1].Topics[0] != 2 {
		t.Errorf("plan weeks: %+v", w)
	}
	if q, ok := p.Question("d1-stage"); !ok || q.ID != "d1-index" || len(q.Variants) != 1 {
		t.Errorf("an old id leads to %+v", q)
	}
	if q, ok := p.QuestionByKey(study.KeyOf("d1-stage")); !ok || q.ID != "d1-index" {
		t.Errorf("an old key leads to %+v", q)
	}
	if now := p.Ratings(map[string]int{"basics": 2, "looking-back": 5}); now["staging"] != 2 || now["history"] != 3 {
		t.Errorf("ratings of old areas: %v", now)
	}
	if got := p.Ticks([]study.Tick{{List: "practice", Item: "start"}}); got[0] != (study.Tick{List: "hands-on", Item: "make"}) {
		t.Errorf("an old tick: %v", got)
	}
	if topic, ok := p.Topic(3); !ok || topic.Day != 2 {
		t.Errorf("an old day: %+v", topic)
	}
	if !p.Topics[1].Project || p.Topics[1].Prereq[0] != 1 || p.Modules[0].To != 2 || p.Recognition.Title == "" {
		t.Errorf("topics %+v, modules %+v, recognition %+v", p.Topics, p.Modules, p.Recognition)
	}
}

// edit replaces the first occurrence of old in a file.
func edit(files fstest.MapFS, name, old, replacement string) {
	files[name] = &fstest.MapFile{Data: []byte(strings.Replace(string(files[name].Data), old, replacement, 1)), Mode: 0o644}
}

// errorsOf loads a pack that must be refused.
func errorsOf(t testing.TB, files fs.FS) Errors {
	t.Helper()
	p, err := Load(files, ".")
	errs, ok := err.(Errors)
	if !ok || len(errs) == 0 || p != nil {
		t.Fatalf("Load gave %v, %v; want only Errors", p, err)
	}
	return errs
}
