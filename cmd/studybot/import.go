package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"studybot/content"
	"studybot/content/importer"
	"studybot/content/source/gather"
)

// importCommand turns files into a pack, or brings such a pack up to date.
type importCommand struct {
	Paths []string          `arg:"" name:"path" help:"Files or folders: quizzes and review guides in Markdown, CSV, TSV, Anki, GIFT, Aiken."`
	Out   string            `required:"" help:"The pack's folder; a pack that an import made is brought up to date."`
	Dry   bool              `name:"dry-run" help:"Say what would change, and write nothing."`
	Map   map[string]string `help:"Which column of a table holds a field, such as --map prompt=Frage; may be repeated." placeholder:"FIELD=COLUMN"`
	ID    string            `help:"The pack's id; made from the folder's name when left out."`
	Name  string            `help:"The pack's name; made from the folder's name when left out."`
}

// Run prints what became of every file, and writes the pack.
func (c *importCommand) Run(s *streams) error {
	old, err := importer.Open(c.Out)
	if err != nil {
		return err
	}
	files, err := gather.Paths(c.Paths)
	if err != nil {
		return err
	}
	r, err := importer.Import(files, old, importer.Settings{
		ID: c.ID, Name: c.Name, Version: time.Now().Format("2006-01-02"), Columns: c.Map,
	})
	folder := filepath.ToSlash(filepath.Clean(c.Out))
	var wrong content.Errors
	switch {
	case errors.As(err, &wrong):
		fmt.Fprintln(s.out, wrong.Error())
		return errors.New("the pack would have these errors, so nothing was written")
	case err != nil:
		if err := r.Report.WriteFiles(s.out); err != nil {
			return fmt.Errorf("print the report: %w", err)
		}
		return err
	}
	if !c.Dry {
		if err := r.Save(c.Out); err != nil {
			return err
		}
	}
	if err := r.Report.Write(s.out, folder, c.Dry); err != nil {
		return fmt.Errorf("print the report: %w", err)
	}
	return nil
}
