// Package studybot_test holds the rules of the house as tests: which room stands
// on which, what a room may be called, how large it may grow. When one fails it
// says what to do. CONTRIBUTING.md has the reasons.
//
// It must not know what the rooms do; it only reads their source.
package studybot_test

import (
	"bytes"
	"go/ast"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const (
	module      = "studybot"
	maxFile     = 400  // lines of a file that is no test: one sitting
	maxRoom     = 1500 // lines of code of a package: no tests, blank lines or comments, so that nobody saves on those
	maxContract = 4    // methods of an interface
)

// roomCeiling is maxRoom but for rooms with a reason.
func roomCeiling(dir string) int {
	switch {
	case dir == "bot":
		// Some twenty flows, one a file, that share little: a room that is read by the
		// file. What belongs together, as bot/standing does, has a room of its own.
		return 3000
	case dir == "adapters/redis":
		// Every contract of bot and bot/deliver, one a file, with its scripts.
		return 2500
	case dir == "content":
		// One loader: every file of a pack, each of its fields, and where each stands,
		// for errors, warnings and editors. Reading, writing and drawing have other rooms.
		return 2000
	case dir == "content/importer":
		// One story from files to a pack and again to the same pack; readers, files
		// and encodings have rooms of their own already.
		return 2000
	case isPlatform(dir):
		// One service both ways: its transports, its forms, its drawing, what a
		// doctor says of it. Cut in two, every change would touch both halves.
		return 3000
	}
	return maxRoom
}

// isPlatform tells the folders of chat services from the other adapters.
func isPlatform(dir string) bool {
	_, named := floors()[dir]
	return path.Dir(dir) == "adapters" && !named
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
	platform := floor{rooms: []string{"bot/chat", "bot/chat/edge"}, outside: []string{"*"}}
	store := floor{rooms: []string{"bot/chat", "bot/study", "bot/schedule", "bot/deliver"}, outside: []string{"*"}}
	return map[string]floor{
		"bot/chat":  {},
		"bot/study": {},

		"bot/chat/edge": {rooms: []string{"bot/chat"}},
		"bot/schedule":  {rooms: []string{"bot/study"}},
		"bot/plan":      {rooms: []string{"bot/study", "bot/plan/need", "bot/plan/order", "bot/plan/name"}},
		"bot/learn":     {rooms: []string{"bot/study", "bot/learn/memory"}},

		"bot/learn/memory": {outside: []string{"github.com/open-spaced-repetition/go-fsrs/v4"}},

		// What a plan rests on, and what becomes of one that was made.
		"bot/plan/need":   {rooms: []string{"bot/study"}},
		"bot/plan/order":  {rooms: []string{"bot/study"}},
		"bot/plan/name":   {rooms: []string{"bot/study"}},
		"bot/plan/revise": {rooms: []string{"bot/study", "bot/plan", "bot/plan/order"}},
		"bot/plan/kept":   {rooms: []string{"bot/study", "bot/plan", "bot/plan/name", "bot/plan/revise"}},

		"bot/command": {rooms: []string{"bot/chat", "bot/study"}},

		// What flows share: the pieces of cards, sentences for members, of whom an event speaks.
		"bot/card":      {rooms: []string{"bot/chat", "bot/study"}},
		"bot/refusal":   {rooms: []string{"bot/study"}},
		"bot/enrolment": {rooms: []string{"bot/chat", "bot/study", "bot/command", "bot/refusal"}},

		// Rooms of flows do not know each other: what one needs of another is a contract of its own.
		"bot/standing": {rooms: []string{"bot/chat", "bot/study", "bot/card", "bot/refusal", "bot/enrolment"}},
		"bot/evidence": {rooms: []string{"bot/chat", "bot/study", "bot/card", "bot/refusal", "bot/enrolment", "bot/learn", "bot/mastery"}},
		"bot/progress": {rooms: []string{"bot/chat", "bot/study", "bot/card", "bot/refusal", "bot/enrolment", "bot/plan", "bot/plan/kept", "bot/plan/need", "bot/plan/revise", "bot/mastery"}},
		"bot/asking": {rooms: []string{
			"bot/chat", "bot/study", "bot/card", "bot/refusal", "bot/enrolment", "bot/schedule", "bot/learn", "bot/mastery",
		}},

		"bot/archive":  {rooms: []string{"bot/study"}},
		"bot/material": {rooms: []string{"bot/chat", "bot/study", "bot/schedule"}},
		"bot/deliver":  {rooms: []string{"bot/chat", "bot/study", "bot/schedule"}},

		"bot/lab":     {rooms: []string{"bot/study", "bot/learn", "bot/learn/memory", "bot/plan"}},
		"bot/mastery": {rooms: []string{"bot/study", "bot/learn"}},

		"bot": {rooms: []string{
			"bot/chat", "bot/study", "bot/command", "bot/card", "bot/refusal", "bot/enrolment", "bot/asking", "bot/evidence", "bot/standing", "bot/progress",
			"bot/schedule", "bot/learn", "bot/mastery", "bot/deliver", "bot/archive", "bot/material",
		}},

		"content":         {rooms: []string{"bot/study", "content/mistake", "content/complete"}, outside: []string{"*"}},
		"content/write":   {rooms: []string{"bot/study", "content", "content/complete"}, outside: []string{"github.com/goccy/go-yaml", "golang.org/x/sys"}},
		"content/mistake": {},
		"content/lint":    {rooms: []string{"bot/study", "content"}},
		"content/diff":    {rooms: []string{"bot/study"}},

		"content/complete": {rooms: []string{"bot/study"}},
		"content/example":  {},
		"content/export":   {rooms: []string{"bot/study"}},
		"content/show":     {rooms: []string{"bot/study"}},

		// What is read from others: the readers do not know each other, nor who calls them.
		"content/source":        {rooms: []string{"bot/study"}},
		"content/source/cells":  {},
		"content/source/markup": {},
		"content/source/table":  {rooms: []string{"bot/study", "content/source", "content/source/cells"}},
		"content/source/anki": {
			rooms:   []string{"bot/study", "content/source", "content/source/cells", "content/source/markup"},
			outside: []string{"modernc.org/sqlite", "github.com/klauspost/compress"},
		},
		"content/source/guide":  {rooms: []string{"bot/study", "content/source"}},
		"content/source/moodle": {rooms: []string{"bot/study", "content/source", "content/source/markup"}},
		"content/source/gather": {rooms: []string{"content/source", "content/source/decode"}},
		"content/source/decode": {rooms: []string{"content/source"}},

		// A guide is read in one direction: vocabulary, the tree of the page, the draft
		// of a course, and on top of them the parts.
		"content/source/guide/terms":  {rooms: []string{"bot/study"}},
		"content/source/guide/page":   {rooms: []string{"content/source/guide/terms"}, outside: []string{"github.com/yuin/goldmark"}},
		"content/source/guide/draft":  {rooms: []string{"bot/study", "content/source", "content/source/guide/terms", "content/source/guide/page"}},
		"content/source/guide/assess": {rooms: []string{"bot/study", "content/source/guide/terms", "content/source/guide/page", "content/source/guide/draft"}},

		// What a line of a quiz begins with is known before anybody walks over the lines.
		"content/source/quiz/sheet/marks": {rooms: []string{"content/source/quiz/sheet/page", "content/source/quiz/sheet/language"}},

		"content/importer": {rooms: []string{
			"bot/study", "content", "content/write", "content/source", "content/source/gather", "content/source/decode", "content/source/quiz",
			"content/source/guide", "content/source/table", "content/source/anki", "content/source/moodle",
		}},

		"adapters/<platform>": platform,
		"adapters/redis":      store,
		"adapters/asynq":      store,
		"adapters/charts":     {outside: []string{"*"}},

		// Between the loader and the shelf: what people bring, and when it is taken over.
		"cmd/studybot/arrivals": {rooms: []string{
			"bot/chat", "bot/material", "content", "content/diff", "content/importer", "content/source", "content/source/gather",
		}},
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
					t.Errorf("%s imports %s, but %s may stand on %s: move the word to a room that both know, or pass the value in from cmd",
						s.path, to, r.dir, orNothing(f.rooms))
				case isOutside(imported) && !f.allows(imported):
					t.Errorf("%s imports %s, but of other modules %s may use %s: libraries are wrapped in adapters/ and content/",
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
		if isKit(r.dir) {
			continue
		}
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
	pure := []string{"bot/study", "bot/schedule", "bot/learn", "bot/learn/memory", "bot/plan", "bot/plan/need", "bot/plan/order", "bot/plan/name", "bot/plan/revise", "bot/plan/kept"}
	for _, r := range readHouse(t) {
		// Delivery waits and leases in real time, whatever the playground's clock says.
		if !strings.HasPrefix(r.dir, "bot") || isKit(r.dir) || r.dir == "bot/deliver" {
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

// Tests of the rooms that the Makefile calls calm run without the race detector.
func TestCalmRoomsStartNoGoroutines(t *testing.T) {
	text, err := os.ReadFile("Makefile")
	if err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`(?m)^CALM := (.+)$`).FindSubmatch(text)
	if line == nil {
		t.Fatal("the Makefile has no line CALM := ./room/... any more")
	}
	calm := func(dir string) bool {
		return slices.ContainsFunc(strings.Fields(string(line[1])), func(pattern string) bool {
			return within(dir, strings.TrimSuffix(strings.TrimPrefix(pattern, "./"), "/..."))
		})
	}
	rooms := 0
	for _, r := range readHouse(t) {
		if !calm(r.dir) {
			continue
		}
		rooms++
		for _, s := range r.code {
			ast.Inspect(s.file, func(n ast.Node) bool {
				starts := false
				switch n := n.(type) {
				case *ast.GoStmt:
					starts = true
				case *ast.CallExpr:
					sel, method := n.Fun.(*ast.SelectorExpr)
					starts = method && sel.Sel.Name == "Go" || slices.Contains([]string{"time.AfterFunc", "context.AfterFunc", "iter.Pull", "iter.Pull2"}, selector(n.Fun))
				}
				if starts {
					t.Errorf("%s starts a goroutine, but nothing watches %s for races: let the caller start it, or take the room out of CALM in the Makefile", s.at(n), r.dir)
				}
				return true
			})
		}
	}
	if rooms == 0 {
		t.Error("CALM in the Makefile names no room that there is")
	}
}

// go test passes when -run names no test, so the Makefile's names are looked up.
func TestWalksUnderTheRaceDetectorAreThere(t *testing.T) {
	text, err := os.ReadFile("Makefile")
	if err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`(?m)^\tgo test -race .*-run '(.+)' (\S+)$`).FindSubmatch(text)
	if line == nil {
		t.Fatal("the Makefile runs no walk under the race detector any more")
	}
	files, err := filepath.Glob(filepath.Join(string(line[2]), "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	var tests bytes.Buffer
	for _, f := range files {
		code, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		tests.Write(code)
	}
	for _, name := range strings.Split(string(line[1]), "|") {
		if !regexp.MustCompile(`(?m)^func Test\w*` + name).Match(tests.Bytes()) {
			t.Errorf("no test in %s has %s in its name: correct the Makefile", line[2], name)
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
		if isKit(r.dir) {
			continue // a suite is read by the case
		}
		total := 0
		for _, s := range r.code {
			total += s.codeLines()
			if lines := bytes.Count(s.text, []byte("\n")); lines > maxFile {
				t.Errorf("%s has %d lines, at most %d: split it where its subject changes", s.path, lines, maxFile)
			}
		}
		if ceiling := roomCeiling(r.dir); total > ceiling {
			t.Errorf("%s has %d lines of code, at most %d: find the second subject in it and give that a room, or argue for more in roomCeiling()",
				r.dir, total, ceiling)
		}
	}
}

// codeLines counts what is neither blank nor a comment of its own line.
func (s source) codeLines() int {
	n := 0
	for line := range bytes.Lines(s.text) {
		if line = bytes.TrimSpace(line); len(line) > 0 && !bytes.HasPrefix(line, []byte("//")) {
			n++
		}
	}
	return n
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
	for _, r := range readHouse(t) {
		if !isPlatform(r.dir) || r.dir == "adapters/web" { // the playground is its own server
			continue
		}
		for _, name := range []string{path.Base(r.dir) + ".go", "inbound.go", "outbound.go", "settings.go", "README.md"} {
			if _, err := os.Stat(filepath.Join(r.dir, name)); err != nil {
				t.Errorf("%s has no %s: platforms have the same files; see \"Adding a platform\" in CONTRIBUTING.md", r.dir, name)
			}
		}
	}
}
