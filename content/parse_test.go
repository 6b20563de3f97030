package content

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"studybot/bot/study"
)

// TestEveryLineIsFound misspells each field of the example in turn; the error must
// name exactly that file and line.
func TestEveryLineIsFound(t *testing.T) {
	files := docsPack(t)
	// Texts of several lines in all of YAML's ways, after which counting could slip.
	edit(files, day1, "    prompt: What is the index for?\n", "    prompt: |\n      What is\n\n      the index for?\n\n")
	edit(files, "pack.yaml", "summary: Two days of Git, for people who have never used it.\n",
		"# a comment\n\nsummary: Two days of Git,\n  for people who\n\n  have never used it.\n")
	edit(files, "recognition.yaml", "text: You have done everything here. Well done!", "text: \"You have done\n    everything here.\n\n    Well done!\"")
	if _, err := Load(files, "."); err != nil {
		t.Fatal(err)
	}
	field := regexp.MustCompile(`^( *(?:- )?)([a-z_]+):`)
	tried := 0
	for name, f := range files {
		lines := strings.Split(string(f.Data), "\n")
		for i, line := range lines {
			if !field.MatchString(line) || name == "aliases.yaml" && strings.HasPrefix(line, " ") { // where names are free
				continue
			}
			tried++
			changed := strings.Join(lines[:i], "\n") + "\n" + field.ReplaceAllString(line, "${1}zz$2:") + "\n" + strings.Join(lines[i+1:], "\n")
			broken := fstest.MapFS{}
			for other, g := range files {
				broken[other] = g
			}
			broken[name] = &fstest.MapFile{Data: []byte(strings.TrimPrefix(changed, "\n"))}
			want := fmt.Sprintf("%s:%d: unknown field \"zz", name, i+1)
			if errs := errorsOf(t, broken); !strings.Contains(errs.Error(), want) {
				t.Errorf("misspelt line %d of %s, want %s…, got\n%v", i+1, name, want, errs)
			}
		}
	}
	if tried < 80 {
		t.Errorf("tried %d fields only", tried)
	}
}

func TestEditorsLeftovers(t *testing.T) {
	files := docsPack(t)
	plain, err := Load(files, ".")
	if err != nil {
		t.Fatal(err)
	}
	for name, f := range files {
		files[name] = &fstest.MapFile{Data: []byte("\ufeff" + strings.ReplaceAll(string(f.Data), "\n", "\r\n"))}
	}
	files[".hidden.yaml"] = &fstest.MapFile{Data: []byte("x")}
	files["README.md"] = &fstest.MapFile{Data: []byte("x")}
	windows, err := Load(files, ".")
	if err != nil {
		t.Fatalf("with a byte order mark and CRLF:\n%v", err)
	}
	if fmt.Sprintf("%+v", plain.Topics) != fmt.Sprintf("%+v", windows.Topics) || plain.Questions[0].Answer != windows.Questions[0].Answer {
		t.Error("a byte order mark or CRLF changed what was read")
	}
	edit(files, "topics.yaml", "project", "projekt")
	if errs := errorsOf(t, files); errs[0].Line != 10 {
		t.Errorf("with CRLF the error is at %v, want line 10", errs)
	}
}

// hostileFiles are texts that are expensive to parse or end a naive reader.
func hostileFiles() map[string]string {
	const n = 200_000
	bomb := "a: &a [x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c < 'j'; c++ {
		bomb += fmt.Sprintf("%c: &%c [%s]\n", c, c, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*%c,", c-1), 9), ","))
	}
	steps := ""
	for i := range 600 {
		steps += strings.Repeat(" ", i) + "a:\n"
	}
	return map[string]string{
		"aliases": bomb, "brackets": strings.Repeat("[", n), "braces": strings.Repeat("{a: ", n/4),
		"dashes": strings.Repeat("- ", n/2), "dashes in brackets": "a: [" + strings.Repeat("- ", n/2) + "]",
		"colons": strings.Repeat("a: ", n/3), "questions": strings.Repeat("? ", n/2), "tags": strings.Repeat("!a ", n/3),
		"quotes": strings.Repeat("\"", n), "quotes in a list": "a: [" + strings.Repeat("\"\" ", n/3) + "]",
		"pipes": strings.Repeat("a: |\n", n/5), "steps": steps, "documents": strings.Repeat("---\n", n/4),
		"commas": "a: [" + strings.Repeat("1,", n/2) + "]", "merge": "a: {<<: {b: 1}}\n", "directive": "%YAML 1.2\n---\na: 1\n",
		"big": strings.Repeat("# x\n", n), "zeros": strings.Repeat("\x00", 100), "not UTF-8": "a: \xff\xfe\n", "lone CR": "a: 1\rb: 2\n",
		"nothing": "", "comment": "# only\n", "scalar": "just text\n", "half a pair": "a: \"\\ud800\"\n", "null": "~\n", "number": "1e999999999\n",
	}
}

func TestHostileFiles(t *testing.T) {
	for name, text := range hostileFiles() {
		t.Run(name, func(t *testing.T) {
			files := docsPack(t)
			files[day1] = &fstest.MapFile{Data: []byte(text)}
			errs := errorsOf(t, files)
			if errs[0].File != day1 || errs[0].Line < 1 || errs[0].Text == "" {
				t.Errorf("%+v", errs[0])
			}
		})
	}
}

func TestPackLimits(t *testing.T) {
	many := docsPack(t)
	for i := range maxPackFiles {
		many[fmt.Sprintf("questions/x-%03d.yaml", i)] = many[day1]
	}
	if errs := errorsOf(t, many); !strings.Contains(errs.Error(), "at most 400 are read; join some") {
		t.Errorf("%d files: %.300v", len(many), errs)
	}
	big := docsPack(t)
	for i := range maxPackSize/maxFileSize + 1 {
		big[fmt.Sprintf("questions/x-%03d.yaml", i)] = &fstest.MapFile{Data: []byte(strings.Repeat("#", maxFileSize))}
	}
	if errs := errorsOf(t, big); !strings.Contains(errs.Error(), "the pack has more than 4194304 bytes up to this file") {
		t.Errorf("a pack of %d files of full size: %.300v", len(big), errs)
	}
}

// writePack puts the example pack on the disk.
func writePack(t *testing.T, dir string) {
	t.Helper()
	for name, f := range docsPack(t) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestLoadFolder(t *testing.T) {
	dir := t.TempDir()
	if _, err := LoadFolder(dir); err == nil || !strings.Contains(err.Error(), "holds no pack") {
		t.Errorf("an empty folder: %v", err)
	}
	if _, err := LoadFolder(filepath.Join(dir, "nowhere")); err == nil {
		t.Error("a folder that does not exist was loaded")
	}
	writePack(t, filepath.Join(dir, "good"))
	if err := os.MkdirAll(filepath.Join(dir, "notes"), 0o755); err != nil {
		t.Fatal(err)
	}
	packs, err := LoadFolder(dir)
	if err != nil || len(packs) != 1 || packs[0].ID != "git-basics" {
		t.Fatalf("LoadFolder gave %v, %v", packs, err)
	}
	if packs, err = LoadFolder(filepath.Join(dir, "good")); err != nil || len(packs) != 1 {
		t.Errorf("a folder that is a pack itself: %v, %v", packs, err)
	}
	if p, err := loadDir(filepath.Join(dir, "good")); err != nil || p.ID != "git-basics" {
		t.Errorf("LoadDir: %v", err)
	}

	writePack(t, filepath.Join(dir, "same"))
	writePack(t, filepath.Join(dir, "wrong"))
	if err := os.WriteFile(filepath.Join(dir, "wrong", "scale.yaml"), []byte("scale: 5\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	packs, err = LoadFolder(dir)
	want := "same/pack.yaml:1: the pack id \"git-basics\" is already that of the folder good; give each pack its own\n" +
		"wrong/scale.yaml:1: \"scale\" must be a list but is a number; write each entry in a line of its own that begins with \"- \""
	if err == nil || err.Error() != want || len(packs) != 1 {
		t.Errorf("LoadFolder gave %d packs and\n%v\nwant 1 and\n%s", len(packs), err, want)
	}
}

func TestLinksStayInside(t *testing.T) {
	dir := t.TempDir()
	outside := filepath.Join(dir, "outside.yaml")
	if err := os.WriteFile(outside, []byte("scale: []\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	pack := filepath.Join(dir, "packs", "p")
	writePack(t, pack)
	scale := filepath.Join(pack, "scale.yaml")
	inside := filepath.Join(pack, "..data")
	for _, step := range []error{os.Mkdir(inside, 0o755), os.Rename(scale, filepath.Join(inside, "scale.yaml")), os.Symlink(filepath.Join("..data", "scale.yaml"), scale)} {
		if step != nil {
			t.Fatal(step)
		}
	}
	if _, err := loadDir(pack); err != nil {
		t.Errorf("a link inside the pack, as a mounted volume has them, is refused: %v", err)
	}
	for _, target := range []string{outside, filepath.Join("..", "..", "outside.yaml"), "/dev/zero"} {
		if err := os.Remove(scale); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(target, scale); err != nil {
			t.Fatal(err)
		}
		for _, load := range []func() error{
			func() error { _, err := loadDir(pack); return err },
			func() error { _, err := LoadFolder(filepath.Join(dir, "packs")); return err },
		} {
			if err := load(); err == nil || !strings.Contains(err.Error(), "scale.yaml:1: the file cannot be read") {
				t.Errorf("a link to %s: %v", target, err)
			}
		}
	}
}

// loadDir loads the only pack of a folder that is a pack itself.
func loadDir(path string) (*study.Pack, error) {
	packs, err := LoadFolder(path)
	if err != nil {
		return nil, err
	}
	return packs[0], nil
}
