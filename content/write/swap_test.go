package write

import (
	"bufio"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"studybot/content"
)

// tell writes a small file into a new folder.
func tell(t testing.TB, dir, text string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "a.txt"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func told(dir string) string {
	data, err := os.ReadFile(filepath.Join(dir, "a.txt"))
	if err != nil {
		return "nothing"
	}
	return string(data)
}

// beside are the names in dir's parent.
func beside(t testing.TB, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(dir))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func refuses(string, string) error { return errors.ErrUnsupported }

func TestSwap(t *testing.T) {
	for name, change := range map[string]exchange{"in one step": inOneStep, "where that is refused": refuses} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "p")
			fresh := filepath.Join(filepath.Dir(dir), hidden(dir)+"1")
			for _, text := range []string{"first", "second", "third"} {
				tell(t, fresh, text)
				if err := swap(fresh, dir, change); err != nil {
					t.Fatal(err)
				}
				if names := beside(t, dir); told(dir) != text || !slices.Equal(names, []string{"p"}) {
					t.Errorf("%s: the folder says %q, and there is %q", text, told(dir), names)
				}
			}
			if err := swap(fresh, dir, change); err == nil || told(dir) != "third" {
				t.Errorf("without a new folder: %v, and the folder says %q", err, told(dir))
			}
		})
	}
}

func TestWhatKilledWritersLeaveIsSwept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "p+")
	parent := filepath.Dir(dir)
	now := time.Now()
	for name, age := range map[string]time.Duration{
		".p+-new-1": 2 * leftFor, ".p+-new-2": 0, ".p+-new-3-old": 2 * leftFor, ".p+-new-mine": 2 * leftFor, ".q-new-1": 2 * leftFor, "p+": 2 * leftFor,
	} {
		tell(t, filepath.Join(parent, name), "x")
		if err := os.Chtimes(filepath.Join(parent, name), now.Add(-age), now.Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	if err := sweep(dir, now); err != nil {
		t.Fatal(err)
	}
	if left, want := beside(t, dir), []string{".p+-new-2", ".p+-new-3-old", ".p+-new-mine", ".q-new-1", "p+"}; !slices.Equal(left, want) {
		t.Errorf("left are %q, want %q", left, want)
	}
}

// writes replaces the pack in the folder by another version of it, again and again.
func writes(t testing.TB, dir string) {
	t.Helper()
	p, err := content.Load(os.DirFS(dir), ".")
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; ; i++ {
		p.Version = []string{"two", "one"}[i%2]
		if err := Pack(dir, p); err != nil {
			t.Fatal(err)
		}
		_, _ = os.Stdout.WriteString("written\n") // until nobody listens
	}
}

// writerIn names, for a child of this test, the folder that it writes for ever.
const writerIn = "STUDYBOT_TEST_WRITER_IN"

// TestKilledWriters kills a program that replaces a pack again and again, at any
// moment, and looks at the pack all the while: it is never absent, and afterwards it
// is one of the two, whole.
func TestKilledWriters(t *testing.T) {
	if dir := os.Getenv(writerIn); dir != "" {
		writes(t, dir)
	}
	packs, err := content.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	small := *packs[0]
	small.Version, small.Questions = "one", small.Questions[:8] // so that it is written often
	dir := filepath.Join(t.TempDir(), "pack")
	if err := Pack(dir, &small); err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(t.TempDir(), "other")
	tell(t, other, "x")
	if err := inOneStep(other, dir); err != nil {
		t.Skipf("here two folders cannot be exchanged in one step (%v, on %s)", err, runtime.GOOS)
	}
	if err := inOneStep(other, dir); err != nil {
		t.Fatal(err)
	}
	for round := range 5 {
		child := exec.Command(os.Args[0], "-test.run=^TestKilledWriters$")
		child.Env = append(os.Environ(), writerIn+"="+dir)
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		began := make(chan bool, 1)
		go func() {
			lines := bufio.NewScanner(out)
			began <- lines.Scan()
			for lines.Scan() {
				_ = lines.Text() // so that it never waits
			}
		}()
		looks, left := 0, -1 // left are the looks until it is killed, once it has begun
		for left != 0 {
			select {
			case ok := <-began:
				if !ok {
					_ = child.Wait()
					t.Fatal("the writer did not begin")
				}
				left = 1 + rand.IntN(60_000)
			default:
			}
			left--
			if _, err := os.Stat(dir); err != nil {
				t.Errorf("round %d, look %d: the pack is away: %v", round, looks, err)
				break
			}
			looks++
		}
		_ = child.Process.Kill()
		_ = child.Wait() // it was killed
		got, err := content.Load(os.DirFS(dir), ".")
		if err != nil || len(got.Questions) != len(small.Questions) || got.Version != "one" && got.Version != "two" {
			t.Fatalf("round %d: after the kill there is no whole pack: %v", round, err)
		}
	}
	if slices.ContainsFunc(beside(t, dir), func(name string) bool { return strings.HasSuffix(name, "-old") }) {
		t.Errorf("a pack was put aside: %q", beside(t, dir))
	}
	if _, err := os.Stat(filepath.Join(dir, "pack.yaml")); errors.Is(err, fs.ErrNotExist) {
		t.Error("there is no pack.yaml")
	}
}
