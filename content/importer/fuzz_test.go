package importer

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// FuzzImport promises that whatever a file holds, the import ends with a pack that
// loads, or with nothing to ask; and that importing it again changes nothing.
func FuzzImport(f *testing.F) {
	samples, err := filepath.Glob("testdata/course/*.md")
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range samples {
		data, err := os.ReadFile(s)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(filepath.Base(s), data)
	}
	f.Add("a.csv", []byte("question,answer,topic\nWhat?,That,\"Day 3\"\nWhy?,\"x: # & *\",\n"))
	f.Add("a.txt", []byte("#separator:tab\n#guid column:1\nabc\tfront\tback\n"))
	f.Add("a.gift", []byte("::t:: What? {=a ~b}\n\n//x\n$CATEGORY: c\n\n2+2? {#4:0}\n"))
	f.Add("a.txt", []byte("What?\nA. a\nB. b\nANSWER: B\n"))
	f.Add("c.apkg", []byte("PK\x03\x04"))
	// Each of these once made a pack that did not load, or changed at the second import.
	f.Add("control.md", []byte("# Quiz\n\n## Part\x13\n\n### 1. What\x07?\n- a) on\x0fe\n- b) two\n\n**Answer: a**\n"))
	f.Add("spaces.md", []byte("# Quiz\n\n## Part  of  it\n"+ask("What?", "that")))
	f.Add("same.md", []byte("# Quiz\n\n### 1. What?\n**Answer: a) One**\n\n### 2. What?\n**Answer: a) Two**\n"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		in := files(map[string]string{name: string(data), "day-7.md": quizText("seven")}, name, "day-7.md")
		if name == "day-7.md" || len(data) > 64<<10 {
			return
		}
		r, err := Import(in, nil, Settings{Version: today})
		if errors.Is(err, ErrNothing) && r.Pack == nil {
			return
		}
		if err != nil {
			t.Fatalf("import %q %q: %v", name, data, err)
		}
		again, err := Import(in, asIs(r), Settings{Version: today})
		if err != nil || !again.Report.Same {
			t.Fatalf("again %q %q: %v, %+v", name, data, err, again.Report.Changes)
		}
	})
}
