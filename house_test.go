// Package studybot_test holds the rules of the house as tests: which room stands
// on which, what a room may be called, how large it may grow. When one fails it
// says what to do. CONTRIBUTING.md has the reasons.
//
// It must not know what the rooms do; it only reads their source.
package studybot_test

import (
	"bytes"
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
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

const (
	module      = "studybot"
	maxFile     = 400  // lines of a file that is no test: one sitting
	maxRoom     = 1500 // lines of a package without its tests
	maxContract = 4    // methods of an interface
)

// roomCeiling is maxRoom but for rooms with a reason.
func roomCeiling(dir string) int {
	switch dir {
	case "bot":
		// One flow a file and about twenty flows: a room that is read by the
		// file, and whose flows share nothing but card.go.
		return 2500
	}
	return maxRoom
}

// floor is what the code of a room stands on; its tests may import anything.
type floor struct {
	rooms      []string // packages of this module
	outside    []string // modules; "*" is any
	everything bool     // where all rooms meet
}

// floors is the map of the house, the lowest first. A package below adapters/
// that is not named here is a platform.
func floors() map[string]floor {
	platform := floor{rooms: []string{"bot/chat"}, outside: []string{"*"}}
	store := floor{rooms: []string{"bot/chat", "bot/study", "bot/schedule", "bot/deliver"}, outside: []string{"*"}}
	return map[string]floor{
		"bot/chat":  {},
		"bot/study": {},

		"bot/schedule": {rooms: []string{"bot/study"}},
		"bot/plan":     {rooms: []string{"bot/study"}},
		"bot/learn":    {rooms: []string{"bot/study"}, outside: []string{"github.com/open-spaced-repetition/go-fsrs/v4"}},

		"bot/deliver": {rooms: []string{"bot/chat", "bot/study", "bot/schedule"}},

		"bot": {rooms: []string{"bot/chat", "bot/study", "bot/schedule", "bot/learn", "bot/plan", "bot/deliver"}},

		"content": {rooms: []string{"bot/study"}, outside: []string{"*"}},

		"adapters/<platform>": platform,
		"adapters/redis":      store,
		"adapters/asynq":      store,
		"adapters/charts":     {outside: []string{"*"}},
	}
}

// floorOf finds the floor of a package.
func floorOf(dir string) (f floor, known bool) {
	all := floors()
	parts := strings.Split(dir, "/")
	top, depth := parts[0], len(parts)
	if f, known = all[dir]; known {
		return f, true
	}
	switch {
	case top == "cmd" || top == "." || top == "deploy":
		return floor{everything: true}, true
	case top == "adapters" && depth == 2:
		return all["adapters/<platform>"], true
	case isKit(dir), top == "adapters" && depth > 2, top == "content":
		// A part of a room, or its test kit, stands on the room and on its floor.
		f, known = floorOf(path.Dir(dir))
		f.rooms = append(slices.Clone(f.rooms), path.Dir(dir))
		if isKit(dir) {
			f.outside = append(slices.Clone(f.outside), "pgregory.net/rapid")
		}
		return f, known
	}
	return floor{}, false
}

// carries says whether a package may import another one of this module.
func (f floor) carries(from, to string) bool {
	if isKit(to) {
		return isKit(from) || from == "cmd/bench"
	}
	// Outside bot/, the subfolders of a room are a part of it.
	part := !strings.HasPrefix(from, "bot") && strings.HasPrefix(to, from+"/")
	return f.everything || part || slices.Contains(f.rooms, to)
}

// allows says whether a package may import one of another module.
func (f floor) allows(imported string) bool {
	return f.everything || slices.ContainsFunc(f.outside, func(m string) bool { return m == "*" || within(imported, m) })
}

// isKit tells packages for tests, such as bot/chat/chattest, by their name.
func isKit(dir string) bool { return strings.HasSuffix(dir, "test") }

func TestFloors(t *testing.T) {
	for _, r := range readHouse(t) {
		f, known := floorOf(r.dir)
		if !known {
			t.Errorf("%s is a room without a floor: say in floors(), in house_test.go, what it may stand on", r.dir)
			continue
		}
		for _, s := range r.code {
			for _, imported := range s.imports() {
				to, ours := strings.CutPrefix(imported, module+"/")
				switch {
				case ours && !f.carries(r.dir, to) && isKit(to):
					t.Errorf("%s imports %s, which is for tests: use it in _test.go files only", s.path, to)
				case ours && !f.carries(r.dir, to):
					t.Errorf("%s imports %s, but %s stands on %s only: move the word to a room that both know, or pass the value in from cmd",
						s.path, to, r.dir, orNothing(f.rooms))
				case isOutside(imported) && !f.allows(imported):
					t.Errorf("%s imports %s, but of libraries %s may use %s only: they are wrapped in adapters/ and content/",
						s.path, imported, r.dir, orNothing(f.outside))
				}
			}
		}
	}
}

func TestTheCoreNamesNoPlatformAndNoStore(t *testing.T) {
	word := regexp.MustCompile(`(?i)slack|discord|redis`)
	for _, r := range readHouse(t) {
		if r.dir != "bot" && !strings.HasPrefix(r.dir, "bot/") {
			continue
		}
		for _, s := range r.code {
			for i, line := range strings.Split(string(s.text), "\n") {
				if found := word.FindString(line); found != "" {
					t.Errorf("%s:%d says %q: say what it means for every platform or store, or move it to adapters/", s.path, i+1, found)
				}
			}
		}
	}
}

func TestNoHiddenState(t *testing.T) {
	for _, r := range readHouse(t) {
		for _, s := range r.code {
			for _, d := range s.file.Decls {
				switch d := d.(type) {
				case *ast.FuncDecl:
					if d.Recv == nil && d.Name.Name == "init" {
						t.Errorf("%s has an init function: do it where main can see it", s.at(d))
					}
				case *ast.GenDecl:
					if d.Tok != token.VAR {
						continue
					}
					for _, spec := range d.Specs {
						if v, ok := spec.(*ast.ValueSpec); ok && !s.isConstant(d, v) {
							t.Errorf("%s: the package variable %s is state that everybody shares: make it a constant, a function, or a field that is passed in",
								s.at(v), v.Names[0])
						}
					}
				}
			}
		}
	}
}

// isConstant accepts variables that only the language makes variables: errors,
// embedded files, assertions, a store's scripts, and the program's version.
func (s source) isConstant(d *ast.GenDecl, v *ast.ValueSpec) bool {
	for _, doc := range []*ast.CommentGroup{d.Doc, v.Doc} {
		if doc != nil && slices.ContainsFunc(doc.List, func(c *ast.Comment) bool { return strings.HasPrefix(c.Text, "//go:embed ") }) {
			return true
		}
	}
	for i, name := range v.Names {
		if name.Name == "_" || (name.Name == "version" && s.file.Name.Name == "main") {
			continue
		}
		if i >= len(v.Values) {
			return false
		}
		call, ok := v.Values[i].(*ast.CallExpr)
		if !ok || !slices.Contains([]string{"errors.New", "fmt.Errorf", "redis.NewScript"}, selector(call.Fun)) {
			return false
		}
	}
	return true
}

func TestTimeIsPassedIn(t *testing.T) {
	pure := []string{"bot/study", "bot/schedule", "bot/learn", "bot/plan"}
	for _, r := range readHouse(t) {
		if !strings.HasPrefix(r.dir, "bot") || isKit(r.dir) {
			continue
		}
		for _, s := range r.code {
			ast.Inspect(s.file, func(n ast.Node) bool {
				e, ok := n.(ast.Expr)
				if ok && slices.Contains([]string{"time.Now", "time.Since", "time.Until"}, selector(e)) {
					t.Errorf("%s reads the clock: take the time from the caller or from Config.Now, so that tests and the playground can move it", s.at(n))
				}
				return true
			})
			if slices.Contains(pure, r.dir) && slices.Contains(s.imports(), "context") {
				t.Errorf("%s imports context, but %s only calculates: let the caller fetch what it needs", s.path, r.dir)
			}
		}
	}
}

func TestNames(t *testing.T) {
	empty := []string{
		"util", "utils", "common", "helper", "helpers", "model", "models", "type", "types",
		"base", "manager", "config", "core", "shared", "misc", "lib", "interfaces",
	}
	for _, r := range readHouse(t) {
		for _, s := range r.code {
			if name := s.file.Name.Name; slices.Contains(empty, name) {
				t.Errorf("package %s in %s says nothing: name it after the one thing in the world that it is about", name, r.dir)
			}
		}
	}
}

func TestSizes(t *testing.T) {
	for _, r := range readHouse(t) {
		total := 0
		for _, s := range r.code {
			lines := bytes.Count(s.text, []byte("\n"))
			total += lines
			if lines > maxFile {
				t.Errorf("%s has %d lines, at most %d: split it where its subject changes", s.path, lines, maxFile)
			}
		}
		if ceiling := roomCeiling(r.dir); total > ceiling {
			t.Errorf("%s has %d lines without tests, at most %d: find the second subject in it and give that a room, or argue for more in roomCeiling()",
				r.dir, total, ceiling)
		}
	}
}

func TestComments(t *testing.T) {
	for _, r := range readHouse(t) {
		about := ""
		for _, s := range r.code {
			about += s.file.Doc.Text()
			if strings.HasPrefix(r.dir, "cmd/") {
				continue
			}
			for _, missing := range s.undocumented() {
				t.Errorf("%s: a public name needs a comment that says what it is, its shape, unit and errors", missing)
			}
		}
		if len(r.code) == 0 || isKit(r.dir) || strings.HasPrefix(r.dir, "cmd/") {
			continue
		}
		if !strings.Contains(strings.Join(strings.Fields(about), " "), "must not know") {
			t.Errorf("the package comment of %s does not say what the room \"must not know\": write it in doc.go", r.dir)
		}
	}
}

// undocumented lists the places of public names without a comment.
func (s source) undocumented() []string {
	var places []string
	for _, d := range s.file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			// What Error and Unwrap do is known from the standard library.
			public := d.Name.IsExported() && receiverIsExported(d) && d.Name.Name != "Error" && d.Name.Name != "Unwrap"
			if public && d.Doc == nil {
				places = append(places, s.at(d)+" "+d.Name.Name)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					if spec.Name.IsExported() && spec.Doc == nil && d.Doc == nil {
						places = append(places, s.at(spec)+" "+spec.Name.Name)
					}
				case *ast.ValueSpec:
					if spec.Names[0].IsExported() && spec.Doc == nil && spec.Comment == nil && d.Doc == nil {
						places = append(places, s.at(spec)+" "+spec.Names[0].Name)
					}
				}
			}
		}
	}
	return places
}

func receiverIsExported(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	expr := d.Recv.List[0].Type
	if star, ok := expr.(*ast.StarExpr); ok {
		expr = star.X
	}
	if generic, ok := expr.(*ast.IndexExpr); ok {
		expr = generic.X
	}
	name, ok := expr.(*ast.Ident)
	return ok && name.IsExported()
}

func TestContractsAreSmall(t *testing.T) {
	for _, r := range readHouse(t) {
		if isKit(r.dir) {
			continue // what a suite asks of a platform under test is no contract of the house
		}
		for _, s := range r.code {
			ast.Inspect(s.file, func(n ast.Node) bool {
				contract, ok := n.(*ast.InterfaceType)
				if !ok {
					return true
				}
				methods := 0
				for _, m := range contract.Methods.List {
					methods += len(m.Names) // an embedded contract has none
				}
				if methods > maxContract {
					t.Errorf("%s: a contract of %d methods, at most %d: split it by who calls it", s.at(n), methods, maxContract)
				}
				return true
			})
		}
	}
}

// Every platform's folder has the same files, so whoever knows one knows all.
func TestPlatformsLookAlike(t *testing.T) {
	own := []string{"adapters/redis", "adapters/asynq", "adapters/charts", "adapters/web"}
	for _, r := range readHouse(t) {
		if path.Dir(r.dir) != "adapters" || slices.Contains(own, r.dir) {
			continue
		}
		for _, name := range []string{path.Base(r.dir) + ".go", "inbound.go", "outbound.go", "settings.go", "README.md"} {
			if _, err := os.Stat(filepath.Join(r.dir, name)); err != nil {
				t.Errorf("%s has no %s: platforms have the same files; see \"Adding a platform\" in CONTRIBUTING.md", r.dir, name)
			}
		}
	}
}

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
		if file == "house_test.go" || !utf8.Valid(text) {
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
