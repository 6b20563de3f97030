package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// studybot runs the program and returns what it printed.
func studybot(t *testing.T, args ...string) (code int, said string) {
	t.Helper()
	var out bytes.Buffer
	code = run(context.Background(), args, &out, &out)
	return code, out.String()
}

// TestImportAsInTheReadme runs the command that README.md shows, and again.
func TestImportAsInTheReadme(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	shown := regexp.MustCompile("(?s)\ngo run ./cmd/studybot (import [^\n]*)\n```\n\n```text\n(.*?)```").FindSubmatch(page)
	if shown == nil {
		t.Fatal("README.md does not show an import")
	}
	t.Chdir(filepath.Join("..", ".."))
	pack := filepath.Join(t.TempDir(), "git")
	args := strings.Fields(strings.ReplaceAll(string(shown[1]), "my-packs/git", pack))

	code, said := studybot(t, append(args, "--dry-run")...)
	if _, err := os.Stat(pack); code != 0 || !strings.Contains(said, "nothing was written") || !os.IsNotExist(err) {
		t.Fatalf("a dry run: %d, %v\n%s", code, err, said)
	}
	code, said = studybot(t, args...)
	if got := strings.ReplaceAll(said, filepath.ToSlash(pack), "my-packs/git"); code != 0 || got != string(shown[2]) {
		t.Errorf("README.md shows\n%s\nbut the command says (%d)\n%s", shown[2], code, got)
	}
	if code, said := studybot(t, "pack", "lint", pack); code != 0 {
		t.Errorf("lint does not pass: %d\n%s", code, said)
	}
	if code, said := studybot(t, args...); code != 0 || !strings.Contains(said, "Nothing changed") {
		t.Errorf("the second time: %d\n%s", code, said)
	}
}

func TestImportSaysWhatIsWrong(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "notes.md"), []byte("# Notes\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		want string
		args []string
	}{
		{"nothing to ask was found", []string{dir, "--out", filepath.Join(dir, "pack")}},
		{"no such file", []string{filepath.Join(dir, "nowhere"), "--out", filepath.Join(dir, "pack")}},
		{"does not exist yet", []string{dir, "--out", dir}},
		{"missing flags", []string{dir}},
	} {
		code, said := studybot(t, append([]string{"import"}, test.args...)...)
		if code == 0 || !strings.Contains(said, test.want) {
			t.Errorf("import %q: %d, %q", test.args, code, said)
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
			t.Errorf("import %q left %v, %v", test.args, left, err)
		}
	}
}
