package content

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// schemas are the published ones, compiled. Each file kind of pack.schema.json is
// compiled alone too, so that a file is not accepted as another kind.
type schemas struct {
	pack, question *jsonschema.Schema
	kinds          map[string]*jsonschema.Schema
}

func compile(t testing.TB) schemas {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	load := func(name, fragment string) *jsonschema.Schema {
		s, err := c.Compile(name + fragment)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	for _, name := range []string{"pack.schema.json", "question.schema.json"} {
		data, err := fs.ReadFile(embedded, "schema/"+name)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if err := c.AddResource(name, doc); err != nil {
			t.Fatal(err)
		}
	}
	s := schemas{pack: load("pack.schema.json", ""), question: load("question.schema.json", ""), kinds: map[string]*jsonschema.Schema{}}
	for _, name := range sheetNames() {
		s.kinds[name] = load("pack.schema.json", "#/$defs/"+strings.TrimSuffix(name, ".yaml"))
	}
	return s
}

// check validates one file against its schema.
func (s schemas) check(name string, data []byte) error {
	var doc any
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return err
	}
	text, err := json.Marshal(doc)
	if err != nil {
		return err
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return err
	}
	if path.Dir(name) == "questions" {
		return s.question.Validate(value)
	}
	if err := s.pack.Validate(value); err != nil {
		return err
	}
	return s.kinds[name].Validate(value)
}

func TestShippedFilesFollowTheSchemas(t *testing.T) {
	s := compile(t)
	checked := 0
	err := fs.WalkDir(embedded, "packs", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(embedded, name)
		if err != nil {
			return err
		}
		parts := strings.SplitN(name, "/", 3)
		first, _, _ := strings.Cut(string(data), "\n")
		reference, ok := strings.CutPrefix(first, "# yaml-language-server: $schema=")
		target := path.Join(path.Dir(name), reference)
		want := "schema/pack.schema.json"
		if strings.HasPrefix(parts[2], "questions/") {
			want = "schema/question.schema.json"
		}
		if !ok || target != want {
			t.Errorf("%s starts with %q; its first line must name %s", name, first, want)
		}
		if err := s.check(parts[2], data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		checked++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if checked < len(sheetNames()) {
		t.Errorf("checked %d files", checked)
	}
	for name, f := range docsPack(t) {
		if err := s.check(name, f.Data); err != nil {
			t.Errorf("docs/packs.md, %s: %v", name, err)
		}
	}
}

// TestSchemaRefusesBrokenFiles: of the table of broken packs, the schema refuses
// every one whose error is inside one object. The others need the loader.
func TestSchemaRefusesBrokenFiles(t *testing.T) {
	beyond := []string{ // needs other files, other entries, or numbers compared
		"text for fields", "field twice", "question id twice", "day twice", "days not sorted", "own prerequisite", "circle",
		"area id twice", "category", "category without areas", "topic of an area", "area of a week", "gap between levels",
		"levels overlap", "best level too low", "last level too high", "level upside down", "worst level first", "level name twice",
		"scale out of order", "option twice", "topic of the questions", "module upside down", "modules overlap",
		"checklist of a theme", "group of a theme", "item id twice", "anchor", "tag", "second document", "not YAML", "control character",
		"prerequisite of a question", "old name of nothing", "old name in use", "old names in a circle", "old name of itself",
		"old name with the key of a question", "old area of nothing", "old area in use", "old day of nothing", "old checklist of nothing", "old item of nothing",
	}
	s := compile(t)
	seen := 0
	for _, c := range brokenPacks() {
		if slices.Contains(beyond, c.name) {
			seen++
			continue
		}
		files := docsPack(t)
		edit(files, c.file, c.old, c.now)
		if err := s.check(c.file, files[c.file].Data); err == nil {
			t.Errorf("%s: the schema accepts what the loader refuses", c.name)
		}
	}
	if seen != len(beyond) {
		t.Errorf("%d of %d names are in the table", seen, len(beyond))
	}
}

// TestSchemaAndLoaderAgree takes every field of the example away, gives it a
// wrong type, an empty value and a stranger beside it. Both must judge the same.
func TestSchemaAndLoaderAgree(t *testing.T) {
	s := compile(t)
	files := docsPack(t)
	// Two more kinds of file that the example only shows by resources.yaml.
	for _, name := range []string{"preparation", "support"} {
		files[name+".yaml"] = &fstest.MapFile{Data: bytes.Replace(files["resources.yaml"].Data, []byte("resources"), []byte(name), 1)}
	}
	compared := 0
	for name, f := range files {
		var doc map[string]any
		if err := yaml.Unmarshal(f.Data, &doc); err != nil {
			t.Fatal(err)
		}
		for _, m := range mutations(doc) {
			data, err := json.Marshal(m.doc) // JSON is YAML too
			if err != nil {
				t.Fatal(err)
			}
			changed := maps.Clone(files)
			changed[name] = &fstest.MapFile{Data: data}
			_, loadErr := Load(changed, ".")
			schemaErr := s.check(name, data)
			if onlyReferences(loadErr) {
				continue
			}
			if (loadErr == nil) != (schemaErr == nil) {
				t.Errorf("%s, %s:\nloader: %v\nschema: %v", name, m.what, loadErr, schemaErr)
			}
			compared++
		}
	}
	if compared < 500 {
		t.Errorf("compared %d changes only", compared)
	}
	t.Logf("compared %d changes", compared)
}

// onlyReferences is true when all errors are of the kind that no schema can see:
// what a file says about another entry or file.
func onlyReferences(err error) bool {
	errs, ok := err.(Errors)
	if !ok {
		return false
	}
	signs := []string{
		"does not exist; none is", "does not exist; allowed is", "(the days in", "has no area", "no level holds", "level ends at",
		"level starts at", "is already used", "has no group", "the scale is 1", "after its end", "before its first day", "both hold", "is there twice", "names itself", "is better than",
		"stands for", "is still in the pack", "does not have exactly one",
	}
	return !slices.ContainsFunc(errs, func(e Error) bool {
		return !slices.ContainsFunc(signs, func(sign string) bool { return strings.Contains(e.Text, sign) }) &&
			!strings.HasPrefix(e.Text, "area ") && !strings.HasPrefix(e.Text, "checklist ")
	})
}

// shape tells entries of a list apart that have different fields.
func shape(value any) string {
	if m, ok := value.(map[string]any); ok {
		return strings.Join(slices.Sorted(maps.Keys(m)), " ")
	}
	return fmt.Sprintf("%T", value)
}

type mutation struct {
	what string
	doc  any
}

// mutations are copies of a document, each changed in one field.
func mutations(doc map[string]any) []mutation {
	var all []mutation
	replacements := []any{nil, "  ", "a word", 1.5, 1e12, true, []any{}, map[string]any{}, strings.Repeat("y", 7000)}
	var walk func(at string, value any, rebuild func(any) any)
	walk = func(at string, value any, rebuild func(any) any) {
		if at != "" {
			for _, r := range replacements {
				all = append(all, mutation{fmt.Sprintf("%s set to %.20v", at, r), rebuild(r)})
			}
		}
		switch v := value.(type) {
		case map[string]any:
			with := func(key string, x any) any {
				c := maps.Clone(v)
				c[key] = x
				return rebuild(c)
			}
			all = append(all, mutation{at + " with a stranger", with("stranger", 1)})
			for key, child := range v {
				c := maps.Clone(v)
				delete(c, key)
				all = append(all, mutation{at + "." + key + " removed", rebuild(c)})
				walk(at+"."+key, child, func(x any) any { return with(key, x) })
			}
		case []any:
			shapes := map[string]bool{}
			for i, child := range v {
				// One entry of each shape stands for those like it.
				if shapes[shape(child)] {
					continue
				}
				shapes[shape(child)] = true
				walk(fmt.Sprintf("%s[%d]", at, i), child, func(x any) any {
					c := slices.Clone(v)
					c[i] = x
					return rebuild(c)
				})
			}
		}
	}
	walk("", doc, func(x any) any { return x })
	return all
}
