package example_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"studybot/bot/study"
	"studybot/content"
	"studybot/content/example"
)

func TestTheExampleIsAPack(t *testing.T) {
	schemas, err := content.Schemas()
	if err != nil {
		t.Fatal(err)
	}
	for folder, id := range map[string]string{"My Team's Pack!": "my-team-s-pack", "sql": "sql", "日本": "example", strings.Repeat("long-", 9): "long-long-long-long-long"} {
		dir := filepath.Join(t.TempDir(), folder)
		if err := example.Write(dir, schemas); err != nil {
			t.Fatal(err)
		}
		packs, err := content.LoadFolder(dir)
		if err != nil {
			t.Fatal(err)
		}
		p := packs[0]
		if p.ID != id || len(p.Questions) != 7 || len(p.Areas) != 2 || len(p.Levels) != 5 {
			t.Errorf("%q is %s with %d questions, %d areas, %d levels", folder, p.ID, len(p.Questions), len(p.Areas), len(p.Levels))
		}
		formats := map[study.Format]bool{}
		for _, q := range p.Questions {
			formats[q.Format] = true
		}
		if len(formats) != 4 {
			t.Errorf("formats: %v", formats)
		}
		// Every schema that a file names is there.
		for _, name := range []string{"pack.yaml", "topics.yaml", "areas.yaml", "questions/day-01.yaml", "questions/day-02.yaml"} {
			data, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			first, _, _ := strings.Cut(string(data), "\n")
			schema := strings.TrimPrefix(first, "# yaml-language-server: $schema=")
			if _, err := os.Stat(filepath.Join(dir, filepath.Dir(name), schema)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := example.Write(dir, schemas); err == nil || !strings.Contains(err.Error(), "is not empty") {
			t.Errorf("written over: %v", err)
		}
	}
}
