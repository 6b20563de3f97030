package studybot_test

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// room is a package: a folder with Go files.
type room struct {
	dir   string // from the root, with slashes
	code  []source
	tests []source
}

// source is one Go file.
type source struct {
	path string
	text []byte
	file *ast.File
	fset *token.FileSet
	test bool
}

func (s source) at(n ast.Node) string {
	return fmt.Sprintf("%s:%d", s.path, s.fset.Position(n.Pos()).Line)
}

func (s source) imports() []string {
	var paths []string
	for _, i := range s.file.Imports {
		paths = append(paths, strings.Trim(i.Path.Value, `"`))
	}
	return paths
}

// readHouse parses every Go file, by package.
func readHouse(t *testing.T) []room {
	t.Helper()
	rooms := map[string]*room{}
	err := walk(func(file string, text []byte) error {
		if path.Ext(file) != ".go" || strings.Contains(file, "testdata/") {
			return nil
		}
		s := source{path: file, text: text, fset: token.NewFileSet(), test: strings.HasSuffix(file, "_test.go")}
		var err error
		if s.file, err = parser.ParseFile(s.fset, file, text, parser.ParseComments); err != nil {
			return err
		}
		dir := path.Dir(file)
		if rooms[dir] == nil {
			rooms[dir] = &room{dir: dir}
		}
		if s.test {
			rooms[dir].tests = append(rooms[dir].tests, s)
		} else {
			rooms[dir].code = append(rooms[dir].code, s)
		}
		return nil
	})
	if err != nil {
		t.Fatalf("read the house: %v", err)
	}
	if len(rooms) < 5 {
		t.Fatalf("found %d packages: this test must run in the root of the module", len(rooms))
	}
	all := make([]room, 0, len(rooms))
	for _, dir := range slices.Sorted(maps.Keys(rooms)) {
		all = append(all, *rooms[dir])
	}
	return all
}

// walk visits every file of the project but what git ignores.
func walk(visit func(file string, text []byte) error) error {
	return filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		file = filepath.ToSlash(file)
		if d.IsDir() && slices.Contains([]string{".git", ".cache", "dist"}, file) {
			return filepath.SkipDir
		}
		if !d.Type().IsRegular() || file == module || file == ".git" {
			return nil
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		return visit(file, text)
	})
}

type requirement struct {
	version  string
	indirect bool
}

// readGoMod reads the requirements of go.mod.
func readGoMod(t *testing.T) map[string]requirement {
	t.Helper()
	text, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatalf("read go.mod: %v", err)
	}
	all := map[string]requirement{}
	for line := range strings.Lines(string(text)) {
		words := strings.Fields(strings.TrimPrefix(line, "require "))
		if len(words) >= 2 && strings.HasPrefix(words[1], "v") {
			all[words[0]] = requirement{version: words[1], indirect: strings.Contains(line, "// indirect")}
		}
	}
	return all
}

// moduleOf is the module that holds a package, "" when go.mod has none.
func moduleOf(required map[string]requirement, imported string) string {
	found := slices.DeleteFunc(slices.Collect(maps.Keys(required)), func(m string) bool { return !within(imported, m) })
	if len(found) == 0 {
		return ""
	}
	return slices.MaxFunc(found, func(a, b string) int { return cmp.Compare(len(a), len(b)) })
}

// readTable reads the rows of a page's tables by the name in backticks that
// stands in their first cell.
func readTable(t *testing.T, page string, cells int) map[string][]string {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatalf("read %s: %v", page, err)
	}
	rows := map[string][]string{}
	for line := range strings.Lines(string(text)) {
		if !strings.HasPrefix(line, "| `") {
			continue
		}
		row := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(row) != cells {
			t.Errorf("%s: a row of %d cells instead of %d: %s", page, len(row), cells, line)
			continue
		}
		for i := range row {
			row[i] = strings.TrimSpace(row[i])
		}
		rows[strings.Trim(row[0], "`")] = row
	}
	return rows
}

// selector writes "pkg.Name" for such an expression, "" for others.
func selector(e ast.Expr) string {
	if s, ok := e.(*ast.SelectorExpr); ok {
		if x, ok := s.X.(*ast.Ident); ok {
			return x.Name + "." + s.Sel.Name
		}
	}
	return ""
}

// isOutside is true for packages of other modules: their first element is a host.
func isOutside(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return strings.Contains(first, ".")
}

func within(imported, module string) bool {
	return imported == module || strings.HasPrefix(imported, module+"/")
}

func orNothing(names []string) string {
	if len(names) == 0 {
		return "nothing"
	}
	return strings.Join(names, ", ")
}
