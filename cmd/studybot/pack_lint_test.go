package main

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// lintFaults runs the lint as an author would, from the folder above the pack.
func lintFaults(t *testing.T, args ...string) (int, string) {
	t.Helper()
	t.Chdir(filepath.Join("..", "..", "content", "testdata"))
	return said(t, append([]string{"pack", "lint"}, args...)...)
}

var update = flag.Bool("update", false, "write the golden files of pack lint anew")

const faults = "twenty-faults"

func TestLintOfTwentyFaults(t *testing.T) {
	for _, c := range []struct{ golden, format string }{{"twenty-faults.golden.txt", "text"}, {"twenty-faults.golden.jsonl", "json"}} {
		t.Run(c.format, func(t *testing.T) {
			code, out := lintFaults(t, faults, "--format", c.format)
			if code != 1 {
				t.Errorf("lint ended with %d", code)
			}
			if *update {
				if err := os.WriteFile(c.golden, []byte(out), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(c.golden)
			if err != nil {
				t.Fatal(err)
			}
			if out != string(want) {
				t.Errorf("lint says\n%s\nwant (or -update)\n%s", out, want)
			}
			if n := strings.Count(out, `"severity":"error"`); c.format == "json" && n < 20 {
				t.Errorf("only %d faults", n)
			}
		})
	}
}

// TestTheDocsShowTheLint keeps the excerpt of docs/packs.md true: each of its blocks
// is in what the lint says.
func TestTheDocsShowTheLint(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "packs.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(page), "```text\ntwenty-faults/")
	if !ok {
		t.Fatal("docs/packs.md shows no lint of twenty-faults")
	}
	shown, _, _ := strings.Cut("twenty-faults/"+rest, "```")
	_, out := lintFaults(t, faults)
	for _, block := range strings.Split(strings.TrimSpace(shown), "\n\n") {
		if !strings.Contains(out, strings.TrimRight(block, "\n")+"\n") {
			t.Errorf("the lint does not say\n%s", block)
		}
	}
}

func TestLintOfTheBuiltInPacks(t *testing.T) {
	code, out := said(t, "pack", "lint")
	if code != 0 || !strings.Contains(out, "ml-systems") || !strings.Contains(out, "Nothing to mend") {
		t.Errorf("lint ended with %d:\n%s", code, out)
	}
}

// weak is a sound pack of one weak question.
func weak(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"pack.yaml":             "id: weak\nname: Weak\nversion: \"1\"\nsummary: One question.\n",
		"topics.yaml":           "topics:\n  - {day: 1, name: Tea, priority: HIGH}\n",
		"questions/day-01.yaml": "topic: 1\nquestions:\n  - id: tea\n    difficulty: 1\n    format: open\n    minutes: 1\n    prompt: Tea?\n    key_points:\n      - text: Hot.\n    answer: Hot.\n",
	} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestAdviceCountsOnlyWhenStrict(t *testing.T) {
	dir := weak(t)
	code, out := said(t, "pack", "lint", dir)
	if code != 0 || !strings.Contains(out, "Nothing to mend, ") || !strings.Contains(out, "this prompt has only 1 word") {
		t.Errorf("lint ended with %d:\n%s", code, out)
	}
	if code, _ := said(t, "pack", "lint", "--strict", dir); code != 1 {
		t.Errorf("a strict lint ended with %d", code)
	}
	if strings.Contains(out, "\x1b") {
		t.Error("there are colours where no terminal is")
	}
}

func TestFindingsAsJSON(t *testing.T) {
	dir := weak(t)
	_, out := said(t, "pack", "lint", "--format", "json", dir)
	for _, line := range strings.Split(strings.TrimSpace(out), "\n") {
		var f struct {
			Severity, Rule, File, Text, Do string
			Line, Column                   int
		}
		if err := json.Unmarshal([]byte(line), &f); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if _, err := os.Stat(filepath.FromSlash(f.File)); err != nil || f.Severity != "warning" || f.Rule == "" || f.Line < 1 || f.Text == "" || f.Do == "" {
			t.Errorf("finding %s", line)
		}
	}
}
