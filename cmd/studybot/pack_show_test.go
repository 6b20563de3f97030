package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestCommandsOfTheReadme runs each line of README's "Packs of your own", in order,
// in a folder of its own.
func TestCommandsOfTheReadme(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile("(?s)\n## Packs of your own\n.*?```text\n(.*?)```").FindStringSubmatch(string(page))
	if block == nil {
		t.Fatal("README has no commands for packs")
	}
	unset(t)
	t.Chdir(t.TempDir())
	ran := map[string]bool{}
	for _, line := range strings.Split(strings.TrimSpace(block[1]), "\n") {
		line, _, _ = strings.Cut(line, "  ") // then comes what it is for
		words := strings.Fields(line)
		if words[2] == "diff" { // the next version, which the line takes for granted
			if code, out := said(t, "pack", "new", words[4]); code != 0 {
				t.Fatal(out)
			}
		}
		code, out := said(t, words[1:]...)
		if code != 0 || out == "" {
			t.Errorf("%s ends with %d:\n%s", line, code, out)
		}
		ran[words[2]] = true
	}
	for _, name := range []string{"new", "lint", "show", "diff", "export", "schema"} {
		if !ran[name] {
			t.Errorf("README does not show studybot pack %s", name)
		}
	}
}

func TestPackCommands(t *testing.T) {
	unset(t)
	dir := filepath.Join(t.TempDir(), "mine")
	if code, out := said(t, "pack", "new", dir); code != 0 || !strings.Contains(out, "pack lint "+dir) {
		t.Fatalf("new ends with %d: %s", code, out)
	}
	empty := t.TempDir()
	broken := filepath.Join(t.TempDir(), "broken")
	if code, out := said(t, "pack", "new", broken); code != 0 {
		t.Fatal(out)
	}
	if err := os.WriteFile(filepath.Join(broken, "topics.yaml"), []byte("topics: 1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args string
		code int
		want string
	}{
		{"pack new " + dir, 1, "is not empty; name a folder that does not exist yet"},
		{"pack lint " + dir, 0, "mine 0.1: 2 topics, 2 areas, 7 questions.\nNothing to mend.\n"},
		{"pack show " + dir, 0, "SQL Basics (mine 0.1)"},
		{"pack show " + dir + " d1-null-equals", 0, "Essential: The test for a missing value is IS NULL."},
		{"pack show " + dir + " d1-nothing", 1, "has no question \"d1-nothing\""},
		{"pack show nowhere", 1, "neither a folder nor a pack that comes with the program (ml-systems)"},
		{"pack show " + empty, 1, "holds no pack"},
		{"pack show " + broken, 1, "studybot pack lint " + broken},
		{"pack diff " + dir + " " + dir, 0, "Nothing changes for members."},
		{"pack diff ml-systems " + dir, 1, "keep the id"},
		{"pack diff ml-systems nowhere", 1, "neither a folder"},
		{"pack diff nowhere ml-systems", 1, "neither a folder"},
		{"pack export " + dir, 0, `{"id":"d1-null-equals","topic":1,"area":"A1","priority":"CRITICAL",`},
		{"pack export " + dir + " --format csv", 0, "id,day,topic,area,"},
		{"pack export " + dir + " --format anki", 0, "#separator:tab\n#html:true\n"},
		{"pack export nowhere", 1, "neither a folder"},
		{"pack export " + dir + " --format pdf", 2, "must be one of"},
		{"pack schema", 0, `"title": "studybot pack"`},
		{"pack schema question", 0, `"title": "studybot questions"`},
	} {
		if code, out := said(t, strings.Fields(c.args)...); code != c.code || !strings.Contains(out, c.want) {
			t.Errorf("%s ends with %d, want %d and %q:\n%.600s", c.args, code, c.code, c.want, out)
		}
	}
}
