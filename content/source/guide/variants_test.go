package guide

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"studybot/content/source"
	"studybot/content/source/sourcetest"
)

// The guides in testdata are of our own words, each written in another way; what
// is read from them, notes included, stands beside them.
func TestVariants(t *testing.T) {
	guides, err := filepath.Glob("testdata/*.md")
	if err != nil || len(guides) < 9 {
		t.Fatalf("%d guides, %v", len(guides), err)
	}
	for _, file := range guides {
		name := strings.TrimSuffix(filepath.Base(file), ".md")
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			f := source.File{Path: name + ".md", Data: data}
			if !Reads(f) {
				t.Error("the guide is not recognised")
			}
			found, err := Read(f)
			if err != nil {
				t.Fatal(err)
			}
			wellFormed(t, found.Outline)
			var b strings.Builder
			fmt.Fprintf(&b, "title %q, day %d\n", found.Title, found.Day)
			for _, line := range bare(found.Outline) {
				fmt.Fprintln(&b, line)
			}
			for _, l := range found.Outline.Levels {
				for i, w := range l.Plan.Weeks {
					if len(w.Topics) > 0 {
						text, _ := json.Marshal(w.Topics)
						fmt.Fprintf(&b, "%s week %d %s\n", l.Name, i+1, text)
					}
				}
			}
			for _, n := range found.Notes {
				fmt.Fprintf(&b, "%d %s\n", n.Kind, n)
			}
			sourcetest.Same(t, filepath.Join("testdata", name+".golden"), []byte(b.String()))
		})
	}
}
