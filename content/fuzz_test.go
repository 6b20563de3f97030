package content

import (
	"io/fs"
	"slices"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"
)

// FuzzLoad replaces one file of the example pack. Whatever it holds, loading ends,
// does not panic, and either gives a pack or sorted errors with a place and a text.
func FuzzLoad(f *testing.F) {
	files := docsPack(f)
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	for i, name := range names {
		f.Add(uint8(i), files[name].Data)
	}
	for _, c := range brokenPacks() {
		broken := docsPack(f)
		edit(broken, c.file, c.old, c.now)
		f.Add(uint8(slices.Index(names, c.file)), broken[c.file].Data)
	}
	for _, text := range hostileFiles() {
		if len(text) < 2000 {
			f.Add(uint8(0), []byte(text))
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, data []byte) {
		pack := fstest.MapFS{}
		for name, file := range files {
			pack[name] = file
		}
		pack[names[int(which)%len(names)]] = &fstest.MapFile{Data: data}
		checkLoad(t, pack)
	})
}

func checkLoad(t *testing.T, files fs.FS) {
	t.Helper()
	p, err := Load(files, ".")
	if err == nil {
		if p.ID == "" || len(p.Topics) == 0 || len(p.Areas) == 0 || len(p.Scale) != 5 || len(p.Questions) == 0 {
			t.Fatalf("an incomplete pack was loaded: %+v", p)
		}
		return
	}
	errs, ok := err.(Errors)
	if !ok || len(errs) == 0 || p != nil {
		t.Fatalf("Load gave %v, %v", p, err)
	}
	for i, e := range errs {
		if e.File == "" || e.Line < 1 || e.Text == "" {
			t.Fatalf("error without a place or a text: %+v", e)
		}
		if i > 0 && (e.File < errs[i-1].File || e.File == errs[i-1].File && e.Line < errs[i-1].Line) {
			t.Fatalf("errors are not sorted:\n%v", errs)
		}
	}
}

// TestManyErrors applies any set of breakages together: loading holds to the same
// promises as for one.
func TestManyErrors(t *testing.T) {
	all := brokenPacks()
	rapid.Check(t, func(rt *rapid.T) {
		files := docsPack(t)
		for _, i := range rapid.SliceOfN(rapid.IntRange(0, len(all)-1), 1, 12).Draw(rt, "breakages") {
			edit(files, all[i].file, all[i].old, all[i].now)
		}
		checkLoad(t, files)
		first, second := errorsOf(t, files), errorsOf(t, files)
		if first.Error() != second.Error() {
			rt.Fatalf("two readings differ:\n%v\n\n%v", first, second)
		}
	})
}
