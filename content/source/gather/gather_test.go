package gather

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"pgregory.net/rapid"

	"studybot/content/source"
)

// tree writes files into a new folder named course.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "course")
	for name, text := range files {
		whole := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(whole), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(whole, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func names(a All) []string {
	var all []string
	for _, f := range a.Files {
		all = append(all, f.Name)
	}
	return all
}

func TestFolderIsReadInTheOrderOfPeople(t *testing.T) {
	dir := tree(t, map[string]string{
		"day-10/quiz.md": "a", "day-2/quiz.md": "b", "day-2/extra.md": "c", "Day-1.md": "d", "day-02b.md": "e",
		".git/config": "x", ".hidden.md": "x", "node_modules/a/readme.md": "x", "done/pack.yaml": "x", "picture.png": "\x89PNG\x00\x01",
		"archive.zip": "PK\x03\x04\x00", "empty.md": "", "cards.apkg": "PK\x03\x04\x00",
	})
	got, err := Paths([]string{dir})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"course/Day-1.md", "course/cards.apkg", "course/day-2/extra.md", "course/day-2/quiz.md", "course/day-02b.md", "course/day-10/quiz.md"}
	if !slices.Equal(names(got), want) {
		t.Errorf("files %q\n want %q", names(got), want)
	}
	if got.Folder != "course" || !slices.Equal(got.Folders, []string{"course"}) {
		t.Errorf("folder %q, folders %q", got.Folder, got.Folders)
	}
	left := map[string]string{}
	for _, l := range got.LeftOut {
		left[l.Name] = l.Why
	}
	for name, why := range map[string]string{
		"course/.git": "hidden", "course/.hidden.md": "hidden", "course/node_modules": "programs of others", "course/done": "a pack already",
		"course/picture.png": "no text", "course/archive.zip": "archive", "course/empty.md": "empty",
	} {
		if !strings.Contains(left[name], why) {
			t.Errorf("%s was left out because %q, want %q", name, left[name], why)
		}
	}
	if len(left) != 7 {
		t.Errorf("left out %v", left)
	}
}

func TestWhatIsNoPlainFileIsLeftOut(t *testing.T) {
	dir := tree(t, map[string]string{"a.md": "a", "sub/b.md": "b", "big.md": "x"})
	secret := filepath.Join(t.TempDir(), "secret.md")
	if err := os.WriteFile(secret, []byte("secret"), 0o644); err != nil {
		t.Fatal(err)
	}
	for link, to := range map[string]string{"out.md": secret, "in.md": "a.md", "loop": "."} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe.md"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "big.md"), []byte(strings.Repeat("a", source.MaxFile+1)), 0o644); err != nil {
		t.Fatal(err)
	}
	got, err := Paths([]string{dir})
	if err != nil || !slices.Equal(names(got), []string{"course/a.md", "course/sub/b.md"}) || len(got.LeftOut) != 5 {
		t.Errorf("files %q, left out %v, %v", names(got), got.LeftOut, err)
	}
	if got, err := Paths([]string{filepath.Join(dir, "pipe.md")}); err != nil || len(got.Files) != 0 || len(got.LeftOut) != 1 {
		t.Errorf("a pipe: %v, %v", got, err)
	}
	// What a person names is followed.
	if got, err := Paths([]string{filepath.Join(dir, "in.md")}); err != nil || len(got.Files) != 1 {
		t.Errorf("a link that was given: %v, %v", got, err)
	}
}

func TestFilesAndPatterns(t *testing.T) {
	dir := tree(t, map[string]string{"q10.md": "a", "q9.md": "b", "x/q9.md": "c"})
	got, err := Paths([]string{filepath.Join(dir, "q*.md"), filepath.Join(dir, "q9.md"), filepath.Join(dir, "x", "q9.md")})
	if err != nil || !slices.Equal(names(got), []string{"course/q9.md", "course/q10.md", "x/q9.md"}) || got.Folder != "q9" {
		t.Errorf("%q %q, %v", names(got), got.Folder, err)
	}
	for _, missing := range []string{"nothing.md", "[", "n*.md"} {
		if _, err := Paths([]string{filepath.Join(dir, missing)}); err == nil {
			t.Errorf("%s was found", missing)
		}
	}
}

func TestFoldersWithoutEnd(t *testing.T) {
	dir := t.TempDir()
	deep := dir
	for range maxNested + 5 {
		deep = filepath.Join(deep, "d")
	}
	if err := os.MkdirAll(deep, 0o755); err != nil {
		t.Fatal(err)
	}
	got, err := Paths([]string{dir})
	if err != nil || len(got.LeftOut) != 1 || !strings.Contains(got.LeftOut[0].Why, "deep") {
		t.Errorf("%v, %v", got, err)
	}
}

func TestNaturalIsAnOrder(t *testing.T) {
	name := rapid.StringMatching(`(day|Day|q)?[-_ ]?[0-9]{0,4}[a-c]?[0-9]{0,2}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := name.Draw(t, "a"), name.Draw(t, "b"), name.Draw(t, "c")
		if natural(a, b) != -natural(b, a) || (natural(a, b) == 0) != (a == b) {
			t.Fatalf("%q and %q: %d and %d", a, b, natural(a, b), natural(b, a))
		}
		if natural(a, b) <= 0 && natural(b, c) <= 0 && natural(a, c) > 0 {
			t.Fatalf("%q <= %q <= %q, but the first comes after the last", a, b, c)
		}
	})
}
