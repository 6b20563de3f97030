package studybot_test

import (
	"bytes"
	"go/ast"
	"go/token"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// The pages of docs/ and README.md say what the code does, and a build server
// notices when they stop.

func TestDependenciesAreExplained(t *testing.T) {
	required := readGoMod(t)
	rows := readTable(t, "docs/dependencies.md", 5)
	used := map[string]map[string]bool{} // module -> rooms whose code imports it
	for _, r := range readHouse(t) {
		for _, s := range slices.Concat(r.code, r.tests) {
			for _, imported := range s.imports() {
				if !isOutside(imported) || within(imported, module) {
					continue
				}
				m := moduleOf(required, imported)
				if m == "" {
					t.Errorf("%s imports %s, which go.mod does not have: go get it at an exact version", s.path, imported)
					continue
				}
				if used[m] == nil {
					used[m] = map[string]bool{}
				}
				if !s.test && !isKit(r.dir) {
					used[m][r.dir] = true
				}
			}
		}
	}
	for m, rooms := range used {
		row, ok := rows[m]
		if !ok {
			t.Errorf("%s is not in docs/dependencies.md: add a row that says why this one and what bites, or do without it", m)
			continue
		}
		if required[m].indirect {
			t.Errorf("go.mod calls %s indirect, but code here imports it: take the comment away (go mod tidy)", m)
		}
		if got := strings.TrimSpace(row[1]); got != required[m].version {
			t.Errorf("docs/dependencies.md says %s %s, go.mod %s: read the release notes, then correct the row", m, got, required[m].version)
		}
		where := "tests"
		if len(rooms) > 0 {
			where = "`" + strings.Join(slices.Sorted(maps.Keys(rooms)), "`, `") + "`"
		}
		if strings.TrimSpace(row[2]) != where {
			t.Errorf("docs/dependencies.md says that %s is used in %s, but it is used in %s: one library has one home, else correct the row", m, row[2], where)
		}
		if row[3] == "" || row[4] == "" {
			t.Errorf("docs/dependencies.md does not say why %s, or what bites", m)
		}
	}
	for m := range rows {
		if used[m] == nil {
			t.Errorf("docs/dependencies.md explains %s, which nothing imports: take the row away", m)
		}
	}
	for m, r := range required {
		if !r.indirect && used[m] == nil {
			t.Errorf("go.mod requires %s, which nothing imports: go mod tidy", m)
		}
	}
}

func TestLimitsHaveSources(t *testing.T) {
	rows := readTable(t, "docs/limits.md", 4)
	limits := map[string]string{}
	for _, r := range readHouse(t) {
		if r.dir != "bot/chat" {
			continue
		}
		for _, s := range r.code {
			maps.Copy(limits, s.limits())
		}
	}
	for name, value := range limits {
		if row, ok := rows[name]; !ok {
			t.Errorf("docs/limits.md does not say where chat.%s comes from: add a row", name)
		} else if row[1] != value {
			t.Errorf("docs/limits.md gives %s as %s, bot/chat as %s", name, row[1], value)
		}
	}
	for name := range rows {
		if limits[name] == "" {
			t.Errorf("docs/limits.md explains %s, which bot/chat does not have", name)
		}
	}
}

// limits are the file's constants Max…, as written.
func (s source) limits() map[string]string {
	found := map[string]string{}
	ast.Inspect(s.file, func(n ast.Node) bool {
		if v, ok := n.(*ast.ValueSpec); ok && len(v.Values) == 1 && strings.HasPrefix(v.Names[0].Name, "Max") {
			if number, ok := v.Values[0].(*ast.BasicLit); ok {
				found[v.Names[0].Name] = number.Value
			}
		}
		return true
	})
	return found
}

func TestReadmeShowsEveryRoom(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatalf("README.md, the first page that anybody reads: %v", err)
	}
	for _, r := range readHouse(t) {
		if strings.Contains(r.dir, "/") && !isKit(r.dir) && !bytes.Contains(readme, []byte(path.Base(r.dir)+"/")) {
			t.Errorf("the map in README.md does not show %s/", r.dir)
		}
	}
}

func TestNoTraceOfABuildMachine(t *testing.T) {
	here, err := os.Getwd()
	if err != nil {
		t.Fatalf("where the tests run: %v", err)
	}
	patterns := []string{
		`\bproxy\.golang\b`, `\bregistry\.npmjs\b`, `\bdeb\.debian\b`, // whose mirror is used is everybody's own affair
		`/home/[a-z]`, `/root/`, `/Users/[A-Za-z]`, `/tmp/[a-z]`,
	}
	if strings.Count(here, "/") > 1 { // a checkout in /src would find the folders of a Dockerfile
		patterns = append(patterns, regexp.QuoteMeta(here)+`\b`)
	}
	trace := regexp.MustCompile(strings.Join(patterns, "|"))
	err = walk(func(file string, text []byte) error {
		if file == "pages_test.go" || !utf8.Valid(text) {
			return nil
		}
		for i, line := range bytes.Split(text, []byte("\n")) {
			if found := trace.Find(line); found != nil {
				t.Errorf("%s:%d names %q, which is on one machine only", file, i+1, found)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatalf("read the tree: %v", err)
	}
}

// Every line of the log that asks for somebody stands in docs/operations.md. The
// playground's own does not: whoever reads it sits in front of it.
func TestOperatorsFindEveryAlarm(t *testing.T) {
	rows := readTable(t, "docs/operations.md", 3)
	written := map[string]bool{}
	for _, r := range readHouse(t) {
		if r.dir == "adapters/web" || isKit(r.dir) {
			continue
		}
		for _, s := range r.code {
			if strings.HasPrefix(s.path, "cmd/studybot/demo") {
				continue
			}
			ast.Inspect(s.file, func(n ast.Node) bool {
				if text := alarm(n); text != "" {
					written[text] = true
					if rows[text] == nil {
						t.Errorf("%s logs %q, which docs/operations.md does not explain: add it to \"Log lines\" with what to do, or log it as Info", s.at(n), text)
					}
				}
				return true
			})
		}
	}
	for line := range rows {
		if !written[line] {
			t.Errorf("docs/operations.md explains the log line %q, which nothing writes", line)
		}
	}
}

// alarm is the text of a log call at the level Warn or Error, "" for anything else.
func alarm(n ast.Node) string {
	call, ok := n.(*ast.CallExpr)
	if !ok || selector(call.Fun) == "http.Error" {
		return ""
	}
	method, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	at := map[string]int{"Warn": 0, "Error": 0, "WarnContext": 1, "ErrorContext": 1}
	i, ok := at[method.Sel.Name]
	if !ok || i >= len(call.Args) {
		return ""
	}
	if text, ok := call.Args[i].(*ast.BasicLit); ok && text.Kind == token.STRING {
		return strings.Trim(text.Value, `"`)
	}
	return ""
}
