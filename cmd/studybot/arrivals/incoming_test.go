package arrivals

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"studybot/bot/chat"
	"studybot/bot/material"
	"studybot/content"
)

const sampleQuiz = `# Git basics

1. Which command records a change?
   - A) git add
   - B) git commit
   - C) git push

2. Which command shows what would be recorded?
   - A) git diff --staged
   - B) git fetch
   - C) git tag

## Answer key

1. B
2. A
`

func newIncoming(t *testing.T) (*incoming, string) {
	t.Helper()
	dir := t.TempDir()
	w, err := Open(dir, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return w.incoming, dir
}

func sample(name, text string) []chat.File { return []chat.File{{Name: name, Data: []byte(text)}} }

// publish reads and publishes files as a team, and returns what was found and made.
func publish(t *testing.T, in *incoming, team string, files []chat.File) (material.Draft, material.Published) {
	t.Helper()
	d, err := in.Read(t.Context(), team, files)
	if err != nil || d.Token == "" {
		t.Fatalf("read: %v %+v", err, d)
	}
	p, err := in.Publish(t.Context(), team, d.Token)
	if err != nil {
		t.Fatal(err)
	}
	return d, p
}

func ids(w *Watch) []string {
	var all []string
	for _, p := range w.shelf.All() {
		all = append(all, p.ID)
	}
	return all
}

func TestImportFromAConversation(t *testing.T) {
	in, dir := newIncoming(t)
	d, p := publish(t, in, "web:demo", sample("Git basics.md", sampleQuiz))
	if d.Questions != 2 || d.Drafts != 0 || d.Update || !strings.Contains(d.Files[0], "Git basics.md: 2 found") {
		t.Errorf("found %+v", d)
	}
	if strings.Contains(strings.Join(append(d.Notes, d.Files...), "\n"), dir) {
		t.Errorf("a folder of this machine is told: %+v", d)
	}
	if !p.Served || p.Update || !slices.Equal(ids(in.packs), []string{"git-basics", "ml-systems"}) {
		t.Errorf("published %+v, served %q", p, ids(in.packs))
	}
	if _, err := in.Publish(t.Context(), "web:demo", d.Token); !errors.Is(err, material.ErrGone) {
		t.Errorf("published twice: %v", err)
	}
	left, err := os.ReadDir(filepath.Join(dir, draftsFolder))
	if err != nil || len(left) != 0 {
		t.Errorf("%d drafts are left: %v", len(left), err)
	}

	// The same name by the same team is an update that keeps ids; by another team it
	// is another pack.
	served := in.packs.shelf.All()[0]
	first := served.Questions[0].ID
	more := strings.Replace(sampleQuiz, "## Answer key", "3. Which command makes a copy of a project?\n   - A) git clone\n   - B) git log\n   - C) git gc\n\n## Answer key", 1) + "3. A\n"
	d, p = publish(t, in, "web:demo", sample("Git basics.md", more))
	if served = in.packs.shelf.All()[0]; !d.Update || !p.Update || d.Questions != 3 || len(served.Questions) != 3 || served.Questions[0].ID != first {
		t.Errorf("the update found %+v, made %+v and serves %d questions", d, p, len(served.Questions))
	}
	d, p = publish(t, in, "web:others", sample("Git basics.md", sampleQuiz))
	if d.Update || p.Update || !slices.Equal(ids(in.packs), []string{"git-basics", "git-basics-2", "ml-systems"}) {
		t.Errorf("another team made %+v, served %q", p, ids(in.packs))
	}
	if got := len(in.packs.shelf.All()[0].Questions); got != 3 {
		t.Errorf("the first team's pack has %d questions now", got)
	}
}

// TestImportFromAConversationFindsNothing: nothing is kept of files without questions.
func TestImportFromAConversationFindsNothing(t *testing.T) {
	in, dir := newIncoming(t)
	noise := make([]byte, chat.MaxFile)
	r := rand.NewChaCha8([32]byte{7})
	_, _ = r.Read(noise)
	for name, data := range map[string][]byte{
		"noise.md": noise, "words.md": bytes.Repeat([]byte("nonsense, and more of it. "), chat.MaxFile/26),
		"lines.txt": bytes.Repeat([]byte("a\n"), chat.MaxFile/2), "empty.md": nil, "../../etc/passwd": []byte("root"), "": []byte("?"),
	} {
		d, err := in.Read(t.Context(), "web:demo", []chat.File{{Name: name, Data: data}})
		if err != nil || d.Token != "" || len(d.Files) != 1 {
			t.Errorf("%q: %v %+v", name, err, d)
		}
	}
	left, err := os.ReadDir(filepath.Join(dir, draftsFolder))
	if err != nil || len(left) != 0 {
		t.Errorf("%d drafts are left: %v", len(left), err)
	}
}

func TestDraftsEnd(t *testing.T) {
	in, dir := newIncoming(t)
	read := func() string {
		t.Helper()
		d, err := in.Read(t.Context(), "web:demo", sample("quiz.md", sampleQuiz))
		if err != nil {
			t.Fatal(err)
		}
		return d.Token
	}
	dropped, old := read(), read()
	for range 2 {
		if err := in.Drop(t.Context(), dropped); err != nil {
			t.Error(err)
		}
	}
	long := time.Now().Add(-2 * time.Hour)
	if err := os.Chtimes(filepath.Join(dir, draftsFolder, old), long, long); err != nil {
		t.Fatal(err)
	}
	for _, token := range []string{dropped, old, "", "../../mine", strings.Repeat("a", 26), strings.Repeat("a", 400)} {
		if _, err := in.Publish(t.Context(), "web:demo", token); !errors.Is(err, material.ErrGone) {
			t.Errorf("%q can be published: %v", token, err)
		}
	}
	read()
	if _, err := os.Stat(filepath.Join(dir, draftsFolder, old)); !errors.Is(err, os.ErrNotExist) {
		t.Error("an old draft is kept")
	}
	for range mostDrafts - 1 {
		read()
	}
	if _, err := in.Read(t.Context(), "web:demo", sample("quiz.md", sampleQuiz)); !errors.Is(err, material.ErrFull) {
		t.Errorf("drafts without end: %v", err)
	}
}

func TestImportNeedsAFolder(t *testing.T) {
	w, err := Open("", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	in := w.Importer()
	if _, err := in.Read(t.Context(), "web:demo", sample("quiz.md", sampleQuiz)); !errors.Is(err, material.ErrNowhere) {
		t.Errorf("without a folder: %v", err)
	}
	if _, err := in.Publish(t.Context(), "web:demo", "x"); !errors.Is(err, material.ErrNowhere) {
		t.Errorf("without a folder: %v", err)
	}
}

// TestErrorsNameNoFile: what is logged holds nothing of a member's file.
func TestErrorsNameNoFile(t *testing.T) {
	for _, err := range []error{
		fmt.Errorf("read: %w", &fs.PathError{Op: "open", Path: "/packs/my secret.md", Err: fs.ErrPermission}),
		content.Errors{{Text: "the prompt \"my secret\" is too long"}},
	} {
		if got := unnamed(err); got == nil || strings.Contains(got.Error(), "secret") {
			t.Errorf("%T is logged as %v", err, got)
		}
	}
	if unnamed(nil) != nil || !errors.Is(unnamed(fmt.Errorf("x: %w", material.ErrGone)), material.ErrGone) {
		t.Error("what a member can do something about is lost")
	}
}

func TestPlainName(t *testing.T) {
	for name, want := range map[string]string{
		"quiz.md": "quiz.md", "../../etc/passwd": "passwd", `C:\files\Tag 1.md`: "Tag 1.md", ".hidden": "hidden", "": "", "..": "", "a\x00b\n.md": "a-b-.md",
		"Übung (2).md": "Übung (2).md", strings.Repeat("x", 300) + ".md": strings.Repeat("x", 39) + ".md", "\xff\xfe": "",
	} {
		if got := plainName(name); got != want {
			t.Errorf("%q becomes %q, not %q", name, got, want)
		}
	}
}
