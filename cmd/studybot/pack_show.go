package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"studybot/bot/study"
	"studybot/content"
	"studybot/content/diff"
	"studybot/content/example"
	"studybot/content/export"
	"studybot/content/show"
)

// onePack reads the pack in a folder, or the built-in one with that id.
func onePack(name string) (*study.Pack, error) {
	builtin, err := content.Builtin()
	if err != nil {
		return nil, fmt.Errorf("read the built-in packs: %w", err)
	}
	var ids []string
	info, missing := os.Stat(name)
	for _, p := range builtin {
		if p.ID == name && missing != nil {
			return p, nil
		}
		ids = append(ids, p.ID)
	}
	if missing != nil || !info.IsDir() {
		return nil, fmt.Errorf("%s is neither a folder nor a pack that comes with the program (%s)", name, strings.Join(ids, ", "))
	}
	packs, err := content.LoadFolder(name)
	var broken content.Errors
	switch {
	case errors.As(err, &broken):
		return nil, fmt.Errorf("%s cannot be used, %d to mend; studybot pack lint %s lists them:\n%w", name, len(broken), name, broken[0])
	case err != nil:
		return nil, fmt.Errorf("read %s: %w", name, err)
	case len(packs) != 1:
		return nil, fmt.Errorf("%s holds %d packs; name the folder of one", name, len(packs))
	}
	return packs[0], nil
}

type packShowCommand struct {
	Pack     string `arg:"" help:"The pack's folder, or the id of a built-in pack."`
	Question string `arg:"" optional:"" help:"The id of a question, to read it as a member does."`
}

// Run prints the pack at a glance, or one question.
func (c *packShowCommand) Run(s *streams) error {
	p, err := onePack(c.Pack)
	if err != nil {
		return err
	}
	if c.Question == "" {
		fmt.Fprint(s.out, show.Overview(p))
		return nil
	}
	q, ok := p.Question(c.Question)
	if !ok {
		return fmt.Errorf("%s has no question %q; studybot pack export %s --format csv lists all", p.ID, c.Question, c.Pack)
	}
	fmt.Fprint(s.out, show.Card(p, q))
	return nil
}

type packExportCommand struct {
	Pack   string `arg:"" help:"The pack's folder, or the id of a built-in pack."`
	Format string `enum:"jsonl,csv,anki" default:"jsonl" help:"jsonl (a question a line), csv, or anki (a text that Anki imports; again updates)."`
}

// Run writes the questions to the standard output.
func (c *packExportCommand) Run(s *streams) error {
	p, err := onePack(c.Pack)
	if err != nil {
		return err
	}
	return export.Write(s.out, p, export.Format(c.Format))
}

type packDiffCommand struct {
	Old string `arg:"" help:"The pack that members have: its folder, or the id of a built-in pack."`
	New string `arg:"" help:"The pack that takes its place."`
}

// Run prints what changes for members; what they would lose makes the exit status 1.
func (c *packDiffCommand) Run(s *streams) error {
	before, err := onePack(c.Old)
	if err != nil {
		return err
	}
	after, err := onePack(c.New)
	if err != nil {
		return err
	}
	r := diff.Between(before, after)
	fmt.Fprint(s.out, r)
	if r.Lost() > 0 {
		return errUnwell
	}
	return nil
}

type packNewCommand struct {
	Folder string `arg:"" help:"The folder to make; it must not hold anything yet."`
}

// Run writes the commented example.
func (c *packNewCommand) Run(s *streams) error {
	schemas, err := content.Schemas()
	if err != nil {
		return fmt.Errorf("read the schemas: %w", err)
	}
	if err := example.Write(c.Folder, schemas); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "A pack to change is in %s. Check it: studybot pack lint %s\n", c.Folder, c.Folder)
	return nil
}

type packSchemaCommand struct {
	Name string `arg:"" enum:"pack,question" default:"pack" help:"pack (all files but the questions) or question."`
	Out  string `help:"Write both schemas into this folder instead of printing one." placeholder:"FOLDER"`
}

// Run prints one of the schemas that editors check packs with, or writes both.
func (c *packSchemaCommand) Run(s *streams) error {
	schemas, err := content.Schemas()
	if err != nil {
		return fmt.Errorf("read the schemas: %w", err)
	}
	names := []string{"pack.schema.json", "question.schema.json"}
	if c.Out == "" {
		data, err := fs.ReadFile(schemas, c.Name+".schema.json")
		if err != nil {
			return fmt.Errorf("read the schema: %w", err)
		}
		fmt.Fprint(s.out, string(data))
		return nil
	}
	if err := os.MkdirAll(c.Out, 0o755); err != nil {
		return fmt.Errorf("make the folder of the schemas: %w", err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(schemas, name)
		if err != nil {
			return fmt.Errorf("read the schema: %w", err)
		}
		if err := os.WriteFile(filepath.Join(c.Out, name), data, 0o644); err != nil {
			return fmt.Errorf("write the schema: %w", err)
		}
	}
	fmt.Fprintf(s.out, "%s are in %s. Name one in the first line of a file: # yaml-language-server: $schema=...\n", strings.Join(names, " and "), c.Out)
	return nil
}
